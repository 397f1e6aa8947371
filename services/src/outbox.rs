//! Letters wait here, written down in the same transaction as what they tell about. (security.md G21)
//!
//! A worker takes a letter by moving its next try on, hands it over, and deletes it; its member's history says that it left.
//! If it dies in between, the letter goes out again under the same Message-ID: SMTP cannot promise exactly once, so
//! duplicates are bound to that moment. What was given up leaves no line: it never reached anybody.
//! A certificate is about no account any more; whatever is written for one leads back to its number ([`crate::mail::tray`]).
//! A letter nobody waits for ([`LetterKind::can_wait`]) lets the others pass: a night full of them delays no link to a new password.
//! Text messages wait here, too, and leave by [`texts`]: neither way holds up the other.

pub(crate) mod dead;
pub(crate) mod rows;
mod texts;

use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::keys::passing::Passing;
use crate::keys::{self, KeyFault, MemberKey};
use crate::letters::Letter;
use crate::mail::{Leaving, Next, NotSent, Why};
use crate::members::MemberId;
use crate::trail;
use domain::calendar::Timestamp;
use domain::email::Email;
use domain::letters::LetterKind;
use domain::trail::{TrailDetail, TrailKind};
use rows::Way;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::task::JoinSet;
use uuid::Uuid;

/// How long a worker has for one letter before another may take it. Longer than a mail server that is slow with every line.
const LEASE: Duration = Duration::from_mins(5);
/// After this a letter is given up. (security.md G21; the retention table says the same)
const GIVEN_UP_AFTER: Duration = Duration::from_hours(48);
/// Letters under way at once: fewer than connections a mail server commonly allows one sender.
const AT_ONCE: usize = 4;
/// Letters in one run; the rest is due in the next one.
const IN_A_RUN: usize = 64;

/// A letter as it waits, sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Waiting {
    pub(crate) to: String,
    pub(crate) subject: String,
    body: String,
}

/// What one run of the worker did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Handed to the mail server or folder, or to the gateway.
    pub sent: u32,
    /// To be tried again later.
    pub put_off: u32,
    /// Given up: refused for good, or too old.
    pub given_up: u32,
}

impl Delivered {
    /// Whether something was taken and nothing failed.
    pub fn goes_well(&self) -> bool {
        self.sent > 0 && self.put_off + self.given_up == 0
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.sent += other.sent;
        self.put_off += other.put_off;
        self.given_up += other.given_up;
    }
}

impl Services {
    /// Posts a letter. It leaves once this transaction is committed.
    pub(crate) async fn post(
        &self,
        tx: &mut Tx<'_>,
        member: Option<MemberId>,
        to: &Email,
        letter: Letter,
    ) -> Result<(), Accident> {
        self.post_by(tx, member, (Way::Mail, to.as_str()), letter).await
    }

