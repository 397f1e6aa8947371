//! Every purpose and every channel: where it stands and since when, and two equal answers
//! (MC-1.2, MC-2.1b, MC-2.2; law C3, C7, D-8).

pub mod acts;
mod purpose_card;

use domain::calendar::{Date, Timestamp};
use domain::consent::{Channel, Decision, Purpose, PurposeCode, PurposeNotice, Standing};
use domain::contact::List;
use domain::form::{Field, FormKind};
use domain::lang::Lang;
use leptos::prelude::*;

use self::purpose_card::PurposeCard;
use crate::freeze::FreezePanel;
use crate::paths;
use crate::policy::WhatChanged;
use crate::ui::act_form::ActForm;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::Carried;
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::words::{consent as w, freeze};

/// What the page shows.
#[derive(Clone, Default)]
pub struct ConsentView {
    /// Every purpose in the wording in force, in order (`Purposes::in_force`).
    pub notices: Vec<PurposeNotice>,
    /// Where each purpose stands, in each channel it uses.
    pub standings: Vec<(Purpose, Channel, Standing)>,
    /// The last days a yes may be given until, and how many months each is away.
    pub ends: Vec<(u8, Date)>,
    /// Where a yes no longer counts (`Purposes::asked_again`).
    pub asked_again: Vec<(Purpose, Channel)>,
    /// The versions of the policy between which that changed, if a version of the policy changed it.
    pub changed_between: Option<(u32, u32)>,
    /// The wordings on this page in one value, as the act reads them back (`domain::consent::read_wordings`).
    pub wordings: String,
    /// Since when the use of the member's data is frozen, if it is.
    pub frozen_since: Option<Timestamp>,
    /// Whether the browser sends Global Privacy Control.
    pub gpc: bool,
    /// What was sent lately, the newest first.
    pub sent: Vec<SentLine>,
    /// The lists of numbers that want no advertising which the member's number is on, and since when; `None`: no number.
    pub lists: Option<Vec<(List, Timestamp)>>,
}

/// A message that was sent to the member.
#[derive(Clone)]
pub struct SentLine {
    /// What for.
    pub purpose: PurposeCode,
    /// Which way.
    pub channel: Channel,
    /// When.
    pub at: Timestamp,
    /// The campaign or text it belonged to.
    pub campaign: String,
}

/// The page of purposes.
#[component]
pub fn ConsentPage(
    /// What surrounds the page.
    shell: Shell,
    /// What it shows.
    view: ConsentView,
) -> impl IntoView {
    let lang = shell.lang;
    let flash = shell.flash();
    let (switched, fixed): (Vec<_>, Vec<_>) = view.notices.into_iter().partition(|notice| notice.switch.is_some());
    // What stops everything else is said before everything else.
    let frozen = view.frozen_since.map(|since| {
        view! {
            <Notice weight=Weight::Mind>
                <p>{freeze::frozen_since(lang, since)}</p>
                <p class="onward"><a href=paths::FREEZE>{freeze::SEE.say(lang)}</a></p>
            </Notice>
        }
    });
    let again = (!view.asked_again.is_empty()).then(|| {
        view! {
            <Notice weight=Weight::Mind>
                <p>{w::asked_again(lang, &view.asked_again)}</p>
                <WhatChanged lang=lang between=view.changed_between/>
            </Notice>
        }
    });
    let cards = switched
        .into_iter()
        .filter_map(|notice| notice.switch.map(|purpose| (purpose, notice)))
        .map(|(purpose, notice)| {
            let of = |channel: Channel| {
                let own = view.sent.iter().filter(|one| one.purpose == notice.code && one.channel == channel);
                own.cloned().collect::<Vec<_>>()
            };
            let own = view.standings.iter().filter(|(about, ..)| *about == purpose);
            let standings = own.map(|(_, channel, standing)| (*channel, *standing, of(*channel))).collect();
            view! { <PurposeCard lang=lang purpose=purpose notice=notice standings=standings ends=view.ends.clone()/> }
        })
        .collect_view();
    let gpc = view.gpc.then(|| {
        view! {
            <section class="panel" aria-labelledby="gpc">
                <h2 id="gpc">{w::GPC.say(lang)}</h2>
                <p>{w::GPC_HONOURED.say(lang)}</p>
            </section>
        }
    });
    let fixed = fixed.into_iter().map(|notice| view! { <Fixed lang=lang notice=notice/> }).collect_view();
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            <ErrorSummary lang=lang flash=flash/>
            <p class="lead">{w::LEAD.say(lang)}</p>
            {again}
            {frozen}
            <h2>{w::SWITCHED.say(lang)}</h2>
            {cards}
            <section class="panel" aria-labelledby="all">
                <h2 id="all">{w::ALL_TITLE.say(lang)}</h2>
                <p>{w::ALL_LEAD.say(lang)}</p>
                <ActForm lang=lang kind=FormKind::Act act=paths::act::DECIDE_ALL.to_owned() busy=w::BUSY.say(lang).to_owned()>
                    <Carried name=Field::Wording.name() value=view.wordings/>
                    <div class="answers">
                        <Answer decision=Decision::Grant label=w::GRANT_ALL.say(lang)/>
                        <Answer decision=Decision::Withdraw label=w::REFUSE_ALL.say(lang)/>
                    </div>
                </ActForm>
            </section>
            <FreezePanel lang=lang since=view.frozen_since/>
            {gpc}
            <DoNotCall lang=lang lists=view.lists/>
            <p class="onward"><a href=paths::RECEIPTS>{w::RECEIPTS.say(lang)}</a></p>
            <p class="onward quiet"><a href=paths::ACTIVITY>{w::RECORD.say(lang)}</a></p>
            <h2>{w::FIXED.say(lang)}</h2>
            <p>{w::FIXED_LEAD.say(lang)}</p>
            {fixed}
        </Page>
    }
    .into_any()
}

