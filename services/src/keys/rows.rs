//! Wrapped member keys, and the fingerprint of the root key this database was made with.

use crate::db::{Tx, on};
use crate::members::MemberId;

pub(crate) const INSERT: &str = "insert into member_keys (member_id, key_id, wrapped, made_at) values ($1, $2, $3, $4)";
pub(crate) const WRAPPED: &str = "select key_id, wrapped from member_keys where member_id = $1";
// In a write the member is locked as well: whatever it decides from here on stays true until it ends.
pub(crate) const WRAPPED_ALONE: &str = "select k.key_id, k.wrapped from member_keys k join members m on m.id = k.member_id \
     where k.member_id = $1 for no key update of m";
pub(crate) const DESTROY: &str = "delete from member_keys where member_id = $1";
pub(crate) const ROOT: &str = "select fingerprint from root_key where id = 1";
pub(crate) const INSERT_ROOT: &str = "insert into root_key (id, fingerprint, first_used_at) values (1, $1, $2)";

/// Every statement of this file, for the test that prepares them all.
pub(crate) const ALL: &[&str] = &[INSERT, WRAPPED, WRAPPED_ALONE, DESTROY, ROOT, INSERT_ROOT];

pub(crate) async fn insert(
    tx: &mut Tx<'_>,
    member: MemberId,
    key_id: &[u8],
    wrapped: &[u8],
    now: i64,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(INSERT).bind(member).bind(key_id).bind(wrapped).bind(now).execute(c).await.map(drop))
}

pub(crate) async fn wrapped(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Option<(Vec<u8>, Vec<u8>)>> {
    let text = tx.pick_alone(WRAPPED, WRAPPED_ALONE);
    on!(tx, |c| sqlx::query_as(text).bind(member).fetch_optional(c).await)
}

/// Destroys the member's key: from here on no envelope of theirs opens again. Answers whether there was one.
pub(crate) async fn destroy(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(DESTROY).bind(member).execute(c).await.map(|done| done.rows_affected() == 1))
}

pub(crate) async fn root(tx: &mut Tx<'_>) -> sqlx::Result<Option<Vec<u8>>> {
    on!(tx, |c| sqlx::query_scalar(ROOT).fetch_optional(c).await)
}

pub(crate) async fn insert_root(tx: &mut Tx<'_>, fingerprint: &[u8], now: i64) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(INSERT_ROOT).bind(fingerprint).bind(now).execute(c).await.map(drop))
}
