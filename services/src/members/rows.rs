//! Members in the database, and the keyed hashes they are found by.

use super::MemberId;
use crate::db::{Tx, on};
use domain::calendar::Timestamp;
use domain::lang::Lang;

pub(crate) const BY_USERNAME: &str = "select m.id, m.closing_ends_at, m.password, m.password_since, m.rehashed_at, k.key_id, k.wrapped from usernames u \
     join members m on m.id = u.member_id join member_keys k on k.member_id = m.id where u.lookup = $1 and m.closed_at is null";
pub(crate) const BY_EMAIL: &str = "select m.id, m.closing_ends_at, m.password, m.password_since, m.rehashed_at, k.key_id, k.wrapped from email_lookups e \
     join members m on m.id = e.member_id join member_keys k on k.member_id = m.id where e.lookup = $1 and m.closed_at is null";
pub(crate) const BY_ID: &str = "select m.id, m.closing_ends_at, m.password, m.password_since, m.rehashed_at, k.key_id, k.wrapped from members m \
     join member_keys k on k.member_id = m.id where m.id = $1 and m.closed_at is null";
pub(crate) const STATE: &str =
    "select language, session_epoch, closing_ends_at, password_since from members where id = $1 and closed_at is null";
pub(crate) const STATE_ALONE: &str = "select language, session_epoch, closing_ends_at, password_since from members \
     where id = $1 and closed_at is null for no key update";
pub(crate) const INSERT: &str = "insert into members (id, language, joined_at, policy_version, session_epoch, password, password_since) \
     values ($1, $2, $3, $4, 0, $5, $3)";
pub(crate) const INSERT_PROFILE: &str = "insert into profiles (member_id, version, username, username_since, full_name, full_name_since, \
     birth, birth_since, email, email_since) values ($1, 1, $2, $6, $3, $6, $4, $6, $5, $6)";
pub(crate) const TAKE_USERNAME: &str =
    "insert into usernames (lookup, member_id) values ($1, $2) on conflict (lookup) do nothing";
pub(crate) const USERNAME_TAKEN: &str = "select count(*) from usernames where lookup = $1";
pub(crate) const USERNAMES_AMONG: &str = "select lookup from usernames where lookup in ($1)";
pub(crate) const EMAIL_KNOWN: &str = "select count(*) from email_lookups where lookup = $1";
pub(crate) const SET_LANGUAGE: &str = "update members set language = $2 where id = $1";
// Only if the password is still the one that was looked at: a new one chosen meanwhile must not be undone.
pub(crate) const REHASH: &str =
    "update members set password = $2, rehashed_at = $4 where id = $1 and password_since = $3";
// The epoch ends every session that began under the password before, also one that is beginning in this very moment.
pub(crate) const SET_PASSWORD: &str = "update members set password = $2, password_since = $3, rehashed_at = null, session_epoch = session_epoch + 1 \
     where id = $1";
pub(crate) const PASSWORD_SINCE: &str = "select password_since from members where id = $1";
pub(crate) const USERNAME: &str = "select k.key_id, k.wrapped, p.username from profiles p join member_keys k on k.member_id = p.member_id \
     where p.member_id = $1";
pub(crate) const EMAIL: &str = "select email, email_since, email_confirmed_at from profiles where member_id = $1";
pub(crate) const ENTERING: &str = "select p.email, p.email_since, p.email_confirmed_at, \
     (select max(seq) from trail where member_id = p.member_id) as last_entry, \
     (select count(*) from member_references where member_id = p.member_id) as references_held \
     from profiles p where p.member_id = $1";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[
    BY_USERNAME,
    BY_EMAIL,
    BY_ID,
    STATE,
    STATE_ALONE,
    INSERT,
    INSERT_PROFILE,
    TAKE_USERNAME,
    USERNAME_TAKEN,
    USERNAMES_AMONG,
    EMAIL_KNOWN,
    SET_LANGUAGE,
    REHASH,
    SET_PASSWORD,
    PASSWORD_SINCE,
    USERNAME,
    EMAIL,
    ENTERING,
];

/// What is needed to look at a password.
#[derive(sqlx::FromRow)]
pub(crate) struct FoundRow {
    pub(crate) id: MemberId,
    pub(crate) closing_ends_at: Option<i64>,
    pub(crate) password: Vec<u8>,
    pub(crate) password_since: i64,
    pub(crate) rehashed_at: Option<i64>,
    pub(crate) key_id: Vec<u8>,
    pub(crate) wrapped: Vec<u8>,
}

/// What may have changed while a password was being looked at.
#[derive(sqlx::FromRow)]
pub(crate) struct StateRow {
    pub(crate) language: String,
    pub(crate) session_epoch: i64,
    pub(crate) closing_ends_at: Option<i64>,
    pub(crate) password_since: i64,
}

/// What opening a session needs of the member, read in one trip.
#[derive(sqlx::FromRow)]
pub(crate) struct EnteringRow {
    /// Sealed.
    pub(crate) email: Vec<u8>,
    pub(crate) email_since: i64,
    pub(crate) email_confirmed_at: Option<i64>,
    /// The place of the last trail entry.
    pub(crate) last_entry: Option<i64>,
    /// 0 for who joined before members had a reference.
    pub(crate) references_held: i64,
}

