//! What ends by itself: when it is over, the job that deletes it then, and whether it did. (MC-3.3; law D-26)
//!
//! Table, job and report go by one list. The job deletes in batches, oldest first, every few seconds; the report looks at the
//! oldest row of each kind: one look at the end of an index, however many members there are.

use crate::Services;
use crate::db::{BATCH, on, over};
use crate::fault::Fault;
use crate::files;
use crate::inactivity::LastSweep;
use domain::calendar::{Date, Timestamp};
use domain::retention::{Held, Period};
use std::time::Duration;

/// What is over goes with the next round of the jobs; a server that was down for an hour is not yet at fault.
const LATE_AFTER: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
/// Batches of one kind in a round; the rest is over in the next one, too.
const BATCHES: u32 = 50;

/// A kind of thing that ends by itself.
pub(crate) struct Ending {
    held: Held,
    pub(crate) table: &'static str,
    /// The instant its period is counted from, in the oldest row.
    oldest: &'static str,
    /// Deletes a batch; `None`: another job ends it, and does more than deleting.
    pub(crate) delete: Option<&'static str>,
    /// How long after that instant it is kept.
    pub(crate) kept_for: Duration,
}

/// The instant in the row is its end.
const ENDED: Duration = Duration::ZERO;

/// The instant in the row is its beginning.
const fn period(held: Held) -> Duration {
    match held.rule().period {
        Period::Minutes(minutes) => Duration::from_mins(minutes as u64),
        Period::Hours(hours) | Period::UntilItEnds { hours } => Duration::from_hours(hours as u64),
        Period::Days(days) => DAY.saturating_mul(days),
        // Not counted from an instant of its row.
        Period::UntilClosure
        | Period::UntilCleared
        | Period::DaysAfterErasure(_)
        | Period::FiscalYears(_)
        | Period::WhileBackupsExist => ENDED,
    }
}

macro_rules! endings {
    ($($held:ident: $table:literal by $column:literal, $kept_for:expr, $delete:expr;)+) => {
        /// What ends, and when.
        pub(crate) const ENDINGS: &[Ending] = &[$(Ending {
            held: Held::$held,
            table: $table,
            oldest: concat!("select min(", $column, ") from ", $table),
            delete: $delete,
            kept_for: $kept_for,
        },)+];
        const OLDEST: &[&str] = &[$(concat!("select min(", $column, ") from ", $table)),+];
    };
}

endings! {
    Sessions: "sessions" by "ends_at", ENDED, Some(over!("sessions", "ends_at"));
    PendingSignIns: "pending_sign_ins" by "ends_at", ENDED, Some(over!("pending_sign_ins", "ends_at"));
    PasskeyChallenges: "passkey_challenges" by "ends_at", ENDED, Some(over!("passkey_challenges", "ends_at"));
    KnownDevices: "devices" by "last_seen_at", period(Held::KnownDevices), Some(over!("devices", "last_seen_at"));
    SignInAttempts: "attempts" by "at", period(Held::SignInAttempts), Some(over!("attempts", "at"));
    SignInLocks: "failure_rows" by "last_at", period(Held::SignInLocks), Some(over!("failure_rows", "last_at"));
    Trail: "former_values" by "corrected_at", crate::profile::FORMER_KEPT, Some(over!("former_values", "corrected_at"));
    ConsentEntries: "consent_proofs" by "kept_until", ENDED, None;
    Contacts: "contacts" by "place", period(Held::Contacts), Some(over!("contacts", "place"));
    Questions: "questions" by "day", period(Held::Questions), Some(QUESTIONS);
    EmailConfirmations: "email_confirmations" by "expires_at", ENDED, Some(over!("email_confirmations", "expires_at"));
    PhoneCodes: "phone_codes" by "ends_at", ENDED, Some(over!("phone_codes", "ends_at"));
    OutboxLetters: "outbox" by "posted_at", period(Held::OutboxLetters), None;
    DeadLetters: "dead_letters" by "given_up_at", period(Held::DeadLetters), Some(over!("dead_letters", "given_up_at"));
    WebhookEvents: "webhook_events" by "done_at", period(Held::WebhookEvents), Some(over!("webhook_events", "done_at"));
    RecoveryLinks: "recovery_links" by "expires_at", ENDED, Some(over!("recovery_links", "expires_at"));
    EmailUndos: "email_undos" by "expires_at", ENDED, Some(over!("email_undos", "expires_at"));
    Flashes: "flashes" by "kept_at", period(Held::Flashes), Some(over!("flashes", "kept_at"));
}

