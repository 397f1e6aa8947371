//! What an order must look like to be kept.

use std::time::Duration;

use super::{AMOUNT_MOST, AgeClass, NewOrder, OrderField, OrderForm, OrderProblem, OrderRefusal, Purchase, Shape};
use crate::bank_account::looks_like_bank_account;
use crate::calendar::Timestamp;
use crate::card_number::looks_like_card;
use crate::member_reference::MemberReference;
use crate::text;

/// Clocks of two machines differ by less than this.
const CLOCKS_DIFFER: Duration = Duration::from_mins(5);
/// A ticket is sold at most so long before the film is shown. (Ours.)
const SOLD_AHEAD: Duration = Duration::from_hours(400 * 24);
/// Tickets are paid until the film is over. (Ours.)
const SOLD_LATE: Duration = Duration::from_hours(24);
/// The first year of which the books may still be needed: nothing older is taken in.
const EARLIEST: &str = "2010-01-01T00:00:00+07:00";

/// The order, if it may be kept.
///
/// # Errors
/// Every problem there is, in the order of the fields.
pub fn check(form: &OrderForm<'_>, now: Timestamp) -> Result<NewOrder, Vec<OrderProblem>> {
    let mut sheet = Sheet::default();
    let number = sheet.text(OrderField::Number, form.number);
    if !is_number(&number) {
        sheet.wrong(OrderField::Number, OrderRefusal::Malformed);
    }
    let member = sheet.reference(form.member);
    sheet.paid(form);
    let paid_at = sheet.instant(OrderField::PaidAt, form.paid_at);
    let film = sheet.text(OrderField::Film, form.film);
    let age_class = sheet.age_class(form.age_class);
    let showing_at = sheet.instant(OrderField::ShowingAt, form.showing_at);
    let cinema = sheet.text(OrderField::Cinema, form.cinema);
    let hall = sheet.text(OrderField::Hall, form.hall);
    let seats = sheet.seats(&form.seats);
    let vat = sheet.vat(form);
    let payment_partner = sheet.text(OrderField::PaymentPartner, form.payment_partner);
    let payment_reference = sheet.text(OrderField::PaymentReference, form.payment_reference);
    sheet.times(paid_at, showing_at, now);
    let read = (member, paid_at, age_class, showing_at);
    let (true, (Some(member), Some(paid_at), Some(age_class), Some(showing_at))) = (sheet.is_clean(), read) else {
        return Err(sheet.problems());
    };
    let total = form.total;
    Ok(NewOrder {
        member,
        correction: form.correction,
        purchase: Purchase {
            number,
            paid_at,
            film,
            age_class,
            showing_at,
            cinema,
            hall,
            seats,
            total,
            vat,
            payment_partner,
            payment_reference,
        },
    })
}

/// What the text holds that must not be kept, if it does: [`OrderRefusal::CardNumber`] or [`OrderRefusal::BankAccount`].
pub fn holds_number(text: &str) -> Option<OrderRefusal> {
    if looks_like_card(text) {
        Some(OrderRefusal::CardNumber)
    } else if looks_like_bank_account(text) {
        Some(OrderRefusal::BankAccount)
    } else {
        None
    }
}

fn is_number(number: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b'.');
    // A letter or digit first: a list of numbers may be opened by a program that runs what begins with a sign.
    let begins = number.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    number.len() >= 4 && begins && number.bytes().all(known)
}

