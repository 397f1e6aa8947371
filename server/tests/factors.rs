//! The second factor over HTTP: cookies, pages, codes that are shown once.

use crate::client::Reply;
use crate::recovery::letters;
use crate::world::{PASSWORD, World};
use hmac::{Hmac, KeyInit as _, Mac as _};
use services::factors::Authenticator;
use services::sessions::SignedIn;
use sha1::Sha1;

/// What an authenticator app shows now for a secret as the page shows it.
fn code(world: &World, shown: &str) -> String {
    let (mut secret, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for letter in shown.bytes().filter(u8::is_ascii_alphanumeric) {
        let five = if letter.is_ascii_digit() { letter - b'2' + 26 } else { letter - b'A' };
        held = held << 5 | u32::from(five);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            secret.push((held >> bits).to_be_bytes()[3]);
        }
    }
    let step = (world.desk.services.now().micros() / 30_000_000).to_be_bytes();
    let hash = Hmac::<Sha1>::new_from_slice(&secret).unwrap().chain_update(step).finalize().into_bytes();
    let offset = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes(hash[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// What stands between two marks.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = &text[text.find(start).unwrap_or_else(|| panic!("{start} is on the page: {text}")) + start.len()..];
    &rest[..rest.find(end).unwrap()]
}

/// The member of this fresh session sets up an authenticator.
pub(crate) async fn authenticator(world: &World, who: &SignedIn) {
    let (services, fresh) = (&world.desk.services, who.freshly().unwrap());
    services.begin_authenticator(&fresh).await.unwrap();
    let Authenticator::SettingUp(shown) = services.authenticator_of(&fresh).await.unwrap() else {
        panic!("the set-up is open");
    };
    services.confirm_authenticator(&fresh, &code(world, shown.secret.reveal())).await.unwrap();
}

/// A member with an authenticator: the session's cookie, and the answer that led to the codes.
async fn set_up(world: &World, username: &str) -> (String, Reply) {
    let cookie = world.member(username).await;
    let reply = world.post("/act/factors/begin", &cookie, &[]).await;
    assert_eq!((reply.status, reply.location()), (303, "/security/authenticator"), "{reply:?}");
    let page = world.get("/security/authenticator", &[("cookie", &cookie), ("accept-encoding", "gzip")]).await;
    assert_eq!(page.header("content-encoding"), None, "a page with a secret is not packed");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let secret = between(&page.body, "key__text\">", "<").to_owned();
    let reply = world.post("/act/factors/confirm", &cookie, &[("code", &code(world, &secret))]).await;
    assert_eq!((reply.status, reply.location()), (303, "/security/recovery-codes"), "{reply:?}");
    (cookie, reply)
}

/// The ten codes, from the page that shows them once.
async fn codes(world: &World, cookie: &str, reply: &Reply) -> (Vec<String>, Reply) {
    let both = format!("{cookie}; flash={}", reply.cookie("flash").expect("the codes wait"));
    let page = world.get("/security/recovery-codes", &[("cookie", &both), ("accept-encoding", "gzip")]).await;
    assert_eq!(page.header("content-encoding"), None, "a page with codes is not packed");
    let list = between(&page.body, "<ol class=\"codes\">", "</ol>");
    let codes = list.split("<code>").skip(1).map(|code| code.split('<').next().unwrap().to_owned()).collect();
    (codes, page)
}

#[tokio::test]
async fn recovery_codes_are_shown_once_and_are_a_file_once() {
    let world = World::new().await;
    let (cookie, reply) = set_up(&world, "guarded").await;
    let (codes, page) = codes(&world, &cookie, &reply).await;
    assert_eq!(codes.len(), 10);
    let first = format!("{cookie}; flash={}", reply.cookie("flash").unwrap());
    let again = world.get("/security/recovery-codes", &[("cookie", &first)]).await;
    assert!(!again.body.contains(&codes[0]), "shown once");
    let both = format!("{cookie}; codes={}", page.cookie("codes").expect("the file waits"));
    for other in ["/security", "/policy", "/security/recovery-codes"] {
        let reply = world.get(other, &[("cookie", &both)]).await;
        assert_eq!((reply.status, reply.cookie("codes")), (200, None), "{other} takes nothing");
    }
    let without_session = both.split("; ").nth(1).unwrap();
    let nobody = world.get("/security/recovery-codes/file", &[("cookie", without_session)]).await;
    assert_eq!(nobody.status, 303);
    let file = world.get("/security/recovery-codes/file", &[("cookie", &both)]).await;
    assert_eq!(file.status, 200);
    assert!(codes.iter().all(|code| file.body.contains(code)), "{}", file.body);
    assert_eq!(file.header("cache-control"), Some("no-store"));
    assert!(file.header("content-disposition").unwrap().starts_with("attachment"));
    assert_eq!(file.cookie("codes").as_deref(), Some(""));
    let twice = world.get("/security/recovery-codes/file", &[("cookie", &both)]).await;
    assert_eq!((twice.status, twice.location()), (303, "/security/recovery-codes"));
}

#[tokio::test]
async fn a_right_password_leads_to_the_code_and_sets_no_session() {
    let world = World::new().await;
    let (cookie, reply) = set_up(&world, "guarded").await;
    let (codes, _) = codes(&world, &cookie, &reply).await;
    let fields = [("username", "guarded"), ("password", PASSWORD), ("next", "/profile"), ("keep", "yes")];
    let reply = world.post("/act/sign-in/open", "", &fields).await;
    assert_eq!((reply.status, reply.location()), (303, "/sign-in/factor?next=/profile"));
    assert!(reply.cookie("session").is_none(), "{reply:?}");
    let set = reply.all("set-cookie").into_iter().find(|set| set.starts_with("factor=")).unwrap();
    assert!(set.contains("Max-Age=300") && set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    let token = reply.cookie("factor").unwrap();
    let waiting = format!("factor={token}");
    assert_eq!(world.get("/profile", &[("cookie", &waiting)]).await.status, 303, "it opens nothing");
    assert_eq!(world.get("/profile", &[("cookie", &format!("session={token}"))]).await.status, 303);
    let page = world.get("/sign-in/factor?next=/profile", &[("cookie", &waiting)]).await;
    assert!(page.body.contains("name=\"code\"") && page.body.contains("value=\"/profile\""), "{}", page.body);
    let wrong = world.post("/act/sign-in/factor", &waiting, &[("code", "12"), ("next", "/profile")]).await;
    assert_eq!((wrong.status, wrong.location()), (303, "/sign-in/factor?next=/profile"));
    let flash = format!("{waiting}; flash={}", wrong.cookie("flash").unwrap());
    let page = world.get("/sign-in/factor?next=/profile", &[("cookie", &flash)]).await;
    assert!(page.body.contains("aria-invalid=\"true\""), "the field says what is wrong");
    let passed = world.post("/act/sign-in/factor", &waiting, &[("code", &codes[0]), ("next", "/profile")]).await;
    assert_eq!((passed.status, passed.location()), (303, "/profile"));
    assert_eq!(passed.cookie("factor").as_deref(), Some(""), "the waiting is over");
    let session = format!("session={}", passed.cookie("session").unwrap());
    let kept = passed.all("set-cookie").into_iter().find(|set| set.starts_with("session=")).unwrap();
    assert!(kept.contains("Max-Age="), "keep me signed in was not forgotten: {kept}");
    assert_eq!(world.get("/profile", &[("cookie", &session)]).await.status, 200);
    let back = world.get("/sign-in/factor?next=/profile", &[("cookie", &format!("{waiting}; {session}"))]).await;
    assert_eq!((back.status, back.location()), (303, "/profile"), "who goes back is in");
    let again = world.post("/act/sign-in/factor", &waiting, &[("code", &codes[1])]).await;
    assert_eq!((again.status, again.location()), (303, "/sign-in/factor"));
    assert!(again.cookie("session").is_none());
}

#[tokio::test]
async fn before_the_right_password_nothing_tells_who_has_a_factor() {
    let world = World::new().await;
    set_up(&world, "guarded").await;
    world.member("ordinary.one").await;
    let mut answers = Vec::new();
    for name in ["guarded", "ordinary.one", "nobody.here"] {
        let reply = world.post("/act/sign-in/open", "", &[("username", name), ("password", "wrong wrong")]).await;
        let names: Vec<_> = reply.headers.iter().map(|(name, _)| name.clone()).collect();
        assert!(reply.cookie("factor").is_none());
        let flash = format!("flash={}", reply.cookie("flash").unwrap());
        let page = world.get("/sign-in", &[("cookie", &flash)]).await.body.replace(name, "…");
        // The nonce is new in every answer.
        let nonce = between(&page, "nonce=\"", "\"").to_owned();
        answers.push((reply.status, reply.location().to_owned(), names, page.replace(&nonce, "")));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[1], answers[2]);
}

#[tokio::test]
async fn without_a_fresh_proof_nothing_of_the_factor_is_shown_or_changed() {
    let world = World::with(|config| config.sessions.fresh_minutes = 0).await;
    let cookie = world.member("stale").await;
    for page in ["/security/authenticator", "/security/recovery-codes", "/security/recovery-codes/file"] {
        let reply = world.get(page, &[("cookie", &cookie)]).await;
        assert_eq!((reply.status, reply.location()), (303, &*format!("/password-again?next={page}")));
    }
    for act in ["begin", "confirm", "remove", "make-codes"] {
        let before = world.content().await;
        let reply = world.post(&format!("/act/factors/{act}"), &cookie, &[("code", "123456")]).await;
        assert!(reply.location().starts_with("/password-again?next=/security/"), "{act}: {reply:?}");
        assert_eq!(world.content().await, before, "{act} changes nothing");
    }
}

#[tokio::test]
async fn the_password_once_more_asks_for_the_code_where_there_is_a_factor() {
    let world = World::new().await;
    let (cookie, reply) = set_up(&world, "guarded").await;
    let (codes, _) = codes(&world, &cookie, &reply).await;
    for page in ["/password-again?next=/copy", "/closure"] {
        assert!(world.get(page, &[("cookie", &cookie)]).await.body.contains("name=\"code\""), "{page}");
    }
    let without = world.post("/act/password/prove", &cookie, &[("password", PASSWORD), ("next", "/copy")]).await;
    assert_eq!(without.location(), "/password-again?next=/copy");
    let without = world.post("/act/closure/close", &cookie, &[("password", PASSWORD)]).await;
    assert_eq!(without.location(), "/closure");
    let fields = [("password", PASSWORD), ("code", &codes[0]), ("next", "/copy")];
    assert_eq!(world.post("/act/password/prove", &cookie, &fields).await.location(), "/copy");
    let plain = world.member("plain").await;
    assert!(!world.get("/password-again?next=/copy", &[("cookie", &plain)]).await.body.contains("name=\"code\""));
}

#[tokio::test]
async fn an_authenticator_that_is_not_the_owners_is_taken_back_by_a_plain_form() {
    let world = World::new().await;
    let stolen = world.member("guarded").await;
    let services = &world.desk.services;
    let token = letters(&world).await.pop().expect("a letter about the address").token().to_owned();
    let who = services.find(stolen.strip_prefix("session=").unwrap()).await.unwrap().unwrap();
    services.confirm_email(&who, &token).await.unwrap();
    authenticator(&world, &who).await;
    let token = letters(&world).await.pop().expect("a letter about the authenticator").token().to_owned();

    let link = format!("/email/undo/{token}");
    let page = world.get(&link, &[]).await;
    assert!(page.body.contains("name=\"code\"") && page.body.contains(&token), "{}", page.body);
    assert_eq!(world.get("/profile", &[("cookie", &stolen)]).await.status, 200, "looking changes nothing");
    let pressed = world.post("/act/email/undo", "", &[("code", &token)]).await;
    assert_eq!((pressed.status, pressed.location()), (303, "/recovery/reported"), "{pressed:?}");
    assert_eq!(world.get("/profile", &[("cookie", &stolen)]).await.status, 303, "the thief is out");
    assert!(!world.get(&link, &[]).await.body.contains("name=\"code\""), "once");
    let again = world.post("/act/email/undo", "", &[("code", &token)]).await;
    assert_eq!((again.status, again.location()), (303, "/email/undo"), "{again:?}");
}
