//! The report of an import: which line, which column, why. Never a value, and nobody else may read it.

use super::{Sentence, cannot};
use std::{
    fs::{File, OpenOptions, Permissions},
    io::{BufWriter, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

/// Readable and writable by the owner.
const OWNER_ONLY: u32 = 0o600;

pub(super) struct Report {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Report {
    /// A new report in the place of an older one.
    pub(super) fn open(path: &Path) -> Result<Self, Sentence> {
        let broken = |problem| cannot("written", path, &problem);
        let file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(OWNER_ONLY).open(path).map_err(broken)?;
        // One that was there may have had other rights.
        file.set_permissions(Permissions::from_mode(OWNER_ONLY)).map_err(broken)?;
        let mut report = Self { path: path.to_owned(), file: BufWriter::new(file) };
        report.write("line,outcome,column,reason\n")?;
        Ok(report)
    }

    /// All four are ours: nothing needs quoting.
    pub(super) fn line(
        &mut self,
        number: u64,
        outcome: &str,
        column: Option<&str>,
        reason: &str,
    ) -> Result<(), Sentence> {
        self.write(&format!("{number},{outcome},{},{reason}\n", column.unwrap_or_default()))
    }

    pub(super) fn close(mut self) -> Result<(), Sentence> {
        self.file.flush().map_err(|problem| cannot("written", &self.path, &problem))
    }

    fn write(&mut self, text: &str) -> Result<(), Sentence> {
        self.file.write_all(text.as_bytes()).map_err(|problem| cannot("written", &self.path, &problem))
    }
}
