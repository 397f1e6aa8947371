//! Closing the account, and changing one's mind. (MC-3.1, MC-3.2; law R9–R11, D-17)
//!
//! Closing takes effect with its commit: no session survives it, no letter but the confirmation leaves. Within the grace
//! time signing in leads to reopening and nowhere else; afterwards [`mod@erasure`] takes everything away.

pub(crate) mod again;
mod certificate;
pub mod erasure;
pub(crate) mod holdings;
pub(crate) mod ledger;
pub(crate) mod rows;
pub mod verify;

use crate::Services;
use crate::db::Tx;
use crate::email;
use crate::fault::{Fault, Never};
use crate::keys::MemberKey;
use crate::letters::{self, Letter};
use crate::password::Given;
use crate::phone;
use crate::profile::{self, Act};
use crate::recovery;
use crate::sessions::{FreshlySignedIn, SignedIn};
use crate::trail;
use domain::calendar::Timestamp;
use domain::closure::{self as rules, ClosureRefusal, ClosureState, Grace, PlanLine};
use domain::form::Reason;
use domain::trail::{TrailDetail, TrailKind};

/// Why an account is closed.
#[derive(Clone, Copy)]
enum Why {
    /// Its member asked.
    Asked,
    /// Nobody used it, and its member was told twice.
    Unused,
}

impl Services {
    /// What closing the account would do: how many of each kind go, and what stays, until when, and why.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn closing_plan(&self, who: &SignedIn) -> Result<Vec<PlanLine>, Fault> {
        let (key, member) = (who.key(), who.member());
        let holdings =
            self.db.snapshot(move |tx| Box::pin(async move { Ok::<_, Fault>(holdings::of(tx, member, &key).await?) }));
        Ok(rules::plan(&holdings.await?))
    }

    /// Where the account stands: open, or closing and until when it can be reopened.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn closure_of(&self, who: &SignedIn) -> Result<ClosureState, Fault> {
        let member = who.member();
        let account =
            self.db.read(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::account(tx, member).await?) })).await?;
        Ok(account.map_or(ClosureState::Closed, |account| account.state))
    }

    /// Closes the account, with the password, and the second factor if there is one, given in the same form. Answers
    /// until when it can be reopened.
    ///
    /// # Errors
    /// [`Reason::WrongPassword`], [`Reason::Factor`], [`Fault::TooManyTries`], [`Fault::Busy`], or what [`Services::close_freshly`] refuses.
    pub async fn close(
        &self,
        who: &SignedIn,
        given: impl Into<Given<'_>>,
        network: &str,
    ) -> Result<Timestamp, Fault<Reason>> {
        let proved = self.proved(who, given, network).await?;
        let freshly = proved.freshly().ok_or(Fault::broken("a password just proved is not fresh"))?;
        self.close_freshly(&freshly).await.map_err(|fault| fault.map(Reason::Closure))
    }

    /// Closes the account of a member who gave the password minutes ago. Answers until when it can be reopened.
    ///
    /// # Errors
    /// [`ClosureRefusal::AlreadyClosing`]: the end does not move. [`ClosureRefusal::GraceOver`]: there is nothing left to close.
    pub async fn close_freshly(&self, who: &FreshlySignedIn<'_>) -> Result<Timestamp, Fault<ClosureRefusal>> {
        let (services, act) = (self.clone(), Act::of(who, self.now()));
        self.act_even_closing(who, move |tx| {
            let services = services.clone();
            Box::pin(async move { services.close_in(tx, act, Why::Asked).await })
        })
        .await
    }

    /// Closes the account of a member who was told twice that nobody uses it.
    pub(crate) async fn close_unused(&self, tx: &mut Tx<'_>, act: Act) -> Result<(), Fault> {
        let closed = self.close_in(tx, act, Why::Unused).await;
        closed.map(drop).map_err(|fault| fault.unrefused("an open account could not be closed"))
    }

    async fn close_in(&self, tx: &mut Tx<'_>, act: Act, why: Why) -> Result<Timestamp, Fault<ClosureRefusal>> {
        let Act { member, lang, now } = act;
        let grace = Grace::days(self.settings.closure_grace_days).unwrap_or_default();
        let state = rows::account(tx, member).await?.map_or(ClosureState::Closed, |account| account.state);
        let ends = match state.close(grace, now).map_err(Fault::Refused)? {
            ClosureState::Closing { ends, .. } => ends,
            ClosureState::Open | ClosureState::Closed => return Err(Fault::broken("closing did not close")),
        };
        let key = self.keys.member_key(tx, member).await?;
        rows::freeze(tx, member, now, ends).await?;
        email::rows::drop_link(tx, member).await?;
        recovery::rows::forget(tx, member).await?;
        phone::call_off(tx, member).await?;
        let sign_in = self.page("/sign-in");
        let (kind, letter) = match why {
            Why::Asked => (TrailKind::ClosingAsked, letters::closing_begun(lang, ends, &sign_in)),
            Why::Unused => (TrailKind::ClosedForInactivity, letters::closed_unused(lang, ends, &sign_in)),
        };
        trail::note(tx, &key, member, now, (kind, &TrailDetail::none())).await?;
        self.tell(tx, act, &key, letter).await.map_err(Fault::widen)?;
        Ok(ends)
    }

    /// Opens the account again, as it was. Links that were open before the closing stay dead.
    ///
    /// # Errors
    /// [`ClosureRefusal::NotClosing`] if it is open already, [`ClosureRefusal::GraceOver`] from the end of the grace time on.
    pub async fn reopen(&self, who: &SignedIn) -> Result<(), Fault<ClosureRefusal>> {
        let (services, act) = (self.clone(), Act::of(who, self.now()));
        self.act_even_closing(who, move |tx| {
            let services = services.clone();
            Box::pin(async move { services.reopen_in(tx, act).await })
        })
        .await
    }

    async fn reopen_in(&self, tx: &mut Tx<'_>, act: Act) -> Result<(), Fault<ClosureRefusal>> {
        let Act { member, lang, now } = act;
        let state = rows::account(tx, member).await?.map_or(ClosureState::Closed, |account| account.state);
        state.reopen(now).map_err(Fault::Refused)?;
        if !rows::thaw(tx, member).await? {
            return Err(Fault::Refused(ClosureRefusal::GraceOver));
        }
        let key = self.keys.member_key(tx, member).await?;
        trail::note(tx, &key, member, now, (TrailKind::Reopened, &TrailDetail::none())).await?;
        self.tell(tx, act, &key, letters::reopened(lang, now, &self.page("/sign-in"))).await.map_err(Fault::widen)
    }

    /// Posts a letter about the account, if anybody proved to read the address.
    pub(crate) async fn tell(
        &self,
        tx: &mut Tx<'_>,
        act: Act,
        key: &MemberKey,
        letter: Letter,
    ) -> Result<(), Fault<Never>> {
        let profile = profile::rows::kept(tx, act.member, key).await?.profile;
        if profile.email_confirmed {
            self.post(tx, Some(act.member), &profile.email, letter).await?;
        }
        Ok(())
    }
}
