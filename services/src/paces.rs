//! How often somebody may have this process work for them. Kept in memory: what is counted is load on this machine, and a
//! restart forgives at most one burst. What must not be guessed is counted in the database (`limits.rs`).

use domain::calendar::Timestamp;
use domain::throttle::{Pace, Verdict};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// Entries kept before those that are over are taken out.
const MOST: usize = 4_096;

/// One pace, kept for each of many.
#[derive(Debug)]
pub struct Counted<K> {
    pace: Pace,
    paid_until: Mutex<HashMap<K, Timestamp>>,
}

impl<K: Eq + Hash> Counted<K> {
    /// Nobody has asked yet.
    pub fn new(pace: Pace) -> Self {
        Self { pace, paid_until: Mutex::default() }
    }

    /// Counts one, if it fits in.
    pub fn one_more(&self, who: K, now: Timestamp) -> Verdict {
        let mut known = self.paid_until.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, paid_until| *paid_until > now);
        }
        let (verdict, paid_until) = self.pace.one_more(known.get(&who).copied(), now);
        known.insert(who, paid_until);
        verdict
    }

    /// Whether one would fit in.
    pub fn look(&self, who: &K, now: Timestamp) -> Verdict {
        let known = self.paid_until.lock().unwrap_or_else(PoisonError::into_inner);
        self.pace.one_more(known.get(who).copied(), now).0
    }
}
