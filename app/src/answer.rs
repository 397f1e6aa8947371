//! What every act answers when it was carried out.

use domain::lang::Lang;
use domain::password::Strength;
use serde::{Deserialize, Serialize};

use crate::words::recovery::estimated;

/// Where the member goes now. The page there is the receipt: it shows the new state and its date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// An own path, with a fragment where one part of the page is meant.
    pub next: String,
}

/// What the browser is asked: options as the JSON that `PublicKeyCredential.parse…OptionsFromJSON` reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// That JSON, as text.
    pub options: String,
}

/// What a new password is estimated at, in the reader's language; empty where there is nothing to estimate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// One sentence.
    pub words: String,
}

impl Estimate {
    /// The estimate in words.
    pub fn of(lang: Lang, strength: Strength) -> Self {
        Self { words: estimated(strength).say(lang).to_owned() }
    }
}

impl Answer {
    /// The answer that leads to `next`, an own path.
    pub fn go(next: impl Into<String>) -> Self {
        Self { next: next.into() }
    }
}
