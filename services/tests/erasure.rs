//! Being erased: what goes, what stays, and that nothing cuts it short.

use crate::closure::close;
use crate::consent::{decide, wordings};
use crate::profile::{contains, form};
use crate::raw;
use crate::world::{DEVICE, Member, NETWORK, PASSWORD, World, day, on_every_engine, on_every_engine_with};
use domain::closure::Fate;
use domain::consent::{Channel, Decision, Purpose};
use domain::lang::Lang;
use domain::profile::ProfileForm;
use domain::retention::Held;
use services::Services;
use services::closure::erasure::TABLES;
use services::closure::verify::KeyBackups;
use services::db::DatabaseUrl;

/// A member about whom there is something in every table, with waiting letters and tries.
pub(crate) async fn a_full_life(world: &World) -> Member {
    let member = world.a_member("lananh").await;
    let who = world.who(&member.session).await;
    let change = ProfileForm {
        full_name: "Nguyễn Lan Anh",
        gender: "female",
        phone: "0905123456",
        id_number: "048198001234",
        province: "48",
        ward: "20194",
        address_line: "12 Bạch Đằng",
        ..form(&member)
    };
    world.services.correct(&who, &change, 1).await.unwrap();
    world.services.decide_all(&who, Decision::Grant, &wordings(world), Lang::Vi, DEVICE).await.unwrap();
    decide(world, &who, (Purpose::News, Channel::Email), Decision::Withdraw).await;
    crate::orders::hand_in(world, &[crate::orders::order(world, &member, "DH-0001").await]).await.unwrap();
    crate::contact::write_to(world, &member).await;
    let number = crate::orders::reference(world, &member).await;
    world.services.show_to_staff(&number, &crate::look::look()).await.unwrap();
    world.services.freeze(&who).await.unwrap();
    world.services.sign_in(world.attempt("lananh", PASSWORD)).await.unwrap();
    world.services.sign_in(world.attempt("lananh", "sai mật khẩu rồi")).await.unwrap_err();
    member
}

/// Everything that is left of anybody, by table.
async fn left(world: &World) -> Vec<(&'static str, i64)> {
    let mut left = Vec::new();
    for table in TABLES {
        left.push((table.name, raw::rows(world, table.name).await));
    }
    left.retain(|(_, rows)| *rows > 0);
    left
}

#[test]
fn the_plan_counts_what_the_erasure_then_takes() {
    on_every_engine(async |world| {
        let member = a_full_life(world).await;
        let who = world.who(&member.session).await;
        let plan = world.services.closing_plan(&who).await.unwrap();
        let line = |what| plan.iter().find(|line| line.what == what).map(|line| (line.count, line.fate));
        let entries = world.services.consent_of(&who).await.unwrap().entries().len() as u64;
        assert_eq!(line(Held::ConsentEntries), Some((entries, Fate::KeptAnonymised)));
        assert_eq!(line(Held::Sessions), Some((2, Fate::Erased)));
        assert_eq!(line(Held::IdNumber), Some((1, Fate::Erased)));
        assert!(matches!(line(Held::ErasureLedger), Some((1, Fate::KeptUntil { .. }))));
        world.letters().await;
    });
}

