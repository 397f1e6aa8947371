//! Orders and facts in the database.

use super::KeptOrder;
use crate::db::many::{Cell, hashes, select_many};
use crate::db::{Tx, on};
use crate::fault::Accident;
use crate::keys::MemberKey;
use crate::members::MemberId;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

const TABLE: &str = "orders";
const COLUMN: &str = "purchase";
/// Orders paid at one instant are set apart by one microsecond each; a second is longer than any list of them.
const ONE_INSTANT: i64 = 1_000_000;

pub(crate) const BY_NUMBER: &str = "select lookup, member_id, place, purchase from orders where lookup in ($1)";
pub(crate) const TAKEN: &str = "select member_id, place from orders where (member_id, place) in (values ($1, $2))";
pub(crate) const LAST_PLACE: &str = "select max(place) from orders where member_id = $1 and place >= $2 and place < $3";
pub(crate) const INSERT: &str = "insert into orders (member_id, place, lookup, purchase) values ($1, $2, $3, $4)";
pub(crate) const DELETE: &str = "delete from orders where member_id = $1 and place = $2";
pub(crate) const PAGE: &str =
    "select member_id, place, purchase from orders where member_id = $1 and place < $2 order by place desc limit $3";
pub(crate) const LAST_PARTS: &str = "select lookup, max(part) from order_facts where lookup in ($1) group by lookup";
pub(crate) const INSERT_FACT: &str =
    "insert into order_facts (lookup, part, fiscal_year, fact) values ($1, $2, $3, $4)";
pub(crate) const FACTS: &str = "select lookup, part, fact from order_facts where fiscal_year = $1 and \
     (lookup, part) > ($2, $3) order by lookup, part limit $4";
pub(crate) const YEAR_KEY: &str = "select key_id, wrapped from year_keys where year = $1";
pub(crate) const INSERT_YEAR_KEY: &str =
    "insert into year_keys (year, key_id, wrapped, made_at) values ($1, $2, $3, $4) on conflict do nothing";
pub(crate) const DESTROY_YEARS: &str = "delete from year_keys where year < $1";
pub(crate) const FORGET_FACTS: &str = "delete from order_facts where fiscal_year < $1 and lookup in \
     (select lookup from order_facts where fiscal_year < $1 order by fiscal_year limit $2)";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[
    BY_NUMBER,
    TAKEN,
    LAST_PLACE,
    INSERT,
    DELETE,
    PAGE,
    LAST_PARTS,
    INSERT_FACT,
    FACTS,
    YEAR_KEY,
    INSERT_YEAR_KEY,
    DESTROY_YEARS,
    FORGET_FACTS,
];

/// An order, sealed.
#[derive(sqlx::FromRow)]
pub(super) struct OrderRow {
    #[sqlx(rename = "member_id")]
    pub(super) member: MemberId,
    pub(super) place: i64,
    purchase: Vec<u8>,
}

/// The same, with the keyed hash of its number.
#[derive(sqlx::FromRow)]
struct NumberedRow {
    lookup: Vec<u8>,
    #[sqlx(flatten)]
    order: OrderRow,
}

impl OrderRow {
    /// The order, if this is its member's key.
    pub(super) fn open(&self, key: &MemberKey) -> Result<KeptOrder, Accident> {
        let plain = key.open(TABLE, COLUMN, &place_of(self.member, self.place), &self.purchase)?;
        Ok(serde_json::from_slice(&plain)?)
    }
}

/// The orders with these numbers, whoever's they are.
pub(super) async fn by_number(
    tx: &mut Tx<'_>,
    lookups: &BTreeSet<[u8; 32]>,
) -> sqlx::Result<HashMap<Vec<u8>, OrderRow>> {
    let rows: Vec<NumberedRow> = select_many(tx, BY_NUMBER, hashes(lookups)).await?;
    Ok(rows.into_iter().map(|row| (row.lookup, row.order)).collect())
}

/// Which of these places are taken.
pub(super) async fn taken(
    tx: &mut Tx<'_>,
    places: &BTreeSet<(MemberId, i64)>,
) -> sqlx::Result<BTreeSet<(MemberId, i64)>> {
    let of = places.iter().map(|(member, place)| vec![Cell::Member(*member), Cell::Int(*place)]).collect();
    Ok(select_many(tx, TAKEN, of).await?.into_iter().collect())
}

/// The last place within the instant at which an order was paid, if one there is taken.
pub(super) async fn last_place(tx: &mut Tx<'_>, member: MemberId, paid_at: i64) -> sqlx::Result<Option<i64>> {
    let until = instant(paid_at).end;
    on!(tx, |c| sqlx::query_scalar(LAST_PLACE).bind(member).bind(paid_at).bind(until).fetch_one(c).await)
}

/// The places of orders that were paid at one instant.
pub(super) fn instant(paid_at: i64) -> Range<i64> {
    paid_at..paid_at.saturating_add(ONE_INSTANT)
}

/// The row of an order, for [`INSERT`]. A second writer of the same number breaks its unique key, and sees this one when it
/// tries again.
pub(super) fn row(
    (member, place): (MemberId, i64),
    lookup: &[u8; 32],
    key: &MemberKey,
    order: &KeptOrder,
) -> Result<Vec<Cell>, Accident> {
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(order)?);
    let sealed = key.seal(TABLE, COLUMN, &place_of(member, place), &plain);
    Ok(vec![Cell::Member(member), Cell::Int(place), Cell::Bytes(lookup.to_vec()), Cell::Bytes(sealed)])
}

pub(super) async fn delete(tx: &mut Tx<'_>, member: MemberId, place: i64) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(DELETE).bind(member).bind(place).execute(c).await.map(drop))
}

/// A member's orders with their places, the newest first, from before `before` if given.
pub(crate) async fn page(
    tx: &mut Tx<'_>,
    member: MemberId,
    key: &MemberKey,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<(i64, KeptOrder)>, Accident> {
    let before = before.unwrap_or(i64::MAX);
    let rows: Vec<OrderRow> =
        on!(tx, |c| sqlx::query_as(PAGE).bind(member).bind(before).bind(i64::from(limit)).fetch_all(c).await)?;
    rows.into_iter().map(|row| Ok((row.place, row.open(key)?))).collect()
}

fn place_of(member: MemberId, place: i64) -> Vec<u8> {
    [member.bytes().as_slice(), &place.to_be_bytes()].concat()
}
