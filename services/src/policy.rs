//! Versions of the policy: adding one, and knowing which is in force. (MC-0, MC-2.1b; law C14, D-9)
//!
//! The first is built in, the others are rows that stay. Each process keeps all of them in memory and asks the database
//! every few seconds whether there is a newer one; which of them is in force is a question to the clock alone. A version
//! is in force some seconds after it was added at the earliest, so that by then every machine knows of it.

mod compare;
pub(crate) mod rows;

use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault, describe};
use domain::calendar::Timestamp;
use domain::consent::Purposes;
use domain::hex;
use domain::policy::{
    Comparison, Edition, Editions, LOOKED_AT_EVERY, Policy, PolicyRefusal, PolicyVersion, Proposal, plain_paragraphs,
};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Everything known about the policy at one look.
#[derive(Debug)]
pub struct Known {
    /// The versions.
    pub editions: Editions,
    /// For each version the purposes as they are while it is in force.
    purposes: Vec<Arc<Purposes>>,
    /// Comparisons somebody has looked at. Versions stay, so they do; there is at most one for each pair.
    compared: Mutex<BTreeMap<(u32, u32), Arc<Comparison>>>,
}

impl Known {
    fn new(editions: Editions, built_in: &Purposes) -> Result<Self, Accident> {
        let mut purposes: Vec<Arc<Purposes>> = Vec::new();
        for edition in editions.all() {
            let before = purposes.last().map_or(built_in, AsRef::as_ref);
            let added = edition.addition.as_ref().map_or(&[][..], |addition| &addition.purposes);
            purposes.push(Arc::new(before.with(added, edition.in_force_at).map_err(|problem| problem.to_string())?));
        }
        Ok(Self { editions, purposes, compared: Mutex::default() })
    }

    /// What personal data is used for at this moment, with every wording there was before.
    pub fn purposes_at(&self, at: Timestamp) -> &Arc<Purposes> {
        &self.purposes[self.editions.place_at(at)]
    }

    /// Every wording there is, those that are not in force yet included.
    pub(crate) fn wordings(&self) -> &Purposes {
        &self.purposes[self.purposes.len() - 1]
    }

    /// Two versions beside each other, the earlier one first; `None` unless there are both and they are two.
    pub fn compare(&self, one: u32, other: u32) -> Option<Arc<Comparison>> {
        let (before, after) = (one.min(other), one.max(other));
        let editions = (self.editions.numbered(before)?, self.editions.numbered(after).filter(|_| before != after)?);
        let mut compared = self.compared.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || Arc::new(compare::compare(&editions.0.policy, &editions.1.policy));
        Some(Arc::clone(compared.entry((before, after)).or_insert_with(made)))
    }
}

/// What this process knows of the policy, and since when.
#[derive(Debug)]
pub(crate) struct Shelf {
    known: RwLock<Arc<Known>>,
    looked_at: AtomicI64,
}

impl Shelf {
    /// The built-in version alone; whoever opens the services looks into the database next.
    pub(crate) fn new(first: Policy, purposes: &Purposes) -> Result<Self, Accident> {
        let known = Known::new(Editions::new(Edition::first(first), Vec::new()), purposes)?;
        Ok(Self { known: RwLock::new(Arc::new(known)), looked_at: AtomicI64::new(i64::MIN) })
    }

    fn known(&self) -> Arc<Known> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps what was read, unless a look that began later was faster.
    fn put(&self, known: Known) {
        let mut kept = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.editions.newest().number() > kept.editions.newest().number() {
            *kept = Arc::new(known);
        }
    }

    /// Whether it is time to look again, and this caller is the one to do it.
    fn is_due(&self, now: Timestamp) -> bool {
        let last = self.looked_at.load(Ordering::Acquire);
        let apart = u128::from(now.micros().abs_diff(last));
        apart >= LOOKED_AT_EVERY.as_micros()
            && self.looked_at.compare_exchange(last, now.micros(), Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

/// What became of a proposal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Added {
    /// It is the version with this number.
    Now(u32),
    /// It was that version before.
    Before(u32),
}

impl Services {
    /// What is known about the policy now.
    pub fn policies(&self) -> Arc<Known> {
        self.policy.known()
    }

    /// The policy in force.
    pub fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.policies().editions.at(self.now()).policy)
    }

