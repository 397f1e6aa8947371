//! Messages cost money and puzzle whoever gets them unasked: three an hour and ten a day, to a number and for a member.

use super::{PHONE, asked, give, with_a_gateway, with_phone};
use crate::world::{DEVICE, Member, PASSWORD, World, day};
use services::fault::Fault;
use services::sessions::SignedIn;
use services::sign_in::Attempt;

const HOUR: u64 = 3600;

/// The member signs in once more: the session of an hour ago is over.
async fn again(world: &World, name: &str, member: &Member) -> SignedIn {
    let attempt = world.attempt(name, PASSWORD);
    let attempt = Attempt { device: DEVICE, device_token: member.session.device_token(), ..attempt };
    world.who(&world.services.sign_in(attempt).await.unwrap().session().unwrap()).await
}

/// No message for so long that it must be the day's budget that says no.
async fn refused_for_the_day(world: &World, who: &SignedIn) {
    let more = world.services.ask_phone_code(who).await;
    assert!(matches!(more, Err(Fault::TooManyTries { wait_s }) if u64::from(wait_s) > HOUR), "{more:?}");
    assert_eq!(world.services.deliver_texts().await.unwrap().sent, 0);
}

#[test]
fn a_number_gets_three_messages_an_hour_whoever_asks() {
    with_a_gateway(async |world, gateway| {
        let (_, who) = with_phone(world, "lananh", PHONE).await;
        let (_, neighbour) = with_phone(world, "binh", PHONE).await;
        asked(world, &who, gateway).await;
        asked(world, &neighbour, gateway).await;
        asked(world, &who, gateway).await;
        for who in [&who, &neighbour] {
            let more = world.services.ask_phone_code(who).await;
            assert!(matches!(more, Err(Fault::TooManyTries { wait_s }) if wait_s > 0 && wait_s <= 3600));
        }
        assert_eq!(world.services.deliver_texts().await.unwrap().sent, 0);
    });
}

#[test]
fn a_member_gets_three_messages_an_hour_whatever_the_number() {
    with_a_gateway(async |world, gateway| {
        let (member, who) = with_phone(world, "lananh", PHONE).await;
        asked(world, &who, gateway).await;
        for phone in ["0905 123 457", "0905 123 458"] {
            give(world, &member, &who, phone).await;
            asked(world, &who, gateway).await;
        }
        give(world, &member, &who, "0905 123 459").await;
        assert!(matches!(world.services.ask_phone_code(&who).await, Err(Fault::TooManyTries { .. })));
    });
}

#[test]
fn a_number_gets_ten_messages_a_day_whoever_asks() {
    with_a_gateway(async |world, gateway| {
        let names = ["lananh", "binh", "chau", "dung"];
        let mut members = Vec::new();
        for name in names {
            members.push(with_phone(world, name, PHONE).await.0);
        }
        for (hour, messages) in [3, 3, 3, 1].into_iter().enumerate() {
            world.wait(HOUR);
            let who = again(world, names[hour], &members[hour]).await;
            for _ in 0..messages {
                asked(world, &who, gateway).await;
            }
        }
        for (name, member) in names.into_iter().zip(&members) {
            refused_for_the_day(world, &again(world, name, member).await).await;
        }
        // The first three are a day old then.
        world.wait(day(1) - 3 * HOUR);
        asked(world, &again(world, "dung", &members[3]).await, gateway).await;
    });
}

#[test]
fn a_member_gets_ten_messages_a_day_whatever_the_number() {
    with_a_gateway(async |world, gateway| {
        let member = world.a_member("lananh").await;
        for (hour, messages) in [3, 3, 3, 1].into_iter().enumerate() {
            world.wait(HOUR);
            let who = again(world, "lananh", &member).await;
            give(world, &member, &who, &format!("0905 123 45{hour}")).await;
            for _ in 0..messages {
                asked(world, &who, gateway).await;
            }
        }
        let who = again(world, "lananh", &member).await;
        give(world, &member, &who, "0905 123 459").await;
        refused_for_the_day(world, &who).await;
        world.wait(day(1) - 3 * HOUR);
        asked(world, &again(world, "lananh", &member).await, gateway).await;
    });
}
