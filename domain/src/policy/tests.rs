use super::*;

const TEXT: &str = "CHÍNH SÁCH\n\n1. Mục đích\n    - Điểm một: \n     + Điểm con\n   Câu thường.";
const OUTLINE: &str = "line\tkind\tclauses\tpage\tnote_vi\tnote_en\n\
    1\ttitle\t\t\t\t\n3\theading\t\t\t\t\n4\titem\tMC-1.1a,MC-1.1b\t/profile\tGhi chú\tA note\n\
    5\tsubitem\tMC-1.2a\t\t\t\n6\ttext\tMC-3.1\t/closure\t\t\n";
const ENGLISH: &str = "line\tenglish\n1\tPOLICY\n3\t1. Purpose\n4\tPoint one:\n5\tSub-point\n6\tA plain sentence.\n";

fn refusal(text: &str, outline: &str, english: &str) -> (usize, &'static str) {
    let problem = paragraphs(text, outline, english).unwrap_err();
    (problem.line, problem.sentence)
}

#[test]
fn only_the_marks_and_the_space_around_a_line_are_left_out() {
    let lines = paragraphs(TEXT, OUTLINE, ENGLISH).unwrap();
    let texts: Vec<_> = lines.iter().map(|line| (line.line, line.kind, line.text.as_str())).collect();
    assert_eq!(
        texts,
        [
            (1, Kind::Title, "CHÍNH SÁCH"),
            (3, Kind::Heading, "1. Mục đích"),
            (4, Kind::Item, "Điểm một:"),
            (5, Kind::Subitem, "Điểm con"),
            (6, Kind::Text, "Câu thường."),
        ]
    );
}

#[test]
fn a_line_knows_its_clauses_its_keeper_and_its_note() {
    let lines = paragraphs(TEXT, OUTLINE, ENGLISH).unwrap();
    assert_eq!(lines[2].clauses, ["MC-1.1a", "MC-1.1b"]);
    assert_eq!(lines[2].keeper.as_deref(), Some("/profile"));
    assert_eq!(lines[2].note(Lang::En), Some("A note"));
    assert_eq!(lines[3].note(Lang::Vi), None);
    assert_eq!(lines[4].english, "A plain sentence.");
}

#[test]
fn no_sentence_can_go_missing() {
    let without = OUTLINE.replace("5\tsubitem\tMC-1.2a\t\t\t\n", "");
    assert_eq!(refusal(TEXT, &without, ENGLISH), (5, "the outline leaves this line out"));
    let untranslated = ENGLISH.replace("6\tA plain sentence.\n", "");
    assert_eq!(refusal(TEXT, OUTLINE, &untranslated), (6, "this line has no translation"));
}

#[test]
fn no_sentence_can_be_added() {
    let more = format!("{OUTLINE}9\ttext\t\t\t\t\n");
    assert_eq!(refusal(TEXT, &more, ENGLISH), (9, "there is no such line in the text"));
}

#[test]
fn a_cell_that_cannot_be_read_is_refused_with_its_line() {
    let cases = [
        ("4\titem", "4\tpoint", (4, "the kind is unknown")),
        ("4\titem", "4\tsubitem", (4, "the line does not begin with its kind's mark")),
        ("MC-3.1", "C1", (6, "a clause is not one of the policy's")),
        ("/closure", "closure", (6, "the page is not a path")),
        ("\tA note", "\t", (4, "the note is there in one language only")),
        ("5\tsubitem", "4\tsubitem", (4, "this line is there twice")),
        ("5\tsubitem", "five\tsubitem", (0, "a row of the outline or the translation has no line number")),
    ];
    for (old, new, expected) in cases {
        assert_eq!(refusal(TEXT, &OUTLINE.replace(old, new), ENGLISH), expected);
    }
}

const PUBLISHED: &str = include_str!("../../../data/policy/1.vi.txt");

fn published() -> Policy {
    let list = versions(include_str!("../../../data/policy/versions.tsv")).unwrap();
    let Published { number, in_force_on, sha256, .. } = list[0].clone();
    let version = PolicyVersion { number, in_force_on, sha256, text: PUBLISHED.to_owned() };
    let outline = include_str!("../../../data/policy/1.outline.tsv");
    Policy::read(version, outline, include_str!("../../../data/policy/1.en.tsv")).unwrap()
}

#[test]
fn the_page_says_what_was_published_word_for_word() {
    let lines = PUBLISHED.lines().map(|line| line.trim_matches(|c: char| c.is_whitespace() || c == '-' || c == '+'));
    let words: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    let page = published();
    let shown: Vec<_> = page.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    assert_eq!(shown, words);
}

#[test]
fn every_clause_of_the_published_policy_has_its_sentence() {
    let clauses = "0 1.1a 1.1b 1.2a 1.2b 1.2c 1.2d 1.2e 1.3 2.1a 2.1b 2.2 2.3a 2.3b 3.1 3.2 3.3 4.1 4.2 5.1a 5.1b \
        5.2a 5.2b 5.2c 5.3a 5.3b 5.4a 5.4b 5.5a 5.5b 5.6a 5.6b 5.7a 5.7b";
    let page = published();
    for clause in clauses.split_whitespace() {
        let own = |paragraph: &&Paragraph| paragraph.clauses.contains(&format!("MC-{clause}"));
        assert_eq!(page.paragraphs.iter().filter(own).count(), 1, "MC-{clause}");
    }
    let named: usize = page.paragraphs.iter().map(|paragraph| paragraph.clauses.len()).sum();
    assert_eq!(named, clauses.split_whitespace().count());
}

#[test]
fn a_list_of_versions_counts_up_from_one() {
    let sha256 = "0".repeat(64);
    let two = format!("1\t2026-11-22\t{sha256}\t1.vi.txt\n2\t2027-01-01\t{sha256}\t2.vi.txt\n");
    assert_eq!(versions(&two).unwrap().iter().map(|version| version.number).collect::<Vec<_>>(), [1, 2]);
    assert!(versions(&two.replace("2\t2027", "3\t2027")).is_err());
    assert!(versions(&two.replace("2027-01-01", "soon")).is_err());
    assert!(versions(&two.replace(&sha256, "0")).is_err());
}

mod added;
