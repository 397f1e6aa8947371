//! Every letter the centre sends: one function each, plain text, in both languages. (MC-1.2b, MC-5.3a)
//!
//! A letter links to `public_url` only, asks for nothing, and carries no word a stranger could have typed: somebody who
//! joins with a foreign address must not be able to send its owner a message of their own. (A username goes only to an
//! address its owner has confirmed for that very account.)

mod certificate;
mod en;
mod held;
mod vi;

pub use certificate::{Certificate, CertificateLine};

use domain::calendar::Timestamp;
use domain::consent::{Channel, Purpose};
use domain::lang::Lang;
use domain::letters::LetterKind;

/// A letter, ready to be posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub(crate) kind: LetterKind,
    pub(crate) subject: String,
    pub(crate) body: String,
}

/// The words of one letter, before the frame every letter has.
pub(crate) struct Words {
    pub(crate) subject: &'static str,
    pub(crate) body: String,
}

fn letter(kind: LetterKind, lang: Lang, Words { subject, body }: Words) -> Letter {
    let (greeting, closing) = match lang {
        Lang::Vi => (vi::GREETING, vi::CLOSING),
        Lang::En => (en::GREETING, en::CLOSING),
    };
    Letter { kind, subject: subject.to_owned(), body: format!("{greeting}\n\n{body}\n\n{closing}\n") }
}

/// A text message: the code that proves a phone number. Plain letters in Vietnamese, so that it is one message on every phone.
pub(crate) fn phone_code(lang: Lang, code: &str) -> Letter {
    let (subject, body) = match lang {
        Lang::Vi => (
            "Mã xác nhận số điện thoại",
            format!(
                "Metiz: ma xac nhan so dien thoai cua ban la {code}, dung trong 10 phut. Khong dua ma nay cho bat ky ai."
            ),
        ),
        Lang::En => (
            "Code that confirms a phone number",
            format!("Metiz: {code} confirms your phone number, within 10 minutes. Give this code to nobody."),
        ),
    };
    Letter { kind: LetterKind::PhoneCode, subject: subject.to_owned(), body }
}

/// Day and time in Vietnam, as both languages write them: `22/11/2026 10:04`.
pub(crate) fn moment(at: Timestamp) -> String {
    let (hour, minute) = at.clock_in_vietnam();
    format!("{} {hour:02}:{minute:02}", at.date_in_vietnam())
}

/// To a new member: please confirm this address. `link` carries the token.
pub fn confirm_address(lang: Lang, link: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::confirm_address(link),
        Lang::En => en::confirm_address(link),
    };
    letter(LetterKind::ConfirmAddress, lang, words)
}

/// To the owner of a confirmed address that somebody tried to join with. `sign_in` is the page to sign in on.
pub fn address_in_use(lang: Lang, sign_in: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::address_in_use(sign_in),
        Lang::En => en::address_in_use(sign_in),
    };
    letter(LetterKind::AddressInUse, lang, words)
}

/// To a member's new address: please confirm it. `link` carries the token.
pub fn confirm_new_address(lang: Lang, link: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::confirm_new_address(link),
        Lang::En => en::confirm_new_address(link),
    };
    letter(LetterKind::ConfirmNewAddress, lang, words)
}

/// To the old address: a new one was given at `at` and waits to be confirmed. `security` is the page to look at.
pub fn address_changing(lang: Lang, at: Timestamp, security: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::address_changing(&moment(at), security),
        Lang::En => en::address_changing(&moment(at), security),
    };
    letter(LetterKind::AddressChanging, lang, words)
}

/// To the old address: the new one counts since `at`; the link `undo` takes that back.
pub fn address_changed(lang: Lang, at: Timestamp, undo: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::address_changed(&moment(at), undo),
        Lang::En => en::address_changed(&moment(at), undo),
    };
    letter(LetterKind::AddressChanged, lang, words)
}

/// The account was closed; until `ends` it can be reopened on the page `sign_in`.
pub fn closing_begun(lang: Lang, ends: Timestamp, sign_in: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::closing_begun(&moment(ends), sign_in),
        Lang::En => en::closing_begun(&moment(ends), sign_in),
    };
    letter(LetterKind::ClosingBegun, lang, words)
}

