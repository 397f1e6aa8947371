//! The log: every decision of every member in one append-only tree, so that nothing can be changed, taken out, moved or put
//! back without being found. (law C5, C6; D-7; security.md section 5 "Audit"; decision 0017)
//!
//! A decision waits in `audit_queue`, which is written with it. Once a minute a job gives what waits its place in the
//! log and signs a checkpoint, which also goes to the witness file; no decision waits for it. A leaf is the hash of an
//! entry in a member's own chain: it stays after an erasure and leads to nobody then.

mod note;
mod proofs;
pub(crate) mod rows;
mod tree;
pub mod verify;
pub(crate) mod witness;

pub use note::Checkpoint;
pub(crate) use proofs::{Proof, proofs};

use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault, Never};
use crate::files;
use crate::members::MemberId;
use crate::receipts::PublicKeys;
use domain::calendar::Timestamp;
use rows::{BATCH, Signed};
use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;
use tree::{Hash, TileId, Tiles};
use witness::Witness;

/// Between two checkpoints (security.md section 5: every 60 s, when something changed).
const EVERY: Duration = Duration::from_mins(1);
/// What two jobs on two machines must not do at once.
const GROWING: [u8; 32] = *b"the log of decisions is growing.";
/// No log is so large: nothing was given to the witness yet.
const NOTHING: u64 = u64::MAX;
/// Before any clock: nothing was signed by this process yet.
const NEVER: i64 = i64::MIN;

/// What the log keeps in memory: the witness, what it was given last, and when something was signed last (microseconds UTC).
#[derive(Debug)]
pub(crate) struct Log {
    witness: Witness,
    witnessed: AtomicU64,
    signed_at: AtomicI64,
}

impl Log {
    pub(crate) fn new(witness: Witness) -> Self {
        Self { witness, witnessed: AtomicU64::new(NOTHING), signed_at: AtomicI64::new(NEVER) }
    }
}

impl Services {
    /// Gives what waits its place in the log and signs a checkpoint, if the last one is a minute old; gives the newest
    /// checkpoint to the witness. Answers how many decisions got their place.
    ///
    /// # Errors
    /// [`Fault`]: also when the witness has seen another log than this one. Decisions get their places then, too, but
    /// nothing is signed.
    pub async fn keep_log(&self) -> Result<u64, Fault> {
        let (mut leaves, waits, signed) = self
            .db
            .read(|tx| {
                Box::pin(async move {
                    let (leaves, waits) = rows::state(tx).await?;
                    Ok::<_, Fault>((leaves, waits, rows::checkpoint(tx).await?))
                })
            })
            .await?;
        let (before, signed_at) = (leaves, self.log.signed_at.load(Ordering::Acquire));
        if waits && (signed_at == NEVER || self.now() >= Timestamp::from_micros(signed_at).plus(EVERY)) {
            leaves = self.give_places().await?;
        }
        match signed {
            Some(signed) if signed.size == leaves => self.give_to_witness(&signed).await?,
            None if leaves == 0 => {}
            _ => self.sign_checkpoint(leaves).await?,
        }
        Ok(leaves - before)
    }

    /// Gives everything that waits its place. Answers how many leaves there are then.
    async fn give_places(&self) -> Result<u64, Fault> {
        loop {
            let (placed, leaves) = self
                .db
                .write(|tx| {
                    Box::pin(async move {
                        tx.alone(&[&GROWING]).await?;
                        Ok::<_, Fault>(grow(tx).await?)
                    })
                })
                .await?;
            if placed < BATCH {
                return Ok(leaves);
            }
        }
    }

