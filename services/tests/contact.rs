//! May a member be written to: every rule as the database knows it, and two people at once.

mod questions;
mod reports;

use crate::closure::close;
use crate::consent::{decide, wordings};
use crate::orders::reference;
use crate::profile::{count, form, trail};
use crate::raw;
use crate::world::{DEVICE, Member, World, day, on_every_engine};
use domain::api_key::{Scope, SystemName};
use domain::calendar::Timestamp;
use domain::consent::{Channel, Decision, Purpose, PurposeCode};
use domain::contact::{ContactRefusal, List, NewContact, No};
use domain::lang::Lang;
use domain::member_reference::MemberReference;
use domain::profile::ProfileForm;
use domain::trail::{TrailFilter, TrailKind};
use services::Services;
use services::api_keys::System;
use services::consent::ConsentPage;
use services::contact::{Imported, Questioned, Reported};
use services::secret::Secret;
use services::sessions::SignedIn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

const PHONE: &str = "0905123456";

/// A mailing system with a key.
pub(crate) async fn mailing(world: &World) -> System {
    let name = SystemName::parse("mailing").unwrap();
    let scopes = [Scope::ContactsAsk, Scope::ContactsWrite];
    let (_, key): (_, Secret) = world.services.make_api_key(&name, &scopes).await.unwrap();
    world.services.system_of(key.reveal()).await.unwrap().expect("the key is alive")
}

pub(crate) async fn asked(
    services: &Services,
    system: &System,
    member: &MemberReference,
    channel: Channel,
) -> Result<(), No> {
    let about = (PurposeCode::Promotions, channel);
    services.may_contact(&system.asker().unwrap(), member, about).await.unwrap().map(drop)
}

pub(crate) async fn why(
    world: &World,
    system: &System,
    member: &MemberReference,
    channel: Channel,
) -> Option<ContactRefusal> {
    asked(&world.services, system, member, channel).await.err().map(|no| no.why)
}

/// Somebody with a phone who agreed to everything.
pub(crate) async fn willing(world: &World, name: &str) -> (Member, MemberReference) {
    let member = world.a_member(name).await;
    let who = world.who(&member.session).await;
    world.services.correct(&who, &ProfileForm { phone: PHONE, ..form(&member) }, 1).await.unwrap();
    world.services.decide_all(&who, Decision::Grant, &wordings(world), Lang::Vi, DEVICE).await.unwrap();
    let reference = reference(world, &member).await;
    (member, reference)
}

fn message(member: &MemberReference, channel: Channel, sent_at: Timestamp, campaign: &str) -> NewContact {
    NewContact {
        member: member.clone(),
        purpose: PurposeCode::Promotions,
        channel,
        sent_at,
        campaign: campaign.to_owned(),
    }
}

/// The decisions, and what is shown around them.
async fn page(world: &World, who: &SignedIn) -> ConsentPage {
    world.services.consent_page_of(who, 2_000).await.unwrap()
}

async fn report(world: &World, system: &System, contacts: Vec<NewContact>) -> Vec<Reported> {
    world.services.record_contacts(&system.contact_writer().unwrap(), None, contacts).await.unwrap()
}

async fn questions_about(world: &World, who: &SignedIn) -> Vec<Questioned> {
    world.services.questions_among(who, TrailFilter::default(), None, 99).await.unwrap()
}

/// A mailing system wrote to the member and says so.
pub(crate) async fn write_to(world: &World, member: &Member) {
    let (system, reference) = (mailing(world).await, reference(world, member).await);
    asked(&world.services, &system, &reference, Channel::Email).await.ok();
    questions_about(world, &world.who(&member.session).await).await;
    report(world, &system, vec![message(&reference, Channel::Email, world.now(), "noel 2026")]).await;
}

