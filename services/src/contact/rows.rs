//! What a question about members needs, and messages that were sent.

use super::Asked;
use crate::consent::rows::day;
use crate::db::{Tx, count_statement, on};
use crate::fault::Accident;
use crate::keys::MemberKey;
use crate::members::MemberId;
use domain::calendar::Timestamp;
use domain::consent::{Channel, Decision, PurposeCode, Standing, Wording};
use domain::hex;
use std::collections::{HashMap, HashSet};

const TABLE: &str = "contacts";
const COLUMN: &str = "detail";

// Everything about many members at once, as far as it was so at the instant up to which something is known. An account that was
// closing then is not there. Sets of keyed hashes go to SQLite as one
// JSON text, to PostgreSQL as one array: the text of the statement is the same for one member and for hundreds.
macro_rules! found {
    ($from:literal) => {
        concat!(
            "select r.lookup, r.member_id, k.key_id, k.wrapped, p.birth, p.birth_since, p.email, p.email_since, p.email_confirmed_at, \
             p.phone, p.phone_since, \
             (select max(f.frozen_since) from freezes f where f.member_id = r.member_id and f.frozen_since <= $4 \
             and (f.lifted_at is null or f.lifted_at > $4)) as frozen_since, \
             e.decision, e.wording_version, e.wording_hash, e.decided_at, e.until, \
             (select count(*) from contacts s where s.member_id = r.member_id and s.place >= $5 and s.place <= $4 \
             and s.purpose = $2 and s.channel = $3) as sent from ",
            $from,
            " join members m on m.id = r.member_id and m.closed_at is null \
             and (m.closing_since is null or m.closing_since > $4) \
             join member_keys k on k.member_id = r.member_id join profiles p on p.member_id = r.member_id \
             left join consent_entries e on e.member_id = r.member_id and e.seq = (select max(d.seq) from consent_entries d \
             where d.member_id = r.member_id and d.purpose = $2 and d.channel = $3 and d.decided_at <= $4)"
        )
    };
}
const FOUND_SQLITE: &str = found!("json_each($1) as asked join member_references r on r.lookup = unhex(asked.value)");
const FOUND_POSTGRES: &str =
    found!("unnest($1::bytea[]) as asked(lookup) join member_references r on r.lookup = asked.lookup");
// What lately went to these numbers and addresses, and which of the numbers were on a list by then.
const RECENT_SQLITE: &str = "select c.recipient, c.place from json_each($1) as asked \
     join contacts c on c.recipient = unhex(asked.value) where c.place > $3 and c.place <= $4 \
     union all select d.number, null from json_each($2) as asked join do_not_call d on d.number = unhex(asked.value) \
     where d.listed_at <= $4";
const RECENT_POSTGRES: &str = "select c.recipient, c.place from unnest($1::bytea[]) as asked(recipient) \
     join contacts c on c.recipient = asked.recipient where c.place > $3 and c.place <= $4 \
     union all select d.number, null from unnest($2::bytea[]) as asked(number) join do_not_call d on d.number = asked.number \
     where d.listed_at <= $4";
pub(crate) const ABOUT: &str = "select place, purpose, channel, detail from contacts \
     where member_id = $1 and place >= $2 and place < $3 order by place";
pub(crate) const INSERT: &str = "insert into contacts (member_id, place, purpose, channel, recipient, detail) \
     values ($1, $2, $3, $4, $5, $6)";
pub(crate) const LATEST: &str = "select place, purpose, channel, detail from contacts \
     where member_id = $1 and place < $2 order by place desc limit $3";

/// Every statement of this file but those that are another text on each engine.
pub(crate) const ALL: &[&str] = &[ABOUT, INSERT, LATEST];
/// On SQLite, on PostgreSQL.
pub(crate) const FOUND: (&str, &str) = (FOUND_SQLITE, FOUND_POSTGRES);
/// On SQLite, on PostgreSQL.
pub(crate) const RECENT: (&str, &str) = (RECENT_SQLITE, RECENT_POSTGRES);

/// A member who was asked about.
#[derive(sqlx::FromRow)]
pub(super) struct FoundRow {
    pub(super) lookup: Vec<u8>,
    pub(super) member_id: MemberId,
    pub(super) key_id: Vec<u8>,
    pub(super) wrapped: Vec<u8>,
    pub(super) birth: Vec<u8>,
    pub(super) birth_since: i64,
    pub(super) email: Vec<u8>,
    pub(super) email_since: i64,
    pub(super) email_confirmed_at: Option<i64>,
    pub(super) phone: Option<Vec<u8>>,
    pub(super) phone_since: Option<i64>,
    pub(super) frozen_since: Option<i64>,
    decision: Option<String>,
    wording_version: Option<i64>,
    wording_hash: Option<Vec<u8>>,
    decided_at: Option<i64>,
    until: Option<String>,
    pub(super) sent: i64,
}

impl FoundRow {
    /// Where the purpose stands at this instant, by its last entry.
    pub(super) fn standing(&self, at: Timestamp) -> Result<Standing, Accident> {
        let Some(decision) = &self.decision else { return Ok(Standing::NeverAsked) };
        let since = Timestamp::from_micros(self.decided_at.ok_or("an entry without its instant")?);
        match Decision::parse(decision).ok_or("an unknown decision is stored")? {
            Decision::Withdraw => Ok(Standing::Withdrawn { since }),
            Decision::Grant => {
                let version = u32::try_from(self.wording_version.ok_or("an entry without its wording")?)?;
                let hash = self.wording_hash.as_deref().ok_or("an entry without its wording")?.try_into()?;
                let until = day(self.until.as_deref())?;
                Ok(Standing::granted((since, Wording { version, hash }, until), at))
            }
        }
    }
}

