//! The HTTP profile: what every answer carries, whoever wrote it. (security.md section 6, G30)
//!
//! Handlers say only what is special about their answer: a cache they allow, a cookie. [`dress`] adds the rest to
//! pages, redirects, refusals and files alike, and [`instead_of`] does so for the refusals that hyper writes itself.

use crate::config::Origin;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header},
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use std::sync::Arc;

/// One answer's permission to run scripts: 128 random bits, never used twice.
#[derive(Clone, Debug)]
pub struct Nonce(Arc<str>);

impl Nonce {
    /// A fresh one.
    ///
    /// # Errors
    /// When the operating system gives no randomness; nothing may be answered then.
    pub fn mint() -> Result<Self, getrandom::Error> {
        let mut bits = [0_u8; 16];
        getrandom::fill(&mut bits)?;
        Ok(Self(STANDARD_NO_PAD.encode(bits).into()))
    }

    /// The text for `nonce="…"`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const POLICY_START: &str = "default-src 'none'; script-src 'nonce-";
/// `strict-dynamic`, because the bootstrap imports the module; `wasm-unsafe-eval`, because that module compiles wasm. No text
/// becomes markup or code by a script, and nobody may make an exception (decision 0028). The styles of a page somebody arrives at
/// stand in it, under the same nonce (decision 0034).
const POLICY_MIDDLE: &str = "' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self' 'nonce-";
const POLICY_END: &str = "'; img-src 'self'; font-src 'self'; \
     connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
/// For answers that are no page: nothing in them may run, load or be framed.
const POLICY_OF_FILES: &str = "default-src 'none'; script-src 'none'; style-src 'none'; img-src 'none'; \
     font-src 'none'; connect-src 'none'; manifest-src 'none'; form-action 'none'; base-uri 'none'; \
     frame-ancestors 'none'; object-src 'none'";
const POWERS: &str = "accelerometer=(), autoplay=(), bluetooth=(), browsing-topics=(), camera=(), display-capture=(), \
     geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), magnetometer=(), \
     microphone=(), midi=(), payment=(), publickey-credentials-create=(self), publickey-credentials-get=(self), \
     screen-wake-lock=(), serial=(), usb=(), web-share=(), xr-spatial-tracking=()";

/// What is the same in every answer.
const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Not `no-referrer`: same-origin requests tell where they come from, which the origin check may lean on.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), POWERS),
];

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const VARY: HeaderValue = HeaderValue::from_static("Cookie, Sec-Fetch-Site, Origin, Accept-Encoding");

/// Adds the profile to an answer.
pub fn dress(response: &mut Response<Body>, nonce: &Nonce, origin: &Origin) {
    let status = response.status();
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, policy(headers, nonce, origin));
    if origin.is_https() {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
    if !may_be_cached(headers, status) {
        headers.insert(header::CACHE_CONTROL, NO_STORE);
        headers.insert(header::VARY, VARY);
    }
}

/// A handler may allow a cache, but never for an error or an answer that sets a cookie.
fn may_be_cached(headers: &HeaderMap, status: StatusCode) -> bool {
    let allowed = headers.get(header::CACHE_CONTROL).is_some_and(|value| value.as_bytes().starts_with(b"public"));
    let harmless = status.is_success() || status == StatusCode::NOT_MODIFIED;
    allowed && harmless && !headers.contains_key(header::SET_COOKIE)
}

fn policy(headers: &HeaderMap, nonce: &Nonce, origin: &Origin) -> HeaderValue {
    let is_page = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_page {
        return HeaderValue::from_static(POLICY_OF_FILES);
    }
    let upgrade = if origin.is_https() { "; upgrade-insecure-requests" } else { "" };
    let text = [POLICY_START, nonce.as_str(), POLICY_MIDDLE, nonce.as_str(), POLICY_END, upgrade].concat();
    // Only ASCII of ours is in it; should that ever change, no script at all is the safe reading.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(POLICY_OF_FILES))
}

/// The refusal hyper writes for a request it cannot read (400, 414, 431), in our words: the same status with the
/// profile. `None` when `written` is not such a refusal.
pub fn instead_of(written: &[u8]) -> Option<Vec<u8>> {
    let status = written.strip_prefix(b"HTTP/1.1 4").and_then(|_| written.get(9..12))?;
    let whole = written.len() < 256 && written.ends_with(b"\r\n\r\n");
    if !whole || contains(written, b"content-security-policy") || !status.is_ascii() {
        return None;
    }
    let status = StatusCode::from_bytes(status).ok()?;
    let mut words = format!(
        "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 0\r\ncache-control: no-store\r\n\
         vary: Cookie, Sec-Fetch-Site, Origin, Accept-Encoding\r\ncontent-security-policy: {POLICY_OF_FILES}\r\n"
    );
    for (name, value) in ALWAYS {
        words.push_str(name.as_str());
        words.push_str(": ");
        words.push_str(value);
        words.push_str("\r\n");
    }
    words.push_str("\r\n");
    Some(words.into_bytes())
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_nonce_comes_twice() {
        let nonces: std::collections::HashSet<_> =
            (0..10_000).map(|_| Nonce::mint().unwrap().as_str().to_owned()).collect();
        assert_eq!(nonces.len(), 10_000);
        assert!(nonces.iter().all(|nonce| nonce.len() == 22));
    }

    #[test]
    fn only_hypers_own_refusals_are_reworded() {
        let refusal = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\n\r\n";
        let ours = String::from_utf8(instead_of(refusal).unwrap()).unwrap();
        assert!(ours.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"));
        assert!(ours.contains("frame-ancestors 'none'"));
        assert!(instead_of(ours.as_bytes()).is_none());
        assert!(instead_of(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").is_none());
        assert!(instead_of(b"HTTP/1.1 4").is_none());
    }

    #[test]
    fn an_answer_with_a_cookie_is_never_stored() {
        let origin = Origin::on_this_machine(1);
        let nonce = Nonce::mint().unwrap();
        let mut answer = Response::new(Body::empty());
        answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=9"));
        dress(&mut answer, &nonce, &origin);
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "public, max-age=9");
        answer.headers_mut().insert(header::SET_COOKIE, HeaderValue::from_static("a=b"));
        dress(&mut answer, &nonce, &origin);
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    }

    #[test]
    fn transport_security_is_for_sites_that_have_it() {
        let nonce = Nonce::mint().unwrap();
        for (url, secure) in [("http://localhost:1", false), ("https://a.vn", true)] {
            let mut answer = Response::new(Body::empty());
            answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            dress(&mut answer, &nonce, &Origin::parse(url).unwrap());
            assert_eq!(answer.headers().contains_key(header::STRICT_TRANSPORT_SECURITY), secure);
            let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert_eq!(policy.contains("upgrade-insecure-requests"), secure);
            assert!(policy.contains(nonce.as_str()));
        }
    }
}
