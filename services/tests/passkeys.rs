//! Passkeys: adding, naming and removing them, and what that ends.

mod entering;
mod forged;
mod proving;

use crate::passkey_device::{HONEST, Manner, Passkey, options};
use crate::profile::trail as kinds;
use crate::raw;
use crate::world::{DEVICE, NETWORK, PASSWORD, Received, World, on_every_engine};
use domain::form::Reason;
use domain::lang::Lang;
use domain::passkeys::{MOST, PasskeyRefusal};
use domain::trail::TrailKind;
use services::fault::Fault;
use services::passkeys::{NewPasskey, PasskeyAttempt, PasskeyLine, Question};
use services::sessions::NewSession;

fn new<'a>(question: &'a Question, credential: &'a str) -> NewPasskey<'a> {
    NewPasskey { token: question.token(), credential, name: "Điện thoại của tôi", device: DEVICE }
}

/// The member of this fresh session adds a passkey; the letter about it.
pub(crate) async fn add(world: &World, session: &NewSession) -> (Passkey, Option<Received>) {
    let who = world.who(session).await;
    let fresh = who.freshly().expect("a fresh session");
    let question = world.services.ask_new_passkey(&fresh).await.unwrap();
    let (passkey, answer) = Passkey::made(&options(question.options()), HONEST);
    world.services.add_passkey(&fresh, new(&question, &answer)).await.unwrap();
    (passkey, world.letters().await.pop())
}

/// The same, and nobody reads the letter.
pub(crate) async fn added(world: &World, session: &NewSession) -> Passkey {
    add(world, session).await.0
}

pub(crate) fn attempt<'a>(token: &'a str, credential: &'a str) -> PasskeyAttempt<'a> {
    let device = "Firefox, Linux";
    PasskeyAttempt { token, credential, kept: false, device, network: NETWORK, device_token: None, earlier: None }
}

/// A sign-in as the browser does it.
pub(crate) async fn signs_in(
    world: &World,
    passkey: &mut Passkey,
    manner: Manner<'_>,
) -> Result<NewSession, Fault<PasskeyRefusal>> {
    let question = world.services.ask_passkey(NETWORK).await.unwrap();
    let answer = passkey.used(&options(question.options()), manner);
    world.services.sign_in_by_passkey(attempt(question.token(), &answer)).await
}

fn is(found: &Fault<PasskeyRefusal>, refusal: PasskeyRefusal) -> bool {
    matches!(found, Fault::Refused(found) if *found == refusal)
}

async fn list(world: &World, session: &NewSession) -> Vec<PasskeyLine> {
    world.services.passkeys_of(&world.who(session).await).await.unwrap()
}

#[test]
fn a_new_passkey_verifies_the_person_is_found_without_a_name_and_knows_nothing_of_them() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        let asked = world.services.ask_new_passkey(&who.freshly().unwrap()).await.unwrap();
        let first = options(asked.options());
        assert_eq!(first["rp"]["id"], "members.example");
        assert_eq!(first["attestation"], "none");
        assert_eq!(first["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(first["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(first["authenticatorSelection"]["requireResidentKey"], true);
        assert_eq!(first["user"]["name"], "lan.anh");
        assert_eq!(first["timeout"], 300_000);
        let passkey = added(world, &lan.session).await;
        assert_eq!(passkey.handle.len(), 64);
        assert!(!passkey.handle.windows(16).any(|part| part == who.member().bytes()), "no number of ours is in it");
        let again = world.services.ask_new_passkey(&who.freshly().unwrap()).await.unwrap();
        let again = options(again.options());
        assert_eq!(again["user"]["id"], first["user"]["id"], "the device replaces its own");
        assert_ne!(again["challenge"], first["challenge"]);
        assert_eq!(again["excludeCredentials"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn adding_is_listed_noted_and_told() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        let fresh = who.freshly().unwrap();
        let question = world.services.ask_new_passkey(&fresh).await.unwrap();
        let (_, answer) = Passkey::made(&options(question.options()), HONEST);
        let unnamed = NewPasskey { name: " ", ..new(&question, &answer) };
        world.services.add_passkey(&fresh, unnamed).await.unwrap();
        assert!(world.letter_to(&lan.email).await.body.contains("một khóa truy cập (passkey) đã được thêm"));
        let lines = list(world, &lan.session).await;
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].name.as_str(), lines[0].added, lines[0].used), (DEVICE, world.now(), None));
        assert_eq!(kinds(world, &who).await[0], TrailKind::PasskeyAdded);
        let text = String::from_utf8_lossy(&raw::bytes(world, "select credential from passkeys").await[0]).into_owned();
        assert!(!text.contains("cred_id"), "the credential is sealed");
    });
}

