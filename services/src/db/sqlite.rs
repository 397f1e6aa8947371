//! SQLite: one task owns the one writing connection and commits groups; readers have a pool that cannot write.

use super::contract;
use super::pool::{Care, Pool};
use super::{BoxFuture, DbProblem, SQLITE_MIGRATIONS, Tx};
use crate::fault::Fault;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{Mutex, mpsc, oneshot};

mod group;
use group::{Asked, Job};

/// Most writes in one commit. More would make the first wait longer than the sync they share saves (measured: 64).
const GROUP: usize = 64;
/// Writes that may wait. At the rate measured on two cores this is a tenth of a second; beyond it, refusing is kinder.
const QUEUE: usize = 1024;
/// Statements kept prepared on each connection: more than there are in this crate.
const STATEMENTS: usize = 512;

/// Rows a connection reads ahead of whoever asked. With fifty, sqlx's own number, a long read is two threads that wake each other
/// all the time.
const ROWS: usize = 1024;

/// What the writing task is asked to do.
enum Order {
    Write(Box<dyn Job>),
    TruncateLog(oneshot::Sender<sqlx::Result<bool>>),
    Close,
}

pub(super) struct Door {
    orders: mpsc::Sender<Order>,
    readers: Pool<SqliteConnection>,
    /// How many groups of writes were tried.
    commits: Arc<AtomicU64>,
    /// Told when the writing thread has closed its connection.
    ended: Mutex<Option<oneshot::Receiver<()>>>,
}

impl Door {
    pub(super) async fn open(path: &Path) -> Result<Self, DbProblem> {
        make_for_owner(path).map_err(sqlx::Error::Io)?;
        let mut writer = common(path).connect().await?;
        contract::demand(&contract::of_sqlite(&mut writer, true).await?)?;
        SQLITE_MIGRATIONS.run_direct(None, &mut writer, false).await?;
        let readers = Pool::new(
            // A local file has no line that could drop.
            Care { most: readers(), trusted: Duration::MAX, answers: Duration::MAX, kept: Duration::MAX },
            common(path).read_only(true).pragma("query_only", "ON"),
        );
        let mut reader = readers.acquire().await?;
        contract::demand(&contract::of_sqlite(&mut reader, false).await?)?;
        reader.rest();
        let (orders, waiting) = mpsc::channel(QUEUE);
        let commits = Arc::default();
        let ended = spawn_writer(writer, waiting, Arc::clone(&commits)).map_err(sqlx::Error::Io)?;
        Ok(Self { orders, readers, commits, ended: Mutex::new(Some(ended)) })
    }

    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Acquire)
    }

    pub(super) async fn write<T, R, F>(&self, work: F) -> Result<T, Fault<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: for<'a, 'c> Fn(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + Sync + 'static,
    {
        let (job, answer) = Asked::new(work);
        match self.orders.try_send(Order::Write(Box::new(job))) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Full(_)) => return Err(Fault::Busy { wait_s: 1 }),
            Err(mpsc::error::TrySendError::Closed(_)) => return Err(Fault::broken("the database is closed")),
        }
        answer.await.unwrap_or_else(|_| Err(Fault::broken("the writing task ended before it answered")))
    }

    pub(super) async fn read<T, R, F>(&self, work: F) -> Result<T, Fault<R>>
    where
        F: for<'a, 'c> FnOnce(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send,
    {
        let mut reader = self.readers.acquire().await?;
        let outcome = work(&mut Tx::Sqlite(&mut reader)).await;
        if outcome.is_ok() {
            reader.rest();
        }
        outcome
    }

    pub(super) async fn snapshot<T, R, F>(&self, work: F) -> Result<T, Fault<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: for<'a, 'c> FnOnce(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + 'static,
    {
        let readers = self.readers.clone();
        // In a task of its own: dropped half-way, the connection would come back inside a transaction.
        let task = tokio::spawn(async move {
            let mut reader = readers.acquire().await?;
            reader.goes_into_a_transaction();
            sqlx::query("begin").execute(&mut *reader).await?;
            let outcome = work(&mut Tx::Sqlite(&mut reader)).await;
            if sqlx::query("rollback").execute(&mut *reader).await.is_ok() {
                reader.rest();
            }
            outcome
        });
        task.await.unwrap_or_else(|_| Err(Fault::broken("a read panicked")))
    }

    pub(super) async fn truncate_log(&self) -> Result<bool, Fault> {
        let (answer, done) = oneshot::channel();
        self.order(Order::TruncateLog(answer), done).await
    }

    pub(super) async fn close(&self) {
        self.readers.close().await;
        if self.orders.send(Order::Close).await.is_ok()
            && let Some(ended) = self.ended.lock().await.take()
            && ended.await.is_err()
        {
            tracing::error!(code = "writer_panicked", "the writing thread did not end by itself");
        }
    }

    async fn order<T>(&self, order: Order, done: oneshot::Receiver<sqlx::Result<T>>) -> Result<T, Fault> {
        self.orders.send(order).await.map_err(|_| Fault::<crate::fault::Never>::broken("the database is closed"))?;
        Ok(done
            .await
            .map_err(|_| Fault::<crate::fault::Never>::broken("the writing task ended before it answered"))??)
    }
}

/// Makes folder and file, if they are missing, for this account alone; SQLite gives its log files the same mode.
fn make_for_owner(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    // Created, never cut: an empty file is an empty database, a full one is left as it is.
    OpenOptions::new().append(true).create(true).mode(0o600).open(path).map(drop)
}

/// One reader per core, and at least two, so that a long copy does not hold up everybody.
fn readers() -> u32 {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    u32::try_from(cores).unwrap_or(4).clamp(2, 16)
}

/// What every connection needs. (security.md section 7: the start-up contract)
fn common(path: &Path) -> SqliteConnectOptions {
    as_it_is(path).journal_mode(SqliteJournalMode::Wal)
}

/// The same, but what is part of the file stays as it is.
fn as_it_is(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(STATEMENTS)
        .row_buffer_size(ROWS)
        .pragma("secure_delete", "ON")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("mmap_size", "0")
        .pragma("temp_store", "MEMORY")
        // Kept pages of 16 MiB a connection; SQLite's own 2 MiB are read again from the file all the time.
        .pragma("cache_size", "-16384")
        // Fold the log into the file every 64 MiB, not every 4: a page that changes often is then written once, not
        // sixteen times. Reading a log of that size after a crash takes a fraction of a second.
        .pragma("wal_autocheckpoint", "16384")
        .disable_statement_logging()
}

/// A look that changes nothing, and makes no file.
pub(super) async fn look(path: &Path) -> sqlx::Result<SqliteConnection> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    // Beside a database that nobody serves, whoever cannot write leaves an empty log behind; whoever can takes it away again.
    let is_served = Path::new(&log).exists();
    as_it_is(path).create_if_missing(false).read_only(is_served).pragma("query_only", "ON").connect().await
}

