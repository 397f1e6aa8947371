//! The part of the history a member wants to see: what it is about, and of which month.

use super::TrailKind;
use crate::calendar::{Month, Timestamp};
use crate::codes::codes;

codes! {
    /// What entries are about, as a member would sort them.
    TrailGroup {
        /// Who came in or tried to, and what they need for it.
        Access = "access",
        /// What is held, and who saw it.
        Details = "details",
        /// What was agreed to and stopped.
        Consents = "consents",
        /// Messages that were sent.
        Messages = "messages",
        /// Orders.
        Orders = "orders",
        /// The account as a whole.
        Account = "account",
        /// Which systems asked about the member: counted by day, no entries.
        Questions = "questions",
    }
}

impl TrailKind {
    /// What it is about.
    pub const fn group(self) -> TrailGroup {
        match self {
            Self::SignedIn
            | Self::SignedInByPasskey
            | Self::SignInFailed
            | Self::PasswordAsked
            | Self::PasskeyAsked
            | Self::SignedOut
            | Self::OtherSessionsEnded
            | Self::SessionsEndedByOperator
            | Self::PasswordChanged
            | Self::RecoveryAsked
            | Self::UsernameAsked
            | Self::PasswordRecovered
            | Self::FactorFailed
            | Self::AuthenticatorAdded
            | Self::AuthenticatorRemoved
            | Self::RecoveryCodesMade
            | Self::RecoveryCodeUsed
            | Self::PasskeyAdded
            | Self::PasskeyRenamed
            | Self::PasskeyRemoved
            | Self::PasskeyRefused
            | Self::NotMeReported
            | Self::EmailChangeUndone => TrailGroup::Access,
            Self::ProfileCorrected
            | Self::ProfileCleared
            | Self::EmailChangeAsked
            | Self::EmailConfirmed
            | Self::PhoneCodeAsked
            | Self::PhoneConfirmed
            | Self::IdNumberShown
            | Self::LookedAtByStaff
            | Self::CopyTaken => TrailGroup::Details,
            Self::ConsentGranted | Self::ConsentWithdrawn | Self::Frozen | Self::Unfrozen => TrailGroup::Consents,
            Self::LetterSent | Self::TextSent | Self::MessageSent | Self::MessageBreach => TrailGroup::Messages,
            Self::OrdersRecorded => TrailGroup::Orders,
            Self::Joined
            | Self::Imported
            | Self::ClosingAsked
            | Self::Reopened
            | Self::InactivityTold
            | Self::ClosedForInactivity => TrailGroup::Account,
        }
    }
}

/// What is asked for; the whole history, if nothing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrailFilter {
    /// What about.
    pub group: Option<TrailGroup>,
    /// Of which month.
    pub month: Option<Month>,
}

impl TrailFilter {
    /// As an address names it. What nobody knows is not asked for.
    pub fn read(group: Option<&str>, month: Option<&str>) -> Self {
        Self { group: group.and_then(TrailGroup::parse), month: month.and_then(Month::parse) }
    }

    /// Whether the whole history is asked for.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// The kinds that are asked for.
    pub fn kinds(&self) -> impl Iterator<Item = TrailKind> {
        let group = self.group;
        TrailKind::ALL.iter().copied().filter(move |kind| group.is_none_or(|group| kind.group() == group))
    }

    /// Whether questions of other systems are asked for: among everything, or by themselves.
    pub fn wants_questions(&self) -> bool {
        matches!(self.group, None | Some(TrailGroup::Questions))
    }

    /// The first instant that is asked for, and the first that no longer is.
    pub fn range(&self) -> (Timestamp, Timestamp) {
        let always = (Timestamp::from_micros(i64::MIN), Timestamp::from_micros(i64::MAX));
        self.month.map_or(always, Month::range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_entries_and_every_entry_one_group() {
        let all: usize = TrailGroup::ALL
            .iter()
            .map(|group| {
                let kinds = TrailFilter { group: Some(*group), month: None }.kinds().count();
                assert_eq!(kinds > 0, *group != TrailGroup::Questions, "{}", group.code());
                kinds
            })
            .sum();
        assert_eq!(all, TrailKind::ALL.len());
        assert_eq!(TrailFilter::default().kinds().count(), TrailKind::ALL.len());
    }

    #[test]
    fn what_nobody_knows_is_not_asked_for() {
        assert!(TrailFilter::read(None, None).is_all());
        assert!(TrailFilter::read(Some("secrets"), Some("2026-13")).is_all());
        let read = TrailFilter::read(Some("consents"), Some("2026-11"));
        assert_eq!(read, TrailFilter { group: Some(TrailGroup::Consents), month: Month::parse("2026-11") });
    }
}
