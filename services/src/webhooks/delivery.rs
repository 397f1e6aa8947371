//! Events on their way. Each endpoint is served for itself, several events at once; of one member to one endpoint, one after
//! the other. A worker takes an event by moving its next try on; if it dies, the event goes out again under the same id.

use super::EndpointId;
use super::rows::endpoints::{self, EndpointRow};
use super::rows::{self, DueRow};
use super::sender::Message;
use super::target::Target;
use crate::Services;
use crate::fault::{Accident, Fault};
use crate::outbox::Delivered;
use domain::calendar::Timestamp;
use domain::webhooks::retry_after;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// How long a worker has for one event before another may take it. Longer than an endpoint's own deadline of 10 s.
pub(super) const LEASE: Duration = Duration::from_mins(1);
/// Events that may be under way to one endpoint at once.
const AT_ONCE: i64 = 8;
/// The answer of an endpoint that wants nothing any more.
const GONE: u16 = 410;

/// What became of one try.
#[derive(Clone)]
struct Tried {
    row: Arc<DueRow>,
    outcome: Result<u16, String>,
}

impl Tried {
    /// What went wrong, if anything: the status, or our own word.
    fn failure(&self) -> Option<String> {
        match &self.outcome {
            Ok(200..=299) => None,
            Ok(status) => Some(status.to_string()),
            Err(word) => Some(word.clone()),
        }
    }
}

