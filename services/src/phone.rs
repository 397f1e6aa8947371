//! Proving a phone number: six digits to the number itself, typed back by the member. (MC-4.1; security.md T27)
//!
//! The code is kept as a keyed hash of member, number and code: it proves no other number, and for nobody else. Where no
//! gateway is set up, nothing here does anything, and the page says that numbers are not confirmed.

pub(crate) mod rows;

use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::letters;
use crate::limits::{self, Kind, Try};
use crate::members::MemberId;
use crate::outbox;
use crate::profile::{self, Act};
use crate::sessions::SignedIn;
use crate::trail;
use domain::calendar::Timestamp;
use domain::phone::Phone;
use domain::phone_code::{CODE_FOR, PhoneCodeRefusal, TypedCode, may_try};
use domain::trail::{TrailDetail, TrailKind};

/// Where the proof of a number stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneStanding {
    /// Nothing was proved, and no code waits.
    Unconfirmed,
    /// A code was sent; it works until then.
    CodeSent(Timestamp),
    /// Proved at this instant.
    Confirmed(Timestamp),
}

impl Services {
    /// Whether phone numbers are confirmed here at all: a gateway is set up.
    pub fn confirms_phones(&self) -> bool {
        self.gateway.is_some()
    }

    pub(crate) async fn phone_standing(
        &self,
        member: MemberId,
        kept: &profile::rows::Kept,
    ) -> Result<Option<PhoneStanding>, Fault> {
        if !self.confirms_phones() || kept.profile.phone.is_none() {
            return Ok(None);
        }
        if let Some(at) = kept.phone_confirmed_at {
            return Ok(Some(PhoneStanding::Confirmed(at)));
        }
        let now = self.now();
        let code =
            self.db.read(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::of_member(tx, member).await?) })).await?;
        let open = code.filter(|code| may_try(code.tries(), code.ends_at(), now).is_ok());
        Ok(Some(open.map_or(PhoneStanding::Unconfirmed, |code| PhoneStanding::CodeSent(code.ends_at()))))
    }

    /// Sends a code to the member's number; an earlier one is dead then.
    ///
    /// # Errors
    /// [`PhoneCodeRefusal`]: no gateway, no number, or proved already. [`Fault::TooManyTries`] if too many messages went to
    /// this number, or were asked for by this member, lately. Nothing is sent then.
    pub async fn ask_phone_code(&self, who: &SignedIn) -> Result<(), Fault<PhoneCodeRefusal>> {
        if !self.confirms_phones() {
            return Err(Fault::Refused(PhoneCodeRefusal::NoGateway));
        }
        let (services, act) = (self.clone(), Act::of(who, self.now()));
        self.act(who, move |tx| {
            let services = services.clone();
            Box::pin(async move { services.ask_code_in(tx, act).await })
        })
        .await
    }

    async fn ask_code_in(&self, tx: &mut Tx<'_>, act: Act) -> Result<(), Fault<PhoneCodeRefusal>> {
        let Act { member, lang, now } = act;
        let key = self.keys.member_key(tx, member).await?;
        let kept = profile::rows::kept(tx, member, &key).await?;
        let number = unproved(&kept).map_err(Fault::Refused)?;
        self.within_messages(tx, member, number, now).await?;
        let code = format!("{:06}", self.rng.below(1_000_000));
        rows::ask(tx, member, &self.phone_code_hash(member, number, &code), (now, now.plus(CODE_FOR))).await?;
        self.text(tx, member, number, letters::phone_code(lang, &code)).await?;
        trail::note(tx, &key, member, now, (TrailKind::PhoneCodeAsked, &TrailDetail::none())).await?;
        Ok(())
    }

    /// Counts one message against the number and against the member, if both budgets allow it.
    async fn within_messages(
        &self,
        tx: &mut Tx<'_>,
        member: MemberId,
        number: &Phone,
        now: Timestamp,
    ) -> Result<(), Fault<PhoneCodeRefusal>> {
        let subjects = [
            self.keys.pseudonym("text message", number.as_str().as_bytes()),
            self.keys.pseudonym("text messages of", member.bytes()),
        ];
        for subject in &subjects {
            let verdict = limits::one_more_letter(tx, subject, now).await?;
            if !verdict.is_go() {
                return Err(Fault::TooManyTries { wait_s: verdict.wait_s() });
            }
        }
        for subject in subjects {
            limits::count(tx, Try { kind: Kind::Letter, subject, at: now, id: self.rng.id() }).await?;
        }
        Ok(())
    }

    /// The right code proves the member's number. Every try is counted before it is judged.
    ///
    /// # Errors
    /// What [`TypedCode::read`] refuses; [`PhoneCodeRefusal`] otherwise.
    pub async fn confirm_phone(&self, who: &SignedIn, typed: &str) -> Result<(), Fault<PhoneCodeRefusal>> {
        if !self.confirms_phones() {
            return Err(Fault::Refused(PhoneCodeRefusal::NoGateway));
        }
        let typed = TypedCode::read(typed).map_err(Fault::Refused)?;
        let (services, act) = (self.clone(), Act::of(who, self.now()));
        let tried = self.act(who, move |tx| {
            let (services, typed) = (services.clone(), typed.clone());
            Box::pin(async move { services.try_code(tx, act, &typed).await.map_err(Fault::from) })
        });
        // A refusal that has to be remembered is no error of the transaction.
        tried.await?.map_err(Fault::Refused)
    }

    async fn try_code(
        &self,
        tx: &mut Tx<'_>,
        Act { member, now, .. }: Act,
        typed: &TypedCode,
    ) -> Result<Result<(), PhoneCodeRefusal>, Accident> {
        // No other write of this member runs beside this one from here on.
        let key = self.keys.member_key(tx, member).await?;
        let kept = profile::rows::kept(tx, member, &key).await?;
        let number = match unproved(&kept) {
            Ok(number) => number,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Some(code) = rows::of_member(tx, member).await? else { return Ok(Err(PhoneCodeRefusal::Over)) };
        if let Err(refusal) = may_try(code.tries(), code.ends_at(), now) {
            return Ok(Err(refusal));
        }
        if !code.is(&self.phone_code_hash(member, number, typed.digits())) {
            rows::count_try(tx, member).await?;
            // The fifth wrong one says at once that no sixth will be looked at.
            let left = may_try(code.tries().saturating_add(1), code.ends_at(), now);
            return Ok(Err(left.err().unwrap_or(PhoneCodeRefusal::Wrong)));
        }
        call_off(tx, member).await?;
        profile::rows::set_phone_confirmed(tx, member, now).await?;
        trail::note(tx, &key, member, now, (TrailKind::PhoneConfirmed, &TrailDetail::none())).await?;
        Ok(Ok(()))
    }

    fn phone_code_hash(&self, member: MemberId, number: &Phone, code: &str) -> [u8; 32] {
        // The member's id and the code have each one length: the parts cannot run into each other.
        let bound = [member.bytes().as_slice(), code.as_bytes(), number.as_str().as_bytes()].concat();
        self.keys.pseudonym("phone code", &bound)
    }
}

/// The code is dead, and what waits to be sent does not leave any more: it is used, or another number is the member's.
pub(crate) async fn call_off(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    rows::forget(tx, member).await?;
    outbox::rows::recall_texts(tx, member).await
}

fn unproved(kept: &profile::rows::Kept) -> Result<&Phone, PhoneCodeRefusal> {
    let number = kept.profile.phone.as_ref().ok_or(PhoneCodeRefusal::NoNumber)?;
    if kept.phone_confirmed_at.is_some() { Err(PhoneCodeRefusal::AlreadyConfirmed) } else { Ok(number) }
}
