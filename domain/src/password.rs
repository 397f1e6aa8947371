//! A member's own password, as typed once. What is kept is a hash, made on the floor above. (MC-4.1)
//!
//! No composition rules, no expiry, no truncation (NIST SP 800-63B-4 section 3.1.1.2).

use serde::{Deserialize, Serialize};

use crate::text;

/// A password of permitted length in compatibility form (NFKC), so that every keyboard types the same one.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Why a password is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordProblem {
    /// Nothing was typed.
    Missing,
    /// Fewer code points than asked for.
    TooShort {
        /// Code points at least.
        min: usize,
    },
    /// More code points than [`Password::MAX`].
    TooLong {
        /// Code points at most.
        max: usize,
    },
    /// Among the passwords tried first by everyone who guesses (the list is on the server).
    Common,
    /// Little more than the member's own name or address, or the cinema's name.
    ContainsOwnData,
}

impl Password {
    /// Code points at least, unless the setting `password.min_length` asks for more.
    pub const MIN: usize = 8;
    /// Code points at most: long enough for any sentence, short enough that hashing is not a weapon.
    pub const MAX: usize = 256;

    /// Checks the length only; spaces count and are kept.
    ///
    /// # Errors
    /// [`PasswordProblem::Missing`], `TooShort` or `TooLong`.
    pub fn parse(text: &str, min: usize) -> Result<Self, PasswordProblem> {
        if text.is_empty() {
            return Err(PasswordProblem::Missing);
        }
        let password = text::nfkc(text);
        let length = password.chars().count();
        if length < min {
            Err(PasswordProblem::TooShort { min })
        } else if length > Self::MAX {
            Err(PasswordProblem::TooLong { max: Self::MAX })
        } else {
            Ok(Self(password))
        }
    }

    /// The password, for hashing.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// How long a password keeps off somebody who guesses: an estimate, never a reason to refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Strength {
    /// Fewer than a million guesses: a moment.
    Weak,
    /// Fewer than a hundred million.
    Fair,
    /// Fewer than ten thousand million.
    Good,
    /// More.
    Strong,
}

impl Strength {
    /// What so many guesses are, as their decimal logarithm. (The steps are those of the estimator's own score.)
    pub fn of_guesses(log10: f64) -> Self {
        match log10 {
            few if few < 6.0 => Self::Weak,
            some if some < 8.0 => Self::Fair,
            many if many < 10.0 => Self::Good,
            _ => Self::Strong,
        }
    }
}

/// What a member is known by; a password must not be made of it.
#[derive(Clone, Copy)]
pub struct Own<'a> {
    /// The username.
    pub username: &'a str,
    /// The email address.
    pub email: &'a str,
    /// The full name.
    pub full_name: &'a str,
}

/// Reads a new password. `min` is the setting `password.min_length`, in code points.
///
/// Whether many people use it is for whoever has the list.
///
/// # Errors
/// What [`Password::parse`] refuses, or [`PasswordProblem::ContainsOwnData`].
pub fn choose(typed: &str, min: usize, own: &Own<'_>) -> Result<Password, PasswordProblem> {
    let password = Password::parse(typed, min)?;
    if contains_own_data(&password, own.username, own.email, own.full_name) {
        return Err(PasswordProblem::ContainsOwnData);
    }
    Ok(password)
}

/// Words of ours that everyone who guesses tries here first.
const HOUSE_WORDS: [&str; 2] = ["metizcinema", "metiz"];

/// Shorter own words ("An", "Vi") are in half of all Vietnamese sentences and prove nothing.
const SHORTEST_OWN_WORD: usize = 3;

