//! No other site can make a member's browser act here. (security.md G4, T5)

use crate::{client::ask, profile_of_headers::an_address, world::World};
use server::{
    api,
    router::{self, Door},
};

const OTHERS: [&[(&str, &str)]; 11] = [
    &[],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "none")],
    &[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")],
    &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
    &[("origin", "null")],
    &[("origin", "https://evil.example")],
    &[("origin", "http://localhost.evil.example")],
    &[("origin", "http://localhost:1")],
    &[("referer", "http://localhost/profile")],
];

#[tokio::test]
async fn no_other_site_can_act_and_nothing_changes() {
    let world = World::new().await;
    let member = world.member("target").await;
    let before = world.content().await;
    let body = "decision=grant&purpose=promotions&channel=email&wording=1&password=x&item=phone&lang=en";
    let places = router::places();
    let acts = places.iter().filter(|place| place.door == Door::Act).count();
    assert!(acts >= 14, "the acts are registered: {acts}");
    let paths =
        places.iter().map(|place| an_address(place.template)).chain(["/nowhere".to_owned(), "/act/x".to_owned()]);
    for path in paths {
        for signs in OTHERS {
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                let mut headers = signs.to_vec();
                headers.push(("cookie", &member));
                let reply = ask(world.address, method, &path, &headers, body).await;
                // Other systems are no pages: there a member's cookie is not even looked at.
                // Behind a code the code alone counts, and this is none.
                let refused: &[u16] = match path.as_str() {
                    api if api::is_api(api) => &[401, 405],
                    "/unsubscribe/x" => &[404, 405],
                    _ => &[403],
                };
                assert!(refused.contains(&reply.status), "{method} {path} {signs:?}: {}", reply.status);
            }
        }
    }
    assert_eq!(world.content().await, before);
}

// ASVS: V7.6.2
#[tokio::test]
async fn looking_changes_nothing() {
    let world = World::new().await;
    let member = world.member("looker").await;
    world.get("/", &[("cookie", &member)]).await;
    let before = world.content().await;
    for place in router::places() {
        // Showing the whole ID number and taking the copy are noted on the trail, on purpose.
        if [app::paths::ID_NUMBER, app::paths::COPY_FILE].contains(&place.template) {
            continue;
        }
        for method in ["GET", "HEAD", "OPTIONS"] {
            ask(world.address, method, &an_address(place.template), &[("cookie", &member)], "").await;
        }
    }
    assert_eq!(world.content().await, before);
}
