//! Opening the account with an own name and an own password. (MC-5.1b; security.md G5)
//!
//! Whatever is wrong, the words and the work are the same: nobody learns here who is a member.

use crate::Services;
use crate::db::Tx;
use crate::factors::{self, PendingSignIn, Waiting};
use crate::fault::{Accident, Fault};
use crate::keys::MemberKey;
use crate::letters;
use crate::members::{MemberId, rows};
use crate::password::{Look, Right};
use crate::profile;
use crate::sessions::{self, Beginning, NewSession, SignedIn};
use crate::trail;
use domain::calendar::Timestamp;
use domain::email::Email;
use domain::lang::Lang;
use domain::sign_in::{self as rules, SignInRefusal};
use domain::trail::{EntrySeq, TrailDetail, TrailKind};
use std::sync::Arc;

/// What a visitor sends to sign in.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// A username, or a confirmed email address.
    pub name: &'a str,
    /// The password, untouched.
    pub password: &'a str,
    /// "Keep me signed in".
    pub kept: bool,
    /// The device in words.
    pub device: &'a str,
    /// The network the visitor comes from, for counting only.
    pub network: &'a str,
    /// The token of a device that signed in before.
    pub device_token: Option<&'a str>,
    /// Whoever was signed in on this browser until now: their session ends.
    pub earlier: Option<&'a SignedIn>,
}

/// What a right password leads to.
#[derive(Debug)]
pub enum SignIn {
    /// A session.
    Open(NewSession),
    /// Nothing yet: the account has a second factor, and its code is still to come.
    FactorNeeded(PendingSignIn),
}

impl SignIn {
    /// The session, if the password was enough.
    pub fn session(self) -> Option<NewSession> {
        match self {
            Self::Open(session) => Some(session),
            Self::FactorNeeded(_) => None,
        }
    }
}

/// What the last transaction of a sign-in needs.
struct Opening {
    right: Right,
    kept: bool,
    device: String,
    earlier: Option<SignedIn>,
    now: Timestamp,
}

/// What a member proved at the door.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// The password, which is all that the account asks for.
    Password,
    /// The password and the second factor.
    PasswordAndFactor,
    /// A passkey, which is two factors by itself. The password was not given.
    Passkey,
}

/// A member who has proved all that the account asks for, about to enter.
pub(crate) struct Entry<'a> {
    pub(crate) member: MemberId,
    pub(crate) key: &'a MemberKey,
    pub(crate) state: &'a rows::StateRow,
    pub(crate) kept: bool,
    pub(crate) device: &'a str,
    pub(crate) known_device: Option<[u8; 32]>,
    pub(crate) proof: Proof,
    pub(crate) earlier: Option<&'a SignedIn>,
    pub(crate) now: Timestamp,
}

impl Services {
    /// Signs in; a new session, and a new device's token if the device was not known. With a second factor no session
    /// yet: a sign-in that waits for its code ([`Services::pass_factor`]), from a known device too.
    ///
    /// # Errors
    /// [`SignInRefusal::Missing`] before anything is looked at; [`SignInRefusal::NotRecognised`] for every other cause;
    /// [`Fault::TooManyTries`], [`Fault::Busy`].
    pub async fn sign_in(&self, attempt: Attempt<'_>) -> Result<SignIn, Fault<SignInRefusal>> {
        rules::check(attempt.name, attempt.password).map_err(Fault::Refused)?;
        let now = self.clock.now();
        let look = Look {
            whose: self.whose(attempt.name),
            device: attempt.device.to_owned(),
            device_token: attempt.device_token.map(ToOwned::to_owned),
            network: self.keys.pseudonym("network", attempt.network.as_bytes()),
            now,
        };
        let right = self.look(look, attempt.password).await.map_err(Fault::widen)?;
        let right = right.ok_or(Fault::Refused(SignInRefusal::NotRecognised))?;
        let (device, earlier) = (attempt.device.to_owned(), attempt.earlier.cloned());
        let opening = Arc::new(Opening { right, kept: attempt.kept, device, earlier, now });
        let services = self.clone();
        self.db
            .write(move |tx| {
                let (services, opening) = (services.clone(), Arc::clone(&opening));
                Box::pin(async move { services.open_session(tx, &opening).await })
            })
            .await
    }

