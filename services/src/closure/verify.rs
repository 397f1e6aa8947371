//! What became of an erasure, for whoever brings its certificate's number. (MC-3.2; Law art. 14)
//!
//! Nothing is taken on trust: the ledger says what was erased, and every table is walked for rows of a member whose number
//! this would be. The number is a keyed hash of the member's random id, so an id can be held against it, and it against
//! nothing else.

use super::erasure::{TABLES, Table, rows::Counts};
use crate::Services;
use crate::db::on;
use crate::fault::{Fault, Never};
use crate::files;
use crate::keys;
use crate::members::MemberId;
use domain::calendar::Timestamp;
use uuid::Uuid;

pub(crate) const LINE: &str =
    "select pseudonym, erased_at, counts, scrubbed_at, key_epoch from erasure_ledger where certificate = $1";
pub(crate) const PROOFS: &str = "select count(*), max(kept_until) from consent_proofs where proof = $1";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[LINE, PROOFS];

/// An erasure as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedErasure {
    /// When its last row went; `None` while it is under way.
    pub erased_at: Option<Timestamp>,
    /// Rows erased or kept, by table, as the ledger has them.
    pub counts: Counts,
    /// When what the engine itself keeps of deleted rows was cleared.
    pub scrubbed_at: Option<Timestamp>,
    /// Whether the ledger beside the keys has it, so that no backup brings the member back.
    pub is_in_the_file: bool,
    /// Rows of the member that were found now, by table. There must be none.
    pub left: Vec<(&'static str, u64)>,
    /// Letters written for the member that lie as files. There must be none; the certificate is written for nobody's account.
    pub letters: u64,
    /// Proofs of consent that are kept without a name, and until when.
    pub proofs: Option<(u64, Timestamp)>,
    /// What older backups of the keys are still good for.
    pub backups: KeyBackups,
}

/// What backups of the keys from before an erasure are still good for. Without the key they give nothing of a backup of the
/// data away. (Decision 0016)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyBackups {
    /// The epoch they were made in has ended, here and in the backup of the epoch: they open nothing.
    OpenNothing,
    /// The epoch of the erasure has not ended: it does within a day, or with `server keys rotate`.
    UntilTheTurn,
    /// The backup of the epoch is from before the turn: the next `server backup create` replaces it.
    UntilTheNextBackup,
    /// Erased before there were epochs: backups of the keys from then open as long as somebody keeps them.
    FromBeforeEpochs,
}

impl VerifiedErasure {
    /// Whether all that was to go is gone, for good.
    pub fn is_whole(&self) -> bool {
        let for_good = !matches!(self.backups, KeyBackups::UntilTheTurn | KeyBackups::UntilTheNextBackup);
        self.erased_at.is_some()
            && self.scrubbed_at.is_some()
            && self.is_in_the_file
            && self.left.is_empty()
            && self.letters == 0
            && for_good
    }
}

type Line = (Vec<u8>, i64, String, Option<i64>, Option<i64>);

