//! Questions to a passkey: written down when asked, taken once when answered. (security.md lessons 7, 10)
//!
//! The state is sealed under a key made from the token in the browser's cookie, as a flash is: the database alone can read
//! neither the challenge nor who asked, and another browser has another token.

use super::rows;
use crate::Services;
use crate::clock::token_hash;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::limits::{self, Kind, Try};
use crate::password::allowed;
use crate::secret::Secret;
use domain::calendar::Timestamp;
use domain::passkeys::CHALLENGE_FOR;
use domain::sessions::SessionId;
use domain::throttle;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

const TABLE: &str = "passkey_challenges";
const COLUMN: &str = "state";

/// What an answer may be used for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To add a passkey.
    Add,
    /// To sign in.
    SignIn,
    /// To prove who one is, for a sensitive act.
    Prove,
}

impl Purpose {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::SignIn => "sign_in",
            Self::Prove => "prove",
        }
    }
}

/// What the browser is asked.
#[derive(Debug)]
pub struct Question {
    options: String,
    token: Secret,
}

impl Question {
    /// The options for the browser, as the JSON of `PublicKeyCredential.parse…OptionsFromJSON`.
    pub fn options(&self) -> &str {
        &self.options
    }

    /// The token for its cookie. It opens nothing.
    pub fn token(&self) -> &str {
        self.token.reveal()
    }

    /// How many seconds the question can be answered.
    pub fn lasts_s(&self) -> u64 {
        CHALLENGE_FOR.as_secs()
    }
}

/// Who asked, and what their answer is checked against.
#[derive(Serialize, Deserialize)]
struct Kept<S> {
    session: Option<SessionId>,
    state: S,
}

/// A question as it is written down.
pub(super) struct Asked {
    token: Secret,
    hash: [u8; 32],
    purpose: Purpose,
    sealed: Vec<u8>,
    ends: Timestamp,
}

impl Services {
    /// Prepares a question of this session, or of nobody.
    pub(super) fn asked(
        &self,
        (purpose, session): (Purpose, Option<SessionId>),
        state: impl Serialize,
        now: Timestamp,
    ) -> Result<Asked, Accident> {
        let token = self.rng.token();
        let hash = token_hash(token.reveal());
        let body = serde_json::to_vec(&Kept { session, state })?;
        let sealed = self.keys.flash(token.reveal()).seal(TABLE, COLUMN, &hash, &body);
        Ok(Asked { token, hash, purpose, sealed, ends: now.plus(CHALLENGE_FOR) })
    }

    /// Writes the question down. With a `network` it is counted there, and refused when there were too many.
    pub(super) async fn keep_question<R: Send + 'static>(
        &self,
        asked: Asked,
        options: String,
        network: Option<[u8; 32]>,
    ) -> Result<Question, Fault<R>> {
        let Asked { token, hash, purpose, sealed, ends } = asked;
        let (services, now) = (self.clone(), self.now());
        self.db
            .write(move |tx| {
                let (services, sealed) = (services.clone(), sealed.clone());
                Box::pin(async move {
                    if let Some(network) = network {
                        services.one_more_question(tx, network, now).await?;
                    }
                    Ok(rows::keep(tx, (&hash, purpose.code()), &sealed, ends).await?)
                })
            })
            .await
            .map_err(Fault::widen)?;
        Ok(Question { options, token })
    }

    /// What questions from this network are counted under.
    pub(super) fn questions_from(&self, network: &str) -> [u8; 32] {
        self.keys.pseudonym("passkey question", network.as_bytes())
    }

    async fn one_more_question(&self, tx: &mut Tx<'_>, network: [u8; 32], now: Timestamp) -> Result<(), Fault> {
        tx.alone(&[&network]).await?;
        let tries = limits::tries(tx, Kind::Network, &network, throttle::PASSKEY_QUESTIONS, now).await?;
        allowed(throttle::passkey_question(&tries, now))?;
        let counted = Try { kind: Kind::Network, subject: network, at: now, id: self.rng.id() };
        Ok(limits::count(tx, counted).await?)
    }

    /// Takes the question of this token, if it is of this purpose and this session and still open. Whoever comes second
    /// finds nothing, whatever became of the first.
    pub(super) async fn take_question<S: DeserializeOwned>(
        &self,
        tx: &mut Tx<'_>,
        (purpose, session): (Purpose, Option<SessionId>),
        token: &str,
        now: Timestamp,
    ) -> Result<Option<S>, Accident> {
        let hash = token_hash(token);
        let Some(sealed) = rows::take(tx, (&hash, purpose.code()), now).await? else { return Ok(None) };
        let body = self.keys.flash(token).open(TABLE, COLUMN, &hash, &sealed)?;
        let kept: Kept<S> = serde_json::from_slice(&body)?;
        Ok((kept.session == session).then_some(kept.state))
    }
}
