//! Every sentence a member reads, in both languages, side by side. Vietnamese first: it is the binding one.
//!
//! A sentence is a [`Said`], which cannot be made without both languages; what has a value in it is a function with
//! a match on [`Lang`]. So a missing translation does not compile. Every refusal says what happened, then what to do.

use domain::gender::Gender;
use domain::lang::Lang;

pub mod factors;
pub mod page_errors;
pub mod problems;

pub(crate) mod activity;
pub(crate) mod closure;
pub(crate) mod consent;
pub(crate) mod copy;
pub(crate) mod copy_values;
pub(crate) mod email;
pub(crate) mod error;
pub(crate) mod fields;
pub(crate) mod freeze;
pub(crate) mod items;
pub(crate) mod letters;
pub(crate) mod orders;
pub(crate) mod overview;
pub(crate) mod passkeys;
pub(crate) mod policy;
pub(crate) mod profile;
pub(crate) mod receipt;
pub(crate) mod recovery;
pub(crate) mod report;
pub(crate) mod retention;
pub(crate) mod security;
pub(crate) mod shell;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
pub(crate) mod unsubscribe;

/// A gender as the profile calls it.
pub const fn gender(lang: Lang, gender: Gender) -> &'static str {
    match gender {
        Gender::Male => fields::GENDER_MALE.say(lang),
        Gender::Female => fields::GENDER_FEMALE.say(lang),
        Gender::Other => fields::GENDER_OTHER.say(lang),
    }
}

/// One sentence in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    vi: &'static str,
    en: &'static str,
}

impl Said {
    /// The sentence in `lang`.
    pub const fn say(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Vi => self.vi,
            Lang::En => self.en,
        }
    }
}

/// A sentence: Vietnamese, English.
pub(crate) const fn said(vi: &'static str, en: &'static str) -> Said {
    Said { vi, en }
}
