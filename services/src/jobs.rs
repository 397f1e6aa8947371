//! What happens by itself: what has expired goes, closed accounts are erased, unused ones are told and closed,
//! the epoch of the keys turns, decisions get their place in the log. (house rule 12; MC-3.1)
//!
//! Every job can run twice, or on two machines at once, or be cut short: the next run takes up what is left.

use crate::Services;
use crate::fault::{self, Fault, describe};
use crate::limits;
pub use crate::outbox::Delivered;
use crate::retention::ENDINGS;

/// What one run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Rows that had expired.
    pub expired: u64,
    /// Steps of erasures.
    pub erasing: u32,
    /// Members' keys that were wrapped under the newest epoch.
    pub rewrapped: u64,
    /// Members looked at for whether they still use their account.
    pub looked_at: u64,
    /// Decisions that got their place in the log.
    pub logged: u64,
}

/// The jobs of one run: one that fails holds up no other, and each that failed is named in the log.
#[derive(Default)]
struct Round {
    first: Option<Fault>,
}

impl Round {
    /// What the job did; nothing, if it failed.
    fn of<T: Default>(&mut self, job: &'static str, outcome: Result<T, Fault>) -> T {
        outcome.unwrap_or_else(|fault| {
            let fault = match fault {
                Fault::Internal(_) => Fault::Internal(format!("job {job}: {}", describe(&fault)).into()),
                other => other,
            };
            match &self.first {
                // Whoever began the run reports this one.
                None => self.first = Some(fault),
                Some(_) => drop(fault::report(&fault)),
            }
            T::default()
        })
    }
}

impl Services {
    /// Does everything that is due now, but for letters, text messages and events for other systems: whoever takes those may
    /// hang, and they have workers of their own ([`Services::deliver_letters`], [`Services::deliver_texts`],
    /// [`Services::deliver_webhooks`]). A job that fails does not hold up the others.
    ///
    /// # Errors
    /// The first [`Fault`]; all other jobs have run, and what they did stays done.
    pub async fn run_due_jobs(&self) -> Result<Done, Fault> {
        let mut round = Round::default();
        let expired = self.expire(&mut round).await;
        let erasing = round.of("erasures", self.erase_due().await);
        let looked_at = round.of("unused accounts", self.look_for_inactive().await);
        round.of("questions", self.write_questions_down().await);
        // After the erasures, so that an epoch that is over takes those with it.
        let rewrapped = round.of("epoch", self.turn_when_due().await).rewrapped;
        let logged = round.of("log of decisions", self.keep_log().await);
        round.first.map_or(Ok(Done { expired, erasing, rewrapped, looked_at, logged }), Err)
    }

    async fn expire(&self, round: &mut Round) -> u64 {
        let now = self.now();
        let mut expired = 0;
        for ending in ENDINGS {
            if let Some(delete) = ending.delete {
                expired += round.of(ending.table, self.forget(delete, now.minus(ending.kept_for)).await);
            }
        }
        expired +=
            round.of("short rows of failures", self.forget(limits::SHORT_ROWS, now.minus(limits::KEPT_FOR)).await);
        expired += round.of("authenticators", self.forget_unfinished_factors().await);
        expired += round.of("consent_proofs", self.forget_proofs().await);
        expired += round.of("api_answers", self.forget_answers().await);
        expired += round.of("letters as files", self.forget_letter_files().await);
        expired + round.of("order_facts", self.forget_facts().await)
    }
}
