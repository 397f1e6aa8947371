//! Connections come back as they are, and never in the middle of something.

use super::{Care, Held, Pool};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteConnectOptions;
use std::future::ready;
use std::time::Duration;

/// Counts for longer than anybody takes to hang up.
const LONG: &str =
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000) select count(*) from n";

/// So many connections at most, each to a database of its own.
fn at_most(most: u32) -> Pool<SqliteConnection> {
    kept_as(Care { most, ..CARE })
}

const CARE: Care = Care { most: 1, trusted: Duration::MAX, answers: Duration::MAX, kept: Duration::MAX };

fn kept_as(care: Care) -> Pool<SqliteConnection> {
    Pool::new(care, SqliteConnectOptions::new().in_memory(true))
}

/// Somebody asks for something that takes long, and hangs up.
async fn hang_up(mut left: Held<SqliteConnection>) {
    tokio::select! {
        biased;
        _ = sqlx::query(LONG).execute(&mut *left) => panic!("it was to take longer than one look"),
        () = ready(()) => {}
    }
}

fn run(story: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(story);
}

async fn mark(reader: &mut Held<SqliteConnection>, number: i64) {
    sqlx::query(sqlx::AssertSqlSafe(format!("pragma user_version = {number}"))).execute(&mut **reader).await.unwrap();
}

async fn marked(reader: &mut Held<SqliteConnection>) -> i64 {
    sqlx::query_scalar("pragma user_version").fetch_one(&mut **reader).await.unwrap()
}

#[test]
fn a_connection_at_rest_is_used_again() {
    run(async {
        let pool = at_most(2);
        let mut first = pool.acquire().await.unwrap();
        mark(&mut first, 7).await;
        first.rest();
        let mut second = pool.acquire().await.unwrap();
        assert_eq!(marked(&mut second).await, 7);
        let mut third = pool.acquire().await.unwrap();
        assert_eq!(marked(&mut third).await, 0, "the first is in use");
    });
}

#[test]
fn one_that_was_left_in_the_middle_comes_back_when_it_has_ended() {
    run(async {
        let pool = at_most(1);
        let mut left = pool.acquire().await.unwrap();
        mark(&mut left, 7).await;
        hang_up(left).await;
        let mut next = pool.acquire().await.unwrap();
        assert_eq!(marked(&mut next).await, 7, "the same one, and it answers what it is asked");
    });
}

#[test]
fn one_that_was_left_in_the_middle_and_answers_nothing_is_replaced() {
    run(async {
        let pool = kept_as(Care { answers: Duration::ZERO, ..CARE });
        let mut left = pool.acquire().await.unwrap();
        mark(&mut left, 7).await;
        hang_up(left).await;
        let mut next = pool.acquire().await.unwrap();
        assert_eq!(marked(&mut next).await, 0, "another one");
    });
}

#[test]
fn one_that_was_left_in_a_transaction_is_replaced() {
    run(async {
        let pool = at_most(1);
        let mut left = pool.acquire().await.unwrap();
        mark(&mut left, 7).await;
        left.goes_into_a_transaction();
        drop(left);
        let mut next = pool.acquire().await.unwrap();
        assert_eq!(marked(&mut next).await, 0);
    });
}

#[test]
fn one_that_is_old_is_closed_when_it_comes_back() {
    run(async {
        let pool = kept_as(Care { kept: Duration::ZERO, ..CARE });
        let mut first = pool.acquire().await.unwrap();
        mark(&mut first, 7).await;
        first.rest();
        let mut next = pool.acquire().await.unwrap();
        assert_eq!(marked(&mut next).await, 0, "another one");
    });
}

#[test]
fn there_are_never_more_than_there_may_be_and_the_next_waits() {
    run(async {
        let pool = at_most(1);
        let mut first = pool.acquire().await.unwrap();
        mark(&mut first, 7).await;
        let waiting = pool.clone();
        let mut next = Box::pin(async move { waiting.acquire().await });
        tokio::select! {
            biased;
            _ = &mut next => panic!("there is none to have"),
            () = ready(()) => {}
        }
        first.rest();
        assert_eq!(marked(&mut next.await.unwrap()).await, 7);
    });
}

#[test]
fn closing_waits_for_whoever_reads_and_then_nobody_does() {
    run(async {
        let pool = at_most(2);
        let mut reading = pool.acquire().await.unwrap();
        let mut closing = Box::pin(pool.close());
        tokio::select! {
            biased;
            () = &mut closing => panic!("somebody reads"),
            () = ready(()) => {}
        }
        assert_eq!(marked(&mut reading).await, 0);
        reading.rest();
        closing.await;
        assert!(matches!(pool.acquire().await, Err(sqlx::Error::PoolClosed)));
    });
}
