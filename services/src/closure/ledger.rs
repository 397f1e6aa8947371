//! The erasure ledger beside the keys: what was erased stays erased, whatever backup of the database comes back. (Law art. 14(3))
//!
//! The database has a ledger of its own, but a backup of it is older than the erasure it would have to tell about. So each
//! erasure is also a line in a file that no backup of the data replaces: a keyed hash of a random number, and a time.

use domain::hex;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The name of the file in the folder of the root key.
const FILE: &str = "erasures.ledger";

/// A member under the keyed hash that stands for them.
pub(crate) type Pseudonym = [u8; 32];

/// The file.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    path: PathBuf,
}

impl Ledger {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self { path: folder.join(FILE) }
    }

    /// Everybody in it, with the instant (microseconds UTC) they were last written down at.
    ///
    /// # Errors
    /// If the file cannot be read, or holds a whole line that is none of ours.
    pub(crate) fn entries(&self) -> io::Result<BTreeMap<Pseudonym, i64>> {
        entries_of(&self.path)
    }

    /// Writes these down. They are on the disk when this returns; writing somebody down twice does no harm.
    ///
    /// # Errors
    /// If the disk refuses: then nothing may be erased yet.
    pub(crate) fn append(&self, erased: &[(Pseudonym, i64)]) -> io::Result<()> {
        if erased.is_empty() {
            return Ok(());
        }
        let is_new = !self.path.exists();
        let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(&self.path)?;
        let mut lines = String::new();
        // A line that power cut short stays alone on its line.
        if !ends_with_line(&mut file)? {
            lines.push('\n');
        }
        for (pseudonym, at) in erased {
            hex::write(pseudonym, &mut lines);
            lines.push(' ');
            lines.push_str(&at.to_string());
            lines.push('\n');
        }
        file.write_all(lines.as_bytes())?;
        file.sync_all()?;
        match self.path.parent().filter(|_| is_new) {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }
}

/// The entries of a ledger file; of one that is not there, none.
pub(crate) fn entries_of(path: &Path) -> io::Result<BTreeMap<Pseudonym, i64>> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        text => text?,
    };
    let mut entries = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        // What is shorter than a line was cut off by a failing machine, before anything was erased.
        let Some((pseudonym, at)) = line.split_once(' ').filter(|(_, at)| !at.is_empty()) else { continue };
        let (Some(pseudonym), Ok(at)) = (hex::array(pseudonym), at.parse::<i64>()) else {
            return Err(io::Error::new(ErrorKind::InvalidData, "the erasure ledger has a line that is none"));
        };
        // Of a time that was cut off in the middle only a smaller number is left.
        let latest = entries.entry(pseudonym).or_insert(at);
        *latest = at.max(*latest);
    }
    Ok(entries)
}

fn ends_with_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;
    use tempfile::TempDir;

    #[test]
    fn who_is_written_down_is_found_again_once_with_the_last_instant() {
        let folder = TempDir::new().unwrap();
        let ledger = Ledger::in_folder(folder.path());
        assert!(ledger.entries().unwrap().is_empty());
        ledger.append(&[([7; 32], 100), ([8; 32], 200)]).unwrap();
        ledger.append(&[([7; 32], 300)]).unwrap();
        assert_eq!(ledger.entries().unwrap(), BTreeMap::from([([7; 32], 300), ([8; 32], 200)]));
        assert_eq!(fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_line_that_was_cut_off_hides_no_other_and_a_wrong_one_is_a_fault() {
        let folder = TempDir::new().unwrap();
        let ledger = Ledger::in_folder(folder.path());
        ledger.append(&[([7; 32], 100)]).unwrap();
        let at_its_space = format!("{} ", "08".repeat(32));
        for (torn, next) in [("0808", 9), (at_its_space.as_str(), 10)] {
            let mut file = OpenOptions::new().append(true).open(folder.path().join(FILE)).unwrap();
            file.write_all(torn.as_bytes()).unwrap();
            assert!(!ledger.entries().unwrap().contains_key(&[8; 32]), "nothing was erased under half a line");
            ledger.append(&[([next; 32], 300)]).unwrap();
        }
        assert_eq!(ledger.entries().unwrap(), BTreeMap::from([([7; 32], 100), ([9; 32], 300), ([10; 32], 300)]));
        fs::write(folder.path().join(FILE), "not a line of ours\n").unwrap();
        assert!(ledger.entries().is_err(), "a ledger that cannot be trusted must not be taken for an empty one");
    }
}
