//! The orders of one call on their way in: looked up together, judged one after the other, written together.

use super::books::Books;
use super::rows::{self, OrderRow};
use super::{KeptOrder, OrderWriter};
use crate::Services;
use crate::db::Tx;
use crate::db::many::write_many;
use crate::fault::Accident;
use crate::keys::MemberKey;
use crate::members::MemberId;
use crate::orders::Outcome;
use crate::trail;
use domain::calendar::Timestamp;
use domain::orders::{NewOrder, OrderField, OrderProblem, OrderRefusal, number_key};
use domain::trail::{EntrySeq, TrailDetail, TrailKind};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const DIFFERS: OrderProblem = OrderProblem::at(OrderField::Number, OrderRefusal::Differs);

/// A member this call has orders of.
struct Holder {
    member: MemberId,
    key: MemberKey,
    written: u32,
}

/// An order this call is going to keep.
struct New {
    /// The keyed hash of its member's reference.
    of: [u8; 32],
    member: MemberId,
    place: i64,
    order: KeptOrder,
}

/// What is to be done with one order.
enum Step {
    Keep(Box<KeptOrder>, Outcome),
    Nothing,
    Refuse,
}

/// Everything one call has looked up, and what it is going to write.
pub(super) struct Taking {
    system: OrderWriter,
    now: Timestamp,
    /// By the keyed hash of their reference; locked.
    holders: BTreeMap<[u8; 32], Holder>,
    /// Orders that are kept under one of the call's numbers.
    kept: HashMap<Vec<u8>, OrderRow>,
    /// Those it will keep, by the keyed hash of their number.
    new: BTreeMap<[u8; 32], New>,
    /// Places of members' lists that are not free.
    taken: BTreeSet<(MemberId, i64)>,
    books: Books,
}

impl Services {
    /// Looks everything up that these orders need.
    pub(super) async fn begin_taking(
        &self,
        tx: &mut Tx<'_>,
        (system, orders): (&OrderWriter, &[NewOrder]),
        now: Timestamp,
    ) -> Result<Taking, Accident> {
        let references: BTreeSet<_> = orders.iter().map(|order| self.reference_lookup(&order.member)).collect();
        let holders: BTreeMap<_, _> = self
            .holders(tx, &references)
            .await?
            .into_iter()
            .map(|(of, member, key)| (of, Holder { member, key, written: 0 }))
            .collect();
        let numbers: BTreeSet<_> = orders.iter().map(|order| self.order_lookup(order)).collect();
        let kept = rows::by_number(tx, &numbers).await?;
        let wanted = orders.iter().filter_map(|order| {
            let holder = holders.get(&self.reference_lookup(&order.member))?;
            Some((holder.member, order.purchase.paid_at.micros()))
        });
        let taken = rows::taken(tx, &wanted.collect()).await?;
        let books = self.books(tx, orders.iter().map(|order| number_key(&order.purchase.number))).await?;
        Ok(Taking { system: system.clone(), now, holders, kept, new: BTreeMap::new(), taken, books })
    }

    /// Judges one order, and takes it in if it can be kept. It is written by [`Taking::write`].
    pub(super) async fn take_one(
        &self,
        tx: &mut Tx<'_>,
        taking: &mut Taking,
        order: &NewOrder,
    ) -> Result<Result<Outcome, OrderProblem>, Accident> {
        let of = self.reference_lookup(&order.member);
        let Some(member) = taking.holders.get(&of).map(|holder| holder.member) else {
            return Ok(Err(OrderProblem::at(OrderField::Member, OrderRefusal::MemberUnknown)));
        };
        let lookup = self.order_lookup(order);
        let (kept, outcome) = match self.step(tx, taking, order, (&of, &lookup)).await? {
            Step::Keep(kept, outcome) => (kept, outcome),
            Step::Nothing => return Ok(Ok(Outcome::Unchanged)),
            Step::Refuse => return Ok(Err(DIFFERS)),
        };
        let place = taking.place(tx, member, order.purchase.paid_at).await?;
        taking.new.insert(lookup, New { of, member, place, order: *kept });
        self.enter_in_books(tx, &mut taking.books, &order.purchase.fact(), taking.now).await?;
        if let Some(holder) = taking.holders.get_mut(&of) {
            holder.written += 1;
        }
        Ok(Ok(outcome))
    }

