//! `server policy` from a folder to the pages it makes.

use crate::world::World;
use domain::consent::{Change, PurposeCode};
use server::run::policies::read;
use std::{fs, path::Path};

const TEXT: &str = include_str!("../../data/policy/1.vi.txt");

/// A folder with a description of a version in it; `more` stands at its end.
fn described(folder: &Path, on: &str, more: &str) -> std::path::PathBuf {
    fs::write(folder.join("2.vi.txt"), TEXT.replace("tự nguyện", "tự do và rõ ràng")).unwrap();
    let file = folder.join("2.toml");
    let head = format!("in_force_on = \"{on}\"\ntext = \"2.vi.txt\"\n");
    let summary = "[summary]\nvi = \"Nói rõ hơn <b>về</b> tự nguyện.\"\nen = \"Says more.\"\n";
    fs::write(&file, format!("{head}{summary}{more}")).unwrap();
    file
}

#[tokio::test]
async fn a_version_that_was_added_is_shown_compared_and_announced() {
    let world = World::new().await;
    let services = &world.desk.services;
    let (today, later) = (services.now().date_in_vietnam(), services.now().date_in_vietnam().plus_days(20));
    let purpose = "[[purpose]]\ncode = \"promotions\"\nchange = \"meaning\"\n";
    let proposal = read(&described(world.folder.path(), &later.iso(), purpose), " Y Bhăm Êban ").unwrap();
    assert_eq!(proposal.purposes, [(PurposeCode::Promotions, Change::Meaning, None)]);
    assert_eq!(proposal.by, "Y Bhăm Êban");
    services.add_policy(proposal).await.unwrap();
    let page = world.get("/policy", &[("accept", "text/html")]).await.body;
    assert!(page.contains(&format!("Từ ngày {later}, phiên bản 2 sẽ áp dụng.")), "what is coming is announced");
    assert!(page.contains("Nói rõ hơn &lt;b&gt;về&lt;/b&gt; tự nguyện."), "{page}");
    assert!(page.contains("href=\"/policy/compare/1/2\"") && !page.contains("tự do và rõ ràng"));
    assert!(!page.contains(&today.plus_days(1).to_string()));
    let second = world.get("/policy/2", &[("accept", "text/html")]).await.body;
    assert!(second.contains("Phiên bản này chưa áp dụng.") && second.contains("tự do và rõ ràng"));
    assert!(second.contains("href=\"/consent\""), "passages that stayed keep their links");
    let compared = world.get("/policy/compare/2/1", &[("accept", "text/html")]).await.body;
    assert!(compared.contains("<del") && compared.contains("<ins") && compared.contains("1 đoạn đã đổi"), "{compared}");
    assert!(compared.contains("phần đã bỏ") && compared.contains("/policy/2#line-4"));
    for nowhere in ["/policy/3", "/policy/02", "/policy/compare/1/1", "/policy/compare/1/3", "/policy/compare/a/2"] {
        assert_eq!(world.get(nowhere, &[]).await.status, 404, "{nowhere}");
    }
    world.stopped().await;
}

#[test]
fn what_cannot_be_read_is_refused_in_words_that_name_it() {
    let folder = tempfile::TempDir::new().unwrap();
    let refused = |on: &str, more: &str| read(&described(folder.path(), on, more), "Lan").unwrap_err();
    assert_eq!(refused("soon", ""), "soon is no day. Write it as 2026-12-01.");
    assert!(
        refused("2026-12-01", "[[purpose]]\ncode = \"prizes\"\nchange = \"meaning\"\n")
            .starts_with("There is no purpose prizes.")
    );
    assert!(refused("2026-12-01", "[[purpose]]\ncode = \"news\"\nchange = \"colour\"\n").contains("colour is neither"));
    assert!(refused("2026-12-01", "[weather]\n").contains("unknown field"));
    assert!(read(&folder.path().join("nowhere.toml"), "Lan").unwrap_err().contains("cannot be read as text"));
    let file = described(folder.path(), "2026-12-01", "");
    fs::write(folder.path().join("2.vi.txt"), [0xff, 0xfe]).unwrap();
    assert!(read(&file, "Lan").unwrap_err().contains("2.vi.txt cannot be read as text"));
}
