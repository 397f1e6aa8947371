//! A stolen password, and the letters that take back what its thief changed. (MC-5.3a; security.md T3, lesson 12)

use crate::authenticator::{App, begun, set_up};
use crate::passkeys::add;
use crate::profile::{count, form, trail};
use crate::raw;
use crate::recovery::{NEW, link, set};
use crate::world::{Member, PASSWORD, World, day, on_every_engine};
use domain::email::{Change, UndoRefusal};
use domain::profile::ProfileForm;
use domain::trail::TrailKind;
use services::fault::Fault;
use services::sessions::NewSession;
use services::sign_in::SignIn;

const THIEFS: &str = "ke.la@example.com";

/// Somebody who knows the password comes in from a device nobody knows.
async fn thief(world: &World, name: &str) -> NewSession {
    let session = world.services.sign_in(world.attempt(name, PASSWORD)).await.unwrap().session().unwrap();
    world.letters().await;
    session
}

/// The token of the letter's link.
fn undo_in(link: &str) -> String {
    link.strip_prefix("https://members.example/email/undo/").expect("a link that takes back").to_owned()
}

/// An authenticator is set up in this session; the token of the letter about it.
async fn enrolled(world: &World, session: &NewSession, told: &str) -> String {
    let app = begun(world, session).await;
    let who = world.who(session).await;
    world.services.confirm_authenticator(&who.freshly().unwrap(), &app.code(world.now())).await.unwrap();
    undo_in(world.letter_to(told).await.link())
}

/// The address becomes the thief's; the token of the letter to the one before.
async fn moved(world: &World, session: &NewSession, member: &Member) -> String {
    let who = world.who(session).await;
    let version = world.services.profile_of(&who).await.unwrap().version;
    world.services.correct(&who, &ProfileForm { email: THIEFS, ..form(member) }, version).await.unwrap();
    let letters = world.letters().await;
    let asked = letters.iter().find(|letter| letter.to == THIEFS).unwrap();
    world.services.confirm_email(&who, asked.token()).await.unwrap();
    undo_in(world.letter_to(&member.email).await.link())
}

/// The owner presses, sets another password by the letter that comes, and is in with nothing else.
async fn comes_back(world: &World, token: &str, name: &str, owner: &Member) -> NewSession {
    let number = world.services.undo_change(token).await.unwrap();
    let letter = world.letter_to(&owner.email).await;
    assert!(letter.body.contains(&number), "{}", letter.body);
    assert!(world.services.sign_in(world.attempt(name, PASSWORD)).await.is_err(), "the stolen password opens nothing");
    assert_eq!(set(world, letter.token(), NEW).await, Ok(()));
    world.letter_to(&owner.email).await;
    let back = world.services.sign_in(world.attempt(name, NEW)).await.unwrap().session();
    world.letters().await;
    back.expect("no code is asked for")
}

#[test]
fn an_authenticator_that_a_thief_set_up_goes_by_the_letter_that_told_of_it() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let stolen = thief(world, "lan.anh").await;
        let token = enrolled(world, &stolen, &lan.email).await;
        assert!(world.services.find(lan.session.token()).await.unwrap().is_none(), "the owner is out");
        let recovery = link(world, &lan).await;
        assert_eq!(set(world, &recovery, "hạ về phượng thắp lửa").await, Ok(()));
        world.letter_to(&lan.email).await;
        let asked = world.services.sign_in(world.attempt("lan.anh", "hạ về phượng thắp lửa")).await.unwrap();
        assert!(matches!(asked, SignIn::FactorNeeded(_)), "another password alone does not bring the owner back");

        assert_eq!(
            world.services.undo_of(&token).await.unwrap(),
            Some(Change::Authenticator),
            "looking changes nothing"
        );
        let back = comes_back(world, &token, "lan.anh", &lan).await;
        assert!(world.services.find(stolen.token()).await.unwrap().is_none(), "the thief is out");
        for table in ["authenticators", "recovery_codes", "pending_sign_ins", "email_undos"] {
            assert_eq!(raw::rows(world, table).await, 0, "{table}");
        }
        let trail = trail(world, &world.who(&back).await).await;
        for (kind, times) in [
            (TrailKind::NotMeReported, 1),
            (TrailKind::AuthenticatorRemoved, 1),
            (TrailKind::EmailChangeUndone, 0),
            (TrailKind::ProfileCorrected, 0),
        ] {
            assert_eq!(count(&trail, kind), times, "{kind:?}");
        }
        let twice = world.services.undo_change(&token).await;
        assert!(matches!(twice, Err(Fault::Refused(UndoRefusal::LinkOver))), "{twice:?}");
    });
}

