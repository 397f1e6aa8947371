//! What is for the server never reaches the browser. (house.md section 1)

use crate::promises::{root, sources};
use std::{fs, process::Command};

#[test]
fn nothing_of_the_server_is_in_the_browser() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "-p", "frontend", "--target", "wasm32-unknown-unknown"])
        .args(["-e", "normal", "--prefix", "none", "--format", "{p}"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(tree.contains("leptos "), "the tree is there");
    for forbidden in ["tokio", "sqlx", "argon2", "services", "hyper", "axum", "lettre", "chacha20poly1305"] {
        let found = tree.lines().any(|line| line.split(' ').next() == Some(forbidden));
        assert!(!found, "{forbidden} reaches the browser");
    }
}

/// The files of the shipped crates that hold `text` outside of their comments.
fn files_with(text: &str) -> Vec<String> {
    let shipped = sources().into_iter().filter(|source| source.path.iter().nth(1).is_some_and(|part| part == "src"));
    let holds = |source: &crate::promises::Source| {
        source.text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(text))
    };
    let mut files: Vec<String> = shipped.filter(holds).map(|source| source.path.display().to_string()).collect();
    files.sort();
    files
}

// ASVS: V6.3.4
#[test]
fn a_session_begins_by_joining_or_by_one_way_of_entering() {
    let files = files_with("begin_session(");
    assert_eq!(files, ["services/src/sessions.rs", "services/src/sign_in.rs", "services/src/sign_up.rs"]);
}

// ASVS: V6.5.3
#[test]
fn secrets_come_from_the_operating_systems_generator_through_one_door() {
    // The nonce of a page is no secret of an account; it is made where the page's header is.
    assert_eq!(files_with("getrandom::"), ["server/src/headers.rs", "services/src/clock.rs"]);
    let lock = fs::read_to_string(root().join("services/Cargo.toml")).unwrap();
    assert!(!lock.lines().any(|line| line.starts_with("rand")), "another generator");
}
