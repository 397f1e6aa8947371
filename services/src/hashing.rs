//! Password hashes: slow on purpose, and therefore let in a few at a time. (security.md G8, G9, G24, T19)
//!
//! A name nobody has costs the same hash as one somebody has. A visitor who hangs up does not free the place: the permit
//! moves into the work itself. When too many wait, the next is told so at once.

pub(crate) mod imported;
mod memory;

use crate::clock::Rng;
use crate::fault::Fault;
use crate::keys::KeyBytes;
use crate::settings::{OpenProblem, Settings};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::text;
use imported::{Imported, MARK};
use memory::Spare;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use subtle::ConstantTimeEq as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use zeroize::Zeroizing;

/// What a look at a password found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// It is the right one.
    pub(crate) right: bool,
    /// It was hashed at another cost than is set now, or by another system.
    pub(crate) outdated: bool,
}

/// A password as it was typed, and in the form ours are hashed in.
#[derive(Clone)]
pub(crate) struct Typed {
    raw: Zeroizing<String>,
    composed: Zeroizing<String>,
}

impl Typed {
    pub(crate) fn new(typed: &str) -> Self {
        Self { raw: Zeroizing::new(typed.to_owned()), composed: Zeroizing::new(text::nfkc(typed)) }
    }

    /// The form ours are hashed in.
    pub(crate) fn composed(&self) -> &str {
        &self.composed
    }
}

/// The place where hashes are made.
#[derive(Clone)]
pub struct Hasher(Arc<Inner>);

struct Inner {
    params: Params,
    pepper: KeyBytes,
    rng: Rng,
    gate: Arc<Semaphore>,
    waiting: AtomicUsize,
    queue: usize,
    spare: Spare,
    made: AtomicU64,
    /// The hash of a password nobody has, for names nobody has.
    nobodys: String,
}

impl Hasher {
    pub(crate) fn new(settings: &Settings, pepper: &KeyBytes, rng: &Rng) -> Result<Self, OpenProblem> {
        let cost = settings.argon2;
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None)
            .map_err(|_| OpenProblem::Setting("argon2: memory, passes or lanes are outside of what Argon2 allows"))?;
        let permits = settings
            .hash_permits
            .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
        let mut inner = Inner {
            params,
            pepper: pepper.clone(),
            rng: rng.clone(),
            gate: Arc::new(Semaphore::new(permits)),
            waiting: AtomicUsize::new(0),
            queue: settings.hash_queue,
            spare: Spare::default(),
            made: AtomicU64::new(0),
            nobodys: String::new(),
        };
        inner.nobodys = inner
            .hash(&rng.bytes::<32>())
            .ok_or(OpenProblem::Setting("argon2: no hash can be made with these costs"))?;
        Ok(Self(Arc::new(inner)))
    }

    /// Hashes made or compared so far.
    pub fn made(&self) -> u64 {
        self.0.made.load(Ordering::SeqCst)
    }

    /// The hash of a password nobody has: stored where no password may open an account.
    pub(crate) fn nobodys(&self) -> &str {
        &self.0.nobodys
    }

    /// Whether a hash would be made at once.
    pub fn is_free(&self) -> bool {
        self.0.gate.available_permits() > 0
    }

    /// Says so when the line is full already, before any work is done for a visitor who will be sent away.
    pub(crate) fn has_room<R>(&self) -> Result<(), Fault<R>> {
        let full = !self.is_free() && self.0.waiting.load(Ordering::SeqCst) >= self.0.queue;
        if full { Err(self.0.busy()) } else { Ok(()) }
    }

    /// The hash of a new password, as a PHC string.
    pub(crate) async fn hash<R>(&self, password: &str) -> Result<String, Fault<R>> {
        let password = Zeroizing::new(password.to_owned());
        let made = self.work(move |inner| inner.hash(password.as_bytes())).await?;
        made.ok_or_else(|| Fault::broken("no hash could be made"))
    }

    /// Whether this is the password of that hash; `None` for a name nobody has, which takes as long and is never right.
    /// A no takes `least`, counted from when the work begins: hashes of other systems take another time than ours, and
    /// how long a no takes must not tell whose account came from where.
    pub(crate) async fn verify<R>(
        &self,
        phc: Option<Zeroizing<String>>,
        typed: &Typed,
        least: Duration,
    ) -> Result<Verdict, Fault<R>> {
        let (typed, known) = (typed.clone(), phc.is_some());
        let (began, verdict) = self
            .work(move |inner| {
                let began = Instant::now();
                (began, inner.verify(phc.as_ref().map_or(inner.nobodys.as_str(), |phc| phc.as_str()), &typed))
            })
            .await?;
        let verdict = verdict.ok_or_else(|| Fault::broken("a stored hash cannot be read"))?;
        let verdict = Verdict { right: verdict.right && known, ..verdict };
        if !verdict.right && !least.is_zero() {
            tokio::time::sleep_until(began + least).await;
        }
        Ok(verdict)
    }

    /// What is stored for the hash another system made.
    pub(crate) fn marked(text: &str) -> Zeroizing<String> {
        Zeroizing::new(format!("{MARK}{text}"))
    }

    /// How long a look at this hash takes here, at least as long as one at ours.
    pub(crate) async fn time_of<R>(&self, hash: Imported) -> Result<Duration, Fault<R>> {
        let took = self.work(move |inner| {
            let began = Instant::now();
            hash.is_of(MARK.as_bytes())?;
            let theirs = began.elapsed();
            let began = Instant::now();
            inner.verify(&inner.nobodys, &Typed::new(MARK))?;
            Some(theirs.max(began.elapsed()))
        });
        took.await?.ok_or_else(|| Fault::broken("a hash cannot be computed"))
    }

    /// Waits for a place, then works on a thread that may block.
    async fn work<T: Send + 'static, R>(&self, work: impl FnOnce(&Inner) -> T + Send + 'static) -> Result<T, Fault<R>> {
        let permit = self.admitted().await?;
        let inner = Arc::clone(&self.0);
        let task = tokio::task::spawn_blocking(move || {
            // Held until the work is done, whether or not anybody still waits for it.
            let _permit = permit;
            inner.made.fetch_add(1, Ordering::SeqCst);
            work(&inner)
        });
        task.await.map_err(|_| Fault::broken("the hashing thread panicked"))
    }

    async fn admitted<R>(&self) -> Result<OwnedSemaphorePermit, Fault<R>> {
        let gate = Arc::clone(&self.0.gate);
        if let Ok(permit) = Arc::clone(&gate).try_acquire_owned() {
            return Ok(permit);
        }
        let _place = Place::in_line(&self.0).ok_or_else(|| self.0.busy())?;
        gate.acquire_owned().await.map_err(|_| Fault::broken("the hashing gate is closed"))
    }
}

