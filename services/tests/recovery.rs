//! A forgotten password or name: who gets a letter, and what its link can do. (security.md lessons 1, 2, 4–6, 10, 17, 22)

use crate::profile::{count, form, trail};
use crate::raw;
use crate::world::{DEVICE, Member, NETWORK, PASSWORD, World, on_every_engine, on_every_engine_with};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::form::{Problem, Reason};
use domain::lang::Lang;
use domain::password::PasswordProblem;
use domain::profile::ProfileForm;
use domain::recovery::RecoveryRefusal;
use domain::trail::TrailKind;
use services::email::Confirmation;
use services::fault::Fault;
use services::sign_in::Attempt;

pub(crate) const NEW: &str = "thuyền về bến vắng";

pub(crate) async fn ask(world: &World, name: &str) {
    world.services.recover_password(name, (Lang::Vi, DEVICE), NETWORK).await.expect("the answer is always the same");
}

/// Asks for a link and takes it out of the letter.
pub(crate) async fn link(world: &World, member: &Member) -> String {
    ask(world, &member.email).await;
    world.letter_to(&member.email).await.token().to_owned()
}

pub(crate) async fn set(world: &World, token: &str, password: &str) -> Result<(), Vec<Reason>> {
    match world.services.set_password(token, password, DEVICE).await {
        Ok(()) => Ok(()),
        Err(Fault::Refused(problems)) => Err(problems.into_iter().map(|Problem { reason, .. }| reason).collect()),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn is_over(world: &World, token: &str) {
    assert!(!world.services.recovery_of(token).await.unwrap());
    assert_eq!(set(world, token, NEW).await, Err(vec![Reason::Recovery(RecoveryRefusal::LinkOver)]));
}

/// Whether this is the password; on the device the member joined on, so that nothing is slowed down and no letter leaves.
pub(crate) async fn opens(world: &World, member: &Member, name: &str, password: &str) -> bool {
    let attempt = Attempt { device_token: member.session.device_token(), ..world.attempt(name, password) };
    world.services.sign_in(attempt).await.is_ok()
}

#[test]
fn a_letter_goes_to_the_address_as_it_was_confirmed_whatever_was_typed() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        for typed in ["lan.anh", " LAN.ANH ", "Lan.Anh@EXAMPLE.com"] {
            ask(world, typed).await;
            let letter = world.letter_to(&lan.email).await;
            assert!(letter.link().starts_with("https://members.example/recovery/"), "{}", letter.body);
            world.wait(3600);
        }
        // Lookalikes find nobody, or somebody whose own address is written to: never the one that was typed.
        for typed in [
            "lan.anh@examp\u{131}e.com",
            "lan.anh@example.com.",
            "lan.anh@\u{212A}.com",
            "lan.anh@example.com,x@evil.example",
        ] {
            ask(world, typed).await;
            assert!(world.letters().await.iter().all(|letter| letter.to == lan.email), "{typed}");
        }
    });
}

#[test]
fn a_lookalike_of_an_address_is_no_way_to_a_letter() {
    on_every_engine(async |world| {
        let kim = world.a_member("kim").await;
        // The Kelvin sign is folded to "k" in a domain; before the @ it is refused.
        for typed in ["\u{212A}im@example.com", "kim@example.c\u{FF4F}m", "K\u{130}M@example.com"] {
            ask(world, typed).await;
            for letter in world.letters().await {
                assert_eq!(letter.to, kim.email, "{typed}");
            }
        }
    });
}

#[test]
fn only_open_accounts_with_a_confirmed_address_are_written_to() {
    on_every_engine(async |world| {
        let unconfirmed = world.join("binh").await;
        world.letters().await;
        let closing = world.a_member("chau").await;
        world.services.close(&world.who(&closing.session).await, PASSWORD, NETWORK).await.unwrap();
        world.letters().await;
        for name in ["nobody.here", "nobody@example.com", "binh", &unconfirmed.email, "chau", &closing.email, "…", "@"]
        {
            ask(world, name).await;
            world.services.recover_username(name, (Lang::Vi, DEVICE), NETWORK).await.unwrap();
            assert!(world.letters().await.is_empty(), "{name}");
        }
        assert_eq!(raw::rows(world, "recovery_links").await, 0);
        assert_eq!(raw::rows(world, "outbox").await, 0, "what is addressed to nobody does not wait for ever");
    });
}

