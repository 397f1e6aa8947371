//! A text nobody made an outline for: what each line is, is read from the line itself. (MC-0)

use super::{Kind, Paragraph, PolicyProblem};

/// Cuts the text into its lines. The first is the title; a number and a full stop begin a section; `-` and `+` mark points.
///
/// A line that stands word for word among `known` keeps what is known about it: its clauses, the page that keeps it, the
/// notes and, where `translation` is empty, the translation. Any other is simply shown.
///
/// # Errors
/// If `translation` is not empty and lacks a line, or has one where the text has none.
pub fn paragraphs(text: &str, translation: &str, known: &[Paragraph]) -> Result<Vec<Paragraph>, PolicyProblem> {
    let translated = !translation.trim().is_empty();
    let mut english = translation.lines();
    let mut found: Vec<Paragraph> = Vec::new();
    for (index, raw) in text.lines().enumerate() {
        let line = index + 1;
        let other = english.next().unwrap_or_default();
        match (raw.trim().is_empty(), other.trim().is_empty()) {
            (true, true) => continue,
            (true, false) => {
                return Err(PolicyProblem { line, sentence: "the translation has a line here, the text none" });
            }
            (false, true) if translated => {
                return Err(PolicyProblem { line, sentence: "this line has no translation" });
            }
            (false, _) => {}
        }
        let (kind, words) = if found.is_empty() { (Kind::Title, raw.trim()) } else { read(raw) };
        let english = read(other).1.to_owned();
        let new = Paragraph { line, kind, text: words.to_owned(), english, ..nothing_known() };
        found.push(match known.iter().find(|one| one.text == words && one.kind == kind) {
            Some(same) if translated => Paragraph { line, english: new.english, ..same.clone() },
            Some(same) => Paragraph { line, ..same.clone() },
            None => new,
        });
    }
    if english.any(|more| !more.trim().is_empty()) {
        return Err(PolicyProblem { line: text.lines().count(), sentence: "the translation goes on after the text" });
    }
    Ok(found)
}

fn read(raw: &str) -> (Kind, &str) {
    let text = raw.trim();
    let numbered = text.trim_start_matches(|one: char| one.is_ascii_digit());
    if let Some(point) = text.strip_prefix(Kind::Item.mark()) {
        (Kind::Item, point.trim())
    } else if let Some(point) = text.strip_prefix(Kind::Subitem.mark()) {
        (Kind::Subitem, point.trim())
    } else if numbered.len() < text.len() && numbered.starts_with('.') {
        (Kind::Heading, text)
    } else {
        (Kind::Text, text)
    }
}

const fn nothing_known() -> Paragraph {
    Paragraph {
        line: 0,
        kind: Kind::Text,
        text: String::new(),
        clauses: Vec::new(),
        keeper: None,
        note_vi: String::new(),
        note_en: String::new(),
        english: String::new(),
    }
}
