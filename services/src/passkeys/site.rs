//! What browsers bind passkeys to: scheme, host and port of the configured address, and nothing a request says.

use std::fmt;
use std::sync::Arc;
use webauthn_rs::prelude::{Url, Webauthn};
use webauthn_rs::{DEFAULT_AUTHENTICATOR_TIMEOUT, WebauthnBuilder};

/// Shown by the browser's own dialog.
const NAME: &str = "Metiz Cinema";

/// The rules passkeys of this site are checked by; none, if the site has no name.
#[derive(Clone)]
pub(crate) struct Site(Option<Arc<Webauthn>>);

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Site")
    }
}

impl Site {
    /// The site at this address: exactly this origin, exactly this host.
    pub(crate) fn at(public_url: &str) -> Self {
        Self(rules(public_url).map(Arc::new))
    }

    pub(super) fn rules(&self) -> Option<&Webauthn> {
        self.0.as_deref()
    }
}

fn rules(public_url: &str) -> Option<Webauthn> {
    let origin = Url::parse(public_url).ok()?;
    // Browsers refuse numbers (127.0.0.1, [::1]) as the name of a site.
    let host = origin.domain()?.to_owned();
    let builder = WebauthnBuilder::new(&host, &origin).ok()?;
    builder.rp_name(NAME).timeout(DEFAULT_AUTHENTICATOR_TIMEOUT).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_with_a_name_has_passkeys_and_a_number_has_none() {
        for url in ["https://members.example", "https://members.example:8443", "http://localhost:3000"] {
            assert!(Site::at(url).rules().is_some(), "{url}");
        }
        for url in ["http://127.0.0.1:3000", "http://[::1]:3000", "", "members.example"] {
            assert!(Site::at(url).rules().is_none(), "{url}");
        }
    }

    #[test]
    fn the_time_a_browser_gives_is_the_time_a_challenge_lasts() {
        assert_eq!(DEFAULT_AUTHENTICATOR_TIMEOUT, domain::passkeys::CHALLENGE_FOR);
    }
}
