//! Where an account stands between open and erased.

use crate::db::{Tx, on};
use crate::fault::Accident;
use crate::members::MemberId;
use crate::sessions;
use domain::calendar::Timestamp;
use domain::closure::ClosureState;
use domain::lang::Lang;

pub(crate) const ACCOUNT: &str =
    "select language, joined_at, policy_version, closing_since, closing_ends_at, closed_at from members where id = $1";
pub(crate) const ACCOUNT_ALONE: &str = "select language, joined_at, policy_version, closing_since, closing_ends_at, closed_at \
     from members where id = $1 for no key update";
// Raising the epoch ends every session, also one that is being looked up at this moment.
pub(crate) const FREEZE: &str =
    "update members set closing_since = $2, closing_ends_at = $3, session_epoch = session_epoch + 1 where id = $1";
pub(crate) const THAW: &str = "update members set closing_since = null, closing_ends_at = null where id = $1";
pub(crate) const WAIT: &str =
    "insert into closures (member_id, ends_at, step, counts) values ($1, $2, 'waiting', '{}')";
pub(crate) const CALL_OFF: &str = "delete from closures where member_id = $1 and step = 'waiting'";
pub(crate) const RECALL_LETTERS: &str = "delete from outbox where member_id = $1";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[ACCOUNT, ACCOUNT_ALONE, FREEZE, THAW, WAIT, CALL_OFF, RECALL_LETTERS];

#[derive(sqlx::FromRow)]
struct AccountRow {
    language: String,
    joined_at: i64,
    policy_version: i64,
    closing_since: Option<i64>,
    closing_ends_at: Option<i64>,
    closed_at: Option<i64>,
}

/// An account, without anything about the person.
pub(crate) struct Account {
    pub(crate) lang: Lang,
    pub(crate) joined_at: Timestamp,
    pub(crate) policy_version: i64,
    pub(crate) state: ClosureState,
}

impl Account {
    pub(crate) fn is_open(&self) -> bool {
        self.state == ClosureState::Open
    }
}

/// The account of a member, unless it was erased. In a write, no other write of this member runs beside it from here on.
pub(crate) async fn account(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Account>, Accident> {
    let text = tx.pick_alone(ACCOUNT, ACCOUNT_ALONE);
    let row: Option<AccountRow> = on!(tx, |c| sqlx::query_as(text).bind(member).fetch_optional(c).await)?;
    let read = |row: AccountRow| {
        let state = match (row.closed_at, row.closing_since, row.closing_ends_at) {
            (Some(_), ..) => ClosureState::Closed,
            (None, Some(since), Some(ends)) => {
                ClosureState::Closing { since: Timestamp::from_micros(since), ends: Timestamp::from_micros(ends) }
            }
            (None, ..) => ClosureState::Open,
        };
        Ok(Account {
            lang: Lang::parse(&row.language).ok_or("an unknown language is stored")?,
            joined_at: Timestamp::from_micros(row.joined_at),
            policy_version: row.policy_version,
            state,
        })
    };
    row.map(read).transpose()
}

/// Freezes the account: every session ends, letters that wait are taken back, the end is written down.
pub(crate) async fn freeze(tx: &mut Tx<'_>, member: MemberId, since: Timestamp, ends: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(FREEZE).bind(member).bind(since.micros()).bind(ends.micros()).execute(c).await.map(drop))?;
    sessions::rows::end_all(tx, member).await?;
    on!(tx, |c| sqlx::query(RECALL_LETTERS).bind(member).execute(c).await.map(drop))?;
    on!(tx, |c| sqlx::query(WAIT).bind(member).bind(ends.micros()).execute(c).await.map(drop))
}

/// Opens the account again. Answers whether the erasure had not begun.
pub(crate) async fn thaw(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<bool> {
    on!(tx, |c| sqlx::query(THAW).bind(member).execute(c).await.map(drop))?;
    on!(tx, |c| sqlx::query(CALL_OFF).bind(member).execute(c).await.map(|done| done.rows_affected() == 1))
}
