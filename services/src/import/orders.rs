//! Orders of the years before, by the same rules as those the booking site hands in. (MC-1.3, MC-5.5a)

use super::{Taken, rows};
use crate::Services;
use crate::fault::Fault;
use crate::members::references;
use crate::orders::{OrderWriter, OrdersRefusal, Outcome};
use domain::api_key::SystemName;
use domain::calendar::Timestamp;
use domain::import::OrderLine;
use domain::member_reference::MemberReference;
use domain::orders::{self as rules, NewOrder, OrderField, OrderProblem, OrderRefusal, number_key};
use domain::text::tidy;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// An import of orders under way.
pub struct OrdersImport {
    services: Services,
    writer: OrderWriter,
    /// The system whose own names for members stand in the file; none: it holds member references.
    members_of: Option<SystemName>,
    /// In a dry run: the numbers a real one would have kept by now, and what they say.
    taken: Option<HashMap<u64, u64>>,
}

impl Services {
    /// An import of orders kept by this system. A dry run changes nothing.
    pub fn import_orders(&self, source: SystemName, members_of: Option<SystemName>, dry_run: bool) -> OrdersImport {
        // No key was used: the nil id stands for the operator.
        let writer = OrderWriter::of_system(source, Uuid::nil());
        OrdersImport { services: self.clone(), writer, members_of, taken: dry_run.then(HashMap::new) }
    }

    /// The references of the members whom this system names so, as far as they are here.
    async fn imported_references(
        &self,
        source: &SystemName,
        lines: &[OrderLine],
    ) -> Result<HashMap<String, MemberReference>, Fault> {
        let mut named = HashMap::new();
        for line in lines {
            let name = tidy(line.cell(OrderField::Member));
            named.insert(self.line_lookup(source, &name), name);
        }
        let services = self.clone();
        let found = self.db.read(move |tx| {
            Box::pin(async move {
                let mut found = HashMap::new();
                for row in rows::references_among(tx, named.keys()).await? {
                    let key = services.keys.unwrap_member_key(row.member, &row.key_id, &row.wrapped)?;
                    let reference = references::open(&key, row.member, &row.reference)?;
                    if let Some(name) = <[u8; 32]>::try_from(row.lookup).ok().and_then(|lookup| named.remove(&lookup)) {
                        found.insert(name, reference);
                    }
                }
                Ok::<_, Fault>(found)
            })
        });
        found.await
    }
}

impl OrdersImport {
    /// Takes these lines in, in one transaction. Answers what became of each, in their order.
    ///
    /// # Errors
    /// [`Fault`] only; nothing of these lines was done then, and they can be handed in again.
    pub async fn take(&mut self, lines: &[OrderLine]) -> Result<Vec<Taken<OrderProblem>>, Fault> {
        let now = self.services.now();
        let mut outcomes: Vec<Option<Taken<OrderProblem>>> = vec![None; lines.len()];
        let mut ready = Vec::with_capacity(lines.len());
        let members = match &self.members_of {
            Some(source) => Some(self.services.imported_references(source, lines).await?),
            None => None,
        };
        for (number, line) in lines.iter().enumerate() {
            match judge(line, members.as_ref(), now) {
                Ok(order) => match self.met(&order) {
                    Some(taken) => outcomes[number] = Some(taken),
                    None => ready.push((number, order)),
                },
                Err(problems) => outcomes[number] = Some(Taken::Refused(problems)),
            }
        }
        for (number, taken) in self.record(ready).await? {
            outcomes[number] = Some(taken);
        }
        Ok(outcomes.into_iter().flatten().collect())
    }

    /// Keeps the orders; those that cannot be kept are left out and do not keep the others back.
    async fn record(&mut self, mut ready: Vec<(usize, NewOrder)>) -> Result<Vec<(usize, Taken<OrderProblem>)>, Fault> {
        let mut told = Vec::with_capacity(ready.len());
        while !ready.is_empty() {
            let orders = ready.iter().map(|(_, order)| order.clone()).collect();
            let recorded = match self.taken {
                Some(_) => self.services.rehearse_orders(&self.writer, orders).await,
                None => self.services.record_orders(&self.writer, None, orders).await,
            };
            let refused = match recorded {
                Ok(outcomes) => {
                    for ((number, order), outcome) in ready.into_iter().zip(outcomes) {
                        self.remember(&order);
                        told.push((number, taken(outcome)));
                    }
                    return Ok(told);
                }
                Err(fault) => match fault.refusal()? {
                    OrdersRefusal::Orders(refused) => refused,
                    OrdersRefusal::OtherBody => return Err(Fault::broken("an import repeats nothing")),
                },
            };
            for (place, problem) in refused.into_iter().rev() {
                told.push((ready.remove(place).0, Taken::Refused(vec![problem])));
            }
        }
        Ok(told)
    }

    /// What a line before in a dry run says about this one.
    fn met(&self, order: &NewOrder) -> Option<Taken<OrderProblem>> {
        let (number, says) = marks(order);
        let before = *self.taken.as_ref()?.get(&number)?;
        if before == says {
            return Some(Taken::Known(Vec::new()));
        }
        let differs = OrderProblem::at(OrderField::Number, OrderRefusal::Differs);
        Some(if order.correction { Taken::Imported(Vec::new()) } else { Taken::Refused(vec![differs]) })
    }

    fn remember(&mut self, order: &NewOrder) {
        if let Some(taken) = &mut self.taken {
            let (number, says) = marks(order);
            taken.insert(number, says);
        }
    }
}

/// What can be told of a line without looking at other orders. `members`: by the names in the file; none where it holds
/// references.
fn judge(
    line: &OrderLine,
    members: Option<&HashMap<String, MemberReference>>,
    now: Timestamp,
) -> Result<NewOrder, Vec<OrderProblem>> {
    let named = line.cell(OrderField::Member);
    let Some(members) = members else {
        return line.form(named).and_then(|form| rules::check(&form, now));
    };
    if let Some(why) = rules::holds_number(named) {
        return Err(vec![OrderProblem::at(OrderField::Member, why)]);
    }
    if let Some(reference) = members.get(&tidy(named)) {
        return line.form(reference.as_str()).and_then(|form| rules::check(&form, now));
    }
    // The rest of the line is judged all the same: whoever mends it wants to know everything at once.
    let nobody = MemberReference::from_chance(Default::default());
    let checked = line.form(nobody.as_str()).and_then(|form| rules::check(&form, now));
    let mut problems = checked.err().unwrap_or_default();
    problems.push(OrderProblem::at(OrderField::Member, OrderRefusal::MemberUnknown));
    problems.sort();
    Err(problems)
}

const fn taken(outcome: Outcome) -> Taken<OrderProblem> {
    match outcome {
        Outcome::Recorded | Outcome::Corrected => Taken::Imported(Vec::new()),
        Outcome::Unchanged => Taken::Known(Vec::new()),
    }
}

/// Enough of the number, and of what it says of whom, to tell millions apart.
fn marks(order: &NewOrder) -> (u64, u64) {
    let says = serde_json::to_vec(&order.purchase).unwrap_or_default();
    let says = Sha256::new().chain_update(order.member.as_str()).chain_update(says).finalize();
    (short(&Sha256::digest(number_key(&order.purchase.number))), short(&says))
}

fn short(hash: &[u8]) -> u64 {
    hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}
