//! What is sealed under the epoch itself: letters that wait, and whom an event about an erasure names. (MC-3.2; decision 0026)
//!
//! Neither can lie under a key of the member's own: some letters go to nobody's account, and both outlive the member they are
//! about. So each turn seals what still waits anew before the key of the epoch before goes, and from then on a copy of a
//! row in a backup, a snapshot or a log that no closing reaches opens nothing.

use super::{KeyFault, Keys, SealingKey, envelope};
use crate::db::{Tx, on};
use crate::fault::Accident;
use uuid::Uuid;
use zeroize::Zeroizing;

pub(crate) const OLDER_LETTERS: &str = "select id, letter from outbox where epoch < $1 order by epoch, id limit 64";
pub(crate) const SEAL_LETTER: &str = "update outbox set letter = $2, epoch = $3 where id = $1";
pub(crate) const DROP_LETTER: &str = "delete from outbox where id = $1";
pub(crate) const OLDER_ERASED: &str = "select member_id, reference from webhook_events where epoch < $1 and reference is not null order by epoch limit 64";
// The events of one erasure hold the same envelope for each endpoint.
pub(crate) const SEAL_ERASED: &str =
    "update webhook_events set reference = $2, epoch = $3 where member_id = $1 and reference is not null";
pub(crate) const DROP_ERASED: &str = "delete from webhook_events where member_id = $1 and reference is not null";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[OLDER_LETTERS, SEAL_LETTER, DROP_LETTER, OLDER_ERASED, SEAL_ERASED, DROP_ERASED];

/// What is sealed under the epoch. Each is named by a random id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passing {
    /// A letter or text message in the outbox.
    Letter,
    /// The reference in the events about one erasure.
    Erased,
}

impl Passing {
    pub(crate) const ALL: [Self; 2] = [Self::Letter, Self::Erased];

    const fn place(self) -> (&'static str, &'static str) {
        match self {
            Self::Letter => ("outbox", "letter"),
            Self::Erased => ("webhook_events", "reference"),
        }
    }

    const fn statements(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Letter => (OLDER_LETTERS, SEAL_LETTER, DROP_LETTER),
            Self::Erased => (OLDER_ERASED, SEAL_ERASED, DROP_ERASED),
        }
    }
}

impl Keys {
    /// Seals it in the epoch that the transaction has read ([`super::rows::epoch_to_write_in`]).
    ///
    /// # Errors
    /// [`KeyFault::NoEpoch`].
    pub(crate) fn seal_passing(
        &self,
        what: Passing,
        id: &[u8; 16],
        plain: &[u8],
        epoch: u32,
    ) -> Result<Vec<u8>, KeyFault> {
        let (table, column) = what.place();
        self.in_epoch(epoch, |key| Ok(key.seal(table, column, id, plain)))
    }

    /// Opens it. Which epoch it is sealed under stands in its envelope.
    ///
    /// # Errors
    /// [`KeyFault`]: [`KeyFault::NoEpoch`] if its epoch is over, or cannot be read just now.
    pub(crate) fn open_passing(
        &self,
        what: Passing,
        id: &[u8; 16],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
        let (table, column) = what.place();
        let open = |key: &SealingKey| key.open(table, column, id, sealed);
        let name = envelope::key_id(sealed).ok_or(KeyFault::Malformed)?;
        if name != self.wrap.id() {
            return self.in_epoch(u32::from_be_bytes(name), open);
        }
        // From before they were sealed under epochs.
        match what {
            Passing::Letter => open(&self.outbox),
            Passing::Erased => open(&self.webhooks),
        }
    }

    /// Seals some of what is still under an epoch before this one anew. Answers how many rows it looked at.
    pub(super) async fn seal_older(&self, tx: &mut Tx<'_>, what: Passing, epoch: u32) -> Result<u64, Accident> {
        let (older, seal, forget) = what.statements();
        let rows: Vec<(Uuid, Vec<u8>)> =
            on!(&mut *tx, |c| sqlx::query_as(older).bind(i64::from(epoch)).fetch_all(c).await)?;
        for (id, sealed) in &rows {
            match self.open_passing(what, id.as_bytes(), sealed) {
                Ok(plain) => {
                    let anew = self.seal_passing(what, id.as_bytes(), &plain, epoch)?;
                    on!(&mut *tx, |c| sqlx::query(seal)
                        .bind(id)
                        .bind(anew)
                        .bind(i64::from(epoch))
                        .execute(c)
                        .await
                        .map(drop))?;
                }
                // Perhaps the file of the epochs cannot be read just now: nothing is lost by waiting.
                Err(fault @ KeyFault::NoEpoch) => return Err(Box::new(fault)),
                // What was damaged never leaves, and must not keep an epoch alive.
                Err(fault) => {
                    tracing::error!(?what, %id, %fault, "what waited does not open, and was dropped");
                    on!(&mut *tx, |c| sqlx::query(forget).bind(id).execute(c).await.map(drop))?;
                }
            }
        }
        Ok(rows.len() as u64)
    }
}
