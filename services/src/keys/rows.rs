//! Wrapped member keys, the epoch they are wrapped under, and the fingerprint of the root key this database was made with.

use crate::db::{Tx, on};
use crate::members::MemberId;

pub(crate) const INSERT: &str =
    "insert into member_keys (member_id, key_id, wrapped, epoch, made_at) values ($1, $2, $3, $4, $5)";
pub(crate) const WRAPPED: &str = "select key_id, wrapped from member_keys where member_id = $1";
// In a write the member is locked as well: whatever it decides from here on stays true until it ends.
pub(crate) const WRAPPED_ALONE: &str = "select k.key_id, k.wrapped from member_keys k join members m on m.id = k.member_id \
     where k.member_id = $1 for no key update of m";
pub(crate) const DESTROY: &str = "delete from member_keys where member_id = $1";
pub(crate) const EPOCH: &str =
    "select number, began_at, finished_at, backed_up, backed_up_at from key_epoch where id = 1";
pub(crate) const WRITE_IN: &str = "select number from key_epoch where id = 1";
// A turn waits for everybody who is making a key in the epoch before: afterwards there is nobody left.
pub(crate) const WRITE_IN_ALONE: &str = "select number from key_epoch where id = 1 for share";
pub(crate) const BEGIN: &str =
    "update key_epoch set number = $2, began_at = $3, finished_at = null where id = 1 and number = $1";
pub(crate) const OLDER: &str =
    "select member_id, wrapped from member_keys where epoch < $1 order by epoch, member_id limit 256";
// Locked, so that a key that is being destroyed is not written again.
pub(crate) const OLDER_ALONE: &str =
    "select member_id, wrapped from member_keys where epoch < $1 order by epoch, member_id limit 256 for update";
pub(crate) const REWRAP: &str = "update member_keys set wrapped = $2, epoch = $3 where member_id = $1";
pub(crate) const FINISH: &str = "update key_epoch set finished_at = $2 where id = 1 and number = $1 \
     and not exists (select 1 from member_keys where epoch < $1) and not exists (select 1 from outbox where epoch < $1) \
     and not exists (select 1 from webhook_events where epoch < $1)";
pub(crate) const BACKED_UP: &str = "update key_epoch set backed_up = $1, backed_up_at = $2 where id = 1";
/// Reads the whole index: for an operator who asks, never for a page.
pub(crate) const COUNTS: &str = "select epoch, count(*) from member_keys group by epoch order by epoch";
pub(crate) const ROOT: &str = "select fingerprint from root_key where id = 1";
pub(crate) const INSERT_ROOT: &str = "insert into root_key (id, fingerprint, first_used_at) values (1, $1, $2)";

/// Every statement of this file, for the test that prepares them all.
pub(crate) const ALL: &[&str] = &[
    INSERT,
    WRAPPED,
    WRAPPED_ALONE,
    DESTROY,
    EPOCH,
    WRITE_IN,
    WRITE_IN_ALONE,
    BEGIN,
    OLDER,
    OLDER_ALONE,
    REWRAP,
    FINISH,
    BACKED_UP,
    ROOT,
    INSERT_ROOT,
];

/// The epoch of the members' keys, as the database knows it.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(crate) struct EpochRow {
    pub(crate) number: i64,
    pub(crate) began_at: i64,
    pub(crate) finished_at: Option<i64>,
    pub(crate) backed_up: Option<i64>,
    pub(crate) backed_up_at: Option<i64>,
}

pub(crate) async fn insert(
    tx: &mut Tx<'_>,
    member: MemberId,
    (key_id, wrapped): (&[u8], &[u8]),
    epoch: u32,
    now: i64,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(INSERT)
        .bind(member)
        .bind(key_id)
        .bind(wrapped)
        .bind(i64::from(epoch))
        .bind(now)
        .execute(c)
        .await
        .map(drop))
}

/// The epoch to make a new key in. It does not turn before this transaction ends.
pub(crate) async fn epoch_to_write_in(tx: &mut Tx<'_>) -> sqlx::Result<u32> {
    let text = tx.pick_alone(WRITE_IN, WRITE_IN_ALONE);
    let number: i64 = on!(tx, |c| sqlx::query_scalar(text).fetch_one(c).await)?;
    // A number no epoch has: the key is then missing, which is a fault.
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}

pub(crate) async fn epoch(tx: &mut Tx<'_>) -> sqlx::Result<EpochRow> {
    on!(tx, |c| sqlx::query_as(EPOCH).fetch_one(c).await)
}

/// Begins an epoch, if the one before is still the one that is known.
pub(crate) async fn begin(tx: &mut Tx<'_>, before: i64, number: u32, began: i64) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(BEGIN)
        .bind(before)
        .bind(i64::from(number))
        .bind(began)
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))
}

/// Some keys that are wrapped under an epoch before this one.
pub(crate) async fn older(tx: &mut Tx<'_>, epoch: u32) -> sqlx::Result<Vec<(MemberId, Vec<u8>)>> {
    let text = tx.pick_alone(OLDER, OLDER_ALONE);
    on!(tx, |c| sqlx::query_as(text).bind(i64::from(epoch)).fetch_all(c).await)
}

pub(crate) async fn rewrap(tx: &mut Tx<'_>, member: MemberId, wrapped: &[u8], epoch: u32) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(REWRAP).bind(member).bind(wrapped).bind(i64::from(epoch)).execute(c).await.map(drop))
}

/// The turn is over, if no key and nothing that waits is left under an epoch before this one. Answers whether it is.
pub(crate) async fn finish(tx: &mut Tx<'_>, epoch: u32, now: i64) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(FINISH)
        .bind(i64::from(epoch))
        .bind(now)
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))
}

pub(crate) async fn backed_up(tx: &mut Tx<'_>, epoch: u32, now: i64) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(BACKED_UP).bind(i64::from(epoch)).bind(now).execute(c).await.map(drop))
}

/// How many keys there are in each epoch.
pub(crate) async fn counts(tx: &mut Tx<'_>) -> sqlx::Result<Vec<(i64, i64)>> {
    on!(tx, |c| sqlx::query_as(COUNTS).fetch_all(c).await)
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
