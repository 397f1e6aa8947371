//! Keys: a wrong one is refused at the start, and what does not open is a fault.

use crate::world::on_every_engine;
use services::clock::Rng;
use services::keys::{KeyFault, Keys, Lookup, RootProblem};
use services::{OpenProblem, Services};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use tempfile::TempDir;

#[test]
fn the_root_key_is_made_once_for_its_owner_alone() {
    let folder = TempDir::new().unwrap();
    let keys = folder.path().join("keys");
    let first = Keys::open(&keys, &Rng::system()).unwrap().fingerprint();
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(keys.clone()), mode(keys.join("root.key"))), (0o700, 0o600));
    assert_eq!(Keys::open(&keys, &Rng::system()).unwrap().fingerprint(), first);
    assert_eq!(fs::read_dir(&keys).unwrap().count(), 1);
}

#[test]
fn a_root_key_others_can_read_is_refused() {
    let folder = TempDir::new().unwrap();
    let keys = folder.path().join("keys");
    Keys::open(&keys, &Rng::system()).unwrap();
    for (path, mode) in [(keys.join("root.key"), 0o640), (keys.join("root.key"), 0o604), (keys.clone(), 0o755)] {
        let before = fs::metadata(&path).unwrap().permissions();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        assert!(matches!(Keys::open(&keys, &Rng::system()), Err(RootProblem::OpenToOthers)), "{mode:o}");
        fs::set_permissions(&path, before).unwrap();
    }
}

#[test]
fn a_root_key_that_is_none_is_refused() {
    let folder = TempDir::new().unwrap();
    let keys = folder.path().join("keys");
    Keys::open(&keys, &Rng::system()).unwrap();
    for text in ["", "00", &"g".repeat(64), &"0".repeat(63), &"0".repeat(66)] {
        fs::write(keys.join("root.key"), text).unwrap();
        assert!(matches!(Keys::open(&keys, &Rng::system()), Err(RootProblem::Malformed)), "{text}");
    }
}

#[test]
fn a_database_made_with_another_root_key_is_refused_at_the_start() {
    on_every_engine(async |world| {
        let mut settings = world.settings.clone();
        settings.keys_dir = world.folder().join("other-keys");
        let clock = services::clock::Clock::system();
        let opened = Services::open(settings, clock, Rng::system()).await;
        let Err(problem) = opened else { panic!("it opened") };
        assert!(matches!(problem, OpenProblem::Keys(RootProblem::OtherDatabase)));
        assert!(problem.to_string().contains("root.key"));
    });
}

#[test]
fn look_ups_of_one_value_differ_by_column_and_by_installation() {
    let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let one = Keys::open(&one.path().join("k"), &Rng::seeded(1)).unwrap();
    let other = Keys::open(&other.path().join("k"), &Rng::seeded(2)).unwrap();
    let value = "lan.anh";
    assert_eq!(one.lookup(Lookup::Username, value), one.lookup(Lookup::Username, value));
    assert_ne!(one.lookup(Lookup::Username, value), one.lookup(Lookup::Email, value));
    assert_ne!(one.lookup(Lookup::Username, value), other.lookup(Lookup::Username, value));
    assert_ne!(one.pseudonym("a", b"bc"), one.pseudonym("ab", b"c"));
}

#[test]
fn key_faults_say_nothing_about_the_value() {
    for fault in [KeyFault::Missing, KeyFault::Malformed, KeyFault::OtherKey, KeyFault::Refused] {
        assert!(!fault.to_string().chars().any(char::is_numeric));
    }
}
