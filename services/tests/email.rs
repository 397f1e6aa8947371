//! Addresses are proved by whoever reads them.

use crate::profile::{count, form, trail};
use crate::raw;
use crate::world::{World, on_every_engine};
use domain::email::{ConfirmationRefusal, Email};
use domain::profile::{Item, ProfileForm};
use domain::trail::TrailKind;
use services::email::Confirmation;
use services::fault::Fault;
use services::sessions::SignedIn;

const NEW: &str = "Lan.Moi@example.com";

pub(crate) async fn refusal(world: &World, who: &SignedIn, token: &str) -> ConfirmationRefusal {
    match world.services.confirm_email(who, token).await {
        Err(Fault::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// Asks for the new address; answers the token from its letter. The old address has been told.
async fn asked(world: &World, who: &SignedIn, change: &ProfileForm<'_>, old: &str) -> String {
    assert_eq!(world.services.correct(who, change, 1).await.unwrap(), [Item::Email]);
    let letters = world.letters().await;
    assert_eq!(letters.len(), 2, "{letters:?}");
    assert!(letters.iter().any(|letter| letter.to == old), "the old address is told");
    letters.iter().find(|letter| letter.to == change.email).expect("the new address is asked").token().to_owned()
}

#[test]
fn joining_asks_the_address_and_its_link_proves_it_once() {
    on_every_engine(async |world| {
        let member = world.join("lananh").await;
        let who = world.who(&member.session).await;
        assert!(!world.services.profile_of(&who).await.unwrap().profile.email_confirmed);
        let token = world.letter_to(&member.email).await.token().to_owned();
        assert_eq!(world.services.confirmation_of(Some(&who), &token).await.unwrap(), Confirmation::Ready);
        assert!(
            !world.services.profile_of(&who).await.unwrap().profile.email_confirmed,
            "looking at the page proves nothing"
        );
        world.services.confirm_email(&who, &token).await.unwrap();
        assert!(world.services.profile_of(&who).await.unwrap().profile.email_confirmed);
        assert_eq!(world.services.confirmation_of(None, &token).await.unwrap(), Confirmation::Over);
        assert_eq!(refusal(world, &who, &token).await, ConfirmationRefusal::AlreadyUsed);
        assert_eq!(count(&trail(world, &who).await, TrailKind::EmailConfirmed), 1);
    });
}

#[test]
fn a_new_address_counts_only_after_its_link_and_the_old_one_is_told_twice() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let token = asked(world, &who, &ProfileForm { email: NEW, ..form(&member) }, &member.email).await;
        let page = world.services.profile_of(&who).await.unwrap();
        assert_eq!(page.profile.email.as_str(), member.email);
        assert_eq!(page.profile.pending_email.as_ref().map(Email::as_str), Some(NEW));
        assert!(
            world.services.sign_in(world.attempt(NEW, crate::world::PASSWORD)).await.is_err(),
            "nobody is found by it yet"
        );

        world.services.confirm_email(&who, &token).await.unwrap();
        let page = world.services.profile_of(&who).await.unwrap();
        assert_eq!((page.profile.email.as_str(), page.profile.email_confirmed), (NEW, true));
        assert!(page.profile.pending_email.is_none());
        world.letter_to(&member.email).await;
        assert!(world.services.sign_in(world.attempt(&member.email, crate::world::PASSWORD)).await.is_err());
        world.services.sign_in(world.attempt("lan.moi@EXAMPLE.com", crate::world::PASSWORD)).await.unwrap();
        world.letter_to(NEW).await;
        let trail = trail(world, &who).await;
        assert_eq!((count(&trail, TrailKind::EmailChangeAsked), count(&trail, TrailKind::EmailConfirmed)), (1, 2));
    });
}

#[test]
fn asking_for_the_same_new_address_twice_sends_one_letter() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let change = ProfileForm { email: NEW, ..form(&member) };
        asked(world, &who, &change, &member.email).await;
        assert_eq!(world.services.correct(&who, &change, 1).await.unwrap(), []);
        assert!(world.letters().await.is_empty());
        assert_eq!(count(&trail(world, &who).await, TrailKind::EmailChangeAsked), 1);
    });
}

#[test]
fn a_newer_link_replaces_the_one_before() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let first = asked(world, &who, &ProfileForm { email: NEW, ..form(&member) }, &member.email).await;
        let second =
            asked(world, &who, &ProfileForm { email: "khac@example.com", ..form(&member) }, &member.email).await;
        assert_eq!(refusal(world, &who, &first).await, ConfirmationRefusal::Unknown);
        world.services.confirm_email(&who, &second).await.unwrap();
        world.letter_to(&member.email).await;
        assert_eq!(raw::rows(world, "email_confirmations").await, 1);
    });
}

