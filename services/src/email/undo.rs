//! Taking a change of address back: the last word of whoever reads the address before. (MC-5.3a; security.md T3, lesson 12)
//!
//! A stolen session can change the address and then everything else. So the letter that tells the address before carries
//! a link that is good for two days, outlives any change of password, and restores that address. Of two changes the
//! earlier one's link is the stronger: using it takes the later one along, never the other way round.

pub(crate) mod rows;

use super::rows as confirmations;
use crate::Services;
use crate::clock::token_hash;
use crate::closure;
use crate::db::Tx;
use crate::factors;
use crate::fault::{Accident, Fault};
use crate::keys::{Lookup, MemberKey};
use crate::profile::{self, Act};
use crate::trail;
use crate::webhooks;
use domain::calendar::Timestamp;
use domain::closure::ClosureState;
use domain::email::{Email, UndoRefusal};
use domain::profile::Item;
use domain::trail::{TrailDetail, TrailKind};
use domain::webhooks::WebhookEvent;
use std::time::Duration;

/// How long a change can be taken back. (security.md T3)
const WORKS_FOR: Duration = Duration::from_hours(48);

impl Services {
    /// Opens a link that restores `old`; answers it, for the letter to that address.
    pub(super) async fn offer_undo(
        &self,
        tx: &mut Tx<'_>,
        act: Act,
        key: &MemberKey,
        old: &Email,
    ) -> Result<String, Accident> {
        let token = self.rng.token();
        let hash = token_hash(token.reveal());
        rows::open_undo(tx, (act.member, key), (&hash, old), (act.now, act.now.plus(WORKS_FOR))).await?;
        Ok(self.page(&format!("/email/undo/{}", token.reveal())))
    }

    /// Whether this link still works: for the page behind it, which asks for a press before anything happens.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn undo_of(&self, token: &str) -> Result<bool, Fault> {
        let (hash, now) = (token_hash(token), self.now());
        let link =
            self.db.read(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::by_token(tx, &hash).await?) })).await?;
        Ok(link.is_some_and(|link| link.works(now)))
    }

    /// The holder of the link takes the change back: the address before is the account's again, everybody is shut out,
    /// and a link for a new password goes there. An account that was closed since is open again, and an authenticator set
    /// up since is gone: it is whose it was that changed the address, and would keep the owner out. Answers the report's number.
    ///
    /// # Errors
    /// [`UndoRefusal`]; nothing was done.
    pub async fn undo_email_change(&self, token: &str) -> Result<String, Fault<UndoRefusal>> {
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
            // Closed by whoever changed the address: not by its owner.
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
        let old = link.address(&key, hash)?;
        let lookup = self.keys.lookup(Lookup::Email, &old.canonical());
        if confirmations::owner(tx, &lookup).await?.is_some_and(|owner| owner != member) {
            return Err(Fault::Refused(UndoRefusal::AddressTaken));
        }
        confirmations::own(tx, member, &lookup).await?;
        profile::rows::set(tx, member, &key, Item::Email, Some(old.as_str()), now).await?;
        profile::rows::raise_version(tx, member).await?;
        profile::rows::set_email_confirmed(tx, member, now).await?;
        rows::forget_since(tx, member, link.changed()).await?;
        let act = Act { member, lang: account.lang, now };
        remove_later_factor(tx, act, &key, link.changed()).await?;
        confirmations::drop_link(tx, member).await?;
        Ok(self.shut_everybody_out(tx, act, key, old, TrailKind::EmailChangeUndone).await?)
    }
}

/// Removes an authenticator that was set up since `changed`, with its recovery codes. An older one is the owner's.
async fn remove_later_factor(tx: &mut Tx<'_>, act: Act, key: &MemberKey, changed: Timestamp) -> Result<(), Accident> {
    let Act { member, now, .. } = act;
    if factors::rows::since(tx, member).await?.is_some_and(|since| since >= changed.micros()) {
        factors::rows::remove(tx, member).await?;
        trail::note(tx, key, member, now, (TrailKind::AuthenticatorRemoved, &TrailDetail::none())).await?;
    }
    Ok(())
}
