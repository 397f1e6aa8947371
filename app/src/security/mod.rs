//! Devices: every session, which one this is, and ending the others (MC-5.1b, MC-5.6a).

pub mod acts;

use domain::calendar::Timestamp;
use domain::form::FormKind;
use domain::lang::Lang;
use leptos::prelude::*;

use crate::factors::{FactorsSection, FactorsView};
use crate::passkeys::{PasskeyView, PasskeysSection};
use crate::paths;
use crate::recovery::PasswordSection;
use crate::report::NotMeSection;
use crate::ui::act_form::ActForm;
use crate::ui::button::{Submit, Tone};
use crate::ui::date::Moment;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::Carried;
use crate::ui::page::{Page, Shell};
use crate::words::security as w;

/// One session.
#[derive(Clone)]
pub struct SessionView {
    /// Its number, as the act takes it.
    pub session: String,
    /// The device in words: "Chrome, Android".
    pub device: String,
    /// When it began.
    pub first: Timestamp,
    /// When it was last used.
    pub last: Timestamp,
    /// Until when, if "keep me signed in" was chosen.
    pub kept_until: Option<Timestamp>,
    /// Whether it is the one this page was asked from.
    pub current: bool,
}

/// The page of devices.
#[component]
pub fn SecurityPage(
    /// What surrounds the page.
    shell: Shell,
    /// Every living session; the current one first.
    sessions: Vec<SessionView>,
    /// Since when the password is the one it is.
    password_since: Timestamp,
    /// The second factor.
    factors: FactorsView,
    /// Passkeys; `None` where this site can have none.
    #[prop(optional_no_strip)]
    passkeys: Option<Vec<PasskeyView>>,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let others = sessions.iter().any(|session| !session.current);
    let lines = sessions.into_iter().map(|one| view! { <Session lang=lang one=one/> }).collect_view();
    let tips = w::TIP_LINES.map(|tip| view! { <li>{tip.say(lang)}</li> }).into_iter().collect_view();
    let end_others = if others {
        view! {
            <ActForm lang=lang kind=FormKind::Act act=paths::act::END_OTHERS.to_owned() busy=w::ENDING.say(lang).to_owned()>
                <Submit label=w::END_OTHERS.say(lang)/>
            </ActForm>
        }
        .into_any()
    } else {
        view! { <p>{w::ONLY_THIS.say(lang)}</p> }.into_any()
    };
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            <ErrorSummary lang=lang flash=flash/>
            <p class="lead">{w::LEAD.say(lang)}</p>
            <ul class="sessions">{lines}</ul>
            {end_others}
            <NotMeSection lang=lang/>
            <PasswordSection lang=lang since=password_since/>
            {passkeys.map(|passkeys| view! { <PasskeysSection lang=lang passkeys=passkeys/> })}
            <FactorsSection lang=lang view=factors/>
            <h2>{w::TIPS.say(lang)}</h2>
            <ul>{tips}</ul>
        </Page>
    }
    .into_any()
}

#[component]
fn Session(lang: Lang, one: SessionView) -> impl IntoView {
    let mark = one.current.then(|| view! { " " <span class="sessions__this">{w::THIS.say(lang)}</span> });
    let kept = one.kept_until.map(|until| {
        view! { <p class="quiet">{w::KEPT_UNTIL.say(lang)} " " <Moment at=until lang=lang/></p> }
    });
    let end = (!one.current).then(|| {
        let rest = format!("{} {}", w::SESSION_ON.say(lang), one.device);
        view! {
            <ActForm lang=lang kind=FormKind::Act act=paths::act::END_SESSION.to_owned() busy=w::ENDING.say(lang).to_owned()>
                <Carried name="session" value=one.session.clone()/>
                <Submit label=w::END.say(lang) rest=rest tone=Tone::Plain/>
            </ActForm>
        }
    });
    view! {
        <li class="sessions__one">
            <p class="sessions__device"><strong>{one.device.clone()}</strong> {mark}</p>
            <p class="quiet">{w::FIRST.say(lang)} " " <Moment at=one.first lang=lang/></p>
            <p class="quiet">{w::LAST.say(lang)} " " <Moment at=one.last lang=lang/></p>
            {kept}
            {end}
        </li>
    }
    .into_any()
}
