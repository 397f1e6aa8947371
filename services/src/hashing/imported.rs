//! Password hashes another system made: looked at once, at the first sign-in, and then replaced by ours. (D-10; security.md G9, G24)
//!
//! Read are Argon2 of every variant (PHC), bcrypt (`$2a$`, `$2b$`, `$2y$`), and PBKDF2 with SHA-256 and SHA-512, as PHC,
//! passlib and Django spell it. What a look may cost is bounded here, at import: otherwise one sign-in could hold a core
//! for as long as whoever wrote the file liked.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::alphabet::{Alphabet, BCRYPT, STANDARD};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use domain::import::ImportRefusal;
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// What stands before a hash of another system where ours would stand; no PHC string begins like this.
pub(super) const MARK: &str = "imported:";

/// Characters of a hash at most; the longest known is 140.
const LENGTH_MOST: usize = 512;
/// bcrypt: 2^13 rounds take half a second of one core (measured: 2^12 a quarter).
const BCRYPT_MOST: u32 = 13;
/// bcrypt: the least there is.
const BCRYPT_LEAST: u32 = 4;
/// PBKDF2: Django 6 makes 1,200,000 rounds of SHA-256, half a second without the processor's own SHA.
const ROUNDS_MOST: u32 = 1_500_000;
/// Argon2: memory of one hash in KiB. As many as there are cores may be made at once.
const MEMORY_MOST: u32 = 128 * 1024;
/// Argon2: memory times passes, in KiB. PHP makes 256 MiB, Django 200; twice that takes about half a second.
const WORK_MOST: u64 = 512 * 1024;
/// Argon2: lanes; they are worked on one after the other.
const LANES_MOST: u32 = 16;
/// What a hash of fewer bytes says is guessed by chance.
const OUTPUT_LEAST: usize = 16;
const OUTPUT_MOST: usize = 64;

/// A hash of another system.
pub(crate) enum Imported {
    Argon2 { algorithm: Algorithm, version: Version, params: Params, salt: Vec<u8>, output: Vec<u8> },
    Bcrypt { cost: u32, salt: [u8; 16], output: [u8; 23] },
    Pbkdf2 { long: bool, rounds: u32, salt: Vec<u8>, output: Vec<u8> },
}

impl Imported {
    /// Reads a hash.
    ///
    /// # Errors
    /// [`ImportRefusal::HashKindUnknown`], [`ImportRefusal::HashUnreadable`], [`ImportRefusal::HashTooCostly`].
    pub(crate) fn parse(text: &str) -> Result<Self, ImportRefusal> {
        let parts: Vec<&str> = text.split('$').collect();
        if text.len() > LENGTH_MOST {
            return Err(ImportRefusal::HashUnreadable);
        }
        let read = match parts.as_slice() {
            ["", "argon2d" | "argon2i" | "argon2id", ..] => argon2_of(text)?,
            ["", "2a" | "2b" | "2y", cost, rest] => bcrypt_of(cost, rest),
            ["", kind @ ("pbkdf2-sha256" | "pbkdf2-sha512"), cost, salt, output] => {
                pbkdf2_of(*kind == "pbkdf2-sha512", cost, decoded(salt), output)
            }
            // Django takes the letters of the salt as they are.
            [kind @ ("pbkdf2_sha256" | "pbkdf2_sha512"), cost, salt, output] => {
                pbkdf2_of(*kind == "pbkdf2_sha512", cost, Some(salt.as_bytes().to_vec()), output)
            }
            _ => return Err(ImportRefusal::HashKindUnknown),
        };
        let read = read.ok_or(ImportRefusal::HashUnreadable)?;
        if read.is_bearable() { Ok(read) } else { Err(ImportRefusal::HashTooCostly) }
    }

    /// What a look costs, for telling hashes of one cost from those of another.
    pub(crate) fn cost(&self) -> (u8, u64) {
        match self {
            Self::Argon2 { params, .. } => (0, work(params)),
            Self::Bcrypt { cost, .. } => (1, u64::from(*cost)),
            Self::Pbkdf2 { long, rounds, output, .. } => {
                (2 + u8::from(*long), u64::from(*rounds) * blocks(*long, output))
            }
        }
    }

    fn is_bearable(&self) -> bool {
        match self {
            Self::Argon2 { params, .. } => {
                params.m_cost() <= MEMORY_MOST && work(params) <= WORK_MOST && params.p_cost() <= LANES_MOST
            }
            Self::Bcrypt { cost, .. } => *cost <= BCRYPT_MOST,
            Self::Pbkdf2 { long, rounds, output, .. } => {
                u64::from(*rounds) * blocks(*long, output) <= u64::from(ROUNDS_MOST)
            }
        }
    }

