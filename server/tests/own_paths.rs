//! Nothing leads off the site, however the way there is spelled. (security.md T9, lessons 38 and 39)

use crate::{
    client::{ask, encoded, form},
    world::{NAVIGATION, World},
};

/// Ways of spelling "somewhere else" that one browser or another has followed.
fn hostile() -> Vec<String> {
    let starts = [
        "//",
        "///",
        "////",
        "/\\",
        "\\\\",
        "\\/",
        "/\t/",
        "/\n/",
        "/\r/",
        "\t//",
        " //",
        "/ /",
        "/%2f",
        "/%2F",
        "/%5c",
        "/%5C",
        "/%09/",
        "/%0a/",
        "/%0d%0a/",
        "/%00/",
        "http:",
        "http:/",
        "http://",
        "https://",
        "HTTPS://",
        "hTtP://",
        "ftp://",
        "javascript:",
        "JaVaScRiPt:",
        "java\tscript:",
        "data:text/html,",
        "vbscript:",
        "mailto:",
        "file:///",
        "//user@",
        "/@",
        "https:\\\\",
        "http:\\/",
        "///\\",
        "/\\/",
        "/.//",
        "/..//",
        "/./\\",
        "/;//",
        "/?//",
        "\u{2028}//",
        "\u{feff}//",
        "/\u{ff0f}",
        "/\u{2215}",
        "\0//",
    ];
    let ends = ["evil.example", "evil.example/profile", "members.example@evil.example", "evil.example:80/%2e%2e"];
    starts.iter().flat_map(|start| ends.iter().map(move |end| format!("{start}{end}"))).collect()
}

/// Where browsers would go: the start of the site's own path, and nothing that they read as another host.
fn stays(location: &str) -> bool {
    location.starts_with('/') && !location.starts_with("//") && !location.contains(['\\', '@', '%', ':'])
}

#[test]
fn the_corpus_has_two_hundred_entries() {
    assert!(hostile().len() >= 200);
}

#[tokio::test]
async fn choosing_a_language_never_leads_off_the_site() {
    let world = World::new().await;
    for next in hostile() {
        let reply = world.post("/act/language/choose", "", &[("lang", "en"), ("next", &next)]).await;
        assert_eq!(reply.status, 303, "{next:?}");
        assert!(stays(reply.location()), "{next:?} led to {}", reply.location());
    }
}

#[tokio::test]
async fn signing_in_carries_no_foreign_way_on() {
    let world = World::new().await;
    for next in hostile().into_iter().filter(|next| app::paths::own(next).is_none()) {
        let page = world.get(&format!("/sign-in?next={}", encoded(&next)), &[]).await.body;
        assert!(!page.contains("evil.example"), "{next:?}");
    }
    assert!(world.get("/sign-in?next=%2Fprofile", &[]).await.body.contains("value=\"/profile\""));
}

#[tokio::test]
async fn the_referer_leads_nowhere() {
    let world = World::new().await;
    for referer in ["https://evil.example/", "//evil.example", "http://localhost/x?__err=abc", "nonsense"] {
        let mut headers = NAVIGATION.to_vec();
        headers.push(("referer", referer));
        for (path, body) in
            [("/act/language/choose", form(&[("lang", "xx")])), ("/act/consent/decide", "%%%".to_owned())]
        {
            let reply = ask(world.address, "POST", path, &headers, &body).await;
            assert_eq!(reply.status, 303, "{path}");
            assert!(stays(reply.location()) && !reply.location().contains("__err"), "{}", reply.location());
            assert!(reply.body.is_empty());
        }
    }
}
