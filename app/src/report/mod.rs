//! "This was not me": the page before, the receipt after; and the page that takes a change back (MC-5.3a).

pub mod acts;

use domain::email::Change;
use domain::form::{Field, FormKind};
use domain::lang::Lang;
use leptos::prelude::*;

use crate::paths;
use crate::ui::act_form::ActForm;
use crate::ui::button::{ButtonLink, Submit, Tone};
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::Carried;
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::words::{recovery, report as w};

/// What pressing the button does, and the button.
#[component]
pub fn NotMePage(
    /// What surrounds the page.
    shell: Shell,
    /// Whether a letter can bring the member back in.
    email_confirmed: bool,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let lines = w::LINES.map(|line| view! { <li>{line.say(lang)}</li> }).into_iter().collect_view();
    let body = if email_confirmed {
        view! {
            <p class="lead">{w::LEAD.say(lang)}</p>
            <ul>{lines}</ul>
            <ActForm lang=lang kind=FormKind::Act act=paths::act::NOT_ME.to_owned() busy=w::BUSY.say(lang).to_owned()>
                <ErrorSummary lang=lang flash=flash/>
                <Submit label=w::BUTTON.say(lang) tone=Tone::Grave/>
            </ActForm>
        }
        .into_any()
    } else {
        view! {
            <Notice weight=Weight::Mind><p>{w::UNCONFIRMED.say(lang)}</p></Notice>
            <ButtonLink href=paths::PASSWORD label=recovery::CHANGE_TITLE.say(lang)/>
        }
        .into_any()
    };
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            {body}
        </Page>
    }
    .into_any()
}

/// The receipt, seen signed out. The number is there once; the letter has it, too.
#[component]
pub fn ReportedPage(
    /// What surrounds the page.
    shell: Shell,
) -> impl IntoView {
    let lang = shell.lang;
    let number = shell.flash().value_or(Field::Code, "");
    let number = (!number.is_empty()).then(|| {
        view! {
            <p>{w::NUMBER.say(lang)} ": " <strong translate="no">{number}</strong></p>
            <p class="quiet">{w::NUMBER_TOO.say(lang)}</p>
        }
    });
    view! {
        <Page shell=shell title=w::DONE_TITLE.say(lang)>
            <h1>{w::DONE_TITLE.say(lang)}</h1>
            <Notice weight=Weight::Done><p>{w::DONE_LEAD.say(lang)}</p></Notice>
            {number}
            <p>{w::LATER.say(lang)} " " <a href=paths::RECOVERY>{recovery::NEW_LINK.say(lang)}</a></p>
        </Page>
    }
    .into_any()
}

/// The page behind the link in the letter about a change.
#[component]
pub fn UndoPage(
    /// What surrounds the page.
    shell: Shell,
    /// What the link takes back, and the letter's code, if it still works; `None` for every other.
    #[prop(optional_no_strip)]
    link: Option<(Change, String)>,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let title = link.as_ref().map_or(w::OLD_TITLE, |(change, _)| w::undo_title(*change)).say(lang);
    let body = match link {
        Some((change, code)) => view! {
            <p class="lead">{w::undo_lead(change).say(lang)}</p>
            <p>{w::UNDO_ALL.say(lang)}</p>
            <ActForm lang=lang kind=FormKind::Act act=paths::act::UNDO_EMAIL.to_owned() busy=w::UNDO_BUSY.say(lang).to_owned()>
                <ErrorSummary lang=lang flash=flash/>
                <Carried name=Field::Code.name() value=code/>
                <Submit label=w::undo_button(change).say(lang) tone=Tone::Grave/>
            </ActForm>
        }
        .into_any(),
        // A link that was refused a moment ago has its own reason; the others share one sentence.
        None => view! {
            {flash.problems.is_empty().then(|| view! { <Notice weight=Weight::Mind><p>{w::OLD_LEAD.say(lang)}</p></Notice> })}
            <ErrorSummary lang=lang flash=flash/>
            <ButtonLink href=paths::RECOVERY label=recovery::NEW_LINK.say(lang) tone=Tone::Plain/>
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

/// On the page of devices: the way to shut everybody out.
#[component]
pub(crate) fn NotMeSection(lang: Lang) -> impl IntoView {
    view! {
        <h2>{w::SECTION.say(lang)}</h2>
        <p>{w::SECTION_LEAD.say(lang)}</p>
        <ButtonLink href=paths::NOT_ME label=w::TO_PAGE.say(lang) tone=Tone::Plain/>
    }
    .into_any()
}
