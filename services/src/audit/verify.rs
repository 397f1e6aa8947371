//! `server audit verify`: everything computed again, and every edit, deletion, swap, truncation or replay told with its row.
//!
//! Three things are held against each other: each member's own chain, the log with its tree and checkpoint, and what the witness
//! has seen. Reads one snapshot, a page at a time; while one page is looked at, the database fetches the next.

mod check;
#[cfg(test)]
mod million;
mod rows;
mod tree_check;

pub(crate) use rows::{ALL, PAGES};

use super::note;
use super::witness::Witness;
use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use check::Check;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

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

/// Fetches all rows, a page at a time, and looks at each. While one page is read and looked at, the database makes the next.
macro_rules! page_by_page {
    ($tx:ident, $check:ident, $fetch:path, $from:expr, $row:ty, $look:path) => {
        let mut page = $fetch($tx, $from).await?;
        while let Some(last) = page.last::<$row>()? {
            let mut next = pin!($fetch($tx, last.place()));
            let early = begun(next.as_mut()).await;
            $check = tokio::task::spawn_blocking(move || {
                for row in page.rows::<$row>() {
                    $look(&mut $check, &row?);
                }
                Ok::<_, Accident>($check)
            })
            .await??;
            page = match early {
                Some(page) => page,
                None => next.await,
            }?;
        }
    };
}

impl Services {
    /// Looks at all of the ledger.
    ///
    /// # Errors
    /// [`Fault`]: it could not be looked at. What is wrong with it is no error.
    pub async fn audit(&self) -> Result<Audited, Fault> {
        let witness = self.witness(Witness::notes).await?;
        let (keys, doubtful) = (self.public_keys().await?, self.doubtful_keys().await?);
        let services = self.clone();
        self.db
            .snapshot(move |tx| {
                Box::pin(async move {
                    let mut check = services.check_records(tx).await?;
                    let signed = super::rows::checkpoint(tx).await?;
                    tree_check::tree(tx, &mut check, signed, &witness, &keys).await?;
                    for name in doubtful {
                        check
                            .audited
                            .found(|| format!("receipt_keys {name}"), "no key this server published says that");
                    }
                    Ok(check.done())
                })
            })
            .await
    }

    /// The log's leaves, then every record against them.
    async fn check_records(&self, tx: &mut Tx<'_>) -> Result<Check, Accident> {
        let mut check = Check::new(Arc::new(self.clone()));
        page_by_page!(tx, check, rows::leaves, -1, rows::Logged, Check::leaf);
        page_by_page!(tx, check, rows::waiting, 0, rows::Logged, Check::queued);
        check.erasures(rows::erasures(tx).await?, rows::under_way(tx).await?);
        page_by_page!(tx, check, rows::entries, rows::START, rows::Entry, Check::entry);
        page_by_page!(tx, check, rows::proofs, rows::START, rows::Proof, Check::proof);
        check.unseen();
        Ok(check)
    }
}

/// Lets a read begin, without waiting for it. What it answers, should it be done at once.
async fn begun<F: Future>(mut read: Pin<&mut F>) -> Option<F::Output> {
    poll_fn(|context| match read.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}
