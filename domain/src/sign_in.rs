//! Opening the account with an own name and an own password. (MC-5.1b)
//!
//! Whatever is wrong (no such name, another password, a closed account), the refusal is the same:
//! it tells nobody who is a member. How often somebody may try is in [`crate::throttle`].

use serde::{Deserialize, Serialize};

use crate::email::Email;
use crate::username::Username;

/// Why a sign-in was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum SignInRefusal {
    /// The name or the password was left empty.
    Missing,
    /// No account has this name and this password. Never says which of the two.
    NotRecognised,
}

/// What a member may name the account by: their own name for it, or their confirmed email address.
#[derive(Clone, PartialEq, Eq)]
pub enum Identifier {
    /// A username.
    Username(Username),
    /// An email address.
    Email(Email),
}

impl Identifier {
    /// What was typed, if it could be a name or an address at all. No username holds an `@`, so there is no doubt.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        if typed.contains('@') {
            Email::parse(typed).ok().map(Self::Email)
        } else {
            Username::parse(typed).ok().map(Self::Username)
        }
    }
}

/// Whether there is something to try.
///
/// # Errors
/// [`SignInRefusal::Missing`] if either is empty. A password is not trimmed: spaces are part of it.
pub fn check(name: &str, password: &str) -> Result<(), SignInRefusal> {
    if name.trim().is_empty() || password.is_empty() { Err(SignInRefusal::Missing) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_name_or_password_is_missing() {
        assert_eq!(check(" ", "secret"), Err(SignInRefusal::Missing));
        assert_eq!(check("lan.anh", ""), Err(SignInRefusal::Missing));
        assert_eq!(check("lan.anh", " "), Ok(()));
    }

    #[test]
    fn a_name_with_an_at_sign_is_an_email_address() {
        assert!(matches!(Identifier::parse(" lan@example.com "), Some(Identifier::Email(_))));
        assert!(matches!(Identifier::parse("lan.anh"), Some(Identifier::Username(_))));
    }

    #[test]
    fn what_can_be_neither_is_no_identifier() {
        assert!(Identifier::parse("@").is_none());
        assert!(Identifier::parse("Lan Anh").is_none());
    }
}
