//! Versions of the policy: added once, known everywhere, in force by the clock, and whom they ask again.

use crate::consent::{decide, wordings};
use crate::contact::{mailing, why};
use crate::orders::reference;
use crate::raw;
use crate::world::{DEVICE, World, day, on_every_engine};
use domain::calendar::Date;
use domain::consent::{Bilingual, Change, Channel, ConsentRefusal, Decision, Purpose, PurposeCode};
use domain::contact::ContactRefusal;
use domain::lang::Lang;
use domain::policy::{PolicyRefusal, Proposal, Run, When};
use services::fault::Fault;
use services::policy::Added;

const PROMOTIONS: (Purpose, Channel) = (Purpose::Promotions, Channel::Email);
const NEWS: (Purpose, Channel) = (Purpose::News, Channel::Email);

fn both(words: &str) -> Bilingual {
    Bilingual { vi: words.to_owned(), en: words.to_owned() }
}

/// In force after so many days, with some words that were not there before.
fn proposal(world: &World, days: i64, words: &str) -> Proposal {
    let text = &world.services.policies().editions.first().policy.version.text.clone();
    Proposal {
        in_force_on: world.now().date_in_vietnam().plus_days(days),
        text: text.replace("tự nguyện", words),
        translation: String::new(),
        summary: both("Nói rõ hơn về khuyến mại."),
        purposes: Vec::new(),
        by: "Đặng Thị Ánh Nguyệt".to_owned(),
    }
}

fn meaning(world: &World, days: i64) -> Proposal {
    let wording = Some(both("Tôi đồng ý nhận khuyến mại của Metiz Cinema và của đối tác."));
    Proposal {
        purposes: vec![(PurposeCode::Promotions, Change::Meaning, wording)],
        ..proposal(world, days, "tự nguyện, rõ ràng")
    }
}

#[test]
fn a_version_is_added_once_stays_and_is_in_force_from_its_day_on() {
    on_every_engine(async |world| {
        let services = &world.services;
        assert_eq!(services.policy().version.number, 1);
        assert_eq!(services.add_policy(meaning(world, 9)).await.unwrap(), Added::Now(2));
        world.wait(60);
        let again = Proposal { by: "Y Bhăm Êban".to_owned(), ..meaning(world, 9) };
        assert_eq!(services.add_policy(again).await.unwrap(), Added::Before(2), "by whomever");
        assert_eq!(raw::number(world, "select count(*) from policy_versions").await, 1);
        assert_eq!(raw::number(world, "select count(*) from policy_wordings").await, 1);
        let known = services.policies();
        let second = known.editions.numbered(2).unwrap();
        assert_eq!(known.editions.standing(second, world.now()), When::Coming);
        assert_eq!(second.addition.as_ref().unwrap().added_by, "Đặng Thị Ánh Nguyệt");
        assert_eq!(
            (services.policy().version.number, services.wording_in_force(Purpose::Promotions).unwrap().version),
            (1, 1)
        );
        let early = services.add_policy(proposal(world, 3, "tự do")).await;
        let day_of_second = second.policy.version.in_force_on;
        assert!(
            matches!(early, Err(Fault::Refused(PolicyRefusal::BeforeAnother(2, on))) if on == day_of_second),
            "{early:?}"
        );
        assert_eq!(raw::number(world, "select count(*) from policy_versions").await, 1, "nothing was added");
        world.wait(day(9));
        assert_eq!(
            (services.policy().version.number, services.wording_in_force(Purpose::Promotions).unwrap().version),
            (2, 2)
        );
        assert_eq!(services.add_policy(meaning(world, 0)).await.unwrap(), Added::Before(2), "long after its day, too");
    });
}

#[test]
fn every_machine_that_shares_the_database_knows_a_version_before_it_is_in_force() {
    on_every_engine(async |world| {
        let other = world.reopened(|_| {}).await;
        other.look_for_policies().await;
        world.services.add_policy(meaning(world, 0)).await.unwrap();
        world.wait(4);
        other.look_for_policies().await;
        assert_eq!(other.policies().editions.all().len(), 1, "nobody asks the database more than once in five seconds");
        world.wait(1);
        other.look_for_policies().await;
        assert_eq!(other.policies().editions.all().len(), 2);
        assert_eq!((other.policy().version.number, world.services.policy().version.number), (1, 1));
        world.wait(5);
        assert_eq!((other.policy().version.number, world.services.policy().version.number), (2, 2));
        let later = world.reopened(|_| {}).await;
        assert_eq!(later.policy().version, world.services.policy().version, "byte for byte");
        later.close_database().await;
        other.close_database().await;
    });
}

