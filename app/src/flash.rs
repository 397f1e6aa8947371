//! What an act leaves for the next page: what was refused, or recovery codes that were just made. Shown once, then gone.

use domain::form::{Field, Problem};
use serde::{Deserialize, Serialize};

/// Problems, and what was typed, for one showing of one page. Never holds a password.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Flash {
    /// The page it belongs to; shown nowhere else.
    pub page: String,
    /// What was wrong, in the order of the form.
    pub problems: Vec<Problem>,
    /// What cannot be said as a problem of the form (waiting, busy, broken …).
    pub trouble: Option<crate::page_error::PageError>,
    /// What was typed, by field name.
    pub values: Vec<(String, String)>,
    /// Nothing was refused: the password or a new sign-in was asked for first, and what was typed still has to be sent.
    #[serde(default)]
    pub draft: bool,
    /// The member it is for, whoever is signed in when it is shown: `None` where it was typed by whoever holds its token.
    #[serde(default)]
    pub of: Option<[u8; 16]>,
    /// A telephone number was typed with a prefix of before 2018 and is kept with today's.
    #[serde(default)]
    pub migrated: bool,
    /// Recovery codes that were made just now: nowhere else are they to be read.
    #[serde(default)]
    pub codes: Vec<String>,
}

impl Flash {
    /// What was typed into `field`, or `otherwise`.
    pub fn value_or(&self, field: Field, otherwise: &str) -> String {
        self.values
            .iter()
            .find(|(name, _)| name == field.name())
            .map_or_else(|| otherwise.to_owned(), |(_, value)| value.clone())
    }

    /// The problem at `field`, if it has one.
    pub fn problem_at(&self, field: Field) -> Option<Problem> {
        self.problems.iter().find(|problem| problem.field == Some(field)).copied()
    }
}
