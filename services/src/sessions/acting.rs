//! A write in the name of a member who is signed in. (MC-5.1b; security.md G7, T4)
//!
//! The session was looked at when the request came. Until its write begins it may have been ended: from another device,
//! by a new password, by closing the account. So it is looked at once more inside the transaction, and ended means that
//! nothing is done.

use super::{SignedIn, rows};
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
        self.act_for(who, Account::Open, work).await
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
        self.act_for(who, Account::EvenClosing, work).await
    }

    async fn act_for<T, R, F>(&self, who: &SignedIn, account: Account, work: F) -> Result<T, Fault<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: for<'a, 'c> Fn(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + Sync + 'static,
    {
        let (services, member, session, work) = (self.clone(), who.member, who.session, Arc::new(work));
        self.db
            .write(move |tx| {
                let (services, work) = (services.clone(), Arc::clone(&work));
                Box::pin(async move {
                    let life = rows::life(tx, member, session).await?;
                    let life =
                        life.filter(|life| services.is_alive(life, services.now())).ok_or(Fault::SessionEnded)?;
                    match account {
                        Account::Open if life.closing_ends_at.is_some() => Err(Fault::AccountClosing),
                        Account::Open | Account::EvenClosing => work(tx).await,
                    }
                })
            })
            .await
    }
}
