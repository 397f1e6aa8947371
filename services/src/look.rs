//! What staff may see of an account: masked, under a case, and never without a line in the member's history. (MC-1.2e,
//! MC-5.1b; law D-20; decision 0023)

use crate::Services;
use crate::closure;
use crate::db::Tx;
use crate::factors;
use crate::fault::{Accident, Fault};
use crate::freeze;
use crate::inactivity;
use crate::keys::MemberKey;
use crate::members::{MemberId, references};
use crate::passkeys;
use crate::profile::rows as profiles;
use crate::trail;
use domain::calendar::Timestamp;
use domain::closure::ClosureState;
use domain::lang::Lang;
use domain::look::Look;
use domain::member_reference::MemberReference;
use domain::profile::Item;
use domain::trail::{TrailDetail, TrailKind};

/// An account as staff see it. What would tell who the member is to somebody who does not know is masked; what the member
/// keeps to themselves (ID number, birth, address, decisions, orders) is not there. It has no `Debug`.
pub struct Seen {
    /// First letters of the name.
    pub initials: String,
    /// First letter and domain of the address.
    pub email: String,
    /// When the address was proved.
    pub email_confirmed_at: Option<Timestamp>,
    /// The last digits of the number, if one is held.
    pub phone: Option<String>,
    /// When the number was proved.
    pub phone_confirmed_at: Option<Timestamp>,
    /// Language of pages and letters.
    pub lang: Lang,
    /// When the account was opened.
    pub joined_at: Timestamp,
    /// Whether it is closing, and until when it can be reopened.
    pub state: ClosureState,
    /// Since when the use of the data is frozen, if it is.
    pub frozen_since: Option<Timestamp>,
    /// When the member last used the account.
    pub used_at: Timestamp,
    /// Whether an authenticator app is set up.
    pub has_authenticator: bool,
    /// Recovery codes that are left.
    pub recovery_codes: u32,
    /// Passkeys.
    pub passkeys: usize,
}

impl Services {
    /// Shows the account with this number to staff. The line in the member's history is durable before anything is shown.
    /// `None` if nobody has this number, or the account is being erased.
    ///
    /// # Errors
    /// [`Fault`]: nothing was shown.
    pub async fn show_to_staff(&self, reference: &MemberReference, look: &Look) -> Result<Option<Seen>, Fault> {
        let (services, lookup, now) = (self.clone(), self.reference_lookup(reference), self.clock.now());
        let look = look.clone();
        self.db
            .write(move |tx| {
                let (services, look) = (services.clone(), look.clone());
                Box::pin(async move {
                    let Some(member) = references::member(tx, &lookup).await? else { return Ok(None) };
                    Ok::<_, Fault>(services.seen(tx, member, &look, now).await?)
                })
            })
            .await
    }

    async fn seen(
        &self,
        tx: &mut Tx<'_>,
        member: MemberId,
        look: &Look,
        now: Timestamp,
    ) -> Result<Option<Seen>, Accident> {
        let account = closure::rows::account(tx, member).await?;
        let Some(account) = account.filter(|account| account.state != ClosureState::Closed) else { return Ok(None) };
        let key = self.keys.member_key(tx, member).await?;
        let seen = masked(tx, member, &key, &account).await?;
        let mut shown = vec![Item::FullName, Item::Email];
        shown.extend(seen.phone.is_some().then_some(Item::Phone));
        let detail = TrailDetail::look(&shown, look);
        trail::note(tx, &key, member, now, (TrailKind::LookedAtByStaff, &detail)).await?;
        Ok(Some(seen))
    }
}

async fn masked(
    tx: &mut Tx<'_>,
    member: MemberId,
    key: &MemberKey,
    account: &closure::rows::Account,
) -> Result<Seen, Accident> {
    let kept = profiles::kept(tx, member, key).await?;
    let authenticator = factors::rows::find(tx, member).await?;
    Ok(Seen {
        initials: kept.profile.full_name.initials(),
        email: kept.profile.email.masked(),
        email_confirmed_at: kept.email_confirmed_at,
        phone: kept.profile.phone.as_ref().map(domain::phone::Phone::masked),
        phone_confirmed_at: kept.phone_confirmed_at,
        lang: account.lang,
        joined_at: account.joined_at,
        state: account.state,
        frozen_since: freeze::rows::holds(tx, member).await?,
        used_at: inactivity::rows::used(tx, member).await?.0,
        has_authenticator: authenticator.is_some_and(|row| row.confirmed_at.is_some()),
        recovery_codes: factors::rows::codes(tx, member).await?.0,
        passkeys: passkeys::rows::of(tx, member).await?.len(),
    })
}
