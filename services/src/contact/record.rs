//! What other systems report that they sent. (MC-2.2; law A8, A17, D-23)
//!
//! A message that went out cannot be taken back, so a report is never refused for what it says: what no rule allowed at the
//! instant it went out is kept as a breach, counts like every other message, stands in the member's history as what it
//! is, and is written to the log for the operator.
//!
//! Judged is what was so at that instant, and only what is kept of it: a number that came onto a list later, an address that was
//! replaced since, an account that began to close since make no breach of what was right.

use super::{Asked, ContactWriter, Given, rows};
use crate::Services;
use crate::api_keys::Repeat;
use crate::api_keys::answers::{self, Before};
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::keys::MemberKey;
use crate::members::MemberId;
use crate::trail;
use domain::api_key::SystemName;
use domain::calendar::Timestamp;
use domain::consent::{Channel, PurposeCode};
use domain::contact::{ContactRefusal, NewContact};
use domain::trail::{TrailDetail, TrailKind};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Messages of one instant are set apart by one microsecond each; a second is longer than any list of them.
const ONE_INSTANT: i64 = 1_000_000;

/// What became of a report, by its place in the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Reported {
    /// It is kept.
    Recorded,
    /// It is kept, and no rule allowed it when it went out.
    Breach {
        /// The rule that said no.
        reason: ContactRefusal,
    },
    /// It was kept already.
    Unchanged,
    /// No account has this reference, or it was erased. Nothing is kept.
    Unknown,
}

/// Why nothing of a call was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactsRefusal {
    /// The word of this call was used for another one.
    OtherBody,
}

/// A message as its member sees it.
#[derive(Clone, Debug)]
pub struct Sent {
    /// When it went out.
    pub at: Timestamp,
    /// What for.
    pub purpose: PurposeCode,
    /// Which way.
    pub channel: Channel,
    /// What else is known about it.
    pub detail: SentDetail,
}

/// What is sealed about a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentDetail {
    /// The system that reported it.
    pub system: SystemName,
    /// The campaign or text it belonged to.
    pub campaign: String,
    /// When the member had agreed to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed_at: Option<Timestamp>,
    /// The rule that was broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<ContactRefusal>,
}

struct Batch {
    who: ContactWriter,
    repeat: Option<Repeat>,
    contacts: Vec<NewContact>,
    now: Timestamp,
}

impl Services {
    /// Keeps these reports. A call that `repeat`s one of the last day gets that one's answer and does nothing.
    ///
    /// # Errors
    /// [`ContactsRefusal`]: nothing of the call is kept.
    pub async fn record_contacts(
        &self,
        who: &ContactWriter,
        repeat: Option<Repeat>,
        contacts: Vec<NewContact>,
    ) -> Result<Vec<Reported>, Fault<ContactsRefusal>> {
        let batch = Arc::new(Batch { who: who.clone(), repeat, contacts, now: self.now() });
        let services = self.clone();
        self.db
            .write(move |tx| {
                let (services, batch) = (services.clone(), Arc::clone(&batch));
                Box::pin(async move { services.report_in(tx, &batch).await })
            })
            .await
    }

    async fn report_in(&self, tx: &mut Tx<'_>, batch: &Batch) -> Result<Vec<Reported>, Fault<ContactsRefusal>> {
        if let Some(repeat) = &batch.repeat {
            match answers::before(tx, repeat, batch.now).await? {
                Before::New => {}
                Before::Answered(answer) => return Ok(serde_json::from_str(&answer).map_err(Accident::from)?),
                Before::OtherBody => return Err(Fault::Refused(ContactsRefusal::OtherBody)),
            }
        }
        // Each member is locked, in one order everywhere: two calls never wait for each other.
        let lookups: BTreeSet<_> = batch.contacts.iter().map(|one| self.reference_lookup(&one.member)).collect();
        let mut holders = BTreeMap::new();
        for lookup in lookups {
            if let Some(holder) = self.holder_even_leaving(tx, &lookup).await? {
                holders.insert(lookup, holder);
            }
        }
        let mut reported = Vec::with_capacity(batch.contacts.len());
        for contact in &batch.contacts {
            let lookup = self.reference_lookup(&contact.member);
            reported.push(match holders.get(&lookup) {
                Some((member, key)) => self.report_one(tx, batch, contact, (*member, key, &lookup)).await?,
                None => Reported::Unknown,
            });
        }
        if let Some(repeat) = &batch.repeat {
            let answer = serde_json::to_string(&reported).map_err(Accident::from)?;
            answers::remember(tx, repeat, &answer, batch.now).await?;
        }
        tell_operator(batch, &reported);
        Ok(reported)
    }

