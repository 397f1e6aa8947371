//! A copy of everything held.

use crate::authenticator::set_up;
use crate::consent::decide;
use crate::erasure::a_full_life;
use crate::profile::{count, form, trail};
use crate::world::{DEVICE, Member, PASSWORD, World, on_every_engine};
use domain::consent::{Channel, Decision, Purpose};
use domain::profile::ProfileForm;
use domain::trail::TrailKind;
use futures_util::TryStreamExt as _;
use serde_json::Value;
use services::copy::{SECTIONS, Section, schema};
use services::fault::Fault;
use services::sessions::NewSession;

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
        let purposes = world.services.purposes();
        let wording = &purposes.newest(Purpose::Promotions.into()).unwrap().wording.vi;
        assert_eq!(json["consents"][0]["wording"], wording.as_str());
        assert_eq!(json["trail"][0]["kind"], "copy_taken");
        assert_eq!(count(&trail(world, &who).await, TrailKind::CopyTaken), 1);
        let letter = world.letter_to(&member.email).await;
        assert!(letter.body.contains("bản sao") && !letter.body.contains("Lan Anh"), "{}", letter.body);
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
        world.letter_to(&lan.email).await;
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
        world.letters().await;
    });
}

#[test]
fn the_copy_can_be_taken_while_the_account_is_closing() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        world.services.close(&who, PASSWORD, "203.0.113.7").await.unwrap();
        let session = world.services.sign_in(world.attempt("lananh", PASSWORD)).await.unwrap().session().unwrap();
        let who = world.who(&session).await;
        let copy = serde_json::to_value(world.services.copy_of(&who.freshly().unwrap()).await.unwrap()).unwrap();
        assert!(copy["account"]["closing_ends_at"].is_string());
        let letters = world.letters().await;
        assert!(letters.iter().all(|letter| !letter.body.contains("bản sao")), "no letter but those of the closing");
    });
}

/// What of `value` does not keep to `schema`: the part of JSON Schema that ours uses.
fn breaches(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the schema names a type nobody knows: {other}"),
    };
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().map(|kind| kind.as_str().unwrap()).collect(),
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    if !kinds.is_empty() && !kinds.iter().any(|kind| is(kind)) {
        found.push(format!("{at} is not {kinds:?}"));
    }
    if schema.get("const").is_some_and(|constant| constant != value) {
        found.push(format!("{at} is another constant"));
    }
    if let Some(text) = value.as_str().filter(|_| schema.get("pattern").is_some()) {
        let instant = text.len() == 25 && text.ends_with("+07:00") && text.as_bytes()[10] == b'T';
        if !instant {
            found.push(format!("{at} is no instant"));
        }
    }
    if let (Some(properties), Some(object)) = (schema["properties"].as_object(), value.as_object()) {
        for name in schema["required"].as_array().unwrap() {
            if !object.contains_key(name.as_str().unwrap()) {
                found.push(format!("{at} has no {name}"));
            }
        }
        for (name, value) in object {
            match properties.get(name) {
                Some(schema) => found.extend(breaches(schema, value, &format!("{at}.{name}"))),
                None => found.push(format!("{at}.{name} is not in the schema")),
            }
        }
    }
    for (index, value) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(breaches(&schema["items"], value, &format!("{at}[{index}]")));
    }
    found
}

/// The member says that it was not them, comes back by letter, and then uses another address.
async fn shut_out_and_back(world: &World, member: &Member) -> NewSession {
    let who = &world.who(&member.session).await;
    world.letters().await;
    world.services.not_me(who).await.unwrap();
    let token = world.letter_to(&member.email).await.token().to_owned();
    assert_eq!(crate::recovery::set(world, &token, crate::recovery::NEW).await, Ok(()));
    let session =
        world.services.sign_in(world.attempt("lananh", crate::recovery::NEW)).await.unwrap().session().unwrap();
    let who = world.who(&session).await;
    world.letters().await;
    world.services.correct(&who, &ProfileForm { email: "moi@example.com", ..form(member) }, 2).await.unwrap();
    let letters = world.letters().await;
    let asked = letters.iter().find(|letter| letter.to == "moi@example.com").unwrap();
    world.services.confirm_email(&who, asked.token()).await.unwrap();
    session
}

