//! Signing in with an own name and an own password (MC-5.1b), signing out, and the password once more.

pub mod acts;

use domain::form::{Field, FormKind, Problem};
use domain::lang::Lang;
use leptos::prelude::*;

use crate::factors::CodeField;
use crate::passkeys::{Ask, PasskeyForm};
use crate::paths;
use crate::ui::act_form::ActForm;
use crate::ui::button::{ButtonLink, Submit, Tone};
use crate::ui::choice::Tick;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::{Carried, Input, PasswordField, TextField};
use crate::ui::notice::Notice;
use crate::ui::page::{Page, Shell};
use crate::words::{factors, fields, recovery, shell as around, sign_in as w};

/// The page of signing in.
#[component]
pub fn SignInPage(
    /// What surrounds the page.
    shell: Shell,
    /// Where the member was on their way to: an own path, checked with [`paths::own`].
    #[prop(optional_no_strip)]
    next: Option<String>,
    /// For how many days "keep me signed in" lasts.
    kept_days: u64,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    // Passkeys appear in the browser's own list under the name.
    let autocomplete = if shell.passkeys { "username webauthn" } else { "username" };
    let by_passkey = shell.passkeys.then(|| view! { <PasskeyForm lang=lang ask=Ask::SignIn next=next.clone()/> });
    let name = flash.value_or(Field::Username, "");
    let (name_wrong, password_wrong) = (flash.problem_at(Field::Username), flash.problem_at(Field::Password));
    let sent_here = next.is_some().then(|| view! { <Notice><p>{w::NEEDED.say(lang)}</p></Notice> });
    let shell = shell.leading_to(next.clone());
    let already = shell.signed_in.is_some().then(|| view! { <Notice><p>{w::ALREADY.say(lang)}</p></Notice> });
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            {sent_here}
            {already}
            <ActForm lang=lang kind=FormKind::SignIn act=paths::act::SIGN_IN.to_owned() busy=w::BUSY.say(lang).to_owned()>
                <ErrorSummary lang=lang flash=flash/>
                {next.map(|next| view! { <Carried name="next" value=next/> })}
                <TextField
                    lang=lang
                    field=Field::Username
                    label=fields::NAME_OR_EMAIL.say(lang)
                    hint=w::EMAIL_CONDITION.say(lang)
                    value=name
                    problem=name_wrong
                    input=Input { autocomplete, inputmode: "email", ..Input::TEXT }
                />
                <PasswordField lang=lang label=fields::PASSWORD.say(lang) problem=password_wrong/>
                <Tick name="keep" label=fields::KEPT.say(lang) hint=fields::kept_hint(lang, kept_days)/>
                <Submit label=w::BUTTON.say(lang)/>
            </ActForm>
            {by_passkey}
            <p><a href=paths::RECOVERY>{recovery::FORGOTTEN.say(lang)}</a></p>
            <p>{w::NO_ACCOUNT.say(lang)} " " <a href=paths::SIGN_UP>{around::SIGN_UP.say(lang)}</a></p>
        </Page>
    }
    .into_any()
}

/// The page of signing out: a button, because leaving is a post.
#[component]
pub fn SignOutPage(
    /// What surrounds the page.
    shell: Shell,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let body = if shell.signed_in.is_some() {
        view! {
            <p>{w::OUT_LEAD.say(lang)}</p>
            <ActForm lang=lang kind=FormKind::Act act=paths::act::SIGN_OUT.to_owned() busy=w::OUT_BUSY.say(lang).to_owned()>
                <ErrorSummary lang=lang flash=flash/>
                <Submit label=w::OUT_BUTTON.say(lang)/>
            </ActForm>
        }
        .into_any()
    } else {
        view! {
            <p>{w::OUT_ALREADY.say(lang)}</p>
            <ButtonLink href=paths::SIGN_IN label=w::BUTTON.say(lang) tone=Tone::Plain/>
        }
        .into_any()
    };
    view! {
        <Page shell=shell title=w::OUT_TITLE.say(lang)>
            <h1>{w::OUT_TITLE.say(lang)}</h1>
            {body}
        </Page>
    }
    .into_any()
}

/// The password once more, before something sensitive.
#[component]
pub fn PasswordAgainPage(
    /// What surrounds the page.
    shell: Shell,
    /// Where to go on to: an own path, checked with [`paths::own`].
    next: String,
    /// The member's username, for the browser's password manager.
    username: String,
    /// Whether a code of the second factor is asked for too.
    factor: bool,
    /// For how many minutes the password then counts.
    minutes: u64,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let wrong = flash.problem_at(Field::Password);
    let shell = shell.leading_to(Some(next.clone()));
    let by_passkey = shell.passkeys.then(|| view! { <PasskeyForm lang=lang ask=Ask::Prove next=Some(next.clone())/> });
    let code = factor.then(|| ProofCode(ProofCodeProps { lang, problem: flash.problem_at(Field::Code) }));
    view! {
        <Page shell=shell title=w::AGAIN_TITLE.say(lang)>
            <h1>{w::AGAIN_TITLE.say(lang)}</h1>
            <p class="lead">{w::again_lead(lang, minutes)}</p>
            <ActForm
                lang=lang
                kind=FormKind::PasswordAgain
                act=paths::act::PROVE_PASSWORD.to_owned()
                busy=w::AGAIN_BUSY.say(lang).to_owned()
            >
                <ErrorSummary lang=lang flash=flash/>
                <Carried name="next" value=next/>
                <AccountName name=username/>
                <PasswordField lang=lang label=fields::PASSWORD.say(lang) problem=wrong/>
                {code}
                <Submit label=w::AGAIN_BUTTON.say(lang)/>
            </ActForm>
            {by_passkey}
            <p class="onward"><a href=paths::OVERVIEW>{around::CANCEL.say(lang)}</a></p>
        </Page>
    }
    .into_any()
}

/// The code beside a password that is given once more.
#[component]
pub(crate) fn ProofCode(lang: Lang, #[prop(optional_no_strip)] problem: Option<Problem>) -> impl IntoView {
    view! { <CodeField lang=lang label=factors::CODE.say(lang) hint=factors::CODE_HINT.say(lang) problem=problem/> }
        .into_any()
}

/// Tells the browser's password manager which account the password belongs to. Nobody else needs it: it has no
/// `name`, so it is not sent.
#[component]
pub(crate) fn AccountName(name: String) -> impl IntoView {
    view! {
        <input class="visually-hidden" type="text" autocomplete="username" value=name readonly tabindex="-1" aria-hidden="true"/>
    }
    .into_any()
}
