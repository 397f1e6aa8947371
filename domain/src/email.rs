//! The address letters reach a member at. (MC-1.1)

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::calendar::Timestamp;
use crate::codes::codes;
use crate::personal::personal_text;
use crate::text;

personal_text! {
    /// An address of the shape `name@domain.tld`, kept as typed. Whether letters arrive is found out by sending one.
    Email
}

/// Why a text is no address we can write to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EmailProblem {
    /// Nothing was typed.
    Missing,
    /// Not `name@domain.tld`.
    Format,
    /// More than an address may have (RFC 5321 section 4.5.3.1): 64 before the `@`, 254 in all.
    TooLong,
}

/// How long a link that confirms an address works, and is kept.
pub const CONFIRMATION_HOURS: u32 = 24;

/// Why a confirmation link did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConfirmationRefusal {
    /// The link's day is over.
    Expired,
    /// The link was used before; the address is confirmed already.
    AlreadyUsed,
    /// Another account confirmed the address first.
    AddressTaken,
    /// Whoever presses is signed in to another account than the one that asked.
    NotYours,
    /// No such link was sent, or a newer one replaced it.
    Unknown,
}

codes! {
    /// What a link in a letter takes back.
    Change {
        /// Another address.
        Email = "email",
        /// An authenticator app that was set up.
        Authenticator = "authenticator",
        /// A passkey that was added.
        Passkey = "passkey",
    }
}

/// How long a change can be taken back. (security.md T3; `domain::retention` says the same of the row)
pub const UNDO_WORKS_FOR: Duration = Duration::from_hours(48);

/// Whether taking back what was changed at `changed` removes an authenticator that was set up at `set_up`, too.
///
/// Whoever breaks in may set one up first and change the address then. An authenticator older than that had a letter of
/// its own, whose link is over: it counts as the owner's.
pub fn undo_removes(set_up: Timestamp, changed: Timestamp) -> bool {
    set_up >= changed.minus(UNDO_WORKS_FOR)
}

/// Why a link that takes a change back did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UndoRefusal {
    /// The link was used, its two days are over, an earlier one was used, or it never was. Never says which.
    LinkOver,
    /// Another account confirmed the address meanwhile.
    AddressTaken,
}

impl Email {
    /// Bytes before the `@` at most.
    pub const LOCAL_MAX: usize = 64;
    /// Bytes in all at most.
    pub const MAX: usize = 254;

    /// Checks an address. Letters with marks are refused before the `@`: there they are nearly always a keyboard left
    /// in Telex, and no provider hands such addresses out. A domain may be written in any script.
    ///
    /// # Errors
    /// The first [`EmailProblem`].
    pub fn parse(typed: &str) -> Result<Self, EmailProblem> {
        let address = text::nfc(typed.trim());
        if address.is_empty() {
            return Err(EmailProblem::Missing);
        }
        let (local, domain) = address.split_once('@').ok_or(EmailProblem::Format)?;
        if !is_local(local) || !is_domain(domain) {
            return Err(EmailProblem::Format);
        }
        if local.len() > Self::LOCAL_MAX || address.len() > Self::MAX {
            return Err(EmailProblem::TooLong);
        }
        Ok(Self(address))
    }

    /// The form under which two spellings are one address: compatibility form, lower case. For looking up only;
    /// letters always go to the address as it was typed and confirmed.
    pub fn canonical(&self) -> String {
        text::nfkc(&text::lower(&text::nfkc(&self.0)))
    }

    /// For staff, who have to say where a letter went: the first letter and the domain, `l•••@example.com`. The dots are
    /// always three, so that nothing is said about the length.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or_default();
        let first: String = local.chars().take(1).collect();
        [&first, "•••@", domain].concat()
    }
}

/// Words of RFC 5321's unquoted "atext" between single stops.
fn is_local(local: &str) -> bool {
    let is_atom = |char: char| char.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(char);
    local.split('.').all(|word| !word.is_empty() && word.chars().all(is_atom))
}

