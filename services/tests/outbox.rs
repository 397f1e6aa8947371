//! Letters: written down with their cause, delivered once, put off when the way is closed, and not for ever. That they left is
//! in the history of whoever they were for.

mod mail_server;

use crate::closure::close;
use crate::consent::decide;
use crate::raw;
use crate::world::{DEVICE, NETWORK, PASSWORD, World, day, on_every_engine, on_every_engine_with};
use domain::consent::{Channel, Decision, Purpose};
use domain::lang::Lang;
use domain::letters::LetterKind;
use domain::trail::{TrailFilter, TrailGroup, TrailKind};
use mail_server::{MailServer, Says};
use services::sessions::SignedIn;
use std::fs;

/// The letters in a member's history, the newest first.
pub(crate) async fn told(world: &World, who: &SignedIn) -> Vec<(TrailKind, LetterKind)> {
    let filter = TrailFilter { group: Some(TrailGroup::Messages), month: None };
    let lines = world.services.activity_among(who, filter, None, 50).await.unwrap();
    let letter = |line: services::activity::Activity| (line.entry.kind, line.entry.detail.letter.unwrap());
    lines.into_iter().filter(|line| line.entry.kind.is_letter()).map(letter).collect()
}

#[test]
fn a_letter_leaves_once_and_its_row_is_gone() {
    on_every_engine(async |world| {
        world.join("lan.anh").await;
        let delivered = world.services.deliver_letters().await.unwrap();
        assert_eq!((delivered.sent, delivered.put_off, delivered.given_up), (1, 0, 0));
        assert_eq!(world.services.deliver_letters().await.unwrap().sent, 0);
        world.letter_to("lan.anh@example.com").await;
    });
}

#[test]
fn who_looks_for_letters_is_told_when_one_was_posted_and_left_alone_when_none_was() {
    on_every_engine(async |world| {
        let at_first = world.services.posted();
        let member = world.a_member("lan.anh").await;
        let after_joining = world.services.posted();
        assert!(after_joining > at_first);
        let who = world.who(&member.session).await;
        decide(world, &who, (Purpose::News, Channel::Email), Decision::Grant).await;
        assert_eq!(world.services.posted(), after_joining);
        world.services.recover_password("nobody", (Lang::Vi, DEVICE), NETWORK).await.unwrap();
        assert!(world.services.posted() > after_joining, "the same for a name nobody has");
    });
}

#[test]
fn two_workers_at_once_send_it_once() {
    on_every_engine(async |world| {
        for name in ["lan.anh", "binh", "chau"] {
            world.join(name).await;
        }
        let workers: Vec<_> = (0..6)
            .map(|_| world.services.clone())
            .map(|services| tokio::spawn(async move { services.deliver_letters().await.unwrap().sent }))
            .collect();
        let mut sent = 0;
        for worker in workers {
            sent += worker.await.unwrap();
        }
        assert_eq!(sent, 3);
        assert_eq!(world.letters().await.len(), 3);
    });
}

#[test]
fn a_closed_way_puts_letters_off_and_they_leave_when_it_opens() {
    on_every_engine(async |world| {
        world.join("lan.anh").await;
        let folder = world.folder().join("letters");
        fs::remove_dir(&folder).unwrap();
        assert_eq!(world.services.deliver_letters().await.unwrap().put_off, 1);
        // Not due again before a minute has passed.
        assert_eq!(world.services.deliver_letters().await.unwrap().put_off, 0);
        world.wait(75);
        assert_eq!(world.services.deliver_letters().await.unwrap().put_off, 1);
        fs::create_dir(&folder).unwrap();
        world.wait(150);
        world.letter_to("lan.anh@example.com").await;
    });
}

#[test]
fn a_letter_is_given_up_after_two_days() {
    on_every_engine(async |world| {
        world.join("lan.anh").await;
        let folder = world.folder().join("letters");
        fs::remove_dir(&folder).unwrap();
        let (mut tries, began) = (0, world.now());
        loop {
            let delivered = world.services.deliver_letters().await.unwrap();
            tries += delivered.put_off;
            if delivered.given_up == 1 {
                break;
            }
            world.wait(600);
            assert!(world.now().since(began).as_secs() < 54 * 3600, "given up at last");
        }
        assert!((10..40).contains(&tries), "{tries}");
        assert!(world.now().since(began).as_secs() >= 48 * 3600);
        fs::create_dir(&folder).unwrap();
    });
}

