//! Two engines behind one door. (house.md section 7)
//!
//! Each statement is written once, with `$1` placeholders, and `on!` runs it on whichever engine is configured.
//! [`Db::write`] answers only after its commit is durable, and runs in a task of its own, so that a visitor who hangs up
//! cannot cut a transaction in two.

mod contract;
pub(crate) mod look;
pub(crate) mod many;
mod pool;
mod postgres;
mod sqlite;

use crate::fault::Fault;
use crate::secret::Secret;
use sqlx::migrate::Migrator;
use sqlx::{PgConnection, SqliteConnection};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The schema of SQLite, forward only.
pub static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("../migrations/sqlite");
/// The schema of PostgreSQL: the same numbers, the same ideas.
pub static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("../migrations/postgres");

/// A future that can be sent and names nothing but its lifetime.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One open connection, mostly in a transaction, on whichever engine is configured.
pub enum Tx<'c> {
    /// SQLite.
    Sqlite(&'c mut SqliteConnection),
    /// PostgreSQL, and what the transaction is for.
    Postgres(&'c mut PgConnection, Purpose),
}

/// What a transaction on PostgreSQL is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It only reads, and waits for nobody.
    Reading,
    /// It writes: what it reads in order to decide has to stay as it is until it ends.
    Writing,
}

/// The same expression for both connections: `on!(tx, |c| sqlx::query(SQL).bind(id).execute(c).await)`.
macro_rules! on {
    ($tx:expr, |$c:ident| $expression:expr) => {{
        $crate::db::count_statement();
        match $tx {
            $crate::db::Tx::Sqlite(connection) => {
                let $c = &mut **connection;
                $expression
            }
            $crate::db::Tx::Postgres(connection, _) => {
                let $c = &mut **connection;
                $expression
            }
        }
    }};
}
pub(crate) use on;

/// Rows one delete of [`over!`] takes, and those that end in the same microsecond.
pub(crate) const BATCH: u64 = 1_000;

/// Deletes the rows whose `column` is not after `$1`: the oldest of them, a batch.
macro_rules! over {
    ($table:literal, $column:literal) => {
        concat!(
            "delete from ",
            $table,
            " where ",
            $column,
            " <= coalesce((select ",
            $column,
            " from ",
            $table,
            " where ",
            $column,
            " <= $1 order by ",
            $column,
            " limit 1 offset 999), $1)"
        )
    };
}
pub(crate) use over;

/// Two subjects that begin with the same 64 bits would wait for each other, and nothing worse.
fn number_of(subject: &[u8; 32]) -> i64 {
    let mut number = [0; 8];
    number.copy_from_slice(&subject[..8]);
    i64::from_be_bytes(number)
}

const ALONE: &str = "select pg_advisory_xact_lock(number) from unnest($1::bigint[]) as number";

/// The engine's code of an error; its text could quote a statement and is left out.
fn code_of(error: &sqlx::Error) -> String {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.map_or_else(|| "no_code".to_owned(), std::borrow::Cow::into_owned)
}

/// Nobody listens where the server should be, or it lets nobody in for now: all places are taken (53300), or it is starting or
/// stopping (57P03).
pub(crate) fn takes_nobody(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
        error => matches!(code_of(error).as_str(), "53300" | "57P03"),
    }
}

static STATEMENTS: AtomicU64 = AtomicU64::new(0);

/// Statements of the services run by this process so far: the test that unknown names cost the same work counts them.
pub fn statements_run() -> u64 {
    STATEMENTS.load(Ordering::Relaxed)
}

pub(crate) fn count_statement() {
    STATEMENTS.fetch_add(1, Ordering::Relaxed);
}

impl Tx<'_> {
    /// The text for this engine, for the few statements that must differ.
    pub fn pick(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Tx::Sqlite(_) => sqlite,
            Tx::Postgres(..) => postgres,
        }
    }

    /// `alone` where other writes may run beside this one and rows have to be locked, else `plain`.
    pub fn pick_alone(&self, plain: &'static str, alone: &'static str) -> &'static str {
        match self {
            Tx::Sqlite(_) | Tx::Postgres(_, Purpose::Reading) => plain,
            Tx::Postgres(_, Purpose::Writing) => alone,
        }
    }

    /// From here to its end, no other transaction that calls this with the same `subject` runs beside this one. For what
    /// has no row that could be locked: counting tries is one.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn alone(&mut self, subjects: &[&[u8; 32]]) -> sqlx::Result<()> {
        // SQLite has one writer, which is alone as it is.
        let Tx::Postgres(connection, _) = self else { return Ok(()) };
        let mut numbers: Vec<i64> = subjects.iter().map(|subject| number_of(subject)).collect();
        // In one order everywhere, so that two transactions never wait for each other.
        numbers.sort_unstable();
        sqlx::query(ALONE).bind(numbers).execute(&mut **connection).await.map(drop)
    }
}

/// Where the data lies.
#[derive(Clone, Debug)]
pub enum DatabaseUrl {
    /// A file on this machine; made at the first start.
    Sqlite(PathBuf),
    /// `postgres://…`, with its password.
    Postgres(Secret),
}

impl DatabaseUrl {
    /// Reads `sqlite:<path>` or `postgres://…`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Some(Self::Postgres(Secret::new(text)));
        }
        let path = text.strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        (!path.is_empty()).then(|| Self::Sqlite(PathBuf::from(path)))
    }
}

