//! Passkeys: a key pair of the member's own device, used after a finger, a face or a PIN. (MC-5.1b, MC-5.3a;
//! `security.md` section 2 "Passkeys", lessons 7, 10, 30, 31)
//!
//! A passkey used after its device has verified the person is two factors in one: something held, and something known or
//! been. So it opens the account by itself, and it is asked for nothing else.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::card_number::looks_like_card;
use crate::form::Reason;
use crate::member::id;
use crate::text;

id! {
    /// The number of a passkey: what lists and forms name it by. It opens nothing.
    PasskeyId
}

/// How long a question to a passkey can be answered. (`security.md` section 2; `domain::retention` says the same.)
pub const CHALLENGE_FOR: Duration = Duration::from_mins(5);
/// Passkeys of one member: a few phones, computers and keys. (Ours.)
pub const MOST: usize = 10;
/// Bytes of the random number an account is known by to its passkeys. (`security.md` section 2)
pub const HANDLE_BYTES: usize = 64;

/// Why a passkey was not accepted, or not changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum PasskeyRefusal {
    /// The browser handed nothing over.
    Missing,
    /// No passkey of an account that is open, or not properly signed. Never says which.
    NotRecognised,
    /// What the browser handed over is no new passkey of this site, made after the person was verified.
    NotMade,
    /// The question was asked more than five minutes ago, was answered already, or was asked of another browser.
    Over,
    /// Its counter went backwards: somebody may have a copy of it.
    Copied,
    /// This very passkey is there already.
    AlreadyHere,
    /// There are [`MOST`] already.
    TooMany,
    /// It is not there any more.
    Gone,
    /// Longer than [`PasskeyName::MAX`].
    NameTooLong {
        /// Characters allowed.
        max: usize,
    },
    /// The name has signs that cannot be shown.
    NameCharacters,
    /// This site is reached by a number instead of a name; browsers make no passkeys for it.
    Unavailable,
}

/// What a member calls a passkey.
#[derive(Clone, PartialEq, Eq)]
pub struct PasskeyName(String);

impl std::fmt::Debug for PasskeyName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasskeyName(…)")
    }
}

impl PasskeyName {
    /// The longest name, in characters. (Ours: one line of a small phone, twice.)
    pub const MAX: usize = 40;

    /// The name as typed, tidied; `otherwise` if nothing was typed.
    ///
    /// # Errors
    /// [`PasskeyRefusal::NameTooLong`], [`PasskeyRefusal::NameCharacters`]; [`Reason::CardNumber`] (MC-1.3).
    pub fn read(typed: &str, otherwise: &str) -> Result<Self, Reason> {
        let name = text::tidy(typed);
        if looks_like_card(&name) {
            return Err(Reason::CardNumber);
        }
        if name.chars().count() > Self::MAX {
            return Err(Reason::Passkey(PasskeyRefusal::NameTooLong { max: Self::MAX }));
        }
        if text::has_forbidden(&name) {
            return Err(Reason::Passkey(PasskeyRefusal::NameCharacters));
        }
        if name.is_empty() {
            return Ok(Self(otherwise.chars().take(Self::MAX).collect()));
        }
        Ok(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(typed: &str) -> Result<String, Reason> {
        PasskeyName::read(typed, "Chrome, Android").map(|name| name.as_str().to_owned())
    }

    #[test]
    fn a_name_is_tidied_and_without_one_the_device_is_named() {
        assert_eq!(read("  Điện thoại   của H'Mơ "), Ok("Điện thoại của H'Mơ".to_owned()));
        assert_eq!(read(" \u{a0} "), Ok("Chrome, Android".to_owned()));
        assert_eq!(PasskeyName::read("", &"a".repeat(99)).unwrap().as_str().len(), PasskeyName::MAX);
    }

    #[test]
    fn a_name_is_no_essay_no_card_number_and_nothing_invisible() {
        assert!(read(&"ạ".repeat(40)).is_ok());
        assert_eq!(read(&"ạ".repeat(41)), Err(Reason::Passkey(PasskeyRefusal::NameTooLong { max: 40 })));
        assert_eq!(read("4111 1111 1111 1111"), Err(Reason::CardNumber));
        assert_eq!(read("máy\u{202e}tính"), Err(Reason::Passkey(PasskeyRefusal::NameCharacters)));
    }

    #[test]
    fn a_name_is_not_printed() {
        assert!(!format!("{:?}", PasskeyName::read("Máy của Lan", "")).contains("Lan"));
    }

    proptest! {
        #[test]
        fn no_name_is_longer_than_the_longest(typed: String, otherwise: String) {
            if let Ok(name) = PasskeyName::read(&typed, &otherwise) {
                prop_assert!(name.as_str().chars().count() <= PasskeyName::MAX);
            }
        }
    }
}
