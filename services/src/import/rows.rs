//! Lines of earlier systems in the database.

use crate::db::{Tx, on};
use crate::members::MemberId;

pub(crate) const KNOWN: &str = "select count(*) from imported_members where lookup = $1";
pub(crate) const KEEP: &str = "insert into imported_members (lookup, member_id, password_ms) values ($1, $2, $3)";
pub(crate) const SLOWEST_HASH: &str =
    "select password_ms from imported_members where password_ms is not null order by password_ms desc limit 1";
pub(crate) const HASH_REPLACED: &str = "update imported_members set password_ms = null where member_id = $1";
// Only of an open account: one that is closing looks like one that never was.
pub(crate) const REFERENCE_OF: &str = "select r.member_id, k.key_id, k.wrapped, r.reference from imported_members i \
     join members m on m.id = i.member_id join member_keys k on k.member_id = m.id \
     join member_references r on r.member_id = m.id \
     where i.lookup = $1 and m.closing_since is null and m.closed_at is null";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[KNOWN, KEEP, SLOWEST_HASH, HASH_REPLACED, REFERENCE_OF];

/// The number other systems name a member by, sealed, with what opens it.
#[derive(sqlx::FromRow)]
pub(super) struct ReferenceRow {
    #[sqlx(rename = "member_id")]
    pub(super) member: MemberId,
    pub(super) key_id: Vec<u8>,
    pub(super) wrapped: Vec<u8>,
    pub(super) reference: Vec<u8>,
}

/// Whether this line was brought over before.
pub(super) async fn known(tx: &mut Tx<'_>, lookup: &[u8; 32]) -> sqlx::Result<bool> {
    let found: i64 = on!(tx, |c| sqlx::query_scalar(KNOWN).bind(lookup.as_slice()).fetch_one(c).await)?;
    Ok(found > 0)
}

/// A second import of the same line at the same time breaks the primary key, and finds it known when it tries again.
pub(super) async fn keep(
    tx: &mut Tx<'_>,
    lookup: &[u8; 32],
    member: MemberId,
    password_ms: Option<i64>,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(KEEP).bind(lookup.as_slice()).bind(member).bind(password_ms).execute(c).await.map(drop))
}

pub(super) async fn slowest_hash(tx: &mut Tx<'_>) -> sqlx::Result<Option<i64>> {
    on!(tx, |c| sqlx::query_scalar(SLOWEST_HASH).fetch_optional(c).await)
}

pub(super) async fn hash_replaced(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(HASH_REPLACED).bind(member).execute(c).await.map(drop))
}

/// The reference of the member this line became, if the account is open.
pub(super) async fn reference_of(tx: &mut Tx<'_>, lookup: &[u8; 32]) -> sqlx::Result<Option<ReferenceRow>> {
    on!(tx, |c| sqlx::query_as(REFERENCE_OF).bind(lookup.as_slice()).fetch_optional(c).await)
}
