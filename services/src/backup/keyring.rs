//! The members' keys as they are backed up, and the erasure ledger with them: lines of text, sealed as a whole.
//!
//! They are wrapped under the key of an epoch, which is not in the file: once that key is destroyed, here and in its own
//! backup, the file opens nothing. So older ones may lie where they like.

use super::BackupProblem;
use super::seal::Draft;
use crate::Services;
use crate::closure::ledger::{Ledger, Pseudonym};
use crate::db::on;
use crate::fault::{Fault, describe};
use crate::keys::hex;
use crate::members::MemberId;
use domain::calendar::Timestamp;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use uuid::Uuid;

pub(crate) const KEYS: &str = "select member_id, key_id, wrapped, made_at, epoch from member_keys \
     where member_id > $1 order by member_id limit 1000";

const HEAD: &str = "metiz-keys 2";

/// Every member's key, wrapped.
pub(super) struct Keyring {
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
    pub(super) epoch: i64,
}

/// Writes every member's key, a thousand at a time. Answers how many. The epoch does not turn meanwhile.
pub(super) async fn write(services: &Services, now: Timestamp, out: &mut Draft) -> Result<u64, BackupProblem> {
    writeln!(out, "{HEAD}\ntaken {}", now.micros())?;
    let (mut keys, mut after) = (0, MemberId::NOBODY);
    loop {
        let page: Vec<KeyRow> = services
            .db
            .read(move |tx| {
                Box::pin(
                    async move { Ok::<_, Fault>(on!(tx, |c| sqlx::query_as(KEYS).bind(after).fetch_all(c).await)?) },
                )
            })
            .await
            .map_err(|fault| BackupProblem::Broken(describe(&fault)))?;
        let Some(last) = page.last() else { break };
        after = last.member_id;
        for row in &page {
            line(out, row)?;
        }
        keys += page.len() as u64;
    }
    let gone = services.ledger.entries()?;
    for (pseudonym, at) in &gone {
        writeln!(out, "gone {} {at}", *hex::written(pseudonym))?;
    }
    writeln!(out, "end {}", keys + gone.len() as u64)?;
    Ok(keys)
}

fn line(out: &mut dyn Write, row: &KeyRow) -> io::Result<()> {
    let KeyRow { member_id, key_id, wrapped, made_at, epoch } = row;
    let (member, id, wrapped) = (hex::written(member_id.bytes()), hex::written(key_id), hex::written(wrapped));
    writeln!(out, "key {} {} {} {made_at} {epoch}", *member, *id, *wrapped)
}

impl Keyring {
    pub(super) fn read(text: &str) -> Result<Self, BackupProblem> {
        Self::parsed(text).ok_or_else(|| BackupProblem::Broken("the keys are not written as they should be".to_owned()))
    }

    /// The epochs whose keys are needed to open these.
    pub(super) fn epochs(&self) -> BTreeSet<i64> {
        self.keys.iter().map(|row| row.epoch).collect()
    }

    fn parsed(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next()? != HEAD {
            return None;
        }
        let taken_at = lines.next()?.strip_prefix("taken ")?.parse().ok()?;
        let (mut keys, mut gone) = (Vec::new(), Vec::new());
        for line in lines {
            if let Some(count) = line.strip_prefix("end ") {
                let whole = count.parse() == Ok(keys.len() + gone.len());
                return whole.then_some(Self { taken_at, keys, gone });
            }
            if let Some((pseudonym, at)) = line.strip_prefix("gone ").and_then(|rest| rest.split_once(' ')) {
                gone.push((hex::read(pseudonym)?.as_slice().try_into().ok()?, at.parse().ok()?));
                continue;
            }
            let mut words = line.strip_prefix("key ")?.split(' ');
            let member = <[u8; 16]>::try_from(hex::read(words.next()?)?.as_slice()).ok()?;
            let (key_id, wrapped) = (hex::read(words.next()?)?.to_vec(), hex::read(words.next()?)?.to_vec());
            let (made_at, epoch) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
            keys.push(KeyRow { member_id: MemberId::new(Uuid::from_bytes(member)), key_id, wrapped, made_at, epoch });
        }
        // Without its last line it was cut short.
        None
    }

    /// Completes the ledger in the folder of keys.
    pub(super) fn complete_ledger(&self, folder: &Path) -> Result<(), BackupProblem> {
        let ledger = Ledger::in_folder(folder);
        let known = ledger.entries()?;
        let missing: Vec<_> = self.gone.iter().filter(|(who, _)| !known.contains_key(who)).copied().collect();
        Ok(ledger.append(&missing)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again_and_what_was_cut_short_is_not() {
        let row = KeyRow {
            member_id: MemberId::new(Uuid::from_u128(7)),
            key_id: vec![1, 2, 3, 4],
            wrapped: vec![9; 77],
            made_at: 5,
            epoch: 3,
        };
        let mut text = format!("{HEAD}\ntaken 12\n").into_bytes();
        line(&mut text, &row).unwrap();
        writeln!(text, "gone {} 6\nend 2", *hex::written(&[5; 32])).unwrap();
        let text = String::from_utf8(text).unwrap();
        let read = Keyring::read(&text).unwrap();
        assert_eq!((read.taken_at, read.epochs(), read.gone.clone()), (12, BTreeSet::from([3]), vec![([5; 32], 6)]));
        assert_eq!((read.keys[0].wrapped.clone(), read.keys[0].made_at), (vec![9; 77], 5));
        for end in 0..text.len() - 1 {
            assert!(Keyring::read(&text[..end]).is_err(), "{end}");
        }
    }
}
