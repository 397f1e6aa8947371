//! Sessions: only a living one opens anything, and nothing makes it live longer.

use crate::authenticator::set_up;
use crate::closure::close;
use crate::orders::reference;
use crate::profile::trail;
use crate::raw;
use crate::world::{NETWORK, PASSWORD, day, on_every_engine};
use domain::form::Reason;
use domain::lang::Lang;
use domain::member_reference::MemberReference;
use domain::trail::TrailKind;
use services::factors::Attempt as Code;
use services::fault::Fault;
use services::sessions::{Found, NewSession};
use services::sign_in::{Attempt, SignIn};

// ASVS: V7.2.1, V7.2.3
#[test]
fn a_token_opens_its_members_session_and_no_other_text_does() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let token = lan.session.token().to_owned();
        assert!(world.services.find(&token).await.unwrap().is_some());
        let mut wrong: Vec<String> = ["0", " ", "' or 1=1 --"].map(ToOwned::to_owned).into();
        wrong.extend((0..token.len()).flat_map(|at| [token[..at].to_owned(), token[at + 1..].to_owned()]));
        wrong.extend(
            ["A", "=", " ", "\0", "\u{301}"]
                .iter()
                .flat_map(|more| [format!("{token}{more}"), format!("{more}{token}")]),
        );
        let other_case = |c: char| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
        wrong.extend([token.to_lowercase(), token.to_uppercase(), token.chars().map(other_case).collect()]);
        wrong.extend((0..token.len()).map(|flipped| {
            token.chars().enumerate().map(|(at, c)| if at == flipped { other_case(c) } else { c }).collect()
        }));
        wrong.retain(|text| *text != token);
        assert!(wrong.len() > 120, "letters enough to flip");
        for wrong in wrong {
            assert!(world.services.find(&wrong).await.unwrap().is_none(), "{wrong:?}");
        }
    });
}

// ASVS: V7.4.1
#[test]
fn an_ended_session_is_refused_on_the_very_next_request() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        world.services.sign_out(&who).await.unwrap();
        assert!(world.services.find(lan.session.token()).await.unwrap().is_none());
        // Pressing twice ends in the same place.
        world.services.sign_out(&who).await.unwrap();
    });
}

// ASVS: V7.3.1
#[test]
fn half_an_idle_hour_ends_a_session() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        world.wait(29 * 60);
        assert!(world.services.find(lan.session.token()).await.unwrap().is_some());
        world.services.settled().await;
        world.wait(29 * 60);
        assert!(world.services.find(lan.session.token()).await.unwrap().is_some());
        world.services.settled().await;
        world.wait(30 * 60);
        assert!(world.services.find(lan.session.token()).await.unwrap().is_none());
    });
}

// ASVS: V7.3.2
#[test]
fn twelve_busy_hours_end_a_session_all_the_same() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        for _ in 0..35 {
            world.wait(20 * 60);
            assert!(world.services.find(lan.session.token()).await.unwrap().is_some());
            world.services.settled().await;
        }
        world.wait(20 * 60);
        assert!(world.services.find(lan.session.token()).await.unwrap().is_none());
    });
}

#[test]
fn keep_me_signed_in_lasts_thirty_days() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let attempt = services::sign_in::Attempt {
            kept: true,
            device_token: lan.session.device_token(),
            ..world.attempt("lan.anh", PASSWORD)
        };
        let kept = world.services.sign_in(attempt).await.unwrap().session().unwrap();
        assert_eq!(kept.keep_for_s(), Some(day(30)));
        assert_eq!(lan.session.keep_for_s(), None);
        world.wait(day(29));
        assert!(world.services.find(kept.token()).await.unwrap().is_some());
        world.services.settled().await;
        world.wait(day(1));
        assert!(world.services.find(kept.token()).await.unwrap().is_none());
    });
}

#[test]
fn a_clock_that_was_set_back_revives_no_session() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        world.wait(day(2));
        world.services.run_due_jobs().await.unwrap();
        world.hand.set(world.now().minus(std::time::Duration::from_secs(day(2))));
        assert!(world.services.find(lan.session.token()).await.unwrap().is_none());
    });
}

// ASVS: V7.2.4
#[test]
fn a_proved_password_is_fresh_for_ten_minutes_under_a_new_token() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        assert!(world.who(&lan.session).await.freshly().is_some());
        world.wait(10 * 60);
        let who = world.who(&lan.session).await;
        assert!(who.freshly().is_none());
        let proved = world.services.prove_password(&who, PASSWORD, crate::world::NETWORK).await.unwrap();
        assert!(world.who(&proved).await.freshly().is_some());
        assert_eq!(proved.ends(), lan.session.ends());
        assert!(world.services.find(lan.session.token()).await.unwrap().is_none());
    });
}

#[test]
fn a_wrong_password_proves_nothing_and_leaves_a_trail() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        for wrong in ["", "not it at all"] {
            let refused = world.services.prove_password(&who, wrong, crate::world::NETWORK).await;
            assert!(matches!(refused, Err(Fault::Refused(Reason::WrongPassword | Reason::Password(_)))));
        }
        assert!(world.services.find(lan.session.token()).await.unwrap().is_some());
        let kinds = trail(world, &who).await;
        assert_eq!(kinds.first(), Some(&TrailKind::SignInFailed));
    });
}

