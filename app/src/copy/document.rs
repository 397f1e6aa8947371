//! The copy as a page for reading and printing: it needs no other file, no network and no script.

use domain::copy::{Column, PARTS, Part, Times};
use domain::lang::Lang;
use leptos::prelude::*;
use serde_json::Value;

use crate::words::{copy as w, copy_values as values, shell as around};

/// Nothing may be loaded or run, wherever the file is opened.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";
const STYLE: &str = include_str!("document.css");

/// The whole document, in one language.
#[component]
pub fn CopyDocument(
    /// The reader's language.
    lang: Lang,
    /// The copy, as its JSON says it.
    copy: Value,
) -> impl IntoView {
    let taken = values::moment(lang, copy["taken_at"].as_str().unwrap_or_default());
    let name = copy["profile"].as_array().and_then(|items| items.iter().find(|item| item["item"] == "full_name"));
    let name = name.and_then(|item| item["value"].as_str()).unwrap_or_default().to_owned();
    let contents = PARTS
        .iter()
        .map(|part| view! { <li><a href=format!("#{}", part.name)>{w::part(part.name).say(lang)}</a></li> })
        .collect_view();
    let parts = PARTS.iter().map(|part| section(lang, part, &copy[part.name])).collect_view();
    view! {
        <!DOCTYPE html>
        <html lang=lang.code()>
            <head>
                <meta charset="utf-8"/>
                <meta http-equiv="Content-Security-Policy" content=POLICY/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{w::DOCUMENT_TITLE.say(lang)}</title>
                <style>{STYLE}</style>
            </head>
            <body>
                <header>
                    <p class="house">{around::SITE}</p>
                    <h1>{w::DOCUMENT_TITLE.say(lang)}</h1>
                    <p>{w::taken(lang, &name, &taken)}</p>
                    <p class="care">{w::CARE_LEAD.say(lang)}</p>
                </header>
                <nav aria-label=w::CONTENTS.say(lang)><ol>{contents}</ol></nav>
                <main>{parts}</main>
            </body>
        </html>
    }
    .into_any()
}

fn section(lang: Lang, part: &'static Part, value: &Value) -> AnyView {
    let rows: &[Value] = match (part.times, value) {
        (Times::Many, Value::Array(rows)) => rows,
        (Times::Once | Times::AtMostOnce, row @ Value::Object(_)) => std::slice::from_ref(row),
        _ => &[],
    };
    let body = match (rows, part.times) {
        ([], _) => view! { <p>{w::NOTHING.say(lang)}</p> }.into_any(),
        ([row], Times::Once | Times::AtMostOnce) => pairs(lang, part, row),
        (rows, _) => table(lang, part, rows),
    };
    view! {
        <section id=part.name aria-labelledby=format!("{}-title", part.name)>
            <h2 id=format!("{}-title", part.name)>{w::part(part.name).say(lang)}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn shown(lang: Lang, part: &'static Part) -> impl Iterator<Item = &'static Column> {
    part.columns.iter().filter(move |column| column.shown.on(lang))
}

fn pairs(lang: Lang, part: &'static Part, row: &Value) -> AnyView {
    let pairs = shown(lang, part)
        .map(|column| {
            view! { <dt>{w::column(column.name).say(lang)}</dt><dd>{values::said(lang, part, column, row)}</dd> }
        })
        .collect_view();
    view! { <dl>{pairs}</dl> }.into_any()
}

/// A table that a narrow screen shows as one card a row: each cell carries its head.
fn table(lang: Lang, part: &'static Part, rows: &[Value]) -> AnyView {
    let heads = shown(lang, part)
        .map(|column| view! { <th scope="col">{w::column(column.name).say(lang)}</th> })
        .collect_view();
    let rows = rows
        .iter()
        .map(|row| {
            let cells = shown(lang, part)
                .map(|column| {
                    view! {
                        <td data-head=w::column(column.name).say(lang)>{values::said(lang, part, column, row)}</td>
                    }
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! { <table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table> }.into_any()
}
