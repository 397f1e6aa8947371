//! A write in the name of a member who is signed in. (MC-5.1b; security.md G7, T4)
//!
//! The session was looked at when the request came. Until its write begins it may have been ended: from another device,
//! by a new password, by closing the account. So it is looked at once more inside the transaction, and ended means that
//! nothing is done.

use super::SignedIn;
use super::rows::{self, Life};
use crate::Services;
use crate::db::{BoxFuture, Tx};
use crate::fault::Fault;
use std::sync::Arc;

/// Which accounts an act is for.
#[derive(Clone, Copy)]
enum Account {
    Open,
    EvenClosing,
}

impl Services {
    /// Runs `work` as [`crate::db::Db::write`] does, for a member whose session is good and whose account is open. No other
    /// write of this member runs beside it.
    ///
    /// # Errors
    /// [`Fault::SessionEnded`] and [`Fault::AccountClosing`], with nothing done; those of the write.
    pub(crate) async fn act<T, R, F>(&self, who: &SignedIn, work: F) -> Result<T, Fault<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: for<'a, 'c> Fn(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + Sync + 'static,
    {
        self.look_and_act(who, Account::Open, work).await
    }

    /// The same for what is done while the account is closing, too: proving oneself, taking the copy, reopening, ending
    /// sessions.
    ///
    /// # Errors
    /// [`Fault::SessionEnded`], with nothing done; those of the write.
    pub(crate) async fn act_even_closing<T, R, F>(&self, who: &SignedIn, work: F) -> Result<T, Fault<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: for<'a, 'c> Fn(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + Sync + 'static,
    {
        self.look_and_act(who, Account::EvenClosing, work).await
    }

    /// As [`Services::act`], where the first statement of the work tells of the session as well: one trip less. `read`
    /// answers what it read of the session, and what else it read for `work`.
    ///
    /// # Errors
    /// As [`Services::act`]; those of `read`.
    pub(crate) async fn act_on<S, T, R, L, F>(&self, read: L, work: F) -> Result<T, Fault<R>>
    where
        S: Send + 'static,
        T: Send + 'static,
        R: Send + 'static,
        L: for<'a, 'c> Fn(&'a mut Tx<'c>) -> BoxFuture<'a, Result<(Option<Life>, S), Fault<R>>> + Send + Sync + 'static,
        F: for<'a, 'c> Fn(&'a mut Tx<'c>, S) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + Sync + 'static,
    {
        self.act_for(Account::Open, read, work).await
    }

    async fn look_and_act<T, R, F>(&self, who: &SignedIn, account: Account, work: F) -> Result<T, Fault<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: for<'a, 'c> Fn(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + Sync + 'static,
    {
        let (member, session) = (who.member, who.session);
        self.act_for(
            account,
            move |tx| Box::pin(async move { Ok((rows::life(tx, member, session).await?, ())) }),
            move |tx, ()| work(tx),
        )
        .await
    }

    async fn act_for<S, T, R, L, F>(&self, account: Account, read: L, work: F) -> Result<T, Fault<R>>
    where
        S: Send + 'static,
        T: Send + 'static,
        R: Send + 'static,
        L: for<'a, 'c> Fn(&'a mut Tx<'c>) -> BoxFuture<'a, Result<(Option<Life>, S), Fault<R>>> + Send + Sync + 'static,
        F: for<'a, 'c> Fn(&'a mut Tx<'c>, S) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + Sync + 'static,
    {
        let (services, steps) = (self.clone(), Arc::new((read, work)));
        self.db
            .write(move |tx| {
                let (services, steps) = (services.clone(), Arc::clone(&steps));
                Box::pin(async move {
                    let (read, work) = &*steps;
                    let (life, seen) = read(tx).await?;
                    let life =
                        life.filter(|life| services.is_alive(life, services.now())).ok_or(Fault::SessionEnded)?;
                    match account {
                        Account::Open if life.closing_ends_at.is_some() => Err(Fault::AccountClosing),
                        Account::Open | Account::EvenClosing => work(tx, seen).await,
                    }
                })
            })
            .await
    }
}
