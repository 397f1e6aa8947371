//! Sessions over HTTP: what a browser is left with after a sign-in, a proof, and two quick presses without script.
//! (security.md G7)

use crate::client::Reply;
use crate::world::{PASSWORD, World};

/// Whether the answer says nothing about the cookie of the session.
fn is_left_alone(reply: &Reply) -> bool {
    reply.all("set-cookie").into_iter().all(|set| !set.starts_with("session="))
}

#[tokio::test]
async fn a_second_press_with_the_token_of_moments_ago_leads_where_the_first_one_leads_and_signs_nobody_out() {
    let world = World::new().await;
    let old = world.member("bam.hai.lan").await;
    let proof = [("password", PASSWORD), ("next", "/profile")];
    let first = world.post("/act/password/prove", &old, &proof).await;
    assert_eq!((first.status, first.location()), (303, "/profile"), "{first:?}");
    let new = format!("session={}", first.cookie("session").unwrap());

    let second = world.post("/act/password/prove", &old, &proof).await;
    assert_eq!((second.status, second.location()), (303, "/profile"), "{second:?}");
    assert!(is_left_alone(&second), "{second:?}");
    let page = world.get("/profile", &[("cookie", &old)]).await;
    assert_eq!((page.status, page.location()), (303, "/sign-in?next=/profile"), "the old token opens nothing");
    assert!(is_left_alone(&page), "the browser may hold the new one by now: {page:?}");
    assert_eq!(world.get("/profile", &[("cookie", &new)]).await.status, 200);

    let password = [("new_password", "mưa tạnh trên phố cũ")];
    let first = world.post("/act/security/change-password", &new, &password).await;
    assert_eq!((first.status, first.location()), (303, "/security"), "{first:?}");
    let newest = format!("session={}", first.cookie("session").unwrap());
    let second = world.post("/act/security/change-password", &new, &password).await;
    assert_eq!((second.status, second.location()), (303, "/security"), "{second:?}");
    assert!(is_left_alone(&second), "{second:?}");
    assert_eq!(world.get("/security", &[("cookie", &newest)]).await.status, 200);
    // Every other act with it is one of nobody.
    let other = world.post("/act/security/end-others", &new, &[]).await;
    assert!(other.location().starts_with("/sign-in"), "{other:?}");
    // A token that never was is taken back as before.
    let made_up = world.get("/profile", &[("cookie", "session=made-up")]).await;
    assert_eq!(made_up.cookie("session").as_deref(), Some(""));
}

#[tokio::test]
async fn signing_in_or_joining_while_signed_in_ends_the_session_this_browser_had() {
    let world = World::new().await;
    let first = world.member("da.vao.roi").await;
    let again = [("username", "da.vao.roi"), ("password", PASSWORD)];
    let reply = world.post("/act/sign-in/open", &first, &again).await;
    let second = format!("session={}", reply.cookie("session").unwrap());
    assert_eq!(world.get("/profile", &[("cookie", &first)]).await.status, 303);
    assert_eq!(world.get("/profile", &[("cookie", &second)]).await.status, 200);
    let joining = [
        ("username", "nguoi.moi"),
        ("password", PASSWORD),
        ("full_name", "Y Bhăm Êban"),
        ("birth_date", "02/01/1990"),
        ("email", "nguoi.moi@example.com"),
    ];
    let reply = world.post("/act/sign-up/join", &second, &joining).await;
    let third = format!("session={}", reply.cookie("session").unwrap());
    assert_eq!(world.get("/profile", &[("cookie", &second)]).await.status, 303);
    assert_eq!(world.get("/profile", &[("cookie", &third)]).await.status, 200);
}
