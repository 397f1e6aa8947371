//! Sessions and known devices in the database.

use super::{COLUMN, SessionLine, TABLE};
use crate::db::{Tx, on};
use crate::fault::Accident;
use crate::keys::MemberKey;
use crate::members::MemberId;
use domain::calendar::Timestamp;
use domain::sessions::{FORMER_TOKEN_KNOWN_FOR, SessionId};
use uuid::Uuid;

pub(crate) const FIND: &str = "select s.member_id, s.id, s.epoch, s.kept, s.seen_at, s.idle_ends_at, s.ends_at, s.proved_at, \
     m.language, m.session_epoch, m.closing_ends_at, m.closed_at, k.key_id, k.wrapped, s.factor_proved_at, s.passkey_proved_at, \
     a.confirmed_at as factor_since from sessions s join members m on m.id = s.member_id \
     join member_keys k on k.member_id = s.member_id left join authenticators a on a.member_id = s.member_id where s.token_hash = $1";
pub(crate) const LIFE: &str = "select s.epoch, s.idle_ends_at, s.ends_at, m.session_epoch, m.closing_ends_at, m.closed_at \
     from sessions s join members m on m.id = s.member_id where s.member_id = $1 and s.id = $2";
// The session's row is locked as well: one that is ended in this very moment is waited for, and is gone then.
pub(crate) const LIFE_ALONE: &str = "select s.epoch, s.idle_ends_at, s.ends_at, m.session_epoch, m.closing_ends_at, m.closed_at \
     from sessions s join members m on m.id = s.member_id where s.member_id = $1 and s.id = $2 \
     for no key update of m for key share of s";
// Only forward, and only if nobody saw it meanwhile: a slow request must not turn the clock of a session back.
pub(crate) const SEE: &str =
    "update sessions set seen_at = $4, idle_ends_at = $5 where member_id = $1 and id = $2 and seen_at = $3";
pub(crate) const INSERT: &str = "insert into sessions (member_id, id, token_hash, epoch, kept, started_at, seen_at, idle_ends_at, ends_at, \
     proved_at, device) values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $6, $9)";
pub(crate) const ROTATE: &str = "update sessions set former_hash = token_hash, former_until = $5, token_hash = $3, proved_at = $4 \
     where member_id = $1 and id = $2 returning ends_at, kept";
pub(crate) const ROTATE_BY_PASSKEY: &str = "update sessions set former_hash = token_hash, former_until = $5, token_hash = $3, \
     passkey_proved_at = $4 where member_id = $1 and id = $2 returning ends_at, kept";
// The password was not given: a proof of 1970 is none.
pub(crate) const BEGAN_BY_PASSKEY: &str =
    "update sessions set passkey_proved_at = $3, proved_at = 0 where member_id = $1 and id = $2";
// Into the epoch of now: the one session that goes on when all others end.
pub(crate) const RENEW: &str = "update sessions set former_hash = token_hash, former_until = $4, token_hash = $3, \
     epoch = (select session_epoch from members where id = $1) where member_id = $1 and id = $2 returning ends_at, kept";
pub(crate) const FORMER: &str = "select count(*) from sessions where former_hash = $1 and former_until > $2";
pub(crate) const END_ALL: &str = "delete from sessions where member_id = $1";
pub(crate) const WITH_SESSIONS: &str =
    "select member_id from sessions where member_id > $1 order by member_id limit $2";
pub(crate) const PROVE_FACTOR: &str = "update sessions set factor_proved_at = $3 where member_id = $1 and id = $2";
pub(crate) const END: &str = "delete from sessions where member_id = $1 and id = $2";
pub(crate) const END_OTHERS: &str = "delete from sessions where member_id = $1 and id <> $2";
pub(crate) const LIVING: &str = "select s.id, s.kept, s.started_at, s.seen_at, s.ends_at, s.device from sessions s join members m on m.id = s.member_id \
     where s.member_id = $1 and s.epoch = m.session_epoch and s.ends_at > $2 and s.idle_ends_at > $2";
pub(crate) const DEVICE: &str = "select count(*) from devices where member_id = $1 and token_hash = $2";
pub(crate) const INSERT_DEVICE: &str =
    "insert into devices (member_id, token_hash, device, first_seen_at, last_seen_at) values ($1, $2, $3, $4, $4)";
pub(crate) const SEE_DEVICE: &str = "update devices set last_seen_at = $3 where member_id = $1 and token_hash = $2";
pub(crate) const FORGET_DEVICE: &str = "delete from devices where member_id = $1 and token_hash = $2";
pub(crate) const FORGET_DEVICES: &str = "delete from devices where member_id = $1";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[
    FIND,
    LIFE,
    LIFE_ALONE,
    SEE,
    INSERT,
    ROTATE,
    ROTATE_BY_PASSKEY,
    BEGAN_BY_PASSKEY,
    RENEW,
    FORMER,
    END_ALL,
    WITH_SESSIONS,
    PROVE_FACTOR,
    END,
    END_OTHERS,
    LIVING,
    DEVICE,
    INSERT_DEVICE,
    SEE_DEVICE,
    FORGET_DEVICE,
    FORGET_DEVICES,
];