#[test]
fn an_empty_question_is_said_to_be_empty() {
    on_every_engine(async |world| {
        let missing = world.services.recover_password(" ", (Lang::Vi, DEVICE), NETWORK).await;
        assert!(matches!(missing, Err(Fault::Refused(RecoveryRefusal::Missing))), "{missing:?}");
        assert!(raw::rows(world, "attempts").await == 0);
    });
}

// ASVS: V6.4.1
#[test]
fn a_link_sets_a_new_password_ends_every_session_and_signs_nobody_in() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let known = Attempt { device_token: lan.session.device_token(), ..world.attempt("lan.anh", PASSWORD) };
        let phone = world.services.sign_in(known).await.unwrap().session().unwrap();
        let token = link(world, &lan).await;
        assert!(world.services.recovery_of(&token).await.unwrap());
        assert!(opens(world, &lan, "lan.anh", PASSWORD).await, "looking at the page changes nothing");

        assert_eq!(set(world, &token, NEW).await, Ok(()));
        assert!(world.letter_to(&lan.email).await.body.contains("Mật khẩu tài khoản Metiz của bạn được đổi"));
        for session in [&lan.session, &phone] {
            assert!(world.services.find(session.token()).await.unwrap().is_none());
        }
        assert_eq!(raw::rows(world, "sessions").await, 0);
        assert!(!opens(world, &lan, "lan.anh", PASSWORD).await);
        let session = world.services.sign_in(Attempt { password: NEW, ..known }).await.unwrap().session().unwrap();
        let trail = trail(world, &world.who(&session).await).await;
        assert_eq!(count(&trail, TrailKind::RecoveryAsked), 1);
        assert_eq!(count(&trail, TrailKind::PasswordRecovered), 1);
    });
}

// ASVS: V6.4.1, V6.5.5
#[test]
fn a_link_works_once_and_for_ten_minutes() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let token = link(world, &lan).await;
        world.wait(599);
        assert!(world.services.recovery_of(&token).await.unwrap());
        world.wait(1);
        is_over(world, &token).await;
        assert!(world.services.run_due_jobs().await.unwrap().expired > 0);
        assert_eq!(raw::rows(world, "recovery_links").await, 0, "what is over is forgotten");

        let token = link(world, &lan).await;
        assert_eq!(set(world, &token, NEW).await, Ok(()));
        world.letters().await;
        is_over(world, &token).await;
        assert!(opens(world, &lan, "lan.anh", NEW).await);
    });
}

#[test]
fn a_clock_set_back_revives_no_link() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let token = link(world, &lan).await;
        world.hand.set(world.now().minus(std::time::Duration::from_mins(1)));
        is_over(world, &token).await;
    });
}

#[test]
fn no_other_text_than_the_links_own_token_sets_a_password() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let token = link(world, &lan).await;
        let before = raw::bytes(world, "select password from members").await;
        let mut wrong: Vec<String> = ["", "0", " ", "null", "' or 1=1 --", "over", "sent"].map(String::from).to_vec();
        for cut in 1..token.len() {
            wrong.extend([token[..cut].to_owned(), token[cut..].to_owned()]);
        }
        for (place, char) in token.char_indices().filter(|(_, char)| char.is_ascii_alphabetic()) {
            let other = if char.is_lowercase() { char.to_ascii_uppercase() } else { char.to_ascii_lowercase() };
            wrong.push(format!("{}{other}{}", &token[..place], &token[place + 1..]));
        }
        wrong.extend([
            format!("{token}A"),
            format!("A{token}"),
            format!("{token} "),
            token.to_lowercase(),
            token.to_uppercase(),
        ]);
        for text in wrong {
            is_over(world, &text).await;
        }
        assert_eq!(raw::bytes(world, "select password from members").await, before);
        assert_eq!(set(world, &token, NEW).await, Ok(()));
        world.letters().await;
    });
}

