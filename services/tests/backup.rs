//! Backups: made while members write, opened by their identity only, and put back without anybody who was erased since.

use crate::closure::close;
use crate::consent::decide;
use crate::erasure::a_full_life;
use crate::profile::contains;
use crate::raw;
use crate::world::{DEVICE, PASSWORD, World, day, on_every_engine};
use age::secrecy::ExposeSecret as _;
use domain::consent::{Channel, Decision, Purpose};
use domain::lang::Lang;
use services::Settings;
use services::backup::{self, BackupProblem, EPOCH_FILE, Files, Identity, Places, Recipient};
use services::consent::Wish;
use services::db::DatabaseUrl;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// Whoever may open backups.
pub(crate) struct Operator {
    identity: Identity,
    pub(crate) recipients: Vec<Recipient>,
    secret: age::x25519::Identity,
}

impl Operator {
    /// What is sealed in a file.
    pub(crate) fn opened(&self, path: &Path) -> Vec<u8> {
        let file = age::Decryptor::new(fs::File::open(path).unwrap()).unwrap();
        let mut plain = Vec::new();
        let identity: &dyn age::Identity = &self.secret;
        file.decrypt(std::iter::once(identity)).unwrap().read_to_end(&mut plain).unwrap();
        plain
    }
}

pub(crate) fn an_operator(folder: &Path, name: &str) -> Operator {
    let secret = age::x25519::Identity::generate();
    let file = folder.join(name);
    fs::write(&file, format!("# created: today\n{}\n", secret.to_string().expose_secret())).unwrap();
    let recipients = vec![Recipient::parse(&secret.to_public().to_string()).unwrap()];
    Operator { identity: Identity::read(&file).unwrap(), recipients, secret }
}

/// A machine that has nothing yet.
async fn another_machine(world: &World, name: &str) -> Settings {
    let mut settings = world.settings.clone();
    settings.database = world.another_database(name).await;
    settings.keys_dir = world.folder().join(name).join("keys");
    settings
}

/// Where this world's backups go.
pub(crate) fn places(world: &World) -> Places {
    let folder = |name: &str| world.folder().join(name);
    Places { data: folder("data"), keys: folder("kept-keys"), epoch: folder("kept-epoch") }
}

async fn backed_up(world: &World, operator: &Operator) -> Files {
    let made = world.services.back_up(&places(world), &operator.recipients).await.unwrap();
    Files { data: made.data.0, keys: made.keys.0, epoch: made.epoch.0 }
}

#[test]
fn the_drill_brings_everybody_back_but_whoever_was_erased_since() {
    on_every_engine(async |world| {
        let operator = an_operator(world.folder(), "identity");
        let minh = world.a_member("minh").await;
        decide(world, &world.who(&minh.session).await, (Purpose::News, Channel::Email), Decision::Grant).await;
        let member = a_full_life(world).await;
        world.letters().await;
        let old = backed_up(world, &operator).await;
        let old_epoch = world.folder().join("old-epoch.age");
        fs::copy(&old.epoch, &old_epoch).unwrap();
        close(world, &member).await;
        world.letters().await;
        world.wait(day(7));
        world.services.run_due_jobs().await.unwrap();
        world.letters().await;
        let newest = backed_up(world, &operator).await;
        assert_eq!(newest.epoch, old.epoch, "the older backup of the epoch is not kept");

        // The data of then, with the keys of now: every living member is whole.
        let machine = another_machine(world, "second").await;
        let given = (machine.clone(), world.clock());
        let files = Files { data: old.data.clone(), ..newest.clone() };
        let restored = backup::restore(&files, &operator.identity, given, false).await.unwrap();
        assert_eq!((restored.contents.members, restored.erased_again), (2, 1));
        let after = world.reopened(|settings| *settings = machine.clone()).await;
        assert!(after.sign_in(world.attempt("lananh", PASSWORD)).await.is_err());
        assert!(after.find(minh.session.token()).await.unwrap().is_none(), "everybody is signed out");
        let session =
            after.sign_in(world.attempt("minh", PASSWORD)).await.expect("everybody else is whole").session().unwrap();
        let who = after.find(session.token()).await.unwrap().unwrap();
        assert_eq!(after.verify_consents(&who).await.unwrap(), None);
        assert_eq!(after.consent_of(&who).await.unwrap().entries().len(), 1);
        after.close_database().await;

        // The keys of then open nothing any more: the epoch they were wrapped in is gone, here and in its backup.
        let late = another_machine(world, "late").await;
        let given = (late.clone(), world.clock());
        let refused = backup::restore(&old, &operator.identity, given, false).await;
        assert!(matches!(refused, Err(BackupProblem::OtherEpoch { needed: 1 })), "{refused:?}");
        assert!(!late.keys_dir.exists(), "nothing was begun");

        // The control: with a copy of the epoch kept on purpose, and without the ledger, the member would be back.
        let careless = another_machine(world, "careless").await;
        let given = (careless.clone(), world.clock());
        let files = Files { epoch: old_epoch, ..old };
        let restored = backup::restore(&files, &operator.identity, given, false).await.unwrap();
        assert_eq!(restored.erased_again, 0);
        let back = world.reopened(|settings| *settings = careless.clone()).await;
        back.sign_in(world.attempt("lananh", PASSWORD)).await.expect("the control finds them");
        back.close_database().await;
        // And the ledger alone is enough, whatever keys there are.
        fs::copy(world.settings.keys_dir.join("erasures.ledger"), careless.keys_dir.join("erasures.ledger")).unwrap();
        let again = world.reopened(|settings| *settings = careless.clone()).await;
        assert!(again.sign_in(world.attempt("lananh", PASSWORD)).await.is_err());
        again.close_database().await;
        world.letters().await;
    });
}

