//! Other systems over real sockets: keys, scopes, what is taken, what is refused, and that nothing sent comes back.

use crate::{
    card_numbers::{Chance, card, spellings},
    client::{Reply, ask},
    world::{World, logged},
};
use domain::{
    api_key::{Scope, SystemName},
    lang::Lang,
    orders::{OrderField, Shape},
};
use serde_json::{Value, json};
use server::{api, router};
use std::collections::{BTreeSet, HashSet};

const CARD: &str = "4111 1111 1111 1111";

impl World {
    /// The key of a system that may do this.
    pub(crate) async fn key(&self, scopes: &[Scope]) -> String {
        let name = SystemName::parse("booking-site").unwrap();
        let (_, key) = self.desk.services.make_api_key(&name, scopes).await.unwrap();
        key.reveal().to_owned()
    }

    async fn call(&self, key: &str, word: &str, body: &str) -> Reply {
        self.send(api::ORDERS, key, word, body).await
    }

    pub(crate) async fn send(&self, path: &str, key: &str, word: &str, body: &str) -> Reply {
        let bearer = format!("Bearer {key}");
        let headers = [("authorization", &*bearer), ("idempotency-key", word), ("content-type", "application/json")];
        ask(self.address, "POST", path, &headers, body).await
    }

    /// The reference of a new member, as the profile shows it, and the cookie of the session.
    pub(crate) async fn reference(&self, username: &str) -> (String, String) {
        let cookie = self.member(username).await;
        let page = self.get("/profile", &[("cookie", &cookie)]).await.body;
        let shown = page.split("class=\"member-number\">").nth(1).and_then(|rest| rest.split('<').next());
        (shown.expect("the profile shows the number").to_owned(), cookie)
    }
}

/// An order paid a minute ago.
pub(crate) fn order(world: &World, member: &str) -> Value {
    let paid_at = world.desk.services.now().minus(std::time::Duration::from_mins(1)).rfc3339();
    json!({
        "number": "DH-20261122-000123", "member": member, "status": "paid", "paid_at": paid_at, "film": "Mưa đỏ",
        "age_class": "T13", "showing_at": paid_at, "cinema": "Metiz Cinema", "hall": "Phòng 3", "seats": ["E7", "E8"],
        "total": 150_000, "vat": 11_111, "payment_partner": "VNPAY", "payment_reference": "14523698",
    })
}

pub(crate) fn body(orders: &[Value]) -> String {
    json!({ "orders": orders }).to_string()
}

fn with(order: &Value, field: &str, value: Value) -> Value {
    let mut order = order.clone();
    order[field] = value;
    order
}

