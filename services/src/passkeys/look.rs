//! Looking at a passkey: the question is taken, the signature is checked, and only then anything of the account changes.
//! (security.md lesson 31)
//!
//! First, one transaction takes the question, counts the try on its network and finds whose passkey it is. Then the answer
//! is checked, in no transaction. What comes of it is the caller's transaction; what was refused is noted in the trail.

use super::add::{open_passkey, seal_passkey};
use super::challenge::Purpose;
use super::{HANDLE, HANDLES, rows};
use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::keys::MemberKey;
use crate::letters;
use crate::limits::{self, Kind, Try};
use crate::members::{MemberId, rows as members};
use crate::password::allowed;
use crate::sessions::{self, SessionId};
use crate::trail;
use domain::calendar::Timestamp;
use domain::passkeys::{PasskeyId, PasskeyRefusal};
use domain::throttle;
use domain::trail::{TrailDetail, TrailKind};
use std::sync::Arc;
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PublicKeyCredential, WebauthnError};

/// One look at a passkey.
#[derive(Clone)]
pub(super) struct Look {
    pub(super) purpose: Purpose,
    /// The session that asked; `None` at a sign-in.
    pub(super) session: Option<SessionId>,
    pub(super) token: Arc<str>,
    pub(super) device: String,
    pub(super) device_token: Option<String>,
    /// What the visitor's network is counted under.
    pub(super) network: [u8; 32],
    pub(super) now: Timestamp,
}

/// What the first transaction found.
struct Found {
    member: MemberId,
    id: PasskeyId,
    key: MemberKey,
    /// And since when it is as it is.
    sealed: (Vec<u8>, i64),
    passkey: Passkey,
    handle: Vec<u8>,
    state: DiscoverableAuthentication,
    known_device: Option<[u8; 32]>,
    counted: Try,
}

/// A passkey that was rightly used; what the caller's transaction needs.
pub(super) struct Right {
    pub(super) member: MemberId,
    pub(super) key: MemberKey,
    pub(super) known_device: Option<[u8; 32]>,
    id: PasskeyId,
    before: Vec<u8>,
    after: (Vec<u8>, i64),
    counted: Try,
}

impl Services {
    /// Looks at what the browser handed over.
    pub(super) async fn look_at_passkey(&self, look: &Look, answer: &str) -> Result<Right, Fault<PasskeyRefusal>> {
        if answer.is_empty() {
            return Err(Fault::Refused(PasskeyRefusal::Missing));
        }
        let no = || Fault::Refused(PasskeyRefusal::NotRecognised);
        let site = self.passkey_site()?;
        let answer: PublicKeyCredential = serde_json::from_str(answer).map_err(|_| no())?;
        let lookup = self.passkey_lookup(answer.get_credential_id());
        let mut found = self.find_passkey(look, lookup).await.map_err(Fault::widen)?.map_err(Fault::Refused)?;
        // Nobody was named before the question: the answer names the account, and the passkey must be its own.
        if answer.get_user_unique_id() != Some(&*found.handle) {
            return Err(self.refuse_passkey(look, found, PasskeyRefusal::NotRecognised).await);
        }
        match site.finish_discoverable_authentication_v2(&answer, found.state.clone(), &found.passkey) {
            // The site's rules say "verified"; should the library ever think otherwise, this does not.
            Ok(result) if result.user_verified() => {
                let changed = found.passkey.update_credential(&result).unwrap_or_default();
                Ok(right(found, changed, look.now)?)
            }
            Err(WebauthnError::CredentialPossibleCompromise) => {
                Err(self.refuse_passkey(look, found, PasskeyRefusal::Copied).await)
            }
            Ok(_) | Err(_) => Err(self.refuse_passkey(look, found, PasskeyRefusal::NotRecognised).await),
        }
    }

    /// Takes the question and finds the passkey. A refusal here is no error of the transaction: the question stays taken.
    async fn find_passkey(&self, look: &Look, lookup: [u8; 32]) -> Result<Result<Found, PasskeyRefusal>, Fault> {
        let (services, look) = (self.clone(), look.clone());
        self.db
            .write(move |tx| {
                let (services, look) = (services.clone(), look.clone());
                Box::pin(async move { services.find_in(tx, &look, &lookup).await })
            })
            .await
    }

