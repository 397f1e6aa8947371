//! Forms without script: a post is answered by the page, what was typed comes back once, and is nowhere else.

use crate::acts::{acts, page_of};
use crate::client::{Fields, ask, form};
use crate::world::{PASSWORD, World, logged};
use domain::form::Field;
use server::router::{self, Door};
use std::collections::{BTreeMap, BTreeSet};

#[tokio::test]
async fn joining_without_script_ends_on_the_overview() {
    let world = World::new().await;
    let cookie = world.member("first.member").await;
    let page = world.get("/", &[("cookie", &cookie)]).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Minh"), "the overview greets by the given name");
}

#[tokio::test]
async fn a_refused_post_comes_back_once_with_what_was_typed() {
    let world = World::new().await;
    let fields = [
        ("username", "x"),
        ("password", "QuiteSecretMarker77"),
        ("full_name", "Marker Fullname"),
        ("birth_date", "99/99/1234"),
        ("email", "markeremail"),
    ];
    let reply = world.post("/act/sign-up/join", "", &fields).await;
    assert_eq!((reply.status, reply.location()), (303, "/sign-up"));
    assert!(reply.body.is_empty());
    let flash = format!("flash={}", reply.cookie("flash").expect("a flash waits"));
    let page = world.get("/sign-up", &[("cookie", &flash)]).await;
    for typed in ["Marker Fullname", "99/99/1234", "markeremail"] {
        assert!(page.body.contains(typed), "{typed} is not lost");
    }
    assert!(!page.body.contains("QuiteSecretMarker77"), "a password is never shown again");
    assert_eq!(page.cookie("flash").as_deref(), Some(""), "the flash is taken back");
    let again = world.get("/sign-up", &[("cookie", &flash)]).await;
    assert!(!again.body.contains("Marker Fullname"), "a flash is shown once");
}