#[test]
fn the_erasure_takes_everything_and_leaves_proofs_a_ledger_line_and_a_certificate() {
    on_every_engine(async |world| {
        let minh = world.a_member("minh").await;
        let member = a_full_life(world).await;
        let entries = raw::rows(world, "consent_entries").await;
        close(world, &member).await;
        world.letters().await;
        world.wait(day(7) - 1);
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(raw::rows(world, "erasure_ledger").await, 0, "not a second early");

        world.wait(1);
        world.services.run_due_jobs().await.unwrap();
        let certificate = world.letter_to(&member.email).await;
        let in_hex = if raw::is_sqlite(world) { "lower(hex(proof))" } else { "replace(proof::text, '-', '')" };
        let proof = raw::texts(world, &format!("select {in_hex} from consent_proofs")).await;
        assert_eq!(i64::try_from(proof.len()).unwrap(), entries);
        assert!(
            certificate.body.replace('-', "").contains(&proof[0]),
            "only the certificate names the number: {}",
            certificate.body
        );
        assert_eq!(raw::number(world, "select count(*) from erasure_ledger where scrubbed_at is not null").await, 1);
        for table in TABLES {
            let of_minh = raw::rows(world, table.name).await;
            // Joined, a letter that left, the address confirmed.
            assert!(of_minh <= 3, "{} has {of_minh} rows", table.name);
        }
        assert!(world.services.sign_in(world.attempt("lananh", PASSWORD)).await.is_err());
        world.services.sign_in(world.attempt("minh", PASSWORD)).await.unwrap();
        world.letter_to(&minh.email).await;

        world
            .services
            .join(&world.form("lananh", &member.email), Lang::Vi, DEVICE, NETWORK)
            .await
            .expect("the name is free again");
        world.letters().await;
    });
}

#[test]
fn proofs_of_consent_name_nobody_and_go_after_a_year() {
    on_every_engine(async |world| {
        let member = a_full_life(world).await;
        close(world, &member).await;
        world.wait(day(7));
        world.services.run_due_jobs().await.unwrap();
        world.letters().await;
        world.wait(day(364));
        world.services.run_due_jobs().await.unwrap();
        assert!(raw::rows(world, "consent_proofs").await > 0);
        world.wait(day(2));
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(raw::rows(world, "consent_proofs").await, 0);
    });
}

#[test]
fn an_erasure_that_is_cut_off_anywhere_ends_the_same() {
    for steps in 0..=5 {
        on_every_engine(async |world| {
            let member = a_full_life(world).await;
            close(world, &member).await;
            world.letters().await;
            world.wait(day(7));
            world.services.erase_steps(steps).await.unwrap();
            // Another process takes up what this one left: it knows nothing but the database.
            let after: Services = world.reopened(|_| {}).await;
            assert!(after.sign_in(world.attempt("lananh", PASSWORD)).await.is_err());
            after.erase_due().await.unwrap();
            assert_eq!(after.erase_due().await.unwrap(), 0, "there is nothing left to do");
            after.close_database().await;
            assert_eq!(left(world).await.into_iter().filter(|(table, _)| *table != "outbox").collect::<Vec<_>>(), []);
            assert_eq!(
                raw::number(world, "select count(*) from erasure_ledger where scrubbed_at is not null").await,
                1
            );
            let sent = world.letters().await;
            assert_eq!(sent.len(), 1, "one certificate, whatever happened: {sent:?}");
            assert!(raw::rows(world, "consent_proofs").await > 0);
        });
    }
}

#[test]
fn two_processes_erase_at_once_and_write_one_certificate() {
    on_every_engine(async |world| {
        let member = a_full_life(world).await;
        close(world, &member).await;
        world.letters().await;
        world.wait(day(7));
        let other = world.services.clone();
        let (one, two) = tokio::join!(world.services.erase_due(), other.erase_due());
        for outcome in [one, two] {
            outcome.unwrap();
        }
        world.services.erase_due().await.unwrap();
        world.letter_to(&member.email).await;
        assert_eq!(raw::rows(world, "erasure_ledger").await, 1);
    });
}

#[test]
fn the_certificate_is_written_when_the_last_row_is_gone_and_says_when_that_was() {
    on_every_engine(async |world| {
        let member = a_full_life(world).await;
        close(world, &member).await;
        world.letters().await;
        world.wait(day(7));
        for _ in 0..3 {
            world.services.erase_steps(1).await.unwrap();
            assert!(world.letters().await.is_empty(), "there are rows of the member");
        }
        // The machine stands still for two days, and the epoch turns before the erasure goes on.
        world.wait(day(2));
        world.services.turn_epoch(10).await.unwrap();
        world.services.erase_due().await.unwrap();
        let certificate = world.letter_to(&member.email).await;
        assert!(certificate.body.contains("01/12/2026"), "{}", certificate.body);
        assert_eq!((left(world).await, raw::rows(world, "outbox").await), (vec![], 0));
    });
}

