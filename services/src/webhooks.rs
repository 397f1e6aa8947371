//! Other systems hear of each change of what they may do with a member. (MC-2.2, MC-5.2a; decision 0021)
//!
//! An event is written in the transaction of the change (`events`), and leaves by `delivery`, signed by the endpoint's own
//! secret as Standard Webhooks has it. Where nobody listens nothing is written.

mod delivery;
pub(crate) mod events;
pub(crate) mod rows;
mod sender;
mod target;

pub(crate) use sender::Sender;
pub use target::{Target, TargetRefusal};

use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::secret::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::calendar::Timestamp;
use domain::webhooks::ENDPOINTS_MOST;
use rows::endpoints;
use std::fmt;
use uuid::Uuid;

const TABLE: &str = "webhook_endpoints";
const COLUMN: &str = "target";
/// What a secret begins with (Standard Webhooks).
const PREFIX: &str = "whsec_";

/// An endpoint's id: random, and good for nothing but naming it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, sqlx::Type)]
#[sqlx(transparent)]
pub struct EndpointId(Uuid);

impl EndpointId {
    /// Reads an id as the list shows it.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

impl fmt::Display for EndpointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why an operator's wish about an endpoint is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookRefusal {
    /// No message may go to this address.
    Target(TargetRefusal),
    /// There are as many endpoints as there may be.
    TooMany,
    /// There is no such endpoint.
    Unknown,
    /// It answered 410 once, and hears nothing any more.
    Disabled,
}

/// An endpoint as the operator's list shows it.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Its id.
    pub id: EndpointId,
    /// The operator's word for it.
    pub name: Option<String>,
    /// Its address.
    pub url: String,
    /// When it was added.
    pub added_at: Timestamp,
    /// When it answered 410.
    pub disabled_at: Option<Timestamp>,
    /// When it last took an event.
    pub last_success_at: Option<Timestamp>,
    /// When it last failed, and how: a status, or our own word.
    pub last_failure: Option<(Timestamp, String)>,
    /// Events that wait for it.
    pub waiting: u64,
    /// Events that were given up and can be replayed.
    pub given_up: u64,
}

impl Services {
    /// Whether endpoints may lie on this machine.
    pub fn webhooks_to_loopback(&self) -> bool {
        self.settings.webhooks_to_loopback
    }

    /// Adds an endpoint; it hears of every change from then on. What it answers, id and secret, is the only time the secret
    /// is seen.
    ///
    /// # Errors
    /// [`WebhookRefusal::Target`], [`WebhookRefusal::TooMany`]; [`Fault::Busy`] if changes under way did not end in time.
    pub async fn add_webhook(
        &self,
        url: &str,
        name: Option<&str>,
    ) -> Result<(EndpointId, Secret), Fault<WebhookRefusal>> {
        let secret = Secret::new(format!("{PREFIX}{}", STANDARD.encode(self.rng.bytes::<32>())));
        let target = Target::new(url, secret.clone(), self.settings.webhooks_to_loopback)
            .map_err(|refusal| Fault::Refused(WebhookRefusal::Target(refusal)))?;
        let (id, now) = (EndpointId(self.rng.id()), self.now());
        let sealed = self.keys.webhooks().seal(TABLE, COLUMN, id.0.as_bytes(), &target.to_bytes()?);
        let row = endpoints::NewEndpoint { id, name: name.map(ToOwned::to_owned), target: sealed, now };
        self.db
            .write(move |tx| {
                let row = row.clone();
                Box::pin(async move {
                    endpoints::alone(tx).await?;
                    if endpoints::all(tx).await?.len() >= ENDPOINTS_MOST {
                        return Err(Fault::Refused(WebhookRefusal::TooMany));
                    }
                    Ok(endpoints::insert(tx, &row).await?)
                })
            })
            .await?;
        Ok((id, secret))
    }

