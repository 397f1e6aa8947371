//! One question of a form: label, hint, problem, input. The `name` attributes are those of `domain::form::Field`.
//!
//! The island of the form finds its pieces by `data-field` and by the ids `<name>`, `<name>-hint`, `<name>-error`.

use domain::form::{Field, Problem};
use domain::lang::Lang;
use leptos::prelude::*;

use crate::words::{fields, problems};

/// What the browser should know about an input: keyboard, filling in, limits.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// `type`.
    pub kind: &'static str,
    /// `autocomplete`, by the tokens of the HTML standard.
    pub autocomplete: &'static str,
    /// `inputmode`: which keyboard.
    pub inputmode: &'static str,
    /// `autocapitalize`.
    pub capitals: &'static str,
    /// `enterkeyhint`: what the keyboard's enter key says.
    pub enter: &'static str,
    /// `maxlength`, generous: the rule itself is in `domain`. 0 = none.
    pub at_most: u16,
    /// Whether the member may leave it empty; the label says so.
    pub optional: bool,
}

impl Input {
    /// A line of plain text that must be filled in.
    pub const TEXT: Self = Self {
        kind: "text",
        autocomplete: "off",
        inputmode: "text",
        capitals: "none",
        enter: "next",
        at_most: 0,
        optional: false,
    };
    /// A birth date in one line. Not a numeric keyboard: many of those have no slash.
    pub const BIRTH_DATE: Self = Self { autocomplete: "bday", at_most: 32, ..Self::TEXT };
    /// An email address.
    pub const EMAIL: Self = Self { kind: "email", autocomplete: "email", inputmode: "email", ..Self::TEXT };
    /// A telephone number.
    pub const PHONE: Self =
        Self { kind: "tel", autocomplete: "tel", inputmode: "tel", optional: true, at_most: 32, ..Self::TEXT };
    /// An ID number: digits only. Browsers should not keep it.
    pub const ID_NUMBER: Self = Self { inputmode: "numeric", optional: true, at_most: 32, ..Self::TEXT };
}

/// The label of a field, with a word for those that may be left empty.
#[component]
pub(super) fn Label(name: &'static str, text: &'static str, optional: bool, lang: Lang) -> impl IntoView {
    let mark = optional.then(|| view! { <span class="field__optional">" " {fields::OPTIONAL.say(lang)}</span> });
    view! { <label class="field__label" for=name>{text} {mark}</label> }.into_any()
}

/// The problem of a field: shown when there is one, and a place for the island to show one.
#[component]
pub(super) fn Wrong(name: &'static str, problem: Option<Problem>, lang: Lang) -> impl IntoView {
    let hidden = problem.is_none();
    let words = problem.map(|problem| problems::sentence(lang, &problem.reason));
    view! { <p class="field__error" id=format!("{name}-error") hidden=hidden>{words}</p> }.into_any()
}

/// The hint of a field, if it has one.
#[component]
pub(super) fn Hint(name: &'static str, #[prop(into)] text: String) -> impl IntoView {
    (!text.is_empty()).then(|| view! { <p class="field__hint" id=format!("{name}-hint")>{text}</p> })
}

/// The ids that describe a field's input.
pub(super) fn described_by(name: &str, hint: &str) -> String {
    if hint.is_empty() { format!("{name}-error") } else { format!("{name}-hint {name}-error") }
}

/// One line of text.
#[component]
pub fn TextField(
    /// The reader's language.
    lang: Lang,
    /// Which field.
    field: Field,
    /// Its label.
    label: &'static str,
    /// What helps to fill it in.
    #[prop(optional)]
    hint: &'static str,
    /// What it holds now.
    #[prop(optional, into)]
    value: String,
    /// What is wrong with it.
    #[prop(optional_no_strip)]
    problem: Option<Problem>,
    /// What the browser should know.
    #[prop(default = Input::TEXT)]
    input: Input,
    /// The id of a `datalist` with proposals.
    #[prop(optional)]
    list: Option<&'static str>,
    /// What belongs under the input: a link, a note, a button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let name = field.name();
    let wrong = problem.is_some();
    view! {
        <div class="field" data-field=name>
            <Label name=name text=label optional=input.optional lang=lang/>
            <Hint name=name text=hint/>
            <Wrong name=name problem=problem lang=lang/>
            <input
                class="field__input"
                type=input.kind
                id=name
                name=name
                value=value
                autocomplete=input.autocomplete
                inputmode=input.inputmode
                autocapitalize=input.capitals
                enterkeyhint=input.enter
                spellcheck="false"
                maxlength=(input.at_most > 0).then(|| input.at_most.to_string())
                required=!input.optional
                list=list
                aria-describedby=described_by(name, hint)
                aria-invalid=wrong.then_some("true")
            />
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

/// A password: never filled in by us, and readable on request.
#[component]
pub fn PasswordField(
    /// The reader's language.
    lang: Lang,
    /// Its label.
    label: &'static str,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with it.
    #[prop(optional_no_strip)]
    problem: Option<Problem>,
    /// The password there is, or a new one.
    #[prop(default = Field::Password)]
    field: Field,
    /// `current-password` or `new-password`.
    #[prop(default = "current-password")]
    autocomplete: &'static str,
    /// What the keyboard's enter key says.
    #[prop(default = "go")]
    enter: &'static str,
) -> impl IntoView {
    let name = field.name();
    let wrong = problem.is_some();
    let described = described_by(name, &hint);
    view! {
        <div class="field" data-field=name>
            <Label name=name text=label optional=false lang=lang/>
            <Hint name=name text=hint/>
            <Wrong name=name problem=problem lang=lang/>
            <div class="field__row">
                <input
                    class="field__input"
                    type="password"
                    id=name
                    name=name
                    autocomplete=autocomplete
                    autocapitalize="none"
                    enterkeyhint=enter
                    spellcheck="false"
                    required
                    aria-describedby=described
                    aria-invalid=wrong.then_some("true")
                />
                <button type="button" class="button field__show" data-shows=name hidden aria-pressed="false">
                    {fields::SHOW.say(lang)}
                    <span class="visually-hidden">" " {fields::SHOW_REST.say(lang)}</span>
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// A value the form carries without showing it.
#[component]
pub fn Carried(
    /// The `name` attribute.
    name: &'static str,
    /// The value.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }.into_any()
}
