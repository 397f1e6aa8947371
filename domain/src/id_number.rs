//! The ID number of a citizen: optional, shown masked, never a picture. (MC-1.1, MC-1.3, validation.md c.1)
//!
//! Twelve digits `PPP G YY NNNNNN`: where the birth was registered, century and gender, year, six of chance. There is
//! no check digit, and nothing in the number corrects what the member said.

use serde::{Deserialize, Serialize};

use crate::birth::Birth;
use crate::calendar::Date;
use crate::gender::Gender;
use crate::personal::personal_text;
use crate::text;

/// Codes of the provinces in which births were registered until 2025.
const BIRTH_PLACES: &str = include_str!("../../data/birth_places.tsv");

personal_text! {
    /// Twelve digits; in older accounts also the nine of a card that ended with 2024.
    IdNumber
}

/// Why a text is no ID number, or not this member's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdNumberProblem {
    /// Not twelve digits.
    Format,
    /// Nine digits: an old identity card (CMND), no longer valid since 1 January 2025.
    LegacyCard,
    /// The number says the person is still to be born.
    FutureYear,
    /// The number says another gender. The member can confirm: numbers follow corrections of the register.
    MismatchGender,
    /// The number says another birth year. The member can confirm.
    MismatchYear,
}

/// What its member should know of a number that is held all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdNumberNote {
    /// Nine digits of a card that ended with 2024: the twelve take its place.
    Legacy,
    /// No province gave out numbers that begin so until 2025: born abroad, a newer code, or a slip.
    PlaceUnknown,
}

impl IdNumber {
    /// Checks a number against what the member said of gender and birth.
    ///
    /// # Errors
    /// The first [`IdNumberProblem`]; after the last two, [`IdNumber::parse_confirmed`] takes the member's word.
    pub fn parse(
        typed: &str,
        gender: Option<Gender>,
        birth: Option<&Birth>,
        today: Date,
    ) -> Result<Self, IdNumberProblem> {
        let number = Self::parse_confirmed(typed, today)?;
        let says_female = number.century_and_gender() % 2 == 1;
        let contradicts = match gender {
            Some(Gender::Male) => says_female,
            Some(Gender::Female) => !says_female,
            Some(Gender::Other) | None => false,
        };
        if contradicts {
            return Err(IdNumberProblem::MismatchGender);
        }
        if birth.is_some_and(|birth| birth.date().year() != number.birth_year()) {
            return Err(IdNumberProblem::MismatchYear);
        }
        Ok(number)
    }

