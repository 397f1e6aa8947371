//! Events for other systems over HTTP: a decision on the page, the worker, a receiver on this machine.

#[expect(dead_code, reason = "the stories of the services look at more of each message")]
#[path = "../../services/tests/webhooks/receiver.rs"]
mod receiver;

use crate::world::World;
use domain::webhooks::WebhookEvent;
use receiver::{HANGS, Receiver};
use server::{api, worker};
use std::{collections::BTreeSet, sync::Arc};
use tokio::sync::watch;

async fn with_receivers<const N: usize>() -> (World, [Receiver; N]) {
    let world = World::with(|config| config.webhooks.allow_loopback = true).await;
    let receivers = std::array::from_fn(|_| Receiver::start());
    for receiver in &receivers {
        world.desk.services.add_webhook(&receiver.url, None).await.unwrap();
    }
    (world, receivers)
}

#[tokio::test]
async fn the_worker_tells_of_a_decision_while_another_endpoint_hangs() {
    let (world, [hangs, quick]) = with_receivers().await;
    let cookie = world.member("hdok.mlo").await;
    hangs.answers(&[HANGS]);
    let (stop, stopped) = watch::channel(false);
    let work = tokio::spawn(worker::work(Arc::clone(&world.desk), stopped));
    for decision in ["grant", "withdraw"] {
        let fields = [("purpose", "news"), ("channel", "email"), ("decision", decision), ("wording", "1")];
        assert_eq!(world.post("/act/consent/decide", &cookie, &fields).await.status, 303);
        quick.arrived().await;
        if decision == "grant" {
            hangs.arrived().await;
        }
    }
    assert_eq!(hangs.posts().len(), 1, "the second event of a member waits for the first");
    hangs.goes_on();
    hangs.arrived().await;
    stop.send_replace(true);
    work.await.unwrap();
    let kinds: Vec<String> = quick.posts().iter().map(receiver::Post::kind).collect();
    assert_eq!(kinds, ["consent.granted", "consent.withdrawn"]);
    assert!(!crate::world::logged().contains("/hooks"), "no address in the log");
}

#[test]
fn the_document_describes_every_event_as_it_is_sent() {
    let document = api::document();
    let described: BTreeSet<String> = document["webhooks"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(described, WebhookEvent::ALL.iter().map(|event| event.code().to_owned()).collect());
}

#[tokio::test]
async fn what_is_sent_has_the_fields_the_document_names() {
    let (world, [receiver]) = with_receivers().await;
    let cookie = world.member("hbia").await;
    let until = world.desk.today().plus_months(3).iso();
    for until in ["", &until] {
        let fields =
            [("purpose", "news"), ("channel", "email"), ("decision", "grant"), ("wording", "1"), ("until", until)];
        assert_eq!(world.post("/act/consent/decide", &cookie, &fields).await.status, 303);
    }
    assert_eq!(world.post("/act/freeze/begin", &cookie, &[]).await.status, 303);
    // Events of one member leave one after the other.
    for _ in 0..3 {
        world.desk.services.deliver_webhooks().await.unwrap();
    }
    let posts = receiver.posts();
    let untils: Vec<_> = posts.iter().map(|post| post.body()["data"]["until"].as_str().map(str::to_owned)).collect();
    assert_eq!(untils, [None, Some(until), None]);
    for post in posts {
        let (body, document) = (post.body(), api::document());
        let content = &document["webhooks"][post.kind()]["post"]["requestBody"]["content"]["application/json"];
        let data = &content["schema"]["properties"]["data"];
        let (sent, described) = (body["data"].as_object().unwrap(), data["properties"].as_object().unwrap());
        let required: Vec<_> = data["required"].as_array().unwrap().iter().filter_map(|name| name.as_str()).collect();
        assert!(required.iter().all(|name| sent.contains_key(*name)), "{}", post.text);
        assert!(sent.keys().all(|name| described.contains_key(name)), "{}", post.text);
        for (name, value) in sent {
            let allowed = &described[name]["enum"];
            assert!(allowed.is_null() || allowed.as_array().unwrap().contains(value), "{}", post.text);
        }
    }
}
