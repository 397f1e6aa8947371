//! The data: a copy of the SQLite file without the members' keys, made while others read and write.

use super::keyring::{KeyRow, Keyring};
use super::seal::{self, PrivateFolder, Recipient};
use super::{BackupProblem, stamp};
use crate::consent;
use crate::db::{SQLITE_MIGRATIONS, Tx, on};
use crate::members::MemberId;
use domain::calendar::Timestamp;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// What a backup of the data holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// When it was made, microseconds UTC.
    pub taken_at: i64,
    /// The number of the last migration it knows.
    pub schema: i64,
    /// Members.
    pub members: i64,
    /// Decisions, all of which follow one another.
    pub decisions: i64,
    /// Entries of histories.
    pub trail: i64,
    /// Erasures it knows of.
    pub erased: i64,
}

/// Makes the copy, looks at it, seals it.
pub(super) async fn create(
    database: &Path,
    folder: &Path,
    now: Timestamp,
    recipients: &[Recipient],
) -> Result<(PathBuf, Contents), BackupProblem> {
    seal::private_folder(folder)?;
    let path = folder.join(format!("metiz-data-{}.age", stamp(now)));
    let work = PrivateFolder::beside(&path)?;
    let copy = work.path().join("copy.db");
    // SQLite writes into an empty file; made here, it is nobody else's to read from its first byte on.
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(&copy)?;
    let mut live =
        SqliteConnectOptions::new().filename(database).read_only(true).disable_statement_logging().connect().await?;
    sqlx::query("vacuum into $1").bind(copy.to_string_lossy().into_owned()).execute(&mut live).await?;
    live.close().await?;
    without_keys(&copy, now).await?;
    let contents = looked_at(&copy).await?;
    let mut sealed = seal::Draft::begin(&path, recipients)?;
    io::copy(&mut fs::File::open(&copy)?, &mut sealed)?;
    sealed.finish()?;
    Ok((path, contents))
}

/// Takes the members' keys out of a copy, down to the last byte, and writes down when it was made.
async fn without_keys(copy: &Path, now: Timestamp) -> Result<(), BackupProblem> {
    let mut connection = by_itself(copy).await?;
    // Letters and flashes that wait would be dropped by a restore anyway. Whom an erasure was about is no business of what may
    // lie for years, and of an epoch that is over by then.
    let taken_out = [
        "delete from member_keys",
        "delete from outbox",
        "delete from flashes",
        "delete from webhook_events where reference is not null",
    ];
    for statement in taken_out.into_iter().chain(["create table _backup (taken_at integer not null) strict"]) {
        sqlx::query(statement).execute(&mut connection).await?;
    }
    sqlx::query("insert into _backup (taken_at) values ($1)").bind(now.micros()).execute(&mut connection).await?;
    Ok(connection.close().await?)
}

/// A file nobody else uses: no log beside it, and what is deleted is overwritten.
async fn by_itself(file: &Path) -> Result<SqliteConnection, BackupProblem> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Memory)
        .foreign_keys(true)
        .pragma("secure_delete", "ON")
        .pragma("trusted_schema", "OFF")
        .disable_statement_logging();
    Ok(options.connect().await?)
}

/// Looks at everything in a copy that can be looked at without keys.
pub(super) async fn looked_at(copy: &Path) -> Result<Contents, BackupProblem> {
    let broken = |sentence: String| BackupProblem::Broken(sentence);
    let mut connection = by_itself(copy).await.map_err(|problem| broken(problem.to_string()))?;
    let checked: String = sqlx::query_scalar("pragma integrity_check")
        .fetch_one(&mut connection)
        .await
        .map_err(|e| broken(e.to_string()))?;
    if checked != "ok" {
        return Err(broken(format!("the engine says: {checked}")));
    }
    let (taken_at, schema): (i64, i64) =
        sqlx::query_as("select (select taken_at from _backup), (select max(version) from _sqlx_migrations)")
            .fetch_one(&mut connection)
            .await
            .map_err(|_| broken("it is no backup of a member centre".to_owned()))?;
    if SQLITE_MIGRATIONS.iter().map(|migration| migration.version).max() < Some(schema) {
        return Err(broken(format!("its schema has number {schema}, which is newer than this program")));
    }
    let mut tx = Tx::Sqlite(&mut connection);
    chains_hold(&mut tx, schema).await?;
    let contents = counted(&mut tx, (taken_at, schema)).await?;
    connection.close().await?;
    Ok(contents)
}

