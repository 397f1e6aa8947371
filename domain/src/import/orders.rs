//! One line of a file of orders, as the form the interface reads, too. (MC-1.3)

use std::fmt;

use crate::orders::{OrderField, OrderForm, OrderProblem, OrderRefusal, holds_number};

/// What stands between two seats.
const BETWEEN_SEATS: [char; 4] = [';', ',', ' ', '\u{A0}'];

/// A text for each field, empty where there is none. It has no revealing `Debug`.
#[derive(Clone, Default)]
pub struct OrderLine {
    cells: [String; OrderField::ALL.len()],
}

impl OrderLine {
    /// Puts a text into a field.
    pub fn put(&mut self, field: OrderField, text: &str) {
        text.clone_into(&mut self.cells[field as usize]);
    }

    /// The text of a field.
    pub fn cell(&self, field: OrderField) -> &str {
        &self.cells[field as usize]
    }

    /// The line as a form of the interface; `member` is the member's reference, which the file may name otherwise.
    ///
    /// # Errors
    /// Cells that hold no amount or no yes and no, and numbers of cards and accounts in them.
    pub fn form<'a>(&'a self, member: &'a str) -> Result<OrderForm<'a>, Vec<OrderProblem>> {
        let mut problems = Vec::new();
        let total = self.amount(OrderField::Total).map_err(|problem| problems.push(problem)).ok().flatten();
        let vat = self.amount(OrderField::Vat).map_err(|problem| problems.push(problem)).ok().flatten();
        let correction = self.flag(OrderField::Correction).map_err(|problem| problems.push(problem)).ok();
        if total.is_none() && !problems.iter().any(|problem| problem.field == Some(OrderField::Total)) {
            problems.push(OrderProblem::at(OrderField::Total, OrderRefusal::Missing));
        }
        let (true, Some(total), Some(correction)) = (problems.is_empty(), total, correction) else {
            return Err(problems);
        };
        let seats = self.cell(OrderField::Seats).split(BETWEEN_SEATS).filter(|seat| !seat.is_empty()).collect();
        Ok(OrderForm {
            number: self.cell(OrderField::Number),
            member,
            status: self.cell(OrderField::Status).trim(),
            paid_at: self.cell(OrderField::PaidAt).trim(),
            film: self.cell(OrderField::Film),
            age_class: self.cell(OrderField::AgeClass).trim(),
            showing_at: self.cell(OrderField::ShowingAt).trim(),
            cinema: self.cell(OrderField::Cinema),
            hall: self.cell(OrderField::Hall),
            seats,
            total,
            vat,
            payment_partner: self.cell(OrderField::PaymentPartner),
            payment_reference: self.cell(OrderField::PaymentReference),
            correction,
        })
    }

    /// Whole VND, in digits only.
    fn amount(&self, field: OrderField) -> Result<Option<i64>, OrderProblem> {
        let text = self.cell(field).trim();
        if text.is_empty() {
            return Ok(None);
        }
        let wrong = |why| Err(OrderProblem::at(field, why));
        match (holds_number(text), text.parse()) {
            (Some(why), _) => wrong(why),
            (None, Ok(amount)) => Ok(Some(amount)),
            (None, Err(_)) => wrong(OrderRefusal::WrongType),
        }
    }

    fn flag(&self, field: OrderField) -> Result<bool, OrderProblem> {
        match self.cell(field).trim() {
            "" | "false" => Ok(false),
            "true" => Ok(true),
            text => Err(OrderProblem::at(field, holds_number(text).unwrap_or(OrderRefusal::WrongType))),
        }
    }
}

impl fmt::Debug for OrderLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrderLine(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(total: &str, vat: &str, correction: &str) -> OrderLine {
        let mut line = OrderLine::default();
        line.put(OrderField::Total, total);
        line.put(OrderField::Vat, vat);
        line.put(OrderField::Correction, correction);
        line.put(OrderField::Seats, "E7; E8,E9");
        line
    }

    #[test]
    fn cells_become_the_form_of_the_interface() {
        let line = line(" 150000 ", "", "true");
        let form = line.form("7K3M-9QXD-2F4T").ok().unwrap();
        assert_eq!((form.total, form.vat, form.correction), (150_000, None, true));
        assert_eq!(form.seats, ["E7", "E8", "E9"]);
    }

    #[test]
    fn what_is_no_amount_is_refused_and_a_card_number_by_its_name() {
        let problems = |line: OrderLine| line.form("").err().unwrap();
        let at = OrderProblem::at;
        assert_eq!(problems(line("", "", "")), [at(OrderField::Total, OrderRefusal::Missing)]);
        assert_eq!(
            problems(line("150.000", "x", "yes")),
            [
                at(OrderField::Total, OrderRefusal::WrongType),
                at(OrderField::Vat, OrderRefusal::WrongType),
                at(OrderField::Correction, OrderRefusal::WrongType)
            ]
        );
        assert_eq!(problems(line("4111111111111111", "", "")), [at(OrderField::Total, OrderRefusal::CardNumber)]);
    }
}