    /// Checks a number whose difference from gender or birth year the member has confirmed: after a correction of the
    /// register a new number is issued (Circular 59/2021 art. 6(1)), and either may be the older one.
    ///
    /// # Errors
    /// [`IdNumberProblem::Format`], `LegacyCard` or `FutureYear`.
    pub fn parse_confirmed(typed: &str, today: Date) -> Result<Self, IdNumberProblem> {
        let digits = text::compact(typed);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(IdNumberProblem::Format);
        }
        match digits.len() {
            12 => {}
            9 => return Err(IdNumberProblem::LegacyCard),
            _ => return Err(IdNumberProblem::Format),
        }
        let number = Self(digits);
        if number.birth_year() > today.year() { Err(IdNumberProblem::FutureYear) } else { Ok(number) }
    }

    /// First three and last two digits: `048•••••••34`.
    pub fn masked(&self) -> String {
        let length = self.0.len();
        let hidden = 3..length.saturating_sub(2);
        self.0.chars().enumerate().map(|(place, digit)| if hidden.contains(&place) { '•' } else { digit }).collect()
    }

    /// A nine-digit number kept from before.
    pub fn is_legacy(&self) -> bool {
        self.0.len() == 9
    }

    /// The province in which the birth was registered. `None` is no error but worth a second look: a birth registered
    /// abroad, a code given out since 2025, or a slip.
    pub fn birth_place(&self) -> Option<&'static str> {
        if self.is_legacy() {
            return None;
        }
        let code = self.0.get(..3)?;
        BIRTH_PLACES.lines().find_map(|row| row.strip_prefix(code)?.strip_prefix('\t'))
    }

    /// What is worth a look, though it forbids nothing.
    pub fn note(&self) -> Option<IdNumberNote> {
        match (self.is_legacy(), self.birth_place()) {
            (true, _) => Some(IdNumberNote::Legacy),
            (false, None) => Some(IdNumberNote::PlaceUnknown),
            (false, Some(_)) => None,
        }
    }

    fn century_and_gender(&self) -> u8 {
        self.digit(3)
    }

    /// 1900 and a century for each pair of the fourth digit.
    fn birth_year(&self) -> i32 {
        1900 + 100 * i32::from(self.digit(3) / 2) + 10 * i32::from(self.digit(4)) + i32::from(self.digit(5))
    }

    fn digit(&self, place: usize) -> u8 {
        self.0.as_bytes().get(place).map_or(0, |byte| byte.wrapping_sub(b'0'))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MALE: Option<Gender> = Some(Gender::Male);
    const FEMALE: Option<Gender> = Some(Gender::Female);

    fn today() -> Date {
        Date::new(2026, 11, 22).unwrap()
    }

    fn read(typed: &str, gender: Option<Gender>, year: &str) -> Result<IdNumber, IdNumberProblem> {
        IdNumber::parse(typed, gender, Birth::from_stored(year).as_ref(), today())
    }

    #[test]
    fn a_number_that_fits_its_member_is_accepted() {
        for (typed, gender, year) in [
            ("048099001234", MALE, "1999"),
            ("048199001234", FEMALE, "1999"),
            ("048205001234", MALE, "2005"),
            ("048305001234", FEMALE, "2005"),
            ("048099001234", None, "1999"),
            ("048099001234", Some(Gender::Other), "1999"),
            ("048099001234", MALE, ""),
            ("048 099 001 234", MALE, "1999"),
            ("０４８０９９００１２３４", MALE, "1999"),
            ("048.099.001.234", MALE, "1999"),
            ("087084000999", MALE, "1984"),
            ("101099001234", MALE, "1999"),
        ] {
            assert!(read(typed, gender, year).is_ok(), "{typed}");
        }
    }

    #[test]
    fn each_wrong_number_says_what_is_wrong() {
        use IdNumberProblem::{Format, FutureYear, LegacyCard, MismatchGender, MismatchYear};
        for (typed, gender, year, problem) in [
            ("048099001234", FEMALE, "1999", MismatchGender),
            ("048099001234", MALE, "1998", MismatchYear),
            ("048227001234", MALE, "1999", FutureYear),
            ("048499001234", MALE, "1999", FutureYear),
            ("201234567", MALE, "1999", LegacyCard),
            ("20123456", MALE, "1999", Format),
            ("04809900123", MALE, "1999", Format),
            ("0480990012345", MALE, "1999", Format),
            ("04809900123x", MALE, "1999", Format),
            ("không có", MALE, "1999", Format),
            ("", MALE, "1999", Format),
        ] {
            assert_eq!(read(typed, gender, year), Err(problem), "{typed}");
        }
    }

    #[test]
    fn a_confirmed_difference_is_accepted_and_nothing_else_is() {
        assert!(IdNumber::parse_confirmed("048099001234", today()).is_ok());
        assert_eq!(IdNumber::parse_confirmed("048227001234", today()), Err(IdNumberProblem::FutureYear));
        assert_eq!(IdNumber::parse_confirmed("201234567", today()), Err(IdNumberProblem::LegacyCard));
    }

    #[test]
    fn an_unknown_birth_place_is_worth_a_look_and_no_error() {
        let place = |typed| IdNumber::parse_confirmed(typed, today()).unwrap().birth_place();
        assert_eq!(place("048099001234"), Some("Đà Nẵng"));
        assert_eq!(place("087084000999"), Some("Đồng Tháp"));
        assert_eq!(place("101099001234"), None);
        let note = |typed| IdNumber::parse_confirmed(typed, today()).unwrap().note();
        assert_eq!(note("048099001234"), None);
        assert_eq!(note("101099001234"), Some(IdNumberNote::PlaceUnknown));
        assert_eq!(IdNumber::from_stored("201234567".to_owned()).note(), Some(IdNumberNote::Legacy));
        assert_eq!(BIRTH_PLACES.lines().count(), 63);
    }

    #[test]
    fn a_number_is_shown_by_its_ends() {
        assert_eq!(read("048099001234", None, "").unwrap().masked(), "048•••••••34");
        assert_eq!(IdNumber::from_stored("201234567".to_owned()).masked(), "201••••67");
    }

    #[test]
    fn an_old_card_stays_as_it_was_stored() {
        let old = IdNumber::from_stored("201234567".to_owned());
        assert!(old.is_legacy());
        assert_eq!((old.as_str(), old.birth_place()), ("201234567", None));
        assert!(!read("048099001234", None, "").unwrap().is_legacy());
    }

    proptest! {
        #[test]
        fn a_number_is_read_back(typed in "[0-9]{3}[01][0-9]{8}") {
            let number = IdNumber::parse_confirmed(&typed, today()).unwrap();
            prop_assert_eq!(IdNumber::parse_confirmed(number.as_str(), today()), Ok(number.clone()));
            prop_assert_eq!(format!("{number:?}"), "IdNumber(…)");
            prop_assert!(!number.masked().contains(&typed[3..10]));
        }

        #[test]
        fn typing_anything_is_answered(typed in any::<String>()) {
            let _ = IdNumber::parse_confirmed(&typed, today());
        }
    }
}
