//! Connections that are used again and again.
//!
//! Not sqlx's own pool: it asks each connection that comes back whether it still lives. On SQLite that is a trip to the thread
//! of the connection, as dear as a short read; on PostgreSQL a trip to the server, as dear as a `commit` that changes nothing;
//! and nobody else has the connection meanwhile.

use super::{code_of, takes_nobody};
use sqlx::{ConnectOptions as _, Connection};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// How long somebody waits for a connection before being asked to come back.
const WAIT: Duration = Duration::from_secs(5);
/// How long a server that takes nobody is given to start again, and between two looks whether it has.
const STARTS: Duration = Duration::from_secs(4);
const LOOKS: Duration = Duration::from_millis(100);

/// How connections are kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Care {
    /// So many at most.
    pub(super) most: u32,
    /// One that rested longer is asked whether it lives before it is used: a line may have dropped, and nobody said so.
    pub(super) trusted: Duration,
    /// One that was left in the middle of something and answers nothing for so long is closed: at the other end of a line that fell
    /// silent nobody may be, and the system waits a quarter of an hour before it says so.
    pub(super) answers: Duration,
    /// One that is older is closed when it comes back: what a server keeps for it grows, and another server may have taken over.
    pub(super) kept: Duration,
}

/// A bounded number of connections, opened when they are first needed.
pub(super) struct Pool<C: Connection + 'static>(Arc<Inner<C>>);

impl<C: Connection + 'static> Clone for Pool<C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

struct Inner<C: Connection + 'static> {
    options: C::Options,
    care: Care,
    turns: Arc<Semaphore>,
    rest: Mutex<Rest<C>>,
}

struct Rest<C> {
    connections: Vec<Resting<C>>,
    /// When one was last left other than at rest: those that rested then are asked first. Where one line dropped, the others may
    /// have, too, and a server that was away costs one failure instead of one for each.
    doubted: Option<Instant>,
}

struct Resting<C> {
    connection: C,
    opened: Instant,
    since: Instant,
}

impl<C: Connection + 'static> Inner<C> {
    fn rest(&self) -> MutexGuard<'_, Rest<C>> {
        self.rest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C: Connection + 'static> Pool<C> {
    pub(super) fn new(care: Care, options: C::Options) -> Self {
        let turns = Arc::new(Semaphore::new(usize::try_from(care.most).unwrap_or(1)));
        let rest = Mutex::new(Rest { connections: Vec::new(), doubted: None });
        Self(Arc::new(Inner { options, care, turns, rest }))
    }

    /// A connection for as long as the answer is kept. Whoever came first is served first.
    ///
    /// # Errors
    /// [`sqlx::Error::PoolTimedOut`] if none comes free in time, [`sqlx::Error::PoolClosed`] after [`Pool::close`]; and what
    /// opening one may bring.
    pub(super) async fn acquire(&self) -> sqlx::Result<Held<C>> {
        tokio::time::timeout(WAIT, self.next()).await.map_err(|_| sqlx::Error::PoolTimedOut)?
    }

    async fn next(&self) -> sqlx::Result<Held<C>> {
        let turn = Arc::clone(&self.0.turns).acquire_owned().await.map_err(|_| sqlx::Error::PoolClosed)?;
        let (connection, opened) = loop {
            let Some((last, is_doubted)) = self.last() else { break (self.open().await?, Instant::now()) };
            let Resting { mut connection, opened, .. } = last;
            if !is_doubted || connection.ping().await.is_ok() {
                break (connection, opened);
            }
        };
        Ok(Held { line: Some((connection, opened, turn)), left: Left::UnderWay, pool: self.clone() })
    }

    /// The one that came to rest last, and whether it has to be asked before it is used.
    fn last(&self) -> Option<(Resting<C>, bool)> {
        let mut rest = self.0.rest();
        let last = rest.connections.pop()?;
        let is_doubted = last.since.elapsed() > self.0.care.trusted || rest.doubted.is_some_and(|at| last.since <= at);
        Some((last, is_doubted))
    }

    async fn open(&self) -> sqlx::Result<C> {
        let began = Instant::now();
        loop {
            match self.0.options.connect().await {
                Err(error) if takes_nobody(&error) && began.elapsed() < STARTS => tokio::time::sleep(LOOKS).await,
                opened => return opened,
            }
        }
    }

    /// Waits for whoever has one, then closes everything.
    pub(super) async fn close(&self) {
        let all = self.0.turns.acquire_many(self.0.care.most).await;
        self.0.turns.close();
        drop(all);
        let resting = std::mem::take(&mut self.0.rest().connections);
        for Resting { connection, .. } in resting {
            if let Err(error) = connection.close().await {
                tracing::error!(code = code_of(&error), "a connection did not close cleanly");
            }
        }
    }

    /// The connection comes back before the turn ends: whoever has the next one finds it.
    fn take_back(&self, connection: C, opened: Instant, turn: OwnedSemaphorePermit) {
        if opened.elapsed() <= self.0.care.kept {
            self.0.rest().connections.push(Resting { connection, opened, since: Instant::now() });
        }
        drop(turn);
    }
}

/// In what state a connection is left.
enum Left {
    /// Nothing is under way on it, no transaction is open.
    AtRest,
    /// A statement may be.
    UnderWay,
    /// A transaction may be open.
    InTransaction,
}

/// A connection that is somebody's.
pub(super) struct Held<C: Connection + 'static> {
    line: Option<(C, Instant, OwnedSemaphorePermit)>,
    left: Left,
    pool: Pool<C>,
}

impl<C: Connection + 'static> Held<C> {
    /// Gives it back: nothing is under way on it any more, no transaction is open, the next one can have it at once.
    pub(super) fn rest(mut self) {
        self.left = Left::AtRest;
    }

    /// From here on it is thrown away, unless it comes to [rest](Held::rest).
    pub(super) fn goes_into_a_transaction(&mut self) {
        self.left = Left::InTransaction;
    }
}

#[expect(clippy::expect_used, reason = "only `drop` takes it out, and nobody has it after that")]
impl<C: Connection + 'static> Deref for Held<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.line.as_ref().expect("held until it is dropped").0
    }
}

#[expect(clippy::expect_used, reason = "as above")]
impl<C: Connection + 'static> DerefMut for Held<C> {
    fn deref_mut(&mut self) -> &mut C {
        &mut self.line.as_mut().expect("held until it is dropped").0
    }
}

impl<C: Connection + 'static> Drop for Held<C> {
    fn drop(&mut self) {
        let Some((mut connection, opened, turn)) = self.line.take() else { return };
        if !matches!(self.left, Left::AtRest) {
            self.pool.0.rest().doubted = Some(Instant::now());
        }
        match (&self.left, Handle::try_current()) {
            (Left::AtRest, _) => self.pool.take_back(connection, opened, turn),
            // Cut off, or something failed: it may still be at work, and the next one would wait for that.
            (Left::UnderWay, Ok(runtime)) => {
                let pool = self.pool.clone();
                runtime.spawn(async move {
                    match tokio::time::timeout(pool.0.care.answers, connection.ping()).await {
                        Ok(Ok(())) => pool.take_back(connection, opened, turn),
                        Ok(Err(error)) => tracing::error!(code = code_of(&error), "a connection broke"),
                        Err(_) => tracing::error!(code = "silent", "a connection answers nothing"),
                    }
                });
            }
            // Another takes its place when it is needed. (Without a runtime the process is ending.)
            (Left::InTransaction, _) | (Left::UnderWay, Err(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests;
