//! Files of lines: CSV (RFC 4180, UTF-8 with or without a byte order mark), and JSON Lines.

mod csv_lines;
mod json_lines;

use super::{Sentence, cannot};
use csv_lines::CsvLines;
use domain::{
    import::{ImportRefusal, LineProblem, MemberColumn, MemberLine, OrderLine},
    orders::OrderField,
};
use json_lines::JsonLines;
use std::{fs::File, path::Path};

/// Bytes of one line at most: a whole profile takes one in a hundred of it. More is a quotation mark that was never closed.
const LINE_MOST: u64 = 64 * 1024;

/// What a line becomes: a text for each of a closed list of columns.
pub trait Line: Default {
    /// A column.
    type Column: Copy + Eq + 'static;
    /// All of them.
    const COLUMNS: &'static [Self::Column];

    /// Its name in the head.
    fn name(column: Self::Column) -> &'static str;
    /// Whether a file cannot do without it.
    fn required(column: Self::Column) -> bool;
    /// Puts a text into it.
    fn put(&mut self, column: Self::Column, text: &str);

    /// The column with this name.
    fn named(name: &str) -> Option<Self::Column> {
        Self::COLUMNS.iter().copied().find(|column| Self::name(*column) == name)
    }
}

impl Line for MemberLine {
    type Column = MemberColumn;
    const COLUMNS: &'static [MemberColumn] = MemberColumn::ALL;

    fn name(column: MemberColumn) -> &'static str {
        column.code()
    }

    fn required(column: MemberColumn) -> bool {
        column.required()
    }

    fn put(&mut self, column: MemberColumn, text: &str) {
        self.put(column, text);
    }
}

impl Line for OrderLine {
    type Column = OrderField;
    const COLUMNS: &'static [OrderField] = OrderField::ALL;

    fn name(column: OrderField) -> &'static str {
        column.code()
    }

    fn required(column: OrderField) -> bool {
        column.required()
    }

    fn put(&mut self, column: OrderField, text: &str) {
        self.put(column, text);
    }
}

/// A line that cannot be read.
pub type Unreadable = LineProblem;

/// A line with its number in the file, counted from 1.
#[derive(Debug)]
pub struct Read<L> {
    /// The number.
    pub number: u64,
    /// The line, if it can be read.
    pub line: Result<L, Unreadable>,
}

/// The lines of a file.
pub struct Lines<L: Line>(Kind<L>);

enum Kind<L: Line> {
    Csv(CsvLines<L>),
    Json(JsonLines),
}

impl<L: Line> Lines<L> {
    /// Opens a file; `.jsonl` is JSON Lines, everything else CSV.
    ///
    /// # Errors
    /// A sentence: it cannot be read, or its head lacks a column or has one too many.
    pub fn open(path: &Path) -> Result<Self, Sentence> {
        let file = File::open(path).map_err(|problem| cannot("read", path, &problem))?;
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jsonl")) {
            return Ok(Self(Kind::Json(JsonLines::of(file))));
        }
        Ok(Self(Kind::Csv(CsvLines::of(file)?)))
    }

    /// The next lines, at most so many; none at the end.
    ///
    /// # Errors
    /// A sentence: the file cannot be read on.
    pub fn batch(&mut self, most: usize) -> Result<Vec<Read<L>>, Sentence> {
        let mut batch = Vec::with_capacity(most);
        while batch.len() < most {
            let next = match &mut self.0 {
                Kind::Csv(lines) => lines.next()?,
                Kind::Json(lines) => lines.next()?,
            };
            let Some(read) = next else { break };
            batch.push(read);
        }
        Ok(batch)
    }

    /// Bytes of the file that are behind us.
    pub fn bytes(&self) -> u64 {
        match &self.0 {
            Kind::Csv(lines) => lines.bytes(),
            Kind::Json(lines) => lines.bytes(),
        }
    }
}

fn unreadable<L>(number: u64, why: ImportRefusal) -> Read<L> {
    Read { number, line: Err(LineProblem::of_line(why)) }
}

fn too_long(number: u64) -> Sentence {
    format!(
        "Line {number} is longer than {} KiB: a quotation mark there is not closed. Nothing from there on was read.",
        LINE_MOST / 1024
    )
}

#[cfg(test)]
mod tests;
