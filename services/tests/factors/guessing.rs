//! Guessing codes, one after the other and all at once.

use super::{HERE, code, is_refused, kinds, password};
use crate::authenticator::set_up;
use crate::raw;
use crate::world::{NETWORK, PASSWORD, World, on_every_engine};
use domain::factors::FactorRefusal;
use domain::form::Reason;
use domain::trail::TrailKind;
use services::factors::Attempt as Code;
use services::fault::Fault;
use services::password::Given;
use services::sessions::NewSession;
use services::sign_in::{Attempt, SignIn};

// Lessons 28 and 32: codes could be guessed without end, because the limit stood on another path.
// ASVS: V6.6.3
#[test]
fn lesson_32_five_wrong_codes_end_a_sign_in() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (app, _) = set_up(world, &lan.session).await;
        let pending = password(world, world.attempt("lan.anh", PASSWORD)).await;
        for tried in 1..=5 {
            world.wait(if tried > 3 { 20 } else { 0 });
            let refusal = if tried == 5 { FactorRefusal::Over } else { FactorRefusal::Wrong };
            is_refused(world, code(&pending, &app.wrong(world)), refusal).await;
        }
        assert!(!world.services.is_waiting(pending.token()).await.unwrap());
        world.wait(60);
        is_refused(world, code(&pending, &app.next(world)), FactorRefusal::Over).await;
        let known = Attempt { device_token: lan.session.device_token(), ..world.attempt("lan.anh", PASSWORD) };
        let owner = password(world, known).await;
        let owners = Code { device_token: lan.session.device_token(), ..code(&owner, "") };
        let typed = app.next(world);
        let session = world.services.pass_factor(Code { typed: &typed, ..owners }).await.unwrap();
        let noted = kinds(world, &world.who(&session).await).await;
        assert_eq!(noted.iter().filter(|kind| **kind == TrailKind::FactorFailed).count(), 5);
        assert!(world.letter_to("lan.anh@example.com").await.body.contains("mã xác minh"));
    });
}

#[test]
fn wrong_codes_after_the_right_password_are_told_once_a_day_to_an_account_that_stays() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (app, _) = set_up(world, &lan.session).await;
        let told = async || {
            for _ in 1..=5 {
                world.wait(1200);
                let pending = password(world, world.attempt("lan.anh", PASSWORD)).await;
                is_refused(world, code(&pending, &app.wrong(world)), FactorRefusal::Wrong).await;
            }
            world.letters().await
        };
        let letters = told().await;
        assert_eq!(letters.len(), 1, "{letters:?}");
        assert_eq!(letters[0].to, "lan.anh@example.com");
        assert!(letters[0].body.contains("nhập sai mã xác minh nhiều lần") && letters[0].body.contains("/recovery"));
        assert!(told().await.is_empty(), "twice on one day");
        world.wait(86_400);
        assert_eq!(told().await.len(), 1, "the next day");
    });
}

// ASVS: V6.5.4, V6.6.3
#[test]
fn lesson_28_whoever_knows_the_password_tries_ten_codes_an_hour_and_a_right_password_forgives_none() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (app, _) = set_up(world, &lan.session).await;
        let began = world.now();
        let mut judged = 0;
        while world.now().since(began).as_secs() < 3600 {
            let pending = match world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await {
                Ok(SignIn::FactorNeeded(pending)) => pending,
                Err(Fault::TooManyTries { wait_s }) => {
                    world.wait(u64::from(wait_s));
                    continue;
                }
                other => panic!("{other:?}"),
            };
            match world.services.pass_factor(code(&pending, &app.wrong(world))).await {
                Err(Fault::Refused(FactorRefusal::Wrong)) => judged += 1,
                Err(Fault::TooManyTries { wait_s }) => world.wait(u64::from(wait_s)),
                other => panic!("{other:?}"),
            }
        }
        assert!((8..=11).contains(&judged), "{judged}");
        assert_eq!(world.letters().await.len(), 1);
    });
}

