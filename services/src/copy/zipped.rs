//! The copy as one ZIP file, written to where it leaves.

use super::{Copy, schema, tables};
use crate::fault::Accident;
use domain::copy::PARTS;
use serde_json::Value;
use std::io::Write;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A page for reading, written out of the copy.
pub type Page = fn(&Value) -> String;

/// Writes the whole file. Texts are made one after the other and packed at once, so that only one of them is there at a time.
pub(super) fn write(copy: &Copy, pages: &[(&str, Page)], to: &mut impl Write) -> Result<(), Accident> {
    let value = serde_json::to_value(copy)?;
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        // Whoever unpacks it gets files for their own eyes.
        .unix_permissions(0o600)
        .last_modified_time(moment(&copy.taken_at));
    let mut zip = ZipWriter::new_stream(to);
    for (name, page) in pages {
        zip.start_file(*name, options)?;
        zip.write_all(page(&value).as_bytes())?;
    }
    zip.start_file("data.json", options)?;
    serde_json::to_writer_pretty(&mut zip, copy)?;
    zip.start_file("data.schema.json", options)?;
    zip.write_all(schema::text().as_bytes())?;
    for (seq, receipt) in &copy.receipts {
        zip.start_file(format!("receipts/{seq:04}.json"), options)?;
        zip.write_all(receipt.as_bytes())?;
    }
    for part in PARTS {
        zip.start_file(format!("tables/{}.csv", part.name), options)?;
        zip.write_all(tables::csv(part, &value[part.name]).as_bytes())?;
    }
    zip.finish()?;
    Ok(())
}

/// The date beside each file: `taken_at`, as a clock in Vietnam shows it.
fn moment(taken_at: &str) -> DateTime {
    let number = |from: usize, to: usize| taken_at.get(from..to).and_then(|digits| digits.parse::<u8>().ok());
    let year = taken_at.get(..4).and_then(|digits| digits.parse::<u16>().ok());
    let read = || {
        DateTime::from_date_and_time(
            year?,
            number(5, 7)?,
            number(8, 10)?,
            number(11, 13)?,
            number(14, 16)?,
            number(17, 19)?,
        )
        .ok()
    };
    read().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_carry_the_time_the_copy_was_taken() {
        let at = moment("2026-11-22T17:04:05+07:00");
        assert_eq!((at.year(), at.month(), at.day(), at.hour(), at.minute()), (2026, 11, 22, 17, 4));
        assert_eq!(moment(""), DateTime::default());
    }
}
