//! What another system of the cinema may ask, and by what name it is known. (MC-2.1a, MC-5.2c)

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::card_number::looks_like_card;
use crate::codes::codes;

codes! {
    /// What a key opens. Nothing is opened by a key that does not name it.
    Scope {
        /// Handing in paid orders.
        OrdersWrite = "orders:write",
        /// Asking whether members may be written to.
        ContactsAsk = "contacts:ask",
        /// Reporting what was sent to members.
        ContactsWrite = "contacts:write",
    }
}

/// The name of another system: a word of the operator's, shown to members beside what the system did.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SystemName(String);

impl SystemName {
    /// The longest name.
    pub const LONGEST: usize = 40;

    /// Two to forty small letters, digits and dashes, a letter first: nothing of it needs escaping anywhere. Members read it, so it is
    /// no card's number (MC-1.3).
    pub fn parse(text: &str) -> Option<Self> {
        let known = text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        let begins = text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
        let long_enough = (2..=Self::LONGEST).contains(&text.len());
        (known && begins && !text.ends_with('-') && long_enough && !looks_like_card(text))
            .then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SystemName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<SystemName> for String {
    fn from(name: SystemName) -> Self {
        name.0
    }
}

impl TryFrom<String> for SystemName {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not the name of a system")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_has_a_plain_name() {
        for name in ["booking-site", "pos", "kiosk-2"] {
            assert_eq!(SystemName::parse(name).map(String::from).as_deref(), Some(name));
        }
        for name in
            ["", "a", "-pos", "pos-", "2pos", "Booking", "đặt-vé", "a b", "<b>", "a4111111111111111", &"a".repeat(41)]
        {
            assert_eq!(SystemName::parse(name), None, "{name}");
        }
    }
}
