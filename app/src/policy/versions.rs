//! The versions of the policy: which is in force, which is coming, what each changed. (MC-0; law D-9)

use domain::consent::Bilingual;
use domain::lang::Lang;
use domain::policy::When;
use leptos::prelude::*;

use crate::paths;
use crate::ui::date::Day;
use crate::words::policy as w;

/// A version in the list.
#[derive(Clone)]
pub struct VersionLine {
    /// Its number.
    pub number: u32,
    /// The first day it is in force.
    pub in_force_on: domain::calendar::Date,
    /// Where it stands today.
    pub when: When,
    /// What it changed, in plain words; `None` for the first.
    pub summary: Option<Bilingual>,
}

/// All versions, the newest first.
#[component]
pub(super) fn Versions(lang: Lang, lines: Vec<VersionLine>) -> impl IntoView {
    let rows = lines.into_iter().rev().map(|line| view! { <Version lang=lang line=line/> }).collect_view();
    view! {
        <section class="panel" aria-labelledby="versions">
            <h2 id="versions">{w::VERSIONS.say(lang)}</h2>
            <ul class="policy">{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Version(lang: Lang, line: VersionLine) -> impl IntoView {
    let VersionLine { number, in_force_on, when, summary } = line;
    let summary = summary.map(|summary| {
        let from = number - 1;
        view! {
            <p>{w::SUMMARY.say(lang)} ": " {summary.in_lang(lang).to_owned()}</p>
            <p class="onward"><a href=paths::policy_compare(from, number)>{w::compare(lang, from, number)}</a></p>
        }
    });
    view! {
        <li class="policy__passage">
            <p>
                <a href=paths::policy_version(number)>{w::version(lang, number)}</a>
                ": " <strong>{w::when(lang, when)}</strong> ", " {w::from(lang, when)} " " <Day on=in_force_on/>
            </p>
            {summary}
        </li>
    }
    .into_any()
}

/// Leads from a question that is asked again to what changed.
#[component]
pub(crate) fn WhatChanged(lang: Lang, between: Option<(u32, u32)>) -> impl IntoView {
    between.map(|(before, after)| {
        let href = paths::policy_compare(before, after);
        view! { <p class="onward"><a href=href>{w::WHAT_CHANGED.say(lang)}</a></p> }
    })
}