    /// Every endpoint, the oldest first, and how it stands.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn webhooks(&self) -> Result<Vec<Endpoint>, Fault> {
        let services = self.clone();
        self.db.snapshot(move |tx| Box::pin(async move { Ok(services.list_in(tx).await?) })).await
    }

    async fn list_in(&self, tx: &mut Tx<'_>) -> Result<Vec<Endpoint>, Accident> {
        let mut list = Vec::new();
        for row in endpoints::all(tx).await? {
            let (waiting, given_up) = rows::counts(tx, row.id).await?;
            let target = self.open_target(row.id, &row.target)?;
            let failed = row.last_failure_at.map(Timestamp::from_micros).zip(row.last_failure);
            list.push(Endpoint {
                id: row.id,
                name: row.name,
                url: target.url,
                added_at: Timestamp::from_micros(row.added_at),
                disabled_at: row.disabled_at.map(Timestamp::from_micros),
                last_success_at: row.last_success_at.map(Timestamp::from_micros),
                last_failure: failed,
                waiting: u64::try_from(waiting)?,
                given_up: u64::try_from(given_up)?,
            });
        }
        Ok(list)
    }

    /// Removes an endpoint with everything that waits for it. Answers whether there was such an endpoint.
    ///
    /// From its first step on nothing more is written for it. If it is cut off, or too busy in the end, it can be asked for again.
    ///
    /// # Errors
    /// [`Fault::Busy`] if changes under way did not end in time.
    pub async fn remove_webhook(&self, id: EndpointId) -> Result<bool, Fault> {
        let now = self.now();
        self.db
            .write(move |tx| Box::pin(async move { Ok::<_, Fault>(endpoints::disable(tx, id, now).await?) }))
            .await?;
        while self.db.write(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::remove_some(tx, id).await?) })).await?
            > 0
        {}
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    endpoints::alone(tx).await?;
                    while rows::remove_some(tx, id).await? > 0 {}
                    Ok(endpoints::remove(tx, id).await?)
                })
            })
            .await
    }

    /// Sends every event since `since` again, under the id it had. Answers how many; those that wait already are not counted.
    /// Cut off, it can be asked for again.
    ///
    /// # Errors
    /// [`WebhookRefusal::Unknown`], [`WebhookRefusal::Disabled`].
    pub async fn replay_webhook(&self, id: EndpointId, since: Timestamp) -> Result<u64, Fault<WebhookRefusal>> {
        let (now, mut since, mut events) = (self.now(), since, 0);
        loop {
            let some = self.db.write(move |tx| {
                Box::pin(async move {
                    let endpoint = endpoints::one(tx, id).await?.ok_or(Fault::Refused(WebhookRefusal::Unknown))?;
                    if endpoint.disabled_at.is_some() {
                        return Err(Fault::Refused(WebhookRefusal::Disabled));
                    }
                    Ok(rows::replay_some(tx, id, since, now).await?)
                })
            });
            let Some((count, until)) = some.await? else { return Ok(events) };
            events += count;
            since = Timestamp::from_micros(until.micros() + 1);
        }
    }

    /// Sends one event of the kind `webhook.test`, about nobody, at once. Answers the status, or what went wrong in our own word.
    ///
    /// # Errors
    /// [`WebhookRefusal::Unknown`].
    pub async fn test_webhook(&self, id: EndpointId) -> Result<Result<u16, String>, Fault<WebhookRefusal>> {
        let row = self
            .db
            .read(move |tx| Box::pin(async move { Ok::<_, Fault>(endpoints::one(tx, id).await?) }))
            .await
            .map_err(Fault::widen)?;
        let row = row.ok_or(Fault::Refused(WebhookRefusal::Unknown))?;
        let (target, now) = (self.open_target(id, &row.target)?, self.now());
        let body = serde_json::json!({ "type": "webhook.test", "timestamp": now.rfc3339(), "data": {} });
        let message = sender::Message { id: events::name_of(&self.rng.id()), body: body.to_string() };
        Ok(self.sender.send(&target, message, now).await)
    }

    fn open_target(&self, id: EndpointId, sealed: &[u8]) -> Result<Target, Accident> {
        Target::from_bytes(&self.keys.webhooks().open(TABLE, COLUMN, id.0.as_bytes(), sealed)?)
    }
}
