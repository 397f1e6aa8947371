//! The second factor: what it takes to set one up and to remove it, recovery codes, and sensitive acts.

mod guessing;
mod second_step;

use crate::authenticator::{begun, set_up};
use crate::profile::trail as kinds;
use crate::raw;
use crate::world::{DEVICE, NETWORK, PASSWORD, World, on_every_engine};
use domain::factors::FactorRefusal;
use domain::form::Reason;
use domain::trail::TrailKind;
use services::factors::{Attempt as Code, Authenticator, PendingSignIn};
use services::fault::Fault;
use services::password::Given;
use services::sessions::NewSession;
use services::sign_in::{Attempt, SignIn};

const HERE: &str = "Firefox, Linux";

/// The right password, and what waits for the code.
async fn password(world: &World, attempt: Attempt<'_>) -> PendingSignIn {
    match world.services.sign_in(attempt).await.unwrap() {
        SignIn::FactorNeeded(pending) => pending,
        SignIn::Open(_) => panic!("the password alone opened a session"),
    }
}

fn code<'a>(pending: &'a PendingSignIn, typed: &'a str) -> Code<'a> {
    Code { token: pending.token(), typed, device: HERE, network: NETWORK, device_token: None, earlier: None }
}

/// The member comes in with password and code from a device nobody knows.
pub(crate) async fn comes_in(world: &World, name: &str, typed: &str) -> NewSession {
    let pending = password(world, world.attempt(name, PASSWORD)).await;
    world.services.pass_factor(code(&pending, typed)).await.unwrap()
}

async fn is_refused(world: &World, attempt: Code<'_>, refusal: FactorRefusal) {
    let refused = world.services.pass_factor(attempt).await;
    assert!(matches!(&refused, Err(Fault::Refused(found)) if *found == refusal), "{refused:?}, not {refusal:?}");
}

#[test]
fn an_authenticator_counts_only_once_its_first_code_was_typed() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        let fresh = who.freshly().unwrap();
        assert!(matches!(world.services.authenticator_of(&fresh).await.unwrap(), Authenticator::Off));
        let none = world.services.confirm_authenticator(&fresh, "123456").await;
        assert!(matches!(none, Err(Fault::Refused(FactorRefusal::SetUpOver))));
        world.services.begin_authenticator(&fresh).await.unwrap();
        let wrong = world.services.confirm_authenticator(&fresh, "12 345").await;
        assert!(matches!(wrong, Err(Fault::Refused(FactorRefusal::NotACode))));
        assert!(!world.services.has_factor(&who).await.unwrap());
        assert!(world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await.unwrap().session().is_some());
        world.letters().await;
        let (_, codes) = set_up(world, &lan.session).await;
        assert_eq!(codes.len(), 10);
        assert!(world.services.has_factor(&who).await.unwrap());
        let twice = world.services.begin_authenticator(&fresh).await;
        assert!(matches!(twice, Err(Fault::Refused(FactorRefusal::AlreadyOn))));
    });
}

#[test]
fn a_set_up_shows_the_same_secret_twice_and_ends_after_ten_minutes() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        let fresh = who.freshly().unwrap();
        let mut shown = Vec::new();
        for _ in 0..2 {
            world.services.begin_authenticator(&fresh).await.unwrap();
            let Authenticator::SettingUp(set_up) = world.services.authenticator_of(&fresh).await.unwrap() else {
                panic!("the set-up is open");
            };
            shown.push(set_up.secret.reveal().to_owned());
        }
        assert_eq!(shown[0], shown[1]);
        world.wait(10 * 60);
        assert!(matches!(world.services.authenticator_of(&fresh).await.unwrap(), Authenticator::Off));
        assert_eq!(world.services.run_due_jobs().await.unwrap().expired, 1);
        assert_eq!(raw::rows(world, "authenticators").await, 0);
    });
}

