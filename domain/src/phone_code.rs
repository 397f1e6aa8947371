//! Proving a phone number: six digits by text message, typed back on the profile. (MC-4.1; `security.md` T27)

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::calendar::Timestamp;
use crate::text;

/// Digits of a code. (Issue: six.)
pub const DIGITS: usize = 6;
/// How long a code works. (Issue: ten minutes; `domain::retention` says the same.)
pub const CODE_FOR: Duration = Duration::from_mins(10);
/// Codes that may be tried before only a new one helps. (Issue: five.)
pub const TRIES: u32 = 5;

/// Why a number was not proved, or no code was sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum PhoneCodeRefusal {
    /// Text messages are not sent here.
    NoGateway,
    /// There is no number to prove.
    NoNumber,
    /// The number is proved already.
    AlreadyConfirmed,
    /// No code was typed.
    Missing,
    /// What was typed is not six digits.
    NotACode,
    /// Not the code that was sent.
    Wrong,
    /// No code was sent for this number, or too long ago, or it was replaced.
    Over,
    /// Too many wrong codes: only a new one helps.
    TooMany,
}

/// Six digits as they were typed.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedCode(String);

impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedCode(…)")
    }
}

impl TypedCode {
    /// Reads what was typed; spaces, hyphens and full-width digits are no mistake.
    ///
    /// # Errors
    /// [`PhoneCodeRefusal::Missing`] or [`PhoneCodeRefusal::NotACode`].
    pub fn read(typed: &str) -> Result<Self, PhoneCodeRefusal> {
        let digits: String = text::nfkc(typed)
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '\u{2010}' | '\u{2011}' | '\u{2013}'))
            .collect();
        if digits.is_empty() {
            return Err(PhoneCodeRefusal::Missing);
        }
        if digits.len() != DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PhoneCodeRefusal::NotACode);
        }
        Ok(Self(digits))
    }

    /// The six digits.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// Whether one more code may be compared with the one that was sent; `tries` counts those before.
///
/// # Errors
/// [`PhoneCodeRefusal::Over`] or [`PhoneCodeRefusal::TooMany`].
pub fn may_try(tries: u32, ends_at: Timestamp, now: Timestamp) -> Result<(), PhoneCodeRefusal> {
    if now >= ends_at {
        Err(PhoneCodeRefusal::Over)
    } else if tries >= TRIES {
        Err(PhoneCodeRefusal::TooMany)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_are_a_code_however_they_are_grouped() {
        for typed in ["012345", " 012 345 ", "012-345", "０１２３４５", "012\u{a0}345"] {
            assert_eq!(TypedCode::read(typed).map(|code| code.digits().to_owned()), Ok("012345".to_owned()), "{typed}");
        }
    }

    #[test]
    fn a_part_of_a_code_and_more_than_a_code_are_none() {
        for typed in ["", " ", "- -"] {
            assert_eq!(TypedCode::read(typed), Err(PhoneCodeRefusal::Missing), "{typed}");
        }
        for typed in ["12345", "1234567", "12345a", "٠١٢٣٤٥", "+12345", "null"] {
            assert_eq!(TypedCode::read(typed), Err(PhoneCodeRefusal::NotACode), "{typed}");
        }
    }

    #[test]
    fn a_code_works_five_times_and_until_its_end() {
        let (end, before) = (Timestamp::from_micros(10), Timestamp::from_micros(9));
        assert_eq!(may_try(TRIES - 1, end, before), Ok(()));
        assert_eq!(may_try(TRIES, end, before), Err(PhoneCodeRefusal::TooMany));
        assert_eq!(may_try(0, end, end), Err(PhoneCodeRefusal::Over));
    }

    #[test]
    fn a_typed_code_is_not_printed() {
        assert!(!format!("{:?}", TypedCode::read("123456")).contains("123456"));
    }
}
