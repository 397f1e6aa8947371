//! The witness: a file beside the database, into which every checkpoint is written. A whole older state of the database can be
//! put back without a trace inside it; the witness has seen more.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The name of the file in the folder of the root key, unless another is configured.
const FILE: &str = "consents.witness";
/// Characters of a signature: four bytes that name the key, and 64 of Ed25519, in base64.
const SIGNATURE: usize = 92;
/// More than any note of ours is long.
const NOTE_MOST: i64 = 2048;

/// The file.
#[derive(Clone, Debug)]
pub(crate) struct Witness {
    path: PathBuf,
}

impl Witness {
    /// The configured file, or the one in this folder.
    pub(crate) fn at(configured: Option<&Path>, folder: &Path) -> Self {
        Self { path: configured.map_or_else(|| folder.join(FILE), Path::to_owned) }
    }

    /// The last note; `None` of a file that is empty or not there.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(crate) fn last(&self) -> io::Result<Option<String>> {
        let mut file = match File::open(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let length = i64::try_from(file.metadata()?.len()).unwrap_or(i64::MAX);
        file.seek(SeekFrom::End(-length.min(NOTE_MOST)))?;
        let mut end = Vec::new();
        file.read_to_end(&mut end)?;
        Ok(notes(&String::from_utf8_lossy(&end)).pop())
    }

    /// Every note, the oldest first.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(crate) fn notes(&self) -> io::Result<Vec<String>> {
        match fs::read_to_string(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            text => Ok(notes(&text?)),
        }
    }

    /// Writes a note down, unless it is the last one already. It is on the disk when this returns.
    ///
    /// # Errors
    /// If the disk refuses.
    pub(crate) fn append(&self, note: &str) -> io::Result<()> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(&self.path)?;
        // Two processes on one machine would write the same note, and one into the other.
        file.lock()?;
        if self.last()?.as_deref() == Some(note) {
            return Ok(());
        }
        // Whatever power cut short stays alone on its line.
        let mut end = [b'\n'];
        if file.metadata()?.len() > 0 {
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut end)?;
        }
        let cut = end != *b"\n";
        file.write_all(if cut { format!("\n{note}") } else { note.to_owned() }.as_bytes())?;
        file.sync_all()
    }
}

/// The whole notes of a text: four lines and a signature each. What was cut off before one of them is left out.
fn notes(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let signed = |place: &usize| {
        let signature = lines[*place].strip_suffix('\n').and_then(|line| line.rsplit(' ').next());
        lines[*place].starts_with('\u{2014}') && signature.is_some_and(|signature| signature.len() == SIGNATURE)
    };
    (4..lines.len()).filter(signed).map(|place| lines[place - 4..=place].concat()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn note(size: u32) -> String {
        let signature = "s".repeat(SIGNATURE);
        format!("members.example/consent-log\n{size}\nroot\n\n\u{2014} members.example/consent-log {signature}\n")
    }

    #[test]
    fn notes_are_read_back_in_their_order_and_none_is_written_twice_in_a_row() {
        let folder = TempDir::new().unwrap();
        let witness = Witness::at(None, folder.path());
        assert_eq!((witness.last().unwrap(), witness.notes().unwrap()), (None, Vec::new()));
        for size in [1, 1, 2, 30, 30] {
            witness.append(&note(size)).unwrap();
        }
        assert_eq!(witness.notes().unwrap(), [note(1), note(2), note(30)]);
        assert_eq!(witness.last().unwrap(), Some(note(30)));
    }

    #[test]
    fn a_note_that_was_cut_off_hides_no_other() {
        let folder = TempDir::new().unwrap();
        let witness = Witness::at(None, folder.path());
        witness.append(&note(1)).unwrap();
        for cut in [40, note(2).len() - 1, 1] {
            let mut file = OpenOptions::new().append(true).open(folder.path().join(FILE)).unwrap();
            file.write_all(&note(2).as_bytes()[..cut.min(note(2).len() - 2)]).unwrap();
            assert_eq!(witness.last().unwrap(), Some(note(1)), "cut off after {cut}");
            witness.append(&note(1)).unwrap();
            let mut file = OpenOptions::new().append(true).open(folder.path().join(FILE)).unwrap();
            file.write_all(b"\n").unwrap();
        }
        witness.append(&note(2)).unwrap();
        assert_eq!(witness.notes().unwrap(), [note(1), note(2)]);
    }
}
