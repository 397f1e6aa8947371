//! Paid orders in the copy.

use super::iso;
use crate::orders::KeptOrder;
use serde::Serialize;

/// A paid order.
#[derive(Serialize)]
pub struct OrderLine {
    /// Its number.
    pub number: String,
    /// When it was paid.
    pub paid_at: String,
    /// The film.
    pub film: String,
    /// Its age class.
    pub age_class: &'static str,
    /// When it is shown.
    pub showing_at: String,
    /// Where.
    pub cinema: String,
    /// In which hall.
    pub hall: String,
    /// On which seats, a comma between them.
    pub seats: String,
    /// What was paid, in VND.
    pub total: i64,
    /// The tax in it.
    pub vat: Option<i64>,
    /// Who took the payment. The centre knows no card and no account.
    pub payment_partner: String,
    /// The partner's number for it.
    pub payment_reference: String,
    /// The system that handed it in.
    pub recorded_by: String,
    /// When it did.
    pub recorded_at: String,
    /// When it corrected it.
    pub changed_at: Option<String>,
}

pub(super) fn order_line(order: KeptOrder) -> OrderLine {
    let KeptOrder { purchase, system, recorded_at, corrected_at } = order;
    OrderLine {
        number: purchase.number,
        paid_at: iso(purchase.paid_at),
        film: purchase.film,
        age_class: purchase.age_class.code(),
        showing_at: iso(purchase.showing_at),
        cinema: purchase.cinema,
        hall: purchase.hall,
        seats: purchase.seats.join(", "),
        total: purchase.total,
        vat: purchase.vat,
        payment_partner: purchase.payment_partner,
        payment_reference: purchase.payment_reference,
        recorded_by: system.into(),
        recorded_at: iso(recorded_at),
        changed_at: corrected_at.map(iso),
    }
}