/// Why the database cannot be used; each is a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum DbProblem {
    /// A setting or version that could lose acknowledged writes.
    #[error("the database must not be used: {0}")]
    Contract(String),
    /// The schema could not be brought up to date.
    #[error("the schema could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// No connection.
    #[error("the database cannot be opened: {0}")]
    Open(#[from] sqlx::Error),
}

/// The door.
#[derive(Clone)]
pub struct Db(Arc<Engine>);

enum Engine {
    Sqlite(sqlite::Door),
    Postgres(postgres::Door),
}

impl Db {
    /// Opens the database, brings its schema up to date, and checks that it keeps what it acknowledges.
    ///
    /// # Errors
    /// [`DbProblem`], a sentence for the operator.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, DbProblem> {
        let engine = match url {
            DatabaseUrl::Sqlite(path) => Engine::Sqlite(sqlite::Door::open(path).await?),
            DatabaseUrl::Postgres(url) => Engine::Postgres(postgres::Door::open(url).await?),
        };
        Ok(Self(Arc::new(engine)))
    }

    /// Runs `work` in a transaction and answers once it is durable.
    ///
    /// On SQLite one write runs after the other. On PostgreSQL they run side by side, and each statement sees what others
    /// have committed: a write first locks what it decides on. [`crate::keys::Keys::member_key`] and the other reads of a
    /// member's own row lock that member for the rest of the transaction, so all of a member's writes come one after the
    /// other; what belongs to nobody is taken by a conditional update, a unique key, or after [`Tx::alone`].
    ///
    /// `work` may run again if another write got in its way (PostgreSQL: 40001, 40P01, and a unique key that somebody
    /// else was faster to take; SQLite: a failure in the same group), so it must do nothing but SQL and pure computing. An error, or a panic, undoes what `work` did, and nothing else: what must stay after a refusal
    /// (a counter, a trail entry) belongs into an `Ok`.
    ///
    /// # Errors
    /// The fault of `work`; [`Fault::Busy`] if too many writes are waiting; [`Fault::Internal`] if the commit failed.
    pub async fn write<T, R, F>(&self, work: F) -> Result<T, Fault<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: for<'a, 'c> Fn(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + Sync + 'static,
    {
        match &*self.0 {
            Engine::Sqlite(door) => door.write(work).await,
            Engine::Postgres(door) => door.write(work).await,
        }
    }

    /// The same for `work` that is one statement: on PostgreSQL it is a transaction by itself, and two trips are saved. It is tried
    /// once; `None` says that another write got in its way, and nothing was done.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write_at_once<T, R, F>(&self, work: F) -> Result<Option<T>, Fault<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: for<'a, 'c> Fn(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + Sync + 'static,
    {
        match &*self.0 {
            Engine::Sqlite(door) => door.write(work).await.map(Some),
            Engine::Postgres(door) => door.write_at_once(work).await,
        }
    }

    /// Runs `work` on a connection that cannot write, without a transaction: for one statement, or several that need not agree.
    ///
    /// # Errors
    /// The fault of `work`; [`Fault::Busy`] if no connection became free in time.
    pub async fn read<T, R, F>(&self, work: F) -> Result<T, Fault<R>>
    where
        F: for<'a, 'c> FnOnce(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send,
    {
        match &*self.0 {
            Engine::Sqlite(door) => door.read(work).await,
            Engine::Postgres(door) => door.read(work).await,
        }
    }

    /// Runs `work` in a transaction that only reads: all its statements see the same instant.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn snapshot<T, R, F>(&self, work: F) -> Result<T, Fault<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: for<'a, 'c> FnOnce(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + 'static,
    {
        match &*self.0 {
            Engine::Sqlite(door) => door.snapshot(work).await,
            Engine::Postgres(door) => door.snapshot(work).await,
        }
    }

    /// A number that stays the same while this process writes nothing, where this process is the one that writes: read it, and
    /// as long as it is what it was, so is everything in the database. `None` where others write, too. (What an operator's command
    /// writes into SQLite beside the server is not counted.)
    pub fn moment(&self) -> Option<u64> {
        match &*self.0 {
            Engine::Sqlite(door) => Some(door.commits()),
            Engine::Postgres(_) => None,
        }
    }

    /// Makes deleted rows unreadable in the files too: SQLite's write-ahead log is folded in and cut to nothing
    /// (with `secure_delete` the main file holds zeros already). Answers whether it is done; a long reader can delay it.
    ///
    /// # Errors
    /// [`Fault::Internal`] if the engine refuses.
    pub async fn forget_deleted(&self) -> Result<bool, Fault> {
        match &*self.0 {
            Engine::Sqlite(door) => door.truncate_log().await,
            // PostgreSQL has no log to cut. Its dead rows hold ciphertext whose key is gone; an erasure takes them out of the
            // tables, and says so only when they are (`closure::erasure`).
            Engine::Postgres(_) => Ok(true),
        }
    }

    /// Finishes what is waiting and closes the files. Nothing can be asked afterwards.
    pub async fn close(&self) {
        match &*self.0 {
            Engine::Sqlite(door) => door.close().await,
            Engine::Postgres(door) => door.close().await,
        }
    }
}