/// Nobody used the account since `used`; from `closes` on it is closed, unless somebody signs in on the page `sign_in`.
pub fn unused(lang: Lang, used: Timestamp, closes: Timestamp, sign_in: &str) -> Letter {
    let (used, closes) = (used.date_in_vietnam().to_string(), closes.date_in_vietnam().to_string());
    let words = match lang {
        Lang::Vi => vi::unused(&used, &closes, sign_in),
        Lang::En => en::unused(&used, &closes, sign_in),
    };
    letter(LetterKind::Unused, lang, words)
}

/// The account nobody used was closed; until `ends` it can be reopened on the page `sign_in`.
pub fn closed_unused(lang: Lang, ends: Timestamp, sign_in: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::closed_unused(&moment(ends), sign_in),
        Lang::En => en::closed_unused(&moment(ends), sign_in),
    };
    letter(LetterKind::ClosedUnused, lang, words)
}

/// The account is open again.
pub fn reopened(lang: Lang, at: Timestamp, sign_in: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::reopened(&moment(at), sign_in),
        Lang::En => en::reopened(&moment(at), sign_in),
    };
    letter(LetterKind::Reopened, lang, words)
}

/// The use of the member's data is frozen since `at`; `consent` is the page where that is lifted.
pub fn frozen(lang: Lang, at: Timestamp, consent: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::frozen(&moment(at), consent),
        Lang::En => en::frozen(&moment(at), consent),
    };
    letter(LetterKind::Frozen, lang, words)
}

/// The freeze was lifted at `at`; `consent` is the page that says what is allowed.
pub fn unfrozen(lang: Lang, at: Timestamp, consent: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::unfrozen(&moment(at), consent),
        Lang::En => en::unfrozen(&moment(at), consent),
    };
    letter(LetterKind::Unfrozen, lang, words)
}

/// Messages of this purpose by this channel were stopped at `at` by the link in one of them. States when the wish came and
/// when it took effect, and advertises nothing (Decree 91/2020 art. 16(3), 20(3)).
pub fn unsubscribed(lang: Lang, about: (Purpose, Channel), at: Timestamp, consent: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::unsubscribed(about, &moment(at), consent),
        Lang::En => en::unsubscribed(about, &moment(at), consent),
    };
    letter(LetterKind::Unsubscribed, lang, words)
}

/// A sign-in at `at` from a device not seen before, `device` in words.
pub fn new_device(lang: Lang, at: Timestamp, device: &str, security: &str) -> Letter {
    // The words are the server's own summary of the browser; should a browser's own words ever get through, they are
    // cut down to what can be neither a link nor a line of its own.
    let device: String =
        device.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | ',' | '(' | ')')).take(60).collect();
    let device = device.as_str();
    let words = match lang {
        Lang::Vi => vi::new_device(&moment(at), device, security),
        Lang::En => en::new_device(&moment(at), device, security),
    };
    letter(LetterKind::NewDevice, lang, words)
}

/// A copy of everything held was taken at `at`.
pub fn copy_taken(lang: Lang, at: Timestamp, security: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::copy_taken(&moment(at), security),
        Lang::En => en::copy_taken(&moment(at), security),
    };
    letter(LetterKind::CopyTaken, lang, words)
}

/// A link to set a new password; `link` carries the token, `recovery` is the page to ask for another.
pub fn recover_password(lang: Lang, link: &str, recovery: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::recover_password(link, recovery),
        Lang::En => en::recover_password(link, recovery),
    };
    letter(LetterKind::RecoverPassword, lang, words)
}

/// The username of the member who reads this address.
pub fn tell_username(lang: Lang, username: &str, sign_in: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::tell_username(username, sign_in),
        Lang::En => en::tell_username(username, sign_in),
    };
    letter(LetterKind::TellUsername, lang, words)
}