#[test]
fn an_account_whose_profile_does_not_open_is_erased_all_the_same() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        close(world, &member).await;
        world.letters().await;
        raw::run(world, "update profiles set full_name = birth").await;
        world.wait(day(7));
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(left(world).await, []);
    });
}

#[test]
fn an_address_nobody_proved_gets_no_letters_about_the_account() {
    on_every_engine(async |world| {
        let member = world.join("lananh").await;
        world.letter_to(&member.email).await;
        close(world, &member).await;
        world.wait(day(7));
        world.services.run_due_jobs().await.unwrap();
        assert!(world.letters().await.is_empty());
        assert_eq!(left(world).await, []);
    });
}

#[test]
fn without_a_grace_time_the_next_run_erases() {
    on_every_engine_with(
        |settings| settings.closure_grace_days = 0,
        async |world| {
            let member = world.a_member("lananh").await;
            close(world, &member).await;
            world.services.run_due_jobs().await.unwrap();
            let certificate = world.letter_to(&member.email).await;
            assert!(!certificate.body.contains("Mở lại"), "there is nothing to reopen: {}", certificate.body);
            assert_eq!(left(world).await, []);
        },
    );
}

/// What can be searched for in the files: nothing of a person is there in the clear, so traces are the bytes that
/// belong to one account only: the wrapped key, hashes of tokens, keyed hashes of names, envelopes.
async fn traces(world: &World) -> Vec<Vec<u8>> {
    let mut traces = Vec::new();
    for sql in [
        "select wrapped from member_keys",
        "select token_hash from sessions",
        "select token_hash from devices",
        "select lookup from usernames",
        "select lookup from email_lookups",
        "select full_name from profiles",
        "select id_number from profiles",
        "select value from former_values",
        "select purchase from orders",
        "select lookup from orders",
        "select reference from member_references",
        "select device from consent_entries",
        "select detail from trail",
        "select password from members",
    ] {
        let found = raw::bytes(world, sql).await;
        assert!(!found.is_empty(), "{sql}");
        traces.extend(found);
    }
    traces
}

/// How many of the traces are in the database's files.
fn found_in_files(world: &World, traces: &[Vec<u8>]) -> usize {
    let DatabaseUrl::Sqlite(path) = &world.settings.database else { return 0 };
    let folder = path.parent().unwrap();
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let bytes: Vec<Vec<u8>> = files.map(|path| std::fs::read(path).unwrap()).collect();
    traces.iter().filter(|trace| bytes.iter().any(|file| contains(file, trace))).count()
}

#[test]
fn after_the_erasure_no_file_of_the_database_holds_a_trace() {
    on_every_engine(async |world| {
        if !raw::is_sqlite(world) {
            return;
        }
        let member = a_full_life(world).await;
        let traces = traces(world).await;
        assert_eq!(found_in_files(world, &traces), traces.len(), "the search would find them");
        for open in ["lananh@example.com", "Lan Anh", "0905123456", "048198001234", "Bạch Đằng", "Mưa đỏ", "DH-0001"]
        {
            assert_eq!(found_in_files(world, &[open.as_bytes().to_vec()]), 0, "{open} lies in the clear");
        }
        close(world, &member).await;
        world.letters().await;
        world.wait(day(7));
        world.services.run_due_jobs().await.unwrap();
        world.letters().await;
        assert_eq!(found_in_files(world, &traces), 0);
    });
}

