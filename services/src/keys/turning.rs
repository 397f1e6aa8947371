//! The turn of an epoch: every living member's key is wrapped anew, what waits is sealed anew, then the key of the epoch before
//! is destroyed. (MC-3.2)
//!
//! The file of the epochs and the database are changed in an order in which any crash leaves a state the next run goes on
//! from: the new key is in the file before the database speaks of it, and the old one goes when the database has no key
//! left under it. Batches of 256 by an index: memory does not grow with the members.

use super::epochs::{Alone, Epoch, Held};
use super::passing::Passing;
use super::root::{self, RootProblem, RootSource};
use super::{KeyBytes, Keys, hex, rows};
use crate::Services;
use crate::clock::Rng;
use crate::fault::{Fault, Never};
use std::path::Path;
use std::time::Duration;

/// How long an epoch lasts: a member who was erased is in no readable backup of the keys a day later. (security.md G12)
pub const EPOCH: Duration = Duration::from_hours(24);
/// Batches in one round of the jobs: the others do not wait longer for it than a second.
const BATCHES: u32 = 40;

/// What came of going on with a turn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turned {
    /// Members' keys that were wrapped anew.
    pub rewrapped: u64,
    /// Every key and everything that waits is under the newest epoch, and no older epoch's key is left.
    pub finished: bool,
}

impl From<RootProblem> for Fault {
    fn from(problem: RootProblem) -> Self {
        Self::Internal(Box::new(problem))
    }
}

impl Services {
    /// At the start: an installation without an epoch begins its first, and a turn that was cut short goes on.
    ///
    /// # Errors
    /// [`RootProblem::EpochLost`] if the database is in an epoch whose key is not there.
    pub(crate) async fn epochs_at_the_start(&self) -> Result<(), Fault> {
        let _alone = self.alone_with_epochs().await?;
        let row = self.db.read(|tx| Box::pin(async move { Ok::<_, Fault>(rows::epoch(tx).await?) })).await?;
        let mut held = self.keys.held()?;
        let needed = u32::try_from(row.number).unwrap_or(u32::MAX);
        if needed > held.newest() {
            return Err(RootProblem::EpochLost { needed, held: held.newest() }.into());
        }
        if held.epochs.is_empty() {
            held.epochs.push(Epoch::made(1, self.now(), &self.rng));
            held.write(&self.keys.folder, &self.keys.root()?, &self.rng)?;
        }
        self.keys.keep(&held);
        self.go_on(BATCHES).await.map(drop)
    }

    /// The job: begins a new epoch once a day, and goes on with a turn that is under way.
    pub(crate) async fn turn_when_due(&self) -> Result<Turned, Fault> {
        let Some(_alone) = Alone::now(&self.keys.folder)? else { return Ok(Turned::default()) };
        self.keys.keep(&self.keys.held()?);
        let row = self.db.read(|tx| Box::pin(async move { Ok::<_, Fault>(rows::epoch(tx).await?) })).await?;
        let age = self.now().micros().saturating_sub(row.began_at);
        if row.finished_at.is_some() && i128::from(age) >= i128::try_from(EPOCH.as_micros()).unwrap_or(i128::MAX) {
            self.begin_epoch()?;
        }
        self.go_on(BATCHES).await
    }

    /// Turns the epoch now, as far as `batches` go; a turn that is under way is finished first. Safe to call again, and
    /// after a crash: it goes on where it was.
    ///
    /// # Errors
    /// [`Fault`]: what was wrapped anew stays so, and no key was destroyed that is still needed.
    pub async fn turn_epoch(&self, batches: u32) -> Result<Turned, Fault> {
        let _alone = self.alone_with_epochs().await?;
        let row = self.db.read(|tx| Box::pin(async move { Ok::<_, Fault>(rows::epoch(tx).await?) })).await?;
        if row.finished_at.is_some() {
            self.begin_epoch()?;
        }
        self.go_on(batches).await
    }

    /// Goes on with a turn that is under way, and begins none.
    ///
    /// # Errors
    /// As [`Services::turn_epoch`].
    pub async fn go_on_turning(&self, batches: u32) -> Result<Turned, Fault> {
        let _alone = self.alone_with_epochs().await?;
        self.go_on(batches).await
    }

    /// Waits, without holding up a thread that serves.
    pub(crate) async fn alone_with_epochs(&self) -> Result<Alone, Fault> {
        let folder = self.keys.folder.clone();
        let alone = tokio::task::spawn_blocking(move || Alone::wait(&folder)).await;
        Ok(alone.map_err(|_| Fault::<Never>::broken("waiting for the epoch keys was cut short"))??)
    }

    /// The new epoch's key is on the disk. The database does not know of it yet.
    fn begin_epoch(&self) -> Result<(), Fault> {
        let mut held = self.keys.held()?;
        held.epochs.push(Epoch::made(held.newest() + 1, self.now(), &self.rng));
        held.write(&self.keys.folder, &self.keys.root()?, &self.rng)?;
        self.keys.keep(&held);
        Ok(())
    }

