//! Signing in with a passkey: what it opens, when, and how often.

use super::{added, attempt, is, kinds, list, signs_in};
use crate::authenticator::set_up;
use crate::passkey_device::{HONEST, options};
use crate::raw;
use crate::world::{NETWORK, PASSWORD, day, on_every_engine};
use domain::passkeys::PasskeyRefusal;
use domain::trail::TrailKind;
use services::fault::Fault;
use services::passkeys::PasskeyAttempt;

#[test]
fn a_passkey_is_the_whole_sign_in_and_its_session_is_fresh_for_ten_minutes() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let mut passkey = added(world, &lan.session).await;
        set_up(world, &lan.session).await;
        world.wait(60);
        let session = signs_in(world, &mut passkey, HONEST).await.unwrap();
        assert!(session.device_token().is_some(), "a device not seen before");
        assert!(world.letter_to(&lan.email).await.body.contains("Firefox, Linux"));
        let who = world.who(&session).await;
        assert_eq!(kinds(world, &who).await[0], TrailKind::SignedInByPasskey);
        assert_eq!(list(world, &session).await[0].used, Some(world.now()));
        assert!(who.freshly().is_some(), "two factors in one: the code is not asked either");
        assert_eq!(raw::number(world, "select count(*) from sessions where proved_at = 0").await, 1);
        world.wait(10 * 60);
        assert!(world.who(&session).await.freshly().is_none());
    });
}

// Lesson 25: another way in told who is a member. Nobody is named, so there is nothing to tell.
#[test]
fn lesson_25_the_question_is_the_same_for_everybody_and_names_nobody() {
    on_every_engine(async |world| {
        let before = world.services.ask_passkey(NETWORK).await.unwrap();
        let lan = world.a_member("lan.anh").await;
        added(world, &lan.session).await;
        let after = world.services.ask_passkey(NETWORK).await.unwrap();
        let (mut before, mut after) = (options(before.options()), options(after.options()));
        assert_ne!(before["challenge"].take(), after["challenge"].take());
        assert_eq!(before, after);
        assert_eq!((&after["userVerification"], &after["rpId"]), (&"required".into(), &"members.example".into()));
        assert_eq!(after["allowCredentials"].as_array().map(Vec::len), Some(0));
    });
}

#[test]
fn of_64_answers_to_one_question_exactly_one_gets_in() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let mut passkey = added(world, &lan.session).await;
        let question = world.services.ask_passkey(NETWORK).await.unwrap();
        let answer = passkey.used(&options(question.options()), HONEST);
        let tries: Vec<_> = (0..64)
            .map(|_| {
                let (services, token, answer) = (world.services.clone(), question.token().to_owned(), answer.clone());
                tokio::spawn(async move { services.sign_in_by_passkey(attempt(&token, &answer)).await })
            })
            .collect();
        let mut entered = 0;
        for tried in tries {
            match tried.await.unwrap() {
                Ok(_) => entered += 1,
                Err(refused) => assert!(is(&refused, PasskeyRefusal::Over), "{refused:?}"),
            }
        }
        assert_eq!(entered, 1);
        assert_eq!(raw::rows(world, "sessions").await, 2, "the one of joining, and one more");
        world.letters().await;
    });
}

#[test]
fn a_question_is_answered_within_five_minutes_and_in_its_own_browser() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let mut passkey = added(world, &lan.session).await;
        let (here, there) =
            (world.services.ask_passkey(NETWORK).await.unwrap(), world.services.ask_passkey(NETWORK).await.unwrap());
        let answer = passkey.used(&options(here.options()), HONEST);
        let refused = world.services.sign_in_by_passkey(attempt(there.token(), &answer)).await.unwrap_err();
        assert!(is(&refused, PasskeyRefusal::NotRecognised), "the challenge of another browser: {refused:?}");
        for token in ["", "x", &here.token()[..42], &here.token().to_lowercase()] {
            let refused = world.services.sign_in_by_passkey(attempt(token, &answer)).await.unwrap_err();
            assert!(is(&refused, PasskeyRefusal::Over), "{refused:?}");
        }
        world.wait(5 * 60);
        let refused = world.services.sign_in_by_passkey(attempt(here.token(), &answer)).await.unwrap_err();
        assert!(is(&refused, PasskeyRefusal::Over), "{refused:?}");
        let refused = world.services.sign_in_by_passkey(attempt(here.token(), "")).await.unwrap_err();
        assert!(is(&refused, PasskeyRefusal::Missing), "{refused:?}");
        assert!(signs_in(world, &mut passkey, HONEST).await.is_ok());
        world.letters().await;
    });
}

