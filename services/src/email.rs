//! Proving an email address: a link to the new one, a notice to the old one. (MC-4.1; law D-3)
//!
//! An address is used for nothing but its own letter until somebody who reads it has pressed the link. A link is good
//! once and for a day; a newer one replaces it. Two accounts may name the same unproved address; only one can prove it.

pub(crate) mod rows;
pub(crate) mod undo;

use crate::Services;
use crate::clock::token_hash;
use crate::closure;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::keys::{Lookup, MemberKey};
use crate::letters;
use crate::members::MemberId;
use crate::profile::{self, Act};
use crate::recovery;
use crate::sessions::SignedIn;
use crate::trail;
use domain::calendar::Timestamp;
use domain::email::{Change, ConfirmationRefusal, Email};
use domain::form::Problem;
use domain::lang::Lang;
use domain::profile::{Item, Profile};
use domain::trail::{TrailDetail, TrailKind};
use std::time::Duration;

/// How long a link works; its row goes when it is over. The retention table says the same.
pub(crate) const WORKS_FOR: Duration = Duration::from_hours(domain::email::CONFIRMATION_HOURS as u64);

/// Why a link is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// A new member gave the address.
    Joined,
    /// A member wants to use this address from now on.
    Changed,
}

/// What the page behind a letter's link has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// A press proves the address.
    Ready,
    /// The link is good; nobody is signed in.
    SignInFirst,
    /// The link is good, for another account than the one that is signed in.
    NotYours,
    /// The link is used, too old, replaced or made up.
    Over,
}

impl Services {
    /// Sends a link to `address` and writes down, under the member's key, what it proves. An earlier link is dead then.
    ///
    /// Whether one more letter may go there is for the caller to ask ([`Services::one_more_letter`]).
    pub(crate) async fn ask_confirmation(
        &self,
        tx: &mut Tx<'_>,
        (member, key): (MemberId, &MemberKey),
        address: &Email,
        (why, lang): (Why, Lang),
        now: Timestamp,
    ) -> Result<(), Accident> {
        let token = self.rng.token();
        rows::ask(tx, member, key, (&token_hash(token.reveal()), address), (now, now.plus(WORKS_FOR))).await?;
        let link = self.page(&format!("/email/confirm/{}", token.reveal()));
        let letter = match why {
            Why::Joined => letters::confirm_address(lang, &link),
            Why::Changed => letters::confirm_new_address(lang, &link),
        };
        self.post(tx, Some(member), address, letter).await
    }

    /// The address of one of our pages, for letters.
    pub(crate) fn page(&self, path: &str) -> String {
        format!("{}{path}", self.settings.public_url)
    }

    /// Sends the link to a new address, and tells the old one. Nothing in the profile changes yet.
    pub(crate) async fn change_email(
        &self,
        tx: &mut Tx<'_>,
        act: Act,
        key: &MemberKey,
        (old, new): (&Profile, &Email),
    ) -> Result<(), Fault<Vec<Problem>>> {
        let Act { member, lang, now } = act;
        self.within_budget(tx, new, now).await?;
        self.ask_confirmation(tx, (member, key), new, (Why::Changed, lang), now).await?;
        // An address nobody has proved may be a stranger's: it gets no letters about this account.
        if old.email_confirmed {
            let letter = letters::address_changing(lang, now, &self.page("/security"));
            self.post(tx, Some(member), &old.email, letter).await?;
        }
        trail::note(tx, key, member, now, (TrailKind::EmailChangeAsked, &TrailDetail::items(&[Item::Email]))).await?;
        Ok(())
    }

    async fn within_budget<R>(&self, tx: &mut Tx<'_>, to: &Email, now: Timestamp) -> Result<(), Fault<R>> {
        let verdict = self.one_more_letter(tx, to, now).await?;
        if verdict.is_go() { Ok(()) } else { Err(Fault::TooManyTries { wait_s: verdict.wait_s() }) }
    }

