//! Flashes in the database.

use crate::db::{Tx, on};
use domain::calendar::Timestamp;

pub(crate) const KEEP: &str = "insert into flashes (token_hash, body, kept_at) values ($1, $2, $3)";
pub(crate) const TAKE: &str = "delete from flashes where token_hash = $1 returning body, kept_at";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[KEEP, TAKE];

pub(super) async fn keep(tx: &mut Tx<'_>, hash: &[u8; 32], body: &[u8], now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(KEEP).bind(hash.as_slice()).bind(body).bind(now.micros()).execute(c).await.map(drop))
}

pub(super) async fn take(tx: &mut Tx<'_>, hash: &[u8; 32]) -> sqlx::Result<Option<(Vec<u8>, i64)>> {
    on!(tx, |c| sqlx::query_as(TAKE).bind(hash.as_slice()).fetch_optional(c).await)
}