    async fn report_one(
        &self,
        tx: &mut Tx<'_>,
        batch: &Batch,
        contact: &NewContact,
        (member, key, lookup): (MemberId, &MemberKey, &[u8; 32]),
    ) -> Result<Reported, Accident> {
        let (at, about) = (contact.sent_at, (contact.purpose, contact.channel));
        let beside = rows::between(tx, member, (at.micros(), at.micros().saturating_add(ONE_INSTANT))).await?;
        for row in &beside {
            let detail: SentDetail = serde_json::from_slice(&row.open(member, key)?)?;
            if row.about()? == about && detail.campaign == contact.campaign && detail.system == batch.who.system {
                return Ok(Reported::Unchanged);
            }
        }
        let asked = Asked { purpose: contact.purpose, channel: contact.channel, at, known: at };
        let looked =
            self.gate(tx, asked, &[*lookup], &mut Given::new()).await?.pop().ok_or("a question without an answer")?;
        let broken = looked.verdict.err().map(|no| no.why);
        let detail = SentDetail {
            system: batch.who.system.clone(),
            campaign: contact.campaign.clone(),
            agreed_at: looked.agreed_at,
            broken,
        };
        let place = beside.last().map_or(at.micros(), |last| last.place + 1);
        let plain = serde_json::to_vec(&detail)?;
        rows::insert(tx, (member, place), about, looked.recipient, (key, &plain)).await?;
        let (kind, line) = told(contact, detail);
        trail::note(tx, key, member, batch.now, (kind, &line)).await?;
        Ok(broken.map_or(Reported::Recorded, |reason| Reported::Breach { reason }))
    }
}

/// A member's messages, the newest first.
pub(crate) async fn sent(
    tx: &mut Tx<'_>,
    member: MemberId,
    key: &MemberKey,
    limit: u32,
) -> Result<Vec<Sent>, Accident> {
    let open = |row: &rows::ContactRow| {
        let (purpose, channel) = row.about()?;
        let detail = serde_json::from_slice(&row.open(member, key)?)?;
        Ok(Sent { at: Timestamp::from_micros(row.place), purpose, channel, detail })
    };
    rows::latest(tx, member, i64::MAX, limit).await?.iter().map(open).collect()
}

/// The line of the member's history.
fn told(contact: &NewContact, detail: SentDetail) -> (TrailKind, TrailDetail) {
    let kind = if detail.broken.is_some() { TrailKind::MessageBreach } else { TrailKind::MessageSent };
    let detail = TrailDetail {
        purpose: Some(contact.purpose),
        channel: Some(contact.channel),
        system: Some(detail.system),
        campaign: Some(detail.campaign),
        agreed_at: detail.agreed_at,
        broken: detail.broken,
        ..TrailDetail::default()
    };
    (kind, detail)
}

/// Somebody should look at a system that writes to members against their word.
fn tell_operator(batch: &Batch, reported: &[Reported]) {
    let (key, contacts) = (batch.who.key, reported.len());
    tracing::info!(%key, contacts, "messages were reported");
    for one in reported {
        if let Reported::Breach { reason } = one {
            tracing::error!(%key, reason = reason.code(), "a message was sent that no rule allowed");
        }
    }
}