/// A place in the line; given up when dropped, so that a visitor who hangs up makes room.
struct Place<'a>(&'a Inner);

impl<'a> Place<'a> {
    fn in_line(inner: &'a Inner) -> Option<Self> {
        let before = inner.waiting.fetch_add(1, Ordering::SeqCst);
        let place = Self(inner);
        (before < inner.queue).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Inner {
    /// Come back, not all at once.
    fn busy<R>(&self) -> Fault<R> {
        Fault::Busy { wait_s: 1 + u32::from(self.rng.bytes::<1>()[0] % 5) }
    }

    fn hash(&self, password: &[u8]) -> Option<String> {
        let salt = self.rng.bytes::<16>();
        let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
        self.fill(&self.params, password, &salt, &mut output)?;
        let hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&self.params).ok()?,
            salt: Some(Salt::new(&salt).ok()?),
            hash: Some(Output::new(&output).ok()?),
        };
        Some(hash.to_string())
    }

    fn verify(&self, phc: &str, typed: &Typed) -> Option<Verdict> {
        if let Some(text) = phc.strip_prefix(MARK) {
            // As it came: the other system composed no letters either.
            let right = Imported::parse(text).ok()?.is_of(typed.raw.as_bytes())?;
            return Some(Verdict { right, outdated: true });
        }
        let password = typed.composed.as_bytes();
        let hash = PasswordHash::new(phc).ok()?;
        // Nothing else was ever stored as ours; another kind would be compared with the wrong function.
        let ours = hash.algorithm == Algorithm::Argon2id.ident() && hash.version == Some(Version::V0x13.into());
        let (used, salt, wanted) = (Params::try_from(&hash).ok()?, hash.salt.filter(|_| ours)?, hash.hash?);
        let mut output = Zeroizing::new(vec![0; wanted.as_ref().len()]);
        self.fill(&used, password, &salt, &mut output)?;
        let right = output.ct_eq(wanted.as_ref()).into();
        let outdated = (used.m_cost(), used.t_cost(), used.p_cost())
            != (self.params.m_cost(), self.params.t_cost(), self.params.p_cost());
        Some(Verdict { right, outdated })
    }

    fn fill(&self, params: &Params, password: &[u8], salt: &[u8], output: &mut [u8]) -> Option<()> {
        let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
        let argon2 = Argon2::new_with_secret(self.pepper.as_slice(), algorithm, version, params.clone()).ok()?;
        let mut piece = self.spare.take(params.block_count());
        let filled = argon2.hash_password_into_with_memory(password, salt, output, &mut piece);
        self.spare.put_back(piece, self.waiting.load(Ordering::SeqCst) > 0);
        filled.ok()
    }
}
