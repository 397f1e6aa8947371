//! A session that ends while a request of its is on the way: whatever was asked, nothing is done. (ASVS V7.4.1; security.md G7)
//!
//! Each act of a member stands in one table; a look at the source says when one is missing.

use crate::passkey_device::{HONEST, options};
use crate::passkeys::added;
use crate::profile::form;
use crate::raw::{self, Raw};
use crate::world::{DEVICE, Member, NETWORK, PASSWORD, World, on_every_engine_with};
use domain::consent::{Channel, Decision, Purpose};
use domain::lang::Lang;
use domain::profile::Item;
use services::Services;
use services::consent::Wish;
use services::fault::Fault;
use services::passkeys::NewPasskey;
use services::sessions::SignedIn;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::Path;
use std::pin::Pin;

/// How an act ended.
#[derive(Debug, PartialEq, Eq)]
enum Met {
    Done,
    SessionEnded,
    AccountClosing,
    Other(String),
}

fn met<T, R: Debug>(result: Result<T, Fault<R>>) -> Met {
    match result {
        Ok(_) => Met::Done,
        Err(Fault::SessionEnded) => Met::SessionEnded,
        Err(Fault::AccountClosing) => Met::AccountClosing,
        Err(other) => Met::Other(format!("{other:?}")),
    }
}

/// What the acts are done with.
struct Hands<'w> {
    world: &'w World,
    member: &'w Member,
    who: &'w SignedIn,
    /// An answer of the member's passkey, and the token of its question.
    passkey: &'w (String, String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    Open,
    EvenClosing,
}

type Try = for<'w> fn(&'w Hands<'w>) -> Pin<Box<dyn Future<Output = Met> + 'w>>;

/// Name of the function, which accounts it is for, and a call that nothing but the session or the account stops.
const ACTS: &[(&str, For, Try)] = &[
    ("begin_authenticator", For::Open, |h| {
        Box::pin(async { met(h.world.services.begin_authenticator(&h.who.freshly().unwrap()).await) })
    }),
    ("confirm_authenticator", For::Open, |h| {
        Box::pin(async { met(h.world.services.confirm_authenticator(&h.who.freshly().unwrap(), "123456").await) })
    }),
    ("remove_authenticator", For::Open, |h| {
        Box::pin(async { met(h.world.services.remove_authenticator(&h.who.freshly().unwrap()).await) })
    }),
    ("make_recovery_codes", For::Open, |h| {
        Box::pin(async { met(h.world.services.make_recovery_codes(&h.who.freshly().unwrap()).await) })
    }),
    ("correct", For::Open, |h| Box::pin(async { met(h.world.services.correct(h.who, &form(h.member), 1).await) })),
    ("clear", For::Open, |h| Box::pin(async { met(h.world.services.clear(h.who, Item::Gender).await) })),
    ("show_id_number", For::Open, |h| {
        Box::pin(async { met(h.world.services.show_id_number(&h.who.freshly().unwrap()).await) })
    }),
    ("ask_phone_code", For::Open, |h| Box::pin(async { met(h.world.services.ask_phone_code(h.who).await) })),
    ("confirm_phone", For::Open, |h| Box::pin(async { met(h.world.services.confirm_phone(h.who, "123456").await) })),
    ("ask_new_passkey", For::Open, |h| {
        Box::pin(async { met(h.world.services.ask_new_passkey(&h.who.freshly().unwrap()).await) })
    }),
    ("take_registration", For::Open, add_passkey),
    ("add_passkey", For::Open, add_passkey),
    ("rename_passkey", For::Open, |h| {
        Box::pin(async { met(h.world.services.rename_passkey(h.who, &"0".repeat(32), "Điện thoại").await) })
    }),
    ("remove_passkey", For::Open, |h| {
        Box::pin(async { met(h.world.services.remove_passkey(&h.who.freshly().unwrap(), &"0".repeat(32)).await) })
    }),
    ("prove_passkey", For::EvenClosing, |h| {
        Box::pin(async {
            let (token, answer) = h.passkey;
            met(h.world.services.prove_passkey(h.who, (token, answer), NETWORK).await)
        })
    }),
    ("prove_password", For::EvenClosing, |h| {
        Box::pin(async { met(h.world.services.prove_password(h.who, PASSWORD, NETWORK).await) })
    }),
    ("proved", For::EvenClosing, close),
    ("choose_language", For::EvenClosing, |h| {
        Box::pin(async { met(h.world.services.choose_language(h.who, Lang::En).await) })
    }),
    ("decide_consent", For::Open, |h| {
        Box::pin(async {
            let services = &h.world.services;
            let wording = services.wording_in_force(Purpose::News).unwrap().version;
            let about = (Purpose::News, Channel::Email, wording);
            let decided = services.decide_consent(h.who, about, Wish::new(Decision::Grant, Lang::Vi, DEVICE));
            met(decided.await)
        })
    }),
    ("decide_all", For::Open, |h| {
        Box::pin(async { met(h.world.services.decide_all(h.who, Decision::Withdraw, &[], Lang::Vi, DEVICE).await) })
    }),
    ("freeze", For::Open, |h| Box::pin(async { met(h.world.services.freeze(h.who).await) })),
    ("unfreeze", For::Open, |h| Box::pin(async { met(h.world.services.unfreeze(h.who).await) })),
    ("confirm_email", For::EvenClosing, |h| {
        Box::pin(async { met(h.world.services.confirm_email(h.who, "made-up").await) })
    }),
    ("send_confirmation_again", For::Open, |h| {
        Box::pin(async { met(h.world.services.send_confirmation_again(h.who).await) })
    }),
    ("change_password", For::Open, |h| {
        Box::pin(async {
            met(h.world.services.change_password(&h.who.freshly().unwrap(), "phở bò buổi sáng sớm").await)
        })
    }),
    ("note_copy", For::EvenClosing, |h| {
        Box::pin(async { met(h.world.services.copy_of(&h.who.freshly().unwrap()).await) })
    }),
    ("end", For::EvenClosing, |h| Box::pin(async { met(h.world.services.end_session(h.who, &"0".repeat(32)).await) })),
    ("end_other_sessions", For::EvenClosing, |h| {
        Box::pin(async { met(h.world.services.end_other_sessions(h.who).await) })
    }),
    ("reopen", For::EvenClosing, |h| Box::pin(async { met(h.world.services.reopen(h.who).await) })),
    ("not_me", For::Open, |h| Box::pin(async { met(h.world.services.not_me(h.who).await) })),
    ("close_freshly", For::EvenClosing, |h| {
        Box::pin(async { met(h.world.services.close_freshly(&h.who.freshly().unwrap()).await) })
    }),
];

