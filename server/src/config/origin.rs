//! The one address under which members know this site.

use std::fmt;

/// Scheme, host and port of the site; letters and guards use nothing else, least of all a request's `Host`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Origin {
    text: String,
    host: String,
    https: bool,
}

/// Names of this machine; plain http is allowed on these only, because browsers keep it private to the machine.
pub const LOCAL_HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

impl Origin {
    /// Reads `http(s)://host[:port]`.
    ///
    /// # Errors
    /// A half-sentence: what is wrong and what would be right.
    pub fn parse(url: &str) -> Result<Self, String> {
        let lower = url.trim().trim_end_matches('/').to_ascii_lowercase();
        let (https, rest) = match (lower.strip_prefix("https://"), lower.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => return Err("it must begin with https:// or, on this machine, http://".to_owned()),
        };
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        if rest.is_empty() || !rest.chars().all(allowed) {
            return Err("it must be a host and at most a port, without a path".to_owned());
        }
        let host = host_of(rest).to_owned();
        if !https && !LOCAL_HOSTS.contains(&host.as_str()) {
            return Err(format!("members' data may not travel to {host} over plain http; use https://{rest}"));
        }
        Ok(Self { text: lower, host, https })
    }

    /// `http://localhost:PORT`, for a server nobody has configured yet. The name, not the number: browsers make passkeys for
    /// names only.
    pub fn on_this_machine(port: u16) -> Self {
        Self { text: format!("http://localhost:{port}"), host: "localhost".to_owned(), https: false }
    }

    /// `https://members.example`, as a browser writes it in `Origin`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host without its port, in lower case.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether members arrive over TLS, so that cookies and headers may insist on it.
    pub fn is_https(&self) -> bool {
        self.https
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The host of `host[:port]`; an IPv6 address keeps its brackets.
pub fn host_of(authority: &str) -> &str {
    let end = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    match authority[end..].find(':') {
        Some(colon) => &authority[..end + colon],
        None => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_keeps_its_brackets_and_loses_its_port() {
        for (authority, host) in
            [("a.vn", "a.vn"), ("a.vn:80", "a.vn"), ("[::1]", "[::1]"), ("[::1]:80", "[::1]"), ("", "")]
        {
            assert_eq!(host_of(authority), host);
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert!(Origin::parse("http://members.example").is_err());
        assert!(!Origin::parse("http://localhost:3000/").unwrap().is_https());
        assert!(Origin::parse("https://Members.Example").unwrap().is_https());
        assert_eq!(Origin::parse("https://Members.Example").unwrap().host(), "members.example");
    }

    #[test]
    fn an_origin_has_no_path_and_no_user() {
        for url in ["https://a/b", "https://u@a", "ftp://a", "a.vn", "https://", "https://a?b"] {
            assert!(Origin::parse(url).is_err(), "{url}");
        }
    }
}
