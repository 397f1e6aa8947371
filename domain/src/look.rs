//! A look of the cinema's staff at an account: who looked, for which case, and why. (MC-1.2e, MC-5.1b; law D-20)
//!
//! Staff see an account only under a case that was opened for its member, and only masked; the member reads all three of
//! these in their history.

use serde::{Deserialize, Serialize};

use crate::card_number::looks_like_card;
use crate::codes::codes;
use crate::text;

/// Why somebody looks. Only [`Look::read`] makes one, so no look is without a name, a case and a reason.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    by: String,
    case: String,
    reason: String,
}

// What staff type can name the member, and is about two people in any case.
impl std::fmt::Debug for Look {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Look(…)")
    }
}

codes! {
    /// What is asked of whoever wants to look.
    LookField {
        /// Who looks, as the member is to read it.
        By = "by",
        /// The number of the case.
        Case = "case",
        /// Why.
        Reason = "reason",
    }
}

/// Why one of them is not enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookProblem {
    /// Fewer characters than say anything.
    TooShort {
        /// Characters at least.
        min: usize,
    },
    /// More than fits the line a member reads.
    TooLong {
        /// Characters at most.
        max: usize,
    },
    /// Signs that cannot be shown; in the number of a case, anything but letters, digits, dashes, dots and strokes.
    Characters,
    /// It looks like a card number, which is kept nowhere (MC-1.3).
    CardNumber,
}

impl LookField {
    /// Characters at least and at most. (Ours: a name or a desk; the number on a slip; a sentence.)
    pub const fn length(self) -> (usize, usize) {
        match self {
            Self::By => (2, 60),
            Self::Case => (3, 40),
            Self::Reason => (10, 200),
        }
    }

    fn check(self, typed: &str) -> Result<String, LookProblem> {
        let text = text::tidy(typed);
        let (min, max) = self.length();
        let is_number =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'/' | b'.'));
        match text.chars().count() {
            _ if looks_like_card(&text) => Err(LookProblem::CardNumber),
            count if count < min => Err(LookProblem::TooShort { min }),
            count if count > max => Err(LookProblem::TooLong { max }),
            _ if text::has_forbidden(&text) || (self == Self::Case && !is_number(&text)) => {
                Err(LookProblem::Characters)
            }
            _ => Ok(text),
        }
    }
}

impl Look {
    /// A look from what was typed: who, under which case, why.
    ///
    /// # Errors
    /// Every field that is not enough, with its [`LookProblem`].
    pub fn read(by: &str, case: &str, reason: &str) -> Result<Self, Vec<(LookField, LookProblem)>> {
        let mut problems = Vec::new();
        let mut read = |field: LookField, typed: &str| {
            field.check(typed).unwrap_or_else(|problem| {
                problems.push((field, problem));
                String::new()
            })
        };
        let look = Self {
            by: read(LookField::By, by),
            case: read(LookField::Case, case),
            reason: read(LookField::Reason, reason),
        };
        if problems.is_empty() { Ok(look) } else { Err(problems) }
    }

    /// Who looked.
    pub fn by(&self) -> &str {
        &self.by
    }

    /// Under which case.
    pub fn case(&self) -> &str {
        &self.case
    }

    /// Why.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REASON: &str = "Khách gọi vì không nhận được thư";

    #[test]
    fn a_look_has_a_name_a_case_and_a_reason() {
        let look = Look::read(" Lan,  quầy vé ", "HT-2026/0012", REASON).unwrap();
        assert_eq!((look.by(), look.case(), look.reason()), ("Lan, quầy vé", "HT-2026/0012", REASON));
        assert_eq!(format!("{look:?}"), "Look(…)");
    }

    #[test]
    fn each_that_is_missing_is_named() {
        use LookProblem::TooShort;
        let problems = Look::read(" ", "", "vì thế").unwrap_err();
        assert_eq!(
            problems,
            [
                (LookField::By, TooShort { min: 2 }),
                (LookField::Case, TooShort { min: 3 }),
                (LookField::Reason, TooShort { min: 10 })
            ]
        );
    }

    #[test]
    fn what_cannot_be_shown_or_must_not_be_kept_is_refused() {
        use LookProblem::{CardNumber, Characters, TooLong};
        for (by, case, reason, problem) in [
            ("Lan\u{202E}", "HT-12", REASON, (LookField::By, Characters)),
            ("Lan", "HT 12", REASON, (LookField::Case, Characters)),
            ("Lan", "vé-12", REASON, (LookField::Case, Characters)),
            ("Lan", "HT-12", "thẻ 4111 1111 1111 1111 bị từ chối", (LookField::Reason, CardNumber)),
            ("Lan", &"1".repeat(41), REASON, (LookField::Case, TooLong { max: 40 })),
            ("Lan", "HT-12", &"à".repeat(201), (LookField::Reason, TooLong { max: 200 })),
        ] {
            assert_eq!(Look::read(by, case, reason), Err(vec![problem]), "{by} {case} {reason}");
        }
    }
}
