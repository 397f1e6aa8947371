//! "This was not me", and taking a change of address back. (MC-5.3a; security.md T3, lessons 12, 16, 28)

use crate::authenticator::set_up;
use crate::email::refusal as confirming;
use crate::factors::comes_in;
use crate::profile::{count, form, trail};
use crate::raw;
use crate::recovery::{NEW, is_over, link, set};
use crate::world::{Member, NETWORK, PASSWORD, World, day, on_every_engine};
use domain::email::{Change, ConfirmationRefusal, UndoRefusal};
use domain::profile::ProfileForm;
use domain::report::ReportRefusal;
use domain::trail::TrailKind;
use services::fault::Fault;
use services::sessions::SignedIn;
use services::sign_in::Attempt;

const STRANGERS: &str = "ke.la@example.com";

/// The address is changed to `new` and confirmed there; the token of the letter that takes it back.
async fn changed_to(world: &World, who: &SignedIn, member: &Member, old: &str, new: &str) -> String {
    let version = world.services.profile_of(who).await.unwrap().version;
    world.services.correct(who, &ProfileForm { email: new, ..form(member) }, version).await.unwrap();
    let letters = world.letters().await;
    let asked = letters.iter().find(|letter| letter.to == new).expect("the new address is asked");
    world.services.confirm_email(who, asked.token()).await.unwrap();
    let letter = world.letter_to(old).await;
    assert!(letter.link().starts_with("https://members.example/email/undo/"), "{}", letter.body);
    letter.token().to_owned()
}

async fn undo(world: &World, token: &str) -> Result<String, UndoRefusal> {
    match world.services.undo_change(token).await {
        Ok(number) => Ok(number),
        Err(Fault::Refused(refusal)) => Err(refusal),
        other => panic!("{other:?}"),
    }
}

#[test]
fn not_me_ends_everything_and_only_the_letter_leads_back_in() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        let version = world.services.profile_of(&who).await.unwrap().version;
        world.services.correct(&who, &ProfileForm { email: STRANGERS, ..form(&lan) }, version).await.unwrap();
        let letters = world.letters().await;
        let waiting = letters.iter().find(|letter| letter.to == STRANGERS).unwrap().token();
        let known = Attempt { device_token: lan.session.device_token(), ..world.attempt("lan.anh", PASSWORD) };
        let other = world.services.sign_in(known).await.unwrap().session().unwrap();
        let earlier = link(world, &lan).await;

        let number = world.services.not_me(&who).await.unwrap();
        let letter = world.letter_to(&lan.email).await;
        assert!(letter.body.contains(&number), "{}", letter.body);
        for session in [&lan.session, &other] {
            assert!(world.services.find(session.token()).await.unwrap().is_none());
        }
        assert_eq!(raw::rows(world, "devices").await, 0);
        is_over(world, &earlier).await;
        for name in ["lan.anh", &lan.email] {
            let refused = world.services.sign_in(world.attempt(name, PASSWORD)).await;
            assert!(matches!(refused, Err(Fault::Refused(_))), "the same sentence as for any wrong password");
        }
        assert_eq!(set(world, letter.token(), NEW).await, Ok(()));
        world.letters().await;
        let back = world.services.sign_in(world.attempt("lan.anh", NEW)).await.unwrap().session().unwrap();
        world.letters().await;
        let who = world.who(&back).await;
        assert_eq!(confirming(world, &who, waiting).await, ConfirmationRefusal::Unknown);
        let told = world.services.activity_of(&who, None, 50).await.unwrap();
        let told = told.iter().find(|one| one.entry.kind == TrailKind::NotMeReported).unwrap();
        assert_eq!(told.entry.detail.report.as_deref(), Some(&*number));
        let copy = world.services.copy_of(&who.freshly().unwrap()).await.unwrap();
        assert_eq!(copy.reports[0].report_number, number);
        assert_eq!(copy.reports[0].sessions_ended, 2);
        world.letter_to(&lan.email).await;
    });
}

