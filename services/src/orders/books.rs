//! What the books keep of orders: sealed under the key of the fiscal year, about nobody. (Accounting Law art. 41(5))
//!
//! When a year's time is over its key is destroyed, which ends its facts wherever copies of them lie, and the rows follow.

use super::rows::{DESTROY_YEARS, FACTS, FORGET_FACTS, INSERT_FACT, INSERT_YEAR_KEY, LAST_PARTS, YEAR_KEY};
use crate::Services;
use crate::db::many::{Cell, hashes, select_many, write_many};
use crate::db::{Tx, on};
use crate::fault::{Accident, Fault};
use crate::keys::SealingKey;
use domain::calendar::Timestamp;
use domain::orders::{OrderFact, number_key};
use domain::retention::{Held, Period};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

const TABLE: &str = "order_facts";
const COLUMN: &str = "fact";
/// Documents forgotten in one run; the rest is due in the next.
const AT_ONCE: i64 = 5_000;

/// The books as one call knows them: keys of fiscal years it has opened, how many parts each of its documents has, and the
/// facts it is going to enter.
#[derive(Default)]
pub(super) struct Books {
    years: BTreeMap<i64, SealingKey>,
    parts: HashMap<[u8; 32], i64>,
    facts: Vec<Vec<Cell>>,
}

/// Where a list of facts goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactPlace {
    lookup: Vec<u8>,
    part: i64,
}

impl FactPlace {
    /// Before the first fact.
    pub fn start() -> Self {
        Self { lookup: Vec::new(), part: 0 }
    }
}

impl Services {
    /// The books, where documents of these numbers are concerned.
    pub(super) async fn books(
        &self,
        tx: &mut Tx<'_>,
        numbers: impl Iterator<Item = String>,
    ) -> Result<Books, Accident> {
        let documents: Vec<[u8; 32]> = numbers.map(|number| self.document(&number)).collect();
        let rows: Vec<(Vec<u8>, i64)> = select_many(tx, LAST_PARTS, hashes(&documents)).await?;
        let parts = rows.into_iter().filter_map(|(document, last)| Some((document.try_into().ok()?, last))).collect();
        Ok(Books { parts, ..Books::default() })
    }

    /// Whether the books have a document of this number, one of those they were looked at for.
    pub(super) fn is_in_the_books(&self, books: &Books, number: &str) -> bool {
        books.parts.contains_key(&self.document(number))
    }

