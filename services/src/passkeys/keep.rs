//! The list of a member's passkeys: names, first and last use, another name, an end. (MC-5.3a; security.md lesson 16)

use super::{NAME, TABLE, place, refused, rows};
use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::keys::MemberKey;
use crate::letters;
use crate::members::MemberId;
use crate::profile::Act;
use crate::sessions::{FreshlySignedIn, SignedIn};
use crate::trail;
use domain::calendar::Timestamp;
use domain::form::Reason;
use domain::passkeys::{PasskeyId, PasskeyName, PasskeyRefusal};
use domain::trail::{TrailDetail, TrailKind};

/// A line in the member's list of passkeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyLine {
    /// Names the passkey; opens nothing.
    pub passkey: PasskeyId,
    /// What the member calls it.
    pub name: String,
    /// When it was added.
    pub added: Timestamp,
    /// When it was last used; `None`: not since.
    pub used: Option<Timestamp>,
}

impl rows::PasskeyRow {
    /// The passkey as lists and the copy show it.
    pub(crate) fn line(&self, member: MemberId, key: &MemberKey) -> Result<PasskeyLine, Accident> {
        let (sealed, since) = self.name();
        let name = key.open_dated((TABLE, NAME, &place(member, self.id())), since, sealed)?;
        Ok(PasskeyLine {
            passkey: self.id(),
            name: String::from_utf8(name.to_vec())?,
            added: Timestamp::from_micros(self.added_at),
            used: self.used_at.map(Timestamp::from_micros),
        })
    }
}

/// Removes every passkey of a member, in the running transaction. Answers how many.
pub(crate) async fn forget_all(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<u64> {
    rows::remove_all(tx, member).await
}

impl Services {
    /// The member's passkeys, the oldest first.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn passkeys_of(&self, who: &SignedIn) -> Result<Vec<PasskeyLine>, Fault> {
        let (key, member) = (who.key(), who.member());
        self.db
            .read(move |tx| {
                Box::pin(async move {
                    let rows = rows::of(tx, member).await?;
                    rows.iter().map(|row| row.line(member, &key)).collect::<Result<_, _>>().map_err(Fault::from)
                })
            })
            .await
    }

    /// Gives a passkey another name. It opens neither more nor less by it.
    ///
    /// # Errors
    /// What [`PasskeyName::read`] refuses; [`PasskeyRefusal::Gone`].
    pub async fn rename_passkey(&self, who: &SignedIn, id: &str, typed: &str) -> Result<(), Fault<Reason>> {
        let gone = || Fault::Refused(Reason::Passkey(PasskeyRefusal::Gone));
        let passkey = PasskeyId::parse(id).ok_or_else(gone)?;
        let name = PasskeyName::read(typed, "").map_err(Fault::Refused)?;
        if name.as_str().is_empty() {
            return Ok(());
        }
        let (services, act) = (self.clone(), Act::of(who, self.now()));
        self.act(who, move |tx| {
            let (services, name) = (services.clone(), name.clone());
            Box::pin(async move {
                let Act { member, now, .. } = act;
                let key = services.keys.member_key(tx, member).await?;
                let sealed = key.seal_dated((TABLE, NAME, &place(member, passkey)), now, name.as_str().as_bytes());
                if !rows::rename(tx, (member, passkey), &sealed, now).await? {
                    return Err(Fault::Refused(Reason::Passkey(PasskeyRefusal::Gone)));
                }
                trail::note(tx, &key, member, now, (TrailKind::PasskeyRenamed, &TrailDetail::none())).await?;
                Ok(())
            })
        })
        .await
    }

    /// Removes a passkey: it opens nothing from this moment. Every other session ends, as with the authenticator app.
    ///
    /// # Errors
    /// [`PasskeyRefusal::Gone`], also for somebody else's.
    pub async fn remove_passkey(&self, who: &FreshlySignedIn<'_>, id: &str) -> Result<(), Fault<PasskeyRefusal>> {
        let passkey = PasskeyId::parse(id).ok_or_else(|| refused(PasskeyRefusal::Gone))?;
        let (services, act, session) = (self.clone(), Act::of(who, self.now()), who.session());
        self.act(who, move |tx| {
            let services = services.clone();
            Box::pin(async move {
                let Act { member, now, .. } = act;
                let key = services.keys.member_key(tx, member).await?;
                if !rows::remove(tx, (member, passkey)).await? {
                    return Err(refused(PasskeyRefusal::Gone));
                }
                services.others_end(tx, member, session).await?;
                trail::note(tx, &key, member, now, (TrailKind::PasskeyRemoved, &TrailDetail::none())).await?;
                let page = services.page("/security");
                let letter = |lang| letters::passkey_removed(lang, now, &page);
                Ok(services.tell_of_factor(tx, (member, &key), letter).await?)
            })
        })
        .await
    }
}
