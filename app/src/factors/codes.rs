//! Recovery codes: how many are left, new ones, and the only sight of those that were made just now.

use domain::form::FormKind;
use domain::lang::Lang;
use leptos::prelude::*;

use super::FactorsView;
use crate::paths;
use crate::ui::act_form::ActForm;
use crate::ui::button::{ButtonLink, Submit, Tone};
use crate::ui::date::Moment;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::words::factors as w;

/// The page of the recovery codes; the password was asked for on the way here.
#[component]
pub fn RecoveryCodesPage(
    /// What surrounds the page; its flash holds codes that were made just now.
    shell: Shell,
    /// What is set up.
    view: FactorsView,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let codes = (!flash.codes.is_empty()).then(|| view! { <NewCodes lang=lang codes=flash.codes.clone()/> });
    let made =
        view.codes_made.map(|at| view! { <p class="quiet">{w::MADE.say(lang)} " " <Moment at=at lang=lang/></p> });
    let body = if view.since.is_some() {
        view! {
            <p>{w::left(lang, view.codes_left)}</p>
            {made}
            <p>{w::MAKE_LEAD.say(lang)}</p>
            <ActForm
                lang=lang
                kind=FormKind::Act
                act=paths::act::MAKE_CODES.to_owned()
                busy=w::MAKING.say(lang).to_owned()
            >
                <ErrorSummary lang=lang flash=flash/>
                <Submit label=w::MAKE.say(lang) tone=Tone::Plain/>
            </ActForm>
        }
        .into_any()
    } else {
        view! {
            <p>{w::NEEDS_APP.say(lang)}</p>
            <ButtonLink href=paths::AUTHENTICATOR label=w::TURN_ON.say(lang) tone=Tone::Plain/>
        }
        .into_any()
    };
    view! {
        <Page shell=shell title=w::CODES.say(lang)>
            <h1>{w::CODES.say(lang)}</h1>
            <p class="lead">{w::CODES_LEAD.say(lang)}</p>
            {codes}
            {body}
            <p class="onward"><a href=paths::SECURITY>{w::BACK.say(lang)}</a></p>
        </Page>
    }
    .into_any()
}

/// Codes that were made just now, for the only time.
#[component]
fn NewCodes(lang: Lang, codes: Vec<String>) -> impl IntoView {
    let codes = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
    view! {
        <section class="panel" aria-labelledby="codes">
            <h2 id="codes">{w::CODES_NEW.say(lang)}</h2>
            <Notice weight=Weight::Mind><p>{w::CODES_ONCE.say(lang)}</p></Notice>
            <ol class="codes">{codes}</ol>
            <a class="button button--primary" href=paths::RECOVERY_CODES_FILE download>
                {w::DOWNLOAD.say(lang)}
            </a>
            <p class="quiet">{w::DOWNLOAD_HINT.say(lang)}</p>
        </section>
    }
    .into_any()
}
