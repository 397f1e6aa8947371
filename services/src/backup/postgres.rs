//! The data on PostgreSQL: every table as `COPY` writes it, out of one look at the database, without the members' keys.
//!
//! A line names each table and its columns; its bytes follow in pieces, each after its length, an empty one at the end. The last
//! line says what was counted: a file that was cut short has none. Nothing lies open on a disk, here or when it is put back.

use super::data::{Contents, chains_hold, counted, made_ready};
use super::keyring::Keyring;
use super::seal::{self, Draft, Recipient};
use super::{BackupProblem, stamp};
use crate::db::{POSTGRES_MIGRATIONS, Purpose, Tx};
use crate::members::MemberId;
use crate::secret::Secret;
use domain::calendar::Timestamp;
use futures_util::TryStreamExt as _;
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};
use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

/// What the file begins with.
pub(super) const HEAD: &str = "metiz-postgres 1";
/// The members' keys lie elsewhere. Letters and flashes that wait would be dropped by putting a backup back anyway.
const LEFT_OUT: [&str; 3] = ["member_keys", "outbox", "flashes"];
/// Whom an erasure was about is no business of what may lie for years, and of an epoch that is over by then.
const EVENTS: &str = "webhook_events";
/// Ours, and nothing that somebody else keeps in the same database.
const TABLES: &str = "select c.relname::text, string_agg(a.attname::text, ', ' order by a.attnum) from pg_class c \
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' \
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname <> '_sqlx_migrations' \
     group by c.relname order by c.relname";
const POINTERS: &str = "select f.relname::text, t.relname::text from pg_constraint p join pg_class f on f.oid = p.conrelid \
     join pg_class t on t.oid = p.confrelid \
     where p.contype = 'f' and p.conrelid <> p.confrelid and f.relnamespace = current_schema()::regnamespace";
/// Numbers that the database gives go on behind those that came back.
const NUMBERED: &str = "select c.relname::text, a.attname::text from pg_class c join pg_attribute a on a.attrelid = c.oid \
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attidentity <> ''";
const SCHEMA: &str = "select max(version) from _sqlx_migrations";

/// Makes the backup, after every chain of decisions has been followed.
pub(super) async fn create(
    url: &Secret,
    folder: &Path,
    now: Timestamp,
    recipients: &[Recipient],
) -> Result<(PathBuf, Contents), BackupProblem> {
    seal::private_folder(folder)?;
    let path = folder.join(format!("metiz-data-{}.age", stamp(now)));
    let mut live = connected(url).await?;
    sqlx::query("begin isolation level repeatable read read only").execute(&mut live).await?;
    let schema: i64 = sqlx::query_scalar(SCHEMA).fetch_one(&mut live).await?;
    let mut tx = Tx::Postgres(&mut live, Purpose::Reading);
    chains_hold(&mut tx, schema).await?;
    let contents = counted(&mut tx, (now.micros(), schema)).await?;
    let mut sealed = Draft::begin(&path, recipients)?;
    writeln!(sealed, "{HEAD}")?;
    for (table, columns) in tables(&mut live).await? {
        writeln!(sealed, "table {table} ({columns})")?;
        if !LEFT_OUT.contains(&&*table) {
            let rows = if table == EVENTS {
                format!("(select {columns} from {table} where reference is null)")
            } else {
                format!("{table} ({columns})")
            };
            let copy = format!("copy {rows} to stdout (format binary)");
            let mut pieces = live.copy_out_raw(&copy).await?;
            while let Some(piece) = pieces.try_next().await? {
                // An empty one would be the end.
                for piece in piece.chunks(PIECE) {
                    sealed.write_all(&u32::try_from(piece.len()).map_err(io::Error::other)?.to_be_bytes())?;
                    sealed.write_all(piece)?;
                }
            }
        }
        sealed.write_all(&[0; 4])?;
    }
    let Contents { taken_at, schema, members, decisions, trail, erased } = contents;
    writeln!(sealed, "end {taken_at} {schema} {members} {decisions} {trail} {erased}")?;
    sealed.finish()?;
    live.close().await?;
    Ok((path, contents))
}

/// More than any piece PostgreSQL sends by itself for rows of ours.
const PIECE: usize = 1 << 20;

async fn connected(url: &Secret) -> Result<PgConnection, BackupProblem> {
    Ok(PgConnectOptions::from_str(url.reveal())?.disable_statement_logging().connect().await?)
}

