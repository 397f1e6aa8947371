//! Instants and days. Instants are UTC; days are those of Vietnam, UTC+07:00 all year. (validation.md c.5)

mod instant;
mod month;
#[cfg(test)]
mod tests;

pub use month::Month;

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;
/// `Asia/Ho_Chi_Minh` has had no daylight saving since 1975.
const VIETNAM_OFFSET: i64 = 7 * 3600 * MICROS_PER_SECOND;

/// An instant in microseconds since 1970-01-01 00:00 UTC, as the database keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant that many microseconds after 1970 UTC.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970 UTC.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The instant `time` later; the end of time if there is none.
    #[must_use]
    pub fn plus(self, time: Duration) -> Self {
        Self(self.0.saturating_add(whole_micros(time)))
    }

    /// The instant `time` earlier; the beginning of time if there is none.
    #[must_use]
    pub fn minus(self, time: Duration) -> Self {
        Self(self.0.saturating_sub(whole_micros(time)))
    }

    /// How long ago `earlier` was; zero if it is still to come.
    pub fn since(self, earlier: Self) -> Duration {
        let micros = self.0.saturating_sub(earlier.0);
        Duration::from_micros(u64::try_from(micros).unwrap_or(0))
    }

    /// The day it is in Vietnam.
    pub const fn date_in_vietnam(self) -> Date {
        Date::from_days(self.0.saturating_add(VIETNAM_OFFSET).div_euclid(MICROS_PER_DAY))
    }

    /// Hour and minute on a clock in Vietnam.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a day has 1,440 minutes")]
    pub const fn clock_in_vietnam(self) -> (u8, u8) {
        let of_day = self.0.saturating_add(VIETNAM_OFFSET).rem_euclid(MICROS_PER_DAY);
        let minutes = of_day / (60 * MICROS_PER_SECOND);
        ((minutes / 60) as u8, (minutes % 60) as u8)
    }
}

fn whole_micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

/// A day of the (proleptic) Gregorian calendar, years 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: i16,
    month: u8,
    day: u8,
}

/// Why what was typed is not a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateProblem {
    /// Not written as day, month and year.
    Unreadable,
    /// Written as a day the calendar does not have, such as 31/02/2000.
    NotADay,
}

impl Date {
    /// The day, if the calendar has it.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let exists =
            (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        exists.then_some(Self { year: i16::try_from(year).ok()?, month, day })
    }

    /// 1 to 9999.
    pub const fn year(self) -> i32 {
        self.year as i32
    }

    /// 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// 1 to 31.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// `yyyy-MM-dd`, for files and machines.
    pub fn iso(self) -> String {
        let mut text = String::with_capacity(10);
        push_digits(&mut text, self.year.unsigned_abs(), 4);
        text.push('-');
        push_digits(&mut text, self.month.into(), 2);
        text.push('-');
        push_digits(&mut text, self.day.into(), 2);
        text
    }

    /// Reads exactly what [`Date::iso`] writes.
    pub fn from_iso(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
        let number = |range| text.get(range).and_then(number);
        if !shaped {
            return None;
        }
        Self::new(number(0..4)?.into(), u8::try_from(number(5..7)?).ok()?, u8::try_from(number(8..10)?).ok()?)
    }

    /// Reads a day as people write it: `d/M/yyyy`, `dd-MM-yyyy`, `d.M.yyyy`, `d M yyyy` or year first. The day comes
    /// before the month: `01/02/2000` is the first of February. Years have four digits.
    ///
    /// Digits must be ASCII: put foreign spellings through [`crate::text::nfkc`] first.
    ///
    /// # Errors
    /// [`DateProblem`]; never what was typed.
    pub fn typed(text: &str) -> Result<Self, DateProblem> {
        let mut parts = text.split(['/', '-', '.', ' ']).map(str::trim).filter(|part| !part.is_empty());
        let (Some(first), Some(second), Some(third), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(DateProblem::Unreadable);
        };
        let (year, month, day) = if first.len() == 4 { (first, second, third) } else { (third, second, first) };
        if year.len() != 4 || month.len() > 2 || day.len() > 2 {
            return Err(DateProblem::Unreadable);
        }
        let (Some(year), Some(month), Some(day)) = (number(year), number(month), number(day)) else {
            return Err(DateProblem::Unreadable);
        };
        // At most two digits each, so both fit.
        let (Ok(month), Ok(day)) = (u8::try_from(month), u8::try_from(day)) else {
            return Err(DateProblem::Unreadable);
        };
        Self::new(year.into(), month, day).ok_or(DateProblem::NotADay)
    }

