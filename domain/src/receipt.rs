//! What a receipt of a decision says, and why a text is none. (law C2, C5; D-7)

#[cfg(feature = "proofs")]
pub mod canonical;
#[cfg(feature = "proofs")]
pub mod log;
#[cfg(feature = "proofs")]
pub mod verify;

use crate::calendar::{Date, Timestamp};
use crate::codes::codes;
use crate::consent::{Channel, Method, Purpose};

codes! {
    /// What a decision was.
    Heard {
        /// A yes.
        Given = "given",
        /// A no where there was no yes.
        Refused = "refused",
        /// A no that ended a yes.
        Withdrawn = "withdrawn",
    }
}

impl Heard {
    /// What this decision was, after a yes or without one.
    pub const fn of(grant: bool, after_a_yes: bool) -> Self {
        match (grant, after_a_yes) {
            (true, _) => Self::Given,
            (false, true) => Self::Withdrawn,
            (false, false) => Self::Refused,
        }
    }
}

codes! {
    /// Why a text proves nothing.
    Unproved {
        /// It is no receipt, or is written in another way than receipts are.
        NotAReceipt = "not_a_receipt",
        /// It names a key that signs no receipts here.
        KeyUnknown = "key_unknown",
        /// The signature does not fit: something was changed.
        Changed = "changed",
        /// It is signed, but its proof does not lead to a checkpoint of the log.
        NotInTheLog = "not_in_the_log",
    }
}

/// What a receipt says, once its signature fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// Its number.
    pub number: String,
    /// The member it names, by their reference; empty if it names none.
    pub member: String,
    /// What for.
    pub purpose: Purpose,
    /// Which way.
    pub channel: Channel,
    /// What was said.
    pub heard: Heard,
    /// When.
    pub at: Timestamp,
    /// The last day of a yes that ends by itself.
    pub until: Option<Date>,
    /// How it reached the cinema.
    pub method: Method,
    /// The words the member read.
    pub wording: String,
    /// Their version.
    pub wording_version: i64,
    /// SHA-256 of the words in both languages, hexadecimal.
    pub wording_hash: String,
    /// Version of the policy then; 0 for a time before the first.
    pub policy_version: i64,
    /// SHA-256 of the entry in the member's record, hexadecimal.
    pub entry_hash: String,
    /// The name of the key that signed.
    pub key: String,
    /// Where the log has it, if the receipt proves that it does.
    pub logged: Option<Logged>,
}

/// A place in the log of all decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Its place, counted from 0.
    pub leaf: u64,
    /// Decisions the log held when the checkpoint was signed.
    pub size: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_no_is_a_refusal_unless_it_ends_a_yes() {
        assert_eq!(Heard::of(true, false), Heard::Given);
        assert_eq!(Heard::of(true, true), Heard::Given);
        assert_eq!(Heard::of(false, false), Heard::Refused);
        assert_eq!(Heard::of(false, true), Heard::Withdrawn);
    }
}
