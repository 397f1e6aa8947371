//! Taking orders in: all of a call or nothing of it.

use super::books::Years;
use super::{KeptOrder, OrderWriter, rows};
use crate::Services;
use crate::api_keys::Repeat;
use crate::api_keys::answers::{self, Before};
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::keys::MemberKey;
use crate::members::MemberId;
use crate::trail;
use domain::calendar::Timestamp;
use domain::orders::{NewOrder, OrderField, OrderProblem, OrderRefusal, number_key};
use domain::trail::{TrailDetail, TrailKind};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is kept now.
    Recorded,
    /// It was kept already, and says the same.
    Unchanged,
    /// It replaced what it states to correct.
    Corrected,
}

/// Why nothing of a call was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrdersRefusal {
    /// These orders, by their place in the call, cannot be kept.
    Orders(Vec<(usize, OrderProblem)>),
    /// The word of this call was used for another one.
    OtherBody,
}

struct Batch {
    who: OrderWriter,
    repeat: Option<Repeat>,
    orders: Vec<NewOrder>,
    now: Timestamp,
}

/// What a rehearsal found, once it was undone.
enum Rehearsed {
    Would(Vec<Outcome>),
    Refused(OrdersRefusal),
}

/// A member this call has orders of.
struct Holder {
    member: MemberId,
    key: MemberKey,
    written: u32,
}

type Holders = BTreeMap<[u8; 32], Holder>;

/// What one call has looked up already.
struct Known {
    holders: Holders,
    years: Years,
}

impl Services {
    /// Keeps these orders. A call that `repeat`s one of the last day gets that one's answer and does nothing.
    ///
    /// # Errors
    /// [`OrdersRefusal`]: nothing of the call is kept.
    pub async fn record_orders(
        &self,
        who: &OrderWriter,
        repeat: Option<Repeat>,
        orders: Vec<NewOrder>,
    ) -> Result<Vec<Outcome>, Fault<OrdersRefusal>> {
        let batch = Arc::new(Batch { who: who.clone(), repeat, orders, now: self.now() });
        let services = self.clone();
        self.db
            .write(move |tx| {
                let (services, batch) = (services.clone(), Arc::clone(&batch));
                Box::pin(async move { services.record_in(tx, &batch).await })
            })
            .await
    }

    /// What [`Services::record_orders`] would answer; nothing is kept.
    ///
    /// # Errors
    /// As there.
    pub(crate) async fn rehearse_orders(
        &self,
        who: &OrderWriter,
        orders: Vec<NewOrder>,
    ) -> Result<Vec<Outcome>, Fault<OrdersRefusal>> {
        let batch = Arc::new(Batch { who: who.clone(), repeat: None, orders, now: self.now() });
        let services = self.clone();
        let undone = self.db.write(move |tx| {
            let (services, batch) = (services.clone(), Arc::clone(&batch));
            Box::pin(async move {
                let would = services.record_in(tx, &batch).await.map_err(|fault| fault.map(Rehearsed::Refused))?;
                Err::<(), _>(Fault::Refused(Rehearsed::Would(would)))
            })
        });
        match undone.await {
            Ok(()) => Err(Fault::broken("a rehearsal was kept")),
            Err(Fault::Refused(Rehearsed::Would(would))) => Ok(would),
            Err(Fault::Refused(Rehearsed::Refused(refusal))) => Err(Fault::Refused(refusal)),
            Err(Fault::Busy { wait_s }) => Err(Fault::Busy { wait_s }),
            Err(Fault::TooManyTries { wait_s }) => Err(Fault::TooManyTries { wait_s }),
            Err(Fault::Internal(accident)) => Err(Fault::Internal(accident)),
        }
    }

    async fn record_in(&self, tx: &mut Tx<'_>, batch: &Batch) -> Result<Vec<Outcome>, Fault<OrdersRefusal>> {
        if let Some(repeat) = &batch.repeat {
            match answers::before(tx, repeat, batch.now).await? {
                Before::New => {}
                Before::Answered(answer) => return serde_json::from_str(&answer).map_err(broken),
                Before::OtherBody => return Err(Fault::Refused(OrdersRefusal::OtherBody)),
            }
        }
        let mut known = Known { holders: self.holders(tx, &batch.orders).await?, years: Years::default() };
        let (mut outcomes, mut refused) = (Vec::new(), Vec::new());
        for (line, order) in batch.orders.iter().enumerate() {
            match self.record_one(tx, batch, order, &mut known).await? {
                Ok(outcome) => outcomes.push(outcome),
                Err(problem) => refused.push((line, problem)),
            }
        }
        if !refused.is_empty() {
            return Err(Fault::Refused(OrdersRefusal::Orders(refused)));
        }
        note(tx, batch, &known).await?;
        if let Some(repeat) = &batch.repeat {
            let answer = serde_json::to_string(&outcomes).map_err(broken)?;
            answers::remember(tx, repeat, &answer, batch.now).await?;
        }
        Ok(outcomes)
    }

