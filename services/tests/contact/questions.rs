//! Who asked about a member: counted, and shown to them.

use super::{asked, mailing, questions_about, willing};
use crate::raw;
use crate::world::{day, on_every_engine};
use domain::calendar::Month;
use domain::consent::Channel;
use domain::trail::{TrailFilter, TrailGroup};
use services::contact::Questioned;
use std::time::Duration;

#[test]
fn a_member_sees_which_system_asked_and_how_often() {
    on_every_engine(async |world| {
        let ((member, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        let (who, minh) = (world.who(&member.session).await, world.a_member("minh").await);
        for _ in 0..3 {
            asked(&world.services, &system, &reference, Channel::Email).await.unwrap();
        }
        world.services.run_due_jobs().await.unwrap();
        asked(&world.services, &system, &reference, Channel::Email).await.unwrap();
        let copy = world.services.copy_of(&who.freshly().unwrap()).await.unwrap();
        assert_eq!(copy.questions[0].times, 4, "the copy has what was asked a moment ago");
        world.letters().await;
        let seen = questions_about(world, &who).await;
        assert_eq!(seen.len(), 1);
        assert_eq!((seen[0].system.as_str(), seen[0].times, seen[0].channel), ("mailing", 4, Channel::Email));
        let minh = world.who(&minh.session).await;
        assert!(questions_about(world, &minh).await.is_empty(), "nobody asked about them");
        world.wait(day(366));
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(raw::rows(world, "questions").await, 0);
    });
}

#[test]
fn a_page_that_nobody_waits_for_takes_no_counted_question_with_it() {
    on_every_engine(async |world| {
        let ((member, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        let who = world.who(&member.session).await;
        asked(&world.services, &system, &reference, Channel::Email).await.unwrap();
        tokio::select! {
            biased;
            _ = questions_about(world, &who) => {} // The machine was so busy that the answer was there at the first look.
            () = std::future::ready(()) => {} // The visitor has hung up.
        }
        let kept = async {
            while raw::rows(world, "questions").await == 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), kept).await.expect("the count is kept");
        assert_eq!(questions_about(world, &who).await[0].times, 1);
    });
}

#[test]
fn questions_are_read_by_month_and_page_by_page() {
    on_every_engine(async |world| {
        let ((member, reference), system) = (willing(world, "lananh").await, mailing(world).await);
        // 22 November 2026, and nine days on.
        for _ in 0..10 {
            asked(&world.services, &system, &reference, Channel::Email).await.ok();
            world.services.run_due_jobs().await.unwrap();
            world.wait(day(1));
        }
        let attempt = world.services.sign_in(world.attempt("lananh", crate::world::PASSWORD)).await.unwrap();
        let who = world.who(&attempt.session().unwrap()).await;
        let days = |asked: &[Questioned]| asked.iter().map(|one| one.day.to_string()).collect::<Vec<_>>();
        let all = days(&questions_about(world, &who).await);
        assert_eq!((all.len(), all[0].as_str(), all[9].as_str()), (10, "01/12/2026", "22/11/2026"));
        let november = TrailFilter { group: Some(TrailGroup::Questions), month: Month::parse("2026-11") };
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let page = world.services.questions_among(&who, november, before, 4).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some(last.last_at);
            seen.extend(days(&page));
        }
        assert_eq!(seen, all[1..], "each once, none of December");
        assert!(world.letters().await.iter().all(|letter| letter.to == member.email));
    });
}
