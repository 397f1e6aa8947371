//! `end2end/pages.json`: every page of the router, for the stories that walk them all.

use crate::{profile_of_headers::an_address, promises::root, world::World};
use serde_json::{Value, json};
use server::router::{self, Door};
use std::fs;

/// Who may enter, as the stories say it. `None`: not for a browser.
const fn said(door: Door) -> Option<&'static str> {
    match door {
        Door::Anyone => Some("anyone"),
        Door::Code => Some("whoever has the code"),
        Door::Member => Some("a member"),
        Door::EvenLeaving => Some("a member, even leaving"),
        Door::Act | Door::System => None,
    }
}

#[tokio::test]
async fn the_stories_walk_every_page_of_the_router() {
    let world = World::new().await;
    let member = world.member("walker").await;
    let decision = [("purpose", "promotions"), ("channel", "email"), ("decision", "grant"), ("wording", "1")];
    assert_eq!(world.post("/act/consent/decide", &member, &decision).await.status, 303);
    let mut pages = Vec::new();
    for place in router::places() {
        let Some(door) = said(place.door) else { continue };
        let mut is_page = false;
        for cookie in ["", &member] {
            let reply = world.get(&an_address(place.template), &[("cookie", cookie), ("accept", "text/html")]).await;
            is_page |= reply.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        }
        if is_page {
            pages.push(json!({ "template": place.template, "door": door }));
        }
    }
    let path = root().join("end2end/pages.json");
    let lines = pages.iter().map(Value::to_string).collect::<Vec<_>>().join(",\n  ");
    let text = format!("[\n  {lines}\n]\n");
    if std::env::var_os("WRITE_DOCS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, text, "write it again: WRITE_DOCS=1 cargo test -p server pages");
}