fn add_passkey<'w>(h: &'w Hands<'w>) -> Pin<Box<dyn Future<Output = Met> + 'w>> {
    let new = NewPasskey { token: "made-up", credential: "{}", name: "", device: DEVICE };
    Box::pin(async move { met(h.world.services.add_passkey(&h.who.freshly().unwrap(), new).await) })
}

fn close<'w>(h: &'w Hands<'w>) -> Pin<Box<dyn Future<Output = Met> + 'w>> {
    Box::pin(async { met(h.world.services.close(h.who, PASSWORD, NETWORK).await) })
}

/// What every write of a member leaves.
async fn traces(world: &World) -> [i64; 4] {
    [
        raw::rows(world, "trail").await,
        raw::rows(world, "outbox").await,
        raw::rows(world, "sessions").await,
        raw::number(world, "select count(*) from members where language = 'en'").await,
    ]
}

/// Lan Anh with a passkey, the answer it gives to a question of this session, and the session's proof.
async fn with_hands(world: &World, story: impl AsyncFn(&Hands<'_>)) {
    let member = world.a_member("lan.anh").await;
    let mut passkey = added(world, &member.session).await;
    let who = world.who(&member.session).await;
    let question = world.services.ask_passkey_again(&who, NETWORK).await.unwrap();
    let passkey = (question.token().to_owned(), passkey.used(&options(question.options()), HONEST));
    // Who has decided before decides anew in another way than who never has.
    let asked =
        (Purpose::Promotions, Channel::Email, world.services.wording_in_force(Purpose::Promotions).unwrap().version);
    world.services.decide_consent(&who, asked, Wish::new(Decision::Grant, Lang::Vi, DEVICE)).await.unwrap();
    story(&Hands { world, member: &member, who: &who, passkey: &passkey }).await;
    world.letters().await;
}

// ASVS: V7.4.1
#[test]
fn no_act_is_done_for_a_session_that_ended_on_the_way() {
    on_every_engine_with(crate::phone::a_gateway_nobody_is_at, async |world| {
        with_hands(world, async |hands| {
            let other = world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await.unwrap();
            let other = world.who(&other.session().unwrap()).await;
            world.services.end_other_sessions(&other).await.unwrap();
            let before = traces(world).await;
            for (name, _, act) in ACTS {
                assert_eq!(act(hands).await, Met::SessionEnded, "{name}");
            }
            assert_eq!(traces(world).await, before);
            world.services.sign_out(hands.who).await.expect("to leave twice is to have left");
        })
        .await;
    });
}

// ASVS: V7.3.2
#[test]
fn no_act_moves_the_end_of_a_session() {
    on_every_engine_with(crate::phone::a_gateway_nobody_is_at, async |world| {
        with_hands(world, async |hands| {
            let end = raw::number(world, "select max(ends_at) from sessions").await;
            for (name, _, act) in ACTS {
                world.wait(1);
                let met = act(hands).await;
                let later = format!("select count(*) from sessions where ends_at > {end}");
                assert_eq!(raw::number(world, &later).await, 0, "{name}: {met:?}");
            }
        })
        .await;
    });
}

#[test]
fn a_closing_account_does_what_it_may_and_nothing_else() {
    on_every_engine_with(crate::phone::a_gateway_nobody_is_at, async |world| {
        with_hands(world, async |hands| {
            world.services.close_freshly(&hands.who.freshly().unwrap()).await.unwrap();
            for (name, accounts, act) in ACTS {
                let back = world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await.unwrap();
                let back = back.session().unwrap();
                let who = world.who(&back).await;
                let met = act(&Hands { who: &who, ..*hands }).await;
                assert_eq!(met == Met::AccountClosing, *accounts == For::Open, "{name}: {met:?}");
                assert_ne!(met, Met::SessionEnded, "{name}");
                if *name == "reopen" {
                    let again = world.who(&back).await;
                    world.services.close_freshly(&again.freshly().unwrap()).await.unwrap();
                }
            }
        })
        .await;
    });
}

/// The account is held by whoever ends the session, and the act waits for them: it must not go by what it saw before.
#[test]
fn an_act_that_waited_for_the_end_of_its_session_is_not_done() {
    on_every_engine_with(
        |_| {},
        async |world| {
            with_hands(world, async |hands| {
                let met =
                    waited(
                        hands,
                        "delete from sessions",
                        |services, who| async move { met(services.freeze(&who).await) },
                    );
                assert_eq!(met.await, Met::SessionEnded);
                assert_eq!(raw::rows(world, "freezes").await, 0);
            })
            .await;
        },
    );
}

/// What a decision goes by is read before it waits for its turn to write: each of these may be true by then.
#[test]
fn a_decision_that_waited_goes_by_what_is_so_then() {
    const ONE_MORE: &str = "insert into trail (member_id, seq, at, kind, detail) \
         select member_id, seq + 1, at, kind, detail from trail order by seq desc limit 1";
    let changes = [
        ("delete from sessions", Met::SessionEnded),
        ("update members set session_epoch = session_epoch + 1 where closed_at is null", Met::SessionEnded),
        ("update members set closing_since = joined_at, closing_ends_at = 4102444800000000", Met::AccountClosing),
        (ONE_MORE, Met::Done),
    ];
    for (change, expected) in changes {
        on_every_engine_with(
            |_| {},
            async |world| {
                with_hands(world, async |hands| {
                    let before = raw::rows(world, "consent_entries").await;
                    let decide = |services: Services, who: SignedIn| async move {
                        let wording = services.wording_in_force(Purpose::News).unwrap().version;
                        let wish = Wish::new(Decision::Grant, Lang::Vi, DEVICE);
                        met(services.decide_consent(&who, (Purpose::News, Channel::Email, wording), wish).await)
                    };
                    assert_eq!(waited(hands, change, decide).await, expected, "{change}");
                    let written = i64::from(expected == Met::Done);
                    assert_eq!(raw::rows(world, "consent_entries").await, before + written, "{change}");
                    assert_eq!(raw::rows(world, "audit_queue").await, before + written, "{change}");
                })
                .await;
            },
        );
    }
}

/// How the act ends that waits for somebody who holds the account and makes this change.
async fn waited<A, F>(hands: &Hands<'_>, change: &str, act: A) -> Met
where
    A: FnOnce(Services, SignedIn) -> F,
    F: Future<Output = Met> + Send + 'static,
{
    let mut holding = raw::open(hands.world).await;
    let begin = if matches!(holding, Raw::Sqlite(_)) { "begin immediate" } else { "begin" };
    holding.change(begin.to_owned()).await;
    holding.change("update members set session_epoch = session_epoch where closed_at is null".to_owned()).await;
    assert!(holding.change(change.to_owned()).await > 0, "{change}");
    let act = tokio::spawn(act(hands.world.services.clone(), hands.who.clone()));
    if matches!(holding, Raw::Postgres(_)) {
        let waiting =
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        while raw::number(hands.world, waiting).await == 0 {
            tokio::task::yield_now().await;
        }
    }
    holding.change("commit".to_owned()).await;
    act.await.unwrap()
}

/// How an act begins.
const DOORS: [&str; 3] = [".act(", ".act_even_closing(", ".act_on("];

/// Every function of the services that takes a member's proof and writes, as the source has it.
#[test]
fn every_act_of_a_member_is_in_the_table_and_goes_through_the_door() {
    let mut found = BTreeSet::new();
    for file in sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let text = std::fs::read_to_string(&file).unwrap();
        if file.ends_with("sessions/acting.rs") {
            continue;
        }
        for function in text.split("async fn ").skip(1) {
            let name = function.split(['(', '<']).next().unwrap();
            let body = function.split("\n    }\n").next().unwrap();
            let takes_proof = body.contains("who: &SignedIn,")
                || body.contains("who: &SignedIn)")
                || body.contains("who: &FreshlySignedIn<'_>");
            let squeezed: String = body.split_whitespace().collect();
            if !takes_proof {
                assert!(!DOORS.iter().any(|door| squeezed.contains(door)), "{name} has no proof");
                continue;
            }
            assert!(!squeezed.contains("db.write("), "{name} of {} writes past the door", file.display());
            // Its one statement asks for the session itself; `consent/ahead/tests.rs` holds that against it.
            assert!(!squeezed.contains("db.write_at_once(") || name == "follow", "{name} writes past the door");
            if DOORS.iter().any(|door| squeezed.contains(door)) {
                found.insert(name.to_owned());
            }
        }
    }
    let listed: BTreeSet<String> = ACTS.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(found, listed);
}

fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}
