//! The letters the centre sends, by kind, and how the history of their member tells that they left. (MC-1.2b, MC-5.3a)

use crate::codes::codes;

codes! {
    /// Which letter it is; rows hold its code.
    LetterKind {
        /// To a new member: please confirm this address.
        ConfirmAddress = "confirm_address",
        /// To the owner of a confirmed address somebody else joined with.
        AddressInUse = "address_in_use",
        /// To a new address of a member: please confirm it.
        ConfirmNewAddress = "confirm_new_address",
        /// To the old address: another one was given.
        AddressChanging = "address_changing",
        /// To the old address: the new one was confirmed.
        AddressChanged = "address_changed",
        /// The account was closed and can be reopened.
        ClosingBegun = "closing_begun",
        /// Nobody uses the account; it will be closed.
        Unused = "unused",
        /// Nobody used the account, and it was closed.
        ClosedUnused = "closed_unused",
        /// The account is open again.
        Reopened = "reopened",
        /// The use of the member's data is frozen.
        Frozen = "frozen",
        /// The freeze was lifted.
        Unfrozen = "unfrozen",
        /// Messages of one purpose by one channel were stopped by the link in one of them.
        Unsubscribed = "unsubscribed",
        /// The account was erased: what went, what stays.
        Certificate = "certificate",
        /// A sign-in from a device not seen before.
        NewDevice = "new_device",
        /// A copy of everything held was taken.
        CopyTaken = "copy_taken",
        /// A link to set a new password.
        RecoverPassword = "recover_password",
        /// The username.
        TellUsername = "tell_username",
        /// Somebody else used the account: everybody is shut out, this is the way back in.
        NotMe = "not_me",
        /// The password is another one.
        PasswordChanged = "password_changed",
        /// An authenticator app was set up.
        AuthenticatorAdded = "authenticator_added",
        /// The authenticator app was removed.
        AuthenticatorRemoved = "authenticator_removed",
        /// A passkey was added.
        PasskeyAdded = "passkey_added",
        /// A passkey was removed.
        PasskeyRemoved = "passkey_removed",
        /// A passkey may have been copied, and was refused.
        PasskeyCopied = "passkey_copied",
        /// New recovery codes were made.
        RecoveryCodesMade = "recovery_codes_made",
        /// A recovery code was used.
        RecoveryCodeUsed = "recovery_code_used",
        /// A text message: the code that proves a phone number.
        PhoneCode = "phone_code",
        /// The right password, and then one wrong code after the other.
        CodesTried = "codes_tried",
    }
}

impl LetterKind {
    /// The letters to an address given at joining. Which of the two it is tells whether the address is somebody's, so only
    /// who reads the address learns that: a copy has neither.
    pub const AT_JOINING: [Self; 2] = [Self::ConfirmAddress, Self::AddressInUse];

    /// As the history tells it of whoever the letter is about. Who joins with the address of somebody else must not read there
    /// that it is somebody's: to them it is the letter that every new member gets. (house rule 16)
    #[must_use]
    pub const fn told(self) -> Self {
        match self {
            Self::AddressInUse => Self::ConfirmAddress,
            told => told,
        }
    }

    /// Whether nobody waits for it: such letters are written to many members in one night, and let every other letter pass.
    #[must_use]
    pub const fn can_wait(self) -> bool {
        matches!(self, Self::Unused | Self::ClosedUnused | Self::Certificate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_does_not_tell_whether_an_address_is_somebody_elses() {
        assert_eq!(LetterKind::AddressInUse.told(), LetterKind::ConfirmAddress.told());
        for kind in LetterKind::ALL.iter().filter(|kind| **kind != LetterKind::AddressInUse) {
            assert_eq!(kind.told(), *kind);
        }
    }

    #[test]
    fn no_letter_with_a_link_that_ends_soon_waits_for_others() {
        for kind in
            [LetterKind::RecoverPassword, LetterKind::TellUsername, LetterKind::NotMe, LetterKind::ConfirmAddress]
        {
            assert!(!kind.can_wait(), "{}", kind.code());
        }
    }
}