    async fn find_in(
        &self,
        tx: &mut Tx<'_>,
        look: &Look,
        lookup: &[u8; 32],
    ) -> Result<Result<Found, PasskeyRefusal>, Fault> {
        let asked = (look.purpose, look.session);
        let Some(state) = self.take_question(tx, asked, &look.token, look.now).await? else {
            return Ok(Err(PasskeyRefusal::Over));
        };
        let row = rows::find(tx, lookup).await?;
        let member = row.as_ref().map_or(MemberId::NOBODY, |row| row.member_id);
        let known_device = sessions::is_known(tx, member, look.device_token.as_deref()).await?;
        let trusted = known_device.is_some() || look.session.is_some();
        let counted = self.count_on_network(tx, look.network, trusted, look.now).await?;
        let Some(row) = row else { return Ok(Err(PasskeyRefusal::NotRecognised)) };
        let key = self.keys.unwrap_member_key(member, &row.key_id, &row.wrapped)?;
        let handle = key.open(HANDLES, HANDLE, member.bytes(), &row.handle)?.to_vec();
        let passkey = open_passkey(&key, (member, row.id()), (&row.credential, row.written))?;
        let (id, sealed) = (row.id(), (row.credential, row.written));
        Ok(Ok(Found { member, id, key, sealed, passkey, handle, state, known_device, counted }))
    }

    async fn count_on_network(
        &self,
        tx: &mut Tx<'_>,
        network: [u8; 32],
        trusted: bool,
        now: Timestamp,
    ) -> Result<Try, Fault> {
        tx.alone(&[&network]).await?;
        let tries = limits::tries(tx, Kind::Network, &network, throttle::NETWORK, now).await?;
        allowed(throttle::passkey(trusted, &tries, now))?;
        let counted = Try { kind: Kind::Network, subject: network, at: now, id: self.rng.id() };
        limits::count(tx, counted).await?;
        Ok(counted)
    }

    /// Notes what was refused in the trail of its owner. A copy is told by letter as well.
    async fn refuse_passkey(&self, look: &Look, found: Found, refusal: PasskeyRefusal) -> Fault<PasskeyRefusal> {
        let (services, look, found) = (self.clone(), look.clone(), Arc::new(found));
        let noted = self.db.write(move |tx| {
            let (services, look, found) = (services.clone(), look.clone(), Arc::clone(&found));
            Box::pin(async move {
                // An account that went meanwhile has no trail any more.
                if members::state(tx, found.member).await?.is_none() {
                    return Ok(());
                }
                let detail =
                    if look.device.is_empty() { TrailDetail::none() } else { TrailDetail::none().on(&look.device) };
                let (member, key) = (found.member, &found.key);
                trail::note(tx, key, member, look.now, (TrailKind::PasskeyRefused, &detail)).await?;
                if refusal == PasskeyRefusal::Copied {
                    let page = services.page("/security");
                    let letter = |lang| letters::passkey_copied(lang, look.now, &page);
                    services.tell_of_factor(tx, (member, key), letter).await?;
                }
                Ok::<_, Fault>(())
            })
        });
        noted.await.map_or_else(Fault::widen, |()| Fault::Refused(refusal))
    }

    /// Writes the use down, in the caller's transaction, and takes the counted try back. `false`: the passkey was removed
    /// or used by somebody else meanwhile, or the account is gone.
    pub(super) async fn settle_passkey(
        &self,
        tx: &mut Tx<'_>,
        right: &Right,
        now: Timestamp,
    ) -> Result<Option<members::StateRow>, Accident> {
        // From here on no other write of this member runs beside this one. After the grace time nobody signs in any more.
        let state = members::state(tx, right.member).await?;
        let state = state.filter(|state| state.closing_ends_at.is_none_or(|ends| now < Timestamp::from_micros(ends)));
        if state.is_none() {
            return Ok(None);
        }
        let used =
            rows::set_used(tx, (right.member, right.id), (&right.before, (&right.after.0, right.after.1)), now).await?;
        if used {
            limits::forgive(tx, right.counted).await?;
        }
        Ok(state.filter(|_| used))
    }
}

fn right(found: Found, changed: bool, now: Timestamp) -> Result<Right, Accident> {
    let Found { member, id, key, sealed, passkey, known_device, counted, .. } = found;
    // Sealed anew only if there is something new: two devices of one synced passkey may come at the same moment.
    let after = if changed { (seal_passkey(&key, (member, id), &passkey, now)?, now.micros()) } else { sealed.clone() };
    Ok(Right { member, key, known_device, id, before: sealed.0, after, counted })
}
