//! A member's own history, and the first page.

use crate::consent::decide;
use crate::profile::{form, trail};
use crate::world::{World, day, on_every_engine};
use domain::calendar::Month;
use domain::consent::{Channel, Decision, Purpose, Standing};
use domain::profile::{Item, ProfileForm};
use domain::trail::{EntrySeq, TrailFilter, TrailGroup, TrailKind};
use services::overview::OpenQuestion;
use services::sessions::SignedIn;

async fn kinds(world: &World, who: &SignedIn, before: Option<EntrySeq>, limit: u32) -> Vec<(i64, TrailKind)> {
    let page = world.services.activity_of(who, before, limit).await.unwrap();
    page.iter().map(|activity| (activity.entry.seq.get(), activity.entry.kind)).collect()
}

#[test]
fn the_history_is_read_page_by_page_the_newest_first() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        decide(world, &who, (Purpose::News, Channel::Email), Decision::Grant).await;
        assert_eq!(kinds(world, &who, None, 2).await, [(4, TrailKind::ConsentGranted), (3, TrailKind::EmailConfirmed)]);
        let older = kinds(world, &who, Some(EntrySeq::new(3)), 2).await;
        assert_eq!(older, [(2, TrailKind::LetterSent), (1, TrailKind::Joined)]);
        assert_eq!(kinds(world, &who, Some(EntrySeq::FIRST), 2).await, []);
        assert_eq!(kinds(world, &who, None, u32::MAX).await.len(), 4);
    });
}

#[test]
fn nobody_reads_somebody_elses_history() {
    on_every_engine(async |world| {
        let (lan, minh) = (world.a_member("lananh").await, world.join("minh").await);
        let (lan_who, minh_who) = (world.who(&lan.session).await, world.who(&minh.session).await);
        world.services.correct(&lan_who, &ProfileForm { phone: "0905123456", ..form(&lan) }, 1).await.unwrap();
        world.letter_to(&minh.email).await;
        let own = kinds(world, &minh_who, None, 50).await;
        assert_eq!(own, [(2, TrailKind::LetterSent), (1, TrailKind::Joined)], "their own letter alone");
    });
}

#[test]
fn the_first_page_says_what_is_held_where_it_stands_and_what_waits() {
    on_every_engine(async |world| {
        let member = world.join("lananh").await;
        let who = world.who(&member.session).await;
        let overview = world.services.overview_of(&who).await.unwrap();
        assert_eq!(overview.given_name, "Anh");
        assert_eq!(overview.held, [Item::FullName, Item::BirthDate, Item::Email, Item::Username]);
        assert!(overview.standings.iter().all(|(.., standing)| *standing == Standing::NeverAsked));
        assert_eq!(overview.open, Some(OpenQuestion::EmailUnconfirmed));

        let token = world.letter_to(&member.email).await.token().to_owned();
        world.services.confirm_email(&who, &token).await.unwrap();
        decide(world, &who, (Purpose::News, Channel::Email), Decision::Withdraw).await;
        let change = ProfileForm { email: "moi@example.com", phone: "0905123456", ..form(&member) };
        world.services.correct(&who, &change, 1).await.unwrap();
        world.letters().await;
        let overview = world.services.overview_of(&who).await.unwrap();
        assert!(overview.held.contains(&Item::Phone));
        assert_eq!(overview.open, Some(OpenQuestion::NewEmailWaits));
        let latest: Vec<_> = overview.latest.iter().map(|entry| entry.kind).collect();
        assert_eq!(latest, [TrailKind::EmailChangeAsked, TrailKind::ProfileCorrected, TrailKind::ConsentWithdrawn]);
    });
}

#[test]
fn the_history_is_read_by_what_it_is_about_and_by_month() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        let who = world.who(&member.session).await;
        let began = Month::of(world.now());
        decide(world, &who, (Purpose::News, Channel::Email), Decision::Grant).await;
        world.wait(day(40));
        let who = world.back("lananh", &member).await;
        decide(world, &who, (Purpose::News, Channel::Email), Decision::Withdraw).await;
        let read = async |group, month| {
            let filter = TrailFilter { group, month };
            let entries = world.services.activity_among(&who, filter, None, 50).await.unwrap();
            entries.into_iter().map(|one| one.entry.kind).collect::<Vec<_>>()
        };
        let consents = Some(TrailGroup::Consents);
        assert_eq!(read(consents, None).await, [TrailKind::ConsentWithdrawn, TrailKind::ConsentGranted]);
        assert_eq!(read(consents, Some(began)).await, [TrailKind::ConsentGranted]);
        assert_eq!(read(consents, Some(began.before())).await, []);
        let all = read(None, None).await;
        let none_of_letters: Vec<_> = all.iter().copied().filter(|kind| !kind.is_letter()).collect();
        assert_eq!(none_of_letters, trail(world, &who).await, "nothing is left out");
        assert!(read(Some(TrailGroup::Messages), None).await.iter().all(|kind| kind.is_letter()));
        let mut parts = Vec::new();
        for group in TrailGroup::ALL {
            let part = read(Some(*group), None).await;
            assert!(part.iter().all(|kind| kind.group() == *group), "{part:?}");
            parts.extend(part);
        }
        assert_eq!(parts.len(), all.len());
        let filter = TrailFilter { group: consents, month: None };
        let first = world.services.activity_among(&who, filter, None, 1).await.unwrap();
        let rest = world.services.activity_among(&who, filter, Some(first[0].entry.seq), 1).await.unwrap();
        assert_eq!(rest[0].entry.kind, TrailKind::ConsentGranted, "page by page");
        assert_eq!(Month::of(world.services.activity_since(&who).await.unwrap()), began);
        world.letters().await;
    });
}
