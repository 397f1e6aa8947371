//! Bytes as hexadecimal digits, wiped when dropped: keys are written so.

use domain::hex;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// The digits of `bytes`.
pub(crate) fn written(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(2 * bytes.len()));
    hex::write(bytes, &mut text);
    text
}

/// The bytes these digits mean, if they are digits.
pub(crate) fn read(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    // Into room that was made before: bytes that grow leave copies behind in memory nobody wipes.
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    hex::read(text, &mut bytes).then_some(bytes)
}

/// The same of a value of JSON that is no key.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let digits = <&str>::deserialize(deserializer)?;
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    if hex::read(digits, &mut bytes) { Ok(bytes) } else { Err(D::Error::custom("these are no digits")) }
}

/// The same, or null.
pub(crate) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u8>>, D::Error> {
    #[derive(Deserialize)]
    struct Digits(#[serde(with = "super::hex")] Vec<u8>);
    Ok(<Option<Digits>>::deserialize(deserializer)?.map(|digits| digits.0))
}

/// A key of 32 bytes in 64 digits.
pub(crate) fn key(text: &str) -> Option<super::KeyBytes> {
    Some(Zeroizing::new(<[u8; 32]>::try_from(read(text)?.as_slice()).ok()?))
}
