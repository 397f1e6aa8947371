//! The versions of the policy in their order: which is in force, which is coming, what each changed.
//! (MC-0, MC-2.1b; law C14, D-9)
//!
//! Versions are added and stay. Which of them is in force is a question to the clock alone.

use std::sync::Arc;
use std::time::Duration;

use super::{Kind, Paragraph, Policy};
use crate::calendar::Timestamp;
use crate::consent::{Bilingual, Change, PurposeCode};

/// Between the moment a version is added and the first at which it may be in force, so that every machine that shares
/// the database knows of it by then. They look every [`LOOKED_AT_EVERY`].
pub const NOTICE: Duration = Duration::from_secs(10);
/// How old a machine's knowledge of the versions may become.
pub const LOOKED_AT_EVERY: Duration = Duration::from_secs(5);
/// What a version of the policy changes about a purpose: a version of its wording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reworded {
    /// Which purpose.
    pub code: PurposeCode,
    /// The version of the wording this makes.
    pub version: u32,
    /// Whether a yes to the version before still counts.
    pub change: Change,
    /// What the member agrees to from then on.
    pub wording: Bilingual,
}

/// What was said about a version when it was added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Addition {
    /// What it changes, in plain words.
    pub summary: Bilingual,
    /// The purposes it changes.
    pub purposes: Vec<Reworded>,
    /// When it was added.
    pub added_at: Timestamp,
    /// Who added it.
    pub added_by: String,
}

/// A version with all that is known about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edition {
    /// The version and its lines.
    pub policy: Arc<Policy>,
    /// The first moment it is in force.
    pub in_force_at: Timestamp,
    /// What was said when it was added; `None` for the first, which is built in.
    pub addition: Option<Addition>,
}

impl Edition {
    /// The built-in version.
    pub fn first(policy: Policy) -> Self {
        let in_force_at = policy.version.in_force_on.begins_in_vietnam();
        Self { policy: Arc::new(policy), in_force_at, addition: None }
    }

    /// A version that was added: in force when its day begins in Vietnam, or, if that has begun, after [`NOTICE`].
    pub fn added(policy: Policy, addition: Addition) -> Self {
        let in_force_at = policy.version.in_force_on.begins_in_vietnam().max(addition.added_at.plus(NOTICE));
        Self { policy: Arc::new(policy), in_force_at, addition: Some(addition) }
    }

    /// Its number.
    pub fn number(&self) -> u32 {
        self.policy.version.number
    }

    /// Whether it makes a yes that was said before count no longer, for this purpose.
    pub fn changes_meaning(&self, code: PurposeCode) -> bool {
        let own = self.addition.iter().flat_map(|addition| &addition.purposes);
        own.into_iter().any(|one| one.code == code && one.change == Change::Meaning)
    }
}

/// Where a version stands at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// It will be in force.
    Coming,
    /// It is in force.
    InForce,
    /// Another has taken its place.
    Earlier,
}

/// All versions, oldest first. There is always the first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Editions(Vec<Edition>);

impl Editions {
    /// The first version and those that were added, in the order of their numbers.
    pub fn new(first: Edition, added: Vec<Edition>) -> Self {
        let mut all = vec![first];
        all.extend(added);
        // A clock set back between two additions must not let an older version come after a newer one.
        for index in 1..all.len() {
            all[index].in_force_at = all[index].in_force_at.max(all[index - 1].in_force_at);
        }
        Self(all)
    }

    /// Every version, oldest first.
    pub fn all(&self) -> &[Edition] {
        &self.0
    }

    /// The built-in one.
    pub fn first(&self) -> &Edition {
        &self.0[0]
    }

    /// The one that was added last.
    pub fn newest(&self) -> &Edition {
        self.0.last().unwrap_or(&self.0[0])
    }

    /// The place of the version in force at this moment. Before the first day of all it is the first, which is what is shown.
    pub fn place_at(&self, at: Timestamp) -> usize {
        self.0.iter().rposition(|one| one.in_force_at <= at).unwrap_or(0)
    }

    /// The version in force at this moment.
    pub fn at(&self, at: Timestamp) -> &Edition {
        &self.0[self.place_at(at)]
    }

    /// The number of the version in force at a moment of the past; 0 before the first day of all.
    pub fn number_at(&self, at: Timestamp) -> u32 {
        if at < self.0[0].in_force_at { 0 } else { self.at(at).number() }
    }

    /// The version with this number.
    pub fn numbered(&self, number: u32) -> Option<&Edition> {
        self.0.iter().find(|one| one.number() == number)
    }

    /// Where a version stands.
    pub fn standing(&self, edition: &Edition, now: Timestamp) -> When {
        match edition.number().cmp(&self.at(now).number()) {
            std::cmp::Ordering::Less => When::Earlier,
            std::cmp::Ordering::Equal => When::InForce,
            std::cmp::Ordering::Greater => When::Coming,
        }
    }

    /// What to hold beside each other to see why these purposes are asked about again: the version before the first that
    /// changed one of them, and the one in force. `None` where no version of the policy did.
    pub fn since_changed(&self, codes: &[PurposeCode], now: Timestamp) -> Option<(u32, u32)> {
        let in_force = self.place_at(now);
        let first = (1..=in_force).find(|place| codes.iter().any(|code| self.0[*place].changes_meaning(*code)))?;
        Some((self.0[first - 1].number(), self.0[in_force].number()))
    }
}

/// The name of a policy: its title's words.
pub fn title(paragraphs: &[Paragraph]) -> Option<&Paragraph> {
    paragraphs.iter().find(|one| one.kind == Kind::Title)
}