    async fn sign_checkpoint(&self, size: u64) -> Result<(), Fault> {
        let last = self.last_witnessed().await?;
        let seen = last.as_ref().map_or(0, |last| last.size);
        if seen > size {
            return Err(Fault::broken("the witness file knows more decisions than the database: something is missing"));
        }
        let (root, then) = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let tiles = gather(tx, [size, seen].into_iter().flat_map(tree::needed_for_root).collect()).await?;
                    Ok::<_, Fault>((tiles.root(size), tiles.root(seen)))
                })
            })
            .await?;
        let root = root.ok_or_else(|| Fault::<Never>::broken("a row of the log's tree is missing"))?;
        if last.is_some_and(|last| then != Some(last.root)) {
            return Err(Fault::broken("the witness file has seen another log: something was changed"));
        }
        let note = note::sign(self.keys.receipts(), &note::origin(&self.settings.public_url), size, &root);
        let signed = Signed { size, root: root.to_vec(), note };
        let written = signed.clone();
        self.db
            .write(move |tx| {
                let signed = written.clone();
                Box::pin(async move { Ok::<_, Fault>(rows::signed(tx, &signed).await?) })
            })
            .await?;
        self.log.signed_at.store(self.now().micros(), Ordering::Release);
        self.give_to_witness(&signed).await
    }

    /// Writes the checkpoint into the witness file, unless it has seen it or a later one.
    async fn give_to_witness(&self, signed: &Signed) -> Result<(), Fault> {
        if self.log.witnessed.load(Ordering::Acquire) == signed.size {
            return Ok(());
        }
        let last = self.last_witnessed().await?;
        if last.as_ref().is_some_and(|last| last.size > signed.size) {
            return Err(Fault::broken("the witness file knows more decisions than the database: something is missing"));
        }
        if last.is_none_or(|last| last.size < signed.size) {
            let note = signed.note.clone();
            self.witness(move |witness| witness.append(&note)).await?;
        }
        self.log.witnessed.store(signed.size, Ordering::Release);
        Ok(())
    }

    /// Asks or tells the witness.
    async fn witness<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Witness) -> io::Result<T> + Send + 'static,
    ) -> Result<T, Fault> {
        let witness = self.log.witness.clone();
        files::apart(move || work(&witness)).await
    }

    async fn last_witnessed(&self) -> Result<Option<Checkpoint>, Fault> {
        let Some(last) = self.witness(Witness::last).await? else { return Ok(None) };
        let opened = note::open(&last, &self.public_keys().await?);
        opened.map(Some).ok_or_else(|| Fault::broken("the witness file ends in a checkpoint that is none of ours"))
    }

    /// The newest checkpoint as a signed note, for anybody; `None` before the first.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn checkpoint(&self) -> Result<Option<String>, Fault> {
        let signed = self.db.read(|tx| Box::pin(async move { Ok::<_, Fault>(rows::checkpoint(tx).await?) })).await?;
        Ok(signed.map(|signed| signed.note))
    }

    /// The keys checkpoints are checked with, as signed notes want them: one a line.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn checkpoint_keys(&self) -> Result<String, Fault> {
        let origin = note::origin(&self.settings.public_url);
        let keys = self.public_keys().await?;
        Ok(keys.each().map(|key| note::verifier_key(&origin, key.as_bytes()) + "\n").collect())
    }

    pub(crate) async fn public_keys(&self) -> Result<PublicKeys, Fault> {
        let mut keys = PublicKeys::default();
        for (name, public) in self.published().await? {
            keys.add(&name, &public).ok_or_else(|| Fault::<Never>::broken("a published key is no key"))?;
        }
        Ok(keys)
    }

    /// The mark of a leaf whose row has gone because its time was over. Nobody makes it without the root key.
    fn mark_of(&self, hash: &[u8]) -> Hash {
        self.keys.pseudonym("released leaf", hash)
    }

    /// Notes in the log that these rows go, because nothing has to be kept of them any more.
    pub(crate) async fn release(&self, tx: &mut Tx<'_>, hashes: &[Vec<u8>]) -> Result<(), Accident> {
        for hash in hashes {
            rows::release(tx, hash, &self.mark_of(hash)).await?;
        }
        Ok(())
    }

    /// The same for everything a member decided.
    pub(crate) async fn release_all_of(&self, tx: &mut Tx<'_>, member: MemberId) -> Result<(), Accident> {
        let hashes = rows::of_member(tx, member).await?;
        self.release(tx, &hashes).await
    }
}

/// Gives some of what waits its place. Answers how many, and how many leaves there are then.
async fn grow(tx: &mut Tx<'_>) -> Result<(usize, u64), Accident> {
    let size = rows::leaves(tx).await?;
    let waiting = rows::waiting(tx).await?;
    let mut tiles = gather(tx, tree::edge(size).into_iter().collect()).await?;
    rows::place(tx, size, &waiting).await?;
    for id in tree::grow(&mut tiles, size, waiting.iter().map(|one| tree::leaf(&one.hash))) {
        rows::put_tile(tx, id, tiles.row(id)).await?;
    }
    Ok((waiting.len(), size + waiting.len() as u64))
}

/// Fetches rows of the tree. One that is missing is left out.
async fn gather(tx: &mut Tx<'_>, ids: BTreeSet<TileId>) -> Result<Tiles, Accident> {
    let mut tiles = Tiles::default();
    fetch(tx, &mut tiles, ids).await?;
    Ok(tiles)
}

async fn fetch(tx: &mut Tx<'_>, tiles: &mut Tiles, ids: BTreeSet<TileId>) -> Result<(), Accident> {
    for id in ids {
        if !tiles.holds(id)
            && let Some(hashes) = rows::tile(tx, id).await?
        {
            tiles.put(id, hashes);
        }
    }
    Ok(())
}
