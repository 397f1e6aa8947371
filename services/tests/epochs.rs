//! Epochs of the keys: they turn every day, cost no member a reading, and take with them what an older backup could open.

use crate::independent::{self, data_key, put_wrapped, wrapped_keys, wrapping_keys};
use crate::profile::form;
use crate::raw;
use crate::world::{DEVICE, Member, PASSWORD, World, day, on_every_engine};
use domain::consent::{Channel, Decision, Purpose};
use domain::lang::Lang;
use domain::profile::ProfileForm;
use services::clock::Rng;
use services::consent::Wish;
use services::keys::{EPOCHS_FILE, Keys, RootProblem, RootSource};
use services::secret::Secret;
use services::{OpenProblem, Services};
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The member's name, read through the services.
async fn name_of(services: &Services, member: &Member) -> String {
    let who = services.find(member.session.token()).await.unwrap().expect("the session is alive");
    services.profile_of(&who).await.unwrap().profile.full_name.as_str().to_owned()
}

async fn standing(services: &Services) -> (i64, bool, Vec<(i64, i64)>, Vec<u32>) {
    let standing = services.key_standing().await.unwrap();
    (standing.epoch, standing.finished, standing.counts, standing.held)
}

async fn two_members(world: &World) -> [Member; 2] {
    [world.a_member("minh").await, world.a_member("lananh").await]
}

const NAME: &str = "Nguyễn Thị Lan Anh";

#[test]
fn a_turn_wraps_every_key_anew_and_members_read_on() {
    on_every_engine(async |world| {
        let members = two_members(world).await;
        assert_eq!(standing(&world.services).await, (1, true, vec![(1, 2)], vec![1]));
        let before = wrapped_keys(world).await;
        let turned = world.services.turn_epoch(10).await.unwrap();
        assert_eq!((turned.rewrapped, turned.finished), (2, true));
        assert_eq!(standing(&world.services).await, (2, true, vec![(2, 2)], vec![2]));
        let keys = wrapping_keys(&world.settings.keys_dir);
        for ((member, old), (_, new)) in before.iter().zip(wrapped_keys(world).await) {
            assert_eq!(data_key(&keys, member, old), None, "the epoch before is gone");
            assert!(data_key(&keys, member, &new).is_some());
        }
        for member in &members {
            assert_eq!(name_of(&world.services, member).await, NAME);
        }
        let again = world.reopened(|_| {}).await;
        assert_eq!(name_of(&again, &members[0]).await, NAME);
        again.close_database().await;
    });
}

#[test]
fn the_jobs_turn_the_epoch_once_a_day() {
    on_every_engine(async |world| {
        two_members(world).await;
        let done = async || world.services.run_due_jobs().await.unwrap().rewrapped;
        let began = world.services.key_standing().await.unwrap();
        assert_eq!(began.due_at, began.began_at.plus(services::keys::EPOCH));
        world.wait(day(1) - 1);
        assert_eq!(done().await, 0);
        world.wait(1);
        assert_eq!((done().await, done().await), (2, 0));
        assert_eq!(standing(&world.services).await.0, 2);
        world.wait(day(3));
        assert_eq!(done().await, 2, "a day nobody was there is not made up for");
        assert_eq!(standing(&world.services).await.0, 3);
    });
}

#[test]
fn a_key_of_an_epoch_that_is_gone_is_a_fault_and_with_its_epoch_kept_it_opens() {
    on_every_engine(async |world| {
        let [minh, lananh] = two_members(world).await;
        let (old, kept) = (wrapped_keys(world).await, wrapping_keys(&world.settings.keys_dir));
        world.services.turn_epoch(10).await.unwrap();
        world.services.run_due_jobs().await.unwrap();
        put_wrapped(world, &old[0].0, &old[0].1, 2).await;
        put_wrapped(world, &old[1].0, &old[1].1, 2).await;
        for member in [&minh, &lananh] {
            let Err(fault) = world.services.find(member.session.token()).await else { panic!("it was read") };
            assert!(format!("{fault:?}").contains("NoEpoch"), "{fault:?}");
        }
        // The control: whoever kept the epoch's key has not lost anything.
        assert!(data_key(&kept, &old[0].0, &old[0].1).is_some());
    });
}

