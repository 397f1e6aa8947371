//! The way out for text messages: one POST to a gateway. docs/operating.md has the contract.
//!
//! The id of a message is the same for each try, so that a gateway which has taken it once can throw the second away.
//! A failure is a code: number and text stay out of the log.

use crate::mail::{Next, NotSent, Why};
use crate::settings::{OpenProblem, SmsSettings};
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use uuid::Uuid;
use zeroize::Zeroizing;

/// How long the gateway has for one message. Shorter than the lease of a waiting letter.
const DEADLINE: Duration = Duration::from_secs(10);

/// The gateway. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Gateway(Arc<Inner>);

struct Inner {
    agent: Agent,
    settings: SmsSettings,
}

impl Gateway {
    pub(crate) fn open(settings: &SmsSettings) -> Result<Self, OpenProblem> {
        if !is_safe_line(&settings.url) {
            return Err(OpenProblem::TextMessages("the gateway is https://, or http:// on this machine"));
        }
        if settings.token.reveal().is_empty() || !settings.token.reveal().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(OpenProblem::TextMessages("the gateway's token is visible ASCII without spaces"));
        }
        let config = Agent::config_builder()
            .timeout_global(Some(DEADLINE))
            // Led elsewhere, the token and the number would go where nobody said they should. A proxy of the environment
            // is no less elsewhere.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .http_status_as_error(false)
            .build();
        Ok(Self(Arc::new(Inner { agent: config.into(), settings: settings.clone() })))
    }

    /// Hands one message over. The id names it, in each try.
    pub(crate) async fn send(&self, id: Uuid, to: &str, text: &str) -> Result<(), NotSent> {
        let message = serde_json::json!({ "id": id.simple().to_string(), "to": to, "text": text });
        let body = Zeroizing::new(message.to_string());
        let gateway = self.clone();
        let posted = tokio::task::spawn_blocking(move || gateway.post(&body)).await;
        match posted {
            Ok(Ok(200..=299)) => Ok(()),
            Ok(Ok(status @ 400..=499)) => Err(NotSent::never(Why::Refused, &status.to_string())),
            Ok(Ok(status)) => Err(NotSent { code: status.to_string(), next: Next::Later }),
            Ok(Err(())) => Err(NotSent { code: "no_connection".to_owned(), next: Next::Later }),
            Err(_) => Err(NotSent { code: "panic".to_owned(), next: Next::Later }),
        }
    }

    /// The status of the answer; the words of an error could quote the address.
    fn post(&self, body: &str) -> Result<u16, ()> {
        let Inner { agent, settings } = &*self.0;
        let bearer = Zeroizing::new(format!("Bearer {}", settings.token.reveal()));
        let posted = agent
            .post(&settings.url)
            .header("Authorization", bearer.as_str())
            .header("Content-Type", "application/json")
            .send(body);
        posted.map(|answer| answer.status().as_u16()).map_err(drop)
    }
}

/// Whether token and number would not cross a network in the clear.
fn is_safe_line(url: &str) -> bool {
    if url.starts_with("https://") {
        return true;
    }
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.strip_prefix("[::1]").map_or(authority.split(':').next().unwrap_or_default(), |_| "[::1]");
    ["localhost", "127.0.0.1", "[::1]"].contains(&host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_do_not_cross_a_network_in_the_clear() {
        for url in ["https://sms.example/send", "http://127.0.0.1:9000/", "http://localhost", "http://[::1]:80/x"] {
            assert!(is_safe_line(url), "{url}");
        }
        for url in ["http://sms.example", "http://localhost.example/", "http://127.0.0.1@sms.example/", "ftp://x", ""] {
            assert!(!is_safe_line(url), "{url}");
        }
    }
}
