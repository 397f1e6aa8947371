//! Reports in the database.

use crate::db::{Tx, on};
use crate::members::MemberId;
use domain::calendar::Timestamp;

pub(crate) const ENTER: &str =
    "insert into account_reports (member_id, number, reported_at, ended) values ($1, $2, $3, $4)";
pub(crate) const OF_MEMBER: &str =
    "select number, reported_at, ended from account_reports where member_id = $1 order by reported_at, number";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[ENTER, OF_MEMBER];

pub(super) async fn enter(
    tx: &mut Tx<'_>,
    member: MemberId,
    (number, ended): (&str, u64),
    now: Timestamp,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(ENTER)
        .bind(member)
        .bind(number)
        .bind(now.micros())
        .bind(i64::try_from(ended).unwrap_or(i64::MAX))
        .execute(c)
        .await
        .map(drop))
}

/// Number, time, and how many sessions it ended.
pub(crate) async fn of_member(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Vec<(String, i64, i64)>> {
    on!(tx, |c| sqlx::query_as(OF_MEMBER).bind(member).fetch_all(c).await)
}
