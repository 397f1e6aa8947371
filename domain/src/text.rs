//! Text as members type it: one normal form, one search key, and the characters no field accepts. (validation.md c.4)

use std::borrow::Cow;

/// Composed form (NFC), in which the five ways to type "ệ" are the same.
pub fn nfc(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { normal_forms::nfc(text) }
}

/// Compatibility form (NFKC): full-width digits become digits. For numbers and passwords, never for names.
pub fn nfkc(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { normal_forms::nfkc(text) }
}

/// What is kept of what was typed: NFC, no white space around, one space inside. Nothing is refused here.
pub fn tidy(text: &str) -> String {
    collapse(&nfc(text))
}

/// The key under which spellings meet: no tone marks, lower case, `đ` as `d`, apostrophes alike.
///
/// "Lê Hòa" and "Lê Hoà" are two correct spellings of one name and have one key. For searching only, never shown.
pub fn search_key(text: &str) -> String {
    let split: Cow<'_, str> = if text.is_ascii() { text.into() } else { normal_forms::nfd(text).into() };
    let plain: String = split.chars().filter(|char| !is_tone_mark(*char)).map(plain_letter).collect();
    collapse(&lower(&plain))
}

/// True for text with characters that no field accepts: controls, direction overrides, invisible characters,
/// and code points that are no characters. White space is not among them where [`tidy`] makes a space of it.
pub fn has_forbidden(text: &str) -> bool {
    text.chars().any(is_forbidden)
}