/// The envelopes of a new member.
pub(crate) struct NewRow<'a> {
    pub(crate) username: &'a [u8],
    pub(crate) full_name: &'a [u8],
    pub(crate) birth: &'a [u8],
    pub(crate) email: &'a [u8],
}

pub(crate) async fn by_username(tx: &mut Tx<'_>, lookup: &[u8; 32]) -> sqlx::Result<Option<FoundRow>> {
    on!(tx, |c| sqlx::query_as(BY_USERNAME).bind(lookup.as_slice()).fetch_optional(c).await)
}

pub(crate) async fn by_email(tx: &mut Tx<'_>, lookup: &[u8; 32]) -> sqlx::Result<Option<FoundRow>> {
    on!(tx, |c| sqlx::query_as(BY_EMAIL).bind(lookup.as_slice()).fetch_optional(c).await)
}

pub(crate) async fn by_id(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Option<FoundRow>> {
    on!(tx, |c| sqlx::query_as(BY_ID).bind(member).fetch_optional(c).await)
}

/// In a write, no other write of this member runs beside it from here on.
pub(crate) async fn state(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Option<StateRow>> {
    let text = tx.pick_alone(STATE, STATE_ALONE);
    on!(tx, |c| sqlx::query_as(text).bind(member).fetch_optional(c).await)
}

/// The member's row; the key, the profile and the lookups point at it.
pub(crate) async fn insert(
    tx: &mut Tx<'_>,
    member: MemberId,
    lang: Lang,
    policy_version: u32,
    password: &[u8],
    now: Timestamp,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(INSERT)
        .bind(member)
        .bind(lang.code())
        .bind(now.micros())
        .bind(i64::from(policy_version))
        .bind(password)
        .execute(c)
        .await
        .map(drop))
}

pub(crate) async fn insert_profile(
    tx: &mut Tx<'_>,
    member: MemberId,
    new: &NewRow<'_>,
    now: Timestamp,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(INSERT_PROFILE)
        .bind(member)
        .bind(new.username)
        .bind(new.full_name)
        .bind(new.birth)
        .bind(new.email)
        .bind(now.micros())
        .execute(c)
        .await
        .map(drop))
}

/// Takes the name; answers whether it was free.
pub(crate) async fn take_username(tx: &mut Tx<'_>, lookup: &[u8; 32], member: MemberId) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(TAKE_USERNAME)
        .bind(lookup.as_slice())
        .bind(member)
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))
}

pub(crate) async fn username_taken(tx: &mut Tx<'_>, lookup: &[u8; 32]) -> sqlx::Result<bool> {
    let found: i64 = on!(tx, |c| sqlx::query_scalar(USERNAME_TAKEN).bind(lookup.as_slice()).fetch_one(c).await)?;
    Ok(found > 0)
}

/// Whether somebody has confirmed this address.
pub(crate) async fn email_known(tx: &mut Tx<'_>, lookup: &[u8; 32]) -> sqlx::Result<bool> {
    let found: i64 = on!(tx, |c| sqlx::query_scalar(EMAIL_KNOWN).bind(lookup.as_slice()).fetch_one(c).await)?;
    Ok(found > 0)
}

pub(crate) async fn set_language(tx: &mut Tx<'_>, member: MemberId, lang: Lang) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(SET_LANGUAGE).bind(member).bind(lang.code()).execute(c).await.map(drop))
}

pub(crate) async fn rehash(
    tx: &mut Tx<'_>,
    member: MemberId,
    (password, rehashed_at): (&[u8], Timestamp),
    since: i64,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(REHASH)
        .bind(member)
        .bind(password)
        .bind(since)
        .bind(rehashed_at.micros())
        .execute(c)
        .await
        .map(drop))
}

pub(crate) async fn set_password(
    tx: &mut Tx<'_>,
    member: MemberId,
    password: &[u8],
    now: Timestamp,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(SET_PASSWORD).bind(member).bind(password).bind(now.micros()).execute(c).await.map(drop))
}

pub(crate) async fn password_since(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<i64> {
    on!(tx, |c| sqlx::query_scalar(PASSWORD_SINCE).bind(member).fetch_one(c).await)
}

/// Key id, wrapped key, and the sealed username.
pub(crate) async fn username(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<(Vec<u8>, Vec<u8>, Vec<u8>)> {
    on!(tx, |c| sqlx::query_as(USERNAME).bind(member).fetch_one(c).await)
}

/// The sealed address, since when it is the member's, and when it was confirmed.
pub(crate) async fn email(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<(Vec<u8>, i64, Option<i64>)> {
    on!(tx, |c| sqlx::query_as(EMAIL).bind(member).fetch_one(c).await)
}

/// Called with the member locked ([`state`]): the place of the next trail entry is this transaction's.
pub(crate) async fn entering(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<EnteringRow> {
    on!(tx, |c| sqlx::query_as(ENTERING).bind(member).fetch_one(c).await)
}
