//! Adding a passkey. (MC-5.3a; security.md section 2 "Passkeys", lessons 7, 16, 31)
//!
//! Begun and ended by the same session, freshly proved both times: no letter's link, no other browser and no replay adds one.

use super::challenge::{Purpose, Question};
use super::{CREDENTIAL, HANDLE, HANDLES, NAME, TABLE, place, refused, rows};
use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::keys::MemberKey;
use crate::letters;
use crate::members::{MemberId, rows as members};
use crate::profile::Act;
use crate::sessions::{FreshlySignedIn, SessionId, SignedIn};
use crate::trail;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::calendar::Timestamp;
use domain::email::Change;
use domain::form::Reason;
use domain::passkeys::{HANDLE_BYTES, MOST, PasskeyId, PasskeyName, PasskeyRefusal};
use domain::trail::{TrailDetail, TrailKind};
use std::sync::Arc;
use webauthn_rs::prelude::{CredentialID, Passkey, PasskeyRegistration, RegisterPublicKeyCredential, Uuid};

/// What the browser hands over for a new passkey.
#[derive(Clone, Copy)]
pub struct NewPasskey<'a> {
    /// The token of the question.
    pub token: &'a str,
    /// The browser's answer, as JSON.
    pub credential: &'a str,
    /// What the member calls it; empty: the device's name.
    pub name: &'a str,
    /// The device in words.
    pub device: &'a str,
}

/// What the browser has to know of the account.
struct Owner {
    handle: Vec<u8>,
    username: String,
    known: Vec<CredentialID>,
}

/// A passkey that has been checked.
struct Checked {
    passkey: Passkey,
    name: PasskeyName,
}

impl Services {
    /// Asks the member's browser to make a passkey: the person must be verified, the key must be found without a name, and
    /// those that are there already are left out.
    ///
    /// # Errors
    /// [`PasskeyRefusal::TooMany`], [`PasskeyRefusal::Unavailable`].
    pub async fn ask_new_passkey(&self, who: &FreshlySignedIn<'_>) -> Result<Question, Fault<PasskeyRefusal>> {
        let site = self.passkey_site()?;
        let (services, act, session) = (self.clone(), Act::of(who, self.now()), who.session());
        let owner = self.act(who, move |tx| {
            let services = services.clone();
            Box::pin(async move { Ok::<_, Fault>(services.owner(tx, act.member).await?) })
        });
        let Owner { handle, username, known } = owner.await.map_err(Fault::widen)?;
        if known.len() >= MOST {
            return Err(refused(PasskeyRefusal::TooMany));
        }
        // The library knows accounts by 16 bytes; ours are known by 64, which it never looks at again.
        let begun = site.start_passkey_registration(Uuid::nil(), &username, &username, Some(known));
        let (options, state) = begun.map_err(|_| Fault::broken("a question for a new passkey could not be made"))?;
        let mut options = serde_json::to_value(&options.public_key).map_err(|error| Fault::Internal(error.into()))?;
        options["user"]["id"] = URL_SAFE_NO_PAD.encode(&handle).into();
        // Found by the browser alone, or nobody could sign in with it: no page here asks for a name first.
        options["authenticatorSelection"]["residentKey"] = "required".into();
        options["authenticatorSelection"]["requireResidentKey"] = true.into();
        let asked = self.asked((Purpose::Add, Some(session)), state, act.now)?;
        self.keep_question(asked, options.to_string(), None).await
    }

    /// The account as its passkeys know it. The random number is made once, so that a device replaces its own passkey
    /// instead of showing two.
    async fn owner(&self, tx: &mut Tx<'_>, member: MemberId) -> Result<Owner, Accident> {
        let key = self.keys.member_key(tx, member).await?;
        let fresh = key.seal(HANDLES, HANDLE, member.bytes(), &self.rng.bytes::<HANDLE_BYTES>());
        rows::give_handle(tx, member, &fresh).await?;
        let sealed = rows::handle_of(tx, member).await?.ok_or("a handle that was just given is gone")?;
        let handle = key.open(HANDLES, HANDLE, member.bytes(), &sealed)?.to_vec();
        let (_, _, sealed) = members::username(tx, member).await?;
        let username = String::from_utf8(key.open("profiles", "username", member.bytes(), &sealed)?.to_vec())?;
        let open =
            |row: &rows::PasskeyRow| Ok(open_passkey(&key, (member, row.id()), row.credential())?.cred_id().clone());
        let known = rows::of(tx, member).await?.iter().map(open).collect::<Result<_, Accident>>()?;
        Ok(Owner { handle, username, known })
    }