#[test]
fn a_change_of_meaning_ends_a_yes_on_its_day_asks_again_and_leaves_the_others_alone() {
    on_every_engine(async |world| {
        let (member, system) = (world.a_member("nguyet").await, mailing(world).await);
        let (who, reference) = (world.who(&member.session).await, reference(world, &member).await);
        let services = &world.services;
        for yes in [PROMOTIONS, NEWS] {
            decide(world, &who, yes, Decision::Grant).await;
        }
        let shown = wordings(world);
        services.add_policy(meaning(world, 1)).await.unwrap();
        world.wait(60);
        let who = world.who(&member.session).await;
        assert_eq!(why(world, &system, &reference, Channel::Email).await, None, "it still means what it meant");
        assert!(services.overview_of(&who).await.unwrap().asked_again.is_empty());
        world.wait(day(1));
        assert_eq!(why(world, &system, &reference, Channel::Email).await, Some(ContactRefusal::Reworded));
        let who = world.back("nguyet", &member).await;
        let overview = services.overview_of(&who).await.unwrap();
        assert_eq!((overview.asked_again, overview.changed_between), (vec![PROMOTIONS], Some((1, 2))));
        let old_page = services.decide_all(&who, Decision::Grant, &shown, Lang::Vi, DEVICE).await;
        assert!(matches!(old_page, Err(Fault::Refused(ConsentRefusal::Reworded))), "read it again first: {old_page:?}");
        world.wait(day(3));
        assert_eq!(
            why(world, &system, &reference, Channel::Email).await,
            Some(ContactRefusal::Reworded),
            "silence stays no"
        );
        let who = world.back("nguyet", &member).await;
        decide(world, &who, PROMOTIONS, Decision::Grant).await;
        assert_eq!(why(world, &system, &reference, Channel::Email).await, None);
        let record = services.consent_of(&who).await.unwrap();
        let told: Vec<_> =
            record.entries().iter().map(|one| (one.purpose, one.wording.version, one.policy_version)).collect();
        assert_eq!(told, [(Purpose::Promotions, 1, 1), (Purpose::News, 1, 1), (Purpose::Promotions, 2, 2)]);
        assert_eq!(services.verify_consents(&who).await.unwrap(), None, "every wording was published");
        let receipts = services.receipts_of(&who, None, 99).await.unwrap().0;
        let versions: Vec<_> = receipts.iter().map(|one| one.says.policy_version).collect();
        assert!(versions.contains(&1) && versions.contains(&2), "{versions:?}");
    });
}

#[test]
fn a_rewording_asks_nobody() {
    on_every_engine(async |world| {
        let (member, system) = (world.a_member("lananh").await, mailing(world).await);
        let (who, reference) = (world.who(&member.session).await, reference(world, &member).await);
        decide(world, &who, PROMOTIONS, Decision::Grant).await;
        let purposes = vec![(PurposeCode::Promotions, Change::Wording, Some(both("Tôi đồng ý nhận tin khuyến mại.")))];
        let reworded = Proposal { purposes, ..proposal(world, 0, "tự nguyện") };
        let same = world.services.add_policy(reworded.clone()).await;
        assert!(matches!(same, Err(Fault::Refused(PolicyRefusal::SameText(1)))), "{same:?}");
        let text = reworded.text.replace("Metiz Cinema", "Metiz Cinema Đà Nẵng");
        world.services.add_policy(Proposal { text, ..reworded }).await.unwrap();
        world.wait(60);
        assert_eq!(world.services.wording_in_force(Purpose::Promotions).unwrap().version, 2);
        assert_eq!(why(world, &system, &reference, Channel::Email).await, None);
        assert!(world.services.overview_of(&who).await.unwrap().asked_again.is_empty());
    });
}

#[test]
fn who_joins_is_told_to_have_joined_under_the_version_of_that_moment() {
    on_every_engine(async |world| {
        world.services.add_policy(proposal(world, 0, "tự do")).await.unwrap();
        world.a_member("truoc").await;
        world.wait(10);
        world.a_member("sau").await;
        assert_eq!(raw::number(world, "select count(*) from members where policy_version = 1").await, 1);
        assert_eq!(raw::number(world, "select count(*) from members where policy_version = 2").await, 1);
    });
}

#[test]
fn a_version_somebody_changed_in_the_database_is_not_shown_as_the_one_that_was_added() {
    on_every_engine(async |world| {
        world.services.add_policy(proposal(world, 0, "tự do")).await.unwrap();
        raw::run(world, "update policy_versions set text = 'Khác'").await;
        let text = &world.services.policies().editions.numbered(2).unwrap().policy.version.text.clone();
        assert!(text.contains("tự do"), "what is known stays");
        let refused = world.services.add_policy(proposal(world, 1, "vui lòng")).await;
        assert!(matches!(refused, Err(Fault::Internal(_))), "{refused:?}");
    });
}

#[test]
fn what_two_versions_share_and_what_not_gives_back_both() {
    on_every_engine(async |world| {
        let services = &world.services;
        let changed = proposal(world, 0, "tự do và rõ ràng");
        let text = changed.text.replace("Thời gian", "Thời hạn") + "\n - Điểm mới";
        services.add_policy(Proposal { text, ..changed }).await.unwrap();
        let known = services.policies();
        let comparison = known.compare(2, 1).unwrap();
        assert_eq!((comparison.before, comparison.after), (1, 2), "the earlier one first");
        for (number, second) in [(1, false), (2, true)] {
            let told: Vec<_> =
                comparison.passages.iter().map(|one| one.words(second)).filter(|one| !one.is_empty()).collect();
            let policy = &known.editions.numbered(number).unwrap().policy;
            assert_eq!(told, policy.paragraphs.iter().map(|one| one.text.clone()).collect::<Vec<_>>());
        }
        let changed: Vec<_> = comparison.passages.iter().filter(|one| !one.is_same()).collect();
        let runs = &changed[0].runs;
        assert!(
            runs.contains(&Run::Gone("nguyện".into())) || runs.contains(&Run::Gone("tự nguyện".into())),
            "{runs:?}"
        );
        assert_eq!(changed.last().unwrap().runs, [Run::New("Điểm mới".into())]);
        assert!(known.compare(1, 1).is_none() && known.compare(1, 3).is_none());
    });
}

#[test]
fn the_first_version_is_what_was_published() {
    on_every_engine(async |world| {
        let known = world.services.policies();
        assert_eq!(known.editions.first().policy.version.in_force_on, Date::from_iso("2026-11-22").unwrap());
        assert!(known.editions.first().addition.is_none());
    });
}
