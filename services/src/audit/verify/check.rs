//! Every record against its own chain and against the log.

use super::super::tree::{self, Hash};
use super::Audited;
use super::rows::{Entry, Logged, Proof};
use crate::Services;
use crate::consent::rows::EntryRow;
use crate::consent::start;
use crate::keys::MemberKey;
use crate::members::MemberId;
use domain::consent::entry_bytes;
use sha2::{Digest as _, Sha256};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// Where a decision is to be found, and whether a record of it was seen.
struct Leaf {
    hash: Hash,
    released: Option<Vec<u8>>,
    seen: bool,
}

/// The record that is being followed.
struct Chain<W> {
    whose: W,
    next: i64,
    previous: Option<Hash>,
    /// Its last place in the log.
    logged: Option<usize>,
    /// Until when the row before is kept, and the mark that says so.
    kept: Option<(i64, Hash)>,
}

/// All that was seen so far.
pub(super) struct Check {
    services: Arc<Services>,
    pub(super) audited: Audited,
    leaves: Vec<Leaf>,
    /// By hash; those that wait come after those with a place.
    places: HashMap<Hash, usize>,
    logged: usize,
    member: Option<(Chain<MemberId>, Option<MemberKey>)>,
    proof: Option<Chain<Uuid>>,
    certificates: HashSet<Vec<u8>>,
    under_way: HashSet<Uuid>,
    /// An erasure from before certificates had numbers: its proofs cannot be told from others.
    unnumbered: bool,
}

impl Check {
    pub(super) fn new(services: Arc<Services>) -> Self {
        Self {
            services,
            audited: Audited::default(),
            leaves: Vec::new(),
            places: HashMap::new(),
            logged: 0,
            member: None,
            proof: None,
            certificates: HashSet::new(),
            under_way: HashSet::new(),
            unnumbered: false,
        }
    }

    /// What stands in the tree for each leaf, in order.
    pub(super) fn tree_leaves(&self) -> impl Iterator<Item = Hash> {
        self.leaves[..self.logged].iter().map(|leaf| tree::leaf(&leaf.hash))
    }

    /// The next leaf of the log.
    pub(super) fn leaf(&mut self, leaf: &Logged) {
        let idx = leaf.place;
        let row = || format!("audit_leaves {idx}");
        if usize::try_from(idx).ok() != Some(self.logged) && self.audited.leaves != u64::try_from(idx).unwrap_or(0) {
            self.audited.found(row, "the leaf before it is missing");
        }
        self.audited.leaves = u64::try_from(idx).unwrap_or(0) + 1;
        self.known(row, leaf);
        self.logged = self.leaves.len();
    }

    /// A decision that waits for its place.
    pub(super) fn queued(&mut self, one: &Logged) {
        self.audited.waiting += 1;
        self.known(|| format!("audit_queue {}", one.place), one);
    }

    fn known(&mut self, row: impl Fn() -> String, logged: &Logged) {
        let released = logged.released.clone();
        let Ok(hash) = Hash::try_from(logged.hash.as_slice()) else {
            return self.audited.found(row, "its hash is cut");
        };
        if let Some(mark) = &released {
            self.audited.released += 1;
            if **mark != self.services.mark_of(&hash) {
                self.audited.found(&row, "it is marked as gone, and the mark is not ours");
            }
        }
        if self.places.insert(hash, self.leaves.len()).is_some() {
            self.audited.found(row, "the same decision is there twice");
        }
        self.leaves.push(Leaf { hash, released, seen: false });
    }

    pub(super) fn erasures(&mut self, certificates: Vec<Option<Vec<u8>>>, under_way: Vec<Uuid>) {
        self.unnumbered = certificates.contains(&None);
        self.certificates = certificates.into_iter().flatten().collect();
        self.under_way = under_way.into_iter().collect();
    }