#[tokio::test]
async fn each_act_of_a_member_ends_on_its_page() {
    let world = World::new().await;
    let mut cookie = world.member("presser").await;
    for (act, _) in acts() {
        let reply = world.post(act, &cookie, &[]).await;
        let (page, _) = reply.location().split_once('#').unwrap_or((reply.location(), ""));
        assert_eq!((reply.status, page), (303, page_of(act)), "{act}");
        if act == app::paths::act::SIGN_OUT {
            cookie = world.signed_in("presser").await;
        }
    }
    let acts: [(&str, Fields<'_>, &str); 4] = [
        (
            "/act/consent/decide",
            &[("purpose", "promotions"), ("channel", "email"), ("decision", "withdraw"), ("wording", "1")],
            "/consent#promotions",
        ),
        ("/act/password/prove", &[("password", PASSWORD), ("next", "/copy/file")], "/copy/file"),
        ("/act/language/choose", &[("lang", "en"), ("next", "/policy")], "/policy"),
        ("/act/recovery/password", &[("username", "presser")], "/recovery/sent"),
    ];
    for (act, fields, page) in acts {
        let reply = world.post(act, &cookie, fields).await;
        assert_eq!((reply.status, reply.location()), (303, page), "{act}");
    }
}

#[tokio::test]
async fn an_act_without_a_session_leads_to_signing_in() {
    let world = World::new().await;
    let reply = world.post("/act/profile/clear", "", &[("item", "phone")]).await;
    assert_eq!((reply.status, reply.location()), (303, "/sign-in?next=/profile"));
}

#[tokio::test]
async fn what_is_typed_is_in_no_address_and_in_no_log() {
    let world = World::new().await;
    let markers =
        ["mk-user-4711", "MkPassword4711", "Mkname Fortyseven", "03/02/1971", "mkmail4711@example.com", "0905471147"];
    let [username, password, name, birth, email, phone] = markers;
    let fields =
        [("username", username), ("password", password), ("full_name", name), ("birth_date", birth), ("email", email)];
    let joined = world.post("/act/sign-up/join", "", &fields).await;
    let token = joined.cookie("session").unwrap_or_else(|| panic!("{joined:?}"));
    let cookie = format!("session={token}");
    let mut replies = vec![joined];
    let correct = [("seen", "1"), ("full_name", name), ("birth_date", birth), ("email", email), ("phone", phone)];
    replies.push(world.post("/act/profile/correct", &cookie, &correct).await);
    replies.push(
        world.post("/act/sign-in/open", "", &[("username", username), ("password", "MkPassword4711 wrong")]).await,
    );
    replies.push(world.post("/act/password/prove", &cookie, &[("password", "MkPassword4711 wrong")]).await);
    replies.push(world.get("/profile", &[("cookie", &cookie)]).await);
    replies.push(world.get(&format!("/nowhere/{username}?email={email}"), &[]).await);
    replies.push(world.get("/email/confirm/MkCode4711", &[]).await);
    replies.push(world.get("/recovery/MkCode4711", &[]).await);
    replies.push(world.post("/act/recovery/password", "", &[("username", email)]).await);
    replies.push(world.post("/act/recovery/set", "", &[("code", "MkCode4711"), ("new_password", password)]).await);
    world.desk.services.run_due_jobs().await.unwrap();
    world.desk.services.deliver_letters().await.unwrap();
    tracing::trace!("a control: the quietest words are caught, too");
    let log = logged();
    assert!(log.contains("request") && log.contains("a control"), "the log is caught");
    for marker in markers.iter().chain(&["MkCode4711", token.as_str()]) {
        assert!(!log.contains(marker), "{marker} is in the log");
        for reply in &replies {
            assert!(!reply.location().contains(marker), "{marker} is in an address");
        }
    }
}

/// What nobody types: one word for each field of each act, and for each field any form may have. Letters and digits alone look the
/// same however they are encoded.
fn markers() -> BTreeMap<String, String> {
    let taken = acts().into_iter().flat_map(|(_, fields)| fields);
    let names = taken.chain(Field::ALL.iter().map(|field| field.name().to_owned())).collect::<BTreeSet<_>>();
    let word = |(number, name)| (name, format!("Mk4711x{number}xZq"));
    // Where a visitor was on their way to is a path of ours, or it is dropped; it is meant to be in addresses.
    names.into_iter().enumerate().map(word).filter(|(name, _)| name != "next").collect()
}

#[tokio::test]
async fn nothing_that_is_sent_in_any_field_of_any_act_is_in_an_address_or_in_the_log() {
    let world = World::new().await;
    let mut cookie = world.member("marked").await;
    let markers = markers();
    let fields: Vec<(&str, &str)> = markers.iter().map(|(name, word)| (name.as_str(), word.as_str())).collect();
    let mut replies = Vec::new();
    for (act, _) in acts() {
        let mut came = None;
        for who in ["", &cookie] {
            let reply = world.post(act, who, &fields).await;
            assert_eq!(reply.status, 303, "{act}");
            // The page shows what may be shown again: what it is made of is logged, too.
            let left: Vec<String> = ["flash", "draft"]
                .into_iter()
                .filter_map(|name| Some(format!("{name}={}", reply.cookie(name)?)))
                .chain([who.to_owned()])
                .collect();
            let page = world.get(reply.location(), &[("cookie", left.join("; ").trim_end_matches("; "))]).await;
            came = came.or(reply.cookie("session").filter(|_| !who.is_empty()));
            replies.extend([reply, page]);
            let script = [("accept", "application/json"), ("sec-fetch-site", "same-origin"), ("cookie", who)];
            replies.push(ask(world.address, "POST", act, &script, &form(&fields)).await);
        }
        // Another password, which such a word is, hands over another session; signing out ends it.
        match came {
            Some(token) if !token.is_empty() => cookie = format!("session={token}"),
            Some(_) => cookie = world.member("marked.again").await,
            None => {}
        }
    }
    assert_eq!(world.get("/profile", &[("cookie", &cookie)]).await.status, 200, "a member sent all of it");
    let (marker, query) =
        ("Mk4711xpathxZq", form(&[("before", "Mk4711xaxZq"), ("about", "Mk4711xbxZq"), ("month", "Mk4711xcxZq")]));
    for place in router::places().into_iter().filter(|place| place.door != Door::Act) {
        let parts = place.template.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
        let path = parts.collect::<Vec<_>>().join(marker);
        replies.push(world.get(&format!("{path}?{query}"), &[("cookie", &cookie)]).await);
    }
    world.desk.services.run_due_jobs().await.unwrap();
    let log = logged().to_lowercase();
    for marker in markers.values().map(String::as_str).chain([marker, "Mk4711xaxZq", "Mk4711xbxZq", "Mk4711xcxZq"]) {
        assert!(!log.contains(&marker.to_lowercase()), "{marker} is in the log");
        for reply in &replies {
            assert!(!reply.location().contains(marker), "{marker} is in an address");
        }
    }
}

/// What nobody types by accident.
fn hostile() -> [String; 5] {
    [
        "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>".to_owned(),
        "ă".repeat(10_000),
        "🎬🍿👨‍👩‍👧‍👦🏳️‍🌈".to_owned(),
        "Nguyệt\0Ánh".to_owned(),
        "Nguyệt\u{202E}\u{200F}\u{2066}gnáhT\u{200B}\u{FEFF}".to_owned(),
    ]
}

#[tokio::test]
async fn whatever_is_sent_in_any_field_of_any_act_is_answered_in_words() {
    let world = World::new().await;
    let mut cookie = world.member("probed").await;
    for (act, fields) in acts() {
        for (field, value) in fields.iter().flat_map(|field| hostile().map(|value| (field, value))) {
            let body = form(&[(field, &value)]);
            for (accept, of_member) in [("text/html", false), ("text/html", true), ("application/json", true)] {
                let who = if of_member { &*cookie } else { "" };
                let headers = [("accept", accept), ("sec-fetch-site", "same-origin"), ("cookie", who)];
                let reply = ask(world.address, "POST", act, &headers, &body).await;
                let what = format!("{act} {field}={value:.20} {accept}: {} {}", reply.status, reply.location());
                assert!(reply.status < 500 && !reply.body.contains("<script>alert"), "{what}");
                assert!(reply.status != 303 || app::paths::own(reply.location()).is_some(), "{what}");
                // A strange password is a password, too.
                if let Some(token) = reply.cookie("session").filter(|_| of_member) {
                    cookie = format!("session={token}");
                }
            }
        }
        assert_eq!(world.get("/profile", &[("cookie", &cookie)]).await.status, 200, "{act}");
    }
}

#[tokio::test]
async fn signing_out_takes_the_session_back_everywhere() {
    let world = World::new().await;
    let cookie = world.member("goer").await;
    let reply = world.post("/act/sign-out/leave", &cookie, &[]).await;
    assert_eq!((reply.status, reply.location()), (303, "/sign-in"));
    assert_eq!(reply.cookie("session").as_deref(), Some(""));
    assert_eq!(reply.header("clear-site-data"), Some("\"cache\", \"storage\""));
    assert_eq!(world.get("/profile", &[("cookie", &cookie)]).await.status, 303, "the old cookie opens nothing");
}

#[tokio::test]
async fn a_script_gets_codes_and_no_redirect() {
    let world = World::new().await;
    let headers = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
    let body = crate::client::form(&[("username", "nobody"), ("password", "wrong wrong")]);
    let reply = crate::client::ask(world.address, "POST", "/act/sign-in/open", &headers, &body).await;
    assert_eq!(reply.status, 422);
    assert!(reply.location().is_empty() && reply.cookie("flash").is_none());
    assert!(reply.body.contains("Refused"), "{}", reply.body);
}

#[tokio::test]
async fn what_was_typed_waits_while_the_password_is_asked_for() {
    let world = World::with(|config| config.sessions.fresh_minutes = 0).await;
    let cookie = world.member("lananh").await;
    let typed = [
        ("seen", "1"),
        ("full_name", "Đặng Thị Ánh Nguyệt"),
        ("birth_date", "1990"),
        ("phone", "0905123456"),
        ("email", "lananh@example.com"),
    ];
    let asked = world.post("/act/profile/correct", &cookie, &typed).await;
    assert_eq!((asked.status, asked.location()), (303, "/password-again?next=/profile"));
    let draft = asked.cookie("draft").expect("a draft was left");
    let cookies = format!("{cookie}; draft={draft}");
    // Asking for the password, and getting it wrong, costs the draft nothing.
    let page = world.get("/password-again?next=/profile", &[("cookie", &cookies)]).await;
    assert!(page.status == 200 && page.cookie("draft").is_none());
    let wrong = world.post("/act/password/prove", &cookies, &[("password", "sai"), ("next", "/profile")]).await;
    assert!(wrong.status == 303 && wrong.cookie("draft").is_none());
    let page = world.get("/profile", &[("cookie", &cookies)]).await;
    assert!(page.body.contains("value=\"0905123456\"") && page.body.contains("Đặng Thị Ánh Nguyệt"));
    assert!(page.body.contains("Chưa lưu."));
    assert_eq!(page.cookie("draft").as_deref(), Some(""), "shown once");
    let again = world.get("/profile", &[("cookie", &cookies)]).await;
    assert!(!again.body.contains("0905123456"));
}

#[tokio::test]
async fn what_was_typed_comes_back_with_the_page_when_one_item_was_cleared_or_the_letter_sent_again() {
    let world = World::new().await;
    let cookie = world.member("lananh").await;
    let held = [
        ("seen", "1"),
        ("full_name", "Đặng Thị Ánh Nguyệt"),
        ("birth_date", "02/01/1990"),
        ("gender", "female"),
        ("email", "lananh@example.com"),
    ];
    assert_eq!(world.post("/act/profile/correct", &cookie, &held).await.status, 303);
    for (act, item) in [("/act/profile/clear", "gender"), ("/act/email/send-again", "")] {
        let mut typed = held.to_vec();
        typed[1].1 = "Đặng Nguyệt";
        typed.push(("item", item));
        let reply = world.post(act, &cookie, &typed).await;
        assert_eq!((reply.status, reply.location()), (303, "/profile"), "{act}");
        let draft = reply.cookie("draft").expect("what was typed waits");
        let page = world.get("/profile", &[("cookie", &format!("{cookie}; draft={draft}"))]).await.body;
        assert!(page.contains("value=\"Đặng Nguyệt\"") && page.contains("Chưa lưu."), "{act}");
        assert_eq!(page.contains("value=\"female\" checked"), item.is_empty(), "what was cleared stays so");
    }
    let reply = world.post("/act/profile/clear", &cookie, &[held.as_slice(), &[("item", "phone")]].concat()).await;
    let draft = reply.cookie("draft").unwrap();
    let page = world.get("/profile", &[("cookie", &format!("{cookie}; draft={draft}"))]).await.body;
    assert!(page.contains("Chưa lưu."), "the gender stands there again, and is not held");
    let bare = world.post("/act/profile/clear", &cookie, &[("item", "phone")]).await;
    assert_eq!((bare.status, bare.cookie("draft")), (303, None), "an older page sent nothing else");
}

#[tokio::test]
async fn a_name_typed_for_a_passkey_waits_beside_what_was_typed_into_the_profile() {
    let world = World::with(|config| config.sessions.fresh_minutes = 0).await;
    let cookie = world.member("lananh").await;
    let typed = [
        ("seen", "1"),
        ("full_name", "Đặng Nguyệt"),
        ("birth_date", "1990"),
        ("phone", "0905123456"),
        ("email", "lananh@example.com"),
    ];
    let profile = world.post("/act/profile/correct", &cookie, &typed).await.cookie("draft").unwrap();
    let named = [("credential", ""), ("passkey_name", "Điện thoại của Nguyệt")];
    let reply = world.post("/act/passkeys/add", &cookie, &named).await;
    assert_eq!((reply.location(), reply.cookie("draft")), ("/password-again?next=/security/passkeys", None));
    let name = reply.cookie("passkey-draft").expect("the name waits");
    let both = format!("{cookie}; draft={profile}; passkey-draft={name}");
    let page = world.get("/profile", &[("cookie", &both)]).await;
    assert!(page.body.contains("Đặng Nguyệt") && page.cookie("passkey-draft").is_none());
}

#[tokio::test]
async fn the_language_switch_keeps_the_way_on() {
    let world = World::new().await;
    let page = world.get("/sign-in?next=/profile", &[("accept-language", "vi")]).await.body;
    assert!(page.contains("name=\"next\" value=\"/sign-in?next=/profile\""), "{page}");
    let reply = world.post("/act/language/choose", "", &[("lang", "en"), ("next", "/sign-in?next=/profile")]).await;
    assert_eq!(reply.location(), "/sign-in?next=/profile");
    let elsewhere = world.get("/sign-in?next=//evil.example", &[]).await.body;
    assert!(elsewhere.contains("name=\"next\" value=\"/sign-in\"") && !elsewhere.contains("evil"));
}

#[tokio::test]
async fn what_is_worth_a_look_is_said_and_forbids_nothing() {
    let world = World::new().await;
    let cookie = world.member("lananh").await;
    let typed = |ward: &'static str, phone: &'static str| {
        [
            ("seen", "1"),
            ("full_name", "Nguyễn Thị Minh"),
            ("birth_date", "02/01/1990"),
            ("id_number", "101190001234"),
            ("email", "lananh@example.com"),
            ("province", "48"),
            ("ward", ward),
            ("phone", phone),
        ]
    };
    let refused = world.post("/act/profile/correct", &cookie, &typed("Quận Hải Châu", "")).await;
    let flash = refused.cookie("flash").expect("the reason waits");
    let page =
        world.get("/profile", &[("cookie", &format!("{cookie}; flash={flash}")), ("accept-language", "vi")]).await;
    assert!(page.body.contains("Hiện nay mang tên đó: Phường Hải Châu."), "{}", page.body);
    let saved = world.post("/act/profile/correct", &cookie, &typed("Phường Hải Châu", "01695678945")).await;
    let flash = saved.cookie("flash").expect("the new prefix is told");
    let page =
        world.get("/profile", &[("cookie", &format!("{cookie}; flash={flash}")), ("accept-language", "vi")]).await;
    for words in
        ["Số bạn vừa nhập có đầu số cũ", "value=\"0395 678 945\"", "Ba chữ số đầu không phải mã tỉnh thành cũ nào"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let again = world.get("/profile", &[("cookie", &cookie), ("accept-language", "vi")]).await.body;
    assert!(!again.contains("Số bạn vừa nhập có đầu số cũ") && !again.contains("Hiện nay mang tên đó"));
}

/// What somebody types into the profile whose session is over by the time they save.
const LATE: [(&str, &str); 5] = [
    ("seen", "1"),
    ("full_name", "Đặng Thị Ánh Nguyệt"),
    ("birth_date", "02/01/1990"),
    ("phone", ""),
    ("email", "anh.nguyet@example.com"),
];

async fn saved_too_late(world: &World) -> String {
    let cookie = world.member("anh.nguyet").await;
    let mut database = world.database().await;
    sqlx::query("update sessions set idle_ends_at = 1").execute(&mut database).await.unwrap();
    let asked = world.post("/act/profile/correct", &cookie, &LATE).await;
    assert_eq!((asked.status, asked.location()), (303, "/sign-in?next=/profile"));
    asked.cookie("draft").expect("a draft was left")
}

#[tokio::test]
async fn what_was_typed_outlives_the_session_for_the_member_who_typed_it() {
    let world = World::new().await;
    let draft = saved_too_late(&world).await;
    let back = format!("{}; draft={draft}", world.signed_in("anh.nguyet").await);
    let page = world.get("/profile", &[("cookie", &back)]).await;
    assert!(page.body.contains("Chưa lưu.") && page.body.contains("Đặng Thị Ánh Nguyệt"), "{}", page.body);
    let again = world.get("/profile", &[("cookie", &back)]).await;
    assert!(!again.body.contains("Đặng Thị Ánh Nguyệt"), "shown once, and nothing was saved");
}

#[tokio::test]
async fn what_was_typed_is_shown_to_nobody_else_who_signs_in_there() {
    let world = World::new().await;
    let draft = saved_too_late(&world).await;
    let other = world.member("h.mo").await;
    let page = world.get("/profile", &[("cookie", &format!("{other}; draft={draft}"))]).await;
    assert!(page.status == 200 && !page.body.contains("Đặng Thị Ánh Nguyệt") && !page.body.contains("Chưa lưu."));
    let back = format!("{}; draft={draft}", world.signed_in("anh.nguyet").await);
    let page = world.get("/profile", &[("cookie", &back)]).await;
    assert!(!page.body.contains("Chưa lưu."), "and it is gone");
}

#[tokio::test]
async fn what_comes_with_a_session_nobody_knows_is_kept_for_nobody() {
    let world = World::new().await;
    let cookie = world.member("anh.nguyet").await;
    let mut database = world.database().await;
    sqlx::query("delete from sessions").execute(&mut database).await.unwrap();
    let asked = world.post("/act/profile/correct", &cookie, &LATE).await;
    assert_eq!((asked.status, asked.location()), (303, "/sign-in?next=/profile"));
    assert_eq!(asked.cookie("draft"), None);
}
