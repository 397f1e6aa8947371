//! Instants as machines write them: RFC 3339. (validation.md c.5)

use super::{Date, MICROS_PER_DAY, MICROS_PER_SECOND, Timestamp, VIETNAM_OFFSET, number};

impl Timestamp {
    /// Reads an instant with its offset: `2026-11-22T10:04:00+07:00`, `2026-11-22T03:04:00.5Z`. `None` for anything else:
    /// an instant without an offset is no instant.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let (day, rest) = (text.get(..10)?, text.get(10..)?);
        let clock = rest.strip_prefix(['T', 't', ' '])?;
        let midnight = Date::from_iso(day)?.begins_in_vietnam().0 + VIETNAM_OFFSET;
        let of_day = time_of_day(clock.get(..8)?)?;
        let (fraction, zone) = fraction(clock.get(8..)?)?;
        let at = midnight + of_day + fraction - offset(zone)?;
        Some(Self(at))
    }

    /// `2026-11-22T10:04:00+07:00`: what [`Timestamp::from_rfc3339`] reads, in Vietnamese time, to the second.
    pub fn rfc3339(self) -> String {
        let (hour, minute) = self.clock_in_vietnam();
        let second = self.0.div_euclid(MICROS_PER_SECOND).rem_euclid(60);
        format!("{}T{hour:02}:{minute:02}:{second:02}+07:00", self.date_in_vietnam().iso())
    }
}

/// `hh:mm:ss` in microseconds. A leap second counts as the one after it.
fn time_of_day(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() != 8 || bytes[2] != b':' || bytes[5] != b':' {
        return None;
    }
    let part = |range| text.get(range).and_then(number).map(i64::from);
    let (hour, minute, second) = (part(0..2)?, part(3..5)?, part(6..8)?);
    let at = ((hour * 60 + minute) * 60 + second) * MICROS_PER_SECOND;
    (hour < 24 && minute < 60 && second <= 60 && at <= MICROS_PER_DAY).then_some(at)
}

/// `.123456` in microseconds, and what follows it. Further digits are cut off.
fn fraction(text: &str) -> Option<(i64, &str)> {
    let Some(digits) = text.strip_prefix('.') else { return Some((0, text)) };
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 || length > 9 {
        return None;
    }
    let micros = digits.bytes().take(length.min(6)).fold(0, |micros, byte| micros * 10 + i64::from(byte - b'0'));
    let missing = u32::try_from(6 - length.min(6)).ok()?;
    Some((micros * 10_i64.pow(missing), &digits[length..]))
}

/// `Z` or `±hh:mm` in microseconds.
fn offset(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let bytes = text.as_bytes();
    let sign = match bytes.first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    if bytes.len() != 6 || bytes[3] != b':' {
        return None;
    }
    let (hours, minutes) = (number(text.get(1..3)?)?, number(text.get(4..6)?)?);
    (hours < 24 && minutes < 60).then(|| sign * (i64::from(hours) * 60 + i64::from(minutes)) * 60 * MICROS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{prop_assert_eq, proptest};

    #[test]
    fn one_instant_has_many_spellings() {
        let at = Timestamp::from_micros(1_795_316_640_000_000);
        for text in [
            "2026-11-22T10:04:00+07:00",
            "2026-11-22T03:04:00Z",
            "2026-11-22t03:04:00.000000000z",
            "2026-11-22 03:04:00-00:00",
            "2026-11-21T19:34:00.0-07:30",
        ] {
            assert_eq!(Timestamp::from_rfc3339(text), Some(at), "{text}");
        }
        let half = Timestamp::from_rfc3339("2026-11-22T10:04:00.5+07:00").unwrap();
        assert_eq!(half.since(at).as_millis(), 500);
    }

    #[test]
    fn what_names_no_instant_is_none() {
        for text in [
            "",
            "2026-11-22",
            "2026-11-22T10:04:00",
            "2026-11-22T10:04+07:00",
            "2026-02-30T10:04:00Z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T10:60:00Z",
            "2026-11-22T10:04:00.Z",
            "2026-11-22T10:04:00+0700",
            "2026-11-22T10:04:00+07:00 ",
            "22/11/2026 10:04",
            "２０２６-11-22T10:04:00Z",
            "1795316640",
        ] {
            assert_eq!(Timestamp::from_rfc3339(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(seconds in 0_i64..4_102_444_800) {
            let at = Timestamp::from_micros(seconds * MICROS_PER_SECOND);
            prop_assert_eq!(Timestamp::from_rfc3339(&at.rfc3339()), Some(at));
        }
    }
}
