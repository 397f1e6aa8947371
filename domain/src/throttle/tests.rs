use proptest::prelude::*;

use super::*;
use crate::retention::{Held, Period};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000)
}

fn tries(count: u32, oldest: i64, newest: i64) -> Tries {
    Tries { count, oldest_at: Some(at(oldest)), newest_at: Some(at(newest)) }
}

fn stranger(failures: Tries, in_a_row: u32) -> AccountTries {
    AccountTries::Unknown { failures, in_a_row }
}

#[test]
fn the_first_failures_cost_no_wait() {
    assert_eq!(wait(2), Duration::ZERO);
    assert_eq!(sign_in(&stranger(tries(2, 0, 1), 2), &Tries::default(), at(1)), Verdict::Go);
}

#[test]
fn each_further_failure_doubles_the_wait() {
    assert_eq!(wait(3), Duration::from_secs(5));
    assert_eq!(wait(4), Duration::from_secs(10));
    assert_eq!(wait(9), Duration::from_secs(320));
    assert_eq!(sign_in(&stranger(tries(4, 0, 20), 4), &Tries::default(), at(21)), Verdict::Wait { seconds: 9 });
}

#[test]
fn the_eleventh_failure_of_an_hour_waits_for_the_hour_to_pass() {
    let verdict = sign_in(&stranger(tries(10, 100, 1_200), 10), &Tries::default(), at(3_000));
    assert_eq!(verdict, Verdict::Wait { seconds: 700 });
    assert_eq!(sign_in(&stranger(tries(10, 100, 1_200), 10), &Tries::default(), at(3_700)), Verdict::Go);
}

#[test]
fn a_hundred_failures_in_a_row_close_the_account_to_strangers() {
    let verdict = sign_in(&stranger(Tries::default(), 100), &Tries::default(), at(0));
    assert_eq!(verdict, Verdict::KnownDeviceOnly);
    assert!(verdict.wait_s() > 0);
}

#[test]
fn a_row_that_is_kept_is_longer_than_that_of_one_device_and_shorter_than_the_lock() {
    const { assert!(ROW_KEPT_FROM > DEVICE_FORGOTTEN_AFTER + KNOWN_DEVICE.most && ROW_KEPT_FROM < FAILURES_IN_A_ROW) }
    assert_eq!(Held::SignInLocks.rule().period, Period::Days(400));
    assert_eq!(ROW_KEPT_FOR, Duration::from_hours(400 * 24));
}

#[test]
fn a_known_device_gets_in_while_the_account_is_attacked() {
    let crowded = tries(10_000, 0, 1);
    let owner = AccountTries::KnownDevice { failures: Tries::default() };
    assert_eq!(sign_in(&owner, &crowded, at(2)), Verdict::Go);
}

#[test]
fn a_known_device_is_no_way_to_guess() {
    let thief = AccountTries::KnownDevice { failures: tries(5, 0, 60) };
    assert_eq!(sign_in(&thief, &Tries::default(), at(61)), Verdict::Wait { seconds: 839 });
}

#[test]
fn a_network_may_try_sixty_times_in_ten_minutes() {
    let nobody = stranger(Tries::default(), 0);
    assert_eq!(sign_in(&nobody, &tries(59, 0, 0), at(1)), Verdict::Go);
    assert_eq!(sign_in(&nobody, &tries(60, 0, 0), at(1)), Verdict::Wait { seconds: 599 });
}

#[test]
fn a_network_may_join_twenty_times_in_ten_minutes() {
    assert_eq!(sign_up(&tries(19, 0, 0), at(1)), Verdict::Go);
    assert_eq!(sign_up(&tries(20, 0, 0), at(1)), Verdict::Wait { seconds: 599 });
}

#[test]
fn an_address_gets_at_most_three_asked_for_letters_an_hour_and_ten_a_day() {
    assert_eq!(letter(&tries(2, 0, 0), &tries(2, 0, 0), at(1)), Verdict::Go);
    assert_eq!(letter(&tries(3, 0, 0), &tries(3, 0, 0), at(1)), Verdict::Wait { seconds: 3_599 });
    assert_eq!(letter(&Tries::default(), &tries(10, 0, 0), at(7_200)), Verdict::Wait { seconds: 79_200 });
}

#[test]
fn a_part_of_a_second_is_rounded_up_so_that_nobody_comes_back_too_early() {
    let verdict = NETWORK.verdict(&tries(60, 0, 0), Timestamp::from_micros(599_999_999));
    assert_eq!(verdict, Verdict::Wait { seconds: 1 });
}

#[test]
fn only_tries_within_the_period_count() {
    let counted = Tries::within(KNOWN_DEVICE, [at(0), at(100), at(50)], at(900));
    assert_eq!(counted, tries(2, 50, 100));
}

#[test]
fn every_spelling_of_a_name_has_the_same_counter() {
    assert_eq!(counter_name(" Lan.Anh@Example.COM "), counter_name("lan.anh@example.com"));
    assert_eq!(counter_name("ｌａｎ"), counter_name("LAN"));
}

#[test]
fn an_ipv6_customer_is_one_network_and_so_is_an_ipv4_address() {
    let network = |text: &str| network_of(text.parse().expect("an address")).to_string();
    assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    assert_eq!(network("2001:db8:1:2:ffff::1"), "2001:db8:1:2::");
    assert_eq!(network("203.0.113.9"), "203.0.113.9");
    assert_eq!(network("::ffff:203.0.113.9"), "203.0.113.9");
}

proptest! {
    #[test]
    fn an_attacker_never_gets_more_than_ten_tries_an_hour_or_a_hundred_in_a_row(
        pauses in proptest::collection::vec(0_i64..900, 1..400),
    ) {
        let mut now = 0;
        let mut tried: Vec<Timestamp> = Vec::new();
        for pause in pauses {
            now += pause;
            let in_a_row = u32::try_from(tried.len()).unwrap_or(u32::MAX);
            let failures = Tries::within(ACCOUNT, tried.iter().copied(), at(now));
            if sign_in(&stranger(failures, in_a_row), &Tries::default(), at(now)).is_go() {
                tried.push(at(now));
            }
        }
        prop_assert!(tried.len() <= 100);
        for first in &tried {
            let hour = tried.iter().filter(|at| *at >= first && **at < first.plus(ACCOUNT.within)).count();
            prop_assert!(hour <= 10);
        }
    }

    #[test]
    fn a_known_device_uses_its_passkey_in_the_most_crowded_network(count in 0_u32..2_000, at_s in 0_i64..600) {
        let network = tries(count, 0, at_s);
        prop_assert_eq!(passkey(true, &network, at(at_s)), Verdict::Go);
        prop_assert_eq!(passkey(false, &network, at(at_s)).is_go(), count < 60);
        prop_assert_eq!(passkey_question(&network, at(at_s)).is_go(), count < 600);
    }

    #[test]
    fn a_wait_that_was_kept_is_not_asked_for_again(count in 0_u32..50, oldest in 0_i64..3_600, gap in 0_i64..3_600) {
        let failures = tries(count, oldest, oldest + gap);
        let now = at(oldest + gap);
        let account = stranger(failures, count);
        let after = now.plus(Duration::from_secs(u64::from(sign_in(&account, &Tries::default(), now).wait_s())));
        prop_assert_eq!(sign_in(&account, &Tries::default(), after), Verdict::Go);
    }
}
