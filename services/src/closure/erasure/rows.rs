//! What points at a member, and how it goes. (MC-3.2, Law art. 14)

use crate::db::{Tx, on};
use crate::fault::Accident;
use crate::members::MemberId;
use domain::calendar::Timestamp;
use domain::retention::Held;
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A table with rows of a member.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The line of the retention table it falls under.
    pub held: Held,
    pub(crate) delete: &'static str,
    pub(crate) vacuum: &'static str,
    /// Whose rows there are, a page at a time.
    pub(crate) holders: &'static str,
    pub(crate) count: &'static str,
}

macro_rules! tables {
    ($($name:literal $how:ident $column:literal: $held:ident,)+) => {
        &[$(Table {
            name: $name,
            held: Held::$held,
            delete: tables!(@$how $name, $column),
            vacuum: concat!("vacuum (freeze, index_cleanup on) ", $name),
            holders: tables!(@$how holders $name, $column),
            count: tables!(@$how count $name, $column),
        },)+]
    };
    (@by $name:literal, $column:literal) => { concat!("delete from ", $name, " where ", $column, " = $1") };
    (@by holders $name:literal, $column:literal) => {
        concat!("select distinct ", $column, " from ", $name, " where ", $column, " > $1 order by ", $column, " limit 1000")
    };
    (@by count $name:literal, $column:literal) => {
        concat!("select count(*) from ", $name, " where ", $column, " = $1")
    };
    (@but $what:ident $name:literal, $column:literal) => { tables!(@by $what $name, "member_id") };
    // The row stays, and leads to nobody.
    (@but $name:literal, $column:literal) => {
        concat!("update ", $name, " set member_id = null, ", $column, " = null where member_id = $1")
    };
}

/// Every table that points at a member, in the order its rows go: what points at another comes before it.
/// A test reads the schema and fails when a table is missing here.
pub const TABLES: &[Table] = tables![
    "sessions" by "member_id": Sessions,
    "devices" by "member_id": KnownDevices,
    "authenticators" by "member_id": Authenticator,
    "recovery_codes" by "member_id": RecoveryCodes,
    "pending_sign_ins" by "member_id": PendingSignIns,
    "passkeys" by "member_id": Passkeys,
    "passkey_handles" by "member_id": Passkeys,
    "email_confirmations" by "member_id": EmailConfirmations,
    "email_undos" by "member_id": EmailUndos,
    "recovery_links" by "member_id": RecoveryLinks,
    "account_reports" by "member_id": AccountReports,
    "email_lookups" by "member_id": Email,
    "usernames" by "member_id": Username,
    "former_values" by "member_id": Trail,
    "trail" by "member_id": Trail,
    "consent_entries" by "member_id": ConsentEntries,
    "freezes" by "member_id": Freezes,
    "contacts" by "member_id": Contacts,
    "questions" by "member_id": Questions,
    "orders" by "member_id": Orders,
    "member_references" by "member_id": MemberReference,
    "imported_members" but "password_ms": ImportedLine,
    "phone_codes" by "member_id": PhoneCodes,
    "outbox" by "member_id": OutboxLetters,
    "webhook_events" by "member_id": WebhookEvents,
    "webhook_sequences" by "member_id": MemberReference,
    "profiles" by "member_id": FullName,
    "member_keys" by "member_id": MemberKey,
    "closures" by "member_id": ErasureLedger,
    "members" by "id": JoinedAt,
];

pub(crate) const NEXT: &str =
    "select member_id, step, proof, counts from closures where ends_at <= $1 order by ends_at, member_id limit 1";
// Another machine may be at the oldest one: this one goes on with the next.
pub(crate) const NEXT_ALONE: &str = "select member_id, step, proof, counts from closures where ends_at <= $1 \
     order by ends_at, member_id limit 1 for update skip locked";
pub(crate) const SHUT: &str = "update members set closed_at = $2, session_epoch = session_epoch + 1 where id = $1";
pub(crate) const KEEP_PROOFS: &str = "insert into consent_proofs (proof, seq, purpose, channel, decision, wording_version, \
     wording_hash, lang, method, policy_version, decided_at, until, previous_hash, entry_hash, kept_until, kept_mark) \
     select $2, seq, purpose, channel, decision, wording_version, wording_hash, lang, method, policy_version, decided_at, \
     until, previous_hash, entry_hash, $3, $4 from consent_entries where member_id = $1 on conflict do nothing";