#[test]
fn a_backup_of_the_data_holds_no_key_and_nothing_in_the_clear() {
    on_every_engine(async |world| {
        let operator = an_operator(world.folder(), "identity");
        a_full_life(world).await;
        world.letters().await;
        let Files { data, keys, epoch } = backed_up(world, &operator).await;
        let opened = |path: &Path| operator.opened(path);
        let wrapped = raw::bytes(world, "select wrapped from member_keys").await;
        let names = raw::bytes(world, "select full_name from profiles").await;
        let plain = opened(&data);
        assert!(contains(&plain, &names[0]), "the search finds what is there");
        assert!(!contains(&plain, &wrapped[0]), "a member's key lies in the backup of the data");
        for open in ["lananh@example.com", "Lan Anh", "0905123456", "048198001234", "Bạch Đằng"] {
            assert!(!contains(&plain, open.as_bytes()), "{open} lies in the clear");
        }
        assert!(String::from_utf8(opened(&keys)).unwrap().starts_with("metiz-keys 2\n"));
        assert!(String::from_utf8(opened(&epoch)).unwrap().starts_with("metiz-epoch 1\n"));
        for path in [&data, &keys, &epoch] {
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
            assert!(!contains(&fs::read(path).unwrap(), &names[0]), "it is not sealed");
        }
        let left: Vec<_> = fs::read_dir(world.folder().join("data")).unwrap().map(|e| e.unwrap().path()).collect();
        assert_eq!(left, [data], "nothing that is not sealed stays behind");
    });
}

#[test]
fn a_backup_is_verified_by_opening_it_and_a_damaged_one_is_found() {
    on_every_engine(async |world| {
        let operator = an_operator(world.folder(), "identity");
        a_full_life(world).await;
        world.letters().await;
        let made = world.services.back_up(&places(world), &operator.recipients).await.unwrap();
        let (data, contents) = made.data;
        assert_eq!(backup::verify(&data, &operator.identity).await.unwrap(), contents);
        assert_eq!((contents.members, contents.erased, made.keys.1), (1, 0, 1));

        let stranger = an_operator(world.folder(), "stranger");
        assert!(matches!(backup::verify(&data, &stranger.identity).await, Err(BackupProblem::Sealed(_))));
        let whole = fs::read(&data).unwrap();
        for at in [whole.len() / 3, whole.len() / 2, whole.len() - 1] {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&data, damaged).unwrap();
            assert!(matches!(backup::verify(&data, &operator.identity).await, Err(BackupProblem::Sealed(_))), "{at}");
        }
        fs::write(&data, &whole[..whole.len() / 2]).unwrap();
        assert!(backup::verify(&data, &operator.identity).await.is_err());
        raw::run(world, "update consent_entries set decision = 'grant' where decision = 'withdraw'").await;
        let tampered = world.services.back_up(&places(world), &operator.recipients).await;
        assert!(matches!(tampered, Err(BackupProblem::Broken(_))), "{tampered:?}");
    });
}