/// What decides whether a session is good.
#[derive(sqlx::FromRow)]
pub(crate) struct Life {
    pub(super) epoch: i64,
    pub(super) idle_ends_at: i64,
    pub(super) ends_at: i64,
    pub(super) session_epoch: i64,
    pub(super) closing_ends_at: Option<i64>,
    pub(super) closed_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
pub(super) struct FindRow {
    pub(super) member_id: MemberId,
    pub(super) id: Uuid,
    #[sqlx(flatten)]
    pub(super) life: Life,
    pub(super) kept: i64,
    pub(super) seen_at: i64,
    pub(super) proved_at: i64,
    pub(super) language: String,
    pub(super) key_id: Vec<u8>,
    pub(super) wrapped: Vec<u8>,
    pub(super) factor_proved_at: Option<i64>,
    pub(super) passkey_proved_at: Option<i64>,
    /// Since when the member has an authenticator that counts.
    pub(super) factor_since: Option<i64>,
}

pub(super) struct NewRow<'a> {
    pub(super) member: MemberId,
    pub(super) id: Uuid,
    pub(super) token_hash: &'a [u8; 32],
    pub(super) epoch: i64,
    pub(super) kept: bool,
    pub(super) now: Timestamp,
    pub(super) idle_ends: Timestamp,
    pub(super) ends: Timestamp,
    pub(super) device: &'a [u8],
}

#[derive(sqlx::FromRow)]
pub(super) struct LineRow {
    id: Uuid,
    kept: i64,
    started_at: i64,
    seen_at: i64,
    ends_at: i64,
    device: Vec<u8>,
}

impl LineRow {
    pub(super) fn line(&self, key: &MemberKey) -> Result<SessionLine, Accident> {
        let device = key.open(TABLE, COLUMN, self.id.as_bytes(), &self.device)?;
        Ok(SessionLine {
            session: SessionId::from_bytes(self.id.into_bytes()),
            device: String::from_utf8(device.to_vec())?,
            first: Timestamp::from_micros(self.started_at),
            last: Timestamp::from_micros(self.seen_at),
            kept_until: (self.kept != 0).then(|| Timestamp::from_micros(self.ends_at)),
            current: false,
        })
    }
}

fn uuid(session: SessionId) -> Uuid {
    Uuid::from_bytes(*session.bytes())
}

pub(super) async fn find(tx: &mut Tx<'_>, hash: &[u8; 32]) -> sqlx::Result<Option<FindRow>> {
    on!(tx, |c| sqlx::query_as(FIND).bind(hash.as_slice()).fetch_optional(c).await)
}

/// In a write, no other write of this member runs beside it from here on.
pub(crate) async fn life(tx: &mut Tx<'_>, member: MemberId, session: SessionId) -> sqlx::Result<Option<Life>> {
    let text = tx.pick_alone(LIFE, LIFE_ALONE);
    on!(tx, |c| sqlx::query_as(text).bind(member).bind(uuid(session)).fetch_optional(c).await)
}

pub(super) async fn see(
    tx: &mut Tx<'_>,
    member: MemberId,
    session: SessionId,
    before: i64,
    (now, idle_ends): (Timestamp, Timestamp),
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(SEE)
        .bind(member)
        .bind(uuid(session))
        .bind(before)
        .bind(now.micros())
        .bind(idle_ends.micros())
        .execute(c)
        .await
        .map(drop))
}

pub(super) async fn insert(tx: &mut Tx<'_>, row: &NewRow<'_>) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(INSERT)
        .bind(row.member)
        .bind(row.id)
        .bind(row.token_hash.as_slice())
        .bind(row.epoch)
        .bind(i64::from(row.kept))
        .bind(row.now.micros())
        .bind(row.idle_ends.micros())
        .bind(row.ends.micros())
        .bind(row.device)
        .execute(c)
        .await
        .map(drop))
}

/// The end and the kind of the session, if it is still there.
pub(super) async fn rotate(
    tx: &mut Tx<'_>,
    member: MemberId,
    session: SessionId,
    hash: &[u8; 32],
    now: Timestamp,
) -> sqlx::Result<Option<(i64, i64)>> {
    on!(tx, |c| sqlx::query_as(ROTATE)
        .bind(member)
        .bind(uuid(session))
        .bind(hash.as_slice())
        .bind(now.micros())
        .bind(former_until(now))
        .fetch_optional(c)
        .await)
}

