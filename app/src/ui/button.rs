//! Buttons that send a form, and links that look like them.

use leptos::prelude::*;

/// How much a button stands out. Choices of equal weight get the same tone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// The one thing this page is for.
    #[default]
    Primary,
    /// Everything else, and both sides of a free choice.
    Plain,
    /// What cannot be taken back for long.
    Grave,
}

impl Tone {
    /// The classes of a button in this tone.
    pub fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button--primary",
            Self::Plain => "button",
            Self::Grave => "button button--grave",
        }
    }
}

/// A button that sends its form.
#[component]
pub fn Submit(
    /// What it does, in one or two words.
    label: &'static str,
    /// The rest of its accessible name, where several buttons on the page have the same label.
    #[prop(optional, into)]
    rest: String,
    /// How much it stands out.
    #[prop(optional)]
    tone: Tone,
) -> impl IntoView {
    let rest = (!rest.is_empty()).then(|| view! { <span class="visually-hidden">" " {rest}</span> });
    view! { <button type="submit" class=tone.class()>{label} {rest}</button> }.into_any()
}

/// What the enter key presses, where other buttons of a form stand before the one that sends it. Nobody sees or reaches it.
#[component]
pub fn EnterKey() -> impl IntoView {
    view! { <button type="submit" class="visually-hidden" tabindex="-1" aria-hidden="true"></button> }.into_any()
}

/// A link that looks like a button: it leads somewhere and changes nothing.
#[component]
pub fn ButtonLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// What is there.
    label: &'static str,
    /// How much it stands out.
    #[prop(optional)]
    tone: Tone,
) -> impl IntoView {
    view! { <a class=tone.class() href=href>{label}</a> }.into_any()
}
