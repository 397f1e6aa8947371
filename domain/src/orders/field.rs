//! The closed list of fields. The interface, its document and the file of the import are written from it.

use super::{AMOUNT_MOST, SEATS_MOST};
use crate::codes::codes;

codes! {
    /// A field of an order, by its name in the interface and in files.
    OrderField {
        /// The order's number.
        Number = "number",
        /// The member's reference.
        Member = "member",
        /// `paid`.
        Status = "status",
        /// When it was paid.
        PaidAt = "paid_at",
        /// The film's title.
        Film = "film",
        /// Its age class.
        AgeClass = "age_class",
        /// When it is shown.
        ShowingAt = "showing_at",
        /// Where.
        Cinema = "cinema",
        /// In which hall.
        Hall = "hall",
        /// On which seats.
        Seats = "seats",
        /// What was paid.
        Total = "total",
        /// The tax in it.
        Vat = "vat",
        /// Who took the payment.
        PaymentPartner = "payment_partner",
        /// The partner's number for it.
        PaymentReference = "payment_reference",
        /// Whether it corrects an earlier one.
        Correction = "correction",
    }
}

/// What a field looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A text of at most so many characters.
    Text(usize),
    /// One of a few words.
    OneOf(&'static [&'static str]),
    /// An instant with its offset (RFC 3339).
    Instant,
    /// Texts, at most so many, each of at most so many characters.
    Texts(usize, usize),
    /// Whole VND, from the first number to the second.
    Amount(i64, i64),
    /// True or false; absent is false.
    Flag,
}

impl OrderField {
    /// What it looks like.
    pub const fn shape(self) -> Shape {
        match self {
            Self::Number | Self::Hall => Shape::Text(32),
            Self::Member => Shape::Text(20),
            Self::Status => Shape::OneOf(&["paid"]),
            Self::PaidAt | Self::ShowingAt => Shape::Instant,
            Self::Film => Shape::Text(120),
            Self::AgeClass => Shape::OneOf(&["P", "K", "T13", "T16", "T18"]),
            Self::Cinema => Shape::Text(80),
            Self::Seats => Shape::Texts(SEATS_MOST, 8),
            Self::Total => Shape::Amount(1, AMOUNT_MOST),
            Self::Vat => Shape::Amount(0, AMOUNT_MOST),
            Self::PaymentPartner => Shape::Text(40),
            Self::PaymentReference => Shape::Text(64),
            Self::Correction => Shape::Flag,
        }
    }

    /// Whether an order cannot do without it.
    pub const fn required(self) -> bool {
        !matches!(self, Self::Vat | Self::Correction)
    }
}
