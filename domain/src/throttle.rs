//! How often somebody may try. (MC-5.3a; `security.md` G10, T1, T27)
//!
//! Guessing is slowed down per account and per network. The owner is never locked out by it: a device the account
//! was used on before has a lane of its own, which other people's failures do not reach.
//! An account without a match is counted like one with a match, so that the counters tell nobody who is a member.

mod bucket;

pub use bucket::Pace;

use std::net::IpAddr;
use std::time::Duration;

use crate::calendar::Timestamp;
use crate::text;

/// Failed sign-ins per account and hour from devices we do not know (G10).
pub const FAILURES_PER_HOUR: u32 = 10;
/// Failures in a row per account, after which only a known device or recovery opens it (NIST SP 800-63B-4, G10).
pub const FAILURES_IN_A_ROW: u32 = 100;
/// Failures in a row from which on a pause is no new beginning: the row is kept until a sign-in works or a new password is set by
/// letter. Longer than the row of one device can become; three hours of guessing. (Ours; G10 would mean nothing if a day's rest
/// began the row anew, and an index of the database names the same number.)
pub const ROW_KEPT_FROM: u32 = 30;
/// How long such a row is kept at most. (`domain::retention` says the same.)
pub const ROW_KEPT_FOR: Duration = Duration::from_hours(400 * 24);
/// Failures before waits begin: an honest member mistypes twice. (Ours.)
const FREE_FAILURES: u32 = 3;
/// The first wait in seconds; each further failure doubles it. 5 s … 320 s before the hour's budget is used. (Ours.)
const FIRST_WAIT_S: u64 = 5;

/// What may be tried within a moving period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// At most so many.
    pub most: u32,
    /// Within this period.
    pub within: Duration,
}

/// Failed sign-ins per account from unknown devices (G10).
pub const ACCOUNT: Budget = Budget { most: FAILURES_PER_HOUR, within: Duration::from_hours(1) };
/// Failed sign-ins per account and known device. Smaller, and its own: a stolen phone is no way to guess. (Ours.)
pub const KNOWN_DEVICE: Budget = Budget { most: 5, within: Duration::from_mins(15) };
/// Failures in a row after which a device counts as unknown: forget its token. (Ours; keeps 100 in a row out of reach.)
pub const DEVICE_FORGOTTEN_AFTER: u32 = 20;
/// Sign-in tries per network. Generous: a whole quarter of phones can stand behind one address of a carrier. (Ours.)
pub const NETWORK: Budget = Budget { most: 60, within: Duration::from_mins(10) };
/// Sign-ups per network: each costs a password hash and a letter. (Ours.)
pub const SIGN_UPS: Budget = Budget { most: 20, within: Duration::from_mins(10) };
/// Questions for a forgotten password or name per network: each costs a letter at most, and no hash. (Ours.)
pub const RECOVERIES: Budget = Budget { most: 20, within: Duration::from_mins(10) };
/// Questions to a passkey per network: one for each showing of the page of signing in. Nothing can be guessed with one; the
/// budget bounds what a visitor can have written down. (Ours.)
pub const PASSKEY_QUESTIONS: Budget = Budget { most: 600, within: Duration::from_mins(10) };
/// Letters a visitor may cause to one address within an hour (T27).
pub const LETTERS_PER_HOUR: Budget = Budget { most: 3, within: Duration::from_hours(1) };
/// Letters a visitor may cause to one address within a day (T27).
pub const LETTERS_PER_DAY: Budget = Budget { most: 10, within: Duration::from_hours(24) };

/// Letters about wrong codes after the right password, per account: whoever has the password begins again and again. (Ours.)
pub const LETTERS_ABOUT_CODES: Budget = Budget { most: 1, within: Duration::from_hours(24) };

/// What was counted within a budget's period.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tries {
    /// How many.
    pub count: u32,
    /// When the first of them was; `None` if there was none.
    pub oldest_at: Option<Timestamp>,
    /// When the last of them was.
    pub newest_at: Option<Timestamp>,
}

impl Tries {
    /// The tries among `instants` that fall into the budget's period before `now`.
    pub fn within(budget: Budget, instants: impl IntoIterator<Item = Timestamp>, now: Timestamp) -> Self {
        instants.into_iter().filter(|at| at.plus(budget.within) > now).fold(Self::default(), |tries, at| Self {
            count: tries.count.saturating_add(1),
            oldest_at: Some(tries.oldest_at.map_or(at, |oldest| oldest.min(at))),
            newest_at: Some(tries.newest_at.map_or(at, |newest| newest.max(at))),
        })
    }
}

/// Whether a try may go ahead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Now.
    Go,
    /// Not before so many seconds have passed; at least 1.
    Wait {
        /// Seconds.
        seconds: u32,
    },
    /// No waiting helps: only a known device, or recovery. Tell the member so.
    KnownDeviceOnly,
}

impl Verdict {
    /// Seconds to name in the answer: 0 to go ahead; a day where only another way in helps.
    pub const fn wait_s(self) -> u32 {
        match self {
            Self::Go => 0,
            Self::Wait { seconds } => seconds,
            Self::KnownDeviceOnly => 86_400,
        }
    }