#[test]
fn a_hundred_wrong_codes_in_a_row_leave_only_known_devices() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (app, _) = set_up(world, &lan.session).await;
        let mut judged = 0;
        loop {
            match world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await {
                Ok(SignIn::FactorNeeded(pending)) => {
                    match world.services.pass_factor(code(&pending, &app.wrong(world))).await {
                        Err(Fault::Refused(FactorRefusal::Wrong)) => judged += 1,
                        Err(Fault::TooManyTries { wait_s }) => world.wait(u64::from(wait_s)),
                        other => panic!("{other:?}"),
                    }
                }
                Err(Fault::KnownDeviceOnly) => break,
                Err(Fault::TooManyTries { wait_s }) => world.wait(u64::from(wait_s)),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(judged, 100);
        assert!(!world.letters().await.is_empty());
        let known = Attempt { device_token: lan.session.device_token(), ..world.attempt("lan.anh", PASSWORD) };
        let pending = password(world, known).await;
        let typed = app.next(world);
        let owner = Code { device_token: lan.session.device_token(), ..code(&pending, &typed) };
        assert!(world.services.pass_factor(owner).await.is_ok());
    });
}

#[test]
fn lesson_28_whoever_holds_an_open_session_and_the_password_cannot_guess_codes_for_ever() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (app, _) = set_up(world, &lan.session).await;
        let kept = Attempt { kept: true, ..world.attempt("lan.anh", PASSWORD) };
        let pending = password(world, kept).await;
        let session = world.services.pass_factor(code(&pending, &app.next(world))).await.unwrap();
        world.letters().await;
        let who = world.who(&session).await;
        let mut guesses = 0;
        while world.services.find(session.token()).await.unwrap().is_some() {
            let typed = app.wrong(world);
            match world.services.prove_password(&who, Given { password: PASSWORD, code: &typed }, NETWORK).await {
                Err(Fault::Refused(Reason::Factor(FactorRefusal::Wrong))) => guesses += 1,
                Err(Fault::TooManyTries { wait_s }) => world.wait(u64::from(wait_s)),
                other => panic!("{other:?}"),
            }
            world.services.settled().await;
        }
        assert_eq!(guesses, 20);
    });
}

/// Sixty-four devices the account was used on before it had a factor: each has a lane of its own.
async fn devices(world: &World, name: &str) -> Vec<NewSession> {
    let mut devices = Vec::new();
    for _ in 0..64 {
        let attempt = Attempt { device: HERE, ..world.attempt(name, PASSWORD) };
        devices.push(world.services.sign_in(attempt).await.unwrap().session().unwrap());
    }
    world.letters().await;
    devices
}

/// All at once: how many got in.
async fn at_once(world: &World, tokens: Vec<(String, Option<String>)>, typed: &str) -> usize {
    let tries: Vec<_> = tokens
        .into_iter()
        .map(|(token, device_token)| {
            let (services, typed) = (world.services.clone(), typed.to_owned());
            tokio::spawn(async move {
                let attempt = Code {
                    token: &token,
                    typed: &typed,
                    device: HERE,
                    network: NETWORK,
                    device_token: device_token.as_deref(),
                    earlier: None,
                };
                services.pass_factor(attempt).await.is_ok()
            })
        })
        .collect();
    let mut passed = 0;
    for tried in tries {
        passed += usize::from(tried.await.unwrap());
    }
    passed
}

#[test]
fn of_64_at_once_on_one_waiting_sign_in_exactly_one_gets_in() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let (app, _) = set_up(world, &lan.session).await;
        let pending = password(world, world.attempt("lan.anh", PASSWORD)).await;
        let typed = app.next(world);
        let before = raw::rows(world, "sessions").await;
        assert_eq!(at_once(world, vec![(pending.token().to_owned(), None); 64], &typed).await, 1);
        assert_eq!(raw::rows(world, "sessions").await, before + 1);
        world.letters().await;
    });
}

// ASVS: V6.5.1
#[test]
fn lesson_32_of_64_waiting_sign_ins_with_one_code_exactly_one_gets_in() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let devices = devices(world, "lan.anh").await;
        let (app, codes) = set_up(world, &lan.session).await;
        for typed in [&app.next(world), &codes[0]] {
            let mut waiting = Vec::new();
            for device in &devices {
                let attempt = Attempt { device_token: device.device_token(), ..world.attempt("lan.anh", PASSWORD) };
                let pending = password(world, attempt).await;
                waiting.push((pending.token().to_owned(), device.device_token().map(ToOwned::to_owned)));
            }
            let before = raw::rows(world, "sessions").await;
            assert_eq!(at_once(world, waiting, typed).await, 1);
            assert_eq!(raw::rows(world, "sessions").await, before + 1);
            world.wait(3600);
        }
        world.letters().await;
    });
}
