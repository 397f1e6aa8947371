//! Whether everything that has a period is gone when it is over, asked of the database as it is now. (MC-3.3; law D-26)
//!
//! The jobs delete what is over every few seconds; here an operator or an auditor sees that they do. The oldest row of each
//! kind tells it: one look at the end of an index, however many members there are.

use crate::Services;
use crate::db::on;
use crate::fault::Fault;
use crate::inactivity::LastSweep;
use domain::calendar::Timestamp;
use domain::retention::Held;
use std::time::Duration;

/// What is over goes with the next round of the jobs; a server that was down for an hour is not yet at fault.
const LATE_AFTER: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// A kind of thing that ends by itself.
struct Ending {
    held: Held,
    /// The instant its period is counted from, in the oldest row.
    oldest: &'static str,
    /// How long after that instant it is kept.
    kept_for: Duration,
}

macro_rules! endings {
    ($($held:ident: $column:literal of $table:literal, $kept_for:expr;)+) => {
        const ENDINGS: &[Ending] = &[$(Ending {
            held: Held::$held,
            oldest: concat!("select min(", $column, ") from ", $table),
            kept_for: $kept_for,
        },)+];
        /// Every statement of this file, for the tests that ask the engines how they would run them.
        pub(crate) const ALL: &[&str] = &[$(concat!("select min(", $column, ") from ", $table)),+];
    };
}

endings! {
    Sessions: "ends_at" of "sessions", Duration::ZERO;
    PendingSignIns: "ends_at" of "pending_sign_ins", Duration::ZERO;
    PasskeyChallenges: "ends_at" of "passkey_challenges", Duration::ZERO;
    KnownDevices: "last_seen_at" of "devices", DAY.saturating_mul(400);
    SignInAttempts: "at" of "attempts", DAY;
    Trail: "corrected_at" of "former_values", crate::profile::FORMER_KEPT;
    ConsentEntries: "kept_until" of "consent_proofs", Duration::ZERO;
    Contacts: "place" of "contacts", DAY.saturating_mul(400);
    EmailConfirmations: "expires_at" of "email_confirmations", Duration::ZERO;
    PhoneCodes: "ends_at" of "phone_codes", Duration::ZERO;
    WebhookEvents: "done_at" of "webhook_events", DAY.saturating_mul(domain::webhooks::KEPT_DAYS);
    DeadLetters: "given_up_at" of "dead_letters", DAY.saturating_mul(30);
    RecoveryLinks: "expires_at" of "recovery_links", Duration::ZERO;
    EmailUndos: "expires_at" of "email_undos", Duration::ZERO;
    Flashes: "kept_at" of "flashes", Duration::from_mins(10);
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
        let now = self.now();
        let mut lines = Vec::with_capacity(ENDINGS.len());
        for ending in ENDINGS {
            let oldest: Option<i64> = self
                .db
                .read(|tx| {
                    Box::pin(async move {
                        Ok::<_, Fault>(on!(tx, |c| sqlx::query_scalar(ending.oldest).fetch_one(c).await)?)
                    })
                })
                .await?;
            let ends = oldest.map(|oldest| Timestamp::from_micros(oldest).plus(ending.kept_for));
            let overdue = ends.is_some_and(|ends| now > ends.plus(LATE_AFTER));
            lines.push(RetentionLine { held: ending.held, ends, overdue });
        }
        Ok(RetentionReport { lines, sweep: self.last_sweep().await? })
    }
}