// ASVS: V7.4.3
#[test]
fn lesson_16_setting_up_and_removing_end_every_other_session_and_are_told() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let other = world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await.unwrap().session().unwrap();
        world.letters().await;
        let who = world.who(&lan.session).await;
        let fresh = who.freshly().unwrap();
        world.services.begin_authenticator(&fresh).await.unwrap();
        assert!(world.services.find(other.token()).await.unwrap().is_some(), "nothing has changed yet");
        let (app, _) = set_up(world, &lan.session).await;
        assert!(world.services.find(other.token()).await.unwrap().is_none());
        assert!(world.services.find(lan.session.token()).await.unwrap().is_some());
        let second = comes_in(world, "lan.anh", &app.next(world)).await;
        world.letters().await;
        let who = world.who(&lan.session).await;
        world.services.remove_authenticator(&who.freshly().unwrap()).await.unwrap();
        assert!(world.letter_to(&lan.email).await.body.contains("đã được gỡ"));
        assert!(world.services.find(second.token()).await.unwrap().is_none());
        assert!(!world.services.has_factor(&who).await.unwrap());
        assert_eq!(raw::rows(world, "recovery_codes").await, 0, "codes stand in for nothing any more");
        assert_eq!(kinds(world, &who).await[0], TrailKind::AuthenticatorRemoved);
        let twice = world.services.remove_authenticator(&who.freshly().unwrap()).await;
        assert!(matches!(twice, Err(Fault::Refused(FactorRefusal::NotOn))));
        assert!(world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await.unwrap().session().is_some());
        world.letters().await;
    });
}

#[test]
fn setting_up_is_told_to_the_confirmed_address() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let app = begun(world, &lan.session).await;
        assert!(world.letters().await.is_empty(), "nothing has changed yet");
        let who = world.who(&lan.session).await;
        world.services.confirm_authenticator(&who.freshly().unwrap(), &app.code(world.now())).await.unwrap();
        assert!(world.letter_to(&lan.email).await.body.contains("một ứng dụng xác thực đã được thêm"));
        assert_eq!(kinds(world, &who).await[..2], [TrailKind::RecoveryCodesMade, TrailKind::AuthenticatorAdded]);
    });
}

// Lesson 30: a fresh proof of any kind was enough for a sensitive act.
#[test]
fn lesson_30_a_password_proved_without_the_factor_is_not_fresh() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (app, codes) = set_up(world, &lan.session).await;
        world.wait(10 * 60);
        let who = world.who(&lan.session).await;
        assert!(who.freshly().is_none());
        for (typed, refusal) in [
            ("", FactorRefusal::Missing),
            ("12345", FactorRefusal::NotACode),
            (app.wrong(world).as_str(), FactorRefusal::Wrong),
        ] {
            let proof = Given { password: PASSWORD, code: typed };
            let refused = world.services.prove_password(&who, proof, NETWORK).await;
            assert!(matches!(&refused, Err(Fault::Refused(Reason::Factor(found))) if *found == refusal), "{refused:?}");
            assert!(world.who(&lan.session).await.freshly().is_none());
        }
        let typed = app.next(world);
        let wrong = world.services.prove_password(&who, Given { password: "not it", code: &codes[0] }, NETWORK).await;
        assert!(matches!(wrong, Err(Fault::Refused(Reason::WrongPassword))), "{wrong:?}");
        let proof = Given { password: PASSWORD, code: &typed };
        let proved = world.services.prove_password(&who, proof, NETWORK).await.unwrap();
        assert!(world.who(&proved).await.freshly().is_some());
        assert_eq!(world.services.factors_of(&who).await.unwrap().codes_left, 10, "a wrong password uses no code up");
        // The same session, had it proved the password alone.
        raw::run(world, "update sessions set factor_proved_at = null").await;
        assert!(world.who(&proved).await.freshly().is_none());
        raw::run(world, "update sessions set factor_proved_at = proved_at - 600000000").await;
        assert!(world.who(&proved).await.freshly().is_none(), "an old proof of the factor neither");
    });
}

