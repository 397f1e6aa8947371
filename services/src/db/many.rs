//! One statement for many rows. On both engines a trip costs more than the row it brings, so an import of a million lines
//! sends dozens at once; each statement is still written once, for one row.

use super::{Tx, on};
use crate::members::MemberId;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow};
use std::fmt::Write as _;

/// Rows of one statement at most. With sqlx, SQLite walks the list of all parameters to find the name of each: at five hundred
/// rows of 15 that is more than half of the time an import takes, at thirty it is lost among the rest.
const AT_ONCE: usize = 32;

/// A value of a row.
pub(crate) enum Cell {
    Member(MemberId),
    Int(i64),
    OptInt(Option<i64>),
    Bytes(Vec<u8>),
    OptBytes(Option<Vec<u8>>),
    Text(&'static str),
}

/// Binds every value in its order.
macro_rules! bound {
    ($query:expr, $cells:expr) => {{
        let mut query = $query;
        for cell in $cells {
            query = match cell {
                Cell::Member(id) => query.bind(id),
                Cell::Int(number) => query.bind(number),
                Cell::OptInt(number) => query.bind(number),
                Cell::Bytes(bytes) => query.bind(bytes),
                Cell::OptBytes(bytes) => query.bind(bytes),
                Cell::Text(text) => query.bind(text),
            };
        }
        query
    }};
}

/// Inserts or deletes these rows by a statement written for one. Answers how many rows that changed.
pub(crate) async fn write_many(tx: &mut Tx<'_>, one: &'static str, rows: Vec<Vec<Cell>>) -> sqlx::Result<u64> {
    let mut written = 0;
    for (text, cells) in steps(one, rows) {
        written += on!(tx, |c| bound!(sqlx::query(AssertSqlSafe(text)), cells)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
    }
    Ok(written)
}

/// What a question written for one finds for all of these: `… in ($1)` or `… in (values ($1, $2))`.
pub(crate) async fn select_many<T>(tx: &mut Tx<'_>, one: &'static str, of: Vec<Vec<Cell>>) -> sqlx::Result<Vec<T>>
where
    T: Send + Unpin + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>,
{
    let mut found = Vec::new();
    for (text, cells) in steps(one, of) {
        let rows: Vec<T> = on!(tx, |c| bound!(sqlx::query_as(AssertSqlSafe(text)), cells).fetch_all(c).await)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Keyed hashes, to ask for.
pub(crate) fn hashes<'h>(hashes: impl IntoIterator<Item = &'h [u8; 32]>) -> Vec<Vec<Cell>> {
    hashes.into_iter().map(|hash| vec![Cell::Bytes(hash.to_vec())]).collect()
}

/// The text of each step, and its values.
fn steps(one: &str, rows: Vec<Vec<Cell>>) -> Vec<(String, Vec<Cell>)> {
    let mut left = rows.len();
    let mut rows = rows.into_iter();
    let mut steps = Vec::new();
    while left > 0 {
        let count = step(left);
        left -= count;
        let text = if one.contains("values (") { repeated(one, count) } else { listed(one, count) };
        steps.push((text, rows.by_ref().take(count).flatten().collect()));
    }
    steps
}

/// The next step through so many: a power of two, so that there are six texts of each statement and not thirty.
fn step(left: usize) -> usize {
    let most = left.min(AT_ONCE);
    1 << most.ilog2()
}

/// `values ($1, $2)` for so many rows: `values ($1, $2), ($3, $4) …`. A parameter that stands twice in a row still does.
fn repeated(one: &str, rows: usize) -> String {
    let Some((head, rest)) = one.split_once("values (") else { return one.to_owned() };
    let Some((tuple, tail)) = rest.split_once(')') else { return one.to_owned() };
    let width = numbered(tuple, 0).1;
    let mut text = format!("{head}values ");
    for row in 0..rows {
        let comma = if row == 0 { "" } else { ", " };
        // Writing to a string does not fail.
        let _ = write!(text, "{comma}({})", numbered(tuple, row * width).0);
    }
    text + tail
}

/// `in ($1)` for so many: `in ($1, $2, …)`.
fn listed(one: &str, values: usize) -> String {
    let Some((head, tail)) = one.split_once("in ($1)") else { return one.to_owned() };
    let list: Vec<String> = (1..=values).map(|number| format!("${number}")).collect();
    format!("{head}in ({}){tail}", list.join(", "))
}

/// The text with each of its parameters so much further on, and the highest of them before.
fn numbered(tuple: &str, further: usize) -> (String, usize) {
    let mut parts = tuple.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    let mut highest = 0;
    for part in parts {
        let digits = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = part.strip_suffix(digits).and_then(|number| number.parse().ok()).unwrap_or(0);
        highest = highest.max(number);
        let _ = write!(text, "${}{digits}", number + further);
    }
    (text, highest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_for_one_row_becomes_one_for_many() {
        let one = "insert into t (a, b, c) values ($1, $2, 0, $2) on conflict (a) do nothing";
        assert_eq!(repeated(one, 1), one);
        let three = "insert into t (a, b, c) values ($1, $2, 0, $2), ($3, $4, 0, $4), ($5, $6, 0, $6) on conflict (a) do nothing";
        assert_eq!(repeated(one, 3), three);
        assert!(repeated("insert into t values ($1, $10, $11)", 2).ends_with("($12, $21, $22)"));
    }

    #[test]
    fn a_question_for_one_becomes_one_for_many() {
        assert_eq!(
            listed("select a from t where a in ($1) order by a", 3),
            "select a from t where a in ($1, $2, $3) order by a"
        );
    }

    #[test]
    fn many_rows_go_in_steps_of_few_sizes() {
        let steps = |mut left: usize| {
            let mut steps = Vec::new();
            while left > 0 {
                steps.push(step(left));
                left -= step(left);
            }
            steps
        };
        assert_eq!(steps(1), [1]);
        assert_eq!(steps(32), [32]);
        assert_eq!(steps(101), [32, 32, 32, 4, 1]);
    }
}
