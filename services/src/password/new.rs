//! A new password: judged as at joining, and what is over with the one before. (MC-5.6a; security.md lessons 11, 16, 17)

use super::Services;
use crate::db::Tx;
use crate::email;
use crate::factors;
use crate::fault::{Accident, Fault};
use crate::import;
use crate::keys::MemberKey;
use crate::letters;
use crate::members::{MemberId, rows};
use crate::passkeys;
use crate::profile::{self, Act, rows::Kept};
use crate::recovery;
use crate::sessions::{self, FreshlySignedIn, NewSession, SessionId};
use crate::trail;
use domain::calendar::Timestamp;
use domain::form::{Field, Problem, Reason};
use domain::password::{self as rules, Own, Password, PasswordProblem};
use domain::trail::{TrailDetail, TrailKind};

/// What a member is known by; no password may be made of it.
pub(crate) struct Known {
    username: String,
    email: String,
    full_name: String,
}

impl Known {
    pub(crate) fn by(kept: &Kept) -> Self {
        let profile = &kept.profile;
        Self {
            username: kept.username.as_str().to_owned(),
            email: profile.email.as_str().to_owned(),
            full_name: profile.full_name.as_str().to_owned(),
        }
    }

    fn own(&self) -> Own<'_> {
        Own { username: &self.username, email: &self.email, full_name: &self.full_name }
    }
}

/// The password in this envelope counts from now on. Every session that began before is over, and so is every link that
/// was asked for under the one before, and a set-up of an authenticator that was begun.
pub(crate) async fn new_password(
    tx: &mut Tx<'_>,
    (member, key): (MemberId, &MemberKey),
    sealed: &[u8],
    now: Timestamp,
) -> Result<(), Accident> {
    rows::set_password(tx, member, sealed, now).await?;
    import::hash_replaced(tx, member).await?;
    recovery::rows::forget(tx, member).await?;
    factors::rows::drop_set_up(tx, member).await?;
    email::drop_change(tx, member, key).await
}

impl Services {
    /// The hash of a new password, if the rules allow it.
    pub(crate) async fn new_hash(&self, typed: &str, known: &Known) -> Result<String, Fault<Vec<Problem>>> {
        let refused = |why| Fault::Refused(vec![Problem::at(Field::NewPassword, Reason::Password(why))]);
        let password = self.chosen(typed, &known.own()).map_err(refused)?;
        self.hasher.hash(self.hasher.enter()?, password.as_str()).await
    }

    fn chosen(&self, typed: &str, own: &Own<'_>) -> Result<Password, PasswordProblem> {
        let password = rules::choose(typed, self.settings.password_min_length, own)?;
        if self.facts.is_common(typed) { Err(PasswordProblem::Common) } else { Ok(password) }
    }

    /// The member changes the password. Every other session ends; this one goes on under another token.
    ///
    /// # Errors
    /// What is wrong with the password; [`Fault::Busy`].
    pub async fn change_password(
        &self,
        who: &FreshlySignedIn<'_>,
        typed: &str,
    ) -> Result<NewSession, Fault<Vec<Problem>>> {
        let known = self.known(who.member()).await.map_err(Fault::widen)?;
        let phc = self.new_hash(typed, &known).await?;
        let (services, act, session) = (self.clone(), Act::of(who, self.now()), who.session());
        self.act(who, move |tx| {
            let (services, phc) = (services.clone(), phc.clone());
            Box::pin(async move { services.change_in(tx, act, (session, &phc)).await })
        })
        .await
    }

    async fn known(&self, member: MemberId) -> Result<Known, Fault> {
        let services = self.clone();
        self.db
            .snapshot(move |tx| {
                Box::pin(async move {
                    let key = services.keys.member_key(tx, member).await?;
                    Ok(Known::by(&profile::rows::kept(tx, member, &key).await?))
                })
            })
            .await
    }

    async fn change_in(
        &self,
        tx: &mut Tx<'_>,
        act: Act,
        (session, phc): (SessionId, &str),
    ) -> Result<NewSession, Fault<Vec<Problem>>> {
        let Act { member, lang, now } = act;
        let key = self.keys.member_key(tx, member).await?;
        new_password(tx, (member, &key), &Self::seal_password(&key, member, phc, now), now).await?;
        sessions::rows::end_others(tx, member, session).await?;
        let renewed = self.renew(tx, member, session, now).await?.ok_or(Fault::SessionEnded)?;
        let detail = TrailDetail::none().in_session(session);
        trail::note(tx, &key, member, now, (TrailKind::PasswordChanged, &detail)).await?;
        let Kept { profile, .. } = profile::rows::kept(tx, member, &key).await?;
        if profile.email_confirmed {
            let passkeys = passkeys::rows::of(tx, member).await?.len();
            let letter = letters::password_changed(lang, now, passkeys, &self.page("/recovery"));
            self.post(tx, Some(member), &profile.email, letter).await?;
        }
        Ok(renewed)
    }
}
