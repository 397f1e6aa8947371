//! The log in the database. Leaves and rows of the tree are added and read; none is ever deleted.

use super::tree::{Hash, TileId};
use crate::db::many::{Cell, write_many};
use crate::db::{Tx, on};
use crate::fault::Accident;

/// Leaves in one transaction: the one writer of SQLite is kept a few milliseconds.
pub(super) const BATCH: usize = 256;

pub(crate) const STATE: &str =
    "select (select max(idx) from audit_leaves) as last, (select min(id) from audit_queue) as waiting";
pub(crate) const CHECKPOINT: &str = "select size, root, note from audit_checkpoint where id = 1";
pub(crate) const LAST: &str = "select max(idx) from audit_leaves";
pub(crate) const WAITING: &str = "select id, entry_hash, released from audit_queue where id > 0 order by id limit 256";
pub(crate) const LEAF: &str = "insert into audit_leaves (idx, entry_hash, released) values ($1, $2, $3)";
pub(crate) const TAKEN: &str = "delete from audit_queue where id in ($1)";
pub(crate) const TILE: &str = "select hashes from audit_tiles where level = $1 and idx = $2";
pub(crate) const PUT_TILE: &str = "insert into audit_tiles (level, idx, hashes) values ($1, $2, $3) \
     on conflict (level, idx) do update set hashes = excluded.hashes";
// Two processes may sign at once: the larger log stays.
pub(crate) const SIGNED: &str = "insert into audit_checkpoint (id, size, root, note) values (1, $1, $2, $3) \
     on conflict (id) do update set size = excluded.size, root = excluded.root, note = excluded.note \
     where audit_checkpoint.size < excluded.size";
pub(crate) const PLACE: &str = "select idx from audit_leaves where entry_hash = $1";
pub(crate) const RELEASE: &str = "update audit_leaves set released = $2 where entry_hash = $1";
// Only for a record that came back with an old backup and is erased again before it was logged: the queue is short.
pub(crate) const RELEASE_WAITING: &str = "update audit_queue set released = $2 where entry_hash = $1";
pub(crate) const OF_MEMBER: &str = "select entry_hash from consent_entries where member_id = $1";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[
    STATE,
    CHECKPOINT,
    LAST,
    WAITING,
    LEAF,
    TAKEN,
    TILE,
    PUT_TILE,
    SIGNED,
    PLACE,
    RELEASE,
    RELEASE_WAITING,
    OF_MEMBER,
];

/// The newest checkpoint.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    pub(crate) size: u64,
    pub(crate) root: Vec<u8>,
    pub(crate) note: String,
}

/// A decision that waits for its place.
pub(super) struct Waiting {
    pub(super) id: i64,
    pub(super) hash: Hash,
    pub(super) released: Option<Vec<u8>>,
}

/// How many leaves there are, and whether a decision waits.
pub(super) async fn state(tx: &mut Tx<'_>) -> Result<(u64, bool), Accident> {
    let (last, waiting): (Option<i64>, Option<i64>) = on!(tx, |c| sqlx::query_as(STATE).fetch_one(c).await)?;
    Ok((after(last)?, waiting.is_some()))
}

pub(super) async fn leaves(tx: &mut Tx<'_>) -> Result<u64, Accident> {
    let last: Option<i64> = on!(tx, |c| sqlx::query_scalar(LAST).fetch_one(c).await)?;
    after(last)
}

fn after(last: Option<i64>) -> Result<u64, Accident> {
    Ok(last.map(|last| u64::try_from(last).map(|last| last + 1)).transpose()?.unwrap_or(0))
}

pub(crate) async fn checkpoint(tx: &mut Tx<'_>) -> Result<Option<Signed>, Accident> {
    let row: Option<(i64, Vec<u8>, String)> = on!(tx, |c| sqlx::query_as(CHECKPOINT).fetch_optional(c).await)?;
    let read = |(size, root, note): (i64, Vec<u8>, String)| Ok(Signed { size: u64::try_from(size)?, root, note });
    row.map(read).transpose()
}

pub(super) async fn waiting(tx: &mut Tx<'_>) -> Result<Vec<Waiting>, Accident> {
    let rows: Vec<(i64, Vec<u8>, Option<Vec<u8>>)> = on!(tx, |c| sqlx::query_as(WAITING).fetch_all(c).await)?;
    let read = |(id, hash, released): (i64, Vec<u8>, Option<Vec<u8>>)| {
        Ok(Waiting { id, hash: hash.as_slice().try_into()?, released })
    };
    rows.into_iter().map(read).collect()
}

/// Gives waiting decisions their places, from `first` on.
pub(super) async fn place(tx: &mut Tx<'_>, first: u64, waiting: &[Waiting]) -> Result<(), Accident> {
    let first = i64::try_from(first)?;
    let leaf = |(place, one): (i64, &Waiting)| {
        vec![Cell::Int(place), Cell::Bytes(one.hash.to_vec()), Cell::OptBytes(one.released.clone())]
    };
    write_many(tx, LEAF, (first..).zip(waiting).map(leaf).collect()).await?;
    write_many(tx, TAKEN, waiting.iter().map(|one| vec![Cell::Int(one.id)]).collect()).await?;
    Ok(())
}

pub(super) async fn tile(tx: &mut Tx<'_>, id: TileId) -> Result<Option<Vec<u8>>, Accident> {
    let (level, idx) = (i64::from(id.level), i64::try_from(id.idx)?);
    Ok(on!(tx, |c| sqlx::query_scalar(TILE).bind(level).bind(idx).fetch_optional(c).await)?)
}

pub(super) async fn put_tile(tx: &mut Tx<'_>, id: TileId, hashes: &[u8]) -> Result<(), Accident> {
    let (level, idx) = (i64::from(id.level), i64::try_from(id.idx)?);
    on!(tx, |c| sqlx::query(PUT_TILE).bind(level).bind(idx).bind(hashes).execute(c).await.map(drop))?;
    Ok(())
}

pub(super) async fn signed(tx: &mut Tx<'_>, signed: &Signed) -> Result<(), Accident> {
    let size = i64::try_from(signed.size)?;
    on!(tx, |c| sqlx::query(SIGNED).bind(size).bind(&signed.root).bind(&signed.note).execute(c).await.map(drop))?;
    Ok(())
}

/// Where a decision stands in the log, if it has its place already.
pub(super) async fn place_of(tx: &mut Tx<'_>, hash: &Hash) -> Result<Option<u64>, Accident> {
    let place: Option<i64> = on!(tx, |c| sqlx::query_scalar(PLACE).bind(&hash[..]).fetch_optional(c).await)?;
    Ok(place.map(u64::try_from).transpose()?)
}

/// Notes that the row a leaf is of has gone because its time was over.
pub(super) async fn release(tx: &mut Tx<'_>, hash: &[u8], mark: &Hash) -> sqlx::Result<()> {
    let marked = on!(&mut *tx, |c| sqlx::query(RELEASE)
        .bind(hash)
        .bind(&mark[..])
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if marked > 0 {
        return Ok(());
    }
    on!(tx, |c| sqlx::query(RELEASE_WAITING).bind(hash).bind(&mark[..]).execute(c).await.map(drop))
}

/// The hashes of everything a member decided.
pub(super) async fn of_member(tx: &mut Tx<'_>, member: crate::members::MemberId) -> sqlx::Result<Vec<Vec<u8>>> {
    on!(tx, |c| sqlx::query_scalar(OF_MEMBER).bind(member).fetch_all(c).await)
}
