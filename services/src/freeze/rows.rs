//! Freezes in the database.

use crate::db::{Tx, on};
use crate::members::MemberId;
use domain::calendar::Timestamp;

pub(crate) const HOLDS: &str = "select frozen_since from freezes where member_id = $1 and lifted_at is null";
// Lifted and frozen again within one tick of the clock, it is the same freeze.
pub(crate) const BEGIN: &str = "insert into freezes (member_id, frozen_since) values ($1, $2) \
     on conflict (member_id, frozen_since) do update set lifted_at = null";
pub(crate) const END: &str = "update freezes set lifted_at = $2 where member_id = $1 and lifted_at is null";
pub(crate) const EVERY: &str =
    "select frozen_since, lifted_at from freezes where member_id = $1 order by frozen_since desc";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[HOLDS, BEGIN, END, EVERY];

pub(crate) async fn holds(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Option<Timestamp>> {
    let since: Option<i64> = on!(tx, |c| sqlx::query_scalar(HOLDS).bind(member).fetch_optional(c).await)?;
    Ok(since.map(Timestamp::from_micros))
}

pub(super) async fn begin(tx: &mut Tx<'_>, member: MemberId, now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(BEGIN).bind(member).bind(now.micros()).execute(c).await.map(drop))
}

pub(super) async fn end(tx: &mut Tx<'_>, member: MemberId, now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(END).bind(member).bind(now.micros()).execute(c).await.map(drop))
}

/// All of them, the newest first: beginning and end.
pub(crate) async fn of_member(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Vec<(i64, Option<i64>)>> {
    on!(tx, |c| sqlx::query_as(EVERY).bind(member).fetch_all(c).await)
}
