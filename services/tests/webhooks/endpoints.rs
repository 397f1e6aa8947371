//! Endpoints: what may be one, what is kept of it, and that adding one misses no change.

use super::receiver::Receiver;
use super::{a_member, add, came, deliver, events, story, yes};
use crate::raw::{self, Raw};
use crate::world::on_every_engine;
use domain::webhooks::ENDPOINTS_MOST;
use services::fault::Fault;
use services::webhooks::{EndpointId, TargetRefusal, WebhookRefusal};
use sqlx::Executor as _;

#[test]
fn an_endpoint_is_on_the_open_network_unless_the_setting_for_trials_says_otherwise() {
    on_every_engine(async |world| {
        for (url, refusal) in [
            ("http://news.example/", TargetRefusal::NotHttps),
            ("http://127.0.0.1:9000/", TargetRefusal::NotHttps),
            ("https://127.0.0.1/", TargetRefusal::Private),
            ("https://192.168.1.9/", TargetRefusal::Private),
            ("news.example", TargetRefusal::Malformed),
        ] {
            let added = world.services.add_webhook(url, None).await;
            assert!(matches!(added, Err(Fault::Refused(WebhookRefusal::Target(why))) if why == refusal), "{url}");
        }
        assert_eq!(raw::rows(world, "webhook_endpoints").await, 0);
        world.services.add_webhook("https://news.example/hooks", None).await.unwrap();
        assert_eq!(world.services.webhooks().await.unwrap()[0].url, "https://news.example/hooks");
    });
}

#[test]
fn a_name_that_leads_to_this_machine_is_not_called() {
    story(async |world| {
        let receiver = Receiver::start();
        let (_, lan) = a_member(world, "lananh").await;
        let by_name = receiver.url.replace("127.0.0.1", "localhost");
        let (id, _) = world.services.add_webhook(&by_name, None).await.unwrap();
        yes(world, &lan).await;
        // The same database without the setting: the name was fine when it was added.
        let strict = world.reopened(|settings| settings.webhooks_to_loopback = false).await;
        assert_eq!(strict.deliver_webhooks().await.unwrap().put_off, 1);
        assert_eq!(strict.test_webhook(id).await.unwrap(), Err("address_refused".to_owned()));
        assert!(receiver.posts().is_empty());
        assert_eq!(strict.webhooks().await.unwrap()[0].last_failure.as_ref().unwrap().1, "address_refused");
        strict.close_database().await;
    });
}

#[test]
fn address_and_secret_are_sealed() {
    story(async |world| {
        let receiver = Receiver::start();
        let (_, secret) = add(world, &receiver).await;
        let kept = raw::bytes(world, "select target from webhook_endpoints").await.concat();
        let holds = |text: &str| crate::profile::contains(&kept, text.as_bytes());
        assert!(!holds(secret.reveal()) && !holds(&receiver.url) && !holds("whsec_"));
        assert!(!format!("{secret:?}").contains("whsec_"));
    });
}

#[test]
fn a_test_is_one_signed_event_about_nobody() {
    story(async |world| {
        let receiver = Receiver::start();
        let (id, secret) = add(world, &receiver).await;
        assert_eq!(world.services.test_webhook(id).await.unwrap(), Ok(204));
        receiver.answers(&["401 Who"]);
        assert_eq!(world.services.test_webhook(id).await.unwrap(), Ok(401));
        let posts = receiver.posts();
        assert_eq!((posts.len(), posts[0].kind().as_str()), (2, "webhook.test"));
        assert_eq!(posts[0].signature, super::signed(&secret, &posts[0]));
        assert_eq!(events(world).await, (0, 0));
        let other = EndpointId::parse("00000000-0000-4000-8000-000000000000").unwrap();
        assert!(matches!(world.services.test_webhook(other).await, Err(Fault::Refused(WebhookRefusal::Unknown))));
        let replayed = world.services.replay_webhook(other, world.now()).await;
        assert!(matches!(replayed, Err(Fault::Refused(WebhookRefusal::Unknown))));
    });
}

#[test]
fn removing_an_endpoint_takes_what_waits_for_it_and_nothing_else() {
    story(async |world| {
        let (goes, stays) = (Receiver::start(), Receiver::start());
        let (_, lan) = a_member(world, "lananh").await;
        let (id, _) = add(world, &goes).await;
        add(world, &stays).await;
        yes(world, &lan).await;
        assert!(world.services.remove_webhook(id).await.unwrap());
        assert!(!world.services.remove_webhook(id).await.unwrap(), "twice");
        assert_eq!(deliver(world).await, (1, 0, 0));
        assert_eq!((goes.posts().len(), stays.posts().len()), (0, 1));
        assert_eq!(raw::rows(world, "webhook_events").await, 1);
    });
}

#[test]
fn there_is_an_end_to_how_many_endpoints_there_may_be() {
    story(async |world| {
        let receiver = Receiver::start();
        for _ in 0..ENDPOINTS_MOST {
            add(world, &receiver).await;
        }
        let added = world.services.add_webhook(&receiver.url, None).await;
        assert!(matches!(added, Err(Fault::Refused(WebhookRefusal::TooMany))));
        let (_, lan) = a_member(world, "lananh").await;
        deliver(world).await;
        receiver.posts();
        yes(world, &lan).await;
        assert_eq!(came(world, &receiver).await.len(), ENDPOINTS_MOST);
    });
}

#[test]
fn an_endpoint_is_added_only_when_no_change_is_under_way_that_has_not_seen_it() {
    story(async |world| {
        let receiver = Receiver::start();
        let (id, _) = add(world, &receiver).await;
        let Raw::Postgres(mut change) = raw::open(world).await else { return };
        // As a decision looks whether anybody listens, and has not ended yet.
        change.execute("begin").await.unwrap();
        change.execute("select count(*) from webhook_endpoints where disabled_at is null").await.unwrap();
        let added = world.services.add_webhook(&receiver.url, None).await;
        assert!(matches!(added, Err(Fault::Busy { .. })), "it waits for the change, but not for ever");
        assert!(matches!(world.services.remove_webhook(id).await, Err(Fault::Busy { .. })));
        change.execute("commit").await.unwrap();
        world.services.add_webhook(&receiver.url, None).await.unwrap();
        assert_eq!(world.services.webhooks().await.unwrap().len(), 2);
    });
}
