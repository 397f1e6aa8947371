//! The trail in the database. Entries are inserted and read; no statement here changes one.

use crate::db::many::{Cell, select_many};
use crate::db::{Tx, on};
use crate::members::MemberId;
use domain::calendar::Timestamp;
use domain::trail::{EntrySeq, TrailKind};
use std::collections::HashMap;

pub(crate) const LAST: &str = "select max(seq) from trail where member_id = $1";
// From `members`, so that the same statement does nothing for a member who is not there.
pub(crate) const APPEND: &str =
    "insert into trail (member_id, seq, at, kind, detail) select id, $2, $3, $4, $5 from members where id = $1";
/// Of members who are there.
pub(crate) const APPEND_MANY: &str = "insert into trail (member_id, seq, at, kind, detail) values ($1, $2, $3, $4, $5)";
pub(crate) const LAST_AMONG: &str = "select member_id, max(seq) from trail where member_id in ($1) group by member_id";
pub(crate) const PAGE: &str =
    "select seq, at, kind, detail from trail where member_id = $1 and seq < $2 order by seq desc limit $3";

// A part of it: of a time, and of some kinds, named between commas.
pub(crate) const PART: &str = "select seq, at, kind, detail from trail where member_id = $1 and seq < $2 and at >= $4 and at < $5 \
     and $6 like '%,' || kind || ',%' order by seq desc limit $3";
pub(crate) const FIRST: &str = "select at from trail where member_id = $1 order by seq limit 1";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[LAST, APPEND, APPEND_MANY, LAST_AMONG, PAGE, PART, FIRST];

#[derive(sqlx::FromRow)]
pub(super) struct EntryRow {
    pub(super) seq: i64,
    pub(super) at: i64,
    pub(super) kind: String,
    pub(super) detail: Vec<u8>,
}

/// The place of the last entry; 0 before the first.
pub(crate) async fn last(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<EntrySeq> {
    let last: Option<i64> = on!(tx, |c| sqlx::query_scalar(LAST).bind(member).fetch_one(c).await)?;
    Ok(EntrySeq::new(last.unwrap_or(0)))
}

/// The places of the last entries of these members; none for who has no entry.
pub(crate) async fn last_among(tx: &mut Tx<'_>, members: &[MemberId]) -> sqlx::Result<HashMap<MemberId, EntrySeq>> {
    let of = members.iter().map(|member| vec![Cell::Member(*member)]).collect();
    let rows: Vec<(MemberId, i64)> = select_many(tx, LAST_AMONG, of).await?;
    Ok(rows.into_iter().map(|(member, last)| (member, EntrySeq::new(last))).collect())
}

pub(super) async fn append(
    tx: &mut Tx<'_>,
    member: MemberId,
    seq: EntrySeq,
    at: Timestamp,
    kind: TrailKind,
    detail: &[u8],
) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(APPEND)
        .bind(member)
        .bind(seq.get())
        .bind(at.micros())
        .bind(kind.code())
        .bind(detail)
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))
}

/// When the first entry was made.
pub(crate) async fn first(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<Option<Timestamp>> {
    let at: Option<i64> = on!(tx, |c| sqlx::query_scalar(FIRST).bind(member).fetch_optional(c).await)?;
    Ok(at.map(Timestamp::from_micros))
}

pub(super) async fn part(
    tx: &mut Tx<'_>,
    member: MemberId,
    (kinds, (from, until)): (impl Iterator<Item = TrailKind>, (Timestamp, Timestamp)),
    before: Option<EntrySeq>,
    limit: u32,
) -> sqlx::Result<Vec<EntryRow>> {
    let kinds = kinds.fold(",".to_owned(), |kinds, kind| kinds + kind.code() + ",");
    on!(tx, |c| sqlx::query_as(PART)
        .bind(member)
        .bind(before.map_or(i64::MAX, EntrySeq::get))
        .bind(i64::from(limit))
        .bind(from.micros())
        .bind(until.micros())
        .bind(kinds)
        .fetch_all(c)
        .await)
}

pub(super) async fn page(
    tx: &mut Tx<'_>,
    member: MemberId,
    before: Option<EntrySeq>,
    limit: u32,
) -> sqlx::Result<Vec<EntryRow>> {
    let before = before.map_or(i64::MAX, EntrySeq::get);
    on!(tx, |c| sqlx::query_as(PAGE).bind(member).bind(before).bind(i64::from(limit)).fetch_all(c).await)
}