/// The writing task has a thread of its own with nothing else to do: waking it costs a fraction of waking a task among
/// many, and each write wakes it several times.
fn spawn_writer(
    connection: SqliteConnection,
    waiting: mpsc::Receiver<Order>,
    commits: Arc<AtomicU64>,
) -> std::io::Result<oneshot::Receiver<()>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let (end, ended) = oneshot::channel();
    std::thread::Builder::new().name("sqlite-writer".to_owned()).spawn(move || {
        runtime.block_on(keep_writing(connection, waiting, &commits));
        // Nobody waits for it if the process is ending anyway.
        let _ = end.send(());
    })?;
    Ok(ended)
}

async fn keep_writing(mut connection: SqliteConnection, mut waiting: mpsc::Receiver<Order>, commits: &AtomicU64) {
    let mut orders = Vec::with_capacity(GROUP);
    let mut jobs: Vec<Box<dyn Job>> = Vec::with_capacity(GROUP);
    let mut closing = false;
    let mut broken = false;
    let mut mood = group::Mood::default();
    while !closing && waiting.recv_many(&mut orders, GROUP).await > 0 {
        let mut asides = Vec::new();
        for order in orders.drain(..) {
            match order {
                Order::Write(job) => jobs.push(job),
                Order::Close => closing = true,
                Order::TruncateLog(answer) => asides.push(answer),
            }
        }
        if broken {
            jobs.drain(..).for_each(|job| job.finish(false));
        } else {
            broken = group::commit(&mut connection, &mut jobs, &mut mood, commits).await;
        }
        for answer in asides {
            truncate_log(&mut connection, answer).await;
        }
    }
    // What is dropped here unanswered is told so by its channel.
    if let Err(error) = connection.close().await {
        tracing::error!(code = super::code_of(&error), "the writing connection did not close cleanly");
    }
}

/// The answer nobody waits for any more is dropped: whoever asked has hung up.
async fn truncate_log(connection: &mut SqliteConnection, answer: oneshot::Sender<sqlx::Result<bool>>) {
    let busy = sqlx::query_as::<_, (i64, i64, i64)>("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(connection).await;
    drop(answer.send(busy.map(|(busy, _, _)| busy == 0)));
}
