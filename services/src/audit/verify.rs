//! `server audit verify`: everything computed again, and every edit, deletion, swap, truncation or replay told with its row.
//!
//! Three things are held against each other: each member's own chain, the log with its tree and checkpoint, and what the witness
//! has seen. Reads one snapshot, a page at a time; another thread computes while the next page is fetched.

mod check;
#[cfg(test)]
mod million;
mod rows;
mod tree_check;

pub(crate) use rows::ALL;

use super::note;
use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault, Never};
use check::Check;
use std::sync::Arc;

/// Findings that are told one by one; of more only the number is.
pub const TOLD: usize = 100;

/// What was looked at, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audited {
    /// Decisions of members who are here.
    pub entries: u64,
    /// Decisions kept without a name.
    pub proofs: u64,
    /// Decisions in the log.
    pub leaves: u64,
    /// Those of them whose record has gone because its time was over.
    pub released: u64,
    /// Decisions that wait for their place.
    pub waiting: u64,
    /// Checkpoints the witness has seen.
    pub witnessed: u64,
    /// How many things were found; 0 is a whole ledger.
    pub count: u64,
    /// The first [`TOLD`] of them: the row, and what is wrong with it.
    pub findings: Vec<String>,
}

impl Audited {
    /// Whether nothing was found.
    pub const fn is_whole(&self) -> bool {
        self.count == 0
    }

    fn found(&mut self, row: impl FnOnce() -> String, what: &str) {
        self.count += 1;
        if self.findings.len() < TOLD {
            self.findings.push(format!("{}: {what}", row()));
        }
    }
}

impl Services {
    /// Looks at all of the ledger.
    ///
    /// # Errors
    /// [`Fault`]: it could not be looked at. What is wrong with it is no error.
    pub async fn audit(&self) -> Result<Audited, Fault> {
        let witness = self.log.witness.notes().map_err(|error| Fault::<Never>::Internal(error.into()))?;
        let keys = self.public_keys().await?;
        let services = self.clone();
        self.db
            .snapshot(move |tx| {
                Box::pin(async move {
                    let mut check = services.check_records(tx).await?;
                    let signed = super::rows::checkpoint(tx).await?;
                    tree_check::tree(tx, &mut check, signed, &witness, &keys).await?;
                    Ok(check.done())
                })
            })
            .await
    }

    /// The log's leaves, then every record against them.
    async fn check_records(&self, tx: &mut Tx<'_>) -> Result<Check, Accident> {
        let services = Arc::new(self.clone());
        let mut check = Check::new(Arc::clone(&services));
        let mut after = -1;
        loop {
            let page = rows::leaves(tx, after).await?;
            let Some(last) = page.last() else { break };
            after = last.0;
            for leaf in page {
                check.leaf(leaf);
            }
        }
        for one in rows::waiting(tx).await? {
            check.queued(one);
        }
        check.erasures(rows::erasures(tx).await?, rows::under_way(tx).await?);
        let mut from = rows::START;
        let mut page = rows::entries(tx, from).await?;
        while let Some(last) = page.last() {
            from = last.place();
            let (next, done) = tokio::join!(
                rows::entries(tx, from),
                tokio::task::spawn_blocking(move || {
                    for row in &page {
                        check.entry(row);
                    }
                    check
                })
            );
            (page, check) = (next?, done?);
        }
        let mut from = rows::FIRST_PROOF;
        loop {
            let page = rows::proofs(tx, from).await?;
            let Some(last) = page.last() else { break };
            from = last.place();
            for row in &page {
                check.proof(row);
            }
        }
        check.unseen();
        Ok(check)
    }
}
