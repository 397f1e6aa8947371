//! A mobile phone number of Vietnam, for codes and messages a member asked for. (MC-1.1, validation.md c.2)
//!
//! The operator is never guessed from the number: numbers move between operators.

use serde::{Deserialize, Serialize};

use crate::personal::personal_text;
use crate::text;

/// What mobile numbers begin with: the leading 0 and two or three digits (libphonenumber 9.0.43).
const RANGES: &str = include_str!("../../data/mobile_ranges.tsv");
/// Eleven-digit beginnings and what they became between 15.9.2018 and 30.6.2019.
const MIGRATIONS: &str = include_str!("../../data/mobile_migrations.tsv");

personal_text! {
    /// `+84` and nine digits (E.164).
    Phone
}

/// A number, and whether it was typed in a form that ended in 2018.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The number as it is today.
    pub phone: Phone,
    /// An eleven-digit number was brought up to date: show it to the member, who may not know it.
    pub migrated: bool,
}

/// Why a text is no number we can send a message to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PhoneProblem {
    /// Not a phone number, or a digit too many or too few.
    Format,
    /// A landline, which receives no messages.
    Landline,
    /// A number of another country.
    ForeignCountry,
    /// The right length, but no mobile network uses these first digits.
    NotMobile,
}

impl Phone {
    /// Reads a number in any usual spelling: `0905 123 456`, `+84 (0)905.123.456`, `0084…`, `84…`.
    ///
    /// # Errors
    /// The first [`PhoneProblem`].
    pub fn parse(typed: &str) -> Result<Parsed, PhoneProblem> {
        let mut compact = text::compact(typed);
        compact.retain(|char| !matches!(char, '(' | ')' | '/'));
        let national = national_digits(&compact)?;
        match national.len() {
            9 if listed(RANGES, national).is_some() => {
                Ok(Parsed { phone: Self::of(&["+84", national]), migrated: false })
            }
            9 | 10 if national.starts_with('2') => Err(PhoneProblem::Landline),
            10 => match listed(MIGRATIONS, national) {
                // Three digits and the 0 before them became two and a 0; the last seven stayed.
                Some((_, new)) => Ok(Parsed { phone: Self::of(&["+84", &new[1..], &national[3..]]), migrated: true }),
                None => Err(PhoneProblem::Format),
            },
            9 => Err(PhoneProblem::NotMobile),
            _ => Err(PhoneProblem::Format),
        }
    }

    /// As it is dialled and read out in Vietnam: `0905 123 456`.
    pub fn national(&self) -> String {
        let digits = self.0.strip_prefix("+84").unwrap_or(&self.0);
        match (digits.get(..3), digits.get(3..6), digits.get(6..)) {
            (Some(network), Some(middle), Some(end)) => ["0", network, " ", middle, " ", end].concat(),
            _ => self.0.clone(),
        }
    }

    /// For staff, who have to know whether they speak of the same number: its last three digits, `•••• ••• 456`.
    pub fn masked(&self) -> String {
        let end = self.0.get(self.0.len().saturating_sub(3)..).unwrap_or_default();
        ["•••• ••• ", end].concat()
    }

    fn of(parts: &[&str]) -> Self {
        Self(parts.concat())
    }
}

/// The digits behind the country code and the leading 0.
fn national_digits(compact: &str) -> Result<&str, PhoneProblem> {
    let (international, digits) = match compact.strip_prefix('+').or_else(|| compact.strip_prefix("00")) {
        Some(rest) => (true, rest),
        None => (false, compact),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PhoneProblem::Format);
    }
    let behind_country = digits.strip_prefix("84").map(|rest| rest.strip_prefix('0').unwrap_or(rest));
    match (international, behind_country) {
        (true, Some(national)) => Ok(national),
        // E.164 numbers have at most fifteen digits, the shortest in use have seven; no country code begins with 0.
        (true, None) if (7..=15).contains(&digits.len()) && !digits.starts_with('0') => {
            Err(PhoneProblem::ForeignCountry)
        }
        // A leading 0 is Vietnam's own: 084… is a network there, and no country code.
        (false, _) if digits.starts_with('0') => Ok(&digits[1..]),
        (false, Some(national)) if national.len() >= 9 => Ok(national),
        _ => Err(PhoneProblem::Format),
    }
}

