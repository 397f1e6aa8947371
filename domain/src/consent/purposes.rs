//! What the cinema uses members' data for: a closed list, kept as data. (MC-1.2, MC-2.1, MC-2.3a; law C1–C3, A1, D-6)
//!
//! `data/purposes.tsv` holds one line per purpose and version of its wording. Older versions stay in the file, so that
//! "to what content did they agree" has an answer for as long as the entries are kept (law C5).

mod meaning;
mod terms;

pub use terms::{Basis, Bilingual, Change, Frequency, Kept, Per, PurposeCode, Recipient};

use std::fmt;

use super::proof::part;
use super::{Channel, ConsentRecord, ConsentRefusal, Decision, Purpose, Wording};
use crate::calendar::{Date, Timestamp};
use crate::profile::Item;

/// One version of a purpose as members read it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PurposeNotice {
    /// Which purpose.
    pub code: PurposeCode,
    /// Version of the wording, counted from 1.
    pub version: u32,
    /// What this version changed.
    pub change: Change,
    /// The first moment somebody could read it: nobody agreed to it before.
    pub published_at: Timestamp,
    /// The oldest version a yes to which counts: the last one that changed the meaning.
    pub counts_from: u32,
    /// The decision it depends on, if any.
    pub switch: Option<Purpose>,
    /// What makes it lawful.
    pub basis: Basis,
    /// The items it reads.
    pub items: Vec<Item>,
    /// Who else gets to see something.
    pub recipients: Vec<Recipient>,
    /// How long data serves it.
    pub retention: Kept,
    /// The channels it may use.
    pub channels: Vec<Channel>,
    /// How often, in each channel.
    pub frequency: Frequency,
    /// The clause of the policy it serves.
    pub clause: String,
    /// Its name.
    pub title: Bilingual,
    /// What the member agrees to, or is told.
    pub wording: Bilingual,
    /// What to do against it; only where there is no switch.
    pub remedy: Option<Bilingual>,
}

impl PurposeNotice {
    /// The bytes whose SHA-256 stands for this wording in entries: everything a member could read about it,
    /// each part behind its length.
    pub fn wording_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (code, version) = (self.code.code(), self.version.to_be_bytes());
        for value in ["metiz purpose wording 1".as_bytes(), code.as_bytes(), &version] {
            part(&mut bytes, value);
        }
        for text in [&self.title.vi, &self.title.en, &self.wording.vi, &self.wording.en] {
            part(&mut bytes, text.as_bytes());
        }
        bytes
    }
}

/// What is wrong with the file; names the line, counted from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PurposesProblem {
    /// The line, or 0 for the file as a whole.
    pub line: usize,
    /// In words, for whoever runs the service.
    pub sentence: String,
}

impl fmt::Display for PurposesProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "purposes.tsv, line {}: {}", self.line, self.sentence)
    }
}

impl std::error::Error for PurposesProblem {}

/// All purposes, in the order pages show them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Purposes {
    /// Every version of every purpose, as in the file.
    notices: Vec<PurposeNotice>,
}

const COLUMNS: [&str; 18] = [
    "code",
    "version",
    "switch",
    "basis",
    "items",
    "recipients",
    "retention",
    "channels",
    "frequency",
    "clause",
    "title_vi",
    "title_en",
    "wording_vi",
    "wording_en",
    "remedy_vi",
    "remedy_en",
    "change",
    "published_on",
];

impl Purposes {
    /// Reads `data/purposes.tsv`.
    ///
    /// # Errors
    /// The first thing that is wrong: columns, codes, a text missing in one language, a version that is there twice,
    /// a purpose that is not there at all, a switch where the basis is not consent.
    pub fn parse(tsv: &str) -> Result<Self, PurposesProblem> {
        let mut rows = tsv.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let header = rows.next().map_or("", |(_, line)| line);
        if header.split('\t').ne(COLUMNS) {
            return Err(problem(1, "the columns are not the ones agreed upon"));
        }
        let mut notices: Vec<PurposeNotice> = Vec::new();
        for (index, line) in rows {
            let notice = row(line).map_err(|sentence| problem(index + 1, sentence))?;
            if notices.iter().any(|other| (other.code, other.version) == (notice.code, notice.version)) {
                return Err(problem(index + 1, "this version of this purpose is there twice"));
            }
            notices.push(notice);
        }
        let mut purposes = Self { notices };
        purposes.count().map_err(|sentence| problem(0, sentence))?;
        if purposes.notices.iter().any(|notice| !purposes.changes_what_it_says(notice)) {
            return Err(problem(0, "a version that changes the wording alone changes something else, too"));
        }
        match PurposeCode::ALL.iter().find(|code| purposes.newest(**code).is_none()) {
            Some(missing) => Err(problem(0, &format!("the purpose {} is missing", missing.code()))),
            None => Ok(purposes),
        }
    }

    /// Every purpose in the wording in force, in the file's order.
    pub fn in_force(&self) -> impl Iterator<Item = &PurposeNotice> {
        self.notices
            .iter()
            .filter(|notice| self.newest(notice.code).is_some_and(|newest| newest.version == notice.version))
    }

    /// One purpose in the wording in force.
    pub fn newest(&self, code: PurposeCode) -> Option<&PurposeNotice> {
        self.notices.iter().filter(|notice| notice.code == code).max_by_key(|notice| notice.version)
    }

