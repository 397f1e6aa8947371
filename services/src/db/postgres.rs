//! PostgreSQL: a pool; each write runs in a task of its own and is tried again when another got in its way.
//!
//! Isolation is `read committed` and locks are taken by name (see [`super::Db::write`]). `serializable` needs no locks, but it
//! judges by pages of an index: while a table is small, members who have nothing to do with each other share pages, and
//! sixteen sign-ups at once were enough to be turned away.

use super::contract;
use super::pool::{Care, Pool};
use super::{BoxFuture, DbProblem, POSTGRES_MIGRATIONS, Purpose, Tx};
use crate::fault::Fault;
use crate::secret::Secret;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, PgConnection};
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

/// Connections to one server. PostgreSQL serves best with a few times its cores; the rest waits here, not there.
const CARE: Care = Care {
    most: 16,
    trusted: Duration::from_secs(30),
    answers: Duration::from_secs(10),
    kept: Duration::from_mins(30),
};
/// Statements kept prepared on each connection: more than there are in this crate.
const STATEMENTS: usize = 512;
/// How often a write is tried when others get in its way, before the visitor is asked to come back.
const TRIES: u32 = 12;
const BEGIN_WRITING: &str = "begin isolation level read committed read write";
const BEGIN_READING: &str = "begin isolation level repeatable read read only";

pub(super) struct Door {
    pool: Pool<PgConnection>,
}

impl Door {
    pub(super) async fn open(url: &Secret) -> Result<Self, DbProblem> {
        let options =
            PgConnectOptions::from_str(url.reveal())?.statement_cache_capacity(STATEMENTS).disable_statement_logging();
        let pool = Pool::new(CARE, options);
        let mut connection = pool.acquire().await?;
        contract::demand(&contract::of_postgres(&mut connection).await?)?;
        POSTGRES_MIGRATIONS.run_direct(None, &mut *connection, false).await?;
        connection.rest();
        Ok(Self { pool })
    }

    pub(super) async fn write<T, R, F>(&self, work: F) -> Result<T, Fault<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: for<'a, 'c> Fn(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + Sync + 'static,
    {
        let pool = self.pool.clone();
        let work = Arc::new(work);
        let task = tokio::spawn(async move {
            let mut outcome = Err(Fault::Busy { wait_s: 1 });
            for attempt in 1..=TRIES {
                outcome = transaction(&pool, Purpose::Writing, &*work).await;
                let Err(Fault::Internal(accident)) = &outcome else { return outcome };
                match in_the_way(accident.downcast_ref()) {
                    None => return outcome,
                    Some(InTheWay::Lock) if attempt == TRIES => return Err(Fault::Busy { wait_s: 1 }),
                    Some(_) => tokio::time::sleep(Duration::from_millis(u64::from(attempt))).await,
                }
            }
            outcome
        });
        task.await.unwrap_or_else(|_| Err(Fault::broken("a write panicked")))
    }

    pub(super) async fn write_at_once<T, R, F>(&self, work: F) -> Result<Option<T>, Fault<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: for<'a, 'c> Fn(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + Sync + 'static,
    {
        let pool = self.pool.clone();
        let task = tokio::spawn(async move {
            let mut connection = pool.acquire().await?;
            let outcome = match work(&mut Tx::Postgres(&mut connection, Purpose::Writing)).await {
                // The engine has answered, and undone the one statement there was.
                Err(Fault::Internal(accident)) if in_the_way(accident.downcast_ref()).is_some() => Ok(None),
                outcome => outcome.map(Some),
            };
            if outcome.is_ok() {
                connection.rest();
            }
            outcome
        });
        task.await.unwrap_or_else(|_| Err(Fault::broken("a write panicked")))
    }

    pub(super) async fn read<T, R, F>(&self, work: F) -> Result<T, Fault<R>>
    where
        F: for<'a, 'c> FnOnce(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send,
    {
        let mut connection = self.pool.acquire().await?;
        let outcome = work(&mut Tx::Postgres(&mut connection, Purpose::Reading)).await;
        if outcome.is_ok() {
            connection.rest();
        }
        outcome
    }

    pub(super) async fn snapshot<T, R, F>(&self, work: F) -> Result<T, Fault<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: for<'a, 'c> FnOnce(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + 'static,
    {
        let pool = self.pool.clone();
        let task = tokio::spawn(async move { transaction(&pool, Purpose::Reading, work).await });
        task.await.unwrap_or_else(|_| Err(Fault::broken("a read panicked")))
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

/// A look that changes nothing.
pub(super) async fn look(url: &Secret) -> sqlx::Result<PgConnection> {
    let options = PgConnectOptions::from_str(url.reveal())?.options([("default_transaction_read_only", "on")]);
    options.disable_statement_logging().connect().await
}

/// One transaction from begin to its end. A connection whose end is not known for sure is never used again: after a panic or an
/// error on the way the server may still be inside the transaction (transact-rs/sqlx #4385).
async fn transaction<T, R, F>(pool: &Pool<PgConnection>, purpose: Purpose, work: F) -> Result<T, Fault<R>>
where
    F: for<'a, 'c> FnOnce(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>>,
{
    let mut connection = pool.acquire().await?;
    connection.goes_into_a_transaction();
    let begin = if purpose == Purpose::Writing { BEGIN_WRITING } else { BEGIN_READING };
    sqlx::query(begin).execute(&mut *connection).await?;
    let outcome = work(&mut Tx::Postgres(&mut connection, purpose)).await;
    let end = if outcome.is_ok() { "commit" } else { "rollback" };
    sqlx::query(end).execute(&mut *connection).await?;
    connection.rest();
    outcome
}

/// Why another try may succeed. The engine has undone everything.
enum InTheWay {
    /// Serialisation failure or deadlock: the next try waits its turn.
    Lock,
    /// Somebody else was faster to take a unique key: the next try sees theirs. If not, the fault is our own.
    UniqueKey,
}

fn in_the_way(error: Option<&sqlx::Error>) -> Option<InTheWay> {
    let code = error.and_then(sqlx::Error::as_database_error).and_then(sqlx::error::DatabaseError::code);
    match code.as_deref() {
        Some("40001" | "40P01") => Some(InTheWay::Lock),
        Some("23505") => Some(InTheWay::UniqueKey),
        _ => None,
    }
}
