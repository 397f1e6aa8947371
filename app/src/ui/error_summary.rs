//! What was not accepted, above the form: takes the focus, and each line leads to its field.

use domain::form::Problem;
use domain::lang::Lang;
use leptos::prelude::*;

use crate::flash::Flash;
use crate::words::{fields, page_errors, problems};

/// The summary of a page, mostly in its main form. Hidden while there is nothing to say, so that the island finds it.
#[component]
pub fn ErrorSummary(
    /// The reader's language.
    lang: Lang,
    /// What the refused post left, if this page was reached by one.
    #[prop(optional)]
    flash: Flash,
) -> impl IntoView {
    let trouble = flash.trouble.as_ref().map(|trouble| {
        view! { <li>{page_errors::sentence(lang, trouble)}</li> }
    });
    let lines: Vec<_> = flash.problems.into_iter().map(|problem| line(problem, lang)).collect();
    let quiet = lines.is_empty() && trouble.is_none();
    view! {
        <div
            class="error-summary"
            tabindex="-1"
            role="group"
            aria-labelledby="error-summary"
            hidden=quiet
            // Without script, this is what takes the reader here.
            autofocus=!quiet
            data-error-summary
        >
            <h2 class="error-summary__title" id="error-summary">{fields::LOOK_AGAIN.say(lang)}</h2>
            <ul class="error-summary__list">{trouble} {lines}</ul>
        </div>
    }
    .into_any()
}

fn line(problem: Problem, lang: Lang) -> impl IntoView {
    let words = problems::sentence(lang, &problem.reason);
    match problem.field {
        Some(field) => view! { <li><a href=format!("#{}", field.name())>{words}</a></li> }.into_any(),
        None => view! { <li>{words}</li> }.into_any(),
    }
}
