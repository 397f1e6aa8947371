//! Codes of authenticator apps: RFC 6238 over HMAC-SHA-1, six digits, thirty seconds: what every app speaks.

use domain::calendar::Timestamp;
use domain::factors;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// 160 bits, as RFC 4226 section 4 recommends: the length of the hash.
pub(super) const SECRET_BYTES: usize = 20;
/// Of a 31-bit number the last six digits are shown.
const MODULUS: u32 = 1_000_000;

/// The step after `last` that `typed` is the code of, if it is a code of about now.
pub(super) fn step_of(secret: &[u8], typed: u32, last: i64, now: Timestamp) -> Option<i64> {
    // All three are compared, so that the time does not tell how far off the member's clock is.
    let found = factors::steps(now).map(|step| {
        let code = number(secret, step) % MODULUS;
        (step, bool::from(code.ct_eq(&typed)))
    });
    found.into_iter().find(|(step, right)| *right && *step > last).map(|(step, _)| step)
}

/// The 31-bit number of a step (RFC 4226, section 5.3).
fn number(secret: &[u8], step: i64) -> u32 {
    // HMAC pads a short key with zeros to one block (RFC 2104); doing it here leaves no length that could be wrong.
    let mut block = Zeroizing::new([0_u8; 64]);
    let length = secret.len().min(block.len());
    block[..length].copy_from_slice(&secret[..length]);
    let hash = Hmac::<Sha1>::new((&*block).into()).chain_update(step.to_be_bytes()).finalize().into_bytes();
    let offset = usize::from(hash[19] & 15);
    u32::from_be_bytes([hash[offset], hash[offset + 1], hash[offset + 2], hash[offset + 3]]) & 0x7fff_ffff
}

/// Base32 without padding (RFC 4648, section 6): how a secret is written down for an app.
pub(super) fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8 | u32::from(*byte)) & 0xfff;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(LETTERS[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(LETTERS[(held << (5 - bits) & 31) as usize]));
    }
    text
}

/// The code of an instant, as the member's phone shows it.
#[cfg(test)]
fn code(secret: &[u8], now: Timestamp) -> u32 {
    number(secret, factors::steps(now)[1]) % MODULUS
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC_SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        // Appendix B, SHA-1: eight digits; ours are their last six.
        for (seconds, code) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            assert_eq!(number(RFC_SECRET, seconds / 30) % 100_000_000, code, "{seconds}");
            assert_eq!(super::code(RFC_SECRET, at(seconds)), code % 1_000_000);
        }
    }

    #[test]
    fn a_code_is_right_from_one_step_before_to_one_step_after() {
        let (now, step) = (at(1_234_567_890), 1_234_567_890 / 30);
        let typed = code(RFC_SECRET, now);
        for (drift, taken) in [(-61, false), (-30, true), (0, true), (30, true), (60, false), (3600, false)] {
            let found = step_of(RFC_SECRET, typed, 0, at(1_234_567_890 + drift));
            assert_eq!(found, taken.then_some(step), "{drift}");
        }
    }

    #[test]
    fn a_step_that_was_taken_is_not_taken_again_and_none_before_it() {
        let (now, step) = (at(1_234_567_890), 1_234_567_890 / 30);
        let typed = code(RFC_SECRET, now);
        assert_eq!(step_of(RFC_SECRET, typed, step - 1, now), Some(step));
        assert_eq!(step_of(RFC_SECRET, typed, step, now), None);
        assert_eq!(step_of(RFC_SECRET, typed, step + 1, now), None);
    }

    #[test]
    fn base32_is_that_of_rfc_4648() {
        for (plain, written) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
            ("12345678901234567890", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
        ] {
            assert_eq!(base32(plain.as_bytes()), written);
        }
    }
}
