//! CSV.

use super::super::Sentence;
use super::{LINE_MOST, Line, Read, too_long, unreadable};
use csv::{ByteRecord, Reader, ReaderBuilder};
use domain::import::ImportRefusal;
use std::{
    collections::VecDeque,
    fs::File,
    io::{self, Read as ReadBytes},
};

/// What the reader fetches at once, so that a line is at most so much longer than it may be.
const FETCHED: usize = 64 * 1024;

pub(super) struct CsvLines<L: Line> {
    reader: Reader<Capped>,
    columns: Vec<L::Column>,
    record: ByteRecord,
    /// The last line that was read.
    last: u64,
}

impl<L: Line> CsvLines<L> {
    /// Reads the head: known names, none twice, none missing that is needed. What else stands there is not repeated.
    pub(super) fn of(file: File) -> Result<Self, Sentence> {
        let capped = Capped { file, left: 0, met: false, fetched: 0, line_ends: VecDeque::new(), passed: 0 };
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(FETCHED).from_reader(capped);
        let mut record = ByteRecord::new();
        reader.get_mut().refill();
        reader.read_byte_record(&mut record).map_err(|_| "The head of the file cannot be read.".to_owned())?;
        let mut columns: Vec<L::Column> = Vec::with_capacity(record.len());
        for (place, cell) in (1..).zip(&record) {
            let column = std::str::from_utf8(cell).ok().and_then(|name| L::named(name.trim()));
            let column = column.ok_or_else(|| format!("Column {place} has a name that is not on the list."))?;
            if columns.contains(&column) {
                return Err(format!("The column {} is there twice.", L::name(column)));
            }
            columns.push(column);
        }
        let end = reader.position().byte();
        let last = reader.get_mut().line_that_ends_at(end);
        match L::COLUMNS.iter().find(|column| L::required(**column) && !columns.contains(column)) {
            Some(missing) => Err(format!("The column {} is missing.", L::name(*missing))),
            None => Ok(Self { reader, columns, record, last }),
        }
    }

    pub(super) fn next(&mut self) -> Result<Option<Read<L>>, Sentence> {
        let upcoming = self.last + 1;
        self.reader.get_mut().refill();
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(_) if self.reader.get_ref().met => return Err(too_long(upcoming)),
            Err(_) => return Err(format!("The file cannot be read on from line {upcoming}.")),
        }
        let end = self.reader.position().byte();
        let inside = self.record.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
        self.last = self.reader.get_mut().line_that_ends_at(end);
        let number = self.last.saturating_sub(inside);
        if self.record.len() != self.columns.len() {
            return Ok(Some(unreadable(number, ImportRefusal::CellCount)));
        }
        let mut line = L::default();
        for (column, cell) in self.columns.iter().zip(&self.record) {
            let Ok(text) = std::str::from_utf8(cell) else {
                return Ok(Some(unreadable(number, ImportRefusal::NotUtf8)));
            };
            line.put(*column, text);
        }
        Ok(Some(Read { number, line: Ok(line) }))
    }

    pub(super) fn bytes(&self) -> u64 {
        self.reader.position().byte()
    }
}

/// A file of which only so much is read for one line, and which knows where its lines end: the parser counts them
/// differently in files of Windows.
struct Capped {
    file: File,
    left: u64,
    /// Whether the limit was met.
    met: bool,
    fetched: u64,
    /// Where the lines end that were fetched and not passed yet.
    line_ends: VecDeque<u64>,
    passed: u64,
}

impl Capped {
    fn refill(&mut self) {
        self.left = LINE_MOST + FETCHED as u64;
    }

    /// The number of the last line of a record that ends at this byte, its own line end read or not.
    fn line_that_ends_at(&mut self, end: u64) -> u64 {
        let mut with_its_end = false;
        while let Some(at) = self.line_ends.front().copied().filter(|at| *at < end) {
            self.line_ends.pop_front();
            self.passed += 1;
            with_its_end = at + 1 == end;
        }
        self.passed + u64::from(!with_its_end)
    }
}

impl ReadBytes for Capped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            self.met = true;
            return Err(io::ErrorKind::InvalidData.into());
        }
        let read = (&mut self.file).take(self.left).read(buffer)?;
        self.left -= read as u64;
        let ends = (self.fetched..).zip(&buffer[..read]).filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
        self.line_ends.extend(ends);
        self.fetched += read as u64;
        Ok(read)
    }
}
