//! The database as somebody with its files sees it, past every rule: for tampering, counting and searching.

use crate::world::World;
use services::db::DatabaseUrl;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A connection that is kept, for a story with thousands of changes.
pub(crate) enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

pub(crate) async fn open(world: &World) -> Raw {
    open_at(&world.settings.database).await
}

async fn open_at(database: &DatabaseUrl) -> Raw {
    match database {
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

/// Works on a connection to this database, whichever engine it is on.
macro_rules! at {
    ($database:expr, |$c:ident| $work:expr) => {
        match open_at($database).await {
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

macro_rules! with {
    ($world:expr, |$c:ident| $work:expr) => {
        at!(&$world.settings.database, |$c| $work)
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

/// How many rows each table of a database has, but those of the engine and of the migrations.
pub(crate) async fn census(database: &DatabaseUrl) -> BTreeMap<String, i64> {
    let tables = match database {
        DatabaseUrl::Sqlite(_) => "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
        DatabaseUrl::Postgres(_) => "select tablename::text from pg_tables where schemaname = 'public'",
    };
    let tables: Vec<String> = at!(database, |c| sqlx::query_scalar(tables).fetch_all(c).await.unwrap());
    let mut census = BTreeMap::new();
    for table in tables.into_iter().filter(|table| table != "_sqlx_migrations") {
        let count = format!("select count(*) from {table}");
        let count = at!(database, |c| sqlx::query_scalar(AssertSqlSafe(count)).fetch_one(c).await.unwrap());
        census.insert(table, count);
    }
    census
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
