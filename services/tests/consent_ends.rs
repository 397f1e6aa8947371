//! A yes until a day: it counts through that day, and nothing has to be done for it to end.

use crate::closure::close;
use crate::consent::{decide, wordings};
use crate::contact::{mailing, why};
use crate::orders::reference;
use crate::raw;
use crate::world::{DEVICE, Member, World, day, on_every_engine};
use domain::calendar::Date;
use domain::consent::{Channel, ConsentRefusal, Decision, Purpose, PurposeCode, Standing};
use domain::contact::{ContactRefusal, NewContact};
use domain::lang::Lang;
use domain::trail::{TrailDetail, TrailKind};
use services::consent::Wish;
use services::fault::Fault;
use services::sessions::SignedIn;

const PROMOTIONS: (Purpose, Channel) = (Purpose::Promotions, Channel::Email);

/// The day so many days from now.
fn in_days(world: &World, days: i64) -> Date {
    world.now().date_in_vietnam().plus_days(days)
}

async fn agree_until(world: &World, who: &SignedIn, until: Option<Date>) -> Result<Standing, Fault<ConsentRefusal>> {
    let version = world.services.wording_in_force(PROMOTIONS.0).unwrap().version;
    let wish = Wish::new(Decision::Grant, Lang::Vi, DEVICE).until(until);
    world.services.decide_consent(who, (PROMOTIONS.0, PROMOTIONS.1, version), wish).await
}

async fn standing(world: &World, who: &SignedIn) -> Standing {
    let page = world.services.consent_page_of(who, 1).await.unwrap();
    let found = page.standings.iter().find(|(purpose, channel, _)| (*purpose, *channel) == PROMOTIONS);
    found.map(|(.., standing)| *standing).unwrap()
}

/// What the history says of this kind, the newest first.
async fn told(world: &World, who: &SignedIn, kind: TrailKind) -> Vec<TrailDetail> {
    let lines = world.services.activity_of(who, None, 50).await.unwrap();
    lines.into_iter().map(|line| line.entry).filter(|entry| entry.kind == kind).map(|entry| entry.detail).collect()
}

/// Somebody who has just agreed until the end of the tenth day from now.
async fn for_ten_days(world: &World) -> (Member, Date) {
    let member = world.a_member("anh.nguyet").await;
    let last = in_days(world, 10);
    agree_until(world, &world.who(&member.session).await, Some(last)).await.unwrap();
    (member, last)
}

#[test]
fn a_yes_with_an_end_counts_through_its_last_day_and_ends_by_itself() {
    on_every_engine(async |world| {
        let ((member, last), system) = (for_ten_days(world).await, mailing(world).await);
        let (who, reference) = (world.who(&member.session).await, reference(world, &member).await);
        let wording = world.services.wording_in_force(PROMOTIONS.0).unwrap();
        let granted = Standing::Granted { since: world.now(), wording, until: Some(last) };
        assert_eq!(standing(world, &who).await, granted);
        assert_eq!(told(world, &who, TrailKind::ConsentGranted).await[0].until, Some(last));
        world.wait(day(10));
        assert_eq!(why(world, &system, &reference, PROMOTIONS.1).await, None, "its last day");
        world.wait(day(1));
        assert_eq!(why(world, &system, &reference, PROMOTIONS.1).await, Some(ContactRefusal::Ended));
        let who = world.back("anh.nguyet", &member).await;
        assert_eq!(standing(world, &who).await, Standing::Ended { on: last });
        let overview = world.services.overview_of(&who).await.unwrap();
        assert!(overview.standings.iter().all(|(.., standing)| !standing.is_granted()));
        assert_eq!(overview.asked_again, [], "nobody is pressed to say yes again");
        assert_eq!(world.services.verify_consents(&who).await.unwrap(), None);
        assert!(agree_until(world, &who, None).await.unwrap().is_granted(), "it can be given again");
        assert_eq!(why(world, &system, &reference, PROMOTIONS.1).await, None);
        world.letters().await;
    });
}

