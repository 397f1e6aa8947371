//! The number by which other systems name a member: random, spoken without confusion, and about nobody by itself.
//! (MC-1.1b, MC-5.2a)

use crate::personal::personal_text;

/// Crockford's digits: none of them looks or sounds like another.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Eleven drawn at random (55 bits) and one that checks them.
const LENGTH: usize = 12;

personal_text! {
    /// A member's reference in its kept form: twelve symbols without dashes.
    MemberReference
}

impl MemberReference {
    /// The reference made of chance: five bits of each byte are used.
    pub fn from_chance(chance: [u8; LENGTH - 1]) -> Self {
        let mut text: String = chance.iter().map(|byte| char::from(SYMBOLS[usize::from(byte & 31)])).collect();
        text.push(char::from(SYMBOLS[check(text.as_bytes())]));
        Self(text)
    }

    /// Reads a reference as people write it: capitals or not, with dashes and spaces, `O` for zero, `I` and `L` for one.
    /// `None` if a symbol is missing or mistyped.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut text = String::with_capacity(LENGTH);
        for char in typed.chars().filter(|char| !matches!(char, '-' | ' ')) {
            let symbol = match char.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if text.len() == LENGTH || !SYMBOLS.iter().any(|known| char::from(*known) == symbol) {
                return None;
            }
            text.push(symbol);
        }
        let (drawn, last) = text.as_bytes().split_at_checked(LENGTH - 1)?;
        (last == [SYMBOLS[check(drawn)]]).then_some(Self(text))
    }

    /// As members read it: `7K3M-9QXD-2F4T`.
    pub fn shown(&self) -> String {
        let groups: Vec<_> = self.0.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
        groups.join("-")
    }
}

/// The symbol that completes these (Luhn's method for 32 symbols): any one mistyped symbol is noticed.
fn check(symbols: &[u8]) -> usize {
    let sum: usize = symbols
        .iter()
        .rev()
        .enumerate()
        .map(|(place, symbol)| {
            let value = SYMBOLS.iter().position(|known| known == symbol).unwrap_or(0);
            let weighed = value * (2 - place % 2);
            weighed / 32 + weighed % 32
        })
        .sum();
    (32 - sum % 32) % 32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    proptest! {
        #[test]
        fn a_reference_is_read_back_however_it_is_written(chance: [u8; 11]) {
            let reference = MemberReference::from_chance(chance);
            for typed in [reference.shown(), reference.as_str().to_lowercase(), reference.shown().replace('-', " ").replace('0', "o").replace('1', "l")] {
                prop_assert_eq!(MemberReference::parse(&typed), Some(reference.clone()), "{}", typed);
            }
        }

        #[test]
        fn one_mistyped_symbol_is_noticed(chance: [u8; 11], at in 0_usize..12, other in any::<u8>()) {
            let reference = MemberReference::from_chance(chance);
            let mut bytes = reference.as_str().as_bytes().to_vec();
            let symbol = SYMBOLS[usize::from(other & 31)];
            if bytes[at] != symbol {
                bytes[at] = symbol;
                prop_assert!(MemberReference::parse(&String::from_utf8(bytes).unwrap()).is_none());
            }
        }

        #[test]
        fn a_reference_is_never_taken_for_a_card(chance: [u8; 11]) {
            prop_assert!(!crate::card_number::looks_like_card(&MemberReference::from_chance(chance).shown()));
        }
    }

    #[test]
    fn what_is_no_reference_is_none() {
        for typed in ["", "7K3M", "7K3M-9QXD-2F4", "lan.anh@example.com", "0905123456", "7K3M-9QXD-2F4U", "………………"]
        {
            assert_eq!(MemberReference::parse(typed), None, "{typed}");
        }
        assert_eq!(format!("{:?}", MemberReference::from_chance([7; 11])), "MemberReference(…)");
    }
}
