//! What happened to an account, in the member's own sight. (MC-4.2, MC-5.1b; law D-29)
//!
//! Entries are only ever appended. They name items, purposes and devices, never a value: what the phone number was
//! before is nobody's business any more, that it was corrected is the member's.

mod filter;

pub use filter::{TrailFilter, TrailGroup};

use serde::{Deserialize, Serialize};

use crate::api_key::SystemName;
use crate::calendar::{Date, Timestamp};
use crate::codes::codes;
use crate::consent::{Channel, Purpose, PurposeCode};
use crate::contact::ContactRefusal;
use crate::letters::LetterKind;
use crate::look::Look;
use crate::profile::Item;
use crate::sessions::SessionId;

/// The place of an entry in one member's trail: 1, 2, 3 … without a gap.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct EntrySeq(i64);

impl EntrySeq {
    /// The first entry's place.
    pub const FIRST: Self = Self(1);

    /// A place read from a row or a link.
    pub const fn new(seq: i64) -> Self {
        Self(seq)
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The place of the entry after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

codes! {
    /// What happened, in the order of an account's life.
    TrailKind {
        /// The account was opened.
        Joined = "joined",
        /// The account was brought over from an earlier system.
        Imported = "imported",
        /// Somebody signed in.
        SignedIn = "signed_in",
        /// Somebody signed in with a passkey.
        SignedInByPasskey = "signed_in_by_passkey",
        /// Somebody named this account and gave a wrong password.
        SignInFailed = "sign_in_failed",
        /// The password was proved again for a sensitive act.
        PasswordAsked = "password_asked",
        /// A passkey was used again for a sensitive act.
        PasskeyAsked = "passkey_asked",
        /// A session ended by its member's wish.
        SignedOut = "signed_out",
        /// The member ended their other sessions.
        OtherSessionsEnded = "other_sessions_ended",
        /// Whoever runs the centre ended every session of the account.
        SessionsEndedByOperator = "sessions_ended_by_operator",
        /// A new password was chosen by a member who was signed in.
        PasswordChanged = "password_changed",
        /// Somebody asked for a link to set a new password; it went to the confirmed address.
        RecoveryAsked = "recovery_asked",
        /// Somebody asked for the username; it went to the confirmed address.
        UsernameAsked = "username_asked",
        /// A new password was set by the link of a letter.
        PasswordRecovered = "password_recovered",
        /// The password was right and the code of the second factor was not.
        FactorFailed = "factor_failed",
        /// An authenticator app was set up.
        AuthenticatorAdded = "authenticator_added",
        /// The authenticator app was removed, with the recovery codes.
        AuthenticatorRemoved = "authenticator_removed",
        /// A new set of recovery codes was made; the one before is void.
        RecoveryCodesMade = "recovery_codes_made",
        /// A recovery code was used; so many are left.
        RecoveryCodeUsed = "recovery_code_used",
        /// A passkey was added.
        PasskeyAdded = "passkey_added",
        /// A passkey was given another name.
        PasskeyRenamed = "passkey_renamed",
        /// A passkey was removed.
        PasskeyRemoved = "passkey_removed",
        /// A passkey of the account was refused: not properly signed, or its counter went backwards.
        PasskeyRefused = "passkey_refused",
        /// The member said that somebody else used the account; the password was thrown away.
        NotMeReported = "not_me_reported",
        /// A change of address was taken back by the link sent to the address before.
        EmailChangeUndone = "email_change_undone",
        /// Items were corrected.
        ProfileCorrected = "profile_corrected",
        /// An optional item was cleared.
        ProfileCleared = "profile_cleared",
        /// A new email address was given and waits for its confirmation.
        EmailChangeAsked = "email_change_asked",
        /// An email address was confirmed.
        EmailConfirmed = "email_confirmed",
        /// A code that proves the phone number was asked for; it went to that number.
        PhoneCodeAsked = "phone_code_asked",
        /// The phone number was proved by its code.
        PhoneConfirmed = "phone_confirmed",
        /// The whole ID number was shown.
        IdNumberShown = "id_number_shown",
        /// Staff of the cinema looked at the account, masked, under a case.
        LookedAtByStaff = "looked_at_by_staff",
        /// A purpose was agreed to, for one channel.
        ConsentGranted = "consent_granted",
        /// A purpose was refused or stopped, for one channel.
        ConsentWithdrawn = "consent_withdrawn",
        /// The member froze every use that rests on their yes or may be objected to.
        Frozen = "frozen",
        /// The member lifted the freeze.
        Unfrozen = "unfrozen",
        /// A letter of the centre left for one of the member's addresses.
        LetterSent = "letter_sent",
        /// A text message of the centre left for the member's number.
        TextSent = "text_sent",
        /// Another system reported a message that it sent.
        MessageSent = "message_sent",
        /// Another system reported a message that it should not have sent.
        MessageBreach = "message_breach",
        /// Another system handed in paid orders.
        OrdersRecorded = "orders_recorded",
        /// A copy of everything held was taken.
        CopyTaken = "copy_taken",
        /// The member asked to close the account.
        ClosingAsked = "closing_asked",
        /// The member changed their mind within the grace time.
        Reopened = "reopened",
        /// A letter said that nobody uses the account, and when it will be closed.
        InactivityTold = "inactivity_told",
        /// Nobody used the account, and it was closed.
        ClosedForInactivity = "closed_for_inactivity",
    }
}

impl TrailKind {
    /// Whether the member should look at it: somebody else may have done it.
    pub const fn wants_a_look(self) -> bool {
        matches!(
            self,
            Self::SignInFailed
                | Self::EmailChangeAsked
                | Self::PasswordChanged
                | Self::RecoveryAsked
                | Self::PasswordRecovered
                | Self::FactorFailed
                | Self::AuthenticatorAdded
                | Self::AuthenticatorRemoved
                | Self::RecoveryCodeUsed
                | Self::PasskeyAdded
                | Self::PasskeyRemoved
                | Self::PasskeyRefused
                | Self::NotMeReported
                | Self::EmailChangeUndone
                | Self::MessageBreach
                | Self::LookedAtByStaff
                | Self::ClosingAsked
        )
    }

    /// Whether the account was used: the member did it, or bought something. What others tried, and what this software or
    /// another system did by itself, is no use.
    pub const fn is_use(self) -> bool {
        !matches!(
            self,
            Self::SignInFailed
                | Self::RecoveryAsked
                | Self::UsernameAsked
                | Self::FactorFailed
                | Self::PasskeyRefused
                | Self::MessageSent
                | Self::MessageBreach
                | Self::InactivityTold
                | Self::ClosedForInactivity
                | Self::SessionsEndedByOperator
                | Self::LookedAtByStaff
                | Self::LetterSent
                | Self::TextSent
        )
    }

    /// Whether it only says that a letter or a text message of the centre left. What that was about has a line of its own.
    pub const fn is_letter(self) -> bool {
        matches!(self, Self::LetterSent | Self::TextSent)
    }
}

/// What an entry says besides its kind and its instant. Absent parts are not written.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrailDetail {
    /// The items it was about, in the order of the profile.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// The purpose it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<PurposeCode>,
    /// The channel it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// The last day of a yes that ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The session it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    /// The device in words, as the session list names it ("Chrome, Android").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The number of a report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// The other system that acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<SystemName>,
    /// How many, where several of one kind are told together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// The campaign or text a message belonged to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// When the member had agreed to what then happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed_at: Option<Timestamp>,
    /// The rule that was broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<ContactRefusal>,
    /// Which letter left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<LetterKind>,
    /// Who of the staff looked, under which case, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look: Option<Look>,
}

impl TrailDetail {
    /// Nothing to add.
    pub fn none() -> Self {
        Self::default()
    }

