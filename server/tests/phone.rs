//! Confirming a phone number over HTTP, without script: the page, the gateway, the code.

#[expect(dead_code, reason = "the stories of the services look at more of each message")]
#[path = "../../services/tests/phone/gateway.rs"]
mod gateway;

use crate::world::World;
use gateway::{Gateway, HANGS, TOKEN};
use server::{config::SecretText, worker};
use std::{fs, sync::Arc, time::Duration};
use tokio::{sync::watch, task::yield_now, time::timeout};

const ASK: &str = "/act/phone/ask";
const CONFIRM: &str = "/act/phone/confirm";

async fn sending_by(gateway: &Gateway) -> World {
    World::with(|config| {
        config.sms.url = Some(gateway.url.clone());
        config.sms.token = Some(SecretText::new(TOKEN));
    })
    .await
}

fn letters(world: &World) -> usize {
    let folder = fs::read_dir(world.folder.path().join("letters")).unwrap();
    folder.filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|kind| kind == "eml")).count()
}

async fn give_number(world: &World, cookie: &str, username: &str) {
    let email = format!("{username}@example.com");
    let fields = [
        ("seen", "1"),
        ("full_name", "H'Mơ Niê"),
        ("birth_date", "02/01/1990"),
        ("email", email.as_str()),
        ("phone", "0905123456"),
    ];
    assert_eq!(world.post("/act/profile/correct", cookie, &fields).await.status, 303);
}

async fn profile(world: &World, cookie: &str) -> String {
    world.get("/profile", &[("cookie", cookie)]).await.body
}

#[tokio::test]
async fn a_member_confirms_a_number_by_the_code_that_was_sent_to_it() {
    let gateway = Gateway::start();
    let world = sending_by(&gateway).await;
    let cookie = world.member("hmo.nie").await;
    assert!(!profile(&world, &cookie).await.contains(ASK), "there is no number to confirm");
    give_number(&world, &cookie, "hmo.nie").await;
    let page = profile(&world, &cookie).await;
    assert!(page.contains(ASK) && !page.contains(CONFIRM));

    let asked = world.post(ASK, &cookie, &[]).await;
    assert_eq!((asked.status, asked.location()), (303, "/profile#confirm-phone"));
    world.desk.services.deliver_texts().await.unwrap();
    let code = gateway.posts().pop().expect("a message came in").code();
    assert!(profile(&world, &cookie).await.contains(CONFIRM));

    let confirmed = world.post(CONFIRM, &cookie, &[("code", &code)]).await;
    assert_eq!((confirmed.status, confirmed.location()), (303, "/profile#confirm-phone"));
    let page = profile(&world, &cookie).await;
    assert!(page.contains("Số điện thoại được xác nhận ngày") && !page.contains(ASK) && !page.contains(CONFIRM));
    assert!(!crate::world::logged().contains("84905123456"), "the number stays out of the log");
}

#[tokio::test]
async fn without_a_gateway_the_page_says_that_numbers_are_not_confirmed() {
    let world = World::new().await;
    let cookie = world.member("khong.sms").await;
    give_number(&world, &cookie, "khong.sms").await;
    let page = profile(&world, &cookie).await;
    assert!(page.contains("Số điện thoại không được xác nhận ở đây.") && !page.contains(ASK));
    assert_eq!(world.post(ASK, &cookie, &[]).await.status, 303);
    assert!(profile(&world, &cookie).await.contains("Số điện thoại không được xác nhận ở đây."));
}

#[tokio::test]
async fn the_worker_sends_letters_while_the_gateway_hangs() {
    let gateway = Gateway::start();
    let world = sending_by(&gateway).await;
    let cookie = world.member("ybham").await;
    give_number(&world, &cookie, "ybham").await;
    gateway.answers(&[HANGS]);
    let (stop, stopped) = watch::channel(false);
    let work = tokio::spawn(worker::work(Arc::clone(&world.desk), stopped));
    assert_eq!(world.post(ASK, &cookie, &[]).await.status, 303);
    gateway.arrived().await;
    let before = letters(&world);
    world.member("kbreu").await;
    // Well within the ten seconds that the gateway has.
    let left = timeout(Duration::from_secs(8), async {
        while letters(&world) == before {
            yield_now().await;
        }
    });
    left.await.expect("the letter of whoever joined leaves");
    gateway.goes_on();
    stop.send_replace(true);
    work.await.unwrap();
    assert_eq!(gateway.posts().len(), 1);
}
