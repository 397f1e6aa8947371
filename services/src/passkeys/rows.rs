//! Passkeys and the questions to them in the database.

use crate::db::{Tx, on};
use crate::members::MemberId;
use domain::calendar::Timestamp;
use domain::passkeys::PasskeyId;
use uuid::Uuid;

pub(crate) const GIVE_HANDLE: &str =
    "insert into passkey_handles (member_id, handle) values ($1, $2) on conflict (member_id) do nothing";
pub(crate) const HANDLE_OF: &str = "select handle from passkey_handles where member_id = $1";
// A credential is one account's: whoever comes second changes nothing.
pub(crate) const ADD: &str = "insert into passkeys (member_id, id, lookup, credential, name, added_at) \
     values ($1, $2, $3, $4, $5, $6) on conflict (lookup) do nothing";
pub(crate) const OF: &str = "select id, credential, credential_at, name, named_at, added_at, used_at from passkeys where member_id = $1 order by added_at, id";
pub(crate) const FIND: &str = "select p.member_id, p.id, p.credential, coalesce(p.credential_at, p.added_at) as written, h.handle, k.key_id, k.wrapped from passkeys p \
     join passkey_handles h on h.member_id = p.member_id join member_keys k on k.member_id = p.member_id where p.lookup = $1";
// Only the row that was looked at: a passkey removed or used meanwhile is not brought back.
pub(crate) const USE: &str = "update passkeys set credential = $4, credential_at = $6, used_at = $5 where member_id = $1 and id = $2 and credential = $3";
pub(crate) const RENAME: &str = "update passkeys set name = $3, named_at = $4 where member_id = $1 and id = $2";
pub(crate) const REMOVE: &str = "delete from passkeys where member_id = $1 and id = $2";
pub(crate) const REMOVE_ALL: &str = "delete from passkeys where member_id = $1";
pub(crate) const KEEP: &str =
    "insert into passkey_challenges (token_hash, purpose, state, ends_at) values ($1, $2, $3, $4)";
pub(crate) const TAKE: &str =
    "delete from passkey_challenges where token_hash = $1 and purpose = $2 and ends_at > $3 returning state";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[GIVE_HANDLE, HANDLE_OF, ADD, OF, FIND, USE, RENAME, REMOVE, REMOVE_ALL, KEEP, TAKE];

/// A passkey of one member.
#[derive(sqlx::FromRow)]
pub(crate) struct PasskeyRow {
    id: Uuid,
    credential: Vec<u8>,
    credential_at: Option<i64>,
    name: Vec<u8>,
    named_at: Option<i64>,
    pub(crate) added_at: i64,
    pub(crate) used_at: Option<i64>,
}

impl PasskeyRow {
    pub(super) fn id(&self) -> PasskeyId {
        PasskeyId::from_bytes(self.id.into_bytes())
    }

    /// The credential as it is sealed, and since when it is as it is.
    pub(super) fn credential(&self) -> (&[u8], i64) {
        (&self.credential, self.credential_at.unwrap_or(self.added_at))
    }

    /// The name as it is sealed, and since when it is.
    pub(super) fn name(&self) -> (&[u8], i64) {
        (&self.name, self.named_at.unwrap_or(self.added_at))
    }
}

/// A passkey found by its credential, with what opens its envelopes.
#[derive(sqlx::FromRow)]
pub(super) struct FoundRow {
    pub(super) member_id: MemberId,
    id: Uuid,
    pub(super) credential: Vec<u8>,
    /// Since when the credential is as it is.
    pub(super) written: i64,
    pub(super) handle: Vec<u8>,
    pub(super) key_id: Vec<u8>,
    pub(super) wrapped: Vec<u8>,
}

impl FoundRow {
    pub(super) fn id(&self) -> PasskeyId {
        PasskeyId::from_bytes(self.id.into_bytes())
    }
}

/// A passkey that is about to be stored.
pub(super) struct NewRow<'a> {
    pub(super) member: MemberId,
    pub(super) id: PasskeyId,
    pub(super) lookup: &'a [u8; 32],
    pub(super) credential: &'a [u8],
    pub(super) name: &'a [u8],
    pub(super) now: Timestamp,
}

fn uuid(passkey: PasskeyId) -> Uuid {
    Uuid::from_bytes(*passkey.bytes())
}

pub(super) async fn give_handle(tx: &mut Tx<'_>, member: MemberId, handle: &[u8]) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(GIVE_HANDLE).bind(member).bind(handle).execute(c).await.map(drop))
}

pub(super) async fn handle_of(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Option<Vec<u8>>> {
    on!(tx, |c| sqlx::query_scalar(HANDLE_OF).bind(member).fetch_optional(c).await)
}

/// Stores a passkey; answers whether its credential was new.
pub(super) async fn add(tx: &mut Tx<'_>, row: &NewRow<'_>) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(ADD)
        .bind(row.member)
        .bind(uuid(row.id))
        .bind(row.lookup.as_slice())
        .bind(row.credential)
        .bind(row.name)
        .bind(row.now.micros())
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))
}

/// The member's passkeys, the oldest first.
pub(crate) async fn of(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Vec<PasskeyRow>> {
    on!(tx, |c| sqlx::query_as(OF).bind(member).fetch_all(c).await)
}

pub(super) async fn find(tx: &mut Tx<'_>, lookup: &[u8; 32]) -> sqlx::Result<Option<FoundRow>> {
    on!(tx, |c| sqlx::query_as(FIND).bind(lookup.as_slice()).fetch_optional(c).await)
}

/// Writes the use of a passkey down; answers whether it still was as it was `before`.
pub(super) async fn set_used(
    tx: &mut Tx<'_>,
    (member, passkey): (MemberId, PasskeyId),
    (before, (after, written)): (&[u8], (&[u8], i64)),
    now: Timestamp,
) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(USE)
        .bind(member)
        .bind(uuid(passkey))
        .bind(before)
        .bind(after)
        .bind(now.micros())
        .bind(written)
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))
}

/// Answers whether there was one to rename.
pub(super) async fn rename(
    tx: &mut Tx<'_>,
    (member, passkey): (MemberId, PasskeyId),
    name: &[u8],
    now: Timestamp,
) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(RENAME)
        .bind(member)
        .bind(uuid(passkey))
        .bind(name)
        .bind(now.micros())
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))
}

/// Answers whether there was one to remove.
pub(super) async fn remove(tx: &mut Tx<'_>, (member, passkey): (MemberId, PasskeyId)) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(REMOVE)
        .bind(member)
        .bind(uuid(passkey))
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))
}

/// Removes all of a member's. Answers how many.
pub(super) async fn remove_all(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<u64> {
    on!(tx, |c| sqlx::query(REMOVE_ALL).bind(member).execute(c).await.map(|done| done.rows_affected()))
}

pub(super) async fn keep(
    tx: &mut Tx<'_>,
    (hash, purpose): (&[u8; 32], &str),
    state: &[u8],
    ends: Timestamp,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(KEEP)
        .bind(hash.as_slice())
        .bind(purpose)
        .bind(state)
        .bind(ends.micros())
        .execute(c)
        .await
        .map(drop))
}

/// Takes an open question away and answers its state.
pub(super) async fn take(
    tx: &mut Tx<'_>,
    (hash, purpose): (&[u8; 32], &str),
    now: Timestamp,
) -> sqlx::Result<Option<Vec<u8>>> {
    on!(tx, |c| sqlx::query_scalar(TAKE).bind(hash.as_slice()).bind(purpose).bind(now.micros()).fetch_optional(c).await)
}