/// What is so about numbers and addresses.
#[derive(Default)]
pub(super) struct Recent {
    /// When advertising went there.
    pub(super) sent: HashMap<Vec<u8>, Vec<Timestamp>>,
    /// Those on a list.
    pub(super) listed: HashSet<Vec<u8>>,
}

/// The open accounts among these.
pub(super) async fn found(
    tx: &mut Tx<'_>,
    lookups: &[[u8; 32]],
    asked: Asked,
    counted_from: Option<Timestamp>,
) -> sqlx::Result<Vec<FoundRow>> {
    // Where nothing is counted, the period is empty.
    let from = counted_from.map_or(i64::MAX, Timestamp::micros);
    count_statement();
    macro_rules! run {
        ($text:expr, $set:expr, $c:expr) => {
            sqlx::query_as($text)
                .bind($set)
                .bind(asked.purpose.code())
                .bind(asked.channel.code())
                .bind(asked.known.micros())
                .bind(from)
                .fetch_all(&mut **$c)
                .await
        };
    }
    match tx {
        Tx::Sqlite(c) => run!(FOUND_SQLITE, json(lookups), c),
        Tx::Postgres(c, _) => run!(FOUND_POSTGRES, array(lookups), c),
    }
}

/// What went to these numbers and addresses after the first instant and up to the second, and which numbers were listed by then.
pub(super) async fn recent(
    tx: &mut Tx<'_>,
    recipients: &[[u8; 32]],
    numbers: &[[u8; 32]],
    (since, until): (Timestamp, Timestamp),
) -> sqlx::Result<Recent> {
    count_statement();
    let rows: Vec<(Vec<u8>, Option<i64>)> = match tx {
        Tx::Sqlite(c) => {
            let query = sqlx::query_as(RECENT_SQLITE).bind(json(recipients)).bind(json(numbers));
            query.bind(since.micros()).bind(until.micros()).fetch_all(&mut **c).await?
        }
        Tx::Postgres(c, _) => {
            let query = sqlx::query_as(RECENT_POSTGRES).bind(array(recipients)).bind(array(numbers));
            query.bind(since.micros()).bind(until.micros()).fetch_all(&mut **c).await?
        }
    };
    let mut recent = Recent::default();
    for (hash, place) in rows {
        match place {
            Some(place) => recent.sent.entry(hash).or_default().push(Timestamp::from_micros(place)),
            None => drop(recent.listed.insert(hash)),
        }
    }
    Ok(recent)
}

/// Keyed hashes as SQLite takes a set: one JSON text.
fn json(hashes: &[[u8; 32]]) -> String {
    let quoted: Vec<String> = hashes.iter().map(|hash| format!("\"{}\"", hex::written(hash))).collect();
    format!("[{}]", quoted.join(","))
}

/// Keyed hashes as PostgreSQL takes a set: one array.
fn array(hashes: &[[u8; 32]]) -> Vec<Vec<u8>> {
    hashes.iter().map(|hash| hash.to_vec()).collect()
}

/// A message that was reported.
#[derive(sqlx::FromRow)]
pub(crate) struct ContactRow {
    pub(crate) place: i64,
    purpose: String,
    channel: String,
    detail: Vec<u8>,
}

impl ContactRow {
    pub(super) fn about(&self) -> Result<(PurposeCode, Channel), Accident> {
        let purpose = PurposeCode::parse(&self.purpose).ok_or("an unknown purpose is stored")?;
        Ok((purpose, Channel::parse(&self.channel).ok_or("an unknown channel is stored")?))
    }

    pub(super) fn open(&self, member: MemberId, key: &MemberKey) -> Result<Vec<u8>, Accident> {
        Ok(key.open(TABLE, COLUMN, &place_of(member, self.place), &self.detail)?.to_vec())
    }
}

/// The messages that went out from the first instant to before the second.
pub(super) async fn between(
    tx: &mut Tx<'_>,
    member: MemberId,
    (from, until): (i64, i64),
) -> sqlx::Result<Vec<ContactRow>> {
    on!(tx, |c| sqlx::query_as(ABOUT).bind(member).bind(from).bind(until).fetch_all(c).await)
}

/// Keeps a message.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    (member, place): (MemberId, i64),
    (purpose, channel): (PurposeCode, Channel),
    recipient: Option<[u8; 32]>,
    (key, detail): (&MemberKey, &[u8]),
) -> sqlx::Result<()> {
    let sealed = key.seal(TABLE, COLUMN, &place_of(member, place), detail);
    on!(tx, |c| sqlx::query(INSERT)
        .bind(member)
        .bind(place)
        .bind(purpose.code())
        .bind(channel.code())
        .bind(recipient.map(|hash| hash.to_vec()))
        .bind(sealed)
        .execute(c)
        .await
        .map(drop))
}

/// A member's messages, the newest first, from before `before`.
pub(crate) async fn latest(
    tx: &mut Tx<'_>,
    member: MemberId,
    before: i64,
    limit: u32,
) -> sqlx::Result<Vec<ContactRow>> {
    on!(tx, |c| sqlx::query_as(LATEST).bind(member).bind(before).bind(i64::from(limit)).fetch_all(c).await)
}

fn place_of(member: MemberId, place: i64) -> Vec<u8> {
    [member.bytes().as_slice(), &place.to_be_bytes()].concat()
}