#[test]
fn a_database_that_is_there_is_not_written_over_unless_asked_and_then_kept() {
    on_every_engine(async |world| {
        let operator = an_operator(world.folder(), "identity");
        world.a_member("minh").await;
        let files = backed_up(world, &operator).await;
        let machine = another_machine(world, "second").await;
        let put_back = async |replace| {
            backup::restore(&files, &operator.identity, (machine.clone(), world.clock()), replace).await
        };
        put_back(false).await.unwrap();
        let refused = put_back(false).await;
        if raw::is_sqlite(world) {
            assert!(matches!(refused, Err(BackupProblem::Occupied(_))));
            assert!(put_back(true).await.unwrap().set_aside.unwrap().exists());
        } else {
            assert!(matches!(refused, Err(BackupProblem::OccupiedServer)));
            assert!(matches!(put_back(true).await, Err(BackupProblem::OccupiedServer)), "never over members");
        }
        // Another installation's keys are never mixed in.
        let foreign = another_machine(world, "foreign").await;
        services::keys::Keys::open(&foreign.keys_dir, &services::clock::Rng::system()).unwrap();
        let refused = backup::restore(&files, &operator.identity, (foreign.clone(), world.clock()), false).await;
        assert!(matches!(refused, Err(BackupProblem::OtherRoot)), "{refused:?}");
        if let DatabaseUrl::Sqlite(file) = foreign.database {
            assert!(!file.exists());
        }
    });
}

#[test]
fn keys_that_are_older_than_the_data_are_refused() {
    on_every_engine(async |world| {
        let operator = an_operator(world.folder(), "identity");
        world.a_member("minh").await;
        let old = backed_up(world, &operator).await;
        world.wait(60);
        world.a_member("lananh").await;
        let newest = backed_up(world, &operator).await;
        let given = (another_machine(world, "second").await, world.clock());
        let files = Files { keys: old.keys, ..newest };
        let refused = backup::restore(&files, &operator.identity, given, false).await;
        assert!(matches!(refused, Err(BackupProblem::OldKeys)), "{refused:?}");
    });
}

#[test]
fn nothing_is_backed_up_without_a_recipient_and_the_day_of_a_backup_is_known() {
    on_every_engine(async |world| {
        let operator = an_operator(world.folder(), "identity");
        world.a_member("minh").await;
        let places = places(world);
        let refused = world.services.back_up(&places, &[]).await;
        assert!(matches!(refused, Err(BackupProblem::NoRecipient)));
        assert!(!places.data.exists() && !places.keys.exists() && !places.epoch.exists());
        let made = world.services.back_up(&places, &operator.recipients).await.unwrap();
        assert_eq!((made.keys.1, &made.epoch), (1, &(places.epoch.join(EPOCH_FILE), 1)));
        let standing = world.services.key_standing().await.unwrap();
        assert_eq!(standing.backed_up, Some((1, world.now())));
    });
}

#[test]
fn the_folder_of_keys_comes_back_whole_under_another_root_key() {
    on_every_engine(async |world| {
        let operator = an_operator(world.folder(), "identity");
        world.a_member("minh").await;
        let (files, machine) = (backed_up(world, &operator).await, another_machine(world, "second").await);
        backup::restore(&files, &operator.identity, (machine.clone(), world.clock()), false).await.unwrap();
        let names = |folder: &Path| {
            let mut keys = crate::independent::wrapping_keys(folder);
            keys.sort_unstable();
            keys
        };
        assert_eq!(names(&machine.keys_dir), names(&world.settings.keys_dir));
        let root = |folder: &Path| fs::read(folder.join("root.key")).unwrap();
        assert_ne!(root(&machine.keys_dir), root(&world.settings.keys_dir));
    });
}

#[test]
fn everything_in_every_table_comes_back_but_what_must_not_begin_again() {
    on_every_engine(async |world| {
        let operator = an_operator(world.folder(), "identity");
        a_full_life(world).await;
        world.letters().await;
        let (files, machine) = (backed_up(world, &operator).await, another_machine(world, "second").await);
        let mut expected = raw::census(&world.settings.database).await;
        assert!(expected.len() > 30 && expected["sessions"] > 0 && expected["consent_entries"] > 0, "{expected:?}");
        for gone in ["sessions", "outbox", "flashes"] {
            expected.insert(gone.to_owned(), 0);
        }
        backup::restore(&files, &operator.identity, (machine.clone(), world.clock()), false).await.unwrap();
        assert_eq!(raw::census(&machine.database).await, expected);
    });
}

