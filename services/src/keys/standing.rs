//! How the keys stand, for an operator: numbers, times and where the root key comes from; never a key.

use super::{EPOCH, rows};
use crate::Services;
use crate::fault::Fault;
use domain::calendar::Timestamp;

/// How the keys stand.
#[derive(Clone, Debug)]
pub struct KeyStanding {
    /// The epoch new keys are wrapped under.
    pub epoch: i64,
    /// When it began.
    pub began_at: Timestamp,
    /// Whether all keys are under it. If not, a turn is under way.
    pub finished: bool,
    /// When the next one begins.
    pub due_at: Timestamp,
    /// Members' keys by epoch. 0: wrapped as it was before there were epochs.
    pub counts: Vec<(i64, i64)>,
    /// The epochs whose keys are in the folder.
    pub held: Vec<u32>,
    /// The epoch whose key was backed up last, and when.
    pub backed_up: Option<(i64, Timestamp)>,
    /// Where the root key comes from.
    pub root: &'static str,
}

impl Services {
    /// How the keys stand now. Counts every member's key once.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn key_standing(&self) -> Result<KeyStanding, Fault> {
        let held = self.keys.held()?;
        let (row, counts) = self
            .db
            .snapshot(|tx| Box::pin(async move { Ok::<_, Fault>((rows::epoch(tx).await?, rows::counts(tx).await?)) }))
            .await?;
        let began_at = Timestamp::from_micros(row.began_at);
        Ok(KeyStanding {
            epoch: row.number,
            began_at,
            finished: row.finished_at.is_some(),
            due_at: began_at.plus(EPOCH),
            counts,
            held: held.epochs.iter().map(|epoch| epoch.number).collect(),
            backed_up: row.backed_up.zip(row.backed_up_at.map(Timestamp::from_micros)),
            root: self.settings.root.in_words(),
        })
    }
}
