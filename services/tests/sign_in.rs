//! Signing in: the same words and the same work whoever is named; guessing is slow, the owner always gets in.

use crate::raw;
use crate::world::{DEVICE, NETWORK, PASSWORD, World, day, on_every_engine, on_every_engine_with};
use domain::sign_in::SignInRefusal;
use domain::trail::TrailKind;
use services::fault::Fault;
use services::sign_in::Attempt;

async fn is_not_recognised(world: &World, attempt: Attempt<'_>) {
    let refused = world.services.sign_in(attempt).await;
    assert!(matches!(refused, Err(Fault::Refused(SignInRefusal::NotRecognised))), "{refused:?}");
}

#[test]
fn a_member_signs_in_by_name_or_by_confirmed_address_whatever_the_capitals() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        for name in ["lan.anh", "LAN.ANH", " lan.anh ", "lan.anh@example.com", "Lan.Anh@EXAMPLE.com"] {
            let attempt = Attempt { device_token: lan.session.device_token(), ..world.attempt(name, PASSWORD) };
            let session = world.services.sign_in(attempt).await.unwrap().session().unwrap();
            assert!(world.who(&session).await.freshly().is_some());
            assert_ne!(session.token(), lan.session.token());
        }
    });
}

#[test]
fn every_cause_gives_the_same_refusal() {
    on_every_engine(async |world| {
        world.a_member("lan.anh").await;
        world.join("binh").await;
        world.letters().await;
        for (name, password) in [
            ("lan.anh", "wrong password"),
            ("nobody.here", PASSWORD),
            ("nobody@example.com", PASSWORD),
            ("not a name at all", PASSWORD),
            // An address nobody has confirmed signs nobody in.
            ("binh@example.com", PASSWORD),
        ] {
            is_not_recognised(world, world.attempt(name, password)).await;
        }
        for (name, password) in [("", PASSWORD), ("lan.anh", ""), (" ", "x")] {
            let missing = world.services.sign_in(world.attempt(name, password)).await;
            assert!(matches!(missing, Err(Fault::Refused(SignInRefusal::Missing))));
        }
    });
}

#[test]
fn unknown_known_and_wrong_cost_one_hash_each() {
    on_every_engine(async |world| {
        world.a_member("lan.anh").await;
        for (name, password) in
            [("lan.anh", "wrong password"), ("nobody.here", "wrong password"), ("@", "wrong password")]
        {
            let before = world.services.hasher().made();
            is_not_recognised(world, world.attempt(name, password)).await;
            assert_eq!(world.services.hasher().made() - before, 1, "{name}");
        }
    });
}

#[test]
fn a_sign_in_and_a_failed_one_leave_a_trail_with_the_device() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        is_not_recognised(world, world.attempt("lan.anh", "wrong password")).await;
        let attempt = Attempt { device_token: lan.session.device_token(), ..world.attempt("lan.anh", PASSWORD) };
        let session = world.services.sign_in(attempt).await.unwrap().session().unwrap();
        let trail = world.services.activity_of(&world.who(&session).await, None, 10).await.unwrap();
        assert_eq!(trail[0].entry.kind, TrailKind::SignedIn);
        assert_eq!(trail[1].entry.kind, TrailKind::SignInFailed);
        assert_eq!(trail[1].entry.detail.device.as_deref(), Some("Firefox, Linux"));
    });
}

#[test]
fn a_sign_in_from_a_new_device_is_told_to_the_confirmed_address_once() {
    on_every_engine(async |world| {
        world.a_member("lan.anh").await;
        let session = world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await.unwrap().session().unwrap();
        let letter = world.letter_to("lan.anh@example.com").await;
        assert!(letter.body.contains("Firefox, Linux"));
        let again = Attempt { device_token: session.device_token(), ..world.attempt("lan.anh", PASSWORD) };
        let second = world.services.sign_in(again).await.unwrap().session().unwrap();
        assert!(second.device_token().is_none());
        assert!(world.letters().await.is_empty());
    });
}

#[test]
fn an_unconfirmed_address_is_told_nothing() {
    on_every_engine(async |world| {
        world.join("lan.anh").await;
        world.letters().await;
        world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await.unwrap();
        assert!(world.letters().await.is_empty());
    });
}

