//! Waiting letters in the database.

use crate::db::{Tx, on};
use crate::fault::Accident;
use crate::members::MemberId;
use domain::calendar::Timestamp;
use domain::letters::LetterKind;
use uuid::Uuid;

pub(crate) const POST: &str = "insert into outbox (id, member_id, way, can_wait, kind, letter, epoch, posted_at, due_at, tries) \
     values ($1, $2, $6, $8, $3, $4, $7, $5, $5, 0)";
// Due when whoever set it aside writes a letter from it, and not before.
pub(crate) const SET_ASIDE: &str = "insert into outbox (id, way, kind, letter, epoch, posted_at, due_at, tries) \
     values ($1, 'mail', $2, $3, $4, $5, 9223372036854775807, 0)";
pub(crate) const ASIDE: &str = "select letter from outbox where id = $1";
pub(crate) const DUE: &str = "select id, member_id, kind, letter, posted_at, due_at, tries from outbox where way = $3 \
     and can_wait = $4 and due_at <= $1 order by due_at limit $2";
// Only if nobody moved it since it was read: two workers cannot both take it.
pub(crate) const TAKE: &str = "update outbox set due_at = $3, tries = tries + 1 where id = $1 and due_at = $2";
pub(crate) const PUT_OFF: &str = "update outbox set due_at = $2 where id = $1";
pub(crate) const GONE: &str = "delete from outbox where id = $1";
pub(crate) const RECALL_TEXTS: &str = "delete from outbox where member_id = $1 and way = 'text'";
pub(crate) const OLDEST: &str = "select min(posted_at), count(*) from outbox";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[POST, SET_ASIDE, ASIDE, DUE, TAKE, PUT_OFF, GONE, RECALL_TEXTS, OLDEST];

/// The way a letter leaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// The mail server or folder.
    Mail,
    /// The gateway of text messages.
    Text,
}

impl Way {
    const fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Text => "text",
        }
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct DueRow {
    pub(super) id: Uuid,
    pub(super) member_id: Option<MemberId>,
    pub(super) kind: String,
    pub(super) letter: Vec<u8>,
    pub(super) posted_at: i64,
    pub(super) due_at: i64,
    pub(super) tries: i64,
}

pub(super) async fn post(
    tx: &mut Tx<'_>,
    id: Uuid,
    member: Option<MemberId>,
    (way, kind): (Way, LetterKind),
    (letter, epoch): (&[u8], u32),
    now: Timestamp,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(POST)
        .bind(id)
        .bind(member)
        .bind(kind.code())
        .bind(letter)
        .bind(now.micros())
        .bind(way.code())
        .bind(i64::from(epoch))
        .bind(i64::from(kind.can_wait()))
        .execute(c)
        .await
        .map(drop))
}

/// Sets aside what a certificate needs until everything is gone.
pub(crate) async fn set_aside(
    tx: &mut Tx<'_>,
    id: Uuid,
    (sealed, epoch): (&[u8], u32),
    now: Timestamp,
) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(SET_ASIDE)
        .bind(id)
        .bind(LetterKind::Certificate.code())
        .bind(sealed)
        .bind(i64::from(epoch))
        .bind(now.micros())
        .execute(c)
        .await
        .map(drop))
}

/// What was set aside under this id.
pub(crate) async fn aside(tx: &mut Tx<'_>, id: Uuid) -> sqlx::Result<Option<Vec<u8>>> {
    on!(tx, |c| sqlx::query_scalar(ASIDE).bind(id).fetch_optional(c).await)
}

/// What is due this way, the oldest first. What can wait comes after everything else.
pub(super) async fn due(tx: &mut Tx<'_>, way: Way, now: Timestamp, limit: usize) -> Result<Vec<DueRow>, Accident> {
    let mut rows: Vec<DueRow> = Vec::new();
    for can_wait in [0_i64, 1] {
        let left = i64::try_from(limit - rows.len().min(limit))?;
        let some: Vec<DueRow> = on!(&mut *tx, |c| sqlx::query_as(DUE)
            .bind(now.micros())
            .bind(left)
            .bind(way.code())
            .bind(can_wait)
            .fetch_all(c)
            .await)?;
        rows.extend(some);
    }
    Ok(rows)
}

pub(super) async fn take(tx: &mut Tx<'_>, id: Uuid, seen: i64, until: i64) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(TAKE)
        .bind(id)
        .bind(seen)
        .bind(until)
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))
}

pub(super) async fn put_off(tx: &mut Tx<'_>, id: Uuid, until: i64) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(PUT_OFF).bind(id).bind(until).execute(c).await.map(drop))
}

/// Answers whether it was still there.
pub(crate) async fn gone(tx: &mut Tx<'_>, id: Uuid) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(GONE).bind(id).execute(c).await.map(|done| done.rows_affected() == 1))
}

/// What waits to be texted to this member does not leave any more.
pub(crate) async fn recall_texts(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(RECALL_TEXTS).bind(member).execute(c).await.map(drop))
}

/// When the oldest waiting letter was posted, and how many wait.
pub(crate) async fn oldest(tx: &mut Tx<'_>) -> sqlx::Result<(Option<i64>, i64)> {
    on!(tx, |c| sqlx::query_as(OLDEST).fetch_one(c).await)
}
