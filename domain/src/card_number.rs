//! Payment card numbers, which we never keep: not even in a field that asked for something else. (MC-1.3, MC-5.5a)

#[cfg(test)]
mod tests;

use crate::text;

/// Digits of a card number, at least and at most (ISO/IEC 7812).
const LENGTHS: std::ops::RangeInclusive<usize> = 13..=19;

/// Marks between two digits of one number; more than these separate two numbers.
const MARKS_BETWEEN: usize = 4;

/// Groups of digits in one number at most: one for each digit of the longest.
const GROUPS: usize = 19;

/// True if the text holds what is very likely a card number, however it is spelled: full-width or other digits,
/// spaces, dashes and stops between them, invisible characters inside.
///
/// Groups of digits are taken together only as wholes, so that a house number before or a phone number behind
/// hides nothing, and ID numbers, phone numbers and dates in a row do not add up to a card.
pub fn looks_like_card(typed: &str) -> bool {
    let mut run = Run::default();
    let mut marks = 0;
    for char in text::nfkc(typed).chars() {
        if text::is_invisible(char) {
            continue;
        }
        if let Some(digit) = digit(char) {
            if marks > MARKS_BETWEEN {
                run = Run::default();
            }
            run.push(digit, marks > 0);
            marks = 0;
            continue;
        }
        if run.ends_in_card() {
            return true;
        }
        if is_separator(char) {
            marks += 1;
        } else {
            run = Run::default();
            marks = 0;
        }
    }
    run.ends_in_card()
}

/// The digits read last, and where each group of them began.
#[derive(Default)]
struct Run {
    digits: Vec<u8>,
    starts: Vec<usize>,
}

impl Run {
    fn push(&mut self, digit: u8, begins_group: bool) {
        if begins_group || self.digits.is_empty() {
            self.starts.push(self.digits.len());
        }
        self.digits.push(digit);
    }

    fn ends_in_card(&self) -> bool {
        let recent = self.starts.iter().rev().take(GROUPS);
        recent.map(|start| &self.digits[*start..]).any(is_card)
    }
}

fn is_card(digits: &[u8]) -> bool {
    LENGTHS.contains(&digits.len()) && is_issued(digits) && luhn(digits)
}

/// Any length from 16 digits.
const LONG: &[usize] = &[16, 17, 18, 19];

/// First four digits the card schemes issue from, and the lengths of their numbers (published ranges, 2026).
const ISSUED: [(u32, u32, &[usize]); 20] = [
    // Visa
    (4000, 4999, &[13, 16, 19]),
    // Mastercard
    (2221, 2720, &[16]),
    (5100, 5599, &[16]),
    // NAPAS, the domestic scheme of Vietnam
    (9704, 9704, &[16, 19]),
    // JCB
    (3528, 3589, LONG),
    // American Express
    (3400, 3499, &[15]),
    (3700, 3799, &[15]),
    // UnionPay
    (6200, 6299, LONG),
    (8100, 8171, LONG),
    // Discover
    (6011, 6011, LONG),
    (6440, 6599, LONG),
    // Diners Club
    (3000, 3059, &[14, 16, 19]),
    (3095, 3095, &[14, 16, 19]),
    (3600, 3699, &[14, 16, 19]),
    (3800, 3999, &[14, 16, 19]),
    // Maestro
    (5000, 5099, LONG),
    (5600, 5899, LONG),
    (6300, 6399, LONG),
    (6700, 6799, LONG),
    // Mir
    (2200, 2204, LONG),
];

fn is_issued(digits: &[u8]) -> bool {
    let first = digits.iter().take(4).fold(0, |value, digit| value * 10 + u32::from(*digit));
    ISSUED.iter().any(|(from, to, lengths)| (*from..=*to).contains(&first) && lengths.contains(&digits.len()))
}

/// The check digit of ISO/IEC 7812-1 annex B.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(*digit);
            match place % 2 {
                0 => digit,
                _ => digit * 2 - if digit > 4 { 9 } else { 0 },
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The value of a decimal digit in the scripts people have keyboards for; NFKC has made ASCII of the styled ones.
fn digit(char: char) -> Option<u8> {
    const ZEROS: [u32; 14] =
        [0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xE50, 0xED0, 0x1040, 0x17E0];
    let code = u32::from(char);
    ZEROS.iter().find_map(|zero| u8::try_from(code.checked_sub(*zero)?).ok().filter(|value| *value < 10))
}

fn is_separator(char: char) -> bool {
    char.is_whitespace()
        || matches!(
            char,
            '-' | '.'
                | ','
                | '_'
                | '/'
                | '\\'
                | ':'
                | ';'
                | '*'
                | '\''
                | '"'
                | '|'
                | '+'
                | '('
                | ')'
                | '['
                | ']'
                | '~'
                | '='
                | '#'
                | '·'
                | '•'
        )
        || matches!(char, '\u{2010}'..='\u{2027}' | '\u{2212}' | '\u{30FB}' | '\u{3001}' | '\u{3002}')
}
