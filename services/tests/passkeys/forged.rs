//! Answers that are not what they say: refused, and nothing of the account has changed.

use super::{added, attempt, is, kinds, signs_in};
use crate::passkey_device::{HONEST, Manner, options};
use crate::raw;
use crate::world::{NETWORK, World, on_every_engine};
use domain::passkeys::PasskeyRefusal;
use domain::trail::TrailKind;

/// Everything that is stored of passkeys and sessions.
async fn stored(world: &World) -> (Vec<Vec<u8>>, i64, i64) {
    (
        raw::bytes(world, "select credential from passkeys order by added_at, id").await,
        raw::number(world, "select count(*) from passkeys where used_at is not null").await,
        raw::rows(world, "sessions").await,
    )
}

// Lesson 31: a passkey's row changed before its signature was checked.
#[test]
fn lesson_31_what_is_not_properly_signed_changes_no_row_of_the_account() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let mut passkey = added(world, &lan.session).await;
        passkey.counter = Some(5);
        let before = stored(world).await;
        let lies = [
            Manner { forged: true, ..HONEST },
            Manner { origin: "https://members.example.evil", ..HONEST },
            Manner { origin: "http://members.example", ..HONEST },
            Manner { origin: "https://sub.members.example", ..HONEST },
            Manner { origin: "https://badmembers.example", ..HONEST },
            Manner { origin: "https://members.example:8443", ..HONEST },
            Manner { site: "example", ..HONEST },
            Manner { site: "evil.example", ..HONEST },
            Manner { verified: false, ..HONEST },
        ];
        for manner in lies {
            let refused = signs_in(world, &mut passkey, manner).await.unwrap_err();
            assert!(is(&refused, PasskeyRefusal::NotRecognised), "{refused:?}");
            assert_eq!(stored(world).await, before);
        }
        let who = world.who(&lan.session).await;
        let noted = kinds(world, &who).await.iter().filter(|kind| **kind == TrailKind::PasskeyRefused).count();
        assert_eq!(noted, lies.len(), "the owner can see each of them");
        assert!(signs_in(world, &mut passkey, HONEST).await.is_ok(), "nothing was used up");
        world.letters().await;
    });
}

#[test]
fn a_replayed_answer_and_a_foreign_handle_or_credential_open_nothing() {
    on_every_engine(async |world| {
        let (lan, binh) = (world.a_member("lan.anh").await, world.a_member("binh").await);
        let mut passkey = added(world, &lan.session).await;
        let other = added(world, &binh.session).await;
        let question = world.services.ask_passkey(NETWORK).await.unwrap();
        let answer = passkey.used(&options(question.options()), HONEST);
        assert!(world.services.sign_in_by_passkey(attempt(question.token(), &answer)).await.is_ok());
        world.letters().await;
        let before = stored(world).await;
        let replayed = world.services.sign_in_by_passkey(attempt(question.token(), &answer)).await.unwrap_err();
        assert!(is(&replayed, PasskeyRefusal::Over), "{replayed:?}");
        let next = world.services.ask_passkey(NETWORK).await.unwrap();
        let replayed = world.services.sign_in_by_passkey(attempt(next.token(), &answer)).await.unwrap_err();
        assert!(is(&replayed, PasskeyRefusal::NotRecognised), "{replayed:?}");
        let mut mixed = passkey.clone();
        mixed.handle = other.handle.clone();
        let mut foreign = passkey.clone();
        foreign.id = other.id.clone();
        foreign.handle = other.handle.clone();
        let mut unknown = passkey.clone();
        unknown.id = vec![9; 32];
        let mut nameless = passkey.clone();
        nameless.handle = Vec::new();
        for mut liar in [mixed, foreign, unknown, nameless] {
            let refused = signs_in(world, &mut liar, HONEST).await.unwrap_err();
            assert!(is(&refused, PasskeyRefusal::NotRecognised), "{refused:?}");
        }
        let question = world.services.ask_passkey(NETWORK).await.unwrap();
        for odd in ["{}", "null", "not json", "[]"] {
            let refused = world.services.sign_in_by_passkey(attempt(question.token(), odd)).await.unwrap_err();
            assert!(is(&refused, PasskeyRefusal::NotRecognised), "{odd}: {refused:?}");
        }
        assert_eq!(stored(world).await, before);
    });
}

#[test]
fn a_counter_that_goes_backwards_is_refused_and_told() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let mut passkey = added(world, &lan.session).await;
        passkey.counter = Some(7);
        assert!(signs_in(world, &mut passkey, HONEST).await.is_ok());
        world.letters().await;
        let before = stored(world).await;
        for counter in [7, 6, 0] {
            passkey.counter = Some(counter);
            let refused = signs_in(world, &mut passkey, HONEST).await.unwrap_err();
            assert!(is(&refused, PasskeyRefusal::Copied), "{refused:?}");
            assert!(world.letter_to(&lan.email).await.body.contains("bộ đếm của khóa bị lùi lại"));
            assert_eq!(stored(world).await, before);
        }
        let who = world.who(&lan.session).await;
        assert_eq!(kinds(world, &who).await[0], TrailKind::PasskeyRefused);
        passkey.counter = Some(8);
        assert!(signs_in(world, &mut passkey, HONEST).await.is_ok());
        world.letters().await;
    });
}
