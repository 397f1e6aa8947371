//! A phone number is proved by six digits that went to it, and by nothing else.

mod budgets;
mod gateway;
mod ways;

use crate::outbox::told;
use crate::profile::{count, form, trail};
use crate::raw;
use crate::world::{Member, World, on_every_engine, on_every_engine_with};
use domain::letters::LetterKind;
use domain::phone_code::PhoneCodeRefusal as Refusal;
use domain::profile::{Item, ProfileForm};
use domain::trail::TrailKind;
use gateway::{Gateway, TOKEN};
use services::fault::Fault;
use services::phone::PhoneStanding;
use services::secret::Secret;
use services::sessions::SignedIn;
use services::{Settings, SmsSettings};

const PHONE: &str = "0905 123 456";
const TO: &str = "+84905123456";

#[expect(clippy::needless_pass_by_value, reason = "a story is handed over, not lent")]
fn with_a_gateway(story: impl AsyncFn(&World, &Gateway)) {
    let gateway = Gateway::start();
    let sms = SmsSettings { url: gateway.url.clone(), token: Secret::new(TOKEN) };
    on_every_engine_with(|settings| settings.sms = Some(sms.clone()), async |world| story(world, &gateway).await);
}

/// Text messages wait, with number and code.
pub(crate) fn a_gateway_nobody_is_at(settings: &mut Settings) {
    settings.sms = Some(SmsSettings { url: "http://127.0.0.1:9/".to_owned(), token: Secret::new(TOKEN) });
}

async fn give(world: &World, member: &Member, who: &SignedIn, phone: &str) {
    let seen = world.services.profile_of(who).await.unwrap().version;
    let changed = world.services.correct(who, &ProfileForm { phone, ..form(member) }, seen).await.unwrap();
    assert_eq!(changed, [Item::Phone]);
}

/// A member with a number that is not proved.
async fn with_phone(world: &World, name: &str, phone: &str) -> (Member, SignedIn) {
    let member = world.a_member(name).await;
    let who = world.who(&member.session).await;
    give(world, &member, &who, phone).await;
    (member, who)
}

/// Asks for a code; answers it from the only message at the gateway.
async fn asked(world: &World, who: &SignedIn, gateway: &Gateway) -> String {
    world.services.ask_phone_code(who).await.unwrap();
    assert_eq!(world.services.deliver_texts().await.unwrap().sent, 1);
    let posts = gateway.posts();
    assert_eq!(posts.len(), 1);
    posts[0].code()
}

