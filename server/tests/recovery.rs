//! A forgotten password over HTTP: whatever the request says, the letter is about what is stored, and the answer is one.
//! (security.md lessons 2, 3, 25, G5)

use crate::client::{Fields, Reply, ask, form};
use crate::world::{NAVIGATION, PASSWORD, World, logged};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::lang::Lang;
use domain::sign_up::SignUpForm;
use std::fs;

/// A letter from the folder.
pub(crate) struct Letter {
    to: String,
    body: String,
}

impl Letter {
    fn link(&self) -> &str {
        self.body.lines().find(|line| line.contains("://")).expect("the letter has a link")
    }

    pub(crate) fn token(&self) -> &str {
        self.link().rsplit('/').next().unwrap()
    }

    /// The code after this path of ours, if the letter leads there.
    pub(crate) fn code(&self, path: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(path)?;
        rest.split_whitespace().next()
    }
}

/// The letters that are due, taken out of the folder.
pub(crate) async fn letters(world: &World) -> Vec<Letter> {
    world.desk.services.deliver_letters().await.unwrap();
    let Ok(folder) = fs::read_dir(world.folder.path().join("letters")) else { return Vec::new() };
    let paths = folder.map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        fs::remove_file(path).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let to = head.lines().find_map(|line| line.strip_prefix("To: ")).unwrap().to_owned();
        let body: String = body.split_whitespace().collect();
        Letter { to, body: String::from_utf8(STANDARD.decode(body).unwrap()).unwrap() }
    };
    paths.filter(|path| path.extension().is_some_and(|kind| kind == "eml")).map(read).collect()
}

/// Somebody who joined from a network of their own; the address is confirmed if `confirmed`.
async fn member(world: &World, username: &str, confirmed: bool) -> String {
    let email = format!("{username}@example.com");
    let form = SignUpForm {
        username,
        password: PASSWORD,
        full_name: "Nguyễn Thị Minh",
        birth_date: "02/01/1990",
        email: &email,
    };
    let session = world.desk.services.join(&form, Lang::Vi, "", username).await.unwrap();
    let letter = letters(world).await.pop().unwrap();
    if confirmed {
        let who = world.desk.services.find(session.token()).await.unwrap().unwrap();
        world.desk.services.confirm_email(&who, letter.token()).await.unwrap();
    }
    email
}

/// What requests say about where they came to, in the hope that a letter repeats it.
const ELSEWHERE: [Fields<'static>; 30] = [
    &[("x-forwarded-host", "evil.example")],
    &[("x-forwarded-proto", "http")],
    &[("x-forwarded-proto", "https"), ("x-forwarded-host", "evil.example")],
    &[("x-forwarded-host", "evil.example, localhost")],
    &[("x-forwarded-host", "localhost, evil.example")],
    &[("x-forwarded-host", "localhost"), ("x-forwarded-host", "evil.example")],
    &[("x-forwarded-port", "8443")],
    &[("x-forwarded-prefix", "/evil")],
    &[("x-forwarded-server", "evil.example")],
    &[("x-forwarded-scheme", "evil")],
    &[("x-forwarded-ssl", "off")],
    &[("x-forwarded-for", "192.0.2.66")],
    &[("forwarded", "host=evil.example")],
    &[("forwarded", "for=192.0.2.66;host=evil.example;proto=http")],
    &[("forwarded", "host=\"evil.example\"")],
    &[("forwarded", "host=localhost, host=evil.example")],
    &[("x-host", "evil.example")],
    &[("x-original-host", "evil.example")],
    &[("x-original-url", "http://evil.example/recovery")],
    &[("x-rewrite-url", "http://evil.example/recovery")],
    &[("x-http-host-override", "evil.example")],
    &[("x-real-ip", "evil.example")],
    &[("x-proxyuser-ip", "evil.example")],
    &[("base-url", "http://evil.example")],
    &[("destination", "http://evil.example")],
    &[("via", "1.1 evil.example")],
    &[("origin-host", "evil.example")],
    &[("cf-connecting-ip", "192.0.2.66"), ("x-forwarded-host", "evil.example")],
    &[("front-end-https", "on"), ("x-forwarded-host", "evil.example:443")],
    &[("x-url-scheme", "gopher"), ("x-forwarded-host", "user@evil.example")],
];

#[tokio::test]
async fn a_mailed_link_is_built_from_the_configured_address_whatever_the_headers_say() {
    // Behind a proxy that is trusted to name the visitor, and nothing else.
    let world = World::with(|config| config.trusted_proxies = vec!["127.0.0.1".to_owned()]).await;
    let base = format!("{}/recovery/", world.desk.origin);
    for (number, said) in ELSEWHERE.iter().enumerate() {
        let email = member(&world, &format!("person{number}"), true).await;
        // The network is counted, so each asks from another one.
        let network = format!("198.51.100.{number}");
        let headers: Vec<_> =
            NAVIGATION.iter().chain(said.iter()).copied().chain([("x-forwarded-for", &*network)]).collect();
        let reply =
            ask(world.address, "POST", "/act/recovery/password", &headers, &form(&[("username", &email)])).await;
        assert_eq!((reply.status, reply.location()), (303, "/recovery/sent"), "{said:?}");
        let letter = letters(&world).await.pop().expect("a letter left");
        assert_eq!(letter.to, email);
        let token = letter.link().strip_prefix(&base).unwrap_or_else(|| panic!("{said:?}: {}", letter.link()));
        assert_eq!(token.len(), 43);
        assert!(!letter.body.contains("evil"), "{said:?}");
    }
}

