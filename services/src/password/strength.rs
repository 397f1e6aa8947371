//! How strong a new password is: an estimate in words for whoever chooses one. (MC-5.1b; NIST SP 800-63B-4 section 3.1.1.2)
//!
//! The password is looked at in memory and goes nowhere: not into a row, not into the log.

use crate::Services;
use crate::paces::Counted;
use domain::calendar::Timestamp;
use domain::password::{Password, Strength};
use domain::throttle::Pace;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

/// Longer ones are strong by their first letters, or as weak as those; and the estimator takes longer the longer they are.
const LOOKED_AT: usize = 64;

/// What everyone who guesses tries here first, besides the estimator's own lists, which are English.
const HERE: [&str; 14] = [
    "metiz",
    "cinema",
    "rapphim",
    "xemphim",
    "danang",
    "vietnam",
    "saigon",
    "hanoi",
    "matkhau",
    "anhyeuem",
    "emyeuanh",
    "yeuem",
    "gaconngua",
    "khongbiet",
];

/// Estimates for one network. Generous: whoever types a password asks a few times, and many may stand behind one address. (Ours.)
const PACE: Pace = Pace { per_minute: 120, burst: 40 };

/// Where passwords are estimated, for anybody: a few at once, and so many for each network. Whoever finds no place is not
/// told how strong the password is, and does not wait for it.
pub(crate) struct Estimates {
    places: Arc<Semaphore>,
    networks: Counted<String>,
}

impl Estimates {
    /// Half the cores: the others are for those who act.
    pub(crate) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::with_places((cores / 2).max(1))
    }

    fn with_places(places: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), networks: Counted::new(PACE) }
    }

    /// A place, held until it is dropped.
    fn enter(&self, network: &str, now: Timestamp) -> Option<OwnedSemaphorePermit> {
        if !self.networks.one_more(network.to_owned(), now).is_go() {
            return None;
        }
        Arc::clone(&self.places).try_acquire_owned().ok()
    }
}

impl Services {
    /// How strong a new password would be; `None` for one the rules refuse for its length, and where no work is done for
    /// this network now.
    pub async fn strength_of(&self, typed: &str, network: &str) -> Option<Strength> {
        let password = Password::parse(typed, self.settings.password_min_length).ok()?;
        if self.facts.is_common(typed) {
            return Some(Strength::Weak);
        }
        let place = self.estimates.enter(network, self.now())?;
        let beginning = Zeroizing::new(password.as_str().chars().take(LOOKED_AT).collect::<String>());
        let estimated = tokio::task::spawn_blocking(move || {
            // Also when the visitor has hung up: the work goes on to its end.
            let _place = place;
            zxcvbn::zxcvbn(&beginning, &HERE).guesses_log10()
        });
        estimated.await.ok().map(Strength::of_guesses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_795_316_640_000_000);

    #[test]
    fn when_all_places_are_taken_nobody_waits() {
        let estimates = Estimates::with_places(2);
        let taken: Vec<_> = std::iter::from_fn(|| estimates.enter("a", NOW)).collect();
        assert_eq!(taken.len(), 2);
        assert!(estimates.enter("b", NOW).is_none());
        drop(taken);
        assert!(estimates.enter("b", NOW).is_some());
    }

    #[test]
    fn one_network_takes_no_more_than_its_share() {
        let estimates = Estimates::with_places(1);
        let many = (0..200).filter(|_| estimates.enter("a", NOW).is_some()).count();
        assert_eq!(many, PACE.burst as usize);
        assert!(estimates.enter("b", NOW).is_some());
    }
}