// Lesson 28: an account's state was forgotten on another way in.
#[test]
fn lesson_28_a_closing_account_opens_for_reopening_only_and_a_closed_one_not_at_all() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let mut passkey = added(world, &lan.session).await;
        world.services.close(&world.who(&lan.session).await, PASSWORD, NETWORK).await.unwrap();
        world.letters().await;
        let session = signs_in(world, &mut passkey, HONEST).await.unwrap();
        assert!(world.who(&session).await.is_closing());
        assert!(world.letters().await.is_empty(), "a closing account gets no letter but those about the closing");
        world.wait(day(7));
        let refused = signs_in(world, &mut passkey, HONEST).await.unwrap_err();
        assert!(is(&refused, PasskeyRefusal::NotRecognised), "before the erasure has run: {refused:?}");
        world.services.run_due_jobs().await.unwrap();
        let refused = signs_in(world, &mut passkey, HONEST).await.unwrap_err();
        assert!(is(&refused, PasskeyRefusal::NotRecognised), "and after: {refused:?}");
        world.letters().await;
    });
}

#[test]
fn a_crowded_network_holds_strangers_up_and_a_known_device_never() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let mut passkey = added(world, &lan.session).await;
        let session = signs_in(world, &mut passkey, HONEST).await.unwrap();
        let known = session.device_token().unwrap().to_owned();
        world.letters().await;
        let mut unknown = passkey.clone();
        unknown.id = vec![7; 32];
        for _ in 0..60 {
            let refused = signs_in(world, &mut unknown, HONEST).await.unwrap_err();
            assert!(is(&refused, PasskeyRefusal::NotRecognised), "{refused:?}");
        }
        let full = signs_in(world, &mut passkey, HONEST).await.unwrap_err();
        assert!(matches!(full, Fault::TooManyTries { .. }), "{full:?}");
        let question = world.services.ask_passkey(NETWORK).await.unwrap();
        let answer = passkey.used(&options(question.options()), HONEST);
        let at_home = PasskeyAttempt { device_token: Some(&known), ..attempt(question.token(), &answer) };
        assert!(world.services.sign_in_by_passkey(at_home).await.is_ok());
        world.wait(10 * 60);
        assert!(signs_in(world, &mut passkey, HONEST).await.is_ok());
        world.letters().await;
    });
}

#[test]
fn guesses_at_the_password_do_not_hold_a_passkey_up() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let mut passkey = added(world, &lan.session).await;
        for number in 0..20 {
            let network = format!("198.51.100.{number}/32");
            let guess = services::sign_in::Attempt { network: &network, ..world.attempt("lan.anh", "not it") };
            assert!(world.services.sign_in(guess).await.is_err());
        }
        assert!(signs_in(world, &mut passkey, HONEST).await.is_ok());
        world.letters().await;
    });
}

#[test]
fn questions_are_counted_on_their_network() {
    on_every_engine(async |world| {
        for _ in 0..600 {
            world.services.ask_passkey(NETWORK).await.unwrap();
        }
        let full = world.services.ask_passkey(NETWORK).await.unwrap_err();
        assert!(matches!(full, Fault::TooManyTries { .. }), "{full:?}");
        assert!(world.services.ask_passkey("198.51.100.1/32").await.is_ok());
        world.wait(10 * 60);
        assert!(world.services.ask_passkey(NETWORK).await.is_ok());
    });
}
