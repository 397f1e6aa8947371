//! The doctor looks, and leaves everything as it was.

use crate::raw;
use crate::world::{World, on_every_engine, services_beside};
use services::Settings;
use services::doctor::{Finding, look};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

/// Every file and folder below this one, with a hash of what is in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, u64> {
    let mut found = BTreeMap::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(files(&path));
            found.insert(path, 0);
        } else {
            let mut hasher = DefaultHasher::new();
            std::fs::read(&path).unwrap().hash(&mut hasher);
            found.insert(path, hasher.finish());
        }
    }
    found
}

fn bad(findings: &[Finding]) -> Vec<&str> {
    findings.iter().filter(|finding| !finding.ok).map(|finding| finding.sentence.as_str()).collect()
}

/// An installation beside the world's that nobody serves.
async fn at_rest(world: &World, name: &str) -> Settings {
    let database = world.another_database(name).await;
    let services = services_beside(&world.folder().join(name), database, world.now()).await;
    services.close_database().await;
    services.settings().clone()
}

#[test]
fn a_wrong_folder_is_said_to_be_one_and_stays_empty() {
    on_every_engine(async |world| {
        let folder = world.folder().join("wrong");
        std::fs::create_dir(&folder).unwrap();
        let mut settings = world.settings.clone();
        settings.database = world.another_database("wrong").await;
        settings.keys_dir = folder.join("keys");
        settings.letters = services::LetterSettings::Files(folder.join("letters"));
        let findings = look(&settings, world.now()).await;
        let bad = bad(&findings).join("; ");
        for part in ["no root key", "the folder of letters is not there"] {
            assert!(bad.contains(part), "{part}: {bad}");
        }
        assert!(bad.contains("there is no database") || bad.contains("the database is empty"), "{bad}");
        assert!(files(&folder).is_empty());
    });
}

#[test]
fn a_well_installation_is_left_as_it_was() {
    on_every_engine(async |world| {
        let settings = at_rest(world, "rest").await;
        let before = files(&world.folder().join("rest"));
        let findings = look(&settings, world.now()).await;
        assert_eq!(bad(&findings), [""; 0]);
        assert_eq!(files(&world.folder().join("rest")), before);
    });
}

#[test]
fn an_older_schema_is_a_finding_and_stays_old() {
    on_every_engine(async |world| {
        let newest = raw::number(world, "select max(version) from _sqlx_migrations").await;
        raw::run(world, &format!("delete from _sqlx_migrations where version = {newest}")).await;
        let findings = look(&world.settings, world.now()).await;
        assert!(bad(&findings).iter().any(|sentence| sentence.contains("1 changes behind")), "{findings:?}");
        assert!(raw::number(world, "select max(version) from _sqlx_migrations").await < newest);
        raw::run(
            world,
            &format!(
                "update _sqlx_migrations set version = {} where version = (select max(version) from _sqlx_migrations)",
                newest + 1
            ),
        )
        .await;
        let findings = look(&world.settings, world.now()).await;
        assert!(bad(&findings).iter().any(|sentence| sentence.contains("newer program")), "{findings:?}");
    });
}

#[test]
fn another_root_key_is_a_finding() {
    on_every_engine(async |world| {
        let mut settings = world.settings.clone();
        settings.keys_dir = at_rest(world, "others").await.keys_dir;
        let findings = look(&settings, world.now()).await;
        assert!(bad(&findings).contains(&"the root key is not this database's"), "{findings:?}");
    });
}

#[test]
fn letters_that_others_can_read_are_a_finding() {
    on_every_engine(async |world| {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = world.folder().join("letters");
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
        let findings = look(&world.settings, world.now()).await;
        assert!(bad(&findings).iter().any(|sentence| sentence.contains("chmod 700")), "{findings:?}");
    });
}
