//! What was agreed to, and when it stopped.

use crate::profile::{contains, count, trail};
use crate::raw;
use crate::world::{DEVICE, World, on_every_engine};
use domain::consent::{Channel, ConsentRefusal, Decision, Purpose, Standing};
use domain::lang::Lang;
use domain::trail::TrailKind;
use services::consent::Wish;
use services::fault::Fault;
use services::sessions::SignedIn;

pub(crate) async fn decide(
    world: &World,
    who: &SignedIn,
    (purpose, channel): (Purpose, Channel),
    decision: Decision,
) -> Standing {
    let version = world.services.wording_in_force(purpose).unwrap().version;
    world
        .services
        .decide_consent(who, (purpose, channel, version), Wish::new(decision, Lang::Vi, DEVICE))
        .await
        .unwrap()
}

/// Every purpose with the version its page shows.
pub(crate) fn wordings(world: &World) -> Vec<(Purpose, u32)> {
    Purpose::ALL.iter().map(|purpose| (*purpose, world.services.wording_in_force(*purpose).unwrap().version)).collect()
}

const NEWS_BY_EMAIL: (Purpose, Channel) = (Purpose::News, Channel::Email);

#[test]
fn silence_is_not_consent() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        world.wait(60 * 20);
        let record = world.services.consent_of(&who).await.unwrap();
        for purpose in Purpose::ALL {
            for channel in Channel::ALL {
                assert_eq!(record.standing(*purpose, *channel, world.now()), Standing::NeverAsked);
            }
        }
    });
}

#[test]
fn a_yes_and_a_no_are_two_entries_and_two_lines_of_the_trail() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let since = world.now();
        let wording = world.services.wording_in_force(Purpose::News).unwrap();
        assert_eq!(
            decide(world, &who, NEWS_BY_EMAIL, Decision::Grant).await,
            Standing::Granted { since, wording, until: None }
        );
        world.wait(60);
        assert_eq!(
            decide(world, &who, NEWS_BY_EMAIL, Decision::Withdraw).await,
            Standing::Withdrawn { since: world.now() }
        );
        let record = world.services.consent_of(&who).await.unwrap();
        assert_eq!(record.entries().len(), 2);
        assert_eq!(record.entries()[0].device, DEVICE);
        assert_eq!(
            record.standing(Purpose::News, Channel::Sms, world.now()),
            Standing::NeverAsked,
            "agreeing to email says nothing about text messages"
        );
        let trail = trail(world, &who).await;
        assert_eq!((count(&trail, TrailKind::ConsentGranted), count(&trail, TrailKind::ConsentWithdrawn)), (1, 1));
        assert_eq!(world.services.verify_consents(&who).await.unwrap(), None);
    });
}

#[test]
fn deciding_twice_is_the_same_as_once() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        for decision in [Decision::Grant, Decision::Grant, Decision::Withdraw, Decision::Withdraw] {
            decide(world, &who, NEWS_BY_EMAIL, decision).await;
        }
        assert_eq!(world.services.consent_of(&who).await.unwrap().entries().len(), 2);
    });
}

#[test]
fn a_yes_to_an_old_wording_is_refused_and_a_no_never() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let old = world.services.wording_in_force(Purpose::News).unwrap().version + 1;
        let say = async |decision| {
            world
                .services
                .decide_consent(&who, (Purpose::News, Channel::Email, old), Wish::new(decision, Lang::Vi, DEVICE))
                .await
        };
        let refused = say(Decision::Grant).await;
        assert!(matches!(refused, Err(Fault::Refused(ConsentRefusal::Reworded))), "{refused:?}");
        assert_eq!(raw::rows(world, "consent_entries").await, 0);
        assert_eq!(say(Decision::Withdraw).await.unwrap(), Standing::Withdrawn { since: world.now() });
    });
}

#[test]
fn a_decision_is_about_nobody_elses_record() {
    on_every_engine(async |world| {
        let (lan, minh) = (world.a_member("lananh").await, world.a_member("minh").await);
        let (lan, minh) = (world.who(&lan.session).await, world.who(&minh.session).await);
        decide(world, &lan, NEWS_BY_EMAIL, Decision::Grant).await;
        assert!(world.services.consent_of(&minh).await.unwrap().entries().is_empty());
        assert_eq!(count(&trail(world, &minh).await, TrailKind::ConsentGranted), 0);
    });
}

