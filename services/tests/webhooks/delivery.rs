//! In order, again, given up, replayed; and nobody waits for anybody else.

use super::receiver::{HANGS, Receiver};
use super::{NEWS, a_member, add, came, decide, deliver, no, story, told, yes};
use crate::raw;
use crate::world::day;
use domain::consent::Decision;
use services::fault::Fault;
use services::webhooks::WebhookRefusal;
use std::time::Duration;

#[test]
fn a_later_event_of_a_member_waits_for_the_earlier_one_and_other_members_do_not() {
    story(async |world| {
        let receiver = Receiver::start();
        let (_, lan) = a_member(world, "lananh").await;
        let (_, binh) = a_member(world, "binh").await;
        add(world, &receiver).await;
        yes(world, &lan).await;
        receiver.answers(&["503 Later"]);
        assert_eq!(deliver(world).await, (0, 1, 0));
        no(world, &lan).await;
        yes(world, &binh).await;
        let first = receiver.posts();
        assert_eq!(deliver(world).await, (1, 0, 0), "the other member's");
        let others = receiver.posts();
        assert_ne!(others[0].body()["data"]["member"], first[0].body()["data"]["member"]);
        world.wait(7);
        assert_eq!(deliver(world).await, (2, 0, 0));
        let posts = receiver.posts();
        assert_eq!(told(&posts), [("consent.granted".to_owned(), 1), ("consent.withdrawn".to_owned(), 2)]);
        assert_eq!((&posts[0].id, &posts[0].text), (&first[0].id, &first[0].text), "the same message once more");
        assert_ne!(posts[0].signature, first[0].signature, "signed with the time of this try");
    });
}

#[test]
fn what_waits_behind_an_event_that_was_put_off_is_due_no_earlier() {
    story(async |world| {
        let receiver = Receiver::start();
        let (_, lan) = a_member(world, "lananh").await;
        let (_, binh) = a_member(world, "binh").await;
        add(world, &receiver).await;
        yes(world, &lan).await;
        no(world, &lan).await;
        receiver.answers(&["503 Later"]);
        assert_eq!(deliver(world).await, (0, 1, 0));
        // Written while the first one waits.
        yes(world, &lan).await;
        let due = format!("due_at <= {}", world.now().micros());
        let walked =
            async |which: &str| raw::number(world, &format!("select count(*) from webhook_events where {which}")).await;
        assert_eq!(walked(&due).await, 0, "nobody who looks for what is due walks past what cannot leave");
        assert_eq!(walked("due_at is not null").await, 3);
        yes(world, &binh).await;
        assert_eq!(walked(&due).await, 1, "others are due at once");
        assert_eq!(deliver(world).await, (1, 0, 0));
        receiver.posts();
        world.wait(7);
        let seen = came(world, &receiver).await;
        assert_eq!(seen.iter().map(|(_, seq)| *seq).collect::<Vec<_>>(), [1, 2, 3]);
    });
}

#[test]
fn an_event_nobody_takes_is_given_up_after_three_days_and_lets_the_next_one_through() {
    story(async |world| {
        let receiver = Receiver::start();
        let (member, lan) = a_member(world, "lananh").await;
        let (id, _) = add(world, &receiver).await;
        let begun = world.now();
        yes(world, &lan).await;
        receiver.always_answers("500 Broken");
        // Each pause of the rule, and a quarter more.
        for pause in [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] {
            assert_eq!(deliver(world).await, (0, 1, 0));
            assert_eq!(deliver(world).await, (0, 0, 0), "not before {pause} seconds are over");
            world.wait(pause - 1);
            assert_eq!(deliver(world).await, (0, 0, 0), "not before {pause} seconds are over");
            world.wait(pause / 4 + 2);
        }
        assert_eq!(deliver(world).await, (0, 0, 1));
        let list = world.services.webhooks().await.unwrap();
        assert_eq!((list[0].waiting, list[0].given_up), (0, 1));
        assert_eq!(list[0].last_failure.as_ref().unwrap().1, "500");
        let first = receiver.posts().remove(0);

        receiver.always_answers("204 No Content");
        no(world, &world.back("lananh", &member).await).await;
        assert_eq!(came(world, &receiver).await, [("consent.withdrawn".to_owned(), 2)]);
        assert_eq!(world.services.replay_webhook(id, begun).await.unwrap(), 2);
        deliver(world).await;
        let again = receiver.posts();
        assert_eq!(told(&again), [("consent.granted".to_owned(), 1), ("consent.withdrawn".to_owned(), 2)]);
        assert_eq!((&again[0].id, &again[0].text), (&first.id, &first.text), "a receiver sees that it has it");
        let list = world.services.webhooks().await.unwrap();
        assert_eq!((list[0].waiting, list[0].given_up), (0, 0));
        assert_eq!(list[0].last_success_at, Some(world.now()));
    });
}