    /// Whether this is the password of the hash, as the other system would have said; `None` if it cannot be computed.
    pub(super) fn is_of(&self, password: &[u8]) -> Option<bool> {
        let (made, wanted): (Zeroizing<Vec<u8>>, &[u8]) = match self {
            Self::Argon2 { algorithm, version, params, salt, output } => {
                let mut made = Zeroizing::new(vec![0; output.len()]);
                Argon2::new(*algorithm, *version, params.clone()).hash_password_into(password, salt, &mut made).ok()?;
                (made, output)
            }
            Self::Bcrypt { cost, salt, output } => {
                // bcrypt ends a password with a zero and looks at 72 bytes of it.
                let mut key = Zeroizing::new([password, &[0]].concat());
                key.truncate(72);
                let made = Zeroizing::new(bcrypt::bcrypt(*cost, *salt, &key).to_vec());
                (Zeroizing::new(made[..output.len()].to_vec()), output)
            }
            Self::Pbkdf2 { long, rounds, salt, output } => {
                let mut made = Zeroizing::new(vec![0; output.len()]);
                if *long {
                    pbkdf2::pbkdf2_hmac::<Sha512>(password, salt, *rounds, &mut made);
                } else {
                    pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, *rounds, &mut made);
                }
                (made, output)
            }
        };
        Some(made.ct_eq(wanted).into())
    }
}

fn work(params: &Params) -> u64 {
    u64::from(params.m_cost()) * u64::from(params.t_cost())
}

/// Each block of output costs all rounds again.
fn blocks(long: bool, output: &[u8]) -> u64 {
    output.len().div_ceil(if long { 64 } else { 32 }) as u64
}

fn argon2_of(text: &str) -> Result<Option<Imported>, ImportRefusal> {
    let hash = PasswordHash::new(text).map_err(|_| ImportRefusal::HashUnreadable)?;
    let read = || {
        let algorithm = Algorithm::new(hash.algorithm.as_str()).ok()?;
        // Hashes from before version 1.3 do not say their version.
        let version = Version::try_from(hash.version.unwrap_or(0x10)).ok()?;
        let params = Params::try_from(&hash).ok()?;
        // A hash that needs a secret or other data would never be right.
        let own = params.keyid().is_empty() && params.data().is_empty();
        let output = hash.hash.as_ref()?.as_bytes().to_vec();
        let salt = hash.salt.as_ref()?.as_ref().to_vec();
        (own && is_output(&output)).then_some(Imported::Argon2 { algorithm, version, params, salt, output })
    };
    Ok(read())
}

fn bcrypt_of(cost: &str, rest: &str) -> Option<Imported> {
    let (salt, output) = (rest.get(..22)?, rest.get(22..)?);
    let decode = |text: &str| engine(&BCRYPT).decode(text).ok();
    let cost = number(cost).filter(|_| cost.len() == 2).filter(|cost| (BCRYPT_LEAST..32).contains(cost))?;
    Some(Imported::Bcrypt { cost, salt: decode(salt)?.try_into().ok()?, output: decode(output)?.try_into().ok()? })
}

/// `29000` (passlib, Django) or `i=29000,l=32` (PHC).
fn pbkdf2_of(long: bool, cost: &str, salt: Option<Vec<u8>>, output: &str) -> Option<Imported> {
    let output = decoded(output).filter(|output| is_output(output))?;
    let mut rounds = number(cost);
    for setting in cost.split(',').filter(|_| cost.contains('=')) {
        match setting.split_once('=')? {
            ("i", value) => rounds = number(value),
            ("l", value) if value.parse() == Ok(output.len()) => {}
            _ => return None,
        }
    }
    let rounds = rounds.filter(|rounds| *rounds > 0)?;
    Some(Imported::Pbkdf2 { long, rounds, salt: salt?, output })
}

/// Digits and nothing else.
fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn is_output(bytes: &[u8]) -> bool {
    (OUTPUT_LEAST..=OUTPUT_MOST).contains(&bytes.len())
}

/// Base64 as PHC, Django and passlib write it; passlib has `.` for `+`.
fn decoded(text: &str) -> Option<Vec<u8>> {
    engine(&STANDARD).decode(text.replace('.', "+")).ok()
}

/// With or without `=` at the end, and whatever its last bits say.
fn engine(alphabet: &Alphabet) -> GeneralPurpose {
    let lenient = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(alphabet, lenient)
}

#[cfg(test)]
mod tests;
