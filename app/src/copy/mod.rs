//! Taking a copy of everything held (law R1, R12).

use leptos::prelude::*;

use crate::paths;
use crate::ui::icon::Icon;
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::words::copy as w;

/// The page of the copy; the password was asked for on the way here.
#[component]
pub fn CopyPage(
    /// What surrounds the page.
    shell: Shell,
) -> impl IntoView {
    let lang = shell.lang;
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            <p class="lead">{w::LEAD.say(lang)}</p>
            <Notice weight=Weight::Mind><p>{w::CARE.say(lang)}</p></Notice>
            <a class="button button--primary" href=paths::COPY_FILE download>
                <Icon name="download"/> {w::BUTTON.say(lang)}
            </a>
            <p class="quiet">{w::FORMAT.say(lang)}</p>
        </Page>
    }
    .into_any()
}
