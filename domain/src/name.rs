//! A person's full name: one string in the person's own spelling, never split and never corrected. (MC-1.1, Civil Code art. 26)

use serde::{Deserialize, Serialize};

use crate::personal::personal_text;
use crate::text;

personal_text! {
    /// Family name, middle names, given name, in this order; NFC, one space between words, 1 to 100 code points.
    FullName
}

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NameProblem {
    /// Nothing was typed.
    Missing,
    /// More code points (in NFC) than allowed.
    TooLong {
        /// Code points at most.
        max: usize,
    },
    /// A digit, which no name on an identity card has.
    Digits,
    /// Something else than letters, spaces, apostrophes and hyphens.
    Characters,
}

impl FullName {
    /// Code points at most, counted in NFC.
    pub const MAX: usize = 100;

    /// Checks a name in letters of any script.
    ///
    /// # Errors
    /// The first [`NameProblem`].
    pub fn parse(text: &str) -> Result<Self, NameProblem> {
        let name = text::tidy(text);
        if name.is_empty() {
            return Err(NameProblem::Missing);
        }
        if name.chars().count() > Self::MAX {
            return Err(NameProblem::TooLong { max: Self::MAX });
        }
        if name.chars().any(char::is_numeric) {
            return Err(NameProblem::Digits);
        }
        let is_spelt =
            name.chars().all(|char| is_letter(char) || is_mark(char) || is_joiner(char)) && !text::has_forbidden(&name);
        let begins_with_letter = name.chars().next().is_some_and(|char| is_letter(char) || is_apostrophe(char));
        if is_spelt && begins_with_letter && name.chars().any(is_letter) {
            Ok(Self(name))
        } else {
            Err(NameProblem::Characters)
        }
    }

    /// What the member is called: the last word, as is usual in Vietnam. Names of the Ê Đê and M'Nông end with the clan; they begin with
    /// `H'` or `Y` and the given name, and are called by both: `H'Mơ`, `Y Moan`.
    pub fn given_name(&self) -> &str {
        let ends_after = |words: usize| self.0.match_indices(' ').nth(words - 1).map(|(end, _)| &self.0[..end]);
        let mut words = self.0.split(' ');
        let (first, more) = (words.next().unwrap_or_default(), words.count());
        let before_clan = match first.strip_prefix(['H', 'h']) {
            Some(rest) if rest.starts_with(is_apostrophe) && rest.chars().any(is_letter) => ends_after(1),
            Some(rest) if more >= 2 && rest.chars().all(is_apostrophe) => ends_after(2),
            None if more >= 2 && matches!(first, "Y" | "y") => ends_after(2),
            _ => None,
        };
        before_clan.or_else(|| self.0.rsplit(' ').next()).unwrap_or(&self.0)
    }

    /// Its first letters, for staff who have to know whether they speak of the same person: `Đ. T. Á. N.`
    pub fn initials(&self) -> String {
        let first = |word: &str| word.chars().find(|char| is_letter(*char));
        let letters: Vec<_> = self.0.split(' ').filter_map(first).map(|letter| format!("{letter}.")).collect();
        letters.join(" ")
    }

    /// The key under which every spelling of the name is found.
    pub fn search_key(&self) -> String {
        text::search_key(&self.0)
    }
}

fn is_letter(char: char) -> bool {
    // Letters in circles and squares are symbols to everyone but the tables.
    char.is_alphabetic() && !matches!(char, '\u{24B6}'..='\u{24E9}' | '\u{1F130}'..='\u{1F189}')
}

fn is_joiner(char: char) -> bool {
    is_apostrophe(char) || matches!(char, ' ' | '-' | '\u{2010}' | '\u{2011}')
}

fn is_apostrophe(char: char) -> bool {
    matches!(char, '\'' | '\u{2018}' | '\u{2019}' | '\u{2BC}')
}