impl Services {
    /// The endpoints something is due for.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn webhooks_due(&self) -> Result<Vec<EndpointId>, Fault> {
        let now = self.now();
        self.db.read(move |tx| Box::pin(async move { Ok(rows::endpoints_due(tx, now).await?) })).await
    }

    /// Delivers what is due to every endpoint, to all of them at once, until nothing is or something fails.
    ///
    /// # Errors
    /// [`Fault::Internal`] if the database fails; an endpoint that fails is no fault, its events are put off.
    pub async fn deliver_webhooks(&self) -> Result<Delivered, Fault> {
        let mut under_way = JoinSet::new();
        for endpoint in self.webhooks_due().await? {
            let services = self.clone();
            under_way.spawn(async move {
                let mut all = Delivered::default();
                loop {
                    let delivered = services.deliver_webhooks_to(endpoint).await?;
                    all.add(delivered);
                    if !delivered.goes_well() {
                        return Ok::<_, Fault>(all);
                    }
                }
            });
        }
        let mut delivered = Delivered::default();
        while let Some(done) = under_way.join_next().await {
            delivered.add(done.map_err(|_| Fault::broken("delivering events panicked"))??);
        }
        Ok(delivered)
    }

    /// Delivers a handful of what is due to one endpoint. As long as that [goes well](Delivered::goes_well), there may be more.
    ///
    /// # Errors
    /// As [`Services::deliver_webhooks`].
    pub async fn deliver_webhooks_to(&self, endpoint: EndpointId) -> Result<Delivered, Fault> {
        let mut delivered = Delivered::default();
        let Some((target, due)) = self.take_events(endpoint).await? else { return Ok(delivered) };
        let mut under_way = JoinSet::new();
        for row in due {
            let (services, target) = (self.clone(), target.clone());
            under_way.spawn(async move { services.try_event(&target, row).await });
        }
        let mut tried = Vec::new();
        while let Some(one) = under_way.join_next().await {
            tried.push(one.map_err(|_| Fault::broken("delivering an event panicked"))?);
        }
        if !tried.is_empty() {
            self.conclude_events(endpoint, tried, &mut delivered).await?;
        }
        Ok(delivered)
    }

    /// Takes what is due, unless another worker was faster. `None` for an endpoint that hears nothing any more.
    async fn take_events(&self, endpoint: EndpointId) -> Result<Option<(Target, Vec<Arc<DueRow>>)>, Fault> {
        let now = self.now();
        let taken: Option<(EndpointRow, Vec<DueRow>)> = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let Some(row) = endpoints::one(tx, endpoint).await? else { return Ok(None) };
                    let mut taken = Vec::new();
                    if row.disabled_at.is_none() {
                        for mut due in rows::due(tx, endpoint, now, AT_ONCE).await? {
                            if rows::take(tx, endpoint, &mut due, now.plus(LEASE)).await? {
                                taken.push(due);
                            }
                        }
                    }
                    Ok::<_, Fault>(Some((row, taken)))
                })
            })
            .await?;
        let Some((row, due)) = taken else { return Ok(None) };
        if row.disabled_at.is_some() {
            // Written while it was being disabled, or left when giving up was cut short.
            self.give_up_events(endpoint).await?;
            return Ok(None);
        }
        Ok(Some((self.open_target(endpoint, &row.target)?, due.into_iter().map(Arc::new).collect())))
    }

    async fn try_event(&self, target: &Target, row: Arc<DueRow>) -> Tried {
        let outcome = match self.message(&row) {
            Ok(message) => self.sender.send(target, message, self.now()).await,
            Err(_) => Err("envelope".to_owned()),
        };
        Tried { row, outcome }
    }

    fn message(&self, row: &DueRow) -> Result<Message, Accident> {
        let reference = self.told_reference(row)?;
        let mut data = json!({ "member": reference.shown(), "sequence": row.seq });
        if let (Some(purpose), Some(channel)) = (&row.purpose, &row.channel) {
            data["purpose"] = purpose.as_str().into();
            data["channel"] = channel.as_str().into();
        }
        if let Some(day) = &row.until {
            data["until"] = day.as_str().into();
        }
        let at = Timestamp::from_micros(row.at).rfc3339();
        let body = json!({ "type": row.kind, "timestamp": at, "data": data });
        Ok(Message { id: self.event_id(&reference, row), body: body.to_string() })
    }

    /// Writes down what became of each, and how the endpoint stands.
    async fn conclude_events(
        &self,
        endpoint: EndpointId,
        tried: Vec<Tried>,
        delivered: &mut Delivered,
    ) -> Result<(), Fault> {
        let now = self.now();
        let mut ends = Vec::new();
        for one in &tried {
            let failure = one.failure();
            let again = failure.as_ref().and_then(|_| self.again_at(&one.row, now));
            match (&failure, again) {
                (None, _) => delivered.sent += 1,
                (Some(_), Some(_)) => delivered.put_off += 1,
                (Some(code), None) => {
                    tracing::warn!(%endpoint, code, "an event for another system was given up");
                    delivered.given_up += 1;
                }
            }
            ends.push(rows::End { row: Arc::clone(&one.row), failure, again });
        }
        let gone = tried.iter().any(|one| one.outcome == Ok(GONE));
        let success = ends.iter().any(|end| end.failure.is_none());
        let failure = ends.iter().find_map(|end| end.failure.clone());
        if let Some(code) = &failure {
            tracing::warn!(%endpoint, code, gone, "an endpoint of another system failed");
        }
        let ends = Arc::new(ends);
        let concluding = self.db.write(move |tx| {
            let (ends, failure) = (Arc::clone(&ends), failure.clone());
            Box::pin(async move {
                for end in ends.iter() {
                    rows::conclude(tx, endpoint, end, now).await?;
                }
                endpoints::stand(tx, endpoint, success.then_some(now), failure.as_deref().map(|code| (now, code)))
                    .await?;
                if gone {
                    endpoints::disable(tx, endpoint, now).await?;
                }
                Ok::<_, Fault>(())
            })
        });
        concluding.await?;
        if gone { self.give_up_events(endpoint).await } else { Ok(()) }
    }

    /// Gives up whatever waits for an endpoint that hears nothing any more, a part at a time.
    async fn give_up_events(&self, endpoint: EndpointId) -> Result<(), Fault> {
        let now = self.now();
        let some = || {
            self.db
                .write(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::give_up_some(tx, endpoint, now).await?) }))
        };
        while some().await? > 0 {}
        Ok(())
    }

    fn again_at(&self, row: &DueRow, now: Timestamp) -> Option<Timestamp> {
        let tries = u32::try_from(row.tries).unwrap_or(u32::MAX);
        let waited = now.since(Timestamp::from_micros(row.since));
        retry_after(tries, waited, self.rng.bytes::<1>()[0]).map(|pause| now.plus(pause))
    }
}
