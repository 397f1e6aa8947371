//! May this member be written to, for this, this way, now? (MC-2.2, MC-2.1a; law A1–A11, D-11, D-23)
//!
//! Asked immediately before each message, with what is so at that instant. A yes needs every one of the rules below; a no
//! says which one it was, and when to ask again where waiting helps. What is counted about a number or an address is
//! counted for that number, whoever's it is and whatever the message was about.

mod field;
mod rules;
mod template;
#[cfg(test)]
mod tests;

pub use field::{CallProblem, CallRefusal, ContactField, NewContact, channel, check, member, purpose};
pub use rules::{ChannelRule, Hours, Rules, RulesProblem, Way};
pub use template::{OPT_OUT, Template, TemplateRefusal};

use serde::{Deserialize, Serialize};

use crate::birth::{Birth, SELF_REGISTRATION_AGE};
use crate::calendar::{Date, Timestamp};
use crate::codes::codes;
use crate::consent::{Channel, Frequency, Per, PurposeNotice, Standing, Wording};
use crate::freeze;

/// Members asked about at once, at most.
pub const AUDIENCE_MOST: usize = 10_000;
/// Messages reported at once, at most.
pub const REPORTED_MOST: usize = 500;

codes! {
    /// Why a message may not go out.
    ContactRefusal {
        /// No open account has this reference: there never was one, it is closing, or it was erased. All look alike.
        Unknown = "unknown",
        /// This purpose does not use this channel.
        ChannelNotUsed = "channel_not_used",
        /// The member is under 16: no advertising.
        UnderAge = "under_age",
        /// The member has frozen the use of their data.
        Frozen = "frozen",
        /// Nothing was ever decided, and silence is no.
        NeverAsked = "never_asked",
        /// The member refused or stopped it.
        Withdrawn = "withdrawn",
        /// The yes was given until a day that is over.
        Ended = "ended",
        /// The yes was to an older wording that meant something else.
        Reworded = "reworded",
        /// There is no number, or no confirmed address, for this channel.
        Unreachable = "unreachable",
        /// The number wants no advertising: it is on the do-not-call register or on our own list.
        DoNotCall = "do_not_call",
        /// Not at this hour or on this day.
        OutsideHours = "outside_hours",
        /// This number or address has had as many as the law allows.
        RecipientCap = "recipient_cap",
        /// The member has had as many as the wording they agreed to says.
        Frequency = "frequency",
    }
}

codes! {
    /// A list of numbers that want no advertising.
    List {
        /// The national register.
        Register = "register",
        /// Our own: numbers that asked us, and numbers we were told not to use.
        Own = "own",
    }
}

impl ContactRefusal {
    /// Whether waiting helps; every other no stands until somebody changes something.
    pub const fn passes(self) -> bool {
        matches!(self, Self::OutsideHours | Self::RecipientCap | Self::Frequency)
    }
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What for, in the wording in force.
    pub notice: &'a PurposeNotice,
    /// The wordings a yes to which counts: the one in force, and older ones that mean the same.
    pub wordings: &'a [Wording],
    /// Which way.
    pub channel: Channel,
    /// When the message goes out.
    pub at: Timestamp,
}

impl Question<'_> {
    /// Whether it is about advertising: everything that needs a yes is held to the rules of advertising.
    pub const fn is_advertising(&self) -> bool {
        self.notice.switch.is_some()
    }

    /// The beginning of the period in which messages of this purpose are counted; `None` where no number was promised.
    pub fn counted_from(&self) -> Option<Timestamp> {
        match self.notice.frequency {
            Frequency::WhenNeeded => None,
            Frequency::AtMost { per, .. } => Some(first_day(per, self.at.date_in_vietnam()).begins_in_vietnam()),
        }
    }
}

/// What is so about the member and their number or address at that instant.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Since when the use of their data is frozen.
    pub frozen_since: Option<Timestamp>,
    /// Where the purpose stands in this channel.
    pub standing: Standing,
    /// Their birth date.
    pub birth: &'a Birth,
    /// Whether there is a number, or a confirmed address.
    pub reachable: bool,
    /// Whether the number is on a list of those that want no advertising.
    pub listed: bool,
    /// When advertising went to this number or address by this channel lately, in any order.
    pub to_recipient: &'a [Timestamp],
    /// How many messages of this purpose went to the member by this channel since [`Question::counted_from`].
    pub under_purpose: u32,
}

