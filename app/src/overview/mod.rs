//! The first page: what this is, in one screen; for a member what is held, where each purpose stands, what happened
//! lately, and what needs an answer.

use domain::calendar::Timestamp;
use domain::consent::{Channel, Purpose};
use domain::lang::Lang;
use domain::profile::Item;
use leptos::prelude::*;

use crate::activity::{TrailLine, TrailList};
use crate::paths;
use crate::policy::WhatChanged;
use crate::ui::button::{ButtonLink, Tone};
use crate::ui::icon::Icon;
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::ui::summary_list::{Row, SummaryList};
use crate::words::{consent, freeze, items, overview as w, shell as around};

/// For somebody who is not signed in.
#[component]
pub fn WelcomePage(
    /// What surrounds the page.
    shell: Shell,
) -> impl IntoView {
    let lang = shell.lang;
    let promises = w::PROMISES
        .map(|(icon, name, words)| {
            view! {
                <li class="promises__one">
                    <Icon name=icon/>
                    <div>
                        <h2 class="promises__name">{name.say(lang)}</h2>
                        <p>{words.say(lang)}</p>
                    </div>
                </li>
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <Page shell=shell title=w::WELCOME.say(lang)>
            <h1>{w::WELCOME.say(lang)}</h1>
            <p class="lead">{w::WELCOME_LEAD.say(lang)}</p>
            <div class="row">
                <ButtonLink href=paths::SIGN_IN label=around::SIGN_IN.say(lang)/>
                <ButtonLink href=paths::SIGN_UP label=around::SIGN_UP.say(lang) tone=Tone::Plain/>
            </div>
            <ul class="promises">{promises}</ul>
        </Page>
    }
    .into_any()
}

/// What a member sees first.
#[derive(Clone, Default)]
pub struct OverviewView {
    /// What we call the member.
    pub given_name: String,
    /// The items held, in the order of the profile.
    pub held: Vec<Item>,
    /// Whether the address in use is confirmed and no other one waits.
    pub email_confirmed: bool,
    /// Each purpose and channel that stands at yes.
    pub allowed: Vec<(Purpose, Channel)>,
    /// Where a yes no longer counts, because what is asked means something else now.
    pub asked_again: Vec<(Purpose, Channel)>,
    /// The versions of the policy between which that changed, if a version of the policy changed it.
    pub changed_between: Option<(u32, u32)>,
    /// Since when the use of their data is frozen, if it is.
    pub frozen_since: Option<Timestamp>,
    /// The last few entries of the trail, newest first.
    pub lately: Vec<TrailLine>,
}

/// The overview of a member.
#[component]
pub fn OverviewPage(
    /// What surrounds the page.
    shell: Shell,
    /// What it shows.
    view: OverviewView,
) -> impl IntoView {
    let lang = shell.lang;
    let held = items::together(lang, &view.held);
    let missing: Vec<Item> = Item::ALL.iter().copied().filter(|item| !view.held.contains(item)).collect();
    let missing = (!missing.is_empty()).then(|| view! { <p>{w::not_held(lang, &items::together(lang, &missing))}</p> });
    let to_do = to_do(lang, &view);
    let frozen = view.frozen_since.map(|since| {
        view! {
            <Notice weight=Weight::Mind>
                <p>{freeze::frozen_since(lang, since)} " " {freeze::FROZEN_LEAD.say(lang)}</p>
                <p class="onward"><a href=paths::FREEZE>{freeze::SEE.say(lang)}</a></p>
            </Notice>
        }
    });
    let again = (!view.asked_again.is_empty()).then(|| {
        view! {
            <Notice weight=Weight::Mind>
                <p>{consent::asked_again(lang, &view.asked_again)}</p>
                <WhatChanged lang=lang between=view.changed_between/>
                <p class="onward"><a href=paths::CONSENT>{consent::ANSWER_AGAIN.say(lang)}</a></p>
            </Notice>
        }
    });
    let rows = Purpose::ALL
        .iter()
        .map(|purpose| {
            let by = channels(lang, *purpose, &view.allowed);
            view! { <Row name=consent::purpose((*purpose).into()).say(lang)>{by}</Row> }
        })
        .collect_view();
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::hello(lang, &view.given_name)}</h1>
            {to_do}
            <section class="panel" aria-labelledby="held">
                <h2 id="held">{w::HELD.say(lang)}</h2>
                <p>{w::held(lang, &held)}</p>
                {missing}
                <p class="onward"><a href=paths::PROFILE>{w::SEE_PROFILE.say(lang)}</a></p>
                <p class="onward"><a href=paths::ORDERS>{w::SEE_ORDERS.say(lang)}</a></p>
            </section>
            <section class="panel" aria-labelledby="standing">
                <h2 id="standing">{w::STANDING.say(lang)}</h2>
                {again}
                {frozen}
                <SummaryList>{rows}</SummaryList>
                <p class="onward"><a href=paths::CONSENT>{w::SEE_CONSENT.say(lang)}</a></p>
            </section>
            <section class="panel" aria-labelledby="lately">
                <h2 id="lately">{w::LATELY.say(lang)}</h2>
                <TrailList lang=lang lines=view.lately/>
                <p class="onward"><a href=paths::ACTIVITY>{w::SEE_ACTIVITY.say(lang)}</a></p>
            </section>
        </Page>
    }
    .into_any()
}

/// What waits for the member, above everything else.
fn to_do(lang: Lang, view: &OverviewView) -> impl IntoView + use<> {
    let email = (!view.email_confirmed).then(|| {
        view! { <p>{w::CONFIRM_EMAIL.say(lang)} " " <a href=paths::PROFILE>{w::TO_PROFILE.say(lang)}</a></p> }
    });
    let look = view.lately.iter().any(|line| line.kind.wants_a_look()).then(|| {
        view! { <p class="onward"><a href=paths::ACTIVITY>{w::LOOK.say(lang)}</a></p> }
    });
    (email.is_some() || look.is_some()).then(|| {
        view! {
            <Notice weight=Weight::Mind>
                <h2 class="notice__title">{w::TO_DO.say(lang)}</h2>
                {email}
                {look}
            </Notice>
        }
    })
}

fn channels(lang: Lang, purpose: Purpose, allowed: &[(Purpose, Channel)]) -> String {
    let names: Vec<_> = allowed
        .iter()
        .filter(|(one, _)| *one == purpose)
        .map(|(_, channel)| consent::channel(*channel).say(lang))
        .collect();
    if names.is_empty() { w::NONE_ALLOWED.say(lang).to_owned() } else { names.join(", ") }
}