#[test]
fn somebody_elses_device_token_makes_no_device_known() {
    on_every_engine(async |world| {
        let binh = world.a_member("binh").await;
        world.a_member("lan.anh").await;
        let attempt = Attempt { device_token: binh.session.device_token(), ..world.attempt("lan.anh", PASSWORD) };
        assert!(world.services.sign_in(attempt).await.unwrap().session().unwrap().device_token().is_some());
        world.letter_to("lan.anh@example.com").await;
    });
}

/// Tries until the throttle stops it; answers after how many, and how long to wait.
async fn guess(world: &World, name: &str, network: &str) -> (u32, u32) {
    for tries in 0..200 {
        match world.services.sign_in(Attempt { network, ..world.attempt(name, "wrong password") }).await {
            Err(Fault::Refused(SignInRefusal::NotRecognised)) => {}
            Err(Fault::TooManyTries { wait_s }) => return (tries, wait_s),
            other => panic!("{other:?}"),
        }
    }
    panic!("nobody stopped it")
}

#[test]
fn guessing_is_stopped_alike_for_names_somebody_has_and_names_nobody_has() {
    on_every_engine(async |world| {
        world.a_member("lan.anh").await;
        let known = guess(world, "lan.anh", NETWORK).await;
        let unknown = guess(world, "nobody.here", "198.51.100.1/32").await;
        assert_eq!(known, unknown);
        assert_eq!(known.0, 3);
        // The owner's other name leads to the same counter.
        let by_address = world
            .services
            .sign_in(Attempt { network: "198.51.100.2/32", ..world.attempt("lan.anh@example.com", PASSWORD) })
            .await;
        assert!(matches!(by_address, Err(Fault::TooManyTries { .. })));
    });
}

/// Guesses on, as fast as one may, until waiting helps no more, with three days of rest after the fiftieth. Answers how many
/// guesses there were.
async fn guessed_until_shut(world: &World, name: &str, network: &str) -> u32 {
    let mut guesses = 0;
    loop {
        match world.services.sign_in(Attempt { network, ..world.attempt(name, "wrong password") }).await {
            Err(Fault::Refused(SignInRefusal::NotRecognised)) => guesses += 1,
            Err(Fault::TooManyTries { wait_s }) => world.wait(u64::from(wait_s)),
            Err(Fault::KnownDeviceOnly) => return guesses,
            other => panic!("{other:?}"),
        }
        if guesses == 50 {
            world.wait(day(3));
            world.services.run_due_jobs().await.unwrap();
        }
    }
}

// ASVS: V6.3.1
#[test]
fn a_hundred_wrong_guesses_in_a_row_shut_a_name_until_a_new_password_whether_or_not_somebody_has_it() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        for (name, network) in [("lan.anh", NETWORK), ("nobody.here", "198.51.100.1/32")] {
            assert_eq!(guessed_until_shut(world, name, network).await, 100, "a rest is no new beginning: {name}");
        }
        let shut = async |name: &str, password: &str| {
            matches!(world.services.sign_in(world.attempt(name, password)).await, Err(Fault::KnownDeviceOnly))
        };
        world.wait(day(30));
        world.services.run_due_jobs().await.unwrap();
        assert!(shut("lan.anh", PASSWORD).await && shut("nobody.here", PASSWORD).await, "a month later, too");
        let known = Attempt { device_token: lan.session.device_token(), ..world.attempt("lan.anh", PASSWORD) };
        assert!(world.services.sign_in(known).await.is_ok(), "the owner's own device");
        assert!(shut("lan.anh", PASSWORD).await, "which says nothing about strangers");
        let token = crate::recovery::link(world, &lan).await;
        assert_eq!(crate::recovery::set(world, &token, crate::recovery::NEW).await, Ok(()));
        assert!(world.services.sign_in(world.attempt("lan.anh", crate::recovery::NEW)).await.is_ok());
        world.letters().await;
        world.wait(day(400));
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(raw::rows(world, "failure_rows").await, 0);
    });
}

// ASVS: V6.3.1
#[test]
fn within_an_hour_ten_guesses_are_all_there_are() {
    on_every_engine(async |world| {
        world.a_member("lan.anh").await;
        let mut guesses = 0;
        let began = world.now();
        while world.now().since(began).as_secs() < 3600 {
            match world.services.sign_in(world.attempt("lan.anh", "wrong password")).await {
                Err(Fault::Refused(SignInRefusal::NotRecognised)) => guesses += 1,
                Err(Fault::TooManyTries { wait_s }) => world.wait(u64::from(wait_s)),
                other => panic!("{other:?}"),
            }
        }
        assert!(guesses <= 11, "{guesses}");
    });
}

