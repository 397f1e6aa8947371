//! Passkeys over HTTP: questions, cookies, refusals without script, and what machines are told.

use crate::client::{Reply, ask};
use crate::world::World;
use serde_json::Value;

const BY_SCRIPT: [(&str, &str); 2] = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];

async fn asked(world: &World, path: &str, cookie: &str) -> Reply {
    let mut headers = BY_SCRIPT.to_vec();
    headers.push(("cookie", cookie));
    ask(world.address, "POST", path, &headers, "").await
}

fn options(reply: &Reply) -> Value {
    let body: Value = serde_json::from_str(&reply.body).unwrap_or_else(|_| panic!("{reply:?}"));
    serde_json::from_str(body["options"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn a_question_is_the_same_for_a_stranger_and_a_member_and_its_cookie_lasts_five_minutes() {
    let world = World::new().await;
    let member = world.member("insider").await;
    let mut answers = Vec::new();
    for cookie in ["", member.as_str()] {
        let reply = asked(&world, "/act/passkeys/ask", cookie).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        let set = reply.all("set-cookie").into_iter().find(|set| set.starts_with("passkey=")).unwrap().to_owned();
        assert!(set.contains("Max-Age=300") && set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
        let mut options = options(&reply);
        assert!(options["challenge"].take().as_str().unwrap().len() >= 43);
        let names: Vec<_> = reply.headers.iter().map(|(name, _)| name.clone()).collect();
        answers.push((names, options));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].1["rpId"], "localhost");
}

#[tokio::test]
async fn a_plain_form_asks_nothing_and_says_what_is_missing() {
    let world = World::new().await;
    let member = world.member("insider").await;
    for (act, cookie, page) in [
        ("/act/passkeys/ask", "", "/sign-in"),
        ("/act/passkeys/ask-new", member.as_str(), "/security/passkeys"),
        ("/act/passkeys/ask-again", member.as_str(), "/password-again"),
    ] {
        let reply = world.post(act, cookie, &[]).await;
        assert_eq!((reply.status, reply.location()), (303, page));
        assert!(reply.cookie("passkey").is_none(), "{reply:?}");
    }
    for (act, cookie, page) in [
        ("/act/passkeys/sign-in", "", "/sign-in"),
        ("/act/passkeys/add", member.as_str(), "/security/passkeys"),
        ("/act/passkeys/prove", member.as_str(), "/password-again?next=/"),
    ] {
        let reply = world.post(act, cookie, &[("credential", "")]).await;
        assert_eq!((reply.status, reply.location()), (303, page), "{act}");
        assert!(reply.cookie("session").is_none(), "{reply:?}");
        let cookies = format!("{cookie}; flash={}", reply.cookie("flash").expect("a sentence waits"));
        let shown = world.get(page, &[("cookie", cookies.trim_start_matches("; "))]).await;
        assert!(shown.body.contains("Trình duyệt chưa gửi khóa truy cập nào"), "{}", shown.body);
    }
}

#[tokio::test]
async fn what_is_no_answer_opens_nothing_and_is_in_no_log() {
    let world = World::new().await;
    let question = asked(&world, "/act/passkeys/ask", "").await;
    let cookie = format!("passkey={}", question.cookie("passkey").unwrap());
    for odd in ["{}", "mk-credential-4711", "[]"] {
        let reply = world.post("/act/passkeys/sign-in", &cookie, &[("credential", odd), ("next", "/consent")]).await;
        assert_eq!((reply.status, reply.location()), (303, "/sign-in?next=/consent"), "{reply:?}");
        assert!(reply.cookie("session").is_none());
    }
    assert!(!crate::world::logged().contains("mk-credential-4711"));
}

#[tokio::test]
async fn nobody_adds_or_changes_a_passkey_without_a_session() {
    let world = World::new().await;
    for act in ["ask-new", "ask-again"] {
        let reply = asked(&world, &format!("/act/passkeys/{act}"), "").await;
        assert_eq!(reply.status, 401, "{reply:?}");
    }
    for act in ["add", "rename", "remove", "prove"] {
        let reply = world.post(&format!("/act/passkeys/{act}"), "", &[]).await;
        assert_eq!(reply.status, 303);
        assert!(reply.location().starts_with("/sign-in?next="), "{act} led to {}", reply.location());
    }
    let member = world.member("insider").await;
    let question = asked(&world, "/act/passkeys/ask-new", &member).await;
    let options = options(&question);
    assert_eq!((&options["rp"]["id"], &options["user"]["name"]), (&"localhost".into(), &"insider".into()));
    let foreign = world.post("/act/passkeys/remove", &member, &[("passkey", "00112233445566778899aabbccddeeff")]).await;
    assert_eq!((foreign.status, foreign.location()), (303, "/security/passkeys"));
}

#[tokio::test]
async fn the_script_is_loaded_where_a_passkey_is_asked_for_and_nowhere_else() {
    let world = World::new().await;
    let member = world.member("insider").await;
    for (page, cookie, loaded) in [
        ("/sign-in", "", true),
        ("/security/passkeys", member.as_str(), true),
        ("/", "", false),
        ("/policy", "", false),
        ("/sign-up", "", false),
        ("/security", member.as_str(), false),
        // The member has none yet.
        ("/password-again", member.as_str(), false),
    ] {
        let shown = world.get(page, &[("cookie", cookie)]).await;
        assert_eq!(shown.status, 200, "{page}");
        assert_eq!(shown.body.contains("src=\"/passkeys.js\""), loaded, "{page}");
    }
    assert!(world.get("/sign-in", &[]).await.body.contains("autocomplete=\"username webauthn\""));
}

#[tokio::test]
async fn managers_of_passkeys_are_told_where_by_the_configured_address_alone() {
    let world = World::with(|config| config.public_url = Some("https://members.example".to_owned())).await;
    let hostile = [("host", "localhost"), ("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example")];
    let reply = world.get("/.well-known/passkey-endpoints", &hostile).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")));
    let told: Value = serde_json::from_str(&reply.body).unwrap();
    let page = "https://members.example/security/passkeys";
    assert_eq!(told, serde_json::json!({ "enroll": page, "manage": page }));
    let reply = ask(world.address, "POST", "/act/passkeys/ask", &[BY_SCRIPT.as_slice(), &hostile].concat(), "").await;
    assert_eq!(options(&reply)["rpId"], "members.example");
    assert!(reply.all("set-cookie").iter().any(|set| set.starts_with("__Host-passkey=") && set.contains("Secure")));
}

#[tokio::test]
async fn a_site_without_a_name_has_no_passkeys_and_does_not_pretend() {
    let world = World::with(|config| config.public_url = Some("http://127.0.0.1:3000".to_owned())).await;
    let member = world.member("insider").await;
    for path in ["/.well-known/passkey-endpoints", "/security/passkeys"] {
        assert_eq!(world.get(path, &[("cookie", &member)]).await.status, 404, "{path}");
    }
    for path in ["/sign-in", "/security"] {
        let shown = world.get(path, &[("cookie", &member)]).await;
        assert_eq!(shown.status, 200);
        assert!(!shown.body.contains("passkey"), "{path}");
    }
    assert_eq!(asked(&world, "/act/passkeys/ask", "").await.status, 422);
}
