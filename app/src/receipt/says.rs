//! Everything a receipt says, row by row: filled by the server, or as blanks that the script of the page fills with what it
//! found (`frontend/receipts.js`).

use domain::consent::{Channel, Method, Purpose};
use domain::lang::Lang;
use domain::receipt::{Heard, Proved, Unproved};
use leptos::prelude::*;

use crate::paths;
use crate::ui::date::{Moment, between};
use crate::ui::summary_list::{Row, SummaryList};
use crate::words::{Said, consent, receipt as w};

/// What a row is about.
#[derive(Clone, Copy)]
enum Part {
    Decision,
    Purpose,
    Channel,
    At,
    Until,
    Method,
    Member,
    Words,
    WordingVersion,
    Policy,
    Controller,
    Number,
    Entry,
    WordsHash,
    Key,
    Log,
}

/// Every row, in the order in which it is read.
const ROWS: [(Part, Said); 16] = [
    (Part::Decision, w::DECISION),
    (Part::Purpose, w::PURPOSE),
    (Part::Channel, w::CHANNEL),
    (Part::At, w::AT),
    (Part::Until, consent::LAST_DAY),
    (Part::Method, w::METHOD),
    (Part::Member, w::MEMBER),
    (Part::Words, w::WORDS),
    (Part::WordingVersion, consent::VERSION),
    (Part::Policy, w::POLICY),
    (Part::Controller, w::CONTROLLER),
    (Part::Number, w::NUMBER),
    (Part::Entry, w::ENTRY),
    (Part::WordsHash, w::WORDS_HASH),
    (Part::Key, w::KEY),
    (Part::Log, w::IN_THE_LOG),
];

const CONTROLLER: &str = "Metiz Cinema";

/// What this receipt says.
pub(super) fn shown(lang: Lang, says: &Proved) -> AnyView {
    rows(lang, |part| value(lang, says, part))
}

/// The same rows with nothing in them.
pub(super) fn blank(lang: Lang) -> AnyView {
    rows(lang, |part| Some(place_for(lang, part)))
}

/// Every reason why a text proves nothing; the script leaves the one that applies.
pub(super) fn blank_reason(lang: Lang) -> AnyView {
    one_of("why", Unproved::ALL.iter().map(|why| (why.code(), w::unproved(*why).say(lang))))
}

fn rows(lang: Lang, cell: impl Fn(Part) -> Option<AnyView>) -> AnyView {
    let rows = ROWS
        .into_iter()
        .filter_map(|(part, name)| cell(part).map(|cell| view! { <Row name=name.say(lang)>{cell}</Row> }))
        .collect_view();
    view! { <SummaryList>{rows}</SummaryList> }.into_any()
}

/// What stands in a row; `None` where a receipt says nothing of it.
fn value(lang: Lang, says: &Proved, part: Part) -> Option<AnyView> {
    let code = |text: &str| view! { <code>{text.to_owned()}</code> }.into_any();
    Some(match part {
        Part::Decision => view! { <strong>{w::heard(says.heard).say(lang)}</strong> }.into_any(),
        Part::Purpose => consent::purpose(says.purpose.into()).say(lang).into_any(),
        Part::Channel => consent::channel(says.channel).say(lang).into_any(),
        Part::At => view! { <Moment at=says.at lang=lang/> }.into_any(),
        Part::Until => says.until?.to_string().into_any(),
        Part::Method => w::method(says.method).say(lang).into_any(),
        Part::Member if says.member.is_empty() => return None,
        Part::Member => says.member.clone().into_any(),
        Part::Words => says.wording.clone().into_any(),
        Part::WordingVersion => says.wording_version.to_string().into_any(),
        Part::Policy if says.policy_version == 0 => w::BEFORE_POLICY.say(lang).into_any(),
        Part::Policy => {
            let version = says.policy_version;
            view! { <a href=format!("{}/{version}", paths::POLICY)>{version}</a> }.into_any()
        }
        Part::Controller => CONTROLLER.into_any(),
        Part::Number => code(&says.number),
        Part::Entry => code(&says.entry_hash),
        Part::WordsHash => code(&says.wording_hash),
        Part::Key => code(&says.key),
        Part::Log => w::place(lang, says.logged).into_any(),
    })
}

/// The place that the script fills, by the names `check_receipt` gives; or all that may stand there, each under its code.
fn place_for(lang: Lang, part: Part) -> AnyView {
    let plain = |name: &'static str| view! { <span data-of=name></span> }.into_any();
    let code = |name: &'static str| view! { <code data-of=name></code> }.into_any();
    match part {
        Part::Decision => {
            let all = one_of("heard", Heard::ALL.iter().map(|heard| (heard.code(), w::heard(*heard).say(lang))));
            view! { <strong>{all}</strong> }.into_any()
        }
        Part::Purpose => {
            one_of("purpose", Purpose::ALL.iter().map(|one| (one.code(), consent::purpose((*one).into()).say(lang))))
        }
        Part::Channel => {
            one_of("channel", Channel::ALL.iter().map(|one| (one.code(), consent::channel(*one).say(lang))))
        }
        Part::At => view! { {plain("day")} " " {between(lang)} " " {plain("clock")} }.into_any(),
        Part::Until => plain("until"),
        Part::Method => one_of("method", Method::ALL.iter().map(|one| (one.code(), w::method(*one).say(lang)))),
        Part::Member => plain("member"),
        Part::Words => plain("wording"),
        Part::WordingVersion => plain("wording_version"),
        Part::Policy => view! {
            <span data-of="policy">
                <span data-is="0">{w::BEFORE_POLICY.say(lang)}</span>
                <a data-else="value" href=format!("{}/", paths::POLICY)></a>
            </span>
        }
        .into_any(),
        Part::Controller => CONTROLLER.into_any(),
        Part::Number => code("number"),
        Part::Entry => code("entry"),
        Part::WordsHash => code("wording_hash"),
        Part::Key => code("key"),
        Part::Log => {
            let [before, between, after] = w::place_words(lang);
            view! {
                <span data-of="logged">
                    <span data-is="">{w::NOT_YET_LOGGED.say(lang)}</span>
                    <span data-else="">{before} {plain("leaf")} {between} {plain("size")} {after}</span>
                </span>
            }
            .into_any()
        }
    }
}

/// All that may stand in one place, each under its code.
fn one_of(name: &'static str, all: impl Iterator<Item = (&'static str, &'static str)>) -> AnyView {
    let all = all.map(|(code, words)| view! { <span data-is=code>{words}</span> }).collect_view();
    view! { <span data-of=name>{all}</span> }.into_any()
}
