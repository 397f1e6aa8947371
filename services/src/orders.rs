//! Paid orders: handed in by the booking site, seen by their member, kept in the books without them. (MC-1.3, MC-5.5a)
//!
//! An order falls in two when it is written: what was bought, sealed under the member's own key, and the fact for the
//! books, sealed under the key of its fiscal year. Nothing but the order's number inside both envelopes connects them, and
//! the member's half goes with the account.

pub(crate) mod books;
mod record;
pub(crate) mod rows;
mod taking;

pub use books::FactPlace;
pub use record::{OrdersRefusal, Outcome};

use crate::Services;
use crate::fault::Fault;
use crate::sessions::SignedIn;
use domain::api_key::SystemName;
use domain::bank_account::looks_like_bank_account;
use domain::calendar::Timestamp;
use domain::card_number::looks_like_card;
use domain::orders::Purchase;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Orders on one page at most.
pub const PAGE_MOST: u32 = 100;

/// The right to hand in orders.
#[derive(Clone, Debug)]
pub struct OrderWriter {
    system: SystemName,
    /// The key it came with.
    key: Uuid,
}

impl OrderWriter {
    pub(crate) fn of_system(system: SystemName, key: Uuid) -> Self {
        Self { system, key }
    }
}

/// An order as it is kept for its member.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptOrder {
    /// What was bought.
    pub purchase: Purchase,
    /// The system that handed it in.
    pub system: SystemName,
    /// When it did.
    pub recorded_at: Timestamp,
    /// When that system last corrected it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_at: Option<Timestamp>,
}

/// A part of a member's orders.
#[derive(Debug)]
pub struct OrdersPage {
    /// The orders, the newest first.
    pub orders: Vec<KeptOrder>,
    /// Where the older part begins, if there is one.
    pub older: Option<i64>,
    /// What a look at these very orders found.
    pub evidence: Evidence,
}

/// What a look through texts found, just now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Texts that were looked at.
    pub texts: usize,
    /// Of these, how many hold what looks like the number of a card or an account.
    pub numbers: usize,
}

impl Evidence {
    /// Looks through everything these orders say.
    pub fn of<'a>(orders: impl IntoIterator<Item = &'a KeptOrder>) -> Self {
        orders.into_iter().flat_map(|order| order.purchase.texts()).fold(Self::default(), |found, text| Self {
            texts: found.texts + 1,
            numbers: found.numbers + usize::from(looks_like_card(text) || looks_like_bank_account(text)),
        })
    }
}

impl Services {
    /// The member's orders, the newest first, from before `before` if given; at most `limit` and [`PAGE_MOST`].
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn orders_of(&self, who: &SignedIn, before: Option<i64>, limit: u32) -> Result<OrdersPage, Fault> {
        let (key, member, limit) = (who.key(), who.member(), limit.clamp(1, PAGE_MOST));
        // One more than is shown: whether it comes tells whether there is an older part.
        let mut found = self
            .db
            .read(move |tx| {
                Box::pin(async move { Ok::<_, Fault>(rows::page(tx, member, &key, before, limit + 1).await?) })
            })
            .await?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let older = found.last().filter(|_| more).map(|(place, _)| *place);
        let orders: Vec<KeptOrder> = found.into_iter().map(|(_, order)| order).collect();
        let evidence = Evidence::of(&orders);
        Ok(OrdersPage { orders, older, evidence })
    }
}
