//! Events in the database.

pub(crate) mod endpoints;

use super::EndpointId;
use crate::db::{Tx, on};
use crate::members::MemberId;
use domain::calendar::Timestamp;
use domain::webhooks::WebhookEvent;
use std::sync::Arc;

/// The next number of the member, where anybody listens and can name the member.
macro_rules! counted {
    () => {
        "insert into webhook_sequences (member_id, last) select member_id, 1 from member_references where member_id = $1 \
         and exists (select 1 from webhook_endpoints where disabled_at is null) \
         on conflict (member_id) do update set last = webhook_sequences.last + 1"
    };
}
/// One event for each endpoint, under the number that `from` has, and by the names of the parameters. As long as an earlier one of the
/// member's was put off, so is it: it could not leave before anyway, and nobody who looks for what is due walks past it.
macro_rules! event {
    ($from:literal, $kind:literal, $purpose:literal, $channel:literal, $until:literal, $at:literal) => {
        concat!(
            "insert into webhook_events (member_id, endpoint_id, seq, kind, purpose, channel, until, at, since, due_at, tries) \
             select s.member_id, e.id, s.last, ",
            $kind, ", ", $purpose, ", ", $channel, ", ", $until, ", ", $at, ", ", $at, ", coalesce((select max(p.due_at) from webhook_events p where p.member_id = s.member_id and p.endpoint_id = e.id \
             and p.due_at is not null and p.failure is not null), ", $at, "), 0 from ", $from,
            " s join webhook_endpoints e on e.disabled_at is null where s.member_id = $1"
        )
    };
}
pub(crate) use {counted, event};

pub(crate) const COUNT: &str = counted!();
pub(crate) const ADD: &str = event!("webhook_sequences", "$2", "null", "null", "null", "cast($3 as bigint)");
pub(crate) const ADD_ERASURE: &str = "insert into webhook_events (member_id, endpoint_id, seq, kind, at, since, due_at, tries, \
     reference, epoch) select $2, e.id, s.last, $3, $4, $5, $5, 0, $6, $7 from webhook_sequences s \
     join webhook_endpoints e on e.disabled_at is null where s.member_id = $1";
pub(crate) const ENDPOINTS_DUE: &str = "select id from webhook_endpoints e where exists \
     (select 1 from webhook_events w where w.endpoint_id = e.id and w.due_at <= $1)";
pub(crate) const WAITING: &str = "select count(*) from webhook_events where endpoint_id = $1 and due_at is not null";
pub(crate) const GIVEN_UP: &str =
    "select count(*) from webhook_events where endpoint_id = $1 and done_at is not null and failure is not null";
// One of each member: what follows waits until it is done. While an erasure is under way the member has no key, and no event leaves.
pub(crate) const DUE: &str = "select w.member_id, w.seq, w.kind, w.purpose, w.channel, w.until, w.at, w.reference, w.since, w.due_at, \
     w.tries, r.reference as sealed, k.key_id, k.wrapped from webhook_events w \
     left join member_references r on r.member_id = w.member_id left join member_keys k on k.member_id = w.member_id \
     where w.endpoint_id = $1 and w.due_at <= $2 and (w.reference is not null or k.wrapped is not null) \
     and not exists (select 1 from webhook_events p where p.member_id = w.member_id and p.endpoint_id = w.endpoint_id \
     and p.seq < w.seq and p.due_at is not null) order by w.due_at limit $3";
// Only if nobody moved it since it was read: two workers cannot both take it.
pub(crate) const TAKE: &str = "update webhook_events set due_at = $5, tries = tries + 1 \
     where member_id = $1 and endpoint_id = $2 and seq = $3 and due_at = $4";
pub(crate) const CONCLUDE: &str = "update webhook_events set due_at = $5, done_at = $6, failure = $7 \
     where member_id = $1 and endpoint_id = $2 and seq = $3 and due_at = $4";
// What follows an event that was put off is put off with it.
pub(crate) const FOLLOW: &str = "update webhook_events set due_at = $4 \
     where member_id = $1 and endpoint_id = $2 and seq > $3 and due_at < $4";