#[test]
fn a_message_sent_after_the_end_is_a_breach_and_one_of_the_last_evening_is_not() {
    on_every_engine(async |world| {
        let ((member, last), system) = (for_ten_days(world).await, mailing(world).await);
        let reference = reference(world, &member).await;
        world.wait(day(12));
        let noon = |of: Date| of.begins_in_vietnam().plus(std::time::Duration::from_hours(12));
        for (at, campaign) in [(noon(last), "noel"), (noon(last.plus_days(1)), "tet")] {
            let sent = NewContact {
                member: reference.clone(),
                purpose: PurposeCode::Promotions,
                channel: PROMOTIONS.1,
                sent_at: at,
                campaign: campaign.to_owned(),
            };
            let writer = system.contact_writer().unwrap();
            world.services.record_contacts(&writer, None, vec![sent]).await.unwrap();
        }
        let who = world.back("anh.nguyet", &member).await;
        let breaches = told(world, &who, TrailKind::MessageBreach).await;
        let [breach] = breaches.as_slice() else { panic!("{breaches:?}") };
        assert_eq!((breach.broken, breach.campaign.as_deref()), (Some(ContactRefusal::Ended), Some("tet")));
        world.letters().await;
    });
}

#[test]
fn the_end_can_be_moved_and_taken_away_and_agreeing_to_all_leaves_it() {
    on_every_engine(async |world| {
        let (member, last) = for_ten_days(world).await;
        let who = world.who(&member.session).await;
        world.services.decide_all(&who, Decision::Grant, &wordings(world), Lang::Vi, DEVICE).await.unwrap();
        assert_eq!(standing(world, &who).await.until(), Some(last), "a yes that stands stays as it is");
        let entries = raw::rows(world, "consent_entries").await;
        agree_until(world, &who, Some(last)).await.unwrap();
        assert_eq!(raw::rows(world, "consent_entries").await, entries, "the same again is nothing new");
        let later = in_days(world, 90);
        agree_until(world, &who, Some(later)).await.unwrap();
        assert_eq!(standing(world, &who).await.until(), Some(later));
        decide(world, &who, PROMOTIONS, Decision::Grant).await;
        assert_eq!((standing(world, &who).await.is_granted(), standing(world, &who).await.until()), (true, None));
        let refused = agree_until(world, &who, Some(in_days(world, -1))).await;
        assert!(matches!(refused, Err(Fault::Refused(ConsentRefusal::EndNotOffered))), "{refused:?}");
        assert_eq!(raw::rows(world, "consent_entries").await, entries + 2);
        assert_eq!(world.services.verify_consents(&who).await.unwrap(), None);
    });
}

#[test]
fn a_stored_end_that_was_moved_is_found_and_so_is_one_taken_away() {
    on_every_engine(async |world| {
        let (member, _) = for_ten_days(world).await;
        let who = world.who(&member.session).await;
        for forged in ["'2099-01-01'", "null"] {
            raw::run(world, &format!("update consent_entries set until = {forged}")).await;
            assert_eq!(world.services.verify_consents(&who).await.unwrap(), Some(1), "{forged}");
            assert!(!world.services.audit().await.unwrap().is_whole(), "{forged}");
        }
    });
}

#[test]
fn the_end_is_in_the_receipt_the_copy_and_the_proof_that_stays() {
    on_every_engine(async |world| {
        let (member, last) = for_ten_days(world).await;
        let who = world.who(&member.session).await;
        let receipt = world.services.receipts_of(&who, None, 99).await.unwrap().0.remove(0);
        assert_eq!(receipt.says.until, Some(last));
        let said = format!("\"validity_duration\":{{\"last_day\":\"{}\"", last.iso());
        assert!(receipt.text.contains(&said), "{}", receipt.text);
        assert_eq!(world.services.check_receipt(&receipt.text).await.unwrap(), Ok(receipt.says.clone()));
        let copy = world.services.copy_of(&who.freshly().unwrap()).await.unwrap();
        let copy = serde_json::to_value(&copy).unwrap();
        assert_eq!(copy["consents"][0]["until"], last.iso());
        world.services.keep_log().await.unwrap();
        close(world, &member).await;
        world.wait(day(7));
        world.services.run_due_jobs().await.unwrap();
        let audited = world.services.audit().await.unwrap();
        assert!(audited.is_whole(), "{:?}", audited.findings);
        assert_eq!((audited.entries, audited.proofs), (0, 1));
        assert_eq!(raw::texts(world, "select until from consent_proofs").await, [last.iso()]);
        world.letters().await;
    });
}