    async fn open_session(&self, tx: &mut Tx<'_>, opening: &Opening) -> Result<SignIn, Fault<SignInRefusal>> {
        let Opening { right, kept, device, earlier, now } = opening;
        let member = right.member;
        let state = rows::state(tx, member).await?;
        // Closed for good, or another password chosen, while the hash was being made.
        let state = state.filter(|state| state.password_since == right.password_since);
        let state = state.ok_or(Fault::Refused(SignInRefusal::NotRecognised))?;
        if let Some(factor_since) = factors::rows::since(tx, member).await? {
            self.settle_password(tx, right).await?;
            let waiting = Waiting {
                member,
                key: &right.key,
                password_since: state.password_since,
                session_epoch: state.session_epoch,
                factor_since,
                kept: *kept,
                device,
                known_device: right.known_device,
                now: *now,
            };
            return Ok(SignIn::FactorNeeded(self.wait_for_factor(tx, &waiting).await?));
        }
        self.settle(tx, right).await?;
        let entry = Entry {
            member,
            key: &right.key,
            state: &state,
            kept: *kept,
            device,
            known_device: right.known_device,
            proof: Proof::Password,
            earlier: earlier.as_ref(),
            now: *now,
        };
        Ok(SignIn::Open(self.enter(tx, &entry).await?))
    }

    /// Opens the session of a member who has proved all that the account asks for: the one place that does at a sign-in. The
    /// session this browser had before ends.
    pub(crate) async fn enter(&self, tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<NewSession, Accident> {
        let Entry { member, key, state, kept, device, known_device, proof, earlier, now } = *entry;
        if let Some(earlier) = earlier {
            // First: of the same member, its line comes before that of the sign-in.
            sessions::end_earlier(tx, earlier, now).await?;
        }
        let beginning = Beginning { member, epoch: state.session_epoch, kept, device, now };
        let held = rows::entering(tx, member).await?;
        let (session, new) = self.begin_session(tx, key, beginning).await?;
        if held.references_held == 0 {
            self.give_reference(tx, key, member).await?;
        }
        match proof {
            Proof::Password => {}
            Proof::PasswordAndFactor => sessions::rows::prove_factor(tx, member, session, now).await?,
            Proof::Passkey => sessions::rows::began_by_passkey(tx, member, session, now).await?,
        }
        let kind = if proof == Proof::Passkey { TrailKind::SignedInByPasskey } else { TrailKind::SignedIn };
        let detail = TrailDetail::none().on(device).in_session(session);
        let last = EntrySeq::new(held.last_entry.unwrap_or(0));
        trail::note_after(tx, key, (member, last), now, (kind, &detail)).await?;
        if let Some(known) = &known_device {
            sessions::seen_again(tx, member, known, now).await?;
            return Ok(new);
        }
        let token = sessions::remember(self, tx, key, (member, device), now).await?;
        let lang = Lang::parse(&state.language).unwrap_or_default();
        // An account on its way out gets no letter but those about the closing.
        if state.closing_ends_at.is_none() && held.email_confirmed_at.is_some() {
            self.tell_of_new_device(tx, (member, key, (&held.email, held.email_since)), (lang, device), now).await?;
        }
        Ok(new.on_new_device(token))
    }

    /// Tells the member of a device not seen before. The address is one that somebody proved to read.
    async fn tell_of_new_device(
        &self,
        tx: &mut Tx<'_>,
        (member, key, email): (MemberId, &MemberKey, (&[u8], i64)),
        (lang, device): (Lang, &str),
        now: Timestamp,
    ) -> Result<(), Accident> {
        let address = Email::from_stored(profile::rows::opened(key, member, "email", email)?);
        let letter = letters::new_device(lang, now, device, &self.page("/security"));
        self.post(tx, Some(member), &address, letter).await
    }
}
