//! When a member was born, to the day or only to the year. (MC-1.1, Children Law art. 1)

use serde::{Deserialize, Serialize};

use crate::calendar::{Date, DateProblem, completed_years, number, push_digits};
use crate::text;

/// Completed years from which a person may join without a guardian (Children Law art. 1: a child is under 16).
pub const SELF_REGISTRATION_AGE: i32 = 16;

/// Completed years beyond which a birth date is a slip of the finger (validation.md c.5).
pub const OLDEST_AGE: i32 = 120;

/// How exactly a birth date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Precision {
    /// The day is known.
    Day,
    /// Only the year is known; age gates then count from 31 December.
    Year,
}

/// A birth date. Its `Debug` shows nothing, and it has no `Display`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Birth {
    date: Date,
    precision: Precision,
}

/// Why a text is no birth date we can accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BirthProblem {
    /// Nothing was typed.
    Missing,
    /// Not written as day, month and year.
    Unreadable,
    /// A day the calendar does not have.
    NotADay,
    /// Still to come.
    Future,
    /// More than [`OLDEST_AGE`] years ago.
    TooOld,
    /// Under [`SELF_REGISTRATION_AGE`]: the guardian's way is explained, and nothing is stored.
    TooYoung,
}

impl Birth {
    /// Reads `d/M/yyyy`, `dd-MM-yyyy`, ISO, or a year alone.
    ///
    /// # Errors
    /// The first [`BirthProblem`] except `TooYoung`, which is [`may_join`]'s alone.
    pub fn parse(typed: &str, today: Date) -> Result<Self, BirthProblem> {
        let typed = text::nfkc(typed);
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(BirthProblem::Missing);
        }
        let birth = if typed.len() == 4 { Self::in_year(typed)? } else { Self::on_day(Date::typed(typed)?) };
        let first_possible_day = match birth.precision {
            Precision::Day => birth.date,
            Precision::Year => Date::new(birth.date.year(), 1, 1).unwrap_or(birth.date),
        };
        if first_possible_day > today {
            Err(BirthProblem::Future)
        } else if birth.age_on(today) > OLDEST_AGE {
            Err(BirthProblem::TooOld)
        } else {
            Ok(birth)
        }
    }

    /// Born on this day.
    pub const fn on_day(date: Date) -> Self {
        Self { date, precision: Precision::Day }
    }

    fn in_year(digits: &str) -> Result<Self, BirthProblem> {
        let year = number(digits).ok_or(BirthProblem::Unreadable)?;
        let date = Date::new(year.into(), 12, 31).ok_or(BirthProblem::NotADay)?;
        Ok(Self { date, precision: Precision::Year })
    }

    /// The day of birth; 31 December if only the year is known.
    pub const fn date(&self) -> Date {
        self.date
    }

    /// How exactly it is known.
    pub const fn precision(&self) -> Precision {
        self.precision
    }

    /// Completed years on a day, at the least: from 31 December if only the year is known.
    pub fn age_on(&self, day: Date) -> i32 {
        completed_years(self.date, day)
    }

    /// `dd/MM/yyyy`, or `yyyy` alone, as the member typed it.
    pub fn shown(&self) -> String {
        match self.precision {
            Precision::Day => self.date.to_string(),
            Precision::Year => self.year_digits(),
        }
    }

    /// `yyyy-MM-dd`, or `yyyy` alone: what is kept, under the member's key.
    pub fn stored(&self) -> String {
        match self.precision {
            Precision::Day => self.date.iso(),
            Precision::Year => self.year_digits(),
        }
    }

    /// Reads what [`Birth::stored`] wrote.
    pub fn from_stored(text: &str) -> Option<Self> {
        if text.len() == 4 { Self::in_year(text).ok() } else { Date::from_iso(text).map(Self::on_day) }
    }

    fn year_digits(self) -> String {
        let mut digits = String::with_capacity(4);
        push_digits(&mut digits, u16::try_from(self.date.year()).unwrap_or_default(), 4);
        digits
    }
}

