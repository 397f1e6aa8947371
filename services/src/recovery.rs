//! A forgotten password or name: one letter, to the confirmed address and to nobody else. (MC-5.1b; security.md T2, G5, G6)
//!
//! Whoever is named, the same statements run and one letter is written down; the letter for nobody is addressed to nobody
//! and never leaves. What was typed decides who is looked for, never where a letter goes: that is the address which was
//! confirmed, as it was confirmed.

pub(crate) mod rows;
mod set;

use crate::Services;
use crate::clock::token_hash;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::keys::MemberKey;
use crate::letters;
use crate::limits::{self, Kind, Try};
use crate::members::{self, MemberId};
use crate::password::{Named, Whose, allowed};
use crate::profile;
use crate::trail;
use domain::calendar::Timestamp;
use domain::email::Email;
use domain::lang::Lang;
use domain::recovery::{LINK_WORKS_FOR, RecoveryRefusal, check};
use domain::throttle;
use domain::trail::{TrailDetail, TrailKind};
use std::sync::Arc;

/// What was forgotten.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Password,
    Username,
}

/// One question, as its transaction needs it.
struct Asked {
    what: What,
    /// The look-up value of the name that was typed.
    lookup: Named,
    /// What a name nobody has is counted under.
    counted: [u8; 32],
    network: [u8; 32],
    /// The language the question was asked in; the letter to a member is in theirs.
    lang: Lang,
    device: String,
    now: Timestamp,
}

/// Whom a letter goes to. Nobody has no address.
pub(crate) struct Addressee {
    pub(crate) member: MemberId,
    pub(crate) key: MemberKey,
    pub(crate) address: Email,
    pub(crate) username: String,
    pub(crate) lang: Lang,
}

impl Services {
    /// Sends a link for a new password to the confirmed address of whoever has this name or address.
    ///
    /// # Errors
    /// [`RecoveryRefusal::Missing`]; [`Fault::TooManyTries`] for the network. Whether there is such a member, nothing says.
    pub async fn recover_password(
        &self,
        name: &str,
        (lang, device): (Lang, &str),
        network: &str,
    ) -> Result<(), Fault<RecoveryRefusal>> {
        check(name).map_err(Fault::Refused)?;
        self.recover(What::Password, name, (lang, device), network).await
    }

    /// Sends the username to this address, if a member has confirmed it.
    ///
    /// # Errors
    /// As [`Services::recover_password`].
    pub async fn recover_username(
        &self,
        address: &str,
        (lang, device): (Lang, &str),
        network: &str,
    ) -> Result<(), Fault<RecoveryRefusal>> {
        check(address).map_err(Fault::Refused)?;
        self.recover(What::Username, address, (lang, device), network).await
    }

    async fn recover(
        &self,
        what: What,
        typed: &str,
        (lang, device): (Lang, &str),
        network: &str,
    ) -> Result<(), Fault<RecoveryRefusal>> {
        let Whose::Name { lookup, counted } = self.whose(typed) else {
            return Err(Fault::broken("a typed name is read as a name"));
        };
        // A username is told to an address, not to a username: what is no address is looked up as one nobody has.
        let lookup = match (what, lookup) {
            (What::Username, Named::Username(_)) => Named::Email(counted),
            (_, lookup) => lookup,
        };
        let network = self.keys.pseudonym("recovery", network.as_bytes());
        let asked =
            Arc::new(Asked { what, lookup, counted, network, lang, device: device.to_owned(), now: self.now() });
        let services = self.clone();
        self.db
            .write(move |tx| {
                let (services, asked) = (services.clone(), Arc::clone(&asked));
                Box::pin(async move { services.recover_in(tx, &asked).await })
            })
            .await
    }

