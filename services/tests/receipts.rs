//! Receipts: what was decided, signed; the same for ever; and nothing else is taken for one.

use crate::raw;
use crate::world::{DEVICE, Member, World, on_every_engine};
use domain::consent::{Channel, Decision, Purpose};
use domain::controller::Controller;
use domain::lang::Lang;
use domain::receipt::{Heard, Unproved};
use services::consent::Wish;
use services::receipts::{PublicKeys, RECEIPT_MOST, verify};

async fn decide(world: &World, member: &Member, (purpose, channel): (Purpose, Channel), decision: Decision) {
    let who = world.who(&member.session).await;
    world.services.decide_consent(&who, (purpose, channel, 1), Wish::new(decision, Lang::Vi, DEVICE)).await.unwrap();
    world.wait(60);
}

async fn keys(world: &World) -> PublicKeys {
    PublicKeys::read(&world.services.receipt_keys().await.unwrap()).unwrap()
}

const PROMOTIONS: (Purpose, Channel) = (Purpose::Promotions, Channel::Email);
const NEWS: (Purpose, Channel) = (Purpose::News, Channel::Sms);

#[test]
fn every_yes_and_every_no_has_a_receipt_that_anybody_can_check() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        let who = world.who(&lan.session).await;
        assert!(world.services.receipts_of(&who, None, 99).await.unwrap().0.is_empty());
        decide(world, &lan, PROMOTIONS, Decision::Grant).await;
        decide(world, &lan, NEWS, Decision::Withdraw).await;
        decide(world, &lan, PROMOTIONS, Decision::Withdraw).await;
        let receipts = world.services.receipts_of(&who, None, 99).await.unwrap().0;
        let heard: Vec<_> = receipts.iter().map(|receipt| (receipt.seq, receipt.says.heard)).collect();
        assert_eq!(heard, [(3, Heard::Withdrawn), (2, Heard::Refused), (1, Heard::Given)]);
        let reference = world.services.profile_of(&who).await.unwrap().reference.unwrap().shown();
        let keys = keys(world).await;
        for receipt in &receipts {
            assert_eq!(verify(&receipt.text, &keys), Ok(receipt.says.clone()));
            assert_eq!(world.services.check_receipt(&receipt.text).await.unwrap(), Ok(receipt.says.clone()));
            assert_eq!(receipt.says.member, reference);
            assert!(receipt.says.wording.contains("Metiz") && receipt.text.len() < RECEIPT_MOST);
        }
        let record = world.services.consent_of(&who).await.unwrap();
        let instants: Vec<_> = record.entries().iter().rev().map(|entry| entry.at.rfc3339()).collect();
        assert_eq!(receipts.iter().map(|receipt| receipt.says.at.rfc3339()).collect::<Vec<_>>(), instants);
        assert_eq!(
            world.services.receipt_of(&who, 2).await.unwrap().unwrap().text,
            receipts[1].text,
            "always the same"
        );
        assert!(world.services.receipt_of(&who, 4).await.unwrap().is_none());
    });
}

#[test]
fn a_long_record_is_read_a_page_at_a_time() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        for place in 0..5 {
            decide(world, &lan, NEWS, if place % 2 == 0 { Decision::Grant } else { Decision::Withdraw }).await;
        }
        let who = world.who(&lan.session).await;
        let page = async |before, limit| {
            let (receipts, older) = world.services.receipts_of(&who, before, limit).await.unwrap();
            (receipts.iter().map(|receipt| receipt.seq).collect::<Vec<_>>(), older)
        };
        assert_eq!(page(None, 2).await, (vec![5, 4], Some(4)));
        assert_eq!(page(Some(4), 2).await, (vec![3, 2], Some(2)));
        assert_eq!(page(Some(2), 2).await, (vec![1], None));
        assert_eq!(page(None, 5).await, (vec![5, 4, 3, 2, 1], None));
        for nowhere in [1, 0, -7, i64::MIN] {
            assert_eq!(page(Some(nowhere), 2).await, (vec![], None), "before {nowhere}");
        }
        assert_eq!(page(Some(i64::MAX), 2).await, (vec![5, 4], Some(4)));
        let (first, _) = world.services.receipts_of(&who, Some(3), 1).await.unwrap();
        let again = "what the receipt says of the decision before it is on another page";
        assert_eq!(first[0].says.heard, Heard::Withdrawn, "{again}");
    });
}

