use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::member::MemberId;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000)
}

const WORDING: Wording = Wording { version: 2, hash: [2; 32] };

fn asking(decision: Decision) -> Request {
    Request {
        purpose: Purpose::Promotions,
        channel: Channel::Email,
        decision,
        wording: WORDING.version,
        lang: Lang::Vi,
        method: Method::Web,
        policy_version: 1,
        until: None,
        device: "Chrome, Android".to_owned(),
    }
}

/// Decides and appends, as the services do.
fn say(record: &mut ConsentRecord, request: Request, current: Wording, now: Timestamp) -> Result<bool, ConsentRefusal> {
    let entry = record.decide(request, current, now)?.map(|draft| draft.following([7; 32]));
    let added = entry.is_some();
    if let Some(entry) = entry {
        record.append(entry);
    }
    Ok(added)
}

fn after(decisions: &[Decision]) -> ConsentRecord {
    let mut record = ConsentRecord::default();
    for (second, decision) in (1..).zip(decisions) {
        say(&mut record, asking(*decision), WORDING, at(second)).unwrap();
    }
    record
}

fn promotions_by_email(record: &ConsentRecord) -> Standing {
    record.standing(Purpose::Promotions, Channel::Email, at(1_000))
}

#[test]
fn silence_is_not_consent() {
    assert_eq!(promotions_by_email(&ConsentRecord::default()), Standing::NeverAsked);
    assert!(!Standing::NeverAsked.is_granted());
}

#[test]
fn granting_is_written_down_with_its_wording_and_its_instant() {
    let record = after(&[Decision::Grant]);
    assert_eq!(promotions_by_email(&record), Standing::Granted { since: at(1), wording: WORDING, until: None });
    assert_eq!(record.entries()[0].previous, [7; 32]);
}

#[test]
fn granting_twice_adds_nothing() {
    let record = after(&[Decision::Grant, Decision::Grant]);
    assert_eq!(record.entries().len(), 1);
    assert_eq!(promotions_by_email(&record), Standing::Granted { since: at(1), wording: WORDING, until: None });
}

#[test]
fn withdrawing_twice_adds_nothing() {
    let record = after(&[Decision::Grant, Decision::Withdraw, Decision::Withdraw]);
    assert_eq!(record.entries().len(), 2);
    assert_eq!(promotions_by_email(&record), Standing::Withdrawn { since: at(2) });
}

#[test]
fn a_no_before_any_question_is_heard_and_written_down_once() {
    let record = after(&[Decision::Withdraw, Decision::Withdraw]);
    assert_eq!(record.entries().len(), 1);
    assert_eq!(promotions_by_email(&record), Standing::Withdrawn { since: at(1) });
}

#[test]
fn agreeing_to_email_says_nothing_about_text_messages() {
    let record = after(&[Decision::Grant]);
    assert_eq!(record.standing(Purpose::Promotions, Channel::Sms, at(9)), Standing::NeverAsked);
}

#[test]
fn agreeing_to_promotions_says_nothing_about_birthday_wishes() {
    let record = after(&[Decision::Grant]);
    assert_eq!(record.standing(Purpose::Loyalty, Channel::Email, at(9)), Standing::NeverAsked);
}

#[test]
fn granting_is_refused_when_the_page_was_old() {
    let request = Request { wording: 1, ..asking(Decision::Grant) };
    assert_eq!(ConsentRecord::default().decide(request, WORDING, at(1)), Err(ConsentRefusal::Reworded));
}

#[test]
fn granting_is_refused_when_the_page_claims_a_wording_of_the_future() {
    let request = Request { wording: 3, ..asking(Decision::Grant) };
    assert_eq!(ConsentRecord::default().decide(request, WORDING, at(1)), Err(ConsentRefusal::Reworded));
}

#[test]
fn withdrawing_is_never_refused_because_the_page_was_old() {
    let mut record = after(&[Decision::Grant]);
    let request = Request { wording: 0, ..asking(Decision::Withdraw) };
    let newer = Wording { version: 3, hash: [3; 32] };
    assert_eq!(say(&mut record, request, newer, at(9)), Ok(true));
    assert_eq!(promotions_by_email(&record), Standing::Withdrawn { since: at(9) });
    assert_eq!(record.entries()[1].wording, WORDING, "what is withdrawn is what was agreed to");
}

#[test]
fn a_yes_to_an_older_wording_does_not_cover_the_newer_one_and_may_be_given_again() {
    let mut record = after(&[Decision::Grant]);
    let newer = Wording { version: 3, hash: [3; 32] };
    assert!(!promotions_by_email(&record).covers(newer));
    assert_eq!(say(&mut record, Request { wording: 3, ..asking(Decision::Grant) }, newer, at(9)), Ok(true));
    assert!(promotions_by_email(&record).covers(newer));
}

