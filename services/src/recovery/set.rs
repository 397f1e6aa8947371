//! The link in the letter: it sets a new password, once, and does nothing else. (security.md lessons 1, 4, 6, 10, 17, 22)

use super::rows;
use crate::Services;
use crate::clock::token_hash;
use crate::closure;
use crate::db::Tx;
use crate::fault::Fault;
use crate::letters;
use crate::limits;
use crate::members::MemberId;
use crate::passkeys;
use crate::password::{Known, new_password};
use crate::profile::{self, rows::Kept};
use crate::sessions;
use crate::trail;
use domain::calendar::Timestamp;
use domain::form::{Problem, Reason};
use domain::recovery::RecoveryRefusal;
use domain::trail::{TrailDetail, TrailKind};
use std::sync::Arc;

/// Never says more: whoever holds a dead link is nobody to whom an account is explained.
const LINK_OVER: Problem = Problem::of_form(Reason::Recovery(RecoveryRefusal::LinkOver));

impl Services {
    /// Whether this link still works: for the page behind it. Looking changes nothing, because mail scanners look, too.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn recovery_of(&self, token: &str) -> Result<bool, Fault> {
        let (hash, now) = (token_hash(token), self.now());
        let link =
            self.db.read(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::by_token(tx, &hash).await?) })).await?;
        Ok(link.is_some_and(|link| link.works(now)))
    }

    /// The holder of the link sets a new password. Every session ends, every other open link is dead, the confirmed
    /// address is told; nobody is signed in by it, so that whatever else a sign-in asks for is still asked.
    ///
    /// # Errors
    /// What is wrong with the password, while the link stays good; [`RecoveryRefusal::LinkOver`]; [`Fault::Busy`].
    pub async fn set_password(&self, token: &str, typed: &str, device: &str) -> Result<(), Fault<Vec<Problem>>> {
        let hash = token_hash(token);
        let known = self.known_by_link(hash).await.map_err(Fault::widen)?;
        let known = known.ok_or_else(|| Fault::Refused(vec![LINK_OVER]))?;
        let phc = self.new_hash(typed, &known).await?;
        let (services, device, now) = (self.clone(), Arc::<str>::from(device), self.now());
        self.db
            .write(move |tx| {
                let (services, device, phc) = (services.clone(), Arc::clone(&device), phc.clone());
                Box::pin(async move { services.set_in(tx, &hash, (&phc, &device), now).await })
            })
            .await
    }

    /// What the owner of this link is known by, if the link works.
    async fn known_by_link(&self, hash: [u8; 32]) -> Result<Option<Known>, Fault> {
        let (services, now) = (self.clone(), self.now());
        self.db
            .snapshot(move |tx| {
                Box::pin(async move {
                    let link = rows::by_token(tx, &hash).await?.filter(|link| link.works(now));
                    let Some(link) = link else { return Ok(None) };
                    let key = services.keys.member_key(tx, link.member_id).await?;
                    Ok(Some(Known::by(&profile::rows::kept(tx, link.member_id, &key).await?)))
                })
            })
            .await
    }

    async fn set_in(
        &self,
        tx: &mut Tx<'_>,
        hash: &[u8; 32],
        (phc, device): (&str, &str),
        now: Timestamp,
    ) -> Result<(), Fault<Vec<Problem>>> {
        let over = || Fault::Refused(vec![LINK_OVER]);
        let member = rows::by_token(tx, hash).await?.ok_or_else(over)?.member_id;
        let account = closure::rows::account(tx, member).await?.filter(closure::rows::Account::is_open);
        let account = account.ok_or_else(over)?;
        // Taken: of all who come with it at once, one gets it. Whatever is refused below puts it back.
        let link = rows::take(tx, hash).await?.filter(|link| link.works(now)).ok_or_else(over)?;
        let key = self.keys.member_key(tx, member).await?;
        let Kept { profile, .. } = profile::rows::kept(tx, member, &key).await?;
        let sent_to = link.address(&key, hash)?;
        // Bound to the address it went to: whoever reads another one by now does not read this letter.
        if !profile.email_confirmed || sent_to.canonical() != profile.email.canonical() {
            return Err(over());
        }
        new_password(tx, (member, &key), &Self::seal_password(&key, member, phc, now), now).await?;
        sessions::rows::end_all(tx, member).await?;
        self.pardon(tx, member).await?;
        let detail = TrailDetail::none().on(device);
        trail::note(tx, &key, member, now, (TrailKind::PasswordRecovered, &detail)).await?;
        let passkeys = passkeys::rows::of(tx, member).await?.len();
        let letter = letters::password_changed(account.lang, now, passkeys, &self.page("/recovery"));
        self.post(tx, Some(member), &profile.email, letter).await?;
        Ok(())
    }

    /// Failed guesses on the account are forgiven: the owner has shown who they are.
    async fn pardon(&self, tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
        limits::forget(tx, &self.keys.pseudonym("account", member.bytes())).await
    }
}
