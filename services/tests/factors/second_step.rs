//! The code after the password: what it opens, once, and what ends a sign-in that waits for it.

use super::{HERE, code, comes_in, is_refused, kinds, password};
use crate::authenticator::set_up;
use crate::raw;
use crate::recovery;
use crate::world::{NETWORK, PASSWORD, on_every_engine};
use domain::calendar::Timestamp;
use domain::factors::FactorRefusal;
use domain::form::Reason;
use domain::trail::TrailKind;
use services::factors::Attempt as Code;
use services::fault::Fault;
use services::password::Given;
use services::sign_in::Attempt;

// Lesson 33: the assurance of a session was computed wrongly.
#[test]
fn lesson_33_a_right_password_opens_nothing_where_there_is_a_factor_from_a_known_device_neither() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (app, _) = set_up(world, &lan.session).await;
        let before = raw::rows(world, "sessions").await;
        let stranger = password(world, world.attempt("lan.anh", PASSWORD)).await;
        let known =
            Attempt { device_token: lan.session.device_token(), ..world.attempt("lan.anh@example.com", PASSWORD) };
        password(world, known).await;
        assert_eq!(raw::rows(world, "sessions").await, before);
        assert!(world.services.find(stranger.token()).await.unwrap().is_none(), "its token opens nothing");
        assert!(world.letters().await.is_empty());
        let session = world.services.pass_factor(code(&stranger, &app.next(world))).await.unwrap();
        assert!(world.who(&session).await.freshly().is_some(), "both were proved just now");
        assert!(world.letter_to("lan.anh@example.com").await.body.contains(HERE));
        assert_eq!(kinds(world, &world.who(&session).await).await[0], TrailKind::SignedIn);
    });
}

#[test]
fn keep_me_signed_in_is_remembered_until_the_code_comes() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (app, _) = set_up(world, &lan.session).await;
        for kept in [true, false] {
            let pending = password(world, Attempt { kept, ..world.attempt("lan.anh", PASSWORD) }).await;
            let session = world.services.pass_factor(code(&pending, &app.next(world))).await.unwrap();
            assert_eq!(session.keep_for_s().is_some(), kept);
        }
        world.letters().await;
    });
}

#[test]
fn a_code_is_taken_one_step_early_or_late_and_no_further() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (app, _) = set_up(world, &lan.session).await;
        for (drift, taken) in [(-60, false), (-30, true), (30, true), (60, false)] {
            world.wait(3600);
            let typed = app.code(Timestamp::from_micros(world.now().micros() + drift * 1_000_000));
            let pending = password(world, world.attempt("lan.anh", PASSWORD)).await;
            assert_eq!(world.services.pass_factor(code(&pending, &typed)).await.is_ok(), taken, "{drift}");
        }
        world.letters().await;
    });
}

// Lesson 32: a code could be used twice.
// ASVS: V6.5.1
#[test]
fn lesson_32_a_code_that_was_used_is_refused_everywhere() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (app, _) = set_up(world, &lan.session).await;
        // The code that ended the set-up.
        let pending = password(world, world.attempt("lan.anh", PASSWORD)).await;
        is_refused(world, code(&pending, &app.code(world.now())), FactorRefusal::Wrong).await;
        let typed = app.next(world);
        let session = world.services.pass_factor(code(&pending, &typed)).await.unwrap();
        world.letters().await;
        let again = password(world, world.attempt("lan.anh", PASSWORD)).await;
        is_refused(world, code(&again, &typed), FactorRefusal::Wrong).await;
        let proof = Given { password: PASSWORD, code: &typed };
        let proved = world.services.prove_password(&world.who(&session).await, proof, NETWORK).await;
        assert!(matches!(proved, Err(Fault::Refused(Reason::Factor(FactorRefusal::Wrong)))), "{proved:?}");
    });
}

#[test]
fn a_recovery_code_works_once_in_place_of_the_app_and_is_told() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (_, codes) = set_up(world, &lan.session).await;
        let session = comes_in(world, "lan.anh", &codes[3].replace('-', " ")).await;
        let who = world.who(&session).await;
        assert_eq!(world.services.factors_of(&who).await.unwrap().codes_left, 9);
        let letters = world.letters().await;
        assert!(letters.iter().any(|letter| letter.body.contains("còn 9 mã")), "{letters:?}");
        assert_eq!(kinds(world, &who).await[1], TrailKind::RecoveryCodeUsed);
        let pending = password(world, world.attempt("lan.anh", PASSWORD)).await;
        is_refused(world, code(&pending, &codes[3]), FactorRefusal::Wrong).await;
        is_refused(world, code(&pending, "0123-4567-8901-2345-6789"), FactorRefusal::Wrong).await;
        assert_eq!(world.services.factors_of(&who).await.unwrap().codes_left, 9);
    });
}

