//! The password once more, before an act that needs it. (MC-5.1b; security.md G7)

use super::{Look, Right, Whose};
use crate::Services;
use crate::fault::Fault;
use crate::sessions::{NewSession, SignedIn};
use crate::trail;
use domain::form::Reason;
use domain::password::PasswordProblem;
use domain::sign_in::SignInRefusal;
use domain::trail::{TrailDetail, TrailKind};
use std::sync::Arc;

impl Services {
    /// The member gives the password once more: this session is fresh from now on, under a new token.
    ///
    /// # Errors
    /// [`Reason::WrongPassword`]; [`Fault::TooManyTries`] counts this session's own failures only.
    pub async fn prove_password(
        &self,
        who: &SignedIn,
        password: &str,
        network: &str,
    ) -> Result<NewSession, Fault<Reason>> {
        let right = self.right_again(who, password, network).await?;
        let (services, session, now) = (self.clone(), who.session(), self.clock.now());
        let rotated = self.db.write(move |tx| {
            let (services, right) = (services.clone(), Arc::clone(&right));
            Box::pin(async move {
                services.settle(tx, &right).await?;
                let detail = TrailDetail::none().in_session(session);
                trail::note(tx, &right.key, right.member, now, (TrailKind::PasswordAsked, &detail)).await?;
                Ok::<_, Fault>(services.rotate(tx, right.member, session, now).await?)
            })
        });
        // Ended from another device in this very moment: whoever asks is not signed in any more.
        rotated.await.map_err(Fault::widen)?.ok_or(Fault::Refused(Reason::SignIn(SignInRefusal::NotRecognised)))
    }

    /// The member gives the password within the form of a sensitive act: the proof for that act, and for nothing else.
    ///
    /// # Errors
    /// As [`Services::prove_password`].
    pub(crate) async fn proved(
        &self,
        who: &SignedIn,
        password: &str,
        network: &str,
    ) -> Result<SignedIn, Fault<Reason>> {
        let right = self.right_again(who, password, network).await?;
        let services = self.clone();
        let settled = self.db.write(move |tx| {
            let (services, right) = (services.clone(), Arc::clone(&right));
            Box::pin(async move { Ok::<_, Fault>(services.settle(tx, &right).await?) })
        });
        settled.await.map_err(Fault::widen)?;
        Ok(who.clone().proved())
    }

    async fn right_again(&self, who: &SignedIn, password: &str, network: &str) -> Result<Arc<Right>, Fault<Reason>> {
        if password.is_empty() {
            return Err(Fault::Refused(Reason::Password(PasswordProblem::Missing)));
        }
        let look = Look {
            whose: Whose::Member(who.member(), who.session()),
            device: String::new(),
            device_token: None,
            network: self.keys.pseudonym("network", network.as_bytes()),
            now: self.clock.now(),
        };
        let right = self.look(look, password).await.map_err(Fault::widen)?;
        right.map(Arc::new).ok_or(Fault::Refused(Reason::WrongPassword))
    }
}
