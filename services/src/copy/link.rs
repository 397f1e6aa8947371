//! The address of the copy: for the session it was made in, for an hour after its member gave the password. (law R1, R12; security.md G7)
//!
//! On a slow line the password's ten minutes are over before the download is begun again. The code is an envelope bound to
//! member and session: it says nothing, nothing about it is kept, and without the session's own cookie it opens nothing.

use crate::Services;
use crate::sessions::{FreshlySignedIn, SignedIn};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::calendar::Timestamp;
use std::time::Duration;

const TABLE: &str = "copy_links";
const COLUMN: &str = "code";
/// How long it works.
const WORKS_FOR: Duration = Duration::from_hours(1);
/// No code is longer.
const CODE_MOST: usize = 200;

impl Services {
    /// The code by which this session may take the copy for an hour; another text each time.
    pub fn copy_link(&self, who: &FreshlySignedIn<'_>) -> String {
        let ends = self.now().plus(WORKS_FOR).micros();
        URL_SAFE_NO_PAD.encode(self.keys.copy_links().seal(TABLE, COLUMN, &bound_to(who), &ends.to_be_bytes()))
    }

    /// Whether this code lets this very session take the copy now.
    pub(super) fn lets_copy(&self, who: &SignedIn, code: &str) -> bool {
        let read = || {
            let sealed = URL_SAFE_NO_PAD.decode(Some(code).filter(|code| code.len() <= CODE_MOST)?).ok()?;
            let plain = self.keys.copy_links().open(TABLE, COLUMN, &bound_to(who), &sealed).ok()?;
            Some(Timestamp::from_micros(i64::from_be_bytes(plain.as_slice().try_into().ok()?)))
        };
        read().is_some_and(|ends| self.now() < ends)
    }
}

fn bound_to(who: &SignedIn) -> Vec<u8> {
    [who.member().bytes().as_slice(), who.session().bytes()].concat()
}