// Lesson 7: a link that was sent by letter enrolled an attacker's passkey.
#[test]
fn lesson_7_a_passkey_is_added_by_the_session_that_asked_once_and_within_five_minutes() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let binh = world.a_member("binh").await;
        let other = world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await.unwrap().session().unwrap();
        world.letters().await;
        let (here, there, stranger) =
            (world.who(&lan.session).await, world.who(&other).await, world.who(&binh.session).await);
        let fresh = here.freshly().unwrap();
        for somebody in [&there, &stranger] {
            let question = world.services.ask_new_passkey(&fresh).await.unwrap();
            let (_, answer) = Passkey::made(&options(question.options()), HONEST);
            let elsewhere = world.services.add_passkey(&somebody.freshly().unwrap(), new(&question, &answer)).await;
            assert!(matches!(elsewhere, Err(Fault::Refused(Reason::Passkey(PasskeyRefusal::Over)))), "{elsewhere:?}");
            let spent = world.services.add_passkey(&fresh, new(&question, &answer)).await;
            assert!(matches!(spent, Err(Fault::Refused(Reason::Passkey(PasskeyRefusal::Over)))), "{spent:?}");
        }
        let late = world.services.ask_new_passkey(&fresh).await.unwrap();
        let (_, answer) = Passkey::made(&options(late.options()), HONEST);
        world.wait(5 * 60);
        let refused = world.services.add_passkey(&fresh, new(&late, &answer)).await;
        assert!(matches!(refused, Err(Fault::Refused(Reason::Passkey(PasskeyRefusal::Over)))), "{refused:?}");
        let signing_in = world.services.ask_passkey(NETWORK).await.unwrap();
        let refused = world.services.add_passkey(&fresh, new(&signing_in, &answer)).await;
        assert!(matches!(refused, Err(Fault::Refused(Reason::Passkey(PasskeyRefusal::Over)))), "another purpose");
        assert_eq!(raw::rows(world, "passkeys").await, 0);
        world.wait(5 * 60);
        assert!(world.who(&lan.session).await.freshly().is_none(), "after ten minutes the password is asked again");
        assert!(world.services.run_due_jobs().await.unwrap().expired >= 2);
        assert_eq!(raw::rows(world, "passkey_challenges").await, 0);
    });
}

#[test]
fn what_is_no_new_passkey_of_this_site_is_not_added() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        let fresh = who.freshly().unwrap();
        let lies = [
            Manner { origin: "https://members.example.evil", ..HONEST },
            Manner { origin: "http://members.example", ..HONEST },
            Manner { origin: "https://sub.members.example", ..HONEST },
            Manner { origin: "https://badmembers.example", ..HONEST },
            Manner { origin: "https://members.example:8443", ..HONEST },
            Manner { site: "example", ..HONEST },
            Manner { verified: false, ..HONEST },
        ];
        for manner in lies {
            let question = world.services.ask_new_passkey(&fresh).await.unwrap();
            let (_, answer) = Passkey::made(&options(question.options()), manner);
            let refused = world.services.add_passkey(&fresh, new(&question, &answer)).await;
            assert!(matches!(refused, Err(Fault::Refused(Reason::Passkey(PasskeyRefusal::NotMade)))), "{refused:?}");
        }
        let (older, question) = (
            world.services.ask_new_passkey(&fresh).await.unwrap(),
            world.services.ask_new_passkey(&fresh).await.unwrap(),
        );
        let (_, replayed) = Passkey::made(&options(older.options()), HONEST);
        for odd in [replayed.as_str(), "{}", "null", "not json"] {
            let refused = world.services.add_passkey(&fresh, new(&question, odd)).await;
            assert!(matches!(refused, Err(Fault::Refused(Reason::Passkey(_)))), "{odd}: {refused:?}");
        }
        let long = "x".repeat(41);
        let refused = world.services.add_passkey(&fresh, NewPasskey { name: &long, ..new(&older, &replayed) }).await;
        assert!(matches!(refused, Err(Fault::Refused(Reason::Passkey(PasskeyRefusal::NameTooLong { max: 40 })))));
        assert_eq!(raw::rows(world, "passkeys").await, 0);
        world.services.add_passkey(&fresh, new(&older, &replayed)).await.expect("a wrong name costs no question");
        world.letters().await;
    });
}

#[test]
fn one_credential_belongs_to_one_account_and_ten_are_the_most() {
    on_every_engine(async |world| {
        let (lan, binh) = (world.a_member("lan.anh").await, world.a_member("binh").await);
        let passkey = added(world, &binh.session).await;
        let who = world.who(&lan.session).await;
        let fresh = who.freshly().unwrap();
        let question = world.services.ask_new_passkey(&fresh).await.unwrap();
        let answer = passkey.offered(&options(question.options()), HONEST);
        let refused = world.services.add_passkey(&fresh, new(&question, &answer)).await;
        assert!(matches!(refused, Err(Fault::Refused(Reason::Passkey(PasskeyRefusal::AlreadyHere)))), "{refused:?}");
        assert!(list(world, &lan.session).await.is_empty());
        for _ in 0..MOST {
            added(world, &lan.session).await;
        }
        let full = world.services.ask_new_passkey(&fresh).await.unwrap_err();
        assert!(is(&full, PasskeyRefusal::TooMany), "{full:?}");
    });
}

