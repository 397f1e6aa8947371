//! The consent record in the database. Entries are inserted and read; no statement here changes or deletes one.

mod append;

pub(crate) use append::{APPEND, Appending, FOLLOW, TELL, append, follow};

use crate::db::{Tx, on};
use crate::fault::Accident;
use crate::keys::{MemberKey, hex};
use crate::members::MemberId;
use crate::sessions::rows::{Life, life};
use domain::calendar::{Date, Timestamp};
use domain::consent::{Channel, ConsentRecord, Decision, Entry, Method, Purpose, Wording};
use domain::lang::Lang;
use domain::sessions::SessionId;
use domain::trail::EntrySeq;
use serde::Deserialize;
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};
use uuid::Uuid;

pub(crate) const ENTRIES: &str = "select seq, purpose, channel, decision, wording_version, wording_hash, lang, method, \
     policy_version, decided_at, until, device, previous_hash, entry_hash from consent_entries where member_id = $1 order by seq";
// In a backup from before a yes could have an end.
pub(crate) const ENTRIES_WITHOUT_ENDS: &str = "select seq, purpose, channel, decision, wording_version, wording_hash, lang, method, \
     policy_version, decided_at, cast(null as text) as until, device, previous_hash, entry_hash \
     from consent_entries where member_id = $1 order by seq";
/// The schema from which a yes can have an end.
pub(crate) const ENDS_SINCE: i64 = 63;
// The last entry of all, which the next one follows, and the last about one purpose and channel, which says where they
// stand; the last place on the trail; and whether other systems listen to changes. A decision reads these and no more, so
// that it costs the same however long the record has grown.
macro_rules! tail {
    ($more:literal, $beside:literal) => {
        concat!(
            "select e.seq, e.purpose, e.channel, e.decision, e.wording_version, e.wording_hash, e.lang, e.method, \
             e.policy_version, e.decided_at, e.until, e.device, e.previous_hash, e.entry_hash, \
             (select max(seq) from trail where member_id = $1) as trail_seq, \
             (select count(*) from webhook_endpoints where disabled_at is null) as listeners",
            $more,
            " from consent_entries e",
            $beside,
            " where e.member_id = $1 and e.seq in ((select max(seq) from consent_entries where member_id = $1), \
             (select max(seq) from consent_entries where member_id = $1 and purpose = $2 and channel = $3)) order by e.seq"
        )
    };
}
pub(crate) const TAIL: &str = tail!("", "");
// With what says whether the session is good.
pub(crate) const TAIL_OF_SESSION: &str = tail!(
    ", s.epoch, s.idle_ends_at, s.ends_at, m.session_epoch, m.closing_ends_at, m.closed_at",
    " join sessions s on s.member_id = e.member_id and s.id = $4 join members m on m.id = e.member_id"
);
/// Every statement of this file, for the test that asks the engines how they would run them.
pub(crate) const ALL: &[&str] = &[ENTRIES, ENTRIES_WITHOUT_ENDS, TAIL, TAIL_OF_SESSION];
/// The device a decision came from, as its row holds it.
pub(crate) fn sealed_device(key: &MemberKey, member: MemberId, seq: i64, device: &str) -> Vec<u8> {
    key.seal("consent_entries", "device", &place(member, seq), device.as_bytes())
}

/// An entry together with its place in the chain.
pub(crate) struct Link {
    pub(crate) seq: i64,
    pub(crate) entry: Entry,
    pub(crate) hash: [u8; 32],
}

/// A row as it is stored. In JSON it is an array, with bytes as digits.
#[derive(sqlx::FromRow, Deserialize)]
pub(crate) struct EntryRow {
    pub(crate) seq: i64,
    purpose: String,
    channel: String,
    decision: String,
    wording_version: i64,
    #[serde(with = "hex")]
    wording_hash: Vec<u8>,
    lang: String,
    method: String,
    policy_version: i64,
    decided_at: i64,
    until: Option<String>,
    #[serde(with = "hex")]
    device: Vec<u8>,
    #[serde(with = "hex")]
    previous_hash: Vec<u8>,
    #[serde(with = "hex")]
    entry_hash: Vec<u8>,
}

/// An entry, if the row has one.
pub(crate) struct MaybeEntry(Option<EntryRow>);

impl<'r, R: Row> FromRow<'r, R> for MaybeEntry
where
    EntryRow: FromRow<'r, R>,
    Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
    &'static str: ColumnIndex<R>,
{
    fn from_row(row: &'r R) -> sqlx::Result<Self> {
        let seq: Option<i64> = row.try_get("seq")?;
        Ok(Self(seq.map(|_| EntryRow::from_row(row)).transpose()?))
    }
}

impl MaybeEntry {
    pub(crate) fn link(self, member: MemberId, key: &MemberKey) -> Result<Option<Link>, Accident> {
        self.0.map(|row| row.link(member, key)).transpose()
    }
}

/// The end of a record, as far as a decision needs it.
pub(crate) struct Tail {
    pub(crate) links: Vec<Link>,
    /// The last place on the trail, unless the record is empty.
    pub(crate) trail: Option<EntrySeq>,
    /// Whether other systems may listen to changes; who adds one waits until this write has ended.
    pub(crate) listened: bool,
}

#[derive(sqlx::FromRow)]
struct TailRow {
    #[sqlx(flatten)]
    entry: EntryRow,
    trail_seq: Option<i64>,
    listeners: i64,
}

#[derive(sqlx::FromRow)]
struct TailOfSessionRow {
    #[sqlx(flatten)]
    tail: TailRow,
    #[sqlx(flatten)]
    life: Life,
}

