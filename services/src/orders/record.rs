//! Taking orders in: all of a call or nothing of it.

use super::OrderWriter;
use crate::Services;
use crate::api_keys::Repeat;
use crate::api_keys::answers::{self, Before};
use crate::db::Tx;
use crate::fault::Fault;
use domain::calendar::Timestamp;
use domain::orders::{NewOrder, OrderProblem};
use serde::{Deserialize, Serialize};
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
            Err(fault) => match fault.refusal()? {
                Rehearsed::Would(would) => Ok(would),
                Rehearsed::Refused(refusal) => Err(Fault::Refused(refusal)),
            },
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
        let mut taking = self.begin_taking(tx, (&batch.who, &batch.orders), batch.now).await?;
        let (mut outcomes, mut refused) = (Vec::new(), Vec::new());
        for (line, order) in batch.orders.iter().enumerate() {
            match self.take_one(tx, &mut taking, order).await? {
                Ok(outcome) => outcomes.push(outcome),
                Err(problem) => refused.push((line, problem)),
            }
        }
        if !refused.is_empty() {
            return Err(Fault::Refused(OrdersRefusal::Orders(refused)));
        }
        taking.write(tx).await?;
        if let Some(repeat) = &batch.repeat {
            // An import tells its operator how far it is by other means.
            tracing::info!(key = %batch.who.key, orders = batch.orders.len(), "orders were handed in");
            let answer = serde_json::to_string(&outcomes).map_err(broken)?;
            answers::remember(tx, repeat, &answer, batch.now).await?;
        }
        Ok(outcomes)
    }
}

fn broken<R>(_error: serde_json::Error) -> Fault<R> {
    Fault::broken("the answer of a call cannot be kept or read")
}
