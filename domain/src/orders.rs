//! Paid orders, as the booking site hands them in and as the member sees them. (MC-1.3, MC-5.5a; law F1)
//!
//! Only what was paid is kept. The list of fields is closed, each has a shape and a limit, and none may hold the number
//! of a card or a bank account: such an order is refused as a whole, and the refusal does not repeat it. What is kept
//! falls in two: the purchase, which belongs to the member, and the fact for the books, which names nobody.

mod check;
mod field;
#[cfg(test)]
mod tests;

pub use check::{check, holds_number};
pub use field::{OrderField, Shape};

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::calendar::{Date, Timestamp};
use crate::codes::codes;
use crate::member_reference::MemberReference;

/// Orders handed in at once, at most.
pub const AT_ONCE: usize = 100;
/// Seats of one order at most: a school class and its teachers.
pub const SEATS_MOST: usize = 60;
/// The largest amount, in VND: no order of a cinema comes near it, and no card number fits below it.
pub const AMOUNT_MOST: i64 = 1_000_000_000;

codes! {
    /// Who may see a film (Cinema Law art. 32, Circular 05/2023 art. 2). Films of class C are shown to nobody.
    AgeClass {
        /// Everybody.
        P = "P",
        /// Under 13 with a parent or guardian.
        K = "K",
        /// From 13.
        T13 = "T13",
        /// From 16.
        T16 = "T16",
        /// From 18.
        T18 = "T18",
    }
}

codes! {
    /// Why an order was refused. Codes only: what stood in the field is never repeated.
    OrderRefusal {
        /// The field is needed and is not there.
        Missing = "missing",
        /// There is no such field.
        UnknownField = "unknown_field",
        /// The field is there, but not as the document of the interface says.
        WrongType = "wrong_type",
        /// Nothing stands in it.
        Empty = "empty",
        /// Too much stands in it.
        TooLong = "too_long",
        /// It has characters that no field accepts, or not the shape this one has.
        Malformed = "malformed",
        /// Not an instant with its offset.
        NotAnInstant = "not_an_instant",
        /// It says that something was paid that is still to come, or lies too far away.
        OutOfTime = "out_of_time",
        /// The amount is too large, or smaller than nothing.
        OutOfRange = "out_of_range",
        /// No class of the law.
        UnknownAgeClass = "unknown_age_class",
        /// Not paid: nothing of it is kept.
        NotPaid = "not_paid",
        /// It holds what looks like the number of a payment card.
        CardNumber = "card_number",
        /// It holds what looks like the number of a bank account.
        BankAccount = "bank_account",
        /// No member has this reference now.
        MemberUnknown = "member_unknown",
        /// An order with this number is kept already and says something else.
        Differs = "differs",
    }
}

/// A refusal and the field it is about; `None` for one about the order as a whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct OrderProblem {
    /// The field.
    pub field: Option<OrderField>,
    /// What is wrong with it.
    pub why: OrderRefusal,
}

impl OrderProblem {
    /// A problem of this field.
    pub const fn at(field: OrderField, why: OrderRefusal) -> Self {
        Self { field: Some(field), why }
    }
}

/// An order as it arrives, in text: from the interface or from a file.
#[derive(Clone, Default)]
pub struct OrderForm<'a> {
    /// Its number at the booking site.
    pub number: &'a str,
    /// The member's reference.
    pub member: &'a str,
    /// `paid`, or it is refused.
    pub status: &'a str,
    /// When it was paid (RFC 3339).
    pub paid_at: &'a str,
    /// The title of the film.
    pub film: &'a str,
    /// Its age class.
    pub age_class: &'a str,
    /// When it is shown (RFC 3339).
    pub showing_at: &'a str,
    /// Where.
    pub cinema: &'a str,
    /// In which hall.
    pub hall: &'a str,
    /// On which seats.
    pub seats: Vec<&'a str>,
    /// What was paid, in VND, taxes included.
    pub total: i64,
    /// The tax in it, if the booking site says it.
    pub vat: Option<i64>,
    /// Who took the payment.
    pub payment_partner: &'a str,
    /// The partner's own number for it.
    pub payment_reference: &'a str,
    /// Whether it states that it corrects an order handed in before.
    pub correction: bool,
}

/// An order that may be kept.
#[derive(Clone)]
pub struct NewOrder {
    /// Whose it is.
    pub member: MemberReference,
    /// Whether it states that it corrects an earlier one.
    pub correction: bool,
    /// What was bought.
    pub purchase: Purchase,
}

/// What a member bought. It has no revealing `Debug` and is only stored sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// The order's number.
    pub number: String,
    /// When it was paid.
    pub paid_at: Timestamp,
    /// The film.
    pub film: String,
    /// Its age class.
    pub age_class: AgeClass,
    /// When it is shown.
    pub showing_at: Timestamp,
    /// Where.
    pub cinema: String,
    /// In which hall.
    pub hall: String,
    /// On which seats.
    pub seats: Vec<String>,
    /// What was paid, in VND.
    pub total: i64,
    /// The tax in it.
    pub vat: Option<i64>,
    /// Who took the payment.
    pub payment_partner: String,
    /// The partner's number for it.
    pub payment_reference: String,
}

impl fmt::Debug for Purchase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Purchase(…)")
    }
}

impl Purchase {
    /// Every text in it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let own = [&self.number, &self.film, &self.cinema, &self.hall, &self.payment_partner, &self.payment_reference];
        own.into_iter().chain(&self.seats).map(String::as_str)
    }

    /// What the books need of it and nothing else: no film, no seat, no hour, no member.
    pub fn fact(&self) -> OrderFact {
        OrderFact {
            number: self.number.clone(),
            paid_on: self.paid_at.date_in_vietnam(),
            total: self.total,
            vat: self.vat,
        }
    }
}

/// What the books keep of an order after its member has gone. (Accounting Law art. 41(5))
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFact {
    /// The document's number.
    pub number: String,
    /// The day it was paid.
    pub paid_on: Date,
    /// What was paid, in VND.
    pub total: i64,
    /// The tax in it.
    pub vat: Option<i64>,
}

impl OrderFact {
    /// The fiscal year it belongs to.
    pub const fn fiscal_year(&self) -> i32 {
        self.paid_on.year()
    }
}

impl fmt::Debug for OrderFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrderFact(…)")
    }
}

/// The form of a number under which its spellings meet.
pub fn number_key(number: &str) -> String {
    number.to_ascii_uppercase()
}