/// The member's whole record, oldest entry first.
pub(crate) async fn chain(tx: &mut Tx<'_>, member: MemberId, key: &MemberKey) -> Result<Vec<Link>, Accident> {
    let rows: Vec<EntryRow> = on!(tx, |c| sqlx::query_as(ENTRIES).bind(member).fetch_all(c).await)?;
    rows.into_iter().map(|row| row.link(member, key)).collect()
}

/// The member's whole record without the devices, which its proofs do not cover: for whoever has no keys.
pub(crate) async fn bare_chain(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<Link>, Accident> {
    bare(tx, ENTRIES, member).await
}

/// The same in a database with this schema, which may be older than this program.
pub(crate) async fn bare_chain_of(tx: &mut Tx<'_>, schema: i64, member: MemberId) -> Result<Vec<Link>, Accident> {
    bare(tx, if schema < ENDS_SINCE { ENTRIES_WITHOUT_ENDS } else { ENTRIES }, member).await
}

async fn bare(tx: &mut Tx<'_>, text: &'static str, member: MemberId) -> Result<Vec<Link>, Accident> {
    let rows: Vec<EntryRow> = on!(tx, |c| sqlx::query_as(text).bind(member).fetch_all(c).await)?;
    rows.iter().map(|row| row.read(String::new())).collect()
}

/// The end of the member's record, as far as a decision about one purpose and channel needs it.
pub(crate) async fn tail(
    tx: &mut Tx<'_>,
    member: MemberId,
    key: &MemberKey,
    (purpose, channel): (Purpose, Channel),
) -> Result<Tail, Accident> {
    let rows: Vec<TailRow> =
        on!(tx, |c| sqlx::query_as(TAIL).bind(member).bind(purpose.code()).bind(channel.code()).fetch_all(c).await)?;
    read_tail(rows, member, key)
}

/// The same together with what says whether this session is good, for a write in its name: no other write of this member
/// runs beside it from here on.
pub(crate) async fn tail_of_session(
    tx: &mut Tx<'_>,
    (member, session): (MemberId, SessionId),
    key: &MemberKey,
    (purpose, channel): (Purpose, Channel),
) -> Result<(Option<Life>, Tail), Accident> {
    if let Tx::Postgres(..) = tx {
        // What is read must be younger than the lock, so the lock is a statement of its own.
        let life = life(tx, member, session).await?;
        return Ok((life, tail(tx, member, key, (purpose, channel)).await?));
    }
    let mut rows: Vec<TailOfSessionRow> = on!(tx, |c| sqlx::query_as(TAIL_OF_SESSION)
        .bind(member)
        .bind(purpose.code())
        .bind(channel.code())
        .bind(Uuid::from_bytes(*session.bytes()))
        .fetch_all(c)
        .await)?;
    // Nothing decided yet, or no session.
    let Some(TailOfSessionRow { life: found, tail }) = rows.pop() else {
        return Ok((life(tx, member, session).await?, read_tail(Vec::new(), member, key)?));
    };
    let rows = rows.into_iter().map(|row| row.tail).chain([tail]).collect();
    Ok((Some(found), read_tail(rows, member, key)?))
}

fn read_tail(rows: Vec<TailRow>, member: MemberId, key: &MemberKey) -> Result<Tail, Accident> {
    let trail = rows.first().and_then(|row| row.trail_seq).map(EntrySeq::new);
    let listened = rows.first().is_none_or(|row| row.listeners > 0);
    let links = rows.into_iter().map(|row| row.entry.link(member, key)).collect::<Result<_, _>>()?;
    Ok(Tail { links, trail, listened })
}

/// The record as the rules read it.
pub(crate) fn record(chain: &[Link]) -> ConsentRecord {
    ConsentRecord::new(chain.iter().map(|link| link.entry.clone()).collect())
}

fn place(member: MemberId, seq: i64) -> Vec<u8> {
    [member.bytes().as_slice(), &seq.to_be_bytes()].concat()
}

impl EntryRow {
    fn link(&self, member: MemberId, key: &MemberKey) -> Result<Link, Accident> {
        let device = key.open("consent_entries", "device", &place(member, self.seq), &self.device)?;
        self.read(String::from_utf8(device.to_vec())?)
    }

    /// Whether the device is what this member's key sealed for this very row.
    pub(crate) fn device_opens(&self, member: MemberId, key: &MemberKey) -> bool {
        key.open("consent_entries", "device", &place(member, self.seq), &self.device).is_ok()
    }

    pub(crate) fn read(&self, device: String) -> Result<Link, Accident> {
        let entry = Entry {
            purpose: Purpose::parse(&self.purpose).ok_or("an unknown purpose is stored")?,
            channel: Channel::parse(&self.channel).ok_or("an unknown channel is stored")?,
            decision: Decision::parse(&self.decision).ok_or("an unknown decision is stored")?,
            wording: Wording { version: u32::try_from(self.wording_version)?, hash: hash(&self.wording_hash)? },
            lang: Lang::parse(&self.lang).ok_or("an unknown language is stored")?,
            method: Method::parse(&self.method).ok_or("an unknown method is stored")?,
            policy_version: u32::try_from(self.policy_version)?,
            at: Timestamp::from_micros(self.decided_at),
            until: day(self.until.as_deref())?,
            previous: hash(&self.previous_hash)?,
            device,
        };
        Ok(Link { seq: self.seq, entry, hash: hash(&self.entry_hash)? })
    }
}

/// A stored last day of a yes.
pub(crate) fn day(stored: Option<&str>) -> Result<Option<Date>, Accident> {
    stored.map(|text| Date::from_iso(text).ok_or_else(|| "a stored day cannot be read".into())).transpose()
}

fn hash(bytes: &[u8]) -> Result<[u8; 32], Accident> {
    Ok(bytes.try_into()?)
}
