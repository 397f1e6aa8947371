//! Where messages for an endpoint go, and what they are signed with.

use crate::fault::Accident;
use crate::secret::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::webhooks::{is_loopback, is_public};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use ureq::http::Uri;
use zeroize::Zeroizing;

/// No address is longer.
const URL_MOST: usize = 2000;

/// Address and secret of an endpoint.
#[derive(Clone, Debug)]
pub struct Target {
    /// The address.
    pub url: String,
    secret: Secret,
}

/// Why no message may go to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetRefusal {
    /// Not an address on the web: too long, not ASCII, without a host, with a name and password or a `#`.
    Malformed,
    /// Not `https://`.
    NotHttps,
    /// It names an address that is not everybody's, or this machine where the setting does not allow it.
    Private,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    url: String,
    secret: String,
}

impl Target {
    /// Looks at an address as far as that goes without resolving its name; each message looks again.
    pub(super) fn new(url: &str, secret: Secret, to_loopback: bool) -> Result<Self, TargetRefusal> {
        let plain = url.len() <= URL_MOST && url.bytes().all(|byte| byte.is_ascii_graphic()) && !url.contains('#');
        let uri: Uri = Some(url).filter(|_| plain).and_then(|url| url.parse().ok()).ok_or(TargetRefusal::Malformed)?;
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'));
        let host = authority.map(|authority| authority.host().trim_start_matches('[').trim_end_matches(']'));
        let host = host.filter(|host| !host.is_empty()).ok_or(TargetRefusal::Malformed)?;
        let secure = match uri.scheme_str().ok_or(TargetRefusal::Malformed)? {
            "https" => true,
            "http" if to_loopback => false,
            _ => return Err(TargetRefusal::NotHttps),
        };
        match host.parse::<IpAddr>() {
            Ok(address) if !may_go(address, secure, to_loopback) => Err(TargetRefusal::Private),
            _ => Ok(Self { url: url.to_owned(), secret }),
        }
    }

    pub(super) fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, Accident> {
        let stored = Stored { url: self.url.clone(), secret: self.secret.reveal().to_owned() };
        Ok(Zeroizing::new(serde_json::to_vec(&stored)?))
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, Accident> {
        let Stored { url, secret } = serde_json::from_slice(bytes)?;
        Ok(Self { url, secret: Secret::new(secret) })
    }

    /// What messages are signed with.
    pub(super) fn key(&self) -> Result<Zeroizing<Vec<u8>>, Accident> {
        let encoded =
            self.secret.reveal().strip_prefix(super::PREFIX).ok_or("a secret without its beginning is stored")?;
        Ok(Zeroizing::new(STANDARD.decode(encoded)?))
    }
}

/// Whether a message may go to an address: everybody's by TLS only; to this machine only where the setting allows it.
pub(super) fn may_go(address: IpAddr, secure: bool, to_loopback: bool) -> bool {
    (secure && is_public(address)) || (to_loopback && is_loopback(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(url: &str, to_loopback: bool) -> Result<(), TargetRefusal> {
        Target::new(url, Secret::new("whsec_"), to_loopback).map(drop)
    }

    #[test]
    fn endpoints_are_reached_by_tls_on_the_open_network() {
        for url in ["https://news.example/hooks?of=metiz", "https://1.1.1.1:8443/x", "https://[2606:4700:4700::1111]/"]
        {
            assert_eq!(judged(url, false), Ok(()), "{url}");
        }
        for url in ["http://news.example/", "http://127.0.0.1/", "ftp://news.example/", "http://1.1.1.1/"] {
            assert_eq!(judged(url, false), Err(TargetRefusal::NotHttps), "{url}");
        }
        for url in [
            "https://127.0.0.1/",
            "https://10.0.0.7/",
            "https://169.254.169.254/",
            "https://[::1]/",
            "https://[fd00::1]/",
            "https://[::ffff:10.0.0.1]/",
        ] {
            assert_eq!(judged(url, false), Err(TargetRefusal::Private), "{url}");
        }
        for url in [
            "",
            "news.example",
            "/hooks",
            "https://",
            "https://me:word@news.example/",
            "https://news.example/#a",
            "https://news.example/a b",
            "https://rạp.example/",
        ] {
            assert_eq!(judged(url, false), Err(TargetRefusal::Malformed), "{url}");
        }
    }

    #[test]
    fn the_setting_for_trials_opens_this_machine_and_nothing_else() {
        for url in ["http://127.0.0.1:8080/", "http://[::1]/", "http://localhost/", "https://127.0.0.1/"] {
            assert_eq!(judged(url, true), Ok(()), "{url}");
        }
        for url in ["http://10.0.0.1/", "http://1.1.1.1/", "https://192.168.0.1/"] {
            assert_eq!(judged(url, true), Err(TargetRefusal::Private), "{url}");
        }
    }
}