#[test]
fn a_hundred_guesses_at_once_are_counted_before_they_are_judged() {
    on_every_engine(async |world| {
        world.a_member("lan.anh").await;
        let before = world.services.hasher().made();
        let guesses: Vec<_> = (0..60)
            .map(|_| world.services.clone())
            .map(|services| {
                tokio::spawn(async move {
                    let attempt = Attempt {
                        name: "lan.anh",
                        password: "wrong password",
                        kept: false,
                        device: "",
                        network: NETWORK,
                        device_token: None,
                        earlier: None,
                    };
                    drop(services.sign_in(attempt).await);
                })
            })
            .collect();
        for guess in guesses {
            guess.await.unwrap();
        }
        assert!(world.services.hasher().made() - before <= 10);
    });
}

// ASVS: V6.3.1
#[test]
fn the_owner_on_a_known_device_gets_in_while_strangers_guess() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        guess(world, "lan.anh", NETWORK).await;
        let owner = Attempt { device_token: lan.session.device_token(), ..world.attempt("lan.anh", PASSWORD) };
        assert!(world.services.sign_in(owner).await.is_ok());
        let stranger = world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await;
        assert!(matches!(stranger, Err(Fault::TooManyTries { .. })));
    });
}

#[test]
fn a_right_password_forgives_the_failures_before_it() {
    on_every_engine(async |world| {
        world.a_member("lan.anh").await;
        for _ in 0..5 {
            for _ in 0..2 {
                is_not_recognised(world, world.attempt("lan.anh", "wrong password")).await;
            }
            world.wait(3600);
            world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await.unwrap();
        }
        world.letters().await;
    });
}

#[test]
fn after_a_restart_the_counters_still_count() {
    on_every_engine(async |world| {
        world.a_member("lan.anh").await;
        guess(world, "lan.anh", NETWORK).await;
        let again = world.reopened(|_| {}).await;
        let refused = again.sign_in(world.attempt("lan.anh", PASSWORD)).await;
        assert!(matches!(refused, Err(Fault::TooManyTries { .. })));
        again.close_database().await;
    });
}

#[test]
fn counted_tries_are_forgotten_after_a_day() {
    on_every_engine(async |world| {
        is_not_recognised(world, world.attempt("nobody.here", "wrong password")).await;
        assert_eq!(world.services.run_due_jobs().await.unwrap().expired, 0);
        world.wait(24 * 3600);
        // The account's try, the network's try, and the row of failures.
        assert_eq!(world.services.run_due_jobs().await.unwrap().expired, 3);
    });
}

#[test]
fn a_password_hashed_at_a_lower_cost_is_hashed_again_at_sign_in() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let dearer = world.reopened(|settings| settings.argon2.memory_kib = 128).await;
        let attempt = Attempt { device_token: lan.session.device_token(), ..world.attempt("lan.anh", PASSWORD) };
        for hashes in [2, 1] {
            let before = dearer.hasher().made();
            dearer.sign_in(attempt).await.unwrap();
            assert_eq!(dearer.hasher().made() - before, hashes);
        }
        dearer.close_database().await;
    });
}

#[test]
fn a_closing_member_signs_in_until_the_grace_time_is_over() {
    on_every_engine_with(
        |settings| settings.closure_grace_days = 1,
        async |world| {
            let lan = world.a_member("lan.anh").await;
            let who = world.who(&lan.session).await;
            world.services.close(&who, PASSWORD, NETWORK).await.unwrap();
            assert!(world.services.find(lan.session.token()).await.unwrap().is_none());
            world.letters().await;
            let attempt = Attempt {
                device: DEVICE,
                device_token: lan.session.device_token(),
                ..world.attempt("lan.anh", PASSWORD)
            };
            let session = world.services.sign_in(attempt).await.unwrap().session().unwrap();
            assert!(world.who(&session).await.is_closing());
            world.wait(24 * 3600);
            is_not_recognised(world, attempt).await;
            assert!(world.services.find(session.token()).await.unwrap().is_none());
        },
    );
}

// ASVS: V6.2.10
#[test]
fn no_password_ends_by_itself() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        world.wait(crate::world::day(3_650));
        world.services.sign_in(world.attempt("lananh", PASSWORD)).await.unwrap();
        world.letter_to(&lan.email).await;
    });
}