    /// What this link still needs: for the page behind it, which asks for a press before anything happens.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn confirmation_of(&self, who: Option<&SignedIn>, token: &str) -> Result<Confirmation, Fault> {
        let (hash, now) = (token_hash(token), self.now());
        let link =
            self.db.read(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::by_token(tx, &hash).await?) })).await?;
        Ok(match (link.filter(|link| usable(link, now).is_ok()), who) {
            (None, _) => Confirmation::Over,
            (Some(_), None) => Confirmation::SignInFirst,
            (Some(link), Some(who)) if link.member_id == who.member() => Confirmation::Ready,
            (Some(_), Some(_)) => Confirmation::NotYours,
        })
    }

    /// The holder of the link, signed in to the account that asked, proves the address: it becomes the member's, and they
    /// are found by it from now on. The link alone is not enough: an account that a stranger opened with somebody else's
    /// address must not become that somebody's by a press on a letter (lesson 13), nor a member's account a stranger's
    /// because the address was mistyped.
    ///
    /// # Errors
    /// [`ConfirmationRefusal`]: `Unknown` also for links of accounts that are closing.
    pub async fn confirm_email(&self, who: &SignedIn, token: &str) -> Result<(), Fault<ConfirmationRefusal>> {
        let (services, asking, hash, now) = (self.clone(), who.member(), token_hash(token), self.now());
        self.act_even_closing(who, move |tx| {
            let services = services.clone();
            Box::pin(async move { services.confirm_in(tx, asking, &hash, now).await })
        })
        .await
    }

    async fn confirm_in(
        &self,
        tx: &mut Tx<'_>,
        asking: MemberId,
        hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<(), Fault<ConfirmationRefusal>> {
        let link = rows::by_token(tx, hash).await?.ok_or(Fault::Refused(ConfirmationRefusal::Unknown))?;
        usable(&link, now).map_err(Fault::Refused)?;
        let member = link.member_id;
        if member != asking {
            return Err(Fault::Refused(ConfirmationRefusal::NotYours));
        }
        let Some(account) = closure::rows::account(tx, member).await?.filter(closure::rows::Account::is_open) else {
            return Err(Fault::Refused(ConfirmationRefusal::Unknown));
        };
        let key = self.keys.member_key(tx, member).await?;
        if !rows::used(tx, member, hash, now).await? {
            return Err(Fault::Refused(ConfirmationRefusal::AlreadyUsed));
        }
        let new = link.address(&key)?;
        let lookup = self.keys.lookup(Lookup::Email, &new.canonical());
        if rows::owner(tx, &lookup).await?.is_some_and(|owner| owner != member) {
            return Err(Fault::Refused(ConfirmationRefusal::AddressTaken));
        }
        rows::own(tx, member, &lookup).await?;
        // A link for a new password went to the address before.
        recovery::rows::forget(tx, member).await?;
        self.take_over(tx, Act { member, lang: account.lang, now }, &key, &new).await?;
        trail::note(tx, &key, member, now, (TrailKind::EmailConfirmed, &TrailDetail::items(&[Item::Email]))).await?;
        Ok(())
    }

    /// The proved address goes into the profile; the one before is told, if it was somebody's.
    async fn take_over(&self, tx: &mut Tx<'_>, act: Act, key: &MemberKey, new: &Email) -> Result<(), Accident> {
        let Act { member, lang, now } = act;
        let old = profile::rows::kept(tx, member, key).await?.profile;
        if old.email.as_str() != new.as_str() {
            profile::rows::set(tx, member, key, Item::Email, Some(new.as_str()), now).await?;
            profile::rows::raise_version(tx, member).await?;
            if old.email_confirmed && old.email.canonical() != new.canonical() {
                let undo = self.offer_undo(tx, act, key, (Change::Email, &old.email)).await?;
                let letter = letters::address_changed(lang, now, &undo);
                self.post(tx, Some(member), &old.email, letter).await?;
            }
        }
        Ok(profile::rows::set_email_confirmed(tx, member, now).await?)
    }

    /// Sends the link once more: to the new address that waits, otherwise to the member's own if that is not proved yet.
    /// With nothing to prove, nothing is sent.
    ///
    /// # Errors
    /// [`Fault::TooManyTries`] if too many letters went there lately.
    pub async fn send_confirmation_again(&self, who: &SignedIn) -> Result<(), Fault<ConfirmationRefusal>> {
        let (services, act) = (self.clone(), Act::of(who, self.now()));
        self.act(who, move |tx| {
            let services = services.clone();
            Box::pin(async move { services.send_again_in(tx, act).await.map_err(Fault::widen) })
        })
        .await
    }

    async fn send_again_in(&self, tx: &mut Tx<'_>, act: Act) -> Result<(), Fault> {
        let Act { member, lang, now } = act;
        let key = self.keys.member_key(tx, member).await?;
        let profile = profile::rows::kept(tx, member, &key).await?.profile;
        let waiting = rows::open_request(tx, member, &key, now).await?;
        let waiting = waiting.filter(|waiting| waiting.canonical() != profile.email.canonical());
        let (to, why) = match waiting {
            Some(waiting) => (waiting, Why::Changed),
            None if !profile.email_confirmed => (profile.email, Why::Joined),
            None => return Ok(()),
        };
        self.within_budget(tx, &to, now).await?;
        Ok(self.ask_confirmation(tx, (member, &key), &to, (why, lang), now).await?)
    }
}

/// A waiting change of address is called off. A link that proves the address the account has anyway stays good.
pub(crate) async fn drop_change(tx: &mut Tx<'_>, member: MemberId, key: &MemberKey) -> Result<(), Accident> {
    let own = profile::rows::kept(tx, member, key).await?.profile.email;
    let asked = rows::of_member(tx, member, key).await?;
    if asked.is_some_and(|asked| asked.used_at.is_none() && asked.address.canonical() != own.canonical()) {
        rows::drop_link(tx, member).await?;
    }
    Ok(())
}

fn usable(link: &rows::LinkRow, now: Timestamp) -> Result<(), ConfirmationRefusal> {
    if link.used_at.is_some() {
        Err(ConfirmationRefusal::AlreadyUsed)
    } else if now.micros() >= link.expires_at {
        Err(ConfirmationRefusal::Expired)
    } else {
        Ok(())
    }
}
