//! Sweeps for unused accounts in the database, and when an account was last used.

use super::{LastSweep, Sweep};
use crate::db::{Tx, on};
use crate::members::MemberId;
use domain::calendar::Timestamp;
use domain::inactivity::Notices;

/// What is on the trail and is no use of the account: others, and this software, did it.
macro_rules! no_use {
    () => {
        "('sign_in_failed', 'recovery_asked', 'username_asked', 'factor_failed', 'passkey_refused', 'message_sent', \
         'message_breach', 'inactivity_told', 'closed_for_inactivity', 'sessions_ended_by_operator', 'looked_at_by_staff', \
         'letter_sent', 'text_sent')"
    };
}

pub(crate) const PLACE: &str = "select place from sweeps where id = 1 and ended_at is null";
pub(crate) const LAST: &str =
    "select began_at, ended_at, looked_at, told, closed, unreachable, frozen from sweeps where id = 1";
pub(crate) const BEGIN: &str = "insert into sweeps (id, place, began_at, looked_at, told, closed, unreachable, frozen) values (1, $1, $2, 0, 0, 0, 0, 0) \
     on conflict (id) do update set place = excluded.place, began_at = excluded.began_at, ended_at = null, looked_at = 0, \
     told = 0, closed = 0, unreachable = 0, frozen = 0";
pub(crate) const WRITE: &str = "update sweeps set place = coalesce($1, place), ended_at = $2, looked_at = looked_at + $3, \
     told = told + $4, closed = closed + $5, unreachable = unreachable + $6, frozen = frozen + $7 where id = 1 and ended_at is null";
pub(crate) const PAGE: &str = concat!(
    "select m.id, (select t.at from trail t where t.member_id = m.id and t.kind not in ",
    no_use!(),
    " order by t.seq desc limit 1) as used from members m where m.id > $1 order by m.id limit 500"
);
pub(crate) const USED: &str =
    concat!("select at, seq from trail where member_id = $1 and kind not in ", no_use!(), " order by seq desc limit 1");
pub(crate) const TOLD: &str =
    "select at from trail where member_id = $1 and seq > $2 and kind = 'inactivity_told' order by seq limit 2";

/// Every statement of this file, for the tests that ask the engines how they would run them.
pub(crate) const ALL: &[&str] = &[PLACE, LAST, BEGIN, WRITE, PAGE, USED, TOLD];

#[derive(sqlx::FromRow)]
struct SweepRow {
    began_at: i64,
    ended_at: Option<i64>,
    looked_at: i64,
    told: i64,
    closed: i64,
    unreachable: i64,
    frozen: i64,
}

/// Where the sweep under way goes on.
pub(super) async fn place(tx: &mut Tx<'_>) -> sqlx::Result<Option<MemberId>> {
    on!(tx, |c| sqlx::query_scalar(PLACE).fetch_optional(c).await)
}

pub(super) async fn last(tx: &mut Tx<'_>) -> sqlx::Result<Option<LastSweep>> {
    let row: Option<SweepRow> = on!(tx, |c| sqlx::query_as(LAST).fetch_optional(c).await)?;
    Ok(row.map(|row| {
        let SweepRow { looked_at, told, closed, unreachable, frozen, .. } = row;
        LastSweep {
            began_at: Timestamp::from_micros(row.began_at),
            ended_at: row.ended_at.map(Timestamp::from_micros),
            sweep: Sweep { looked_at, told, closed, unreachable, frozen },
        }
    }))
}

pub(super) async fn begin(tx: &mut Tx<'_>, now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(BEGIN).bind(MemberId::NOBODY).bind(now.micros()).execute(c).await.map(drop))
}

/// Goes on after `place`, or ends the sweep without one.
pub(super) async fn write(tx: &mut Tx<'_>, place: Option<MemberId>, sweep: Sweep, now: Timestamp) -> sqlx::Result<()> {
    on!(tx, |c| sqlx::query(WRITE)
        .bind(place)
        .bind(place.is_none().then(|| now.micros()))
        .bind(sweep.looked_at)
        .bind(sweep.told)
        .bind(sweep.closed)
        .bind(sweep.unreachable)
        .bind(sweep.frozen)
        .execute(c)
        .await
        .map(drop))
}

/// Members after this one, and when each last used the account.
pub(super) async fn page(tx: &mut Tx<'_>, after: MemberId) -> sqlx::Result<Vec<(MemberId, Timestamp)>> {
    let rows: Vec<(MemberId, Option<i64>)> = on!(tx, |c| sqlx::query_as(PAGE).bind(after).fetch_all(c).await)?;
    // Every account begins with a use. One without any is not looked at further: it is being erased.
    Ok(rows.into_iter().map(|(member, used)| (member, Timestamp::from_micros(used.unwrap_or(i64::MAX)))).collect())
}

/// When the account was last used, and the letters since.
pub(crate) async fn used(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<(Timestamp, Notices)> {
    let used: Option<(i64, i64)> = on!(&mut *tx, |c| sqlx::query_as(USED).bind(member).fetch_optional(c).await)?;
    let Some((at, seq)) = used else { return Ok((Timestamp::from_micros(i64::MAX), Notices::default())) };
    let told: Vec<i64> = on!(tx, |c| sqlx::query_scalar(TOLD).bind(member).bind(seq).fetch_all(c).await)?;
    let told = |place: usize| told.get(place).copied().map(Timestamp::from_micros);
    Ok((Timestamp::from_micros(at), Notices { first: told(0), second: told(1) }))
}

#[cfg(test)]
mod tests {
    use domain::trail::TrailKind;

    #[test]
    fn every_kind_on_the_trail_is_a_use_or_is_named_as_none() {
        let named = no_use!();
        for kind in TrailKind::ALL {
            assert_eq!(named.contains(&format!("'{}'", kind.code())), !kind.is_use(), "{}", kind.code());
        }
    }
}
