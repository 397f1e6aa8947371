//! The file of the epoch keys, wrapped under the root key, beside it and in no backup of the data. (security.md section 5)
//!
//! It holds one epoch, and two while members' keys are wrapped anew. An epoch that is not in it is gone, and with it every
//! backup of the keys that was made in it.

use super::{KeyBytes, RootProblem, SealingKey, derive, files, hex};
use crate::clock::Rng;
use domain::calendar::Timestamp;
use std::fmt::Write as _;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use zeroize::Zeroizing;

/// Its name in the folder of keys.
pub const EPOCHS_FILE: &str = "epochs.keys";
const LOCK: &str = "epochs.lock";
const HEAD: &str = "metiz-epochs 1";

/// One epoch's key.
#[derive(Clone)]
pub(crate) struct Epoch {
    pub(crate) number: u32,
    pub(crate) began: Timestamp,
    pub(crate) key: KeyBytes,
}

/// What the file holds, opened.
#[derive(Clone)]
pub(crate) struct Held {
    /// What everything that is no member's key is derived from: the first root key this installation had.
    pub(crate) base: KeyBytes,
    /// From the oldest to the newest.
    pub(crate) epochs: Vec<Epoch>,
}

impl Epoch {
    pub(crate) fn made(number: u32, began: Timestamp, rng: &Rng) -> Self {
        Self { number, began, key: Zeroizing::new(rng.bytes::<32>()) }
    }

    /// What members' keys are wrapped with in this epoch. Its name in their envelopes is the epoch's number.
    pub(super) fn sealing(&self, rng: &Rng) -> SealingKey {
        SealingKey::new(self.number.to_be_bytes(), self.key.clone(), rng)
    }

    fn place(&self) -> [u8; 12] {
        let mut place = [0; 12];
        place[..4].copy_from_slice(&self.number.to_be_bytes());
        place[4..].copy_from_slice(&self.began.micros().to_be_bytes());
        place
    }
}

impl Held {
    /// The newest epoch's number; 0: there is none.
    pub(crate) fn newest(&self) -> u32 {
        self.epochs.last().map_or(0, |epoch| epoch.number)
    }

    /// Reads the file; `None` if there is none yet.
    ///
    /// # Errors
    /// [`RootProblem::OtherEpochs`] if it does not open with this root key, or was damaged.
    pub(crate) fn read(folder: &Path, root: &KeyBytes, rng: &Rng) -> Result<Option<Self>, RootProblem> {
        let Some(text) = files::read(folder, EPOCHS_FILE)? else { return Ok(None) };
        let seal = under(root, rng)?;
        parsed(&text, &seal).map(Some).ok_or(RootProblem::OtherEpochs)
    }

    /// Puts these in the place of what the file held: what is left out is destroyed.
    ///
    /// # Errors
    /// [`RootProblem::File`]; then the file holds what it held.
    pub(crate) fn write(&self, folder: &Path, root: &KeyBytes, rng: &Rng) -> Result<(), RootProblem> {
        let seal = under(root, rng)?;
        let base = seal.seal(EPOCHS_FILE, "base", &[], self.base.as_slice());
        let mut text = format!("{HEAD}\nbase {}\n", *hex::written(&base));
        for epoch in &self.epochs {
            let wrapped = seal.seal(EPOCHS_FILE, "epoch", &epoch.place(), epoch.key.as_slice());
            let (number, began) = (epoch.number, epoch.began.micros());
            // Writing to a string does not fail.
            let _ = writeln!(text, "epoch {number} {began} {}", *hex::written(&wrapped));
        }
        let _ = writeln!(text, "end {}", self.epochs.len());
        Ok(files::replace(folder, EPOCHS_FILE, &text)?)
    }
}

fn under(root: &KeyBytes, rng: &Rng) -> Result<SealingKey, RootProblem> {
    let name = derive(root, "epochs/name")?;
    Ok(SealingKey::new([name[0], name[1], name[2], name[3]], derive(root, "epochs")?, rng))
}

fn parsed(text: &str, seal: &SealingKey) -> Option<Held> {
    let opened = |column, place: &[u8], digits: &str| -> Option<KeyBytes> {
        let plain = seal.open(EPOCHS_FILE, column, place, &hex::read(digits)?).ok()?;
        Some(Zeroizing::new(<[u8; 32]>::try_from(plain.as_slice()).ok()?))
    };
    let mut lines = text.lines();
    if lines.next()? != HEAD {
        return None;
    }
    let base = opened("base", &[], lines.next()?.strip_prefix("base ")?)?;
    let mut epochs: Vec<Epoch> = Vec::new();
    for line in lines {
        if let Some(count) = line.strip_prefix("end ") {
            let whole = count.parse() == Ok(epochs.len()) && epochs.is_sorted_by_key(|epoch| epoch.number);
            return whole.then_some(Held { base, epochs });
        }
        let mut words = line.strip_prefix("epoch ")?.split(' ');
        let (number, began) = (words.next()?.parse().ok()?, Timestamp::from_micros(words.next()?.parse().ok()?));
        let mut epoch = Epoch { number, began, key: Zeroizing::new([0; 32]) };
        epoch.key = opened("epoch", &epoch.place(), words.next()?)?;
        epochs.push(epoch);
    }
    // Without its last line it was cut short.
    None
}

/// Whoever changes the file, or copies keys that belong together, is alone with it until this is dropped.
#[must_use]
pub(crate) struct Alone {
    /// The lock goes with the file's handle.
    _file: File,
}

impl Alone {
    /// Waits until nobody else is at it: a slice of a turn, a few seconds at most.
    pub(crate) fn wait(folder: &Path) -> Result<Self, RootProblem> {
        let file = lock_file(folder)?;
        file.lock()?;
        Ok(Self { _file: file })
    }

    /// `None` if somebody else is at it.
    pub(crate) fn now(folder: &Path) -> Result<Option<Self>, RootProblem> {
        let file = lock_file(folder)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

fn lock_file(folder: &Path) -> std::io::Result<File> {
    // A root key from elsewhere leaves the folder to be made here.
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    OpenOptions::new().append(true).create(true).mode(0o600).open(folder.join(LOCK))
}
