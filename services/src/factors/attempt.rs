//! The second step of a sign-in: a code for a sign-in that waits. (MC-5.1b; security.md lessons 14, 28, 32, 33)
//!
//! Everything is one transaction, and every try is counted before it is judged: on the waiting sign-in, on the account
//! (or its known device) and on the network. A right password has forgiven nothing of the account's row of failures;
//! only the right code does.

use super::{pending, rows};
use crate::Services;
use crate::clock::token_hash;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::keys::MemberKey;
use crate::letters;
use crate::limits::{self, Kind};
use crate::members::{MemberId, rows as members};
use crate::password::{self, Lane};
use crate::profile::{self, rows::Kept};
use crate::sessions::{self, NewSession, SignedIn};
use crate::sign_in::{Entry, Proof};
use crate::trail;
use domain::calendar::Timestamp;
use domain::factors::{FactorRefusal, PENDING_TRIES, Typed};
use domain::lang::Lang;
use domain::throttle;
use domain::trail::{TrailDetail, TrailKind};
use std::sync::Arc;

/// A code for a sign-in that waits.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// The token of the waiting sign-in.
    pub token: &'a str,
    /// What was typed.
    pub typed: &'a str,
    /// The device in words.
    pub device: &'a str,
    /// The network the visitor comes from, for counting only.
    pub network: &'a str,
    /// The token of a device that signed in before.
    pub device_token: Option<&'a str>,
    /// Whoever was signed in on this browser until now: their session ends.
    pub earlier: Option<&'a SignedIn>,
}

/// The same, ready for a transaction.
struct Trial {
    hash: [u8; 32],
    typed: Typed,
    device: String,
    network: [u8; 32],
    device_token: Option<String>,
    earlier: Option<SignedIn>,
    now: Timestamp,
}

/// The sign-in as it waits, found to be the visitor's own and still good.
struct Found {
    row: rows::PendingRow,
    key: MemberKey,
    state: members::StateRow,
    known_device: Option<[u8; 32]>,
}

impl Services {
    /// Ends a waiting sign-in with its code: the session the password alone did not open.
    ///
    /// # Errors
    /// What [`Typed::read`] refuses; [`FactorRefusal::Wrong`], also for a code that was used before;
    /// [`FactorRefusal::Over`] once nothing waits any more; [`Fault::TooManyTries`].
    pub async fn pass_factor(&self, attempt: Attempt<'_>) -> Result<NewSession, Fault<FactorRefusal>> {
        let trial = Arc::new(Trial {
            hash: token_hash(attempt.token),
            typed: Typed::read(attempt.typed).map_err(Fault::Refused)?,
            device: attempt.device.to_owned(),
            network: self.keys.pseudonym("network", attempt.network.as_bytes()),
            device_token: attempt.device_token.map(ToOwned::to_owned),
            earlier: attempt.earlier.cloned(),
            now: self.now(),
        });
        let services = self.clone();
        let passed = self.db.write(move |tx| {
            let (services, trial) = (services.clone(), Arc::clone(&trial));
            Box::pin(async move { services.try_factor(tx, &trial).await })
        });
        // A refusal that has to be remembered is no error of the transaction.
        passed.await?.map_err(Fault::Refused)
    }

    async fn try_factor(
        &self,
        tx: &mut Tx<'_>,
        trial: &Trial,
    ) -> Result<Result<NewSession, FactorRefusal>, Fault<FactorRefusal>> {
        let found = self.waiting(tx, trial).await?.ok_or(Fault::Refused(FactorRefusal::Over))?;
        let (member, now) = (found.row.member_id, trial.now);
        let lane = self.lane_of(member, found.known_device);
        let counted = self.counted(tx, lane, trial.network, now).await.map_err(Fault::widen)?;
        if !self.use_factor(tx, (member, &found.key), &trial.typed, now).await? {
            return Ok(Err(self.wrong_factor(tx, trial, &found, lane).await?));
        }
        password::forgive(tx, &counted).await?;
        // Nobody else can have ended it: this transaction holds the row since it counted the try.
        rows::end_pending(tx, member, &trial.hash).await?;
        let entry = Entry {
            member,
            key: &found.key,
            state: &found.state,
            kept: found.row.kept != 0,
            device: &trial.device,
            known_device: found.known_device,
            proof: Proof::PasswordAndFactor,
            earlier: trial.earlier.as_ref(),
            now,
        };
        Ok(Ok(self.enter(tx, &entry).await?))
    }

