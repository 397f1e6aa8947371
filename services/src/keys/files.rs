//! Files of keys: for their owner alone, whole or not there, and overwritten before they are given up.

use super::RootProblem;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use zeroize::Zeroizing;

/// More than any file of keys has: a turn holds two epochs, a few hundred bytes each.
const MOST: u64 = 64 * 1024;

/// Reads a small file that nobody else may read; `None` if there is none.
///
/// # Errors
/// [`RootProblem::OpenToOthers`], [`RootProblem::Malformed`] if it is no text, or the file system refuses.
pub(super) fn read(folder: &Path, name: &str) -> Result<Option<Zeroizing<String>>, RootProblem> {
    let file = match File::open(folder.join(name)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    // Only the permission bits of group and others: 0700 for the folder, 0600 or 0400 for the file.
    let open_to_others = |mode: u32| mode & 0o077 != 0;
    if open_to_others(file.metadata()?.permissions().mode())
        || open_to_others(fs::metadata(folder)?.permissions().mode())
    {
        return Err(RootProblem::OpenToOthers);
    }
    let mut text = Zeroizing::new(String::new());
    file.take(MOST).read_to_string(&mut text).map_err(|_| RootProblem::Malformed)?;
    Ok(Some(text))
}

/// Writes a draft beside the file, on the disk when this returns. A draft that was left behind is replaced.
pub(super) fn draft(folder: &Path, name: &str, text: &str) -> io::Result<std::path::PathBuf> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let draft = folder.join(format!("{name}.draft"));
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(draft)
}

/// Puts `text` in the place of the file: after a crash there is the one or the other. What was there is overwritten.
pub(super) fn replace(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let path = folder.join(name);
    let before = OpenOptions::new().write(true).open(&path);
    fs::rename(draft(folder, name, text)?, &path)?;
    File::open(folder)?.sync_all()?;
    // A key that was destroyed must not lie in the blocks the old file had, as far as this machine's disk obeys.
    if let Ok(mut before) = before {
        let length = usize::try_from(before.metadata()?.len()).unwrap_or(0);
        before.write_all(&vec![0; length])?;
        before.sync_all()?;
    }
    Ok(())
}
