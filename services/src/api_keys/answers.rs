//! What was answered to a call, so that the same call sent again gets the same answer and does nothing again.
//! (draft-ietf-httpapi-idempotency-key-header; security.md T22)
//!
//! Written in the transaction of what it answers. Only what was done is remembered: a refusal did nothing, and the same
//! call may be looked at afresh.

use crate::Services;
use crate::db::{Tx, on, over};
use crate::fault::{Accident, Fault};
use domain::calendar::Timestamp;
use std::time::Duration;
use uuid::Uuid;

/// How long an answer is remembered.
const KEPT_FOR: Duration = Duration::from_hours(24);

pub(crate) const ANSWERED: &str =
    "select body_hash, answer from api_answers where key_id = $1 and repeat_hash = $2 and answered_at > $3";
// An older one under the same word is over and makes room.
pub(crate) const ANSWER: &str = "insert into api_answers (key_id, repeat_hash, body_hash, answer, answered_at) \
     values ($1, $2, $3, $4, $5) on conflict (key_id, repeat_hash) do update set body_hash = excluded.body_hash, \
     answer = excluded.answer, answered_at = excluded.answered_at";
pub(crate) const FORGET: &str = over!("api_answers", "answered_at");

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[ANSWERED, ANSWER, FORGET];

/// A call that may come again: whose it is, by which word, and what was sent. Keyed hashes, because what is sent is about
/// members.
#[derive(Clone, Copy, Debug)]
pub struct Repeat {
    key: Uuid,
    word: [u8; 32],
    body: [u8; 32],
}

/// What is known about a call.
pub(crate) enum Before {
    /// It did not come before.
    New,
    /// It came before with this body, and this was the answer.
    Answered(String),
    /// The word came before with another body.
    OtherBody,
}

impl Services {
    /// The call of a system under its Idempotency-Key.
    pub fn repeat(&self, system: &super::System, word: &str, body: &[u8]) -> Repeat {
        Repeat {
            key: system.key,
            word: self.keys.pseudonym("repeat", word.as_bytes()),
            body: self.keys.pseudonym("repeated body", body),
        }
    }

    /// Forgets answers whose time is over. Answers how many.
    pub(crate) async fn forget_answers(&self) -> Result<u64, Fault> {
        self.forget(FORGET, self.now().minus(KEPT_FOR)).await
    }
}

/// Whether the call came before. Until this transaction ends no other under the same word runs beside it.
pub(crate) async fn before(tx: &mut Tx<'_>, repeat: &Repeat, now: Timestamp) -> Result<Before, Accident> {
    tx.alone(&[&repeat.word]).await?;
    let since = now.minus(KEPT_FOR).micros();
    let row: Option<(Vec<u8>, String)> = on!(tx, |c| sqlx::query_as(ANSWERED)
        .bind(repeat.key)
        .bind(repeat.word.as_slice())
        .bind(since)
        .fetch_optional(c)
        .await)?;
    Ok(match row {
        None => Before::New,
        Some((body, answer)) if body == repeat.body => Before::Answered(answer),
        Some(_) => Before::OtherBody,
    })
}

/// Remembers the answer, after [`before`] in the same transaction.
pub(crate) async fn remember(tx: &mut Tx<'_>, repeat: &Repeat, answer: &str, now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(ANSWER)
        .bind(repeat.key)
        .bind(repeat.word.as_slice())
        .bind(repeat.body.as_slice())
        .bind(answer)
        .bind(now.micros())
        .execute(c)
        .await
        .map(drop))
}
