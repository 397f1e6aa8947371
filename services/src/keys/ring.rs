//! The keys of the epochs as they are used: unwrapped once and kept, read again when another process has turned the epoch.

use super::epochs::{Epoch, Held};
use super::{COLUMN, KeyBytes, KeyFault, Keys, MemberKey, RootProblem, SealingKey, TABLE, WrappedKey, envelope};
use crate::clock::Rng;
use crate::members::MemberId;
use std::sync::{Arc, PoisonError};
use zeroize::Zeroizing;

/// The keys of the epochs, ready for use: unwrapped once, not with each member's key.
pub(super) type Ring = Arc<Vec<(u32, SealingKey)>>;

impl Keys {
    /// A new member's key, and its form wrapped under this epoch, to be stored in the same transaction as the member. The
    /// epoch is the one that transaction has read ([`rows::epoch_to_write_in`]).
    ///
    /// # Errors
    /// [`KeyFault::NoEpoch`].
    pub(crate) fn new_member_key(&self, member: MemberId, epoch: u32) -> Result<(MemberKey, WrappedKey), KeyFault> {
        let id = self.rng.bytes::<4>();
        let key = Zeroizing::new(self.rng.bytes::<32>());
        let wrapped = self.in_epoch(epoch, |wrap| Ok(wrap.seal(TABLE, COLUMN, member.bytes(), key.as_slice())))?;
        Ok((MemberKey(SealingKey::new(id, key, &self.rng)), WrappedKey { member, id, wrapped, epoch }))
    }

    /// The same data key wrapped under another epoch.
    pub(super) fn rewrapped(&self, member: MemberId, wrapped: &[u8], epoch: u32) -> Result<Vec<u8>, KeyFault> {
        let plain = self.unwrapped(member, wrapped)?;
        self.in_epoch(epoch, |wrap| Ok(wrap.seal(TABLE, COLUMN, member.bytes(), &plain)))
    }

    /// A member's data key. Which epoch wrapped it stands in its envelope.
    pub(super) fn unwrapped(&self, member: MemberId, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
        let name = envelope::key_id(wrapped).ok_or(KeyFault::Malformed)?;
        if name == self.wrap.id() {
            // From before there were epochs.
            return self.wrap.open(TABLE, COLUMN, member.bytes(), wrapped);
        }
        self.in_epoch(u32::from_be_bytes(name), |wrap| wrap.open(TABLE, COLUMN, member.bytes(), wrapped))
    }

    pub(super) fn in_epoch<T>(
        &self,
        number: u32,
        work: impl Fn(&SealingKey) -> Result<T, KeyFault>,
    ) -> Result<T, KeyFault> {
        let find = |ring: &Ring| ring.iter().find(|(epoch, _)| *epoch == number).map(|(_, key)| work(key));
        if let Some(done) = find(&self.ring()) {
            return done;
        }
        // Another process has begun a new epoch: its key is in the file by now, or nowhere.
        let reread = self.held().map_err(|problem| {
            tracing::error!(problem = %problem, "the epoch keys cannot be read");
            KeyFault::NoEpoch
        })?;
        find(&self.keep(&reread)).unwrap_or(Err(KeyFault::NoEpoch))
    }

    fn ring(&self) -> Ring {
        // Whoever panicked while writing left the old ring or the new one, both whole.
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From here on the epochs of the file are the ones that are known: destroyed ones leave the memory, too.
    pub(super) fn keep(&self, held: &Held) -> Ring {
        let ring = ring_of(&held.epochs, &self.rng);
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&ring);
        ring
    }

    /// The newest epoch whose key is known; 0: none is.
    pub(crate) fn newest_epoch(&self) -> u32 {
        self.ring().iter().map(|(number, _)| *number).max().unwrap_or(0)
    }

    /// What the file of the epochs holds now.
    pub(crate) fn held(&self) -> Result<Held, RootProblem> {
        let held = Held::read(&self.folder, &self.root()?, &self.rng)?;
        Ok(held.unwrap_or(Held { base: self.base.clone(), epochs: Vec::new() }))
    }

    pub(super) fn root(&self) -> Result<KeyBytes, RootProblem> {
        match &self.root {
            Some(root) => Ok(root.clone()),
            None => self.source.read_or_make(&self.folder, &self.rng),
        }
    }
}

pub(super) fn ring_of(epochs: &[Epoch], rng: &Rng) -> Ring {
    Arc::new(epochs.iter().map(|epoch| (epoch.number, epoch.sealing(rng))).collect())
}