// What was written while an event was tried once more was put off with it, and waits for nothing once that is done.
pub(crate) const FREE: &str = "update webhook_events set due_at = $4 \
     where member_id = $1 and endpoint_id = $2 and seq > $3 and due_at > $4";
// A thousand at once: no decision waits long for it. So it is with the next three.
pub(crate) const GIVE_UP: &str = "update webhook_events set due_at = null, done_at = $2, failure = '410' \
     where (member_id, endpoint_id, seq) in \
     (select member_id, endpoint_id, seq from webhook_events where endpoint_id = $1 and due_at is not null limit 1000)";
pub(crate) const NEXT_THOUSAND: &str = "select max(at) from \
     (select at from webhook_events where endpoint_id = $1 and at >= $2 order by at limit 1000) page";
pub(crate) const REPLAY: &str = "update webhook_events set due_at = $4, since = $4, tries = 0, done_at = null \
     where endpoint_id = $1 and at >= $2 and at <= $3 and done_at <= $4";
pub(crate) const REMOVE_EVENTS: &str = "delete from webhook_events where (member_id, endpoint_id, seq) in \
     (select member_id, endpoint_id, seq from webhook_events where endpoint_id = $1 limit 1000)";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[
    COUNT,
    ADD,
    ADD_ERASURE,
    ENDPOINTS_DUE,
    WAITING,
    GIVEN_UP,
    DUE,
    TAKE,
    CONCLUDE,
    FOLLOW,
    FREE,
    GIVE_UP,
    NEXT_THOUSAND,
    REPLAY,
    REMOVE_EVENTS,
];

/// An event that is due, with what opens the member's reference.
#[derive(sqlx::FromRow)]
pub(super) struct DueRow {
    pub(super) member_id: MemberId,
    pub(super) seq: i64,
    pub(super) kind: String,
    pub(super) purpose: Option<String>,
    pub(super) channel: Option<String>,
    /// The last day of a yes that ends by itself.
    pub(super) until: Option<String>,
    pub(super) at: i64,
    pub(super) reference: Option<Vec<u8>>,
    pub(super) since: i64,
    due_at: i64,
    pub(super) tries: i64,
    pub(super) sealed: Option<Vec<u8>>,
    pub(super) key_id: Option<Vec<u8>>,
    pub(super) wrapped: Option<Vec<u8>>,
}

/// What became of a try.
pub(super) struct End {
    pub(super) row: Arc<DueRow>,
    pub(super) failure: Option<String>,
    pub(super) again: Option<Timestamp>,
}

/// Counts one more event of the member. Answers whether there is anybody to tell, and anybody to tell about.
pub(super) async fn count(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(COUNT).bind(member).execute(c).await.map(|done| done.rows_affected() > 0))
}

pub(super) async fn add(tx: &mut Tx<'_>, member: MemberId, event: WebhookEvent, now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(ADD).bind(member).bind(event.code()).bind(now.micros()).execute(c).await.map(drop))
}

pub(super) async fn add_erasure(
    tx: &mut Tx<'_>,
    (member, nobody): (MemberId, MemberId),
    (reference, epoch): (&[u8], u32),
    at: Timestamp,
    due: Timestamp,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(ADD_ERASURE)
        .bind(member)
        .bind(nobody)
        .bind(WebhookEvent::AccountErased.code())
        .bind(at.micros())
        .bind(due.micros())
        .bind(reference)
        .bind(i64::from(epoch))
        .execute(c)
        .await
        .map(drop))
}

pub(super) async fn endpoints_due(tx: &mut Tx<'_>, now: Timestamp) -> sqlx::Result<Vec<EndpointId>> {
    on!(tx, |c| sqlx::query_scalar(ENDPOINTS_DUE).bind(now.micros()).fetch_all(c).await)
}

