//! The folder letters are written to while there is no mail server: a file each, for this account alone, for two days.
//!
//! A file's name has the number a member's erasure will have, so that the erasure, and whoever looks at it later, finds what was
//! written for them without an address. Its time is the one the letter was posted at: it goes when a letter that still waits
//! would be given up.

use domain::calendar::Timestamp;
use domain::email::Email;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// More than the head of a letter of ours has.
const HEAD: u64 = 8 * 1024;

/// The folder. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Tray(PathBuf);

/// What a file of ours is called.
struct Name {
    of: Option<Uuid>,
    path: PathBuf,
}

impl Tray {
    pub(crate) fn at(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// Makes the folder, if it is missing, for this account alone.
    pub(super) fn make(&self) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0)
    }

    pub(super) fn is_there(&self) -> bool {
        self.0.is_dir()
    }

    /// Whether other accounts could look into it; not, if it is not there.
    pub(crate) fn is_open_to_others(&self) -> bool {
        fs::metadata(&self.0).is_ok_and(|folder| folder.permissions().mode() & 0o077 != 0)
    }

    /// Written under another name first, so that whoever watches the folder never reads half a letter.
    pub(super) fn write(&self, (id, of): (Uuid, Option<Uuid>), posted_at: Timestamp, bytes: &[u8]) -> io::Result<()> {
        let name = of.map_or_else(|| id.simple().to_string(), |of| format!("{}.{}", id.simple(), of.simple()));
        let draft = self.0.join(format!("{name}.draft"));
        gone(&draft)?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        file.write_all(bytes)?;
        file.set_modified(instant(posted_at))?;
        file.sync_all()?;
        fs::rename(&draft, self.0.join(format!("{name}.eml")))?;
        File::open(&self.0)?.sync_all()
    }

    /// When the oldest letter in it was posted.
    pub(crate) fn oldest(&self) -> io::Result<Option<Timestamp>> {
        let mut oldest = None;
        for name in self.names()? {
            let at = posted_at(&name.path)?;
            oldest = at.map(|at| oldest.map_or(at, |oldest: Timestamp| oldest.min(at))).or(oldest);
        }
        Ok(oldest)
    }

    /// Deletes letters that were posted until then. Answers how many.
    pub(crate) fn forget(&self, until: Timestamp) -> io::Result<u64> {
        let mut forgotten = 0;
        for name in self.names()? {
            if posted_at(&name.path)?.is_some_and(|at| at <= until) {
                forgotten += gone(&name.path)?;
            }
        }
        Ok(forgotten)
    }

    /// Deletes the letters written for a member, and those to an address only they have proved. Answers how many.
    pub(crate) fn forget_of(&self, member: Uuid, address: Option<&str>) -> io::Result<u64> {
        let mut forgotten = 0;
        for name in self.names()? {
            if name.of == Some(member) || address.is_some_and(|address| is_to(&name.path, address)) {
                forgotten += gone(&name.path)?;
            }
        }
        Ok(forgotten)
    }

    /// How many letters written for a member are in it.
    pub(crate) fn count_of(&self, member: Uuid) -> io::Result<u64> {
        Ok(self.names()?.iter().filter(|name| name.of == Some(member)).count() as u64)
    }

    /// The files of ours; whatever else lies there is not touched.
    fn names(&self) -> io::Result<Vec<Name>> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            names.extend(Name::of(entry?.path()));
        }
        Ok(names)
    }
}

impl Name {
    /// `None`: the file is none of ours.
    fn of(path: PathBuf) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let mut parts = name.strip_suffix(".eml").or_else(|| name.strip_suffix(".draft"))?.split('.');
        let id = |text: &str| (text.len() == 32).then(|| Uuid::try_parse(text).ok()).flatten();
        id(parts.next()?)?;
        let of = match parts.next() {
            Some(of) => Some(id(of)?),
            None => None,
        };
        parts.next().is_none().then_some(Self { of, path })
    }
}

fn instant(at: Timestamp) -> SystemTime {
    UNIX_EPOCH + Duration::from_micros(u64::try_from(at.micros()).unwrap_or(0))
}

/// `None`: it is gone by now; whoever sends letters from here may take them at any time.
fn posted_at(path: &Path) -> io::Result<Option<Timestamp>> {
    match fs::metadata(path).and_then(|file| file.modified()) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        modified => {
            let since = modified?.duration_since(UNIX_EPOCH).unwrap_or_default();
            Ok(Some(Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))))
        }
    }
}

fn is_to(path: &Path, address: &str) -> bool {
    // A letter that cannot be read any more was taken meanwhile.
    let Ok(file) = File::open(path) else { return false };
    let head = BufReader::new(file.take(HEAD)).lines().map_while(Result::ok);
    let to = head.take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix("To: ").map(str::to_owned));
    to.is_some_and(|to| Email::from_stored(to).canonical() == address)
}

fn gone(path: &Path) -> io::Result<u64> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
        removed => removed.map(|()| 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    const AT: Timestamp = Timestamp::from_micros(1_795_316_640_000_000);

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn letters_are_for_this_account_alone() {
        let folder = TempDir::new().unwrap();
        let tray = Tray::at(&folder.path().join("letters"));
        assert!(!tray.is_open_to_others());
        tray.make().unwrap();
        tray.write((Uuid::nil(), None), AT, b"a letter").unwrap();
        assert_eq!((mode(&tray.0), mode(&tray.0.join(format!("{:032}.eml", 0)))), (0o700, 0o600));
        fs::set_permissions(&tray.0, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(tray.is_open_to_others());
    }

    #[test]
    fn what_is_old_goes_and_what_is_not_ours_stays() {
        let folder = TempDir::new().unwrap();
        let tray = Tray::at(folder.path());
        fs::write(folder.path().join("notes.eml"), "not ours").unwrap();
        for (id, hours) in [(1, 0), (2, 5)] {
            let posted_at = AT.plus(Duration::from_hours(hours));
            tray.write((Uuid::from_u128(id), Some(Uuid::from_u128(9))), posted_at, b"a letter").unwrap();
        }
        assert_eq!(tray.oldest().unwrap(), Some(AT));
        assert_eq!(tray.forget(AT).unwrap(), 1);
        assert_eq!(tray.forget(AT).unwrap(), 0);
        assert_eq!(tray.count_of(Uuid::from_u128(9)).unwrap(), 1);
        assert!(folder.path().join("notes.eml").exists());
        assert_eq!(Tray::at(&folder.path().join("nowhere")).oldest().unwrap(), None);
    }

    #[test]
    fn a_members_letters_are_found_by_their_number_and_by_their_address() {
        let folder = TempDir::new().unwrap();
        let tray = Tray::at(folder.path());
        let (lan, binh) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let letter = |to: &str| format!("From: x@example.com\r\nTo: {to}\r\n\r\nTo: lan@example.com\r\n");
        for (id, of, to) in [
            (1, Some(lan), "somewhere@example.com"),
            (2, Some(binh), "Lan@example.com"),
            (3, Some(binh), "binh@example.com"),
            (4, None, "binh@example.com"),
        ] {
            tray.write((Uuid::from_u128(id), of), AT, letter(to).as_bytes()).unwrap();
        }
        assert_eq!(tray.forget_of(lan, Some("lan@example.com")).unwrap(), 2);
        assert_eq!((tray.count_of(lan).unwrap(), tray.count_of(binh).unwrap()), (0, 1));
    }
}
