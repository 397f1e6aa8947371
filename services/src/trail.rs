//! What happened to an account, in its member's own sight. (MC-4.2, MC-5.1b)
//!
//! An entry is written in the same transaction as what it tells about. Entries are only ever appended.

pub(crate) mod rows;

use crate::db::Tx;
use crate::fault::Accident;
use crate::keys::MemberKey;
use crate::members::MemberId;
use domain::calendar::Timestamp;
use domain::trail::{EntrySeq, TrailDetail, TrailKind};

const TABLE: &str = "trail";
const COLUMN: &str = "detail";

/// One entry, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailEntry {
    /// Its place.
    pub seq: EntrySeq,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub kind: TrailKind,
    /// Items, purpose, device.
    pub detail: TrailDetail,
}

/// Appends an entry. Answers whether there is such a member: for nobody the same statements run and nothing is written,
/// so that a sign-in on an unknown name does the same work as one on a known name.
pub(crate) async fn note(
    tx: &mut Tx<'_>,
    key: &MemberKey,
    member: MemberId,
    now: Timestamp,
    (kind, detail): (TrailKind, &TrailDetail),
) -> Result<bool, Accident> {
    let seq = rows::last(tx, member).await?.next();
    let plain = serde_json::to_vec(detail)?;
    let sealed = key.seal(TABLE, COLUMN, &place(member, seq), &plain);
    Ok(rows::append(tx, member, seq, now, kind, &sealed).await?)
}

/// A member's entries, the newest first, from before `before` if given.
pub(crate) async fn entries(
    tx: &mut Tx<'_>,
    key: &MemberKey,
    member: MemberId,
    before: Option<EntrySeq>,
    limit: u32,
) -> Result<Vec<TrailEntry>, Accident> {
    let rows = rows::page(tx, member, before, limit).await?;
    rows.into_iter().map(|row| open(key, member, &row)).collect()
}

fn open(key: &MemberKey, member: MemberId, row: &rows::EntryRow) -> Result<TrailEntry, Accident> {
    let seq = EntrySeq::new(row.seq);
    let plain = key.open(TABLE, COLUMN, &place(member, seq), &row.detail)?;
    let kind = TrailKind::parse(&row.kind).ok_or("a trail entry of a kind nobody knows")?;
    Ok(TrailEntry { seq, at: Timestamp::from_micros(row.at), kind, detail: serde_json::from_slice(&plain)? })
}

fn place(member: MemberId, seq: EntrySeq) -> Vec<u8> {
    [member.bytes().as_slice(), &seq.get().to_be_bytes()].concat()
}
