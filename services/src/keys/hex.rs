//! Bytes as hexadecimal digits, wiped when dropped: keys are written so.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// The digits of `bytes`.
pub(crate) fn written(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(2 * bytes.len()));
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    text.extend(digits.filter_map(|nibble| char::from_digit(u32::from(nibble), 16)));
    text
}

/// The bytes these digits mean, if they are digits.
pub(crate) fn read(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    decode(text, &mut bytes).then_some(bytes)
}

/// The same of a value of JSON that is no key.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let digits = <&str>::deserialize(deserializer)?;
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    if decode(digits, &mut bytes) { Ok(bytes) } else { Err(D::Error::custom("these are no digits")) }
}

/// The same, or null.
pub(crate) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u8>>, D::Error> {
    #[derive(Deserialize)]
    struct Digits(#[serde(with = "super::hex")] Vec<u8>);
    Ok(<Option<Digits>>::deserialize(deserializer)?.map(|digits| digits.0))
}

// Into room that was made before: bytes that grow leave copies behind in memory nobody wipes.
fn decode(text: &str, bytes: &mut Vec<u8>) -> bool {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    for [high, low] in pairs {
        let (Some(high), Some(low)) = (nibble(*high), nibble(*low)) else { return false };
        bytes.push(high << 4 | low);
    }
    rest.is_empty()
}

/// A key of 32 bytes in 64 digits.
pub(crate) fn key(text: &str) -> Option<super::KeyBytes> {
    Some(Zeroizing::new(<[u8; 32]>::try_from(read(text)?.as_slice()).ok()?))
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
