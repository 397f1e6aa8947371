//! The rows of a member that no other feature reads as a whole.

use crate::db::{Tx, on};
use crate::members::MemberId;
use uuid::Uuid;

pub(crate) const SESSIONS: &str =
    "select id, kept, started_at, seen_at, ends_at, device from sessions where member_id = $1 order by started_at, id";
pub(crate) const DEVICES: &str =
    "select token_hash, device, first_seen_at, last_seen_at from devices where member_id = $1 order by first_seen_at";
pub(crate) const LETTERS: &str =
    "select id, kind, letter, posted_at from outbox where member_id = $1 order by posted_at";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[SESSIONS, DEVICES, LETTERS];

#[derive(sqlx::FromRow)]
pub(super) struct SessionRow {
    pub(super) id: Uuid,
    pub(super) kept: i64,
    pub(super) started_at: i64,
    pub(super) seen_at: i64,
    pub(super) ends_at: i64,
    pub(super) device: Vec<u8>,
}

#[derive(sqlx::FromRow)]
pub(super) struct DeviceRow {
    pub(super) token_hash: Vec<u8>,
    pub(super) device: Vec<u8>,
    pub(super) first_seen_at: i64,
    pub(super) last_seen_at: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct LetterRow {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) letter: Vec<u8>,
    pub(super) posted_at: i64,
}

pub(super) async fn sessions(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Vec<SessionRow>> {
    on!(tx, |c| sqlx::query_as(SESSIONS).bind(member).fetch_all(c).await)
}

pub(super) async fn devices(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Vec<DeviceRow>> {
    on!(tx, |c| sqlx::query_as(DEVICES).bind(member).fetch_all(c).await)
}

pub(super) async fn letters(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Vec<LetterRow>> {
    on!(tx, |c| sqlx::query_as(LETTERS).bind(member).fetch_all(c).await)
}
