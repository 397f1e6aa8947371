//! Who asked about a member, and for what: counted, so that the member can see it. (MC-5.1b; law R1)
//!
//! A question has to be answered in less time than a disk takes to keep anything. So questions are counted in memory and
//! written down together, every few seconds and at the end. What a crash takes are the counts of those seconds; nothing
//! that was decided.

use crate::Services;
use crate::db::{Tx, on};
use crate::fault::{Accident, Fault, Never};
use crate::members::MemberId;
use crate::sessions::SignedIn;
use domain::api_key::SystemName;
use domain::calendar::{Date, Timestamp};
use domain::consent::{Channel, PurposeCode};
use domain::trail::TrailFilter;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Counts written in one transaction.
const CHUNK: usize = 500;

// The member may be gone by now: then there is nobody to tell.
pub(crate) const COUNT: &str = "insert into questions (member_id, day, key_id, purpose, channel, times, last_at) \
     select id, $2, $3, $4, $5, $6, $7 from members where id = $1 and closed_at is null \
     on conflict (member_id, day, key_id, purpose, channel) do update set times = questions.times + excluded.times, \
     last_at = excluded.last_at";
pub(crate) const LATEST: &str = "select q.day, a.name, q.purpose, q.channel, q.times, q.last_at from questions q \
     join api_keys a on a.id = q.key_id where q.member_id = $1 and q.day >= $2 and q.day < $3 and q.last_at < $4 \
     order by q.day desc, q.last_at desc limit $5";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[COUNT, LATEST];

/// What is counted together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Kind {
    member: MemberId,
    day: i64,
    key: Uuid,
    purpose: PurposeCode,
    channel: Channel,
}

/// How often, and when last.
#[derive(Clone, Copy)]
struct Count {
    times: i64,
    last: Timestamp,
}

/// Questions that are not written down yet.
#[derive(Clone, Default)]
pub(crate) struct Questions(Arc<Mutex<HashMap<Kind, Count>>>);

impl Questions {
    /// Counts one question about each of these members.
    pub(super) fn count(
        &self,
        members: impl Iterator<Item = MemberId>,
        (key, purpose, channel): (Uuid, PurposeCode, Channel),
        now: Timestamp,
    ) {
        let day = day_of(now);
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for member in members {
            let count =
                waiting.entry(Kind { member, day, key, purpose, channel }).or_insert(Count { times: 0, last: now });
            *count = Count { times: count.times + 1, last: now };
        }
    }

    fn take(&self) -> Vec<(Kind, Count)> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_iter().collect()
    }

    fn put_back(&self, counts: &[(Kind, Count)]) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (kind, count) in counts {
            let known = waiting.entry(*kind).or_insert(Count { times: 0, last: count.last });
            *known = Count { times: known.times + count.times, last: known.last.max(count.last) };
        }
    }
}

/// Questions of one day, one system, one purpose and channel, as their member sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Questioned {
    /// The day in Vietnam.
    pub day: Date,
    /// Who asked.
    pub system: SystemName,
    /// Whether they might write for this …
    pub purpose: PurposeCode,
    /// … this way.
    pub channel: Channel,
    /// How often.
    pub times: u32,
    /// When last.
    pub last_at: Timestamp,
}

impl Services {
    /// Writes down the questions counted so far. Answers how many rows that took.
    ///
    /// In a task of its own: the page of a visitor who hangs up takes no counts with it.
    ///
    /// # Errors
    /// [`Fault`]: what was not written is counted on.
    pub(crate) async fn write_questions_down(&self) -> Result<u64, Fault> {
        let services = self.clone();
        let written = tokio::spawn(async move { services.write_all_down().await }).await;
        written.map_err(|_| Fault::<Never>::broken("writing questions down panicked"))?
    }

    async fn write_all_down(&self) -> Result<u64, Fault> {
        let counts = self.questions.take();
        for (chunk, rest) in counts.chunks(CHUNK).zip(0..) {
            let part = Arc::new(chunk.to_vec());
            let written = self
                .db
                .write(move |tx| {
                    let part = Arc::clone(&part);
                    Box::pin(async move { Ok::<_, Fault>(write(tx, &part).await?) })
                })
                .await;
            if let Err(fault) = written {
                self.questions.put_back(&counts[rest * CHUNK..]);
                return Err(fault);
            }
        }
        Ok(counts.len() as u64)
    }

    /// Who asked about the member, the newest first, at most `limit`: of the month that is asked for, and last before
    /// `before`. Questions of the last seconds are written down first, so that a member who looks sees them.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn questions_among(
        &self,
        who: &SignedIn,
        filter: TrailFilter,
        before: Option<Timestamp>,
        limit: u32,
    ) -> Result<Vec<Questioned>, Fault> {
        self.write_questions_down().await?;
        let (member, range) = (who.member(), filter.range());
        self.db
            .read(move |tx| Box::pin(async move { Ok::<_, Fault>(part(tx, member, (range, before), limit).await?) }))
            .await
    }
}

async fn write(tx: &mut Tx<'_>, counts: &[(Kind, Count)]) -> sqlx::Result<()> {
    // In one order everywhere: two machines that write at once never wait for each other.
    let mut counts = counts.to_vec();
    counts.sort_unstable_by_key(|(kind, _)| (kind.member, kind.day, kind.key, kind.purpose, kind.channel));
    for (kind, count) in counts {
        on!(tx, |c| sqlx::query(COUNT)
            .bind(kind.member)
            .bind(kind.day)
            .bind(kind.key)
            .bind(kind.purpose.code())
            .bind(kind.channel.code())
            .bind(count.times)
            .bind(count.last.micros())
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    day: i64,
    name: String,
    purpose: String,
    channel: String,
    times: i64,
    last_at: i64,
}

/// A member's questions, the newest first.
pub(crate) async fn latest(tx: &mut Tx<'_>, member: MemberId, limit: u32) -> Result<Vec<Questioned>, Accident> {
    part(tx, member, (TrailFilter::default().range(), None), limit).await
}

/// Those of the days from the first instant to before the second that came last before the third.
async fn part(
    tx: &mut Tx<'_>,
    member: MemberId,
    ((from, to), before): ((Timestamp, Timestamp), Option<Timestamp>),
    limit: u32,
) -> Result<Vec<Questioned>, Accident> {
    let rows: Vec<Row> = on!(tx, |c| sqlx::query_as(LATEST)
        .bind(member)
        .bind(from.micros())
        .bind(to.micros())
        .bind(before.map_or(i64::MAX, Timestamp::micros))
        .bind(i64::from(limit))
        .fetch_all(c)
        .await)?;
    let read = |row: Row| {
        Ok(Questioned {
            day: Timestamp::from_micros(row.day).date_in_vietnam(),
            system: SystemName::parse(&row.name).ok_or("a system of no name is stored")?,
            purpose: PurposeCode::parse(&row.purpose).ok_or("an unknown purpose is stored")?,
            channel: Channel::parse(&row.channel).ok_or("an unknown channel is stored")?,
            times: u32::try_from(row.times).unwrap_or(u32::MAX),
            last_at: Timestamp::from_micros(row.last_at),
        })
    };
    rows.into_iter().map(read).collect()
}

/// The instant the day of this one begins in Vietnam.
fn day_of(at: Timestamp) -> i64 {
    at.date_in_vietnam().begins_in_vietnam().micros()
}