#[test]
fn refusing_all_is_one_press_and_an_entry_for_each_purpose_and_channel() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let yes = world.services.decide_all(&who, Decision::Grant, &wordings(world), Lang::Vi, DEVICE).await.unwrap();
        let entries = yes.entries().len();
        assert!(entries >= Purpose::ALL.len());
        // The page says nothing about versions, and it is refused all the same: a no needs none.
        for _twice in 0..2 {
            let no = world.services.decide_all(&who, Decision::Withdraw, &[], Lang::Vi, DEVICE).await.unwrap();
            assert_eq!(no.entries().len(), 2 * entries);
            assert!(no.entries()[entries..].iter().all(|entry| entry.decision == Decision::Withdraw));
        }
        assert_eq!(world.services.verify_consents(&who).await.unwrap(), None);
        assert_eq!(count(&trail(world, &who).await, TrailKind::ConsentWithdrawn), entries);
    });
}

#[test]
fn agreeing_to_all_with_one_old_wording_agrees_to_nothing() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let mut wordings = wordings(world);
        wordings.last_mut().unwrap().1 += 1;
        let refused = world.services.decide_all(&who, Decision::Grant, &wordings, Lang::Vi, DEVICE).await;
        assert!(matches!(refused, Err(Fault::Refused(ConsentRefusal::Reworded))), "{refused:?}");
        assert_eq!(raw::rows(world, "consent_entries").await, 0);
        assert_eq!(count(&trail(world, &who).await, TrailKind::ConsentGranted), 0);
    });
}

#[test]
fn two_phones_at_once_cannot_fork_the_record() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let presses = (0..12).map(|press| {
            let (services, who) = (world.services.clone(), who.clone());
            let version = services.wording_in_force(Purpose::News).unwrap().version;
            let decision = if press % 2 == 0 { Decision::Grant } else { Decision::Withdraw };
            tokio::spawn(async move {
                services
                    .decide_consent(
                        &who,
                        (Purpose::News, Channel::Email, version),
                        Wish::new(decision, Lang::Vi, DEVICE),
                    )
                    .await
            })
        });
        let presses: Vec<_> = presses.collect();
        for press in presses {
            press.await.unwrap().unwrap();
        }
        let record = world.services.consent_of(&who).await.unwrap();
        assert!(!record.entries().is_empty());
        assert_eq!(world.services.verify_consents(&who).await.unwrap(), None);
        let pairs = record.entries().windows(2);
        assert!(pairs.into_iter().all(|pair| pair[0].decision != pair[1].decision), "each entry changed something");
    });
}

#[test]
fn an_entry_that_was_tampered_with_is_found() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        for decision in [Decision::Grant, Decision::Withdraw, Decision::Grant] {
            decide(world, &who, NEWS_BY_EMAIL, decision).await;
        }
        for (tampering, repair, place) in [
            (
                "update consent_entries set decision = 'grant' where seq = 2",
                "update consent_entries set decision = 'withdraw' where seq = 2",
                2,
            ),
            (
                "update consent_entries set decided_at = decided_at - 1 where seq = 1",
                "update consent_entries set decided_at = decided_at + 1 where seq = 1",
                1,
            ),
            ("update consent_entries set seq = 4 where seq = 3", "update consent_entries set seq = 3 where seq = 4", 3),
        ] {
            raw::run(world, tampering).await;
            // A moved entry does not open at all: its envelope is bound to its place.
            match world.services.verify_consents(&who).await {
                Ok(found) => assert_eq!(found, Some(place), "{tampering}"),
                Err(Fault::Internal(_)) => assert!(tampering.contains("set seq"), "{tampering}"),
                Err(other) => panic!("{other:?}"),
            }
            raw::run(world, repair).await;
        }
        assert_eq!(world.services.verify_consents(&who).await.unwrap(), None);
    });
}

#[test]
fn no_statement_changes_an_entry_and_only_the_erasure_deletes_one() {
    let about = |start: &str| {
        services::statements::all()
            .into_iter()
            .filter(|sql| sql.starts_with(start) && sql.contains(" consent_entries"))
            .count()
    };
    assert_eq!(about("update"), 0);
    assert_eq!(about("delete"), 1, "the erasure's, after the proofs were kept");
}

#[test]
fn the_device_of_a_decision_lies_sealed() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        decide(world, &who, NEWS_BY_EMAIL, Decision::Grant).await;
        let sealed = raw::bytes(world, "select device from consent_entries").await.remove(0);
        assert!(!contains(&sealed, DEVICE.as_bytes()));
    });
}