/// At least two labels of letters, digits and inner hyphens; the last one is no number.
fn is_domain(domain: &str) -> bool {
    let letter = |char: char| char.is_ascii_alphanumeric() || (!char.is_ascii() && char.is_alphanumeric());
    let is_label = |label: &str| {
        let fits = (1..=63).contains(&label.len());
        fits && label.chars().all(|char| letter(char) || char == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    let is_named = top.chars().count() >= 2 && !top.chars().all(|char| char.is_ascii_digit());
    domain.contains('.') && is_named && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_masked_address_shows_its_first_letter_and_its_domain() {
        for (typed, masked) in [("lan.anh@example.com", "l•••@example.com"), ("a@thư.vn", "a•••@thư.vn")]
        {
            assert_eq!(Email::parse(typed).unwrap().masked(), masked);
        }
    }

    #[test]
    fn an_authenticator_of_the_two_days_before_a_change_goes_with_it_and_an_older_one_stays() {
        let (hour, changed) = (3_600_000_000, 1_795_316_640_000_000);
        let removed =
            |hours: i64| undo_removes(Timestamp::from_micros(changed + hours * hour), Timestamp::from_micros(changed));
        assert!([1, 0, -1, -48].into_iter().all(removed));
        assert!(!removed(-49));
    }

    #[test]
    fn addresses_people_have_are_accepted() {
        for typed in [
            "lan.anh@example.com",
            "a@b.vn",
            "Lan+metiz@Mail.Example.com.vn",
            "o'neill@example.ie",
            "lan@thử-nghiệm.vn",
            "x@xn--th-hia.vn",
            "lan@例え.テスト",
        ] {
            assert_eq!(Email::parse(typed).unwrap().as_str(), typed);
        }
        assert_eq!(Email::parse(" lan@example.com\n").unwrap().as_str(), "lan@example.com");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        assert_eq!(Email::parse(" "), Err(EmailProblem::Missing));
        for typed in [
            "lan",
            "@",
            "lan@",
            "@example.com",
            "lan@example",
            "lan@@example.com",
            "lan@a@b.vn",
            "lan anh@example.com",
            "lan@exa mple.com",
            "\"lan\"@example.com",
            "lan@.com",
            "lan@example.",
            "lan@example..com",
            "lan@-example.com",
            "lan@example-.com",
            ".lan@example.com",
            "lan.@example.com",
            "la..n@example.com",
            "nguyệt@example.com",
            "lan@127.0.0.1",
            "lan@[127.0.0.1]",
            "lan@example.c",
            "lan@example.com\r\nBcc: x@example.com",
            "lan@exam\0ple.com",
            "lan@exa\u{200B}mple.com",
            "<lan@example.com>",
            "lan@example.com,b@example.com",
            "lan＠example.com",
        ] {
            assert_eq!(Email::parse(typed), Err(EmailProblem::Format), "{typed}");
        }
    }

    #[test]
    fn lengths_are_those_of_the_mail_standard() {
        assert!(Email::parse(&format!("{}@example.com", "a".repeat(64))).is_ok());
        assert_eq!(Email::parse(&format!("{}@example.com", "a".repeat(65))), Err(EmailProblem::TooLong));
        let domain = format!("{}.vn", vec!["d".repeat(61); 4].join("."));
        assert_eq!(domain.len(), 250);
        assert!(Email::parse(&format!("abc@{domain}")).is_ok());
        assert_eq!(Email::parse(&format!("abcd@{domain}")), Err(EmailProblem::TooLong));
    }

    #[test]
    fn case_makes_no_other_address() {
        let canonical = |typed| Email::parse(typed).unwrap().canonical();
        assert_eq!(canonical("Lan.Anh@Example.COM"), "lan.anh@example.com");
        assert_eq!(canonical("lan@THỬ.vn"), canonical("lan@thu\u{31B}\u{309}.vn"));
        assert_ne!(canonical("lan.anh@example.com"), canonical("lananh@example.com"));
    }

    proptest! {
        #[test]
        fn an_address_is_read_back(typed in "[A-Za-z0-9+_-]{1,20}(\\.[a-z]{1,5})?@([A-Za-z0-9]{1,10}\\.){1,3}[a-z]{2,6}") {
            let email = Email::parse(&typed).unwrap();
            prop_assert_eq!(email.as_str(), &typed);
            let canonical = Email::parse(&email.canonical()).unwrap();
            prop_assert_eq!(canonical.canonical(), email.canonical());
            prop_assert_eq!(format!("{email:?}"), "Email(…)");
        }

        #[test]
        fn no_address_can_begin_a_new_line_of_a_letter(typed in any::<String>()) {
            prop_assert!(Email::parse(&typed).map_or(true, |email| !text::has_forbidden(email.as_str())));
        }
    }
}