pub(crate) const ADVANCE: &str = "update closures set step = $2, proof = $3, counts = $4 where member_id = $1";
macro_rules! ledger {
    ($gone_with:literal) => {
        concat!(
            "insert into erasure_ledger (pseudonym, erased_at, counts, certificate, key_epoch, gone_with) \
             values ($1, $2, $3, $4, (select number from key_epoch where id = 1), ",
            $gone_with,
            ") on conflict do nothing"
        )
    };
}
/// On PostgreSQL with the transaction that the last row goes with: this one.
pub(crate) const LEDGER: (&str, &str) =
    (ledger!("null"), ledger!("cast(cast(pg_current_xact_id() as text) as bigint)"));
pub(crate) const UNSCRUBBED: &str = "select count(*) from erasure_ledger where scrubbed_at is null and erased_at <= $1";
pub(crate) const SCRUBBED: &str = "update erasure_ledger set scrubbed_at = $2 \
     where scrubbed_at is null and erased_at <= $1 and (gone_with is null or gone_with < $3)";
// A thousand at a time; each is marked in the log before it goes.
pub(crate) const OVER: &str = "select proof, seq, entry_hash, kept_until, kept_mark from consent_proofs where kept_until <= $1 order by kept_until limit 1000";
pub(crate) const EXPIRE_PROOF: &str = "delete from consent_proofs where proof = $1 and seq = $2";

/// Every statement of this file but those of [`TABLES`], for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] =
    &[NEXT, NEXT_ALONE, SHUT, KEEP_PROOFS, ADVANCE, UNSCRUBBED, SCRUBBED, OVER, EXPIRE_PROOF];

/// Rows erased or kept, by table.
pub(crate) type Counts = BTreeMap<String, u64>;

/// An erasure that is due, and how far it has come.
pub(crate) struct Due {
    pub(crate) member: MemberId,
    pub(crate) step: String,
    pub(crate) proof: Option<Uuid>,
    pub(crate) counts: Counts,
}

/// The erasure to go on with: the oldest that is due and that nobody else is at.
pub(crate) async fn next(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<Due>, Accident> {
    let text = tx.pick_alone(NEXT, NEXT_ALONE);
    let row: Option<(MemberId, String, Option<Uuid>, String)> =
        on!(tx, |c| sqlx::query_as(text).bind(now.micros()).fetch_optional(c).await)?;
    let read = |(member, step, proof, counts): (MemberId, String, Option<Uuid>, String)| {
        Ok(Due { member, step, proof, counts: serde_json::from_str(&counts)? })
    };
    row.map(read).transpose()
}

/// From here on nobody signs in.
pub(crate) async fn shut(tx: &mut Tx<'_>, member: MemberId, now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(SHUT).bind(member).bind(now.micros()).execute(c).await.map(drop))
}

/// Copies the consent entries without member and device. Answers how many.
pub(crate) async fn keep_proofs(
    tx: &mut Tx<'_>,
    member: MemberId,
    proof: Uuid,
    (until, mark): (Timestamp, &[u8; 32]),
) -> sqlx::Result<u64> {
    on!(tx, |c| sqlx::query(KEEP_PROOFS)
        .bind(member)
        .bind(proof)
        .bind(until.micros())
        .bind(mark.as_slice())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))
}

/// Deletes a member's rows of one table. Answers how many.
pub(crate) async fn delete(tx: &mut Tx<'_>, table: &Table, member: MemberId) -> sqlx::Result<u64> {
    on!(tx, |c| sqlx::query(table.delete).bind(member).execute(c).await.map(|done| done.rows_affected()))
}

