//! Every page and every act for nobody, for a member and for a member who is leaving, as its door says. What another member
//! meets there is in `others`. (security.md G3)

use crate::{
    acts::{acts, page_of},
    client::ask,
    enumeration::{Takes, takes},
    profile_of_headers::an_address,
    world::{Content, World},
};
use axum::{
    body::Body,
    http::{Request, Response},
};
use server::{
    headers::Nonce,
    router::{self, Door},
    session::Visit,
};
use std::sync::Arc;
use tower::ServiceExt as _;

#[tokio::test]
async fn each_page_opens_for_whom_its_door_says() {
    let world = World::new().await;
    let (member, leaver) = (world.member("insider").await, world.leaver("leaver").await);
    for place in router::places().into_iter().filter(|place| !matches!(place.door, Door::Act | Door::System)) {
        let path = an_address(place.template);
        for (who, cookie) in [("nobody", ""), ("a member", &*member), ("a leaver", &*leaver)] {
            let reply = world.get(&path, &[("cookie", cookie), ("accept", "text/html")]).await;
            let what = format!("{path} for {who}: {} {}", reply.status, reply.location());
            match (place.door, who) {
                (Door::Member | Door::EvenLeaving, "nobody") => {
                    assert_eq!((reply.status, reply.location()), (303, &*format!("/sign-in?next={path}")), "{what}");
                }
                (Door::Member, "a leaver") => assert_eq!((reply.status, reply.location()), (303, "/closure"), "{what}"),
                _ if path == "/" && who == "a leaver" => assert_eq!(reply.location(), "/closure", "{what}"),
                // Whoever is in waits for no code.
                _ if path == app::paths::FACTOR && who != "nobody" => {
                    assert_eq!((reply.status, reply.location()), (303, "/"), "{what}");
                }
                // There are no codes that were made just now.
                _ if path == app::paths::RECOVERY_CODES_FILE => {
                    assert_eq!((reply.status, reply.location()), (303, app::paths::RECOVERY_CODES), "{what}");
                }
                // Nobody here has decided anything yet.
                _ if path.starts_with("/consent/receipts/") || path == app::paths::CHECKPOINT => {
                    assert_eq!(reply.status, 404, "{what}");
                }
                // There is one version only.
                _ if path.starts_with(app::paths::POLICY_COMPARE) => assert_eq!(reply.status, 404, "{what}"),
                _ if path.starts_with("/.well-known/change") => assert_eq!(reply.status, 303, "{what}"),
                _ => assert_eq!(reply.status, 200, "{what}"),
            }
        }
    }
}

/// What somebody who is leaving can still do: come back, and prove who they are for the copy.
const EVEN_LEAVING: [&str; 5] = [
    "/act/closure/close",
    "/act/closure/reopen",
    "/act/password/prove",
    "/act/passkeys/ask-again",
    "/act/passkeys/prove",
];

/// What the database holds but for the words that wait for a page.
async fn kept(world: &World) -> Content {
    world.content().await.into_iter().filter(|(table, ..)| table != "flashes").collect()
}

#[tokio::test]
async fn an_act_of_members_does_nothing_for_nobody_and_next_to_nothing_for_who_is_leaving() {
    let world = World::new().await;
    let leaver = world.leaver("leaver").await;
    let before = kept(&world).await;
    for (act, _) in acts().into_iter().filter(|(act, _)| takes(act) == Some(Takes::Session)) {
        let page = page_of(act);
        // A passkey is asked for by a script; anybody else is led to the page, which has a door of its own.
        let asks = act.starts_with("/act/passkeys/ask");
        let sign_in = if asks { page.to_owned() } else { format!("/sign-in?next={page}") };
        let reply = world.post(act, "", &[]).await;
        assert_eq!((reply.status, reply.location()), (303, &*sign_in), "{act}");
        if !EVEN_LEAVING.contains(&act) {
            let reply = world.post(act, &leaver, &[]).await;
            assert_eq!((reply.status, reply.location()), (303, page), "{act}");
            let script = [("accept", "application/json"), ("sec-fetch-site", "same-origin"), ("cookie", &*leaver)];
            let reply = ask(world.address, "POST", act, &script, "").await;
            assert!(reply.status == 422 && reply.body.contains("AlreadyClosing"), "{act}: {reply:?}");
        }
        assert_eq!(kept(&world).await, before, "{act}");
    }
}

