//! What a member has agreed to, and when they changed their mind. (MC-1.2c, MC-2.2; law C1–C7, A1, A2, R7)
//!
//! A decision is never overwritten. Each one is a new entry in the member's consent record, so that
//! the controller can show what was agreed, to which wording, and when the agreement stopped.
//! Where a purpose stands is what the last entry for it and its channel says; without an entry, nothing was agreed.

mod proof;
mod purposes;
mod wordings;

pub use proof::{chain_start, entry_bytes};
pub use purposes::{
    Basis, Bilingual, Change, Frequency, Kept, Per, PurposeCode, PurposeNotice, Purposes, PurposesProblem, Recipient,
};
pub use wordings::{read_wordings, write_wordings};

use serde::{Deserialize, Serialize};

use crate::calendar::{Date, Timestamp};
use crate::codes::codes;
use crate::lang::Lang;

codes! {
    /// A purpose that needs the member's yes.
    Purpose {
        /// What is new on the website.
        News = "news",
        /// Promotions and offers.
        Promotions = "promotions",
        /// Thanks to members and birthday wishes.
        Loyalty = "loyalty",
    }
}

codes! {
    /// The way a message takes. Agreeing to one says nothing about another.
    Channel {
        /// Email.
        Email = "email",
        /// Text messages.
        Sms = "sms",
        /// Telephone calls.
        Call = "call",
        /// Messages on Zalo.
        Zalo = "zalo",
    }
}

codes! {
    /// What the member says. No toggle: each word means the same however often it is said.
    Decision {
        /// Yes.
        Grant = "grant",
        /// No, or no longer.
        Withdraw = "withdraw",
    }
}

codes! {
    /// How the decision reached us (law C4: the form must be one that can be verified).
    Method {
        /// By the member's own act on the website, signed in.
        Web = "web",
        /// In an earlier system, brought over with what proves it (D-10).
        Import = "import",
    }
}

/// A version of the text a member agrees to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Wording {
    /// Counted from 1 per purpose.
    pub version: u32,
    /// SHA-256 of [`PurposeNotice::wording_bytes`].
    pub hash: [u8; 32],
}

/// A decision the member asks us to write down.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// What for.
    pub purpose: Purpose,
    /// Which way.
    pub channel: Channel,
    /// Yes or no.
    pub decision: Decision,
    /// The version of the wording on the page the member decided on.
    pub wording: u32,
    /// The language of that page.
    pub lang: Lang,
    /// How it reached us.
    pub method: Method,
    /// The policy in force then; 0 for a time before the first that was published here.
    pub policy_version: u32,
    /// The last day of a yes that is to end by itself; a no has none.
    pub until: Option<Date>,
    /// The device in words; of an imported decision where its evidence lies.
    pub device: String,
}

/// An entry that still lacks its place in the chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft(Entry);

impl Draft {
    /// The entry after the one with this hash; the first of a member follows the hash of [`chain_start`].
    #[must_use]
    pub fn following(self, previous: [u8; 32]) -> Entry {
        Entry { previous, ..self.0 }
    }
}

/// One decision, as it stays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// What for.
    pub purpose: Purpose,
    /// Which way.
    pub channel: Channel,
    /// Yes or no.
    pub decision: Decision,
    /// The text it was about: for a withdrawal the one that had been agreed to.
    pub wording: Wording,
    /// The language the member read.
    pub lang: Lang,
    /// How it reached us.
    pub method: Method,
    /// The policy in force then.
    pub policy_version: u32,
    /// When.
    pub at: Timestamp,
    /// The last day of a yes that ends by itself.
    pub until: Option<Date>,
    /// Hash of the member's entry before this one.
    pub previous: [u8; 32],
    /// The device in words; of an imported decision where its evidence lies. Not part of the proof: it goes when the account closes.
    pub device: String,
}

/// Where a purpose stands in one channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Nothing was ever decided: that is a no.
    NeverAsked,
    /// Agreed.
    Granted {
        /// Since when.
        since: Timestamp,
        /// To which wording.
        wording: Wording,
        /// Its last day, if it ends by itself.
        until: Option<Date>,
    },
    /// Agreed until a day that is over: a no since then.
    Ended {
        /// The last day of the yes.
        on: Date,
    },
    /// Refused or stopped.
    Withdrawn {
        /// Since when.
        since: Timestamp,
    },
}

impl Standing {
    /// Where a yes given then, to this wording and until the end of this day in Vietnam, stands now.
    pub fn granted((since, wording, until): (Timestamp, Wording, Option<Date>), now: Timestamp) -> Self {
        match until {
            Some(on) if on < now.date_in_vietnam() => Self::Ended { on },
            until => Self::Granted { since, wording, until },
        }
    }

