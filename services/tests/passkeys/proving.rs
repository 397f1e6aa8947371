//! A passkey before a sensitive act.

use super::{added, is, kinds, signs_in};
use crate::authenticator::set_up;
use crate::passkey_device::{HONEST, Manner, Passkey, options};
use crate::world::{NETWORK, World, on_every_engine};
use domain::passkeys::PasskeyRefusal;
use domain::trail::TrailKind;
use services::fault::Fault;
use services::sessions::{NewSession, SignedIn};

async fn proves(
    world: &World,
    who: &SignedIn,
    passkey: &mut Passkey,
    manner: Manner<'_>,
) -> Result<NewSession, Fault<PasskeyRefusal>> {
    let question = world.services.ask_passkey_again(who, NETWORK).await.unwrap();
    let answer = passkey.used(&options(question.options()), manner);
    world.services.prove_passkey(who, (question.token(), &answer), NETWORK).await
}

// Lesson 30: a fresh proof of any kind, of any age, of any session satisfied the step-up.
#[test]
fn lesson_30_a_passkey_makes_its_own_session_fresh_for_ten_minutes_under_a_new_token() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let mut passkey = added(world, &lan.session).await;
        let other = signs_in(world, &mut passkey, HONEST).await.unwrap();
        set_up(world, &other).await;
        let third = signs_in(world, &mut passkey, HONEST).await.unwrap();
        world.letters().await;
        world.wait(10 * 60);
        let who = world.who(&other).await;
        assert!(who.freshly().is_none());
        for manner in [Manner { verified: false, ..HONEST }, Manner { forged: true, ..HONEST }] {
            let refused = proves(world, &who, &mut passkey, manner).await.unwrap_err();
            assert!(is(&refused, PasskeyRefusal::NotRecognised), "{refused:?}");
            assert!(world.who(&other).await.freshly().is_none());
        }
        let rotated = proves(world, &who, &mut passkey, HONEST).await.unwrap();
        assert!(world.services.find(other.token()).await.unwrap().is_none(), "the token before is dead");
        let fresh = world.who(&rotated).await;
        assert!(fresh.freshly().is_some());
        assert_eq!(kinds(world, &fresh).await[0], TrailKind::PasskeyAsked);
        assert!(world.who(&third).await.freshly().is_none(), "another session stays as it is");
        world.wait(10 * 60);
        assert!(world.who(&rotated).await.freshly().is_none());
    });
}

#[test]
fn a_proof_is_of_the_session_that_asked_and_of_its_own_member() {
    on_every_engine(async |world| {
        let (lan, binh) = (world.a_member("lan.anh").await, world.a_member("binh").await);
        let mut mine = added(world, &lan.session).await;
        let mut theirs = added(world, &binh.session).await;
        let other = signs_in(world, &mut mine, HONEST).await.unwrap();
        world.letters().await;
        world.wait(10 * 60);
        let (here, there) = (world.who(&lan.session).await, world.who(&other).await);
        let question = world.services.ask_passkey_again(&here, NETWORK).await.unwrap();
        let answer = mine.used(&options(question.options()), HONEST);
        let refused = world.services.prove_passkey(&there, (question.token(), &answer), NETWORK).await.unwrap_err();
        assert!(is(&refused, PasskeyRefusal::Over), "asked by another session: {refused:?}");
        let refused = proves(world, &here, &mut theirs, HONEST).await.unwrap_err();
        assert!(is(&refused, PasskeyRefusal::NotRecognised), "somebody else's passkey: {refused:?}");
        let signing_in = world.services.ask_passkey(NETWORK).await.unwrap();
        let answer = mine.used(&options(signing_in.options()), HONEST);
        let refused = world.services.prove_passkey(&here, (signing_in.token(), &answer), NETWORK).await.unwrap_err();
        assert!(is(&refused, PasskeyRefusal::Over), "asked for another purpose: {refused:?}");
        for session in [&lan.session, &other] {
            assert!(world.who(session).await.freshly().is_none());
        }
    });
}
