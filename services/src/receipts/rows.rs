//! Public keys of receipts in the database. None is ever deleted.

use crate::db::{Tx, on};
use domain::calendar::Timestamp;

// A row of this name that is not as it was written is put right.
pub(crate) const PUBLISH: &str = "insert into receipt_keys (name, public_key, published_at, mark) values ($1, $2, $3, $4) \
     on conflict (name) do update set public_key = excluded.public_key, published_at = excluded.published_at, mark = excluded.mark";
pub(crate) const ALL_KEYS: &str =
    "select name, public_key, published_at, mark from receipt_keys order by published_at, name";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[PUBLISH, ALL_KEYS];

/// A row as it stands there, whoever wrote it.
#[derive(sqlx::FromRow)]
pub(crate) struct KeyRow {
    pub(super) name: String,
    pub(super) public_key: Vec<u8>,
    pub(super) published_at: i64,
    pub(super) mark: Option<Vec<u8>>,
}

pub(super) async fn publish(
    tx: &mut Tx<'_>,
    (name, public): (&str, &[u8; 32]),
    now: Timestamp,
    mark: &[u8; 32],
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(PUBLISH)
        .bind(name)
        .bind(public.as_slice())
        .bind(now.micros())
        .bind(mark.as_slice())
        .execute(c)
        .await
        .map(drop))
}

/// Every row, the oldest first.
pub(crate) async fn all(tx: &mut Tx<'_>) -> sqlx::Result<Vec<KeyRow>> {
    on!(tx, |c| sqlx::query_as(ALL_KEYS).fetch_all(c).await)
}
