//! Sealing and opening files with age.

use super::BackupProblem;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read as _, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Whom a backup is sealed to.
#[derive(Clone)]
pub struct Recipient(age::x25519::Recipient);

impl Recipient {
    /// Reads `age1…`.
    ///
    /// # Errors
    /// [`BackupProblem::Recipient`].
    pub fn parse(text: &str) -> Result<Self, BackupProblem> {
        text.trim().parse().map(Self).map_err(|_| BackupProblem::Recipient(text.trim().to_owned()))
    }
}

/// What opens a backup. It stays with the operator and is never in a configuration.
pub struct Identity(age::x25519::Identity);

impl Identity {
    /// Reads the file `age-keygen` writes.
    ///
    /// # Errors
    /// [`BackupProblem::Identity`], or the file cannot be read.
    pub fn read(file: &Path) -> Result<Self, BackupProblem> {
        let text = Zeroizing::new(fs::read_to_string(file)?);
        let line = text.lines().map(str::trim).find(|line| line.starts_with("AGE-SECRET-KEY-1"));
        line.and_then(|line| line.parse().ok()).map(Self).ok_or(BackupProblem::Identity)
    }
}

/// Makes a folder for this account alone, if it is missing.
pub(super) fn private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// A sealed file that is being written. It appears under its name only when it is whole and on the disk.
pub(super) struct Draft {
    out: age::stream::StreamWriter<BufWriter<File>>,
    unfinished: PathBuf,
    path: PathBuf,
}

impl Draft {
    pub(super) fn begin(path: &Path, recipients: &[Recipient]) -> Result<Self, BackupProblem> {
        let to = recipients.iter().map(|recipient| &recipient.0 as &dyn age::Recipient);
        let encryptor = age::Encryptor::with_recipients(to).map_err(|_| BackupProblem::NoRecipient)?;
        let unfinished = path.with_extension("part");
        remove(&unfinished)?;
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
        let out = encryptor.wrap_output(BufWriter::new(file))?;
        Ok(Self { out, unfinished, path: path.to_owned() })
    }

    pub(super) fn finish(self) -> Result<(), BackupProblem> {
        let file = self.out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        fs::rename(&self.unfinished, &self.path)?;
        sync_folder_of(&self.path)
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Opens a sealed file into another, for this account's eyes only.
pub(super) fn open(path: &Path, identity: &Identity, into: &Path) -> Result<(), BackupProblem> {
    let mut plain = OpenOptions::new().write(true).create_new(true).mode(0o600).open(into)?;
    io::copy(&mut reader(path, identity)?, &mut plain).map_err(damaged)?;
    Ok(plain.sync_all()?)
}

/// A small sealed file, opened into memory.
pub(super) fn opened(path: &Path, identity: &Identity) -> Result<Zeroizing<String>, BackupProblem> {
    let mut text = Zeroizing::new(String::new());
    reader(path, identity)?.read_to_string(&mut text).map_err(damaged)?;
    Ok(text)
}

/// What a sealed file says, as it is read.
pub(super) fn reader(path: &Path, identity: &Identity) -> Result<impl io::Read + use<>, BackupProblem> {
    let sealed = |error: age::DecryptError| BackupProblem::Sealed(error.to_string());
    let decryptor = age::Decryptor::new_buffered(BufReader::new(File::open(path)?)).map_err(sealed)?;
    decryptor.decrypt(std::iter::once(&identity.0 as &dyn age::Identity)).map_err(sealed)
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
pub(super) fn damaged(error: io::Error) -> BackupProblem {
    BackupProblem::Sealed(error.to_string())
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A name that was given stays given when power fails.
pub(super) fn sync_folder_of(path: &Path) -> Result<(), BackupProblem> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(File::open(folder)?.sync_all()?)
}

/// A folder for what must not stay: gone when this is dropped, and replaced when a run was cut short before.
pub(super) struct PrivateFolder(PathBuf);

impl PrivateFolder {
    /// Beside a file, so that what is made there can be moved to it.
    pub(super) fn beside(path: &Path) -> io::Result<Self> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".work");
        let folder = path.with_file_name(name);
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        private_folder(&folder)?;
        Ok(Self(folder))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for PrivateFolder {
    fn drop(&mut self) {
        if fs::remove_dir_all(&self.0).is_err() {
            tracing::warn!("a folder for work could not be removed; the next run removes it");
        }
    }
}