/// Why not, and when it makes sense to ask again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct No {
    /// The rule that said no.
    pub why: ContactRefusal,
    /// When it may be otherwise, where waiting helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again_at: Option<Timestamp>,
}

impl From<ContactRefusal> for No {
    fn from(why: ContactRefusal) -> Self {
        Self { why, again_at: None }
    }
}

/// Whether the message may go out; `facts` are those of an open account, `None` if there is none.
///
/// # Errors
/// [`No`]: the first rule that forbids it, those that no waiting mends first.
pub fn may_contact(question: &Question<'_>, facts: Option<&Facts<'_>>, rules: &Rules) -> Result<(), No> {
    let facts = facts.ok_or(ContactRefusal::Unknown)?;
    let notice = question.notice;
    if !notice.channels.contains(&question.channel) {
        return Err(ContactRefusal::ChannelNotUsed.into());
    }
    if facts.frozen_since.is_some() && freeze::stops(notice.code, notice.basis) {
        return Err(ContactRefusal::Frozen.into());
    }
    if question.is_advertising() {
        if facts.birth.age_on(question.at.date_in_vietnam()) < SELF_REGISTRATION_AGE {
            return Err(ContactRefusal::UnderAge.into());
        }
        agreed(facts.standing, question.wordings)?;
    }
    if !facts.reachable {
        return Err(ContactRefusal::Unreachable.into());
    }
    if question.is_advertising() {
        as_the_law_limits(question, facts, rules.of(question.channel))?;
        as_often_as_promised(question, facts.under_purpose)?;
    }
    Ok(())
}

/// A standing yes to what is said today, or nothing.
fn agreed(standing: Standing, wordings: &[Wording]) -> Result<(), ContactRefusal> {
    match standing {
        Standing::NeverAsked => Err(ContactRefusal::NeverAsked),
        Standing::Withdrawn { .. } => Err(ContactRefusal::Withdrawn),
        Standing::Ended { .. } => Err(ContactRefusal::Ended),
        Standing::Granted { .. } if !wordings.iter().any(|wording| standing.covers(*wording)) => {
            Err(ContactRefusal::Reworded)
        }
        Standing::Granted { .. } => Ok(()),
    }
}

/// The lists, the hours and the caps of advertising (Decree 91/2020 art. 13).
fn as_the_law_limits(question: &Question<'_>, facts: &Facts<'_>, rule: &ChannelRule) -> Result<(), No> {
    if rule.do_not_call && facts.listed {
        return Err(ContactRefusal::DoNotCall.into());
    }
    if let Some(opens) = rule.opens_after(question.at) {
        return Err(No { why: ContactRefusal::OutsideHours, again_at: Some(opens) });
    }
    match rule.full_until(question.at, facts.to_recipient) {
        Some(until) => Err(No { why: ContactRefusal::RecipientCap, again_at: Some(until) }),
        None => Ok(()),
    }
}

/// The number the member read before agreeing.
fn as_often_as_promised(question: &Question<'_>, sent: u32) -> Result<(), No> {
    match question.notice.frequency {
        Frequency::AtMost { count, per } if sent >= count => {
            let next = next_period(per, question.at.date_in_vietnam()).begins_in_vietnam();
            Err(No { why: ContactRefusal::Frequency, again_at: Some(next) })
        }
        Frequency::AtMost { .. } | Frequency::WhenNeeded => Ok(()),
    }
}

fn first_day(per: Per, day: Date) -> Date {
    let month = match per {
        Per::Month => day.month(),
        Per::Year => 1,
    };
    Date::new(day.year(), month, 1).unwrap_or(day)
}

fn next_period(per: Per, day: Date) -> Date {
    // Past the end of any month, or year, whatever day of it this is.
    let beyond = match per {
        Per::Month => first_day(per, day).plus_days(31),
        Per::Year => first_day(per, day).plus_days(366),
    };
    first_day(per, beyond)
}
