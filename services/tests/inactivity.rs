//! Accounts nobody uses: told twice, then closed; and whether what has a period is gone when it is over.

use crate::closure::close;
use crate::orders::{hand_in, order};
use crate::profile::{count, trail};
use crate::raw;
use crate::world::{DEVICE, Member, NETWORK, PASSWORD, Received, World, day, on_every_engine, on_every_engine_with};
use domain::inactivity::{InactiveAfter, LEAST_DAYS, NOTICE_DAYS};
use domain::lang::Lang;
use domain::retention::Held;
use domain::trail::TrailKind;
use services::Settings;
use services::inactivity::Sweep;
use services::retention::RetentionReport;
use std::fs;

const YEAR: u64 = LEAST_DAYS as u64;
const NOTICE: u64 = NOTICE_DAYS as u64;

fn looking(settings: &mut Settings) {
    settings.inactive_after = InactiveAfter::days(LEAST_DAYS);
}

/// The jobs of a whole day, and what left by post.
async fn a_day_later(world: &World, days: u64) -> Vec<Received> {
    world.wait(day(days));
    let mut letters = Vec::new();
    while world.services.run_due_jobs().await.unwrap().looked_at > 0 {
        letters.extend(world.letters().await);
    }
    letters.extend(world.letters().await);
    letters
}

async fn sweep(world: &World) -> Sweep {
    world.services.last_sweep().await.unwrap().expect("somebody looked").sweep
}

async fn comes_back(world: &World, name: &str, email: &str) -> Member {
    let session = world.services.sign_in(world.attempt(name, PASSWORD)).await.unwrap().session().unwrap();
    world.letters().await;
    Member { email: email.to_owned(), session }
}

#[test]
fn who_is_told_twice_and_stays_away_is_closed_and_erased_in_the_end() {
    on_every_engine_with(looking, async |world| {
        world.a_member("lananh").await;
        assert!(a_day_later(world, YEAR - 1).await.is_empty(), "a year is not over");
        let first = a_day_later(world, 1).await;
        assert_eq!((first.len(), first[0].to.as_str()), (1, "lananh@example.com"));
        assert!(first[0].body.contains("lần cuối ngày 22/11/2026"), "it names the last use: {first:?}");
        assert!(first[0].body.contains("21/01/2028"), "it names the day: {first:?}");
        assert!(a_day_later(world, NOTICE - 1).await.is_empty(), "and nothing more for a month");
        let second = a_day_later(world, 1).await;
        assert!(second.len() == 1 && second[0].body.contains("21/01/2028"), "the day has not moved: {second:?}");
        assert!(a_day_later(world, NOTICE - 1).await.is_empty());
        let closed = a_day_later(world, 1).await;
        assert!(closed.len() == 1 && closed[0].body.contains("Mở lại tài khoản"), "{closed:?}");
        assert_eq!(sweep(world).await, Sweep { looked_at: 1, closed: 1, ..Sweep::default() });
        let certificate = a_day_later(world, 8).await;
        assert_eq!(certificate.len(), 1, "erased, with its certificate");
        assert_eq!(raw::rows(world, "members").await, 0);
    });
}

#[test]
fn whoever_signs_in_or_buys_is_not_told_and_a_letter_of_before_counts_for_nothing() {
    on_every_engine_with(looking, async |world| {
        let (lan, minh) = (world.a_member("lananh").await, world.a_member("minh").await);
        world.wait(day(YEAR - 1));
        hand_in(world, &[order(world, &comes_back(world, "minh", &minh.email).await, "DH-0001").await]).await.unwrap();
        let told = a_day_later(world, 1).await;
        assert!(told.len() == 1 && told[0].to == lan.email, "{told:?}");
        world.wait(day(NOTICE + 1));
        let back = comes_back(world, "lananh", &lan.email).await;
        let who = world.who(&back.session).await;
        assert_eq!(count(&trail(world, &who).await, TrailKind::InactivityTold), 1);
        assert!(a_day_later(world, 1).await.is_empty(), "nobody gets a second letter after coming back");
        let again = a_day_later(world, YEAR).await;
        let mut to: Vec<_> = again.iter().map(|letter| letter.to.as_str()).collect();
        to.sort_unstable();
        assert_eq!(to, ["lananh@example.com", "minh@example.com"], "it begins anew");
    });
}

#[test]
fn what_others_do_to_an_account_is_no_use_of_it() {
    on_every_engine_with(looking, async |world| {
        let lan = world.a_member("lananh").await;
        world.wait(day(YEAR));
        world.services.sign_in(world.attempt("lananh", "sai mật khẩu rồi")).await.unwrap_err();
        crate::recovery::ask(world, "lananh").await;
        world.letters().await;
        let told = a_day_later(world, 1).await;
        assert!(told.len() == 1 && told[0].to == lan.email, "{told:?}");
    });
}