    async fn post_by(
        &self,
        tx: &mut Tx<'_>,
        member: Option<MemberId>,
        (way, to): (Way, &str),
        letter: Letter,
    ) -> Result<(), Accident> {
        let (id, now) = (self.rng.id(), self.clock.now());
        let Letter { kind, subject, body } = letter;
        let waiting = Waiting { to: to.to_owned(), subject, body };
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(&waiting)?);
        let epoch = keys::rows::epoch_to_write_in(tx).await?;
        let sealed = self.keys.seal_passing(Passing::Letter, id.as_bytes(), &plain, epoch)?;
        rows::post(tx, id, member, (way, kind), (&sealed, epoch), now).await?;
        self.posted.fetch_add(1, Ordering::Release);
        Ok(())
    }

    /// Letters and text messages this process has written down to leave, and some whose transaction came to nothing: while the
    /// number stays what it was before an act, no worker needs to be told of the act.
    pub fn posted(&self) -> u64 {
        self.posted.load(Ordering::Acquire)
    }

    /// Hands over the letters that are due, a few at a time; no text messages. When nobody answers, the rest stays where it is:
    /// a run takes no longer than a few letters do.
    ///
    /// # Errors
    /// [`Fault::Internal`] if the database fails; a mail server that fails is no fault, the letter is put off.
    pub async fn deliver_letters(&self) -> Result<Delivered, Fault> {
        let mut delivered = Delivered::default();
        for _ in 0..IN_A_RUN / AT_ONCE {
            let rows = self.due(Way::Mail, self.clock.now(), AT_ONCE).await?;
            let (none_is_due, mut under_way) = (rows.is_empty(), JoinSet::new());
            for row in rows {
                let services = self.clone();
                under_way.spawn(async move { services.deliver(&row).await });
            }
            let (mut is_shut, mut broken) = (false, Ok(()));
            // All of them, whatever one says: a letter that was cut off in the hand of the mail server leaves twice.
            while let Some(done) = under_way.join_next().await {
                match done.unwrap_or_else(|_| Err(Fault::broken("handing over a letter panicked"))) {
                    Ok((some, shut)) => {
                        delivered.add(some);
                        is_shut |= shut;
                    }
                    Err(fault) => broken = Err(fault),
                }
            }
            broken?;
            if none_is_due || is_shut {
                break;
            }
        }
        Ok(delivered)
    }

    async fn due(&self, way: Way, now: Timestamp, limit: usize) -> Result<Vec<rows::DueRow>, Fault> {
        self.db.read(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::due(tx, way, now, limit).await?) })).await
    }

    /// Takes the letter, unless another worker was faster.
    async fn take(&self, row: &rows::DueRow, until: Timestamp) -> Result<bool, Fault> {
        let (id, seen, until) = (row.id, row.due_at, until.micros());
        self.db.write(move |tx| Box::pin(async move { Ok(rows::take(tx, id, seen, until).await?) })).await
    }

    /// What came of one letter, and whether no other would leave now either.
    async fn deliver(&self, row: &rows::DueRow) -> Result<(Delivered, bool), Fault> {
        let (now, mut delivered) = (self.clock.now(), Delivered::default());
        if !self.take(row, now.plus(LEASE)).await? {
            return Ok((delivered, false));
        }
        let outcome = match self.open_letter(row) {
            // Written down for a name nobody has, so that nobody learns that: it was never meant to leave.
            Ok(waiting) if waiting.to.is_empty() => {
                self.letter_is_gone(row.id).await?;
                return Ok((delivered, false));
            }
            Ok(Waiting { to, subject, body }) => {
                let of = row.member_id.map(|member| self.proof_of(member));
                let (posted_at, again) = (Timestamp::from_micros(row.posted_at), row.tries > 0);
                let letter = Leaving { id: row.id, to: &to, subject: &subject, body, of, posted_at, again };
                self.mail.send(letter, now).await
            }
            Err(not_sent) => Err(not_sent),
        };
        let is_shut = matches!(&outcome, Err(not_sent) if not_sent.next == Next::WayIsShut);
        self.conclude((row, Way::Mail), self.clock.now(), outcome, &mut delivered).await?;
        Ok((delivered, is_shut))
    }

    /// What became of a letter: it is gone, it is tried again later, or it is given up and the operator is told so.
    async fn conclude(
        &self,
        (row, way): (&rows::DueRow, Way),
        now: Timestamp,
        outcome: Result<(), NotSent>,
        delivered: &mut Delivered,
    ) -> Result<(), Fault> {
        let Err(NotSent { code, next }) = outcome else {
            delivered.sent += 1;
            return self.letter_left(row, way).await;
        };
        let last = Timestamp::from_micros(row.posted_at).plus(GIVEN_UP_AFTER);
        // No try is later than the last one.
        let next_try = now.plus(retry_after(row.tries, self.rng.bytes::<1>()[0])).min(last);
        match next {
            Next::Never(why) => self.give_up(row, now, (why, code), delivered).await,
            Next::Later | Next::WayIsShut if now >= last => {
                self.give_up(row, now, (Why::TooOld, code), delivered).await
            }
            Next::Later | Next::WayIsShut => {
                tracing::warn!(letter = %row.id, code, tries = row.tries + 1, "a letter was put off");
                delivered.put_off += 1;
                let (id, again) = (row.id, next_try.micros());
                self.db.write(move |tx| Box::pin(async move { Ok(rows::put_off(tx, id, again).await?) })).await
            }
        }
    }

    async fn give_up(
        &self,
        row: &rows::DueRow,
        now: Timestamp,
        (why, code): (Why, String),
        delivered: &mut Delivered,
    ) -> Result<(), Fault> {
        tracing::warn!(letter = %row.id, kind = row.kind, why = dead::code_of(why), code, "a letter was given up");
        delivered.given_up += 1;
        let dead = Arc::new(dead::DeadLetter { id: row.id, kind: row.kind.clone(), why, code, at: now });
        self.db
            .write(move |tx| {
                let dead = Arc::clone(&dead);
                Box::pin(async move {
                    dead::bury(tx, &dead).await?;
                    Ok(rows::gone(tx, dead.id).await.map(drop)?)
                })
            })
            .await
    }

    async fn letter_is_gone(&self, id: Uuid) -> Result<(), Fault> {
        self.db.write(move |tx| Box::pin(async move { Ok(rows::gone(tx, id).await.map(drop)?) })).await
    }

    /// The letter is gone, and its member's history says that it left: which letter and which way, neither address nor text.
    async fn letter_left(&self, row: &rows::DueRow, way: Way) -> Result<(), Fault> {
        let (services, id, now) = (self.clone(), row.id, self.clock.now());
        let told = match way {
            Way::Mail => TrailKind::LetterSent,
            Way::Text => TrailKind::TextSent,
        };
        let about = row.member_id.zip(LetterKind::parse(&row.kind));
        self.db
            .write(move |tx| {
                let services = services.clone();
                Box::pin(async move {
                    // The member is locked first, as by every other write about them that takes letters away.
                    let key = match about {
                        Some((member, _)) => services.key_if_there(tx, member).await?,
                        None => None,
                    };
                    let there = rows::gone(tx, id).await?;
                    if let Some(((member, letter), key)) = about.zip(key).filter(|_| there) {
                        let detail = TrailDetail::letter(letter);
                        trail::note(tx, &key, member, now, (told, &detail)).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Whoever is being erased has no key any more, and no history. A key that does not open must not make a letter that has
    /// left leave again.
    async fn key_if_there(&self, tx: &mut Tx<'_>, member: MemberId) -> Result<Option<MemberKey>, Accident> {
        match self.keys.member_key(tx, member).await {
            Err(accident) if accident.is::<KeyFault>() => Ok(None),
            key => key.map(Some),
        }
    }

    fn open_letter(&self, row: &rows::DueRow) -> Result<Waiting, NotSent> {
        self.open_waiting(row.id, &row.letter).map_err(|accident| match accident.downcast_ref() {
            // The epoch has turned since the row was read, or its key cannot be read just now: the next try may open it.
            Some(KeyFault::NoEpoch) => NotSent { code: "envelope".to_owned(), next: Next::Later },
            _ => NotSent::never(Why::Unreadable, "envelope"),
        })
    }

    /// A letter that waits, opened.
    pub(crate) fn open_waiting(&self, id: Uuid, letter: &[u8]) -> Result<Waiting, Accident> {
        let plain = self.keys.open_passing(Passing::Letter, id.as_bytes(), letter)?;
        Ok(serde_json::from_slice(&plain)?)
    }
}

/// How long to wait after so many tries: a minute, then twice as long each time, four hours at most; up to a quarter
/// more by chance, so that a server that comes back is not met by all letters at once. `tries` counts those before.
fn retry_after(tries: i64, chance: u8) -> Duration {
    let doublings = u32::try_from(tries.clamp(0, 8)).unwrap_or(8);
    let delay = Duration::from_mins(1 << doublings).min(Duration::from_hours(4));
    delay + delay * u32::from(chance) / 1024
}

/// The id under which a letter is known to mail servers, the same for each try.
pub(crate) fn message_id(letter: Uuid, host: &str) -> String {
    format!("<{}@{host}>", letter.simple())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_delay_is_a_minute_and_no_delay_is_longer_than_five_hours() {
        assert_eq!(retry_after(0, 0), Duration::from_mins(1));
        assert_eq!(retry_after(1, 0), Duration::from_mins(2));
        assert_eq!(retry_after(50, 0), Duration::from_hours(4));
        assert!(retry_after(50, 255) < Duration::from_hours(5));
    }

    #[test]
    fn a_letter_keeps_its_message_id_over_all_tries() {
        let letter = Uuid::from_u128(1);
        assert_eq!(message_id(letter, "a.example"), message_id(letter, "a.example"));
        assert_eq!(message_id(letter, "a.example"), "<00000000000000000000000000000001@a.example>");
    }
}
