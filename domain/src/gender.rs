//! Gender: optional, cleared in one tap, and used for nothing but the greeting and the ID number's check. (MC-1.1)

use serde::{Deserialize, Serialize};

/// What a member chose to say.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// `male`
    Male,
    /// `female`
    Female,
    /// `other`
    Other,
}

impl Gender {
    /// In the order they are offered.
    pub const ALL: [Self; 3] = [Self::Female, Self::Male, Self::Other];

    /// The code in forms and in the store.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
            Self::Other => "other",
        }
    }

    /// Reads a code. `None` for the empty choice and for anything unknown; forms tell these apart.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gender| gender.code() == code)
    }
}

impl std::fmt::Debug for Gender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gender(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back() {
        for gender in Gender::ALL {
            assert_eq!(Gender::parse(gender.code()), Some(gender));
            assert_eq!(format!("{gender:?}"), "Gender(…)");
        }
    }

    #[test]
    fn saying_nothing_is_no_gender() {
        assert_eq!(Gender::parse(""), None);
        assert_eq!(Gender::parse("nam"), None);
    }
}
