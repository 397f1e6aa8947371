//! Hashes are let in a few at a time; beyond the line, the answer is quick.

use crate::world::{NETWORK, PASSWORD, World, on_every_engine_with};
use services::fault::Fault;
use services::sign_in::Attempt;
use services::{Argon2Settings, Settings};

fn one_at_a_time(settings: &mut Settings) {
    settings.hash_permits = Some(1);
    settings.hash_queue = 2;
    // Long enough for the others to arrive meanwhile.
    settings.argon2 = Argon2Settings { memory_kib: 8 * 1024, passes: 4, lanes: 1 };
}

fn guess(world: &World, number: usize) -> tokio::task::JoinHandle<Result<(), Fault<domain::sign_in::SignInRefusal>>> {
    let services = world.services.clone();
    tokio::spawn(async move {
        let name = format!("nobody{number}");
        let attempt = Attempt {
            name: &name,
            password: PASSWORD,
            kept: false,
            device: "",
            network: NETWORK,
            device_token: None,
            earlier: None,
        };
        services.sign_in(attempt).await.map(drop)
    })
}

#[test]
fn beyond_the_line_the_answer_is_busy_and_the_try_does_not_count() {
    on_every_engine_with(one_at_a_time, async |world| {
        let before = world.services.hasher().made();
        let guesses: Vec<_> = (0..12).map(|number| guess(world, number)).collect();
        let mut busy = 0;
        for guess in guesses {
            match guess.await.unwrap() {
                Err(Fault::Busy { wait_s }) => {
                    assert!((1..=5).contains(&wait_s));
                    busy += 1;
                }
                Err(Fault::Refused(_)) => {}
                other => panic!("{other:?}"),
            }
        }
        assert!(busy >= 1);
        assert_eq!(world.services.hasher().made() - before, 12 - busy);
        // Judged tries stay counted (account, network, row of failures); the others left nothing.
        world.wait(24 * 3600);
        assert_eq!(world.services.run_due_jobs().await.unwrap().expired, 3 * (12 - busy));
    });
}

#[test]
fn a_visitor_who_hangs_up_does_not_let_another_hash_in() {
    on_every_engine_with(one_at_a_time, async |world| {
        let before = world.services.hasher().made();
        let first = guess(world, 1);
        while world.services.hasher().made() == before {
            tokio::task::yield_now().await;
        }
        first.abort();
        assert!(!world.services.hasher().is_free());
        // It ends by itself, and the next is let in.
        assert!(matches!(guess(world, 2).await.unwrap(), Err(Fault::Refused(_))));
        assert_eq!(world.services.hasher().made() - before, 2);
    });
}
