//! A look at a database as it lies: on a connection that cannot write, before anything is brought up to date.

use super::contract::{self, Promise};
use super::{DatabaseUrl, POSTGRES_MIGRATIONS, Purpose, SQLITE_MIGRATIONS, Tx, postgres, sqlite};
use sqlx::{Connection as _, PgConnection, SqliteConnection};
use std::collections::BTreeMap;

const HAS_SCHEMA_SQLITE: &str = "select count(*) from sqlite_master where type = 'table' and name = '_sqlx_migrations'";
const HAS_SCHEMA_POSTGRES: &str =
    "select count(*) from pg_tables where schemaname = current_schema() and tablename = '_sqlx_migrations'";
const APPLIED: &str = "select version, checksum from _sqlx_migrations where success order by version";

/// The connection.
pub(crate) enum Look {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Where the schema stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Schema {
    /// There is none.
    Missing,
    /// So many changes are still to be made.
    Behind(usize),
    /// A newer program was here.
    Ahead,
    /// The change of this number is not the one this program knows.
    Other(i64),
    /// So many changes were made, and that is all.
    Current(usize),
}

impl Look {
    /// `None`: there is no file of this name, and none is made.
    pub(crate) async fn at(url: &DatabaseUrl) -> sqlx::Result<Option<Self>> {
        match url {
            DatabaseUrl::Sqlite(path) if !path.exists() => Ok(None),
            DatabaseUrl::Sqlite(path) => Ok(Some(Self::Sqlite(sqlite::look(path).await?))),
            DatabaseUrl::Postgres(url) => Ok(Some(Self::Postgres(postgres::look(url).await?))),
        }
    }

    pub(crate) fn tx(&mut self) -> Tx<'_> {
        match self {
            Self::Sqlite(connection) => Tx::Sqlite(connection),
            Self::Postgres(connection) => Tx::Postgres(connection, Purpose::Reading),
        }
    }

    /// What the engine promises on this connection.
    pub(crate) async fn promises(&mut self) -> sqlx::Result<Vec<Promise>> {
        match self {
            Self::Sqlite(connection) => contract::of_sqlite(connection, false).await,
            Self::Postgres(connection) => contract::of_postgres(connection).await,
        }
    }

    /// Where the schema stands.
    pub(crate) async fn schema(&mut self) -> sqlx::Result<Schema> {
        let (tables, known): (i64, _) = match self {
            Self::Sqlite(connection) => {
                (sqlx::query_scalar(HAS_SCHEMA_SQLITE).fetch_one(connection).await?, &SQLITE_MIGRATIONS)
            }
            Self::Postgres(connection) => {
                (sqlx::query_scalar(HAS_SCHEMA_POSTGRES).fetch_one(connection).await?, &POSTGRES_MIGRATIONS)
            }
        };
        if tables == 0 {
            return Ok(Schema::Missing);
        }
        let applied: Vec<(i64, Vec<u8>)> = match self {
            Self::Sqlite(connection) => sqlx::query_as(APPLIED).fetch_all(connection).await?,
            Self::Postgres(connection) => sqlx::query_as(APPLIED).fetch_all(connection).await?,
        };
        let known: BTreeMap<i64, &[u8]> = known.iter().map(|change| (change.version, &*change.checksum)).collect();
        Ok(compared(&known, &applied))
    }

    pub(crate) async fn close(self) -> sqlx::Result<()> {
        match self {
            Self::Sqlite(connection) => connection.close().await,
            Self::Postgres(connection) => connection.close().await,
        }
    }
}

fn compared(known: &BTreeMap<i64, &[u8]>, applied: &[(i64, Vec<u8>)]) -> Schema {
    for (version, checksum) in applied {
        match known.get(version) {
            None => return Schema::Ahead,
            Some(known) if *known != checksum.as_slice() => return Schema::Other(*version),
            Some(_) => {}
        }
    }
    match known.len() - applied.len() {
        0 => Schema::Current(applied.len()),
        behind => Schema::Behind(behind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_current_behind_ahead_or_another() {
        let known = BTreeMap::from([(1, b"a".as_slice()), (2, b"b")]);
        let one = (1, b"a".to_vec());
        assert_eq!(compared(&known, std::slice::from_ref(&one)), Schema::Behind(1));
        assert_eq!(compared(&known, &[one.clone(), (2, b"b".to_vec())]), Schema::Current(2));
        assert_eq!(compared(&known, &[one.clone(), (2, b"x".to_vec())]), Schema::Other(2));
        assert_eq!(compared(&known, &[one, (3, b"c".to_vec())]), Schema::Ahead);
    }
}
