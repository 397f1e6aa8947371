//! The copy over HTTP: who gets it, how, and what is in the file.

use crate::client::Reply;
use crate::world::{PASSWORD, World};
use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// The files inside, by name.
fn unpacked(reply: &Reply) -> Vec<(String, String)> {
    let mut zip = ZipArchive::new(Cursor::new(reply.bytes.as_slice())).expect("a ZIP file");
    (0..zip.len())
        .map(|index| {
            let mut file = zip.by_index(index).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).expect("text");
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

fn one(files: &[(String, String)], name: &str) -> String {
    files.iter().find(|(own, _)| own == name).unwrap_or_else(|| panic!("{name} is missing")).1.clone()
}

#[tokio::test]
async fn the_copy_is_a_file_and_needs_a_password_of_now() {
    let world = World::with(|config| config.sessions.fresh_minutes = 0).await;
    let cookie = world.member("copier").await;
    let reply = world.get("/copy/file", &[("cookie", &cookie)]).await;
    assert_eq!((reply.status, reply.location()), (303, "/password-again?next=/copy/file"));
    let page = world.get("/copy", &[("cookie", &cookie)]).await;
    assert!(page.body.contains("/password-again?next=/copy") && !page.body.contains("/copy/file"), "{}", page.body);

    let world = World::new().await;
    let cookie = world.member("copier").await;
    let reply = world.get("/copy/file", &[("cookie", &cookie), ("accept-encoding", "gzip")]).await;
    assert_eq!(reply.status, 200);
    assert!(reply.header("content-disposition").unwrap().starts_with("attachment; filename=\"metiz-"));
    assert_eq!(reply.header("content-type"), Some("application/zip"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("content-encoding"), None, "it is packed already");
    let files = unpacked(&reply);
    assert!(one(&files, "data.json").contains("copier@example.com"));
}

#[tokio::test]
async fn the_page_leads_to_the_file_by_a_code_of_this_session() {
    let world = World::new().await;
    let cookie = world.member("copier").await;
    let page = world.get("/copy", &[("cookie", &cookie)]).await;
    let address = page.body.split("href=\"").find(|rest| rest.starts_with("/copy/file?code=")).unwrap();
    let address = address.split('"').next().unwrap();
    assert_eq!(world.get(address, &[("cookie", &cookie)]).await.status, 200);
    assert_eq!(world.get(address, &[]).await.location(), "/sign-in?next=/copy/file", "nobody is signed in");
    let stale = World::with(|config| config.sessions.fresh_minutes = 0).await;
    let cookie = stale.member("copier").await;
    let reply = stale.get(address, &[("cookie", &cookie)]).await;
    assert_eq!((reply.status, reply.location()), (303, "/password-again?next=/copy/file"), "a code of somebody else");
}

#[tokio::test]
async fn everything_that_was_typed_is_in_every_form_of_the_copy() {
    let world = World::new().await;
    let cookie = world.member("copier").await;
    let correct = [
        ("seen", "1"),
        ("full_name", "Đặng Thị Ánh Nguyệt"),
        ("birth_date", "02/01/1990"),
        ("email", "copier@example.com"),
        ("phone", "0905123456"),
    ];
    assert_eq!(world.post("/act/profile/correct", &cookie, &correct).await.status, 303);
    let decision = [("purpose", "promotions"), ("channel", "email"), ("decision", "grant"), ("wording", "1")];
    world.post("/act/consent/decide", &cookie, &decision).await;
    let files = unpacked(&world.get("/copy/file", &[("cookie", &cookie)]).await);
    let json: serde_json::Value = serde_json::from_str(&one(&files, "data.json")).unwrap();
    assert_eq!(json["profile"][0]["value"], "Đặng Thị Ánh Nguyệt");
    for page in ["ban-sao.html", "copy.html"] {
        let page = one(&files, page);
        for held in ["Đặng Thị Ánh Nguyệt", "Nguyễn Thị Minh", "+84905123456", "copier@example.com"] {
            assert!(page.contains(held), "{held} is missing");
        }
        for outward in ["http://", "https://", "<script", "<link", "src="] {
            assert!(!page.contains(outward), "the page needs {outward}");
        }
    }
    assert!(one(&files, "ban-sao.html").contains("Khuyến mại") && one(&files, "copy.html").contains("Promotions"));
    assert!(one(&files, "receipts/0001.json").contains("dpv:Consent"), "the signed receipt of the decision");
    let table = one(&files, "tables/profile.csv");
    assert!(table.starts_with('\u{FEFF}') && table.contains("\"'+84905123456\""), "{table}");
    for (name, text) in &files {
        assert!(!text.contains("$argon2") && !text.contains(PASSWORD), "{name}");
    }
}

#[tokio::test]
async fn the_copy_has_every_file_it_promises_and_its_json_keeps_to_its_schema() {
    let world = World::new().await;
    let cookie = world.member("copier").await;
    let files = unpacked(&world.get("/copy/file", &[("cookie", &cookie)]).await);
    let named: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let mut promised: BTreeSet<String> =
        ["ban-sao.html", "copy.html", "data.json", "data.schema.json"].map(str::to_owned).into();
    promised.extend(domain::copy::PARTS.iter().map(|part| format!("tables/{}.csv", part.name)));
    assert_eq!(named, promised.iter().map(String::as_str).collect());
    let schema: serde_json::Value = serde_json::from_str(&one(&files, "data.schema.json")).unwrap();
    assert_eq!(schema, services::copy::schema::value());
}

#[tokio::test]
async fn no_other_site_leads_a_member_straight_to_the_file() {
    let world = World::new().await;
    let cookie = world.member("copier").await;
    let before = world.content().await;
    for site in ["cross-site", "same-site"] {
        let reply = world.get("/copy/file", &[("cookie", &cookie), ("sec-fetch-site", site)]).await;
        assert_eq!((reply.status, reply.location()), (303, "/copy"), "{site}");
    }
    assert_eq!(world.content().await, before, "nothing was noted, because nothing was given");
    for site in ["same-origin", "none"] {
        assert_eq!(world.get("/copy/file", &[("cookie", &cookie), ("sec-fetch-site", site)]).await.status, 200);
    }
}
