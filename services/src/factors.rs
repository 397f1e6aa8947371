//! The second factor: an authenticator app, recovery codes, and the sign-in that waits for one of them. (MC-5.1b, MC-5.3a;
//! security.md T1, lessons 28, 30, 32, 33)
//!
//! Offered, never forced. Once a member has set up an authenticator, a right password alone opens nothing any more:
//! no session, no sensitive act. Whether somebody has one is never told before the password was right.

mod attempt;
mod codes;
mod pending;
mod qr;
pub(crate) mod rows;
mod set_up;
mod totp;

pub use attempt::Attempt;
pub use pending::PendingSignIn;
pub(crate) use pending::{Waiting, open_device};
pub use qr::Qr;
pub use set_up::{Authenticator, SetUp};

use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::keys::MemberKey;
use crate::letters::{self, Letter};
use crate::members::{MemberId, rows as members};
use crate::profile;
use crate::sessions::SignedIn;
use crate::trail;
use domain::calendar::Timestamp;
use domain::email::Email;
use domain::factors::{SET_UP_FOR, Typed};
use domain::lang::Lang;
use domain::trail::{TrailDetail, TrailKind};

/// What the page of devices says about the second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factors {
    /// Since when there is an authenticator; `None`: there is none.
    pub since: Option<Timestamp>,
    /// Recovery codes that are left.
    pub codes_left: u32,
    /// When they were made.
    pub codes_made: Option<Timestamp>,
}

/// Whether a right password is not enough for this member.
pub(crate) async fn is_on(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<bool> {
    Ok(rows::since(tx, member).await?.is_some())
}

/// Where, and in which language, a member is told of what happened to the ways in, if anybody proved to read the address. An
/// account on its way out gets no letter but those about the closing.
pub(crate) async fn told_at(
    tx: &mut Tx<'_>,
    member: MemberId,
    key: &MemberKey,
) -> Result<Option<(Email, Lang)>, Accident> {
    let Some(state) = members::state(tx, member).await?.filter(|state| state.closing_ends_at.is_none()) else {
        return Ok(None);
    };
    let (sealed, since, confirmed_at) = members::email(tx, member).await?;
    if confirmed_at.is_none() {
        return Ok(None);
    }
    let address = Email::from_stored(profile::rows::opened(key, member, "email", (&sealed, since))?);
    Ok(Some((address, Lang::parse(&state.language).unwrap_or_default())))
}

impl Services {
    /// Whether the member has a second factor, which sensitive acts ask for beside the password.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn has_factor(&self, who: &SignedIn) -> Result<bool, Fault> {
        let member = who.member();
        self.db.read(move |tx| Box::pin(async move { Ok(is_on(tx, member).await?) })).await
    }

    /// What the member has set up.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn factors_of(&self, who: &SignedIn) -> Result<Factors, Fault> {
        let member = who.member();
        self.db
            .snapshot(move |tx| {
                Box::pin(async move {
                    let since = rows::since(tx, member).await?.map(Timestamp::from_micros);
                    let (left, made) = rows::codes(tx, member).await?;
                    Ok(Factors { since, codes_left: left, codes_made: made.map(Timestamp::from_micros) })
                })
            })
            .await
    }

    /// Whether what was typed is right, in the running transaction. If it is, it is used up: a code of an app is never
    /// taken twice, a recovery code is gone.
    pub(crate) async fn use_factor(
        &self,
        tx: &mut Tx<'_>,
        (member, key): (MemberId, &MemberKey),
        typed: &Typed,
        now: Timestamp,
    ) -> Result<bool, Accident> {
        match typed {
            Typed::App(code) => {
                let Some(row) = rows::find(tx, member).await?.filter(|row| row.confirmed_at.is_some()) else {
                    return Ok(false);
                };
                let secret = set_up::open_secret(key, member, &row)?;
                match totp::step_of(&secret, *code, row.last_step, now) {
                    // Two at once: the one that finds the older step has it, the other finds its code used.
                    Some(step) => Ok(rows::take_step(tx, member, step).await?),
                    None => Ok(false),
                }
            }
            Typed::Recovery(code) => {
                // Without an authenticator there is no second factor to stand in for.
                if !is_on(tx, member).await? || !rows::use_code(tx, member, &self.recovery_hash(member, code)).await? {
                    return Ok(false);
                }
                let (left, _) = rows::codes(tx, member).await?;
                let detail = TrailDetail::count(left);
                trail::note(tx, key, member, now, (TrailKind::RecoveryCodeUsed, &detail)).await?;
                let page = self.page("/security/recovery-codes");
                self.tell_of_factor(tx, (member, key), |lang| letters::recovery_code_used(lang, now, left, &page))
                    .await?;
                Ok(true)
            }
        }
    }

    /// Tells the member of something that happened to their second factor, if there is somebody to tell ([`told_at`]).
    pub(crate) async fn tell_of_factor(
        &self,
        tx: &mut Tx<'_>,
        (member, key): (MemberId, &MemberKey),
        letter: impl FnOnce(Lang) -> Letter + Send,
    ) -> Result<(), Accident> {
        let Some((address, lang)) = told_at(tx, member, key).await? else { return Ok(()) };
        self.post(tx, Some(member), &address, letter(lang)).await
    }

    /// Forgets set-ups nobody confirmed. Answers how many.
    pub(crate) async fn forget_unfinished_factors(&self) -> Result<u64, Fault> {
        self.forget(rows::EXPIRE_SET_UPS, self.now().minus(SET_UP_FOR)).await
    }
}