#[test]
fn only_a_standing_yes_lets_a_message_through_and_a_no_counts_at_once() {
    on_every_engine(async |world| {
        let (member, system) = (world.a_member("lananh").await, mailing(world).await);
        let (who, reference) = (world.who(&member.session).await, reference(world, &member).await);
        assert_eq!(why(world, &system, &reference, Channel::Email).await, Some(ContactRefusal::NeverAsked));
        decide(world, &who, (Purpose::Promotions, Channel::Email), Decision::Grant).await;
        assert_eq!(why(world, &system, &reference, Channel::Email).await, None);
        assert_eq!(why(world, &system, &reference, Channel::Sms).await, Some(ContactRefusal::NeverAsked));
        decide(world, &who, (Purpose::Promotions, Channel::Email), Decision::Withdraw).await;
        assert_eq!(why(world, &system, &reference, Channel::Email).await, Some(ContactRefusal::Withdrawn));
        raw::run(world, "update consent_entries set decision = 'grant', wording_version = 0").await;
        assert_eq!(why(world, &system, &reference, Channel::Email).await, Some(ContactRefusal::Reworded));
    });
}

#[test]
fn a_number_that_is_not_there_and_an_address_nobody_confirmed_are_not_used() {
    on_every_engine(async |world| {
        let (member, system) = (world.join("binh").await, mailing(world).await);
        let (who, reference) = (world.who(&member.session).await, reference(world, &member).await);
        world.services.decide_all(&who, Decision::Grant, &wordings(world), Lang::Vi, DEVICE).await.unwrap();
        for channel in Channel::ALL {
            assert_eq!(why(world, &system, &reference, *channel).await, Some(ContactRefusal::Unreachable));
        }
        world.letters().await;
    });
}