/// What an old backup would bring back: the member as before the closing, and a database that knows of no erasure.
#[test]
fn whoever_a_backup_brings_back_is_erased_again_before_anything_is_served() {
    on_every_engine(async |world| {
        let minh = world.a_member("minh").await;
        let member = a_full_life(world).await;
        world.letters().await;
        let entries = raw::rows(world, "consent_entries").await;
        let lan = world.who(&member.session).await.member();
        // The ledger as the erasure of another copy of this database wrote it.
        let pseudonym = world.pseudonym_of_erased(lan);
        let line = format!("{pseudonym} {}\n", world.now().micros());
        let ledger = world.settings.keys_dir.join("erasures.ledger");
        std::fs::write(&ledger, &line).unwrap();

        let after = world.reopened(|_| {}).await;
        assert!(after.sign_in(world.attempt("lananh", PASSWORD)).await.is_err());
        assert!(after.find(member.session.token()).await.unwrap().is_none(), "no session brings them back");
        let who = world.who(&minh.session).await;
        assert_eq!(after.verify_consents(&who).await.unwrap(), None);
        after.sign_in(world.attempt("minh", PASSWORD)).await.expect("everybody else is whole");
        assert_eq!(raw::rows(world, "members").await, 1);
        assert_eq!(raw::rows(world, "member_keys").await, 1);
        assert_eq!(raw::rows(world, "consent_proofs").await, entries, "what has to be kept is kept");
        assert_eq!(raw::rows(world, "erasure_ledger").await, 1);
        after.close_database().await;
        world.letters().await;

        let again = world.reopened(|_| {}).await;
        assert_eq!(raw::rows(world, "erasure_ledger").await, 1, "a second start finds nothing to do");
        assert_eq!(std::fs::read_to_string(&ledger).unwrap(), line);
        again.close_database().await;
    });
}

#[test]
fn every_erasure_is_in_the_ledger_beside_the_keys_before_the_key_is_destroyed() {
    on_every_engine(async |world| {
        let member = a_full_life(world).await;
        let lan = world.who(&member.session).await.member();
        close(world, &member).await;
        world.letters().await;
        world.wait(day(7));
        let ledger = world.settings.keys_dir.join("erasures.ledger");
        world.services.erase_steps(1).await.unwrap();
        assert!(!ledger.exists(), "the key is still there");
        world.services.erase_steps(1).await.unwrap();
        assert_eq!(raw::rows(world, "member_keys").await, 0);
        let written = std::fs::read_to_string(&ledger).unwrap();
        assert!(written.starts_with(&world.pseudonym_of_erased(lan)), "{written}");
        for open in ["lananh", "Lan Anh", "0905123456"] {
            assert!(!written.contains(open));
        }
        // Whoever loses the file gets it back from the database at the next start.
        world.services.erase_due().await.unwrap();
        world.letters().await;
        std::fs::remove_file(&ledger).unwrap();
        world.reopened(|_| {}).await.close_database().await;
        assert_eq!(std::fs::read_to_string(&ledger).unwrap().split(' ').next(), written.split(' ').next());
    });
}

#[test]
fn a_ledger_nobody_can_read_stops_the_start() {
    on_every_engine(async |world| {
        std::fs::write(world.settings.keys_dir.join("erasures.ledger"), "not a line of ours\n").unwrap();
        let clock = services::clock::Clock::system();
        let opened = Services::open(world.settings.clone(), clock, services::clock::Rng::system()).await;
        assert!(opened.is_err());
    });
}