impl Services {
    /// Looks up an erasure by its certificate's number, however it is spaced or capitalised. `None`: there was none
    /// under this number.
    ///
    /// Walks every table that points at a member; memory does not grow with their number.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn verify_erasure(&self, number: &str) -> Result<Option<VerifiedErasure>, Fault> {
        let plain: String = number.chars().filter(|char| !char.is_whitespace()).collect();
        let Ok(number) = Uuid::try_parse(&plain) else { return Ok(None) };
        let certificate = self.certificate(number);
        let (line, proofs, backed_up) = self
            .db
            .snapshot(move |tx| {
                Box::pin(async move {
                    let line: Option<Line> =
                        on!(&mut *tx, |c| sqlx::query_as(LINE).bind(certificate.as_slice()).fetch_optional(c).await)?;
                    let proofs: (i64, Option<i64>) =
                        on!(&mut *tx, |c| sqlx::query_as(PROOFS).bind(number).fetch_one(c).await)?;
                    Ok::<_, Fault>((line, proofs, keys::rows::epoch(tx).await?.backed_up))
                })
            })
            .await?;
        let left = self.left_of(number).await?;
        let tray = self.mail.tray();
        let letters = files::apart(move || tray.count_of(number)).await?;
        let proofs = proofs.1.map(|until| (u64::try_from(proofs.0).unwrap_or(0), Timestamp::from_micros(until)));
        if line.is_none() && left.is_empty() && letters == 0 && proofs.is_none() {
            return Ok(None);
        }
        let mut found = VerifiedErasure {
            erased_at: None,
            counts: Counts::new(),
            scrubbed_at: None,
            is_in_the_file: false,
            left,
            letters,
            proofs,
            backups: KeyBackups::UntilTheTurn,
        };
        if let Some((pseudonym, erased_at, counts, scrubbed_at, key_epoch)) = line {
            let ledger = self.ledger.clone();
            let beside = files::apart(move || ledger.entries()).await?;
            found.erased_at = Some(Timestamp::from_micros(erased_at));
            found.counts = serde_json::from_str(&counts).map_err(|error| Fault::<Never>::Internal(error.into()))?;
            found.scrubbed_at = scrubbed_at.map(Timestamp::from_micros);
            found.is_in_the_file = beside.keys().any(|known| known.as_slice() == pseudonym);
            found.backups = self.key_backups(key_epoch, backed_up)?;
        }
        Ok(Some(found))
    }

    fn key_backups(&self, erased_in: Option<i64>, backed_up: Option<i64>) -> Result<KeyBackups, Fault> {
        let Some(erased_in) = erased_in else { return Ok(KeyBackups::FromBeforeEpochs) };
        let oldest = self.keys.held()?.epochs.first().map_or(0, |epoch| i64::from(epoch.number));
        Ok(if oldest <= erased_in {
            KeyBackups::UntilTheTurn
        } else if backed_up.is_some_and(|epoch| epoch <= erased_in) {
            KeyBackups::UntilTheNextBackup
        } else {
            KeyBackups::OpenNothing
        })
    }

    /// The keyed hash under which the database's ledger knows a certificate.
    pub(crate) fn certificate(&self, number: Uuid) -> [u8; 32] {
        self.keys.pseudonym("certificate", number.as_bytes())
    }

    /// The same for a member.
    pub(super) fn certified_as(&self, member: MemberId) -> [u8; 32] {
        self.certificate(self.proof_of(member))
    }

    async fn left_of(&self, number: Uuid) -> Result<Vec<(&'static str, u64)>, Fault> {
        let mut left = Vec::new();
        for table in TABLES {
            if let Some(rows) = self.left_in(table, number).await? {
                left.push((table.name, rows));
            }
        }
        Ok(left)
    }

    /// How many rows of the member with this number the table has, if any.
    async fn left_in(&self, table: &'static Table, number: Uuid) -> Result<Option<u64>, Fault> {
        let mut after = MemberId::NOBODY;
        loop {
            let page: Vec<MemberId> = self
                .db
                .read(move |tx| {
                    Box::pin(async move {
                        Ok::<_, Fault>(on!(tx, |c| sqlx::query_scalar(table.holders).bind(after).fetch_all(c).await)?)
                    })
                })
                .await?;
            let Some(last) = page.last() else { return Ok(None) };
            after = *last;
            let Some(member) = page.into_iter().find(|member| self.proof_of(*member) == number) else { continue };
            let rows: i64 = self
                .db
                .read(move |tx| {
                    Box::pin(async move {
                        Ok::<_, Fault>(on!(tx, |c| sqlx::query_scalar(table.count).bind(member).fetch_one(c).await)?)
                    })
                })
                .await?;
            return Ok(Some(u64::try_from(rows).unwrap_or(0)));
        }
    }
}
