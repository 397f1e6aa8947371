//! Accounts nobody uses any more: told twice, then closed like any other, if the operator has set a period. (MC-3.1, MC-3.2; law D-26)
//!
//! Whatever the member does, or buys, begins the period anew. Nobody's account is closed who could not be told.

use std::time::Duration;

use crate::calendar::Timestamp;

/// The shortest period an operator can set, in days: who comes to the cinema once a year is no stranger.
pub const LEAST_DAYS: u16 = 365;
/// Days between the first letter and the second, and between the second and the closing.
pub const NOTICE_DAYS: u16 = 30;

/// After how many days without use members are told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InactiveAfter(u16);

impl InactiveAfter {
    /// `None` for less than [`LEAST_DAYS`].
    pub const fn days(days: u16) -> Option<Self> {
        if days >= LEAST_DAYS { Some(Self(days)) } else { None }
    }

    /// The period.
    pub const fn period(self) -> Duration {
        days(self.0)
    }
}

/// When the letters about it were sent, since the last use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Notices {
    /// The first.
    pub first: Option<Timestamp>,
    /// The second.
    pub second: Option<Timestamp>,
}

/// What is due for an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// Nothing.
    Nothing,
    /// A letter: the first or the second. It names the day of the closing.
    Letter {
        /// From then on the account is closed.
        closes: Timestamp,
    },
    /// The closing, with its days of grace.
    Closing,
}

/// What is due for an account last used at `used`, with these letters sent since.
pub fn due(after: InactiveAfter, used: Timestamp, notices: Notices, now: Timestamp) -> Due {
    let notice = days(NOTICE_DAYS);
    if now < used.plus(after.period()) {
        return Due::Nothing;
    }
    match (notices.first, notices.second) {
        (None, _) => Due::Letter { closes: now.plus(2 * notice) },
        (Some(first), None) if now >= first.plus(notice) => Due::Letter { closes: now.plus(notice) },
        (Some(_), Some(second)) if now >= second.plus(notice) => Due::Closing,
        (Some(_), _) => Due::Nothing,
    }
}

const fn days(days: u16) -> Duration {
    Duration::from_hours(days as u64 * 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    const USED: Timestamp = Timestamp::from_micros(1_795_316_640_000_000);

    fn day(day: u16) -> Timestamp {
        USED.plus(days(day))
    }

    fn due_on(now: u16, first: Option<u16>, second: Option<u16>) -> Due {
        let notices = Notices { first: first.map(day), second: second.map(day) };
        due(InactiveAfter::days(730).unwrap(), USED, notices, day(now))
    }

    #[test]
    fn a_period_shorter_than_a_year_cannot_be_set() {
        assert_eq!(InactiveAfter::days(0), None);
        assert_eq!(InactiveAfter::days(LEAST_DAYS - 1), None);
        assert!(InactiveAfter::days(LEAST_DAYS).is_some());
    }

    #[test]
    fn two_letters_a_month_apart_come_before_the_closing() {
        assert_eq!(due_on(729, None, None), Due::Nothing);
        assert_eq!(due_on(730, None, None), Due::Letter { closes: day(790) });
        assert_eq!(due_on(759, Some(730), None), Due::Nothing);
        assert_eq!(due_on(760, Some(730), None), Due::Letter { closes: day(790) });
        assert_eq!(due_on(789, Some(730), Some(760)), Due::Nothing);
        assert_eq!(due_on(790, Some(730), Some(760)), Due::Closing);
    }

    #[test]
    fn a_server_that_stood_still_shortens_no_notice() {
        assert_eq!(due_on(2_000, None, None), Due::Letter { closes: day(2_060) });
        assert_eq!(due_on(2_019, Some(1_990), None), Due::Nothing);
        assert_eq!(due_on(2_100, Some(1_990), None), Due::Letter { closes: day(2_130) });
        assert_eq!(due_on(2_129, Some(1_990), Some(2_100)), Due::Nothing);
    }
}
