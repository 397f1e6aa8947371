//! One of few, all in sight; and a single box to tick, never ticked beforehand (C7, D-8).

use domain::form::{Field, Problem};
use domain::lang::Lang;
use leptos::prelude::*;

use super::field::{Wrong, described_by};
use crate::words::fields;

/// A few choices, one of which may be taken.
#[component]
pub fn Choice(
    /// The reader's language.
    lang: Lang,
    /// Which field.
    field: Field,
    /// The question.
    label: &'static str,
    /// Value and words of each choice, in order.
    options: Vec<(&'static str, &'static str)>,
    /// The value chosen now.
    #[prop(into)]
    chosen: String,
    /// What is wrong with it.
    #[prop(optional_no_strip)]
    problem: Option<Problem>,
    /// What belongs under the choices: a note, a button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let name = field.name();
    let wrong = problem.is_some().then_some("true");
    let options: Vec<_> = options
        .into_iter()
        .enumerate()
        .map(|(n, (value, words))| {
            // The first carries the field's own id, so that the summary's link leads here.
            let id = if n == 0 { name.to_owned() } else { format!("{name}-{n}") };
            let chosen = value == chosen;
            view! {
                <label class="choice__one" for=id.clone()>
                    <input type="radio" id=id.clone() name=name value=value checked=chosen aria-invalid=wrong/>
                    <span>{words}</span>
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="field choice" data-field=name aria-describedby=described_by(name, "")>
            <legend class="field__label">
                {label} <span class="field__optional">" " {fields::OPTIONAL.say(lang)}</span>
            </legend>
            <Wrong name=name problem=problem lang=lang/>
            <div class="choice__all">{options}</div>
            {children.map(|children| children())}
        </fieldset>
    }
    .into_any()
}

/// One box to tick. It is never ticked beforehand.
#[component]
pub fn Tick(
    /// The `name` and id; a ticked box sends `yes`.
    name: &'static str,
    /// What ticking it means.
    label: &'static str,
    /// What more there is to know.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    let hint_id = (!hint.is_empty()).then(|| format!("{name}-hint"));
    let hint = hint_id.clone().map(|id| view! { <p class="field__hint" id=id>{hint}</p> });
    view! {
        <div class="choice">
            <label class="choice__one" for=name>
                <input type="checkbox" id=name name=name value="yes" aria-describedby=hint_id/>
                <span>{label}</span>
            </label>
            {hint}
        </div>
    }
    .into_any()
}
