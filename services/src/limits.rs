//! Counting tries, so that guessing is slow and letters are few. (MC-5.3a; security.md G10, T27)
//!
//! The rules are in `domain::throttle`; here the tries are written down. A sign-in is counted before the password is
//! looked at and forgiven if it was right, so that a hundred guesses at once are a hundred tries and not none.

use crate::Services;
use crate::db::{Tx, on};
use domain::calendar::Timestamp;
use domain::email::Email;
use domain::throttle::{self, Budget, Tries, Verdict};
use uuid::Uuid;

pub(crate) const TRIES: &str =
    "select count(*), min(at), max(at) from attempts where kind = $1 and subject = $2 and at > $3";
pub(crate) const COUNT: &str = "insert into attempts (kind, subject, at, id) values ($1, $2, $3, $4)";
pub(crate) const FORGIVE: &str = "delete from attempts where kind = $1 and subject = $2 and at = $3 and id = $4";
pub(crate) const IN_A_ROW: &str = "select failures from failure_rows where subject = $1";
pub(crate) const FAIL_AGAIN: &str = "insert into failure_rows (subject, failures, last_at) values ($1, 1, $2) \
     on conflict (subject) do update set failures = failure_rows.failures + 1, last_at = excluded.last_at";
pub(crate) const FORGET: &str = "delete from attempts where kind = 'account' and subject = $1";
pub(crate) const ROW_ENDS: &str = "delete from failure_rows where subject = $1";
pub(crate) const EXPIRE_TRIES: &str = "delete from attempts where at <= $1";
pub(crate) const EXPIRE_ROWS: &str = "delete from failure_rows where last_at <= $1";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] =
    &[TRIES, COUNT, FORGIVE, IN_A_ROW, FAIL_AGAIN, FORGET, ROW_ENDS, EXPIRE_TRIES, EXPIRE_ROWS];

/// Which budget a try is counted against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Sign-ins on an account from devices nobody knows.
    Account,
    /// Sign-ins from one known device.
    Device,
    /// Sign-ins from a network; and, under another keyed hash, its questions for a forgotten password or name.
    Network,
    /// Sign-ups from a network.
    SignUp,
    /// Letters to an address.
    Letter,
}

impl Kind {
    const fn code(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Device => "device",
            Self::Network => "network",
            Self::SignUp => "sign_up",
            Self::Letter => "letter",
        }
    }
}

/// One counted try, so that it can be forgiven.
#[derive(Clone, Copy)]
pub(crate) struct Try {
    pub(crate) kind: Kind,
    pub(crate) subject: [u8; 32],
    pub(crate) at: Timestamp,
    pub(crate) id: Uuid,
}

/// The tries within a budget's period. Who counts a try after this was called [`Tx::alone`] with the subject before.
pub(crate) async fn tries(
    tx: &mut Tx<'_>,
    kind: Kind,
    subject: &[u8; 32],
    budget: Budget,
    now: Timestamp,
) -> sqlx::Result<Tries> {
    let since = now.minus(budget.within).micros();
    let (count, oldest, newest): (i64, Option<i64>, Option<i64>) =
        on!(tx, |c| sqlx::query_as(TRIES).bind(kind.code()).bind(subject.as_slice()).bind(since).fetch_one(c).await)?;
    let at = |micros: Option<i64>| micros.map(Timestamp::from_micros);
    Ok(Tries { count: u32::try_from(count).unwrap_or(u32::MAX), oldest_at: at(oldest), newest_at: at(newest) })
}

/// Counts one try.
pub(crate) async fn count(tx: &mut Tx<'_>, tried: Try) -> sqlx::Result<()> {
    let (kind, subject, at) = (tried.kind.code(), tried.subject, tried.at.micros());
    on!(tx, |c| sqlx::query(COUNT)
        .bind(kind)
        .bind(subject.as_slice())
        .bind(at)
        .bind(tried.id)
        .execute(c)
        .await
        .map(drop))
}

/// Takes a counted try back: it was right, or it was never looked at.
pub(crate) async fn forgive(tx: &mut Tx<'_>, tried: Try) -> sqlx::Result<()> {
    let (kind, subject, at) = (tried.kind.code(), tried.subject, tried.at.micros());
    on!(tx, |c| sqlx::query(FORGIVE)
        .bind(kind)
        .bind(subject.as_slice())
        .bind(at)
        .bind(tried.id)
        .execute(c)
        .await
        .map(drop))
}

/// Failures since the last success.
pub(crate) async fn in_a_row(tx: &mut Tx<'_>, subject: &[u8; 32]) -> sqlx::Result<u32> {
    let failures: Option<i64> =
        on!(tx, |c| sqlx::query_scalar(IN_A_ROW).bind(subject.as_slice()).fetch_optional(c).await)?;
    Ok(u32::try_from(failures.unwrap_or(0)).unwrap_or(u32::MAX))
}

/// One more failure in the row.
pub(crate) async fn fail_again(tx: &mut Tx<'_>, subject: &[u8; 32], now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(FAIL_AGAIN).bind(subject.as_slice()).bind(now.micros()).execute(c).await.map(drop))
}

/// A success: the row of failures is over.
pub(crate) async fn row_ends(tx: &mut Tx<'_>, subject: &[u8; 32]) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(ROW_ENDS).bind(subject.as_slice()).execute(c).await.map(drop))
}

/// Forgets the tries at signing in that were counted against the account with this keyed hash.
pub(crate) async fn forget(tx: &mut Tx<'_>, subject: &[u8; 32]) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(FORGET).bind(subject.as_slice()).execute(c).await.map(drop))?;
    row_ends(tx, subject).await
}

/// Whether one more letter that a visitor asked for may go to the address with this keyed hash.
pub(crate) async fn one_more_letter(tx: &mut Tx<'_>, subject: &[u8; 32], now: Timestamp) -> sqlx::Result<Verdict> {
    tx.alone(&[subject]).await?;
    let within_hour = tries(tx, Kind::Letter, subject, throttle::LETTERS_PER_HOUR, now).await?;
    let within_day = tries(tx, Kind::Letter, subject, throttle::LETTERS_PER_DAY, now).await?;
    Ok(throttle::letter(&within_hour, &within_day, now))
}

/// Forgets what no budget counts any more. Answers how many rows went.
pub(crate) async fn expire(tx: &mut Tx<'_>, before: Timestamp) -> sqlx::Result<u64> {
    let before = before.micros();
    let tries = on!(tx, |c| sqlx::query(EXPIRE_TRIES).bind(before).execute(c).await.map(|done| done.rows_affected()))?;
    let rows = on!(tx, |c| sqlx::query(EXPIRE_ROWS).bind(before).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(tries + rows)
}

impl Services {
    /// Whether one more letter that a visitor asked for may go to this address; if so, it is counted.
    pub(crate) async fn one_more_letter(&self, tx: &mut Tx<'_>, to: &Email, now: Timestamp) -> sqlx::Result<Verdict> {
        let subject = self.letters_to(to);
        let verdict = one_more_letter(tx, &subject, now).await?;
        if verdict.is_go() {
            count(tx, Try { kind: Kind::Letter, subject, at: now, id: self.rng.id() }).await?;
        }
        Ok(verdict)
    }

    /// What letters to this address are counted under.
    pub(crate) fn letters_to(&self, to: &Email) -> [u8; 32] {
        self.keys.pseudonym("letter", to.canonical().as_bytes())
    }
}
