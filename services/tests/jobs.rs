//! What happens by itself: everything that is over goes, in batches, and a job that fails holds up no other.

use crate::raw;
use crate::world::{World, on_every_engine};
use std::fmt::Write as _;

#[test]
fn a_job_that_fails_holds_up_no_other_and_is_named() {
    on_every_engine(async |world| {
        let member = world.join("lan.anh").await;
        let who = world.who(&member.session).await;
        world.services.close_freshly(&who.freshly().unwrap()).await.unwrap();
        world.wait(7 * 86_400);
        // The first of all jobs, and one in the middle.
        raw::run(world, "drop table sessions").await;
        raw::run(world, "drop table phone_codes").await;
        let fault = world.services.run_due_jobs().await.unwrap_err();
        assert!(services::fault::sentence(&fault).starts_with("job sessions: "), "{fault:?}");
        assert_eq!((raw::rows(world, "attempts").await, raw::rows(world, "email_confirmations").await), (0, 0));
        world.letters().await;
    });
}

/// Tries of two days ago, so many, each in an instant of its own.
async fn old_tries(world: &World, count: usize) {
    let (at, mut rows) = (world.now().micros() - 2 * 86_400_000_000, String::new());
    for number in 0..count {
        let (subject, id) = ("00".repeat(32), format!("{number:032x}"));
        let comma = if number == 0 { "" } else { "," };
        let row = if raw::is_sqlite(world) {
            format!("{comma}('network', x'{subject}', {}, x'{id}')", at + i64::try_from(number).unwrap())
        } else {
            format!("{comma}('network', '\\x{subject}', {}, '{id}')", at + i64::try_from(number).unwrap())
        };
        rows.write_str(&row).unwrap();
    }
    raw::run(world, &format!("insert into attempts (kind, subject, at, id) values {rows}")).await;
}

#[test]
fn what_is_over_goes_in_batches_until_nothing_is_left_and_what_is_not_stays() {
    on_every_engine(async |world| {
        old_tries(world, 2_500).await;
        world.join("lan.anh").await;
        let fresh = raw::rows(world, "attempts").await - 2_500;
        assert!(fresh > 0);
        assert_eq!(world.services.run_due_jobs().await.unwrap().expired, 2_500);
        assert_eq!(raw::rows(world, "attempts").await, fresh);
        world.letters().await;
    });
}

#[test]
fn letters_are_part_of_the_report_and_none_waits_for_longer_than_promised() {
    on_every_engine(async |world| {
        let letters = domain::retention::Held::OutboxLetters;
        let line = async || {
            let report = world.services.retention_report().await.unwrap();
            report.lines.into_iter().find(|line| line.held == letters).expect("letters have a line")
        };
        world.join("lan.anh").await;
        assert!(line().await.ends.is_some());
        let tray = world.folder().join("letters");
        std::fs::remove_dir(&tray).unwrap();
        // The last pause before the end would have been one of hours.
        for _ in 0..48 * 6 {
            world.services.deliver_letters().await.unwrap();
            world.wait(600);
        }
        world.services.deliver_letters().await.unwrap();
        assert_eq!(line().await.ends, None, "given up when two days were over");
        std::fs::create_dir(&tray).unwrap();
    });
}
