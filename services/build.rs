//! A new migration must reach the binary: `sqlx::migrate!` alone does not notice a file that was added.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