pub(super) async fn counted(tx: &mut Tx<'_>, (taken_at, schema): (i64, i64)) -> Result<Contents, BackupProblem> {
    let counts = "select (select count(*) from members), (select count(*) from consent_entries), (select count(*) from trail), \
         (select count(*) from erasure_ledger)";
    let (members, decisions, trail, erased): (i64, i64, i64, i64) =
        on!(tx, |c| sqlx::query_as(counts).fetch_one(c).await)?;
    Ok(Contents { taken_at, schema, members, decisions, trail, erased })
}

/// Follows every chain of decisions, in tables of this schema.
pub(super) async fn chains_hold(tx: &mut Tx<'_>, schema: i64) -> Result<(), BackupProblem> {
    let broken = |sentence: String| BackupProblem::Broken(sentence);
    let deciders = "select distinct member_id from consent_entries";
    let deciders: Vec<MemberId> = on!(tx, |c| sqlx::query_scalar(deciders).fetch_all(c).await)?;
    for member in deciders {
        let chain = consent::rows::bare_chain_of(tx, schema, member).await;
        let chain = chain.map_err(|accident| broken(accident.to_string()))?;
        if let Some(place) = consent::broken_at(member, &chain) {
            return Err(broken(format!("decision {place} of member {member} does not follow the one before it")));
        }
    }
    Ok(())
}

/// The next start finds out which epoch the folder of keys is in, and wraps every key under it.
const NO_EPOCH: &str = "update key_epoch set number = 0, finished_at = null";

/// Makes an opened copy ready to become the database. Answers which members have no key any more.
pub(super) async fn completed(
    draft: &Path,
    keyring: &Keyring,
    fingerprint: [u8; 16],
) -> Result<Vec<MemberId>, BackupProblem> {
    let mut connection = by_itself(draft).await?;
    let mut tx = connection.begin().await?;
    let keyless = made_ready(&mut Tx::Sqlite(&mut tx), keyring, fingerprint).await?;
    sqlx::query("drop table _backup").execute(&mut *tx).await?;
    tx.commit().await?;
    connection.close().await?;
    Ok(keyless)
}

/// Puts the keys back, and takes out what must not begin again: sessions, letters, half-filled forms. Answers which
/// members have no key any more.
pub(super) async fn made_ready(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    fingerprint: [u8; 16],
) -> Result<Vec<MemberId>, BackupProblem> {
    let made_with = "select fingerprint from root_key";
    let made_with: Option<Vec<u8>> = on!(tx, |c| sqlx::query_scalar(made_with).fetch_optional(c).await)?;
    if made_with.is_none_or(|made_with| made_with != fingerprint) {
        return Err(BackupProblem::OtherRoot);
    }
    for KeyRow { member_id, key_id, wrapped, made_at, epoch } in &keyring.keys {
        // Whoever joined after the data was copied is not in it.
        let insert = "insert into member_keys (member_id, key_id, wrapped, made_at, epoch) select $1, $2, $3, $4, $5 \
             where exists (select 1 from members where id = $1)";
        on!(tx, |c| sqlx::query(insert)
            .bind(member_id)
            .bind(key_id)
            .bind(wrapped)
            .bind(made_at)
            .bind(epoch)
            .execute(c)
            .await
            .map(drop))?;
    }
    for statement in ["delete from sessions", "delete from outbox", "delete from flashes", NO_EPOCH] {
        on!(tx, |c| sqlx::query(statement).execute(c).await.map(drop))?;
    }
    let keyless = "select m.id from members m left join member_keys k on k.member_id = m.id \
         left join closures c on c.member_id = m.id where k.member_id is null and (c.step is null or c.step = 'waiting')";
    Ok(on!(tx, |c| sqlx::query_scalar(keyless).fetch_all(c).await)?)
}

/// How many members there are.
pub(super) async fn members(tx: &mut Tx<'_>) -> sqlx::Result<i64> {
    on!(tx, |c| sqlx::query_scalar("select count(*) from members").fetch_one(c).await)
}

/// Moves a database and its logs out of the way, together.
pub(super) fn set_aside(database: &Path) -> Result<PathBuf, BackupProblem> {
    let named = |end: &str| {
        let mut name = database.file_name().unwrap_or_default().to_owned();
        name.push(end);
        database.with_file_name(name)
    };
    let aside = named(".replaced");
    for log in ["", "-wal", "-shm"] {
        let from = named(log);
        let mut to = aside.clone().into_os_string();
        to.push(log);
        seal::remove(Path::new(&to))?;
        match fs::rename(&from, &to) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(aside)
}

/// The restored file becomes the database.
pub(super) fn moved_into_place(draft: &Path, database: &Path) -> Result<(), BackupProblem> {
    fs::File::open(draft)?.sync_all()?;
    fs::rename(draft, database)?;
    seal::sync_folder_of(database)
}
