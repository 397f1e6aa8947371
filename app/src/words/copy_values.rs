//! The values of a copy as its pages say them: codes in words, instants as members read them.

use domain::calendar::Date;
use domain::consent::{Basis, Channel, Decision, PurposeCode, Recipient};
use domain::contact::ContactRefusal;
use domain::copy::{Column, Kind, Part};
use domain::email::Change;
use domain::gender::Gender;
use domain::lang::Lang;
use domain::letters::LetterKind;
use domain::profile::Item;
use domain::retention::{After, Held};
use domain::trail::{TrailDetail, TrailKind};
use serde_json::Value;

use super::{Said, activity, consent, gender, letters, retention, said as said_both};
use crate::ui::date::between;

const YES: Said = said_both("có", "yes");
const NO: Said = said_both("không", "no");

/// One value of a row.
pub(crate) fn said_value(lang: Lang, column: &Column, value: &Value) -> String {
    match (column.kind, value) {
        (_, Value::Null) => "–".to_owned(),
        (Kind::Instant, Value::String(at)) => moment(lang, at),
        (Kind::Day, Value::String(day)) => Date::from_iso(day).map_or_else(|| day.clone(), |day| day.to_string()),
        (Kind::Code | Kind::Codes, Value::String(code)) => self::code(lang, column.name, code),
        (_, Value::Array(values)) => {
            values.iter().map(|value| said_value(lang, column, value)).collect::<Vec<_>>().join(", ")
        }
        (_, Value::Bool(yes)) => if *yes { YES } else { NO }.say(lang).to_owned(),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// One value, where the row says more about it than the value alone.
pub(crate) fn said(lang: Lang, part: &Part, column: &Column, row: &Value) -> String {
    let text = |name: &str| row[name].as_str().unwrap_or_default();
    match (part.name, column.name) {
        ("trail", "kind") => TrailKind::parse(text("kind")).map_or_else(String::new, |kind| {
            let detail: TrailDetail = serde_json::from_value(row["detail"].clone()).unwrap_or_default();
            activity::sentence(lang, kind, &detail)
        }),
        ("profile" | "former_values", "value") if text("item") == Item::Gender.code() => {
            let known = Gender::parse(text("value"));
            known.map_or_else(|| said_value(lang, column, &row["value"]), |known| gender(lang, known).to_owned())
        }
        ("retention", "period" | "ground") => Held::parse(text("what")).map_or_else(String::new, |what| {
            let rule = what.rule();
            if column.name == "period" {
                retention::how_long(lang, rule.period)
            } else {
                retention::ground(rule.ground).say(lang).to_owned()
            }
        }),
        ("retention", "what") => {
            Held::parse(text("what")).map_or("", |what| retention::what(what).say(lang)).to_owned()
        }
        ("retention", "after") => {
            Held::parse(text("what")).map_or("", |what| after(what.rule().after).say(lang)).to_owned()
        }
        _ => said_value(lang, column, &row[column.name]),
    }
}

/// `2026-11-22T17:04:05+07:00` as `22/11/2026 17:04`.
pub(crate) fn moment(lang: Lang, iso: &str) -> String {
    let between = between(lang);
    match (iso.get(..4), iso.get(5..7), iso.get(8..10), iso.get(11..16)) {
        (Some(year), Some(month), Some(day), Some(clock)) => format!("{day}/{month}/{year} {between} {clock}"),
        _ => iso.to_owned(),
    }
}

/// A code in words; one nobody knows stays as it is, because a copy leaves nothing out.
fn code(lang: Lang, column: &str, code: &str) -> String {
    let words = match column {
        "item" | "items" => Item::parse(code).map(|item| retention::what(item.retention())),
        "purpose" | "purposes" => PurposeCode::parse(code).map(consent::purpose),
        "channel" | "channels" => Channel::parse(code).map(consent::channel),
        "basis" => Basis::parse(code).map(consent::basis),
        "decision" => Decision::parse(code).map(decision),
        "recipients" => Recipient::parse(code).map(recipient),
        "broken_rule" => ContactRefusal::parse(code).map(consent::broken),
        "language" => Lang::parse(code).map(language),
        "change" => Change::parse(code).map(change),
        "letter" => LetterKind::parse(code).map(letters::about),
        "way" => way(code),
        _ => None,
    };
    words.map_or_else(|| code.to_owned(), |words| words.say(lang).to_owned())
}

const fn decision(decision: Decision) -> Said {
    match decision {
        Decision::Grant => said_both("đồng ý", "agreed"),
        Decision::Withdraw => said_both("từ chối hoặc dừng", "refused or stopped"),
    }
}

const fn recipient(recipient: Recipient) -> Said {
    match recipient {
        Recipient::Nobody => said_both("không ai", "nobody"),
        Recipient::MessageCarriers => said_both("bên chuyển thư, tin nhắn", "whoever carries letters and messages"),
        Recipient::StateBodies => said_both(
            "cơ quan nhà nước có thẩm quyền, khi luật yêu cầu",
            "competent State bodies, when the law demands it",
        ),
    }
}

const fn change(change: Change) -> Said {
    match change {
        Change::Email => said_both("đổi email", "change of email"),
        Change::Authenticator => said_both("bật ứng dụng xác thực", "authenticator app set up"),
        Change::Passkey => said_both("thêm khóa truy cập", "passkey added"),
    }
}

const fn language(lang: Lang) -> Said {
    match lang {
        Lang::Vi => said_both("tiếng Việt", "Vietnamese"),
        Lang::En => said_both("tiếng Anh", "English"),
    }
}

fn way(code: &str) -> Option<Said> {
    match code {
        "mail" => Some(said_both("thư điện tử", "email")),
        "text" => Some(said_both("tin nhắn", "text message")),
        _ => None,
    }
}

const fn after(after: After) -> Said {
    match after {
        After::Erased => said_both("xóa hẳn", "erased"),
        After::Anonymised => {
            said_both("giữ tiếp, không còn gì dẫn đến bạn", "kept, without anything that leads to you")
        }
        After::Stays => said_both("ở lại, không dẫn đến ai", "stays; it leads to nobody"),
    }
}
