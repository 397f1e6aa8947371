//! Pages for when something went wrong, each with a way out.

use leptos::prelude::*;

use crate::paths;
use crate::ui::button::ButtonLink;
use crate::ui::notice::Notice;
use crate::ui::page::{Page, Shell};
use crate::words::{error as w, shell as around};

/// What went wrong, as far as it makes a difference to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 404 and 405: not there, or not yours.
    NotFound,
    /// 400 and 403: not from our own pages, or not readable.
    Refused,
    /// 413 and 414.
    TooLarge,
    /// 429.
    TooManyTries,
    /// 503.
    Busy,
    /// 500 and everything else.
    Broken,
}

impl Kind {
    /// The kind of an HTTP status.
    pub const fn of_status(status: u16) -> Self {
        match status {
            404 | 405 | 410 => Self::NotFound,
            413 | 414 | 431 => Self::TooLarge,
            429 => Self::TooManyTries,
            503 | 504 | 408 => Self::Busy,
            400..500 => Self::Refused,
            _ => Self::Broken,
        }
    }
}

/// The page for a request that could not be answered.
#[component]
pub fn ErrorPage(
    /// What surrounds the page.
    shell: Shell,
    /// What went wrong.
    kind: Kind,
    /// The number under which the fault is in the log.
    #[prop(optional_no_strip)]
    incident: Option<String>,
    /// Seconds after which it is worth trying again.
    #[prop(optional_no_strip)]
    wait_s: Option<u32>,
) -> impl IntoView {
    let lang = shell.lang;
    let incident = incident.map(|number| {
        view! {
            <Notice>
                <p><strong>{w::INCIDENT.say(lang)} ": "</strong> <code>{number}</code></p>
                <p>{w::INCIDENT_WHY.say(lang)}</p>
            </Notice>
        }
    });
    view! {
        <Page shell=shell title=w::title(kind).say(lang)>
            <h1>{w::title(kind).say(lang)}</h1>
            <p class="lead">{w::advice(kind).say(lang)}</p>
            {wait_s.map(|seconds| view! { <p>{w::again_in(lang, seconds)}</p> })}
            {incident}
            <ButtonLink href=paths::OVERVIEW label=around::HOME.say(lang)/>
        </Page>
    }
    .into_any()
}
