//! Erasing again whoever an older backup brought back, before anything is served. (MC-3.2; Law art. 14(3), (4))
//!
//! At each start the ledger beside the keys is held against the database's own. Where they are the same, which is always
//! but after a restore, nothing else is looked at.

use super::erasure::{self, rows};
use super::ledger::Pseudonym;
use crate::Services;
use crate::db::{Tx, on};
use crate::fault::{Accident, Fault};
use crate::keys;
use crate::limits;
use crate::members::MemberId;
use domain::calendar::Timestamp;
use std::collections::BTreeMap;

pub(crate) const LEDGER: &str = "select pseudonym, erased_at from erasure_ledger";
pub(crate) const MEMBERS: &str = "select id from members where id > $1 order by id limit 1000";
// An erasure that is under way goes on by itself, and has its certificate still to write.
pub(crate) const UNDER_WAY: &str = "select count(*) from closures where member_id = $1 and step <> 'waiting'";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[LEDGER, MEMBERS, UNDER_WAY];

impl Services {
    /// Erases again everybody the ledger beside the keys knows and the database has forgotten to have erased, and writes
    /// into that ledger whoever only the database knows. Answers how many members were erased again.
    ///
    /// # Errors
    /// [`Fault`]: then nothing may be served.
    pub(crate) async fn erase_again(&self) -> Result<u64, Fault> {
        let beside = self.ledger.entries().map_err(|error| Fault::Internal(error.into()))?;
        let inside = self.db.read(|tx| Box::pin(async move { Ok::<_, Fault>(inside(tx).await?) })).await?;
        let only_inside: Vec<(Pseudonym, i64)> =
            inside.iter().filter(|(who, _)| !beside.contains_key(*who)).map(|(who, at)| (*who, *at)).collect();
        self.ledger.append(&only_inside).map_err(|error| Fault::Internal(error.into()))?;
        let missing: BTreeMap<Pseudonym, i64> =
            beside.into_iter().filter(|(who, _)| !inside.contains_key(who)).collect();
        if missing.is_empty() { Ok(0) } else { self.erase_those(missing).await }
    }

    async fn erase_those(&self, missing: BTreeMap<Pseudonym, i64>) -> Result<u64, Fault> {
        let (mut erased, mut after) = (0, MemberId::NOBODY);
        loop {
            let page: Vec<MemberId> = self
                .db
                .read(move |tx| {
                    Box::pin(async move {
                        Ok::<_, Fault>(on!(tx, |c| sqlx::query_scalar(MEMBERS).bind(after).fetch_all(c).await)?)
                    })
                })
                .await?;
            let Some(last) = page.last() else { break };
            after = *last;
            for member in page {
                if let Some(at) = missing.get(&self.erased_as(member)) {
                    erased += u64::from(self.erase_one_again(member, Timestamp::from_micros(*at)).await?);
                }
            }
        }
        if erased > 0 {
            tracing::warn!(
                members = erased,
                "members who had been erased came back with a backup and were erased again"
            );
        }
        Ok(erased)
    }

    /// The whole erasure in one transaction: there is no certificate to write, the member has it.
    pub(crate) async fn erase_one_again(&self, member: MemberId, erased_at: Timestamp) -> Result<bool, Fault> {
        let services = self.clone();
        self.db
            .write(move |tx| {
                let services = services.clone();
                Box::pin(async move { Ok(services.erase_at_once(tx, member, erased_at).await?) })
            })
            .await
    }

    async fn erase_at_once(&self, tx: &mut Tx<'_>, member: MemberId, erased_at: Timestamp) -> Result<bool, Accident> {
        let under_way: i64 = on!(&mut *tx, |c| sqlx::query_scalar(UNDER_WAY).bind(member).fetch_one(c).await)?;
        if under_way > 0 {
            return Ok(false);
        }
        let until = erased_at.plus(erasure::proofs_kept_for());
        let mut counts = rows::Counts::new();
        if until > self.now() {
            let proof = self.proof_of(member);
            rows::keep_proofs(tx, member, proof, (until, &self.kept_mark(proof, until.micros()))).await?;
        } else {
            self.release_all_of(tx, member).await?;
        }
        self.tell_of_erasure(tx, member, erased_at).await?;
        keys::rows::destroy(tx, member).await?;
        for table in rows::TABLES {
            counts.insert(table.name.to_owned(), rows::delete(tx, table, member).await?);
        }
        limits::forget(tx, &self.keys.pseudonym("account", member.bytes())).await?;
        rows::enter(tx, (&self.erased_as(member), &self.certified_as(member)), erased_at, &counts).await?;
        Ok(true)
    }

    /// The keyed hash under which the ledgers know a member.
    pub(crate) fn erased_as(&self, member: MemberId) -> Pseudonym {
        self.keys.pseudonym("erasure", member.bytes())
    }
}

async fn inside(tx: &mut Tx<'_>) -> Result<BTreeMap<Pseudonym, i64>, Accident> {
    let rows: Vec<(Vec<u8>, i64)> = on!(tx, |c| sqlx::query_as(LEDGER).fetch_all(c).await)?;
    rows.into_iter().map(|(pseudonym, at)| Ok((pseudonym.as_slice().try_into()?, at))).collect()
}
