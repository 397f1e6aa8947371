//! What an engine must promise before it may hold anything: asked from the engine itself, never assumed. (security.md section 7)

use super::DbProblem;
use sqlx::{PgConnection, SqliteConnection};

/// One promise: whether it is kept, and the sentence that says so.
pub(super) type Promise = (bool, String);

/// The oldest SQLite without the WAL-reset corruption (fixed in 3.51.3).
const SQLITE_AT_LEAST: (u32, u32, u32) = (3, 51, 3);
/// The oldest PostgreSQL whose features are used (and still maintained when this was written).
const POSTGRES_AT_LEAST: i64 = 130_000;

/// The settings of each SQLite connection, as they must read back.
const SQLITE_SETTINGS: [(&str, &str, &str); 7] = [
    ("PRAGMA journal_mode", "wal", "journal_mode is WAL"),
    ("PRAGMA foreign_keys", "1", "foreign_keys is on"),
    ("PRAGMA secure_delete", "1", "secure_delete is on"),
    ("PRAGMA trusted_schema", "0", "trusted_schema is off"),
    ("PRAGMA cell_size_check", "1", "cell_size_check is on"),
    ("PRAGMA busy_timeout", "5000", "busy_timeout is 5000 ms"),
    ("PRAGMA mmap_size", "0", "mmap_size is 0"),
];

pub(super) async fn of_sqlite(connection: &mut SqliteConnection, writes: bool) -> sqlx::Result<Vec<Promise>> {
    let mut promises = Vec::new();
    let version: String = sqlx::query_scalar("select sqlite_version()").fetch_one(&mut *connection).await?;
    let (major, minor, patch) = SQLITE_AT_LEAST;
    promises.push((
        at_least(&version, SQLITE_AT_LEAST),
        format!(
            "SQLite is {version}; {major}.{minor}.{patch} or later is needed, earlier ones can corrupt a WAL database"
        ),
    ));
    for (question, expected, sentence) in SQLITE_SETTINGS {
        promises.push(pragma(connection, question, expected, sentence).await?);
    }
    promises.push(if writes {
        pragma(connection, "PRAGMA synchronous", "2", "synchronous is FULL").await?
    } else {
        pragma(connection, "PRAGMA query_only", "1", "readers cannot write").await?
    });
    Ok(promises)
}

async fn pragma(
    connection: &mut SqliteConnection,
    question: &'static str,
    expected: &str,
    sentence: &str,
) -> sqlx::Result<Promise> {
    use sqlx::Row as _;
    let found = match sqlx::query(question).persistent(false).fetch_optional(connection).await? {
        // A pragma answers a number or a word, depending on which one it is.
        Some(row) => row.try_get_unchecked::<String, _>(0)?,
        // With no memory mapping compiled in, `mmap_size` answers no row at all: nothing is mapped.
        None => "0".to_owned(),
    };
    let kept = found == expected;
    Ok((kept, if kept { sentence.to_owned() } else { format!("{sentence}: no, it reads {found}") }))
}

fn at_least(version: &str, least: (u32, u32, u32)) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= least
}

pub(super) async fn of_postgres(connection: &mut PgConnection) -> sqlx::Result<Vec<Promise>> {
    let (version, fsync, synchronous, recovering): (String, String, String, bool) = sqlx::query_as(
        "select current_setting('server_version_num'), current_setting('fsync'), current_setting('synchronous_commit'), pg_is_in_recovery()",
    )
    .fetch_one(connection)
    .await?;
    let number = version.parse::<i64>().unwrap_or(0);
    Ok(vec![
        (number >= POSTGRES_AT_LEAST, format!("PostgreSQL is {version}; {POSTGRES_AT_LEAST} or later is needed")),
        (fsync == "on", format!("fsync is {fsync}; off loses acknowledged writes when power fails")),
        (synchronous != "off", format!("synchronous_commit is {synchronous}; off loses acknowledged writes")),
        (
            !recovering,
            format!("this server {}", if recovering { "is a standby and cannot be written" } else { "can be written" }),
        ),
    ])
}

/// Refuses unless every promise is kept.
pub(super) fn demand(promises: &[Promise]) -> Result<(), DbProblem> {
    match promises.iter().find(|(kept, _)| !kept) {
        Some((_, sentence)) => Err(DbProblem::Contract(sentence.clone())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers_not_as_text() {
        assert!(at_least("3.51.3", SQLITE_AT_LEAST));
        assert!(at_least("3.100.0", SQLITE_AT_LEAST));
        assert!(!at_least("3.51.2", SQLITE_AT_LEAST));
        assert!(!at_least("3.9.9", SQLITE_AT_LEAST));
    }

    #[test]
    fn one_broken_promise_is_enough_to_refuse() {
        assert!(demand(&[(true, "fine".to_owned())]).is_ok());
        assert!(
            matches!(demand(&[(true, "fine".to_owned()), (false, "not".to_owned())]), Err(DbProblem::Contract(s)) if s == "not")
        );
    }
}
