//! Pictures from the sprite `public/icons.svg`. They decorate: the words beside them say the same.

use leptos::prelude::*;

/// One picture of the sprite, hidden from screen readers.
#[component]
pub fn Icon(
    /// The id of a symbol in `public/icons.svg`.
    name: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" focusable="false">
            <use_ href=format!("/icons.svg#{name}")></use_>
        </svg>
    }
    .into_any()
}
