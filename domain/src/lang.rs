//! The two languages of the member centre. Vietnamese is the binding one and the default. (MC-1.2c)

use serde::{Deserialize, Serialize};

/// A language every page and every letter exists in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Vietnamese, whose wording binds.
    #[default]
    Vi,
    /// English, as a help to the reader.
    En,
}

impl Lang {
    /// Both languages, Vietnamese first.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// The BCP 47 code, as in `<html lang>`, in the database and on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// Reads a code written by [`Lang::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The language a browser asks for, by its weights; Vietnamese if it names neither of ours.
    ///
    /// Equal weights keep the browser's order (RFC 9110 section 12.5.4).
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (Self::Vi, 0);
        for range in header.split(',') {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim();
            let primary = tag.split('-').next().unwrap_or_default();
            let weight = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1000, thousandths);
            let named = Self::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(primary));
            if let Some(lang) = named
                && weight > best.1
            {
                best = (lang, weight);
            }
        }
        best.0
    }
}

/// A weight `0` … `1.000` in thousandths; what cannot be read counts as not wanted.
fn thousandths(weight: &str) -> u32 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(whole, "0" | "1") || fraction.len() > 3 || !digits(fraction) {
        return 0;
    }
    let mut value = u32::from(whole == "1");
    let mut fraction = fraction.bytes();
    for _ in 0..3 {
        value = value * 10 + u32::from(fraction.next().unwrap_or(b'0') - b'0');
    }
    value.min(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back() {
        for lang in Lang::ALL {
            assert_eq!(Lang::parse(lang.code()), Some(lang));
        }
        assert_eq!(Lang::parse("fr"), None);
        assert_eq!(Lang::parse("VI"), None);
    }

    #[test]
    fn the_browser_gets_the_language_it_prefers() {
        for (header, lang) in [
            ("", Lang::Vi),
            ("fr-FR,fr;q=0.9", Lang::Vi),
            ("en", Lang::En),
            ("en-GB,en;q=0.9,vi;q=0.8", Lang::En),
            ("vi-VN,vi;q=0.9,en-US;q=0.6,en;q=0.5", Lang::Vi),
            ("fr, EN;q=0.2", Lang::En),
            ("en;q=0.2, vi;q=0.7", Lang::Vi),
            ("vi;q=0, en;q=0.1", Lang::En),
            ("en;q=0", Lang::Vi),
            ("en;q=banana", Lang::Vi),
            ("*", Lang::Vi),
        ] {
            assert_eq!(Lang::from_accept_language(header), lang, "{header}");
        }
    }
}
