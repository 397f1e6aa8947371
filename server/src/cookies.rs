//! Our own cookies out of a request's header, and nothing else of it.

use app::cookies;
use axum::http::{HeaderMap, header};
use domain::lang::Lang;

/// The longest cookie of ours is a 43-letter token; what is longer was made by somebody else.
const LONGEST: usize = 64;

/// Our own cookies of one request.
#[derive(Clone, Debug, Default)]
pub struct Cookies {
    /// The token of a session.
    pub(crate) session: Option<String>,
    /// The token of what a refused post left.
    pub(crate) flash: Option<String>,
    /// The token of what was typed into the profile before the password was asked for.
    pub(crate) draft: Option<String>,
    /// The token of the name typed for a passkey before the password was asked for.
    pub(crate) passkey_draft: Option<String>,
    /// The token of recovery codes that may be taken as a file.
    pub(crate) codes: Option<String>,
    /// The token of a sign-in that waits for its code.
    pub(crate) pending: Option<String>,
    /// The token of a question to a passkey.
    pub(crate) passkey: Option<String>,
    /// The token of a device that has signed in before.
    pub(crate) device: Option<String>,
    /// The language chosen on this device.
    pub(crate) lang: Option<Lang>,
}

impl Cookies {
    /// Reads them. A name that comes twice counts as absent: one of the two was planted.
    pub fn of(headers: &HeaderMap, secure: bool) -> Self {
        let mut found = Self::default();
        let mut twice = [false; 9];
        for pair in
            headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|v| v.split(';'))
        {
            let Some((name, value)) = pair.trim().split_once('=') else { continue };
            let name = if secure { name.strip_prefix("__Host-") } else { Some(name) };
            let plain =
                value.len() <= LONGEST && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
            let value = (plain && !value.is_empty()).then(|| value.to_owned());
            let (slot, seen) = match name {
                Some(cookies::SESSION) => (&mut found.session, &mut twice[0]),
                Some(cookies::FLASH) => (&mut found.flash, &mut twice[1]),
                Some(cookies::DEVICE) => (&mut found.device, &mut twice[2]),
                Some(cookies::PENDING) => (&mut found.pending, &mut twice[4]),
                Some(cookies::PASSKEY) => (&mut found.passkey, &mut twice[5]),
                Some(cookies::DRAFT) => (&mut found.draft, &mut twice[6]),
                Some(cookies::PASSKEY_DRAFT) => (&mut found.passkey_draft, &mut twice[7]),
                Some(cookies::CODES) => (&mut found.codes, &mut twice[8]),
                Some(cookies::LANGUAGE) => {
                    found.lang = if twice[3] { None } else { value.as_deref().and_then(Lang::parse) };
                    twice[3] = true;
                    continue;
                }
                _ => continue,
            };
            *slot = if *seen { None } else { value };
            *seen = true;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn cookies(header: &'static str, secure: bool) -> Cookies {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static(header));
        Cookies::of(&headers, secure)
    }

    #[test]
    fn on_https_only_bound_cookies_count() {
        assert_eq!(cookies("session=abc; __Host-session=def", true).session.as_deref(), Some("def"));
        assert_eq!(cookies("session=abc", true).session, None);
        assert_eq!(cookies("session=abc", false).session.as_deref(), Some("abc"));
    }

    #[test]
    fn a_cookie_that_comes_twice_counts_as_absent() {
        for planted in ["session=a; session=b", "session=a; session=b; session=c", "session=; session=b"] {
            assert_eq!(cookies(planted, false).session, None, "{planted}");
        }
        assert_eq!(cookies("lang=vi; lang=en", false).lang, None);
    }

    #[test]
    fn what_no_token_of_ours_could_be_is_not_looked_up() {
        for odd in ["session=a b", "session=\"a\"", "session=a%20b", "session", "session="] {
            assert_eq!(cookies(odd, false).session, None, "{odd}");
        }
    }
}
