//! The number by which other systems name a member. (MC-5.2a)
//!
//! A system that knows it can hand in an order; it learns nothing about the member from it. Given at joining; whoever joined before there were such numbers has one from the next sign-in on.

use super::MemberId;
use crate::Services;
use crate::db::many::{Cell, hashes, select_many, write_many};
use crate::db::{Tx, on};
use crate::fault::Accident;
use crate::keys::MemberKey;
use domain::member_reference::MemberReference;
use std::collections::BTreeSet;

const TABLE: &str = "member_references";
const COLUMN: &str = "reference";

pub(crate) const GIVE: &str =
    "insert into member_references (member_id, lookup, reference) values ($1, $2, $3) on conflict do nothing";
pub(crate) const OF: &str = "select reference from member_references where member_id = $1";
pub(crate) const NAMED: &str = "select member_id from member_references where lookup = $1";
// Of an account that is closing, too, as long as its key is there: what was sent to it before belongs into its history. In a
// write the member is locked: nothing of the account ends before it does.
pub(crate) const LEAVING: &str = "select r.member_id, k.key_id, k.wrapped from member_references r \
     join members m on m.id = r.member_id join member_keys k on k.member_id = r.member_id \
     where r.lookup = $1 and m.closed_at is null";
pub(crate) const LEAVING_ALONE: &str = "select r.member_id, k.key_id, k.wrapped from member_references r \
     join members m on m.id = r.member_id join member_keys k on k.member_id = r.member_id \
     where r.lookup = $1 and m.closed_at is null for no key update of m";

// Only of open accounts: one that is closing looks like one that never was. Many at once, locked in one order everywhere.
pub(crate) const HOLDERS: &str = "select r.lookup, r.member_id, k.key_id, k.wrapped from member_references r \
     join members m on m.id = r.member_id join member_keys k on k.member_id = r.member_id \
     where r.lookup in ($1) and m.closing_since is null and m.closed_at is null";
pub(crate) const HOLDERS_ALONE: &str = "select r.lookup, r.member_id, k.key_id, k.wrapped from member_references r \
     join members m on m.id = r.member_id join member_keys k on k.member_id = r.member_id \
     where r.lookup in ($1) and m.closing_since is null and m.closed_at is null order by r.lookup for no key update of m";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[GIVE, OF, NAMED, LEAVING, LEAVING_ALONE, HOLDERS, HOLDERS_ALONE];

/// The member with this reference, whatever became of the account.
pub(crate) async fn member(tx: &mut Tx<'_>, lookup: &[u8; 32]) -> sqlx::Result<Option<MemberId>> {
    on!(tx, |c| sqlx::query_scalar(NAMED).bind(lookup.as_slice()).fetch_optional(c).await)
}

/// A member found by a reference, with what opens their key.
#[derive(sqlx::FromRow)]
struct HolderRow {
    lookup: Vec<u8>,
    #[sqlx(rename = "member_id")]
    member: MemberId,
    key_id: Vec<u8>,
    wrapped: Vec<u8>,
}

impl Services {
    /// Gives the member a reference, unless there is one.
    pub(crate) async fn give_reference(&self, tx: &mut Tx<'_>, key: &MemberKey, member: MemberId) -> sqlx::Result<()> {
        write_many(tx, GIVE, vec![self.new_reference(key, member)]).await.map(drop)
    }

    /// A reference for a new member, for [`GIVE`].
    pub(crate) fn new_reference(&self, key: &MemberKey, member: MemberId) -> Vec<Cell> {
        let reference = MemberReference::from_chance(self.rng.bytes());
        let lookup = self.reference_lookup(&reference);
        let sealed = key.seal(TABLE, COLUMN, member.bytes(), reference.as_str().as_bytes());
        vec![Cell::Member(member), Cell::Bytes(lookup.to_vec()), Cell::Bytes(sealed)]
    }

    /// The keyed hash a reference is found by.
    pub(crate) fn reference_lookup(&self, reference: &MemberReference) -> [u8; 32] {
        self.keys.pseudonym("member reference", reference.as_str().as_bytes())
    }

    /// The member with this reference, and their key, until the account is erased. In a write, no other write of this member
    /// runs beside it from here on.
    pub(crate) async fn holder_even_leaving(
        &self,
        tx: &mut Tx<'_>,
        lookup: &[u8; 32],
    ) -> Result<Option<(MemberId, MemberKey)>, Accident> {
        let text = tx.pick_alone(LEAVING, LEAVING_ALONE);
        let row: Option<(MemberId, Vec<u8>, Vec<u8>)> =
            on!(tx, |c| sqlx::query_as(text).bind(lookup.as_slice()).fetch_optional(c).await)?;
        let Some((member, id, wrapped)) = row else { return Ok(None) };
        Ok(Some((member, self.keys.unwrap_member_key(member, &id, &wrapped)?)))
    }

    /// The members with these references whose accounts are open, and their keys, by the keyed hashes they were asked for
    /// with. In a write, no other write of them runs beside it. The hashes come in their order, so that two calls never
    /// wait for each other.
    pub(crate) async fn holders(
        &self,
        tx: &mut Tx<'_>,
        lookups: &BTreeSet<[u8; 32]>,
    ) -> Result<Vec<([u8; 32], MemberId, MemberKey)>, Accident> {
        let text = tx.pick_alone(HOLDERS, HOLDERS_ALONE);
        let rows: Vec<HolderRow> = select_many(tx, text, hashes(lookups)).await?;
        let opened = rows.into_iter().map(|row| {
            let lookup = row.lookup.try_into().map_err(|_| "a keyed hash has 32 bytes")?;
            Ok((lookup, row.member, self.keys.unwrap_member_key(row.member, &row.key_id, &row.wrapped)?))
        });
        opened.collect()
    }
}

/// The member's reference.
pub(crate) async fn of(
    tx: &mut Tx<'_>,
    key: &MemberKey,
    member: MemberId,
) -> Result<Option<MemberReference>, Accident> {
    let sealed: Option<Vec<u8>> = on!(tx, |c| sqlx::query_scalar(OF).bind(member).fetch_optional(c).await)?;
    sealed.map(|sealed| open(key, member, &sealed)).transpose()
}

/// A reference from a row that was read together with others.
pub(crate) fn open(key: &MemberKey, member: MemberId, sealed: &[u8]) -> Result<MemberReference, Accident> {
    let plain = key.open(TABLE, COLUMN, member.bytes(), sealed)?;
    Ok(MemberReference::from_stored(String::from_utf8(plain.to_vec())?))
}
