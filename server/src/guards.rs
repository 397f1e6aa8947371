//! Who may speak to this site at all: checked before a route is looked up, so that nothing below ever runs for a
//! request from elsewhere. (security.md finding 6, G4, T5, T9, T23)

use crate::{
    api,
    config::{Limits, Origin, origin},
    pages::unsubscribe,
};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header, request::Parts};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The guards' knowledge: our own address and the sizes allowed.
#[derive(Clone, Debug)]
pub struct Guards {
    origin: Origin,
    limits: Limits,
    api_body_bytes: usize,
}

impl Guards {
    /// Guards of a site with this address and these limits.
    pub fn new(origin: Origin, limits: Limits, api_body_bytes: usize) -> Self {
        Self { origin, limits, api_body_bytes }
    }

    /// Lets a request pass, or names the status it is refused with.
    ///
    /// # Errors
    /// 400 without one host, 421 for a host that is not ours, 413, 414 and 431 for what is too large, 403 for an act
    /// that another site asks for.
    pub fn admit(&self, request: &Parts) -> Result<(), StatusCode> {
        self.admit_size(request)?;
        let authority = self.admit_host(request)?;
        // Other systems and mailboxes are no browsers: below /api/ and behind a code no cookie is read, so no page can act
        // in anybody's name there.
        let path = request.uri.path();
        let by_cookie = !api::is_api(path) && !unsubscribe::is_link(path);
        if by_cookie && !is_safe(&request.method) && !self.is_own(&request.headers, authority) {
            return Err(StatusCode::FORBIDDEN);
        }
        Ok(())
    }

    fn admit_size(&self, request: &Parts) -> Result<(), StatusCode> {
        let target = request.uri.path_and_query().map_or(0, |target| target.as_str().len());
        if target > self.limits.uri_bytes {
            return Err(StatusCode::URI_TOO_LONG);
        }
        if request.headers.len() > self.limits.header_fields || bytes_of(&request.headers) > self.limits.header_bytes {
            return Err(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
        }
        match request.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok()) {
            Some(length) if length > self.body_bytes(request) as u64 => Err(StatusCode::PAYLOAD_TOO_LARGE),
            _ => Ok(()),
        }
    }

    /// Bytes the body of this request may have.
    pub fn body_bytes(&self, request: &Parts) -> usize {
        if api::is_api(request.uri.path()) { self.api_body_bytes } else { self.limits.body_bytes }
    }

    /// The host asked for, which must be ours in every place where it is named.
    fn admit_host<'r>(&self, request: &'r Parts) -> Result<&'r str, StatusCode> {
        let mut hosts = request.headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(StatusCode::BAD_REQUEST) };
        let host = host.to_str().map_err(|_| StatusCode::BAD_REQUEST)?;
        let in_target = request.uri.authority().map(axum::http::uri::Authority::as_str);
        if [Some(host), in_target].into_iter().flatten().all(|authority| self.is_our_host(authority)) {
            Ok(host)
        } else {
            Err(StatusCode::MISDIRECTED_REQUEST)
        }
    }

    fn is_our_host(&self, authority: &str) -> bool {
        let host = origin::host_of(authority);
        let port = &authority[host.len()..];
        let port_ok = port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
        port_ok
            && (host.eq_ignore_ascii_case(self.origin.host())
                || origin::LOCAL_HOSTS.iter().any(|local| host.eq_ignore_ascii_case(local)))
    }

    /// Whether one of our own pages asks. Every sign there is must say so, and there must be one: a browser that sends
    /// neither is too old to be told from an attacker's page.
    fn is_own(&self, headers: &HeaderMap, authority: &str) -> bool {
        let site = single(headers, &SEC_FETCH_SITE);
        let origin = single(headers, &header::ORIGIN);
        match (site, origin) {
            (Seen::Twice, _) | (_, Seen::Twice) | (Seen::Never, Seen::Never) => false,
            (Seen::Once(site), Seen::Never) => site == "same-origin",
            (Seen::Never, Seen::Once(origin)) => self.is_our_origin(origin, authority),
            (Seen::Once(site), Seen::Once(origin)) => site == "same-origin" && self.is_our_origin(origin, authority),
        }
    }

    /// The configured address, or this machine under the very name and port the request was sent to.
    fn is_our_origin(&self, origin: &str, authority: &str) -> bool {
        origin == self.origin.as_str()
            || (origin::LOCAL_HOSTS.contains(&origin::host_of(authority))
                && origin.strip_prefix("http://") == Some(authority))
    }
}

