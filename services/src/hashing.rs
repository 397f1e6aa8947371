//! Password hashes: slow on purpose, and therefore let in a few at a time. (security.md G8, G9, G24, T19)
//!
//! A name nobody has costs the same hash as one somebody has. A hash that was begun keeps its place to its end, also when
//! its visitor has hung up. When too many wait, the next is told so at once.

pub(crate) mod imported;
mod line;
mod permits;

use crate::clock::Rng;
use crate::fault::Fault;
use crate::keys::KeyBytes;
use crate::settings::{OpenProblem, Settings};
use argon2::Block;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::text;
use imported::{Imported, MARK};
use line::Line;
pub(crate) use line::Place;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use subtle::ConstantTimeEq as _;
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
pub struct Hasher {
    inner: Arc<Inner>,
    line: Arc<Line>,
}

struct Inner {
    params: Params,
    pepper: KeyBytes,
    rng: Rng,
    made: AtomicU64,
    /// The hash of a password nobody has, for names nobody has.
    nobodys: String,
}

impl Hasher {
    pub(crate) fn new(settings: &Settings, pepper: &KeyBytes, rng: &Rng) -> Result<Self, OpenProblem> {
        let cost = settings.argon2;
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None)
            .map_err(|_| OpenProblem::Setting("argon2: memory, passes or lanes are outside of what Argon2 allows"))?;
        let permits = settings.hash_permits.unwrap_or_else(|| permits::permits(cost.memory_kib));
        let mut inner =
            Inner { params, pepper: pepper.clone(), rng: rng.clone(), made: AtomicU64::new(0), nobodys: String::new() };
        inner.nobodys = inner
            .hash(&rng.bytes::<32>(), &mut Vec::new())
            .ok_or(OpenProblem::Setting("argon2: no hash can be made with these costs"))?;
        let line = Line::open(permits, settings.hash_queue)
            .map_err(|_| OpenProblem::Setting("hash_permits: so many threads cannot be started"))?;
        Ok(Self { inner: Arc::new(inner), line: Arc::new(line) })
    }

    /// Hashes made or compared so far.
    pub fn made(&self) -> u64 {
        self.inner.made.load(Ordering::SeqCst)
    }

    /// The hash of a password nobody has: stored where no password may open an account.
    pub(crate) fn nobodys(&self) -> &str {
        &self.inner.nobodys
    }

    /// Whether a hash would be made at once.
    pub fn is_free(&self) -> bool {
        self.line.is_free()
    }

    /// A place in the line, taken before anything else is done for a visitor: whoever finds none is sent away at once, and
    /// whoever has one is not sent away any more.
    pub(crate) fn enter<R>(&self) -> Result<Place, Fault<R>> {
        self.line.enter().ok_or_else(|| self.inner.busy())
    }

    /// The hash of a new password, as a PHC string.
    pub(crate) async fn hash<R>(&self, place: Place, password: &str) -> Result<String, Fault<R>> {
        let password = Zeroizing::new(password.to_owned());
        let made = self.work(place, move |inner, memory| inner.hash(password.as_bytes(), memory)).await?;
        made.ok_or_else(|| Fault::broken("no hash could be made"))
    }

    /// Whether this is the password of that hash; `None` for a name nobody has, which takes as long and is never right.
    /// A no takes `least`, counted from when the work begins: hashes of other systems take another time than ours, and
    /// how long a no takes must not tell whose account came from where.
    pub(crate) async fn verify<R>(
        &self,
        place: Place,
        phc: Option<Zeroizing<String>>,
        typed: &Typed,
        least: Duration,
    ) -> Result<Verdict, Fault<R>> {
        let (typed, known) = (typed.clone(), phc.is_some());
        let (began, verdict) = self
            .work(place, move |inner, memory| {
                let began = Instant::now();
                let phc = phc.as_ref().map_or(inner.nobodys.as_str(), |phc| phc.as_str());
                (began, inner.verify(phc, &typed, memory))
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
        let took = self.work(self.enter()?, move |inner, memory| {
            let began = Instant::now();
            hash.is_of(MARK.as_bytes())?;
            let theirs = began.elapsed();
            let began = Instant::now();
            inner.verify(&inner.nobodys, &Typed::new(MARK), memory)?;
            Some(theirs.max(began.elapsed()))
        });
        took.await?.ok_or_else(|| Fault::broken("a hash cannot be computed"))
    }

    /// Waits for its turn, then works on a thread that does nothing else.
    async fn work<T: Send + 'static, R>(
        &self,
        place: Place,
        work: impl FnOnce(&Inner, &mut Vec<Block>) -> T + Send + 'static,
    ) -> Result<T, Fault<R>> {
        let inner = Arc::clone(&self.inner);
        let done = self.line.work(place, move |memory| {
            inner.made.fetch_add(1, Ordering::SeqCst);
            work(&inner, memory)
        });
        done.await.ok_or_else(|| Fault::broken("a hashing thread panicked"))
    }
}

impl Inner {
    /// Come back, not all at once.
    fn busy<R>(&self) -> Fault<R> {
        Fault::Busy { wait_s: 1 + u32::from(self.rng.bytes::<1>()[0] % 5) }
    }

    fn hash(&self, password: &[u8], memory: &mut Vec<Block>) -> Option<String> {
        let salt = self.rng.bytes::<16>();
        let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
        self.fill(&self.params, password, &salt, (&mut output, memory))?;
        let hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&self.params).ok()?,
            salt: Some(Salt::new(&salt).ok()?),
            hash: Some(Output::new(&output).ok()?),
        };
        Some(hash.to_string())
    }

    fn verify(&self, phc: &str, typed: &Typed, memory: &mut Vec<Block>) -> Option<Verdict> {
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
        self.fill(&used, password, &salt, (&mut output, memory))?;
        let right = output.ct_eq(wanted.as_ref()).into();
        let outdated = (used.m_cost(), used.t_cost(), used.p_cost())
            != (self.params.m_cost(), self.params.t_cost(), self.params.p_cost());
        Some(Verdict { right, outdated })
    }

    fn fill(
        &self,
        params: &Params,
        password: &[u8],
        salt: &[u8],
        (output, memory): (&mut [u8], &mut Vec<Block>),
    ) -> Option<()> {
        let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
        let argon2 = Argon2::new_with_secret(self.pepper.as_slice(), algorithm, version, params.clone()).ok()?;
        let memory = line::sized(memory, params.block_count());
        argon2.hash_password_into_with_memory(password, salt, output, memory).ok()
    }
}
