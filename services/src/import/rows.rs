//! Lines of earlier systems in the database.

use crate::db::many::{hashes, select_many};
use crate::db::{Tx, on};
use crate::members::MemberId;

pub(crate) const KNOWN_AMONG: &str = "select lookup from imported_members where lookup in ($1)";
// A second import of the same line at the same time breaks the primary key, and finds it known when it tries again.
pub(crate) const KEEP: &str = "insert into imported_members (lookup, member_id, password_ms) values ($1, $2, $3)";
pub(crate) const SLOWEST_HASH: &str =
    "select password_ms from imported_members where password_ms is not null order by password_ms desc limit 1";
pub(crate) const HASH_REPLACED: &str = "update imported_members set password_ms = null where member_id = $1";
// Only of an open account: one that is closing looks like one that never was.
pub(crate) const REFERENCES_AMONG: &str = "select i.lookup, r.member_id, k.key_id, k.wrapped, r.reference from imported_members i \
     join members m on m.id = i.member_id join member_keys k on k.member_id = m.id \
     join member_references r on r.member_id = m.id \
     where i.lookup in ($1) and m.closing_since is null and m.closed_at is null";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[KNOWN_AMONG, KEEP, SLOWEST_HASH, HASH_REPLACED, REFERENCES_AMONG];

/// The number other systems name a member by, sealed, with what opens it.
#[derive(sqlx::FromRow)]
pub(super) struct ReferenceRow {
    /// What the line is known by.
    pub(super) lookup: Vec<u8>,
    #[sqlx(rename = "member_id")]
    pub(super) member: MemberId,
    pub(super) key_id: Vec<u8>,
    pub(super) wrapped: Vec<u8>,
    pub(super) reference: Vec<u8>,
}

pub(super) async fn slowest_hash(tx: &mut Tx<'_>) -> sqlx::Result<Option<i64>> {
    on!(tx, |c| sqlx::query_scalar(SLOWEST_HASH).fetch_optional(c).await)
}

pub(super) async fn hash_replaced(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(HASH_REPLACED).bind(member).execute(c).await.map(drop))
}

/// The references of the members these lines became, where the account is open.
pub(super) async fn references_among<'l>(
    tx: &mut Tx<'_>,
    lookups: impl Iterator<Item = &'l [u8; 32]>,
) -> sqlx::Result<Vec<ReferenceRow>> {
    select_many(tx, REFERENCES_AMONG, hashes(lookups)).await
}
