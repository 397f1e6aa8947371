//! Joining: the notice first, then one form of five fields (MC-1.1a; law C9, C13). Nothing is ticked, nothing bundled.

pub mod acts;

use domain::controller::Controller;
use domain::form::{Field, FormKind};
use domain::lang::Lang;
use leptos::prelude::*;

use crate::flash::Flash;
use crate::paths;
use crate::policy::ways;
use crate::ui::act_form::ActForm;
use crate::ui::button::{ButtonLink, Submit, Tone};
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::{Input, PasswordField, TextField};
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::ui::passphrase::Passphrase;
use crate::ui::summary_list::{Row, SummaryList};
use crate::words::{fields, shell as around, sign_up as w};

/// The page of joining.
#[component]
pub fn SignUpPage(
    /// What surrounds the page.
    shell: Shell,
    /// The setting `password.min_length`, in code points.
    min_password: usize,
    /// A proposed passphrase.
    phrase: String,
    /// Who answers for the data.
    controller: Controller,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let rows = [
        (w::WHO, w::WHO_WORDS),
        (w::WHAT, w::WHAT_WORDS),
        (w::LATER, w::LATER_WORDS),
        (w::WHY, w::WHY_WORDS),
        (w::HOW_LONG, w::HOW_LONG_WORDS),
        (w::RIGHTS, w::RIGHTS_WORDS),
    ]
    .map(|(name, words)| view! { <Row name=name.say(lang)>{words.say(lang)}</Row> })
    .into_iter()
    .collect_view();
    view! {
        <Page shell=shell.with_new_password() title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            <p class="lead">{w::LEAD.say(lang)}</p>
            <section class="panel" aria-labelledby="notice">
                <h2 id="notice">{w::NOTICE.say(lang)}</h2>
                <SummaryList>{rows} {ways(lang, controller)}</SummaryList>
                <p class="onward"><a href=paths::POLICY>{w::READ_POLICY.say(lang)}</a></p>
            </section>
            <h2>{w::FORM.say(lang)}</h2>
            <JoiningForm lang=lang flash=flash min_password=min_password phrase=phrase/>
            <p>{w::HAVE_ONE.say(lang)} " " <a href=paths::SIGN_IN>{around::SIGN_IN.say(lang)}</a></p>
        </Page>
    }
    .into_any()
}

/// The five fields, in two calm groups.
#[component]
fn JoiningForm(lang: Lang, flash: Flash, min_password: usize, phrase: String) -> impl IntoView {
    let summary = flash.clone();
    let account = flash.clone();
    view! {
        <ActForm lang=lang kind=FormKind::SignUp act=paths::act::JOIN.to_owned() busy=w::BUSY.say(lang).to_owned()>
            <ErrorSummary lang=lang flash=summary/>
            <fieldset class="group">
                <legend class="group__name">{w::ACCOUNT.say(lang)}</legend>
                <TextField
                    lang=lang
                    field=Field::Username
                    label=fields::USERNAME.say(lang)
                    hint=fields::USERNAME_HINT.say(lang)
                    value=account.value_or(Field::Username, "")
                    problem=account.problem_at(Field::Username)
                    input=Input { autocomplete: "username", ..Input::TEXT }
                />
                <PasswordField
                    lang=lang
                    label=fields::PASSWORD.say(lang)
                    hint=fields::password_hint(lang, min_password)
                    problem=account.problem_at(Field::Password)
                    autocomplete="new-password"
                    enter="next"
                />
                <Passphrase lang=lang field=Field::Password phrase=phrase/>
            </fieldset>
            <fieldset class="group">
                <legend class="group__name">{w::ABOUT.say(lang)}</legend>
                <TextField
                    lang=lang
                    field=Field::FullName
                    label=fields::FULL_NAME.say(lang)
                    hint=fields::FULL_NAME_HINT.say(lang)
                    value=flash.value_or(Field::FullName, "")
                    problem=flash.problem_at(Field::FullName)
                    input=Input { autocomplete: "name", capitals: "words", ..Input::TEXT }
                />
                <TextField
                    lang=lang
                    field=Field::BirthDate
                    label=fields::BIRTH_DATE.say(lang)
                    hint=w::BIRTH_WHY.say(lang)
                    value=flash.value_or(Field::BirthDate, "")
                    problem=flash.problem_at(Field::BirthDate)
                    input=Input::BIRTH_DATE
                />
                <TextField
                    lang=lang
                    field=Field::Email
                    label=fields::EMAIL.say(lang)
                    hint=fields::EMAIL_HINT.say(lang)
                    value=flash.value_or(Field::Email, "")
                    problem=flash.problem_at(Field::Email)
                    input=Input { enter: "go", ..Input::EMAIL }
                />
            </fieldset>
            <Submit label=w::BUTTON.say(lang)/>
        </ActForm>
    }
    .into_any()
}

/// How somebody under 16 joins: with a parent or guardian, at the box office. Nothing was stored (law M1, M2).
#[component]
pub fn GuardianPage(
    /// What surrounds the page.
    shell: Shell,
) -> impl IntoView {
    let lang = shell.lang;
    let steps = w::GUARDIAN_STEPS.map(|step| view! { <li>{step.say(lang)}</li> }).into_iter().collect_view();
    view! {
        <Page shell=shell title=w::GUARDIAN_TITLE.say(lang)>
            <h1>{w::GUARDIAN_TITLE.say(lang)}</h1>
            <Notice weight=Weight::Done><p>{w::GUARDIAN_LEAD.say(lang)}</p></Notice>
            <p>{w::GUARDIAN_WHY.say(lang)}</p>
            <h2>{w::GUARDIAN_HOW.say(lang)}</h2>
            <ol class="steps">{steps}</ol>
            <p>{w::GUARDIAN_FILMS.say(lang)}</p>
            <ButtonLink href=paths::SIGN_UP label=w::GUARDIAN_WRONG.say(lang) tone=Tone::Plain/>
        </Page>
    }
    .into_any()
}
