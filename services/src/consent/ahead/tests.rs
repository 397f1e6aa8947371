//! What was made ahead is written as long as nothing it goes by has changed, and once.
//!
//! Here on SQLite, where nothing else can come between; `tests/midway.rs` has an act on both engines that waits for the change.

use super::{Act, Link, Wish};
use crate::clock::{Clock, Rng};
use crate::consent::broken_at;
use crate::db::{DatabaseUrl, Tx};
use crate::fault::Fault;
use crate::sessions::SignedIn;
use crate::{LetterSettings, Services, Settings, trail};
use domain::calendar::Timestamp;
use domain::consent::{Channel, Decision, Purpose};
use domain::lang::Lang;
use domain::sign_up::SignUpForm;
use sqlx::AssertSqlSafe;
use tempfile::TempDir;

/// 22 November 2026, 10:04 in Vietnam.
const NOW: i64 = 1_795_316_640_000_000;
const DEVICE: &str = "Chrome, Android";
const EARLIER: (Purpose, Channel) = (Purpose::News, Channel::Sms);
const ABOUT: (Purpose, Channel) = (Purpose::News, Channel::Email);

/// What may come between a decision and its write; each is true of the member or of everybody.
const CHANGES: &[&str] = &[
    "delete from sessions",
    "update sessions set ends_at = seen_at",
    "update sessions set idle_ends_at = seen_at",
    "update sessions set epoch = epoch - 1",
    "update members set session_epoch = session_epoch + 1",
    "update members set closing_since = joined_at, closing_ends_at = joined_at + 1",
    "update members set closed_at = joined_at",
    "insert into consent_entries select member_id, seq + 1, purpose, channel, decision, wording_version, wording_hash, lang, method, \
     policy_version, decided_at, device, previous_hash, randomblob(32), until from consent_entries",
    "insert into trail select member_id, max(seq) + 1, at, kind, detail from trail group by member_id",
    "insert into webhook_endpoints (id, target, added_at) values (randomblob(16), x'00', 0)",
];

async fn opened(folder: &TempDir) -> Services {
    let at = |name: &str| folder.path().join(name);
    let url = "https://members.example".to_owned();
    let settings =
        Settings::new(DatabaseUrl::Sqlite(at("members.db")), at("keys"), LetterSettings::Files(at("letters")), url);
    let (clock, _hand) = Clock::by_hand(Timestamp::from_micros(NOW));
    Services::open(settings, clock, Rng::system()).await.unwrap()
}

/// Somebody who has decided once.
async fn somebody(services: &Services) -> SignedIn {
    let form = SignUpForm {
        username: "nguyet",
        password: "mua hoa dai trang 27",
        full_name: "Đặng Thị Ánh Nguyệt",
        birth_date: "22/11/1998",
        email: "nguyet@example.com",
    };
    let session = services.join(&form, Lang::Vi, DEVICE, "203.0.113.0/24").await.unwrap();
    let who = services.find(session.token()).await.unwrap().unwrap();
    let asked = (EARLIER.0, EARLIER.1, version(services));
    services.decide_consent(&who, asked, wish()).await.unwrap();
    who
}

fn wish() -> Wish {
    Wish::new(Decision::Grant, Lang::Vi, DEVICE)
}

fn version(services: &Services) -> u32 {
    services.wording_in_force(ABOUT.0).unwrap().version
}

/// A decision that still has to be written.
async fn made(services: &Services, who: &SignedIn) -> (Act, (Link, trail::Line)) {
    let (act, key) = (Act::of(who, services.now()), who.key());
    let open = services.read_ahead(act, &key, ABOUT).await.unwrap().unwrap();
    let next = services.next_entry(act, &open, &wish(), (ABOUT.0, ABOUT.1, version(services))).unwrap();
    (act, next.unwrap())
}

async fn change(services: &Services, sql: &'static str) {
    let changed = services.db.write(move |tx| {
        Box::pin(async move {
            let Tx::Sqlite(c) = tx else { return Err(Fault::<()>::broken("this story is on SQLite")) };
            sqlx::query("pragma defer_foreign_keys = on").execute(&mut **c).await?;
            Ok(sqlx::query(AssertSqlSafe(sql)).execute(&mut **c).await?.rows_affected())
        })
    });
    assert!(changed.await.unwrap() > 0, "{sql}");
}

/// How many entries there are, lines in the trail, and places in the queue of the log.
async fn counts(services: &Services) -> (i64, i64, i64) {
    let counted = services.db.read(|tx| {
        Box::pin(async move {
            let Tx::Sqlite(c) = tx else { return Err(Fault::<()>::broken("this story is on SQLite")) };
            let sql = "select (select count(*) from consent_entries), (select count(*) from trail), (select count(*) from audit_queue)";
            Ok(sqlx::query_as(sql).fetch_one(&mut **c).await?)
        })
    });
    counted.await.unwrap()
}

fn story(told: impl AsyncFn(Services)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = TempDir::new().unwrap();
        let services = opened(&folder).await;
        told(services.clone()).await;
        services.settled().await;
        services.close_database().await;
    });
}

#[test]
fn a_decision_made_ahead_is_written_once() {
    story(async |services| {
        let who = somebody(&services).await;
        let before = counts(&services).await;
        let ((act, first), (_, second)) = (made(&services, &who).await, made(&services, &who).await);
        assert!(services.follow(&who, act, first).await.unwrap());
        let after = counts(&services).await;
        assert_eq!(after, (before.0 + 1, before.1 + 1, before.2 + 1));
        assert!(!services.follow(&who, act, second).await.unwrap(), "its place is taken");
        assert_eq!(counts(&services).await, after);
        assert_eq!(broken_at(who.member(), &services.chain(&who).await.unwrap()), None);
    });
}

#[test]
fn a_decision_made_ahead_is_not_written_once_something_it_goes_by_has_changed() {
    for sql in CHANGES {
        story(async |services| {
            let who = somebody(&services).await;
            let (act, next) = made(&services, &who).await;
            change(&services, sql).await;
            let before = counts(&services).await;
            assert!(!services.follow(&who, act, next).await.unwrap(), "{sql}");
            assert_eq!(counts(&services).await, before, "{sql}");
        });
    }
}

#[test]
fn nothing_is_made_ahead_of_the_first_decision_or_where_others_listen() {
    story(async |services| {
        let who = somebody(&services).await;
        let (act, key) = (Act::of(&who, services.now()), who.key());
        change(&services, "insert into webhook_endpoints (id, target, added_at) values (randomblob(16), x'00', 0)")
            .await;
        assert!(services.read_ahead(act, &key, ABOUT).await.unwrap().is_none());
        change(&services, "delete from webhook_endpoints").await;
        change(&services, "delete from consent_entries").await;
        assert!(services.read_ahead(act, &key, ABOUT).await.unwrap().is_none());
    });
}
