//! Beside each item: why it is held, which purposes read it, how long, since when (law C13, L1).

use domain::calendar::Timestamp;
use domain::lang::Lang;
use domain::profile::Item;
use leptos::prelude::*;

use crate::ui::date::Moment;
use crate::words::{consent, items, profile as w};

/// The note of one item, folded until somebody wants it.
#[component]
pub(super) fn ItemNote(lang: Lang, item: Item, since: Option<Timestamp>) -> impl IntoView {
    let purposes = item
        .purposes()
        .iter()
        .map(|code| {
            let condition = code.switch().map(|_| format!(" ({})", w::YES_ONLY.say(lang)));
            view! { <li>{consent::purpose(*code).say(lang)} {condition}</li> }
        })
        .collect_view();
    let since = since.map(|since| {
        view! { <p><strong>{w::SINCE.say(lang)} ":"</strong> " " <Moment at=since lang=lang/></p> }
    });
    view! {
        <details class="item-note">
            <summary class="item-note__question">
                {w::WHY.say(lang)} <span class="visually-hidden">": " {items::inside(item).say(lang)}</span>
            </summary>
            <div class="item-note__answer">
                <p>{items::why(item).say(lang)}</p>
                <p><strong>{w::PURPOSES.say(lang)} ":"</strong></p>
                <ul>{purposes}</ul>
                <p><strong>{w::RETENTION.say(lang)} ":"</strong> " " {items::how_long(lang, item)} "."</p>
                {since}
            </div>
        </details>
    }
    .into_any()
}