/// The end and the kind of the session, if it is still there.
pub(super) async fn rotate_by_passkey(
    tx: &mut Tx<'_>,
    member: MemberId,
    session: SessionId,
    hash: &[u8; 32],
    now: Timestamp,
) -> sqlx::Result<Option<(i64, i64)>> {
    on!(tx, |c| sqlx::query_as(ROTATE_BY_PASSKEY)
        .bind(member)
        .bind(uuid(session))
        .bind(hash.as_slice())
        .bind(now.micros())
        .bind(former_until(now))
        .fetch_optional(c)
        .await)
}

/// The session began with a passkey instead of the password.
pub(crate) async fn began_by_passkey(
    tx: &mut Tx<'_>,
    member: MemberId,
    session: SessionId,
    now: Timestamp,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(BEGAN_BY_PASSKEY)
        .bind(member)
        .bind(uuid(session))
        .bind(now.micros())
        .execute(c)
        .await
        .map(drop))
}

/// The end and the kind of the session, if it is still there.
pub(super) async fn renew(
    tx: &mut Tx<'_>,
    member: MemberId,
    session: SessionId,
    hash: &[u8; 32],
    now: Timestamp,
) -> sqlx::Result<Option<(i64, i64)>> {
    on!(tx, |c| sqlx::query_as(RENEW)
        .bind(member)
        .bind(uuid(session))
        .bind(hash.as_slice())
        .bind(former_until(now))
        .fetch_optional(c)
        .await)
}

fn former_until(now: Timestamp) -> i64 {
    now.plus(FORMER_TOKEN_KNOWN_FOR).micros()
}

/// Whether a session had this token until moments ago.
pub(super) async fn is_former(tx: &mut Tx<'_>, hash: &[u8; 32], now: Timestamp) -> sqlx::Result<bool> {
    let found: i64 =
        on!(tx, |c| sqlx::query_scalar(FORMER).bind(hash.as_slice()).bind(now.micros()).fetch_one(c).await)?;
    Ok(found > 0)
}

/// Whose sessions come after those of this member, one for each session, so many at most.
pub(super) async fn with_sessions(tx: &mut Tx<'_>, after: MemberId, most: i64) -> sqlx::Result<Vec<MemberId>> {
    on!(tx, |c| sqlx::query_scalar(WITH_SESSIONS).bind(after).bind(most).fetch_all(c).await)
}

/// Ends every session of the member. Answers how many.
pub(crate) async fn end_all(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<u64> {
    on!(tx, |c| sqlx::query(END_ALL).bind(member).execute(c).await.map(|done| done.rows_affected()))
}

/// The second factor was given in this session.
pub(crate) async fn prove_factor(
    tx: &mut Tx<'_>,
    member: MemberId,
    session: SessionId,
    now: Timestamp,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(PROVE_FACTOR)
        .bind(member)
        .bind(uuid(session))
        .bind(now.micros())
        .execute(c)
        .await
        .map(drop))
}

pub(crate) async fn end(tx: &mut Tx<'_>, member: MemberId, session: SessionId) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(END)
        .bind(member)
        .bind(uuid(session))
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))
}

pub(crate) async fn end_others(tx: &mut Tx<'_>, member: MemberId, session: SessionId) -> sqlx::Result<u64> {
    on!(tx, |c| sqlx::query(END_OTHERS)
        .bind(member)
        .bind(uuid(session))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))
}

pub(super) async fn living(tx: &mut Tx<'_>, member: MemberId, now: Timestamp) -> sqlx::Result<Vec<LineRow>> {
    on!(tx, |c| sqlx::query_as(LIVING).bind(member).bind(now.micros()).fetch_all(c).await)
}

pub(super) async fn device(tx: &mut Tx<'_>, member: MemberId, hash: &[u8; 32]) -> sqlx::Result<bool> {
    let found: i64 = on!(tx, |c| sqlx::query_scalar(DEVICE).bind(member).bind(hash.as_slice()).fetch_one(c).await)?;
    Ok(found > 0)
}

pub(super) async fn insert_device(
    tx: &mut Tx<'_>,
    member: MemberId,
    hash: &[u8; 32],
    device: &[u8],
    now: Timestamp,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(INSERT_DEVICE)
        .bind(member)
        .bind(hash.as_slice())
        .bind(device)
        .bind(now.micros())
        .execute(c)
        .await
        .map(drop))
}

pub(super) async fn see_device(tx: &mut Tx<'_>, member: MemberId, hash: &[u8; 32], now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(SEE_DEVICE)
        .bind(member)
        .bind(hash.as_slice())
        .bind(now.micros())
        .execute(c)
        .await
        .map(drop))
}

pub(super) async fn forget_device(tx: &mut Tx<'_>, member: MemberId, hash: &[u8; 32]) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(FORGET_DEVICE).bind(member).bind(hash.as_slice()).execute(c).await.map(drop))
}

pub(super) async fn forget_devices(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(FORGET_DEVICES).bind(member).execute(c).await.map(drop))
}