/// Digits as typed with the marks people put between them taken out; anything else stays and is refused later.
pub(crate) fn compact(text: &str) -> String {
    let mut compact = nfkc(text);
    compact.retain(|char| {
        !char.is_whitespace()
            && !is_invisible(char)
            && !matches!(char, '.' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
    });
    compact
}

/// Zero-width and other invisible characters that come along when text is copied from a web page.
pub(crate) fn is_invisible(char: char) -> bool {
    matches!(char,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Combining marks of the Latin, Greek and Cyrillic scripts. Vowel signs of other scripts are letters to their readers and stay.
fn is_tone_mark(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

fn plain_letter(char: char) -> char {
    match char {
        // đ has no decomposition: without this line nobody finds Đặng.
        'đ' | 'Đ' => 'd',
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2BC}' | '\u{2B9}' | '\u{2032}' | '\u{B4}' | '`' | '\u{FF07}' => '\'',
        other => other,
    }
}

fn is_forbidden(char: char) -> bool {
    let code = u32::from(char);
    char.is_control()
        || is_invisible(char)
        || matches!(char, '\u{2028}' | '\u{2029}' | '\u{FFFC}' | '\u{FFFD}' | '\u{FDD0}'..='\u{FDEF}' | '\u{E000}'..='\u{F8FF}')
        || code & 0xFFFE == 0xFFFE
        || code >= 0xF_0000
}

fn collapse(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

/// Lower case of any script.
pub(crate) fn lower(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { normal_forms::lower(text) }
}

#[cfg(not(target_arch = "wasm32"))]
mod normal_forms {
    use unicode_normalization::UnicodeNormalization;

    pub(super) fn nfc(text: &str) -> String {
        text.nfc().collect()
    }

    pub(super) fn nfkc(text: &str) -> String {
        text.nfkc().collect()
    }

    pub(super) fn nfd(text: &str) -> String {
        text.nfd().collect()
    }

    pub(super) fn lower(text: &str) -> String {
        text.to_lowercase()
    }
}

/// The browser has the tables already.
#[cfg(target_arch = "wasm32")]
mod normal_forms {
    use js_sys::JsString;

    pub(super) fn nfc(text: &str) -> String {
        JsString::from(text).normalize("NFC").into()
    }

    pub(super) fn nfkc(text: &str) -> String {
        JsString::from(text).normalize("NFKC").into()
    }

    pub(super) fn nfd(text: &str) -> String {
        JsString::from(text).normalize("NFD").into()
    }

    pub(super) fn lower(text: &str) -> String {
        JsString::from(text).to_lower_case().into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The five ways a keyboard may produce the ệ of "Việt" (validation.md c.4).
    const FIVE_WAYS: [&str; 5] =
        ["Vi\u{1EC7}t", "Vi\u{EA}\u{323}t", "Vi\u{1EB9}\u{302}t", "Vie\u{323}\u{302}t", "Vie\u{302}\u{323}t"];

    #[test]
    fn five_ways_to_type_a_name_are_one() {
        for typed in FIVE_WAYS {
            assert_eq!(tidy(typed), "Việt");
            assert_eq!(search_key(typed), "viet");
        }
        assert_eq!(nfc("Nguyễn").chars().count(), 6);
        assert_eq!(normal_forms::nfd("Nguyễn").chars().count(), 8);
        assert_eq!(tidy("Nguye\u{302}\u{303}n").chars().count(), 6);
    }

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for (typed, key) in [
            ("Đặng Thị Ánh Nguyệt", "dang thi anh nguyet"),
            ("ĐẶNG THỊ ÁNH NGUYỆT", "dang thi anh nguyet"),
            ("Lê Hòa", "le hoa"),
            ("Lê Hoà", "le hoa"),
            ("Nguyễn  Văn   Ân", "nguyen van an"),
            ("H’Hen Niê", "h'hen nie"),
            ("H'Hen Niê", "h'hen nie"),
            ("Юлия Йовкова", "юлия иовкова"),
            ("İpek", "ipek"),
            ("", ""),
        ] {
            assert_eq!(search_key(typed), key, "{typed}");
        }
    }

    #[test]
    fn tidying_corrects_no_spelling() {
        assert_ne!(tidy("Hòa"), tidy("Hoà"));
        assert_eq!(tidy(" \u{3000}Lê\t\n Hòa\u{A0}"), "Lê Hòa");
    }

    #[test]
    fn invisible_and_directing_characters_are_found() {
        for char in [
            '\0',
            '\u{7}',
            '\u{7F}',
            '\u{85}',
            '\u{200B}',
            '\u{200D}',
            '\u{202E}',
            '\u{2066}',
            '\u{FEFF}',
            '\u{FFFE}',
            '\u{1FFFF}',
            '\u{FDD0}',
            '\u{E0041}',
            '\u{3164}',
            '\u{F0000}',
        ] {
            assert!(has_forbidden(&format!("Lê{char}Hòa")), "{:X}", u32::from(char));
        }
        for text in ["Lê Hòa", "H’Hen Niê", "12/3 Trần Phú, tổ 4", "王小明", "🌸", "สมชาย", "Vie\u{302}\u{323}t"]
        {
            assert!(!has_forbidden(text), "{text}");
        }
    }

    #[test]
    fn numbers_lose_only_what_is_put_between_digits() {
        assert_eq!(compact(" ０４８-099.001\u{A0}234\u{200B}"), "048099001234");
        assert_eq!(compact("0905 12345x"), "090512345x");
    }

    fn vietnamese() -> impl Strategy<Value = String> {
        "[a-zA-ZđĐăâêôơưàảãáạấầẩẫậắằẳẵặèẻẽéẹếềểễệìỉĩíịòỏõóọốồổỗộớờởỡợùủũúụứừửữựỳỷỹýỵ '’-]{0,40}"
    }

    proptest! {
        #[test]
        fn tidying_twice_is_tidying_once(text in any::<String>()) {
            let once = tidy(&text);
            prop_assert_eq!(&tidy(&once), &once);
            prop_assert_eq!(nfc(&once), once);
        }

        #[test]
        fn tidying_does_not_ask_how_letters_were_typed(text in vietnamese()) {
            prop_assert_eq!(tidy(&normal_forms::nfd(&text)), tidy(&text));
        }

        #[test]
        fn a_search_key_is_its_own_key(text in any::<String>()) {
            let key = search_key(&text);
            prop_assert_eq!(search_key(&key), key);
        }

        #[test]
        fn a_search_key_ignores_tone_marks_and_case(text in vietnamese()) {
            let bare: String = normal_forms::nfd(&text).chars().filter(|char| !is_tone_mark(*char)).collect();
            prop_assert_eq!(search_key(&bare), search_key(&text));
            prop_assert_eq!(search_key(&text.to_uppercase()), search_key(&text));
            prop_assert!(search_key(&text).is_ascii());
        }
    }
}