    /// The members of these orders, each locked, in one order everywhere: two calls never wait for each other.
    async fn holders(&self, tx: &mut Tx<'_>, orders: &[NewOrder]) -> Result<Holders, Accident> {
        let lookups: BTreeSet<_> = orders.iter().map(|order| self.reference_lookup(&order.member)).collect();
        let mut holders = Holders::new();
        for lookup in lookups {
            if let Some((member, key)) = self.holder(tx, &lookup).await? {
                holders.insert(lookup, Holder { member, key, written: 0 });
            }
        }
        Ok(holders)
    }

    async fn record_one(
        &self,
        tx: &mut Tx<'_>,
        batch: &Batch,
        order: &NewOrder,
        known: &mut Known,
    ) -> Result<Result<Outcome, OrderProblem>, Accident> {
        let Some(holder) = known.holders.get_mut(&self.reference_lookup(&order.member)) else {
            return Ok(Err(OrderProblem::at(OrderField::Member, OrderRefusal::MemberUnknown)));
        };
        let lookup = self.keys.pseudonym("order", number_key(&order.purchase.number).as_bytes());
        let (kept, outcome) = match self.step(tx, batch, order, (holder, &lookup)).await? {
            Step::Keep(kept, outcome) => (kept, outcome),
            Step::Nothing => return Ok(Ok(Outcome::Unchanged)),
            Step::Refuse => return Ok(Err(DIFFERS)),
        };
        let place = rows::free_place(tx, holder.member, order.purchase.paid_at).await?;
        rows::insert(tx, (holder.member, place), &lookup, &holder.key, &kept).await?;
        self.enter_in_books(tx, &mut known.years, &order.purchase.fact(), batch.now).await?;
        holder.written += 1;
        Ok(Ok(outcome))
    }

    /// What the order does to the one kept under its number. One that is corrected makes room.
    async fn step(
        &self,
        tx: &mut Tx<'_>,
        batch: &Batch,
        order: &NewOrder,
        (holder, lookup): (&Holder, &[u8; 32]),
    ) -> Result<Step, Accident> {
        let (purchase, system) = (order.purchase.clone(), batch.who.system.clone());
        let fresh = KeptOrder { purchase, system, recorded_at: batch.now, corrected_at: None };
        let Some(row) = rows::by_number(tx, lookup).await? else {
            // In the books under a member who has gone: not to be handed in again under another.
            let known = self.is_in_the_books(tx, &number_key(&order.purchase.number)).await?;
            return Ok(if known { Step::Refuse } else { Step::Keep(Box::new(fresh), Outcome::Recorded) });
        };
        if row.member != holder.member {
            return Ok(Step::Refuse);
        }
        let own = row.open(&holder.key)?;
        if own.purchase == order.purchase {
            return Ok(Step::Nothing);
        }
        if !order.correction {
            return Ok(Step::Refuse);
        }
        rows::delete(tx, row.member, row.place).await?;
        let corrected = KeptOrder { recorded_at: own.recorded_at, corrected_at: Some(batch.now), ..fresh };
        Ok(Step::Keep(Box::new(corrected), Outcome::Corrected))
    }
}

/// What is to be done with one order.
enum Step {
    Keep(Box<KeptOrder>, Outcome),
    Nothing,
    Refuse,
}

const DIFFERS: OrderProblem = OrderProblem::at(OrderField::Number, OrderRefusal::Differs);

/// One entry on the trail of each member who got something new.
async fn note(tx: &mut Tx<'_>, batch: &Batch, known: &Known) -> Result<(), Accident> {
    for holder in known.holders.values().filter(|holder| holder.written > 0) {
        let detail = TrailDetail::by_system(&batch.who.system, holder.written);
        trail::note(tx, &holder.key, holder.member, batch.now, (TrailKind::OrdersRecorded, &detail)).await?;
    }
    // An import tells its operator how far it is by other means.
    if batch.repeat.is_some() {
        tracing::info!(key = %batch.who.key, orders = batch.orders.len(), "orders were handed in");
    }
    Ok(())
}

fn broken<R>(_error: serde_json::Error) -> Fault<R> {
    Fault::broken("the answer of a call cannot be kept or read")
}