#[test]
fn nobody_sets_a_password_without_the_letter() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        ask(world, "lan.anh").await;
        world.letters().await;
        // Everything the database holds of the link is no way to use it: there is only a hash of the token.
        for stored in raw::bytes(world, "select token_hash from recovery_links").await {
            is_over(world, &URL_SAFE_NO_PAD.encode(&stored)).await;
            is_over(world, &String::from_utf8_lossy(&stored)).await;
        }
        assert!(opens(world, &lan, "lan.anh", PASSWORD).await);
    });
}

// ASVS: V6.6.2
#[test]
fn after_a_change_of_password_address_or_account_an_older_link_is_dead() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;

        let token = link(world, &lan).await;
        let renewed = world.services.change_password(&who.freshly().unwrap(), NEW).await.unwrap();
        world.letter_to(&lan.email).await;
        is_over(world, &token).await;

        let token = link(world, &lan).await;
        let who = world.who(&renewed).await;
        let change = ProfileForm { email: "lan.moi@example.com", ..form(&lan) };
        world.services.correct(&who, &change, 1).await.unwrap();
        assert!(world.services.recovery_of(&token).await.unwrap(), "an address that is not proved changes nothing yet");
        let letters = world.letters().await;
        let asked = letters.iter().find(|letter| letter.to == "lan.moi@example.com").unwrap();
        world.services.confirm_email(&who, asked.token()).await.unwrap();
        world.letters().await;
        is_over(world, &token).await;

        world.wait(3600);
        let session =
            world.services.sign_in(world.attempt("lan.moi@example.com", NEW)).await.unwrap().session().unwrap();
        world.letters().await;
        ask(world, "lan.anh").await;
        let token = world.letter_to("lan.moi@example.com").await.token().to_owned();
        world.services.close(&world.who(&session).await, NEW, NETWORK).await.unwrap();
        world.letters().await;
        is_over(world, &token).await;
    });
}

#[test]
fn a_link_that_was_used_kills_every_other_link_of_its_member_and_of_nobody_else() {
    on_every_engine(async |world| {
        let (lan, minh) = (world.a_member("lan.anh").await, world.a_member("minh").await);
        let (first, second) = (link(world, &lan).await, link(world, &lan).await);
        let minhs = link(world, &minh).await;
        assert!(
            world.services.recovery_of(&first).await.unwrap(),
            "asking again kills no link: strangers can ask, too"
        );
        assert_eq!(set(world, &second, NEW).await, Ok(()));
        world.letter_to(&lan.email).await;
        is_over(world, &first).await;
        assert!(world.services.recovery_of(&minhs).await.unwrap());
        assert!(opens(world, &minh, "minh", PASSWORD).await);
        assert!(!opens(world, &minh, "minh", NEW).await);
    });
}

#[test]
fn a_waiting_change_of_address_dies_with_the_password() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        let change = ProfileForm { email: "ke.la@example.com", ..form(&lan) };
        world.services.correct(&who, &change, 1).await.unwrap();
        let letters = world.letters().await;
        let strangers = letters.iter().find(|letter| letter.to == "ke.la@example.com").unwrap().token();
        let token = link(world, &lan).await;
        assert_eq!(set(world, &token, NEW).await, Ok(()));
        world.letter_to(&lan.email).await;
        assert_eq!(world.services.confirmation_of(Some(&who), strangers).await.unwrap(), Confirmation::Over);
        assert!(world.services.confirm_email(&who, strangers).await.is_err());
    });
}

