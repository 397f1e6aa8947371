//! A member's own history. (MC-4.2, MC-5.1b)

use crate::Services;
use crate::fault::Fault;
use crate::profile::rows::{self as profiles, Former};
use crate::sessions::SignedIn;
use crate::trail::{self, TrailEntry};
use domain::calendar::Timestamp;
use domain::personal::Personal;
use domain::profile::Item;
use domain::trail::{EntrySeq, TrailFilter, TrailKind};

/// Entries on one page of the history at most.
pub const PAGE_MOST: u32 = 100;

/// One entry of the history.
#[derive(Clone, Debug)]
pub struct Activity {
    /// What the trail says.
    pub entry: TrailEntry,
    /// For a correction: what the items said before, as they were kept, as long as that is remembered. Never the ID number.
    pub former: Vec<(Item, Personal<String>)>,
}

impl Services {
    /// The member's history, the newest first: entries before `before`, at most `limit` (and never more than [`PAGE_MOST`]).
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn activity_of(
        &self,
        who: &SignedIn,
        before: Option<EntrySeq>,
        limit: u32,
    ) -> Result<Vec<Activity>, Fault> {
        self.activity_among(who, TrailFilter::default(), before, limit).await
    }

    /// When the member's history began.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn activity_since(&self, who: &SignedIn) -> Result<Timestamp, Fault> {
        let (member, now) = (who.member(), self.now());
        let first =
            self.db.read(move |tx| Box::pin(async move { Ok::<_, Fault>(trail::rows::first(tx, member).await?) }));
        Ok(first.await?.unwrap_or(now))
    }

    /// The same of what is asked for.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn activity_among(
        &self,
        who: &SignedIn,
        filter: TrailFilter,
        before: Option<EntrySeq>,
        limit: u32,
    ) -> Result<Vec<Activity>, Fault> {
        let (key, member, limit) = (who.key(), who.member(), limit.min(PAGE_MOST));
        self.db
            .snapshot(move |tx| {
                Box::pin(async move {
                    let entries = trail::part(tx, &key, member, (&filter, before), limit).await?;
                    let corrected = entries.iter().any(|entry| entry.kind == TrailKind::ProfileCorrected);
                    let former = if corrected { profiles::former(tx, member, &key).await? } else { Vec::new() };
                    Ok(entries.into_iter().map(|entry| activity(entry, &former)).collect())
                })
            })
            .await
    }
}

fn activity(entry: TrailEntry, former: &[Former]) -> Activity {
    let of_entry = |one: &&Former| {
        entry.kind == TrailKind::ProfileCorrected
            && one.corrected_at == entry.at
            && entry.detail.items.contains(&one.item)
    };
    let mut values: Vec<_> =
        former.iter().filter(of_entry).map(|one| (one.item, Personal::new(one.value.clone()))).collect();
    values.sort_by_key(|(item, _)| *item);
    Activity { entry, former: values }
}