    /// The day that many days later (or earlier, if negative), within the years 1 to 9999.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        Self::from_days(self.days().saturating_add(days))
    }

    /// The same day that many months later, or the last of that month if it is shorter; within the years 1 to 9999.
    #[must_use]
    pub fn plus_months(self, months: u8) -> Self {
        let from_january = i32::from(self.month) - 1 + i32::from(months);
        let year = i32::from(self.year) + from_january / 12;
        // One to twelve.
        let month = u8::try_from(from_january % 12 + 1).unwrap_or(1);
        Self::new(year, month, self.day.min(days_in(year, month))).unwrap_or(Self { year: 9999, month: 12, day: 31 })
    }

    /// The instant this day begins in Vietnam.
    pub const fn begins_in_vietnam(self) -> Timestamp {
        Timestamp(self.days() * MICROS_PER_DAY - VIETNAM_OFFSET)
    }

    /// The day of the week: 1 Monday to 7 Sunday (ISO 8601).
    #[expect(clippy::cast_possible_truncation, reason = "a week has seven days")]
    pub const fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        (self.days() + 3).rem_euclid(7) as u8 + 1
    }

    /// Days since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
    const fn days(self) -> i64 {
        let shifted = (self.month as i64 + 9) % 12;
        let year = self.year as i64 - (self.month <= 2) as i64;
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * shifted + 2) / 5 + self.day as i64 - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the years 1 to 9999 first")]
    const fn from_days(days: i64) -> Self {
        const FIRST: i64 = Date { year: 1, month: 1, day: 1 }.days();
        const LAST: i64 = Date { year: 9999, month: 12, day: 31 }.days();
        let days = if days < FIRST {
            FIRST
        } else if days > LAST {
            LAST
        } else {
            days
        };
        let shifted = days + 719_468;
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + shifted.div_euclid(146_097) * 400 + (month <= 2) as i64;
        Self { year: year as i16, month: month as u8, day: (of_year - (153 * from_march + 2) / 5 + 1) as u8 }
    }
}

/// `dd/MM/yyyy`, as Vietnam writes it.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(10);
        push_digits(&mut text, self.day.into(), 2);
        text.push('/');
        push_digits(&mut text, self.month.into(), 2);
        text.push('/');
        push_digits(&mut text, self.year.unsigned_abs(), 4);
        f.write_str(&text)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.iso()
    }
}

impl TryFrom<String> for Date {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_iso(&text).ok_or("not a day written yyyy-MM-dd")
    }
}

/// Completed years of age on a day. Someone born on 29 February turns a year older on 1 March of a common year:
/// the law is silent, and later is the careful reading. Negative before birth.
pub fn completed_years(born: Date, on: Date) -> i32 {
    on.year() - born.year() - i32::from((on.month, on.day) < (born.month, born.day))
}

fn days_in(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// One to four ASCII digits as a number.
pub(crate) fn number(digits: &str) -> Option<u16> {
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    digits.bytes().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u16::from(byte - b'0')))
}

/// The last `width` digits of a number, with leading zeros.
pub(crate) fn push_digits(text: &mut String, number: u16, width: u32) {
    for place in (0..width).rev() {
        let digit = number / 10_u16.pow(place) % 10;
        text.push(char::from(b"0123456789"[usize::from(digit)]));
    }
}
