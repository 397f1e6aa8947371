//! Every clause of the policy says what keeps it, and the tests it names are there. (docs/promises.md)

use std::{
    fs,
    path::{Path, PathBuf},
};

const DOCUMENT: &str = include_str!("../../docs/promises.md");
const OUTLINE: &str = include_str!("../../data/policy/1.outline.tsv");
/// What a row says that names no test, because there is nothing to test yet.
const NOT_KEPT: &str = "Not kept by this release";

struct Promise {
    clause: String,
    keeper: String,
    tests: Vec<String>,
}

fn promises() -> Vec<Promise> {
    DOCUMENT
        .lines()
        .filter(|line| line.starts_with("| MC-"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            assert_eq!(cells.len(), 4, "four cells: {line}");
            let names = cells[3].split('`').skip(1).step_by(2).map(ToOwned::to_owned);
            Promise { clause: cells[0].to_owned(), keeper: cells[2].to_owned(), tests: names.collect() }
        })
        .collect()
}

/// The clauses in the order of the document, which is the order of the policy.
fn clauses_of_the_policy() -> Vec<&'static str> {
    let cells = OUTLINE.lines().filter_map(|line| line.split('\t').nth(2));
    cells.flat_map(|clauses| clauses.split(',')).filter(|clause| clause.starts_with("MC-")).collect()
}

#[test]
fn every_clause_of_the_policy_has_one_row_and_nothing_else_has() {
    let rows: Vec<String> = promises().into_iter().map(|promise| promise.clause).collect();
    assert_eq!(rows, clauses_of_the_policy());
}

#[test]
fn every_row_shows_a_test_or_says_that_the_clause_is_not_kept() {
    for Promise { clause, keeper, tests } in promises() {
        assert!(!tests.is_empty() || keeper.starts_with(NOT_KEPT), "{clause} neither shows a test nor says why not");
    }
}

#[test]
fn every_test_that_is_named_is_there() {
    let missing = missing(promises().into_iter().flat_map(|promise| promise.tests));
    assert!(missing.is_empty(), "docs/promises.md names tests that do not exist: {missing:#?}");
}

#[test]
fn every_file_that_is_named_is_there() {
    for Promise { clause, keeper, .. } in promises() {
        let named = keeper.split('`').skip(1).step_by(2).filter(|name| Path::new(name).extension().is_some());
        for name in named {
            assert!(root().join(name).is_file(), "{clause}: there is no {name}");
        }
    }
}

#[test]
fn a_name_that_is_only_mentioned_is_no_test() {
    let source = Source {
        path: "domain/src/consent/tests.rs".into(),
        text: "fn built() {}\n#[test]\nfn silence_is_not_consent() {}\n".to_owned(),
    };
    assert!(source.holds("domain::consent::silence_is_not_consent"));
    for other in
        ["domain::consent::built", "domain::closure::silence_is_not_consent", "app::consent::silence_is_not_consent"]
    {
        assert!(!source.holds(other), "{other}");
    }
}

/// Which of these tests are not there.
pub(crate) fn missing(names: impl Iterator<Item = String>) -> Vec<String> {
    let sources = sources();
    names.filter(|name| !sources.iter().any(|source| source.holds(name))).collect()
}

/// A file in which tests may be.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

impl Source {
    /// `crate::module::name`, or `end2end/tests/file: title`.
    fn holds(&self, name: &str) -> bool {
        if let Some((file, title)) = name.split_once(": ") {
            let quoted = ['\'', '"', '`'].map(|quote| format!("test({quote}{title}{quote}"));
            return self.path == Path::new(file) && quoted.iter().any(|begin| self.text.contains(begin));
        }
        let mut modules: Vec<&str> = name.split("::").collect();
        let Some(function) = modules.pop() else { return false };
        let parts: Vec<&str> = self.path.iter().filter_map(|part| part.to_str()?.split('.').next()).collect();
        parts.first() == modules.first() && modules.iter().all(|module| parts.contains(module)) && self.tests(function)
    }

    fn tests(&self, function: &str) -> bool {
        let Some((before, _)) = self.text.split_once(&format!("fn {function}(")) else { return false };
        let attributes = before.trim_end().trim_end_matches("async").trim_end();
        attributes.ends_with(']') || in_proptest(before)
    }
}

/// `proptest!` writes the attribute above the function, too; comments may stand between.
fn in_proptest(before: &str) -> bool {
    before.lines().rev().skip(1).take_while(|line| !line.trim().is_empty()).any(|line| line.trim() == "#[test]")
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub(crate) fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    for folder in [
        "domain/src",
        "domain/tests",
        "services/src",
        "services/tests",
        "app/src",
        "app/tests",
        "server/src",
        "server/tests",
        "end2end/tests",
    ] {
        collect(Path::new(folder), &mut found);
    }
    found
}

fn collect(folder: &Path, found: &mut Vec<Source>) {
    // A crate need not have both folders.
    let Ok(entries) = fs::read_dir(root().join(folder)) else { return };
    for entry in entries {
        let path = folder.join(entry.unwrap().file_name());
        if root().join(&path).is_dir() {
            collect(&path, found);
        } else if let Ok(text) = fs::read_to_string(root().join(&path)) {
            found.push(Source { path, text });
        }
    }
}
