//! What is for the server never reaches the browser. (house.md section 1)

use std::process::Command;

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
