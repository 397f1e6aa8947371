//! Counting tries, so that guessing is slow and letters are few. (MC-5.3a; security.md G10, T27)
//!
//! The rules are in `domain::throttle`; here the tries are written down. A sign-in is counted before the password is
//! looked at and forgiven if it was right, so that a hundred guesses at once are a hundred tries and not none.

use crate::Services;
use crate::db::{Tx, on};
use domain::calendar::Timestamp;
use domain::email::Email;
use domain::throttle::{self, Budget, Tries, Verdict};
use std::time::Duration;
use uuid::Uuid;

pub(crate) const TRIES: &str =
    "select count(*), min(at), max(at) from attempts where kind = $1 and subject = $2 and at > $3";
pub(crate) const COUNT: &str = "insert into attempts (kind, subject, at, id) values ($1, $2, $3, $4)";
pub(crate) const FORGIVE: &str = "delete from attempts where kind = $1 and subject = $2 and at = $3 and id = $4";
// A sign-in is on the way of everybody: what it counts and asks is one trip each.
pub(crate) const SIGN_IN_TRIES: &str = "select 1 as part, count(*) as tries, min(at) as oldest, max(at) as newest from attempts \
     where kind = $1 and subject = $2 and at > $3 union all \
     select 2, count(*), min(at), max(at) from attempts where kind = 'network' and subject = $4 and at > $5 union all \
     select 3, failures, null, null from failure_rows where subject = $2 order by part";
pub(crate) const COUNT_SIGN_IN: &str =
    "insert into attempts (kind, subject, at, id) values ($1, $2, $5, $3), ('network', $4, $5, $6)";
pub(crate) const FORGIVE_SIGN_IN: &str = "delete from attempts where (kind = $1 and subject = $2 and at = $5 and id = $3) \
     or (kind = 'network' and subject = $4 and at = $5 and id = $6)";
pub(crate) const IN_A_ROW: &str = "select failures from failure_rows where subject = $1";
pub(crate) const FAIL_AGAIN: &str = "insert into failure_rows (subject, failures, last_at) values ($1, 1, $2) \
     on conflict (subject) do update set failures = failure_rows.failures + 1, last_at = excluded.last_at";
pub(crate) const FORGET: &str = "delete from attempts where kind = 'account' and subject = $1";
pub(crate) const ROW_ENDS: &str = "delete from failure_rows where subject = $1";
// A batch of those that a day ends. The number is `throttle::ROW_KEPT_FROM`, and the index's: an engine uses the index for this very text only.
pub(crate) const SHORT_ROWS: &str = "delete from failure_rows where subject in \
     (select subject from failure_rows where failures < 30 and last_at <= $1 order by last_at limit 1000)";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[
    TRIES,
    COUNT,
    SIGN_IN_TRIES,
    COUNT_SIGN_IN,
    FORGIVE,
    FORGIVE_SIGN_IN,
    IN_A_ROW,
    FAIL_AGAIN,
    FORGET,
    ROW_ENDS,
    SHORT_ROWS,
];

/// The longest budget that is counted is a day's. (The retention table says the same.)
pub(crate) const KEPT_FOR: Duration = Duration::from_hours(24);

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
    Ok(tries_of(count, oldest, newest))
}

fn tries_of(count: i64, oldest: Option<i64>, newest: Option<i64>) -> Tries {
    let at = |micros: Option<i64>| micros.map(Timestamp::from_micros);
    Tries { count: u32::try_from(count).unwrap_or(u32::MAX), oldest_at: at(oldest), newest_at: at(newest) }
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

/// What a sign-in is judged by: the tries in its lane, its failures in a row, the tries from its network.
pub(crate) struct SignInTries {
    pub(crate) lane: Tries,
    pub(crate) in_a_row: u32,
    pub(crate) network: Tries,
}

/// A sign-in as it was counted: in its lane and on its network, so that it can be forgiven.
#[derive(Clone, Copy)]
pub(crate) struct CountedSignIn {
    pub(crate) lane: Kind,
    pub(crate) subject: [u8; 32],
    pub(crate) id: Uuid,
    pub(crate) network: [u8; 32],
    pub(crate) network_id: Uuid,
    pub(crate) at: Timestamp,
    /// The failures in a row before it.
    pub(crate) in_a_row: u32,
}

/// The tries before this sign-in, within the periods of both budgets. Called after [`Tx::alone`] with both subjects.
pub(crate) async fn sign_in_tries(
    tx: &mut Tx<'_>,
    (kind, subject, budget): (Kind, &[u8; 32], Budget),
    network: &[u8; 32],
    now: Timestamp,
) -> sqlx::Result<SignInTries> {
    let since = |budget: Budget| now.minus(budget.within).micros();
    let parts: Vec<(i32, i64, Option<i64>, Option<i64>)> = on!(tx, |c| sqlx::query_as(SIGN_IN_TRIES)
        .bind(kind.code())
        .bind(subject.as_slice())
        .bind(since(budget))
        .bind(network.as_slice())
        .bind(since(throttle::NETWORK))
        .fetch_all(c)
        .await)?;
    let part = |wanted: i32| parts.iter().find(|part| part.0 == wanted);
    let counted = |wanted| {
        part(wanted).map_or_else(Tries::default, |(_, count, oldest, newest)| tries_of(*count, *oldest, *newest))
    };
    let in_a_row = part(3).map_or(0, |(_, failures, ..)| u32::try_from(*failures).unwrap_or(u32::MAX));
    Ok(SignInTries { lane: counted(1), in_a_row, network: counted(2) })
}

/// Counts a sign-in.
pub(crate) async fn count_sign_in(tx: &mut Tx<'_>, counted: &CountedSignIn) -> sqlx::Result<()> {
    both(tx, COUNT_SIGN_IN, counted).await
}

/// Takes a counted sign-in back: it was right, or it was never looked at.
pub(crate) async fn forgive_sign_in(tx: &mut Tx<'_>, counted: &CountedSignIn) -> sqlx::Result<()> {
    both(tx, FORGIVE_SIGN_IN, counted).await
}

async fn both(tx: &mut Tx<'_>, text: &'static str, counted: &CountedSignIn) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(text)
        .bind(counted.lane.code())
        .bind(counted.subject.as_slice())
        .bind(counted.id)
        .bind(counted.network.as_slice())
        .bind(counted.at.micros())
        .bind(counted.network_id)
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
