//! Paid orders: taken in whole or not at all, seen by their member alone, in the books without the member.

use crate::profile::{count, trail};
use crate::raw;
use crate::world::{Member, NETWORK, PASSWORD, World, day, on_every_engine};
use domain::api_key::{Scope, SystemName};
use domain::calendar::Timestamp;
use domain::closure::Fate;
use domain::member_reference::MemberReference;
use domain::orders::{AgeClass, NewOrder, OrderField, OrderProblem, OrderRefusal, Purchase};
use domain::retention::Held;
use domain::trail::TrailKind;
use services::api_keys::System;
use services::fault::Fault;
use services::orders::{FactPlace, OrdersRefusal, Outcome};

/// A booking site with a key.
pub(crate) async fn booking_site(world: &World) -> System {
    let name = SystemName::parse("booking-site").unwrap();
    let (_, key) = world.services.make_api_key(&name, &[Scope::OrdersWrite]).await.unwrap();
    world.services.system_of(key.reveal()).await.unwrap().expect("the key is alive")
}

pub(crate) async fn reference(world: &World, member: &Member) -> MemberReference {
    let who = world.who(&member.session).await;
    world.services.profile_of(&who).await.unwrap().reference.expect("joining gives a reference")
}

/// An order paid just now.
pub(crate) async fn order(world: &World, member: &Member, number: &str) -> NewOrder {
    let purchase = Purchase {
        number: number.to_owned(),
        paid_at: world.now(),
        film: "Mưa đỏ".to_owned(),
        age_class: AgeClass::T13,
        showing_at: world.now(),
        cinema: "Metiz Cinema".to_owned(),
        hall: "Phòng 3".to_owned(),
        seats: vec!["E7".to_owned()],
        total: 150_000,
        vat: Some(11_111),
        payment_partner: "VNPAY".to_owned(),
        payment_reference: "14523698".to_owned(),
    };
    NewOrder { member: reference(world, member).await, correction: false, purchase }
}

pub(crate) async fn hand_in(world: &World, orders: &[NewOrder]) -> Result<Vec<Outcome>, Fault<OrdersRefusal>> {
    let writer = booking_site(world).await.order_writer().unwrap();
    world.services.record_orders(&writer, None, orders.to_vec()).await
}

async fn numbers(world: &World, member: &Member) -> Vec<String> {
    let who = world.who(&member.session).await;
    let page = world.services.orders_of(&who, None, 100).await.unwrap();
    page.orders.into_iter().map(|order| order.purchase.number).collect()
}

fn refused(outcome: Result<Vec<Outcome>, Fault<OrdersRefusal>>) -> Vec<(usize, OrderProblem)> {
    match outcome {
        Err(Fault::Refused(OrdersRefusal::Orders(problems))) => problems,
        other => panic!("{other:?}"),
    }
}

const DIFFERS: OrderProblem = OrderProblem::at(OrderField::Number, OrderRefusal::Differs);
const UNKNOWN: OrderProblem = OrderProblem::at(OrderField::Member, OrderRefusal::MemberUnknown);

#[test]
fn an_order_is_kept_for_its_member_and_noted_with_the_system() {
    on_every_engine(async |world| {
        let (lan, minh) = (world.a_member("lananh").await, world.a_member("minhtri").await);
        let orders = [order(world, &lan, "DH-0001").await, order(world, &lan, "DH-0002").await];
        assert_eq!(hand_in(world, &orders).await.unwrap(), [Outcome::Recorded; 2]);
        // Paid at one instant: the later in the list is the newer.
        assert_eq!(numbers(world, &lan).await, ["DH-0002", "DH-0001"]);
        assert!(numbers(world, &minh).await.is_empty(), "nobody else sees them");
        let who = world.who(&lan.session).await;
        let page = world.services.orders_of(&who, None, 100).await.unwrap();
        assert_eq!(page.orders[0].system.as_str(), "booking-site");
        assert_eq!((page.evidence.texts, page.evidence.numbers), (14, 0));
        let entries = world.services.activity_of(&who, None, 10).await.unwrap();
        let noted = &entries.iter().find(|entry| entry.entry.kind == TrailKind::OrdersRecorded).unwrap().entry.detail;
        assert_eq!((noted.count, noted.system.as_ref().map(SystemName::as_str)), (Some(2), Some("booking-site")));
        assert_eq!(count(&trail(world, &world.who(&minh.session).await).await, TrailKind::OrdersRecorded), 0);
    });
}

