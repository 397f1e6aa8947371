//! Every lesson from other products' advisories has its row, and the tests it names are there. (docs/security-lessons.md)

use crate::promises::missing;

const DOCUMENT: &str = include_str!("../../docs/security-lessons.md");

/// Number, standing, names of tests.
fn lessons() -> Vec<(usize, String, Vec<String>)> {
    let rows = DOCUMENT.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| #"));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        assert_eq!(cells.len(), 4, "four cells: {line}");
        let names = cells[3].split('`').skip(1).step_by(2).map(ToOwned::to_owned);
        (cells[0].parse().expect("a number"), cells[2].to_owned(), names.collect())
    })
    .collect()
}

#[test]
fn each_of_the_fifty_two_lessons_has_one_row() {
    let numbers: Vec<usize> = lessons().into_iter().map(|(number, ..)| number).collect();
    assert_eq!(numbers, (1..=52).collect::<Vec<_>>());
}

#[test]
fn a_lesson_is_kept_by_a_test_or_says_why_not() {
    for (number, standing, tests) in lessons() {
        let says_why = ["not applicable: ", "not there yet"].iter().any(|start| standing.starts_with(start));
        let shown = (standing.starts_with("kept") || standing.starts_with("partly: ")) && !tests.is_empty();
        assert!(says_why || shown, "lesson {number}: {standing}");
    }
}

#[test]
fn every_test_that_a_lesson_names_is_there() {
    let missing = missing(lessons().into_iter().flat_map(|(.., tests)| tests));
    assert!(missing.is_empty(), "docs/security-lessons.md names tests that do not exist: {missing:#?}");
}
