//! Versions that are added: what is refused, when they are in force, whom they ask again.

use super::*;
use crate::calendar::Timestamp;
use crate::consent::{Bilingual, Change, Channel, PurposeCode, Purposes};
use proptest::prelude::*;

/// 22 November 2026, 10:04 in Vietnam.
const NOW: Timestamp = Timestamp::from_micros(1_795_316_640_000_000);

fn purposes() -> Purposes {
    Purposes::parse(include_str!("../../../../data/purposes.tsv")).unwrap()
}

fn first() -> Editions {
    Editions::new(Edition::first(published()), Vec::new())
}

fn day(iso: &str) -> Date {
    Date::from_iso(iso).unwrap()
}

fn both(words: &str) -> Bilingual {
    Bilingual { vi: words.to_owned(), en: words.to_owned() }
}

fn proposal(on: &str) -> Proposal {
    Proposal {
        in_force_on: day(on),
        text: PUBLISHED.replace("tự nguyện", "hoàn toàn tự nguyện"),
        translation: String::new(),
        summary: both("Nói rõ hơn."),
        purposes: Vec::new(),
        by: "Đặng Thị Ánh Nguyệt".to_owned(),
    }
}

fn added(proposal: Proposal, known: &Editions, now: Timestamp) -> Result<Edition, PolicyRefusal> {
    proposal.edition(known, &purposes(), "0".repeat(64), now)
}

#[test]
fn a_line_says_itself_what_it_is_as_the_outline_of_the_published_policy_does() {
    let outlined = published().paragraphs;
    assert_eq!(plain_paragraphs(PUBLISHED, "", &outlined).unwrap(), outlined);
    let plain = plain_paragraphs(PUBLISHED, "", &[]).unwrap();
    let shape = |all: &[Paragraph]| all.iter().map(|one| (one.line, one.kind, one.text.clone())).collect::<Vec<_>>();
    assert_eq!(shape(&plain), shape(&outlined));
    assert!(plain.iter().all(|one| one.clauses.is_empty() && one.keeper.is_none()), "simply shown");
}

#[test]
fn a_translation_goes_line_by_line() {
    let lines = plain_paragraphs("Tên\n\n1. Một\n- Điểm", "Name\n\n1. One\n- Point", &[]).unwrap();
    let english: Vec<_> = lines.iter().map(|one| one.english.as_str()).collect();
    assert_eq!(english, ["Name", "1. One", "Point"]);
    for (translation, line) in
        [("Name\n\n1. One", 4), ("Name\nmore\n1. One\n- Point", 2), ("Name\n\n1. One\n- Point\nmore", 4)]
    {
        assert_eq!(
            plain_paragraphs("Tên\n\n1. Một\n- Điểm", translation, &[]).unwrap_err().line,
            line,
            "{translation}"
        );
    }
}

#[test]
fn a_version_that_says_too_little_or_comes_too_early_is_refused() {
    let known = first();
    let refused = |change: &dyn Fn(&mut Proposal)| {
        let mut proposal = proposal("2026-12-01");
        change(&mut proposal);
        added(proposal, &known, NOW).unwrap_err()
    };
    assert_eq!(refused(&|one| one.text = " \n".into()), PolicyRefusal::Text);
    assert_eq!(refused(&|one| one.text = "x".repeat(LONGEST + 1)), PolicyRefusal::Text);
    assert_eq!(refused(&|one| one.text.push('\u{1b}')), PolicyRefusal::Text);
    assert_eq!(refused(&|one| one.summary.vi = " ".into()), PolicyRefusal::Summary);
    assert_eq!(refused(&|one| one.summary.en = String::new()), PolicyRefusal::Summary);
    assert_eq!(refused(&|one| one.by = String::new()), PolicyRefusal::Nobody);
    assert_eq!(refused(&|one| one.in_force_on = day("2026-11-21")), PolicyRefusal::BeforeAnother(1, day("2026-11-22")));
    assert_eq!(refused(&|one| one.text = format!("{PUBLISHED}\n ")), PolicyRefusal::SameText(1));
    let loyalty = (PurposeCode::Loyalty, Change::Meaning, None);
    let twice = vec![loyalty.clone(), loyalty];
    assert_eq!(refused(&|one| one.purposes = twice.clone()), PolicyRefusal::PurposeTwice(PurposeCode::Loyalty));
    let words = PolicyRefusal::PurposeWords(PurposeCode::News);
    let without = vec![(PurposeCode::News, Change::Wording, None)];
    assert_eq!(refused(&|one| one.purposes = without.clone()), words, "a rewording has words");
    let empty = vec![(PurposeCode::News, Change::Meaning, Some(both(" ")))];
    assert_eq!(refused(&|one| one.purposes = empty.clone()), words);
    let late = NOW.plus(std::time::Duration::from_hours(48));
    assert_eq!(added(proposal("2026-11-23"), &known, late), Err(PolicyRefusal::DayHasPassed(day("2026-11-23"))));
    assert!(added(proposal("2026-12-01"), &known, NOW).is_ok(), "what all of them changed is fine");
}