#[test]
fn nobody_is_closed_who_cannot_be_told_or_has_frozen_the_use_or_is_leaving_anyway() {
    on_every_engine_with(looking, async |world| {
        world.join("binh").await;
        world.letters().await;
        let lan = world.a_member("lananh").await;
        world.services.freeze(&world.who(&lan.session).await).await.unwrap();
        world.letters().await;
        let letters = a_day_later(world, YEAR + 3 * NOTICE).await;
        assert!(letters.is_empty(), "{letters:?}");
        assert_eq!(sweep(world).await, Sweep { looked_at: 2, unreachable: 1, frozen: 1, ..Sweep::default() });
        let minh = world.a_member("minh").await;
        close(world, &minh).await;
        world.letters().await;
        assert!(a_day_later(world, 1).await.is_empty());
        assert_eq!(sweep(world).await.looked_at, 3, "looked at, and left in peace");
    });
}

#[test]
fn nobody_is_looked_for_until_the_operator_sets_a_period_and_then_once_a_day() {
    on_every_engine(async |world| {
        world.a_member("lananh").await;
        world.wait(day(3 * YEAR));
        assert_eq!(world.services.run_due_jobs().await.unwrap().looked_at, 0);
        assert!(world.services.last_sweep().await.unwrap().is_none());
        let other = world.reopened(looking).await;
        assert_eq!(other.run_due_jobs().await.unwrap().looked_at, 1);
        world.wait(day(1) - 60);
        assert_eq!(other.run_due_jobs().await.unwrap().looked_at, 0);
        world.wait(60);
        assert_eq!(other.run_due_jobs().await.unwrap().looked_at, 1);
        world.letters().await;
        other.close_database().await;
    });
}

#[test]
fn a_look_that_was_cut_short_goes_on_where_it_was() {
    on_every_engine_with(looking, async |world| {
        for name in ["an", "binh", "chi"].map(|name| format!("{name}.nguyen")) {
            world.a_member(&name).await;
        }
        world.wait(day(YEAR));
        world.services.run_due_jobs().await.unwrap();
        let mut told = world.letters().await.len();
        // As if it had been cut off after the first of them.
        let first = if raw::is_sqlite(world) {
            "(select min(id) from members)"
        } else {
            "(select id from members order by id limit 1)"
        };
        raw::run(world, &format!("update sweeps set place = {first}, ended_at = null")).await;
        assert_eq!(world.services.run_due_jobs().await.unwrap().looked_at, 2);
        told += world.letters().await.len();
        assert_eq!(told, 3, "everybody once");
    });
}

fn overdue(report: &RetentionReport) -> Vec<Held> {
    report.lines.iter().filter(|line| line.overdue).map(|line| line.held).collect()
}

#[test]
fn whatever_is_over_and_still_there_is_named() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        crate::contact::write_to(world, &member).await;
        crate::recovery::ask(world, "lananh").await;
        world.letters().await;
        assert!(world.services.retention_report().await.unwrap().is_kept());
        world.wait(day(402));
        let late = overdue(&world.services.retention_report().await.unwrap());
        for held in [Held::Sessions, Held::KnownDevices, Held::Contacts, Held::RecoveryLinks] {
            assert!(late.contains(&held), "{held:?} is not named: {late:?}");
        }
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(overdue(&world.services.retention_report().await.unwrap()), []);
        world.letters().await;
    });
}

#[test]
fn letters_to_everybody_who_stayed_away_delay_no_link_to_a_new_password() {
    on_every_engine_with(looking, async |world| {
        for name in ["an", "binh", "chau", "dung", "giang", "ha"] {
            world.a_member(&format!("{name}.nguyen")).await;
        }
        world.wait(day(YEAR));
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(raw::rows(world, "outbox").await, 6, "one for each");
        // Later than all of them, and the only one somebody waits for.
        world.wait(60);
        world.services.recover_password("ha.nguyen", (Lang::Vi, DEVICE), NETWORK).await.unwrap();
        let folder = world.folder().join("letters");
        fs::remove_dir(&folder).unwrap();
        world.services.deliver_letters().await.unwrap();
        let tried = raw::texts(world, "select kind from outbox where tries > 0 order by kind").await;
        assert_eq!(tried, ["recover_password", "unused", "unused", "unused"]);
        fs::create_dir(&folder).unwrap();
        world.wait(75);
        assert_eq!(world.letters().await.len(), 7);
    });
}
