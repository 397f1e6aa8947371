//! Time and chance. Everything above asks here, so that a test can own both.

use crate::secret::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::calendar::Timestamp;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// What time it is.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still until its hand is moved. For tests and rehearsals.
    pub fn by_hand(start: Timestamp) -> (Self, Hand) {
        let micros = Arc::new(AtomicI64::new(start.micros()));
        (Self(Some(Arc::clone(&micros))), Hand(micros))
    }

    /// This instant.
    pub fn now(&self) -> Timestamp {
        let micros = self.0.as_ref().map_or_else(system_micros, |micros| micros.load(Ordering::SeqCst));
        Timestamp::from_micros(micros)
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
fn system_micros() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// Moves a clock made by [`Clock::by_hand`].
#[derive(Clone, Debug)]
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.0.fetch_add(micros, Ordering::SeqCst);
    }

    /// Sets the clock, backwards too.
    pub fn set(&self, to: Timestamp) {
        self.0.store(to.micros(), Ordering::SeqCst);
    }
}

/// Where chance comes from.
#[derive(Clone, Debug, Default)]
pub struct Rng(Option<Arc<Seeded>>);

#[derive(Debug)]
struct Seeded {
    seed: u64,
    drawn: AtomicU64,
}

impl Rng {
    /// The operating system's generator.
    pub fn system() -> Self {
        Self(None)
    }

    /// The same numbers each time, one after the other. For tests only: whoever knows the seed knows every secret.
    pub fn seeded(seed: u64) -> Self {
        Self(Some(Arc::new(Seeded { seed, drawn: AtomicU64::new(0) })))
    }

    /// Fills `bytes` with chance.
    ///
    /// # Panics
    /// If the operating system gives none: no key or token could be trusted from then on.
    pub fn fill(&self, bytes: &mut [u8]) {
        match &self.0 {
            None => {
                if let Err(error) = getrandom::fill(bytes) {
                    panic!("the operating system gives no random numbers: {error}");
                }
            }
            Some(seeded) => seeded.fill(bytes),
        }
    }

    /// `N` bytes of chance.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A number below `end`, each as likely as the others; 0 if there is none.
    pub fn below(&self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        // The last, incomplete round of numbers is drawn again: otherwise the first ones would be likelier.
        let fair = u64::MAX - u64::MAX.checked_rem(end).unwrap_or(0);
        loop {
            let drawn = u64::from_be_bytes(self.bytes());
            if drawn < fair {
                return drawn.checked_rem(end).and_then(|rest| usize::try_from(rest).ok()).unwrap_or(0);
            }
        }
    }

    /// A random id (UUID version 4).
    pub fn id(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid()
    }

    /// A token nobody can guess: 256 bits, base64url without padding (43 characters).
    pub fn token(&self) -> Secret {
        Secret::new(URL_SAFE_NO_PAD.encode(zeroize::Zeroizing::new(self.bytes::<32>())))
    }
}

impl Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let number = self.drawn.fetch_add(1, Ordering::SeqCst);
            let block =
                Sha256::new().chain_update(self.seed.to_be_bytes()).chain_update(number.to_be_bytes()).finalize();
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

/// What is stored of a token: its SHA-256. The token has 256 bits of its own, so no slow hash is needed.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_below_an_end_is_below_it_and_every_one_comes_up() {
        let rng = Rng::seeded(1);
        let mut seen = [0_u32; 7];
        for _ in 0..7_000 {
            seen[rng.below(7)] += 1;
        }
        assert!(seen.iter().all(|times| (850..1_150).contains(times)), "{seen:?}");
        assert_eq!((rng.below(1), rng.below(0)), (0, 0));
    }
}