/// The row of a table whose first column, behind its 0, begins the number.
fn listed<'t>(table: &'t str, national: &str) -> Option<(&'t str, &'t str)> {
    let rows = table.lines().filter(|row| row.starts_with('0'));
    rows.map(|row| row.split_once('\t').unwrap_or((row, ""))).find(|(start, _)| national.starts_with(&start[1..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn e164(typed: &str) -> Result<(String, bool), PhoneProblem> {
        Phone::parse(typed).map(|parsed| (parsed.phone.as_str().to_owned(), parsed.migrated))
    }

    #[test]
    fn a_masked_number_shows_its_end_only() {
        assert_eq!(Phone::parse("0905 123 456").unwrap().phone.masked(), "•••• ••• 456");
    }

    #[test]
    fn every_usual_spelling_is_one_number() {
        for typed in [
            "0905123456",
            "+84905123456",
            "84905123456",
            "0084905123456",
            "+84 (0)905 123 456",
            "0905.123.456",
            "0905-123-456",
            "0９05123456",
            "\u{202D}+84 905 123 456\u{202C}",
        ] {
            assert_eq!(e164(typed), Ok(("+84905123456".to_owned(), false)), "{typed}");
        }
    }

    #[test]
    fn the_network_084_is_no_country_code() {
        for typed in ["0849051234", "84849051234", "+840849051234", "+84849051234"] {
            assert_eq!(e164(typed), Ok(("+84849051234".to_owned(), false)), "{typed}");
        }
    }

    #[test]
    fn eleven_digits_of_before_2018_become_ten() {
        for (typed, number) in [
            ("01695678945", "+84395678945"),
            ("+8401695678945", "+84395678945"),
            ("841695678945", "+84395678945"),
            ("01287878888", "+84787878888"),
            ("01298222888", "+84828222888"),
            ("01888555888", "+84588555888"),
            ("01995959999", "+84595959999"),
        ] {
            assert_eq!(e164(typed), Ok((number.to_owned(), true)), "{typed}");
        }
    }

    #[test]
    fn every_migration_leads_to_a_mobile_number() {
        for row in MIGRATIONS.lines().filter(|row| row.starts_with('0')) {
            let (old, new) = row.split_once('\t').unwrap();
            let (number, migrated) = e164(&format!("{old}1234567")).unwrap();
            assert_eq!((number, migrated), (format!("+84{}1234567", &new[1..]), true));
        }
        assert_eq!(MIGRATIONS.lines().filter(|row| row.starts_with('0')).count(), 21);
    }

    #[test]
    fn networks_of_today_are_accepted() {
        for typed in ["0522123456", "0559123456", "0896123456", "0993123456", "0301234567", "0701234567"] {
            assert!(Phone::parse(typed).is_ok(), "{typed}");
        }
    }

    #[test]
    fn each_wrong_number_says_what_is_wrong() {
        use PhoneProblem::{ForeignCountry, Format, Landline, NotMobile};
        for (typed, problem) in [
            ("0521123456", NotMobile),
            ("0551123456", NotMobile),
            ("0571234567", NotMobile),
            ("0751234567", NotMobile),
            ("0801234567", NotMobile),
            ("0895123456", NotMobile),
            ("0992123456", NotMobile),
            ("0236 3650650", Landline),
            ("+84 236 3650650", Landline),
            ("024 3825 2525", Landline),
            ("+6591234567", ForeignCountry),
            ("006591234567", ForeignCountry),
            ("905123456", Format),
            ("849051234", Format),
            ("09051234567", Format),
            ("01301234567", Format),
            ("0905 12345x", Format),
            ("0905+123456", Format),
            ("+", Format),
            ("", Format),
            ("19001234", Format),
            ("+0905123456", Format),
        ] {
            assert_eq!(e164(typed), Err(problem), "{typed}");
        }
    }

    #[test]
    fn a_number_is_shown_as_it_is_dialled() {
        assert_eq!(Phone::parse("+84905123456").unwrap().phone.national(), "0905 123 456");
    }

    proptest! {
        #[test]
        fn a_number_is_read_back_as_shown_and_as_stored(typed in "0(3[0-9]|7[06-9]|5[689]|8[1-8]|9[0-8])[0-9]{7}") {
            let Parsed { phone, migrated } = Phone::parse(&typed).unwrap();
            prop_assert!(!migrated);
            prop_assert_eq!(&Phone::parse(&phone.national()).unwrap().phone, &phone);
            prop_assert_eq!(&Phone::parse(phone.as_str()).unwrap().phone, &phone);
            prop_assert_eq!(format!("{phone:?}"), "Phone(…)");
        }

        #[test]
        fn typing_anything_is_answered(typed in "[0-9+() .]{0,20}|\\PC*") {
            if let Ok(parsed) = Phone::parse(&typed) {
                prop_assert_eq!(parsed.phone.as_str().len(), 12);
            }
        }
    }
}
