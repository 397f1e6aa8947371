//! Text messages on their way to the gateway. A worker of their own hands them over: a gateway that hangs holds up no letter,
//! and no other message either. A message whose code is over would only puzzle whoever reads it; it never leaves.

use super::rows::{self, DueRow, Way};
use super::{Delivered, Waiting};
use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::letters::Letter;
use crate::mail::{NotSent, Why};
use crate::members::MemberId;
use domain::calendar::Timestamp;
use domain::phone::Phone;
use domain::phone_code::CODE_FOR;
use std::time::Duration;
use tokio::task::JoinSet;

/// How long a worker has for one message before another may take it. Longer than the gateway's own deadline of 10 s.
const LEASE: Duration = Duration::from_mins(1);
/// Messages that may be under way at once; the rest is due in the next run.
const AT_ONCE: usize = 16;

impl Services {
    /// Posts a text message to the member's number; what waited for them before does not leave any more. It leaves once this
    /// transaction is committed.
    pub(crate) async fn text(
        &self,
        tx: &mut Tx<'_>,
        member: MemberId,
        to: &Phone,
        letter: Letter,
    ) -> Result<(), Accident> {
        rows::recall_texts(tx, member).await?;
        self.post_by(tx, Some(member), (Way::Text, to.as_str()), letter).await
    }

    /// Hands the text messages that are due over to the gateway, all at once: a run takes no longer than one of them.
    /// Without a gateway, and once its code is over, a message is given up.
    ///
    /// # Errors
    /// [`Fault::Internal`] if the database fails; a gateway that fails is no fault, the message is put off.
    pub async fn deliver_texts(&self) -> Result<Delivered, Fault> {
        let mut under_way = JoinSet::new();
        for row in self.due(Way::Text, self.clock.now(), AT_ONCE).await? {
            let services = self.clone();
            under_way.spawn(async move { services.deliver_text(&row).await });
        }
        let mut delivered = Delivered::default();
        while let Some(done) = under_way.join_next().await {
            delivered.add(done.map_err(|_| Fault::broken("handing over a text message panicked"))??);
        }
        Ok(delivered)
    }

    async fn deliver_text(&self, row: &DueRow) -> Result<Delivered, Fault> {
        let (now, mut delivered) = (self.clock.now(), Delivered::default());
        if self.take(row, now.plus(LEASE)).await? {
            let outcome = self.send_text(row, now).await;
            self.conclude((row, Way::Text), self.clock.now(), outcome, &mut delivered).await?;
        }
        Ok(delivered)
    }

    async fn send_text(&self, row: &DueRow, now: Timestamp) -> Result<(), NotSent> {
        if now.since(Timestamp::from_micros(row.posted_at)) >= CODE_FOR {
            return Err(NotSent::never(Why::TooOld, "too_old"));
        }
        let gateway = self.gateway.as_ref().ok_or_else(|| NotSent::never(Why::TooOld, "no_gateway"))?;
        let Waiting { to, body, .. } = self.open_letter(row)?;
        gateway.send(row.id, &to, &body).await
    }
}
