//! Codes that prove a phone number, in the database.

use crate::db::{Tx, on};
use crate::members::MemberId;
use domain::calendar::Timestamp;
use subtle::ConstantTimeEq as _;

// A second code of the same member replaces the first.
pub(crate) const ASK: &str = "insert into phone_codes (member_id, code_hash, tries, asked_at, ends_at) \
     values ($1, $2, 0, $3, $4) on conflict (member_id) do update set code_hash = excluded.code_hash, tries = 0, \
     asked_at = excluded.asked_at, ends_at = excluded.ends_at";
pub(crate) const OF_MEMBER: &str = "select code_hash, tries, ends_at from phone_codes where member_id = $1";
pub(crate) const COUNT_TRY: &str = "update phone_codes set tries = tries + 1 where member_id = $1";
pub(crate) const FORGET: &str = "delete from phone_codes where member_id = $1";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[ASK, OF_MEMBER, COUNT_TRY, FORGET];

/// A code as it waits.
#[derive(sqlx::FromRow)]
pub(super) struct CodeRow {
    code_hash: Vec<u8>,
    tries: i64,
    ends_at: i64,
}

impl CodeRow {
    /// Wrong codes so far.
    pub(super) fn tries(&self) -> u32 {
        u32::try_from(self.tries).unwrap_or(u32::MAX)
    }

    pub(super) const fn ends_at(&self) -> Timestamp {
        Timestamp::from_micros(self.ends_at)
    }

    /// Whether this is the hash of the code that was sent.
    pub(super) fn is(&self, hash: &[u8; 32]) -> bool {
        self.code_hash.as_slice().ct_eq(hash.as_slice()).into()
    }
}

pub(super) async fn ask(
    tx: &mut Tx<'_>,
    member: MemberId,
    hash: &[u8; 32],
    (asked_at, ends_at): (Timestamp, Timestamp),
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(ASK)
        .bind(member)
        .bind(hash.as_slice())
        .bind(asked_at.micros())
        .bind(ends_at.micros())
        .execute(c)
        .await
        .map(drop))
}

pub(super) async fn of_member(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Option<CodeRow>> {
    on!(tx, |c| sqlx::query_as(OF_MEMBER).bind(member).fetch_optional(c).await)
}

pub(super) async fn count_try(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(COUNT_TRY).bind(member).execute(c).await.map(drop))
}

/// The code is used, or its number is not the member's any more.
pub(crate) async fn forget(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(FORGET).bind(member).execute(c).await.map(drop))
}
