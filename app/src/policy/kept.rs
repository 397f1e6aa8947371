//! How long each thing is kept, why, and what the closing leaves, beside the policy that does not say it.
//! (law L1, L2, CPL art. 16(1)(c), 17(1); D-26)

use domain::inactivity::InactiveAfter;
use domain::lang::Lang;
use domain::retention::{Ground, Held};
use leptos::prelude::*;

use crate::ui::summary_list::{Row, SummaryList};
use crate::words::retention as w;

/// Every line of the retention table, under what allows the keeping.
#[component]
pub(super) fn Kept(
    lang: Lang,
    /// After how long without use accounts are closed, if they are.
    inactive: Option<InactiveAfter>,
) -> impl IntoView {
    let mut grounds: Vec<(Ground, Vec<Held>)> = Vec::new();
    for held in Held::ALL {
        let ground = held.rule().ground;
        match grounds.iter_mut().find(|(one, _)| *one == ground) {
            Some((_, lines)) => lines.push(*held),
            None => grounds.push((ground, vec![*held])),
        }
    }
    let folds = grounds.into_iter().map(|(ground, lines)| fold(lang, ground, &lines)).collect_view();
    let inactive = inactive.map(|after| view! { <p>{w::inactive(lang, after)}</p> });
    view! {
        <section class="panel" aria-labelledby="kept">
            <h2 id="kept">{w::TITLE.say(lang)}</h2>
            <p>{w::LEAD.say(lang)}</p>
            {inactive}
            {folds}
        </section>
    }
    .into_any()
}

fn fold(lang: Lang, ground: Ground, lines: &[Held]) -> impl IntoView + use<> {
    let row = |held: Held| {
        let line = w::line(lang, held.rule());
        view! { <Row name=w::what(held).say(lang)>{line}</Row> }
    };
    let rows = lines.iter().copied().map(row).collect_view();
    let (name, count) = (w::kept_for(lang, ground), lines.len());
    view! {
        <details class="fold">
            <summary class="fold__name">{name} " (" {count} ")"</summary>
            <SummaryList>{rows}</SummaryList>
        </details>
    }
    .into_any()
}
