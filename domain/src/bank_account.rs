//! Bank account numbers, which we never keep. (MC-1.3)
//!
//! A Vietnamese account number is 6 to 19 digits and looks like any other number, so it is known by the words before it;
//! an IBAN is known by itself, by its country, length and check digits (ISO 13616).

#[cfg(test)]
mod tests;

use crate::text;

/// Words that announce an account number, as [`text::search_key`] writes them.
const LABELS: [&str; 18] = [
    "so tai khoan",
    "tai khoan ngan hang",
    "tai khoan so",
    "tai khoan",
    "so tk",
    "stk",
    "tk ngan hang",
    "tk nh",
    "tknh",
    "tk",
    "bank account",
    "account number",
    "account no",
    "account",
    "acct",
    "acc no",
    "a/c",
    "iban",
];

/// Digits of an account number at least and at most.
const DIGITS: std::ops::RangeInclusive<usize> = 6..=19;

/// Characters between the words and the number at most: a bank's name fits in.
const BETWEEN: usize = 40;

/// Country and length of its IBANs (the registry's published lengths, 2026).
const IBANS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 \
     EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 \
     LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 \
     RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

/// True if the text holds what is very likely the number of a bank account: announced by a word, or an IBAN.
pub fn looks_like_bank_account(typed: &str) -> bool {
    let mut plain = text::nfkc(typed);
    plain.retain(|char| !text::is_invisible(char));
    holds_iban(&plain) || is_announced(&text::search_key(&plain))
}

fn is_announced(plain: &str) -> bool {
    LABELS.iter().any(|label| {
        plain.match_indices(label).any(|(at, _)| {
            let begins = !plain[..at].ends_with(char::is_alphanumeric);
            let rest = &plain[at + label.len()..];
            let ends = !rest.starts_with(char::is_alphabetic);
            begins && ends && number_follows(rest)
        })
    })
}

/// Whether a number as long as an account's comes soon; digits in groups belong together, other words may stand before.
fn number_follows(rest: &str) -> bool {
    let mut digits = 0;
    for (place, char) in rest.chars().enumerate() {
        if char.is_ascii_digit() {
            digits += 1;
        } else if digits > 0 && !matches!(char, ' ' | '-' | '.') {
            if DIGITS.contains(&digits) {
                return true;
            }
            digits = 0;
        }
        if digits == 0 && place > BETWEEN {
            return false;
        }
    }
    DIGITS.contains(&digits)
}

fn holds_iban(plain: &str) -> bool {
    let upper: Vec<u8> = plain.bytes().map(|byte| byte.to_ascii_uppercase()).collect();
    let begins = |at: usize| at == 0 || !upper[at - 1].is_ascii_alphanumeric();
    (0..upper.len()).any(|at| begins(at) && is_iban(&upper[at..]))
}

/// Whether an IBAN begins here; it may be written in groups.
fn is_iban(text: &[u8]) -> bool {
    let code: Vec<u8> = text
        .iter()
        .copied()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-' | b'.'))
        .filter(u8::is_ascii_alphanumeric)
        .take(34)
        .collect();
    let Some(country) = code.get(..2).and_then(|two| std::str::from_utf8(two).ok()) else { return false };
    let length = IBANS.split(' ').find_map(|one| one.strip_prefix(country)).and_then(|digits| digits.parse().ok());
    length.and_then(|length: usize| code.get(..length)).is_some_and(checks)
}

/// The check of ISO 7064, MOD 97-10: the first four characters go last, letters count from 10.
fn checks(iban: &[u8]) -> bool {
    let moved = iban[4..].iter().chain(&iban[..4]);
    let rest = moved.fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter - b'A') + 10) % 97,
    });
    rest == 1
}