#[test]
fn a_worker_that_died_half_way_leaves_the_letter_to_the_next() {
    on_every_engine(async |world| {
        world.join("lan.anh").await;
        // Wherever it is cut off (before it took the letter, after, or with the letter in its hand), the letter is not lost.
        for micros in [1, 200, 1000, 2000] {
            let worker = world.services.clone();
            drop(tokio::time::timeout(std::time::Duration::from_micros(micros), worker.deliver_letters()).await);
        }
        let mut letters = Vec::new();
        for _ in 0..10 {
            world.wait(60);
            letters.extend(world.letters().await);
        }
        assert!(!letters.is_empty());
        // Twice at most for each cut, and then under the same id: whoever reads them can tell.
        let id = |letter: &crate::world::Received| {
            letter.head.lines().find(|line| line.starts_with("Message-ID")).map(str::to_owned)
        };
        assert!(letters.iter().all(|letter| id(letter) == id(&letters[0])));
    });
}

#[test]
fn a_letter_names_nobody_in_its_head_and_has_a_fixed_id() {
    on_every_engine(async |world| {
        world.join("lan.anh").await;
        let letter = world.letter_to("lan.anh@example.com").await;
        assert!(letter.head.contains("From: \"Metiz Cinema\" <no-reply@members.example>"), "{}", letter.head);
        assert!(
            letter.head.lines().any(|line| line.starts_with("Message-ID: <") && line.ends_with("@members.example>"))
        );
        assert!(!letter.head.contains("Lan Anh"));
        assert!(letter.head.contains("Content-Type: text/plain; charset=utf-8"));
    });
}

/// A world whose letters go to a mail server.
#[expect(clippy::needless_pass_by_value, reason = "a story is handed over, not lent")]
fn on_every_engine_by_mail(story: impl AsyncFn(&World, &MailServer)) {
    let server = MailServer::start();
    on_every_engine_with(
        |settings| settings.letters = server.settings(),
        async |world| {
            server.says(Says::default());
            story(world, &server).await;
            // What waits leaves before the world ends.
            server.says(Says::default());
            world.wait(5 * 3600);
            world.services.deliver_letters().await.unwrap();
            server.taken();
        },
    );
}

/// What the doctor says of letters given up, and whether that is well.
async fn given_up(world: &World) -> (bool, String) {
    let findings = services::doctor::look(&world.settings, world.now()).await.into_iter();
    let mut about = findings.filter(|finding| finding.sentence.contains("given up"));
    let finding = about.next().expect("the doctor speaks of letters given up");
    (finding.ok, finding.sentence)
}

#[test]
fn a_password_that_was_changed_loses_no_letter() {
    on_every_engine_by_mail(async |world, server| {
        server.says(Says { password: Some("535 5.7.8 authentication failed"), ..Says::default() });
        world.join("lan.anh").await;
        let delivered = world.services.deliver_letters().await.unwrap();
        assert_eq!((delivered.sent, delivered.put_off, delivered.given_up), (0, 1, 0));
        assert_eq!(given_up(world).await, (true, "no letter was given up".to_owned()));
        server.says(Says::default());
        world.wait(75);
        assert_eq!(world.services.deliver_letters().await.unwrap().sent, 1);
        assert_eq!(server.taken(), ["lan.anh@example.com"]);
    });
}

#[test]
fn a_sender_who_is_refused_loses_no_letter() {
    on_every_engine_by_mail(async |world, server| {
        for refusal in ["550 5.7.1 sender not allowed", "553 5.1.8 sender unknown", "550 not you", "554 no"] {
            server.says(Says { sender: Some(refusal), ..Says::default() });
            world.join(&format!("lan{}", world.now().micros())).await;
            let delivered = world.services.deliver_letters().await.unwrap();
            assert_eq!((delivered.sent, delivered.given_up), (0, 0), "{refusal}");
            world.wait(75);
        }
        server.says(Says::default());
        world.wait(3600);
        assert_eq!(world.services.deliver_letters().await.unwrap().sent, 4);
    });
}

