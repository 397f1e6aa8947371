//! Staff see an account masked and under a case, and the member sees that they did.

use crate::closure::close;
use crate::orders::reference;
use crate::profile::{contains, form};
use crate::raw;
use crate::world::{Member, PASSWORD, World, day, on_every_engine};
use domain::calendar::Month;
use domain::closure::ClosureState;
use domain::look::Look;
use domain::member_reference::MemberReference;
use domain::profile::{Item, ProfileForm};
use domain::trail::{TrailFilter, TrailGroup, TrailKind};
use services::sessions::SignedIn;

const REASON: &str = "Khách gọi vì không nhận được thư";

/// A look as a desk would type it.
pub(crate) fn look() -> Look {
    Look::read("Lan, quầy vé", "HT-2026/0012", REASON).unwrap()
}

async fn looks(world: &World, who: &SignedIn) -> usize {
    let filter = TrailFilter { group: Some(TrailGroup::Details), month: Some(Month::of(world.now())) };
    let lines = world.services.activity_among(who, filter, None, 50).await.unwrap();
    lines.iter().filter(|line| line.entry.kind == TrailKind::LookedAtByStaff).count()
}

async fn called(world: &World) -> (Member, MemberReference) {
    let member = world.a_member("lananh").await;
    let who = world.who(&member.session).await;
    let change = ProfileForm { full_name: "Đặng Thị Ánh Nguyệt", phone: "0905 123 456", ..form(&member) };
    world.services.correct(&who, &change, 1).await.unwrap();
    let number = reference(world, &member).await;
    (member, number)
}

#[test]
fn staff_see_an_account_masked_and_the_member_reads_who_looked_and_why() {
    on_every_engine(async |world| {
        let (member, number) = called(world).await;
        world.wait(60);
        let seen = world.services.show_to_staff(&number, &look()).await.unwrap().unwrap();
        assert_eq!((seen.initials.as_str(), seen.phone.as_deref()), ("Đ. T. Á. N.", Some("•••• ••• 456")));
        let (first, domain) = (&member.email[..1], member.email.split_once('@').unwrap().1);
        assert_eq!(seen.email, format!("{first}•••@{domain}"));
        assert!(seen.email_confirmed_at.is_some() && seen.phone_confirmed_at.is_none());
        assert_eq!((seen.state, seen.frozen_since), (ClosureState::Open, None));
        assert!(!seen.has_authenticator && seen.used_at < world.now());

        let who = world.who(&member.session).await;
        let newest = world.services.activity_of(&who, None, 1).await.unwrap().remove(0).entry;
        assert_eq!((newest.kind, newest.at), (TrailKind::LookedAtByStaff, world.now()));
        assert_eq!(newest.detail.items, [Item::FullName, Item::Email, Item::Phone]);
        assert_eq!(newest.detail.look, Some(look()));
        assert_eq!(looks(world, &who).await, 1);
        // Each look is one, and none is a use of the account.
        let again = world.services.show_to_staff(&number, &look()).await.unwrap().unwrap();
        assert_eq!(again.used_at, seen.used_at);
        assert_eq!(looks(world, &who).await, 2);
        world.letters().await;
    });
}

#[test]
fn who_looked_and_why_lies_sealed_and_is_in_the_members_copy() {
    on_every_engine(async |world| {
        let (member, number) = called(world).await;
        world.services.show_to_staff(&number, &look()).await.unwrap().unwrap();
        let kept = raw::bytes(world, "select detail from trail").await;
        assert!(!kept.is_empty() && !kept.iter().any(|detail| contains(detail, b"HT-2026/0012")));
        let who = world.who(&member.session).await;
        let copy = serde_json::to_value(world.services.copy_of(&who.freshly().unwrap()).await.unwrap()).unwrap();
        let told = &copy["trail"][1]["detail"]["look"];
        assert_eq!(
            (&told["by"], &told["case"], &told["reason"]),
            (&"Lan, quầy vé".into(), &"HT-2026/0012".into(), &REASON.into())
        );
        world.letters().await;
    });
}

#[test]
fn an_account_that_closes_is_shown_as_such_and_an_erased_one_is_nobodys() {
    on_every_engine(async |world| {
        let (member, number) = called(world).await;
        let stranger = MemberReference::from_chance([7; 11]);
        assert!(world.services.show_to_staff(&stranger, &look()).await.unwrap().is_none());
        close(world, &member).await;
        let seen = world.services.show_to_staff(&number, &look()).await.unwrap().unwrap();
        assert!(matches!(seen.state, ClosureState::Closing { .. }));
        let session = world.services.sign_in(world.attempt("lananh", PASSWORD)).await.unwrap().session().unwrap();
        assert_eq!(looks(world, &world.who(&session).await).await, 1, "whoever comes back can read it");
        world.wait(day(7));
        world.services.run_due_jobs().await.unwrap();
        assert!(world.services.show_to_staff(&number, &look()).await.unwrap().is_none());
        world.letters().await;
    });
}