#[tokio::test]
async fn two_names_in_one_question_write_to_nobody() {
    let world = World::new().await;
    let email = member(&world, "target", true).await;
    let strange = [
        format!("username={email}&username=evil%40example.org"),
        format!("username[]={email}&username[]=evil%40example.org"),
        format!("username={email}%2Cevil%40example.org"),
        format!("username={email}%0D%0ABcc%3A%20evil%40example.org"),
        format!("email={email}&email=evil%40example.org"),
    ];
    for body in strange {
        for path in ["/act/recovery/password", "/act/recovery/username"] {
            let reply = ask(world.address, "POST", path, &NAVIGATION, &body).await;
            assert_eq!(reply.status, 303, "{path} {body}");
            assert!(letters(&world).await.iter().all(|letter| letter.to == email), "{path} {body}");
        }
    }
}

/// All of an answer but what is another one each time.
fn told(reply: &Reply) -> String {
    let headers = reply.headers.iter().filter(|(name, _)| name != "date" && name != "content-security-policy");
    format!("{} {:?} {}", reply.status, headers.collect::<Vec<_>>(), reply.body)
}

#[tokio::test]
async fn the_answer_is_the_same_for_members_and_for_nobody() {
    let world = World::new().await;
    let known = member(&world, "known", true).await;
    let unconfirmed = member(&world, "unconfirmed", false).await;
    world.leaver("leaver").await;
    letters(&world).await;
    // Twenty questions, as many as a network may ask; from the fourth letter on the member's address has had its share.
    let names = [&*known, "known", &*unconfirmed, "leaver@example.com", "nobody"];
    for accept in ["text/html", "application/json"] {
        for (path, field) in [("/act/recovery/password", "username"), ("/act/recovery/username", "email")] {
            let mut answers = Vec::new();
            for name in names {
                let headers = [("accept", accept), ("sec-fetch-site", "same-origin")];
                answers.push(told(&ask(world.address, "POST", path, &headers, &form(&[(field, name)])).await));
            }
            assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
        }
    }
    letters(&world).await;
}

#[tokio::test]
async fn a_refused_new_password_comes_back_to_the_page_of_its_link() {
    let world = World::new().await;
    let email = member(&world, "forgetful", true).await;
    world.post("/act/recovery/password", "", &[("username", &email)]).await;
    let letter = letters(&world).await.pop().unwrap();
    let (token, page) = (letter.token(), format!("/recovery/{}", letter.token()));
    assert!(world.get(&page, &[]).await.body.contains(&format!("value=\"{token}\"")));
    let reply =
        world.post("/act/recovery/set", "", &[("code", token), ("new_password", "PlainMarker1 forgetful")]).await;
    assert_eq!((reply.status, reply.location()), (303, "/recovery/done"), "{reply:?}");
    let reply = world.post("/act/recovery/set", "", &[("code", token), ("new_password", "another PlainMarker2")]).await;
    assert_eq!((reply.status, reply.location()), (303, &*page));
    let flash = format!("flash={}", reply.cookie("flash").expect("the reason waits"));
    let shown = world.get(&page, &[("cookie", &flash)]).await.body;
    assert!(!shown.contains("PlainMarker2") && !shown.contains("name=\"code\""), "a dead link has no form");
    assert!(reply.cookie("session").is_none(), "nobody is signed in by a link");
    assert_eq!(reply.header("referrer-policy"), Some("same-origin"));
    let log = logged();
    for marker in [token, "PlainMarker1", "PlainMarker2", &email] {
        assert!(!log.contains(marker), "{marker} is in the log");
    }
}

// ASVS: V6.2.3, V7.5.1
#[tokio::test]
async fn another_password_needs_the_one_before_given_minutes_ago() {
    let world = World::with(|config| config.sessions.fresh_minutes = 0).await;
    let cookie = world.member("stale").await;
    for (reply, place) in [
        (world.get("/security/password", &[("cookie", &cookie)]).await, "/security/password"),
        (
            world.post("/act/security/change-password", &cookie, &[("new_password", "mua hoa dai trang 28")]).await,
            "/security/password",
        ),
    ] {
        assert_eq!((reply.status, reply.location()), (303, &*format!("/password-again?next={place}")));
    }
    assert_eq!(world.get("/profile", &[("cookie", &cookie)]).await.status, 200);
    world.signed_in("stale").await;
}