#[test]
fn somebody_elses_code_is_wrong() {
    on_every_engine(async |world| {
        let (lan, binh) = (world.a_member("lan.anh").await, world.a_member("binh").await);
        set_up(world, &lan.session).await;
        let (theirs, codes) = set_up(world, &binh.session).await;
        let pending = password(world, world.attempt("lan.anh", PASSWORD)).await;
        is_refused(world, code(&pending, &codes[0]), FactorRefusal::Wrong).await;
        is_refused(world, code(&pending, &theirs.next(world)), FactorRefusal::Wrong).await;
        assert_eq!(world.services.factors_of(&world.who(&binh.session).await).await.unwrap().codes_left, 10);
    });
}

// Lessons 10, 14 and 22: a proof was good for something else than what it was made for.
#[test]
fn lesson_10_a_waiting_sign_in_is_good_on_its_own_device_alone() {
    on_every_engine(async |world| {
        let (lan, binh) = (world.a_member("lan.anh").await, world.a_member("binh").await);
        let (app, _) = set_up(world, &lan.session).await;
        let pending = password(world, world.attempt("lan.anh", PASSWORD)).await;
        let typed = app.next(world);
        let own = code(&pending, &typed);
        is_refused(world, Code { device: "Safari, iPhone", ..own }, FactorRefusal::Over).await;
        is_refused(world, Code { device_token: lan.session.device_token(), ..own }, FactorRefusal::Over).await;
        // Somebody else's device token makes no device of this account.
        let token = pending.token().to_owned();
        let other_case: String = token
            .chars()
            .map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
            .collect();
        let (cut, longer) = (&token[..token.len() - 1], format!("{token}A"));
        for wrong in ["", "0", cut, &token[1..], &longer, &other_case, lan.session.token(), binh.session.token()] {
            is_refused(world, Code { token: wrong, ..own }, FactorRefusal::Over).await;
        }
        assert!(world.services.pass_factor(own).await.is_ok());
        is_refused(world, own, FactorRefusal::Over).await;
        world.letters().await;
    });
}

// Lesson 16: what was begun by the old rules went on by the new ones.
#[test]
fn lesson_16_a_waiting_sign_in_dies_with_its_time_with_the_authenticator_and_with_closing() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (app, codes) = set_up(world, &lan.session).await;
        let late = password(world, world.attempt("lan.anh", PASSWORD)).await;
        world.wait(5 * 60);
        assert!(!world.services.is_waiting(late.token()).await.unwrap());
        is_refused(world, code(&late, &codes[0]), FactorRefusal::Over).await;
        assert_eq!(world.services.run_due_jobs().await.unwrap().expired, 1);

        let replaced = password(world, world.attempt("lan.anh", PASSWORD)).await;
        let who = world.who(&lan.session).await;
        world.services.remove_authenticator(&who.freshly().unwrap()).await.unwrap();
        let (_, codes) = set_up(world, &lan.session).await;
        is_refused(world, code(&replaced, &codes[0]), FactorRefusal::Over).await;

        let closed = password(world, world.attempt("lan.anh", PASSWORD)).await;
        let proof = Given { password: PASSWORD, code: &codes[1] };
        world.services.close(&who, proof, NETWORK).await.unwrap();
        is_refused(world, code(&closed, &codes[0]), FactorRefusal::Over).await;
        world.letters().await;
        // Whoever comes back within the days of grace needs the code as well, and gets no letter.
        let session = comes_in(world, "lan.anh", &codes[2]).await;
        assert!(world.who(&session).await.is_closing());
        assert!(world.letters().await.is_empty());
        drop(app);
    });
}

// ASVS: V6.4.3, V6.4.4
#[test]
fn lesson_16_a_link_for_a_new_password_dies_with_a_new_factor_and_never_skips_it() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let before = recovery::link(world, &lan).await;
        let (_, codes) = set_up(world, &lan.session).await;
        recovery::is_over(world, &before).await;
        let pending = password(world, world.attempt("lan.anh", PASSWORD)).await;
        let after = recovery::link(world, &lan).await;
        recovery::set(world, &after, recovery::NEW).await.unwrap();
        world.letters().await;
        assert!(world.services.find(lan.session.token()).await.unwrap().is_none());
        is_refused(world, code(&pending, &codes[0]), FactorRefusal::Over).await;
        let anew = password(world, world.attempt("lan.anh", recovery::NEW)).await;
        assert!(world.services.pass_factor(code(&anew, &codes[0])).await.is_ok(), "the factor is what it was");
        world.letters().await;
    });
}

#[test]
fn lesson_16_another_password_ends_a_sign_in_that_waits() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (_, codes) = set_up(world, &lan.session).await;
        let pending = password(world, world.attempt("lan.anh", PASSWORD)).await;
        raw::run(world, "update members set password_since = password_since + 1").await;
        is_refused(world, code(&pending, &codes[0]), FactorRefusal::Over).await;
        raw::run(world, "update members set password_since = password_since - 1, session_epoch = session_epoch + 1")
            .await;
        is_refused(world, code(&pending, &codes[0]), FactorRefusal::Over).await;
    });
}