// All questions of a day end in the same instant: the key makes a batch of them.
const QUESTIONS: &str = "delete from questions where (member_id, day, key_id, purpose, channel) in \
     (select member_id, day, key_id, purpose, channel from questions where day <= $1 order by day limit 1000)";
const OLDEST_FACT: &str = "select min(fiscal_year) from order_facts";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    let deletes = ENDINGS.iter().filter_map(|ending| ending.delete);
    OLDEST.iter().copied().chain(deletes).chain([OLDEST_FACT])
}

/// One kind, as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetentionLine {
    /// What.
    pub held: Held,
    /// When the oldest of it is over; none: there is none of it.
    pub ends: Option<Timestamp>,
    /// It should be gone for more than an hour.
    pub overdue: bool,
}

/// How retention stands.
#[derive(Clone, Debug)]
pub struct RetentionReport {
    /// Every kind that ends by itself.
    pub lines: Vec<RetentionLine>,
    /// The last look for accounts nobody uses, if one is asked for and has begun.
    pub sweep: Option<LastSweep>,
}

impl RetentionReport {
    /// Whether nothing is kept for longer than was promised.
    pub fn is_kept(&self) -> bool {
        self.lines.iter().all(|line| !line.overdue)
    }
}

impl Services {
    /// Looks at the oldest of everything that ends by itself.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn retention_report(&self) -> Result<RetentionReport, Fault> {
        let mut lines = Vec::with_capacity(ENDINGS.len() + 2);
        for ending in ENDINGS {
            let oldest = self.oldest(ending.oldest).await?;
            lines.push(self.line(ending.held, oldest.map(|at| Timestamp::from_micros(at).plus(ending.kept_for))));
        }
        let year = self.oldest(OLDEST_FACT).await?;
        lines.push(self.line(Held::OrderFacts, year.and_then(end_of_facts)));
        let tray = self.mail.tray();
        let posted = files::apart(move || tray.oldest()).await?;
        let ends = posted.map(|posted| posted.plus(period(Held::OutboxLetters)));
        lines.push(self.line(Held::OutboxLetters, ends));
        Ok(RetentionReport { lines, sweep: self.last_sweep().await? })
    }

    async fn oldest(&self, question: &'static str) -> Result<Option<i64>, Fault> {
        self.db
            .read(|tx| {
                Box::pin(async move { Ok::<_, Fault>(on!(tx, |c| sqlx::query_scalar(question).fetch_one(c).await)?) })
            })
            .await
    }

    fn line(&self, held: Held, ends: Option<Timestamp>) -> RetentionLine {
        let overdue = ends.is_some_and(|ends| self.now() > ends.plus(LATE_AFTER));
        RetentionLine { held, ends, overdue }
    }

    /// Deletes letters that lie as files and that nobody took. Answers how many.
    pub(crate) async fn forget_letter_files(&self) -> Result<u64, Fault> {
        let (tray, until) = (self.mail.tray(), self.now().minus(period(Held::OutboxLetters)));
        files::apart(move || tray.forget(until)).await
    }

    /// Deletes what is over, a batch in each transaction. Answers how many rows went; cut short, the next round goes on.
    pub(crate) async fn forget(&self, delete: &'static str, until: Timestamp) -> Result<u64, Fault> {
        let mut gone = 0;
        for _ in 0..BATCHES {
            let some = self
                .db
                .write(move |tx| {
                    Box::pin(async move {
                        let done = on!(tx, |c| sqlx::query(delete)
                            .bind(until.micros())
                            .execute(c)
                            .await
                            .map(|done| done.rows_affected()));
                        Ok::<_, Fault>(done?)
                    })
                })
                .await?;
            gone += some;
            if some < BATCH {
                break;
            }
        }
        Ok(gone)
    }
}

/// When the facts of a fiscal year are over: at the end of the last full year they are kept for.
fn end_of_facts(year: i64) -> Option<Timestamp> {
    let kept = crate::orders::books::years_kept();
    let first_without = i32::try_from(year + kept + 1).ok()?;
    Some(Date::new(first_without, 1, 1)?.begins_in_vietnam())
}
