//! What works once works once, also for sixty-four who come at the same moment. (Other links and codes: in the stories of what
//! they open.)

use crate::authenticator::begun;
use crate::passkey_device::{HONEST, Passkey, options};
use crate::passkeys::added;
use crate::raw;
use crate::world::{NETWORK, World, on_every_engine};
use services::passkeys::NewPasskey;
use services::sessions::{NewSession, SignedIn};

/// How many of sixty-four tries at once succeed. Each comes with a proof of its own that the session is alive.
async fn succeed<T>(world: &World, session: &NewSession, each: impl Fn(SignedIn) -> T) -> usize
where
    T: Future<Output = bool> + Send + 'static,
{
    let mut proofs = Vec::new();
    for _ in 0..64 {
        proofs.push(world.who(session).await);
    }
    let tries: Vec<_> = proofs.into_iter().map(|who| tokio::spawn(each(who))).collect();
    let mut succeeded = 0;
    for tried in tries {
        succeeded += usize::from(tried.await.unwrap());
    }
    succeeded
}

#[test]
fn what_an_act_left_for_a_page_is_shown_once() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let token = world.services.keep_flash(b"what was typed").await.unwrap();
        let shown = succeed(world, &lan.session, |_| {
            let (services, token) = (world.services.clone(), token.clone());
            async move { services.take_flash(&token).await.unwrap().is_some() }
        });
        assert_eq!(shown.await, 1);
    });
}

#[test]
fn one_answer_adds_one_passkey() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        let question = world.services.ask_new_passkey(&who.freshly().unwrap()).await.unwrap();
        let (_, credential) = Passkey::made(&options(question.options()), HONEST);
        let adds = succeed(world, &lan.session, |who| {
            let (services, token) = (world.services.clone(), question.token().to_owned());
            let credential = credential.clone();
            async move {
                let new = NewPasskey { token: &token, credential: &credential, name: "", device: "Firefox, Linux" };
                services.add_passkey(&who.freshly().unwrap(), new).await.is_ok()
            }
        });
        assert_eq!(adds.await, 1);
        assert_eq!(raw::rows(world, "passkeys").await, 1);
        assert_eq!(world.letters().await.len(), 1);
    });
}

#[test]
fn one_answer_of_a_passkey_proves_once() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let mut passkey = added(world, &lan.session).await;
        let who = world.who(&lan.session).await;
        let question = world.services.ask_passkey_again(&who, NETWORK).await.unwrap();
        let answer = passkey.used(&options(question.options()), HONEST);
        let proofs = succeed(world, &lan.session, |who| {
            let (services, token, answer) = (world.services.clone(), question.token().to_owned(), answer.clone());
            async move { services.prove_passkey(&who, (&token, &answer), NETWORK).await.is_ok() }
        });
        assert_eq!(proofs.await, 1);
        assert_eq!(raw::rows(world, "sessions").await, 1);
    });
}

#[test]
fn one_code_ends_the_set_up_of_an_authenticator_once() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let code = begun(world, &lan.session).await.code(world.now());
        let ends = succeed(world, &lan.session, |who| {
            let (services, code) = (world.services.clone(), code.clone());
            async move { services.confirm_authenticator(&who.freshly().unwrap(), &code).await.is_ok() }
        });
        assert_eq!(ends.await, 1);
        assert_eq!(raw::rows(world, "recovery_codes").await, 10, "one set of codes");
        assert_eq!(world.letters().await.len(), 1);
    });
}