    async fn go_on(&self, batches: u32) -> Result<Turned, Fault> {
        let held = self.keys.held()?;
        let Some(newest) = held.epochs.last() else { return Ok(Turned { rewrapped: 0, finished: true }) };
        let (number, began) = (newest.number, newest.began.micros());
        let row = self.db.read(|tx| Box::pin(async move { Ok::<_, Fault>(rows::epoch(tx).await?) })).await?;
        if row.number < i64::from(number) {
            let told = self.db.write(move |tx| {
                Box::pin(async move { Ok::<_, Fault>(rows::begin(tx, row.number, number, began).await?) })
            });
            told.await?;
        } else if row.finished_at.is_some() {
            self.destroy_before(held, number)?;
            return Ok(Turned { rewrapped: 0, finished: true });
        }
        let mut turned = Turned::default();
        for _ in 0..batches {
            let (keys, waiting) = (self.rewrap_some(number).await?, self.seal_some(number).await?);
            turned.rewrapped += keys;
            if keys + waiting == 0 && self.finish_turn(number).await? {
                self.destroy_before(held, number)?;
                turned.finished = true;
                break;
            }
        }
        Ok(turned)
    }

    async fn rewrap_some(&self, number: u32) -> Result<u64, Fault> {
        let services = self.clone();
        self.db
            .write(move |tx| {
                let services = services.clone();
                Box::pin(async move {
                    let older = rows::older(tx, number).await?;
                    for (member, wrapped) in &older {
                        // A key that does not open stops the turn: nothing is destroyed that might still be needed.
                        let anew = services.keys.rewrapped(*member, wrapped, number)?;
                        rows::rewrap(tx, *member, &anew, number).await?;
                    }
                    Ok(older.len() as u64)
                })
            })
            .await
    }

    async fn seal_some(&self, number: u32) -> Result<u64, Fault> {
        let services = self.clone();
        self.db
            .write(move |tx| {
                let services = services.clone();
                Box::pin(async move {
                    let mut looked_at = 0;
                    for what in Passing::ALL {
                        looked_at += services.keys.seal_older(tx, what, number).await?;
                    }
                    Ok(looked_at)
                })
            })
            .await
    }

    async fn finish_turn(&self, number: u32) -> Result<bool, Fault> {
        let now = self.now().micros();
        let done = self
            .db
            .write(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::finish(tx, number, now).await?) }))
            .await?;
        if done {
            // What a wrapped key was overwritten in; without its epoch's key it says nothing, but it need not lie there.
            self.db.forget_deleted().await?;
            tracing::info!(epoch = number, "every member's key is under the new epoch");
        }
        Ok(done)
    }

    /// Takes the keys of all epochs before this one out of the file. In memory they stay for those who have read a row
    /// just before, until the next round of the jobs.
    fn destroy_before(&self, mut held: Held, number: u32) -> Result<(), Fault> {
        if held.epochs.len() > 1 {
            held.epochs.retain(|epoch| epoch.number >= number);
            held.write(&self.keys.folder, &self.keys.root()?, &self.rng)?;
        }
        Ok(())
    }

    /// Replaces the root key: the epoch keys are wrapped under the new one, nothing else is touched. `given` has the 64
    /// digits; without it a key is made, which only a root key in a file allows.
    ///
    /// # Errors
    /// [`RootProblem`]; cut short anywhere, the next start finishes it or finds all as it was.
    pub async fn replace_root(&self, given: Option<&str>) -> Result<(), Fault> {
        let _alone = self.alone_with_epochs().await?;
        Ok(self.keys.replace_root(given)?)
    }
}

impl Keys {
    fn replace_root(&self, given: Option<&str>) -> Result<(), RootProblem> {
        let is_file = matches!(self.source, RootSource::File);
        let new = match given {
            Some(digits) => hex::key(digits.trim()).ok_or(RootProblem::Malformed)?,
            None if is_file => zeroize::Zeroizing::new(self.rng.bytes::<32>()),
            None => return Err(RootProblem::NotOurs),
        };
        let held = self.held()?;
        if is_file {
            root::write_next(&self.folder, &new)?;
        }
        held.write(&self.folder, &new, &self.rng)?;
        if is_file { root::next_is_here(&self.folder, &new) } else { Ok(()) }
    }
}

/// The root key that holds, and what it opens, as the files lie: also in the middle of a change that was cut short.
pub(super) fn found_root(
    folder: &Path,
    source: &RootSource,
    root: KeyBytes,
    rng: &Rng,
) -> Result<(KeyBytes, Option<Held>), RootProblem> {
    match (Held::read(folder, &root, rng), next_root(folder, source)?) {
        (Ok(held), _) => Ok((root, held)),
        (Err(RootProblem::OtherEpochs), Some(next)) => {
            let held = Held::read(folder, &next, rng)?;
            Ok((next, held))
        }
        (Err(problem), None | Some(_)) => Err(problem),
    }
}

fn next_root(folder: &Path, source: &RootSource) -> Result<Option<KeyBytes>, RootProblem> {
    match source {
        RootSource::File => root::read(folder, root::NEXT),
        RootSource::Given(_) | RootSource::Command(_) => Ok(None),
    }
}

/// A change of the root key that was cut short is finished, or taken back if it had not begun. Answers the root key that
/// holds, and what it opens.
pub(super) fn finish_new_root(
    folder: &Path,
    source: &RootSource,
    root: KeyBytes,
    rng: &Rng,
) -> Result<(KeyBytes, Option<Held>), RootProblem> {
    match (Held::read(folder, &root, rng), next_root(folder, source)?) {
        (Ok(held), None) => Ok((root, held)),
        (Ok(held), Some(_)) => {
            root::forget_next(folder)?;
            Ok((root, held))
        }
        (Err(RootProblem::OtherEpochs), Some(next)) => {
            let held = Held::read(folder, &next, rng)?;
            root::next_is_here(folder, &next)?;
            Ok((next, held))
        }
        (Err(problem), _) => Err(problem),
    }
}
