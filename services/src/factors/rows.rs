//! Authenticators, recovery codes and waiting sign-ins in the database.

use super::Waiting;
use crate::db::{Tx, on};
use crate::members::MemberId;
use domain::calendar::Timestamp;

pub(crate) const FIND: &str =
    "select secret, set_up_at, confirmed_at, last_step from authenticators where member_id = $1";
pub(crate) const SINCE: &str =
    "select confirmed_at from authenticators where member_id = $1 and confirmed_at is not null";
// Only over a set-up that counts for nothing.
pub(crate) const BEGIN: &str = "insert into authenticators (member_id, secret, set_up_at, last_step) values ($1, $2, $3, 0) \
     on conflict (member_id) do update set secret = excluded.secret, set_up_at = excluded.set_up_at, last_step = 0 \
     where authenticators.confirmed_at is null";
pub(crate) const CONFIRM: &str =
    "update authenticators set confirmed_at = $2, last_step = $3 where member_id = $1 and confirmed_at is null";
// Forward only: of two that come with the same code, the second finds the step taken.
pub(crate) const TAKE_STEP: &str = "update authenticators set last_step = $2 where member_id = $1 and last_step < $2 \
     and confirmed_at is not null";
pub(crate) const REMOVE: &str = "delete from authenticators where member_id = $1";
pub(crate) const DROP_SET_UP: &str = "delete from authenticators where member_id = $1 and confirmed_at is null";
pub(crate) const EXPIRE_SET_UPS: &str = "delete from authenticators where confirmed_at is null and set_up_at <= $1";
pub(crate) const CODES: &str = "select count(*), min(made_at) from recovery_codes where member_id = $1";
pub(crate) const INSERT_CODE: &str = "insert into recovery_codes (member_id, code_hash, made_at) values ($1, $2, $3)";
pub(crate) const USE_CODE: &str = "delete from recovery_codes where member_id = $1 and code_hash = $2";
pub(crate) const DROP_CODES: &str = "delete from recovery_codes where member_id = $1";
pub(crate) const WAIT: &str = "insert into pending_sign_ins (member_id, token_hash, password_since, session_epoch, factor_since, \
     kept, device, known_device, tries, began_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10)";
pub(crate) const IS_WAITING: &str =
    "select count(*) from pending_sign_ins where token_hash = $1 and ends_at > $2 and tries < $3";
pub(crate) const COUNT_TRY: &str = "update pending_sign_ins set tries = tries + 1 where token_hash = $1 and ends_at > $2 \
     and tries < $3 returning member_id, password_since, session_epoch, factor_since, kept, device, known_device, tries";
pub(crate) const END_PENDING: &str = "delete from pending_sign_ins where member_id = $1 and token_hash = $2";
pub(crate) const DROP_PENDING: &str = "delete from pending_sign_ins where member_id = $1";
pub(crate) const PENDING_OF: &str =
    "select token_hash, device, began_at, ends_at from pending_sign_ins where member_id = $1 order by began_at";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[
    FIND,
    SINCE,
    BEGIN,
    CONFIRM,
    TAKE_STEP,
    REMOVE,
    DROP_SET_UP,
    EXPIRE_SET_UPS,
    CODES,
    INSERT_CODE,
    USE_CODE,
    DROP_CODES,
    WAIT,
    IS_WAITING,
    COUNT_TRY,
    END_PENDING,
    DROP_PENDING,
    PENDING_OF,
];

/// An authenticator, confirmed or not.
#[derive(sqlx::FromRow)]
pub(crate) struct AuthenticatorRow {
    pub(super) secret: Vec<u8>,
    pub(crate) set_up_at: i64,
    pub(crate) confirmed_at: Option<i64>,
    pub(super) last_step: i64,
}

/// A waiting sign-in whose try has been counted.
#[derive(sqlx::FromRow)]
pub(super) struct PendingRow {
    pub(super) member_id: MemberId,
    pub(super) password_since: i64,
    pub(super) session_epoch: i64,
    pub(super) factor_since: i64,
    pub(super) kept: i64,
    pub(super) device: Vec<u8>,
    pub(super) known_device: Option<Vec<u8>>,
    pub(super) tries: i64,
}

/// A waiting sign-in, as the member's copy lists it.
#[derive(sqlx::FromRow)]
pub(crate) struct PendingLine {
    pub(crate) token_hash: Vec<u8>,
    pub(crate) device: Vec<u8>,
    pub(crate) began_at: i64,
    pub(crate) ends_at: i64,
}

