//! An entry on its way into the record, with its place in the queue of the log and its line in the trail.

use super::{Link, sealed_device};
use crate::db::{Tx, on};
use crate::keys::MemberKey;
use crate::members::MemberId;
use crate::trail;
use crate::webhooks::rows::{counted, event};
use domain::calendar::{Date, Timestamp};
use domain::consent::Decision;
use domain::sessions::SessionId;
use domain::webhooks::WebhookEvent;
use uuid::Uuid;

// An entry, its place in the queue of the log and its line in the trail are one trip: the one writer of SQLite waits for each.
macro_rules! into_entries {
    () => {
        "insert into consent_entries (member_id, seq, purpose, channel, decision, wording_version, wording_hash, lang, \
         method, policy_version, decided_at, until, device, previous_hash, entry_hash) "
    };
}
macro_rules! entry {
    () => {
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $19, $12, $13, $14"
    };
}
macro_rules! append {
    ($entry:literal, $queued:literal, $told:literal, $rest:expr) => {
        concat!(
            $entry,
            into_entries!(),
            "values (",
            entry!(),
            ")",
            $queued,
            "insert into audit_queue (entry_hash) values ($14)",
            $told,
            "insert into trail (member_id, seq, at, kind, detail) values ($1, $15, $18, $16, $17)",
            $rest
        )
    };
}
const APPEND_SQLITE: &str = append!("", "; ", "; ", "");
const APPEND_POSTGRES: &str = append!("with entry as (", "), queued as (", ") ", "");
// The same where other systems listen, with the event for them.
const TELL_SQLITE: &str = append!(
    "",
    "; ",
    "; ",
    concat!("; ", counted!(), "; ", event!("webhook_sequences", "$20", "$3", "$4", "$19", "$18"))
);
const TELL_POSTGRES: &str = append!(
    "with entry as (",
    "), queued as (",
    "), told as (",
    concat!(
        "), counted as (",
        counted!(),
        " returning member_id, last) ",
        event!("counted", "$20", "$3", "$4", "$19", "$18")
    )
);

// What a decision that was prepared goes by: the session is good and the account open.
macro_rules! good {
    () => {
        " from sessions s join members m on m.id = s.member_id where s.member_id = $1 and s.id = $20 \
         and s.epoch = m.session_epoch and s.ends_at > $21 and s.idle_ends_at > $21 \
         and m.closing_ends_at is null and m.closed_at is null"
    };
}
// And nothing was decided or told meanwhile, and nobody else came to listen.
macro_rules! unchanged {
    () => {
        "not exists (select 1 from consent_entries where member_id = $1 and seq >= $2) \
         and not exists (select 1 from trail where member_id = $1 and seq >= $15) \
         and not exists (select 1 from webhook_endpoints where disabled_at is null)"
    };
}
const FOLLOW_SQLITE: &str = concat!(
    into_entries!(),
    "select ",
    entry!(),
    good!(),
    " and ",
    unchanged!(),
    "; insert into audit_queue (entry_hash) select $14 where changes() = 1; \
     insert into trail (member_id, seq, at, kind, detail) select $1, $15, $18, $16, $17 where changes() = 1"
);
// Both rows are locked: what another write changes in them is waited for and seen. What was decided or told in that time takes a place,
// and the primary key says so.
const FOLLOW_POSTGRES: &str = concat!(
    "with good as (select 1",
    good!(),
    " for no key update of m for key share of s), entry as (",
    into_entries!(),
    "select ",
    entry!(),
    " from good where ",
    unchanged!(),
    " returning entry_hash), queued as (insert into audit_queue (entry_hash) select entry_hash from entry) \
     insert into trail (member_id, seq, at, kind, detail) select $1, $15, $18, $16, $17 from entry"
);

/// The statements that are another text on each engine: on SQLite, on PostgreSQL.
pub(crate) const APPEND: (&str, &str) = (APPEND_SQLITE, APPEND_POSTGRES);
/// With the event for other systems.
pub(crate) const TELL: (&str, &str) = (TELL_SQLITE, TELL_POSTGRES);
/// Only if all that the entry goes by is still so.
pub(crate) const FOLLOW: (&str, &str) = (FOLLOW_SQLITE, FOLLOW_POSTGRES);

/// An entry and its line in the trail, of `now`, on the way into their tables.
pub(crate) struct Appending<'a> {
    pub(crate) member: MemberId,
    pub(crate) key: &'a MemberKey,
    pub(crate) link: &'a Link,
    pub(crate) told: &'a trail::Line,
    pub(crate) now: Timestamp,
}

impl Appending<'_> {
    fn device(&self) -> Vec<u8> {
        sealed_device(self.key, self.member, self.link.seq, &self.link.entry.device)
    }
}

/// The entry's values in the order of `entry!`, then those of the line.
macro_rules! bind {
    ($text:expr, $new:expr, $device:expr) => {{
        let Appending { member, link: Link { seq, entry, hash }, told, now, .. } = $new;
        sqlx::query($text)
            .bind(*member)
            .bind(*seq)
            .bind(entry.purpose.code())
            .bind(entry.channel.code())
            .bind(entry.decision.code())
            .bind(i64::from(entry.wording.version))
            .bind(&entry.wording.hash[..])
            .bind(entry.lang.code())
            .bind(entry.method.code())
            .bind(i64::from(entry.policy_version))
            .bind(entry.at.micros())
            .bind($device)
            .bind(&entry.previous[..])
            .bind(&hash[..])
            .bind(told.seq.get())
            .bind(told.kind.code())
            .bind(&told.detail)
            .bind(now.micros())
            .bind(entry.until.map(Date::iso))
    }};
}

/// Appends one entry to the record and one to the trail; and the event for other systems, where they listen. A second writer of the
/// same place breaks the primary key.
pub(crate) async fn append(tx: &mut Tx<'_>, new: &Appending<'_>, listened: bool) -> sqlx::Result<()> {
    let device = new.device();
    let text = if listened { tx.pick(TELL_SQLITE, TELL_POSTGRES) } else { tx.pick(APPEND_SQLITE, APPEND_POSTGRES) };
    let event = match new.link.entry.decision {
        Decision::Grant => WebhookEvent::ConsentGranted,
        Decision::Withdraw => WebhookEvent::ConsentWithdrawn,
    };
    on!(tx, |c| {
        let query = bind!(text, new, device);
        // A value too many is refused by PostgreSQL.
        let query = if listened { query.bind(event.code()) } else { query };
        query.execute(c).await.map(drop)
    })
}

/// The same in one statement that is done only if the session is good at `at`, and if nothing was decided or told since the entry was
/// made and nobody came to listen. Answers whether it was done.
pub(crate) async fn follow(
    tx: &mut Tx<'_>,
    new: &Appending<'_>,
    (session, at): (SessionId, Timestamp),
) -> sqlx::Result<bool> {
    let (device, session) = (new.device(), Uuid::from_bytes(*session.bytes()));
    let text = tx.pick(FOLLOW_SQLITE, FOLLOW_POSTGRES);
    let rows = on!(tx, |c| bind!(text, new, device).bind(session).bind(at.micros()).execute(c).await?.rows_affected());
    Ok(rows > 0)
}