#[test]
fn a_receiver_who_is_not_there_is_written_to_once_and_the_doctor_says_so() {
    on_every_engine_by_mail(async |world, server| {
        server.says(Says { receiver: Some(("lan.anh", "550 5.1.1 nobody here")), ..Says::default() });
        world.join("lan.anh").await;
        world.join("binh").await;
        let delivered = world.services.deliver_letters().await.unwrap();
        assert_eq!((delivered.sent, delivered.put_off, delivered.given_up), (1, 0, 1));
        assert_eq!(server.taken(), ["binh@example.com"]);
        let (ok, sentence) = given_up(world).await;
        assert!(ok, "a mailbox that is not there is nothing the operator can mend");
        assert!(sentence.contains("1 refused") && sentence.contains("550 5.1.1"), "{sentence}");
        assert_eq!(raw::texts(world, "select kind from dead_letters").await, ["confirm_address"]);
        world.wait(30 * 86_400 + 1);
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(raw::rows(world, "dead_letters").await, 0);
    });
}

#[test]
fn a_refusal_that_does_not_say_why_is_believed_once_others_are_taken() {
    on_every_engine_by_mail(async |world, server| {
        server.says(Says { receiver: Some(("lan.anh", "550 no")), ..Says::default() });
        world.join("lan.anh").await;
        assert_eq!(world.services.deliver_letters().await.unwrap().put_off, 1);
        world.join("binh").await;
        assert_eq!(world.services.deliver_letters().await.unwrap().sent, 1);
        world.wait(75);
        assert_eq!(world.services.deliver_letters().await.unwrap().given_up, 1);
    });
}

#[test]
fn when_nobody_answers_a_few_letters_notice_and_the_others_stay_due() {
    on_every_engine_by_mail(async |world, server| {
        for number in 0..10 {
            world.join(&format!("lan{number}")).await;
        }
        server.says(Says { greeting: Some("421 come later"), ..Says::default() });
        assert_eq!(world.services.deliver_letters().await.unwrap().put_off, 4);
        server.says(Says::default());
        assert_eq!(world.services.deliver_letters().await.unwrap().sent, 6);
        world.wait(75);
        assert_eq!(world.services.deliver_letters().await.unwrap().sent, 4);
        assert_eq!(server.taken().len(), 10);
    });
}

#[test]
fn a_mail_server_that_hangs_holds_up_no_erasure() {
    on_every_engine_by_mail(async |world, server| {
        let member = world.join("lan.anh").await;
        let who = world.who(&member.session).await;
        world.services.close_freshly(&who.freshly().unwrap()).await.unwrap();
        world.join("binh").await;
        world.wait(7 * 86_400);
        server.says(Says { hangs: true, ..Says::default() });
        let (services, before) = (world.services.clone(), server.connections());
        let hanging = tokio::spawn(async move { services.deliver_letters().await });
        while server.connections() == before {
            tokio::task::yield_now().await;
        }
        assert!(world.services.run_due_jobs().await.unwrap().erasing > 0);
        assert_eq!(raw::rows(world, "members").await, 1);
        assert!(!hanging.is_finished(), "it still hangs");
        hanging.abort();
    });
}

#[test]
fn a_way_that_was_shut_for_two_days_is_the_operators_to_know() {
    on_every_engine_by_mail(async |world, server| {
        server.says(Says { password: Some("535 no"), ..Says::default() });
        world.join("lan.anh").await;
        while world.services.deliver_letters().await.unwrap().given_up == 0 {
            world.wait(3600);
        }
        let (ok, sentence) = given_up(world).await;
        assert!(!ok && sentence.contains("1 not handed over in time (535)"), "{sentence}");
        world.wait(86_400);
        assert!(given_up(world).await.0, "a day later it is no news");
    });
}

