//! The member's own history.

use super::found;
use crate::{
    router::Shown,
    session::{Stop, Visit},
};
use app::activity::{ActivityPage, ActivityPageProps, ActivityView, QuestionLine, TrailLine};
use domain::{
    address::Address,
    birth::Birth,
    calendar::{Month, Timestamp},
    gender::Gender,
    phone::Phone,
    profile::Item,
    trail::{EntrySeq, TrailGroup},
};
use services::{activity::Activity, sessions::SignedIn, trail::TrailEntry};
use std::{iter::successors, sync::Arc};

/// Entries on one page: about two screens of a phone.
const AT_ONCE: u32 = 30;

/// Months to choose from: what is older is reached page by page.
const MONTHS: usize = 60;

/// Lines about questions of other systems.
const QUESTIONS: u32 = 20;

/// `/activity`, from `?before=` on if that is given.
pub(crate) async fn list(visit: Arc<Visit>) -> Shown {
    let (services, member, filter) = (&visit.desk.services, visit.member()?, visit.filter);
    let (lines, older) = entries(&visit, member).await?;
    let (questions, older_questions) = questions(&visit, member).await?;
    let first = Month::of(services.activity_since(member).await?);
    let latest = Month::of(visit.desk.today().begins_in_vietnam());
    let months = successors(Some(latest), |month| (*month > first).then(|| month.before())).take(MONTHS).collect();
    let newest = visit.before.is_none();
    let view = ActivityView { lines, older, newest, questions, older_questions, filter, months };
    let shell = visit.shell(false).await;
    Ok(found(|| ActivityPage(ActivityPageProps { shell, view })))
}

/// The entries that are asked for, and where the older ones begin.
async fn entries(visit: &Visit, member: &SignedIn) -> Result<(Vec<TrailLine>, Option<EntrySeq>), Stop> {
    let before = visit.before.map(EntrySeq::new);
    let mut entries = visit.desk.services.activity_among(member, visit.filter, before, AT_ONCE + 1).await?;
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
    Ok((lines, older))
}

/// The questions that are asked for, and where the older ones begin. Beside the entries the newest are shown.
async fn questions(visit: &Visit, member: &SignedIn) -> Result<(Vec<QuestionLine>, Option<Timestamp>), Stop> {
    let alone = visit.filter.group == Some(TrailGroup::Questions);
    if !visit.filter.wants_questions() || (visit.before.is_some() && !alone) {
        return Ok((Vec::new(), None));
    }
    let before = visit.before.map(Timestamp::from_micros);
    let mut asked = visit.desk.services.questions_among(member, visit.filter, before, QUESTIONS + 1).await?;
    let more = asked.len() > QUESTIONS as usize;
    asked.truncate(QUESTIONS as usize);
    let older = asked.last().filter(|_| more).map(|one| one.last_at);
    let lines = asked.into_iter().map(|one| QuestionLine {
        day: one.day,
        system: one.system.into(),
        purpose: one.purpose,
        channel: one.channel,
        times: one.times,
    });
    Ok((lines.collect(), older))
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