#[test]
fn the_same_order_again_changes_nothing_and_another_under_its_number_is_refused() {
    on_every_engine(async |world| {
        let (lan, minh) = (world.a_member("lananh").await, world.a_member("minhtri").await);
        let one = order(world, &lan, "DH-0001").await;
        hand_in(world, std::slice::from_ref(&one)).await.unwrap();
        assert_eq!(hand_in(world, std::slice::from_ref(&one)).await.unwrap(), [Outcome::Unchanged]);
        let mut other = one.clone();
        other.purchase.seats = vec!["F1".to_owned()];
        // Capitals make no other number.
        other.purchase.number = "dh-0001".to_owned();
        assert_eq!(refused(hand_in(world, std::slice::from_ref(&other)).await), [(0, DIFFERS)]);
        let of_minh = NewOrder { correction: true, ..order(world, &minh, "DH-0001").await };
        assert_eq!(refused(hand_in(world, &[of_minh]).await), [(0, DIFFERS)], "a correction does not change hands");
        other.correction = true;
        world.wait(60);
        assert_eq!(hand_in(world, std::slice::from_ref(&other)).await.unwrap(), [Outcome::Corrected]);
        let page = world.services.orders_of(&world.who(&lan.session).await, None, 9).await.unwrap();
        assert_eq!(page.orders.len(), 1);
        assert_eq!(page.orders[0].purchase.seats, ["F1"]);
        assert!(page.orders[0].corrected_at > Some(page.orders[0].recorded_at));
        assert_eq!(raw::rows(world, "order_facts").await, 2, "the books keep what was corrected, too");
        assert_eq!(count(&trail(world, &world.who(&lan.session).await).await, TrailKind::OrdersRecorded), 2);
    });
}

#[test]
fn of_a_call_with_one_wrong_order_nothing_is_kept() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        let right = order(world, &lan, "DH-0001").await;
        let nobody = NewOrder { member: MemberReference::from_chance([9; 11]), ..order(world, &lan, "DH-0002").await };
        assert_eq!(refused(hand_in(world, &[right, nobody]).await), [(1, UNKNOWN)]);
        assert!(numbers(world, &lan).await.is_empty());
        for table in ["orders", "order_facts", "year_keys"] {
            assert_eq!(raw::rows(world, table).await, 0, "{table}");
        }
        assert_eq!(count(&trail(world, &world.who(&lan.session).await).await, TrailKind::OrdersRecorded), 0);
    });
}

#[test]
fn a_call_that_comes_again_gets_its_answer_and_does_nothing_for_a_day() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        let site = booking_site(world).await;
        let (writer, one) = (site.order_writer().unwrap(), order(world, &lan, "DH-0001").await);
        let call = async |word: &str, body: &str| {
            let repeat = world.services.repeat(&site, word, body.as_bytes());
            world.services.record_orders(&writer, Some(repeat), vec![one.clone()]).await
        };
        assert_eq!(call("a", "body").await.unwrap(), [Outcome::Recorded]);
        assert_eq!(call("a", "body").await.unwrap(), [Outcome::Recorded], "the same answer, word for word");
        assert!(matches!(call("a", "other").await, Err(Fault::Refused(OrdersRefusal::OtherBody))));
        assert_eq!(call("b", "body").await.unwrap(), [Outcome::Unchanged]);
        world.wait(day(1));
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(raw::rows(world, "api_answers").await, 0);
        assert_eq!(call("a", "other").await.unwrap(), [Outcome::Unchanged]);
    });
}

#[test]
fn the_same_call_many_times_at_once_keeps_one_order() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        let site = booking_site(world).await;
        let (writer, one) = (site.order_writer().unwrap(), order(world, &lan, "DH-0001").await);
        let calls: Vec<_> = (0..16)
            .map(|number| {
                // Half of them under one word, half each under their own.
                let word = if number % 2 == 0 { "same".to_owned() } else { format!("own-{number}") };
                let repeat = world.services.repeat(&site, &word, b"body");
                let (services, writer, one) = (world.services.clone(), writer.clone(), one.clone());
                tokio::spawn(async move { services.record_orders(&writer, Some(repeat), vec![one]).await })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(numbers(world, &lan).await, ["DH-0001"]);
        assert_eq!(raw::rows(world, "order_facts").await, 1);
    });
}

#[test]
fn a_long_list_is_read_in_parts_and_none_is_left_out() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        let mut orders = Vec::new();
        for number in 0..7 {
            let mut one = order(world, &lan, &format!("DH-{number:04}")).await;
            // Three of them at one instant, across the border of two parts.
            let minutes = if (2..=4).contains(&number) { 3 } else { number };
            one.purchase.paid_at = Timestamp::from_micros(world.now().micros() - 60_000_000 * (10 - minutes));
            orders.push(one);
        }
        hand_in(world, &orders).await.unwrap();
        let who = world.who(&lan.session).await;
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let page = world.services.orders_of(&who, before, 3).await.unwrap();
            seen.extend(page.orders.into_iter().map(|order| order.purchase.number));
            before = page.older;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 7);
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 7);
    });
}