/// The letters that lie in the tray, by their names.
fn tray(world: &World) -> std::collections::BTreeSet<std::path::PathBuf> {
    std::fs::read_dir(world.folder().join("letters")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn letters_that_lie_as_files_go_with_the_erasure_but_the_certificate() {
    on_every_engine(async |world| {
        let member = world.a_member("lananh").await;
        close(world, &member).await;
        world.services.deliver_letters().await.unwrap();
        let of_member = tray(world);
        assert!(!of_member.is_empty());
        // Somebody tries to join with the address: told to its owner, in a letter of another account.
        world.services.join(&world.form("mai", &member.email), Lang::Vi, "x", NETWORK).await.unwrap();
        world.join("binh").await;
        world.services.deliver_letters().await.unwrap();
        assert_eq!(tray(world).len(), of_member.len() + 2);
        let kept = std::fs::read(of_member.first().unwrap()).unwrap();
        world.wait(day(7));
        world.services.erase_due().await.unwrap();
        assert_eq!(tray(world).len(), 1, "that of another member");
        world.services.deliver_letters().await.unwrap();
        assert_eq!(tray(world).len(), 2, "and the certificate, the last one");
        let letters = world.letters().await;
        let certificate = letters.iter().find(|letter| letter.to == member.email).unwrap();
        let number = number(&certificate.body);
        world.services.turn_epoch(10).await.unwrap();
        assert!(world.services.verify_erasure(&number).await.unwrap().unwrap().is_whole());
        // What somebody puts back is found.
        std::fs::write(of_member.first().unwrap(), kept).unwrap();
        let found = world.services.verify_erasure(&number).await.unwrap().unwrap();
        assert!(found.letters == 1 && !found.is_whole());
        world.letters().await;
    });
}

#[test]
fn letters_that_lie_as_files_go_when_letters_that_wait_would_be_given_up() {
    on_every_engine(async |world| {
        world.join("lananh").await;
        world.services.deliver_letters().await.unwrap();
        assert_eq!(tray(world).len(), 1);
        world.wait(day(2) - 1);
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(tray(world).len(), 1);
        world.wait(1);
        world.services.run_due_jobs().await.unwrap();
        assert!(tray(world).is_empty());
    });
}

/// The number in the certificate.
pub(crate) fn number(certificate: &str) -> String {
    let words = certificate.split(|char: char| !char.is_ascii_hexdigit() && char != '-');
    words.filter(|word| word.len() == 36).map(ToOwned::to_owned).next().expect("a certificate has a number")
}

#[test]
fn whoever_brings_the_certificate_is_told_what_became_of_it() {
    on_every_engine(async |world| {
        world.a_member("minh").await;
        let member = a_full_life(world).await;
        close(world, &member).await;
        world.letters().await;
        world.wait(day(7));
        // Cut off after the key is destroyed: the rows are still there, and the letter says that none is.
        world.services.erase_steps(2).await.unwrap();
        assert!(world.letters().await.is_empty(), "no letter says what is not so");
        let number = if raw::is_sqlite(world) { "lower(hex(proof))" } else { "proof::text" };
        let number = raw::texts(world, &format!("select {number} from closures")).await.remove(0);
        let under_way = world.services.verify_erasure(&number).await.unwrap().unwrap();
        assert!(!under_way.is_whole() && under_way.erased_at.is_none());
        assert!(under_way.left.contains(&("profiles", 1)) && under_way.left.contains(&("members", 1)), "{under_way:?}");
        assert!(!under_way.left.iter().any(|(table, _)| *table == "member_keys"), "the key went first");

        world.services.erase_due().await.unwrap();
        let certificate = world.letter_to(&member.email).await;
        assert_eq!(self::number(&certificate.body).replace('-', ""), number.replace('-', ""));
        let today = world.services.verify_erasure(&number).await.unwrap().unwrap();
        assert_eq!(
            (today.is_whole(), today.backups),
            (false, KeyBackups::UntilTheTurn),
            "a backup of today would open"
        );
        world.services.turn_epoch(10).await.unwrap();
        let whole = world.services.verify_erasure(&number.to_uppercase()).await.unwrap().unwrap();
        assert!(whole.is_whole(), "{whole:?}");
        assert_eq!(whole.backups, KeyBackups::OpenNothing);
        assert_eq!(whole.counts.get("member_keys"), Some(&1));
        let (proofs, until) = whole.proofs.expect("they decided");
        assert!(proofs > 0 && until > world.now());
        for other in ["", "12ab", "00000000-0000-0000-0000-000000000001"] {
            assert_eq!(world.services.verify_erasure(other).await.unwrap(), None, "{other}");
        }
    });
}