/// Status, last part of the type, and field and code of each problem.
pub(crate) fn problem(reply: &Reply) -> (u16, String, Vec<String>) {
    assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{reply:?}");
    let document: Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!(document["status"], reply.status);
    let kind = document["type"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
    let line = |error: &Value| {
        let place = if error["order"].is_null() { &error["at"] } else { &error["order"] };
        format!("{place} {} {}", error["field"].as_str().unwrap_or("-"), error["code"].as_str().unwrap())
    };
    let lines = document["errors"].as_array().into_iter().flatten().map(line).collect();
    (reply.status, kind, lines)
}

#[tokio::test]
async fn a_paid_order_is_taken_in_and_its_member_sees_it() {
    let world = World::new().await;
    let ((member, cookie), key) = (world.reference("buyer").await, world.key(&[Scope::OrdersWrite]).await);
    let sent = body(&[order(&world, &member)]);
    let first = world.call(&key, "call-1", &sent).await;
    assert_eq!((first.status, first.body.as_str()), (200, r#"{"orders":[{"outcome":"recorded"}]}"#));
    assert_eq!(world.call(&key, "call-1", &sent).await.body, first.body, "a repeated call gets the same answer");
    assert_eq!(world.call(&key, "call-2", &sent).await.body, r#"{"orders":[{"outcome":"unchanged"}]}"#);
    let page = world.get("/orders", &[("cookie", &cookie), ("accept-language", "vi")]).await.body;
    for shown in ["Mưa đỏ", "150.000\u{A0}₫", "T13 · từ 13 tuổi", "E7, E8", "VNPAY · 14523698", "booking-site"]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!logged().contains("DH-20261122-000123") && !logged().contains(&key) && !logged().contains(&member));
}

#[tokio::test]
async fn only_a_living_key_with_the_scope_opens_anything() {
    let world = World::new().await;
    let (member, cookie) = world.reference("keyed").await;
    let (key, other) = (world.key(&[Scope::OrdersWrite]).await, world.key(&[]).await);
    let sent = body(&[order(&world, &member)]);
    let none =
        ask(world.address, "POST", api::ORDERS, &[("content-type", "application/json"), ("cookie", &cookie)], &sent)
            .await;
    assert_eq!((problem(&none).0, problem(&none).1.as_str()), (401, "key-missing"));
    assert_eq!(none.header("www-authenticate"), Some("Bearer realm=\"metiz\""));
    let basic = ask(world.address, "POST", api::ORDERS, &[("authorization", &format!("Basic {key}"))], &sent).await;
    assert_eq!(problem(&basic).1, "key-missing");
    let wrong = world.call("metiz_AAAA", "w", &sent).await;
    assert_eq!((problem(&wrong).0, problem(&wrong).1.as_str()), (401, "key-unknown"));
    assert!(wrong.header("www-authenticate").unwrap().contains("invalid_token"));
    let scopeless = world.call(&other, "w", &sent).await;
    assert_eq!((problem(&scopeless).0, problem(&scopeless).1.as_str()), (403, "scope-missing"));
    assert_eq!(world.call(&key, "w", &sent).await.status, 200);
    let id = world.desk.services.system_of(&key).await.unwrap().unwrap().key();
    world.desk.services.revoke_api_key(id).await.unwrap();
    assert_eq!(problem(&world.call(&key, "w2", &sent).await).1, "key-unknown");
}

/// What each address of the interface needs a key for: `None`, nothing.
fn scope_of(path: &str) -> Option<Scope> {
    match path {
        api::OPENAPI => None,
        api::ORDERS => Some(Scope::OrdersWrite),
        api::MAY_CONTACT | api::AUDIENCE | api::TEMPLATE_CHECK => Some(Scope::ContactsAsk),
        api::CONTACTS => Some(Scope::ContactsWrite),
        other => panic!("{other} has no line here"),
    }
}

#[tokio::test]
async fn every_scope_opens_its_own_addresses_and_no_other() {
    let world = World::new().await;
    for scope in Scope::ALL {
        let bearer = format!("Bearer {}", world.key(&[*scope]).await);
        for place in router::places().into_iter().filter(|place| api::is_api(place.template)) {
            let method = if matches!(place.template, api::OPENAPI | api::MAY_CONTACT) { "GET" } else { "POST" };
            let headers = [("authorization", &*bearer), ("idempotency-key", "x"), ("content-type", "application/json")];
            let reply = ask(world.address, method, place.template, &headers, "[]").await;
            let opens = scope_of(place.template).is_none_or(|needed| needed == *scope);
            assert_eq!(reply.status == 403, !opens, "{scope:?} {}: {reply:?}", place.template);
            if !opens {
                assert_eq!(problem(&reply).1, "scope-missing", "before anything of the call is looked at");
            }
        }
    }
}

#[tokio::test]
async fn cookies_open_nothing_and_no_page_of_ours_is_needed() {
    let world = World::new().await;
    let (member, cookie) = world.reference("cookied").await;
    let bearer = format!("Bearer {}", world.key(&[Scope::OrdersWrite]).await);
    let sent = body(&[order(&world, &member)]);
    let headers = [
        ("authorization", &*bearer),
        ("idempotency-key", "c"),
        ("content-type", "application/json"),
        ("cookie", &cookie),
        ("origin", "https://booking.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    let reply = ask(world.address, "POST", api::ORDERS, &headers, &sent).await;
    assert_eq!(reply.status, 200);
    assert!(reply.all("set-cookie").is_empty() && reply.header("access-control-allow-origin").is_none());
    // The exemption is the interface's alone.
    let act = ask(world.address, "POST", "/act/consent/decide-all", &headers, &sent).await;
    assert_eq!(act.status, 403);
    for place in router::places() {
        assert_eq!(place.door == router::Door::System, api::is_api(place.template) && place.template != api::OPENAPI);
    }
}

#[tokio::test]
async fn nothing_of_a_wrong_call_is_kept_and_nothing_of_it_is_repeated() {
    let world = World::new().await;
    let ((member, cookie), key) = (world.reference("refused").await, world.key(&[Scope::OrdersWrite]).await);
    let (right, before) = (order(&world, &member), world.content().await);
    let other = "7K3M9QXD2F4T";
    let cases = [
        (with(&right, "status", json!("unpaid")), "1 status not_paid"),
        (with(&right, "total", json!(0)), "1 total not_paid"),
        (with(&right, "total", json!(1.5)), "1 total wrong_type"),
        (with(&right, "total", json!(4_111_111_111_111_111_i64)), "1 total card_number"),
        (with(&right, "more", json!("MarkerUnknown")), "1 - unknown_field"),
        (with(&right, "more", json!([CARD])), "1 - card_number"),
        (with(&right, CARD, json!(1)), "1 - card_number"),
        (with(&right, "film", json!({"title": "MarkerObject"})), "1 film wrong_type"),
        (with(&right, "film", json!(null)), "1 film wrong_type"),
        (with(&right, "film", json!("MarkerLong".repeat(20))), "1 film too_long"),
        (with(&right, "hall", json!("STK 0123456789")), "1 hall bank_account"),
        (with(&right, "age_class", json!("MarkerClass")), "1 age_class unknown_age_class"),
        (with(&right, "paid_at", json!("MarkerTime")), "1 paid_at not_an_instant"),
        (with(&right, "member", json!("MarkerMember")), "1 member malformed"),
        (json!("MarkerText"), "1 - wrong_type"),
    ];
    for (number, (wrong, expected)) in cases.iter().enumerate() {
        let reply = world
            .call(&key, &format!("w{number}"), &body(&[with(&right, "number", json!("DH-0001")), wrong.clone()]))
            .await;
        assert_eq!(problem(&reply), (422, "invalid".to_owned(), vec![(*expected).to_owned()]), "{}", reply.body);
        assert!(!reply.body.contains("Marker") && !reply.body.contains("1111"), "{}", reply.body);
    }
    let unknown = world.call(&key, "u", &body(&[with(&right, "member", json!(other))])).await;
    assert_eq!(unknown.status, 422);
    assert_eq!(world.content().await, before, "not one value");
    assert!(!logged().contains("Marker") && !logged().contains("1111 1111") && !logged().contains("0123456789"));
    assert!(logged().contains("card_number"), "the operator learns that somebody sends cards");
    assert!(world.get("/orders", &[("cookie", &cookie)]).await.body.contains("Chưa có đơn vé nào"));
}

#[tokio::test]
async fn no_field_takes_a_card_number() {
    let world = World::new().await;
    let ((member, _), key) = (world.reference("carded").await, world.key(&[Scope::OrdersWrite]).await);
    let right = order(&world, &member);
    for (number, field) in OrderField::ALL.iter().enumerate() {
        let value = match field.shape() {
            Shape::Texts(..) => json!(["4111", "1111", "1111", "1111"]),
            Shape::Amount(..) => json!(4_111_111_111_111_111_i64),
            _ => json!(CARD),
        };
        let reply = world.call(&key, &format!("f{number}"), &body(&[with(&right, field.code(), value)])).await;
        assert_eq!(problem(&reply).2, [format!("0 {} card_number", field.code())]);
        assert!(!reply.body.contains("1111"));
    }
    assert!(!logged().contains("4111 1111") && !logged().contains("4111111111111111"));
}

/// The cards that stand in this text, as they are or in groups.
fn cards_in<'c>(text: &str, cards: &'c HashSet<String>) -> Vec<&'c String> {
    let runs = text.split(|sign: char| !sign.is_ascii_digit() && sign != ' ').map(|run| run.replace(' ', ""));
    let within = |run: &String| {
        let windows = (13..=19).flat_map(|long| run.as_bytes().windows(long).collect::<Vec<_>>());
        windows.filter_map(|digits| cards.get(std::str::from_utf8(digits).ok()?)).collect::<Vec<_>>()
    };
    runs.filter(|run| run.len() >= 13).flat_map(|run| within(&run)).collect()
}

#[tokio::test]
async fn of_ten_thousand_cards_handed_in_none_is_kept_logged_or_repeated() {
    let world = World::with(|config| config.api.burst = 200).await;
    let ((member, _), key) = (world.reference("many.cards").await, world.key(&[Scope::OrdersWrite]).await);
    let (right, before, logged_before) = (order(&world, &member), world.content().await, logged().len());
    let mut chance = Chance(3);
    let cards: Vec<String> = (0..10_000).map(|number| card(&mut chance, number)).collect();
    let known: HashSet<String> = cards.iter().cloned().collect();
    for (call, hundred) in cards.chunks(100).enumerate() {
        let with_a_card = |(place, card): (usize, &String)| {
            let spelled = &spellings(card)[place % 2];
            match OrderField::ALL.get(place % (OrderField::ALL.len() + 2)) {
                Some(field) => match field.shape() {
                    Shape::Texts(..) => with(&right, field.code(), json!([spelled])),
                    Shape::Amount(..) => with(&right, field.code(), serde_json::from_str(card).unwrap()),
                    _ => with(&right, field.code(), json!(spelled)),
                },
                None if place % 2 == 0 => with(&right, spelled, json!(1)),
                None => with(&right, "more", json!(spelled)),
            }
        };
        let orders: Vec<Value> = hundred.iter().enumerate().map(with_a_card).collect();
        let reply = world.call(&key, &format!("c{call}"), &body(&orders)).await;
        assert_eq!((reply.status, cards_in(&reply.body, &known)), (422, Vec::new()), "{}", reply.body);
    }
    assert_eq!(world.content().await, before);
    tracing::info!(a_control = %cards[0]);
    let log = &logged()[logged_before..];
    assert_eq!(cards_in(log, &known), [&cards[0]], "the control alone");
}

/// Every status of the document but those of accidents, each provoked.
#[tokio::test]
async fn each_status_of_the_document_is_answered_as_it_says() {
    let world = World::with(|config| {
        config.api.burst = 40;
        config.api.calls_per_minute = 1;
        config.api.body_bytes = 16_384;
    })
    .await;
    let ((member, _), key) = (world.reference("statuses").await, world.key(&[Scope::OrdersWrite]).await);
    let (right, bearer) = (order(&world, &member), format!("Bearer {key}"));
    let sent = body(std::slice::from_ref(&right));
    let plain = [("authorization", &*bearer), ("idempotency-key", "x"), ("content-type", "text/plain")];
    let wordless = [("authorization", &*bearer), ("content-type", "application/json")];
    let deep = format!("{{\"orders\":{}{}}}", "[".repeat(200), "]".repeat(200));
    let scopeless = world.key(&[]).await;
    let replies = [
        (world.call(&key, "ok", &sent).await, 200, ""),
        (world.call(&key, "ok", &body(&[with(&right, "hall", json!("Phòng 4"))])).await, 422, "idempotency-key-used"),
        (world.call(&key, "d", &body(&[with(&right, "hall", json!("Phòng 4"))])).await, 409, "differs"),
        (world.call(&key, "j", "{nonsense").await, 400, "not-json"),
        (world.call(&key, "deep", &deep).await, 400, "too-deep"),
        (world.call(&key, "many", &body(&vec![json!(1); 101])).await, 422, "not-a-list"),
        (world.call(&key, &"w".repeat(65), &sent).await, 400, "idempotency-key-needed"),
        (ask(world.address, "POST", api::ORDERS, &wordless, &sent).await, 400, "idempotency-key-needed"),
        (ask(world.address, "POST", api::ORDERS, &plain, &sent).await, 415, "wrong-media-type"),
        (world.call(&key, "large", &"a".repeat(20_000)).await, 413, "too-large"),
        (world.call("nonsense", "x", &sent).await, 401, "key-unknown"),
        (world.call(&scopeless, "x", &sent).await, 403, "scope-missing"),
    ];
    let mut seen = BTreeSet::new();
    for (reply, status, kind) in replies {
        assert_eq!(reply.status, status, "{reply:?}");
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        if !kind.is_empty() {
            assert_eq!(problem(&reply).1, kind);
        }
        seen.insert(reply.status.to_string());
    }
    let mut last = world.call(&key, "fast", &sent).await;
    for _ in 0..40 {
        last = world.call(&key, "fast", &sent).await;
    }
    assert_eq!((problem(&last).0, problem(&last).1.as_str()), (429, "too-fast"));
    assert!(last.header("retry-after").is_some());
    world.desk.services.close_database().await;
    let broken = world.call("another", "x", &sent).await;
    assert!(matches!(broken.status, 500 | 503) && broken.header("content-type") == Some("application/problem+json"));
    seen.extend(["429", "500", "503"].map(str::to_owned));
    let document = api::document();
    let written: BTreeSet<String> =
        document["paths"][api::ORDERS]["post"]["responses"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(written, seen);
}

#[tokio::test]
async fn the_document_says_what_the_interface_does() {
    let world = World::new().await;
    let served: Value = serde_json::from_str(&world.get(api::OPENAPI, &[]).await.body).unwrap();
    assert_eq!(served, api::document());
    let paths: BTreeSet<_> = served["paths"].as_object().unwrap().keys().cloned().collect();
    let places = router::places().into_iter().map(|place| place.template.to_owned()).filter(|path| api::is_api(path));
    assert_eq!(paths, places.collect());
    let schema = &served["components"]["schemas"]["Order"];
    assert_eq!(schema["additionalProperties"], false);
    let ((member, _), key) = (world.reference("documented").await, world.key(&[Scope::OrdersWrite]).await);
    let right = order(&world, &member);
    for (number, (field, shape)) in schema["properties"].as_object().unwrap().iter().enumerate() {
        let required = schema["required"].as_array().unwrap().iter().any(|name| name == field);
        let mut without = right.clone();
        without.as_object_mut().unwrap().remove(field);
        let reply = world.call(&key, &format!("without-{number}"), &body(&[without])).await;
        // What is left out and needed is named; what is not needed makes another, equally good order.
        if required {
            assert_eq!(problem(&reply).2, [format!("0 {field} missing")]);
        }
        let wrong = if shape["type"] == "boolean" { json!("x") } else { json!(true) };
        let reply = world.call(&key, &format!("wrong-{number}"), &body(&[with(&right, field, wrong)])).await;
        assert_eq!(problem(&reply).2, [format!("0 {field} wrong_type")]);
        if let Some(most) = shape["maxLength"].as_u64() {
            let long = json!("a".repeat(usize::try_from(most).unwrap() + 1));
            let reply = world.call(&key, &format!("long-{number}"), &body(&[with(&right, field, long)])).await;
            assert_eq!(problem(&reply).2, [format!("0 {field} too_long")]);
        }
    }
}

#[tokio::test]
async fn whoever_tries_keys_is_slowed_down_and_no_system_suffers() {
    let world = World::with(|config| config.trusted_proxies = vec!["127.0.0.1".to_owned()]).await;
    let key = world.key(&[Scope::OrdersWrite]).await;
    let call = async |key: &str, network: &str| {
        let bearer = format!("Bearer {key}");
        let headers = [("authorization", &*bearer), ("x-forwarded-for", network), ("content-type", "application/json")];
        ask(world.address, "POST", api::ORDERS, &headers, "{}").await.status
    };
    let mut last = 0;
    for number in 0..12 {
        last = call(&format!("metiz_{number}"), "198.51.100.9").await;
    }
    assert_eq!(last, 429);
    assert_eq!(call(&key, "198.51.100.10").await, 400, "another network's key is looked at");
}

#[tokio::test]
async fn problems_are_told_in_the_language_asked_for() {
    let world = World::new().await;
    for (asked, lang) in [("vi", Lang::Vi), ("en-GB,en;q=0.9", Lang::En)] {
        for (method, path, status) in [
            ("POST", api::ORDERS, 401),
            ("GET", api::ORDERS, 405),
            ("GET", "/api/v1/nowhere", 404),
            ("PUT", "/api/", 404),
        ] {
            let reply =
                ask(world.address, method, path, &[("accept-language", asked), ("cookie", "lang=xx")], "").await;
            assert_eq!((problem(&reply).0, reply.header("content-language")), (status, Some(lang.code())), "{path}");
        }
    }
}
