//! The second factor: setting up an authenticator app, recovery codes, and the code at a sign-in (MC-5.1b, MC-5.3a).

pub mod acts;
mod codes;
mod step;

pub use codes::{RecoveryCodesPage, RecoveryCodesPageProps};
pub use step::{FactorStepPage, FactorStepPageProps};

use domain::calendar::Timestamp;
use domain::form::{Field, FormKind, Problem};
use domain::lang::Lang;
use leptos::prelude::*;

use crate::paths;
use crate::ui::act_form::ActForm;
use crate::ui::button::{ButtonLink, Submit, Tone};
use crate::ui::date::Moment;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::{Input, TextField};
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::words::factors as w;

/// What the page of devices says about the second factor.
#[derive(Clone, Copy, Debug, Default)]
pub struct FactorsView {
    /// Since when there is an authenticator.
    pub since: Option<Timestamp>,
    /// Recovery codes that are left.
    pub codes_left: u32,
    /// When they were made.
    pub codes_made: Option<Timestamp>,
}

/// What an app needs to be told.
#[derive(Clone)]
pub struct SetUpView {
    /// The secret, in groups of four.
    pub secret: String,
    /// Side of the QR code in modules.
    pub side: u32,
    /// Its dark modules, as the path of an SVG.
    pub path: String,
}

/// Where the authenticator stands.
#[derive(Clone)]
pub enum AuthenticatorView {
    /// There is none.
    Off,
    /// It waits for its first code.
    SettingUp(SetUpView),
    /// There is one, since then.
    On(Timestamp),
}

/// The part of the page of devices about the second factor.
#[component]
pub(crate) fn FactorsSection(lang: Lang, view: FactorsView) -> impl IntoView {
    let body = match view.since {
        None => view! {
            <p>{w::OFF.say(lang)}</p>
            <ButtonLink href=paths::AUTHENTICATOR label=w::TURN_ON.say(lang) tone=Tone::Plain/>
        }
        .into_any(),
        Some(since) => view! {
            <Notice weight=Weight::Done><p>{w::ON_SINCE.say(lang)} " " <Moment at=since lang=lang/></p></Notice>
            <p>{w::left(lang, view.codes_left)}</p>
            <div class="row">
                <ButtonLink href=paths::RECOVERY_CODES label=w::CODES.say(lang) tone=Tone::Plain/>
                <ButtonLink href=paths::AUTHENTICATOR label=w::MANAGE.say(lang) tone=Tone::Plain/>
            </div>
        }
        .into_any(),
    };
    view! {
        <h2 id="factors">{w::SECTION.say(lang)}</h2>
        {body}
    }
    .into_any()
}

/// The field for a code: of an app, or a recovery code where one will do.
#[component]
pub(crate) fn CodeField(
    lang: Lang,
    label: &'static str,
    hint: &'static str,
    #[prop(optional_no_strip)] problem: Option<Problem>,
) -> impl IntoView {
    let input = Input { autocomplete: "one-time-code", inputmode: "numeric", enter: "go", at_most: 40, ..Input::TEXT };
    view! { <TextField lang=lang field=Field::Code label=label hint=hint problem=problem input=input/> }.into_any()
}

/// The page of the authenticator app; the password was asked for on the way here.
#[component]
pub fn AuthenticatorPage(
    /// What surrounds the page.
    shell: Shell,
    /// Where it stands.
    view: AuthenticatorView,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let wrong = flash.problem_at(Field::Code);
    let body = match view {
        AuthenticatorView::Off => view! {
            <p class="lead">{w::WHAT.say(lang)}</p>
            <p>{w::WHICH.say(lang)}</p>
            <p class="quiet">{w::OTHERS_END.say(lang)}</p>
            <ActForm
                lang=lang
                kind=FormKind::Act
                act=paths::act::BEGIN_AUTHENTICATOR.to_owned()
                busy=w::BEGINNING.say(lang).to_owned()
            >
                <ErrorSummary lang=lang flash=flash/>
                <Submit label=w::BEGIN.say(lang)/>
            </ActForm>
        }
        .into_any(),
        AuthenticatorView::SettingUp(set_up) => view! {
            <SetUp lang=lang set_up=set_up/>
            <h2>{w::STEP_TWO.say(lang)}</h2>
            <ActForm
                lang=lang
                kind=FormKind::Code
                act=paths::act::CONFIRM_AUTHENTICATOR.to_owned()
                busy=w::CHECKING.say(lang).to_owned()
            >
                <ErrorSummary lang=lang flash=flash/>
                <CodeField lang=lang label=w::APP_CODE.say(lang) hint=w::APP_CODE_HINT.say(lang) problem=wrong/>
                <Submit label=w::CONFIRM.say(lang)/>
            </ActForm>
        }
        .into_any(),
        AuthenticatorView::On(since) => view! {
            <Notice weight=Weight::Done><p>{w::ON_SINCE.say(lang)} " " <Moment at=since lang=lang/></p></Notice>
            <h2>{w::REMOVE_TITLE.say(lang)}</h2>
            <p>{w::REMOVE_LEAD.say(lang)}</p>
            <ActForm
                lang=lang
                kind=FormKind::Act
                act=paths::act::REMOVE_AUTHENTICATOR.to_owned()
                busy=w::REMOVING.say(lang).to_owned()
            >
                <ErrorSummary lang=lang flash=flash/>
                <Submit label=w::REMOVE.say(lang) tone=Tone::Grave/>
            </ActForm>
        }
        .into_any(),
    };
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            {body}
            <p class="onward"><a href=paths::SECURITY>{w::BACK.say(lang)}</a></p>
        </Page>
    }
    .into_any()
}

/// What the app is told: a picture for another phone's camera, the same in letters for this one.
#[component]
fn SetUp(lang: Lang, set_up: SetUpView) -> impl IntoView {
    let frame = format!("0 0 {0} {0}", set_up.side);
    view! {
        <h2>{w::STEP_ONE.say(lang)}</h2>
        <p>{w::SCAN.say(lang)}</p>
        <svg class="qr" viewBox=frame role="img" aria-label=w::QR.say(lang) shape-rendering="crispEdges">
            <rect class="qr__paper" width="100%" height="100%"></rect>
            <path class="qr__ink" d=set_up.path></path>
        </svg>
        <p>{w::BY_HAND.say(lang)}</p>
        <p class="key"><span class="key__name">{w::SECRET.say(lang)}</span> " " <code class="key__text">{set_up.secret}</code></p>
    }
    .into_any()
}