#[test]
fn a_freeze_stops_everything_that_needs_a_yes_and_lifting_it_brings_back_what_stood() {
    on_every_engine(async |world| {
        let ((member, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        let who = world.who(&member.session).await;
        assert_eq!(why(world, &system, &reference, Channel::Email).await, None);
        let since = world.services.freeze(&who).await.unwrap();
        assert!(world.letter_to(&member.email).await.body.contains("tạm ngưng"));
        world.wait(60);
        assert_eq!(world.services.freeze(&who).await.unwrap(), since, "a second press moves nothing");
        assert_eq!(page(world, &who).await.frozen_since, Some(since));
        assert_eq!(why(world, &system, &reference, Channel::Email).await, Some(ContactRefusal::Frozen));
        let asker = system.asker().unwrap();
        for (purpose, expected) in
            [(PurposeCode::Transaction, None), (PurposeCode::Support, Some(ContactRefusal::Frozen))]
        {
            let answer = world.services.may_contact(&asker, &reference, (purpose, Channel::Email)).await.unwrap();
            assert_eq!(answer.err().map(|no| no.why), expected, "{purpose:?}");
        }
        decide(world, &who, (Purpose::Promotions, Channel::Zalo), Decision::Withdraw).await;
        world.services.unfreeze(&who).await.unwrap();
        world.services.unfreeze(&who).await.unwrap();
        assert_eq!(world.letters().await.len(), 1, "one letter");
        assert_eq!(why(world, &system, &reference, Channel::Email).await, None);
        assert_eq!(why(world, &system, &reference, Channel::Zalo).await, Some(ContactRefusal::Withdrawn));
        let trail = trail(world, &who).await;
        assert_eq!((count(&trail, TrailKind::Frozen), count(&trail, TrailKind::Unfrozen)), (1, 1));
        let copy = serde_json::to_value(world.services.copy_of(&who.freshly().unwrap()).await.unwrap()).unwrap();
        assert_eq!(copy["freezes"].as_array().unwrap().len(), 1);
        assert!(copy["freezes"][0]["lifted_at"].is_string());
        world.letters().await;
    });
}

#[test]
fn nobody_freezes_or_lifts_anything_for_somebody_else() {
    on_every_engine(async |world| {
        let ((lan, _), minh) = (willing(world, "lananh").await, world.a_member("minh").await);
        let (lan, minh_who) = (world.who(&lan.session).await, world.who(&minh.session).await);
        world.services.freeze(&lan).await.unwrap();
        assert_eq!(page(world, &minh_who).await.frozen_since, None);
        world.services.unfreeze(&minh_who).await.unwrap();
        assert!(page(world, &lan).await.frozen_since.is_some());
        world.letters().await;
    });
}

#[test]
fn an_account_that_is_closing_looks_like_a_reference_nobody_has() {
    on_every_engine(async |world| {
        let ((member, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        let nobody = MemberReference::from_chance([7; 11]);
        let expected = Err(No { why: ContactRefusal::Unknown, again_at: None });
        assert_eq!(asked(&world.services, &system, &nobody, Channel::Email).await, expected);
        close(world, &member).await;
        assert_eq!(asked(&world.services, &system, &reference, Channel::Email).await, expected);
        world.letters().await;
        let attempt = world.services.sign_in(world.attempt("lananh", crate::world::PASSWORD)).await.unwrap();
        let who = world.who(&attempt.session().unwrap()).await;
        world.services.reopen(&who).await.unwrap();
        assert_eq!(asked(&world.services, &system, &reference, Channel::Email).await, Ok(()));
        world.letters().await;
    });
}

#[test]
fn text_messages_wait_for_the_morning() {
    on_every_engine(async |world| {
        let ((_, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        assert_eq!(why(world, &system, &reference, Channel::Sms).await, None, "10:04");
        world.wait(11 * 3600 + 56 * 60);
        let no = asked(&world.services, &system, &reference, Channel::Sms).await.unwrap_err();
        assert_eq!(no.why, ContactRefusal::OutsideHours);
        assert_eq!(no.again_at.map(Timestamp::rfc3339).as_deref(), Some("2026-11-23T07:00:00+07:00"));
        assert_eq!(why(world, &system, &reference, Channel::Email).await, None);
    });
}

#[test]
fn what_was_reported_counts_for_the_number_whoever_has_it_and_whatever_it_was_about() {
    on_every_engine(async |world| {
        let system = mailing(world).await;
        let ((_, lan), (_, minh)) = (willing(world, "lananh").await, willing(world, "minh").await);
        for (at, whose, campaign) in [(1, &lan, "noel"), (2, &minh, "noel"), (3, &lan, "tet")] {
            assert_eq!(why(world, &system, &minh, Channel::Sms).await, None, "before number {at}");
            world.wait(60);
            let outcome = report(world, &system, vec![message(whose, Channel::Sms, world.now(), campaign)]).await;
            assert_eq!(outcome, [Reported::Recorded]);
        }
        for whose in [&lan, &minh] {
            let no = asked(&world.services, &system, whose, Channel::Sms).await.unwrap_err();
            assert_eq!(no.why, ContactRefusal::RecipientCap, "both have the same number");
        }
        assert_eq!(why(world, &system, &lan, Channel::Zalo).await, None, "each channel is counted by itself");
        world.wait(day(1) - 60);
        assert_eq!(why(world, &system, &lan, Channel::Sms).await, None, "a day after the first of them");
    });
}

#[test]
fn no_more_goes_out_in_a_month_than_the_wording_promised() {
    on_every_engine(async |world| {
        let ((_, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        for _ in 0..4 {
            assert_eq!(why(world, &system, &reference, Channel::Email).await, None);
            let sent = message(&reference, Channel::Email, world.now(), "thang 11");
            assert_eq!(report(world, &system, vec![sent]).await, [Reported::Recorded]);
            world.wait(day(1));
        }
        let no = asked(&world.services, &system, &reference, Channel::Email).await.unwrap_err();
        assert_eq!(no.why, ContactRefusal::Frequency);
        assert_eq!(no.again_at.map(Timestamp::rfc3339).as_deref(), Some("2026-12-01T00:00:00+07:00"));
        world.wait(day(6));
        assert_eq!(why(world, &system, &reference, Channel::Email).await, None, "December");
    });
}

#[test]
fn a_number_on_a_list_is_left_alone_and_only_its_hash_is_kept() {
    on_every_engine(async |world| {
        let ((member, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        let services = &world.services;
        let file = "\u{FEFF}# register\n+84 905 123 456\n0912 345 678\n0236 3 650 065\n";
        let numbers = services.read_numbers(file).unwrap();
        assert_eq!((numbers.hashes.len(), numbers.skipped), (2, 1), "nobody here has a landline");
        let would = services.import_numbers(List::Register, numbers.clone(), (false, true)).await.unwrap();
        assert_eq!(would, Imported { added: 2, kept: 0, taken_off: 0 });
        assert_eq!(why(world, &system, &reference, Channel::Sms).await, None, "looked at, not written");
        for expected in [Imported { added: 2, ..Imported::default() }, Imported { kept: 2, ..Imported::default() }] {
            let done = services.import_numbers(List::Register, numbers.clone(), (false, false)).await.unwrap();
            assert_eq!(done, expected, "twice is once");
            world.wait(1);
        }
        for channel in [Channel::Sms, Channel::Call, Channel::Zalo] {
            assert_eq!(why(world, &system, &reference, channel).await, Some(ContactRefusal::DoNotCall));
        }
        assert_eq!(why(world, &system, &reference, Channel::Email).await, None);
        let who = world.who(&member.session).await;
        let lists = page(world, &who).await.lists.expect("there is a number");
        assert_eq!(lists.iter().map(|(list, _)| *list).collect::<Vec<_>>(), [List::Register]);
        let kept = raw::bytes(world, "select number from do_not_call").await;
        assert!(kept.iter().all(|hash| hash.len() == 32));

        let newer = services.read_numbers("0912345678").unwrap();
        let would = services.import_numbers(List::Register, newer.clone(), (true, true)).await.unwrap();
        assert_eq!(would, Imported { kept: 1, taken_off: 1, added: 0 });
        assert_eq!(services.import_numbers(List::Register, newer, (true, false)).await.unwrap(), would);
        assert_eq!(why(world, &system, &reference, Channel::Sms).await, None, "taken off the register");
        let own = services.read_numbers(PHONE).unwrap();
        services.import_numbers(List::Own, own, (false, false)).await.unwrap();
        assert_eq!(
            why(world, &system, &reference, Channel::Sms).await,
            Some(ContactRefusal::DoNotCall),
            "our own list"
        );
    });
}

#[test]
fn a_file_with_a_line_that_is_no_number_is_not_used_at_all() {
    on_every_engine(async |world| {
        let wrong = world.services.read_numbers("0905123456\nlan.anh@example.com\n\n12345").unwrap_err();
        assert_eq!(wrong.0, [2, 4]);
    });
}

/// References nobody has.
fn nobodies(how_many: u32) -> Vec<MemberReference> {
    (0..how_many)
        .map(|number| {
            let mut chance = [0; 11];
            for (place, byte) in chance.iter_mut().enumerate() {
                *byte = u8::try_from((number >> (place * 5 % 30)) & 31).unwrap();
            }
            MemberReference::from_chance(chance)
        })
        .collect()
}

#[test]
fn an_audience_is_answered_one_by_one_in_its_order() {
    on_every_engine(async |world| {
        let ((_, yes), system) = (willing(world, "lananh").await, mailing(world).await);
        let never = world.a_member("minh").await;
        let never = reference(world, &never).await;
        let mut members = nobodies(1_200);
        members[3] = yes;
        members[1_100] = never;
        let about = (PurposeCode::Promotions, Channel::Email);
        let answers = world.services.audience(&system.asker().unwrap(), &members, about).await.unwrap();
        assert_eq!(answers.len(), 1_200);
        for (place, answer) in answers.into_iter().enumerate() {
            let expected = match place {
                3 => None,
                1_100 => Some(ContactRefusal::NeverAsked),
                _ => Some(ContactRefusal::Unknown),
            };
            assert_eq!(answer.err().map(|no| no.why), expected, "{place}");
        }
    });
}

#[test]
fn in_one_audience_a_number_several_members_share_gets_no_more_than_it_may() {
    on_every_engine(async |world| {
        let system = mailing(world).await;
        // The later ones are looked up in another part.
        let mut members = nobodies(600);
        for (place, name) in [(0, "lananh"), (1, "minh"), (2, "binh"), (550, "cuong"), (551, "dung")] {
            members[place] = willing(world, name).await.1;
        }
        let report_one = message(&members[2], Channel::Sms, world.now(), "noel");
        let permitted = async |purpose, channel| {
            let answers =
                world.services.audience(&system.asker().unwrap(), &members, (purpose, channel)).await.unwrap();
            let caps = answers.iter().filter(|answer| {
                **answer
                    == Err(No {
                        why: ContactRefusal::RecipientCap,
                        again_at: Some(world.now().plus(Duration::from_hours(24))),
                    })
            });
            (answers.iter().filter(|answer| answer.is_ok()).count(), caps.count())
        };
        assert_eq!(permitted(PurposeCode::Promotions, Channel::Sms).await, (3, 2), "three messages a day");
        assert_eq!(permitted(PurposeCode::Promotions, Channel::Sms).await, (3, 2), "a question takes nothing away");
        assert_eq!(permitted(PurposeCode::Promotions, Channel::Call).await, (1, 4), "one call a day");
        assert_eq!(
            permitted(PurposeCode::Promotions, Channel::Email).await,
            (5, 0),
            "each has an address of their own"
        );
        assert_eq!(permitted(PurposeCode::Transaction, Channel::Sms).await, (5, 0), "no advertising, no cap");
        report(world, &system, vec![report_one]).await;
        assert_eq!(permitted(PurposeCode::Promotions, Channel::Sms).await, (2, 3), "one went out already");
    });
}

/// Questions that race a withdrawal: whichever begins after the withdrawal was acknowledged hears no.
#[test]
fn of_a_thousand_questions_none_is_answered_yes_after_the_withdrawal_was_acknowledged() {
    on_every_engine(async |world| {
        let ((member, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        let who = world.who(&member.session).await;
        let withdrawn = Arc::new(AtomicBool::new(false));
        let (asked_before, asked_after) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let mut questions = Vec::new();
        for _ in 0..8 {
            let (services, system, reference) = (world.services.clone(), system.clone(), reference.clone());
            let withdrawn = Arc::clone(&withdrawn);
            let (asked_before, asked_after) = (Arc::clone(&asked_before), Arc::clone(&asked_after));
            questions.push(tokio::spawn(async move {
                // However fast the withdrawal is, a part of the questions comes after it.
                let (mut asked_here, mut after_here) = (0, 0);
                while asked_here < 125 || after_here < 25 {
                    let too_late = withdrawn.load(Ordering::SeqCst);
                    let answer = asked(&services, &system, &reference, Channel::Email).await;
                    asked_here += 1;
                    if too_late {
                        assert_eq!(answer.err().map(|no| no.why), Some(ContactRefusal::Withdrawn));
                        after_here += 1;
                        asked_after.fetch_add(1, Ordering::SeqCst);
                    } else {
                        asked_before.fetch_add(1, Ordering::SeqCst);
                    }
                    tokio::task::yield_now().await;
                }
            }));
        }
        // And however slow the questions are, a part of them comes before.
        while asked_before.load(Ordering::SeqCst) < 8 {
            tokio::task::yield_now().await;
        }
        decide(world, &who, (Purpose::Promotions, Channel::Email), Decision::Withdraw).await;
        withdrawn.store(true, Ordering::SeqCst);
        for question in questions {
            question.await.unwrap();
        }
        let (before, after) = (asked_before.load(Ordering::SeqCst), asked_after.load(Ordering::SeqCst));
        assert!(before >= 8 && after >= 200 && before + after >= 1_000, "{before} before, {after} after");
    });
}
