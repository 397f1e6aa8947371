//! Taking a change back: the last word of whoever reads the address before. (MC-5.3a; security.md T3, lesson 12)
//!
//! A stolen password can change the address, set up an authenticator or add a passkey, and then the owner is out. So the
//! letter that tells of it carries a link that is good for two days, outlives any change of password, and restores the
//! address it went to. Of two changes the earlier one's link is the stronger: using it takes the later one along, never
//! the other way round. (decision 0024)

pub(crate) mod rows;

use super::rows as confirmations;
use crate::Services;
use crate::clock::token_hash;
use crate::closure;
use crate::db::Tx;
use crate::factors;
use crate::fault::{Accident, Fault};
use crate::keys::{Lookup, MemberKey};
use crate::letters::Letter;
use crate::profile::{self, Act};
use crate::trail;
use crate::webhooks;
use domain::calendar::Timestamp;
use domain::closure::ClosureState;
use domain::email::{Change, Email, UNDO_WORKS_FOR, UndoRefusal, undo_removes};
use domain::lang::Lang;
use domain::profile::Item;
use domain::trail::{TrailDetail, TrailKind};
use domain::webhooks::WebhookEvent;

/// The letter that tells of a new way in: its language, when it was added, the page of the link that takes it back.
type LetterOfWayIn = fn(Lang, Timestamp, &str) -> Letter;

impl Services {
    /// Opens a link that takes `change` back and restores `address`; answers it, for the letter to that address.
    pub(super) async fn offer_undo(
        &self,
        tx: &mut Tx<'_>,
        Act { member, now, .. }: Act,
        key: &MemberKey,
        (change, address): (Change, &Email),
    ) -> Result<String, Accident> {
        let token = self.rng.token();
        let hash = token_hash(token.reveal());
        let times = (now, now.plus(UNDO_WORKS_FOR));
        rows::open_undo(tx, (member, key), (&hash, address), change, times).await?;
        Ok(self.page(&format!("/email/undo/{}", token.reveal())))
    }

    /// Tells the member of a new way in, with the link that takes it back, if anybody proved to read the address.
    pub(crate) async fn tell_of_way_in(
        &self,
        tx: &mut Tx<'_>,
        act: Act,
        key: &MemberKey,
        (change, letter): (Change, LetterOfWayIn),
    ) -> Result<(), Accident> {
        let Some((address, lang)) = factors::told_at(tx, act.member, key).await? else { return Ok(()) };
        let undo = self.offer_undo(tx, act, key, (change, &address)).await?;
        self.post(tx, Some(act.member), &address, letter(lang, act.now, &undo)).await
    }

    /// What this link takes back, if it still works: for the page behind it, which asks for a press before anything
    /// happens.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn undo_of(&self, token: &str) -> Result<Option<Change>, Fault> {
        let (hash, now) = (token_hash(token), self.now());
        let link =
            self.db.read(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::by_token(tx, &hash).await?) })).await?;
        Ok(link.filter(|link| link.works(now)).map(|link| link.change()).transpose()?)
    }

    /// The holder of the link takes the change back: the address it went to is the account's again, everybody is shut out,
    /// and a link for a new password goes there. An account that was closed since is open again, and an authenticator set
    /// up since, or in the two days before, is gone: it is whose it was that made the change, and would keep the owner out.
    /// Answers the report's number.
    ///
    /// # Errors
    /// [`UndoRefusal`]; nothing was done.
    pub async fn undo_change(&self, token: &str) -> Result<String, Fault<UndoRefusal>> {
        let (services, hash, now) = (self.clone(), token_hash(token), self.now());
        self.db
            .write(move |tx| {
                let services = services.clone();
                Box::pin(async move { services.undo_in(tx, &hash, now).await })
            })
            .await
    }

    async fn undo_in(&self, tx: &mut Tx<'_>, hash: &[u8; 32], now: Timestamp) -> Result<String, Fault<UndoRefusal>> {
        let over = || Fault::Refused(UndoRefusal::LinkOver);
        let member = rows::by_token(tx, hash).await?.ok_or_else(over)?.member_id;
        let account = closure::rows::account(tx, member).await?.ok_or_else(over)?;
        let link = rows::take(tx, hash).await?.filter(|link| link.works(now)).ok_or_else(over)?;
        let reopened = match account.state {
            ClosureState::Open => false,
            // Closed by whoever made the change: not by its owner.
            ClosureState::Closing { since, ends } if since >= link.changed() && now < ends => {
                if !closure::rows::thaw(tx, member).await? {
                    return Err(over());
                }
                webhooks::events::tell(tx, member, WebhookEvent::AccountReopened, now).await?;
                true
            }
            ClosureState::Closing { .. } | ClosureState::Closed => return Err(over()),
        };
        let key = self.keys.member_key(tx, member).await?;
        if reopened {
            trail::note(tx, &key, member, now, (TrailKind::Reopened, &TrailDetail::none())).await?;
        }
        let act = Act { member, lang: account.lang, now };
        let address = link.address(&key, hash)?;
        let restored = self.restore_address(tx, act, &key, &address).await?;
        rows::forget_since(tx, member, link.changed()).await?;
        remove_factor(tx, act, &key, link.changed()).await?;
        confirmations::drop_link(tx, member).await?;
        let why = if restored { TrailKind::EmailChangeUndone } else { TrailKind::NotMeReported };
        Ok(self.shut_everybody_out(tx, act, key, address, why).await?)
    }

    /// Makes the address the account's again; answers whether it was another one by now.
    async fn restore_address(
        &self,
        tx: &mut Tx<'_>,
        Act { member, now, .. }: Act,
        key: &MemberKey,
        address: &Email,
    ) -> Result<bool, Fault<UndoRefusal>> {
        let lookup = self.keys.lookup(Lookup::Email, &address.canonical());
        let owner = confirmations::owner(tx, &lookup).await?;
        if owner.is_some_and(|owner| owner != member) {
            return Err(Fault::Refused(UndoRefusal::AddressTaken));
        }
        let profile = profile::rows::kept(tx, member, key).await?.profile;
        if owner.is_some() && profile.email.as_str() == address.as_str() {
            return Ok(false);
        }
        confirmations::own(tx, member, &lookup).await?;
        profile::rows::set(tx, member, key, Item::Email, Some(address.as_str()), now).await?;
        profile::rows::raise_version(tx, member).await?;
        profile::rows::set_email_confirmed(tx, member, now).await?;
        Ok(true)
    }
}

/// Removes an authenticator that goes with what was changed then, and its recovery codes. An older one is the owner's.
async fn remove_factor(tx: &mut Tx<'_>, act: Act, key: &MemberKey, changed: Timestamp) -> Result<(), Accident> {
    let Act { member, now, .. } = act;
    let since = factors::rows::since(tx, member).await?.map(Timestamp::from_micros);
    if since.is_some_and(|since| undo_removes(since, changed)) {
        factors::rows::remove(tx, member).await?;
        trail::note(tx, key, member, now, (TrailKind::AuthenticatorRemoved, &TrailDetail::none())).await?;
    }
    Ok(())
}
