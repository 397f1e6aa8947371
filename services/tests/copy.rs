//! A copy of everything held.

use crate::consent::decide;
use crate::profile::{count, form, trail};
use crate::world::{DEVICE, PASSWORD, on_every_engine};
use domain::consent::{Channel, Decision, Purpose};
use domain::profile::ProfileForm;
use domain::trail::TrailKind;
use services::copy::{SECTIONS, Section};

#[test]
fn the_copy_says_everything_that_is_held_and_that_it_was_taken() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let change = ProfileForm {
            full_name: "Nguyễn Lan Anh",
            phone: "0905123456",
            id_number: "048198001234",
            ..form(&member)
        };
        world.services.correct(&who, &change, 1).await.unwrap();
        decide(world, &who, (Purpose::Promotions, Channel::Sms), Decision::Grant).await;
        let copy = world.services.copy_of(&who.freshly().unwrap()).await.unwrap();
        let json = serde_json::to_value(&copy).unwrap();
        let text = json.to_string();
        for held in [
            "lananh",
            "Nguyễn Lan Anh",
            "Nguyễn Thị Lan Anh",
            "1998-11-22",
            "+84905123456",
            "048198001234",
            &member.email,
            DEVICE,
        ] {
            assert!(text.contains(held), "{held} is missing");
        }
        assert_eq!(json["consents"][0]["purpose"], "promotions");
        let wording = &world.services.purposes().newest(Purpose::Promotions.into()).unwrap().wording.vi;
        assert_eq!(json["consents"][0]["wording"], wording.as_str());
        assert_eq!(json["trail"][0]["kind"], "copy_taken");
        assert_eq!(count(&trail(world, &who).await, TrailKind::CopyTaken), 1);
        assert!(!text.contains("$argon2"), "a hash of the password helps only whoever wants to guess it");
    });
}

#[test]
fn the_copy_is_about_nobody_else() {
    on_every_engine(async |world| {
        let (lan, minh) = (world.a_member("lananh").await, world.a_member("minhtri").await);
        let who = world.who(&lan.session).await;
        let copy = world.services.copy_of(&who.freshly().unwrap()).await.unwrap();
        assert!(!serde_json::to_string(&copy).unwrap().contains("minhtri"));
        assert_eq!(count(&trail(world, &world.who(&minh.session).await).await, TrailKind::CopyTaken), 0);
    });
}

#[test]
fn every_part_that_is_promised_is_in_the_copy() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let copy = serde_json::to_value(world.services.copy_of(&who.freshly().unwrap()).await.unwrap()).unwrap();
        for (table, section) in SECTIONS {
            match section {
                Section::Part(part) => assert!(copy.get(part).is_some(), "{table}: the copy has no {part}"),
                Section::LeftOut(why) => assert!(copy["left_out"].to_string().contains(why), "{table}"),
            }
        }
        assert_eq!(copy["retention"].as_array().unwrap().len(), domain::retention::Held::ALL.len());
    });
}

#[test]
fn the_copy_can_be_taken_while_the_account_is_closing() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        world.services.close(&who, PASSWORD, "203.0.113.7").await.unwrap();
        let session = world.services.sign_in(world.attempt("lananh", PASSWORD)).await.unwrap();
        let who = world.who(&session).await;
        let copy = serde_json::to_value(world.services.copy_of(&who.freshly().unwrap()).await.unwrap()).unwrap();
        assert!(copy["account"]["closing_ends_at"].is_string());
        world.letters().await;
    });
}
