//! Receipts over HTTP, and a second verifier in another language.

use crate::world::World;
use domain::calendar::{Date, Timestamp};
use domain::consent::{Channel, Decision, Method, Purpose};
use domain::lang::Lang;
use domain::receipt::{Heard, Proved};
use server::run::receipts::in_words;
use services::consent::Wish;
use services::receipts::{PublicKeys, verify};
use std::fs;
use std::process::Command;

const PROMOTIONS: [(&str, &str); 4] =
    [("purpose", "promotions"), ("channel", "email"), ("decision", "grant"), ("wording", "1")];

#[tokio::test]
async fn a_member_reads_and_downloads_a_receipt_and_a_stranger_checks_it() {
    let world = World::new().await;
    let cookie = world.member("keeper").await;
    world.post("/act/consent/decide", &cookie, &PROMOTIONS).await;
    let own = [("cookie", cookie.as_str())];
    assert!(world.get("/consent/receipts", &own).await.body.contains("Đồng ý: Khuyến mại qua Email"));
    assert!(world.get("/consent/receipts/1", &own).await.body.contains("Mã thành viên"));
    let part = world.get("/consent/receipts?before=2", &own).await.body;
    assert!(part.contains("Đồng ý: Khuyến mại qua Email") && part.contains("Về các biên nhận mới nhất"));
    let file = world.get("/consent/receipts/1/file", &own).await;
    assert_eq!((file.status, file.header("content-type")), (200, Some("application/json")));
    let asked = world.post("/act/receipt/verify", "", &[("receipt", &file.body)]).await;
    assert_eq!((asked.status, asked.location()), (303, "/receipt/verify"));
    let flash = format!("flash={}", asked.cookie("flash").unwrap());
    let answer = world.get("/receipt/verify", &[("cookie", &flash)]).await;
    assert!(answer.body.contains("Biên nhận là thật") && answer.body.contains("Khuyến mại"), "{}", answer.body);
    let changed = file.body.replace("dpv:ConsentGiven", "dpv:ConsentRefused");
    let asked = world.post("/act/receipt/verify", "", &[("receipt", &changed)]).await;
    let flash = format!("flash={}", asked.cookie("flash").unwrap());
    let answer = world.get("/receipt/verify", &[("cookie", &flash)]).await;
    assert!(answer.body.contains("Không chứng minh được gì") && answer.body.contains("đã bị sửa"));
}

#[tokio::test]
async fn a_receipt_is_shown_to_its_member_alone() {
    let world = World::new().await;
    let keeper = world.member("keeper").await;
    world.post("/act/consent/decide", &keeper, &PROMOTIONS).await;
    let other = world.member("other").await;
    for path in ["/consent/receipts/1", "/consent/receipts/1/file", "/consent/receipts/x", "/consent/receipts/1/x"] {
        assert_eq!(world.get(path, &[("cookie", &other)]).await.status, 404, "{path}");
    }
    assert_eq!(world.get("/consent/receipts/1", &[]).await.status, 303, "a stranger signs in first");
    let keys = world.get("/.well-known/metiz-receipt-keys.json", &[]).await;
    assert!(PublicKeys::read(&keys.body).is_some());
}

