//! Member numbers at the interface: whoever is leaving or gone looks like a number nobody has, at every address that takes one.
//! (MC-5.2a; security.md G5)

use crate::api::{body, order};
use crate::client::{Reply, ask, form};
use crate::contact::question;
use crate::world::{PASSWORD, World};
use domain::{api_key::Scope, member_reference::MemberReference};
use serde_json::{Value, json};
use server::{api, router};

/// A call about this member to an address of the interface: method, target, body. `None` where no member is named.
fn about(world: &World, path: &str, member: &str) -> Option<(&'static str, String, String)> {
    let post = |body: String| Some(("POST", path.to_owned(), body));
    match path {
        api::OPENAPI | api::TEMPLATE_CHECK => None,
        api::MAY_CONTACT => Some(("GET", format!("{path}?{}", form(&question(member))), String::new())),
        api::AUDIENCE => post(json!({ "purpose": "promotions", "channel": "email", "members": [member] }).to_string()),
        api::ORDERS => post(body(&[order(world, member)])),
        api::CONTACTS => {
            let sent_at = world.desk.services.now().rfc3339();
            let sent = json!({
                "member": member, "purpose": "promotions", "channel": "email", "sent_at": sent_at, "campaign": "noel",
            });
            post(json!({ "contacts": [sent] }).to_string())
        }
        other => panic!("{other}: say what a call about a member sends there"),
    }
}

/// Whether the interface's own description says that a member is named in this part of it.
fn names_a_member(document: &Value, part: &Value) -> bool {
    let is_member = |word: &str| ["member", "members"].contains(&word);
    match part {
        Value::Object(fields) => fields.iter().any(|(name, value)| match (name.as_str(), value) {
            ("$ref", Value::String(schema)) => {
                document.pointer(schema.trim_start_matches('#')).is_some_and(|schema| names_a_member(document, schema))
            }
            ("name", Value::String(parameter)) => is_member(parameter),
            (name, value) => is_member(name) || names_a_member(document, value),
        }),
        Value::Array(parts) => parts.iter().any(|part| names_a_member(document, part)),
        _ => false,
    }
}

/// An answer without the number that was sent.
fn without(reply: &Reply, member: &str) -> String {
    let headers = reply.headers.iter().filter(|(name, _)| name != "date");
    let headers = headers.map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n");
    format!("{}\n{headers}\n{}", reply.status, reply.body).replace(member, "THE NUMBER")
}

#[tokio::test]
async fn at_every_address_whoever_is_leaving_or_gone_is_answered_like_a_number_nobody_has() {
    let world = World::new().await;
    let (open, _) = world.reference("open").await;
    let mut numbers = vec![MemberReference::from_chance([7; 11]).shown()];
    for username in ["leaving", "gone"] {
        let (number, cookie) = world.reference(username).await;
        let token = cookie.trim_start_matches("session=");
        let member = world.desk.services.find(token).await.unwrap().unwrap().member();
        assert_eq!(world.post("/act/closure/close", &cookie, &[("password", PASSWORD)]).await.status, 303);
        if username == "gone" {
            world.erased(member.bytes()).await;
        }
        numbers.push(number);
    }
    let key = world.key(Scope::ALL).await;
    let document = api::document();
    let mut tried = 0;
    for path in router::places().into_iter().map(|place| place.template).filter(|path| api::is_api(path)) {
        let named = names_a_member(&document, &document["paths"][path]);
        assert_eq!(about(&world, path, &open).is_some(), named, "{path}");
        if !named {
            continue;
        }
        let mut answers = Vec::new();
        for number in numbers.iter().chain([&open]) {
            let (method, target, body) = about(&world, path, number).unwrap();
            let (bearer, repeat) = (format!("Bearer {key}"), format!("{path} {number}").replace(' ', "-"));
            let headers =
                [("authorization", &*bearer), ("idempotency-key", &*repeat), ("content-type", "application/json")];
            answers.push(without(&ask(world.address, method, &target, &headers, &body).await, number));
        }
        let [nobodys, closing, erased, known] = &answers[..] else { panic!("four numbers") };
        assert_eq!(erased, nobodys, "{path}");
        // A message to somebody who is leaving is kept as a breach, which they read; that they leave other systems were told.
        assert_eq!(closing == nobodys, path != "/api/v1/contacts", "{path}");
        assert_ne!(known, nobodys, "{path}: a control");
        tried += 1;
    }
    assert!(tried >= 4, "{tried}");
}
