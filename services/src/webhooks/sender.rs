//! One signed POST (Standard Webhooks), to an address that was looked at after its name was resolved.
//!
//! The resolver hands on only addresses that may be called, and the connection is made to what it hands on: a name that
//! says something else a moment later changes nothing. A failure is a code: the words of an error could quote the address.

use super::target::{Target, may_go};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::calendar::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::time::Duration;
use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::uri::Scheme;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

/// How long an endpoint has for one message. Shorter than the lease of an event.
const DEADLINE: Duration = Duration::from_secs(10);
/// Of an answer nothing but its status is read; so much of its header is waited for.
const ANSWER_BYTES: usize = 16 * 1024;

/// What is sent.
pub(super) struct Message {
    /// The same for each try, so that a receiver knows what it has already.
    pub(super) id: String,
    pub(super) body: String,
}

/// The way out. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Sender(Agent);

impl Sender {
    pub(crate) fn new(to_loopback: bool) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(DEADLINE))
            .max_response_header_size(ANSWER_BYTES)
            // Led elsewhere, a message would go where nobody looked. A proxy of the environment is no less elsewhere.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .http_status_as_error(false)
            .build();
        let resolver = Guarded { inner: DefaultResolver::default(), to_loopback };
        Self(Agent::with_parts(config, DefaultConnector::default(), resolver))
    }

    /// The status of the answer, or our own word for what went wrong.
    pub(super) async fn send(&self, target: &Target, message: Message, now: Timestamp) -> Result<u16, String> {
        let key = target.key().map_err(|_| "secret".to_owned())?;
        let (agent, url, seconds) = (self.0.clone(), target.url.clone(), now.micros().div_euclid(1_000_000));
        let posted = tokio::task::spawn_blocking(move || {
            let signature = signature(&key, &message.id, seconds, &message.body);
            let posted = agent
                .post(&url)
                .header("content-type", "application/json")
                .header("webhook-id", &message.id)
                .header("webhook-timestamp", seconds.to_string())
                .header("webhook-signature", signature)
                .send(&message.body);
            posted.map(|answer| answer.status().as_u16()).map_err(|error| code(&error).to_owned())
        });
        posted.await.unwrap_or_else(|_| Err("panic".to_owned()))
    }
}

/// `v1,` and the keyed hash of id, time and body.
fn signature(key: &[u8], id: &str, seconds: i64, body: &str) -> String {
    // HMAC takes a key of any length; the type cannot say so.
    let hash = Hmac::<Sha256>::new_from_slice(key)
        .map(|hash| hash.chain_update(format!("{id}.{seconds}.{body}")).finalize().into_bytes());
    format!("v1,{}", hash.map(|hash| STANDARD.encode(hash)).unwrap_or_default())
}

fn code(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::Timeout(_) => "timeout",
        ureq::Error::HostNotFound => "host_not_found",
        ureq::Error::Other(other) if other.is::<AddressRefused>() => "address_refused",
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => "tls",
        _ => "no_connection",
    }
}

/// The name leads to an address that is not everybody's.
#[derive(Debug, thiserror::Error)]
#[error("the address may not be called")]
struct AddressRefused;

/// Resolves names, and refuses those that lead anywhere but to the open network.
#[derive(Debug)]
struct Guarded {
    inner: DefaultResolver,
    to_loopback: bool,
}

impl Resolver for Guarded {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let secure = uri.scheme() == Some(&Scheme::HTTPS);
        // One wrong address among good ones is somebody's try to slip through.
        if found.iter().all(|address| may_go(address.ip(), secure, self.to_loopback)) {
            Ok(found)
        } else {
            Err(ureq::Error::Other(Box::new(AddressRefused)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ureq::unversioned::transport::time::Duration as Limit;

    /// The example of Standard Webhooks' reference libraries.
    #[test]
    fn a_message_is_signed_as_standard_webhooks_has_it() {
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = signature(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    fn resolved(url: &str, to_loopback: bool) -> Result<usize, &'static str> {
        let guarded = Guarded { inner: DefaultResolver::default(), to_loopback };
        let never = NextTimeout { after: Limit::NotHappening, reason: ureq::Timeout::Global, ..NextTimeout::default() };
        let found = guarded.resolve(&url.parse().unwrap(), &Config::default(), never);
        found.map(|found| found.len()).map_err(|error| code(&error))
    }

    #[test]
    fn a_name_that_leads_to_this_machine_is_refused_after_it_was_resolved() {
        assert_eq!(resolved("https://localhost/", false), Err("address_refused"));
        assert!(resolved("http://localhost/", true).is_ok_and(|found| found > 0));
    }

    #[test]
    fn numbers_that_only_the_resolver_reads_as_an_address_are_refused() {
        for url in ["https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/", "https://10.1/", "https://0/"] {
            assert_eq!(resolved(url, false), Err("address_refused"), "{url}");
        }
    }

    #[test]
    fn everybodys_addresses_are_called_by_tls_only() {
        assert_eq!(resolved("https://1.1.1.1/", false), Ok(1));
        assert_eq!(resolved("http://1.1.1.1/", true), Err("address_refused"));
    }
}