#[test]
fn a_turn_that_is_cut_short_anywhere_goes_on_and_comes_to_the_same_end() {
    on_every_engine(async |world| {
        let members = two_members(world).await;
        let path = world.settings.keys_dir.join(EPOCHS_FILE);
        // The key is made and the database told, and nothing wrapped yet.
        let turned = world.services.turn_epoch(0).await.unwrap();
        assert_eq!((turned.rewrapped, turned.finished), (0, false));
        assert_eq!(standing(&world.services).await, (2, false, vec![(1, 2)], vec![1, 2]));
        let nga = world.join("nga").await;
        assert_eq!(standing(&world.services).await.2, [(1, 2), (2, 1)], "who joins meanwhile is in the new epoch");
        for member in members.iter().chain([&nga]) {
            assert_eq!(name_of(&world.services, member).await, NAME);
        }
        world.letters().await;
        let both = fs::read(&path).unwrap();
        // The machine fails when everything is wrapped, before that is written down.
        let turned = world.services.go_on_turning(1).await.unwrap();
        assert_eq!((turned.rewrapped, turned.finished), (2, false));
        assert_eq!(standing(&world.services).await, (2, false, vec![(2, 3)], vec![1, 2]));
        assert!(world.services.go_on_turning(1).await.unwrap().finished);
        // And when it is written down, before the old key is gone.
        fs::write(&path, &both).unwrap();
        let again = world.reopened(|_| {}).await;
        assert_eq!(standing(&again).await, (2, true, vec![(2, 3)], vec![2]));
        // And when the new key is made, before the database has heard of it.
        again.turn_epoch(0).await.unwrap();
        raw::run(world, "update key_epoch set number = 2, finished_at = 1").await;
        again.close_database().await;
        let again = world.reopened(|_| {}).await;
        assert_eq!(standing(&again).await, (3, true, vec![(3, 3)], vec![3]));
        assert_eq!(name_of(&again, &members[0]).await, NAME);
        again.close_database().await;
    });
}

/// The names of the keys the waiting letters are sealed under.
async fn letters_under(world: &World) -> Vec<Vec<u8>> {
    let letters = raw::bytes(world, "select letter from outbox").await;
    letters.into_iter().map(|letter| letter[1..5].to_vec()).collect()
}

#[test]
fn what_waits_is_sealed_anew_with_each_turn_and_leaves_all_the_same() {
    on_every_engine(async |world| {
        let member = world.join("lananh").await;
        assert_eq!(letters_under(world).await, [[0, 0, 0, 1]]);
        for epoch in 2..4 {
            assert!(world.services.turn_epoch(10).await.unwrap().finished);
            assert_eq!(letters_under(world).await, [[0, 0, 0, epoch]]);
        }
        world.letter_to(&member.email).await;
        // One that waited while the software was brought up to date.
        let nga = world.join("nga").await;
        independent::letters_from_before(world).await;
        assert_ne!(letters_under(world).await, [[0, 0, 0, 3]]);
        world.services.turn_epoch(10).await.unwrap();
        assert_eq!(letters_under(world).await, [[0, 0, 0, 4]]);
        world.letter_to(&nga.email).await;
        let minh = world.join("minh").await;
        independent::letters_from_before(world).await;
        world.letter_to(&minh.email).await;
    });
}

#[test]
fn a_letter_whose_epoch_cannot_be_read_is_put_off_and_one_that_was_damaged_keeps_no_epoch_alive() {
    on_every_engine(async |world| {
        let member = world.join("lananh").await;
        world.services.turn_epoch(10).await.unwrap();
        let letter = raw::bytes(world, "select letter from outbox").await.remove(0);
        let put = |letter: &[u8], epoch: u8| {
            let hex = raw::hex(letter);
            let bytes = if raw::is_sqlite(world) { format!("x'{hex}'") } else { format!("'\\x{hex}'") };
            format!("update outbox set letter = {bytes}, epoch = {epoch}")
        };
        let as_if_of = |epoch: u8| put(&[&letter[..4], &[epoch], &letter[5..]].concat(), epoch);
        raw::run(world, &as_if_of(9)).await;
        assert_eq!(world.services.deliver_letters().await.unwrap().put_off, 1, "another process may know the epoch");
        raw::run(world, &as_if_of(2)).await;
        world.wait(75);
        world.letter_to(&member.email).await;
        world.join("nga").await;
        raw::run(world, &put(&letter[1..], 2)).await;
        assert!(world.services.turn_epoch(10).await.unwrap().finished);
        assert_eq!(raw::rows(world, "outbox").await, 0, "what does not open never leaves");
        assert_eq!(standing(&world.services).await.3, [3]);
    });
}

