//! Closing the account, and changing one's mind. (MC-3.1, MC-3.2; law R9–R11, D-17)
//!
//! Closing takes effect at once: sessions end, messages stop, the account is frozen. For the grace time the member may
//! reopen it; then everything that has no reason to stay is erased, and nothing brings it back.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::calendar::Timestamp;
use crate::retention::{After, Held, Rule};

/// Days in which a closing can be undone, unless the operator sets others (`closure.grace_days`, product.md).
pub const GRACE_DAYS: u8 = 7;
/// No longer than this: the law leaves 20 days for an erasure (D356 art. 5(4)), letters and backups need some of them.
pub const GRACE_DAYS_MOST: u8 = 14;

/// The grace time in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Grace(u8);

impl Default for Grace {
    fn default() -> Self {
        Self(GRACE_DAYS)
    }
}

impl Grace {
    /// A grace time of 0 to 14 days; `None` for more.
    pub const fn days(days: u8) -> Option<Self> {
        if days <= GRACE_DAYS_MOST { Some(Self(days)) } else { None }
    }

    /// The period.
    pub const fn period(self) -> Duration {
        Duration::from_secs(self.0 as u64 * 86_400)
    }
}

/// Where the account stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClosureState {
    /// In use.
    Open,
    /// Closed by its member, who may still change their mind.
    Closing {
        /// When it was closed.
        since: Timestamp,
        /// From then on it is erased.
        ends: Timestamp,
    },
    /// Erased. No sign-in leads here; only the ledger knows the number.
    Closed,
}

/// Why an act about closing was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ClosureRefusal {
    /// The account is closing already.
    AlreadyClosing,
    /// The grace time is over; nothing brings the account back.
    GraceOver,
    /// The account is not closing.
    NotClosing,
}

impl ClosureState {
    /// The state after the member closes the account.
    ///
    /// # Errors
    /// [`ClosureRefusal::AlreadyClosing`]: a second press does not move the end.
    /// [`ClosureRefusal::GraceOver`] if there is nothing left to close.
    pub fn close(self, grace: Grace, now: Timestamp) -> Result<Self, ClosureRefusal> {
        match self {
            Self::Open => Ok(Self::Closing { since: now, ends: now.plus(grace.period()) }),
            Self::Closing { ends, .. } if now < ends => Err(ClosureRefusal::AlreadyClosing),
            Self::Closing { .. } | Self::Closed => Err(ClosureRefusal::GraceOver),
        }
    }

    /// The state after the member reopens the account.
    ///
    /// # Errors
    /// [`ClosureRefusal::NotClosing`] if it is open, [`ClosureRefusal::GraceOver`] at the end of the grace time and
    /// after it, whether or not the erasure has run yet.
    pub fn reopen(self, now: Timestamp) -> Result<Self, ClosureRefusal> {
        match self {
            Self::Open => Err(ClosureRefusal::NotClosing),
            Self::Closing { ends, .. } if now < ends => Ok(Self::Open),
            Self::Closing { .. } | Self::Closed => Err(ClosureRefusal::GraceOver),
        }
    }

    /// Whether the erasure has to run now.
    pub fn is_due(self, now: Timestamp) -> bool {
        matches!(self, Self::Closing { ends, .. } if ends <= now)
    }
}

/// How many of each kind are held about one member.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Holdings {
    counts: Vec<(Held, u64)>,
}

impl Holdings {
    /// Nothing counted yet.
    pub fn none() -> Self {
        Self::default()
    }

    /// With so many more of this kind.
    #[must_use]
    pub fn with(mut self, what: Held, count: u64) -> Self {
        self.counts.push((what, count));
        self
    }

    /// How many of this kind.
    pub fn count(&self, what: Held) -> u64 {
        self.counts.iter().filter(|(held, _)| *held == what).map(|(_, count)| count).sum()
    }
}

/// What becomes of something when the account is erased.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It is gone.
    Erased,
    /// It stays for its period without anything that leads to the member.
    KeptAnonymised,
    /// It stays, for this reason and period.
    KeptUntil {
        /// The line of the retention table.
        rule: Rule,
    },
}

/// A line of the plan: what the member reads before closing, and the officer after.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PlanLine {
    /// What.
    pub what: Held,
    /// How many; at least 1.
    pub count: u64,
    /// What becomes of it.
    pub fate: Fate,
}

/// What closing this account would do, in the order of the retention table. Kinds of which nothing is held are left out.
pub fn plan(holdings: &Holdings) -> Vec<PlanLine> {
    let line = |what: &Held| {
        let count = holdings.count(*what).max(u64::from(what.made_by_closing()));
        (count > 0).then(|| PlanLine { what: *what, count, fate: fate(*what) })
    };
    Held::ALL.iter().filter_map(line).collect()
}

fn fate(what: Held) -> Fate {
    let rule = what.rule();
    match rule.after {
        After::Erased => Fate::Erased,
        After::Anonymised => Fate::KeptAnonymised,
        After::Stays => Fate::KeptUntil { rule },
    }
}

#[cfg(test)]
mod tests;
