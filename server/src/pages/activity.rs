//! The member's own history.

use super::found;
use crate::{router::Shown, session::Visit};
use app::activity::{ActivityPage, ActivityPageProps, ActivityView, QuestionLine, TrailLine};
use domain::{
    address::Address, birth::Birth, calendar::Month, gender::Gender, phone::Phone, profile::Item, trail::EntrySeq,
};
use services::{activity::Activity, trail::TrailEntry};
use std::{iter::successors, sync::Arc};

/// Entries on one page: about two screens of a phone.
const AT_ONCE: u32 = 30;

/// Months to choose from: what is older is reached page by page.
const MONTHS: usize = 60;

/// Lines about questions of other systems.
const QUESTIONS: u32 = 20;

/// `/activity`, from `?before=` on if that is given.
pub(crate) async fn list(visit: Arc<Visit>) -> Shown {
    let before = visit.before.map(EntrySeq::new);
    let (services, member) = (&visit.desk.services, visit.member()?);
    let mut entries = services.activity_among(member, visit.filter, before, AT_ONCE + 1).await?;
    // One more than is shown was asked for: whether it came tells whether there is an older part.
    let more = entries.len() > AT_ONCE as usize;
    entries.truncate(AT_ONCE as usize);
    let older = entries.last().filter(|_| more).map(|activity| activity.entry.seq);
    let lines = entries
        .into_iter()
        .map(|Activity { entry, former }| {
            let former = former.iter().map(|(item, value)| (*item, visit.shown(*item, value.reveal()))).collect();
            TrailLine { former, ..line(entry) }
        })
        .collect();
    let asked = if before.is_none() && visit.filter.is_all() {
        services.questions_about(member, QUESTIONS).await?
    } else {
        Vec::new()
    };
    let first = Month::of(services.activity_since(member).await?);
    let newest = Month::of(visit.desk.today().begins_in_vietnam());
    let months = successors(Some(newest), |month| (*month > first).then(|| month.before())).take(MONTHS).collect();
    let questions = asked.into_iter().map(|one| QuestionLine {
        day: one.day,
        system: one.system.into(),
        purpose: one.purpose,
        channel: one.channel,
        times: one.times,
    });
    let view = ActivityView {
        lines,
        older,
        newest: before.is_none(),
        questions: questions.collect(),
        filter: visit.filter,
        months,
    };
    let shell = visit.shell(false).await;
    Ok(found(|| ActivityPage(ActivityPageProps { shell, view })))
}

impl Visit {
    /// A former value as the member reads it; as it was stored if today's rules cannot read it any more.
    fn shown(&self, item: Item, stored: &str) -> String {
        let read = match item {
            Item::BirthDate => Birth::from_stored(stored).map(|birth| birth.shown()),
            Item::Phone => Some(Phone::from_stored(stored.to_owned()).national()),
            Item::Address => {
                Address::from_stored(stored).map(|old| old.shown(self.desk.services.places(), self.desk.today()))
            }
            Item::Gender => Gender::parse(stored).map(|gender| app::words::gender(self.lang, gender).to_owned()),
            Item::FullName | Item::Email | Item::Username | Item::IdNumber => None,
        };
        read.unwrap_or_else(|| stored.to_owned())
    }
}

/// A stored entry as the page shows it.
pub(super) fn line(entry: TrailEntry) -> TrailLine {
    TrailLine { at: entry.at, kind: entry.kind, detail: entry.detail, former: Vec::new() }
}
