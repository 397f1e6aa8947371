//! The password once more, and the second factor with it, before an act that needs them. (MC-5.1b; security.md G7, lesson 30)

use super::{Look, Right, Whose};
use crate::Services;
use crate::db::Tx;
use crate::factors;
use crate::fault::Fault;
use crate::members::rows as members;
use crate::sessions::{self, NewSession, SessionId, SignedIn};
use crate::trail;
use domain::calendar::Timestamp;
use domain::factors::{FactorRefusal, Typed};
use domain::form::Reason;
use domain::password::PasswordProblem;
use domain::throttle;
use domain::trail::{TrailDetail, TrailKind};
use std::sync::Arc;

/// What a member gives to prove who they are.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// The password, untouched.
    pub password: &'a str,
    /// A code of the second factor; looked at only where the account has one.
    pub code: &'a str,
}

impl<'a> From<&'a str> for Given<'a> {
    /// The password alone, for an account without a second factor.
    fn from(password: &'a str) -> Self {
        Self { password, code: "" }
    }
}

/// A right password, and the code that came with it where one is needed.
struct Proof {
    right: Right,
    typed: Option<Typed>,
    session: SessionId,
    now: Timestamp,
}

impl Services {
    /// The member gives the password once more, and a code of the second factor if the account has one: this session is
    /// fresh from now on, under a new token.
    ///
    /// # Errors
    /// [`Reason::WrongPassword`], [`Reason::Factor`]; [`Fault::TooManyTries`] counts this session's own failures only.
    pub async fn prove_password(
        &self,
        who: &SignedIn,
        given: impl Into<Given<'_>>,
        network: &str,
    ) -> Result<NewSession, Fault<Reason>> {
        let proof = self.proof(who, given.into(), network).await?;
        let services = self.clone();
        let rotated = self.act_even_closing(who, move |tx| {
            let (services, proof) = (services.clone(), Arc::clone(&proof));
            Box::pin(async move {
                if let Err(refusal) = services.accept(tx, &proof).await? {
                    return Ok(Err(refusal));
                }
                let (right, session, now) = (&proof.right, proof.session, proof.now);
                let detail = TrailDetail::none().in_session(session);
                trail::note(tx, &right.key, right.member, now, (TrailKind::PasswordAsked, &detail)).await?;
                let rotated = services.rotate(tx, right.member, session, now).await?;
                Ok::<_, Fault>(Ok(rotated.ok_or(Fault::SessionEnded)?))
            })
        });
        rotated.await.map_err(Fault::widen)?.map_err(Fault::Refused)
    }

    /// The member gives the same within the form of a sensitive act: the proof for that act, and for nothing else.
    ///
    /// # Errors
    /// As [`Services::prove_password`].
    pub(crate) async fn proved(
        &self,
        who: &SignedIn,
        given: impl Into<Given<'_>>,
        network: &str,
    ) -> Result<SignedIn, Fault<Reason>> {
        let proof = self.proof(who, given.into(), network).await?;
        let services = self.clone();
        let accepted = self.act_even_closing(who, move |tx| {
            let (services, proof) = (services.clone(), Arc::clone(&proof));
            Box::pin(async move { services.accept(tx, &proof).await })
        });
        accepted.await.map_err(Fault::widen)?.map_err(Fault::Refused)?;
        Ok(who.clone().proved())
    }

    /// What there is to accept: the password was looked at and is right, the code is one that can be.
    async fn proof(&self, who: &SignedIn, given: Given<'_>, network: &str) -> Result<Arc<Proof>, Fault<Reason>> {
        if given.password.is_empty() {
            return Err(Fault::Refused(Reason::Password(PasswordProblem::Missing)));
        }
        let typed = self.has_factor(who).await.map_err(Fault::widen)?.then(|| Typed::read(given.code)).transpose();
        let typed = typed.map_err(|refusal| Fault::Refused(Reason::Factor(refusal)))?;
        let now = self.clock.now();
        let look = Look {
            whose: Whose::Member(who.member(), who.session()),
            device: String::new(),
            device_token: None,
            network: self.keys.pseudonym("network", network.as_bytes()),
            now,
        };
        let right = self.look(look, given.password).await.map_err(Fault::widen)?;
        let right = right.ok_or(Fault::Refused(Reason::WrongPassword))?;
        Ok(Arc::new(Proof { right, typed, session: who.session(), now }))
    }

    /// Accepts the proof if its code is right too. A wrong one stays counted, as a wrong password does, and is noted.
    async fn accept(&self, tx: &mut Tx<'_>, proof: &Proof) -> Result<Result<(), Reason>, Fault> {
        let Proof { right, typed, session, now } = proof;
        let member = right.member;
        // From here on no other write of this member runs beside this one. Another password may have been chosen, or the
        // account closed for good, while the hash was being made.
        let state = members::state(tx, member).await?.filter(|state| state.password_since == right.password_since);
        if state.is_none() {
            return Ok(Err(Reason::WrongPassword));
        }
        if !factors::is_on(tx, member).await? {
            return Ok(Ok(self.settle(tx, right).await?));
        }
        // Set up on another device between the look at the password and now.
        let Some(typed) = typed else { return Ok(Err(Reason::Factor(FactorRefusal::Missing))) };
        if self.use_factor(tx, (member, &right.key), typed, *now).await? {
            self.settle(tx, right).await?;
            sessions::rows::prove_factor(tx, member, *session, *now).await?;
            return Ok(Ok(()));
        }
        let lane = self.lane_of_session(*session);
        let in_a_row = self.note_wrong_factor(tx, (member, &right.key), lane, "", *now).await?;
        if in_a_row >= throttle::DEVICE_FORGOTTEN_AFTER {
            sessions::rows::end(tx, member, *session).await?;
        }
        Ok(Err(Reason::Factor(FactorRefusal::Wrong)))
    }
}