#[test]
fn an_account_that_is_closing_looks_like_one_that_never_was() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        let one = order(world, &lan, "DH-0001").await;
        world.services.close(&world.who(&lan.session).await, PASSWORD, NETWORK).await.unwrap();
        assert_eq!(refused(hand_in(world, &[one]).await), [(0, UNKNOWN)]);
        world.letters().await;
    });
}

#[test]
fn after_the_erasure_the_books_keep_the_fact_and_nothing_of_the_person() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        let minh = world.a_member("minhtri").await;
        hand_in(world, &[order(world, &lan, "DH-0001").await, order(world, &lan, "DH-0002").await]).await.unwrap();
        let again = order(world, &minh, "DH-0001").await;
        let who = world.who(&lan.session).await;
        let plan = world.services.closing_plan(&who).await.unwrap();
        let line = |what| plan.iter().find(|line| line.what == what).map(|line| (line.count, line.fate));
        assert_eq!(line(Held::Orders), Some((2, Fate::Erased)));
        assert_eq!(line(Held::OrderFacts), Some((2, Fate::KeptAnonymised)));
        world.services.close(&who, PASSWORD, NETWORK).await.unwrap();
        world.letters().await;
        world.wait(day(7));
        world.services.run_due_jobs().await.unwrap();
        let certificate = world.letter_to(&lan.email).await;
        assert!(certificate.body.contains("Chứng từ kế toán của đơn vé: 2"), "{}", certificate.body);
        assert_eq!(raw::rows(world, "orders").await, 0);
        assert_eq!(raw::rows(world, "order_facts").await, 2);
        let (facts, _) = world.services.order_facts(2026, FactPlace::start(), 9).await.unwrap().unwrap();
        let mut kept: Vec<_> =
            facts.iter().map(|fact| (fact.number.as_str(), fact.paid_on.iso(), fact.total)).collect();
        kept.sort();
        assert_eq!(
            kept,
            [("DH-0001", "2026-11-22".to_owned(), 150_000), ("DH-0002", "2026-11-22".to_owned(), 150_000)]
        );
        assert_eq!(refused(hand_in(world, &[again]).await), [(0, DIFFERS)], "a document is entered once");
    });
}

#[test]
fn the_books_forget_a_year_when_its_time_is_over() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        hand_in(world, &[order(world, &lan, "DH-0001").await]).await.unwrap();
        // 31 December 2036, still within the ten years after 2026.
        world.wait(day(10 * 365 + 3 + 39));
        assert_eq!(world.now().date_in_vietnam().iso(), "2036-12-31");
        world.services.run_due_jobs().await.unwrap();
        assert!(world.services.order_facts(2026, FactPlace::start(), 9).await.unwrap().is_some());
        world.wait(day(1));
        world.services.run_due_jobs().await.unwrap();
        assert!(world.services.order_facts(2026, FactPlace::start(), 9).await.unwrap().is_none());
        assert_eq!((raw::rows(world, "year_keys").await, raw::rows(world, "order_facts").await), (0, 0));
    });
}

#[test]
fn an_order_moved_to_another_member_does_not_open() {
    on_every_engine(async |world| {
        let (lan, minh) = (world.a_member("lananh").await, world.a_member("minhtri").await);
        hand_in(world, &[order(world, &lan, "DH-0001").await]).await.unwrap();
        let to = "(select member_id from orders)";
        raw::run(world, &format!("update orders set member_id = (select id from members where id <> {to})")).await;
        assert!(world.services.orders_of(&world.who(&minh.session).await, None, 9).await.is_err());
        assert!(numbers(world, &lan).await.is_empty());
    });
}

#[test]
fn orders_and_the_members_number_are_in_the_copy() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        hand_in(world, &[order(world, &lan, "DH-0001").await]).await.unwrap();
        let who = world.who(&lan.session).await;
        let copy = serde_json::to_value(world.services.copy_of(&who.freshly().unwrap()).await.unwrap()).unwrap();
        assert_eq!(copy["orders"][0]["film"], "Mưa đỏ");
        assert_eq!(copy["orders"][0]["recorded_by"], "booking-site");
        assert_eq!(copy["account"]["member_reference"], reference(world, &lan).await.shown());
        world.letter_to(&lan.email).await;
    });
}

#[test]
fn whoever_joined_before_there_were_numbers_has_one_from_the_next_sign_in_and_keeps_it() {
    on_every_engine(async |world| {
        let lan = world.a_member("lananh").await;
        raw::run(world, "delete from member_references").await;
        assert!(world.services.profile_of(&world.who(&lan.session).await).await.unwrap().reference.is_none());
        let attempt = || services::sign_in::Attempt { device: "x", ..world.attempt("lananh", PASSWORD) };
        world.services.sign_in(attempt()).await.unwrap();
        let given = reference(world, &lan).await;
        world.services.sign_in(attempt()).await.unwrap();
        assert!(reference(world, &lan).await == given);
        world.letters().await;
    });
}
