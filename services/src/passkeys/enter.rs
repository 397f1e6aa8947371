//! Signing in with a passkey, and proving oneself with one before a sensitive act. (MC-5.1b; security.md lessons 14, 28, 30, 33)

use super::challenge::{Purpose, Question};
use super::look::{Look, Right};
use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::sessions::{NewSession, SessionId, SignedIn};
use crate::sign_in::{Entry, Proof};
use crate::trail;
use domain::calendar::Timestamp;
use domain::passkeys::PasskeyRefusal;
use domain::trail::{TrailDetail, TrailKind};
use std::sync::Arc;

/// What a visitor sends to sign in with a passkey.
#[derive(Clone, Copy)]
pub struct PasskeyAttempt<'a> {
    /// The token of the question.
    pub token: &'a str,
    /// The browser's answer, as JSON.
    pub credential: &'a str,
    /// "Keep me signed in".
    pub kept: bool,
    /// The device in words.
    pub device: &'a str,
    /// The network the visitor comes from, for counting only.
    pub network: &'a str,
    /// The token of a device that signed in before.
    pub device_token: Option<&'a str>,
    /// Whoever was signed in on this browser until now: their session ends.
    pub earlier: Option<&'a SignedIn>,
}

impl Services {
    /// Asks a visitor's browser for any passkey of this site. Nobody is named: the question is the same for everybody.
    ///
    /// # Errors
    /// [`PasskeyRefusal::Unavailable`]; [`Fault::TooManyTries`].
    pub async fn ask_passkey(&self, network: &str) -> Result<Question, Fault<PasskeyRefusal>> {
        self.ask((Purpose::SignIn, None), network).await
    }

    /// Asks the browser of a member who is signed in.
    ///
    /// # Errors
    /// As [`Services::ask_passkey`].
    pub async fn ask_passkey_again(&self, who: &SignedIn, network: &str) -> Result<Question, Fault<PasskeyRefusal>> {
        self.ask((Purpose::Prove, Some(who.session())), network).await
    }

    async fn ask(&self, asked: (Purpose, Option<SessionId>), network: &str) -> Result<Question, Fault<PasskeyRefusal>> {
        let begun = self.passkey_site()?.start_discoverable_authentication();
        let (options, state) = begun.map_err(|_| Fault::broken("a question for a passkey could not be made"))?;
        let options = serde_json::to_string(&options.public_key).map_err(|error| Fault::Internal(error.into()))?;
        let asked = self.asked(asked, state, self.now())?;
        self.keep_question(asked, options, Some(self.questions_from(network))).await
    }

    /// Signs in with a passkey: the device verified the person and holds the key, so nothing else is asked.
    ///
    /// # Errors
    /// [`PasskeyRefusal::Missing`], [`PasskeyRefusal::Over`], [`PasskeyRefusal::Copied`];
    /// [`PasskeyRefusal::NotRecognised`] for every other cause; [`Fault::TooManyTries`].
    pub async fn sign_in_by_passkey(&self, attempt: PasskeyAttempt<'_>) -> Result<NewSession, Fault<PasskeyRefusal>> {
        let look = Look {
            purpose: Purpose::SignIn,
            session: None,
            token: attempt.token.into(),
            device: attempt.device.to_owned(),
            device_token: attempt.device_token.map(ToOwned::to_owned),
            network: self.keys.pseudonym("network", attempt.network.as_bytes()),
            now: self.now(),
        };
        let right = Arc::new(self.look_at_passkey(&look, attempt.credential).await?);
        let (services, look, kept) = (self.clone(), Arc::new(look), attempt.kept);
        let earlier = attempt.earlier.cloned().map(Arc::new);
        let entered = self.db.write(move |tx| {
            let (services, look, right) = (services.clone(), Arc::clone(&look), Arc::clone(&right));
            let earlier = earlier.clone();
            Box::pin(async move {
                Ok::<_, Fault>(services.enter_by_passkey(tx, &look, &right, (kept, earlier.as_deref())).await?)
            })
        });
        entered.await.map_err(Fault::widen)?.ok_or(Fault::Refused(PasskeyRefusal::NotRecognised))
    }

    async fn enter_by_passkey(
        &self,
        tx: &mut Tx<'_>,
        look: &Look,
        right: &Right,
        (kept, earlier): (bool, Option<&SignedIn>),
    ) -> Result<Option<NewSession>, Accident> {
        let Some(state) = self.settle_passkey(tx, right, look.now).await? else { return Ok(None) };
        let entry = Entry {
            member: right.member,
            key: &right.key,
            state: &state,
            kept,
            device: &look.device,
            known_device: right.known_device,
            proof: Proof::Passkey,
            earlier,
            now: look.now,
        };
        Ok(Some(self.enter(tx, &entry).await?))
    }

    /// The member uses a passkey once more: this session is fresh from now on, under a new token, as after password and
    /// second factor.
    ///
    /// # Errors
    /// As [`Services::sign_in_by_passkey`]; somebody else's passkey is not recognised either.
    pub async fn prove_passkey(
        &self,
        who: &SignedIn,
        (token, credential): (&str, &str),
        network: &str,
    ) -> Result<NewSession, Fault<PasskeyRefusal>> {
        let look = Look {
            purpose: Purpose::Prove,
            session: Some(who.session()),
            token: token.into(),
            device: String::new(),
            device_token: None,
            network: self.keys.pseudonym("network", network.as_bytes()),
            now: self.now(),
        };
        let right = self.look_at_passkey(&look, credential).await?;
        if right.member != who.member() {
            return Err(Fault::Refused(PasskeyRefusal::NotRecognised));
        }
        let (services, right, session, now) = (self.clone(), Arc::new(right), who.session(), look.now);
        let proved = self.act_even_closing(who, move |tx| {
            let (services, right) = (services.clone(), Arc::clone(&right));
            Box::pin(async move { services.freshened_by_passkey(tx, &right, session, now).await })
        });
        proved.await.map_err(Fault::widen)?.ok_or(Fault::Refused(PasskeyRefusal::NotRecognised))
    }

    async fn freshened_by_passkey(
        &self,
        tx: &mut Tx<'_>,
        right: &Right,
        session: SessionId,
        now: Timestamp,
    ) -> Result<Option<NewSession>, Fault> {
        if self.settle_passkey(tx, right, now).await?.is_none() {
            return Ok(None);
        }
        let detail = TrailDetail::none().in_session(session);
        trail::note(tx, &right.key, right.member, now, (TrailKind::PasskeyAsked, &detail)).await?;
        let rotated = self.rotate_by_passkey(tx, right.member, session, now).await?;
        Ok(Some(rotated.ok_or(Fault::SessionEnded)?))
    }
}
