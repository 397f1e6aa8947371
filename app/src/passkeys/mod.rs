//! Passkeys: the list of a member's own, adding, naming and removing one, and the button that asks for one (MC-5.1b, MC-5.3a).
//!
//! A passkey needs a script: `public/passkeys.js`, loaded on the pages that use one and nowhere else. It has no words of its
//! own: what it may have to say is on the page, hidden. Without script there is no button, and the password stays.

pub mod acts;
mod form;

pub(crate) use form::{Ask, PasskeyForm};

use domain::calendar::Timestamp;
use domain::form::{Field, FormKind};
use domain::lang::Lang;
use domain::passkeys::{MOST, PasskeyName};
use leptos::prelude::*;

use crate::paths;
use crate::ui::act_form::ActForm;
use crate::ui::button::{ButtonLink, Submit, Tone};
use crate::ui::date::Moment;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::{Carried, Input, TextField};
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::words::passkeys as w;

/// One passkey.
#[derive(Clone)]
pub struct PasskeyView {
    /// Its number, as the acts take it.
    pub passkey: String,
    /// What the member calls it.
    pub name: String,
    /// When it was added.
    pub added: Timestamp,
    /// When it was last used.
    pub used: Option<Timestamp>,
}

/// The part of the page of devices about passkeys.
#[component]
pub(crate) fn PasskeysSection(lang: Lang, passkeys: Vec<PasskeyView>) -> impl IntoView {
    let body = if passkeys.is_empty() {
        view! {
            <p>{w::NONE.say(lang)}</p>
            <ButtonLink href=paths::PASSKEYS label=w::ADD.say(lang) tone=Tone::Plain/>
        }
        .into_any()
    } else {
        let lines = passkeys
            .into_iter()
            .map(|one| {
                view! {
                    <li class="sessions__one">
                        <p class="sessions__device"><strong>{one.name.clone()}</strong></p>
                        <Uses lang=lang one=one/>
                    </li>
                }
            })
            .collect_view();
        view! {
            <ul class="sessions">{lines}</ul>
            <ButtonLink href=paths::PASSKEYS label=w::MANAGE.say(lang) tone=Tone::Plain/>
        }
        .into_any()
    };
    view! {
        <h2 id="passkeys">{w::SECTION.say(lang)}</h2>
        {body}
    }
    .into_any()
}

/// First and last use.
#[component]
fn Uses(lang: Lang, one: PasskeyView) -> impl IntoView {
    let used = match one.used {
        Some(at) => view! { {w::USED.say(lang)} " " <Moment at=at lang=lang/> }.into_any(),
        None => w::UNUSED.say(lang).into_any(),
    };
    view! {
        <p class="quiet">{w::ADDED.say(lang)} " " <Moment at=one.added lang=lang/></p>
        <p class="quiet">{used}</p>
    }
    .into_any()
}

/// The page of the passkeys; the password was asked for on the way here.
#[component]
pub fn PasskeysPage(
    /// What surrounds the page.
    shell: Shell,
    /// The member's passkeys, the oldest first.
    passkeys: Vec<PasskeyView>,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let (one, full) = (passkeys.len() == 1, passkeys.len() >= MOST);
    let list = (!passkeys.is_empty()).then(|| {
        let lines = passkeys.into_iter().map(|one| view! { <Passkey lang=lang one=one/> }).collect_view();
        view! {
            <h2>{w::YOURS.say(lang)}</h2>
            <ul class="sessions">{lines}</ul>
        }
    });
    let second = one.then(|| view! { <Notice weight=Weight::Mind><p>{w::TWO_ARE_BETTER.say(lang)}</p></Notice> });
    let add = if full {
        view! { <p>{w::FULL.say(lang)}</p> }.into_any()
    } else {
        view! { <Add lang=lang value=flash.value_or(Field::PasskeyName, "") problem=flash.problem_at(Field::PasskeyName)/> }
            .into_any()
    };
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            <ErrorSummary lang=lang flash=flash/>
            <p class="lead">{w::WHAT.say(lang)}</p>
            {list}
            {second}
            <h2>{w::ADD.say(lang)}</h2>
            {add}
            <p class="onward"><a href=paths::SECURITY>{w::BACK.say(lang)}</a></p>
        </Page>
    }
    .into_any()
}

/// The form that adds one.
#[component]
fn Add(lang: Lang, value: String, #[prop(optional_no_strip)] problem: Option<domain::form::Problem>) -> impl IntoView {
    let longest = u16::try_from(PasskeyName::MAX).unwrap_or(u16::MAX);
    let input = Input { capitals: "sentences", enter: "done", at_most: longest, optional: true, ..Input::TEXT };
    view! {
        <p>{w::HOW.say(lang)}</p>
        <p class="quiet">{w::OTHERS_END.say(lang)}</p>
        <PasskeyForm lang=lang ask=Ask::Add>
            <TextField
                lang=lang
                field=Field::PasskeyName
                label=w::NAME.say(lang)
                hint=w::NAME_HINT.say(lang)
                value=value
                problem=problem
                input=input
            />
        </PasskeyForm>
    }
    .into_any()
}

/// One passkey with what can be done about it.
#[component]
fn Passkey(lang: Lang, one: PasskeyView) -> impl IntoView {
    let id = format!("name-{}", one.passkey);
    let last = one.clone();
    view! {
        <li class="sessions__one">
            <p class="sessions__device"><strong>{one.name.clone()}</strong></p>
            <Uses lang=lang one=one.clone()/>
            <details class="passkey__change">
                <summary>{w::CHANGE.say(lang)} <span class="visually-hidden">" " {one.name.clone()}</span></summary>
                <ActForm lang=lang kind=FormKind::Act act=paths::act::RENAME_PASSKEY.to_owned() busy=w::SAVING.say(lang).to_owned()>
                    <Carried name="passkey" value=one.passkey.clone()/>
                    <div class="field">
                        <label class="field__label" for=id.clone()>{w::NEW_NAME.say(lang)}</label>
                        <input
                            class="field__input"
                            type="text"
                            id=id.clone()
                            name=Field::PasskeyName.name()
                            value=one.name.clone()
                            autocomplete="off"
                            spellcheck="false"
                            maxlength=PasskeyName::MAX.to_string()
                        />
                    </div>
                    <Submit label=w::RENAME.say(lang) rest=one.name.clone() tone=Tone::Plain/>
                </ActForm>
                <p class="quiet">{w::REMOVE_LEAD.say(lang)}</p>
                <ActForm lang=lang kind=FormKind::Act act=paths::act::REMOVE_PASSKEY.to_owned() busy=w::REMOVING.say(lang).to_owned()>
                    <Carried name="passkey" value=last.passkey/>
                    <Submit label=w::REMOVE.say(lang) rest=last.name tone=Tone::Grave/>
                </ActForm>
            </details>
        </li>
    }
    .into_any()
}