#[tokio::test]
async fn the_log_shows_its_checkpoint_to_anybody_and_the_receipt_its_place() {
    let world = World::new().await;
    let keeper = world.member("keeper").await;
    assert_eq!(world.get("/.well-known/metiz-consent-log/checkpoint", &[]).await.status, 404, "nothing is logged yet");
    world.post("/act/consent/decide", &keeper, &PROMOTIONS).await;
    let own = [("cookie", keeper.as_str())];
    assert!(world.get("/consent/receipts/1", &own).await.body.contains("mỗi phút một lần"));
    world.desk.services.run_due_jobs().await.unwrap();
    let note = world.get("/.well-known/metiz-consent-log/checkpoint", &[]).await;
    assert_eq!((note.status, note.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    assert_eq!(note.body.lines().nth(1), Some("1"));
    let keys = world.get("/.well-known/metiz-consent-log/keys", &[]).await.body;
    let (origin, rest) = keys.trim_end().split_once('+').unwrap();
    assert!(note.body.starts_with(&format!("{origin}\n")) && rest.len() == 8 + 1 + 44, "{keys}");
    assert!(world.get("/consent/receipts/1", &own).await.body.contains("Số 1 trong 1 quyết định"));
    let file = world.get("/consent/receipts/1/file", &own).await;
    let asked = world.post("/act/receipt/verify", "", &[("receipt", &file.body)]).await;
    let flash = format!("flash={}", asked.cookie("flash").unwrap());
    let answer = world.get("/receipt/verify", &[("cookie", &flash)]).await;
    assert!(answer.body.contains("Biên nhận là thật") && answer.body.contains("Số 1 trong 1 quyết định"));
}

/// One character of the text becomes another; never white space, and never the same.
fn tampered(text: &str, number: usize) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let places: Vec<usize> = (0..chars.len()).filter(|place| chars[*place].is_ascii_alphanumeric()).collect();
    let place = places[number * 7919 % places.len()];
    let alphabet = ['0', '7', 'a', 'e', 'Z'];
    chars[place] = (0..5).map(|step| alphabet[(number + step) % 5]).find(|one| *one != chars[place]).unwrap();
    chars.into_iter().collect()
}

#[tokio::test]
async fn a_second_verifier_agrees_on_a_thousand_receipts_and_a_thousand_tampered_ones() {
    let world = World::new().await;
    let cookie = world.member("keeper").await;
    let services = &world.desk.services;
    let who = services.find(cookie.trim_start_matches("session=")).await.unwrap().unwrap();
    let each = || Purpose::ALL.iter().flat_map(|purpose| Channel::ALL.iter().map(move |channel| (*purpose, *channel)));
    for (number, (purpose, channel)) in each().cycle().take(1_000).enumerate() {
        let decision = if number / 12 % 2 == 0 { Decision::Grant } else { Decision::Withdraw };
        services.decide_consent(&who, (purpose, channel, 1), Wish::new(decision, Lang::Vi, "Chrome")).await.unwrap();
    }
    let mut texts: Vec<String> =
        services.receipts_of(&who, None, 1_000).await.unwrap().0.into_iter().map(|one| one.text).collect();
    assert_eq!(texts.len(), 1_000);
    let changed: Vec<String> = texts.iter().enumerate().map(|(number, text)| tampered(text, number)).collect();
    texts.extend(changed);
    let document = services.receipt_keys().await.unwrap();
    let keys = PublicKeys::read(&document).unwrap();
    let ours: String = texts.iter().map(|text| if verify(text, &keys).is_ok() { '1' } else { '0' }).collect();
    assert_eq!(ours, "1".repeat(1_000) + &"0".repeat(1_000));

    let (keys_file, receipts_file) = (world.folder.path().join("keys.json"), world.folder.path().join("receipts"));
    fs::write(&keys_file, document).unwrap();
    fs::write(&receipts_file, texts.join("\n")).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../end2end/support/verify_receipts.mjs");
    let done = Command::new("node").arg(script).arg(&keys_file).arg(&receipts_file).output().expect("node runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(String::from_utf8(done.stdout).unwrap(), ours);
}

#[test]
fn the_command_says_of_a_yes_until_when_it_was_given() {
    let proved = |until| Proved {
        number: "018f3a5e-0000-8000-8000-000000000000".to_owned(),
        member: String::new(),
        purpose: Purpose::News,
        channel: Channel::Email,
        heard: Heard::Given,
        at: Timestamp::from_micros(0),
        until,
        method: Method::Web,
        wording: String::new(),
        wording_version: 1,
        wording_hash: "00".to_owned(),
        policy_version: 1,
        entry_hash: "00".to_owned(),
        key: "key".to_owned(),
        logged: None,
    };
    let last = Date::new(2027, 2, 23);
    assert!(in_words(&proved(last)).contains(", until the end of 2027-02-23 (web)."));
    assert!(!in_words(&proved(None)).contains("until"));
}