#[test]
fn a_wording_that_changed_without_a_new_version_is_not_covered_either() {
    let record = after(&[Decision::Grant]);
    assert!(!promotions_by_email(&record).covers(Wording { hash: [9; 32], ..WORDING }));
}

#[test]
fn changing_the_device_does_not_change_the_proof() {
    let entry = after(&[Decision::Grant]).entries()[0].clone();
    let erased = Entry { device: String::new(), ..entry.clone() };
    assert_eq!(entry_bytes(&entry), entry_bytes(&erased));
}

#[test]
fn changing_anything_else_changes_the_proof() {
    let entry = after(&[Decision::Grant]).entries()[0].clone();
    let forged = [
        Entry { purpose: Purpose::News, ..entry.clone() },
        Entry { channel: Channel::Call, ..entry.clone() },
        Entry { decision: Decision::Withdraw, ..entry.clone() },
        Entry { wording: Wording { version: 1, ..WORDING }, ..entry.clone() },
        Entry { wording: Wording { hash: [0; 32], ..WORDING }, ..entry.clone() },
        Entry { lang: Lang::En, ..entry.clone() },
        Entry { policy_version: 2, ..entry.clone() },
        Entry { at: at(2), ..entry.clone() },
        Entry { previous: [0; 32], ..entry.clone() },
        Entry { until: Some(day(5)), ..entry.clone() },
    ];
    for other in forged {
        assert_ne!(entry_bytes(&entry), entry_bytes(&other));
    }
    let ending = |on| entry_bytes(&Entry { until: Some(day(on)), ..entry.clone() });
    assert_ne!(ending(5), ending(6));
}

/// A day of January 1970, in which everything here happens.
fn day(of: u8) -> Date {
    Date::new(1970, 1, of).unwrap()
}

fn until(last: u8) -> Request {
    Request { until: Some(day(last)), ..asking(Decision::Grant) }
}

#[test]
fn a_yes_with_an_end_stands_through_its_last_day_in_vietnam_and_is_a_no_after_it() {
    let mut record = ConsentRecord::default();
    assert_eq!(say(&mut record, until(5), WORDING, at(1)), Ok(true));
    let standing = |now| record.standing(Purpose::Promotions, Channel::Email, now);
    let over = day(6).begins_in_vietnam();
    let before = Timestamp::from_micros(over.micros() - 1);
    assert_eq!(standing(before), Standing::Granted { since: at(1), wording: WORDING, until: Some(day(5)) });
    assert_eq!(standing(over), Standing::Ended { on: day(5) });
    assert!(!standing(over).is_granted() && !standing(over).covers(WORDING));
}

#[test]
fn the_end_of_a_yes_can_be_changed_and_taken_away_and_given_twice_is_one_yes() {
    let mut record = ConsentRecord::default();
    let mut grant = |request: Request| say(&mut record, request, WORDING, at(1));
    assert_eq!(grant(until(5)), Ok(true));
    assert_eq!(grant(until(5)), Ok(false));
    assert_eq!(grant(until(9)), Ok(true));
    assert_eq!(grant(asking(Decision::Grant)), Ok(true), "for good");
    assert_eq!(grant(asking(Decision::Grant)), Ok(false));
    assert_eq!(promotions_by_email(&record).until(), None);
}

#[test]
fn after_its_end_a_yes_can_be_given_again_and_a_no_is_heard() {
    let mut record = ConsentRecord::default();
    say(&mut record, until(5), WORDING, at(1)).unwrap();
    let later = day(8).begins_in_vietnam();
    let mut refused = record.clone();
    assert_eq!(say(&mut refused, asking(Decision::Withdraw), WORDING, later), Ok(true));
    assert_eq!(refused.standing(Purpose::Promotions, Channel::Email, later), Standing::Withdrawn { since: later });
    assert_eq!(say(&mut record, until(9), WORDING, later), Ok(true));
    assert!(record.standing(Purpose::Promotions, Channel::Email, later).is_granted());
}

