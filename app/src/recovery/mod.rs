//! A forgotten password or username: asking, the page behind the letter's link, and changing the password while signed
//! in. Every answer here is the same for members and for names nobody has (MC-5.1b; security.md G5).

pub mod acts;

use domain::calendar::Timestamp;
use domain::form::{Field, FormKind};
use domain::lang::Lang;
use leptos::prelude::*;

use crate::flash::Flash;
use crate::paths;
use crate::sign_in::AccountName;
use crate::ui::act_form::ActForm;
use crate::ui::button::{ButtonLink, Submit, Tone};
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::{Carried, Input, PasswordField, TextField};
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::ui::passphrase::Passphrase;
use crate::words::{fields, recovery as w, sign_in};

/// The page of asking.
#[component]
pub fn RecoveryPage(
    /// What surrounds the page.
    shell: Shell,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            <p class="lead">{w::LEAD.say(lang)}</p>
            <h2>{w::FOR_PASSWORD.say(lang)}</h2>
            <AskForLink lang=lang flash=flash.clone()/>
            <h2>{w::FOR_USERNAME.say(lang)}</h2>
            <AskForName lang=lang flash=flash/>
        </Page>
    }
    .into_any()
}

#[component]
fn AskForLink(lang: Lang, flash: Flash) -> impl IntoView {
    let (name, wrong) = (flash.value_or(Field::Username, ""), flash.problem_at(Field::Username));
    view! {
        <ActForm lang=lang kind=FormKind::Act act=paths::act::RECOVER_PASSWORD.to_owned() busy=w::SENDING.say(lang).to_owned()>
            <ErrorSummary lang=lang flash=flash/>
            <TextField
                lang=lang
                field=Field::Username
                label=fields::NAME_OR_EMAIL.say(lang)
                hint=sign_in::EMAIL_CONDITION.say(lang)
                value=name
                problem=wrong
                input=Input { autocomplete: "username", inputmode: "email", enter: "go", ..Input::TEXT }
            />
            <Submit label=w::SEND_LINK.say(lang)/>
        </ActForm>
    }
    .into_any()
}

#[component]
fn AskForName(lang: Lang, flash: Flash) -> impl IntoView {
    view! {
        <ActForm lang=lang kind=FormKind::Act act=paths::act::RECOVER_USERNAME.to_owned() busy=w::SENDING.say(lang).to_owned()>
            <TextField
                lang=lang
                field=Field::Email
                label=fields::EMAIL.say(lang)
                hint=w::EMAIL_HINT.say(lang)
                value=flash.value_or(Field::Email, "")
                problem=flash.problem_at(Field::Email)
                input=Input { enter: "go", ..Input::EMAIL }
            />
            <Submit label=w::SEND_NAME.say(lang) tone=Tone::Plain/>
        </ActForm>
    }
    .into_any()
}

/// The one answer to every question.
#[component]
pub fn RecoverySentPage(
    /// What surrounds the page.
    shell: Shell,
) -> impl IntoView {
    let lang = shell.lang;
    let lines = w::SENT_LINES.map(|line| view! { <li>{line.say(lang)}</li> }).into_iter().collect_view();
    view! {
        <Page shell=shell title=w::SENT_TITLE.say(lang)>
            <h1>{w::SENT_TITLE.say(lang)}</h1>
            <Notice weight=Weight::Info><p>{w::SENT_LEAD.say(lang)}</p></Notice>
            <ul>{lines}</ul>
            <ButtonLink href=paths::RECOVERY label=w::ASK_AGAIN.say(lang) tone=Tone::Plain/>
        </Page>
    }
    .into_any()
}