/// One answer. All answers look alike, whatever they say (law C7, D-8).
#[component]
pub(super) fn Answer(decision: Decision, label: &'static str, #[prop(optional, into)] rest: String) -> impl IntoView {
    let rest = (!rest.is_empty()).then(|| view! { <span class="visually-hidden">" " {rest}</span> });
    view! {
        <button class="button" type="submit" name=Field::Decision.name() value=decision.code()>{label} {rest}</button>
    }
    .into_any()
}

/// Whether the member's number is on a list of those that want no advertising (law A16).
#[component]
fn DoNotCall(lang: Lang, #[prop(optional_no_strip)] lists: Option<Vec<(List, Timestamp)>>) -> impl IntoView {
    let standing = match lists {
        None => view! { <p>{w::NO_NUMBER.say(lang)}</p> }.into_any(),
        Some(lists) if lists.is_empty() => view! { <p>{w::ON_NO_LIST.say(lang)}</p> }.into_any(),
        Some(lists) => {
            let lines = lists
                .into_iter()
                .map(|(list, since)| view! { <li>{w::on_list(lang, list, since)}</li> })
                .collect_view();
            view! { <ul>{lines}</ul> <p>{w::ON_A_LIST.say(lang)}</p> }.into_any()
        }
    };
    view! {
        <section class="panel" aria-labelledby="do-not-call">
            <h2 id="do-not-call">{w::DO_NOT_CALL.say(lang)}</h2>
            {standing}
        </section>
    }
    .into_any()
}

/// A purpose without a switch: why it needs none, and the real remedy.
#[component]
fn Fixed(lang: Lang, notice: PurposeNotice) -> impl IntoView {
    let remedy = notice.remedy.as_ref().map(|remedy| {
        view! { <p><strong>{w::REMEDY.say(lang)} ":"</strong> " " {remedy.in_lang(lang).to_owned()}</p> }
    });
    view! {
        <details class="fold" id=notice.code.code()>
            <summary class="fold__name">{notice.title.in_lang(lang).to_owned()}</summary>
            <p>{notice.wording.in_lang(lang).to_owned()}</p>
            <p><strong>{w::BASIS.say(lang)} ":"</strong> " " {w::basis(notice.basis).say(lang)} " · " {notice.clause.clone()}</p>
            {remedy}
        </details>
    }
    .into_any()
}
