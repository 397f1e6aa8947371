//! Confirming an email address: whoever opens the letter's link, signed in to the account that asked, presses a button.
//! A link alone changes nothing, because mail scanners open links too.

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

/// What the link of a letter still needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// A press confirms the address.
    Ready {
        /// The letter's code.
        code: String,
    },
    /// The link is good; nobody is signed in here.
    SignInFirst {
        /// The letter's code.
        code: String,
    },
    /// The link is good, for another account than the one signed in here.
    NotYours,
    /// Used, too old, replaced or made up.
    Over,
}

/// The page behind the letter's link.
#[component]
pub fn ConfirmEmailPage(
    /// What surrounds the page.
    shell: Shell,
    /// What the letter's link still needs.
    link: Link,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let title = if link == Link::Over { w::OLD_TITLE } else { w::TITLE }.say(lang);
    let body = match link {
        Link::Ready { code } => view! {
            <p class="lead">{w::LEAD.say(lang)}</p>
            <ActForm lang=lang kind=FormKind::Act act=paths::act::CONFIRM_EMAIL.to_owned() busy=w::BUSY.say(lang).to_owned()>
                <ErrorSummary lang=lang flash=flash/>
                <Carried name=Field::Code.name() value=code/>
                <Submit label=w::BUTTON.say(lang)/>
            </ActForm>
            <p class="quiet">{w::NOT_YOU.say(lang)}</p>
        }
        .into_any(),
        Link::SignInFirst { code } => view! {
            <p class="lead">{w::SIGN_IN_LEAD.say(lang)}</p>
            <p><ButtonLink href=paths::on_to(paths::SIGN_IN, &format!("{}/{code}", paths::EMAIL_CONFIRM)) label=w::SIGN_IN.say(lang)/></p>
            <p class="quiet">{w::NOT_YOU.say(lang)}</p>
        }
        .into_any(),
        Link::NotYours => view! {
            <Notice weight=Weight::Mind><p>{w::NOT_YOURS.say(lang)}</p></Notice>
            <ButtonLink href=paths::SIGN_OUT label=w::SIGN_OUT.say(lang) tone=Tone::Plain/>
        }
        .into_any(),
        // A link that was refused a moment ago has its own reason; the others share one sentence.
        Link::Over => view! {
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
