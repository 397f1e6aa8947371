//! Links that set a new password, and who is named by whoever asks for one.

use crate::db::{Tx, on};
use crate::fault::Accident;
use crate::keys::MemberKey;
use crate::members::MemberId;
use crate::password::Named;
use domain::calendar::Timestamp;
use domain::email::Email;

pub(crate) const BY_USERNAME: &str = "select m.id, m.language, p.username, p.email, p.email_since, p.email_confirmed_at, k.key_id, k.wrapped \
     from usernames u join members m on m.id = u.member_id join profiles p on p.member_id = m.id \
     join member_keys k on k.member_id = m.id where u.lookup = $1 and m.closed_at is null";
pub(crate) const BY_EMAIL: &str = "select m.id, m.language, p.username, p.email, p.email_since, p.email_confirmed_at, k.key_id, k.wrapped \
     from email_lookups e join members m on m.id = e.member_id join profiles p on p.member_id = m.id \
     join member_keys k on k.member_id = m.id where e.lookup = $1 and m.closed_at is null";
// From `members`, so that the same statement does nothing for a member who is not there.
pub(crate) const OPEN: &str = "insert into recovery_links (member_id, token_hash, address, asked_at, expires_at) \
     select id, $2, $3, $4, $5 from members where id = $1";
pub(crate) const BY_TOKEN: &str =
    "select member_id, address, asked_at, expires_at from recovery_links where token_hash = $1";
pub(crate) const TAKE: &str =
    "delete from recovery_links where token_hash = $1 returning member_id, address, asked_at, expires_at";
pub(crate) const OF_MEMBER: &str =
    "select token_hash, address, asked_at, expires_at from recovery_links where member_id = $1 order by asked_at";
pub(crate) const FORGET: &str = "delete from recovery_links where member_id = $1";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[BY_USERNAME, BY_EMAIL, OPEN, BY_TOKEN, TAKE, OF_MEMBER, FORGET];

/// Where the address of a link is sealed.
const TABLE: &str = "recovery_links";
const COLUMN: &str = "address";

/// Whoever has the name that was typed.
#[derive(sqlx::FromRow)]
pub(super) struct NamedRow {
    pub(super) id: MemberId,
    pub(super) language: String,
    pub(super) username: Vec<u8>,
    pub(super) email: Vec<u8>,
    pub(super) email_since: i64,
    pub(super) email_confirmed_at: Option<i64>,
    pub(super) key_id: Vec<u8>,
    pub(super) wrapped: Vec<u8>,
}

/// A link, found by its token.
#[derive(sqlx::FromRow)]
pub(super) struct LinkRow {
    pub(super) member_id: MemberId,
    address: Vec<u8>,
    asked_at: i64,
    expires_at: i64,
}

impl LinkRow {
    pub(super) fn works(&self, now: Timestamp) -> bool {
        let at = Timestamp::from_micros;
        domain::recovery::link_works(at(self.asked_at), at(self.expires_at), now)
    }

    /// The address it was sent to.
    pub(super) fn address(&self, key: &MemberKey, token_hash: &[u8; 32]) -> Result<Email, Accident> {
        open(key, (self.member_id, token_hash), &self.address)
    }
}

/// A member's link, as their copy lists it.
pub(crate) struct OpenLink {
    pub(crate) address: Email,
    pub(crate) asked_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

fn place((member, token_hash): (MemberId, &[u8])) -> Vec<u8> {
    [member.bytes().as_slice(), token_hash].concat()
}

fn open(key: &MemberKey, (member, token_hash): (MemberId, &[u8]), sealed: &[u8]) -> Result<Email, Accident> {
    let plain = key.open(TABLE, COLUMN, &place((member, token_hash)), sealed)?;
    Ok(Email::from_stored(String::from_utf8(plain.to_vec())?))
}

pub(super) async fn named(tx: &mut Tx<'_>, lookup: Named) -> sqlx::Result<Option<NamedRow>> {
    let (statement, lookup) = match lookup {
        Named::Username(lookup) => (BY_USERNAME, lookup),
        Named::Email(lookup) => (BY_EMAIL, lookup),
    };
    on!(tx, |c| sqlx::query_as(statement).bind(lookup.as_slice()).fetch_optional(c).await)
}

/// Opens one more link; for nobody the same statement runs and writes nothing.
pub(super) async fn open_link(
    tx: &mut Tx<'_>,
    (member, key): (MemberId, &MemberKey),
    (token_hash, address): (&[u8; 32], &Email),
    (asked_at, expires_at): (Timestamp, Timestamp),
) -> sqlx::Result<()> {
    let sealed = key.seal(TABLE, COLUMN, &place((member, token_hash)), address.as_str().as_bytes());
    on!(tx, |c| sqlx::query(OPEN)
        .bind(member)
        .bind(token_hash.as_slice())
        .bind(sealed)
        .bind(asked_at.micros())
        .bind(expires_at.micros())
        .execute(c)
        .await
        .map(drop))
}

pub(super) async fn by_token(tx: &mut Tx<'_>, token_hash: &[u8; 32]) -> sqlx::Result<Option<LinkRow>> {
    on!(tx, |c| sqlx::query_as(BY_TOKEN).bind(token_hash.as_slice()).fetch_optional(c).await)
}

/// Takes the link away: of all who come with it at once, one gets it.
pub(super) async fn take(tx: &mut Tx<'_>, token_hash: &[u8; 32]) -> sqlx::Result<Option<LinkRow>> {
    on!(tx, |c| sqlx::query_as(TAKE).bind(token_hash.as_slice()).fetch_optional(c).await)
}

/// The member's links.
pub(crate) async fn of_member(tx: &mut Tx<'_>, member: MemberId, key: &MemberKey) -> Result<Vec<OpenLink>, Accident> {
    let rows: Vec<(Vec<u8>, Vec<u8>, i64, i64)> =
        on!(tx, |c| sqlx::query_as(OF_MEMBER).bind(member).fetch_all(c).await)?;
    let read = |(token_hash, sealed, asked_at, expires_at): (Vec<u8>, Vec<u8>, i64, i64)| {
        Ok(OpenLink {
            address: open(key, (member, &token_hash), &sealed)?,
            asked_at: Timestamp::from_micros(asked_at),
            expires_at: Timestamp::from_micros(expires_at),
        })
    };
    rows.into_iter().map(read).collect()
}

/// All the member's links are dead.
pub(crate) async fn forget(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(FORGET).bind(member).execute(c).await.map(drop))
}