/// Writes down how far the erasure has come.
pub(crate) async fn advance(tx: &mut Tx<'_>, due: &Due, step: &str) -> Result<(), Accident> {
    let counts = serde_json::to_string(&due.counts)?;
    on!(tx, |c| sqlx::query(ADVANCE)
        .bind(due.member)
        .bind(step)
        .bind(due.proof)
        .bind(counts)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The line that stays.
pub(crate) async fn enter(
    tx: &mut Tx<'_>,
    (pseudonym, certificate): (&[u8; 32], &[u8; 32]),
    now: Timestamp,
    counts: &Counts,
) -> Result<(), Accident> {
    let counts = serde_json::to_string(counts)?;
    let text = tx.pick(LEDGER.0, LEDGER.1);
    on!(tx, |c| sqlx::query(text)
        .bind(pseudonym.as_slice())
        .bind(now.micros())
        .bind(counts)
        .bind(certificate.as_slice())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Whether the engine's left-overs of some erasure are still to be cleared.
pub(crate) async fn unscrubbed(tx: &mut Tx<'_>, now: Timestamp) -> sqlx::Result<bool> {
    let count: i64 = on!(tx, |c| sqlx::query_scalar(UNSCRUBBED).bind(now.micros()).fetch_one(c).await)?;
    Ok(count > 0)
}

/// The left-overs of what was erased until now, by transactions before this one, are cleared. Answers of how many erasures.
pub(crate) async fn scrubbed(tx: &mut Tx<'_>, now: Timestamp, before: i64) -> sqlx::Result<u64> {
    on!(tx, |c| sqlx::query(SCRUBBED)
        .bind(now.micros())
        .bind(now.micros())
        .bind(before)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))
}

/// A proof whose row says that its time is over.
#[derive(sqlx::FromRow)]
pub(crate) struct OverRow {
    pub(crate) proof: Uuid,
    pub(crate) seq: i64,
    pub(crate) entry_hash: Vec<u8>,
    pub(crate) kept_until: i64,
    pub(crate) kept_mark: Option<Vec<u8>>,
}

/// The proofs whose rows say that their time is over.
pub(crate) async fn over(tx: &mut Tx<'_>, now: Timestamp) -> sqlx::Result<Vec<OverRow>> {
    on!(tx, |c| sqlx::query_as(OVER).bind(now.micros()).fetch_all(c).await)
}

/// Deletes one proof. Answers whether it was still there.
pub(crate) async fn expire_proof(tx: &mut Tx<'_>, proof: Uuid, seq: i64) -> sqlx::Result<u64> {
    on!(tx, |c| sqlx::query(EXPIRE_PROOF).bind(proof).bind(seq).execute(c).await.map(|done| done.rows_affected()))
}

/// The oldest transaction that anything in these tables can be from. PostgreSQL itself vouches for it: what was deleted by an
/// earlier one is no row of theirs any more, whoever held it up (a long look, a dump, a standby, a prepared transaction). The
/// number of this transaction is drawn first: ages are counted from it.
const OLDEST: &str = "with this as materialized (select cast(cast(pg_current_xact_id() as text) as bigint) as number) \
     select min(this.number - age(r.relfrozenxid)) from this, pg_class c join pg_class r on r.oid in (c.oid, c.reltoastrelid) \
     where c.relnamespace = current_schema()::regnamespace and c.relname = any($1)";

/// The longest one table may take: letters wait meanwhile. What was done until then stays done, and the next run goes on.
const PATIENCE: &str = "set statement_timeout = '30s'";
const NO_HURRY: &str = "reset statement_timeout";
/// How PostgreSQL says that the time was over.
const CANCELLED: &str = "57014";

/// PostgreSQL: takes the dead rows out of the tables. Answers the transaction before which nothing is left of what was deleted;
/// `None` if it has to be tried again. SQLite has no dead rows (`secure_delete`).
pub(crate) async fn vacuum(tx: &mut Tx<'_>) -> sqlx::Result<Option<i64>> {
    let Tx::Postgres(connection, _) = tx else { return Ok(Some(i64::MAX)) };
    sqlx::query(PATIENCE).execute(&mut **connection).await?;
    let vacuumed = vacuum_each(connection).await;
    sqlx::query(NO_HURRY).execute(&mut **connection).await?;
    match vacuumed {
        Ok(oldest) => Ok(oldest),
        Err(error)
            if error.as_database_error().and_then(sqlx::error::DatabaseError::code).as_deref() == Some(CANCELLED) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

async fn vacuum_each(connection: &mut PgConnection) -> sqlx::Result<Option<i64>> {
    for table in TABLES {
        sqlx::query(table.vacuum).execute(&mut *connection).await?;
    }
    let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    sqlx::query_scalar(OLDEST).bind(names).fetch_one(connection).await
}
