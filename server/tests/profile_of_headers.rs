//! Every answer carries the profile, whoever wrote it. (security.md G30)

use crate::{
    client::{Fields, Reply, ask, raw},
    world::World,
};
use server::router;

const ALWAYS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
];

fn carries_the_profile(what: &str, reply: &Reply) {
    for (name, value) in ALWAYS {
        assert_eq!(reply.all(name), [value], "{what}: {name}");
    }
    assert_eq!(reply.all("permissions-policy").len(), 1, "{what}");
    let [policy] = reply.all("content-security-policy")[..] else { panic!("{what}: one policy, {reply:?}") };
    for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'"] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{what}: {policy}");
    let cache = reply.header("cache-control").unwrap_or_default();
    if cache.starts_with("public") {
        assert!(reply.status == 200 || reply.status == 304, "{what}: an error may not be cached");
        assert!(reply.all("set-cookie").is_empty(), "{what}: a cookie may not be cached");
    } else {
        assert_eq!(cache, "no-store", "{what}");
        assert_eq!(reply.all("vary"), ["Cookie, Sec-Fetch-Site, Origin, Accept-Encoding"], "{what}");
    }
    if reply.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
        let nonce =
            policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a page has a nonce");
        assert_eq!(nonce.len(), 22, "{what}");
        for part in ["require-trusted-types-for 'script'", "trusted-types 'none'"] {
            assert!(policy.split("; ").any(|own| own == part), "{what}: {policy}");
        }
        let inline = reply.body.matches("<script").count() + reply.body.matches("<style").count();
        assert_eq!(
            reply.body.matches(&format!("nonce=\"{nonce}\"")).count(),
            inline,
            "{what}: every script has the nonce, and so have styles"
        );
    }
}

/// An address that fits the template.
pub(crate) fn an_address(template: &str) -> String {
    let parts = [("{version}", "1"), ("{before}", "1"), ("{after}", "2"), ("{code}", "x"), ("{province}", "48.json")];
    parts.iter().fold(template.replace("{seq}", "1"), |path, (part, with)| path.replace(part, with))
}

#[tokio::test]
async fn every_place_answers_every_method_with_the_profile() {
    let world = World::new().await;
    let member = world.member("headers").await;
    for place in router::places() {
        let path = an_address(place.template);
        for method in ["GET", "HEAD", "POST", "PUT", "OPTIONS", "BREW"] {
            for cookie in ["", member.as_str()] {
                // Signing out would end the session the other rows need.
                if method == "POST" && place.template == app::paths::act::SIGN_OUT {
                    continue;
                }
                let headers = [("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("cookie", cookie)];
                let reply = ask(world.address, method, &path, &headers, "").await;
                carries_the_profile(&format!("{method} {path}"), &reply);
                assert_ne!(reply.status, 500, "{method} {path}: {}", reply.body);
            }
        }
    }
}

/// What it is, method, path, fields, body, and the status it is refused with.
type Case<'c> = (&'c str, &'c str, &'c str, Fields<'c>, &'c str, u16);

#[tokio::test]
async fn what_is_refused_carries_the_profile_too() {
    let world = World::new().await;
    let own = ("sec-fetch-site", "same-origin");
    let large = "a".repeat(20_000);
    let long = format!("/{}", "a".repeat(3_000));
    let many: Vec<(String, &str)> = (0..80).map(|number| (format!("x-{number}"), "1")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let heavy = [("x-heavy", &*"a".repeat(17_000))];
    let cases: [Case<'_>; 10] = [
        ("an unknown path", "GET", "/nowhere", &[], "", 404),
        ("an unknown act", "POST", "/act/nowhere", &[own], "", 404),
        ("a wrong method", "POST", "/policy", &[own], "", 405),
        ("a large body", "POST", "/act/sign-in/open", &[own], &large, 413),
        ("a long address", "GET", &long, &[], "", 414),
        ("many fields", "GET", "/", &many, "", 431),
        ("heavy fields", "GET", "/", &heavy, "", 431),
        ("another host", "GET", "/", &[("host", "evil.example")], "", 421),
        ("another origin", "POST", "/act/sign-in/open", &[("sec-fetch-site", "cross-site")], "", 403),
        ("a file", "GET", "/pkg/app-1.js", &[], "", 200),
    ];
    for (what, method, path, headers, body, status) in cases {
        let reply = ask(world.address, method, path, headers, body).await;
        assert_eq!(reply.status, status, "{what}");
        carries_the_profile(what, &reply);
    }
}

#[tokio::test]
async fn what_the_parser_refuses_carries_the_profile_too() {
    let world = World::new().await;
    let endless = [b"GET / HTTP/1.1\r\nx: ".to_vec(), vec![b'a'; 90_000]].concat();
    for (bytes, status) in [
        (b"nonsense\r\n\r\n".as_slice(), 400),
        (b"GET / HTTP/1.1\r\nhost : a\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", 400),
        (&endless, 431),
    ] {
        let reply = raw(world.address, bytes).await;
        assert_eq!(reply.status, status);
        carries_the_profile("a request that cannot be read", &reply);
    }
}

#[tokio::test]
async fn a_broken_house_says_so_with_the_profile_and_a_number() {
    let world = World::new().await;
    let member = world.member("broken").await;
    world.desk.services.close_database().await;
    let reply = world.get("/profile", &[("cookie", &member), ("accept", "text/html")]).await;
    assert!(matches!(reply.status, 500 | 503), "{}", reply.status);
    carries_the_profile("a fault", &reply);
    assert_eq!(world.get("/healthz", &[]).await.status, 200);
    assert_eq!(world.get("/readyz", &[]).await.status, 503);
}

#[tokio::test]
async fn whoever_arrives_finds_the_styles_in_the_page() {
    let world = World::new().await;
    for path in ["/policy", "/nowhere"] {
        for (site, arrives) in [("none", true), ("cross-site", true), ("same-site", true), ("same-origin", false)] {
            let what = format!("{path} from {site}");
            let reply = world.get(path, &[("accept", "text/html"), ("sec-fetch-site", site)]).await;
            carries_the_profile(&what, &reply);
            assert_eq!(reply.body.matches(">body{}</style>").count(), usize::from(arrives), "{what}");
            // Their file is fetched for the next page, but not waited for.
            assert_eq!(reply.body.contains("media=\"print\""), arrives, "{what}");
            assert_eq!(reply.body.matches("href=\"/pkg/main-1.css\"").count(), 1, "{what}");
        }
        let silent = world.get(path, &[("accept", "text/html")]).await;
        assert!(!silent.body.contains("<style"), "{path}: a browser that does not say gets the file");
    }
}

#[tokio::test]
async fn files_are_packed_and_kept() {
    let world = World::new().await;
    let reply = world.get("/pkg/app-1.js", &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(reply.header("content-encoding"), Some("br"));
    assert_eq!(reply.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(reply.body, "packed");
    let reply = world.get("/robots.txt", &[]).await;
    assert_eq!(reply.header("cache-control"), Some("public, max-age=3600"));
    let tag = reply.header("etag").unwrap();
    assert_eq!(world.get("/robots.txt", &[("if-none-match", tag)]).await.status, 304);
    assert_eq!(world.get("/assets.json", &[]).await.status, 404);
    assert_eq!(world.get("/pkg/../assets.json", &[]).await.status, 404);
}
