//! A sign-in whose password was right and whose code is still to come. (MC-5.1b; security.md lessons 14, 28, 32)
//!
//! Its token is in a cookie of its own and opens nothing. It dies with its time, its tries, its use, another password,
//! another authenticator, and with whatever ends all sessions.

use super::rows;
use crate::Services;
use crate::clock::token_hash;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::keys::MemberKey;
use crate::members::MemberId;
use crate::secret::Secret;
use domain::calendar::Timestamp;
use domain::factors::PENDING_FOR;

pub(super) const TABLE: &str = "pending_sign_ins";
pub(super) const COLUMN: &str = "device";

/// What the browser is handed after the right password of an account with a second factor.
#[derive(Debug)]
pub struct PendingSignIn {
    token: Secret,
}

impl PendingSignIn {
    /// The token for its cookie. It opens nothing by itself.
    pub fn token(&self) -> &str {
        self.token.reveal()
    }

    /// How many seconds it waits.
    pub fn lasts_s(&self) -> u64 {
        PENDING_FOR.as_secs()
    }
}

/// What a sign-in waits with.
pub(crate) struct Waiting<'a> {
    pub(crate) member: MemberId,
    pub(crate) key: &'a MemberKey,
    pub(crate) password_since: i64,
    pub(crate) session_epoch: i64,
    pub(crate) factor_since: i64,
    pub(crate) kept: bool,
    pub(crate) device: &'a str,
    pub(crate) known_device: Option<[u8; 32]>,
    pub(crate) now: Timestamp,
}

impl Services {
    /// Remembers that the password was right. Opens nothing.
    pub(crate) async fn wait_for_factor(
        &self,
        tx: &mut Tx<'_>,
        waiting: &Waiting<'_>,
    ) -> Result<PendingSignIn, Accident> {
        let token = self.rng.token();
        let hash = token_hash(token.reveal());
        let device = waiting.key.seal(TABLE, COLUMN, &place(waiting.member, &hash), waiting.device.as_bytes());
        rows::wait(tx, waiting, &hash, &device, waiting.now.plus(PENDING_FOR)).await?;
        Ok(PendingSignIn { token })
    }

    /// Whether this token's sign-in still waits, for the page that asks for the code.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn is_waiting(&self, token: &str) -> Result<bool, Fault> {
        let (hash, now) = (token_hash(token), self.now());
        self.db.read(move |tx| Box::pin(async move { Ok(rows::is_waiting(tx, &hash, now).await?) })).await
    }
}

/// The device in words of a waiting sign-in.
pub(crate) fn open_device(key: &MemberKey, member: MemberId, row: &rows::PendingLine) -> Result<String, Accident> {
    let device = key.open(TABLE, COLUMN, &place(member, &row.token_hash), &row.device)?;
    Ok(String::from_utf8(device.to_vec())?)
}

pub(super) fn place(member: MemberId, hash: &[u8]) -> Vec<u8> {
    [member.bytes().as_slice(), hash].concat()
}
