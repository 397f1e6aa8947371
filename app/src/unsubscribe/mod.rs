//! Stopping one purpose by one channel from a link, with one press and without signing in (RFC 8058; A2, A7).

use domain::consent::{Channel, Purpose, Standing};
use leptos::prelude::*;

use crate::paths;
use crate::ui::button::{ButtonLink, Submit, Tone};
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::words::{consent, unsubscribe as w};

/// What the link is about.
#[derive(Clone)]
pub struct UnsubscribeView {
    /// What for.
    pub purpose: Purpose,
    /// Which way.
    pub channel: Channel,
    /// Where it stands.
    pub standing: Standing,
}

/// The page behind a link in a message. Looking at it changes nothing.
#[component]
pub fn UnsubscribePage(
    /// What surrounds the page.
    shell: Shell,
    /// What the link is about; `None` for one that is not ours.
    #[prop(optional_no_strip)]
    view: Option<UnsubscribeView>,
) -> impl IntoView {
    let lang = shell.lang;
    let path = shell.path.clone();
    let title =
        view.as_ref().map_or_else(|| w::TITLE.say(lang).to_owned(), |view| w::title(lang, view.purpose, view.channel));
    let body = match view {
        None => view! { <Notice weight=Weight::Mind><p>{w::UNREADABLE.say(lang)}</p></Notice> }.into_any(),
        Some(UnsubscribeView { purpose, channel, standing: Standing::Granted { .. } }) => view! {
            <p class="lead">{w::LEAD.say(lang)}</p>
            // No island: one press, the same with script and without.
            <form method="post" action=path>
                <Submit label=consent::STOP.say(lang) rest=consent::receiving(lang, purpose, channel)/>
            </form>
        }
        .into_any(),
        Some(UnsubscribeView { standing: Standing::Withdrawn { since }, .. }) => view! {
            <Notice weight=Weight::Done><p>{w::stopped(lang, since)}</p></Notice>
            <p>{w::CONFIRMED.say(lang)}</p>
        }
        .into_any(),
        Some(UnsubscribeView { standing: Standing::NeverAsked | Standing::Ended { .. }, .. }) => {
            view! { <Notice weight=Weight::Done><p>{w::NOTHING_SENT.say(lang)}</p></Notice> }.into_any()
        }
    };
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{title}</h1>
            {body}
            <p>{w::OTHERS.say(lang)}</p>
            <ButtonLink href=paths::CONSENT label=w::TO_CONSENT.say(lang) tone=Tone::Plain/>
        </Page>
    }
    .into_any()
}