    /// Whether there is a yes.
    pub const fn is_granted(&self) -> bool {
        matches!(self, Self::Granted { .. })
    }

    /// The last day of a yes that ends by itself.
    pub const fn until(&self) -> Option<Date> {
        match self {
            Self::Granted { until, .. } => *until,
            Self::NeverAsked | Self::Ended { .. } | Self::Withdrawn { .. } => None,
        }
    }

    /// Whether the yes is to this very wording. A yes to an older one does not cover what was added later (law C14).
    pub fn covers(&self, current: Wording) -> bool {
        matches!(self, Self::Granted { wording, .. } if *wording == current)
    }
}

/// Why a decision was not written down.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ConsentRefusal {
    /// The wording changed after the member read it: read it again, then decide.
    Reworded,
    /// There is no such purpose to decide about.
    UnknownPurpose,
    /// This purpose does not use this channel.
    UnknownChannel,
    /// The last day of the yes is over already, or more than ten years away.
    EndNotOffered,
}

/// Years a yes with an end may last at most. Whoever wants it for longer gives it without an end.
const LONGEST_YEARS: u8 = 10;

/// The ends a member is offered, in months from today.
pub const OFFERED_MONTHS: [u8; 3] = [3, 6, 12];

/// Whether a yes of now may have this last day.
fn may_end_on(day: Date, now: Timestamp) -> bool {
    let today = now.date_in_vietnam();
    (today..=today.plus_months(12 * LONGEST_YEARS)).contains(&day)
}

/// Everything a member ever decided, oldest first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ConsentRecord {
    entries: Vec<Entry>,
}

impl Entry {
    /// Where this decision leaves its purpose and channel, while no later one is made.
    pub fn leaves(&self, now: Timestamp) -> Standing {
        match self.decision {
            Decision::Grant => Standing::granted((self.at, self.wording, self.until), now),
            Decision::Withdraw => Standing::Withdrawn { since: self.at },
        }
    }
}

impl ConsentRecord {
    /// The record with these entries, which come in the order they were written.
    pub fn new(entries: Vec<Entry>) -> Self {
        Self { entries }
    }

    /// All entries, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries for one purpose and channel, oldest first.
    pub fn of(&self, purpose: Purpose, channel: Channel) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.purpose == purpose && entry.channel == channel)
    }

    /// Where the purpose stands in the channel at this instant.
    pub fn standing(&self, purpose: Purpose, channel: Channel, now: Timestamp) -> Standing {
        self.of(purpose, channel).next_back().map_or(Standing::NeverAsked, |last| last.leaves(now))
    }

    /// Adds an entry that was written down.
    pub fn append(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// The entry this decision adds to the record, or `None` if it changes nothing.
    ///
    /// Only granting looks at the wording. Withdrawing must be as easy as giving,
    /// so an old page is never a reason to refuse it.
    /// A no where nothing was asked yet, or where a yes has ended, is written down too: whoever refuses wants to see that
    /// it was heard. A yes with another end than before is another yes.
    ///
    /// # Errors
    /// [`ConsentRefusal::Reworded`] if the wording changed after the member read it; [`ConsentRefusal::EndNotOffered`].
    pub fn decide(&self, request: Request, current: Wording, now: Timestamp) -> Result<Option<Draft>, ConsentRefusal> {
        let standing = self.standing(request.purpose, request.channel, now);
        let until = request.until.filter(|_| request.decision == Decision::Grant);
        let wording = match (request.decision, standing) {
            (Decision::Grant, _) if request.wording != current.version => return Err(ConsentRefusal::Reworded),
            (Decision::Grant, standing) if standing.covers(current) && standing.until() == until => return Ok(None),
            (Decision::Grant, _) if until.is_some_and(|day| !may_end_on(day, now)) => {
                return Err(ConsentRefusal::EndNotOffered);
            }
            (Decision::Grant, _) | (Decision::Withdraw, Standing::NeverAsked | Standing::Ended { .. }) => current,
            (Decision::Withdraw, Standing::Withdrawn { .. }) => return Ok(None),
            (Decision::Withdraw, Standing::Granted { wording, .. }) => wording,
        };
        Ok(Some(Draft(Entry {
            purpose: request.purpose,
            channel: request.channel,
            decision: request.decision,
            wording,
            lang: request.lang,
            method: request.method,
            policy_version: request.policy_version,
            at: now,
            until,
            previous: [0; 32],
            device: request.device,
        })))
    }
}

#[cfg(test)]
mod tests;
