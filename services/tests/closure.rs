//! Closing, and changing one's mind.

use crate::consent::wordings;
use crate::profile::{count, form, trail};
use crate::raw;
use crate::world::{DEVICE, Member, NETWORK, PASSWORD, World, day, on_every_engine};
use domain::closure::{ClosureRefusal, ClosureState};
use domain::consent::Decision;
use domain::form::Reason;
use domain::lang::Lang;
use domain::profile::{Item, ProfileForm};
use domain::trail::TrailKind;
use services::email::Confirmation;
use services::fault::Fault;
use services::sessions::Standing;

pub(crate) async fn close(world: &World, member: &Member) {
    let who = world.who(&member.session).await;
    world.services.close(&who, PASSWORD, NETWORK).await.unwrap();
}

// ASVS: V7.4.2
#[test]
fn closing_ends_every_session_at_once_and_sends_one_letter() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let other = world.services.sign_in(world.attempt("lananh", PASSWORD)).await.unwrap().session().unwrap();
        let who = world.who(&member.session).await;
        let ends = world.services.close(&who, PASSWORD, NETWORK).await.unwrap();
        assert_eq!(ends.since(world.now()).as_secs(), day(7));
        for session in [&member.session, &other] {
            assert!(world.services.find(session.token()).await.unwrap().is_none());
        }
        // The letter about the new device was still waiting: it does not leave any more.
        let letter = world.letter_to(&member.email).await;
        assert!(letter.body.contains("Mở lại tài khoản"), "{}", letter.body);
    });
}

#[test]
fn closing_needs_the_right_password() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let refused = world.services.close(&who, "sai mật khẩu rồi", NETWORK).await;
        assert!(matches!(refused, Err(Fault::Refused(Reason::WrongPassword))), "{refused:?}");
        assert_eq!(world.services.closure_of(&who).await.unwrap(), ClosureState::Open);
        assert_eq!(count(&trail(world, &who).await, TrailKind::ClosingAsked), 0);
    });
}

#[test]
fn closing_twice_at_once_moves_no_end() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let fresh = who.freshly().unwrap();
        let (one, two) = tokio::join!(world.services.close_freshly(&fresh), world.services.close_freshly(&fresh));
        assert_eq!([&one, &two].iter().filter(|outcome| outcome.is_ok()).count(), 1);
        // The first ended the session of the second.
        assert!([one, two].iter().any(|outcome| matches!(outcome, Err(Fault::SessionEnded))));
        world.letter_to(&member.email).await;
    });
}

#[test]
fn within_the_grace_time_signing_in_leads_to_reopening() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        close(world, &member).await;
        world.letter_to(&member.email).await;
        world.wait(day(6));
        let session = world.services.sign_in(world.attempt("lananh", PASSWORD)).await.unwrap().session().unwrap();
        let who = world.who(&session).await;
        assert!(matches!(who.standing(), Standing::Closing { .. }));
        assert!(
            world.services.correct(&who, &ProfileForm { phone: "0905123456", ..form(&member) }, 1).await.is_err(),
            "it is frozen"
        );
        assert!(world.services.clear(&who, Item::Phone).await.is_err());
        assert!(world.services.decide_all(&who, Decision::Grant, &wordings(world), Lang::Vi, DEVICE).await.is_err());
        world.letters().await;

        world.services.reopen(&who).await.unwrap();
        let letter = world.letter_to(&member.email).await;
        assert!(letter.body.contains("mở lại"), "{}", letter.body);
        let who = world.who(&session).await;
        assert_eq!(who.standing(), Standing::Open);
        let twice = world.services.reopen(&who).await;
        assert!(matches!(twice, Err(Fault::Refused(ClosureRefusal::NotClosing))), "{twice:?}");
        world.wait(day(30));
        world.services.run_due_jobs().await.unwrap();
        let trail_rows = raw::rows(world, "trail").await;
        assert!(trail_rows > 0, "who reopened is not erased");
        assert_eq!(raw::rows(world, "erasure_ledger").await, 0);
    });
}

#[test]
fn both_ends_of_a_change_of_mind_are_on_the_trail() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        close(world, &member).await;
        let session = world.services.sign_in(world.attempt("lananh", PASSWORD)).await.unwrap().session().unwrap();
        let who = world.who(&session).await;
        world.services.reopen(&who).await.unwrap();
        world.letters().await;
        let trail = trail(world, &who).await;
        assert_eq!((count(&trail, TrailKind::ClosingAsked), count(&trail, TrailKind::Reopened)), (1, 1));
    });
}

#[test]
fn after_the_grace_time_nobody_signs_in_whether_or_not_the_erasure_has_run() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        close(world, &member).await;
        let session = world.services.sign_in(world.attempt("lananh", PASSWORD)).await.unwrap().session().unwrap();
        let who = world.who(&session).await;
        world.letters().await;
        world.wait(day(7));
        assert!(world.services.sign_in(world.attempt("lananh", PASSWORD)).await.is_err());
        assert!(world.services.find(session.token()).await.unwrap().is_none());
        let late = world.services.reopen(&who).await;
        assert!(matches!(late, Err(Fault::SessionEnded)), "{late:?}");
    });
}

#[test]
fn a_link_from_before_the_closing_opens_nothing() {
    on_every_engine(async |world| {
        let member = world.join("lananh").await;
        let token = world.letter_to(&member.email).await.token().to_owned();
        let who = world.who(&member.session).await;
        close(world, &member).await;
        assert_eq!(world.services.confirmation_of(None, &token).await.unwrap(), Confirmation::Over);
        assert!(world.services.confirm_email(&who, &token).await.is_err());
    });
}