    /// The waiting sign-in, if it is good and the visitor's own. Counts the try.
    async fn waiting(&self, tx: &mut Tx<'_>, trial: &Trial) -> Result<Option<Found>, Fault<FactorRefusal>> {
        let Some(row) = rows::count_try(tx, &trial.hash, PENDING_TRIES, trial.now).await? else { return Ok(None) };
        let member = row.member_id;
        let known_device = sessions::is_known(tx, member, trial.device_token.as_deref()).await?;
        // From here on no other write of this member runs beside this one.
        let state = members::state(tx, member).await?.filter(|state| {
            state.password_since == row.password_since
                && state.session_epoch == row.session_epoch
                && state.closing_ends_at.is_none_or(|ends| trial.now < Timestamp::from_micros(ends))
        });
        let since = rows::since(tx, member).await?;
        let Some(state) = state.filter(|_| since == Some(row.factor_since)) else { return Ok(None) };
        let key = self.keys.member_key(tx, member).await?;
        let device = key.open(pending::TABLE, pending::COLUMN, &pending::place(member, &trial.hash), &row.device)?;
        let same = device.as_slice() == trial.device.as_bytes()
            && row.known_device.as_deref() == known_device.as_ref().map(<[u8; 32]>::as_slice);
        Ok(same.then_some(Found { row, key, state, known_device }))
    }

    async fn wrong_factor(
        &self,
        tx: &mut Tx<'_>,
        trial: &Trial,
        found: &Found,
        lane: Lane,
    ) -> Result<FactorRefusal, Fault<FactorRefusal>> {
        let member = found.row.member_id;
        let in_a_row = self.note_wrong_factor(tx, (member, &found.key), lane, &trial.device, trial.now).await?;
        // Not by the tries of one sign-in: whoever has the password could begin anew after each.
        if in_a_row >= PENDING_TRIES {
            self.tell_of_codes(tx, found, trial.now).await?;
        }
        if in_a_row >= throttle::DEVICE_FORGOTTEN_AFTER
            && let Some(device) = &found.known_device
        {
            sessions::forget(tx, member, device).await?;
        }
        if found.row.tries < i64::from(PENDING_TRIES) {
            return Ok(FactorRefusal::Wrong);
        }
        rows::end_pending(tx, member, &trial.hash).await?;
        Ok(FactorRefusal::Over)
    }

    /// Tells the member, once a day, that somebody has the password and no code. An account on its way out gets no letter
    /// but those about the closing. No other write of the member runs beside this one ([`Self::waiting`]).
    async fn tell_of_codes(&self, tx: &mut Tx<'_>, found: &Found, now: Timestamp) -> Result<(), Accident> {
        let member = found.row.member_id;
        let subject = self.keys.pseudonym("codes-letter", member.bytes());
        let told = limits::tries(tx, Kind::Letter, &subject, throttle::LETTERS_ABOUT_CODES, now).await?;
        if found.state.closing_ends_at.is_some() || !throttle::LETTERS_ABOUT_CODES.verdict(&told, now).is_go() {
            return Ok(());
        }
        let Kept { profile, .. } = profile::rows::kept(tx, member, &found.key).await?;
        if !profile.email_confirmed {
            return Ok(());
        }
        limits::count(tx, limits::Try { kind: Kind::Letter, subject, at: now, id: self.rng.id() }).await?;
        let lang = Lang::parse(&found.state.language).unwrap_or_default();
        self.post(tx, Some(member), &profile.email, letters::codes_tried(lang, now, &self.page("/recovery"))).await
    }

    /// Lengthens the row of failures and notes the wrong code in the trail. Answers how many there were in a row.
    pub(crate) async fn note_wrong_factor(
        &self,
        tx: &mut Tx<'_>,
        (member, key): (MemberId, &MemberKey),
        lane: Lane,
        device: &str,
        now: Timestamp,
    ) -> Result<u32, Accident> {
        limits::fail_again(tx, &lane.subject, now).await?;
        let detail = if device.is_empty() { TrailDetail::none() } else { TrailDetail::none().on(device) };
        trail::note(tx, key, member, now, (TrailKind::FactorFailed, &detail)).await?;
        Ok(limits::in_a_row(tx, &lane.subject).await?)
    }
}