    /// Whether the try may go ahead now.
    pub const fn is_go(self) -> bool {
        matches!(self, Self::Go)
    }

    /// The stricter of two verdicts.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::KnownDeviceOnly, _) | (_, Self::KnownDeviceOnly) => Self::KnownDeviceOnly,
            (one, two) if one.wait_s() >= two.wait_s() => one,
            (_, two) => two,
        }
    }

    fn until(instant: Timestamp, now: Timestamp) -> Self {
        if instant <= now {
            return Self::Go;
        }
        let left = instant.since(now);
        let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
        Self::Wait { seconds: u32::try_from(seconds.max(1)).unwrap_or(u32::MAX) }
    }
}

impl Budget {
    /// Whether one more fits in. If not, the wait lasts until the oldest counted one leaves the period.
    pub fn verdict(&self, tries: &Tries, now: Timestamp) -> Verdict {
        if tries.count < self.most {
            return Verdict::Go;
        }
        // Counted but undated cannot be: then the whole period has to pass.
        let oldest_at = tries.oldest_at.unwrap_or(now);
        Verdict::until(oldest_at.plus(self.within), now)
    }
}

/// What is known about earlier tries on one account, by whoever.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountTries {
    /// From devices we do not know, all of them together.
    Unknown {
        /// Failures within [`ACCOUNT`].
        failures: Tries,
        /// Failures since the last sign-in that worked.
        in_a_row: u32,
    },
    /// From this one known device.
    KnownDevice {
        /// Failures of this device within [`KNOWN_DEVICE`].
        failures: Tries,
    },
}

/// How long to wait after so many failures within the period, counted from the last one.
pub fn wait(failures_in_window: u32) -> Duration {
    let Some(doublings) = failures_in_window.checked_sub(FREE_FAILURES) else { return Duration::ZERO };
    Duration::from_secs(FIRST_WAIT_S << doublings.min(10))
}

/// Whether a sign-in may be tried on this account from this network.
///
/// A known device is judged by its own failures alone, so neither an attack on the account nor a crowded network
/// keeps the owner out.
pub fn sign_in(account: &AccountTries, network: &Tries, now: Timestamp) -> Verdict {
    match account {
        AccountTries::KnownDevice { failures } => password_again(failures, now),
        AccountTries::Unknown { in_a_row, .. } if *in_a_row >= FAILURES_IN_A_ROW => Verdict::KnownDeviceOnly,
        AccountTries::Unknown { failures, .. } => {
            ACCOUNT.verdict(failures, now).and(growing(failures, now)).and(NETWORK.verdict(network, now))
        }
    }
}

/// Whether a signed-in member may try their password again before a sensitive act; `failures` of this session within
/// [`KNOWN_DEVICE`]: whoever found the phone unlocked is no better than a stranger.
pub fn password_again(failures: &Tries, now: Timestamp) -> Verdict {
    KNOWN_DEVICE.verdict(failures, now).and(growing(failures, now))
}

/// Whether somebody on this network may join; `tries` within [`SIGN_UPS`].
pub fn sign_up(tries: &Tries, now: Timestamp) -> Verdict {
    SIGN_UPS.verdict(tries, now)
}

/// Whether somebody on this network may ask for a forgotten password or name; `tries` within [`RECOVERIES`].
pub fn recovery(tries: &Tries, now: Timestamp) -> Verdict {
    RECOVERIES.verdict(tries, now)
}

/// Whether somebody on this network may be asked for a passkey; `tries` within [`PASSKEY_QUESTIONS`].
pub fn passkey_question(tries: &Tries, now: Timestamp) -> Verdict {
    PASSKEY_QUESTIONS.verdict(tries, now)
}

/// Whether a passkey may be looked at. It cannot be guessed, so failures at the account's password hold nobody up here;
/// `network` within [`NETWORK`]. From a known device always.
pub fn passkey(known_device: bool, network: &Tries, now: Timestamp) -> Verdict {
    if known_device { Verdict::Go } else { NETWORK.verdict(network, now) }
}

/// Whether one more letter that a visitor asked for may go to an address.
pub fn letter(within_hour: &Tries, within_day: &Tries, now: Timestamp) -> Verdict {
    LETTERS_PER_HOUR.verdict(within_hour, now).and(LETTERS_PER_DAY.verdict(within_day, now))
}

fn growing(failures: &Tries, now: Timestamp) -> Verdict {
    match failures.newest_at {
        Some(newest_at) => Verdict::until(newest_at.plus(wait(failures.count)), now),
        None => Verdict::Go,
    }
}

/// The name under which tries on an identifier without an account are counted: one for all its spellings.
pub fn counter_name(identifier: &str) -> String {
    text::nfkc(identifier.trim()).to_lowercase()
}

/// The network a visitor is counted under: the whole IPv4 address, or the /64 that one IPv6 customer holds.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & (u128::MAX << 64)).into()),
    }
}

#[cfg(test)]
mod tests;
