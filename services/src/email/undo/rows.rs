//! Links that take a change back.

use crate::db::{Tx, on};
use crate::fault::Accident;
use crate::keys::MemberKey;
use crate::members::MemberId;
use domain::calendar::Timestamp;
use domain::email::{Change, Email};
use domain::recovery::link_works;

pub(crate) const OPEN: &str = "insert into email_undos (member_id, token_hash, address, changed_at, expires_at, change) values ($1, $2, $3, $4, $5, $6)";
pub(crate) const BY_TOKEN: &str =
    "select member_id, address, changed_at, expires_at, change from email_undos where token_hash = $1";
pub(crate) const TAKE: &str =
    "delete from email_undos where token_hash = $1 returning member_id, address, changed_at, expires_at, change";
pub(crate) const OF_MEMBER: &str = "select token_hash, address, changed_at, expires_at, change from email_undos \
     where member_id = $1 order by changed_at";
// The links of earlier changes stay: whoever used a later one may be the stranger.
pub(crate) const FORGET_SINCE: &str = "delete from email_undos where member_id = $1 and changed_at >= $2";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[OPEN, BY_TOKEN, TAKE, OF_MEMBER, FORGET_SINCE];

const TABLE: &str = "email_undos";
const COLUMN: &str = "address";

/// A link, found by its token.
#[derive(sqlx::FromRow)]
pub(super) struct UndoRow {
    pub(super) member_id: MemberId,
    address: Vec<u8>,
    changed_at: i64,
    expires_at: i64,
    change: String,
}

impl UndoRow {
    pub(super) fn works(&self, now: Timestamp) -> bool {
        link_works(self.changed(), Timestamp::from_micros(self.expires_at), now)
    }

    /// What was changed.
    pub(super) fn change(&self) -> Result<Change, Accident> {
        change(&self.change)
    }

    /// When it was changed.
    pub(super) fn changed(&self) -> Timestamp {
        Timestamp::from_micros(self.changed_at)
    }

    /// The address the link went to.
    pub(super) fn address(&self, key: &MemberKey, token_hash: &[u8; 32]) -> Result<Email, Accident> {
        open(key, (self.member_id, token_hash), &self.address)
    }
}

/// A member's link, as their copy lists it.
pub(crate) struct OpenUndo {
    pub(crate) change: Change,
    pub(crate) address: Email,
    pub(crate) changed_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

fn place((member, token_hash): (MemberId, &[u8])) -> Vec<u8> {
    [member.bytes().as_slice(), token_hash].concat()
}

fn change(code: &str) -> Result<Change, Accident> {
    Ok(Change::parse(code).ok_or("a link takes back what nobody knows")?)
}

fn open(key: &MemberKey, (member, token_hash): (MemberId, &[u8]), sealed: &[u8]) -> Result<Email, Accident> {
    let plain = key.open(TABLE, COLUMN, &place((member, token_hash)), sealed)?;
    Ok(Email::from_stored(String::from_utf8(plain.to_vec())?))
}

pub(super) async fn open_undo(
    tx: &mut Tx<'_>,
    (member, key): (MemberId, &MemberKey),
    (token_hash, address): (&[u8; 32], &Email),
    change: Change,
    (changed_at, expires_at): (Timestamp, Timestamp),
) -> sqlx::Result<()> {
    let sealed = key.seal(TABLE, COLUMN, &place((member, token_hash)), address.as_str().as_bytes());
    on!(tx, |c| sqlx::query(OPEN)
        .bind(member)
        .bind(token_hash.as_slice())
        .bind(sealed)
        .bind(changed_at.micros())
        .bind(expires_at.micros())
        .bind(change.code())
        .execute(c)
        .await
        .map(drop))
}

pub(super) async fn by_token(tx: &mut Tx<'_>, token_hash: &[u8; 32]) -> sqlx::Result<Option<UndoRow>> {
    on!(tx, |c| sqlx::query_as(BY_TOKEN).bind(token_hash.as_slice()).fetch_optional(c).await)
}

/// Takes the link away: of all who come with it at once, one gets it.
pub(super) async fn take(tx: &mut Tx<'_>, token_hash: &[u8; 32]) -> sqlx::Result<Option<UndoRow>> {
    on!(tx, |c| sqlx::query_as(TAKE).bind(token_hash.as_slice()).fetch_optional(c).await)
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    token_hash: Vec<u8>,
    address: Vec<u8>,
    changed_at: i64,
    expires_at: i64,
    change: String,
}

/// The member's links.
pub(crate) async fn of_member(tx: &mut Tx<'_>, member: MemberId, key: &MemberKey) -> Result<Vec<OpenUndo>, Accident> {
    let rows: Vec<MemberRow> = on!(tx, |c| sqlx::query_as(OF_MEMBER).bind(member).fetch_all(c).await)?;
    let read = |row: MemberRow| {
        Ok(OpenUndo {
            change: change(&row.change)?,
            address: open(key, (member, &row.token_hash), &row.address)?,
            changed_at: Timestamp::from_micros(row.changed_at),
            expires_at: Timestamp::from_micros(row.expires_at),
        })
    };
    rows.into_iter().map(read).collect()
}

/// The links of changes since `since` are dead.
pub(super) async fn forget_since(tx: &mut Tx<'_>, member: MemberId, since: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(FORGET_SINCE).bind(member).bind(since.micros()).execute(c).await.map(drop))
}
