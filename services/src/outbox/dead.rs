//! Letters that were given up, for the operator: which kind, why, when. Address and text are gone with the letter.

use crate::db::{Tx, on};
use crate::mail::Why;
use domain::calendar::Timestamp;
use domain::retention::{Held, Period};
use std::time::Duration;
use uuid::Uuid;

pub(crate) const BURY: &str = "insert into dead_letters (id, kind, why, code, given_up_at) values ($1, $2, $3, $4, $5) \
     on conflict do nothing";
// A handful, unless something is wrong for weeks.
pub(crate) const COUNTED: &str = "select why, code, count(*), max(given_up_at) from dead_letters group by why, code order by max(given_up_at) desc, code";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[BURY, COUNTED];

/// A letter that was given up.
pub(super) struct DeadLetter {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) why: Why,
    pub(super) code: String,
    pub(super) at: Timestamp,
}

/// Letters that were given up for one reason.
pub(crate) struct Buried {
    /// Whether whoever was to take them refused them: then nothing is wrong here.
    pub(crate) refused: bool,
    /// In words.
    pub(crate) why: &'static str,
    /// A status, or our own word.
    pub(crate) code: String,
    pub(crate) count: i64,
    pub(crate) last: Timestamp,
}

pub(super) const fn code_of(why: Why) -> &'static str {
    match why {
        Why::Refused => "refused",
        Why::TooOld => "too_old",
        Why::Unreadable => "unreadable",
    }
}

pub(super) async fn bury(tx: &mut Tx<'_>, dead: &DeadLetter) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(BURY)
        .bind(dead.id)
        .bind(&dead.kind)
        .bind(code_of(dead.why))
        .bind(&dead.code)
        .bind(dead.at.micros())
        .execute(c)
        .await
        .map(drop))
}

/// All that are remembered, by reason, the newest first.
pub(crate) async fn counted(tx: &mut Tx<'_>) -> sqlx::Result<Vec<Buried>> {
    let rows: Vec<(String, String, i64, i64)> = on!(tx, |c| sqlx::query_as(COUNTED).fetch_all(c).await)?;
    let read = |(why, code, count, last): (String, String, i64, i64)| Buried {
        refused: why == code_of(Why::Refused),
        why: match why.as_str() {
            "refused" => "refused by whoever was to take them",
            "too_old" => "not handed over in time",
            _ => "unreadable",
        },
        code,
        count,
        last: Timestamp::from_micros(last),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// How long they are remembered.
pub(crate) fn remembered_for() -> Duration {
    let days = match Held::DeadLetters.rule().period {
        Period::Days(days) => days,
        _ => 30,
    };
    Duration::from_hours(u64::from(days) * 24)
}