#[test]
fn a_replay_begins_at_its_moment_and_leaves_alone_what_waits() {
    story(async |world| {
        let receiver = Receiver::start();
        let (_, lan) = a_member(world, "lananh").await;
        let (id, _) = add(world, &receiver).await;
        yes(world, &lan).await;
        world.wait(60);
        let since = world.now();
        no(world, &lan).await;
        deliver(world).await;
        receiver.posts();
        world.wait(60);
        yes(world, &lan).await;
        assert_eq!(world.services.replay_webhook(id, since).await.unwrap(), 1);
        let expected = [("consent.withdrawn".to_owned(), 2), ("consent.granted".to_owned(), 3)];
        assert_eq!(came(world, &receiver).await, expected);
    });
}

#[test]
fn an_endpoint_that_wants_nothing_any_more_hears_nothing_any_more() {
    story(async |world| {
        let (gone, stays) = (Receiver::start(), Receiver::start());
        let (_, lan) = a_member(world, "lananh").await;
        let (id, _) = add(world, &gone).await;
        add(world, &stays).await;
        yes(world, &lan).await;
        no(world, &lan).await;
        gone.answers(&["410 Gone"]);
        deliver(world).await;
        assert_eq!((gone.posts().len(), stays.posts().len()), (1, 2));
        for endpoint in world.services.webhooks().await.unwrap() {
            let (disabled_at, given_up) = if endpoint.id == id { (Some(world.now()), 2) } else { (None, 0) };
            assert_eq!((endpoint.disabled_at, endpoint.waiting, endpoint.given_up), (disabled_at, 0, given_up));
        }
        yes(world, &lan).await;
        assert_eq!(deliver(world).await, (1, 0, 0));
        assert_eq!((gone.posts().len(), stays.posts().len()), (0, 1));
        let replayed = world.services.replay_webhook(id, world.now()).await;
        assert!(matches!(replayed, Err(Fault::Refused(WebhookRefusal::Disabled))));
    });
}

#[test]
fn thousands_of_events_are_replayed_and_given_up_a_part_at_a_time() {
    story(async |world| {
        let receiver = Receiver::start();
        let (_, lan) = a_member(world, "lananh").await;
        let (id, _) = add(world, &receiver).await;
        let begun = world.now();
        yes(world, &lan).await;
        deliver(world).await;
        let many = "insert into webhook_events (member_id, endpoint_id, seq, kind, at, since, tries, done_at) \
             with recursive n(i) as (select 1 union all select i + 1 from n where i < 2500) \
             select w.member_id, w.endpoint_id, w.seq + n.i, w.kind, w.at + n.i / 3, w.since, 1, w.done_at from webhook_events w, n";
        raw::run(world, many).await;
        assert_eq!(world.services.replay_webhook(id, begun).await.unwrap(), 2501);
        assert_eq!(world.services.replay_webhook(id, begun).await.unwrap(), 0, "all of them wait");
        receiver.posts();
        receiver.always_answers("410 Gone");
        deliver(world).await;
        let endpoint = &world.services.webhooks().await.unwrap()[0];
        assert_eq!((endpoint.waiting, endpoint.given_up), (0, 2501));
        assert_eq!(receiver.posts().len(), 1, "it is gone: the others are not tried");
    });
}

#[test]
fn an_endpoint_that_hangs_delays_no_other() {
    story(async |world| {
        let (hangs, quick) = (Receiver::start(), Receiver::start());
        let (_, lan) = a_member(world, "lananh").await;
        let (slow, _) = add(world, &hangs).await;
        let (other, _) = add(world, &quick).await;
        yes(world, &lan).await;
        hangs.answers(&[HANGS]);
        let services = world.services.clone();
        let waits = tokio::spawn(async move { services.deliver_webhooks_to(slow).await.unwrap() });
        hangs.arrived().await;
        assert_eq!(world.services.deliver_webhooks_to(other).await.unwrap().sent, 1);
        assert_eq!(quick.posts().len(), 1);
        hangs.goes_on();
        assert_eq!(waits.await.unwrap().sent, 1);
    });
}

#[test]
fn what_is_under_way_is_not_sent_by_a_second_worker_nor_what_follows_it() {
    story(async |world| {
        let receiver = Receiver::start();
        let (_, lan) = a_member(world, "lananh").await;
        let (id, _) = add(world, &receiver).await;
        yes(world, &lan).await;
        no(world, &lan).await;
        receiver.answers(&[HANGS]);
        let services = world.services.clone();
        let waits = tokio::spawn(async move { services.deliver_webhooks_to(id).await.unwrap() });
        receiver.arrived().await;
        assert_eq!(world.services.deliver_webhooks_to(id).await.unwrap().sent, 0);
        receiver.goes_on();
        assert_eq!(waits.await.unwrap().sent, 1);
        assert_eq!(deliver(world).await, (1, 0, 0));
        assert_eq!(told(&receiver.posts()), [("consent.granted".to_owned(), 1), ("consent.withdrawn".to_owned(), 2)]);
    });
}

