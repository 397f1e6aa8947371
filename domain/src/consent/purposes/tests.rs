use std::collections::BTreeSet;

use super::*;
use crate::calendar::Timestamp;
use crate::consent::{ConsentRecord, Entry, Method, Wording};
use crate::lang::Lang;

const FILE: &str = include_str!("../../../../data/purposes.tsv");

fn purposes() -> Purposes {
    Purposes::parse(FILE).unwrap()
}

/// The file with one cell replaced: `row` counts purposes from 0.
fn with_cell(row: usize, column: usize, cell: &str) -> String {
    let start = FILE.lines().position(|line| line.starts_with("code\t")).unwrap() + 1;
    let change = |(index, line): (usize, &str)| {
        let mut cells: Vec<&str> = line.split('\t').collect();
        if index == start + row {
            cells[column] = cell;
        }
        cells.join("\t")
    };
    FILE.lines().enumerate().map(change).collect::<Vec<_>>().join("\n")
}

/// Line of the purpose at `row` in the file, counted from 1.
fn line_of(row: usize) -> usize {
    FILE.lines().position(|line| line.starts_with("code\t")).unwrap() + 2 + row
}

#[test]
fn the_eight_purposes_are_there_and_three_have_a_switch() {
    let purposes = purposes();
    assert_eq!(purposes.in_force().count(), 8);
    let switches: Vec<_> = purposes.in_force().filter_map(|notice| notice.switch).collect();
    assert_eq!(switches, Purpose::ALL);
}

#[test]
fn the_file_and_the_profile_agree_on_which_purpose_reads_what() {
    let purposes = purposes();
    for item in Item::ALL {
        let in_file: BTreeSet<_> =
            purposes.in_force().filter(|notice| notice.items.contains(item)).map(|notice| notice.code).collect();
        assert_eq!(in_file, item.purposes().iter().copied().collect(), "{}", item.code());
    }
}

#[test]
fn whoever_cannot_switch_a_purpose_off_is_told_what_else_to_do() {
    for notice in purposes().in_force() {
        assert_eq!(notice.remedy.is_some(), notice.switch.is_none(), "{}", notice.code.code());
    }
}

#[test]
fn every_purpose_with_a_switch_may_be_decided_in_every_channel() {
    let purposes = purposes();
    for purpose in Purpose::ALL {
        for channel in Channel::ALL {
            assert!(purposes.deciding(*purpose, *channel, Decision::Grant).is_ok());
        }
    }
}

#[test]
fn advertising_says_how_often_how_long_and_how_to_stop() {
    for notice in purposes().in_force().filter(|notice| notice.switch.is_some()) {
        let Frequency::AtMost { count, .. } = notice.frequency else { panic!("no limit") };
        assert!(notice.wording.vi.contains(&format!("nhiều nhất {count} lần")), "{}", notice.wording.vi);
        assert!(notice.wording.en.contains(&format!("at most {count} times")), "{}", notice.wording.en);
        assert!(notice.wording.vi.contains("Tôi dừng được bất cứ lúc nào"));
        assert!(notice.wording.en.contains("I can stop at any time"));
        assert_eq!(notice.retention, Kept::UntilWithdrawn);
    }
}

#[test]
fn a_yes_to_a_channel_a_purpose_does_not_use_is_refused_and_a_no_is_not() {
    let news = 5;
    let purposes = Purposes::parse(&with_cell(news, 7, "email")).unwrap();
    let refused = purposes.deciding(Purpose::News, Channel::Sms, Decision::Grant);
    assert_eq!(refused.err(), Some(ConsentRefusal::UnknownChannel));
    assert!(purposes.deciding(Purpose::News, Channel::Sms, Decision::Withdraw).is_ok());
}

#[test]
fn an_older_wording_can_still_be_read() {
    let newer = FILE.lines().last().unwrap().replacen("\t1\t", "\t2\t", 1);
    let purposes = Purposes::parse(&format!("{FILE}{newer}\n")).unwrap();
    assert_eq!(purposes.newest(PurposeCode::Loyalty).map(|notice| notice.version), Some(2));
    assert!(purposes.worded(PurposeCode::Loyalty, 1).is_some());
    assert_eq!(purposes.in_force().count(), 8);
}