/// Marks that belong to letters without being letters themselves: accents, points, tone marks and viramas of the
/// living scripts. Most vowel signs count as alphabetic already.
fn is_mark(char: char) -> bool {
    let is_listed = matches!(char,
        '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5BD}' | '\u{64B}'..='\u{65F}' | '\u{DCA}' | '\u{E47}'..='\u{E4E}'
        | '\u{EC8}'..='\u{ECE}' | '\u{F71}'..='\u{F84}' | '\u{1037}' | '\u{1039}' | '\u{103A}' | '\u{17C9}'..='\u{17D3}');
    // The nine Indic scripts from Devanagari to Malayalam lie alike: nukta at 3C, virama at 4D.
    let is_indic = matches!(char, '\u{900}'..='\u{D7F}') && matches!(u32::from(char) % 0x80, 0x3C | 0x4D);
    is_listed || is_indic
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_every_script_are_names() {
        for typed in [
            "Đặng Thị Ánh Nguyệt",
            "Nguyễn",
            "H'Hen Niê",
            "H’Hen Niê",
            "Anne-Marie O'Neill",
            "王小明",
            "Юлия",
            "สมชาย ใจดี",
            "नरेन्द्र मोदी",
            "محمد",
            "김민준",
            "Ô",
        ] {
            assert_eq!(FullName::parse(typed).unwrap().as_str(), typed);
        }
    }

    #[test]
    fn each_wrong_name_says_what_is_wrong() {
        use NameProblem::{Characters, Digits, Missing, TooLong};
        for (typed, problem) in [
            ("", Missing),
            (" \t ", Missing),
            ("Nguyễn 2", Digits),
            ("Nguyễn ２", Digits),
            ("Louis Ⅷ", Digits),
            ("a@b", Characters),
            ("<b>Anh</b>", Characters),
            ("Ánh 🌸", Characters),
            ("Ⓐnh", Characters),
            ("--", Characters),
            ("-Ánh", Characters),
            ("\u{301}Anh", Characters),
            ("Ánh\u{202E}", Characters),
            ("Á\u{200B}nh", Characters),
            ("\u{3164}", Characters),
            ("Lê, Hòa", Characters),
        ] {
            assert_eq!(FullName::parse(typed), Err(problem), "{typed}");
        }
        assert_eq!(FullName::parse(&"ễ".repeat(101)), Err(TooLong { max: 100 }));
    }

    #[test]
    fn length_is_counted_in_composed_letters() {
        assert!(FullName::parse(&"e\u{302}\u{303}".repeat(100)).is_ok());
    }

    #[test]
    fn the_given_name_is_the_last_word() {
        assert_eq!(FullName::parse("Đặng Thị Ánh  Nguyệt ").unwrap().given_name(), "Nguyệt");
        assert_eq!(FullName::parse("Nguyệt").unwrap().given_name(), "Nguyệt");
    }

    #[test]
    fn where_the_clan_comes_last_the_given_name_is_what_stands_before_it() {
        for (name, given) in [
            ("H'Mơ Niê", "H'Mơ"),
            ("H’Hen Niê", "H’Hen"),
            ("H'Mơ Niê Kđăm", "H'Mơ"),
            ("H' Mai Byă", "H' Mai"),
            ("H Mai Byă", "H Mai"),
            ("Y Moan Ênuôl", "Y Moan"),
            ("H'Mơ", "H'Mơ"),
            ("Y Moan", "Moan"),
            ("Siu H'Lan", "H'Lan"),
            ("Hồ Thị Hoa", "Hoa"),
            ("Hà My", "My"),
            ("Ý Nhi", "Nhi"),
        ] {
            assert_eq!(FullName::parse(name).unwrap().given_name(), given);
        }
    }

    #[test]
    fn initials_say_no_more_than_the_first_letters() {
        for (name, initials) in
            [("Đặng Thị Ánh Nguyệt", "Đ. T. Á. N."), ("H'Mơ Niê", "H. N."), ("'Ôn", "Ô."), ("김민준", "김.")]
        {
            assert_eq!(FullName::parse(name).unwrap().initials(), initials);
        }
    }

    #[test]
    fn the_spelling_is_kept_and_the_key_is_shared() {
        let (one, other) = (FullName::parse("Lê Hòa").unwrap(), FullName::parse("Lê Hoà").unwrap());
        assert_ne!(one, other);
        assert_eq!(one.search_key(), other.search_key());
    }

    proptest! {
        #[test]
        fn a_name_is_read_back(typed in "[\\p{L} '-]{1,60}") {
            if let Ok(name) = FullName::parse(&typed) {
                prop_assert_eq!(FullName::parse(name.as_str()), Ok(name.clone()));
                prop_assert_eq!(format!("{name:?}"), "FullName(…)");
            }
        }

        #[test]
        fn no_name_has_anything_invisible_or_numeric(typed in any::<String>()) {
            if let Ok(name) = FullName::parse(&typed) {
                prop_assert!(!text::has_forbidden(name.as_str()));
                prop_assert!(!name.as_str().chars().any(char::is_numeric));
            }
        }
    }
}
