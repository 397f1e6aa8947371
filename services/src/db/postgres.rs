//! PostgreSQL: a pool; each write runs serialisable in a task of its own and is tried again when the engine asks for it.

use super::contract::{self, Promise};
use super::{BoxFuture, DbProblem, POSTGRES_MIGRATIONS, Tx};
use crate::fault::Fault;
use crate::secret::Secret;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, PgPool, Postgres};
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

/// Connections to one server. PostgreSQL serves best with a few times its cores; the rest waits here, not there.
const CONNECTIONS: u32 = 16;
/// Statements kept prepared on each connection: more than there are in this crate.
const STATEMENTS: usize = 512;
/// How often a write is tried when others get in its way (40001, 40P01), before the visitor is asked to come back.
const TRIES: u32 = 12;

pub(super) struct Door {
    pool: PgPool,
}

impl Door {
    pub(super) async fn open(url: &Secret) -> Result<Self, DbProblem> {
        let options =
            PgConnectOptions::from_str(url.reveal())?.statement_cache_capacity(STATEMENTS).disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(Duration::from_secs(5))
            // A round trip per use; a dropped line shows as an error of the first statement, and the pool replaces it.
            .test_before_acquire(false)
            .connect_with(options)
            .await?;
        let mut connection = pool.acquire().await?;
        contract::demand(&contract::of_postgres(&mut connection).await?)?;
        drop(connection);
        POSTGRES_MIGRATIONS.run(&pool).await?;
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
            for attempt in 1..=TRIES {
                match transaction(&pool, "begin isolation level serializable", &*work).await {
                    Err(Fault::Internal(accident)) if must_try_again(accident.downcast_ref()) => {
                        tokio::time::sleep(Duration::from_millis(u64::from(attempt))).await;
                    }
                    outcome => return outcome,
                }
            }
            Err(Fault::Busy { wait_s: 1 })
        });
        task.await.unwrap_or_else(|_| Err(Fault::broken("a write panicked")))
    }

    pub(super) async fn read<T, R, F>(&self, work: F) -> Result<T, Fault<R>>
    where
        F: for<'a, 'c> FnOnce(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send,
    {
        let mut connection = self.pool.acquire().await?;
        work(&mut Tx::Postgres(&mut connection)).await
    }

    pub(super) async fn snapshot<T, R, F>(&self, work: F) -> Result<T, Fault<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: for<'a, 'c> FnOnce(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + 'static,
    {
        let pool = self.pool.clone();
        let task =
            tokio::spawn(
                async move { transaction(&pool, "begin isolation level repeatable read read only", work).await },
            );
        task.await.unwrap_or_else(|_| Err(Fault::broken("a read panicked")))
    }

    pub(super) async fn promises(&self) -> Result<Vec<Promise>, Fault> {
        let mut connection = self.pool.acquire().await?;
        Ok(contract::of_postgres(&mut connection).await?)
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

/// One transaction from begin to its end. A connection whose end is not known for sure never goes back to the pool.
async fn transaction<T, R, F>(pool: &PgPool, begin: &'static str, work: F) -> Result<T, Fault<R>>
where
    F: for<'a, 'c> FnOnce(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>>,
{
    let mut guard = Guard { connection: pool.acquire().await?, settled: false };
    sqlx::query(begin).execute(&mut *guard.connection).await?;
    let outcome = work(&mut Tx::Postgres(&mut guard.connection)).await;
    let end = if outcome.is_ok() { "commit" } else { "rollback" };
    sqlx::query(end).execute(&mut *guard.connection).await?;
    guard.settled = true;
    outcome
}

struct Guard {
    connection: PoolConnection<Postgres>,
    settled: bool,
}

impl Drop for Guard {
    fn drop(&mut self) {
        // A panic or an error on the way: the server may still be inside the transaction (transact-rs/sqlx #4385).
        if !self.settled {
            self.connection.close_on_drop();
        }
    }
}

/// Serialisation failure and deadlock: the engine undid everything and asks for another try.
fn must_try_again(error: Option<&sqlx::Error>) -> bool {
    let code = error.and_then(sqlx::Error::as_database_error).and_then(sqlx::error::DatabaseError::code);
    matches!(code.as_deref(), Some("40001" | "40P01"))
}
