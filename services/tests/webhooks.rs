//! Other systems hear of each change, signed, in order, again when they did not take it, and of nothing personal.

mod delivery;
mod endpoints;
pub(crate) mod receiver;

use crate::closure::close;
use crate::consent::{decide, wordings};
use crate::contact::{mailing, willing};
use crate::orders::reference;
use crate::profile::form;
use crate::raw;
use crate::world::{DEVICE, Member, World, day, on_every_engine_with};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::consent::{Channel, Decision, Purpose, PurposeCode};
use domain::lang::Lang;
use domain::profile::{Item, ProfileForm};
use hmac::{Hmac, KeyInit as _, Mac as _};
use receiver::{Post, Receiver};
use serde_json::json;
use services::consent::Wish;
use services::secret::Secret;
use services::sessions::SignedIn;
use services::webhooks::EndpointId;

const NEWS: (Purpose, Channel) = (Purpose::News, Channel::Email);

/// A story in which endpoints may lie on this machine.
fn story(story: impl AsyncFn(&World)) {
    on_every_engine_with(|settings| settings.webhooks_to_loopback = true, story);
}

async fn add(world: &World, receiver: &Receiver) -> (EndpointId, Secret) {
    world.services.add_webhook(&receiver.url, Some("newsletter")).await.unwrap()
}

/// A member who joined before anybody listened.
async fn a_member(world: &World, name: &str) -> (Member, SignedIn) {
    let member = world.a_member(name).await;
    let who = world.who(&member.session).await;
    (member, who)
}

async fn yes(world: &World, who: &SignedIn) {
    decide(world, who, NEWS, Decision::Grant).await;
}

async fn no(world: &World, who: &SignedIn) {
    decide(world, who, NEWS, Decision::Withdraw).await;
}

/// Delivers what is due. Answers how many were sent, put off, given up.
async fn deliver(world: &World) -> (u32, u32, u32) {
    let done = world.services.deliver_webhooks().await.unwrap();
    (done.sent, done.put_off, done.given_up)
}

/// Delivers what is due; answers what came in, by kind and number.
async fn came(world: &World, receiver: &Receiver) -> Vec<(String, i64)> {
    deliver(world).await;
    told(&receiver.posts())
}

fn told(posts: &[Post]) -> Vec<(String, i64)> {
    posts.iter().map(|post| (post.kind(), post.body()["data"]["sequence"].as_i64().unwrap())).collect()
}

async fn events(world: &World) -> (i64, i64) {
    (raw::rows(world, "webhook_events").await, raw::rows(world, "webhook_sequences").await)
}

#[test]
fn where_nobody_listens_nothing_is_written() {
    story(async |world| {
        let (member, who) = a_member(world, "lananh").await;
        yes(world, &who).await;
        no(world, &who).await;
        world.services.freeze(&who).await.unwrap();
        close(world, &member).await;
        world.letters().await;
        assert_eq!(events(world).await, (0, 0));
    });
}

#[test]
fn every_change_of_what_may_be_done_is_told_in_its_order() {
    story(async |world| {
        let receiver = Receiver::start();
        let (member, who) = a_member(world, "lananh").await;
        yes(world, &who).await;
        add(world, &receiver).await;
        no(world, &who).await;
        no(world, &who).await;
        yes(world, &who).await;
        world.services.freeze(&who).await.unwrap();
        world.services.freeze(&who).await.unwrap();
        world.services.unfreeze(&who).await.unwrap();
        world.services.close_freshly(&who.freshly().unwrap()).await.unwrap();
        let back = world.back("lananh", &member).await;
        world.services.reopen(&back).await.unwrap();
        world.letters().await;
        let kinds = [
            "consent.withdrawn",
            "consent.granted",
            "use.frozen",
            "use.unfrozen",
            "account.closing",
            "account.reopened",
        ];
        let expected: Vec<_> = kinds.map(str::to_owned).into_iter().zip(1..).collect();
        assert_eq!(came(world, &receiver).await, expected, "the yes from before is not told, and twice is once");
        assert_eq!(deliver(world).await, (0, 0, 0));
    });
}