/// Methods that change nothing here.
fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn bytes_of(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum()
}

enum Seen<'h> {
    Never,
    Once(&'h str),
    Twice,
}

fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Seen<'h> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Seen::Never,
        // What is not even text equals nothing of ours.
        (Some(value), None) => Seen::Once(value.to_str().unwrap_or_default()),
        (Some(_), Some(_)) => Seen::Twice,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn verdict(public: &str, method: &str, headers: &[(&str, &str)]) -> Result<(), StatusCode> {
        let mut request = Request::builder().method(method).uri("/act/x/y");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        Guards::new(Origin::parse(public).unwrap(), Limits::default(), 1).admit(&parts)
    }

    const PUBLIC: &str = "https://members.example";

    #[test]
    fn our_own_pages_may_act() {
        let host = ("host", "members.example");
        for signs in [
            vec![host, ("sec-fetch-site", "same-origin")],
            vec![host, ("origin", PUBLIC)],
            vec![host, ("origin", PUBLIC), ("sec-fetch-site", "same-origin")],
        ] {
            assert_eq!(verdict(PUBLIC, "POST", &signs), Ok(()), "{signs:?}");
        }
        let local = [("host", "127.0.0.1:9"), ("origin", "http://127.0.0.1:9")];
        assert_eq!(verdict("http://localhost:9", "POST", &local), Ok(()));
    }

    #[test]
    fn no_other_page_may_act() {
        let host = ("host", "members.example");
        for signs in [
            vec![host],
            vec![host, ("sec-fetch-site", "cross-site")],
            vec![host, ("sec-fetch-site", "same-site")],
            vec![host, ("sec-fetch-site", "none")],
            vec![host, ("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")],
            vec![host, ("sec-fetch-site", "cross-site"), ("origin", PUBLIC)],
            vec![host, ("origin", "null")],
            vec![host, ("origin", "https://members.example.evil")],
            vec![host, ("origin", "http://members.example")],
            vec![host, ("origin", "https://members.example:444")],
            vec![host, ("origin", PUBLIC), ("origin", "https://evil.example")],
        ] {
            for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "NEW"] {
                assert_eq!(verdict(PUBLIC, method, &signs), Err(StatusCode::FORBIDDEN), "{method} {signs:?}");
            }
        }
    }

    #[test]
    fn only_our_names_are_answered() {
        let cases = [
            ("members.example", Ok(())),
            ("Members.Example:443", Ok(())),
            ("localhost:3000", Ok(())),
            ("[::1]:1", Ok(())),
            ("evil.example", Err(StatusCode::MISDIRECTED_REQUEST)),
            ("members.example.evil", Err(StatusCode::MISDIRECTED_REQUEST)),
            ("members.example@evil", Err(StatusCode::MISDIRECTED_REQUEST)),
            ("members.example:evil", Err(StatusCode::MISDIRECTED_REQUEST)),
            ("", Err(StatusCode::MISDIRECTED_REQUEST)),
        ];
        for (host, expected) in cases {
            assert_eq!(verdict(PUBLIC, "GET", &[("host", host)]), expected, "{host}");
        }
        assert_eq!(verdict(PUBLIC, "GET", &[]), Err(StatusCode::BAD_REQUEST));
        assert_eq!(verdict(PUBLIC, "GET", &[("host", "a"), ("host", "b")]), Err(StatusCode::BAD_REQUEST));
    }
}
