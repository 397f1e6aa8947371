//! Passphrases to propose: places of Vietnam, written without accents. (MC-5.1b, `security.md`, "Decisions already taken")
//!
//! The list is made by rule from `data/places/wards.tsv`: the names of two syllables, without "Phường", "Xã" or "Đặc khu",
//! without accents, in lower case, each as one word, each once. A passphrase is five of them, drawn independently and
//! evenly, with a hyphen between. `docs/passphrases.md` tells members and auditors the same and what it is worth.

use crate::text;

/// Words in a passphrase.
pub const WORDS: usize = 5;
/// What a passphrase is worth at least, in bits.
pub const BITS_AT_LEAST: f64 = 50.0;

/// The words that are drawn from, sorted, each once. `names` are full names of wards: "Phường Hải Châu".
pub fn list<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut words: Vec<String> = names.filter_map(word).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// "Phường Hải Châu" becomes "haichau". `None` unless the name has two syllables of plain letters.
fn word(name: &str) -> Option<String> {
    let key = text::search_key(name);
    let own = ["phuong ", "xa ", "dac khu "].into_iter().find_map(|kind| key.strip_prefix(kind))?;
    let (first, second) = own.split_once(' ')?;
    let plain = |syllable: &str| !syllable.is_empty() && syllable.bytes().all(|byte| byte.is_ascii_lowercase());
    (plain(first) && plain(second)).then(|| format!("{first}{second}"))
}

/// The passphrase of the words at these places of the list.
pub fn phrase(words: &[String], drawn: [usize; WORDS]) -> String {
    drawn.map(|place| words.get(place).map_or("", String::as_str)).join("-")
}

/// What a passphrase from a list of so many words is worth, in bits: it takes two to this power of tries to have tried all.
pub fn bits(words: usize) -> f64 {
    let words = u32::try_from(words).unwrap_or(u32::MAX);
    f64::from(words).log2() * f64::from(u8::try_from(WORDS).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WARDS: &str = include_str!("../../data/places/wards.tsv");

    fn words() -> Vec<String> {
        list(WARDS.lines().filter_map(|line| line.split('\t').nth(2)))
    }

    #[test]
    fn a_passphrase_is_worth_fifty_bits_and_the_document_says_what_it_is_worth() {
        let words = words();
        assert!(words.len() >= 1_024, "{}", words.len());
        assert!(bits(words.len()) >= BITS_AT_LEAST);
        let document = include_str!("../../docs/passphrases.md");
        assert!(document.contains(&format!("{} words", words.len())), "the list has {} words", words.len());
        assert!(document.contains(&format!("{:.1} bits", bits(words.len()))), "{:.1} bits", bits(words.len()));
    }

    #[test]
    fn every_keyboard_types_every_word_the_same_way() {
        for word in words() {
            assert!(word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_lowercase()), "{word}");
        }
    }

    #[test]
    fn a_name_becomes_a_word_without_accents_or_is_left_out() {
        assert_eq!(word("Phường Hải Châu").as_deref(), Some("haichau"));
        assert_eq!(word("Xã Đăk Pxi").as_deref(), Some("dakpxi"));
        assert_eq!(word("Phường Ba Đình").as_deref(), Some("badinh"));
        for left_out in ["Phường 1", "Xã Ea", "Phường Sơn Tây Bắc", "Hải Châu"] {
            assert_eq!(word(left_out), None, "{left_out}");
        }
    }

    #[test]
    fn a_passphrase_is_five_words_and_passes_the_rules_for_passwords() {
        let words = words();
        let phrase = phrase(&words, [0, 1, 2, 3, words.len() - 1]);
        assert_eq!(phrase.split('-').count(), WORDS);
        assert!(crate::password::Password::parse(&phrase, 15).is_ok(), "{phrase}");
    }
}
