//! Opening the account with an own name and an own password. (MC-5.1b; security.md G5)
//!
//! Whatever is wrong, the words and the work are the same: nobody learns here who is a member.

use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::letters;
use crate::members::rows;
use crate::password::{Look, Right};
use crate::sessions::{self, Beginning, NewSession};
use crate::trail;
use domain::calendar::Timestamp;
use domain::email::Email;
use domain::lang::Lang;
use domain::sign_in::{self as rules, SignInRefusal};
use domain::trail::{TrailDetail, TrailKind};
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
}

/// What the last transaction of a sign-in needs.
struct Opening {
    right: Right,
    kept: bool,
    device: String,
    now: Timestamp,
}

impl Services {
    /// Signs in; a new session, and a new device's token if the device was not known.
    ///
    /// # Errors
    /// [`SignInRefusal::Missing`] before anything is looked at; [`SignInRefusal::NotRecognised`] for every other cause;
    /// [`Fault::TooManyTries`], [`Fault::Busy`].
    pub async fn sign_in(&self, attempt: Attempt<'_>) -> Result<NewSession, Fault<SignInRefusal>> {
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
        let opening = Arc::new(Opening { right, kept: attempt.kept, device: attempt.device.to_owned(), now });
        let services = self.clone();
        self.db
            .write(move |tx| {
                let (services, opening) = (services.clone(), Arc::clone(&opening));
                Box::pin(async move { services.open_session(tx, &opening).await })
            })
            .await
    }

    async fn open_session(&self, tx: &mut Tx<'_>, opening: &Opening) -> Result<NewSession, Fault<SignInRefusal>> {
        let Opening { right, kept, device, now } = opening;
        let (member, now) = (right.member, *now);
        let state = rows::state(tx, member).await?;
        // Closed for good, or another password chosen, while the hash was being made.
        let state = state.filter(|state| state.password_since == right.password_since);
        let state = state.ok_or(Fault::Refused(SignInRefusal::NotRecognised))?;
        self.settle(tx, right).await?;
        let beginning = Beginning { member, epoch: state.session_epoch, kept: *kept, device, now };
        let (session, new) = self.begin_session(tx, &right.key, beginning).await?;
        let detail = TrailDetail::none().on(device).in_session(session);
        trail::note(tx, &right.key, member, now, (TrailKind::SignedIn, &detail)).await?;
        if let Some(known) = &right.known_device {
            sessions::seen_again(tx, member, known, now).await?;
            return Ok(new);
        }
        let token = sessions::remember(self, tx, &right.key, (member, device), now).await?;
        let lang = Lang::parse(&state.language).unwrap_or_default();
        // An account on its way out gets no letter but those about the closing.
        if state.closing_ends_at.is_none() {
            self.tell_of_new_device(tx, right, (lang, device), now).await?;
        }
        Ok(new.on_new_device(token))
    }

    /// Tells the member of a device not seen before, if anybody proved to read the address.
    async fn tell_of_new_device(
        &self,
        tx: &mut Tx<'_>,
        right: &Right,
        (lang, device): (Lang, &str),
        now: Timestamp,
    ) -> Result<(), Accident> {
        let (sealed, confirmed_at) = rows::email(tx, right.member).await?;
        if confirmed_at.is_none() {
            return Ok(());
        }
        let address = right.key.open("profiles", "email", right.member.bytes(), &sealed)?;
        let address = Email::from_stored(String::from_utf8(address.to_vec())?);
        let letter = letters::new_device(lang, now, device, &self.page("/security"));
        self.post(tx, Some(right.member), &address, letter).await
    }
}
