//! Group commit: several writes share one sync to the disk, and none can undo another.

use crate::db::{BoxFuture, Tx, code_of};
use crate::fault::Fault;
use sqlx::SqliteConnection;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use tokio::sync::oneshot;

/// A write of any type, as the writing task sees it.
pub(super) trait Job: Send {
    /// Does the work; answers whether its changes are to stay.
    fn run<'a>(&'a mut self, tx: &'a mut Tx<'_>) -> BoxFuture<'a, bool>;
    /// Tells whoever asked. `durable` says whether what the work did is on the disk.
    fn finish(self: Box<Self>, durable: bool);
}

pub(super) struct Asked<F, T, R> {
    work: F,
    outcome: Option<Result<T, Fault<R>>>,
    answer: oneshot::Sender<Result<T, Fault<R>>>,
}

impl<F, T, R> Asked<F, T, R> {
    pub(super) fn new(work: F) -> (Self, oneshot::Receiver<Result<T, Fault<R>>>) {
        let (answer, receiver) = oneshot::channel();
        (Self { work, outcome: None, answer }, receiver)
    }
}

impl<F, T, R> Job for Asked<F, T, R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: for<'a, 'c> Fn(&'a mut Tx<'c>) -> BoxFuture<'a, Result<T, Fault<R>>> + Send + Sync + 'static,
{
    fn run<'a>(&'a mut self, tx: &'a mut Tx<'_>) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let outcome = caught(|| (self.work)(tx)).await.unwrap_or_else(|| Err(Fault::broken("a write panicked")));
            let keep = outcome.is_ok();
            self.outcome = Some(outcome);
            keep
        })
    }

    fn finish(self: Box<Self>, durable: bool) {
        let outcome = match self.outcome {
            Some(Ok(_)) if !durable => Err(Fault::broken("the commit failed")),
            Some(outcome) => outcome,
            None => Err(Fault::broken("the transaction could not be begun")),
        };
        // Whoever asked may have hung up; the write stands all the same.
        drop(self.answer.send(outcome));
    }
}

/// Runs a future to its end, or to its panic (`None`).
async fn caught<'a, T>(work: impl FnOnce() -> BoxFuture<'a, T>) -> Option<T> {
    let mut future = std::panic::catch_unwind(AssertUnwindSafe(work)).ok()?;
    std::future::poll_fn(move |context| {
        match std::panic::catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(value)) => Poll::Ready(Some(value)),
            Err(_) => Poll::Ready(None),
        }
    })
    .await
}

/// How the next group is run. Savepoints cost two statements a write, and are needed only when a write fails.
#[derive(Default)]
pub(super) struct Mood {
    /// Groups still to be run with savepoints, after one that needed them.
    careful: u32,
}

/// Groups that are run with savepoints after a write has failed: refusals come in bursts, when somebody is guessing.
const CAREFUL_FOR: u32 = 256;

/// Runs all jobs in one transaction, commits, counts it in `commits`, and answers them. Says whether the file can no longer be
/// trusted with writes.
pub(super) async fn commit(
    connection: &mut SqliteConnection,
    jobs: &mut Vec<Box<dyn Job>>,
    mood: &mut Mood,
    commits: &AtomicU64,
) -> bool {
    if jobs.is_empty() {
        return false;
    }
    let result = attempt(connection, jobs, mood).await;
    if let Err(error) = &result {
        tracing::error!(code = code_of(error), jobs = jobs.len(), "a group of writes was not committed");
        // SQLite has usually undone it already and says so; either way nothing of this group stays.
        drop(sqlx::query("rollback").execute(&mut *connection).await);
    }
    let durable = result.is_ok();
    // Counted before anybody hears of it: whoever knows that a write is done finds it counted.
    commits.fetch_add(1, Ordering::AcqRel);
    jobs.drain(..).for_each(|job| job.finish(durable));
    result.is_err_and(|error| is_failed_sync(&error))
}

async fn attempt(connection: &mut SqliteConnection, jobs: &mut [Box<dyn Job>], mood: &mut Mood) -> sqlx::Result<()> {
    begin(connection).await?;
    if let [only] = jobs {
        // One write needs no savepoint: its transaction is its own.
        let keep = only.run(&mut Tx::Sqlite(connection)).await;
        return sqlx::query(if keep { "commit" } else { "rollback" }).execute(&mut *connection).await.map(drop);
    }
    if mood.careful == 0 && !all_succeed(connection, jobs).await {
        // One failed, and what it did cannot be told from what the others did: all of it again, each in a savepoint.
        // The work may run twice; `Db::write` says so to whoever writes it.
        mood.careful = CAREFUL_FOR;
        // Undone by SQLite itself after some errors, and then refused here; if it were still open, `begin` would say so.
        drop(sqlx::query("rollback").execute(&mut *connection).await);
        begin(connection).await?;
    }
    if mood.careful > 0 {
        mood.careful -= 1;
        each_for_itself(connection, jobs).await?;
    }
    sqlx::query("commit").execute(&mut *connection).await.map(drop)
}

async fn begin(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    // Immediate: a transaction that reads first and writes later could not be made to wait (SQLITE_BUSY_SNAPSHOT).
    sqlx::query("begin immediate").execute(connection).await.map(drop)
}

async fn all_succeed(connection: &mut SqliteConnection, jobs: &mut [Box<dyn Job>]) -> bool {
    for job in jobs {
        if !job.run(&mut Tx::Sqlite(connection)).await {
            return false;
        }
    }
    true
}

async fn each_for_itself(connection: &mut SqliteConnection, jobs: &mut [Box<dyn Job>]) -> sqlx::Result<()> {
    for job in jobs {
        sqlx::query("savepoint job").execute(&mut *connection).await?;
        let keep = job.run(&mut Tx::Sqlite(connection)).await;
        let end = if keep { "release job" } else { "rollback to job; release job" };
        sqlx::query(end).execute(&mut *connection).await?;
    }
    Ok(())
}

/// After a failed sync nobody knows what is on the disk, and a second try would hide it: stop writing until a restart.
/// (`SQLITE_IOERR_FSYNC` 1034, `SQLITE_IOERR_DIR_FSYNC` 1290)
fn is_failed_sync(error: &sqlx::Error) -> bool {
    matches!(code_of(error).as_str(), "1034" | "1290")
}
