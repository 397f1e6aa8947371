//! Confirming an email address: whoever opens the letter's link presses a button. A link alone changes nothing,
//! because mail scanners open links too.

pub mod acts;

use domain::form::{Field, FormKind};
use leptos::prelude::*;

use crate::paths;
use crate::ui::act_form::ActForm;
use crate::ui::button::{ButtonLink, Submit, Tone};
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::Carried;
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::words::email as w;

/// The page behind the letter's link.
#[component]
pub fn ConfirmEmailPage(
    /// What surrounds the page.
    shell: Shell,
    /// The letter's code if it is still good, `None` if it is used, too old or unknown.
    #[prop(optional_no_strip)]
    code: Option<String>,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let title = if code.is_some() { w::TITLE } else { w::OLD_TITLE }.say(lang);
    let body = match code {
        Some(code) => view! {
            <p class="lead">{w::LEAD.say(lang)}</p>
            <ActForm lang=lang kind=FormKind::Act act=paths::act::CONFIRM_EMAIL.to_owned() busy=w::BUSY.say(lang).to_owned()>
                <ErrorSummary lang=lang flash=flash/>
                <Carried name=Field::Code.name() value=code/>
                <Submit label=w::BUTTON.say(lang)/>
            </ActForm>
            <p class="quiet">{w::NOT_YOU.say(lang)}</p>
        }
        .into_any(),
        // A link that was refused a moment ago has its own reason; the others share one sentence.
        None => view! {
            {flash.problems.is_empty().then(|| view! { <Notice weight=Weight::Mind><p>{w::OLD_LEAD.say(lang)}</p></Notice> })}
            <ErrorSummary lang=lang flash=flash/>
            <ButtonLink href=paths::PROFILE label=w::TO_PROFILE.say(lang) tone=Tone::Plain/>
        }
        .into_any(),
    };
    view! {
        <Page shell=shell title=title>
            <h1>{title}</h1>
            {body}
        </Page>
    }
    .into_any()
}

/// The receipt for somebody who is not signed in here.
#[component]
pub fn EmailConfirmedPage(
    /// What surrounds the page.
    shell: Shell,
) -> impl IntoView {
    let lang = shell.lang;
    view! {
        <Page shell=shell title=w::DONE_TITLE.say(lang)>
            <h1>{w::DONE_TITLE.say(lang)}</h1>
            <Notice weight=Weight::Done><p>{w::DONE_LEAD.say(lang)}</p></Notice>
            <ButtonLink href=paths::PROFILE label=w::TO_PROFILE.say(lang) tone=Tone::Plain/>
        </Page>
    }
    .into_any()
}
