//! One of many, from a list.

use domain::form::{Field, Problem};
use domain::lang::Lang;
use leptos::prelude::*;

use super::field::{Hint, Label, Wrong, described_by};

/// A list to choose one from.
#[component]
pub fn SelectField(
    /// The reader's language.
    lang: Lang,
    /// Which field.
    field: Field,
    /// Its label.
    label: &'static str,
    /// What helps to choose.
    #[prop(optional)]
    hint: &'static str,
    /// Value and words of each choice, in order; the first is the empty one.
    options: Vec<(String, String)>,
    /// The value chosen now.
    #[prop(into)]
    chosen: String,
    /// What is wrong with it.
    #[prop(optional_no_strip)]
    problem: Option<Problem>,
    /// The `autocomplete` token.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Whether it may stay empty; the label says so.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let name = field.name();
    let wrong = problem.is_some();
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect();
    view! {
        <div class="field" data-field=name>
            <Label name=name text=label optional=optional lang=lang/>
            <Hint name=name text=hint/>
            <Wrong name=name problem=problem lang=lang/>
            <select
                class="field__input field__input--select"
                id=name
                name=name
                autocomplete=autocomplete
                required=!optional
                aria-describedby=described_by(name, hint)
                aria-invalid=wrong.then_some("true")
            >
                {options}
            </select>
        </div>
    }
    .into_any()
}
