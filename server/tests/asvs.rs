//! `docs/asvs.md`: each requirement of OWASP ASVS 5.0, chapters V6 and V7 at levels 1 and 2, and the test that shows it.
//!
//! A test says so itself, in a line above its attribute: `// ASVS: V6.2.2, V7.4.3`. The document is written from those
//! lines and from `asvs.tsv`, so it cannot name a test that is gone.

use crate::promises::{Source, root, sources};
use std::{collections::BTreeMap, fmt::Write as _, fs};

const TABLE: &str = include_str!("asvs.tsv");

struct Requirement {
    number: &'static str,
    level: &'static str,
    standing: &'static str,
    asks: &'static str,
    note: &'static str,
}

fn requirements() -> Vec<Requirement> {
    TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut cells = line.split('\t');
            let mut next = || cells.next().unwrap_or_default();
            Requirement { number: next(), level: next(), standing: next(), asks: next(), note: next() }
        })
        .collect()
}

/// Requirement → the tests that say they show it, as other documents name them.
fn shown() -> BTreeMap<String, Vec<String>> {
    let mut shown: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources() {
        let lines: Vec<&str> = source.text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some(numbers) = line.trim().strip_prefix("// ASVS: ") else { continue };
            let test = lines[at + 1..].iter().find_map(|line| name(&source, line)).expect("a test follows");
            for number in numbers.split(", ") {
                shown.entry(number.to_owned()).or_default().push(test.clone());
            }
        }
    }
    shown
}

/// The name of the test that begins on this line.
fn name(source: &Source, line: &str) -> Option<String> {
    let path = source.path.to_str()?;
    if let Some(rest) = line.strip_prefix("test('") {
        return Some(format!("{path}: {}", rest.split_once("',")?.0));
    }
    let function = line.trim_start().trim_start_matches("async ").strip_prefix("fn ")?.split('(').next()?;
    let parts: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
    let module = parts.iter().rev().find(|part| !["tests", "mod", "src", "main"].contains(part))?;
    Some(format!("{}::{module}::{function}", parts[0]))
}

fn document() -> String {
    let mut text = "# OWASP ASVS 5.0, authentication and sessions\n\nChapters V6 and V7, levels 1 and 2: what each requirement asks, in our own words, and what shows it here. Written from the\nlines `// ASVS:` above the tests and from `server/tests/asvs.tsv`; write it again with `WRITE_DOCS=1 cargo test -p server asvs`.\n\n| # | Level | What it asks | Here | Shown by |\n|---|---|---|---|---|\n".to_owned();
    let shown = shown();
    for Requirement { number, level, standing, asks, note } in requirements() {
        let tests = shown.get(number).map_or_else(
            || "–".to_owned(),
            |tests| tests.iter().map(|test| format!("`{test}`")).collect::<Vec<_>>().join(" "),
        );
        let here = match standing {
            "test" => "kept".to_owned(),
            "document" => format!("`{note}`"),
            other => format!("{other}: {note}"),
        };
        let _ = writeln!(text, "| {number} | {level} | {asks} | {here} | {tests} |");
    }
    text
}

#[test]
fn every_requirement_is_shown_or_says_why_not() {
    let shown = shown();
    for Requirement { number, standing, note, .. } in requirements() {
        match standing {
            "test" => assert!(shown.contains_key(number), "{number}: no test says that it shows this"),
            "document" => assert!(root().join(note).is_file(), "{number}: there is no {note}"),
            "partly" | "open" | "not applicable" => assert!(!note.is_empty(), "{number} does not say why"),
            other => panic!("{number}: {other}"),
        }
    }
}

#[test]
fn every_number_a_test_names_is_a_requirement() {
    let known: Vec<&str> = requirements().iter().map(|requirement| requirement.number).collect();
    assert_eq!(known.len(), 53);
    let unknown: Vec<String> = shown().into_keys().filter(|number| !known.contains(&number.as_str())).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn the_document_says_what_the_tests_say() {
    let path = root().join("docs/asvs.md");
    if std::env::var_os("WRITE_DOCS").is_some() {
        fs::write(&path, document()).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, document(), "write it again: WRITE_DOCS=1 cargo test -p server asvs");
}
