//! Two versions of the policy beside each other, word by word. (MC-0; law D-9)
//!
//! What was taken out and what was put in is told by element, by line and by hidden words, so that it does not hang on a
//! colour.

use domain::lang::Lang;
use domain::policy::{Compared, Comparison, Kind, Run};
use leptos::prelude::*;
use std::sync::Arc;

use super::versions::VersionLine;
use crate::paths;
use crate::ui::page::{Page, Shell};
use crate::words::policy as w;

/// The page of two versions.
#[component]
pub fn ComparePage(
    /// What surrounds the page.
    shell: Shell,
    /// What they share and what not.
    comparison: Arc<Comparison>,
    /// The versions after the first of the two, up to the second: what each says it changes.
    lines: Vec<VersionLine>,
) -> impl IntoView {
    let lang = shell.lang;
    let (before, after) = (comparison.before, comparison.after);
    let said = lines
        .into_iter()
        .filter_map(|line| {
            let summary = line.summary?.in_lang(lang).to_owned();
            Some(view! { <p><strong>{w::version(lang, line.number)} ": "</strong> {summary}</p> })
        })
        .collect_view();
    let changed = comparison.passages.iter().filter(|one| !one.is_same()).count();
    let passages = comparison.passages.iter().map(|one| passage(lang, one, (before, after))).collect_view();
    view! {
        <Page shell=shell title=w::COMPARE_TITLE.say(lang)>
            <h1>{w::COMPARE_TITLE.say(lang)}</h1>
            <p class="lead">{w::compared(lang, before, after, changed)}</p>
            {said}
            <p class="quiet">
                <del class="compare__gone">{w::GONE_SIGN.say(lang)}</del> " " {w::GONE_MEANS.say(lang)} " "
                <ins class="compare__new">{w::NEW_SIGN.say(lang)}</ins> " " {w::NEW_MEANS.say(lang)}
            </p>
            <ul class="policy">{passages}</ul>
            <p class="onward"><a href=paths::policy_version(before)>{w::version(lang, before)}</a></p>
            <p class="onward"><a href=paths::policy_version(after)>{w::version(lang, after)}</a></p>
            <p class="onward quiet"><a href=paths::POLICY>{w::ALL_VERSIONS.say(lang)}</a></p>
        </Page>
    }
    .into_any()
}

fn passage(lang: Lang, one: &Compared, (before, after): (u32, u32)) -> impl IntoView + use<> {
    let class = match (one.is_same(), one.kind == Kind::Subitem) {
        (true, false) => "policy__passage compare__same",
        (true, true) => "policy__passage policy__passage--sub compare__same",
        (false, false) => "policy__passage compare__changed",
        (false, true) => "policy__passage policy__passage--sub compare__changed",
    };
    let runs = one.runs.iter().cloned().map(|run| told(lang, run)).collect_view();
    let place = match (one.before, one.after) {
        (_, Some(line)) => Some((after, line)),
        (Some(line), None) => Some((before, line)),
        (None, None) => None,
    };
    // What did not change needs no way to itself beside every line.
    let link = place.filter(|_| !one.is_same()).map(|(version, line)| {
        let href = format!("{}#line-{line}", paths::policy_version(version));
        view! { <p class="policy__note"><a href=href>{w::passage(lang, version, line)}</a></p> }
    });
    let words = match one.kind {
        Kind::Title | Kind::Heading => view! { <strong class="policy__words" lang="vi">{runs}</strong> }.into_any(),
        Kind::Item | Kind::Subitem | Kind::Text => {
            view! { <span class="policy__words" lang="vi">{runs}</span> }.into_any()
        }
    };
    view! { <li class=class>{words} {link}</li> }.into_any()
}

fn told(lang: Lang, run: Run) -> AnyView {
    let mark = |words: &'static str| view! { <span class="visually-hidden" lang=lang.code()>" [" {words} "] "</span> };
    match run {
        Run::Same(words) => words.into_any(),
        Run::Gone(words) => view! {
            <del class="compare__gone">{mark(w::GONE.say(lang))} {words} {mark(w::GONE_END.say(lang))}</del>
        }
        .into_any(),
        Run::New(words) => view! {
            <ins class="compare__new">{mark(w::NEW.say(lang))} {words} {mark(w::NEW_END.say(lang))}</ins>
        }
        .into_any(),
    }
}
