//! The root key: from a file made at the first start, from the configuration, or from a command.

use super::{KeyBytes, files, hex};
use crate::clock::Rng;
use crate::secret::Secret;
use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use zeroize::Zeroizing;

pub(super) const FILE: &str = "root.key";
/// The root key that is to come, while the epoch keys are wrapped under it.
pub(super) const NEXT: &str = "root.key.next";

/// A command that asks a vault answers in a second or not at all.
const COMMAND_TIME: Duration = Duration::from_secs(10);
/// A key has 64 digits; whoever says more says something else.
const COMMAND_BYTES: u64 = 4096;

/// Where the root key comes from.
#[derive(Clone, Debug, Default)]
pub enum RootSource {
    /// `root.key` in the folder of keys, made at the first start.
    #[default]
    File,
    /// 64 hexadecimal digits from the configuration or the environment.
    Given(Secret),
    /// A program and its arguments; the first line of its standard output has the digits. Ten seconds, 4 KiB, never logged.
    Command(Vec<String>),
}

/// Why the keys cannot be used; each is a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum RootProblem {
    /// Somebody but the owner can read the file or its folder.
    #[error(
        "the keys can be read by other accounts; run: chmod 700 on their folder and chmod 600 on root.key and epochs.keys"
    )]
    OpenToOthers,
    /// Not 64 hexadecimal digits.
    #[error("root.key is not a key: it must hold 64 hexadecimal digits on one line")]
    Malformed,
    /// The database was written under another root key.
    #[error(
        "root.key is not the key this database was made with; put the right key back, nothing can be read without it"
    )]
    OtherDatabase,
    /// The epoch keys were wrapped under another root key, or the file was damaged.
    #[error("epochs.keys does not open with this root key; put the root key or epochs.keys back that belongs to it")]
    OtherEpochs,
    /// The database is in an epoch whose key is not there.
    #[error(
        "the members' keys are wrapped under epoch {needed}, and epochs.keys in the folder of keys ends with epoch {held}; \
         put the newest epochs.keys back, or restore from the backups (docs/operating.md, \"Keys\")"
    )]
    EpochLost {
        /// The epoch the database is in.
        needed: u32,
        /// The newest epoch the folder has; 0: none.
        held: u32,
    },
    /// The command that was to tell the root key did not.
    #[error("the command that tells the root key {0}")]
    Command(&'static str),
    /// A root key that this program did not make cannot be replaced by it alone.
    #[error(
        "the root key does not come from a file: make a new one, put it into a file of mode 0600, and name it with --new"
    )]
    NotOurs,
    /// The file system refuses.
    #[error("the keys cannot be read or made: {0}")]
    File(#[from] std::io::Error),
}

impl RootSource {
    /// The root key; a file that is not there is made.
    ///
    /// # Errors
    /// [`RootProblem`].
    pub(crate) fn read_or_make(&self, folder: &Path, rng: &Rng) -> Result<KeyBytes, RootProblem> {
        match self.read(folder)? {
            Some(key) => Ok(key),
            None => make(folder, rng),
        }
    }

    /// The root key; `None`: it comes from a file, and there is none.
    ///
    /// # Errors
    /// [`RootProblem`].
    pub(super) fn read(&self, folder: &Path) -> Result<Option<KeyBytes>, RootProblem> {
        match self {
            Self::File => read(folder, FILE),
            Self::Given(digits) => hex::key(digits.reveal().trim()).ok_or(RootProblem::Malformed).map(Some),
            Self::Command(words) => told_by(words).map(Some),
        }
    }

    /// In words, for the operator.
    pub fn in_words(&self) -> &'static str {
        match self {
            Self::File => "the file root.key",
            Self::Given(_) => "the configuration or the environment (root_key.value)",
            Self::Command(_) => "a command (root_key.command)",
        }
    }
}

/// Whether there is a root key file.
pub(crate) fn is_there(folder: &Path) -> bool {
    folder.join(FILE).exists()
}

/// The key in a file of the folder, if there is one.
pub(super) fn read(folder: &Path, name: &str) -> Result<Option<KeyBytes>, RootProblem> {
    let Some(text) = files::read(folder, name)? else { return Ok(None) };
    hex::key(text.trim_end()).map(Some).ok_or(RootProblem::Malformed)
}

/// Writes the key that is to come.
pub(super) fn write_next(folder: &Path, key: &KeyBytes) -> Result<(), RootProblem> {
    Ok(files::replace(folder, NEXT, &line(key))?)
}

/// The key that was to come is the key. What was there before is overwritten.
pub(super) fn next_is_here(folder: &Path, key: &KeyBytes) -> Result<(), RootProblem> {
    files::replace(folder, FILE, &line(key))?;
    forget_next(folder)
}

/// Takes away a key that never came to be, or has come.
pub(super) fn forget_next(folder: &Path) -> Result<(), RootProblem> {
    match fs::remove_file(folder.join(NEXT)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn make(folder: &Path, rng: &Rng) -> Result<KeyBytes, RootProblem> {
    let draft = files::draft(folder, FILE, &line(&Zeroizing::new(rng.bytes::<32>())))?;
    // A hard link fails when the name is taken, a rename would overwrite: two first starts at once must not lose a key.
    let linked = fs::hard_link(&draft, folder.join(FILE));
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.into()),
        _ => {}
    }
    fs::File::open(folder)?.sync_all()?;
    read(folder, FILE)?.ok_or(RootProblem::Malformed)
}

fn line(key: &KeyBytes) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(65));
    text.push_str(&hex::written(key.as_slice()));
    text.push('\n');
    text
}

/// Asks the command. It gets no input, and what it says on standard error is nobody's.
fn told_by(words: &[String]) -> Result<KeyBytes, RootProblem> {
    let (program, arguments) = words.split_first().ok_or(RootProblem::Command("is empty"))?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| RootProblem::Command("cannot be run"))?;
    let said = said_in_time(&mut child);
    if said.is_err() {
        // It may have ended by itself meanwhile; what it was is said by `said`.
        let _ = child.kill();
    }
    let ended = child.wait()?;
    let text = said?;
    if !ended.success() {
        return Err(RootProblem::Command("failed"));
    }
    let digits = text.lines().next().unwrap_or_default();
    hex::key(digits.trim()).ok_or(RootProblem::Command("did not say 64 hexadecimal digits"))
}

fn said_in_time(child: &mut Child) -> Result<Zeroizing<String>, RootProblem> {
    let out = child.stdout.take().ok_or(RootProblem::Command("has no standard output"))?;
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let mut text = Zeroizing::new(String::with_capacity(128));
        let read = out.take(COMMAND_BYTES + 1).read_to_string(&mut text);
        // Nobody listens any more when the time is over.
        let _ = tell.send(read.map(|_| text));
    });
    match told.recv_timeout(COMMAND_TIME) {
        Err(_) => Err(RootProblem::Command("did not answer within ten seconds")),
        Ok(Ok(text)) if text.len() as u64 <= COMMAND_BYTES => Ok(text),
        Ok(_) => Err(RootProblem::Command("did not say 64 hexadecimal digits")),
    }
}
