//! The erasure: proofs of consent without a name, the key destroyed, every row gone. (MC-3.1, MC-3.2; Law art. 14, D91 art. 11(7))
//!
//! Each step is one transaction that writes down how far it came: cut off anywhere, the next run goes on from there and
//! ends the same. Destroying the key comes before the rows, so that from that commit on nothing can be read again, in a
//! backup neither. What the certificate needs is set aside in the same transaction, the last that can open the address; it is
//! written with the last row that goes (`closure/certificate.rs`).

pub(crate) mod rows;

pub use rows::{TABLES, Table};

use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::files;
use crate::keys;
use crate::limits;
use crate::members::MemberId;
use crate::profile;
use domain::calendar::Timestamp;
use domain::retention::{Held, Period};
use rows::Due;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Steps in one run of the jobs: about sixty accounts. The rest is due in the next run.
const AT_ONCE: u32 = 256;

/// How far an erasure has come, as its row says.
const WAITING: &str = "waiting";
const PROOFS_KEPT: &str = "proofs_kept";
const KEY_DESTROYED: &str = "key_destroyed";
const ROWS_GONE: &str = "rows_gone";

impl Services {
    /// Erases the accounts whose grace time is over, and clears what the engine left behind. Answers how many steps it took.
    ///
    /// # Errors
    /// [`Fault`]: what was done until then stays done, and the next run goes on.
    pub async fn erase_due(&self) -> Result<u32, Fault> {
        self.erase_steps(AT_ONCE).await
    }

    /// As [`Services::erase_due`], but stops after `most` steps: four an account, and one for the engine's left-overs.
    ///
    /// # Errors
    /// As [`Services::erase_due`].
    pub async fn erase_steps(&self, most: u32) -> Result<u32, Fault> {
        for taken in 0..most {
            if !self.erase_step().await? && !self.scrub().await? {
                return Ok(taken);
            }
        }
        Ok(most)
    }