    /// The next decision of a member who is here.
    pub(super) fn entry(&mut self, entry: &Entry) {
        self.audited.entries += 1;
        let member = entry.member();
        if self.member.as_ref().is_none_or(|(chain, _)| chain.whose != member) {
            let key = entry.key_id.as_ref().zip(entry.wrapped.as_ref());
            let key = key.and_then(|(id, wrapped)| self.services.keys.unwrap_member_key(member, id, wrapped).ok());
            self.member = Some((Chain::new(member, Some(start(member))), key));
        }
        let Some((mut chain, key)) = self.member.take() else { return };
        let row = || format!("consent_entries member {member} seq {}", entry.row.seq);
        if !key.as_ref().is_some_and(|key| entry.row.device_opens(member, key)) {
            let what = "its device does not open under the member's key: it was changed, or not written by this server";
            self.audited.found(row, what);
        }
        self.follow(&mut chain, &entry.row, row);
        self.member = Some((chain, key));
    }

    /// The next decision kept without a name.
    pub(super) fn proof(&mut self, proof: &Proof) {
        self.audited.proofs += 1;
        let row = || format!("consent_proofs {} seq {}", proof.number, proof.row.seq);
        let followed = self.proof.take().filter(|chain| chain.whose == proof.number);
        let mut chain = followed.unwrap_or_else(|| {
            let known = self.certificates.contains(&self.services.certificate(proof.number)[..]);
            if !known && !self.unnumbered && !self.under_way.contains(&proof.number) {
                self.audited.found(row, "no erasure has this number");
            }
            Chain::new(proof.number, None)
        });
        let mark = match chain.kept {
            Some((until, mark)) if until == proof.kept_until => mark,
            _ => self.services.kept_mark(proof.number, proof.kept_until),
        };
        chain.kept = Some((proof.kept_until, mark));
        if proof.kept_mark.as_deref() != Some(&mark[..]) {
            self.audited.found(row, "it says another time than the erasure set until which it is kept");
        }
        self.follow(&mut chain, &proof.row, row);
        self.proof = Some(chain);
    }

    fn follow<W>(&mut self, chain: &mut Chain<W>, stored: &EntryRow, row: impl Fn() -> String) {
        if stored.seq != chain.next {
            self.audited.found(&row, "the decision before it is missing");
        }
        chain.next = stored.seq + 1;
        let Ok(link) = stored.read(String::new()) else {
            chain.previous = None;
            return self.audited.found(row, "it cannot be read: it was changed");
        };
        let hash: Hash = Sha256::digest(entry_bytes(&link.entry)).into();
        if hash != link.hash {
            self.audited.found(&row, "it was changed: its hash does not fit what it says");
        }
        if chain.previous.is_some_and(|previous| previous != link.entry.previous) {
            self.audited.found(&row, "it does not follow the decision before it");
        }
        chain.previous = Some(hash);
        let Some(place) = self.places.get(&link.hash).copied() else {
            return self.audited.found(row, "it is not in the log: it was changed, or put there past the server");
        };
        if chain.logged.is_some_and(|last| last > place) {
            self.audited.found(&row, "the log has it before the decision it follows");
        }
        chain.logged = Some(place);
        let leaf = &mut self.leaves[place];
        if leaf.released.is_some() {
            self.audited.found(&row, "its time was over and it had gone: it was put back");
        }
        if std::mem::replace(&mut leaf.seen, true) {
            self.audited.found(row, "the same decision is there twice");
        }
    }

    /// Every place in the log must have its record, or be marked as gone.
    pub(super) fn unseen(&mut self) {
        for (place, leaf) in self.leaves.iter().enumerate() {
            if leaf.seen || leaf.released.is_some() {
                continue;
            }
            let what = "the decision that belongs to it is gone or was changed";
            let which = if place < self.logged { "audit_leaves" } else { "audit_queue, place" };
            self.audited.found(|| format!("{which} {place}"), what);
        }
    }

    pub(super) fn done(self) -> Audited {
        self.audited
    }
}

impl<W> Chain<W> {
    fn new(whose: W, previous: Option<Hash>) -> Self {
        Self { whose, next: 1, previous, logged: None, kept: None }
    }
}
