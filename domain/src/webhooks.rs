//! What other systems hear of a change, when a message is tried again, and where none may go. (MC-2.2, MC-5.2a)
//!
//! An event says that something changed, and about which purpose and channel. It never says what a value is now: whoever
//! hears of a change asks whether the member may be written to ([`crate::contact`]).

mod addresses;

pub use addresses::{is_loopback, is_public};

use std::time::Duration;

use crate::codes::codes;
use crate::profile::Item;
use crate::trail::{TrailDetail, TrailKind};

codes! {
    /// What happened.
    WebhookEvent {
        /// The member agreed to a purpose by a channel.
        ConsentGranted = "consent.granted",
        /// The member refused or stopped a purpose by a channel.
        ConsentWithdrawn = "consent.withdrawn",
        /// The member froze the use of their data.
        Frozen = "use.frozen",
        /// The member lifted the freeze.
        Unfrozen = "use.unfrozen",
        /// An address, a number or the birth date that decides whether the member may be written to was changed or confirmed.
        DetailsChanged = "details.changed",
        /// The account is closing: nothing may be sent any more.
        AccountClosing = "account.closing",
        /// The account is open again.
        AccountReopened = "account.reopened",
        /// The account was erased: what the system knows of the member has to go, too.
        AccountErased = "account.erased",
    }
}

impl WebhookEvent {
    /// The event that a line of the member's history is for other systems. `None`: it changes nothing they may do.
    pub fn of(kind: TrailKind, detail: &TrailDetail) -> Option<Self> {
        match kind {
            TrailKind::ConsentGranted => Some(Self::ConsentGranted),
            TrailKind::ConsentWithdrawn => Some(Self::ConsentWithdrawn),
            TrailKind::Frozen => Some(Self::Frozen),
            TrailKind::Unfrozen => Some(Self::Unfrozen),
            TrailKind::EmailConfirmed | TrailKind::EmailChangeUndone | TrailKind::PhoneConfirmed => {
                Some(Self::DetailsChanged)
            }
            TrailKind::ProfileCorrected | TrailKind::ProfileCleared => {
                detail.items.iter().any(|item| decides(*item)).then_some(Self::DetailsChanged)
            }
            TrailKind::ClosingAsked | TrailKind::ClosedForInactivity => Some(Self::AccountClosing),
            TrailKind::Reopened => Some(Self::AccountReopened),
            _ => None,
        }
    }

    /// Whether it is about a purpose and a channel.
    pub const fn is_decision(self) -> bool {
        matches!(self, Self::ConsentGranted | Self::ConsentWithdrawn)
    }
}

/// Whether an answer of [`crate::contact::may_contact`] can hang on it.
const fn decides(item: Item) -> bool {
    matches!(item, Item::Email | Item::Phone | Item::BirthDate)
}

/// Endpoints there may be. Each gets every event, and each has a handful of connections.
pub const ENDPOINTS_MOST: usize = 16;

/// Events stay so long after they were delivered or given up.
pub const KEPT_DAYS: u32 = 30;

/// What lies between two tries: as Standard Webhooks recommends, three days in all.
const PAUSES: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(5),
    Duration::from_hours(10),
    Duration::from_hours(14),
    Duration::from_hours(20),
    Duration::from_hours(24),
];

/// An event that waits for longer, because others of its member went before it, has one try.
const TRIED_FOR: Duration = Duration::from_hours(96);

/// How long to wait after so many tries, the last of which failed; up to a quarter more by `chance`, so that an endpoint that
/// comes back is not met by everything at once. `None`: the event is given up.
pub fn retry_after(tries: u32, waited: Duration, chance: u8) -> Option<Duration> {
    let made = usize::try_from(tries.saturating_sub(1)).ok()?;
    let pause = PAUSES.get(made).filter(|_| waited < TRIED_FOR)?;
    Some(*pause + *pause * u32::from(chance) / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::{Channel, Purpose};
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    proptest! {
        #[test]
        fn no_pause_is_shorter_than_the_one_before_nor_a_quarter_longer_than_its_own(tries in 2_u32..10, chance: u8) {
            let pause = retry_after(tries, Duration::ZERO, chance).unwrap();
            let plain = retry_after(tries, Duration::ZERO, 0).unwrap();
            prop_assert!(pause >= retry_after(tries - 1, Duration::ZERO, chance).unwrap());
            prop_assert!(pause >= plain && pause < plain + plain / 4);
        }

        #[test]
        fn every_event_is_given_up_after_ten_tries_or_four_days(tries in 10_u32.., chance: u8, waited in 0_u64..1_000_000) {
            prop_assert_eq!(retry_after(tries, Duration::from_secs(waited), chance), None);
            prop_assert_eq!(retry_after(1, Duration::from_hours(96) + Duration::from_secs(waited), chance), None);
        }

        #[test]
        fn trying_begins_at_once_and_goes_on_for_three_days(chances in [any::<u8>(); 9]) {
            let pauses = (1_u32..=9).zip(chances).map(|(tries, chance)| retry_after(tries, Duration::ZERO, chance).unwrap());
            let all: Duration = pauses.sum();
            prop_assert!(all >= Duration::from_hours(72) && all < TRIED_FOR);
        }
    }

    #[test]
    fn the_first_pause_is_five_seconds() {
        assert_eq!(retry_after(1, Duration::ZERO, 0), Some(Duration::from_secs(5)));
    }

    #[test]
    fn what_decides_nothing_is_nobodys_business() {
        for kind in [TrailKind::SignedIn, TrailKind::PasswordChanged, TrailKind::CopyTaken, TrailKind::OrdersRecorded] {
            assert_eq!(WebhookEvent::of(kind, &TrailDetail::none()), None, "{}", kind.code());
        }
        let of = |items: &[Item]| WebhookEvent::of(TrailKind::ProfileCorrected, &TrailDetail::items(items));
        assert_eq!(of(&[Item::FullName, Item::Address, Item::Gender, Item::IdNumber]), None);
        assert_eq!(of(&[Item::FullName, Item::Phone]), Some(WebhookEvent::DetailsChanged));
    }

    #[test]
    fn a_decision_is_told_with_what_it_is_about() {
        let detail = TrailDetail::consent(Purpose::News, Channel::Email);
        let event = WebhookEvent::of(TrailKind::ConsentGranted, &detail);
        assert_eq!(event, Some(WebhookEvent::ConsentGranted));
        assert!(WebhookEvent::ConsentGranted.is_decision() && !WebhookEvent::Frozen.is_decision());
    }
}
