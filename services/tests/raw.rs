//! The database as somebody with its files sees it, past every rule: for tampering, counting and searching.

use crate::world::World;
use services::db::DatabaseUrl;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use std::fmt::Write as _;

/// A connection that is kept, for a story with thousands of changes.
pub(crate) enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

pub(crate) async fn open(world: &World) -> Raw {
    match &world.settings.database {
        DatabaseUrl::Sqlite(path) => {
            Raw::Sqlite(SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap())
        }
        DatabaseUrl::Postgres(url) => Raw::Postgres(PgConnection::connect(url.reveal()).await.unwrap()),
    }
}

impl Raw {
    /// Runs a statement without asking anybody. Answers how many rows it changed.
    pub(crate) async fn change(&mut self, sql: String) -> u64 {
        match self {
            Self::Sqlite(c) => sqlx::query(AssertSqlSafe(sql)).execute(c).await.unwrap().rows_affected(),
            Self::Postgres(c) => sqlx::query(AssertSqlSafe(sql)).execute(c).await.unwrap().rows_affected(),
        }
    }
}

macro_rules! with {
    ($world:expr, |$c:ident| $work:expr) => {
        match open($world).await {
            Raw::Sqlite(mut connection) => {
                let $c = &mut connection;
                let done = $work;
                connection.close().await.unwrap();
                done
            }
            Raw::Postgres(mut connection) => {
                let $c = &mut connection;
                let done = $work;
                connection.close().await.unwrap();
                done
            }
        }
    };
}

/// Runs statements without asking anybody.
pub(crate) async fn run(world: &World, sql: &str) {
    with!(world, |c| sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(c).await.map(drop).unwrap());
}

/// The one number a query answers.
pub(crate) async fn number(world: &World, sql: &str) -> i64 {
    with!(world, |c| sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(c).await.unwrap())
}

/// How many rows a table has.
pub(crate) async fn rows(world: &World, table: &str) -> i64 {
    number(world, &format!("select count(*) from {table}")).await
}

/// A column of bytes.
pub(crate) async fn bytes(world: &World, sql: &str) -> Vec<Vec<u8>> {
    with!(world, |c| sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_all(c).await.unwrap())
}

/// A column of text.
pub(crate) async fn texts(world: &World, sql: &str) -> Vec<String> {
    with!(world, |c| sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_all(c).await.unwrap())
}

/// Bytes in hexadecimal, as both engines read them.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(crate) fn is_sqlite(world: &World) -> bool {
    matches!(world.settings.database, DatabaseUrl::Sqlite(_))
}