#[test]
fn a_passkey_is_renamed_and_removed_by_its_owner_alone() {
    on_every_engine(async |world| {
        let (lan, binh) = (world.a_member("lan.anh").await, world.a_member("binh").await);
        let mut passkey = added(world, &lan.session).await;
        let id = list(world, &lan.session).await[0].passkey.to_string();
        let (who, stranger) = (world.who(&lan.session).await, world.who(&binh.session).await);
        let foreign = world.services.rename_passkey(&stranger, &id, "của tôi").await;
        assert!(matches!(foreign, Err(Fault::Refused(Reason::Passkey(PasskeyRefusal::Gone)))), "{foreign:?}");
        let foreign = world.services.remove_passkey(&stranger.freshly().unwrap(), &id).await.unwrap_err();
        assert!(is(&foreign, PasskeyRefusal::Gone), "{foreign:?}");
        world.services.rename_passkey(&who, &id, "  Máy   tính bảng ").await.unwrap();
        assert_eq!(list(world, &lan.session).await[0].name, "Máy tính bảng");
        assert_eq!(kinds(world, &who).await[0], TrailKind::PasskeyRenamed);
        world.services.remove_passkey(&who.freshly().unwrap(), &id).await.unwrap();
        assert!(world.letter_to(&lan.email).await.body.contains("đã được gỡ"));
        assert_eq!(kinds(world, &who).await[0], TrailKind::PasskeyRemoved);
        assert!(list(world, &lan.session).await.is_empty());
        let refused = signs_in(world, &mut passkey, HONEST).await.unwrap_err();
        assert!(is(&refused, PasskeyRefusal::NotRecognised), "{refused:?}");
        for odd in [id.as_str(), "", "x", "../"] {
            let twice = world.services.remove_passkey(&who.freshly().unwrap(), odd).await.unwrap_err();
            assert!(is(&twice, PasskeyRefusal::Gone), "{odd}: {twice:?}");
        }
    });
}

#[test]
fn lesson_16_adding_and_removing_a_passkey_end_other_sessions_and_open_links() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        for adding in [true, false] {
            let other = world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await.unwrap().session().unwrap();
            world.services.recover_password("lan.anh", (Lang::Vi, DEVICE), NETWORK).await.unwrap();
            world.letters().await;
            assert_eq!(raw::rows(world, "recovery_links").await, 1);
            if adding {
                added(world, &lan.session).await;
            } else {
                let who = world.who(&lan.session).await;
                let id = list(world, &lan.session).await[0].passkey.to_string();
                world.services.remove_passkey(&who.freshly().unwrap(), &id).await.unwrap();
                world.letters().await;
            }
            assert!(world.services.find(other.token()).await.unwrap().is_none());
            assert!(world.services.find(lan.session.token()).await.unwrap().is_some());
            assert_eq!(raw::rows(world, "recovery_links").await, 0);
        }
    });
}

#[test]
fn the_letter_about_a_new_password_says_how_many_passkeys_go_on_opening_the_account() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        added(world, &lan.session).await;
        added(world, &lan.session).await;
        let who = world.who(&lan.session).await;
        let changed = world.services.change_password(&who.freshly().unwrap(), "mưa rơi trên phố cũ").await.unwrap();
        assert!(world.letter_to(&lan.email).await.body.contains("2 khóa truy cập (passkey)"));
        for passkey in list(world, &changed).await {
            let who = world.who(&changed).await;
            world.services.remove_passkey(&who.freshly().unwrap(), &passkey.passkey.to_string()).await.unwrap();
        }
        world.letters().await;
        let who = world.who(&changed).await;
        world.services.change_password(&who.freshly().unwrap(), "mưa tạnh trên phố cũ").await.unwrap();
        assert!(!world.letter_to(&lan.email).await.body.contains("passkey"));
    });
}

#[test]
fn not_me_takes_every_passkey_along() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let mut strangers = added(world, &lan.session).await;
        world.services.not_me(&world.who(&lan.session).await).await.unwrap();
        world.letters().await;
        let refused = signs_in(world, &mut strangers, HONEST).await.unwrap_err();
        assert!(is(&refused, PasskeyRefusal::NotRecognised), "{refused:?}");
        assert_eq!(raw::rows(world, "passkeys").await, 0);
    });
}

#[test]
fn passkeys_are_in_the_copy_by_name_and_go_with_the_account() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        added(world, &lan.session).await;
        let who = world.who(&lan.session).await;
        let copy = world.services.copy_of(&who.freshly().unwrap()).await.unwrap();
        let json = serde_json::to_value(&copy).unwrap();
        assert_eq!(json["passkeys"][0]["name"], "Điện thoại của tôi");
        assert!(json["passkeys"][0]["used_at"].is_null());
        world.services.close(&who, PASSWORD, NETWORK).await.unwrap();
        world.wait(7 * 86_400);
        world.services.run_due_jobs().await.unwrap();
        for table in ["members", "passkeys", "passkey_handles"] {
            assert_eq!(raw::rows(world, table).await, 0, "{table}");
        }
        world.letters().await;
    });
}