#[test]
fn lesson_12_closing_asks_for_the_factor_too_and_everything_of_it_is_erased() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (app, _) = set_up(world, &lan.session).await;
        let who = world.who(&lan.session).await;
        for typed in ["", app.wrong(world).as_str()] {
            let refused = world.services.close(&who, Given { password: PASSWORD, code: typed }, NETWORK).await;
            assert!(matches!(refused, Err(Fault::Refused(Reason::Factor(_)))), "{refused:?}");
        }
        password(world, world.attempt("lan.anh", PASSWORD)).await;
        let typed = app.next(world);
        world.services.close(&who, Given { password: PASSWORD, code: &typed }, NETWORK).await.unwrap();
        world.wait(7 * 86_400);
        world.services.run_due_jobs().await.unwrap();
        for table in ["members", "authenticators", "recovery_codes", "pending_sign_ins"] {
            assert_eq!(raw::rows(world, table).await, 0, "{table}");
        }
        world.letters().await;
    });
}

#[test]
fn a_new_set_of_codes_makes_the_old_one_void() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        let none = world.services.make_recovery_codes(&who.freshly().unwrap()).await;
        assert!(matches!(none, Err(Fault::Refused(FactorRefusal::NotOn))));
        let (_, old) = set_up(world, &lan.session).await;
        comes_in(world, "lan.anh", &old[0]).await;
        world.letters().await;
        let new = world.services.make_recovery_codes(&who.freshly().unwrap()).await.unwrap();
        assert!(world.letter_to(&lan.email).await.body.contains("mười mã dự phòng mới"));
        assert_eq!(world.services.factors_of(&who).await.unwrap().codes_left, 10);
        let pending = password(world, world.attempt("lan.anh", PASSWORD)).await;
        is_refused(world, code(&pending, &old[1]), FactorRefusal::Wrong).await;
        assert!(world.services.pass_factor(code(&pending, new[0].reveal())).await.is_ok());
        world.letters().await;
    });
}

// ASVS: V6.5.2
#[test]
fn neither_the_secret_nor_a_code_lies_open_in_the_database() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (app, codes) = set_up(world, &lan.session).await;
        let sealed = raw::bytes(world, "select secret from authenticators").await;
        assert_eq!(sealed.len(), 1);
        assert!(!sealed[0].windows(20).any(|part| part == app.secret()));
        let hashes = raw::bytes(world, "select code_hash from recovery_codes").await;
        let digits: Vec<String> = codes.iter().map(|code| code.replace('-', "")).collect();
        for code in codes.iter().chain(&digits) {
            assert!(!hashes.contains(&services::clock::token_hash(code).to_vec()), "not a hash anybody can make");
        }
        // Moved to another member, the secret does not open.
        let copy = world.services.copy_of(&world.who(&lan.session).await.freshly().unwrap()).await.unwrap();
        world.letter_to(&lan.email).await;
        let json = serde_json::to_value(&copy).unwrap();
        assert!(json["authenticator"]["confirmed_at"].is_string());
        assert_eq!(json["recovery_codes"]["left"], 10);
        let text = json.to_string();
        assert!(codes.iter().chain(&digits).all(|code| !text.contains(code.as_str())));
        assert!(!text.contains("otpauth"));
    });
}

#[test]
fn a_member_is_found_by_nobody_elses_authenticator() {
    on_every_engine(async |world| {
        let (lan, binh) = (world.a_member("lan.anh").await, world.a_member("binh").await);
        set_up(world, &lan.session).await;
        let (whose, other) = (world.who(&lan.session).await, world.who(&binh.session).await);
        assert!(world.services.has_factor(&whose).await.unwrap());
        assert!(!world.services.has_factor(&other).await.unwrap());
        assert!(
            world
                .services
                .sign_in(Attempt { device: DEVICE, ..world.attempt("binh", PASSWORD) })
                .await
                .unwrap()
                .session()
                .is_some()
        );
        world.letters().await;
    });
}
