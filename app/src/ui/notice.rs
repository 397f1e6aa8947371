//! A short message set apart from the text: what is so, or what to mind.

use leptos::prelude::*;

use super::icon::Icon;

/// What a notice is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// Good to know.
    #[default]
    Info,
    /// Done, and how it stands now.
    Done,
    /// Needs an answer, or cannot wait.
    Mind,
}

/// A short message set apart from the text.
#[component]
pub fn Notice(
    /// What it is about.
    #[prop(optional)]
    weight: Weight,
    /// The message.
    children: Children,
) -> impl IntoView {
    let (class, icon) = match weight {
        Weight::Info => ("notice", "info"),
        Weight::Done => ("notice notice--done", "check"),
        Weight::Mind => ("notice notice--mind", "mind"),
    };
    view! {
        <div class=class>
            <Icon name=icon/>
            <div class="notice__words">{children()}</div>
        </div>
    }
    .into_any()
}
