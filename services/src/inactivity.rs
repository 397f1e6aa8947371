//! Accounts nobody uses any more: looked for once a day, told twice, then closed. (MC-3.1, MC-3.2; law D-26)
//!
//! A sweep goes through all members by their ids, a page at a time, and remembers where it is: cut short, it goes on there.
//! When an account was last used, and which letters went out since, stands on its trail; nothing is written at a sign-in.
//! What is due for one member is looked up again in the write that does it, with the member locked.

pub(crate) mod rows;

use crate::Services;
use crate::closure;
use crate::fault::Fault;
use crate::letters;
use crate::members::MemberId;
use crate::profile::{self, Act};
use crate::trail;
use crate::{db::Tx, freeze};
use domain::calendar::Timestamp;
use domain::inactivity::{Due, InactiveAfter, due};
use domain::trail::{TrailDetail, TrailKind};
use std::time::Duration;

/// Between the beginnings of two sweeps.
const DAILY: Duration = Duration::from_hours(24);
/// Pages in one round of the jobs.
const PAGES: u32 = 20;

/// What one sweep came to, so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sweep {
    /// Members looked at.
    pub looked_at: i64,
    /// Letters sent, the first or the second.
    pub told: i64,
    /// Accounts closed.
    pub closed: i64,
    /// Accounts whose period is over and who cannot be told: no address was confirmed. They stay.
    pub unreachable: i64,
    /// Accounts whose period is over and whose use is frozen. They stay as long as the freeze.
    pub frozen: i64,
}

/// What came of one member.
enum Came {
    Nothing,
    Told,
    Closed,
    Unreachable,
    Frozen,
}

/// A sweep as it is remembered.
#[derive(Clone, Copy, Debug)]
pub struct LastSweep {
    /// When it began.
    pub began_at: Timestamp,
    /// When it had seen everybody; none: it is under way.
    pub ended_at: Option<Timestamp>,
    /// What it came to.
    pub sweep: Sweep,
}

impl Services {
    /// The job: begins a sweep once a day, and goes on with one that is under way. Answers how many members it looked at.
    ///
    /// # Errors
    /// [`Fault`] only; the next round goes on with the page that failed.
    pub(crate) async fn look_for_inactive(&self) -> Result<u64, Fault> {
        let Some(after) = self.settings.inactive_after else { return Ok(0) };
        let now = self.now();
        let last = self.last_sweep().await?;
        let mut place = match self.sweep_place().await? {
            Some(place) => place,
            None if last.is_none_or(|last| now >= last.began_at.plus(DAILY)) => self.begin_sweep(now).await?,
            None => return Ok(0),
        };
        let mut looked_at = 0;
        for _ in 0..PAGES {
            let page = self.page_of_members(place).await?;
            let mut sweep = Sweep { looked_at: i64::try_from(page.len()).unwrap_or(0), ..Sweep::default() };
            for (member, used) in &page {
                if now >= used.plus(after.period()) {
                    match self.look_at(*member, after).await? {
                        Came::Nothing => {}
                        Came::Told => sweep.told += 1,
                        Came::Closed => sweep.closed += 1,
                        Came::Unreachable => sweep.unreachable += 1,
                        Came::Frozen => sweep.frozen += 1,
                    }
                }
            }
            looked_at += page.len() as u64;
            let next = page.last().map(|(member, _)| *member);
            self.write_sweep(next, sweep).await?;
            match next {
                Some(next) => place = next,
                None => break,
            }
        }
        Ok(looked_at)
    }

    /// The sweep that began last; `None` if there never was one.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn last_sweep(&self) -> Result<Option<LastSweep>, Fault> {
        self.db.read(|tx| Box::pin(async move { Ok(rows::last(tx).await?) })).await
    }

    async fn sweep_place(&self) -> Result<Option<MemberId>, Fault> {
        self.db.read(|tx| Box::pin(async move { Ok(rows::place(tx).await?) })).await
    }

    async fn begin_sweep(&self, now: Timestamp) -> Result<MemberId, Fault> {
        self.db.write(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::begin(tx, now).await?) })).await?;
        Ok(MemberId::NOBODY)
    }

    async fn page_of_members(&self, after: MemberId) -> Result<Vec<(MemberId, Timestamp)>, Fault> {
        self.db.read(move |tx| Box::pin(async move { Ok(rows::page(tx, after).await?) })).await
    }

    async fn write_sweep(&self, place: Option<MemberId>, sweep: Sweep) -> Result<(), Fault> {
        let now = self.now();
        self.db.write(move |tx| Box::pin(async move { Ok(rows::write(tx, place, sweep, now).await?) })).await
    }

    async fn look_at(&self, member: MemberId, after: InactiveAfter) -> Result<Came, Fault> {
        let services = self.clone();
        self.db
            .write(move |tx| {
                let services = services.clone();
                Box::pin(async move { services.look_at_in(tx, member, after).await })
            })
            .await
    }

    async fn look_at_in(&self, tx: &mut Tx<'_>, member: MemberId, after: InactiveAfter) -> Result<Came, Fault> {
        let now = self.now();
        let account = closure::rows::account(tx, member).await?.filter(closure::rows::Account::is_open);
        let Some(account) = account else { return Ok(Came::Nothing) };
        let (used, notices) = rows::used(tx, member).await?;
        let due = due(after, used, notices, now);
        if due == Due::Nothing {
            return Ok(Came::Nothing);
        }
        if freeze::rows::holds(tx, member).await?.is_some() {
            return Ok(Came::Frozen);
        }
        let key = self.keys.member_key(tx, member).await?;
        let kept = profile::rows::kept(tx, member, &key).await?.profile;
        if !kept.email_confirmed {
            return Ok(Came::Unreachable);
        }
        let act = Act { member, lang: account.lang, now };
        let closes = match due {
            Due::Nothing => return Ok(Came::Nothing),
            Due::Closing => {
                self.close_unused(tx, act).await?;
                return Ok(Came::Closed);
            }
            Due::Letter { closes } => closes,
        };
        trail::note(tx, &key, member, now, (TrailKind::InactivityTold, &TrailDetail::none())).await?;
        let letter = letters::unused(act.lang, used, closes, &self.page("/sign-in"));
        self.post(tx, Some(member), &kept.email, letter).await?;
        Ok(Came::Told)
    }
}