    /// What the order does to the one kept under its number. One that is corrected makes room.
    async fn step(
        &self,
        tx: &mut Tx<'_>,
        taking: &mut Taking,
        order: &NewOrder,
        (of, lookup): (&[u8; 32], &[u8; 32]),
    ) -> Result<Step, Accident> {
        let (purchase, system) = (order.purchase.clone(), taking.system.system.clone());
        let fresh = KeptOrder { purchase, system, recorded_at: taking.now, corrected_at: None };
        let own = match taking.standing(of, lookup)? {
            Standing::Own(own) => own,
            Standing::SomebodyElses => return Ok(Step::Refuse),
            Standing::None => {
                // In the books under a member who has gone: not to be handed in again under another.
                let known = self.is_in_the_books(&taking.books, &number_key(&order.purchase.number));
                return Ok(if known { Step::Refuse } else { Step::Keep(Box::new(fresh), Outcome::Recorded) });
            }
        };
        if own.purchase == order.purchase {
            return Ok(Step::Nothing);
        }
        if !order.correction {
            return Ok(Step::Refuse);
        }
        taking.make_room(tx, lookup).await?;
        let corrected = KeptOrder { recorded_at: own.recorded_at, corrected_at: Some(taking.now), ..fresh };
        Ok(Step::Keep(Box::new(corrected), Outcome::Corrected))
    }

    /// The keyed hash an order is found by.
    fn order_lookup(&self, order: &NewOrder) -> [u8; 32] {
        self.keys.pseudonym("order", number_key(&order.purchase.number).as_bytes())
    }
}

/// What is kept under a number.
enum Standing {
    Own(Box<KeptOrder>),
    SomebodyElses,
    None,
}

impl Taking {
    fn standing(&self, of: &[u8; 32], lookup: &[u8; 32]) -> Result<Standing, Accident> {
        let Some(holder) = self.holders.get(of) else { return Ok(Standing::SomebodyElses) };
        if let Some(new) = self.new.get(lookup) {
            let own = new.member == holder.member;
            return Ok(if own { Standing::Own(Box::new(new.order.clone())) } else { Standing::SomebodyElses });
        }
        match self.kept.get(lookup.as_slice()) {
            Some(row) if row.member == holder.member => Ok(Standing::Own(Box::new(row.open(&holder.key)?))),
            Some(_) => Ok(Standing::SomebodyElses),
            None => Ok(Standing::None),
        }
    }

    /// What is kept under this number goes, so that its correction can come.
    async fn make_room(&mut self, tx: &mut Tx<'_>, lookup: &[u8; 32]) -> sqlx::Result<()> {
        if let Some(new) = self.new.remove(lookup) {
            self.taken.remove(&(new.member, new.place));
        } else if let Some(row) = self.kept.remove(lookup.as_slice()) {
            rows::delete(tx, row.member, row.place).await?;
            self.taken.remove(&(row.member, row.place));
        }
        Ok(())
    }

    /// A place for an order paid at that instant, behind those paid at the same one.
    async fn place(&mut self, tx: &mut Tx<'_>, member: MemberId, paid_at: Timestamp) -> sqlx::Result<i64> {
        let first = paid_at.micros();
        if self.taken.insert((member, first)) {
            return Ok(first);
        }
        let instant = rows::instant(first);
        let here =
            self.taken.range((member, instant.start)..(member, instant.end)).next_back().map(|(_, place)| *place);
        let place = here.max(rows::last_place(tx, member, first).await?).map_or(first, |last| last + 1);
        self.taken.insert((member, place));
        Ok(place)
    }

    /// Writes what was taken in, with one entry on the trail of each member who got something new.
    pub(super) async fn write(self, tx: &mut Tx<'_>) -> Result<(), Accident> {
        let orders = self.new.iter().filter_map(|(lookup, new)| {
            let key = &self.holders.get(&new.of)?.key;
            Some(rows::row((new.member, new.place), lookup, key, &new.order))
        });
        let orders = orders.collect::<Result<Vec<_>, Accident>>()?;
        write_many(tx, rows::INSERT, orders).await?;
        let holders: Vec<&Holder> = self.holders.values().filter(|holder| holder.written > 0).collect();
        let members: Vec<MemberId> = holders.iter().map(|holder| holder.member).collect();
        let last = trail::rows::last_among(tx, &members).await?;
        let lines = holders.iter().map(|Holder { member, key, written }| {
            let detail = TrailDetail::by_system(&self.system.system, *written);
            let after = last.get(member).copied().unwrap_or(EntrySeq::new(0));
            Ok(trail::line(key, *member, after, (TrailKind::OrdersRecorded, &detail))?.row(*member, self.now))
        });
        let lines = lines.collect::<Result<Vec<_>, Accident>>()?;
        write_many(tx, trail::rows::APPEND_MANY, lines).await?;
        Ok(self.books.write(tx).await?)
    }
}
