//! Taking a copy of everything held (law R1, R12, D-16).

mod document;

pub use document::{CopyDocument, CopyDocumentProps};

use domain::lang::Lang;
use leptos::prelude::*;

use crate::paths;
use crate::ui::icon::Icon;
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::words::copy as w;

/// The page of the copy.
#[component]
pub fn CopyPage(
    /// What surrounds the page.
    shell: Shell,
    /// The code that lets this session take the file, if the password was given within the last minutes.
    #[prop(optional_no_strip)]
    code: Option<String>,
) -> impl IntoView {
    let lang = shell.lang;
    let inside = w::INSIDE_LINES.map(|line| view! { <li>{line.say(lang)}</li> }).into_iter().collect_view();
    let care = w::CARE_LINES.map(|line| view! { <li>{line.say(lang)}</li> }).into_iter().collect_view();
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            <p class="lead">{w::LEAD.say(lang)}</p>
            <Way lang=lang code=code/>
            <h2>{w::INSIDE.say(lang)}</h2>
            <ul>{inside}</ul>
            <p class="quiet">{w::NOT_INSIDE.say(lang)}</p>
            <h2>{w::CARE.say(lang)}</h2>
            <Notice weight=Weight::Mind><p>{w::CARE_LEAD.say(lang)}</p></Notice>
            <ul>{care}</ul>
        </Page>
    }
    .into_any()
}

/// The way to the file: at once, or by way of the password.
#[component]
fn Way(lang: Lang, #[prop(optional_no_strip)] code: Option<String>) -> impl IntoView {
    if let Some(code) = code {
        view! {
            <a class="button button--primary" href=format!("{}?code={code}", paths::COPY_FILE) download>
                <Icon name="download"/> {w::BUTTON.say(lang)}
            </a>
            <p class="quiet">{w::FOR_AN_HOUR.say(lang)}</p>
        }
        .into_any()
    } else {
        view! {
            <p>{w::PASSWORD_FIRST.say(lang)}</p>
            <a class="button button--primary" href=format!("{}?next={}", paths::PASSWORD_AGAIN, paths::COPY)>
                {w::TO_PASSWORD.say(lang)}
            </a>
        }
        .into_any()
    }
}
