//! Months of the calendar in Vietnam.

use super::{Date, Timestamp};

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    first: Date,
}

impl Month {
    /// The month this instant lies in.
    pub fn of(at: Timestamp) -> Self {
        let day = at.date_in_vietnam();
        Self { first: Date::new(day.year(), day.month(), 1).unwrap_or(day) }
    }

    /// Reads exactly what [`Month::code`] writes.
    pub fn parse(code: &str) -> Option<Self> {
        Some(Self { first: Date::from_iso(&format!("{code}-01"))? })
    }

    /// `yyyy-MM`.
    pub fn code(self) -> String {
        let mut iso = self.first.iso();
        iso.truncate(7);
        iso
    }

    /// `MM/yyyy`, as Vietnam writes it.
    pub fn shown(self) -> String {
        format!("{:02}/{}", self.first.month(), self.first.year())
    }

    /// The month before.
    #[must_use]
    pub fn before(self) -> Self {
        Self::of(self.first.plus_days(-1).begins_in_vietnam())
    }

    /// The first instant of this month, and the first after it.
    pub fn range(self) -> (Timestamp, Timestamp) {
        (self.first.begins_in_vietnam(), self.first.plus_months(1).begins_in_vietnam())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(code: &str) -> Month {
        Month::parse(code).unwrap()
    }

    #[test]
    fn a_month_is_read_as_it_is_written_and_nothing_else_is_one() {
        for code in ["2026-11", "0001-01", "9999-12"] {
            assert_eq!(month(code).code(), code);
        }
        for wrong in ["", "2026", "2026-13", "2026-1", "2026-11-01", "11/2026", "2026-11 ", "2026\u{2011}11"] {
            assert_eq!(Month::parse(wrong), None, "{wrong:?}");
        }
        assert_eq!(month("2026-02").shown(), "02/2026");
    }

    #[test]
    fn months_follow_one_another_without_a_gap() {
        assert_eq!(month("2026-01").before(), month("2025-12"));
        assert_eq!(month("2024-03").before(), month("2024-02"));
        for code in ["2026-11", "2025-12", "2024-02"] {
            let this = month(code);
            assert_eq!(this.before().range().1, this.range().0);
            assert_eq!(Month::of(this.range().0), this);
            assert_eq!(Month::of(Timestamp::from_micros(this.range().1.micros() - 1)), this);
        }
    }
}
