//! Sessions over HTTP: what a browser is left with after a sign-in. (security.md G7)

use crate::world::{PASSWORD, World};

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