#[test]
fn whoever_holds_an_open_session_cannot_guess_the_password_for_ever() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let attempt = services::sign_in::Attempt {
            kept: true,
            device_token: lan.session.device_token(),
            ..world.attempt("lan.anh", PASSWORD)
        };
        let kept = world.services.sign_in(attempt).await.unwrap().session().unwrap();
        let who = world.who(&kept).await;
        let mut guesses = 0;
        while world.services.find(kept.token()).await.unwrap().is_some() {
            match world.services.prove_password(&who, "not it at all", crate::world::NETWORK).await {
                Err(Fault::Refused(Reason::WrongPassword)) => guesses += 1,
                Err(Fault::TooManyTries { wait_s }) => world.wait(u64::from(wait_s)),
                other => panic!("{other:?}"),
            }
            world.services.settled().await;
        }
        assert_eq!(guesses, 20);
    });
}

// ASVS: V7.5.2
#[test]
fn a_member_sees_their_sessions_and_ends_the_others() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        world.wait(60);
        let known = services::sign_in::Attempt {
            device_token: lan.session.device_token(),
            ..world.attempt("lan.anh", PASSWORD)
        };
        let second = world.services.sign_in(known).await.unwrap().session().unwrap();
        let third = world.services.sign_in(known).await.unwrap().session().unwrap();
        let who = world.who(&second).await;
        let lines = world.services.sessions_of(&who).await.unwrap();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].current);
        assert_eq!(lines[0].device, "Firefox, Linux");
        let other = lines.iter().find(|line| line.device == crate::world::DEVICE).unwrap();
        world.services.end_session(&who, &other.session.to_string()).await.unwrap();
        assert!(world.services.find(lan.session.token()).await.unwrap().is_none());
        assert!(world.services.find(third.token()).await.unwrap().is_some());
        world.services.end_other_sessions(&who).await.unwrap();
        assert!(world.services.find(third.token()).await.unwrap().is_none());
        assert!(world.services.find(second.token()).await.unwrap().is_some());
        assert_eq!(trail(world, &who).await.first(), Some(&TrailKind::OtherSessionsEnded));
    });
}

#[test]
fn somebody_elses_session_number_ends_nothing_and_looks_the_same() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let binh = world.a_member("binh").await;
        let (lan_who, binh_who) = (world.who(&lan.session).await, world.who(&binh.session).await);
        for id in [lan_who.session().to_string(), "0".repeat(32), "x".to_owned(), String::new(), "é".repeat(16)] {
            world.services.end_session(&binh_who, &id).await.unwrap();
        }
        assert!(world.services.find(lan.session.token()).await.unwrap().is_some());
        assert!(world.services.find(binh.session.token()).await.unwrap().is_some());
    });
}

#[test]
fn the_language_a_member_chooses_is_on_the_next_request() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let who = world.who(&lan.session).await;
        assert_eq!(who.lang(), Lang::Vi);
        world.services.choose_language(&who, Lang::En).await.unwrap();
        assert_eq!(world.who(&lan.session).await.lang(), Lang::En);
        assert_eq!(world.services.username_of(&who).await.unwrap(), "lan.anh");
    });
}

#[test]
fn the_last_use_is_known_to_the_minute_without_a_write_for_each_page() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let began = world.now();
        world.wait(59);
        let who = world.who(&lan.session).await;
        world.services.settled().await;
        assert_eq!(world.services.sessions_of(&who).await.unwrap()[0].last, began);
        world.wait(1);
        world.who(&lan.session).await;
        world.services.settled().await;
        assert_eq!(world.services.sessions_of(&who).await.unwrap()[0].last, world.now());
    });
}

#[test]
fn a_flash_is_shown_once_to_its_holder_and_for_ten_minutes() {
    on_every_engine(async |world| {
        let token = world.services.keep_flash(b"what was typed").await.unwrap();
        assert_eq!(world.services.take_flash("another token").await.unwrap(), None);
        assert_eq!(world.services.take_flash(&token).await.unwrap().as_deref(), Some(b"what was typed".as_slice()));
        assert_eq!(world.services.take_flash(&token).await.unwrap(), None);
        let late = world.services.keep_flash(b"x").await.unwrap();
        world.wait(600);
        assert_eq!(world.services.take_flash(&late).await.unwrap(), None);
    });
}