    /// Adds the passkey the browser made. Every other session ends.
    ///
    /// # Errors
    /// What [`PasskeyName::read`] refuses, before anything else; [`PasskeyRefusal::Missing`], [`PasskeyRefusal::Over`],
    /// [`PasskeyRefusal::NotMade`], [`PasskeyRefusal::AlreadyHere`], [`PasskeyRefusal::TooMany`].
    pub async fn add_passkey(&self, who: &FreshlySignedIn<'_>, new: NewPasskey<'_>) -> Result<(), Fault<Reason>> {
        let no = |refusal| Fault::Refused(Reason::Passkey(refusal));
        let name = PasskeyName::read(new.name, new.device).map_err(Fault::Refused)?;
        if new.credential.is_empty() {
            return Err(no(PasskeyRefusal::Missing));
        }
        let (act, session) = (Act::of(who, self.now()), who.session());
        let site = self.passkey_site().map_err(|fault| fault.map(Reason::Passkey))?;
        let state = self.take_registration(who, new.token, act.now).await.map_err(Fault::widen)?;
        let state = state.ok_or_else(|| no(PasskeyRefusal::Over))?;
        let made: RegisterPublicKeyCredential =
            serde_json::from_str(new.credential).map_err(|_| no(PasskeyRefusal::NotMade))?;
        let passkey = site.finish_passkey_registration(&made, &state).map_err(|_| no(PasskeyRefusal::NotMade))?;
        let (services, checked) = (self.clone(), Arc::new(Checked { passkey, name }));
        let added = self.act(who, move |tx| {
            let (services, checked) = (services.clone(), Arc::clone(&checked));
            Box::pin(async move { services.add_checked(tx, act, session, &checked).await })
        });
        added.await.map_err(|fault| fault.map(Reason::Passkey))
    }

    async fn take_registration(
        &self,
        who: &SignedIn,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<PasskeyRegistration>, Fault> {
        let (services, session, token) = (self.clone(), who.session(), Arc::<str>::from(token));
        self.act(who, move |tx| {
            let (services, token) = (services.clone(), Arc::clone(&token));
            Box::pin(async move { Ok(services.take_question(tx, (Purpose::Add, Some(session)), &token, now).await?) })
        })
        .await
    }

    async fn add_checked(
        &self,
        tx: &mut Tx<'_>,
        act: Act,
        session: SessionId,
        checked: &Checked,
    ) -> Result<(), Fault<PasskeyRefusal>> {
        let Act { member, now, .. } = act;
        let key = self.keys.member_key(tx, member).await?;
        if rows::of(tx, member).await?.len() >= MOST {
            return Err(refused(PasskeyRefusal::TooMany));
        }
        let id = PasskeyId::from_bytes(self.rng.id().into_bytes());
        let row = rows::NewRow {
            member,
            id,
            lookup: &self.passkey_lookup(checked.passkey.cred_id()),
            credential: &seal_passkey(&key, (member, id), &checked.passkey, now)?,
            name: &key.seal_dated((TABLE, NAME, &place(member, id)), now, checked.name.as_str().as_bytes()),
            now,
        };
        if !rows::add(tx, &row).await? {
            return Err(refused(PasskeyRefusal::AlreadyHere));
        }
        self.others_end(tx, member, session).await?;
        trail::note(tx, &key, member, now, (TrailKind::PasskeyAdded, &TrailDetail::none())).await?;
        Ok(self.tell_of_way_in(tx, act, &key, (Change::Passkey, letters::passkey_added)).await?)
    }
}

/// The credential as it is stored.
pub(super) fn seal_passkey(
    key: &MemberKey,
    (member, id): (MemberId, PasskeyId),
    passkey: &Passkey,
    now: Timestamp,
) -> Result<Vec<u8>, Accident> {
    Ok(key.seal_dated((TABLE, CREDENTIAL, &place(member, id)), now, &serde_json::to_vec(passkey)?))
}

pub(super) fn open_passkey(
    key: &MemberKey,
    (member, id): (MemberId, PasskeyId),
    (sealed, written): (&[u8], i64),
) -> Result<Passkey, Accident> {
    Ok(serde_json::from_slice(&key.open_dated((TABLE, CREDENTIAL, &place(member, id)), written, sealed)?)?)
}