#[test]
fn one_answer_about_everything_is_an_event_for_each_purpose_and_channel() {
    story(async |world| {
        let receiver = Receiver::start();
        let (_, who) = a_member(world, "lananh").await;
        add(world, &receiver).await;
        world.services.decide_all(&who, Decision::Grant, &wordings(world), Lang::Vi, DEVICE).await.unwrap();
        let entries = world.services.consent_of(&who).await.unwrap().entries().len();
        let came = came(world, &receiver).await;
        assert!(entries > 3);
        assert_eq!(came.iter().map(|(_, number)| *number).collect::<Vec<_>>(), (1..).take(entries).collect::<Vec<_>>());
        assert!(came.iter().all(|(kind, _)| kind == "consent.granted"));
    });
}

#[test]
fn a_link_in_a_message_and_changed_details_are_told_without_a_value() {
    story(async |world| {
        let receiver = Receiver::start();
        let (member, of_member) = willing(world, "lananh").await;
        let who = world.who(&member.session).await;
        add(world, &receiver).await;
        let asker = mailing(world).await.asker().unwrap();
        let about = (PurposeCode::Promotions, Channel::Email);
        let permit = world.services.may_contact(&asker, &of_member, about).await.unwrap().unwrap();
        let link = permit.unsubscribe.unwrap();
        assert!(world.services.unsubscribe(link.rsplit('/').next().unwrap()).await.unwrap());
        assert_eq!(came(world, &receiver).await, [("consent.withdrawn".to_owned(), 1)]);

        let mut seen = world.services.profile_of(&who).await.unwrap().version;
        for (phone, name) in [
            ("0912 345 678", "Nguyễn Thị Lan Anh"),
            ("0912 345 678", "Trần Thị Lan Anh"),
            ("0905 111 222", "Trần Thị Lan Anh"),
        ] {
            let form = ProfileForm { phone, full_name: name, ..form(&member) };
            world.services.correct(&who, &form, seen).await.unwrap();
            seen = world.services.profile_of(&who).await.unwrap().version;
        }
        world.services.clear(&who, Item::Phone).await.unwrap();
        world.letters().await;
        deliver(world).await;
        let posts = receiver.posts();
        let expected: Vec<_> = (2..5).map(|number| ("details.changed".to_owned(), number)).collect();
        assert_eq!(told(&posts), expected, "another name changes nothing for anybody");
        for post in posts {
            assert_eq!(post.body()["data"].as_object().unwrap().len(), 2, "{}", post.text);
        }
    });
}

#[test]
fn a_message_says_what_happened_to_whom_and_nothing_else() {
    story(async |world| {
        let receiver = Receiver::start();
        let (member, who) = a_member(world, "lananh").await;
        let (_, secret) = add(world, &receiver).await;
        yes(world, &who).await;
        let at = world.now();
        world.services.freeze(&who).await.unwrap();
        world.letters().await;
        world.wait(3);
        deliver(world).await;
        let posts = receiver.posts();
        let shown = reference(world, &member).await.shown();
        assert_eq!(
            posts[0].body(),
            json!({
                "type": "consent.granted",
                "timestamp": at.rfc3339(),
                "data": { "member": shown, "sequence": 1, "purpose": "news", "channel": "email" },
            })
        );
        assert_eq!(
            posts[1].body(),
            json!({ "type": "use.frozen", "timestamp": at.rfc3339(), "data": { "member": shown, "sequence": 2 } })
        );
        assert!(posts[0].id.starts_with("msg_") && posts[0].id != posts[1].id);
        for post in posts {
            assert_eq!(post.timestamp, (world.now().micros() / 1_000_000).to_string(), "when this try was made");
            assert_eq!(post.signature, signed(&secret, &post));
        }
    });
}

/// Standard Webhooks once more, computed here: secret, id, time and body.
fn signed(secret: &Secret, post: &Post) -> String {
    let key = STANDARD.decode(secret.reveal().strip_prefix("whsec_").unwrap()).unwrap();
    assert!((24..=64).contains(&key.len()));
    let mut hash = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
    for part in [post.id.as_str(), ".", post.timestamp.as_str(), ".", post.text.as_str()] {
        hash.update(part.as_bytes());
    }
    format!("v1,{}", STANDARD.encode(hash.finalize().into_bytes()))
}

