//! A member's own history: what changed, who signed in, what was agreed to (MC-5.1b). Newest first.

use domain::calendar::{Date, Month, Timestamp};
use domain::consent::{Channel, PurposeCode};
use domain::lang::Lang;
use domain::profile::Item;
use domain::trail::{EntrySeq, TrailDetail, TrailFilter, TrailGroup, TrailKind};
use leptos::prelude::*;

use crate::paths;
use crate::ui::button::{ButtonLink, Tone};
use crate::ui::date::Moment;
use crate::ui::page::{Page, Shell};
use crate::words::activity as w;

/// One entry.
#[derive(Clone)]
pub struct TrailLine {
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: TrailKind,
    /// What it was about.
    pub detail: TrailDetail,
    /// For a correction: what items said before, as the member reads it.
    pub former: Vec<(Item, String)>,
}

/// Questions of one system on one day.
#[derive(Clone)]
pub struct QuestionLine {
    /// The day.
    pub day: Date,
    /// Who asked.
    pub system: String,
    /// Whether it might write for this …
    pub purpose: PurposeCode,
    /// … this way.
    pub channel: Channel,
    /// How often.
    pub times: u32,
}

/// A part of the history.
#[derive(Clone, Default)]
pub struct ActivityView {
    /// The entries, newest first.
    pub lines: Vec<TrailLine>,
    /// Where the older part begins (`?before=`), if there is one.
    pub older: Option<EntrySeq>,
    /// Whether this is the newest part.
    pub newest: bool,
    /// Which systems asked about the member, the newest first.
    pub questions: Vec<QuestionLine>,
    /// Where the older questions begin, if there are any.
    pub older_questions: Option<Timestamp>,
    /// What was asked for.
    pub filter: TrailFilter,
    /// The months there are, the newest first.
    pub months: Vec<Month>,
}

/// The page of the history.
#[component]
pub fn ActivityPage(
    /// What surrounds the page.
    shell: Shell,
    /// What it shows.
    view: ActivityView,
) -> impl IntoView {
    let lang = shell.lang;
    let filter = view.filter;
    let none = if filter.is_all() { w::NOTHING } else { w::NOTHING_OF_IT };
    let alone = filter.group == Some(TrailGroup::Questions);
    let nothing = (view.lines.is_empty() && !alone).then(|| view! { <p>{none.say(lang)}</p> });
    let older = view.older.map(|seq| {
        let href = format!("{}?{}before={}", paths::ACTIVITY, asked(filter), seq.get());
        view! { <ButtonLink href=href label=w::OLDER.say(lang) tone=Tone::Plain/> }
    });
    let newest = (!view.newest || !filter.is_all()).then(|| {
        view! { <ButtonLink href=paths::ACTIVITY label=w::NEWEST.say(lang) tone=Tone::Plain/> }
    });
    // What is older is read by itself: here a page begins where another part of the history does.
    let questions = (filter.wants_questions() && (alone || view.newest)).then(|| {
        view! { <Questions lang=lang filter=filter lines=view.questions older=view.older_questions/> }
    });
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            <p class="lead">{w::LEAD.say(lang)}</p>
            <Filter lang=lang filter=filter months=view.months/>
            {nothing}
            <TrailList lang=lang lines=view.lines/>
            <div class="row">{older} {newest}</div>
            {questions}
            <p class="onward quiet"><a href=paths::SECURITY>{w::NOT_ME.say(lang)}</a></p>
        </Page>
    }
    .into_any()
}

/// What is asked for, as the next address says it.
fn asked(filter: TrailFilter) -> String {
    let group = filter.group.map(|group| format!("{ABOUT}={}&", group.code())).unwrap_or_default();
    let month = filter.month.map(|month| format!("{MONTH}={}&", month.code())).unwrap_or_default();
    group + &month
}

/// What the entries are about, in the address.
const ABOUT: &str = "about";
/// The month, in the address.
const MONTH: &str = "month";

/// A choice of entries. A plain form that asks: it works without script and can be kept as a bookmark.
#[component]
fn Filter(lang: Lang, filter: TrailFilter, months: Vec<Month>) -> impl IntoView {
    let group = |group: TrailGroup| (group.code().to_owned(), w::group(group).say(lang).to_owned());
    let groups = TrailGroup::ALL.iter().map(|one| group(*one)).collect();
    let months = months.into_iter().map(|month| (month.code(), w::month(lang, month))).collect();
    view! {
        <form class="filter" method="get" action=paths::ACTIVITY>
            <Choice name=ABOUT label=w::ABOUT.say(lang) all=w::EVERYTHING.say(lang) options=groups chosen=filter.group.map(|group| group.code().to_owned())/>
            <Choice name=MONTH label=w::MONTH.say(lang) all=w::ALL_MONTHS.say(lang) options=months chosen=filter.month.map(Month::code)/>
            <button class="button" type="submit">{w::SHOW.say(lang)}</button>
        </form>
    }
    .into_any()
}

#[component]
fn Choice(
    name: &'static str,
    label: &'static str,
    /// The words for no choice.
    all: &'static str,
    options: Vec<(String, String)>,
    #[prop(optional_no_strip)] chosen: Option<String>,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(code, words)| {
            let selected = chosen.as_ref() == Some(&code);
            view! { <option value=code selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            <select class="field__input field__input--select" id=name name=name autocomplete="off">
                <option value="">{all}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// Which systems asked whether they might write to the member.
#[component]
fn Questions(
    lang: Lang,
    filter: TrailFilter,
    lines: Vec<QuestionLine>,
    #[prop(optional_no_strip)] older: Option<Timestamp>,
) -> impl IntoView {
    let none = if filter.month.is_none() { w::NO_QUESTIONS } else { w::NOTHING_OF_IT };
    let nothing = lines.is_empty().then(|| view! { <p>{none.say(lang)}</p> });
    let older = older.map(|before| {
        let alone = TrailFilter { group: Some(TrailGroup::Questions), ..filter };
        let href = format!("{}?{}before={}", paths::ACTIVITY, asked(alone), before.micros());
        view! { <ButtonLink href=href label=w::OLDER_QUESTIONS.say(lang) tone=Tone::Plain/> }
    });
    let lines = lines.iter().map(|line| view! { <li>{w::question(lang, line)}</li> }).collect_view();
    view! {
        <section class="panel" aria-labelledby="questions">
            <h2 id="questions">{w::QUESTIONS.say(lang)}</h2>
            <p class="quiet">{w::QUESTIONS_LEAD.say(lang)}</p>
            {nothing}
            <ul>{lines}</ul>
            {older}
        </section>
    }
    .into_any()
}

/// Entries, one sentence each. What somebody else may have done stands out.
#[component]
pub(crate) fn TrailList(lang: Lang, lines: Vec<TrailLine>) -> impl IntoView {
    let lines = lines
        .into_iter()
        .map(|line| {
            let former = (!line.former.is_empty()).then(|| {
                let values: Vec<_> = line.former.iter().map(|(item, value)| w::before(lang, *item, value)).collect();
                view! { <span class="trail__former">{w::BEFORE.say(lang)} {values.join(" · ")}</span> " " }
            });
            view! {
                <li class="trail__entry" class:trail__entry--look=line.kind.wants_a_look()>
                    <span class="trail__what">{w::sentence(lang, line.kind, &line.detail)}</span>
                    " "
                    {former}
                    <span class="trail__when"><Moment at=line.at lang=lang/></span>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="trail">{lines}</ol> }.into_any()
}