#[test]
fn the_copy_of_a_full_life_keeps_to_the_schema_and_nothing_else_would() {
    on_every_engine(async |world| {
        let member = a_full_life(world).await;
        let back = shut_out_and_back(world, &member).await;
        set_up(world, &back).await;
        crate::passkeys::added(world, &back).await;
        let waits = world.services.sign_in(world.attempt("lananh", crate::recovery::NEW)).await.unwrap();
        assert!(waits.session().is_none());
        let who = world.who(&back).await;
        crate::recovery::ask(world, "lananh").await;
        let copy = serde_json::to_value(world.services.copy_of(&who.freshly().unwrap()).await.unwrap()).unwrap();
        assert_eq!(breaches(&schema::value(), &copy, "copy"), Vec::<String>::new());
        for part in domain::copy::PARTS {
            assert_ne!(copy[part.name], serde_json::json!([]), "{} is empty: this life is not full", part.name);
        }
        let mut wrong = copy.clone();
        wrong["sessions"][0]["seen_at"] = Value::Null;
        wrong["sessions"][0]["token"] = Value::from("x");
        wrong["consents"][0].as_object_mut().unwrap().remove("wording");
        assert_eq!(breaches(&schema::value(), &wrong, "copy").len(), 3, "the check finds what is wrong");
        world.letters().await;
    });
}

#[test]
fn waiting_letters_are_in_the_copy_without_their_links() {
    on_every_engine(async |world| {
        let member = world.join("lananh").await;
        let who = world.who(&member.session).await;
        world.letter_to(&member.email).await;
        world.services.correct(&who, &ProfileForm { email: "moi@example.com", ..form(&member) }, 1).await.unwrap();
        let copy = serde_json::to_value(world.services.copy_of(&who.freshly().unwrap()).await.unwrap()).unwrap();
        assert_eq!(copy["letters_waiting"][0]["to"], "moi@example.com");
        let letter = world.letter_to("moi@example.com").await;
        assert!(!copy.to_string().contains(letter.token()));
    });
}

#[test]
fn letters_that_left_are_in_the_copy_without_address_and_text() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let copy = serde_json::to_value(world.services.copy_of(&who.freshly().unwrap()).await.unwrap()).unwrap();
        let sent = serde_json::json!([
            { "sent_at": "2026-11-22T10:04:00+07:00", "letter": "confirm_address", "way": "mail" }
        ]);
        assert_eq!(copy["letters_sent"], sent);
        world.letter_to(&member.email).await;
    });
}

#[test]
fn only_two_copies_are_made_at_once_and_whoever_waits_is_told() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let fresh = who.freshly().unwrap();
        let copies = (0..6).map(|_| world.services.copy_file(&fresh, &[("copy.html", |copy| copy.to_string())]));
        let mut made = 0;
        for outcome in futures(copies).await {
            match outcome {
                Ok(file) => {
                    assert!(file.try_concat().await.unwrap().starts_with(b"PK"));
                    made += 1;
                }
                Err(Fault::Busy { wait_s }) => assert_eq!(wait_s, 2),
                Err(other) => panic!("{other:?}"),
            }
        }
        assert!((1..6).contains(&made), "{made}");
        assert!(world.services.copy_file(&fresh, &[]).await.is_ok(), "afterwards there is room again");
        world.letters().await;
    });
}

/// All of them at once, each polled in turn.
async fn futures<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = all.map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (future, done) in running.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(cx)
            {
                *done = Some(output);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[test]
fn the_address_of_the_copy_works_for_an_hour_in_the_session_it_was_made_in_and_nowhere_else() {
    on_every_engine(async |world| {
        let (member, minh) = (world.a_member("lananh").await, world.a_member("minhtri").await);
        let who = world.who(&member.session).await;
        let code = world.services.copy_link(&who.freshly().unwrap());
        assert_ne!(code, world.services.copy_link(&who.freshly().unwrap()));
        let other = world.services.sign_in(world.attempt("lananh", PASSWORD)).await.unwrap().session().unwrap();
        world.letter_to(&member.email).await;
        for wrong in [&world.who(&other).await, &world.who(&minh.session).await] {
            assert!(world.services.copy_file_by_link(wrong, &code, &[]).await.unwrap().is_none(), "another session");
        }
        for made_up in ["", "AAAA", "not base64!", &code[1..], &"A".repeat(4_000)] {
            assert!(world.services.copy_file_by_link(&who, made_up, &[]).await.unwrap().is_none(), "{made_up}");
        }
        assert_eq!(count(&trail(world, &who).await, TrailKind::CopyTaken), 0);
        for _ in 0..2 {
            world.wait(29 * 60);
            world.who(&member.session).await;
            world.services.settled().await;
        }
        let late = world.who(&member.session).await;
        assert!(late.freshly().is_none(), "the password was given long ago");
        assert!(world.services.copy_file_by_link(&late, &code, &[]).await.unwrap().is_some());
        world.letter_to(&member.email).await;
        world.wait(2 * 60);
        let late = world.who(&member.session).await;
        assert!(world.services.copy_file_by_link(&late, &code, &[]).await.unwrap().is_none(), "an hour is over");
    });
}

#[test]
fn the_address_of_the_copy_ends_with_its_session() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let code = world.services.copy_link(&who.freshly().unwrap());
        world.services.sign_out(&who).await.unwrap();
        let ended = world.services.copy_file_by_link(&who, &code, &[]).await;
        assert!(matches!(ended, Err(Fault::SessionEnded)), "{ended:?}");
    });
}