#[test]
fn nobody_gets_somebody_elses_receipt() {
    on_every_engine(async |world| {
        let (lan, minh) = (world.a_member("lananh").await, world.a_member("minhtri").await);
        decide(world, &lan, PROMOTIONS, Decision::Grant).await;
        let minh = world.who(&minh.session).await;
        assert!(world.services.receipts_of(&minh, None, 99).await.unwrap().0.is_empty());
        assert!(world.services.receipt_of(&minh, 1).await.unwrap().is_none());
    });
}

#[test]
fn a_receipt_says_nothing_about_the_person_but_their_reference() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        decide(world, &lan, PROMOTIONS, Decision::Grant).await;
        let who = world.who(&lan.session).await;
        let text = world.services.receipt_of(&who, 1).await.unwrap().unwrap().text;
        for word in ["lananh", "Nguyễn", "example.com", "1998", DEVICE, &who.member().to_string()] {
            assert!(!text.contains(word), "{word}");
        }
    });
}

#[test]
fn another_order_another_key_and_what_is_no_receipt_are_refused() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        decide(world, &lan, PROMOTIONS, Decision::Grant).await;
        let who = world.who(&lan.session).await;
        let text = world.services.receipt_of(&who, 1).await.unwrap().unwrap().text;
        let keys = keys(world).await;
        assert!(
            verify(&format!("\n {} \r\n", text.replace(",\"pii", ",\n  \"pii")), &keys).is_ok(),
            "space is no change"
        );
        let kid = text.split("\"kid\":\"").nth(1).unwrap()[..16].to_owned();
        for (changed, why) in [
            (text.replace("dpv:ConsentGiven", "dpv:ConsentRefused"), Unproved::Changed),
            (text.replace(&kid, "0000000000000000"), Unproved::KeyUnknown),
            (text.replace("\"type\":\"Ed25519\"", "\"type\":\"none\""), Unproved::NotAReceipt),
            (text.replace("{\"chain\"", "{\"chain\":{},\"chain\""), Unproved::NotAReceipt),
            (text.replace("\"seq\":1", "\"seq\":1.0"), Unproved::NotAReceipt),
            (text.replace("\"proof\":{", "\"proof\":{\"a\":1,"), Unproved::NotAReceipt),
            (format!("[{text}]"), Unproved::NotAReceipt),
            (text[1..].to_owned(), Unproved::NotAReceipt),
            ("{}".to_owned(), Unproved::NotAReceipt),
            (" ".repeat(RECEIPT_MOST + 1), Unproved::NotAReceipt),
        ] {
            assert_ne!(changed, text);
            assert_eq!(verify(&changed, &keys), Err(why), "{changed}");
        }
        assert_eq!(verify(&text, &PublicKeys::default()), Err(Unproved::KeyUnknown));
    });
}

#[test]
fn a_start_publishes_its_key_once() {
    on_every_engine(async |world| {
        let before = raw::texts(world, "select name from receipt_keys").await;
        let again = world.reopened(|_| ()).await;
        assert_eq!(again.receipt_keys().await.unwrap().matches("\"kid\"").count(), 1);
        assert_eq!(raw::texts(world, "select name from receipt_keys").await, before);
        again.close_database().await;
    });
}

