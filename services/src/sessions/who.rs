//! Who asks, as every act and page receives it. Made from a living session row, and nowhere else.

use super::SessionId;
use crate::keys::MemberKey;
use crate::members::MemberId;
use crate::secret::Secret;
use domain::calendar::Timestamp;
use domain::lang::Lang;
use std::sync::Arc;

/// Whether the member's account is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In use.
    Open,
    /// Closed by its member: until `ends` they may take a copy or reopen it.
    Closing {
        /// From then on it is erased.
        ends: Timestamp,
    },
}

/// Proof that a member is signed in: made from a living session row, for one request.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub(super) member: MemberId,
    pub(super) session: SessionId,
    pub(super) standing: Standing,
    pub(super) fresh: bool,
    pub(super) lang: Lang,
    pub(super) key: Arc<MemberKey>,
    /// The moment of the database before it was looked at (`Db::moment`).
    pub(super) moment: Option<u64>,
}

impl SignedIn {
    /// The member.
    pub fn member(&self) -> MemberId {
        self.member
    }

    /// The session, by the id that opens nothing.
    pub fn session(&self) -> SessionId {
        self.session
    }

    /// Whether the account is open.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Whether the account is closed and can be reopened.
    pub fn is_closing(&self) -> bool {
        matches!(self.standing, Standing::Closing { .. })
    }

    /// The language of the member's pages and letters.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The key of the member's personal columns, as it was when the request came. For reading: a write reads it anew, and
    /// is alone with the member from then on.
    pub(crate) fn key(&self) -> Arc<MemberKey> {
        Arc::clone(&self.key)
    }

    /// The same member, who has just given the password.
    pub(crate) fn proved(self) -> Self {
        Self { fresh: true, ..self }
    }

    /// The same proof, if the password was given within the last minutes, and the second factor where there is one; or a
    /// passkey.
    pub fn freshly(&self) -> Option<FreshlySignedIn<'_>> {
        self.fresh.then_some(FreshlySignedIn(self))
    }
}

/// Proof that the member gave the password within the last minutes, and the second factor where the account has one; or
/// used a passkey.
#[derive(Clone, Copy, Debug)]
pub struct FreshlySignedIn<'a>(&'a SignedIn);

impl std::ops::Deref for FreshlySignedIn<'_> {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        self.0
    }
}

/// What the browser is handed after joining, signing in, or giving the password again.
#[derive(Debug)]
pub struct NewSession {
    token: Secret,
    ends: Timestamp,
    keep_for_s: Option<u64>,
    device_token: Option<Secret>,
}

impl NewSession {
    pub(super) fn new(token: Secret, ends: Timestamp, kept: bool, now: Timestamp) -> Self {
        Self { token, ends, keep_for_s: kept.then(|| ends.since(now).as_secs()), device_token: None }
    }

    pub(crate) fn on_new_device(self, device_token: Secret) -> Self {
        Self { device_token: Some(device_token), ..self }
    }

    /// The token for the session cookie.
    pub fn token(&self) -> &str {
        self.token.reveal()
    }

    /// When the session ends in any case.
    pub fn ends(&self) -> Timestamp {
        self.ends
    }

    /// How many seconds the browser keeps the cookie; `None`: until it is closed.
    pub fn keep_for_s(&self) -> Option<u64> {
        self.keep_for_s
    }

    /// The token for the cookie of a device seen for the first time.
    pub fn device_token(&self) -> Option<&str> {
        self.device_token.as_ref().map(Secret::reveal)
    }
}
