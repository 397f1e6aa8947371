//! Links that prove an address, and who has proved which address.

use crate::db::{Tx, on};
use crate::fault::Accident;
use crate::keys::MemberKey;
use crate::members::MemberId;
use domain::calendar::Timestamp;
use domain::email::Email;

// A second link of the same member replaces the first.
pub(crate) const ASK: &str = "insert into email_confirmations (member_id, token_hash, address, asked_at, expires_at) \
     values ($1, $2, $3, $4, $5) on conflict (member_id) do update set token_hash = excluded.token_hash, \
     address = excluded.address, asked_at = excluded.asked_at, expires_at = excluded.expires_at, used_at = null";
pub(crate) const BY_TOKEN: &str =
    "select member_id, address, asked_at, expires_at, used_at from email_confirmations where token_hash = $1";
pub(crate) const OF_MEMBER: &str =
    "select address as link_address, asked_at, expires_at, used_at from email_confirmations where member_id = $1";
pub(crate) const USED: &str =
    "update email_confirmations set used_at = $3 where member_id = $1 and token_hash = $2 and used_at is null";
pub(crate) const DROP: &str = "delete from email_confirmations where member_id = $1";
pub(crate) const OWNER: &str = "select member_id from email_lookups where lookup = $1";
pub(crate) const OWNED_AMONG: &str = "select lookup from email_lookups where lookup in ($1)";
pub(crate) const DISOWN: &str = "delete from email_lookups where member_id = $1";
pub(crate) const OWN: &str = "insert into email_lookups (lookup, member_id) values ($1, $2)";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[ASK, BY_TOKEN, OF_MEMBER, USED, DROP, OWNER, OWNED_AMONG, DISOWN, OWN];

/// Where the address of a link is sealed.
const TABLE: &str = "email_confirmations";
const COLUMN: &str = "address";

/// A link, found by its token.
#[derive(sqlx::FromRow)]
pub(crate) struct LinkRow {
    pub(crate) member_id: MemberId,
    address: Vec<u8>,
    asked_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) used_at: Option<i64>,
}

impl LinkRow {
    /// The address it proves.
    pub(crate) fn address(&self, key: &MemberKey) -> Result<Email, Accident> {
        open(key, self.member_id, &self.address, self.asked_at)
    }
}

/// A member's link, as their copy lists it.
pub(crate) struct LastLink {
    pub(crate) address: Email,
    pub(crate) asked_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) used_at: Option<Timestamp>,
}

impl LastLink {
    /// Asked, not used, not over.
    pub(crate) fn is_open(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}

/// The columns of a member's link, where it is read beside something else; all are empty if there is none.
#[derive(sqlx::FromRow)]
pub(crate) struct LinkOf {
    link_address: Option<Vec<u8>>,
    asked_at: Option<i64>,
    expires_at: Option<i64>,
    used_at: Option<i64>,
}

impl LinkOf {
    pub(crate) fn read(self, member: MemberId, key: &MemberKey) -> Result<Option<LastLink>, Accident> {
        let (Some(sealed), Some(asked_at), Some(expires_at)) = (self.link_address, self.asked_at, self.expires_at)
        else {
            return Ok(None);
        };
        Ok(Some(LastLink {
            address: open(key, member, &sealed, asked_at)?,
            asked_at: Timestamp::from_micros(asked_at),
            expires_at: Timestamp::from_micros(expires_at),
            used_at: self.used_at.map(Timestamp::from_micros),
        }))
    }
}

fn open(key: &MemberKey, member: MemberId, sealed: &[u8], asked_at: i64) -> Result<Email, Accident> {
    let plain = key.open_dated((TABLE, COLUMN, member.bytes()), asked_at, sealed)?;
    Ok(Email::from_stored(String::from_utf8(plain.to_vec())?))
}

pub(crate) async fn ask(
    tx: &mut Tx<'_>,
    member: MemberId,
    key: &MemberKey,
    (token_hash, address): (&[u8; 32], &Email),
    (asked_at, expires_at): (Timestamp, Timestamp),
) -> sqlx::Result<()> {
    let sealed = key.seal_dated((TABLE, COLUMN, member.bytes()), asked_at, address.as_str().as_bytes());
    on!(tx, |c| sqlx::query(ASK)
        .bind(member)
        .bind(token_hash.as_slice())
        .bind(sealed)
        .bind(asked_at.micros())
        .bind(expires_at.micros())
        .execute(c)
        .await
        .map(drop))
}

pub(crate) async fn by_token(tx: &mut Tx<'_>, token_hash: &[u8; 32]) -> sqlx::Result<Option<LinkRow>> {
    on!(tx, |c| sqlx::query_as(BY_TOKEN).bind(token_hash.as_slice()).fetch_optional(c).await)
}

/// The member's last link, used or not.
pub(crate) async fn of_member(
    tx: &mut Tx<'_>,
    member: MemberId,
    key: &MemberKey,
) -> Result<Option<LastLink>, Accident> {
    let row: Option<LinkOf> = on!(tx, |c| sqlx::query_as(OF_MEMBER).bind(member).fetch_optional(c).await)?;
    Ok(row.map(|row| row.read(member, key)).transpose()?.flatten())
}

/// The address a link is open for now: asked, not used, not over.
pub(crate) async fn open_request(
    tx: &mut Tx<'_>,
    member: MemberId,
    key: &MemberKey,
    now: Timestamp,
) -> Result<Option<Email>, Accident> {
    let asked = of_member(tx, member, key).await?;
    Ok(asked.filter(|asked| asked.is_open(now)).map(|asked| asked.address))
}

/// Uses the link up. Answers whether it was still there to be used: another press, or a newer link, may have been faster.
pub(crate) async fn used(
    tx: &mut Tx<'_>,
    member: MemberId,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(USED)
        .bind(member)
        .bind(token_hash.as_slice())
        .bind(now.micros())
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))
}

/// Takes the member's link back.
pub(crate) async fn drop_link(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(DROP).bind(member).execute(c).await.map(drop))
}

/// Who has proved the address with this keyed hash.
pub(crate) async fn owner(tx: &mut Tx<'_>, lookup: &[u8; 32]) -> sqlx::Result<Option<MemberId>> {
    on!(tx, |c| sqlx::query_scalar(OWNER).bind(lookup.as_slice()).fetch_optional(c).await)
}

/// The member is found by this address from now on, and by no other.
pub(crate) async fn own(tx: &mut Tx<'_>, member: MemberId, lookup: &[u8; 32]) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(DISOWN).bind(member).execute(c).await.map(drop))?;
    on!(tx, |c| sqlx::query(OWN).bind(lookup.as_slice()).bind(member).execute(c).await.map(drop))
}
