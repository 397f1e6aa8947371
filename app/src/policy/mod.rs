//! The policy in force, word for word, and beside each passage what the centre does to keep it
//! (MC-0; law C18, R4). The text is never edited: conflicts with the law are told in notes.

mod compare;
mod controller;
mod kept;
mod versions;

pub use compare::{ComparePage, ComparePageProps};
pub(crate) use controller::ways;
pub use versions::VersionLine;
pub(crate) use versions::WhatChanged;

use domain::controller::Controller;
use domain::inactivity::InactiveAfter;
use domain::lang::Lang;
use domain::policy::{Kind, Paragraph, Policy, When, title};
use leptos::prelude::*;
use std::sync::Arc;

use self::controller::Answerable;
use self::kept::Kept;
use self::versions::Versions;
use crate::paths;
use crate::ui::date::Day;
use crate::ui::notice::{Notice, Weight};
use crate::ui::page::{Page, Shell};
use crate::ui::summary_list::{Row, SummaryList};
use crate::words::policy as w;

/// The page of one version.
#[component]
pub fn PolicyPage(
    /// What surrounds the page.
    shell: Shell,
    /// The version and its lines.
    policy: Arc<Policy>,
    /// Every version, oldest first.
    lines: Vec<VersionLine>,
    /// After how long without use accounts are closed, if they are.
    inactive: Option<InactiveAfter>,
    /// Who answers for the data.
    controller: Controller,
) -> impl IntoView {
    let lang = shell.lang;
    let version = policy.version.clone();
    let title = title(&policy.paragraphs);
    let coming = lines.iter().find(|line| line.when == When::Coming && line.number > version.number);
    let stands = lines.iter().find(|line| line.number == version.number).map_or(When::InForce, |line| line.when);
    let standing = standing(lang, stands, coming);
    let in_force = w::from(lang, stands);
    let sections = sections(policy.paragraphs.clone())
        .into_iter()
        .map(|section| view! { <Section lang=lang section=section/> })
        .collect_view();
    // The periods are those of today, so they stand beside the version of today alone.
    let kept = (stands == When::InForce).then(|| view! { <Kept lang=lang inactive=inactive/> });
    let name = title.cloned().map(|title| view! { <Original lang=lang paragraph=title/> });
    view! {
        <Page shell=shell title=w::TITLE.say(lang)>
            <h1>{w::TITLE.say(lang)}</h1>
            <p class="lead">{w::LEAD.say(lang)}</p>
            {standing}
            <p class="policy__name"><strong>{name}</strong></p>
            <SummaryList>
                <Row name=w::VERSION.say(lang)>{version.number}</Row>
                <Row name=in_force><Day on=version.in_force_on/></Row>
                <Row name=w::HASH.say(lang)><code class="policy__hash">{version.sha256}</code></Row>
            </SummaryList>
            <p class="quiet">{w::BINDING.say(lang)}</p>
            {sections}
            {kept}
            <Answerable lang=lang controller=controller/>
            <Versions lang=lang lines=lines/>
        </Page>
    }
    .into_any()
}

/// Says above the text that it is not the one in force, or that another is coming.
fn standing(lang: Lang, stands: When, coming: Option<&VersionLine>) -> Option<AnyView> {
    let said = match stands {
        When::Coming => Some(w::NOT_YET.say(lang)),
        When::Earlier => Some(w::NO_LONGER.say(lang)),
        When::InForce => None,
    };
    if let Some(said) = said {
        let link = view! { <p class="onward"><a href=paths::POLICY>{w::SEE_IN_FORCE.say(lang)}</a></p> };
        return Some(view! { <Notice weight=Weight::Mind><p>{said}</p> {link}</Notice> }.into_any());
    }
    let line = coming?.clone();
    let words = w::coming(lang, line.number, line.in_force_on);
    let summary = line.summary.map(|summary| view! { <p>{summary.in_lang(lang).to_owned()}</p> });
    let href = paths::policy_compare(line.number - 1, line.number);
    Some(
        view! {
            <Notice weight=Weight::Info>
                <p>{words}</p>
                {summary}
                <p class="onward"><a href=href>{w::WHAT_CHANGES.say(lang)}</a></p>
            </Notice>
        }
        .into_any(),
    )
}

/// A numbered section and its passages.
struct Passages {
    heading: Option<Paragraph>,
    passages: Vec<Paragraph>,
}

fn sections(paragraphs: Vec<Paragraph>) -> Vec<Passages> {
    let mut sections: Vec<Passages> = Vec::new();
    for paragraph in paragraphs {
        match (paragraph.kind, sections.last_mut()) {
            (Kind::Title, _) => {}
            (Kind::Heading, _) => sections.push(Passages { heading: Some(paragraph), passages: Vec::new() }),
            (_, Some(section)) => section.passages.push(paragraph),
            (_, None) => sections.push(Passages { heading: None, passages: vec![paragraph] }),
        }
    }
    sections
}

#[component]
fn Section(lang: Lang, section: Passages) -> impl IntoView {
    let heading = section.heading.map(|heading| {
        let id = format!("line-{}", heading.line);
        view! {
            <h2 class="policy__heading" id=id>
                <Original lang=lang paragraph=heading/>
            </h2>
        }
    });
    let passages = section.passages.into_iter().map(|one| view! { <Passage lang=lang one=one/> }).collect_view();
    view! { <section>{heading} <ul class="policy">{passages}</ul></section> }.into_any()
}

#[component]
fn Passage(lang: Lang, one: Paragraph) -> impl IntoView {
    let class = if one.kind == Kind::Subitem { "policy__passage policy__passage--sub" } else { "policy__passage" };
    let note = one.note(lang).map(str::to_owned);
    let link = one.keeper.clone().map(|path| {
        let words = w::link(lang, &path);
        view! { " " <a href=path>{words}</a> }
    });
    let id = format!("line-{}", one.line);
    let clauses = one.clauses.join(", ");
    let kept = (note.is_some() || link.is_some()).then(|| {
        view! {
            <p class="policy__note">
                <span class="visually-hidden">{w::KEPT.say(lang)} ": "</span> {note} {link}
                " " <small class="policy__clauses">{clauses}</small>
            </p>
        }
    });
    view! {
        <li class=class id=id>
            <Original lang=lang paragraph=one/>
            {kept}
        </li>
    }
    .into_any()
}

/// The binding words; for an English reader the translation follows them.
#[component]
fn Original(lang: Lang, paragraph: Paragraph) -> impl IntoView {
    let english = (lang == Lang::En && !paragraph.english.is_empty())
        .then(|| view! { <span class="policy__english" lang="en">{paragraph.english}</span> });
    view! { <span class="policy__words" lang="vi">{paragraph.text}</span> {english} }.into_any()
}