/// The tables as they were before a yes could have an end.
const OLDER: [&str; 23] = [
    "drop table dead_letters",
    "alter table email_undos drop column change",
    "drop index failure_rows_short",
    "drop index sessions_by_former",
    "alter table sessions drop column former_hash",
    "alter table sessions drop column former_until",
    "alter table consent_entries drop column until",
    "alter table consent_proofs drop column until",
    "alter table consent_proofs drop column kept_mark",
    "alter table webhook_events drop column until",
    "alter table receipt_keys drop column mark",
    "drop index outbox_by_due",
    "alter table outbox drop column can_wait",
    "create index outbox_by_due on outbox (way, due_at)",
    "drop index outbox_by_epoch",
    "alter table outbox drop column epoch",
    "drop index webhook_events_by_epoch",
    "alter table webhook_events drop column epoch",
    "alter table erasure_ledger drop column gone_with",
    "alter table members drop column rehashed_at",
    "alter table passkeys drop column credential_at",
    "alter table passkeys drop column named_at",
    "delete from _sqlx_migrations where version >= 63",
];

#[test]
fn a_backup_of_an_older_version_is_verified_comes_back_and_is_brought_up_to_date() {
    on_every_engine(async |world| {
        let operator = an_operator(world.folder(), "identity");
        let minh = world.a_member("minh").await;
        decide(world, &world.who(&minh.session).await, (Purpose::News, Channel::Email), Decision::Grant).await;
        world.letters().await;
        for statement in OLDER {
            raw::run(world, statement).await;
        }
        let (files, machine) = (backed_up(world, &operator).await, another_machine(world, "second").await);
        let verified = backup::verify(&files.data, &operator.identity).await.unwrap();
        assert!(verified.schema < 63, "{}", verified.schema);
        // This world ends by looking for letters, as the program of today does.
        raw::run(world, "alter table outbox add column can_wait integer not null default 0").await;
        let restored = backup::restore(&files, &operator.identity, (machine.clone(), world.clock()), false).await;
        assert_eq!(restored.unwrap().contents.members, 1);
        let after = world.reopened(|settings| *settings = machine.clone()).await;
        let session = after.sign_in(world.attempt("minh", PASSWORD)).await.unwrap().session().unwrap();
        let who = after.find(session.token()).await.unwrap().unwrap();
        assert_eq!(after.verify_consents(&who).await.unwrap(), None);
        let news = (Purpose::News, Channel::Email, after.wording_in_force(Purpose::News).unwrap().version);
        let until = Some(world.now().date_in_vietnam().plus_months(3));
        let wish = Wish::new(Decision::Grant, Lang::Vi, DEVICE).until(until);
        assert_eq!(after.decide_consent(&who, news, wish).await.unwrap().until(), until);
        assert_eq!(after.verify_consents(&who).await.unwrap(), None);
        after.close_database().await;
        world.letters().await;
    });
}

#[test]
fn a_backup_goes_back_to_its_own_kind_of_database() {
    on_every_engine(async |world| {
        if raw::is_sqlite(world) {
            return;
        }
        let operator = an_operator(world.folder(), "identity");
        world.a_member("minh").await;
        let files = backed_up(world, &operator).await;
        let mut machine = another_machine(world, "second").await;
        machine.database = DatabaseUrl::Sqlite(world.folder().join("members.db"));
        let refused = backup::restore(&files, &operator.identity, (machine, world.clock()), false).await;
        assert!(matches!(refused, Err(BackupProblem::OtherEngine)), "{refused:?}");
    });
}

#[test]
fn members_write_while_a_backup_is_made() {
    on_every_engine(async |world| {
        let operator = an_operator(world.folder(), "identity");
        let writes = async {
            for number in 0..10 {
                world.join(&format!("member{number}")).await;
            }
        };
        let (files, ()) = tokio::join!(backed_up(world, &operator), writes);
        assert!(backup::verify(&files.data, &operator.identity).await.unwrap().members <= 10);
        assert_eq!(raw::rows(world, "members").await, 10, "no write was lost");
        world.letters().await;
    });
}