#[test]
fn an_end_is_between_today_and_ten_years_and_a_no_has_none() {
    let now = day(8).begins_in_vietnam();
    let ending = |on: Date| ConsentRecord::default().decide(Request { until: Some(on), ..until(8) }, WORDING, now);
    let ten_years = Date::new(1980, 1, 8).unwrap();
    assert!(ending(day(8)).is_ok() && ending(ten_years).is_ok());
    assert_eq!(ending(day(7)), Err(ConsentRefusal::EndNotOffered));
    assert_eq!(ending(ten_years.plus_days(1)), Err(ConsentRefusal::EndNotOffered));
    for months in OFFERED_MONTHS {
        assert!(ending(now.date_in_vietnam().plus_months(months)).is_ok());
    }
    let no = Request { until: Some(day(7)), ..asking(Decision::Withdraw) };
    let entry = ConsentRecord::default().decide(no, WORDING, now).unwrap().unwrap().following([0; 32]);
    assert_eq!(entry.until, None);
}

#[test]
fn the_layout_of_the_proof_stays_what_it_is() {
    let bytes = entry_bytes(&after(&[Decision::Grant]).entries()[0]);
    let expected: [&[u8]; 11] = [
        b"metiz consent entry 1",
        &[7; 32],
        b"promotions",
        b"email",
        b"grant",
        &[0, 0, 0, 2],
        &[2; 32],
        b"vi",
        b"web",
        &[0, 0, 0, 1],
        &[0, 0, 0, 0, 0, 0x0f, 0x42, 0x40],
    ];
    let framed: Vec<u8> = expected
        .into_iter()
        .flat_map(|part| [u32::try_from(part.len()).unwrap().to_be_bytes().to_vec(), part.to_vec()].concat())
        .collect();
    assert_eq!(bytes, framed);
}

#[test]
fn two_members_start_two_different_chains() {
    assert_ne!(chain_start(MemberId::from_bytes([1; 16])), chain_start(MemberId::from_bytes([2; 16])));
}

fn any_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(all)
}

/// A decision at some purpose and channel, on a page with wording 1, 2 or 3.
fn any_request() -> impl Strategy<Value = Request> {
    (any_of(Purpose::ALL), any_of(Channel::ALL), any_of(Decision::ALL), 1_u32..=3)
        .prop_map(|(purpose, channel, decision, wording)| Request { purpose, channel, wording, ..asking(decision) })
}

proptest! {
    #[test]
    fn replaying_the_record_gives_the_last_decision(
        acts in proptest::collection::vec((any_request(), 1_u32..=3), 0..60),
    ) {
        let mut record = ConsentRecord::default();
        let mut last: HashMap<(Purpose, Channel), Decision> = HashMap::new();
        for (second, (request, version)) in (0..).zip(acts) {
            let key = (request.purpose, request.channel);
            let (decision, seen) = (request.decision, request.wording);
            let current = Wording { version, hash: [u8::try_from(version).unwrap_or(0); 32] };
            match say(&mut record, request, current, at(second)) {
                Ok(_) => {
                    last.insert(key, decision);
                }
                Err(refusal) => {
                    prop_assert_eq!(refusal, ConsentRefusal::Reworded);
                    prop_assert_eq!(decision, Decision::Grant, "withdrawing was refused");
                    prop_assert_ne!(seen, version);
                }
            }
        }
        let replayed = ConsentRecord::new(record.entries().to_vec());
        for purpose in Purpose::ALL {
            for channel in Channel::ALL {
                let standing = replayed.standing(*purpose, *channel, at(1_000));
                match last.get(&(*purpose, *channel)) {
                    None => prop_assert_eq!(standing, Standing::NeverAsked),
                    Some(Decision::Grant) => prop_assert!(standing.is_granted()),
                    Some(Decision::Withdraw) => {
                        let withdrawn = matches!(standing, Standing::Withdrawn { .. });
                        prop_assert!(withdrawn);
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_is_granted_without_a_grant_as_the_last_entry(
        acts in proptest::collection::vec(any_request(), 0..60),
    ) {
        let mut record = ConsentRecord::default();
        for (second, request) in (0..).zip(acts) {
            let _ = say(&mut record, request, WORDING, at(second));
        }
        for purpose in Purpose::ALL {
            for channel in Channel::ALL {
                let last = record.of(*purpose, *channel).next_back().map(|entry| entry.decision);
                prop_assert_eq!(record.standing(*purpose, *channel, at(1_000)).is_granted(), last == Some(Decision::Grant));
            }
        }
    }

    #[test]
    fn the_same_decision_again_never_adds_an_entry(request in any_request(), before in proptest::collection::vec(any_request(), 0..20)) {
        let mut record = ConsentRecord::default();
        for (second, request) in (0..).zip(before) {
            let _ = say(&mut record, request, WORDING, at(second));
        }
        if say(&mut record, request.clone(), WORDING, at(100)).is_ok() {
            prop_assert_eq!(say(&mut record, request, WORDING, at(101)), Ok(false));
        }
    }
}
