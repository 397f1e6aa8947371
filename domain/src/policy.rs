//! The published privacy policy, word for word, and which clause each sentence is. (MC-0; law C18, D-9)
//!
//! The text is the one that was published: it is cut into lines and never changed. Beside each line stand the clauses
//! it promises, the page that keeps the promise, a note in plain words where the law is stricter, and a translation
//! that binds nobody.

mod compare;
mod editions;
mod plain;
mod proposal;

pub use compare::{Compared, Comparison, Run};
pub use editions::{Addition, Edition, Editions, LOOKED_AT_EVERY, NOTICE, Reworded, When, title};
pub use plain::paragraphs as plain_paragraphs;
pub use proposal::{LONGEST, PolicyRefusal, Proposal};

use std::collections::BTreeMap;
use std::fmt;

use crate::calendar::Date;
use crate::lang::Lang;

/// A version of the policy, as published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyVersion {
    /// Counted from 1.
    pub number: u32,
    /// The first day it is in force, in Vietnam.
    pub in_force_on: Date,
    /// SHA-256 of the file's bytes, in lower-case hexadecimal digits.
    pub sha256: String,
    /// The file, byte for byte.
    pub text: String,
}

/// A line of `data/policy/versions.tsv`: a version that was published, and the file that holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Published {
    /// Counted from 1.
    pub number: u32,
    /// The first day it is in force, in Vietnam.
    pub in_force_on: Date,
    /// SHA-256 the file had when it was published.
    pub sha256: String,
    /// The file's name, beside the list.
    pub file: String,
}

/// Reads the list of versions (columns number, first day, SHA-256, file), oldest first.
///
/// # Errors
/// If a cell cannot be read, or the numbers do not count up from 1.
pub fn versions(tsv: &str) -> Result<Vec<Published>, PolicyProblem> {
    let rows = tsv.lines().filter(|row| !row.trim().is_empty() && !row.starts_with('#'));
    let read = |(expected, row): (u32, &str)| {
        let mut cells = row.split('\t').map(str::trim);
        let number = cells.next()?.parse().ok().filter(|number| *number == expected)?;
        let in_force_on = Date::from_iso(cells.next()?)?;
        let sha256 = cells.next().filter(|sha256| sha256.len() == 64)?.to_owned();
        let file = cells.next().filter(|file| !file.is_empty())?.to_owned();
        Some(Published { number, in_force_on, sha256, file })
    };
    (1..)
        .zip(rows)
        .map(|row| read(row).ok_or(PolicyProblem { line: 0, sentence: "the list of versions cannot be read" }))
        .collect()
}

/// What a line of the policy is on the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The policy's name.
    Title,
    /// A numbered section's name, with its number.
    Heading,
    /// A point of a list, marked `-` in the file.
    Item,
    /// A point below a point, marked `+` in the file.
    Subitem,
    /// A plain sentence.
    Text,
}

impl Kind {
    /// The kind with this code in an outline.
    pub fn parse(code: &str) -> Option<Self> {
        Some(match code {
            "title" => Self::Title,
            "heading" => Self::Heading,
            "item" => Self::Item,
            "subitem" => Self::Subitem,
            "text" => Self::Text,
            _ => return None,
        })
    }

    /// The mark the file puts before it; a page shows a list instead.
    const fn mark(self) -> &'static str {
        match self {
            Self::Item => "-",
            Self::Subitem => "+",
            Self::Title | Self::Heading | Self::Text => "",
        }
    }
}

/// One line of the policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paragraph {
    /// Its line in the file, counted from 1.
    pub line: usize,
    /// What it is.
    pub kind: Kind,
    /// The words, without the list mark and the space around them.
    pub text: String,
    /// The clauses it consists of (`MC-1.2a`); none for a title.
    pub clauses: Vec<String>,
    /// The path of the page that keeps the promise, if there is one.
    pub keeper: Option<String>,
    /// What a member should know beside it, in Vietnamese; may be empty.
    pub note_vi: String,
    /// The same in English; empty exactly where the Vietnamese is.
    pub note_en: String,
    /// The translation; empty where an added version has none.
    pub english: String,
}

impl Paragraph {
    /// The note in this language, if there is one.
    pub fn note(&self, lang: Lang) -> Option<&str> {
        let note = match lang {
            Lang::Vi => &self.note_vi,
            Lang::En => &self.note_en,
        };
        Some(note.as_str()).filter(|note| !note.is_empty())
    }
}