// ASVS: V7.4.5
#[test]
fn whoever_runs_the_centre_ends_the_sessions_of_one_member_and_of_everybody() {
    on_every_engine(async |world| {
        let (lan, minh) = (world.a_member("lan.anh").await, world.a_member("minh.tri").await);
        let second = world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await.unwrap().session().unwrap();
        let alive = async |session: &NewSession| world.services.find(session.token()).await.unwrap().is_some();
        let number = reference(world, &lan).await;
        assert_eq!(world.services.end_sessions_of(&number).await.unwrap(), Some(2));
        assert_eq!(world.services.end_sessions_of(&number).await.unwrap(), Some(0), "twice is the same as once");
        assert!(!alive(&lan.session).await && !alive(&second).await && alive(&minh.session).await);
        let stranger = MemberReference::from_chance([7; 11]);
        assert_eq!(world.services.end_sessions_of(&stranger).await.unwrap(), None);

        let back = world.back("lan.anh", &lan).await;
        assert!(trail(world, &back).await.contains(&TrailKind::SessionsEndedByOperator), "they can see it");
        assert_eq!(world.services.end_every_session().await.unwrap(), 2);
        assert_eq!(raw::rows(world, "sessions").await, 0);
        assert_eq!(world.services.end_every_session().await.unwrap(), 0);
        world.letters().await;
    });
}

#[test]
fn sessions_of_an_account_that_closes_are_ended_too() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let number = reference(world, &lan).await;
        close(world, &lan).await;
        let leaving = world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await.unwrap().session().unwrap();
        assert_eq!(world.services.end_sessions_of(&number).await.unwrap(), Some(1));
        assert!(world.services.find(leaving.token()).await.unwrap().is_none());
        world.letters().await;
    });
}

// ASVS: V7.2.4
#[test]
fn whoever_comes_in_anew_leaves_no_earlier_session_of_this_browser_behind() {
    on_every_engine(async |world| {
        let (lan, minh) = (world.a_member("lan.anh").await, world.a_member("minh").await);
        let first = world.who(&lan.session).await;
        let again = Attempt { earlier: Some(&first), ..world.attempt("lan.anh", PASSWORD) };
        let second = world.services.sign_in(again).await.unwrap().session().unwrap();
        assert!(world.services.find(lan.session.token()).await.unwrap().is_none(), "the one before is over");
        let who = world.who(&second).await;
        assert_eq!(world.services.sessions_of(&who).await.unwrap().len(), 1);
        assert_eq!(trail(world, &who).await[..2], [TrailKind::SignedIn, TrailKind::SignedOut]);

        // Somebody else on the same browser, too; a wrong password ends nothing.
        let wrong = Attempt { earlier: Some(&who), ..world.attempt("minh", "not the password") };
        assert!(world.services.sign_in(wrong).await.is_err());
        assert!(world.services.find(second.token()).await.unwrap().is_some());
        let other = Attempt { earlier: Some(&who), ..world.attempt("minh", PASSWORD) };
        let minhs = world.services.sign_in(other).await.unwrap().session().unwrap();
        assert!(world.services.find(second.token()).await.unwrap().is_none());
        assert!(world.services.find(minh.session.token()).await.unwrap().is_some(), "on another browser");
        let back = world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await.unwrap().session().unwrap();
        assert_eq!(trail(world, &world.who(&back).await).await[1], TrailKind::SignedOut, "its own member sees that");

        // With a second factor the one before ends with the code, not with the password.
        let (app, _) = set_up(world, &minhs).await;
        let who = world.who(&minhs).await;
        let half = Attempt { earlier: Some(&who), ..world.attempt("minh", PASSWORD) };
        let SignIn::FactorNeeded(pending) = world.services.sign_in(half).await.unwrap() else {
            panic!("a code is needed")
        };
        assert!(world.services.find(minhs.token()).await.unwrap().is_some());
        let typed = app.next(world);
        let code = Code {
            token: pending.token(),
            typed: &typed,
            device: "Firefox, Linux",
            network: NETWORK,
            device_token: None,
            earlier: Some(&who),
        };
        world.services.pass_factor(code).await.unwrap();
        assert!(world.services.find(minhs.token()).await.unwrap().is_none());
        world.letters().await;
    });
}

#[test]
fn the_token_before_opens_nothing_and_is_told_from_others_for_half_a_minute() {
    on_every_engine(async |world| {
        let lan = world.a_member("lan.anh").await;
        let old = lan.session.token();
        let who = world.who(&lan.session).await;
        let proved = world.services.prove_password(&who, PASSWORD, NETWORK).await.unwrap();
        assert!(matches!(world.services.look_up(old).await.unwrap(), Found::Former));
        assert!(world.services.find(old).await.unwrap().is_none(), "it opens nothing");
        world.wait(29);
        assert!(matches!(world.services.look_up(old).await.unwrap(), Found::Former));
        world.wait(1);
        assert!(matches!(world.services.look_up(old).await.unwrap(), Found::Nobody));

        let who = world.who(&proved).await;
        let changed = world.services.change_password(&who.freshly().unwrap(), "mưa tạnh trên phố cũ").await.unwrap();
        world.letters().await;
        assert!(matches!(world.services.look_up(proved.token()).await.unwrap(), Found::Former));
        assert!(matches!(world.services.look_up(old).await.unwrap(), Found::Nobody), "one before, not all before");
        world.services.sign_out(&world.who(&changed).await).await.unwrap();
        assert!(
            matches!(world.services.look_up(proved.token()).await.unwrap(), Found::Nobody),
            "it ends with its session"
        );
    });
}