impl std::fmt::Debug for Birth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Birth(…)")
    }
}

impl From<DateProblem> for BirthProblem {
    fn from(problem: DateProblem) -> Self {
        match problem {
            DateProblem::Unreadable => Self::Unreadable,
            DateProblem::NotADay => Self::NotADay,
        }
    }
}

/// Whether this person may join without a guardian.
///
/// # Errors
/// [`BirthProblem::TooYoung`] under [`SELF_REGISTRATION_AGE`], or if the year alone does not prove the age.
pub fn may_join(birth: &Birth, today: Date) -> Result<(), BirthProblem> {
    if birth.age_on(today) < SELF_REGISTRATION_AGE { Err(BirthProblem::TooYoung) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn today() -> Date {
        Date::new(2026, 11, 22).unwrap()
    }

    fn birth(typed: &str) -> Result<Birth, BirthProblem> {
        Birth::parse(typed, today())
    }

    #[test]
    fn usual_spellings_are_one_birth_date() {
        for typed in ["1/2/2000", "01-02-2000", "2000-02-01", " 01/02/2000 ", "０１/０２/２０００"] {
            assert_eq!(birth(typed).unwrap().shown(), "01/02/2000", "{typed}");
        }
        assert_eq!(birth("1999").unwrap().shown(), "1999");
        assert_eq!(birth("1999").unwrap().precision(), Precision::Year);
    }

    #[test]
    fn each_wrong_birth_date_says_what_is_wrong() {
        use BirthProblem::{Future, Missing, NotADay, TooOld, Unreadable};
        for (typed, problem) in [
            ("", Missing),
            (" ", Missing),
            ("22/11", Unreadable),
            ("năm 1999", Unreadable),
            ("22/11/99", Unreadable),
            ("19x9", Unreadable),
            ("31/02/2000", NotADay),
            ("0000", NotADay),
            ("23/11/2026", Future),
            ("2027", Future),
            ("21/11/1905", TooOld),
            ("1899", TooOld),
        ] {
            assert_eq!(birth(typed), Err(problem), "{typed}");
        }
    }

    #[test]
    fn the_limits_themselves_are_accepted() {
        for typed in ["22/11/2026", "2026", "23/11/1905", "1905"] {
            assert!(birth(typed).is_ok(), "{typed}");
        }
    }

    #[test]
    fn sixteen_today_may_join_and_sixteen_tomorrow_may_not() {
        let may = |typed| may_join(&birth(typed).unwrap(), today());
        assert_eq!(may("22/11/2010"), Ok(()));
        assert_eq!(may("23/11/2010"), Err(BirthProblem::TooYoung));
        assert_eq!(may("2009"), Ok(()));
        assert_eq!(may("2010"), Err(BirthProblem::TooYoung));
    }

    #[test]
    fn a_year_alone_counts_from_its_last_day() {
        assert_eq!(birth("2010").unwrap().age_on(today()), 15);
        assert_eq!(birth("2026").unwrap().age_on(today()), -1);
    }

    #[test]
    fn what_was_never_stored_is_not_read() {
        for text in ["", "01/02/2000", "20", "2000-02-30", "abcd"] {
            assert_eq!(Birth::from_stored(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_birth_date_is_read_back_as_shown_and_as_stored(days in 0_i64..43_000, by_year: bool) {
            let day = today().plus_days(-days);
            let typed = if by_year { day.year().to_string() } else { day.to_string() };
            let born = birth(&typed).unwrap();
            prop_assert_eq!(birth(&born.shown()), Ok(born));
            prop_assert_eq!(birth(&born.stored()), Ok(born));
            prop_assert_eq!(Birth::from_stored(&born.stored()), Some(born));
            prop_assert_eq!(format!("{born:?}"), "Birth(…)");
        }

        #[test]
        fn typing_anything_is_answered(typed in any::<String>()) {
            let _ = birth(&typed);
        }
    }
}
