//! What a copy of everything held consists of, part by part and column by column. (law R1, D-16; Law art. 15(2)(a))
//!
//! One table for all forms of the copy: the schema of its JSON, the heads of its tables for spreadsheets, and the columns
//! of its pages for reading follow from it, and tests hold what is really written against it.

mod parts;

pub use parts::PARTS;

use crate::lang::Lang;

/// Names the form of the JSON file; a change that could break a reader gets another number.
pub const FORMAT: &str = "metiz-copy/1";

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text as it is.
    Text,
    /// One of our own codes; pages say it in words.
    Code,
    /// Several of our own codes.
    Codes,
    /// ISO 8601, in Vietnamese time.
    Instant,
    /// A day: ISO 8601, in Vietnam.
    Day,
    /// A whole number.
    Number,
    /// Yes or no.
    Flag,
    /// What an entry of the history was about: an object with items, purpose, channel, until, session, device or count.
    Detail,
}

/// One value of a part.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in the files; never changed once used.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Whether it may be missing (`null`, an empty cell).
    pub optional: bool,
    /// Whether pages for reading show it: in both languages, in one, or not at all.
    pub shown: Shown,
    /// What it means, for whoever writes a program that reads the file.
    pub meaning: &'static str,
}

/// Where a column is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// On both pages.
    Always,
    /// On the page in this language.
    In(Lang),
    /// In the JSON and the tables only: checksums and numbers that say nothing to a reader.
    Never,
}

impl Shown {
    /// Whether it is on the page in this language.
    pub fn on(self, lang: Lang) -> bool {
        match self {
            Self::Always => true,
            Self::In(own) => own == lang,
            Self::Never => false,
        }
    }
}

/// How often a part is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// An object.
    Once,
    /// An object, or `null`.
    AtMostOnce,
    /// A list.
    Many,
}

/// One part of the copy.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Its name in the files.
    pub name: &'static str,
    /// How often it is there.
    pub times: Times,
    /// What it is.
    pub meaning: &'static str,
    /// Its columns, in the order tables show them.
    pub columns: &'static [Column],
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_name_is_there_twice() {
        let names: HashSet<_> = PARTS.iter().map(|part| part.name).collect();
        assert_eq!(names.len(), PARTS.len());
        for part in PARTS {
            let names: HashSet<_> = part.columns.iter().map(|column| column.name).collect();
            assert_eq!(names.len(), part.columns.len(), "{}", part.name);
        }
    }

    #[test]
    fn every_part_shows_something_in_both_languages() {
        for part in PARTS {
            for lang in Lang::ALL {
                assert!(part.columns.iter().any(|column| column.shown.on(lang)), "{} {lang:?}", part.name);
            }
        }
    }
}