#[test]
fn a_file_with_a_mistake_is_refused_with_its_line() {
    let mistakes = [
        (0, 0, "servise", "the code is unknown"),
        (1, 1, "0", "the version is no number from 1"),
        (5, 2, "no", "the switch is not what this purpose has"),
        (5, 3, "agreement", "consent is the basis of exactly the purposes with a switch"),
        (2, 4, "full_name,full_name", "an item is unknown"),
        (2, 5, "everybody", "a recipient is unknown"),
        (2, 6, "for_ever", "the retention is unknown"),
        (6, 7, "email,pigeon", "a channel is unknown"),
        (6, 8, "0/month", "the frequency cannot be read"),
        (6, 9, "1.2", "the clause is missing"),
        (6, 13, " ", "a text is missing in one of the two languages"),
        (6, 16, "tone", "what it changed is unknown"),
        (6, 17, "22/11/2026", "the day it was published is no date"),
        (0, 15, "", "a text is missing in one of the two languages"),
        (7, 14, "Đóng tài khoản", "a purpose with a switch needs no remedy beside it"),
    ];
    for (row, column, cell, sentence) in mistakes {
        let refused = Purposes::parse(&with_cell(row, column, cell)).unwrap_err();
        assert_eq!(refused, problem(line_of(row), sentence));
    }
}

#[test]
fn the_same_version_twice_is_refused() {
    let twice = format!("{FILE}{}\n", FILE.lines().last().unwrap());
    assert_eq!(Purposes::parse(&twice).unwrap_err().sentence, "this version of this purpose is there twice");
}

#[test]
fn a_purpose_that_is_missing_is_named() {
    let without: Vec<_> = FILE.lines().filter(|line| !line.starts_with("support\t")).collect();
    assert_eq!(Purposes::parse(&without.join("\n")).unwrap_err().sentence, "the purpose support is missing");
}

#[test]
fn other_columns_are_refused() {
    assert!(Purposes::parse("code\tversion\n").is_err());
    assert!(Purposes::parse("").is_err());
}

/// FNV-1a: no proof of anything, only a reminder.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn a_changed_wording_needs_a_new_version() {
    let now: Vec<_> = purposes()
        .in_force()
        .map(|notice| (notice.code, notice.version, fingerprint(&notice.wording_bytes())))
        .collect();
    let published = [
        (PurposeCode::Service, 1, 0x5a75_ce6f_50c4_91f5),
        (PurposeCode::Transaction, 1, 0x1329_e3b3_8558_4697),
        (PurposeCode::Security, 1, 0xab79_e0ec_e092_a210),
        (PurposeCode::Support, 1, 0x0642_401c_ce09_7895),
        (PurposeCode::Legal, 1, 0x221f_e46b_d6d2_0e8d),
        (PurposeCode::News, 1, 0xfdd4_ae3c_4d2c_8852),
        (PurposeCode::Promotions, 1, 0xed05_bcc3_eb3f_7af0),
        (PurposeCode::Loyalty, 1, 0x56c8_0d26_e0c8_940c),
    ];
    assert_eq!(now, published, "members agreed to the published words: add a line with the next version instead");
}

/// The file with these versions of promotions after the first, by what each changed.
fn changed(changes: &[&str]) -> Purposes {
    let first = FILE.lines().find(|line| line.starts_with("promotions\t")).unwrap();
    let later = (2..).zip(changes).map(|(version, change)| {
        let line = first.replacen("\t1\t", &format!("\t{version}\t"), 1);
        line.replace("\tmeaning", &format!("\t{change}")) + "\n"
    });
    Purposes::parse(&(FILE.to_owned() + &later.collect::<String>())).unwrap()
}

#[test]
fn a_rewording_keeps_every_yes_and_a_change_of_meaning_keeps_none() {
    let counting = |changes: &[&str]| {
        let purposes = changed(changes);
        let newest = purposes.newest(PurposeCode::Promotions).unwrap();
        purposes.counting(newest).map(|notice| notice.version).collect::<Vec<_>>()
    };
    assert_eq!(counting(&[]), [1]);
    assert_eq!(counting(&["wording"]), [1, 2]);
    assert_eq!(counting(&["wording", "meaning"]), [3]);
    assert_eq!(counting(&["meaning", "wording", "wording"]), [2, 3, 4]);
    assert!(!changed(&["meaning"]).newest(PurposeCode::Promotions).unwrap().counts(7), "a version nobody published");
}

fn entry(purpose: Purpose, channel: Channel, decision: Decision) -> Entry {
    Entry {
        purpose,
        channel,
        decision,
        wording: Wording { version: 1, hash: [7; 32] },
        lang: Lang::Vi,
        method: Method::Web,
        policy_version: 1,
        at: Timestamp::from_micros(1),
        until: None,
        previous: [0; 32],
        device: String::new(),
    }
}

/// What a decision about everything is about, where each wording has the hash the entries above have.
fn all(
    purposes: &Purposes,
    decision: Decision,
    shown: &[(Purpose, u32)],
    record: &ConsentRecord,
) -> Vec<(Purpose, Channel, u32)> {
    let wording_of = |notice: &PurposeNotice| Wording { version: notice.version, hash: [7; 32] };
    purposes.deciding_all(decision, shown, record, wording_of, Timestamp::from_micros(2))
}