/// A row's letters and a number: `E7`, `K12`, `L1-2`. A letter must be there, so that seats in a row are no digits in a row.
fn is_seat(seat: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !seat.is_empty() && seat.bytes().all(known) && seat.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// What was found out so far.
#[derive(Default)]
struct Sheet {
    problems: Vec<OrderProblem>,
}

impl Sheet {
    fn wrong(&mut self, field: OrderField, why: OrderRefusal) {
        // One sentence a field is enough, and the first is the one to mend.
        if !self.problems.iter().any(|problem| problem.field == Some(field)) {
            self.problems.push(OrderProblem::at(field, why));
        }
    }

    fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    fn problems(mut self) -> Vec<OrderProblem> {
        self.problems.sort();
        self.problems
    }

    /// A text in its kept form, with no number in it that must not be kept.
    fn text(&mut self, field: OrderField, typed: &str) -> String {
        let tidy = text::tidy(typed);
        let most = match field.shape() {
            Shape::Text(most) | Shape::Texts(_, most) => most,
            _ => usize::MAX,
        };
        // First of all, and of the text as it came: what is hidden by invisible characters is found there.
        if let Some(why) = holds_number(typed) {
            self.wrong(field, why);
        } else if tidy.is_empty() {
            self.wrong(field, if typed.is_empty() { OrderRefusal::Missing } else { OrderRefusal::Empty });
        } else if tidy.chars().count() > most {
            self.wrong(field, OrderRefusal::TooLong);
        } else if text::has_forbidden(&tidy) {
            self.wrong(field, OrderRefusal::Malformed);
        }
        tidy
    }

    fn reference(&mut self, typed: &str) -> Option<MemberReference> {
        self.text(OrderField::Member, typed);
        let read = MemberReference::parse(typed);
        if read.is_none() {
            self.wrong(OrderField::Member, OrderRefusal::Malformed);
        }
        read
    }

    /// A status of its own word, and something that was paid.
    fn paid(&mut self, form: &OrderForm<'_>) {
        if let Some(why) = holds_number(form.status) {
            self.wrong(OrderField::Status, why);
        } else if form.status.is_empty() {
            self.wrong(OrderField::Status, OrderRefusal::Missing);
        } else if form.status != "paid" {
            self.wrong(OrderField::Status, OrderRefusal::NotPaid);
        }
        let Shape::Amount(least, most) = OrderField::Total.shape() else { return };
        if form.total == 0 {
            self.wrong(OrderField::Total, OrderRefusal::NotPaid);
        } else if !(least..=most).contains(&form.total) {
            self.wrong(OrderField::Total, OrderRefusal::OutOfRange);
        }
    }

    fn vat(&mut self, form: &OrderForm<'_>) -> Option<i64> {
        // Where the total itself cannot be, only that is told.
        let most = if form.total > 0 { form.total } else { AMOUNT_MOST };
        if form.vat.is_some_and(|vat| !(0..=most).contains(&vat)) {
            self.wrong(OrderField::Vat, OrderRefusal::OutOfRange);
        }
        form.vat
    }

    fn instant(&mut self, field: OrderField, typed: &str) -> Option<Timestamp> {
        let read = Timestamp::from_rfc3339(typed);
        match (read, typed) {
            (Some(_), _) => {}
            (None, "") => self.wrong(field, OrderRefusal::Missing),
            (None, typed) => self.wrong(field, holds_number(typed).unwrap_or(OrderRefusal::NotAnInstant)),
        }
        read
    }

    fn age_class(&mut self, typed: &str) -> Option<AgeClass> {
        let read = AgeClass::parse(typed);
        match (read, typed) {
            (Some(_), _) => {}
            (None, "") => self.wrong(OrderField::AgeClass, OrderRefusal::Missing),
            (None, typed) => {
                self.wrong(OrderField::AgeClass, holds_number(typed).unwrap_or(OrderRefusal::UnknownAgeClass));
            }
        }
        read
    }

    fn seats(&mut self, typed: &[&str]) -> Vec<String> {
        // Digits spread over seats are looked at together.
        if let Some(why) = holds_number(&typed.join(" ")) {
            self.wrong(OrderField::Seats, why);
        }
        let Shape::Texts(most, _) = OrderField::Seats.shape() else { return Vec::new() };
        if typed.is_empty() {
            self.wrong(OrderField::Seats, OrderRefusal::Missing);
        }
        if typed.len() > most {
            self.wrong(OrderField::Seats, OrderRefusal::TooLong);
            return Vec::new();
        }
        let seats: Vec<String> = typed.iter().map(|seat| self.text(OrderField::Seats, seat)).collect();
        if !seats.iter().all(|seat| is_seat(seat)) {
            self.wrong(OrderField::Seats, OrderRefusal::Malformed);
        }
        seats
    }

    /// Paid before now, and shown around the time it was paid.
    fn times(&mut self, paid_at: Option<Timestamp>, showing_at: Option<Timestamp>, now: Timestamp) {
        let Some(paid_at) = paid_at else { return };
        let earliest = Timestamp::from_rfc3339(EARLIEST).unwrap_or(paid_at);
        if paid_at > now.plus(CLOCKS_DIFFER) || paid_at < earliest {
            self.wrong(OrderField::PaidAt, OrderRefusal::OutOfTime);
        }
        let fits = |showing: Timestamp| showing >= paid_at.minus(SOLD_LATE) && showing <= paid_at.plus(SOLD_AHEAD);
        if showing_at.is_some_and(|showing| !fits(showing)) {
            self.wrong(OrderField::ShowingAt, OrderRefusal::OutOfTime);
        }
    }
}
