//! The member's own name for signing in. (MC-4.1)

use serde::{Deserialize, Serialize};

use crate::personal::personal_text;

personal_text! {
    /// 3 to 32 of letters, digits, `.`, `_` and `-`, beginning and ending with a letter or a digit. Kept as typed.
    Username
}

/// Why a text is no username.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UsernameProblem {
    /// Nothing was typed.
    Missing,
    /// Fewer than [`Username::MIN`] characters.
    TooShort,
    /// More than [`Username::MAX`] characters.
    TooLong,
    /// Something else than unaccented letters, digits and `._-`, or a mark at an end.
    Characters,
}

impl Username {
    /// Characters at least.
    pub const MIN: usize = 3;
    /// Characters at most.
    pub const MAX: usize = 32;

    /// Checks a username. White space around it is a slip of the thumb and is dropped.
    ///
    /// # Errors
    /// The first [`UsernameProblem`], characters before lengths: someone who typed "Nguyệt Ánh" is told about the letters.
    pub fn parse(text: &str) -> Result<Self, UsernameProblem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(UsernameProblem::Missing);
        }
        let bytes = text.as_bytes();
        let allowed = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
        let is_framed = bytes[0].is_ascii_alphanumeric() && bytes[bytes.len() - 1].is_ascii_alphanumeric();
        if !allowed || !is_framed {
            return Err(UsernameProblem::Characters);
        }
        match bytes.len() {
            ..Self::MIN => Err(UsernameProblem::TooShort),
            Self::MIN..=Self::MAX => Ok(Self(text.to_owned())),
            _ => Err(UsernameProblem::TooLong),
        }
    }

    /// Lower case, for looking up: `Nguyet` and `nguyet` are one member.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_digits_and_inner_marks_make_a_username() {
        for typed in ["abc", "nguyet.anh", "N-1", "a_b", "007", "a..b", "a23456789012345678901234567890bc"] {
            assert_eq!(Username::parse(typed).unwrap().as_str(), typed);
        }
        assert_eq!(Username::parse(" lan.anh ").unwrap().as_str(), "lan.anh");
    }

    #[test]
    fn each_wrong_username_says_what_is_wrong() {
        use UsernameProblem::{Characters, Missing, TooLong, TooShort};
        for (typed, problem) in [
            ("", Missing),
            ("  ", Missing),
            ("ab", TooShort),
            ("a23456789012345678901234567890bcd", TooLong),
            ("nguyệt", Characters),
            ("lan anh", Characters),
            ("lan@anh", Characters),
            (".lan", Characters),
            ("lan-", Characters),
            ("_", Characters),
            ("lan\0anh", Characters),
            ("ｌａｎ", Characters),
        ] {
            assert_eq!(Username::parse(typed), Err(problem), "{typed}");
        }
    }

    #[test]
    fn case_is_kept_and_ignored() {
        let username = Username::parse("NguyetAnh").unwrap();
        assert_eq!((username.as_str(), username.folded().as_str()), ("NguyetAnh", "nguyetanh"));
    }

    proptest! {
        #[test]
        fn a_username_is_read_back(typed in "[A-Za-z0-9][A-Za-z0-9._-]{1,30}[A-Za-z0-9]") {
            let username = Username::parse(&typed).unwrap();
            prop_assert_eq!(Username::parse(username.as_str()), Ok(username.clone()));
            prop_assert_eq!(Username::parse(&username.folded()).unwrap().folded(), username.folded());
            prop_assert_eq!(format!("{username:?}"), "Username(…)");
        }

        #[test]
        fn no_username_is_an_email_address(typed in any::<String>()) {
            prop_assert!(Username::parse(&typed).map_or(true, |name| !name.as_str().contains('@')));
        }
    }
}