// ASVS: V6.5.1
#[test]
fn of_sixty_four_who_come_with_one_link_exactly_one_gets_its_password() {
    on_every_engine_with(
        |settings| settings.hash_queue = 100,
        async |world| {
            let lan = world.a_member("lan.anh").await;
            let token = link(world, &lan).await;
            let tries: Vec<_> = (0..64)
                .map(|number| (world.services.clone(), token.clone(), format!("{NEW} số {number}")))
                .map(|(services, token, password)| {
                    tokio::spawn(async move {
                        let set = services.set_password(&token, &password, DEVICE).await;
                        assert!(matches!(set, Ok(()) | Err(Fault::Refused(_) | Fault::Busy { .. })), "{set:?}");
                        set.is_ok().then_some(password)
                    })
                })
                .collect();
            let mut winners = Vec::new();
            for one in tries {
                winners.extend(one.await.unwrap());
            }
            assert_eq!(winners.len(), 1, "{winners:?}");
            assert_eq!(world.letters().await.len(), 1, "one notice");
            assert!(opens(world, &lan, "lan.anh", &winners[0]).await);
        },
    );
}

#[test]
fn a_new_password_follows_the_rules_of_joining_and_a_refused_one_costs_no_link() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let token = link(world, &lan).await;
        let hashes = world.services.hasher().made();
        for (typed, why) in [
            ("", PasswordProblem::Missing),
            ("ngắn", PasswordProblem::TooShort { min: 8 }),
            ("password1", PasswordProblem::Common),
            ("lan.anh2026", PasswordProblem::ContainsOwnData),
            ("nguyenthilananh", PasswordProblem::ContainsOwnData),
        ] {
            assert_eq!(set(world, &token, typed).await, Err(vec![Reason::Password(why)]), "{typed}");
        }
        assert_eq!(world.services.hasher().made(), hashes, "a refused password is not hashed");
        assert_eq!(set(world, &token, NEW).await, Ok(()));
        world.letters().await;
    });
}

#[test]
fn an_account_that_strangers_have_shut_is_opened_by_its_owners_letter() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        while !matches!(
            world.services.sign_in(world.attempt("lan.anh", "đoán mò thôi")).await,
            Err(Fault::TooManyTries { .. })
        ) {}
        let token = link(world, &lan).await;
        assert_eq!(set(world, &token, NEW).await, Ok(()));
        world.services.sign_in(world.attempt("lan.anh", NEW)).await.expect("no wait is left");
        world.letters().await;
    });
}

#[test]
fn an_address_gets_three_letters_an_hour_and_the_answer_stays_the_same() {
    on_every_engine(async |world| {
        // One letter was the one for joining.
        let lan = world.a_member("lan.anh").await;
        for expected in [1, 1, 0, 0] {
            ask(world, "lan.anh").await;
            assert_eq!(world.letters().await.len(), expected);
        }
        world.wait(3600);
        link(world, &lan).await;
    });
}

#[test]
fn a_network_asks_twenty_times_in_ten_minutes() {
    on_every_engine(async |world| {
        for number in 0..20 {
            ask(world, &format!("nobody.{number}")).await;
        }
        let refused = world.services.recover_password("lan.anh", (Lang::Vi, DEVICE), NETWORK).await;
        assert!(matches!(refused, Err(Fault::TooManyTries { wait_s: 1..=600 })), "{refused:?}");
        world.services.recover_password("lan.anh", (Lang::Vi, DEVICE), "198.51.100.9/32").await.unwrap();
        // Signing in from there is another matter.
        assert!(matches!(world.services.sign_in(world.attempt("x.y.z", "wrong")).await, Err(Fault::Refused(_))));
    });
}

#[test]
fn a_username_is_told_to_the_address_its_owner_confirmed() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        world.services.recover_username(" LAN.ANH@example.com", (Lang::En, DEVICE), NETWORK).await.unwrap();
        let letter = world.letter_to(&lan.email).await;
        assert!(letter.body.lines().any(|line| line == "lan.anh"), "{}", letter.body);
        assert!(letter.body.starts_with("Chào bạn,"), "in the member's language");
        world.services.recover_username("lan.anh", (Lang::Vi, DEVICE), NETWORK).await.unwrap();
        assert!(world.letters().await.is_empty(), "a username is no address");
        assert_eq!(count(&trail(world, &world.who(&lan.session).await).await, TrailKind::UsernameAsked), 1);
    });
}
