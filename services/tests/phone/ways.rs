//! The way of a message: once, in time, and beside the letters.

use super::gateway::HANGS;
use super::{PHONE, Refusal, asked, give, refused, standing, with_a_gateway, with_phone};
use crate::raw;
use crate::world::{PASSWORD, World};
use services::Services;
use services::phone::PhoneStanding;

const NOTHING: [u32; 3] = [0, 0, 0];

/// One run over the messages: how many were sent, put off, given up.
async fn run(services: &Services) -> [u32; 3] {
    let done = services.deliver_texts().await.unwrap();
    [done.sent, done.put_off, done.given_up]
}

async fn waiting(world: &World) -> i64 {
    raw::rows(world, "outbox").await
}

#[test]
fn a_gateway_that_hangs_holds_up_no_letter_and_no_other_message() {
    with_a_gateway(async |world, gateway| {
        let (_, who) = with_phone(world, "lananh", PHONE).await;
        let (_, neighbour) = with_phone(world, "binh", "0905 123 457").await;
        gateway.answers(&[HANGS]);
        for who in [&who, &neighbour] {
            world.services.ask_phone_code(who).await.unwrap();
        }
        let services = world.services.clone();
        let hanging = tokio::spawn(async move { run(&services).await });
        gateway.arrived().await;
        gateway.arrived().await;
        world.join("chau").await;
        assert_eq!(world.services.deliver_letters().await.unwrap().sent, 1);
        world.letter_to("chau@example.com").await;
        world.services.run_due_jobs().await.unwrap();
        assert!(!hanging.is_finished(), "it still hangs");
        assert_eq!(run(&world.services).await, NOTHING, "what is under way is nobody else's");
        gateway.goes_on();
        assert_eq!(hanging.await.unwrap(), [2, 0, 0]);
        assert_eq!((gateway.posts().len(), waiting(world).await), (2, 0));
    });
}

#[test]
fn a_try_once_more_has_the_same_id_and_what_is_refused_is_given_up() {
    with_a_gateway(async |world, gateway| {
        let (_, who) = with_phone(world, "lananh", PHONE).await;
        gateway.answers(&["503 Service Unavailable", "302 Found\r\nlocation: /elsewhere"]);
        world.services.ask_phone_code(&who).await.unwrap();
        assert_eq!(world.services.deliver_texts().await.unwrap().put_off, 1);
        world.wait(75);
        assert_eq!(world.services.deliver_texts().await.unwrap().put_off, 1, "nobody is led elsewhere");
        world.wait(150);
        assert_eq!(world.services.deliver_texts().await.unwrap().sent, 1);
        let posts = gateway.posts();
        assert_eq!(posts.len(), 3);
        assert!(posts.iter().all(|post| post.id == posts[0].id && post.text == posts[0].text));
        assert_eq!(raw::rows(world, "outbox").await, 0);
        gateway.answers(&["422 Unprocessable Content"]);
        world.services.ask_phone_code(&who).await.unwrap();
        assert_eq!(world.services.deliver_texts().await.unwrap().given_up, 1);
        assert_eq!(gateway.posts().len(), 1);
    });
}

#[test]
fn a_message_whose_code_is_over_never_leaves() {
    with_a_gateway(async |world, gateway| {
        let (_, who) = with_phone(world, "lananh", PHONE).await;
        world.services.ask_phone_code(&who).await.unwrap();
        world.wait(600);
        assert_eq!(world.services.deliver_texts().await.unwrap().given_up, 1);
        assert!(gateway.posts().is_empty());
    });
}

#[test]
fn what_waits_when_there_is_no_gateway_any_more_is_thrown_away() {
    with_a_gateway(async |world, gateway| {
        let (_, who) = with_phone(world, "lananh", PHONE).await;
        world.services.ask_phone_code(&who).await.unwrap();
        let without = world.reopened(|settings| settings.sms = None).await;
        assert_eq!(run(&without).await, [0, 0, 1]);
        assert_eq!(waiting(world).await, 0);
        assert_eq!(run(&world.services).await, NOTHING, "nor when it comes back");
        assert!(gateway.posts().is_empty());
        without.close_database().await;
    });
}

#[test]
fn letters_do_not_wait_for_a_gateway_nor_messages_for_the_mail_server() {
    with_a_gateway(async |world, gateway| {
        let (_, who) = with_phone(world, "lananh", PHONE).await;
        world.services.ask_phone_code(&who).await.unwrap();
        assert_eq!(world.services.deliver_letters().await.unwrap().sent, 0, "a message is no letter");
        world.join("binh").await;
        assert_eq!(run(&world.services).await, [1, 0, 0]);
        assert_eq!((gateway.posts().len(), waiting(world).await), (1, 1));
        world.letter_to("binh@example.com").await;
    });
}

#[test]
fn a_message_to_the_number_before_and_a_message_that_was_replaced_never_leave() {
    with_a_gateway(async |world, gateway| {
        let (member, who) = with_phone(world, "lananh", PHONE).await;
        world.services.ask_phone_code(&who).await.unwrap();
        give(world, &member, &who, "0905 123 458").await;
        assert_eq!(run(&world.services).await, NOTHING);
        for _ in 0..2 {
            world.services.ask_phone_code(&who).await.unwrap();
        }
        assert_eq!(world.services.deliver_texts().await.unwrap().sent, 1);
        let posts = gateway.posts();
        assert_eq!((posts.len(), posts[0].to.as_str()), (1, "+84905123458"));
        world.services.confirm_phone(&who, &posts[0].code()).await.unwrap();
    });
}

#[test]
fn closing_kills_the_code_and_takes_its_message_back() {
    with_a_gateway(async |world, gateway| {
        let (_, who) = with_phone(world, "lananh", PHONE).await;
        let code = asked(world, &who, gateway).await;
        world.services.ask_phone_code(&who).await.unwrap();
        world.services.close_freshly(&who.freshly().unwrap()).await.unwrap();
        assert_eq!(run(&world.services).await, NOTHING);
        assert_eq!(raw::rows(world, "phone_codes").await, 0);
        let session = world.services.sign_in(world.attempt("lananh", PASSWORD)).await.unwrap().session().unwrap();
        world.services.reopen(&world.who(&session).await).await.unwrap();
        let who = world.who(&session).await;
        assert_eq!(refused(world, &who, &code).await, Refusal::Over);
        assert_eq!(standing(world, &who).await, Some(PhoneStanding::Unconfirmed));
        assert!(gateway.posts().is_empty());
        world.letters().await;
    });
}
