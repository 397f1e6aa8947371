//! Days and moments as members in Vietnam read them: `dd/MM/yyyy`, 24 hours, `Asia/Ho_Chi_Minh` (validation.md c.5).

use domain::calendar::{Date, Timestamp};
use domain::lang::Lang;
use leptos::prelude::*;

/// The moment in words, without markup: `22/11/2026 lúc 10:04`.
pub fn moment(at: Timestamp, lang: Lang) -> String {
    let (hour, minute) = at.clock_in_vietnam();
    let day = at.date_in_vietnam();
    format!("{day} {} {hour:02}:{minute:02}", between(lang))
}

/// What stands between a day and an hour.
pub(crate) const fn between(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => "lúc",
        Lang::En => "at",
    }
}

/// A moment, with its machine-readable form beside the words.
#[component]
pub fn Moment(
    /// When.
    at: Timestamp,
    /// The reader's language.
    lang: Lang,
) -> impl IntoView {
    let (hour, minute) = at.clock_in_vietnam();
    // Vietnam keeps UTC+7 all year.
    let machine = format!("{}T{hour:02}:{minute:02}+07:00", at.date_in_vietnam().iso());
    view! { <time datetime=machine>{moment(at, lang)}</time> }.into_any()
}

/// A day, with its machine-readable form beside the words.
#[component]
pub fn Day(
    /// Which day.
    on: Date,
) -> impl IntoView {
    view! { <time datetime=on.iso()>{on.to_string()}</time> }.into_any()
}