/// True if the password is mostly what others know: without the member's username, address and names, without the
/// cinema's name and without digits, fewer than eight letters are left.
///
/// A sentence that merely mentions the member stays allowed; "nguyet1999" does not.
pub fn contains_own_data(password: &Password, username: &str, email: &str, full_name: &str) -> bool {
    // The form's other fields may not have been judged yet: a page of words as a name must not cost a minute.
    let [username, email, full_name] =
        [username, email, full_name].map(|text| text.chars().take(Password::MAX).collect::<String>());
    let (username, full_name) = (username.as_str(), full_name.as_str());
    let mut rest = squeezed(password.as_str());
    let before = rest.len();
    let (mailbox, domain) = email.split_once('@').unwrap_or((&email, ""));
    let name = text::search_key(full_name);
    let mut own: Vec<String> = [username, mailbox, domain, full_name]
        .into_iter()
        .chain(name.split(' '))
        .chain(HOUSE_WORDS)
        .map(squeezed)
        .collect();
    own.extend([mailbox, username].into_iter().flat_map(|part| part.split(['.', '_', '-', '+'])).map(squeezed));
    own.retain(|word| word.chars().count() >= SHORTEST_OWN_WORD);
    // Longest first, so that "metizcinema" does not leave "cinema" behind.
    while let Some(longest) = (0..own.len()).max_by_key(|place| own[*place].len()) {
        rest = rest.replace(&own.swap_remove(longest), "");
    }
    let letters_left = rest.chars().filter(|char| !char.is_numeric()).count();
    rest.len() < before && letters_left < Password::MIN
}

/// The search key without anything between the letters and digits.
fn squeezed(text: &str) -> String {
    let mut key = text::search_key(text);
    key.retain(char::is_alphanumeric);
    key
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn own(password: &str) -> bool {
        contains_own_data(
            &Password::parse(password, 8).unwrap(),
            "nguyet.anh",
            "anh.dang@example.com",
            "Đặng Thị Ánh Nguyệt",
        )
    }

    // ASVS: V6.2.1, V6.2.5, V6.2.9
    #[test]
    fn length_is_counted_in_code_points() {
        assert_eq!(Password::parse("", 8), Err(PasswordProblem::Missing));
        assert_eq!(Password::parse("mưa rơi", 8), Err(PasswordProblem::TooShort { min: 8 }));
        assert!(Password::parse("mưa rơi!", 8).is_ok());
        assert_eq!(Password::parse("mưa rơi!", 15), Err(PasswordProblem::TooShort { min: 15 }));
        assert!(Password::parse(&"ệ".repeat(256), 8).is_ok());
        assert_eq!(Password::parse(&"ệ".repeat(257), 8), Err(PasswordProblem::TooLong { max: 256 }));
    }

    #[test]
    fn every_keyboard_types_the_same_password() {
        let composed = Password::parse("Vi\u{1EC7}t Nam 1", 8).unwrap();
        assert_eq!(Password::parse("Vie\u{302}\u{323}t Nam 1", 8).unwrap(), composed);
        assert_eq!(Password::parse("Ｖiệt Nam １", 8).unwrap(), composed);
    }

    // ASVS: V6.2.8
    #[test]
    fn spaces_and_case_belong_to_the_password() {
        assert_eq!(Password::parse("  Mưa  rơi ", 8).unwrap().as_str(), "  Mưa  rơi ");
        assert_ne!(Password::parse("mưa rơi!", 8), Password::parse("Mưa rơi!", 8));
    }

    // ASVS: V6.2.11
    #[test]
    fn a_password_of_own_names_is_found() {
        for password in [
            "nguyetanh1999",
            "NGUYỆT.ánh",
            "anhdang@example.com",
            "dangthianhnguyet",
            "Nguyệt-2026!",
            "metizcinema",
            "Metiz@123456789",
            "MetizCinema2026",
            "1999 nguyet 1999",
        ] {
            assert!(own(password), "{password}");
        }
    }

    #[test]
    fn a_sentence_may_mention_its_member() {
        for password in
            ["Nguyệt thích ăn bún chả cá", "mưa rơi trên phố cũ", "12345678", "hai cái vé ở metiz, hàng ghế giữa"]
        {
            assert!(!own(password), "{password}");
        }
    }

    #[test]
    fn without_own_data_nothing_is_contained() {
        assert!(!contains_own_data(&Password::parse("trà sữa 30%", 8).unwrap(), "", "", ""));
    }

    proptest! {
        #[test]
        fn a_password_is_not_printed(typed in "\\PC{8,40}") {
            if let Ok(password) = Password::parse(&typed, 1) {
                prop_assert_eq!(format!("{password:?}"), "Password(…)");
                prop_assert_eq!(Password::parse(password.as_str(), 1), Ok(password));
            }
        }
    }
}
