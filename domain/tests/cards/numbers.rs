//! Numbers of cards as schemes give them out, and twenty ways to write each.

/// A number from a seed: always the same ones, so that a failure can be looked at.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    /// Below `end`. (splitmix64)
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from_digit(u32::try_from(self.below(10)).unwrap(), 10).unwrap()).collect()
    }
}

/// First digits and lengths of schemes in use.
const SCHEMES: [(&str, usize); 12] = [
    ("4", 16),
    ("4", 13),
    ("51", 16),
    ("55", 16),
    ("2221", 16),
    ("37", 15),
    ("36", 14),
    ("9704", 16),
    ("9704", 19),
    ("62", 16),
    ("3530", 16),
    ("6011", 16),
];

pub(crate) fn card(chance: &mut Chance, number: usize) -> String {
    let (prefix, length) = SCHEMES[number % SCHEMES.len()];
    let body = format!("{prefix}{}", chance.digits(length - prefix.len() - 1));
    let sum: u32 = body
        .chars()
        .rev()
        .enumerate()
        .map(|(place, digit)| (place, digit.to_digit(10).unwrap()))
        .map(|(place, digit)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn every(card: &str, count: usize, mark: &str) -> String {
    let digits: Vec<char> = card.chars().collect();
    digits.chunks(count).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(mark)
}

fn in_digits_from(card: &str, zero: u32) -> String {
    card.chars().filter_map(|digit| char::from_u32(zero + digit.to_digit(10)?)).collect()
}

/// Twenty ways to write one number.
pub(crate) fn spellings(card: &str) -> [String; 20] {
    [
        card.to_owned(),
        every(card, 4, " "),
        every(card, 4, "-"),
        every(card, 4, "."),
        every(card, 4, " - "),
        every(card, 4, "\u{A0}"),
        every(card, 4, "\u{200B}"),
        every(card, 1, "\u{200D}"),
        every(card, 1, " "),
        every(card, 3, "_"),
        every(card, 4, "\u{2013}"),
        every(card, 4, "/"),
        every(card, 4, "·"),
        every(card, 6, "\u{FEFF}"),
        in_digits_from(card, 0xFF10),
        in_digits_from(card, 0x660),
        every(&in_digits_from(card, 0xFF10), 4, "\u{3000}"),
        format!("thẻ {card}"),
        format!("x{}y", every(card, 5, "\u{AD}")),
        format!("12 Trần Phú {}", every(card, 4, "\t")),
    ]
}
