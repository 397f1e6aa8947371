//! Numbers that want no advertising, whoever they belong to: read in from a file of the register, or of our own.
//! (law A5, A16; D91 art. 7(3), 11(1), 13(1))
//!
//! Kept as keyed hashes only: the centre can tell whether a number it already knows is on a list, and no more.

use crate::Services;
use crate::db::many::{Cell, select_many, write_many};
use crate::db::{Tx, on};
use crate::fault::{Accident, Fault};
use domain::calendar::Timestamp;
use domain::contact::List;
use domain::phone::{Phone, PhoneProblem};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Numbers written in one transaction.
const CHUNK: usize = 1_000;

pub(crate) const KEEP: &str = "insert into do_not_call (number, list, listed_at, seen) values ($1, $2, $3, $3) \
     on conflict (number, list) do update set seen = excluded.seen";
pub(crate) const KNOWN: &str = "select number from do_not_call where (number, list) in (values ($1, $2))";
pub(crate) const ON: &str = "select list, listed_at from do_not_call where number = $1 order by listed_at";
pub(crate) const GONE: &str = "select count(*) from do_not_call where list = $1 and seen < $2";
pub(crate) const TAKE_OFF: &str = "delete from do_not_call where list = $1 and seen < $2";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[KEEP, KNOWN, ON, GONE, TAKE_OFF];

/// What a reading did, or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Numbers of the file that were not on the list.
    pub added: u64,
    /// Numbers that were there already.
    pub kept: u64,
    /// Numbers taken off, because the file is the whole list and they are not in it.
    pub taken_off: u64,
}

/// The numbers of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Keyed hashes of those a member can have.
    pub hashes: BTreeSet<[u8; 32]>,
    /// Lines with a number no member can have: a landline, another country's, one no mobile network uses.
    pub skipped: usize,
}

/// Lines, counted from 1, that are no telephone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotNumbers(pub Vec<usize>);

impl Services {
    /// The numbers of a file, one a line, as keyed hashes. Empty lines and lines that begin with `#` do not count.
    ///
    /// # Errors
    /// [`NotNumbers`]: nothing of such a file is used.
    pub fn read_numbers(&self, file: &str) -> Result<Numbers, NotNumbers> {
        let (mut numbers, mut wrong) = (Numbers::default(), Vec::new());
        let lines = (1..).zip(file.trim_start_matches('\u{FEFF}').lines().map(str::trim));
        for (line, text) in lines.filter(|(_, text)| !text.is_empty() && !text.starts_with('#')) {
            match Phone::parse(text) {
                Ok(parsed) => drop(numbers.hashes.insert(self.number(parsed.phone.as_str()))),
                Err(PhoneProblem::Format) => wrong.push(line),
                Err(PhoneProblem::Landline | PhoneProblem::ForeignCountry | PhoneProblem::NotMobile) => {
                    numbers.skipped += 1;
                }
            }
        }
        if wrong.is_empty() { Ok(numbers) } else { Err(NotNumbers(wrong)) }
    }

    /// Puts the numbers on a list; with `whole` also takes off those that are not among them. With `dry` nothing is
    /// written. Twice is the same as once.
    ///
    /// # Errors
    /// [`Fault`]: what was written until then stays, and doing it again ends the same. Nothing was taken off.
    pub async fn import_numbers(
        &self,
        list: List,
        numbers: Numbers,
        (whole, dry): (bool, bool),
    ) -> Result<Imported, Fault> {
        let now = self.now();
        let numbers: Arc<Vec<[u8; 32]>> = Arc::new(numbers.hashes.into_iter().collect());
        let mut done = Imported::default();
        for begin in (0..numbers.len()).step_by(CHUNK) {
            let chunk = Arc::clone(&numbers);
            let end = numbers.len().min(begin + CHUNK);
            let known = self
                .db
                .write(move |tx| {
                    let chunk = Arc::clone(&chunk);
                    Box::pin(async move { Ok::<_, Fault>(keep(tx, list, &chunk[begin..end], now, dry).await?) })
                })
                .await?;
            done.kept += known;
            done.added += (end - begin) as u64 - known;
        }
        if whole {
            done.taken_off = if dry { self.would_go(list, done.kept).await? } else { self.take_off(list, now).await? };
        }
        Ok(done)
    }

    async fn take_off(&self, list: List, now: Timestamp) -> Result<u64, Fault> {
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    Ok(on!(tx, |c| sqlx::query(TAKE_OFF)
                        .bind(list.code())
                        .bind(now.micros())
                        .execute(c)
                        .await
                        .map(|done| done.rows_affected()))?)
                })
            })
            .await
    }

    async fn would_go(&self, list: List, kept: u64) -> Result<u64, Fault> {
        let listed = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let all: i64 =
                        on!(tx, |c| sqlx::query_scalar(GONE).bind(list.code()).bind(i64::MAX).fetch_one(c).await)?;
                    Ok::<_, Fault>(u64::try_from(all).unwrap_or(0))
                })
            })
            .await?;
        Ok(listed.saturating_sub(kept))
    }
}

/// Writes the numbers down; answers how many were there already.
async fn keep(tx: &mut Tx<'_>, list: List, numbers: &[[u8; 32]], now: Timestamp, dry: bool) -> Result<u64, Accident> {
    let on_it = |number: &[u8; 32]| vec![Cell::Bytes(number.to_vec()), Cell::Text(list.code())];
    let known: Vec<(Vec<u8>,)> = select_many(tx, KNOWN, numbers.iter().map(on_it).collect()).await?;
    if !dry {
        let kept = |number| [on_it(number), vec![Cell::Int(now.micros())]].into_iter().flatten().collect();
        write_many(tx, KEEP, numbers.iter().map(kept).collect()).await?;
    }
    Ok(known.len() as u64)
}

/// The lists a number is on, and since when.
pub(crate) async fn lists_of(tx: &mut Tx<'_>, number: &[u8; 32]) -> Result<Vec<(List, Timestamp)>, Accident> {
    let rows: Vec<(String, i64)> = on!(tx, |c| sqlx::query_as(ON).bind(number.as_slice()).fetch_all(c).await)?;
    let read = |(code, at): (String, i64)| {
        Ok((List::parse(&code).ok_or("an unknown list is stored")?, Timestamp::from_micros(at)))
    };
    rows.into_iter().map(read).collect()
}
