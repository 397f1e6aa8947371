//! Public keys of receipts in the database. None is ever deleted.

use crate::db::{Tx, on};
use domain::calendar::Timestamp;

pub(crate) const PUBLISH: &str =
    "insert into receipt_keys (name, public_key, published_at) values ($1, $2, $3) on conflict (name) do nothing";
pub(crate) const ALL_KEYS: &str = "select name, public_key from receipt_keys order by published_at, name";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[PUBLISH, ALL_KEYS];

pub(super) async fn publish(tx: &mut Tx<'_>, name: &str, public: &[u8; 32], now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(PUBLISH).bind(name).bind(public.as_slice()).bind(now.micros()).execute(c).await.map(drop))
}

/// Every key, the oldest first.
pub(super) async fn all(tx: &mut Tx<'_>) -> sqlx::Result<Vec<(String, Vec<u8>)>> {
    on!(tx, |c| sqlx::query_as(ALL_KEYS).fetch_all(c).await)
}