    /// About the report with this number.
    pub fn report(number: &str) -> Self {
        Self { report: Some(number.to_owned()), ..Self::default() }
    }

    /// About these items.
    pub fn items(items: &[Item]) -> Self {
        Self { items: items.to_vec(), ..Self::default() }
    }

    /// About a purpose in a channel.
    pub fn consent(purpose: Purpose, channel: Channel) -> Self {
        Self { purpose: Some(purpose.into()), channel: Some(channel), ..Self::default() }
    }

    /// Until the end of this day, if there is one.
    #[must_use]
    pub fn until(self, until: Option<Date>) -> Self {
        Self { until, ..self }
    }

    /// About this letter.
    pub fn letter(kind: LetterKind) -> Self {
        Self { letter: Some(kind.told()), ..Self::default() }
    }

    /// About these items, which staff saw.
    pub fn look(items: &[Item], look: &Look) -> Self {
        Self { look: Some(look.clone()), ..Self::items(items) }
    }

    /// About so many.
    pub fn count(count: u32) -> Self {
        Self { count: Some(count), ..Self::default() }
    }

    /// So many, by another system.
    pub fn by_system(system: &SystemName, count: u32) -> Self {
        Self { system: Some(system.clone()), count: Some(count), ..Self::default() }
    }

    /// By an earlier system, named by whoever brought the account over.
    #[must_use]
    pub fn from_system(self, system: &SystemName) -> Self {
        Self { system: Some(system.clone()), ..self }
    }

    /// From this device.
    #[must_use]
    pub fn on(self, device: &str) -> Self {
        Self { device: Some(device.to_owned()), ..self }
    }

    /// In this session.
    #[must_use]
    pub fn in_session(self, session: SessionId) -> Self {
        Self { session: Some(session), ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_kind_has_a_code_of_its_own_and_is_found_by_it() {
        let codes: HashSet<_> = TrailKind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(codes.len(), TrailKind::ALL.len());
        for kind in TrailKind::ALL {
            assert_eq!(TrailKind::parse(kind.code()), Some(*kind));
        }
    }

    #[test]
    fn an_unknown_code_is_no_kind() {
        assert_eq!(TrailKind::parse("looked_at_by_nobody"), None);
    }

    #[test]
    fn a_failed_sign_in_wants_a_look_and_a_good_one_does_not() {
        assert!(TrailKind::SignInFailed.wants_a_look());
        assert!(!TrailKind::SignedIn.wants_a_look());
    }

    #[test]
    fn places_in_the_trail_follow_one_another() {
        assert_eq!(EntrySeq::FIRST.next(), EntrySeq::new(2));
        assert!(EntrySeq::new(9) < EntrySeq::new(10));
    }

    #[test]
    fn a_detail_adds_up_from_its_parts() {
        let detail = TrailDetail::consent(Purpose::News, Channel::Sms).on("Chrome, Android");
        assert_eq!(detail.purpose, Some(PurposeCode::News));
        assert_eq!(detail.device.as_deref(), Some("Chrome, Android"));
        assert!(detail.items.is_empty());
    }
}