// ASVS: V6.4.1
#[test]
fn a_link_works_for_a_day_and_its_row_goes_with_it() {
    on_every_engine(async |world| {
        let member = world.join("lananh").await;
        let token = world.letter_to(&member.email).await.token().to_owned();
        world.wait(86_400);
        let who = world.back("lananh", &member).await;
        assert_eq!(world.services.confirmation_of(None, &token).await.unwrap(), Confirmation::Over);
        assert_eq!(refusal(world, &who, &token).await, ConfirmationRefusal::Expired);
        // An hour later, as it is published: neither there nor late.
        world.services.run_due_jobs().await.unwrap();
        world.wait(3601);
        assert_eq!(raw::rows(world, "email_confirmations").await, 0);
        assert!(world.services.retention_report().await.unwrap().is_kept());
        let who = world.back("lananh", &member).await;
        assert_eq!(refusal(world, &who, &token).await, ConfirmationRefusal::Unknown);
    });
}

#[test]
fn two_accounts_may_name_an_address_but_only_one_can_prove_it() {
    on_every_engine(async |world| {
        let (lan, minh) = (world.a_member("lananh").await, world.a_member("minh").await);
        let (lan_who, minh_who) = (world.who(&lan.session).await, world.who(&minh.session).await);
        let lans = asked(world, &lan_who, &ProfileForm { email: NEW, ..form(&lan) }, &lan.email).await;
        let minhs = asked(world, &minh_who, &ProfileForm { email: NEW, ..form(&minh) }, &minh.email).await;
        let (one, two) = tokio::join!(
            world.services.confirm_email(&lan_who, &lans),
            world.services.confirm_email(&minh_who, &minhs)
        );
        assert_eq!([&one, &two].iter().filter(|outcome| outcome.is_ok()).count(), 1, "{one:?} {two:?}");
        assert!(
            [one, two].iter().any(|outcome| matches!(outcome, Err(Fault::Refused(ConfirmationRefusal::AddressTaken))))
        );
        world.letters().await;
        assert_eq!(raw::rows(world, "email_lookups").await, 2);
    });
}

#[test]
fn lesson_13_an_account_opened_with_somebody_elses_address_does_not_become_theirs_by_a_press() {
    on_every_engine(async |world| {
        // A stranger joins with Lan's address; Lan, a member under another name, opens the letter.
        let stranger = world.join("ke.la").await;
        let token = world.letter_to(&stranger.email).await.token().to_owned();
        let lan = world.a_member("lananh").await;
        let lan_who = world.who(&lan.session).await;
        assert_eq!(world.services.confirmation_of(None, &token).await.unwrap(), Confirmation::SignInFirst);
        assert_eq!(world.services.confirmation_of(Some(&lan_who), &token).await.unwrap(), Confirmation::NotYours);
        assert_eq!(refusal(world, &lan_who, &token).await, ConfirmationRefusal::NotYours);
        let who = world.who(&stranger.session).await;
        assert!(!world.services.profile_of(&who).await.unwrap().profile.email_confirmed);
        // The refusal cost the link nothing: whoever owns both, account and address, still proves it.
        assert_eq!(world.services.confirmation_of(Some(&who), &token).await.unwrap(), Confirmation::Ready);
    });
}

#[test]
fn a_link_nobody_sent_proves_nothing() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        for token in ["", "x", &"A".repeat(43)] {
            assert_eq!(world.services.confirmation_of(Some(&who), token).await.unwrap(), Confirmation::Over);
            assert_eq!(refusal(world, &who, token).await, ConfirmationRefusal::Unknown);
        }
    });
}

#[test]
fn the_letter_is_sent_again_on_asking_but_not_endlessly() {
    on_every_engine(async |world| {
        let member = world.join("lananh").await;
        let who = world.who(&member.session).await;
        let first = world.letter_to(&member.email).await.token().to_owned();
        world.services.send_confirmation_again(&who).await.unwrap();
        let second = world.letter_to(&member.email).await.token().to_owned();
        assert_eq!(refusal(world, &who, &first).await, ConfirmationRefusal::Unknown);
        world.services.send_confirmation_again(&who).await.unwrap();
        world.letter_to(&member.email).await;
        let fourth = world.services.send_confirmation_again(&who).await;
        assert!(matches!(fourth, Err(Fault::TooManyTries { wait_s }) if wait_s > 0), "{fourth:?}");
        assert_ne!(first, second);
    });
}

#[test]
fn with_nothing_to_prove_nothing_is_sent() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        world.services.send_confirmation_again(&who).await.unwrap();
        assert!(world.letters().await.is_empty());
    });
}

#[test]
fn of_many_presses_of_one_link_at_once_one_proves_the_address() {
    on_every_engine(async |world| {
        let lan = world.join("lan.anh").await;
        let link = world.letter_to("lan.anh@example.com").await;
        let token = link.token().to_owned();
        let who = world.who(&lan.session).await;
        let presses: Vec<_> = (0..64)
            .map(|_| {
                let (services, who, token) = (world.services.clone(), who.clone(), token.clone());
                tokio::spawn(async move { services.confirm_email(&who, &token).await })
            })
            .collect();
        let mut proved = 0;
        for press in presses {
            match press.await.unwrap() {
                Ok(()) => proved += 1,
                Err(Fault::Refused(refusal)) => assert_eq!(refusal, ConfirmationRefusal::AlreadyUsed),
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(proved, 1);
        assert_eq!(trail(world, &who).await, [TrailKind::EmailConfirmed, TrailKind::Joined]);
    });
}
