//! How strong a new password is: an estimate in words for whoever chooses one. (MC-5.1b; NIST SP 800-63B-4 section 3.1.1.2)
//!
//! The password is looked at in memory and goes nowhere: not into a row, not into the log.

use crate::Services;
use domain::password::{Password, Strength};
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

impl Services {
    /// How strong a new password would be; `None` for one the rules refuse for its length.
    pub async fn strength_of(&self, typed: &str) -> Option<Strength> {
        let password = Password::parse(typed, self.settings.password_min_length).ok()?;
        if self.facts.is_common(typed) {
            return Some(Strength::Weak);
        }
        let beginning = Zeroizing::new(password.as_str().chars().take(LOOKED_AT).collect::<String>());
        let estimated = tokio::task::spawn_blocking(move || zxcvbn::zxcvbn(&beginning, &HERE).guesses_log10());
        estimated.await.ok().map(Strength::of_guesses)
    }
}