/// What is wrong with the policy's files; names the line of the file, counted from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyProblem {
    /// Line of the published text, 0 where none can be named.
    pub line: usize,
    /// In words, for whoever runs the service.
    pub sentence: &'static str,
}

impl fmt::Display for PolicyProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "policy, line {}: {}", self.line, self.sentence)
    }
}

impl std::error::Error for PolicyProblem {}

/// A version with its lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// The version.
    pub version: PolicyVersion,
    /// Its lines, in order, empty ones left out.
    pub paragraphs: Vec<Paragraph>,
}

impl Policy {
    /// Puts a version and its outline together.
    ///
    /// # Errors
    /// As [`paragraphs`].
    pub fn read(version: PolicyVersion, outline: &str, english: &str) -> Result<Self, PolicyProblem> {
        let paragraphs = paragraphs(&version.text, outline, english)?;
        Ok(Self { version, paragraphs })
    }
}

/// Cuts the text into its lines.
///
/// `outline` has the columns line, kind, clauses, page, note in Vietnamese, note in English; `english` has the columns
/// line, translation. Lines that begin with `#`, and the line with the columns' names, are skipped.
///
/// # Errors
/// If a line of the text has no outline or no translation, if one of them names a line that is empty or not there,
/// or if a cell cannot be read. So no sentence of the policy can go missing on the page.
pub fn paragraphs(text: &str, outline: &str, english: &str) -> Result<Vec<Paragraph>, PolicyProblem> {
    let mut outline = numbered(outline)?;
    let mut english = numbered(english)?;
    let mut found = Vec::new();
    for (index, raw) in text.lines().enumerate().filter(|(_, raw)| !raw.trim().is_empty()) {
        let line = index + 1;
        let cells =
            outline.remove(&line).ok_or(PolicyProblem { line, sentence: "the outline leaves this line out" })?;
        let translation = english.remove(&line).and_then(|cells| cells.first().copied()).unwrap_or_default();
        if translation.is_empty() {
            return Err(PolicyProblem { line, sentence: "this line has no translation" });
        }
        found.push(paragraph(line, raw, &cells, translation)?);
    }
    match outline.keys().chain(english.keys()).next() {
        Some(line) => Err(PolicyProblem { line: *line, sentence: "there is no such line in the text" }),
        None => Ok(found),
    }
}

fn paragraph(line: usize, raw: &str, cells: &[&str], english: &str) -> Result<Paragraph, PolicyProblem> {
    let wrong = |sentence| PolicyProblem { line, sentence };
    let cell = |index: usize| cells.get(index).copied().unwrap_or_default().trim();
    let kind = Kind::parse(cell(0)).ok_or(wrong("the kind is unknown"))?;
    let text = raw.trim().strip_prefix(kind.mark()).ok_or(wrong("the line does not begin with its kind's mark"))?;
    let clauses: Vec<String> =
        cell(1).split([',', ' ']).filter(|clause| !clause.is_empty()).map(str::to_owned).collect();
    if !clauses.iter().all(|clause| clause.starts_with("MC-")) {
        return Err(wrong("a clause is not one of the policy's"));
    }
    let keeper = Some(cell(2)).filter(|path| !path.is_empty()).map(str::to_owned);
    if keeper.as_ref().is_some_and(|path| !path.starts_with('/')) {
        return Err(wrong("the page is not a path"));
    }
    let (note_vi, note_en) = (cell(3).to_owned(), cell(4).to_owned());
    if note_vi.is_empty() != note_en.is_empty() {
        return Err(wrong("the note is there in one language only"));
    }
    let (text, english) = (text.trim().to_owned(), english.trim().to_owned());
    Ok(Paragraph { line, kind, text, clauses, keeper, note_vi, note_en, english })
}

/// The cells behind each line number.
fn numbered(tsv: &str) -> Result<BTreeMap<usize, Vec<&str>>, PolicyProblem> {
    let mut rows = BTreeMap::new();
    for (index, row) in tsv.lines().enumerate().filter(|(_, row)| !row.is_empty() && !row.starts_with('#')) {
        let mut cells = row.split('\t');
        let Some(line) = cells.next().and_then(|number| number.trim().parse().ok()) else {
            if index == 0 || rows.is_empty() {
                continue;
            }
            return Err(PolicyProblem {
                line: 0,
                sentence: "a row of the outline or the translation has no line number",
            });
        };
        if rows.insert(line, cells.collect()).is_some() {
            return Err(PolicyProblem { line, sentence: "this line is there twice" });
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests;
