//! Names and their values, one pair a row.

use leptos::prelude::*;

/// A list of rows.
#[component]
pub fn SummaryList(
    /// [`Row`]s.
    children: Children,
) -> impl IntoView {
    view! { <dl class="summary-list">{children()}</dl> }.into_any()
}

/// One name and its value.
#[component]
pub fn Row(
    /// What the value is.
    #[prop(into)]
    name: String,
    /// The value.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="summary-list__row">
            <dt class="summary-list__name">{name}</dt>
            <dd class="summary-list__value">{children()}</dd>
        </div>
    }
    .into_any()
}
