//! The second factor: an authenticator app, and recovery codes for the day the phone is lost. (MC-5.1b, MC-5.3a;
//! `security.md` T1, lessons 28, 30, 32, 33)
//!
//! Offered, never forced. Both kinds of codes are digits alone: they fit a phone's number keys, and no Vietnamese
//! input method turns them into letters.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::calendar::Timestamp;
use crate::text;

/// A code of an app lasts so many seconds (RFC 6238, section 5.2: the recommended step).
pub const STEP_S: i64 = 30;
/// Digits of a code of an app (what every app shows unless told otherwise).
pub const APP_DIGITS: usize = 6;
/// Digits of a recovery code: 66 bits (at least 64 by NIST SP 800-63B-4, section 4.2.1).
pub const RECOVERY_DIGITS: usize = 20;
/// Recovery codes in a set. (Issue: ten.)
pub const RECOVERY_CODES: usize = 10;
/// How long a sign-in whose password was right waits for its code. (Ours; `domain::retention` says the same.)
pub const PENDING_FOR: Duration = Duration::from_mins(5);
/// Codes that may be tried on one waiting sign-in. (Ours; the account's own counters come on top.)
pub const PENDING_TRIES: u32 = 5;
/// How long a set-up that was begun can be confirmed: as long as the password given before it. (`SessionRules::fresh`)
pub const SET_UP_FOR: Duration = Duration::from_mins(10);

/// Why a second factor was not accepted, or not changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum FactorRefusal {
    /// No code was typed.
    Missing,
    /// What was typed can be neither kind of code.
    NotACode,
    /// Not the code of now, or one that was used before. Never says which.
    Wrong,
    /// The sign-in this code was for has ended: too late, too many tries, or something about the account changed.
    Over,
    /// The set-up this code was for is not open any more.
    SetUpOver,
    /// There is an authenticator already.
    AlreadyOn,
    /// There is no authenticator.
    NotOn,
}

/// A code as it was typed.
#[derive(Clone, PartialEq, Eq)]
pub enum Typed {
    /// Of an authenticator app.
    App(u32),
    /// A recovery code: its digits alone.
    Recovery(String),
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::App(_) => "App(…)",
            Self::Recovery(_) => "Recovery(…)",
        })
    }
}

impl Typed {
    /// Reads what was typed; spaces, hyphens and full-width digits are no mistake.
    ///
    /// # Errors
    /// [`FactorRefusal::Missing`] or [`FactorRefusal::NotACode`].
    pub fn read(typed: &str) -> Result<Self, FactorRefusal> {
        let digits: String = text::nfkc(typed)
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '\u{2010}' | '\u{2011}' | '\u{2013}'))
            .collect();
        if digits.is_empty() {
            return Err(FactorRefusal::Missing);
        }
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(FactorRefusal::NotACode);
        }
        match digits.len() {
            APP_DIGITS => digits.parse().map(Self::App).map_err(|_| FactorRefusal::NotACode),
            RECOVERY_DIGITS => Ok(Self::Recovery(digits)),
            _ => Err(FactorRefusal::NotACode),
        }
    }
}

/// The steps whose codes are taken at this instant: the one before, this one, the next. Clocks of phones drift, and
/// typing takes a moment (RFC 6238, section 6).
pub fn steps(now: Timestamp) -> [i64; 3] {
    let step = now.micros().div_euclid(STEP_S * 1_000_000);
    [step - 1, step, step + 1]
}

/// Text in groups of four, as people read digits and letters to themselves.
pub fn in_fours(text: &str, between: char) -> String {
    text.chars().enumerate().fold(String::new(), |mut groups, (place, letter)| {
        if place > 0 && place % 4 == 0 {
            groups.push(between);
        }
        groups.push(letter);
        groups
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn six_digits_are_a_code_of_an_app_however_they_are_grouped() {
        for typed in ["012345", " 012 345 ", "012-345", "０１２３４５", "012\u{a0}345"] {
            assert_eq!(Typed::read(typed), Ok(Typed::App(12_345)), "{typed}");
        }
    }

    #[test]
    fn twenty_digits_are_a_recovery_code() {
        let digits = "01234567890123456789".to_owned();
        for typed in ["0123-4567-8901-2345-6789", "01234567890123456789", "0123 4567 8901 2345 6789"] {
            assert_eq!(Typed::read(typed), Ok(Typed::Recovery(digits.clone())), "{typed}");
        }
    }

    #[test]
    fn nothing_else_is_a_code() {
        for typed in ["", " ", "- -"] {
            assert_eq!(Typed::read(typed), Err(FactorRefusal::Missing), "{typed}");
        }
        for typed in ["12345", "1234567", "12345a", "٠١٢٣٤٥", "0123-4567-8901-2345-678", "null", "+12345"] {
            assert_eq!(Typed::read(typed), Err(FactorRefusal::NotACode), "{typed}");
        }
    }

    #[test]
    fn a_typed_code_is_not_printed() {
        assert!(!format!("{:?}", Typed::read("123456")).contains("123456"));
        assert!(!format!("{:?}", Typed::read("01234567890123456789")).contains("0123"));
    }

    // ASVS: V6.5.5
    #[test]
    fn a_code_is_taken_one_step_early_and_one_step_late() {
        assert_eq!(steps(Timestamp::from_micros(59_999_999)), [0, 1, 2]);
        assert_eq!(steps(Timestamp::from_micros(60_000_000)), [1, 2, 3]);
    }

    // ASVS: V6.5.4
    #[test]
    fn a_recovery_code_has_at_least_64_bits() {
        // 10^20 > 2^64.
        assert!(u128::pow(10, u32::try_from(RECOVERY_DIGITS).unwrap()) > 1 << 64);
    }

    proptest! {
        #[test]
        fn what_is_shown_in_groups_is_read_back(number in 0_u64..10_000_000_000, more in 0_u64..10_000_000_000) {
            let code = format!("{number:010}{more:010}");
            prop_assert_eq!(Typed::read(&in_fours(&code, '-')), Ok(Typed::Recovery(code)));
        }

        #[test]
        fn no_typed_text_is_too_strange(typed: String) {
            drop(Typed::read(&typed));
        }
    }
}