#[test]
fn members_join_and_read_while_epochs_turn() {
    on_every_engine(async |world| {
        let [minh, _] = two_members(world).await;
        let turns = async {
            for _ in 0..10 {
                world.services.turn_epoch(10).await.unwrap();
            }
        };
        let joins = async {
            for number in 0..8 {
                world.join(&format!("member{number}")).await;
                assert_eq!(name_of(&world.services, &minh).await, NAME);
            }
        };
        tokio::join!(turns, joins);
        let (epoch, finished, counts, _) = standing(&world.services).await;
        assert_eq!((epoch, finished, counts.iter().map(|(_, keys)| keys).sum::<i64>()), (11, true, 10));
        let keys = wrapping_keys(&world.settings.keys_dir);
        for (member, wrapped) in wrapped_keys(world).await {
            assert!(data_key(&keys, &member, &wrapped).is_some(), "a key was left in an epoch that is gone");
        }
        world.letters().await;
    });
}

/// Decides, corrects and reads until it is told to stop. Answers how often.
async fn goes_on_writing(services: Services, member: &Member, stop: &AtomicBool) -> usize {
    let wording = services.wording_in_force(Purpose::News).unwrap().version;
    for round in 1_usize.. {
        let who = services.find(member.session.token()).await.unwrap().expect("the session is alive");
        let decision = if round % 2 == 1 { Decision::Grant } else { Decision::Withdraw };
        let wish = Wish::new(decision, Lang::Vi, DEVICE);
        services.decide_consent(&who, (Purpose::News, Channel::Email, wording), wish).await.unwrap();
        let version = services.profile_of(&who).await.unwrap().version;
        let line = line_of(round);
        let form = ProfileForm { province: "48", ward: "20194", address_line: &line, ..form(member) };
        services.correct(&who, &form, version).await.unwrap();
        if stop.load(Ordering::Relaxed) {
            return round;
        }
    }
    unreachable!("the rounds have no end")
}

fn line_of(round: usize) -> String {
    format!("{round} Bạch Đằng")
}

#[test]
fn nothing_is_lost_and_nothing_is_left_behind_while_epochs_turn_under_heavy_writes() {
    on_every_engine(async |world| {
        let mut members = Vec::new();
        for name in ["minh", "lananh", "binh", "chau"] {
            members.push(Arc::new(world.a_member(name).await));
        }
        let stop = Arc::new(AtomicBool::new(false));
        let writing = |member: &Arc<Member>| {
            let (services, member, stop) = (world.services.clone(), Arc::clone(member), Arc::clone(&stop));
            tokio::spawn(async move { goes_on_writing(services, &member, &stop).await })
        };
        let writers: Vec<_> = members.iter().map(writing).collect();
        for number in 0..12 {
            // Their letters wait, sealed under an epoch that turns before they leave.
            world.join(&format!("newcomer{number}")).await;
            while !world.services.turn_epoch(1).await.unwrap().finished {}
        }
        stop.store(true, Ordering::Relaxed);
        for (writer, member) in writers.into_iter().zip(&members) {
            let rounds = writer.await.unwrap();
            let who = world.services.find(member.session.token()).await.unwrap().expect("the session is alive");
            assert_eq!(world.services.consent_of(&who).await.unwrap().entries().len(), rounds);
            let address = world.services.profile_of(&who).await.unwrap().profile.address.expect("it was typed");
            assert_eq!(address.line(), line_of(rounds), "the last one that was acknowledged");
            assert_eq!(world.services.verify_consents(&who).await.unwrap(), None);
        }
        assert_eq!(standing(&world.services).await.2, [(13, 16)]);
        let keys = wrapping_keys(&world.settings.keys_dir);
        for (member, wrapped) in wrapped_keys(world).await {
            assert!(data_key(&keys, &member, &wrapped).is_some(), "a key was left in an epoch that is gone");
        }
        let delivered = world.services.deliver_letters().await.unwrap();
        assert_eq!((delivered.sent, delivered.put_off, delivered.given_up), (12, 0, 0));
        world.services.run_due_jobs().await.unwrap();
        let audited = world.services.audit().await.unwrap();
        assert!(audited.is_whole(), "{:?}", audited.findings);
        world.letters().await;
    });
}

#[test]
fn an_installation_from_before_the_epochs_moves_into_one_at_its_start() {
    on_every_engine(async |world| {
        let members = two_members(world).await;
        independent::without_epochs(world).await;
        let after = world.reopened(|_| {}).await;
        assert_eq!(standing(&after).await, (1, true, vec![(1, 2)], vec![1]));
        assert_eq!(name_of(&after, &members[0]).await, NAME);
        after.sign_in(world.attempt("lananh", PASSWORD)).await.expect("look-ups and passwords are as they were");
        after.close_database().await;
        world.letters().await;
    });
}

