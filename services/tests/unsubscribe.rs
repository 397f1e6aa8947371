//! Stopping from the link in a message.

use crate::closure::close;
use crate::consent::decide;
use crate::contact::{asked, mailing, willing};
use crate::raw;
use crate::world::{World, day, on_every_engine};
use domain::consent::{Channel, Decision, Purpose, PurposeCode, Standing};
use domain::contact::ContactRefusal;
use domain::member_reference::MemberReference;

/// The code of the link that comes with a yes.
async fn code(world: &World, member: &MemberReference, channel: Channel) -> String {
    let asker = mailing(world).await.asker().unwrap();
    let permit = world.services.may_contact(&asker, member, (PurposeCode::Promotions, channel)).await.unwrap().unwrap();
    let link = permit.unsubscribe.expect("a yes to advertising has a link");
    link.strip_prefix("https://members.example/unsubscribe/").expect("to a page of ours").to_owned()
}

#[test]
fn a_link_stops_one_purpose_and_channel_once_and_one_letter_confirms_it() {
    on_every_engine(async |world| {
        let (member, reference) = willing(world, "lananh").await;
        let (who, system) = (world.who(&member.session).await, mailing(world).await);
        let code = code(world, &reference, Channel::Email).await;
        world.wait(60);
        let looked = world.services.unsubscribing(&code).await.unwrap().unwrap();
        assert!(looked.standing.is_granted(), "looking changes nothing");
        assert_eq!((looked.purpose, looked.channel), (Purpose::Promotions, Channel::Email));
        let entries = raw::rows(world, "consent_entries").await;
        for _ in 0..3 {
            assert!(world.services.unsubscribe(&code).await.unwrap());
        }
        let letter = world.letter_to(&member.email).await;
        assert_eq!(
            letter.body.matches("22/11/2026 10:05").count(),
            2,
            "when it came and when it stopped: {}",
            letter.body
        );
        assert_eq!(raw::rows(world, "consent_entries").await, entries + 1);
        let looked = world.services.unsubscribing(&code).await.unwrap().unwrap();
        assert_eq!(looked.standing, Standing::Withdrawn { since: world.now() });
        let no = asked(&world.services, &system, &reference, Channel::Email).await.unwrap_err();
        assert_eq!(no.why, ContactRefusal::Withdrawn);
        assert_eq!(asked(&world.services, &system, &reference, Channel::Zalo).await, Ok(()), "nothing else stops");
        assert_eq!(world.services.verify_consents(&who).await.unwrap(), None);
    });
}

#[test]
fn two_presses_at_once_are_one_entry_and_one_letter() {
    on_every_engine(async |world| {
        let (member, reference) = willing(world, "lananh").await;
        let code = code(world, &reference, Channel::Email).await;
        let entries = raw::rows(world, "consent_entries").await;
        let press = || world.services.unsubscribe(&code);
        let (one, two, three) = tokio::join!(press(), press(), press());
        assert!(one.unwrap() && two.unwrap() && three.unwrap());
        world.letter_to(&member.email).await;
        assert_eq!(raw::rows(world, "consent_entries").await, entries + 1);
    });
}

#[test]
fn a_code_says_nothing_and_no_other_text_is_one() {
    on_every_engine(async |world| {
        let (_, reference) = willing(world, "lananh").await;
        let (first, second) =
            (code(world, &reference, Channel::Email).await, code(world, &reference, Channel::Email).await);
        assert_ne!(first, second, "two links of one member cannot be told to be one's");
        assert!(first.len() < 100 && first.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        let entries = raw::rows(world, "consent_entries").await;
        for place in 0..first.len() {
            let mut changed = first.clone().into_bytes();
            // Another symbol of which every bit counts, but for what pads the last one.
            changed[place] = if changed[place] == b'A' { b'Q' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            if changed != first {
                assert!(!world.services.unsubscribe(&changed).await.unwrap(), "{place}");
                assert!(world.services.unsubscribing(&changed).await.unwrap().is_none());
            }
        }
        for text in ["", "x", "AAAA", &first[1..], &"A".repeat(5_000), "../consent", "%00"] {
            assert!(!world.services.unsubscribe(text).await.unwrap(), "{text}");
        }
        assert_eq!(raw::rows(world, "consent_entries").await, entries);
    });
}

#[test]
fn a_link_outlives_the_day_and_a_closed_account_answers_alike() {
    on_every_engine(async |world| {
        let ((member, reference), (_, stays)) = (willing(world, "lananh").await, willing(world, "minh").await);
        let (gone, stays) = (code(world, &reference, Channel::Email).await, code(world, &stays, Channel::Sms).await);
        close(world, &member).await;
        world.letters().await;
        for _ in 0..2 {
            assert!(world.services.unsubscribe(&gone).await.unwrap());
            assert_eq!(world.services.unsubscribing(&gone).await.unwrap().unwrap().standing, Standing::NeverAsked);
            world.wait(day(200));
            world.services.run_due_jobs().await.unwrap();
            world.letters().await;
        }
        assert!(world.services.unsubscribe(&stays).await.unwrap(), "a year later");
        assert_eq!(world.letters().await.len(), 1);
    });
}

#[test]
fn a_frozen_member_can_stop_and_so_can_one_who_agreed_again() {
    on_every_engine(async |world| {
        let (member, reference) = willing(world, "lananh").await;
        let (who, code) = (world.who(&member.session).await, code(world, &reference, Channel::Zalo).await);
        world.services.freeze(&who).await.unwrap();
        world.letters().await;
        assert!(world.services.unsubscribe(&code).await.unwrap());
        world.letter_to(&member.email).await;
        decide(world, &who, (Purpose::Promotions, Channel::Zalo), Decision::Grant).await;
        world.wait(1);
        assert!(world.services.unsubscribe(&code).await.unwrap(), "a link of an earlier message stops as well");
        world.letter_to(&member.email).await;
    });
}