/// How many events wait for the endpoint, and how many were given up.
pub(super) async fn counts(tx: &mut Tx<'_>, endpoint: EndpointId) -> sqlx::Result<(i64, i64)> {
    let waiting = on!(&mut *tx, |c| sqlx::query_scalar(WAITING).bind(endpoint).fetch_one(c).await)?;
    let given_up = on!(tx, |c| sqlx::query_scalar(GIVEN_UP).bind(endpoint).fetch_one(c).await)?;
    Ok((waiting, given_up))
}

pub(super) async fn due(
    tx: &mut Tx<'_>,
    endpoint: EndpointId,
    now: Timestamp,
    limit: i64,
) -> sqlx::Result<Vec<DueRow>> {
    on!(tx, |c| sqlx::query_as(DUE).bind(endpoint).bind(now.micros()).bind(limit).fetch_all(c).await)
}

/// Takes the event until then, unless another worker was faster.
pub(super) async fn take(
    tx: &mut Tx<'_>,
    endpoint: EndpointId,
    row: &mut DueRow,
    until: Timestamp,
) -> sqlx::Result<bool> {
    let taken = on!(tx, |c| sqlx::query(TAKE)
        .bind(row.member_id)
        .bind(endpoint)
        .bind(row.seq)
        .bind(row.due_at)
        .bind(until.micros())
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))?;
    (row.due_at, row.tries) = (until.micros(), row.tries + 1);
    Ok(taken)
}

/// Writes down what became of the try, unless the event was erased or taken by another worker since; what follows one that was put
/// off waits as long, and what follows one that is done waits no longer.
pub(super) async fn conclude(tx: &mut Tx<'_>, endpoint: EndpointId, end: &End, now: Timestamp) -> sqlx::Result<()> {
    let End { row, failure, again } = end;
    let done = if again.is_none() { Some(now.micros()) } else { None };
    let concluded = on!(&mut *tx, |c| sqlx::query(CONCLUDE)
        .bind(row.member_id)
        .bind(endpoint)
        .bind(row.seq)
        .bind(row.due_at)
        .bind(again.map(Timestamp::micros))
        .bind(done)
        .bind(failure.as_deref())
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))?;
    if !concluded {
        return Ok(());
    }
    let (following, at) = again.map_or((FREE, now), |again| (FOLLOW, again));
    on!(tx, |c| sqlx::query(following)
        .bind(row.member_id)
        .bind(endpoint)
        .bind(row.seq)
        .bind(at.micros())
        .execute(c)
        .await
        .map(drop))
}

/// Gives up what waits for the endpoint, a part of it. Answers how many.
pub(super) async fn give_up_some(tx: &mut Tx<'_>, endpoint: EndpointId, now: Timestamp) -> sqlx::Result<u64> {
    on!(tx, |c| sqlx::query(GIVE_UP)
        .bind(endpoint)
        .bind(now.micros())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))
}

/// A part of everything since then waits again, if it was done before `now`. Answers how many events, and up to when they happened;
/// `None` where nothing happened since then.
pub(super) async fn replay_some(
    tx: &mut Tx<'_>,
    endpoint: EndpointId,
    since: Timestamp,
    now: Timestamp,
) -> sqlx::Result<Option<(u64, Timestamp)>> {
    let until: Option<i64> =
        on!(&mut *tx, |c| sqlx::query_scalar(NEXT_THOUSAND).bind(endpoint).bind(since.micros()).fetch_one(c).await)?;
    let Some(until) = until else { return Ok(None) };
    let events = on!(tx, |c| sqlx::query(REPLAY)
        .bind(endpoint)
        .bind(since.micros())
        .bind(until)
        .bind(now.micros())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(Some((events, Timestamp::from_micros(until))))
}

/// Removes events of the endpoint, a part of them. Answers how many.
pub(super) async fn remove_some(tx: &mut Tx<'_>, endpoint: EndpointId) -> sqlx::Result<u64> {
    on!(tx, |c| sqlx::query(REMOVE_EVENTS).bind(endpoint).execute(c).await.map(|done| done.rows_affected()))
}
