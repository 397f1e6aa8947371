//! The keys as they are backed up, and the erasure ledger with them: lines of text, sealed as a whole.

use super::BackupProblem;
use crate::Services;
use crate::closure::ledger::{Ledger, Pseudonym};
use crate::db::on;
use crate::fault::Fault;
use crate::keys::{KeyBytes, root};
use crate::members::MemberId;
use domain::calendar::Timestamp;
use std::io::{self, Write};
use std::path::Path;
use uuid::Uuid;
use zeroize::Zeroizing;

pub(crate) const KEYS: &str = "select member_id, key_id, wrapped, made_at from member_keys order by member_id";

const HEAD: &str = "metiz-keys 1";

/// The root key, and every member's key, which only the root key unwraps.
pub(super) struct Keyring {
    root: KeyBytes,
    /// When the keys were read; the data they belong to is not younger.
    pub(super) taken_at: i64,
    pub(super) keys: Vec<KeyRow>,
    /// The erasure ledger that lies beside the root key.
    gone: Vec<(Pseudonym, i64)>,
}

/// A row of `member_keys`.
#[derive(sqlx::FromRow)]
pub(super) struct KeyRow {
    pub(super) member_id: MemberId,
    pub(super) key_id: Vec<u8>,
    pub(super) wrapped: Vec<u8>,
    pub(super) made_at: i64,
}

impl Keyring {
    pub(super) async fn of(services: &Services, now: Timestamp) -> Result<Self, BackupProblem> {
        let root = root::written(&services.settings.keys_dir)?;
        let gone = services.ledger.entries()?.into_iter().collect();
        let keys = services
            .db
            .read(|tx| Box::pin(async move { Ok::<_, Fault>(on!(tx, |c| sqlx::query_as(KEYS).fetch_all(c).await)?) }))
            .await
            .map_err(|fault| BackupProblem::Broken(crate::fault::describe(&fault)))?;
        Ok(Self { root, taken_at: now.micros(), keys, gone })
    }

    pub(super) fn len(&self) -> u64 {
        self.keys.len() as u64
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{HEAD}\ntaken {}\nroot {}", self.taken_at, *hex(self.root.as_slice()))?;
        for KeyRow { member_id, key_id, wrapped, made_at } in &self.keys {
            writeln!(out, "key {} {} {} {made_at}", *hex(member_id.bytes()), *hex(key_id), *hex(wrapped))?;
        }
        for (pseudonym, at) in &self.gone {
            writeln!(out, "gone {} {at}", *hex(pseudonym))?;
        }
        writeln!(out, "end {}", self.keys.len() + self.gone.len())
    }

    pub(super) fn read(text: &str) -> Result<Self, BackupProblem> {
        Self::parsed(text).ok_or_else(|| BackupProblem::Broken("the keys are not written as they should be".to_owned()))
    }

    fn parsed(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next()? != HEAD {
            return None;
        }
        let taken_at = lines.next()?.strip_prefix("taken ")?.parse().ok()?;
        let root = Zeroizing::new(<[u8; 32]>::try_from(bytes(lines.next()?.strip_prefix("root ")?)?).ok()?);
        let (mut keys, mut gone) = (Vec::new(), Vec::new());
        for line in lines {
            if let Some(count) = line.strip_prefix("end ") {
                let whole = count.parse() == Ok(keys.len() + gone.len());
                return whole.then_some(Self { root, taken_at, keys, gone });
            }
            if let Some((pseudonym, at)) = line.strip_prefix("gone ").and_then(|rest| rest.split_once(' ')) {
                gone.push((<[u8; 32]>::try_from(bytes(pseudonym)?).ok()?, at.parse().ok()?));
                continue;
            }
            let mut words = line.strip_prefix("key ")?.split(' ');
            let member = <[u8; 16]>::try_from(bytes(words.next()?)?).ok()?;
            let (key_id, wrapped) = (bytes(words.next()?)?, bytes(words.next()?)?);
            let made_at = words.next()?.parse().ok()?;
            keys.push(KeyRow { member_id: MemberId::new(Uuid::from_bytes(member)), key_id, wrapped, made_at });
        }
        // Without its last line it was cut short.
        None
    }

    /// Puts the root key back, if there is none, and completes the ledger. Answers whether the folder now holds this key.
    pub(super) fn put_back(&self, folder: &Path) -> Result<bool, BackupProblem> {
        if !root::put_back(folder, &self.root)? {
            return Ok(false);
        }
        let ledger = Ledger::in_folder(folder);
        let known = ledger.entries()?;
        let missing: Vec<_> = self.gone.iter().filter(|(who, _)| !known.contains_key(who)).copied().collect();
        ledger.append(&missing)?;
        Ok(true)
    }
}

fn hex(bytes: &[u8]) -> Zeroizing<String> {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    Zeroizing::new(digits.filter_map(|nibble| char::from_digit(u32::from(nibble), 16)).collect())
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || !hex.len().is_multiple_of(2) {
        return None;
    }
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyring() -> Keyring {
        let row = KeyRow {
            member_id: MemberId::new(Uuid::from_u128(7)),
            key_id: vec![1, 2, 3, 4],
            wrapped: vec![9; 77],
            made_at: 5,
        };
        Keyring { root: Zeroizing::new([3; 32]), taken_at: 12, keys: vec![row], gone: vec![([5; 32], 6)] }
    }

    #[test]
    fn what_was_written_is_read_again_and_what_was_cut_short_is_not() {
        let mut text = Vec::new();
        keyring().write(&mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let read = Keyring::read(&text).unwrap();
        assert_eq!(
            (read.taken_at, *read.root, read.keys.len(), read.gone.clone()),
            (12, [3; 32], 1, vec![([5; 32], 6)])
        );
        assert_eq!(read.keys[0].wrapped, vec![9; 77]);
        for end in 0..text.len() - 1 {
            assert!(Keyring::read(&text[..end]).is_err(), "{end}");
        }
    }
}
