//! What happened to an account, in its member's own sight. (MC-4.2, MC-5.1b)
//!
//! An entry is written in the same transaction as what it tells about. Entries are only ever appended. What other systems
//! have to hear of is written down for them here, too, so that no change is forgotten.

pub(crate) mod rows;

use crate::db::Tx;
use crate::db::many::Cell;
use crate::fault::Accident;
use crate::keys::MemberKey;
use crate::members::MemberId;
use crate::webhooks;
use domain::calendar::Timestamp;
use domain::trail::{EntrySeq, TrailDetail, TrailFilter, TrailKind};
use domain::webhooks::WebhookEvent;

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
    let last = rows::last(tx, member).await?;
    note_after(tx, key, (member, last), now, (kind, detail)).await
}

/// The same for who has read the place of the last entry already, in this write and with the member locked.
pub(crate) async fn note_after(
    tx: &mut Tx<'_>,
    key: &MemberKey,
    (member, last): (MemberId, EntrySeq),
    now: Timestamp,
    (kind, detail): (TrailKind, &TrailDetail),
) -> Result<bool, Accident> {
    let line = line(key, member, last, (kind, detail))?;
    let there = rows::append(tx, member, line.seq, now, kind, &line.detail).await?;
    if let Some(event) = WebhookEvent::of(kind, detail).filter(|_| there) {
        webhooks::events::tell(tx, member, event, now).await?;
    }
    Ok(there)
}

/// An entry that is still to be written.
pub(crate) struct Line {
    pub(crate) seq: EntrySeq,
    pub(crate) kind: TrailKind,
    /// Sealed.
    pub(crate) detail: Vec<u8>,
}

/// The entry after `last`, for who writes it together with what it tells about.
pub(crate) fn line(
    key: &MemberKey,
    member: MemberId,
    last: EntrySeq,
    (kind, detail): (TrailKind, &TrailDetail),
) -> Result<Line, Accident> {
    let seq = last.next();
    let detail = key.seal(TABLE, COLUMN, &place(member, seq), &serde_json::to_vec(detail)?);
    Ok(Line { seq, kind, detail })
}

impl Line {
    /// Its row, for [`rows::APPEND_MANY`].
    pub(crate) fn row(self, member: MemberId, at: Timestamp) -> Vec<Cell> {
        vec![
            Cell::Member(member),
            Cell::Int(self.seq.get()),
            Cell::Int(at.micros()),
            Cell::Text(self.kind.code()),
            Cell::Bytes(self.detail),
        ]
    }
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

/// Those of them that are asked for.
pub(crate) async fn part(
    tx: &mut Tx<'_>,
    key: &MemberKey,
    member: MemberId,
    (filter, before): (&TrailFilter, Option<EntrySeq>),
    limit: u32,
) -> Result<Vec<TrailEntry>, Accident> {
    if filter.is_all() {
        return entries(tx, key, member, before, limit).await;
    }
    if filter.kinds().next().is_none() {
        return Ok(Vec::new());
    }
    let rows = rows::part(tx, member, (filter.kinds(), filter.range()), before, limit).await?;
    rows.into_iter().map(|row| open(key, member, &row)).collect()
}

/// The newest of them but those that only say that a letter left: what it was about is there itself.
pub(crate) async fn latest(
    tx: &mut Tx<'_>,
    key: &MemberKey,
    member: MemberId,
    limit: u32,
) -> Result<Vec<TrailEntry>, Accident> {
    let kinds = TrailKind::ALL.iter().copied().filter(|kind| !kind.is_letter());
    let rows = rows::part(tx, member, (kinds, TrailFilter::default().range()), None, limit).await?;
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