#[test]
fn what_is_decided_while_an_event_is_under_way_leaves_right_after_it() {
    story(async |world| {
        let receiver = Receiver::start();
        let (_, lan) = a_member(world, "lananh").await;
        let (id, _) = add(world, &receiver).await;
        yes(world, &lan).await;
        let decides_while_one_is_under_way = async |decision: Decision| {
            receiver.answers(&[HANGS]);
            let services = world.services.clone();
            let waits = tokio::spawn(async move { services.deliver_webhooks_to(id).await.unwrap() });
            receiver.arrived().await;
            decide(world, &lan, NEWS, decision).await;
            receiver.goes_on();
            assert_eq!(waits.await.unwrap().sent, 1);
        };
        decides_while_one_is_under_way(Decision::Withdraw).await;
        assert_eq!(deliver(world).await, (1, 0, 0));
        // So it is where the one under way had failed before.
        yes(world, &lan).await;
        receiver.answers(&["503 Later"]);
        assert_eq!(deliver(world).await, (0, 1, 0));
        world.wait(7);
        for _ in receiver.posts().into_iter().skip(1) {
            receiver.arrived().await;
        }
        decides_while_one_is_under_way(Decision::Withdraw).await;
        assert_eq!(deliver(world).await, (1, 0, 0));
        let numbers: Vec<i64> = told(&receiver.posts()).into_iter().map(|(_, number)| number).collect();
        assert_eq!(numbers, [3, 4]);
    });
}

#[test]
fn two_workers_at_once_send_each_event_once() {
    story(async |world| {
        let receiver = Receiver::start();
        let (id, _) = add(world, &receiver).await;
        for number in 0..12 {
            let (_, who) = a_member(world, &format!("member{number}")).await;
            yes(world, &who).await;
        }
        // Each confirmed an address, and said yes.
        let (one, two) = tokio::join!(world.services.deliver_webhooks_to(id), world.services.deliver_webhooks_to(id));
        let rest = deliver(world).await.0;
        assert_eq!(one.unwrap().sent + two.unwrap().sent + rest, 24);
        let mut ids: Vec<String> = receiver.posts().into_iter().map(|post| post.id).collect();
        assert_eq!(ids.len(), 24);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 24);
    });
}

#[test]
fn a_worker_that_died_is_followed_by_another_with_the_same_message() {
    story(async |world| {
        let receiver = Receiver::start();
        let (_, lan) = a_member(world, "lananh").await;
        add(world, &receiver).await;
        yes(world, &lan).await;
        // Taken, and never heard of again.
        raw::run(world, &format!("update webhook_events set due_at = {}", world.now().micros() + 60_000_000)).await;
        assert_eq!(deliver(world).await, (0, 0, 0));
        world.wait(60);
        assert_eq!(deliver(world).await, (1, 0, 0));
        assert_eq!(receiver.posts().len(), 1);
    });
}

#[test]
fn nobody_is_led_elsewhere() {
    story(async |world| {
        let (leads, elsewhere) = (Receiver::start(), Receiver::start());
        let (_, lan) = a_member(world, "lananh").await;
        add(world, &leads).await;
        yes(world, &lan).await;
        let answer = format!("307 Elsewhere\r\nlocation: {}", elsewhere.url).leak();
        leads.answers(&[answer]);
        assert_eq!(deliver(world).await, (0, 1, 0));
        assert_eq!((leads.posts().len(), elsewhere.posts().len()), (1, 0));
        assert_eq!(world.services.webhooks().await.unwrap()[0].last_failure.as_ref().unwrap().1, "307");
    });
}

#[test]
fn events_stay_for_thirty_days_after_they_were_delivered_and_those_that_wait_stay() {
    story(async |world| {
        let receiver = Receiver::start();
        let (member, lan) = a_member(world, "lananh").await;
        add(world, &receiver).await;
        yes(world, &lan).await;
        deliver(world).await;
        world.wait(day(30) - 1);
        no(world, &world.back("lananh", &member).await).await;
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(raw::rows(world, "webhook_events").await, 2, "not a second early");
        world.wait(1);
        assert!(world.services.retention_report().await.unwrap().is_kept());
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(raw::rows(world, "webhook_events").await, 1);
        receiver.posts();
        assert_eq!(came(world, &receiver).await, [("consent.withdrawn".to_owned(), 2)], "the count goes on");
        world.hand.advance(Duration::from_secs(day(31)));
        assert!(!world.services.retention_report().await.unwrap().is_kept(), "what is late is noticed");
    });
}