#[test]
fn without_a_confirmed_address_nobody_is_shut_out_for_ever() {
    on_every_engine(async |world| {
        let minh = world.join("minh").await;
        world.letters().await;
        let refused = world.services.not_me(&world.who(&minh.session).await).await;
        assert!(matches!(refused, Err(Fault::Refused(ReportRefusal::AddressNotConfirmed))), "{refused:?}");
        assert!(world.services.find(minh.session.token()).await.unwrap().is_some());
        assert_eq!(raw::rows(world, "account_reports").await, 0);
    });
}

#[test]
fn the_address_before_takes_a_change_back_and_shuts_the_stranger_out() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let stolen = world.who(&lan.session).await;
        let back = changed_to(world, &stolen, &lan, &lan.email, STRANGERS).await;
        // The stranger goes on: another password, which kills other links, but not this one.
        let theirs = world.services.change_password(&stolen.freshly().unwrap(), "của kẻ lạ mất rồi").await.unwrap();
        world.letter_to(STRANGERS).await;
        assert_eq!(world.services.undo_of(&back).await.unwrap(), Some(Change::Email), "looking changes nothing");

        let number = undo(world, &back).await.unwrap();
        let letter = world.letter_to(&lan.email).await;
        assert!(letter.body.contains(&number));
        assert!(world.services.find(theirs.token()).await.unwrap().is_none());
        for name in ["lan.anh", STRANGERS] {
            assert!(world.services.sign_in(world.attempt(name, "của kẻ lạ mất rồi")).await.is_err());
        }
        assert_eq!(set(world, letter.token(), NEW).await, Ok(()));
        world.letter_to(&lan.email).await;
        let session = world.services.sign_in(world.attempt(&lan.email, NEW)).await.unwrap().session().unwrap();
        world.letters().await;
        let who = world.who(&session).await;
        let profile = world.services.profile_of(&who).await.unwrap().profile;
        assert_eq!((profile.email.as_str(), profile.email_confirmed), (&*lan.email, true));
        assert_eq!(count(&trail(world, &who).await, TrailKind::EmailChangeUndone), 1);
        assert_eq!(undo(world, &back).await, Err(UndoRefusal::LinkOver), "once");
    });
}

#[test]
fn of_two_changes_the_earlier_one_has_the_last_word() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        let owners = changed_to(world, &who, &lan, &lan.email, STRANGERS).await;
        world.wait(60);
        let strangers = changed_to(world, &who, &lan, STRANGERS, "ke.la.2@example.com").await;
        undo(world, &strangers).await.unwrap();
        world.letter_to(STRANGERS).await;
        undo(world, &owners).await.expect("the owner's link is still good");
        world.letter_to(&lan.email).await;
        assert_eq!(raw::rows(world, "email_undos").await, 0);
        assert_eq!(raw::rows(world, "email_lookups").await, 1);
    });
}

#[test]
fn a_change_can_be_taken_back_for_two_days_by_its_own_link_and_by_no_other_text() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let back = changed_to(world, &world.who(&lan.session).await, &lan, &lan.email, STRANGERS).await;
        let mut wrong =
            vec![String::new(), "0".to_owned(), format!("{back}A"), back.to_lowercase(), back.to_uppercase()];
        wrong.extend((1..back.len()).flat_map(|cut| [back[..cut].to_owned(), back[cut..].to_owned()]));
        for text in wrong {
            assert_eq!(undo(world, &text).await, Err(UndoRefusal::LinkOver), "{text:?}");
        }
        world.wait(day(2) - 1);
        assert!(world.services.undo_of(&back).await.unwrap().is_some());
        world.wait(1);
        assert!(world.services.undo_of(&back).await.unwrap().is_none());
        assert_eq!(undo(world, &back).await, Err(UndoRefusal::LinkOver));
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(raw::rows(world, "email_undos").await, 0);
    });
}