#[test]
fn a_version_is_in_force_from_its_day_in_vietnam_and_never_before_every_machine_can_know_of_it() {
    let later = added(proposal("2026-12-01"), &first(), NOW).unwrap();
    let begins = day("2026-12-01").begins_in_vietnam();
    let known = Editions::new(Edition::first(published()), vec![later.clone()]);
    let just_before = Timestamp::from_micros(begins.micros() - 1);
    assert_eq!((known.at(just_before).number(), known.at(begins).number()), (1, 2));
    assert_eq!(known.standing(&later, just_before), When::Coming);
    assert_eq!((known.standing(&later, begins), known.standing(known.first(), begins)), (When::InForce, When::Earlier));
    assert_eq!(known.number_at(Timestamp::from_micros(0)), 0, "nothing was published here then");
    let today = added(proposal("2026-11-22"), &first(), NOW).unwrap();
    assert_eq!(today.in_force_at, NOW.plus(NOTICE));
    assert!(NOTICE >= 2 * LOOKED_AT_EVERY);
}

#[test]
fn a_change_of_meaning_ends_every_earlier_yes_on_its_day_and_a_rewording_ends_none() {
    let reworded = |change, wording| Proposal {
        purposes: vec![(PurposeCode::Promotions, change, wording)],
        ..proposal("2026-12-01")
    };
    for (change, wording, counts) in [
        (Change::Meaning, None, false),
        (Change::Meaning, Some(both("Mới")), false),
        (Change::Wording, Some(both("Mới")), true),
    ] {
        let edition = added(reworded(change, wording.clone()), &first(), NOW).unwrap();
        let after = purposes().with(&edition.addition.as_ref().unwrap().purposes, edition.in_force_at).unwrap();
        let notice = after.newest(PurposeCode::Promotions).unwrap();
        assert_eq!((notice.version, notice.counts(1)), (2, counts));
        assert_eq!(edition.changes_meaning(PurposeCode::Promotions), !counts);
        assert!(!edition.changes_meaning(PurposeCode::News));
        let before = purposes();
        let kept = before.newest(PurposeCode::Promotions).unwrap();
        assert_eq!((&notice.channels, &notice.items, notice.frequency), (&kept.channels, &kept.items, kept.frequency));
        assert_eq!(notice.wording, wording.unwrap_or(kept.wording.clone()));
        assert_ne!(notice.wording_bytes(), kept.wording_bytes(), "another version is another wording");
        let order = |all: &Purposes| all.in_force().map(|one| one.code).collect::<Vec<_>>();
        assert_eq!(order(&after), order(&before), "pages keep their order");
        assert_eq!(after.newest(PurposeCode::News), before.newest(PurposeCode::News));
        let known = Editions::new(Edition::first(published()), vec![edition]);
        let then = day("2026-12-01").begins_in_vietnam();
        assert_eq!(known.since_changed(&[PurposeCode::Promotions], then), (!counts).then_some((1, 2)));
        assert_eq!(known.since_changed(&[PurposeCode::Promotions], NOW), None, "not yet");
        assert_eq!(known.since_changed(&[PurposeCode::News], then), None);
    }
}

#[test]
fn a_wording_number_a_new_release_takes_too_is_found_out() {
    let twice = Reworded { code: PurposeCode::News, version: 1, change: Change::Meaning, wording: both("Mới") };
    let problem = purposes().with(&[twice], NOW).unwrap_err();
    assert_eq!(problem.sentence, "version 1 of news stands in the database, too");
}

fn history() -> impl Strategy<Value = Vec<(i64, Change)>> {
    let change = prop_oneof![Just(Change::Meaning), Just(Change::Wording)];
    prop::collection::vec((0_i64..40, change), 0..5)
}

proptest! {
    /// Whatever versions are added, when, and for when: a yes counts exactly until the next change of meaning is in force.
    #[test]
    fn a_yes_counts_until_the_next_change_of_meaning_is_in_force(steps in history(), said in 0_i64..100, asked in 0_i64..100) {
        let at = |days: i64| Timestamp::from_micros(NOW.micros() + days * 86_400_000_000);
        let (mut known, mut all, mut now) = (first(), vec![purposes()], 0);
        let mut list = Vec::new();
        for (index, (days, change)) in steps.into_iter().enumerate() {
            now += 1;
            let on = at(now + days).date_in_vietnam();
            let next = Proposal {
                in_force_on: on.max(known.newest().policy.version.in_force_on),
                text: format!("{PUBLISHED} {index}"),
                purposes: vec![(PurposeCode::Promotions, change, Some(both(&format!("Mới {index}"))))],
                ..proposal("2026-12-01")
            };
            let edition = next.edition(&known, all.last().unwrap(), "0".repeat(64), at(now)).unwrap();
            let added = &edition.addition.as_ref().unwrap().purposes;
            all.push(all.last().unwrap().with(added, edition.in_force_at).unwrap());
            list.push(edition);
            known = Editions::new(Edition::first(published()), list.clone());
        }
        let (said, asked) = (at(said.min(asked)), at(said.max(asked)));
        let then = &all[known.place_at(said)];
        let today = &all[known.place_at(asked)];
        let counts = today.newest(PurposeCode::Promotions).unwrap().counts(then.newest(PurposeCode::Promotions).unwrap().version);
        let changed = known.all().iter().any(|one| one.changes_meaning(PurposeCode::Promotions) && one.in_force_at > said && one.in_force_at <= asked);
        prop_assert_eq!(counts, !changed);
        prop_assert!(today.newest(PurposeCode::Promotions).unwrap().channels.contains(&Channel::Email));
        prop_assert!(known.all().is_sorted_by_key(|one| one.in_force_at));
    }
}
