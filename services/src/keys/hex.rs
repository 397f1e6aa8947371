//! Bytes as hexadecimal digits, wiped when dropped: keys are written so.

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
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    for pair in text.as_bytes().chunks_exact(2) {
        bytes.push(nibble(pair[0])? << 4 | nibble(pair[1])?);
    }
    Some(bytes)
}

/// A key of 32 bytes in 64 digits.
pub(crate) fn key(text: &str) -> Option<super::KeyBytes> {
    Some(Zeroizing::new(<[u8; 32]>::try_from(read(text)?.as_slice()).ok()?))
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}
