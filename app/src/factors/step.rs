//! The second step of a sign-in.

use domain::form::{Field, FormKind};
use leptos::prelude::*;

use super::CodeField;
use crate::paths;
use crate::ui::act_form::ActForm;
use crate::ui::button::{ButtonLink, Submit};
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::Carried;
use crate::ui::page::{Page, Shell};
use crate::words::factors as w;

/// The page that asks for the code of a sign-in whose password was right.
#[component]
pub fn FactorStepPage(
    /// What surrounds the page.
    shell: Shell,
    /// Whether there is a sign-in that waits.
    waiting: bool,
    /// Where the member was on their way to: an own path, checked with [`paths::own`].
    #[prop(optional_no_strip)]
    next: Option<String>,
) -> impl IntoView {
    let lang = shell.lang;
    let shell = shell.leading_to(next.clone());
    let flash = shell.flash();
    let wrong = flash.problem_at(Field::Code);
    let body = if waiting {
        view! {
            <p class="lead">{w::STEP_LEAD.say(lang)}</p>
            <ActForm
                lang=lang
                kind=FormKind::Code
                act=paths::act::PASS_FACTOR.to_owned()
                busy=w::STEP_BUSY.say(lang).to_owned()
            >
                <ErrorSummary lang=lang flash=flash/>
                {next.map(|next| view! { <Carried name="next" value=next/> })}
                <CodeField lang=lang label=w::CODE.say(lang) hint=w::CODE_HINT.say(lang) problem=wrong/>
                <Submit label=w::STEP_BUTTON.say(lang)/>
            </ActForm>
            <p class="quiet">{w::STEP_NOT_YOURS.say(lang)}</p>
            <p class="quiet">{w::STEP_LOST.say(lang)}</p>
        }
        .into_any()
    } else {
        let again = next.map_or_else(|| paths::SIGN_IN.to_owned(), |next| format!("{}?next={next}", paths::SIGN_IN));
        view! {
            <ErrorSummary lang=lang flash=flash/>
            <p>{w::STEP_OVER.say(lang)}</p>
            <ButtonLink href=again label=w::STEP_AGAIN.say(lang)/>
        }
        .into_any()
    };
    view! {
        <Page shell=shell title=w::STEP_TITLE.say(lang)>
            <h1>{w::STEP_TITLE.say(lang)}</h1>
            {body}
        </Page>
    }
    .into_any()
}
