//! The same work whoever is named: statements, hashes and letters are counted, not seconds. (security.md G5)
//!
//! A binary of its own, because the count of statements is one for the whole process.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what a story takes for granted fails it when it is not so"
)]

#[expect(dead_code, reason = "the phone of all stories; these need only a part of it")]
mod authenticator;
#[expect(dead_code, reason = "the device of all stories; these need only a part of it")]
mod passkey_device;
#[expect(dead_code, reason = "the world of all stories; these need only a part of it")]
mod raw;
#[expect(dead_code, reason = "the world of all stories; these need only a part of it")]
mod world;

use domain::api_key::SystemName;
use domain::import::{MemberColumn, MemberLine};
use domain::lang::Lang;
use passkey_device::HONEST;
use services::import::Taken;
use services::passkeys::NewPasskey;
use services::sign_in::Attempt;
use std::sync::{Mutex, PoisonError};
use world::{DEVICE, NETWORK, PASSWORD, World, on_every_engine};

/// The count of statements is one for the whole process: these stories run one after the other.
static ONE_AFTER_THE_OTHER: Mutex<()> = Mutex::new(());

/// Names and addresses of members in every state, and of nobody: none of them may be told from another.
const ALIKE: [&str; 15] = [
    "lina",
    "nobody.here",
    "binh",
    "binh@example.com",
    "chau",
    "dung",
    "dung@example.com",
    "khoi",
    "khoi@example.com",
    "phuc",
    "phuc@example.com",
    "nam",
    "nam@example.com",
    "@",
    "…",
];

/// Statements, hashes and letters that `work` took.
async fn trace(world: &World, work: impl Future<Output = ()>) -> (u64, u64, usize) {
    world.services.settled().await;
    world.letters().await;
    let (statements, hashes) = (services::db::statements_run(), world.services.hasher().made());
    work.await;
    world.services.settled().await;
    let statements = services::db::statements_run() - statements;
    (statements, world.services.hasher().made() - hashes, world.letters().await.len())
}

/// Two members of an earlier system: one with the hash of a password, one who comes in by letter.
async fn brought_over(world: &World) {
    let bcrypt = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.4TB0jBsiCh4b7F9kdjkxepsdDSX1z8G";
    let lines = [("lina", bcrypt), ("quang", "")].map(|(name, hash)| {
        let mut line = MemberLine::default();
        for (column, text) in [
            (MemberColumn::Reference, name),
            (MemberColumn::Username, name),
            (MemberColumn::FullName, "H'Mơ Niê"),
            (MemberColumn::BirthDate, "1994"),
            (MemberColumn::Email, &format!("{name}@example.com")),
            (MemberColumn::EmailConfirmedAt, "2024-02-01T09:00:00+07:00"),
            (MemberColumn::PasswordHash, hash),
        ] {
            line.put(column, text);
        }
        line
    });
    let source = SystemName::parse("old-crm").unwrap();
    let taken = world.services.import_members(source, false).take(&lines).await.unwrap();
    assert_eq!(taken, [Taken::Imported(Vec::new()), Taken::Imported(Vec::new())]);
}

/// Members in every state an account can be in, beside those of the stories themselves: frozen, erased, with a passkey.
async fn in_other_states(world: &World) {
    let frozen = world.a_member("khoi").await;
    world.services.freeze(&world.who(&frozen.session).await).await.unwrap();
    world.letters().await;
    let passkey = world.a_member("phuc").await;
    let who = world.who(&passkey.session).await;
    let fresh = who.freshly().unwrap();
    let question = world.services.ask_new_passkey(&fresh).await.unwrap();
    let (_, credential) = passkey_device::Passkey::made(&passkey_device::options(question.options()), HONEST);
    let new = NewPasskey { token: question.token(), credential: &credential, name: "", device: DEVICE };
    world.services.add_passkey(&fresh, new).await.unwrap();
    world.letters().await;
    let erased = world.a_member("nam").await;
    world.services.close(&world.who(&erased.session).await, PASSWORD, NETWORK).await.unwrap();
    world.wait(world::day(8));
    while world.services.run_due_jobs().await.unwrap().erasing > 0 {}
    assert!(world.services.find(erased.session.token()).await.unwrap().is_none());
    world.letters().await;
}

async fn failed_sign_in(world: &World, name: &str, network: &str) -> (u64, u64, usize) {
    trace(world, async {
        let attempt = Attempt { network, ..world.attempt(name, "not the password") };
        assert!(world.services.sign_in(attempt).await.is_err());
    })
    .await
}

async fn sign_up(world: &World, username: &str, email: &str) -> (u64, u64, usize) {
    trace(world, async {
        world.services.join(&world.form(username, email), Lang::Vi, DEVICE, NETWORK).await.unwrap();
    })
    .await
}

