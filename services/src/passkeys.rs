//! Passkeys: adding, naming and removing them, signing in with one, and the proof that one gives for a sensitive act.
//! (MC-5.1b, MC-5.3a; security.md section 2 "Passkeys", lessons 7, 10, 16, 28, 30, 31)
//!
//! Every question has a challenge that is good for five minutes, for the browser it was given to, and once. It is taken
//! first, in a transaction of its own; then the signature is checked, outside of any; only then a row of the account changes,
//! and only if it is still the row that was looked at.

mod add;
mod challenge;
mod enter;
mod keep;
mod look;
pub(crate) mod rows;
mod site;

pub use add::NewPasskey;
pub use challenge::Question;
pub use enter::PasskeyAttempt;
pub use keep::PasskeyLine;
pub(crate) use keep::forget_all;
pub(crate) use site::Site;

use crate::Services;
use crate::fault::Fault;
use crate::members::MemberId;
use domain::passkeys::{PasskeyId, PasskeyRefusal};
use webauthn_rs::prelude::Webauthn;

const TABLE: &str = "passkeys";
const CREDENTIAL: &str = "credential";
const NAME: &str = "name";
const HANDLES: &str = "passkey_handles";
const HANDLE: &str = "handle";

impl Services {
    /// Whether browsers can make passkeys for this site at all: it is reached by a name, not by a number.
    pub fn has_passkeys(&self) -> bool {
        self.site.rules().is_some()
    }

    fn passkey_site(&self) -> Result<&Webauthn, Fault<PasskeyRefusal>> {
        self.site.rules().ok_or(Fault::Refused(PasskeyRefusal::Unavailable))
    }

    /// The keyed hash a credential is found by: its id leads nobody who has the database to its owner's other accounts.
    fn passkey_lookup(&self, credential: &[u8]) -> [u8; 32] {
        self.keys.pseudonym("passkey", credential)
    }
}

/// The place of a passkey's envelopes.
fn place(member: MemberId, passkey: PasskeyId) -> Vec<u8> {
    [member.bytes().as_slice(), passkey.bytes()].concat()
}

fn refused(refusal: PasskeyRefusal) -> Fault<PasskeyRefusal> {
    Fault::Refused(refusal)
}
