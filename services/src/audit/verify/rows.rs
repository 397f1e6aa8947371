//! The ledger, a page at a time.

use crate::consent::rows::EntryRow;
use crate::db::{Tx, on};
use crate::fault::Accident;
use crate::members::MemberId;
use uuid::Uuid;

pub(crate) const LEAVES: &str =
    "select idx, entry_hash, released from audit_leaves where idx > $1 order by idx limit 1024";
pub(crate) const WAITING: &str =
    "select id as idx, entry_hash, released from audit_queue where id > $1 order by id limit 1024";
pub(crate) const ENTRIES: &str = "select e.member_id, e.seq, e.purpose, e.channel, e.decision, e.wording_version, \
     e.wording_hash, e.lang, e.method, e.policy_version, e.decided_at, e.until, e.device, e.previous_hash, e.entry_hash, k.key_id, k.wrapped \
     from consent_entries e left join member_keys k on k.member_id = e.member_id \
     where (e.member_id, e.seq) > ($1, $2) order by e.member_id, e.seq limit 1024";
pub(crate) const PROOFS: &str = "select proof, kept_until, seq, purpose, channel, decision, wording_version, wording_hash, \
     lang, method, policy_version, decided_at, until, previous_hash as device, previous_hash, entry_hash from consent_proofs \
     where (proof, seq) > ($1, $2) order by proof, seq limit 1024";
pub(crate) const TILES: &str =
    "select level, idx, hashes from audit_tiles where (level, idx) > ($1, $2) order by level, idx limit 256";
/// Reads the whole erasure ledger: for an operator who asks, never for a page.
pub(crate) const CERTIFICATES: &str = "select certificate from erasure_ledger";
/// Reads every closing that is under way: for an operator who asks, never for a page.
pub(crate) const UNDER_WAY: &str = "select proof from closures where proof is not null";

/// Every statement of this file but those that read a whole table, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[LEAVES, WAITING, ENTRIES, PROOFS, TILES, CERTIFICATES, UNDER_WAY];

/// Before the first entry.
pub(super) const START: (MemberId, i64) = (MemberId::NOBODY, 0);
/// Before the first proof without a name.
pub(super) const FIRST_PROOF: (Uuid, i64) = (Uuid::nil(), 0);

/// A place, a hash, and its mark.
#[derive(sqlx::FromRow)]
pub(super) struct Logged {
    #[sqlx(rename = "idx")]
    pub(super) place: i64,
    #[sqlx(rename = "entry_hash")]
    pub(super) hash: Vec<u8>,
    pub(super) released: Option<Vec<u8>>,
}

impl Logged {
    pub(super) fn place(&self) -> i64 {
        self.place
    }
}

/// A row of the tree.
pub(super) type Tile = (i64, i64, Vec<u8>);

/// A decision with the key its device is sealed under.
#[derive(sqlx::FromRow)]
pub(super) struct Entry {
    pub(super) member_id: MemberId,
    #[sqlx(flatten)]
    pub(super) row: EntryRow,
    pub(super) key_id: Option<Vec<u8>>,
    pub(super) wrapped: Option<Vec<u8>>,
}

impl Entry {
    pub(super) fn place(&self) -> (MemberId, i64) {
        (self.member_id, self.row.seq)
    }
}

/// A decision kept without a name; it has no device.
#[derive(sqlx::FromRow)]
pub(super) struct Proof {
    #[sqlx(rename = "proof")]
    pub(super) number: Uuid,
    pub(super) kept_until: i64,
    #[sqlx(flatten)]
    pub(super) row: EntryRow,
}

impl Proof {
    pub(super) fn place(&self) -> (Uuid, i64) {
        (self.number, self.row.seq)
    }
}

pub(super) async fn leaves(tx: &mut Tx<'_>, after: i64) -> sqlx::Result<Vec<Logged>> {
    on!(tx, |c| sqlx::query_as(LEAVES).bind(after).fetch_all(c).await)
}

pub(super) async fn waiting(tx: &mut Tx<'_>) -> sqlx::Result<Vec<Logged>> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let page: Vec<Logged> = on!(&mut *tx, |c| sqlx::query_as(WAITING).bind(after).fetch_all(c).await)?;
        let Some(last) = page.last() else { return Ok(all) };
        after = last.place;
        all.extend(page);
    }
}

pub(super) async fn entries(tx: &mut Tx<'_>, after: (MemberId, i64)) -> sqlx::Result<Vec<Entry>> {
    on!(tx, |c| sqlx::query_as(ENTRIES).bind(after.0).bind(after.1).fetch_all(c).await)
}

pub(super) async fn proofs(tx: &mut Tx<'_>, after: (Uuid, i64)) -> sqlx::Result<Vec<Proof>> {
    on!(tx, |c| sqlx::query_as(PROOFS).bind(after.0).bind(after.1).fetch_all(c).await)
}

pub(super) async fn tiles(tx: &mut Tx<'_>, after: (i64, i64)) -> sqlx::Result<Vec<Tile>> {
    on!(tx, |c| sqlx::query_as(TILES).bind(after.0).bind(after.1).fetch_all(c).await)
}

/// What the erasure ledger knows certificates by; `None` where one was given before they had numbers.
pub(super) async fn erasures(tx: &mut Tx<'_>) -> Result<Vec<Option<Vec<u8>>>, Accident> {
    Ok(on!(tx, |c| sqlx::query_scalar(CERTIFICATES).fetch_all(c).await)?)
}

/// The numbers of erasures that are under way.
pub(super) async fn under_way(tx: &mut Tx<'_>) -> Result<Vec<Uuid>, Accident> {
    Ok(on!(tx, |c| sqlx::query_scalar(UNDER_WAY).fetch_all(c).await)?)
}
