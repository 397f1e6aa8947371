//! Setting up an authenticator app, and removing it. (MC-5.3a; security.md lessons 10, 16)
//!
//! A secret counts only once a code made with it has been typed. Setting up and removing end every other session: whoever
//! came in by the old rules comes in again by the new ones.

use super::{Qr, rows, totp};
use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::keys::{KeyFault, MemberKey};
use crate::letters;
use crate::members::{MemberId, rows as members};
use crate::profile::Act;
use crate::recovery;
use crate::secret::Secret;
use crate::sessions::{self, FreshlySignedIn, SessionId};
use crate::trail;
use domain::calendar::Timestamp;
use domain::email::Change;
use domain::factors::{FactorRefusal, SET_UP_FOR, Typed, in_fours};
use domain::trail::{TrailDetail, TrailKind};
use zeroize::Zeroizing;

const TABLE: &str = "authenticators";
const COLUMN: &str = "secret";

/// Where a member's authenticator stands.
#[derive(Clone, Debug)]
pub enum Authenticator {
    /// There is none.
    Off,
    /// A set-up is open and waits for its first code.
    SettingUp(SetUp),
    /// There is one.
    On {
        /// Since when.
        since: Timestamp,
    },
}

/// What an app needs to be told.
#[derive(Clone, Debug)]
pub struct SetUp {
    /// The secret in groups, for typing.
    pub secret: Secret,
    /// The same as a picture, for the camera. It holds the secret: its address must not be logged or kept.
    pub qr: Qr,
}

/// The secret of an authenticator.
pub(super) fn open_secret(
    key: &MemberKey,
    member: MemberId,
    row: &rows::AuthenticatorRow,
) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
    key.open_dated((TABLE, COLUMN, member.bytes()), row.set_up_at, &row.secret)
}

fn is_open(row: &rows::AuthenticatorRow, now: Timestamp) -> bool {
    row.confirmed_at.is_none() && now.since(Timestamp::from_micros(row.set_up_at)) < SET_UP_FOR
}

impl Services {
    /// Begins a set-up. One that is open stays as it is, so that pressing twice shows the same secret.
    ///
    /// # Errors
    /// [`FactorRefusal::AlreadyOn`].
    pub async fn begin_authenticator(&self, who: &FreshlySignedIn<'_>) -> Result<(), Fault<FactorRefusal>> {
        let (services, act) = (self.clone(), Act::of(who, self.now()));
        self.act(who, move |tx| {
            let services = services.clone();
            Box::pin(async move {
                // First, because from here on no other write of this member runs beside this one.
                let key = services.keys.member_key(tx, act.member).await?;
                match rows::find(tx, act.member).await? {
                    Some(row) if row.confirmed_at.is_some() => Err(Fault::Refused(FactorRefusal::AlreadyOn)),
                    Some(row) if is_open(&row, act.now) => Ok(()),
                    _ => {
                        let secret = Zeroizing::new(services.rng.bytes::<{ totp::SECRET_BYTES }>());
                        let sealed = key.seal_dated((TABLE, COLUMN, act.member.bytes()), act.now, secret.as_slice());
                        Ok(rows::begin(tx, act.member, &sealed, act.now).await?)
                    }
                }
            })
        })
        .await
    }