#[test]
fn a_change_and_its_event_are_kept_both_or_neither() {
    story(async |world| {
        let receiver = Receiver::start();
        let (_, who) = a_member(world, "lananh").await;
        add(world, &receiver).await;
        let kept = async || {
            let mut rows = Vec::new();
            for table in ["consent_entries", "trail", "freezes", "webhook_sequences", "audit_queue", "outbox"] {
                rows.push(raw::rows(world, table).await);
            }
            rows
        };
        yes(world, &who).await;
        let before = kept().await;
        raw::run(world, "alter table webhook_events rename to elsewhere").await;
        let version = world.services.wording_in_force(Purpose::News).unwrap().version;
        let decided = world
            .services
            .decide_consent(
                &who,
                (Purpose::News, Channel::Email, version),
                Wish::new(Decision::Withdraw, Lang::Vi, DEVICE),
            )
            .await;
        assert!(decided.is_err() && world.services.freeze(&who).await.is_err());
        raw::run(world, "alter table elsewhere rename to webhook_events").await;
        assert_eq!(kept().await, before);
        world.services.freeze(&who).await.unwrap();
        world.letters().await;
        let came = came(world, &receiver).await;
        assert_eq!(came, [("consent.granted".to_owned(), 1), ("use.frozen".to_owned(), 2)]);
    });
}

#[test]
fn nobody_is_told_of_a_member_whom_no_system_can_name() {
    story(async |world| {
        let receiver = Receiver::start();
        let (_, who) = a_member(world, "lananh").await;
        let (_, other) = a_member(world, "binh").await;
        add(world, &receiver).await;
        let lan = raw::hex(who.member().bytes());
        let lan = if raw::is_sqlite(world) { format!("x'{lan}'") } else { format!("'{lan}'::uuid") };
        raw::run(world, &format!("delete from member_references where member_id = {lan}")).await;
        yes(world, &who).await;
        no(world, &who).await;
        world.services.freeze(&who).await.unwrap();
        world.letters().await;
        assert_eq!(events(world).await, (0, 0));
        yes(world, &other).await;
        assert_eq!(came(world, &receiver).await.len(), 1);
    });
}

#[test]
fn of_an_erased_member_only_the_erasure_is_told() {
    story(async |world| {
        let receiver = Receiver::start();
        let (member, who) = a_member(world, "lananh").await;
        let (_, other) = a_member(world, "binh").await;
        let shown = reference(world, &member).await.shown();
        let (id, _) = add(world, &receiver).await;
        yes(world, &who).await;
        yes(world, &other).await;
        assert_eq!(came(world, &receiver).await.len(), 2);
        receiver.always_answers("500 Broken");
        world.services.close_freshly(&who.freshly().unwrap()).await.unwrap();
        assert_eq!(deliver(world).await, (0, 1, 0));
        receiver.posts();
        world.letters().await;
        world.wait(day(7));
        world.services.run_due_jobs().await.unwrap();
        world.letters().await;
        assert_eq!(events(world).await, (2, 1), "the other member's, and that of the erasure");
        receiver.always_answers("204 No Content");
        assert_eq!(deliver(world).await, (0, 0, 0), "what may still be under way is waited for");
        world.wait(60);
        assert_eq!(deliver(world).await, (1, 0, 0));
        let posts = receiver.posts();
        let body = posts[0].body();
        assert_eq!(body["type"], "account.erased");
        assert_eq!(body["data"], json!({ "member": shown, "sequence": 3 }));
        let again = world.services.replay_webhook(id, world.now().minus(std::time::Duration::from_hours(1))).await;
        assert_eq!(again.unwrap(), 1);
        deliver(world).await;
        assert_eq!(receiver.posts()[0].id, posts[0].id);
        world.wait(day(31));
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(events(world).await, (0, 1), "after thirty days nothing is left of it");
    });
}

#[test]
fn an_event_whose_reference_was_tampered_with_goes_nowhere() {
    story(async |world| {
        let receiver = Receiver::start();
        let (_, lan) = a_member(world, "lananh").await;
        let (_, binh) = a_member(world, "binh").await;
        add(world, &receiver).await;
        yes(world, &lan).await;
        yes(world, &binh).await;
        // Each opens in its own place only.
        let kept = raw::bytes(world, "select reference from member_references").await;
        let swapped = if raw::is_sqlite(world) { "x'" } else { "'\\x" };
        let swapped = format!("update member_references set reference = {swapped}{}'", raw::hex(&kept[0]));
        raw::run(world, &swapped).await;
        assert_eq!(deliver(world).await, (1, 1, 0));
        assert_eq!(receiver.posts().len(), 1);
        assert_eq!(world.services.webhooks().await.unwrap()[0].last_failure.as_ref().unwrap().1, "envelope");
    });
}
