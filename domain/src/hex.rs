//! Bytes as hexadecimal digits.

/// The digits of `bytes`, lower-case.
#[must_use]
pub fn written(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    write(bytes, &mut text);
    text
}

/// Adds the digits of `bytes` to a text: whoever writes a key makes room first, and wipes it.
pub fn write(bytes: &[u8], text: &mut String) {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    text.extend(nibbles.filter_map(|nibble| char::from_digit(u32::from(nibble), 16)));
}

/// As many bytes as are asked for; `None` if these are other digits than theirs. Either case of letters will do.
#[must_use]
pub fn array<const BYTES: usize>(text: &str) -> Option<[u8; BYTES]> {
    let mut bytes = Vec::with_capacity(BYTES);
    if read(text, &mut bytes) { bytes.try_into().ok() } else { None }
}

/// Adds the bytes these digits mean. Answers whether all of them were digits; of others nothing can be said about what was added.
#[must_use]
pub fn read(text: &str, bytes: &mut Vec<u8>) -> bool {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut seen = 0;
    bytes.extend(pairs.iter().map(|[high, low]| {
        let (high, low) = (NIBBLES[usize::from(*high)], NIBBLES[usize::from(*low)]);
        seen |= high | low;
        high << 4 | low
    }));
    seen < 16 && rest.is_empty()
}

/// What each byte means as a digit; 255 is none. A ledger has hundreds of millions of them to read.
const NIBBLES: [u8; 256] = {
    let mut nibbles = [u8::MAX; 256];
    let mut value = 0;
    while value < 16 {
        nibbles[b"0123456789abcdef"[value as usize] as usize] = value;
        nibbles[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    nibbles
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_as_they_were_written() {
        let bytes: Vec<u8> = (0..=255).collect();
        let text = written(&bytes);
        assert!(text.starts_with("000102") && text.ends_with("fdfeff"), "{text}");
        assert_eq!(array::<256>(&text).as_ref().map(<[u8; 256]>::as_slice), Some(&bytes[..]));
        assert_eq!(array::<256>(&text.to_uppercase()), array::<256>(&text));
    }

    #[test]
    fn what_is_no_digit_too_short_or_too_long_is_refused() {
        for text in ["", "0", "00f", "0g00", "+1-1", "0000ff", "é0"] {
            assert_eq!(array::<2>(text), None, "{text}");
        }
    }
}