#[test]
fn an_account_that_a_stranger_closed_after_changing_the_address_is_open_again() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        let back = changed_to(world, &who, &lan, &lan.email, STRANGERS).await;
        world.services.close(&who, PASSWORD, NETWORK).await.unwrap();
        world.letters().await;
        undo(world, &back).await.unwrap();
        let letter = world.letter_to(&lan.email).await;
        assert_eq!(set(world, letter.token(), NEW).await, Ok(()));
        world.letters().await;
        let session = world.services.sign_in(world.attempt("lan.anh", NEW)).await.unwrap().session().unwrap();
        let who = world.who(&session).await;
        assert!(!who.is_closing());
        let trail = trail(world, &who).await;
        let at = |kind| trail.iter().position(|one| *one == kind);
        assert!(at(TrailKind::Reopened) < at(TrailKind::ClosingAsked), "the newest first: {trail:?}");
        assert!(at(TrailKind::Reopened).is_some());
        world.letters().await;
        assert_eq!(raw::rows(world, "closures").await, 0);
    });
}

#[test]
fn an_address_somebody_else_confirmed_meanwhile_is_not_taken_from_them() {
    on_every_engine(async |world| {
        let (lan, minh) = (world.a_member("lan.anh").await, world.a_member("minh").await);
        let back = changed_to(world, &world.who(&lan.session).await, &lan, &lan.email, STRANGERS).await;
        changed_to(world, &world.who(&minh.session).await, &minh, &minh.email, &lan.email).await;
        assert_eq!(undo(world, &back).await, Err(UndoRefusal::AddressTaken));
        assert!(world.services.find(lan.session.token()).await.unwrap().is_some(), "nothing was done");
        assert!(world.services.undo_of(&back).await.unwrap().is_some());
    });
}

#[test]
fn of_sixty_four_who_come_with_one_link_exactly_one_takes_the_change_back() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let back = changed_to(world, &world.who(&lan.session).await, &lan, &lan.email, STRANGERS).await;
        let tries: Vec<_> = (0..64)
            .map(|_| (world.services.clone(), back.clone()))
            .map(|(services, back)| tokio::spawn(async move { services.undo_change(&back).await.is_ok() }))
            .collect();
        let mut done = 0;
        for one in tries {
            done += usize::from(one.await.unwrap());
        }
        assert_eq!(done, 1);
        assert_eq!(world.letters().await.len(), 1);
        assert_eq!(raw::rows(world, "account_reports").await, 1);
    });
}

#[test]
fn lesson_12_an_authenticator_set_up_about_the_change_goes_and_an_older_one_stays() {
    on_every_engine(async |world| {
        for (name, owners, left) in [("lan.anh", false, 0), ("minh", true, 1)] {
            let member = world.a_member(name).await;
            let before = raw::rows(world, "authenticators").await;
            let who = if owners {
                let (app, _) = set_up(world, &member.session).await;
                world.wait(day(2));
                let back = comes_in(world, name, &app.next(world)).await;
                world.letters().await;
                world.who(&back).await
            } else {
                world.who(&member.session).await
            };
            let address = format!("{name}@ke.la.example");
            let back = changed_to(world, &who, &member, &member.email, &address).await;
            if !owners {
                world.wait(60);
                set_up(world, &member.session).await;
                world.letters().await;
            }
            undo(world, &back).await.unwrap();
            let token = world.letter_to(&member.email).await.token().to_owned();
            assert_eq!(raw::rows(world, "authenticators").await, before + left, "{name}");
            assert_eq!(set(world, &token, NEW).await, Ok(()));
            world.letter_to(&member.email).await;
            let entered = world.services.sign_in(world.attempt(name, NEW)).await.unwrap();
            assert_eq!(entered.session().is_some(), !owners, "{name}: the owner is asked for their own code alone");
            world.letters().await;
        }
    });
}
