//! The cookies of the site. Each is `HttpOnly`, `SameSite=Lax`, for `/` alone; on https also `Secure` under the
//! `__Host-` prefix, so that no neighbouring host can plant or read one.

use domain::lang::Lang;

use crate::paths;

/// The session.
pub const SESSION: &str = "session";
/// What a refused script-free post left for its page.
pub const FLASH: &str = "flash";
/// What was typed into the profile, which asked for the password first.
pub const DRAFT: &str = "draft";
/// The name typed for a passkey, which asked for the password first.
pub const PASSKEY_DRAFT: &str = "passkey-draft";
/// Recovery codes that were shown a moment ago and may be taken as a file.
pub const CODES: &str = "codes";
/// A sign-in that waits for its code.
pub const PENDING: &str = "factor";
/// A question to a passkey that waits for its answer.
pub const PASSKEY: &str = "passkey";
/// A device that has signed in before.
pub const DEVICE: &str = "device";
/// The chosen language.
pub const LANGUAGE: &str = "lang";

/// A year: a device and a language are remembered until the browser forgets them.
const YEAR_S: u64 = 365 * 24 * 60 * 60;
/// As long as the row it points at (`domain::retention`).
const FLASH_S: u64 = 10 * 60;

/// The name a cookie really has.
pub fn name(secure: bool, name: &'static str) -> String {
    if secure { format!("__Host-{name}") } else { name.to_owned() }
}

/// The session cookie; without `keep_for_s` it ends with the browser.
pub fn session(secure: bool, token: &str, keep_for_s: Option<u64>) -> String {
    cookie(secure, SESSION, token, keep_for_s)
}

/// The flash cookie.
pub fn flash(secure: bool, token: &str) -> String {
    cookie(secure, FLASH, token, Some(FLASH_S))
}

/// The cookie of drafts of this page, if it shows them: one waits beside the other, and each for its own page.
pub fn draft_of(page: &str) -> Option<&'static str> {
    match page {
        paths::PROFILE => Some(DRAFT),
        paths::PASSKEYS => Some(PASSKEY_DRAFT),
        _ => None,
    }
}

/// A draft cookie.
pub fn draft(secure: bool, which: &'static str, token: &str) -> String {
    cookie(secure, which, token, Some(FLASH_S))
}

/// The cookie of recovery codes that wait for their file.
pub fn codes(secure: bool, token: &str) -> String {
    cookie(secure, CODES, token, Some(FLASH_S))
}

/// The cookie of a sign-in that waits for its code, for as long as it waits.
pub fn pending(secure: bool, token: &str, lasts_s: u64) -> String {
    cookie(secure, PENDING, token, Some(lasts_s))
}

/// The cookie of a question to a passkey, for as long as it can be answered.
pub fn passkey(secure: bool, token: &str, lasts_s: u64) -> String {
    cookie(secure, PASSKEY, token, Some(lasts_s))
}

/// The device cookie.
pub fn device(secure: bool, token: &str) -> String {
    cookie(secure, DEVICE, token, Some(YEAR_S))
}

/// The language cookie.
pub fn language(secure: bool, lang: Lang) -> String {
    cookie(secure, LANGUAGE, lang.code(), Some(YEAR_S))
}

/// Takes a cookie back.
pub fn gone(secure: bool, which: &'static str) -> String {
    cookie(secure, which, "", Some(0))
}

fn cookie(secure: bool, which: &'static str, value: &str, keep_for_s: Option<u64>) -> String {
    let name = name(secure, which);
    let age = keep_for_s.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    let guard = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/{age}{guard}; HttpOnly; SameSite=Lax")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_cookie_on_https_is_bound_to_this_host() {
        let cookie = super::session(true, "abc", Some(60));
        assert_eq!(cookie, "__Host-session=abc; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax");
    }

    #[test]
    fn pages_that_show_drafts_have_a_cookie_each() {
        use super::{draft_of, paths};
        assert_ne!(draft_of(paths::PROFILE), draft_of(paths::PASSKEYS));
        assert!(draft_of(paths::PROFILE).is_some() && draft_of(paths::PASSKEYS).is_some());
        assert_eq!(draft_of(paths::CONSENT), None);
    }

    #[test]
    fn a_session_that_is_not_kept_ends_with_the_browser() {
        assert!(!super::session(true, "abc", None).contains("Max-Age"));
    }
}
