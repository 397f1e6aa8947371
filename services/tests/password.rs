//! Another password while signed in: what goes on, and what is over. (security.md lessons 11, 16, 17)

use crate::profile::{count, form, trail};
use crate::raw;
use crate::recovery::{NEW, opens};
use crate::world::{NETWORK, PASSWORD, World, on_every_engine};
use domain::form::{Field, Problem, Reason};
use domain::password::{PasswordProblem, Strength};
use domain::profile::ProfileForm;
use domain::trail::TrailKind;
use services::email::Confirmation;
use services::fault::Fault;
use services::sessions::{NewSession, SignedIn};
use services::sign_in::Attempt;

async fn changed(world: &World, who: &SignedIn, typed: &str) -> Result<NewSession, Fault<Vec<Problem>>> {
    world.services.change_password(&who.freshly().expect("the password was given minutes ago"), typed).await
}

// ASVS: V6.2.2, V7.4.3
#[test]
fn every_other_session_ends_and_this_one_goes_on_under_another_token() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let known = Attempt { device_token: lan.session.device_token(), ..world.attempt("lan.anh", PASSWORD) };
        let mut others = Vec::new();
        for _ in 0..2 {
            others.push(world.services.sign_in(known).await.unwrap().session().unwrap());
        }
        let renewed = changed(world, &world.who(&lan.session).await, NEW).await.unwrap();
        assert!(world.letter_to(&lan.email).await.body.contains("https://members.example/recovery"));
        for ended in others.iter().chain([&lan.session]) {
            assert!(world.services.find(ended.token()).await.unwrap().is_none());
        }
        let who = world.who(&renewed).await;
        assert_eq!(renewed.ends(), lan.session.ends(), "nothing moves the end of a session");
        assert_eq!(world.services.sessions_of(&who).await.unwrap().len(), 1);
        assert!(!opens(world, &lan, "lan.anh", PASSWORD).await);
        assert!(opens(world, &lan, "lan.anh", NEW).await);
        assert_eq!(count(&trail(world, &who).await, TrailKind::PasswordChanged), 1);
        assert_eq!(world.services.password_since(&who).await.unwrap(), world.now());
    });
}

#[test]
fn a_new_password_is_estimated_and_the_proposed_passphrase_is_strong() {
    on_every_engine(async |world| {
        let estimate = async |typed: &str| world.services.strength_of(typed, NETWORK).await;
        assert_eq!((estimate("").await, estimate("mưa rơi").await), (None, None), "too short to be one at all");
        assert_eq!(estimate(&"ệ".repeat(257)).await, None);
        for weak in ["PassWord1", "matkhau1", "Metiz2026", "aaaaaaaaaaaa", "qwertyuiop12", &"dài ".repeat(60)] {
            assert_eq!(estimate(weak).await, Some(Strength::Weak), "{weak}");
        }
        assert!(estimate("rapphim danang").await < Some(Strength::Strong));
        for strong in [world.services.passphrase().as_str(), "cơm gà phố cổ 27 sợi mì"] {
            assert!(estimate(strong).await >= Some(Strength::Good), "{strong}");
        }
        assert_eq!(estimate(&world.services.passphrase()).await, Some(Strength::Strong));
    });
}

#[test]
fn the_rules_are_those_of_joining_and_a_refusal_changes_nothing() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        let before = raw::bytes(world, "select password from members").await;
        for (typed, why) in [
            ("", PasswordProblem::Missing),
            ("ngắn", PasswordProblem::TooShort { min: 8 }),
            ("PassWord1", PasswordProblem::Common),
            ("Lan.Anh-2026", PasswordProblem::ContainsOwnData),
        ] {
            let Err(Fault::Refused(problems)) = changed(world, &who, typed).await else { panic!("{typed}") };
            assert_eq!(problems, [Problem::at(Field::NewPassword, Reason::Password(why))], "{typed}");
        }
        assert_eq!(raw::bytes(world, "select password from members").await, before);
        assert!(world.services.find(lan.session.token()).await.unwrap().is_some());
    });
}

#[test]
fn a_session_that_was_ended_meanwhile_changes_nothing() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        world.services.sign_out(&who).await.unwrap();
        assert!(changed(world, &who, NEW).await.is_err());
        assert!(opens(world, &lan, "lan.anh", PASSWORD).await);
    });
}

#[test]
fn a_waiting_change_of_address_is_called_off_and_the_first_confirmation_is_not() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        let change = ProfileForm { email: "ke.la@example.com", ..form(&lan) };
        world.services.correct(&who, &change, 1).await.unwrap();
        let letters = world.letters().await;
        let strangers = letters.iter().find(|letter| letter.to == "ke.la@example.com").unwrap().token();
        changed(world, &who, NEW).await.unwrap();
        world.letter_to(&lan.email).await;
        assert_eq!(world.services.confirmation_of(Some(&who), strangers).await.unwrap(), Confirmation::Over);

        let minh = world.join("minh").await;
        let own = world.letter_to(&minh.email).await.token().to_owned();
        let who = world.who(&minh.session).await;
        changed(world, &who, NEW).await.unwrap();
        world.services.confirm_email(&who, &own).await.expect("the address of joining can still be proved");
    });
}

#[test]
fn a_proposed_passphrase_is_another_one_each_time_and_passes_the_rules() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (one, two) = (world.services.passphrase(), world.services.passphrase());
        assert_ne!(one, two);
        changed(world, &world.who(&lan.session).await, &one).await.unwrap();
        world.letter_to(&lan.email).await;
        assert!(opens(world, &lan, "lan.anh", &one).await);
    });
}
