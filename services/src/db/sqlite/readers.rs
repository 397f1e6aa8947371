//! The connections that only read.
//!
//! Not sqlx's own pool: it asks each connection that comes back whether it still lives. On SQLite that is a trip to the thread
//! of the connection, as dear as a short read, and nobody else reads on it meanwhile. A local file has no line that could drop.

use super::group::code_of;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long somebody waits for a connection before being asked to come back.
const WAIT: Duration = Duration::from_secs(5);

/// A fixed number of connections, opened when they are first needed.
#[derive(Clone)]
pub(super) struct Readers(Arc<Inner>);

struct Inner {
    options: SqliteConnectOptions,
    most: u32,
    turns: Arc<Semaphore>,
    idle: Mutex<Vec<SqliteConnection>>,
}

impl Inner {
    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Readers {
    pub(super) fn new(most: u32, options: SqliteConnectOptions) -> Self {
        let turns = Arc::new(Semaphore::new(usize::try_from(most).unwrap_or(1)));
        Self(Arc::new(Inner { options, most, turns, idle: Mutex::default() }))
    }

    /// A connection for as long as the answer is kept. Whoever came first is served first.
    ///
    /// # Errors
    /// [`sqlx::Error::PoolTimedOut`] if none comes free in time, [`sqlx::Error::PoolClosed`] after [`Readers::close`]; and what
    /// opening one may bring.
    pub(super) async fn acquire(&self) -> sqlx::Result<Reader> {
        let turn = tokio::time::timeout(WAIT, Arc::clone(&self.0.turns).acquire_owned()).await;
        let turn = turn.map_err(|_| sqlx::Error::PoolTimedOut)?.map_err(|_| sqlx::Error::PoolClosed)?;
        let idle = self.0.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.0.options.connect().await?,
        };
        Ok(Reader { held: Some((connection, turn)), left: Left::UnderWay, readers: self.clone() })
    }

    /// Waits for whoever reads, then closes everything.
    pub(super) async fn close(&self) {
        let all = self.0.turns.acquire_many(self.0.most).await;
        self.0.turns.close();
        drop(all);
        let idle = std::mem::take(&mut *self.0.idle());
        for connection in idle {
            if let Err(error) = connection.close().await {
                tracing::error!(code = code_of(&error), "a reading connection did not close cleanly");
            }
        }
    }

    /// The connection comes back before the turn ends: whoever has the next one finds it.
    fn take_back(&self, connection: SqliteConnection, turn: OwnedSemaphorePermit) {
        self.0.idle().push(connection);
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
pub(super) struct Reader {
    held: Option<(SqliteConnection, OwnedSemaphorePermit)>,
    left: Left,
    readers: Readers,
}

impl Reader {
    /// Gives it back: nothing is under way on it any more, no transaction is open, the next one can have it at once.
    pub(super) fn rest(mut self) {
        self.left = Left::AtRest;
    }

    /// From here on it is thrown away, unless it comes to [rest](Reader::rest).
    pub(super) fn goes_into_a_transaction(&mut self) {
        self.left = Left::InTransaction;
    }
}

#[expect(clippy::expect_used, reason = "only `drop` takes it out, and nobody has a reader after that")]
impl Deref for Reader {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.held.as_ref().expect("held until it is dropped").0
    }
}

#[expect(clippy::expect_used, reason = "as above")]
impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.held.as_mut().expect("held until it is dropped").0
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let Some((mut connection, turn)) = self.held.take() else { return };
        match (&self.left, Handle::try_current()) {
            (Left::AtRest, _) => self.readers.take_back(connection, turn),
            // Cut off, or something failed: its thread may still be at work, and the next one would wait for that.
            (Left::UnderWay, Ok(runtime)) => {
                let readers = self.readers.clone();
                runtime.spawn(async move {
                    match connection.ping().await {
                        Ok(()) => readers.take_back(connection, turn),
                        Err(error) => tracing::error!(code = code_of(&error), "a reading connection broke"),
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