    /// What personal data is used for now.
    pub fn purposes(&self) -> Arc<Purposes> {
        Arc::clone(self.policies().purposes_at(self.now()))
    }

    /// Looks whether another machine added a version, if nobody has looked for some seconds. To be called before anything
    /// that depends on the policy; costs nothing in between. If the database does not answer, what is known stays.
    pub async fn look_for_policies(&self) {
        let now = self.now();
        if self.policy.is_due(now)
            && let Err(fault) = self.read_policies().await
        {
            self.policy.looked_at.store(i64::MIN, Ordering::Release);
            tracing::warn!(cause = describe(&fault), "the versions of the policy could not be looked up");
        }
    }

    /// Reads what is in the database, if there is more than is known.
    pub(crate) async fn read_policies(&self) -> Result<(), Fault> {
        let (services, known) = (self.clone(), i64::from(self.policies().editions.newest().number()));
        let read = self
            .db
            .read(move |tx| {
                let services = services.clone();
                Box::pin(async move {
                    match rows::newest(tx).await? {
                        Some(newest) if newest > known => Ok::<_, Fault>(Some(services.stored(tx).await?)),
                        _ => Ok(None),
                    }
                })
            })
            .await?;
        if let Some(read) = read {
            self.policy.put(read);
        }
        Ok(())
    }

    async fn stored(&self, tx: &mut Tx<'_>) -> Result<Known, Accident> {
        let (versions, wordings) = rows::all(tx).await?;
        let first = self.policies().editions.first().clone();
        let mut added = Vec::new();
        for (number, row) in (2..).zip(versions) {
            if row.number != i64::from(number) || check_value(&row.text) != row.sha256 {
                return Err(format!("version {} of the policy is not the one that was added", row.number).into());
            }
            let version = PolicyVersion {
                number,
                in_force_on: row.in_force_on()?,
                sha256: row.sha256.clone(),
                text: row.text.clone(),
            };
            let paragraphs = plain_paragraphs(&row.text, &row.translation, &first.policy.paragraphs)?;
            added.push(Edition::added(Policy { version, paragraphs }, row.addition(&wordings)?));
        }
        Known::new(Editions::new(first, added), &self.facts.purposes)
    }

    /// Adds a version after those there are. The same one twice is added once.
    ///
    /// # Errors
    /// [`PolicyRefusal`].
    pub async fn add_policy(&self, proposal: Proposal) -> Result<Added, Fault<PolicyRefusal>> {
        let (services, now) = (self.clone(), self.now());
        let added = self
            .db
            .write(move |tx| {
                let (services, proposal) = (services.clone(), proposal.clone());
                Box::pin(async move {
                    let known = services.stored(tx).await?;
                    if let Some(number) = known.holds(&proposal) {
                        return Ok(Added::Before(number));
                    }
                    let (sha256, translation) = (check_value(&proposal.text), proposal.translation.clone());
                    let edition =
                        proposal.edition(&known.editions, known.wordings(), sha256, now).map_err(Fault::Refused)?;
                    rows::insert(tx, &edition, &translation).await?;
                    Ok(Added::Now(edition.number()))
                })
            })
            .await?;
        self.read_policies().await.map_err(Fault::widen)?;
        Ok(added)
    }
}

impl Known {
    /// The version that is exactly this, if it was added before, by whomever.
    fn holds(&self, proposal: &Proposal) -> Option<u32> {
        let asked: Vec<_> =
            proposal.purposes.iter().map(|(code, change, words)| (*code, *change, words.as_ref())).collect();
        let same = |edition: &&Edition| {
            let version = &edition.policy.version;
            edition.addition.as_ref().is_some_and(|addition| {
                let purposes = addition.purposes.len() == asked.len()
                    && asked.iter().all(|(code, change, words)| {
                        let own = addition.purposes.iter().find(|one| one.code == *code && one.change == *change);
                        own.is_some_and(|one| words.is_none_or(|words| *words == one.wording))
                    });
                (version.in_force_on, &version.text, &addition.summary)
                    == (proposal.in_force_on, &proposal.text, &proposal.summary)
                    && purposes
            })
        };
        self.editions.all().iter().find(same).map(Edition::number)
    }
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn check_value(text: &str) -> String {
    hex::written(&Sha256::digest(text.as_bytes()))
}