/// Every table with its columns, each after those it points at.
async fn tables(connection: &mut PgConnection) -> Result<Vec<(String, String)>, BackupProblem> {
    let mut left: Vec<(String, String)> = sqlx::query_as(TABLES).fetch_all(&mut *connection).await?;
    let pointers: Vec<(String, String)> = sqlx::query_as(POINTERS).fetch_all(connection).await?;
    let mut ordered: Vec<(String, String)> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits =
            |table: &str| pointers.iter().any(|(from, to)| from == table && left.iter().any(|(one, _)| one == to));
        let (ready, rest): (Vec<_>, Vec<_>) = left.iter().cloned().partition(|(table, _)| !waits(table));
        if ready.is_empty() {
            return Err(BackupProblem::Broken("tables point at each other in a circle".to_owned()));
        }
        ordered.extend(ready);
        left = rest;
    }
    Ok(ordered)
}

/// An opened backup that is being read.
pub(super) struct Opened<R>(BufReader<R>);

/// What comes next in it.
enum Next {
    /// A table's name and its columns; its pieces follow.
    Table(String, String),
    End(Contents),
}

impl<R: Read> Opened<R> {
    /// After the first line, which the caller has read.
    pub(super) fn begin(plain: R) -> Result<Self, BackupProblem> {
        let mut opened = Self(BufReader::new(plain));
        if opened.line()? == HEAD { Ok(opened) } else { Err(not_ours()) }
    }

    fn line(&mut self) -> Result<String, BackupProblem> {
        let mut line = String::new();
        // The longest line names a table's columns.
        self.0.by_ref().take(1 << 16).read_line(&mut line).map_err(seal::damaged)?;
        line.strip_suffix('\n').map(ToOwned::to_owned).ok_or_else(not_ours)
    }

    fn next(&mut self) -> Result<Next, BackupProblem> {
        let line = self.line()?;
        if let Some(numbers) = line.strip_prefix("end ") {
            let numbers: Vec<i64> = numbers.split(' ').map_while(|number| number.parse().ok()).collect();
            let [taken_at, schema, members, decisions, trail, erased] = *numbers else { return Err(not_ours()) };
            return Ok(Next::End(Contents { taken_at, schema, members, decisions, trail, erased }));
        }
        let table = line.strip_prefix("table ").and_then(|rest| rest.strip_suffix(')')).ok_or_else(not_ours)?;
        let (name, columns) = table.split_once(" (").ok_or_else(not_ours)?;
        Ok(Next::Table(name.to_owned(), columns.to_owned()))
    }

    fn piece(&mut self, into: &mut Vec<u8>) -> Result<bool, BackupProblem> {
        let mut length = [0; 4];
        self.0.read_exact(&mut length).map_err(seal::damaged)?;
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if length > PIECE {
            return Err(not_ours());
        }
        into.resize(length, 0);
        self.0.read_exact(into).map_err(seal::damaged)?;
        Ok(length > 0)
    }

    /// Reads all of it, counts the rows, and holds them against what was counted when it was made.
    pub(super) fn looked_at(mut self) -> Result<Contents, BackupProblem> {
        let mut found = Contents::default();
        loop {
            match self.next()? {
                Next::Table(name, _) => {
                    let rows = Rows { opened: &mut self, piece: Vec::new(), at: 0 }.count()?;
                    match &*name {
                        "members" => found.members = rows,
                        "consent_entries" => found.decisions = rows,
                        "trail" => found.trail = rows,
                        "erasure_ledger" => found.erased = rows,
                        _ => {}
                    }
                }
                Next::End(said) => {
                    let Contents { taken_at, schema, .. } = said;
                    if said != (Contents { taken_at, schema, ..found }) {
                        return Err(BackupProblem::Broken("it holds other numbers of rows than it says".to_owned()));
                    }
                    if POSTGRES_MIGRATIONS.iter().map(|migration| migration.version).max() < Some(schema) {
                        let sentence = format!("its schema has number {schema}, which is newer than this program");
                        return Err(BackupProblem::Broken(sentence));
                    }
                    return Ok(said);
                }
            }
        }
    }
}

fn not_ours() -> BackupProblem {
    BackupProblem::Broken("it is no backup of a member centre, or was cut short".to_owned())
}

/// The bytes of one table, one piece after the other.
struct Rows<'o, R> {
    opened: &'o mut Opened<R>,
    piece: Vec<u8>,
    at: usize,
}