#[test]
fn nobody_learns_from_the_work_who_is_a_member() {
    let _alone = ONE_AFTER_THE_OTHER.lock().unwrap_or_else(PoisonError::into_inner);
    on_every_engine(async |world| {
        in_other_states(world).await;
        world.a_member("lan.anh").await;
        world.join("binh").await;
        world.letters().await;
        let closing = world.a_member("chau").await;
        world.services.close(&world.who(&closing.session).await, PASSWORD, NETWORK).await.unwrap();
        world.letters().await;
        let guarded = world.a_member("dung").await;
        authenticator::set_up(world, &guarded.session).await;
        brought_over(world).await;

        let expected = failed_sign_in(world, "lan.anh", "198.51.100.1/32").await;
        assert_eq!((expected.1, expected.2), (1, 0));
        let reported = world.a_member("hai").await;
        world.services.not_me(&world.who(&reported.session).await).await.unwrap();
        world.letters().await;
        let names = ALIKE.into_iter().chain([
            "hai",
            "hai@example.com",
            "lina@example.com",
            "quang",
            "lan.anh@example.com",
            "nobody@example.com",
        ]);
        for (number, name) in names.enumerate() {
            let network = format!("198.51.100.{}/32", number + 2);
            assert_eq!(failed_sign_in(world, name, &network).await, expected, "{name}");
        }

        let unknown = sign_up(world, "eva.one", "unknown@example.com").await;
        assert_eq!((unknown.1, unknown.2), (1, 1));
        for (number, name) in ["lan.anh", "binh", "chau", "dung", "lina", "khoi", "phuc", "nam"].into_iter().enumerate()
        {
            let same = sign_up(world, &format!("eva.{number}"), &format!("{name}@example.com")).await;
            assert_eq!(same, unknown, "{name}");
        }
    });
}

#[test]
fn nobody_learns_from_the_work_of_a_refused_try_or_of_a_question_to_a_passkey_who_is_a_member() {
    let _alone = ONE_AFTER_THE_OTHER.lock().unwrap_or_else(PoisonError::into_inner);
    on_every_engine(async |world| {
        in_other_states(world).await;
        let closing = world.a_member("chau").await;
        world.services.close(&world.who(&closing.session).await, PASSWORD, NETWORK).await.unwrap();
        world.letters().await;
        let guarded = world.a_member("dung").await;
        authenticator::set_up(world, &guarded.session).await;
        world.a_member("lan.anh").await;
        world.join("binh").await;
        world.letters().await;
        let mut refused = Vec::new();
        let names = ["nobody.here", "lan.anh", "binh", "chau", "dung", "khoi", "phuc", "nam"];
        for (place, name) in names.into_iter().enumerate() {
            for tried in 0..12 {
                let attempt =
                    Attempt { network: &format!("198.51.{place}.{tried}/32"), ..world.attempt(name, "wrong") };
                assert!(world.services.sign_in(attempt).await.is_err());
            }
            refused.push(failed_sign_in(world, name, &format!("198.51.{place}.99/32")).await);
        }
        assert_eq!(refused[0].1, 0, "a refused try makes no hash");
        assert!(refused.iter().all(|one| *one == refused[0]), "{refused:?}");
        let question = async || trace(world, async { drop(world.services.ask_passkey(NETWORK).await.unwrap()) }).await;
        assert_eq!(question().await, question().await);
    });
}

/// Statements, hashes and rows of the outbox that a question for a forgotten password or name took. What the worker does later is not
/// compared: a letter that leaves is handed to a mail server and noted in its member's history, one for nobody is not.
async fn recovery(world: &World, name: &str, network: &str, username: bool) -> (u64, u64, i64) {
    world.services.settled().await;
    world.letters().await;
    let (statements, hashes) = (services::db::statements_run(), world.services.hasher().made());
    let how = (Lang::Vi, DEVICE);
    if username {
        world.services.recover_username(name, how, network).await.unwrap();
    } else {
        world.services.recover_password(name, how, network).await.unwrap();
    }
    let asked = services::db::statements_run() - statements;
    let hashes = world.services.hasher().made() - hashes;
    let outbox = raw::rows(world, "outbox").await;
    world.services.deliver_letters().await.unwrap();
    (asked, hashes, outbox)
}

#[test]
fn nobody_learns_from_asking_for_a_forgotten_password_who_is_a_member() {
    let _alone = ONE_AFTER_THE_OTHER.lock().unwrap_or_else(PoisonError::into_inner);
    on_every_engine(async |world| {
        in_other_states(world).await;
        let throttled = world.a_member("lan.anh").await;
        world.a_member("minh").await;
        world.join("binh").await;
        world.letters().await;
        let closing = world.a_member("chau").await;
        world.services.close(&world.who(&closing.session).await, PASSWORD, NETWORK).await.unwrap();
        world.letters().await;
        let guarded = world.a_member("dung").await;
        authenticator::set_up(world, &guarded.session).await;
        brought_over(world).await;
        for number in 0..3 {
            recovery(world, "lan.anh", &format!("192.0.2.{number}/32"), false).await;
        }
        for username in [false, true] {
            let expected = recovery(world, "nobody@example.com", "198.51.100.1/32", username).await;
            assert_eq!((expected.1, expected.2), (0, 1), "no hash, one letter");
            let names = [
                "minh",
                "minh@example.com",
                "quang@example.com",
                "chau@example.com",
                "lan.anh",
                "lan.anh",
                &throttled.email,
            ];
            let names = ALIKE.into_iter().chain(names);
            for (number, name) in names.enumerate() {
                let network = format!("198.51.100.{}/32", number + 2);
                assert_eq!(recovery(world, name, &network, username).await, expected, "{name}");
            }
        }
        world.letters().await;
    });
}