    /// One step of the oldest erasure that is due, if any is.
    async fn erase_step(&self) -> Result<bool, Fault> {
        let (services, now) = (self.clone(), self.now());
        let due = self.db.read(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::next(tx, now).await?) })).await?;
        // The ledger beside the keys comes first: from the moment a key is destroyed no backup may bring the member back.
        let looked_at = due.as_ref().map(|due| (due.member, due.step.clone()));
        let written_down = due.filter(|due| due.step == PROOFS_KEPT).map(|due| due.member);
        if let Some(member) = written_down {
            let (ledger, erased) = (self.ledger.clone(), [(self.erased_as(member), now.micros())]);
            files::apart(move || ledger.append(&erased)).await?;
        }
        if let Some((member, step)) = looked_at {
            self.forget_letters_of(member, &step).await?;
        }
        self.db
            .write(move |tx| {
                let services = services.clone();
                Box::pin(async move {
                    let Some(due) = rows::next(tx, now).await? else { return Ok(false) };
                    match due.step.as_str() {
                        WAITING => services.keep_proofs(tx, due, now).await?,
                        // Another process came in between: the next step finds the member again, and writes them down.
                        PROOFS_KEPT if written_down != Some(due.member) => {}
                        PROOFS_KEPT => services.destroy_key(tx, due, now).await?,
                        KEY_DESTROYED => services.delete_rows(tx, due).await?,
                        _ => services.finish(tx, due, now).await?,
                    }
                    Ok(true)
                })
            })
            .await
    }

    /// Letters that lie as files: before the key goes those to the member's address, too, and once no more can come. The
    /// certificate is written after that, for nobody's account; it is the member's last letter, and goes in its time.
    async fn forget_letters_of(&self, member: MemberId, step: &str) -> Result<(), Fault> {
        let address = match step {
            PROOFS_KEPT => self.proved_address_of(member).await?,
            ROWS_GONE => None,
            _ => return Ok(()),
        };
        let (tray, number) = (self.mail.tray(), self.proof_of(member));
        files::apart(move || tray.forget_of(number, address.as_deref())).await.map(drop)
    }

    /// The canonical form of an address that is this member's alone; of an account that does not open, none.
    async fn proved_address_of(&self, member: MemberId) -> Result<Option<String>, Fault> {
        let keys = Arc::clone(&self.keys);
        let profile = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let key = keys.member_key(tx, member).await?;
                    Ok::<_, Fault>(profile::rows::kept(tx, member, &key).await?.profile)
                })
            })
            .await;
        match profile {
            Ok(profile) => Ok(profile.email_confirmed.then(|| profile.email.canonical())),
            Err(Fault::Internal(accident)) if !accident.is::<sqlx::Error>() => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Step 1: nobody signs in any more; the consent entries stay, without member and device.
    async fn keep_proofs(&self, tx: &mut Tx<'_>, mut due: Due, now: Timestamp) -> Result<(), Accident> {
        rows::shut(tx, due.member, now).await?;
        let proof = self.proof_of(due.member);
        let until = now.plus(proofs_kept_for());
        let mark = self.kept_mark(proof, until.micros());
        let kept = rows::keep_proofs(tx, due.member, proof, (until, &mark)).await?;
        for table in TABLES.iter().filter(|table| matches!(table.held, Held::ConsentEntries | Held::Sessions)) {
            due.counts.insert(table.name.to_owned(), rows::delete(tx, table, due.member).await?);
        }
        due.proof = (kept > 0).then_some(proof);
        rows::advance(tx, &due, PROOFS_KEPT).await
    }

    /// Step 2: what the certificate needs is set aside, and the key destroyed.
    async fn destroy_key(&self, tx: &mut Tx<'_>, mut due: Due, now: Timestamp) -> Result<(), Accident> {
        // An account that cannot be opened any more is erased all the same; only its letter cannot be addressed.
        if let Err(accident) = self.set_aside(tx, &due, now).await {
            if accident.is::<sqlx::Error>() {
                return Err(accident);
            }
            tracing::error!(member = %due.member, "an erased account gets no certificate: its profile does not open");
        }
        // The last moment at which anybody knows what other systems call the member.
        self.tell_of_erasure(tx, due.member, now).await?;
        let destroyed = keys::rows::destroy(tx, due.member).await?;
        due.counts.insert("member_keys".to_owned(), u64::from(destroyed));
        rows::advance(tx, &due, KEY_DESTROYED).await
    }

    /// Step 3: every row goes but the two that say that the erasure is under way.
    async fn delete_rows(&self, tx: &mut Tx<'_>, mut due: Due) -> Result<(), Accident> {
        for table in TABLES.iter().filter(|table| !is_last(table)) {
            let gone = rows::delete(tx, table, due.member).await?;
            *due.counts.entry(table.name.to_owned()).or_default() += gone;
        }
        // Counted under a keyed hash of the account: no row that points at the member, but one that is about them.
        limits::forget(tx, &self.keys.pseudonym("account", due.member.bytes())).await?;
        rows::advance(tx, &due, ROWS_GONE).await
    }

    /// Step 4: the last two rows go, the ledger says so, and the certificate is written. The ledger knows the member by a keyed hash of a random number: only
    /// an id that comes back with an old backup can be recognised.
    async fn finish(&self, tx: &mut Tx<'_>, mut due: Due, now: Timestamp) -> Result<(), Accident> {
        for table in TABLES.iter().filter(|table| is_last(table)) {
            let gone = rows::delete(tx, table, due.member).await?;
            due.counts.insert(table.name.to_owned(), gone);
        }
        self.certify(tx, due.member, now).await?;
        rows::enter(tx, (&self.erased_as(due.member), &self.certified_as(due.member)), now, &due.counts).await
    }

    /// Clears what the engine keeps of deleted rows. Answers whether there was anything to clear and it worked.
    async fn scrub(&self) -> Result<bool, Fault> {
        let now = self.now();
        let left =
            self.db.read(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::unscrubbed(tx, now).await?) })).await?;
        // Somebody reading for long keeps the log in use, or dead rows alive: the next run tries again.
        if !left || !self.db.forget_deleted().await? {
            return Ok(false);
        }
        let cleared = self.db.read(|tx| Box::pin(async move { Ok::<_, Fault>(rows::vacuum(tx).await?) })).await?;
        let Some(before) = cleared else { return Ok(false) };
        let done =
            self.db.write(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::scrubbed(tx, now, before).await?) }));
        Ok(done.await? > 0)
    }

    /// The mark of a proof that is kept until then. Nobody makes it without the root key.
    pub(crate) fn kept_mark(&self, proof: Uuid, until: i64) -> [u8; 32] {
        self.keys.pseudonym("kept until", &[&proof.as_bytes()[..], &until.to_be_bytes()].concat())
    }

    /// Deletes proofs of consent whose time is over; the log knows that they went. Answers how many.
    ///
    /// A row whose time was changed stays, whatever it says: `server audit verify` names it, `server retention` finds it late.
    pub(crate) async fn forget_proofs(&self) -> Result<u64, Fault> {
        let (services, now) = (self.clone(), self.now());
        self.db
            .write(move |tx| {
                let services = services.clone();
                Box::pin(async move {
                    let mut gone = 0;
                    for row in rows::over(tx, now).await? {
                        let mark = services.kept_mark(row.proof, row.kept_until);
                        if row.kept_mark.as_deref() == Some(&mark[..]) {
                            services.release(tx, &[row.entry_hash]).await?;
                            gone += rows::expire_proof(tx, row.proof, row.seq).await?;
                        }
                    }
                    Ok(gone)
                })
            })
            .await
    }
}

fn is_last(table: &Table) -> bool {
    matches!(table.held, Held::ErasureLedger | Held::JoinedAt)
}

pub(crate) fn proofs_kept_for() -> Duration {
    let days = match Held::ConsentEntries.rule().period {
        Period::DaysAfterErasure(days) => days,
        // The least the law allows (D91 art. 11(7)), should the table ever say something else.
        _ => 365,
    };
    Duration::from_hours(u64::from(days) * 24)
}