    /// Enters a fact: the order's own, or the next correction of it. It is written by [`Books::write`].
    pub(super) async fn enter_in_books(
        &self,
        tx: &mut Tx<'_>,
        books: &mut Books,
        fact: &OrderFact,
        now: Timestamp,
    ) -> Result<(), Accident> {
        let (lookup, year) = (self.document(&number_key(&fact.number)), i64::from(fact.fiscal_year()));
        let key = match books.years.entry(year) {
            Entry::Occupied(opened) => opened.into_mut(),
            Entry::Vacant(place) => place.insert(self.year_key(tx, year, now).await?),
        };
        let last = books.parts.entry(lookup).or_default();
        *last += 1;
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(fact)?);
        let sealed = key.seal(TABLE, COLUMN, &place_of(&lookup, *last), &plain);
        let row = vec![Cell::Bytes(lookup.to_vec()), Cell::Int(*last), Cell::Int(year), Cell::Bytes(sealed)];
        books.facts.push(row);
        Ok(())
    }

    /// The facts of a fiscal year after `after`, at most `limit`, and where the list goes on. In no order that says
    /// anything. `None` if that year has no key (any more).
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn order_facts(
        &self,
        year: i32,
        after: FactPlace,
        limit: u32,
    ) -> Result<Option<(Vec<OrderFact>, Option<FactPlace>)>, Fault> {
        let (services, year) = (self.clone(), i64::from(year));
        self.db
            .snapshot(move |tx| {
                Box::pin(async move {
                    let Some(key) = services.opened(tx, year).await? else { return Ok(None) };
                    let rows: Vec<(Vec<u8>, i64, Vec<u8>)> = on!(tx, |c| sqlx::query_as(FACTS)
                        .bind(year)
                        .bind(&after.lookup)
                        .bind(after.part)
                        .bind(i64::from(limit))
                        .fetch_all(c)
                        .await)?;
                    let next = rows.last().map(|(lookup, part, _)| FactPlace { lookup: lookup.clone(), part: *part });
                    let facts = rows.iter().map(|(lookup, part, fact)| open(&key, lookup, *part, fact));
                    Ok(Some((facts.collect::<Result<_, Accident>>()?, next)))
                })
            })
            .await
    }

    /// Destroys the keys of years whose time is over, and forgets their facts. Answers how many rows went.
    pub(crate) async fn forget_facts(&self) -> Result<u64, Fault> {
        // Kept until the end of the last of its years: a fact of 2026 goes on 1 January 2037.
        let first = i64::from(self.now().date_in_vietnam().year()) - years_kept();
        self.db.write(move |tx| Box::pin(async move { Ok(forget_before(tx, first).await?) })).await
    }

    /// The keyed hash of a document's number: of another kind than the one in `orders`, so that the two cannot be joined.
    fn document(&self, number: &str) -> [u8; 32] {
        self.keys.pseudonym("order fact", number.as_bytes())
    }

    /// The year's key, made if it is the first fact of its year.
    async fn year_key(&self, tx: &mut Tx<'_>, year: i64, now: Timestamp) -> Result<SealingKey, Accident> {
        if let Some(key) = self.opened(tx, year).await? {
            return Ok(key);
        }
        let (_, id, wrapped) = self.keys.new_year_key(year);
        on!(tx, |c| sqlx::query(INSERT_YEAR_KEY)
            .bind(year)
            .bind(id.as_slice())
            .bind(&wrapped)
            .bind(now.micros())
            .execute(c)
            .await
            .map(drop))?;
        // Read back: another writer may have been quicker, and there is one key a year.
        Ok(self.opened(tx, year).await?.ok_or("the key of a year cannot be read back")?)
    }

    async fn opened(&self, tx: &mut Tx<'_>, year: i64) -> Result<Option<SealingKey>, Accident> {
        let row: Option<(Vec<u8>, Vec<u8>)> = on!(tx, |c| sqlx::query_as(YEAR_KEY).bind(year).fetch_optional(c).await)?;
        Ok(row.map(|(id, wrapped)| self.keys.unwrap_year_key(year, &id, &wrapped)).transpose()?)
    }
}

/// Full years after its fiscal year in which a fact is kept.
pub(crate) fn years_kept() -> i64 {
    match Held::OrderFacts.rule().period {
        Period::FiscalYears(years) => i64::from(years),
        // What the law is known to ask for, should the table ever say something else.
        _ => 10,
    }
}

async fn forget_before(tx: &mut Tx<'_>, first: i64) -> sqlx::Result<u64> {
    let keys = on!(tx, |c| sqlx::query(DESTROY_YEARS).bind(first).execute(c).await.map(|done| done.rows_affected()))?;
    let facts = on!(tx, |c| sqlx::query(FORGET_FACTS)
        .bind(first)
        .bind(AT_ONCE)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(keys + facts)
}

impl Books {
    /// Writes what was entered.
    pub(super) async fn write(self, tx: &mut Tx<'_>) -> sqlx::Result<()> {
        write_many(tx, INSERT_FACT, self.facts).await.map(drop)
    }
}

fn open(key: &SealingKey, lookup: &[u8], part: i64, fact: &[u8]) -> Result<OrderFact, Accident> {
    let plain = key.open(TABLE, COLUMN, &place_of(lookup, part), fact)?;
    Ok(serde_json::from_slice(&plain)?)
}

fn place_of(lookup: &[u8], part: i64) -> Vec<u8> {
    [lookup, &part.to_be_bytes()].concat()
}