#[test]
fn a_letter_is_in_the_history_once_it_has_left_and_not_before() {
    on_every_engine(async |world| {
        let member = world.join("lan.anh").await;
        let who = world.who(&member.session).await;
        assert_eq!(told(world, &who).await, [], "it waits");
        let folder = world.folder().join("letters");
        fs::remove_dir(&folder).unwrap();
        world.services.deliver_letters().await.unwrap();
        assert_eq!(told(world, &who).await, [], "it was put off");
        fs::create_dir(&folder).unwrap();
        world.wait(75);
        let letter = world.letter_to(&member.email).await;
        assert_eq!(told(world, &who).await, [(TrailKind::LetterSent, LetterKind::ConfirmAddress)]);
        let lines = world.services.activity_of(&who, None, 1).await.unwrap();
        assert_eq!(lines[0].entry.at, world.now(), "when it left, not when it was written");
        world.services.deliver_letters().await.unwrap();
        assert_eq!(told(world, &who).await.len(), 1);
        world.services.confirm_email(&who, letter.token()).await.unwrap();
        world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await.unwrap();
        world.letter_to(&member.email).await;
        assert_eq!(told(world, &who).await[0], (TrailKind::LetterSent, LetterKind::NewDevice));
    });
}

#[test]
fn a_letter_that_was_given_up_reached_nobody_and_leaves_no_line() {
    on_every_engine(async |world| {
        world.join("lan.anh").await;
        let folder = world.folder().join("letters");
        fs::remove_dir(&folder).unwrap();
        world.services.deliver_letters().await.unwrap();
        world.wait(day(3));
        assert_eq!(world.services.deliver_letters().await.unwrap().given_up, 1);
        fs::create_dir(&folder).unwrap();
        let session = world.services.sign_in(world.attempt("lan.anh", PASSWORD)).await.unwrap().session().unwrap();
        assert_eq!(told(world, &world.who(&session).await).await, []);
    });
}

#[test]
fn whoever_joins_with_somebodys_address_reads_the_same_as_with_one_nobody_has() {
    on_every_engine(async |world| {
        let owner = world.a_member("lan.anh").await;
        let mut histories = Vec::new();
        for (name, address) in [("stranger1", owner.email.as_str()), ("stranger2", "free@example.com")] {
            let form = world.form(name, address);
            let session = world.services.join(&form, Lang::Vi, DEVICE, NETWORK).await.unwrap();
            world.letter_to(address).await;
            let lines = world.services.activity_of(&world.who(&session).await, None, 50).await.unwrap();
            histories
                .push(lines.into_iter().map(|line| (line.entry.kind, line.entry.detail.letter)).collect::<Vec<_>>());
        }
        assert_eq!(histories[0], histories[1]);
        assert_eq!(histories[0][0], (TrailKind::LetterSent, Some(LetterKind::ConfirmAddress)));
        let who = world.who(&owner.session).await;
        assert_eq!(told(world, &who).await.len(), 1, "the owner has their own letter alone");
    });
}

#[test]
fn a_letter_for_a_name_nobody_has_is_in_nobodys_history() {
    on_every_engine(async |world| {
        let member = world.a_member("lan.anh").await;
        let lines = raw::rows(world, "trail").await;
        world.services.recover_password("nobody.here", (Lang::Vi, DEVICE), NETWORK).await.unwrap();
        assert!(world.letters().await.is_empty());
        assert_eq!(raw::rows(world, "trail").await, lines);
        world.services.recover_password("lan.anh", (Lang::Vi, DEVICE), NETWORK).await.unwrap();
        world.letter_to(&member.email).await;
        let who = world.who(&member.session).await;
        assert_eq!(told(world, &who).await[0], (TrailKind::LetterSent, LetterKind::RecoverPassword));
    });
}

#[test]
fn a_letter_that_leaves_during_an_erasure_leaves_no_line_behind() {
    on_every_engine(async |world| {
        let member = world.a_member("lan.anh").await;
        close(world, &member).await;
        world.letter_to(&member.email).await;
        world.wait(day(8));
        // The proofs are kept, then the key is destroyed: whatever leaves now has no history to stand in.
        world.services.erase_steps(2).await.unwrap();
        let other = world.join("minh").await;
        // As if this letter were about the one who is being erased.
        let about = "update outbox set member_id = (select member_id from closures) where member_id is not null";
        raw::run(world, about).await;
        let lines = raw::rows(world, "trail").await;
        world.letter_to(&other.email).await;
        assert_eq!(raw::rows(world, "trail").await, lines);
        world.services.erase_due().await.unwrap();
        let of_who_is_here =
            raw::number(world, "select count(*) from trail t join members m on m.id = t.member_id").await;
        assert_eq!((raw::rows(world, "trail").await, raw::rows(world, "members").await), (of_who_is_here, 1));
        world.letter_to(&member.email).await;
    });
}
