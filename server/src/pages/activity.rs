//! The member's own history.

use super::found;
use crate::{router::Shown, session::Visit};
use app::activity::{ActivityPage, ActivityPageProps, ActivityView, TrailLine};
use domain::trail::EntrySeq;
use services::trail::TrailEntry;
use std::sync::Arc;

/// Entries on one page: about two screens of a phone.
const AT_ONCE: u32 = 30;

/// `/activity`, from `?before=` on if that is given.
pub(crate) async fn list(visit: Arc<Visit>) -> Shown {
    let before = visit.before.map(EntrySeq::new);
    let mut entries = visit.desk.services.activity_of(visit.member()?, before, AT_ONCE + 1).await?;
    // One more than is shown was asked for: whether it came tells whether there is an older part.
    let more = entries.len() > AT_ONCE as usize;
    entries.truncate(AT_ONCE as usize);
    let older = entries.last().filter(|_| more).map(|activity| activity.entry.seq);
    let lines = entries.into_iter().map(|activity| line(activity.entry)).collect();
    let view = ActivityView { lines, older, newest: before.is_none() };
    let shell = visit.shell(false).await;
    Ok(found(|| ActivityPage(ActivityPageProps { shell, view })))
}

/// A stored entry as the page shows it.
pub(super) fn line(entry: TrailEntry) -> TrailLine {
    TrailLine { at: entry.at, kind: entry.kind, detail: entry.detail }
}