// ASVS: V7.4.4
#[tokio::test]
async fn every_page_of_a_member_has_the_way_out() {
    let world = World::new().await;
    let member = world.member("insider").await;
    for place in router::places().into_iter().filter(|place| matches!(place.door, Door::Member | Door::EvenLeaving)) {
        let path = an_address(place.template);
        let reply = world.get(&path, &[("cookie", &member), ("accept", "text/html")]).await;
        let is_page =
            reply.status == 200 && reply.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        assert!(!is_page || reply.body.contains(&format!("action=\"{}\"", app::paths::act::SIGN_OUT)), "{path}");
    }
}

// ASVS: V7.2.2
#[tokio::test]
async fn a_made_up_session_is_nobody_and_is_taken_back() {
    let world = World::new().await;
    let reply = world.get("/profile", &[("cookie", "session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]).await;
    assert_eq!((reply.status, reply.location()), (303, "/sign-in?next=/profile"));
    assert_eq!(reply.cookie("session").as_deref(), Some(""));
}

#[tokio::test]
async fn a_page_speaks_the_language_of_its_reader() {
    let world = World::new().await;
    for (headers, lang) in [
        (vec![], "vi"),
        (vec![("accept-language", "en-GB,en;q=0.9")], "en"),
        (vec![("accept-language", "en"), ("cookie", "lang=vi")], "vi"),
        (vec![("cookie", "lang=en")], "en"),
        (vec![("cookie", "lang=xx")], "vi"),
    ] {
        for path in ["/", "/sign-in", "/nowhere"] {
            let reply = world.get(path, &headers).await;
            assert!(reply.body.contains(&format!("<html lang=\"{lang}\"")), "{path} {headers:?}");
        }
    }
}

#[tokio::test]
async fn forms_are_islands_and_pages_without_a_form_load_no_script() {
    let world = World::new().await;
    let page = world.get("/sign-in", &[]).await.body;
    assert!(page.contains("<leptos-island") && page.contains("data-component=\"ActForm"), "{page}");
    assert!(page.contains("<script") && page.starts_with("<!DOCTYPE html>"));
    let page = world.get("/policy", &[]).await.body;
    assert!(!page.contains("<script") && !page.contains("<leptos-island"));
}

// RFC 9116 sections 2.5.5 and 3; W3C "A Well-Known URL for Changing Passwords".
#[tokio::test]
async fn whoever_finds_a_hole_learns_where_to_write_for_less_than_a_year_and_managers_where_passwords_change() {
    let world = World::new().await;
    let reply = world.get("/.well-known/security.txt", &[]).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    let today = world.desk.today();
    let expires = reply.body.lines().find_map(|line| line.strip_prefix("Expires: ")).unwrap();
    let (day, time) = expires.split_once('T').unwrap();
    assert_eq!(time, "00:00:00Z");
    assert!(day > today.plus_days(30).iso().as_str() && day < today.plus_days(365).iso().as_str(), "{expires}");
    assert!(reply.body.contains("Contact: mailto:holes@members.example\n"));
    let reply = world.get("/.well-known/change-password", &[]).await;
    assert_eq!((reply.status, reply.location()), (303, "/security/password"));
}

// ASVS: V7.4.1
/// A page that is still being made when another device ends the session it is made for.
#[tokio::test]
async fn a_page_whose_session_ends_while_it_is_made_goes_to_nobody() {
    let world = World::new().await;
    let cookie = world.member("anh.nguyet").await;
    let elsewhere = world.signed_in("anh.nguyet").await;
    let token = elsewhere.strip_prefix("session=").unwrap().to_owned();
    for (ends, status) in [(false, 200), (true, 303)] {
        let token = token.clone();
        let room = move |visit: Arc<Visit>| {
            let token = token.clone();
            async move {
                let other = visit.desk.services.find(&token).await?.expect("the other session is good");
                if ends {
                    visit.desk.services.end_other_sessions(&other).await?;
                }
                Ok(Response::new(Body::from("what is held")))
            }
        };
        let page = router::over(vec![router::at("/slow", Door::Member, room)], Arc::clone(&world.desk));
        let request = Request::get("/slow").header("cookie", &cookie).extension(Nonce::mint().unwrap());
        let answer = page.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), status);
        let body = axum::body::to_bytes(answer.into_body(), 1_000).await.unwrap();
        assert_eq!(body.is_empty(), ends, "{body:?}");
    }
}