impl<R: Read> Rows<'_, R> {
    fn take(&mut self, mut count: usize) -> Result<Option<[u8; 4]>, BackupProblem> {
        let mut last = [0; 4];
        while count > 0 {
            if self.at == self.piece.len() {
                self.at = 0;
                if !self.opened.piece(&mut self.piece)? {
                    return Ok(None);
                }
            }
            let here = count.min(self.piece.len() - self.at);
            for byte in &self.piece[self.at..self.at + here] {
                last.rotate_left(1);
                last[3] = *byte;
            }
            (self.at, count) = (self.at + here, count - here);
        }
        Ok(Some(last))
    }

    fn number(&mut self, bytes: usize) -> Result<Option<i64>, BackupProblem> {
        let read = self.take(bytes)?;
        Ok(read.map(|read| {
            i64::from(if bytes == 2 {
                i32::from(i16::from_be_bytes([read[2], read[3]]))
            } else {
                i32::from_be_bytes(read)
            })
        }))
    }

    /// The rows of the binary form: a head, then for each row how many fields it has, and for each field its length.
    fn count(mut self) -> Result<i64, BackupProblem> {
        let cut = || BackupProblem::Broken("a table was cut short".to_owned());
        // Signature, flags, and the length of a head that is longer.
        let Some(_) = self.take(15)? else { return Ok(0) };
        let more = self.number(4)?.and_then(|more| usize::try_from(more).ok()).ok_or_else(cut)?;
        self.take(more)?.ok_or_else(cut)?;
        let mut rows = 0;
        loop {
            let fields = self.number(2)?.ok_or_else(cut)?;
            if fields < 0 {
                break;
            }
            for _ in 0..fields {
                let length = self.number(4)?.ok_or_else(cut)?;
                // Nothing is written as -1.
                self.take(usize::try_from(length).unwrap_or(0))?.ok_or_else(cut)?;
            }
            rows += 1;
        }
        if self.take(1)?.is_some() { Err(cut()) } else { Ok(rows) }
    }
}

/// Whether members are there already.
pub(super) async fn is_occupied(url: &Secret) -> Result<bool, BackupProblem> {
    let mut connection = connected(url).await?;
    let there: bool =
        sqlx::query_scalar("select to_regclass('members') is not null").fetch_one(&mut connection).await?;
    let occupied =
        there && sqlx::query_scalar("select exists (select 1 from members)").fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(occupied)
}

/// Loads an opened backup into a database without members, with the keys, all in one transaction. Answers which members have no
/// key any more.
pub(super) async fn put_back<R: Read>(
    url: &Secret,
    mut opened: Opened<R>,
    contents: &Contents,
    (keyring, fingerprint): (&Keyring, [u8; 16]),
) -> Result<Vec<MemberId>, BackupProblem> {
    let mut connection = connected(url).await?;
    // The tables as they were then; the next start brings them up to date.
    let then = POSTGRES_MIGRATIONS.iter().filter(|migration| migration.version <= contents.schema).cloned().collect();
    Migrator::with_migrations(then)
        .run(&mut connection)
        .await
        .map_err(|problem| BackupProblem::Broken(problem.to_string()))?;
    sqlx::query("begin").execute(&mut connection).await?;
    let known = tables(&mut connection).await?;
    let names: Vec<&str> = known.iter().map(|(table, _)| table.as_str()).collect();
    sqlx::query(AssertSqlSafe(format!("truncate {}", names.join(", ")))).execute(&mut connection).await?;
    let (mut piece, mut loaded) = (Vec::new(), BTreeSet::new());
    while let Next::Table(table, columns) = opened.next()? {
        // Names come from the schema and from nowhere else: the file could say anything.
        if !known.contains(&(table.clone(), columns.clone())) || !loaded.insert(table.clone()) {
            return Err(BackupProblem::Broken(format!("table {table} is not as this program knows it")));
        }
        // A table that was left out has no bytes at all.
        if !opened.piece(&mut piece)? {
            continue;
        }
        let copy = format!("copy {table} ({columns}) from stdin (format binary)");
        let mut sink = connection.copy_in_raw(&copy).await?;
        sink.send(piece.as_slice()).await?;
        while opened.piece(&mut piece)? {
            sink.send(piece.as_slice()).await?;
        }
        sink.finish().await?;
    }
    let numbered: Vec<(String, String)> = sqlx::query_as(NUMBERED).fetch_all(&mut connection).await?;
    for (table, column) in numbered {
        let next = format!(
            "select setval(pg_get_serial_sequence('{table}', '{column}'), coalesce((select max({column}) from {table}), 0) + 1, false)"
        );
        sqlx::query(AssertSqlSafe(next)).execute(&mut connection).await?;
    }
    let mut tx = Tx::Postgres(&mut connection, Purpose::Writing);
    chains_hold(&mut tx, contents.schema).await?;
    let keyless = made_ready(&mut tx, keyring, fingerprint).await?;
    sqlx::query("commit").execute(&mut connection).await?;
    connection.close().await?;
    Ok(keyless)
}
