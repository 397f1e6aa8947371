//! What happens by itself: what has expired goes, closed accounts are erased, unused ones are told and closed,
//! the epoch of the keys turns, decisions get their place in the log. (house rule 12; MC-3.1)
//!
//! Every job can run twice, or on two machines at once, or be cut short: the next run takes up what is left.

use crate::Services;
use crate::fault::Fault;
pub use crate::outbox::Delivered;
use crate::{flash, limits, passkeys, sessions};
use std::time::Duration;

/// The longest budget that is counted is a day's. (The retention table says the same.)
const TRIES_KEPT_FOR: Duration = Duration::from_hours(24);

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

impl Services {
    /// Does everything that is due now, but for letters, text messages and events for other systems: whoever takes those may
    /// hang, and they have workers of their own ([`Services::deliver_letters`], [`Services::deliver_texts`],
    /// [`Services::deliver_webhooks`]).
    /// A job that fails does not hold up the others.
    ///
    /// # Errors
    /// The first [`Fault`]; all other jobs have run, and what they did stays done.
    pub async fn run_due_jobs(&self) -> Result<Done, Fault> {
        let expired = self.expire().await;
        let erasing = self.erase_due().await;
        let looked_at = self.look_for_inactive().await;
        let counted = self.write_questions_down().await;
        // After the erasures, so that an epoch that is over takes those with it.
        let turned = self.turn_when_due().await;
        let logged = self.keep_log().await;
        counted?;
        Ok(Done {
            expired: expired?,
            erasing: erasing?,
            rewrapped: turned?.rewrapped,
            looked_at: looked_at?,
            logged: logged?,
        })
    }

    async fn expire(&self) -> Result<u64, Fault> {
        let now = self.clock.now();
        let sessions = self
            .db
            .write(move |tx| Box::pin(async move { Ok::<_, Fault>(sessions::rows::expire(tx, now).await?) }))
            .await?;
        let devices = self
            .db
            .write(move |tx| Box::pin(async move { Ok::<_, Fault>(sessions::expire_devices(tx, now).await?) }))
            .await?;
        let flashes =
            self.db.write(move |tx| Box::pin(async move { Ok::<_, Fault>(flash::expire(tx, now).await?) })).await?;
        let questions =
            self.db.write(move |tx| Box::pin(async move { Ok::<_, Fault>(passkeys::expire(tx, now).await?) })).await?;
        let before = now.minus(TRIES_KEPT_FOR);
        let tries =
            self.db.write(move |tx| Box::pin(async move { Ok::<_, Fault>(limits::expire(tx, before).await?) })).await?;
        let unfinished = self.forget_unfinished_factors().await?;
        let links = self.forget_links().await?
            + self.forget_recoveries().await?
            + self.forget_undos().await?
            + self.forget_phone_codes().await?;
        let former = self.forget_former_values().await?;
        let proofs = self.forget_proofs().await?;
        let answers = self.forget_answers().await?;
        let facts = self.forget_facts().await?;
        let contacts = self.forget_contacts().await?;
        let asked = self.forget_questions().await?;
        let events = self.forget_webhook_events().await?;
        let dead = self.forget_dead_letters().await?;
        let short = sessions + devices + flashes + questions + tries;
        Ok(short + links + unfinished + former + proofs + answers + facts + contacts + asked + events + dead)
    }
}