/// The password is another one since `at`; `recovery` is the page for whoever did not change it. So many passkeys go on
/// opening the account, which a new password does not end (decision 0014).
pub fn password_changed(lang: Lang, at: Timestamp, passkeys: usize, recovery: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::password_changed(&moment(at), passkeys, recovery),
        Lang::En => en::password_changed(&moment(at), passkeys, recovery),
    };
    letter(LetterKind::PasswordChanged, lang, words)
}

/// An authenticator app was set up at `at`; the link `undo` takes that back.
pub fn authenticator_added(lang: Lang, at: Timestamp, undo: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::authenticator_added(&moment(at), undo),
        Lang::En => en::authenticator_added(&moment(at), undo),
    };
    letter(LetterKind::AuthenticatorAdded, lang, words)
}

/// The authenticator app was removed at `at`, with the recovery codes.
pub fn authenticator_removed(lang: Lang, at: Timestamp, security: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::authenticator_removed(&moment(at), security),
        Lang::En => en::authenticator_removed(&moment(at), security),
    };
    letter(LetterKind::AuthenticatorRemoved, lang, words)
}

/// A passkey was added at `at`; the link `undo` takes that back.
pub fn passkey_added(lang: Lang, at: Timestamp, undo: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::passkey_added(&moment(at), undo),
        Lang::En => en::passkey_added(&moment(at), undo),
    };
    letter(LetterKind::PasskeyAdded, lang, words)
}

/// A passkey was removed at `at`; `security` is the page to look at.
pub fn passkey_removed(lang: Lang, at: Timestamp, security: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::passkey_removed(&moment(at), security),
        Lang::En => en::passkey_removed(&moment(at), security),
    };
    letter(LetterKind::PasskeyRemoved, lang, words)
}

/// A passkey was refused at `at`, because its counter went backwards; `security` is the page to remove it on.
pub fn passkey_copied(lang: Lang, at: Timestamp, security: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::passkey_copied(&moment(at), security),
        Lang::En => en::passkey_copied(&moment(at), security),
    };
    letter(LetterKind::PasskeyCopied, lang, words)
}

/// New recovery codes were made at `at`; `codes` is their page.
pub fn recovery_codes_made(lang: Lang, at: Timestamp, codes: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::recovery_codes_made(&moment(at), codes),
        Lang::En => en::recovery_codes_made(&moment(at), codes),
    };
    letter(LetterKind::RecoveryCodesMade, lang, words)
}

/// A recovery code was used at `at`; so many are left. `codes` is the page where new ones are made.
pub fn recovery_code_used(lang: Lang, at: Timestamp, left: u32, codes: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::recovery_code_used(&moment(at), left, codes),
        Lang::En => en::recovery_code_used(&moment(at), left, codes),
    };
    letter(LetterKind::RecoveryCodeUsed, lang, words)
}

/// Somebody had the right password at `at` and no code, one wrong one after the other; `recovery` is the page to choose
/// another password.
pub fn codes_tried(lang: Lang, at: Timestamp, recovery: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::codes_tried(&moment(at), recovery),
        Lang::En => en::codes_tried(&moment(at), recovery),
    };
    letter(LetterKind::CodesTried, lang, words)
}

/// Everybody was shut out of the account at `at`; the link sets a new password, `recovery` is the page to ask for another.
pub fn not_me(lang: Lang, at: Timestamp, (number, link): (&str, &str), recovery: &str) -> Letter {
    let words = match lang {
        Lang::Vi => vi::not_me(&moment(at), number, link, recovery),
        Lang::En => en::not_me(&moment(at), number, link, recovery),
    };
    letter(LetterKind::NotMe, lang, words)
}

/// The last letter: the account was erased.
pub fn certificate(lang: Lang, certificate: &Certificate<'_>) -> Letter {
    let words = match lang {
        Lang::Vi => Words { subject: vi::CERTIFICATE_SUBJECT, body: certificate.body(lang) },
        Lang::En => Words { subject: en::CERTIFICATE_SUBJECT, body: certificate.body(lang) },
    };
    letter(LetterKind::Certificate, lang, words)
}

#[cfg(test)]
mod tests;
