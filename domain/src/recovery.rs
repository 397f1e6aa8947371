//! A forgotten password, a forgotten name: the way back in. (MC-5.1b; `security.md` T2, G6)
//!
//! Whoever asks gets one answer, whether or not there is such an account. What follows goes by letter, to the confirmed
//! address and to nobody else. The link in the letter sets a new password once, and does nothing else: it signs nobody in.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::calendar::Timestamp;

/// How long a link works: an out-of-band secret lives ten minutes at most (ASVS 5.0.0, 6.5.5).
pub const LINK_WORKS_FOR: Duration = Duration::from_mins(10);

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecoveryRefusal {
    /// Neither a name nor an address was given.
    Missing,
    /// The link was used, is over, was overtaken by another change, or never was. Never says which of them.
    LinkOver,
}

/// Whether there is something to look for.
///
/// # Errors
/// [`RecoveryRefusal::Missing`] if nothing was typed.
pub fn check(typed: &str) -> Result<(), RecoveryRefusal> {
    if typed.trim().is_empty() { Err(RecoveryRefusal::Missing) } else { Ok(()) }
}

/// Whether a link asked for at `asked_at` still works. At the very instant of its end it is over, and a link from the
/// future (a clock set back) does not work either: it would do so for as long as the clock is wrong.
pub fn link_works(asked_at: Timestamp, expires_at: Timestamp, now: Timestamp) -> bool {
    asked_at <= now && now < expires_at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn a_link_works_for_ten_minutes_and_no_longer() {
        let ends = at(0).plus(LINK_WORKS_FOR);
        assert!(link_works(at(0), ends, at(0)));
        assert!(link_works(at(0), ends, at(599)));
        assert!(!link_works(at(0), ends, at(600)));
    }

    #[test]
    fn a_link_from_the_future_does_not_work() {
        assert!(!link_works(at(10), at(610), at(9)));
    }

    #[test]
    fn an_empty_question_is_missing() {
        for typed in ["", " ", "\t"] {
            assert_eq!(check(typed), Err(RecoveryRefusal::Missing));
        }
        assert_eq!(check("lan.anh"), Ok(()));
    }
}