    /// Where the authenticator stands; while it is being set up, with what the app needs.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn authenticator_of(&self, who: &FreshlySignedIn<'_>) -> Result<Authenticator, Fault> {
        let (services, act) = (self.clone(), Act::of(who, self.now()));
        self.db
            .snapshot(move |tx| {
                Box::pin(async move {
                    let Some(row) = rows::find(tx, act.member).await? else { return Ok(Authenticator::Off) };
                    if let Some(since) = row.confirmed_at {
                        return Ok(Authenticator::On { since: Timestamp::from_micros(since) });
                    }
                    if !is_open(&row, act.now) {
                        return Ok(Authenticator::Off);
                    }
                    Ok(Authenticator::SettingUp(services.set_up(tx, act.member, &row).await?))
                })
            })
            .await
    }

    async fn set_up(&self, tx: &mut Tx<'_>, member: MemberId, row: &rows::AuthenticatorRow) -> Result<SetUp, Accident> {
        let key = self.keys.member_key(tx, member).await?;
        let secret = Zeroizing::new(totp::base32(&open_secret(&key, member, row)?));
        let (_, _, sealed) = members::username(tx, member).await?;
        // A username is letters, digits, dot, hyphen and underscore: nothing an address would have to escape.
        let name = String::from_utf8(key.open("profiles", "username", member.bytes(), &sealed)?.to_vec())?;
        let address = Zeroizing::new(format!(
            "otpauth://totp/Metiz%20Cinema:{name}?secret={}&issuer=Metiz%20Cinema",
            secret.as_str()
        ));
        let qr = Qr::of(&address).ok_or("the address for an authenticator fits into no QR code")?;
        Ok(SetUp { secret: Secret::new(in_fours(&secret, ' ')), qr })
    }

    /// The first code: from here on the authenticator counts. Every other session ends. Answers the first recovery codes,
    /// which are not told again.
    ///
    /// # Errors
    /// [`FactorRefusal::Wrong`] and what [`Typed::read`] refuses; [`FactorRefusal::SetUpOver`], [`FactorRefusal::AlreadyOn`].
    pub async fn confirm_authenticator(
        &self,
        who: &FreshlySignedIn<'_>,
        typed: &str,
    ) -> Result<Vec<Secret>, Fault<FactorRefusal>> {
        let Typed::App(code) = Typed::read(typed).map_err(Fault::Refused)? else {
            return Err(Fault::Refused(FactorRefusal::Wrong));
        };
        let (services, act, session) = (self.clone(), Act::of(who, self.now()), who.session());
        self.act(who, move |tx| {
            let services = services.clone();
            Box::pin(async move { services.confirm_authenticator_in(tx, act, session, code).await })
        })
        .await
    }

    async fn confirm_authenticator_in(
        &self,
        tx: &mut Tx<'_>,
        act: Act,
        session: SessionId,
        code: u32,
    ) -> Result<Vec<Secret>, Fault<FactorRefusal>> {
        let Act { member, now, .. } = act;
        let key = self.keys.member_key(tx, member).await?;
        let row = rows::find(tx, member).await?.ok_or(Fault::Refused(FactorRefusal::SetUpOver))?;
        if row.confirmed_at.is_some() {
            return Err(Fault::Refused(FactorRefusal::AlreadyOn));
        }
        if !is_open(&row, now) {
            return Err(Fault::Refused(FactorRefusal::SetUpOver));
        }
        let secret = open_secret(&key, member, &row)?;
        let step = totp::step_of(&secret, code, row.last_step, now).ok_or(Fault::Refused(FactorRefusal::Wrong))?;
        if !rows::confirm(tx, member, step, now).await? {
            return Err(Fault::Refused(FactorRefusal::AlreadyOn));
        }
        self.others_end(tx, member, session).await?;
        sessions::rows::prove_factor(tx, member, session, now).await?;
        trail::note(tx, &key, member, now, (TrailKind::AuthenticatorAdded, &TrailDetail::none())).await?;
        self.tell_of_way_in(tx, act, &key, (Change::Authenticator, letters::authenticator_added)).await?;
        Ok(self.new_codes(tx, (member, &key), now).await?)
    }

    /// Removes the authenticator and the recovery codes: the password alone opens the account again. Every other session
    /// ends. The proof that is asked for is fresh, so it holds the factor that is being removed.
    ///
    /// # Errors
    /// [`FactorRefusal::NotOn`].
    pub async fn remove_authenticator(&self, who: &FreshlySignedIn<'_>) -> Result<(), Fault<FactorRefusal>> {
        let (services, act, session) = (self.clone(), Act::of(who, self.now()), who.session());
        self.act(who, move |tx| {
            let services = services.clone();
            Box::pin(async move {
                let Act { member, now, .. } = act;
                let key = services.keys.member_key(tx, member).await?;
                if !super::is_on(tx, member).await? {
                    return Err(Fault::Refused(FactorRefusal::NotOn));
                }
                rows::remove(tx, member).await?;
                services.others_end(tx, member, session).await?;
                let kind = (TrailKind::AuthenticatorRemoved, &TrailDetail::none());
                trail::note(tx, &key, member, now, kind).await?;
                let page = services.page("/security");
                let letter = |lang| letters::authenticator_removed(lang, now, &page);
                Ok(services.tell_of_factor(tx, (member, &key), letter).await?)
            })
        })
        .await
    }

    /// Whoever came in by the old rules, and whoever is about to, begins anew. Links to set a new password are dead too.
    pub(crate) async fn others_end(&self, tx: &mut Tx<'_>, member: MemberId, session: SessionId) -> sqlx::Result<()> {
        sessions::rows::end_others(tx, member, session).await?;
        recovery::rows::forget(tx, member).await?;
        rows::drop_pending(tx, member).await
    }
}
