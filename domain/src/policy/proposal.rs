//! Adding a version of the policy: what is refused, and what it comes to. (MC-0; law D-9)

use std::fmt;

use super::editions::{Addition, Edition, Editions, Reworded};
use super::{Policy, PolicyProblem, PolicyVersion, plain};
use crate::calendar::{Date, Timestamp};
use crate::consent::{Bilingual, Change, PurposeCode, Purposes};

/// A policy longer than this many bytes is refused. The published one has six thousand.
pub const LONGEST: usize = 65_536;
/// A summary longer than this many characters is no summary.
const LONGEST_SUMMARY: usize = 2_000;

/// A version somebody wants to add.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// The first day it is to be in force, in Vietnam.
    pub in_force_on: Date,
    /// The text in Vietnamese, which binds.
    pub text: String,
    /// A translation, line for line; may be empty.
    pub translation: String,
    /// What it changes, in plain words.
    pub summary: Bilingual,
    /// What it changes about purposes; the words are those of before where `None`.
    pub purposes: Vec<(PurposeCode, Change, Option<Bilingual>)>,
    /// Who adds it.
    pub by: String,
}

/// Why a version is not added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PolicyRefusal {
    /// The text has no words, or is too long.
    Text,
    /// The text and its translation do not fit, or a line of them cannot be shown.
    Lines(PolicyProblem),
    /// The summary is missing in one language, or is too long.
    Summary,
    /// It does not say who adds it.
    Nobody,
    /// It would be in force before the version with this number, whose day is this.
    BeforeAnother(u32, Date),
    /// Its day has passed already.
    DayHasPassed(Date),
    /// Word for word, it is the text of the version before, with this number.
    SameText(u32),
    /// A purpose stands in it twice.
    PurposeTwice(PurposeCode),
    /// Words of a purpose are missing in one language, or a purpose is said to be reworded and has no words.
    PurposeWords(PurposeCode),
}

impl fmt::Display for PolicyRefusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => write!(out, "The text is empty, longer than {LONGEST} bytes, or holds control characters."),
            Self::Lines(problem) => write!(out, "The text cannot be shown: {problem}."),
            Self::Summary => {
                write!(
                    out,
                    "The summary of what changed is needed in both languages, each up to {LONGEST_SUMMARY} characters."
                )
            }
            Self::Nobody => out.write_str("Say who adds it: --by NAME, up to 100 characters."),
            Self::BeforeAnother(number, day) => {
                write!(
                    out,
                    "Version {number} is in force from {}; a later version cannot be in force earlier.",
                    day.iso()
                )
            }
            Self::DayHasPassed(day) => {
                write!(out, "{} has passed; a version is in force from today at the earliest.", day.iso())
            }
            Self::SameText(number) => {
                write!(out, "Word for word this is the text of version {number}, which stays as it is.")
            }
            Self::PurposeTwice(code) => write!(out, "The purpose {} stands in it twice.", code.code()),
            Self::PurposeWords(code) => write!(
                out,
                "The words of the purpose {} are needed in both languages, and have to be others than before if only they change.",
                code.code()
            ),
        }
    }
}

impl Proposal {
    /// The version this adds at this moment after these: number, lines and what it changes, to be stored as they are.
    ///
    /// `sha256` is the check value of the text.
    ///
    /// # Errors
    /// [`PolicyRefusal`].
    pub fn edition(
        self,
        known: &Editions,
        purposes: &Purposes,
        sha256: String,
        now: Timestamp,
    ) -> Result<Edition, PolicyRefusal> {
        let newest = known.newest();
        self.check(newest, now)?;
        let mut reworded: Vec<Reworded> = Vec::new();
        for (code, change, wording) in self.purposes {
            if reworded.iter().any(|one| one.code == code) {
                return Err(PolicyRefusal::PurposeTwice(code));
            }
            reworded.push(next_wording(purposes, code, change, wording).ok_or(PolicyRefusal::PurposeWords(code))?);
        }
        let number = newest.number() + 1;
        let version = PolicyVersion { number, in_force_on: self.in_force_on, sha256, text: self.text };
        let first = &known.first().policy.paragraphs;
        let paragraphs = plain::paragraphs(&version.text, &self.translation, first).map_err(PolicyRefusal::Lines)?;
        let addition = Addition { summary: self.summary, purposes: reworded, added_at: now, added_by: self.by };
        let edition = Edition::added(Policy { version, paragraphs }, addition);
        Ok(Edition { in_force_at: edition.in_force_at.max(newest.in_force_at), ..edition })
    }

    fn check(&self, newest: &Edition, now: Timestamp) -> Result<(), PolicyRefusal> {
        let odd = |text: &str| text.chars().any(|one| one.is_control() && !matches!(one, '\n' | '\r' | '\t'));
        let without = |text: &str| text.trim().is_empty();
        if without(&self.text) || self.text.len() > LONGEST || self.translation.len() > LONGEST {
            return Err(PolicyRefusal::Text);
        }
        if odd(&self.text) || odd(&self.translation) {
            return Err(PolicyRefusal::Text);
        }
        let Bilingual { vi, en } = &self.summary;
        if [vi, en].into_iter().any(|text| without(text) || text.chars().count() > LONGEST_SUMMARY || odd(text)) {
            return Err(PolicyRefusal::Summary);
        }
        if without(&self.by) || self.by.chars().count() > 100 || self.by.chars().any(char::is_control) {
            return Err(PolicyRefusal::Nobody);
        }
        let before = &newest.policy.version;
        if self.in_force_on < before.in_force_on {
            return Err(PolicyRefusal::BeforeAnother(before.number, before.in_force_on));
        }
        if self.in_force_on < now.date_in_vietnam() {
            return Err(PolicyRefusal::DayHasPassed(self.in_force_on));
        }
        if words(&self.text).eq(words(&before.text)) {
            return Err(PolicyRefusal::SameText(before.number));
        }
        Ok(())
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
}

/// The wording after the newest there is; `None` if words are missing, or only the words change and they do not.
fn next_wording(
    purposes: &Purposes,
    code: PurposeCode,
    change: Change,
    wording: Option<Bilingual>,
) -> Option<Reworded> {
    let before = purposes.newest(code)?;
    let wording = match (wording, change) {
        (Some(words), _) => words,
        (None, Change::Meaning) => before.wording.clone(),
        (None, Change::Wording) => return None,
    };
    let whole = [&wording.vi, &wording.en].into_iter().all(|text| !text.trim().is_empty() && text.len() <= LONGEST);
    let other = change == Change::Meaning || wording != before.wording;
    (whole && other).then_some(Reworded { code, version: before.version + 1, change, wording })
}