/// The public half of a key somebody else has, under the name it would have here.
const FOREIGN: (&str, &str) = ("21fe31dfa154a261", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

#[test]
fn whoever_writes_to_the_database_cannot_publish_a_key_or_change_one_unseen() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        decide(world, &lan, PROMOTIONS, Decision::Grant).await;
        let who = world.who(&lan.session).await;
        let text = world.services.receipt_of(&who, 1).await.unwrap().unwrap().text;
        let document = world.services.receipt_keys().await.unwrap();
        let (name, key) = FOREIGN;
        let key = if raw::is_sqlite(world) { format!("x'{key}'") } else { format!("'\\x{key}'") };
        for (tampering, doubtful) in [
            (format!("insert into receipt_keys values ('{name}', {key}, 1, (select mark from receipt_keys))"), 1),
            (format!("insert into receipt_keys values ('0123456789abcdef', {key}, 1, null)"), 1),
            (format!("update receipt_keys set public_key = {key}"), 1),
            ("update receipt_keys set published_at = published_at + 1".to_owned(), 1),
            ("update receipt_keys set mark = null".to_owned(), 1),
            (format!("update receipt_keys set name = '{name}'"), 2),
            ("delete from receipt_keys".to_owned(), 1),
        ] {
            raw::run(world, "create table copy_keys as select * from receipt_keys").await;
            raw::run(world, &tampering).await;
            let audited = world.services.audit().await.unwrap();
            assert_eq!(audited.count, doubtful, "{tampering}: {:?}", audited.findings);
            assert!(audited.findings.iter().all(|found| found.starts_with("receipt_keys ")), "{:?}", audited.findings);
            let bad: Vec<_> = services::doctor::look(&world.settings, world.now())
                .await
                .into_iter()
                .filter(|finding| !finding.ok)
                .collect();
            assert!(bad.len() == 1 && bad[0].sentence.contains("past the server"), "{tampering}: {bad:?}");
            assert_eq!(world.services.receipt_keys().await.unwrap(), document, "{tampering}");
            assert!(world.services.check_receipt(&text).await.unwrap().is_ok(), "{tampering}");
            raw::run(world, "delete from receipt_keys; insert into receipt_keys select * from copy_keys").await;
            raw::run(world, "drop table copy_keys").await;
        }
        assert!(world.services.audit().await.unwrap().is_whole());
        raw::run(world, &format!("update receipt_keys set public_key = {key}")).await;
        let again = world.reopened(|_| ()).await;
        assert!(again.audit().await.unwrap().is_whole(), "a start puts its own key right");
        again.close_database().await;
    });
}

#[test]
fn a_receipt_has_a_number_and_a_time_of_its_own_and_names_the_controller_as_the_operator_does() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        decide(world, &lan, PROMOTIONS, Decision::Grant).await;
        let who = world.who(&lan.session).await;
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        let first = world.services.receipt_of(&who, 1).await.unwrap().unwrap().text;
        world.wait(60);
        let named = world
            .reopened(|settings| {
                settings.controller = Controller {
                    name: Some("Công ty TNHH Metiz".into()),
                    address: Some("910A Ngô Quyền, Đà Nẵng".into()),
                    email: Some("dulieu@metiz.example".into()),
                    phone: Some("0236 3 630 689".into()),
                    contact: Some("Bộ phận bảo vệ dữ liệu".into()),
                };
            })
            .await;
        let second = named.receipt_of(&who, 1).await.unwrap().unwrap().text;
        for text in [&first, &second] {
            assert!(named.check_receipt(text).await.unwrap().is_ok(), "one from before holds as before");
        }
        let (first, second) = (read(&first), read(&second));
        assert_eq!(first["record_id"], second["record_id"], "the decision is the same");
        assert_ne!(first["receipt_id"], second["receipt_id"]);
        assert_ne!(first["receipt_time"], second["receipt_time"]);
        assert_eq!(second["kantara"]["consentReceiptID"], second["receipt_id"]);
        let party = &second["party_identification"][0];
        for (field, value) in
            [("name", "Công ty TNHH Metiz"), ("phone", "0236 3 630 689"), ("contact", "Bộ phận bảo vệ dữ liệu")]
        {
            assert_eq!(party[format!("party_{field}")], value);
            assert!(first["party_identification"][0][format!("party_{field}")] != *value);
        }
        let kantara = &second["kantara"]["piiControllers"][0];
        assert_eq!(kantara["address"]["streetAddress"], "910A Ngô Quyền, Đà Nẵng");
        assert_eq!(kantara["email"], "dulieu@metiz.example");
        assert!(first["kantara"]["piiControllers"][0].get("email").is_none(), "what was not named is left out");
        named.close_database().await;
    });
}

#[test]
fn an_entry_that_was_tampered_with_has_no_receipt() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        decide(world, &lan, PROMOTIONS, Decision::Grant).await;
        raw::run(world, "update consent_entries set wording_version = 7").await;
        let who = world.who(&lan.session).await;
        assert!(world.services.receipts_of(&who, None, 99).await.unwrap().0.is_empty());
    });
}