pub(crate) async fn find(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Option<AuthenticatorRow>> {
    on!(tx, |c| sqlx::query_as(FIND).bind(member).fetch_optional(c).await)
}

/// Since when the member has an authenticator that counts.
pub(crate) async fn since(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Option<i64>> {
    on!(tx, |c| sqlx::query_scalar(SINCE).bind(member).fetch_optional(c).await)
}

pub(super) async fn begin(tx: &mut Tx<'_>, member: MemberId, secret: &[u8], now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(BEGIN).bind(member).bind(secret).bind(now.micros()).execute(c).await.map(drop))
}

pub(super) async fn confirm(tx: &mut Tx<'_>, member: MemberId, step: i64, now: Timestamp) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(CONFIRM)
        .bind(member)
        .bind(now.micros())
        .bind(step)
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))
}

/// Takes the step's code; answers whether it had not been taken.
pub(super) async fn take_step(tx: &mut Tx<'_>, member: MemberId, step: i64) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(TAKE_STEP).bind(member).bind(step).execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Removes authenticator and recovery codes.
pub(crate) async fn remove(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(REMOVE).bind(member).execute(c).await.map(drop))?;
    drop_codes(tx, member).await
}

/// A set-up that is open is over: whoever began it knows its secret.
pub(crate) async fn drop_set_up(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(DROP_SET_UP).bind(member).execute(c).await.map(drop))
}

/// How many codes are left, and when the set was made.
pub(crate) async fn codes(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<(u32, Option<i64>)> {
    let (count, made): (i64, Option<i64>) = on!(tx, |c| sqlx::query_as(CODES).bind(member).fetch_one(c).await)?;
    Ok((u32::try_from(count).unwrap_or(u32::MAX), made))
}

pub(super) async fn insert_code(
    tx: &mut Tx<'_>,
    member: MemberId,
    hash: &[u8; 32],
    now: Timestamp,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(INSERT_CODE)
        .bind(member)
        .bind(hash.as_slice())
        .bind(now.micros())
        .execute(c)
        .await
        .map(drop))
}

/// Uses a code up; answers whether it was there.
pub(super) async fn use_code(tx: &mut Tx<'_>, member: MemberId, hash: &[u8; 32]) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(USE_CODE)
        .bind(member)
        .bind(hash.as_slice())
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))
}

pub(super) async fn drop_codes(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(DROP_CODES).bind(member).execute(c).await.map(drop))
}

pub(super) async fn wait(
    tx: &mut Tx<'_>,
    waiting: &Waiting<'_>,
    hash: &[u8; 32],
    device: &[u8],
    ends: Timestamp,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(WAIT)
        .bind(waiting.member)
        .bind(hash.as_slice())
        .bind(waiting.password_since)
        .bind(waiting.session_epoch)
        .bind(waiting.factor_since)
        .bind(i64::from(waiting.kept))
        .bind(device)
        .bind(waiting.known_device.as_ref().map(<[u8; 32]>::as_slice))
        .bind(waiting.now.micros())
        .bind(ends.micros())
        .execute(c)
        .await
        .map(drop))
}

pub(super) async fn is_waiting(tx: &mut Tx<'_>, hash: &[u8; 32], now: Timestamp) -> sqlx::Result<bool> {
    let most = i64::from(domain::factors::PENDING_TRIES);
    let found: i64 = on!(tx, |c| sqlx::query_scalar(IS_WAITING)
        .bind(hash.as_slice())
        .bind(now.micros())
        .bind(most)
        .fetch_one(c)
        .await)?;
    Ok(found > 0)
}

/// Counts one try on a waiting sign-in and answers it, unless its time or its tries are over.
pub(super) async fn count_try(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
    most: u32,
    now: Timestamp,
) -> sqlx::Result<Option<PendingRow>> {
    on!(tx, |c| sqlx::query_as(COUNT_TRY)
        .bind(hash.as_slice())
        .bind(now.micros())
        .bind(i64::from(most))
        .fetch_optional(c)
        .await)
}

pub(super) async fn end_pending(tx: &mut Tx<'_>, member: MemberId, hash: &[u8; 32]) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(END_PENDING).bind(member).bind(hash.as_slice()).execute(c).await.map(drop))
}

/// Ends every waiting sign-in of a member.
pub(crate) async fn drop_pending(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(DROP_PENDING).bind(member).execute(c).await.map(drop))
}

/// The member's waiting sign-ins.
pub(crate) async fn pending_of(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Vec<PendingLine>> {
    on!(tx, |c| sqlx::query_as(PENDING_OF).bind(member).fetch_all(c).await)
}
