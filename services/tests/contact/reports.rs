//! What was sent: kept once, judged by what was so when it went out, and counted.

use super::{PHONE, mailing, message, page, report, why, willing};
use crate::closure::close;
use crate::consent::decide;
use crate::profile::{count, form, trail};
use crate::raw;
use crate::world::{day, on_every_engine};
use domain::calendar::Timestamp;
use domain::consent::{Channel, Decision, Purpose};
use domain::contact::{ContactRefusal, List};
use domain::member_reference::MemberReference;
use domain::profile::{Item, ProfileForm};
use domain::trail::TrailKind;
use services::contact::Reported;
use services::fault::Fault;
use std::cell::{Cell, RefCell};
use std::time::Duration;

#[test]
fn a_report_is_kept_once_and_its_member_sees_why_it_came() {
    on_every_engine(async |world| {
        let ((member, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        let (who, agreed_at) = (world.who(&member.session).await, world.now());
        world.wait(60);
        let sent = message(&reference, Channel::Email, world.now(), "noel 2026");
        let nobody = message(&MemberReference::from_chance([7; 11]), Channel::Email, world.now(), "noel 2026");
        let outcomes = report(world, &system, vec![sent.clone(), nobody, sent.clone()]).await;
        assert_eq!(outcomes, [Reported::Recorded, Reported::Unknown, Reported::Unchanged]);
        assert_eq!(report(world, &system, vec![sent]).await, [Reported::Unchanged]);
        let shown = page(world, &who).await.sent;
        assert_eq!((shown.len(), shown[0].detail.agreed_at), (1, Some(agreed_at)));
        let page = world.services.activity_of(&who, None, 9).await.unwrap();
        let line = &page[0].entry;
        assert_eq!((line.kind, line.detail.agreed_at), (TrailKind::MessageSent, Some(agreed_at)));
        assert_eq!(line.detail.campaign.as_deref(), Some("noel 2026"));
        let copy = serde_json::to_value(world.services.copy_of(&who.freshly().unwrap()).await.unwrap()).unwrap();
        assert_eq!(copy["messages"][0]["reported_by"], "mailing");
        world.letters().await;
    });
}

#[test]
fn a_message_that_no_rule_allowed_when_it_went_out_is_kept_as_a_breach_and_counts() {
    on_every_engine(async |world| {
        let ((member, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        let who = world.who(&member.session).await;
        world.wait(60);
        let before = world.now();
        world.wait(60);
        decide(world, &who, (Purpose::Promotions, Channel::Sms), Decision::Withdraw).await;
        world.services.freeze(&who).await.unwrap();
        world.wait(60);
        let frozen = world.now();
        world.wait(60);
        world.services.unfreeze(&who).await.unwrap();
        let sent = |at, campaign| message(&reference, Channel::Sms, at, campaign);
        let outcomes = report(world, &system, vec![sent(before, "a"), sent(frozen, "b"), sent(world.now(), "c")]).await;
        assert_eq!(
            outcomes,
            [
                Reported::Recorded,
                Reported::Breach { reason: ContactRefusal::Frozen },
                Reported::Breach { reason: ContactRefusal::Withdrawn },
            ]
        );
        let trail = trail(world, &who).await;
        assert_eq!((count(&trail, TrailKind::MessageSent), count(&trail, TrailKind::MessageBreach)), (1, 2));
        decide(world, &who, (Purpose::Promotions, Channel::Sms), Decision::Grant).await;
        assert_eq!(why(world, &system, &reference, Channel::Sms).await, Some(ContactRefusal::RecipientCap));
        world.letters().await;
    });
}

#[test]
fn a_repeated_call_gets_the_answer_of_the_first_and_another_body_is_refused() {
    on_every_engine(async |world| {
        let ((_, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        let writer = system.contact_writer().unwrap();
        let sent = || vec![message(&reference, Channel::Email, world.now(), "noel")];
        let repeat = |body: &[u8]| Some(world.services.repeat(&system, "word", body));
        let first = world.services.record_contacts(&writer, repeat(b"one"), sent()).await.unwrap();
        assert_eq!(world.services.record_contacts(&writer, repeat(b"one"), sent()).await.unwrap(), first);
        let other = world.services.record_contacts(&writer, repeat(b"two"), sent()).await;
        assert!(matches!(other, Err(Fault::Refused(_))));
        assert_eq!(raw::rows(world, "contacts").await, 1);
    });
}

#[test]
fn reports_are_forgotten_when_their_time_is_over_and_go_with_the_account() {
    on_every_engine(async |world| {
        let ((member, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        report(world, &system, vec![message(&reference, Channel::Email, world.now(), "noel")]).await;
        world.wait(day(399));
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(raw::rows(world, "contacts").await, 1);
        world.wait(day(2));
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(raw::rows(world, "contacts").await, 0);
        report(world, &system, vec![message(&reference, Channel::Email, world.now(), "tet")]).await;
        let attempt = world.services.sign_in(world.attempt("lananh", crate::world::PASSWORD)).await.unwrap();
        let who = world.who(&attempt.session().unwrap()).await;
        world.services.freeze(&who).await.unwrap();
        world.services.close(&who, crate::world::PASSWORD, crate::world::NETWORK).await.unwrap();
        world.wait(day(7));
        world.services.run_due_jobs().await.unwrap();
        assert_eq!((raw::rows(world, "contacts").await, raw::rows(world, "freezes").await), (0, 0));
        assert!(world.letters().await.iter().any(|letter| letter.to == member.email));
    });
}

#[test]
fn a_number_that_came_onto_a_list_later_makes_no_breach_of_what_was_right() {
    on_every_engine(async |world| {
        let ((member, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        world.wait(60);
        let before = world.now();
        world.wait(60);
        let numbers = world.services.read_numbers(PHONE).unwrap();
        world.services.import_numbers(List::Register, numbers, (false, false)).await.unwrap();
        let sent = |at, campaign| message(&reference, Channel::Sms, at, campaign);
        let outcomes = report(world, &system, vec![sent(before, "a"), sent(world.now(), "b")]).await;
        assert_eq!(outcomes, [Reported::Recorded, Reported::Breach { reason: ContactRefusal::DoNotCall }]);
        let trail = trail(world, &world.who(&member.session).await).await;
        assert_eq!((count(&trail, TrailKind::MessageSent), count(&trail, TrailKind::MessageBreach)), (1, 1));
    });
}

#[test]
fn a_message_to_a_number_or_an_address_that_was_replaced_since_is_not_judged_by_the_new_one() {
    on_every_engine(async |world| {
        let ((member, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        world.wait(60);
        let before = world.now();
        world.wait(60);
        let numbers = world.services.read_numbers("0905123457").unwrap();
        world.services.import_numbers(List::Own, numbers, (false, false)).await.unwrap();
        let who = world.who(&member.session).await;
        world.services.correct(&who, &ProfileForm { phone: "0905123457", ..form(&member) }, 2).await.unwrap();
        let sent = |at, campaign| message(&reference, Channel::Sms, at, campaign);
        let outcomes = report(world, &system, vec![sent(before, "a"), sent(world.now(), "b")]).await;
        assert_eq!(outcomes, [Reported::Recorded, Reported::Breach { reason: ContactRefusal::DoNotCall }]);
        world.wait(60);
        world.services.clear(&who, Item::Phone).await.unwrap();
        let outcomes = report(world, &system, vec![sent(before, "c"), sent(world.now(), "d")]).await;
        assert_eq!(outcomes, [Reported::Recorded, Reported::Breach { reason: ContactRefusal::Unreachable }]);
        world.letters().await;
    });
}

#[test]
fn what_was_sent_before_an_account_began_to_close_is_kept_and_what_came_after_is_a_breach() {
    on_every_engine(async |world| {
        let ((member, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        world.wait(60);
        let before = world.now();
        world.wait(60);
        close(world, &member).await;
        world.wait(60);
        let sent = |at, campaign| message(&reference, Channel::Email, at, campaign);
        let outcomes = report(world, &system, vec![sent(before, "a"), sent(world.now(), "b")]).await;
        assert_eq!(outcomes, [Reported::Recorded, Reported::Breach { reason: ContactRefusal::Unknown }]);
        assert_eq!(report(world, &system, vec![sent(before, "a")]).await, [Reported::Unchanged]);
        world.wait(day(8));
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(report(world, &system, vec![sent(world.now(), "c")]).await, [Reported::Unknown], "erased");
        assert_eq!(raw::rows(world, "contacts").await, 0);
        world.letters().await;
    });
}

/// Reports that race a withdrawal: what is kept as allowed went out while the yes stood.
#[test]
fn a_thousand_messages_against_racing_withdrawals_none_counts_as_allowed_without_a_standing_yes() {
    on_every_engine(async |world| {
        let ((member, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        let who = world.who(&member.session).await;
        let hand = world.hand.clone();
        let (begun, reported, decided) = (Cell::new(0), Cell::new(0), Cell::new(false));
        let reports = async {
            while reported.get() < 100 || !decided.get() {
                let number = begun.get() + 1;
                begun.set(number);
                hand.advance(Duration::from_secs(1));
                let batch = (0..10)
                    .map(|one| message(&reference, Channel::Email, world.now(), &format!("c{number}-{one}")))
                    .collect();
                report(world, &system, batch).await;
                reported.set(number);
            }
        };
        // A decision is of the instant it was pressed at and counts from the one it is written at; the clock moves meanwhile.
        let under_way = RefCell::new(Vec::new());
        let withdraw = async {
            for _ in 0..10 {
                for decision in [Decision::Withdraw, Decision::Grant] {
                    hand.advance(Duration::from_secs(1));
                    let pressed = world.now();
                    decide(world, &who, (Purpose::Promotions, Channel::Email), decision).await;
                    under_way.borrow_mut().push(pressed..=world.now());
                    // Ten messages at least go out while this decision stands and no other is under way.
                    let before = begun.get();
                    while reported.get() <= before {
                        tokio::task::yield_now().await;
                    }
                }
            }
            decided.set(true);
        };
        tokio::join!(reports, withdraw);
        let record = world.services.consent_of(&who).await.unwrap();
        let sent = world.services.consent_page_of(&who, 100_000).await.unwrap().sent;
        assert_eq!(sent.len(), reported.get() * 10);
        let (mut went_out, mut stopped) = (0, 0);
        for one in sent {
            // Reports of one instant lie side by side within its second; the clock here moves by whole seconds.
            let at = Timestamp::from_micros(one.at.micros().div_euclid(1_000_000) * 1_000_000);
            if under_way.borrow().iter().any(|decision| decision.contains(&at)) {
                continue;
            }
            let last = record.of(Purpose::Promotions, Channel::Email).rfind(|entry| entry.at < at);
            let agreed = !matches!(one.detail.broken, Some(ContactRefusal::Withdrawn | ContactRefusal::NeverAsked));
            assert_eq!(agreed, last.is_some_and(|entry| entry.decision == Decision::Grant), "{at:?}");
            let counted = if agreed { &mut went_out } else { &mut stopped };
            *counted += 1;
        }
        assert!(went_out >= 100 && stopped >= 100, "{went_out} went out, {stopped} were stopped");
    });
}