async fn refused(world: &World) -> RootProblem {
    match Services::open(world.settings.clone(), world.clock(), Rng::system()).await {
        Err(OpenProblem::Keys(problem)) => problem,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it opened"),
    }
}

#[test]
fn an_older_or_missing_file_of_epochs_is_refused_at_the_start_and_nothing_is_made_anew() {
    on_every_engine(async |world| {
        two_members(world).await;
        let path = world.settings.keys_dir.join(EPOCHS_FILE);
        let older = fs::read(&path).unwrap();
        world.services.turn_epoch(10).await.unwrap();
        let newest = fs::read(&path).unwrap();
        fs::write(&path, &older).unwrap();
        assert!(matches!(refused(world).await, RootProblem::EpochLost { needed: 2, held: 1 }));
        fs::remove_file(&path).unwrap();
        assert!(matches!(refused(world).await, RootProblem::EpochLost { needed: 2, held: 0 }));
        assert!(!path.exists());
        for cut in [newest.len() / 2, newest.len() - 3] {
            fs::write(&path, &newest[..cut]).unwrap();
            fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
            assert!(matches!(refused(world).await, RootProblem::OtherEpochs), "{cut}");
        }
        fs::write(&path, &newest).unwrap();
        world.reopened(|_| {}).await.close_database().await;
    });
}

#[test]
fn a_new_root_key_wraps_the_epochs_and_nothing_else_changes() {
    on_every_engine(async |world| {
        let members = two_members(world).await;
        let folder = &world.settings.keys_dir;
        let (root, next) = (folder.join("root.key"), folder.join("root.key.next"));
        let (old, before) = (fs::read(&root).unwrap(), wrapped_keys(world).await);
        world.services.replace_root(None).await.unwrap();
        let new = fs::read(&root).unwrap();
        assert_ne!(old, new);
        assert!(!next.exists());
        assert_eq!(wrapped_keys(world).await, before);
        // Who was running goes on, and turns the epoch too.
        world.services.turn_epoch(10).await.unwrap();
        assert_eq!(name_of(&world.services, &members[0]).await, NAME);
        fs::write(&root, &old).unwrap();
        assert!(matches!(refused(world).await, RootProblem::OtherEpochs), "the old one opens nothing");
        // Cut short after the epochs were wrapped, the next start finishes it.
        fs::copy(&root, &next).unwrap();
        fs::write(&next, &new).unwrap();
        let again = world.reopened(|_| {}).await;
        assert_eq!((fs::read(&root).unwrap(), next.exists()), (new, false));
        again.sign_in(world.attempt("minh", PASSWORD)).await.unwrap();
        again.close_database().await;
        world.letters().await;
    });
}

#[test]
fn the_root_key_can_come_from_the_configuration_or_from_a_command() {
    let folder = tempfile::TempDir::new().unwrap();
    let keys = folder.path().join("keys");
    let file = Keys::open(&keys, &Rng::system()).unwrap().fingerprint();
    let digits = fs::read_to_string(keys.join("root.key")).unwrap();
    let from = |source| Keys::open_from(&folder.path().join("elsewhere"), &source, &Rng::system());
    let command = |script: &str| RootSource::Command(["/bin/sh", "-c", script].map(str::to_owned).to_vec());
    assert_eq!(from(RootSource::Given(Secret::new(digits.trim()))).unwrap().fingerprint(), file);
    assert_eq!(from(command(&format!("echo {}; echo more", digits.trim()))).unwrap().fingerprint(), file);
    assert!(matches!(from(RootSource::Given(Secret::new("0".repeat(63)))), Err(RootProblem::Malformed)));
    for (script, why) in [("exit 3", "failed"), ("echo no key", "digits"), ("yes 0 | head -c 5000", "digits")] {
        let Err(RootProblem::Command(said)) = from(command(script)) else { panic!("{script}") };
        assert!(said.contains(why), "{script}: {said}");
    }
    let Err(problem) = from(RootSource::Command(vec!["/nowhere/vault".to_owned()])) else { panic!("it ran") };
    assert!(problem.to_string().contains("cannot be run"), "{problem}");
    assert!(!format!("{:?}", RootSource::Given(Secret::new(digits.trim()))).contains(digits.trim()));
}