async fn refused(world: &World, who: &SignedIn, typed: &str) -> Refusal {
    match world.services.confirm_phone(who, typed).await {
        Err(Fault::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

async fn standing(world: &World, who: &SignedIn) -> Option<PhoneStanding> {
    world.services.profile_of(who).await.unwrap().phone_standing
}

/// Another code than this one.
fn other(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

#[test]
fn a_code_that_went_to_the_number_proves_it_once() {
    with_a_gateway(async |world, gateway| {
        let (_, who) = with_phone(world, "lananh", PHONE).await;
        assert_eq!(standing(world, &who).await, Some(PhoneStanding::Unconfirmed));
        world.services.ask_phone_code(&who).await.unwrap();
        assert!(gateway.posts().is_empty(), "nothing leaves before the transaction is committed");
        world.services.deliver_texts().await.unwrap();
        let posts = gateway.posts();
        assert_eq!((posts.len(), posts[0].to.as_str()), (1, TO));
        assert!(posts[0].text.is_ascii() && posts[0].text.len() <= 160, "one message on every phone");
        assert!(matches!(standing(world, &who).await, Some(PhoneStanding::CodeSent(_))));
        world.services.confirm_phone(&who, &posts[0].code()).await.unwrap();
        assert_eq!(standing(world, &who).await, Some(PhoneStanding::Confirmed(world.now())));
        assert_eq!(refused(world, &who, &posts[0].code()).await, Refusal::AlreadyConfirmed);
        let trail = trail(world, &who).await;
        assert_eq!((count(&trail, TrailKind::PhoneCodeAsked), count(&trail, TrailKind::PhoneConfirmed)), (1, 1));
        assert_eq!(raw::rows(world, "phone_codes").await, 0);
        assert_eq!(told(world, &who).await[0], (TrailKind::TextSent, LetterKind::PhoneCode), "and that it was sent");
    });
}

#[test]
fn without_a_gateway_nothing_is_asked_and_nothing_pretends() {
    on_every_engine(async |world| {
        let (_, who) = with_phone(world, "lananh", PHONE).await;
        assert!(!world.services.confirms_phones());
        assert_eq!(standing(world, &who).await, None);
        let asked = world.services.ask_phone_code(&who).await;
        assert!(matches!(asked, Err(Fault::Refused(Refusal::NoGateway))));
        assert_eq!(refused(world, &who, "123456").await, Refusal::NoGateway);
        assert_eq!((raw::rows(world, "phone_codes").await, raw::rows(world, "outbox").await), (0, 0));
    });
}

#[test]
fn sixty_four_uses_at_once_prove_it_once() {
    with_a_gateway(async |world, gateway| {
        let (member, who) = with_phone(world, "lananh", PHONE).await;
        let code = asked(world, &who, gateway).await;
        let mut uses = Vec::new();
        for _ in 0..64 {
            let (services, who, code) = (world.services.clone(), world.who(&member.session).await, code.clone());
            uses.push(tokio::spawn(async move { services.confirm_phone(&who, &code).await.is_ok() }));
        }
        let mut proved = 0;
        for used in uses {
            proved += u32::from(used.await.unwrap());
        }
        assert_eq!(proved, 1);
        assert_eq!(count(&trail(world, &who).await, TrailKind::PhoneConfirmed), 1);
    });
}

#[test]
fn a_code_of_another_member_or_number_proves_nothing() {
    with_a_gateway(async |world, gateway| {
        let (member, who) = with_phone(world, "lananh", PHONE).await;
        let (_, neighbour) = with_phone(world, "binh", "0905 123 457").await;
        let (code, theirs) = (asked(world, &who, gateway).await, asked(world, &neighbour, gateway).await);
        if code != theirs {
            assert_eq!(refused(world, &who, &theirs).await, Refusal::Wrong);
        }
        give(world, &member, &who, "0905 123 458").await;
        assert_eq!(refused(world, &who, &code).await, Refusal::Over, "a change of number kills the code");
        assert_eq!(standing(world, &who).await, Some(PhoneStanding::Unconfirmed));
    });
}

#[test]
fn another_number_is_not_proved_by_what_proved_the_one_before() {
    with_a_gateway(async |world, gateway| {
        let (member, who) = with_phone(world, "lananh", PHONE).await;
        let code = asked(world, &who, gateway).await;
        world.services.confirm_phone(&who, &code).await.unwrap();
        give(world, &member, &who, "0905 123 458").await;
        assert_eq!(standing(world, &who).await, Some(PhoneStanding::Unconfirmed));
        give(world, &member, &who, PHONE).await;
        assert_eq!(standing(world, &who).await, Some(PhoneStanding::Unconfirmed), "nor when the old one comes back");
    });
}

#[test]
fn parts_of_a_code_are_refused_and_cost_no_try() {
    with_a_gateway(async |world, gateway| {
        let (_, who) = with_phone(world, "lananh", PHONE).await;
        let code = asked(world, &who, gateway).await;
        for cut in 1..6 {
            assert_eq!(refused(world, &who, &code[..cut]).await, Refusal::NotACode);
            assert_eq!(refused(world, &who, &code[cut..]).await, Refusal::NotACode);
        }
        assert_eq!(refused(world, &who, &format!("{code}0")).await, Refusal::NotACode);
        assert_eq!(refused(world, &who, "").await, Refusal::Missing);
        world.services.confirm_phone(&who, &format!("{} {}", &code[..3], &code[3..])).await.unwrap();
    });
}

#[test]
fn the_fifth_wrong_code_ends_it_and_a_new_one_begins_anew() {
    with_a_gateway(async |world, gateway| {
        let (_, who) = with_phone(world, "lananh", PHONE).await;
        let code = asked(world, &who, gateway).await;
        for _ in 0..4 {
            assert_eq!(refused(world, &who, &other(&code)).await, Refusal::Wrong);
        }
        assert_eq!(refused(world, &who, &other(&code)).await, Refusal::TooMany);
        assert_eq!(refused(world, &who, &code).await, Refusal::TooMany, "the right one comes too late");
        let code = asked(world, &who, gateway).await;
        world.services.confirm_phone(&who, &code).await.unwrap();
    });
}

#[test]
fn a_code_is_over_after_ten_minutes_and_its_row_goes() {
    with_a_gateway(async |world, gateway| {
        let (_, who) = with_phone(world, "lananh", PHONE).await;
        let code = asked(world, &who, gateway).await;
        world.wait(600);
        assert_eq!(refused(world, &who, &code).await, Refusal::Over);
        assert_eq!(standing(world, &who).await, Some(PhoneStanding::Unconfirmed));
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(raw::rows(world, "phone_codes").await, 0);
    });
}
