//! What is the same for every member: the first version of the policy, the places of Vietnam, the purposes, the common passwords.
//! Data, not code: the files of `data/`, built in, read once at the start.

use crate::Services;
use crate::policy::check_value;
use crate::settings::OpenProblem;
use domain::address::Places;
use domain::calendar::Date;
use domain::consent::Purposes;
use domain::contact::Rules;
use domain::passphrase;
use domain::policy::{Policy, PolicyVersion};
use domain::text;
use std::sync::{Arc, OnceLock};

const POLICY_VERSIONS: &str = include_str!("../../data/policy/versions.tsv");
const POLICY_TEXT: &str = include_str!("../../data/policy/1.vi.txt");
const POLICY_OUTLINE: &str = include_str!("../../data/policy/1.outline.tsv");
const POLICY_ENGLISH: &str = include_str!("../../data/policy/1.en.tsv");
const PROVINCES: &str = include_str!("../../data/places/provinces.tsv");
const WARDS: &str = include_str!("../../data/places/wards.tsv");
const LEGACY_PROVINCES: &str = include_str!("../../data/places/legacy_provinces.tsv");
const PURPOSES: &str = include_str!("../../data/purposes.tsv");
const CONTACT: &str = include_str!("../../data/contact.tsv");
/// Lower case, one a line, sorted by bytes.
const COMMON_PASSWORDS: &str = include_str!("../../data/passwords/common.txt");

/// The facts.
pub struct Facts {
    /// The first version of the policy; later ones are in the database.
    pub(crate) policy: Policy,
    places: Places,
    /// The purposes in the words the software came with; versions of the policy add others.
    pub(crate) purposes: Purposes,
    contact: Rules,
    common_passwords: Vec<&'static str>,
    passphrase_words: Vec<String>,
}

impl Facts {
    /// What the built-in files say: read once in the life of the process, however often services are opened in it.
    ///
    /// # Errors
    /// [`OpenProblem::Facts`] if one of them does not say what the software expects.
    pub fn built_in() -> Result<Arc<Self>, OpenProblem> {
        static BUILT_IN: OnceLock<Arc<Facts>> = OnceLock::new();
        match BUILT_IN.get() {
            Some(facts) => Ok(Arc::clone(facts)),
            None => Self::read().map(|facts| Arc::clone(BUILT_IN.get_or_init(|| Arc::new(facts)))),
        }
    }

    fn read() -> Result<Self, OpenProblem> {
        let wrong = |problem: &dyn std::fmt::Display| OpenProblem::Facts(problem.to_string());
        let policy =
            Policy::read(policy_version()?, POLICY_OUTLINE, POLICY_ENGLISH).map_err(|problem| wrong(&problem))?;
        let purposes = Purposes::parse(PURPOSES).map_err(|problem| wrong(&problem))?;
        let contact = Rules::parse(CONTACT).map_err(|problem| wrong(&problem))?;
        let common_passwords: Vec<_> = COMMON_PASSWORDS.lines().collect();
        if !common_passwords.is_sorted() {
            return Err(wrong(&"data/passwords/common.txt is not sorted by bytes"));
        }
        let passphrase_words = passphrase::list(WARDS.lines().filter_map(|line| line.split('\t').nth(2)));
        let places = Places::parse(PROVINCES, WARDS, LEGACY_PROVINCES);
        Ok(Self { policy, places, purposes, contact, common_passwords, passphrase_words })
    }

    /// Whether many people use this password, capitals aside.
    pub fn is_common(&self, password: &str) -> bool {
        let folded = text::nfkc(password).to_lowercase();
        self.common_passwords.binary_search(&folded.as_str()).is_ok()
    }
}

/// Version 1, if the built-in text is the one that was published.
fn policy_version() -> Result<PolicyVersion, OpenProblem> {
    let wrong = |sentence: &str| OpenProblem::Facts(sentence.to_owned());
    let row = POLICY_VERSIONS
        .lines()
        .find(|line| line.starts_with("1\t"))
        .ok_or_else(|| wrong("policy version 1 is not listed"))?;
    let mut cells = row.split('\t').skip(1);
    let day = cells.next().and_then(Date::from_iso).ok_or_else(|| wrong("policy version 1 has no first day"))?;
    let published = cells.next().unwrap_or_default();
    let found = check_value(POLICY_TEXT);
    if found != published {
        return Err(wrong("the text of policy version 1 is not the published one (its SHA-256 differs)"));
    }
    Ok(PolicyVersion { number: 1, in_force_on: day, sha256: found, text: POLICY_TEXT.to_owned() })
}

impl Services {
    /// Provinces and wards.
    pub fn places(&self) -> &Places {
        &self.facts.places
    }

    /// A passphrase to propose, each time another one. It is nobody's until somebody takes it.
    pub fn passphrase(&self) -> String {
        let words = &self.facts.passphrase_words;
        passphrase::phrase(words, std::array::from_fn(|_| self.rng.below(words.len())))
    }

    /// When and how often advertising may go out by each channel.
    pub fn contact_rules(&self) -> &Rules {
        &self.facts.contact
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_facts_are_what_the_software_expects() {
        assert!(Facts::read().is_ok());
    }

    #[test]
    fn a_password_many_people_use_is_found_whatever_its_capitals() {
        let facts = Facts::read().unwrap();
        assert!(facts.is_common("password1"));
        assert!(facts.is_common("PassWord1"));
        assert!(!facts.is_common("mưa rơi trên phố cũ"));
    }
}