#[test]
fn a_yes_to_everything_is_about_what_was_shown_and_has_no_yes_yet() {
    let (purposes, nothing) = (purposes(), ConsentRecord::default());
    let shown = [(Purpose::Promotions, 1), (Purpose::News, 1)];
    let asked = all(&purposes, Decision::Grant, &shown, &nothing);
    let of_both = |(purpose, ..): &(Purpose, Channel, u32)| [Purpose::Promotions, Purpose::News].contains(purpose);
    assert!(asked.len() == 2 * Channel::ALL.len() && asked.iter().all(of_both), "{asked:?}");
    assert!(all(&purposes, Decision::Grant, &[], &nothing).is_empty(), "nothing was shown");
    let record = ConsentRecord::new(vec![
        entry(Purpose::Promotions, Channel::Email, Decision::Grant),
        entry(Purpose::Promotions, Channel::Sms, Decision::Grant),
        entry(Purpose::Promotions, Channel::Sms, Decision::Withdraw),
    ]);
    let asked = all(&purposes, Decision::Grant, &shown[..1], &record);
    assert!(!asked.contains(&(Purpose::Promotions, Channel::Email, 1)), "it stands, perhaps until a day");
    assert!(asked.contains(&(Purpose::Promotions, Channel::Sms, 1)), "it was taken back");
    let reworded = all(&changed(&["meaning"]), Decision::Grant, &[(Purpose::Promotions, 2)], &record);
    assert!(reworded.contains(&(Purpose::Promotions, Channel::Email, 2)), "that one is to other words");
}

#[test]
fn a_no_to_everything_is_about_everything_whatever_was_shown() {
    let record = ConsentRecord::new(vec![entry(Purpose::News, Channel::Sms, Decision::Grant)]);
    let asked = all(&purposes(), Decision::Withdraw, &[(Purpose::News, 1)], &record);
    assert_eq!(asked.len(), Purpose::ALL.len() * Channel::ALL.len());
    assert!(
        asked.contains(&(Purpose::News, Channel::Sms, 1)) && asked.contains(&(Purpose::Promotions, Channel::Email, 0))
    );
    let (news, email_alone) = (5, Purposes::parse(&with_cell(5, 7, "email")).unwrap());
    assert_eq!(email_alone.in_force().nth(news).unwrap().channels, [Channel::Email]);
    let asked = all(&email_alone, Decision::Withdraw, &[], &record);
    assert!(asked.contains(&(Purpose::News, Channel::Sms, 0)), "no longer offered, but the yes still stands");
    assert!(!asked.contains(&(Purpose::News, Channel::Zalo, 0)), "neither offered nor agreed to");
}

#[test]
fn only_a_yes_that_no_longer_counts_is_asked_again() {
    let now = Timestamp::from_micros(2);
    let over = Some(now.date_in_vietnam().plus_days(-1));
    let record = ConsentRecord::new(vec![
        Entry { until: over, ..entry(Purpose::Promotions, Channel::Zalo, Decision::Grant) },
        entry(Purpose::Promotions, Channel::Email, Decision::Grant),
        entry(Purpose::Promotions, Channel::Sms, Decision::Grant),
        entry(Purpose::Promotions, Channel::Sms, Decision::Withdraw),
        entry(Purpose::News, Channel::Email, Decision::Grant),
    ]);
    assert!(changed(&[]).asked_again(&record, now).is_empty());
    assert!(changed(&["wording"]).asked_again(&record, now).is_empty(), "a mere rewording asks nobody");
    assert_eq!(changed(&["meaning"]).asked_again(&record, now), [(Purpose::Promotions, Channel::Email)]);
    assert_eq!(changed(&["meaning", "wording"]).asked_again(&record, now), [(Purpose::Promotions, Channel::Email)]);
    assert!(changed(&["meaning"]).asked_again(&ConsentRecord::default(), now).is_empty(), "silence stays a no");
}

#[test]
fn the_first_version_has_a_meaning() {
    let refused = Purposes::parse(&with_cell(6, 16, "wording")).unwrap_err();
    assert_eq!(refused.sentence, "the first version of a purpose has to have a meaning");
}

#[test]
fn a_rewording_changes_nothing_but_words() {
    let first = FILE.lines().find(|line| line.starts_with("promotions\t")).unwrap();
    let second = first.replacen("\t1\t", "\t2\t", 1);
    for (from, to) in
        [("\t4/month", "\t5/month"), ("full_name,phone", "full_name,gender,phone"), ("email,sms,call", "email,call")]
    {
        let more = second.replacen(from, to, 1);
        assert_ne!(more, second);
        let reworded = Purposes::parse(&format!("{FILE}{}\n", more.replace("\tmeaning", "\twording"))).unwrap_err();
        assert_eq!(reworded.sentence, "a version that changes the wording alone changes something else, too", "{to}");
        assert!(Purposes::parse(&format!("{FILE}{more}\n")).is_ok(), "as a change of meaning it may");
    }
}
