//! "This was not me": everything that has access to the account loses it, at once. (MC-1.2d, MC-5.3a; security.md T2, T3)
//!
//! The password is replaced by one nobody knows, so that every way in meets the same wrong password as a guess does and
//! nobody learns of it; the letter to the confirmed address brings its owner back in. Devices count as unknown again, passkeys
//! are gone.

pub(crate) mod rows;

use crate::Services;
use crate::db::Tx;
use crate::factors;
use crate::fault::{Accident, Fault};
use crate::keys::MemberKey;
use crate::letters;
use crate::passkeys;
use crate::password::new_password;
use crate::profile::{self, Act};
use crate::recovery::Addressee;
use crate::sessions::{self, SignedIn};
use crate::trail;
use domain::email::Email;
use domain::report::{self as rules, ReportRefusal};
use domain::trail::{TrailDetail, TrailKind};

impl Services {
    /// The member says that somebody else uses the account. Every session ends, this one too; no password opens the
    /// account until its owner sets one by the link that is sent to the confirmed address. Answers the report's number.
    ///
    /// # Errors
    /// [`ReportRefusal::AddressNotConfirmed`]: nothing was done, because no letter could bring the member back in.
    pub async fn not_me(&self, who: &SignedIn) -> Result<String, Fault<ReportRefusal>> {
        let (services, act) = (self.clone(), Act::of(who, self.now()));
        self.act(who, move |tx| {
            let services = services.clone();
            Box::pin(async move { services.not_me_in(tx, act).await })
        })
        .await
    }

    async fn not_me_in(&self, tx: &mut Tx<'_>, act: Act) -> Result<String, Fault<ReportRefusal>> {
        let key = self.keys.member_key(tx, act.member).await?;
        let profile = profile::rows::kept(tx, act.member, &key).await?.profile;
        if !profile.email_confirmed {
            return Err(Fault::Refused(ReportRefusal::AddressNotConfirmed));
        }
        Ok(self.shut_everybody_out(tx, act, key, profile.email, TrailKind::NotMeReported).await?)
    }

    /// Ends everything that has access, and sends the one way back in to `address`. Answers the report's number.
    pub(crate) async fn shut_everybody_out(
        &self,
        tx: &mut Tx<'_>,
        act: Act,
        key: MemberKey,
        address: Email,
        why: TrailKind,
    ) -> Result<String, Accident> {
        let Act { member, lang, now } = act;
        self.throw_password_away(tx, act, &key).await?;
        let ended = sessions::rows::end_all(tx, member).await?;
        sessions::forget_all(tx, member).await?;
        // Whoever had the password and waits for a code waits no more.
        factors::rows::drop_pending(tx, member).await?;
        // A passkey opens the account by itself, and nobody can tell from here whose it is.
        passkeys::forget_all(tx, member).await?;
        let number = rules::number(self.rng.bytes());
        rows::enter(tx, member, (&number, ended), now).await?;
        trail::note(tx, &key, member, now, (why, &TrailDetail::report(&number))).await?;
        let to = Addressee { member, key, address, username: String::new(), lang };
        let link = self.open_recovery(tx, &to, now).await?;
        let letter = letters::not_me(lang, now, (&number, &link), &self.page("/recovery"));
        self.post(tx, Some(member), &to.address, letter).await?;
        Ok(number)
    }

    async fn throw_password_away(&self, tx: &mut Tx<'_>, act: Act, key: &MemberKey) -> Result<(), Accident> {
        let Act { member, now, .. }: Act = act;
        let sealed = Self::seal_password(key, member, self.hasher.nobodys(), now);
        new_password(tx, (member, key), &sealed, now).await
    }
}
