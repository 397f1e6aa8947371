//! The root key file: made at the first start, refused when anybody else can read it.

use super::KeyBytes;
use crate::clock::Rng;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use zeroize::Zeroizing;

const FILE: &str = "root.key";

/// Why the keys cannot be used; each is a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum RootProblem {
    /// Somebody but the owner can read the file or its folder.
    #[error("the root key can be read by other accounts; run: chmod 700 on its folder and chmod 600 on root.key")]
    OpenToOthers,
    /// Not 64 hexadecimal digits.
    #[error("root.key is not a key: it must hold 64 hexadecimal digits on one line")]
    Malformed,
    /// The database was written under another root key.
    #[error(
        "root.key is not the key this database was made with; put the right key back, nothing can be read without it"
    )]
    OtherDatabase,
    /// The file system refuses.
    #[error("root.key cannot be read or made: {0}")]
    File(#[from] std::io::Error),
}

/// The root key of a folder as it is written down, for its backup.
pub(crate) fn written(folder: &Path) -> Result<KeyBytes, RootProblem> {
    read(folder)
}

/// Writes a root key that comes from a backup into a folder that has none, and answers whether the folder now holds it.
pub(crate) fn put_back(folder: &Path, key: &KeyBytes) -> Result<bool, RootProblem> {
    if !folder.join(FILE).exists() {
        write(folder, key)?;
    }
    Ok(read(folder)? == *key)
}

pub(super) fn read_or_make(folder: &Path, rng: &Rng) -> Result<KeyBytes, RootProblem> {
    match read(folder) {
        Err(RootProblem::File(error)) if error.kind() == ErrorKind::NotFound => make(folder, rng),
        other => other,
    }
}

fn read(folder: &Path) -> Result<KeyBytes, RootProblem> {
    let path = folder.join(FILE);
    let mut file = fs::File::open(&path)?;
    // Only the permission bits of group and others: 0700 for the folder, 0600 or 0400 for the file.
    let open_to_others = |mode: u32| mode & 0o077 != 0;
    if open_to_others(file.metadata()?.permissions().mode())
        || open_to_others(fs::metadata(folder)?.permissions().mode())
    {
        return Err(RootProblem::OpenToOthers);
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(|_| RootProblem::Malformed)?;
    from_hex(text.trim_end())
}

fn make(folder: &Path, rng: &Rng) -> Result<KeyBytes, RootProblem> {
    write(folder, &Zeroizing::new(rng.bytes::<32>()))?;
    read(folder)
}

fn write(folder: &Path, key: &KeyBytes) -> Result<(), RootProblem> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mut text = Zeroizing::new(String::with_capacity(65));
    for byte in key.iter() {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    text.push('\n');
    // Written under another name first: a start cut short leaves no half key behind.
    let draft = folder.join("root.key.draft");
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    // A hard link fails when the name is taken, a rename would overwrite: two first starts at once must not lose a key.
    let linked = fs::hard_link(&draft, folder.join(FILE));
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.into()),
        _ => {}
    }
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}

fn from_hex(text: &str) -> Result<KeyBytes, RootProblem> {
    let digits = text.as_bytes();
    let mut key = Zeroizing::new([0_u8; 32]);
    if digits.len() != 64 {
        return Err(RootProblem::Malformed);
    }
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Ok(key)
}

fn nibble(digit: u8) -> Result<u8, RootProblem> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        _ => Err(RootProblem::Malformed),
    }
}