    async fn recover_in(&self, tx: &mut Tx<'_>, asked: &Asked) -> Result<(), Fault<RecoveryRefusal>> {
        let now = asked.now;
        tx.alone(&[&asked.network]).await?;
        let earlier = limits::tries(tx, Kind::Network, &asked.network, throttle::RECOVERIES, now).await?;
        allowed(throttle::recovery(&earlier, now))?;
        limits::count(tx, Try { kind: Kind::Network, subject: asked.network, at: now, id: self.rng.id() }).await?;
        let named = rows::named(tx, asked.lookup).await?;
        // From here on no other write of this member runs beside this one; the account may have been closed just now.
        let state = members::rows::state(tx, named.as_ref().map_or(MemberId::NOBODY, |row| row.id)).await?;
        let open = state.is_some_and(|state| state.closing_ends_at.is_none());
        let wanted = named.map(|row| self.addressee(&row)).transpose()?.flatten().filter(|_| open);
        let may_go = self.within_letters(tx, asked, wanted.as_ref()).await?;
        let to = wanted.filter(|_| may_go).unwrap_or_else(|| self.nobody(asked.lang));
        let letter = match asked.what {
            What::Password => {
                let link = self.open_recovery(tx, &to, now).await?;
                letters::recover_password(to.lang, &link, &self.page("/recovery"))
            }
            What::Username => letters::tell_username(to.lang, &to.username, &self.page("/sign-in")),
        };
        let kind = match asked.what {
            What::Password => TrailKind::RecoveryAsked,
            What::Username => TrailKind::UsernameAsked,
        };
        let detail = TrailDetail::none().on(&asked.device);
        trail::note(tx, &to.key, to.member, now, (kind, &detail)).await?;
        let owner = (to.member != MemberId::NOBODY).then_some(to.member);
        Ok(self.post(tx, owner, &to.address, letter).await?)
    }

    /// The member of this row, if somebody proved to read the address.
    fn addressee(&self, row: &rows::NamedRow) -> Result<Option<Addressee>, Accident> {
        let key = self.keys.unwrap_member_key(row.id, &row.key_id, &row.wrapped)?;
        let username = key.open("profiles", "username", row.id.bytes(), &row.username)?;
        let username = String::from_utf8(username.to_vec())?;
        let address = profile::rows::opened(&key, row.id, "email", (&row.email, row.email_since))?;
        if row.email_confirmed_at.is_none() {
            return Ok(None);
        }
        let lang = Lang::parse(&row.language).unwrap_or_default();
        Ok(Some(Addressee { member: row.id, key, address: Email::from_stored(address), username, lang }))
    }

    fn nobody(&self, lang: Lang) -> Addressee {
        let (key, address) = (self.keys.nobodys_key(), Email::from_stored(String::new()));
        Addressee { member: MemberId::NOBODY, key, address, username: String::new(), lang }
    }

    /// Whether one more letter may go there. What may not go is counted under a subject nobody has, so that the work is
    /// the same; what nobody has is judged by what was typed, as an address would be.
    async fn within_letters(
        &self,
        tx: &mut Tx<'_>,
        asked: &Asked,
        to: Option<&Addressee>,
    ) -> Result<bool, Fault<RecoveryRefusal>> {
        let subject = match to {
            Some(to) => self.letters_to(&to.address),
            None => self.keys.pseudonym("letter to nobody", &asked.counted),
        };
        let may_go = limits::one_more_letter(tx, &subject, asked.now).await?.is_go();
        let subject = if may_go { subject } else { self.rng.bytes() };
        limits::count(tx, Try { kind: Kind::Letter, subject, at: asked.now, id: self.rng.id() }).await?;
        Ok(may_go)
    }

    /// Opens a link; answers it, for its letter.
    pub(crate) async fn open_recovery(
        &self,
        tx: &mut Tx<'_>,
        to: &Addressee,
        now: Timestamp,
    ) -> Result<String, Accident> {
        let token = self.rng.token();
        let ends = now.plus(LINK_WORKS_FOR);
        let hash = token_hash(token.reveal());
        rows::open_link(tx, (to.member, &to.key), (&hash, &to.address), (now, ends)).await?;
        Ok(self.page(&format!("/recovery/{}", token.reveal())))
    }
}