/// The page behind the letter's link.
#[component]
pub fn SetPasswordPage(
    /// What surrounds the page.
    shell: Shell,
    /// The letter's code if it still works, `None` for every other.
    #[prop(optional_no_strip)]
    code: Option<String>,
    /// The setting `password.min_length`, in code points.
    min_password: usize,
    /// A proposed passphrase.
    phrase: String,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let title = if code.is_some() { w::NEW_TITLE } else { w::OLD_TITLE }.say(lang);
    let body = match code {
        Some(code) => view! {
            <p class="lead">{w::NEW_LEAD.say(lang)}</p>
            <ActForm lang=lang kind=FormKind::NewPassword act=paths::act::SET_PASSWORD.to_owned() busy=w::SAVING.say(lang).to_owned()>
                <ErrorSummary lang=lang flash=flash.clone()/>
                <Carried name=Field::Code.name() value=code/>
                <NewPassword lang=lang flash=flash min_password=min_password phrase=phrase/>
                <Submit label=w::SAVE.say(lang)/>
            </ActForm>
        }
        .into_any(),
        None => view! {
            <Notice weight=Weight::Mind><p>{w::OLD_LEAD.say(lang)}</p></Notice>
            <ButtonLink href=paths::RECOVERY label=w::NEW_LINK.say(lang)/>
        }
        .into_any(),
    };
    view! {
        <Page shell=shell.with_new_password() title=title>
            <h1>{title}</h1>
            {body}
        </Page>
    }
    .into_any()
}

/// The field for a new password, with what helps to choose one.
#[component]
fn NewPassword(lang: Lang, flash: Flash, min_password: usize, phrase: String) -> impl IntoView {
    view! {
        <PasswordField
            lang=lang
            field=Field::NewPassword
            label=w::NEW_PASSWORD.say(lang)
            hint=fields::password_hint(lang, min_password)
            problem=flash.problem_at(Field::NewPassword)
            autocomplete="new-password"
        />
        <Passphrase lang=lang field=Field::NewPassword phrase=phrase/>
    }
    .into_any()
}

/// The receipt, seen signed out.
#[component]
pub fn PasswordSetPage(
    /// What surrounds the page.
    shell: Shell,
) -> impl IntoView {
    let lang = shell.lang;
    view! {
        <Page shell=shell title=w::DONE_TITLE.say(lang)>
            <h1>{w::DONE_TITLE.say(lang)}</h1>
            <Notice weight=Weight::Done><p>{w::DONE_LEAD.say(lang)}</p></Notice>
            <ButtonLink href=paths::SIGN_IN label=sign_in::BUTTON.say(lang)/>
        </Page>
    }
    .into_any()
}

/// The page of a member who changes the password. Whoever reaches it has given the one before minutes ago.
#[component]
pub fn ChangePasswordPage(
    /// What surrounds the page.
    shell: Shell,
    /// The member's username, for the browser's password manager.
    username: String,
    /// The setting `password.min_length`, in code points.
    min_password: usize,
    /// A proposed passphrase.
    phrase: String,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    view! {
        <Page shell=shell.with_new_password() title=w::CHANGE_TITLE.say(lang)>
            <h1>{w::CHANGE_TITLE.say(lang)}</h1>
            <p class="lead">{w::CHANGE_LEAD.say(lang)}</p>
            <ActForm lang=lang kind=FormKind::NewPassword act=paths::act::CHANGE_PASSWORD.to_owned() busy=w::SAVING.say(lang).to_owned()>
                <ErrorSummary lang=lang flash=flash.clone()/>
                <AccountName name=username/>
                <NewPassword lang=lang flash=flash min_password=min_password phrase=phrase/>
                <Submit label=w::SAVE.say(lang)/>
            </ActForm>
        </Page>
    }
    .into_any()
}

/// On the page of devices: since when the password is this one, and the way to another.
#[component]
pub(crate) fn PasswordSection(lang: Lang, since: Timestamp) -> impl IntoView {
    view! {
        <h2>{w::PASSWORD.say(lang)}</h2>
        <p>{w::since(lang, since)}</p>
        <ButtonLink href=paths::PASSWORD label=w::CHANGE_TITLE.say(lang) tone=Tone::Plain/>
    }
    .into_any()
}
