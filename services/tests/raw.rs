//! The database as somebody with its files sees it, past every rule: for tampering, counting and searching.

use crate::world::World;
use services::db::DatabaseUrl;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};

enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

async fn open(world: &World) -> Raw {
    match &world.settings.database {
        DatabaseUrl::Sqlite(path) => {
            Raw::Sqlite(SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap())
        }
        DatabaseUrl::Postgres(url) => Raw::Postgres(PgConnection::connect(url.reveal()).await.unwrap()),
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

pub(crate) fn is_sqlite(world: &World) -> bool {
    matches!(world.settings.database, DatabaseUrl::Sqlite(_))
}