    /// One purpose in the wording of an earlier version.
    pub fn worded(&self, code: PurposeCode, version: u32) -> Option<&PurposeNotice> {
        self.notices.iter().find(|notice| notice.code == code && notice.version == version)
    }

    /// The purpose to decide about, in the wording in force.
    ///
    /// # Errors
    /// [`ConsentRefusal::UnknownChannel`] for a yes to a channel the purpose does not use. A no is never refused.
    pub fn deciding(
        &self,
        purpose: Purpose,
        channel: Channel,
        decision: Decision,
    ) -> Result<&PurposeNotice, ConsentRefusal> {
        let notice = self.newest(purpose.into()).ok_or(ConsentRefusal::UnknownPurpose)?;
        match decision {
            Decision::Grant if !notice.channels.contains(&channel) => Err(ConsentRefusal::UnknownChannel),
            Decision::Grant | Decision::Withdraw => Ok(notice),
        }
    }

    /// What one decision about everything is about: purposes and channels, each with the version of its wording that was `shown`.
    ///
    /// A yes is about what is offered and was shown. Where one to these very words stands it stays as it is, with its end. A no is
    /// about everything, whatever was shown, and about a channel that is no longer offered, if a yes to it still stands.
    pub fn deciding_all(
        &self,
        decision: Decision,
        shown: &[(Purpose, u32)],
        record: &ConsentRecord,
        wording_of: impl Fn(&PurposeNotice) -> Wording,
        now: Timestamp,
    ) -> Vec<(Purpose, Channel, u32)> {
        let version_of =
            |purpose: Purpose| shown.iter().find(|(named, _)| *named == purpose).map(|(_, version)| *version);
        let of = |purpose: Purpose| Channel::ALL.iter().map(move |channel| (purpose, *channel));
        let about = |(purpose, channel): (Purpose, Channel)| {
            let notice = self.newest(purpose.into());
            let offered = notice.filter(|notice| notice.channels.contains(&channel));
            let standing = record.standing(purpose, channel, now);
            let version = match decision {
                Decision::Grant => {
                    offered.filter(|notice| !standing.covers(wording_of(notice))).and_then(|_| version_of(purpose))?
                }
                Decision::Withdraw if offered.is_none() && !standing.is_granted() => return None,
                Decision::Withdraw => version_of(purpose).unwrap_or(0),
            };
            Some((purpose, channel, version))
        };
        Purpose::ALL.iter().copied().flat_map(of).filter_map(about).collect()
    }
}

fn problem(line: usize, sentence: &str) -> PurposesProblem {
    PurposesProblem { line, sentence: sentence.to_owned() }
}

fn row(line: &str) -> Result<PurposeNotice, &'static str> {
    let cells: Vec<&str> = line.split('\t').collect();
    let Ok(
        [
            code,
            version,
            switch,
            basis,
            items,
            recipients,
            retention,
            channels,
            frequency,
            clause,
            texts @ ..,
            change,
            published_on,
        ],
    ) = <[&str; 18]>::try_from(cells)
    else {
        return Err("there are not eighteen cells");
    };
    let code = PurposeCode::parse(code).ok_or("the code is unknown")?;
    let basis = Basis::parse(basis).ok_or("the basis is unknown")?;
    if (switch == "yes") != code.switch().is_some() || !matches!(switch, "yes" | "no") {
        return Err("the switch is not what this purpose has");
    }
    if (basis == Basis::Consent) != code.switch().is_some() {
        return Err("consent is the basis of exactly the purposes with a switch");
    }
    let [title_vi, title_en, wording_vi, wording_en, remedy_vi, remedy_en] = texts;
    let remedy = match (code.switch(), remedy_vi, remedy_en) {
        (Some(_), "", "") => None,
        (Some(_), ..) => return Err("a purpose with a switch needs no remedy beside it"),
        (None, vi, en) => Some(both(vi, en)?),
    };
    Ok(PurposeNotice {
        code,
        version: version.parse().ok().filter(|version| *version > 0).ok_or("the version is no number from 1")?,
        change: Change::parse(change).ok_or("what it changed is unknown")?,
        published_at: Date::from_iso(published_on).ok_or("the day it was published is no date")?.begins_in_vietnam(),
        counts_from: 0,
        switch: code.switch(),
        basis,
        items: list(items, Item::parse).ok_or("an item is unknown")?,
        recipients: list(recipients, Recipient::parse).ok_or("a recipient is unknown")?,
        retention: Kept::parse(retention).ok_or("the retention is unknown")?,
        channels: list(channels, Channel::parse).ok_or("a channel is unknown")?,
        frequency: Frequency::parse(frequency).ok_or("the frequency cannot be read")?,
        clause: Some(clause).filter(|clause| clause.starts_with("MC-")).ok_or("the clause is missing")?.to_owned(),
        title: both(title_vi, title_en)?,
        wording: both(wording_vi, wording_en)?,
        remedy,
    })
}

/// Codes separated by commas; none twice, at least one.
fn list<T: PartialEq>(cell: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let mut found = Vec::new();
    for code in cell.split(',') {
        let one = parse(code)?;
        if found.contains(&one) {
            return None;
        }
        found.push(one);
    }
    Some(found)
}

fn both(vi: &str, en: &str) -> Result<Bilingual, &'static str> {
    if vi.trim().is_empty() || en.trim().is_empty() {
        return Err("a text is missing in one of the two languages");
    }
    Ok(Bilingual { vi: vi.to_owned(), en: en.to_owned() })
}

#[cfg(test)]
mod tests;