#[test]
fn a_thief_who_sets_one_up_and_then_changes_the_address_is_out_by_either_letter() {
    on_every_engine(async |world| {
        for (name, by_the_first) in [("lan.anh", true), ("minh", false)] {
            let owner = world.a_member(name).await;
            let stolen = thief(world, name).await;
            let first = enrolled(world, &stolen, &owner.email).await;
            world.wait(120);
            let second = moved(world, &stolen, &owner).await;
            let back = comes_back(world, if by_the_first { &first } else { &second }, name, &owner).await;
            let who = world.who(&back).await;
            let profile = world.services.profile_of(&who).await.unwrap().profile;
            assert_eq!((profile.email.as_str(), profile.email_confirmed), (&*owner.email, true));
            assert_eq!(count(&trail(world, &who).await, TrailKind::EmailChangeUndone), 1);
            assert_eq!(world.services.undo_of(&second).await.unwrap(), None, "a later link went along");
            if !by_the_first {
                // An earlier one stays: whoever used the later one may be the stranger.
                assert_eq!(world.services.undo_of(&first).await.unwrap(), Some(Change::Authenticator));
            }
        }
    });
}

#[test]
fn a_later_link_of_the_thiefs_own_takes_none_of_the_owners_along() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let stolen = thief(world, "lan.anh").await;
        let address = moved(world, &stolen, &lan).await;
        world.wait(60);
        let thiefs = enrolled(world, &stolen, THIEFS).await;
        world.services.undo_change(&thiefs).await.unwrap();
        world.letter_to(THIEFS).await;
        comes_back(world, &address, "lan.anh", &lan).await;
    });
}

#[test]
fn a_passkey_that_a_thief_added_goes_by_the_letter_that_told_of_it() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let stolen = thief(world, "lan.anh").await;
        set_up(world, &stolen).await;
        world.wait(60);
        let letter = add(world, &stolen).await.1.expect("the owner is told");
        let who = world.who(&stolen).await;
        let copy = world.services.copy_of(&who.freshly().unwrap()).await.unwrap();
        let undos: Vec<_> = copy.email_undos.iter().map(|undo| (undo.change, undo.address.as_str())).collect();
        assert_eq!(undos, [("authenticator", &*lan.email), ("passkey", &*lan.email)]);
        world.letter_to(&lan.email).await;

        let token = undo_in(letter.link());
        assert_eq!(world.services.undo_of(&token).await.unwrap(), Some(Change::Passkey));
        comes_back(world, &token, "lan.anh", &lan).await;
        assert_eq!(raw::rows(world, "passkeys").await, 0);
        assert_eq!(raw::rows(world, "authenticators").await, 0, "nor does one that was set up minutes before stay");
    });
}

#[test]
fn an_account_that_a_thief_closed_after_setting_one_up_is_open_again() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let stolen = thief(world, "lan.anh").await;
        let token = enrolled(world, &stolen, &lan.email).await;
        let who = world.who(&stolen).await;
        world.services.close_freshly(&who.freshly().unwrap()).await.unwrap();
        world.letters().await;
        let back = comes_back(world, &token, "lan.anh", &lan).await;
        assert!(!world.who(&back).await.is_closing());
    });
}

#[test]
fn without_a_confirmed_address_there_is_no_link_and_with_one_it_is_good_for_two_days() {
    on_every_engine(async |world| {
        let minh = world.join("minh").await;
        world.letters().await;
        set_up(world, &minh.session).await;
        assert_eq!(raw::rows(world, "email_undos").await, 0);
        let lan = world.a_member("lan.anh").await;
        let token = enrolled(world, &lan.session, &lan.email).await;
        world.wait(day(2) - 1);
        assert!(world.services.undo_of(&token).await.unwrap().is_some());
        world.wait(1);
        let late = world.services.undo_change(&token).await;
        assert!(matches!(late, Err(Fault::Refused(UndoRefusal::LinkOver))), "{late:?}");
        assert_eq!(raw::rows(world, "authenticators").await, 2, "nothing was done");
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(raw::rows(world, "email_undos").await, 0);
    });
}

#[test]
fn a_set_up_that_was_begun_dies_with_the_password() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let stolen = thief(world, "lan.anh").await;
        let thiefs: App = begun(world, &stolen).await;
        let recovery = link(world, &lan).await;
        assert_eq!(set(world, &recovery, NEW).await, Ok(()));
        world.letter_to(&lan.email).await;
        let back = world.services.sign_in(world.attempt("lan.anh", NEW)).await.unwrap().session().unwrap();
        world.letters().await;
        let owners = begun(world, &back).await;
        assert_ne!(owners.secret(), thiefs.secret(), "the thief knows that one");
    });
}
