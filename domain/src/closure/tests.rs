use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000)
}

const WEEK: i64 = 7 * 86_400;

fn closing() -> ClosureState {
    ClosureState::Open.close(Grace::default(), at(0)).unwrap()
}

#[test]
fn a_member_may_change_their_mind_for_seven_days() {
    assert_eq!(closing(), ClosureState::Closing { since: at(0), ends: at(WEEK) });
    assert_eq!(closing().reopen(at(WEEK - 1)), Ok(ClosureState::Open));
    assert_eq!(closing().reopen(at(WEEK)), Err(ClosureRefusal::GraceOver));
}

#[test]
fn closing_twice_does_not_move_the_end() {
    assert_eq!(closing().close(Grace::default(), at(60)), Err(ClosureRefusal::AlreadyClosing));
}

#[test]
fn an_open_account_cannot_be_reopened() {
    assert_eq!(ClosureState::Open.reopen(at(0)), Err(ClosureRefusal::NotClosing));
}

#[test]
fn nothing_brings_an_erased_account_back() {
    assert_eq!(ClosureState::Closed.reopen(at(0)), Err(ClosureRefusal::GraceOver));
    assert_eq!(ClosureState::Closed.close(Grace::default(), at(0)), Err(ClosureRefusal::GraceOver));
}

#[test]
fn the_erasure_is_due_when_nobody_can_reopen_any_more_and_not_before() {
    for now in [at(0), at(WEEK - 1), at(WEEK), at(WEEK + 1)] {
        assert_eq!(closing().is_due(now), closing().reopen(now).is_err());
    }
    assert!(!ClosureState::Open.is_due(at(WEEK)));
}

#[test]
fn without_a_grace_time_the_erasure_is_due_at_once() {
    let state = ClosureState::Open.close(Grace::days(0).unwrap(), at(5)).unwrap();
    assert!(state.is_due(at(5)));
}

#[test]
fn no_grace_time_is_longer_than_fourteen_days() {
    assert_eq!(Grace::days(14).map(Grace::period), Some(Duration::from_hours(14 * 24)));
    assert_eq!(Grace::days(15), None);
}

#[test]
fn the_plan_counts_what_goes_and_says_what_stays() {
    let holdings = Holdings::none().with(Held::Sessions, 3).with(Held::ConsentEntries, 5).with(Held::FullName, 1);
    let lines: Vec<_> = plan(&holdings).into_iter().map(|line| (line.what, line.count, line.fate)).collect();
    assert_eq!(
        lines,
        [
            (Held::FullName, 1, Fate::Erased),
            (Held::Sessions, 3, Fate::Erased),
            (Held::ConsentEntries, 5, Fate::KeptAnonymised),
            (Held::ErasureLedger, 1, Fate::KeptUntil { rule: Held::ErasureLedger.rule() }),
        ]
    );
}

#[test]
fn the_plan_is_silent_about_what_is_not_held() {
    assert!(plan(&Holdings::none().with(Held::Phone, 0)).iter().all(|line| line.what != Held::Phone));
}
