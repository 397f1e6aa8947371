//! Backups: the data in one sealed file, the members' keys in another, the key of the epoch in a third. (MC-3.2, MC-5.1a)
//!
//! The data holds ciphertext and no member's key; the keys are wrapped under the key of the epoch, which is in neither. Of the
//! epoch only the newest backup is kept: once it is replaced, every older backup of the keys opens nothing any more, and
//! whoever was erased before is in no newer one (decision 0016). Files are sealed with age to recipients (X25519);
//! who opens them holds the identity, and the server never does.
//!
//! On SQLite the data is the engine's own copy of its file; on PostgreSQL every table as `COPY` writes it.

mod data;
mod escrow;
mod keyring;
mod postgres;
mod problem;
mod seal;

pub use data::Contents;
pub use problem::BackupProblem;
pub use seal::{Identity, Recipient};

use crate::clock::{Clock, Rng};
use crate::db::DatabaseUrl;
use crate::fault::{Fault, describe};
use crate::keys::{self, Keys};
use crate::members::MemberId;
use crate::{Services, Settings};
use domain::calendar::Timestamp;
use keyring::Keyring;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The file of the epoch's key in its folder. There is one: an older one must not be kept.
pub const EPOCH_FILE: &str = "metiz-epoch.age";

/// A backup that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The data.
    pub data: (PathBuf, Contents),
    /// The keys, and how many members' keys are in it.
    pub keys: (PathBuf, u64),
    /// The key of the epoch, and its number.
    pub epoch: (PathBuf, u32),
}

/// Where the files of a backup go. Each folder is on another medium than the others.
#[derive(Clone, Debug)]
pub struct Places {
    /// The data.
    pub data: PathBuf,
    /// The members' keys.
    pub keys: PathBuf,
    /// The key of the epoch: the only file that is replaced each time.
    pub epoch: PathBuf,
}

/// The files of a backup that is put back.
#[derive(Clone, Debug)]
pub struct Files {
    /// The data.
    pub data: PathBuf,
    /// The members' keys.
    pub keys: PathBuf,
    /// The key of the epoch they were wrapped in.
    pub epoch: PathBuf,
}

/// What came of putting a backup back.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What the backup held.
    pub contents: Contents,
    /// Members who had been erased since, and were erased again.
    pub erased_again: i64,
    /// Where the file of the database that was there before lies now.
    pub set_aside: Option<PathBuf>,
}

impl Services {
    /// Backs up data, keys and epoch while the server runs. What lies in the folders afterwards is sealed; a copy that was
    /// being made when the machine failed is removed by the next run.
    ///
    /// # Errors
    /// [`BackupProblem`]. The backup of the epoch that was there stays until all others are complete.
    pub async fn back_up(&self, places: &Places, recipients: &[Recipient]) -> Result<Made, BackupProblem> {
        if recipients.is_empty() {
            return Err(BackupProblem::NoRecipient);
        }
        let now = self.now();
        let data = match &self.settings.database {
            DatabaseUrl::Sqlite(database) => data::create(database, &places.data, now, recipients).await?,
            DatabaseUrl::Postgres(url) => postgres::create(url, &places.data, now, recipients).await?,
        };
        // Both are of one epoch: nobody turns it until they are written.
        let _alone = self.alone_with_epochs().await.map_err(|fault| BackupProblem::Broken(describe(&fault)))?;
        // The keys after the data: whoever joined in between has a key too many, and nobody one too few.
        let keys = places.keys.join(format!("metiz-keys-{}.age", stamp(now)));
        seal::private_folder(&places.keys)?;
        let mut sealed = seal::Draft::begin(&keys, recipients)?;
        let count = keyring::write(self, now, &mut sealed).await?;
        sealed.finish()?;
        // The epoch last. Cut short before, the one that is there still opens the keys of its own day.
        let epoch = self.back_up_epoch(&places.epoch, recipients).await?;
        Ok(Made { data, keys: (keys, count), epoch })
    }

    async fn back_up_epoch(&self, folder: &Path, recipients: &[Recipient]) -> Result<(PathBuf, u32), BackupProblem> {
        let (held, path) = (self.keys.held()?, folder.join(EPOCH_FILE));
        seal::private_folder(folder)?;
        let mut sealed = seal::Draft::begin(&path, recipients)?;
        escrow::write(&held, &mut sealed)?;
        sealed.finish()?;
        let (number, now) = (held.newest(), self.now().micros());
        self.db
            .write(move |tx| Box::pin(async move { Ok::<_, Fault>(keys::rows::backed_up(tx, number, now).await?) }))
            .await
            .map_err(|fault| BackupProblem::Broken(describe(&fault)))?;
        Ok((path, number))
    }
}

/// Opens a backup of the data and looks at all of it. A copy of SQLite's file: the engine's own check, every chain of decisions, how
/// much is there. Tables of PostgreSQL: whether they are whole, and how much is there; their chains were followed when they were
/// copied, and are again when they are put back.
///
/// # Errors
/// [`BackupProblem`]: it does not open, or is not in order.
pub async fn verify(file: &Path, identity: &Identity) -> Result<Contents, BackupProblem> {
    if is_of_postgres(file, identity)? {
        return postgres::Opened::begin(seal::reader(file, identity)?)?.looked_at();
    }
    let folder = seal::PrivateFolder::beside(file)?;
    let opened = folder.path().join("opened.db");
    seal::open(file, identity, &opened)?;
    data::looked_at(&opened).await
}

fn is_of_postgres(file: &Path, identity: &Identity) -> Result<bool, BackupProblem> {
    let mut head = Vec::new();
    seal::reader(file, identity)?.take(postgres::HEAD.len() as u64).read_to_end(&mut head).map_err(seal::damaged)?;
    Ok(head == postgres::HEAD.as_bytes())
}

/// Puts a backup back where `settings` say the database and the keys lie, and erases again whoever was erased since it
/// was made. The server must not be running. `replace` is for a file that is there; a database on PostgreSQL has to be without
/// members.
///
/// # Errors
/// [`BackupProblem`]; until everything was opened and found in order, nothing that was there is touched.
pub async fn restore(
    files: &Files,
    identity: &Identity,
    (settings, clock): (Settings, Clock),
    replace: bool,
) -> Result<Restored, BackupProblem> {
    let (contents, keyless, set_aside) = match settings.database.clone() {
        DatabaseUrl::Sqlite(database) => restore_file(&database, files, identity, (&settings, replace)).await?,
        DatabaseUrl::Postgres(url) => {
            if postgres::is_occupied(&url).await? {
                return Err(BackupProblem::OccupiedServer);
            }
            if !is_of_postgres(&files.data, identity)? {
                return Err(BackupProblem::OtherEngine);
            }
            let opened = || postgres::Opened::begin(seal::reader(&files.data, identity)?);
            let contents = opened()?.looked_at()?;
            let (keyring, fingerprint) = keys_put_back(files, identity, &settings, &contents)?;
            let keyless = postgres::put_back(&url, opened()?, &contents, (&keyring, fingerprint)).await?;
            (contents, keyless, None)
        }
    };
    let services = Services::open(settings, clock, Rng::system()).await?;
    let left = finished(&services, &keyless).await;
    services.close_database().await;
    let erased_again = contents.members.saturating_sub(left.map_err(|fault| BackupProblem::Broken(describe(&fault)))?);
    Ok(Restored { contents, erased_again, set_aside })
}

async fn restore_file(
    database: &Path,
    files: &Files,
    identity: &Identity,
    (settings, replace): (&Settings, bool),
) -> Result<(Contents, Vec<MemberId>, Option<PathBuf>), BackupProblem> {
    let occupied = fs::metadata(database).is_ok_and(|found| found.len() > 0);
    if occupied && !replace {
        return Err(BackupProblem::Occupied(database.to_owned()));
    }
    if is_of_postgres(&files.data, identity)? {
        return Err(BackupProblem::OtherEngine);
    }
    let folder = seal::PrivateFolder::beside(database)?;
    let draft = folder.path().join("restored.db");
    seal::open(&files.data, identity, &draft)?;
    let contents = data::looked_at(&draft).await?;
    let (keyring, fingerprint) = keys_put_back(files, identity, settings, &contents)?;
    let keyless = data::completed(&draft, &keyring, fingerprint).await?;
    let set_aside = if occupied { Some(data::set_aside(database)?) } else { None };
    data::moved_into_place(&draft, database)?;
    Ok((contents, keyless, set_aside))
}

/// Puts the epochs and the ledger back into the folder of keys, if the files belong to each other and to this data. Answers the
/// members' keys, and the fingerprint of the root key that the data must have been made with.
fn keys_put_back(
    files: &Files,
    identity: &Identity,
    settings: &Settings,
    contents: &Contents,
) -> Result<(Keyring, [u8; 16]), BackupProblem> {
    let keyring = Keyring::read(&seal::opened(&files.keys, identity)?)?;
    if keyring.taken_at < contents.taken_at {
        return Err(BackupProblem::OldKeys);
    }
    let held = escrow::read(&seal::opened(&files.epoch, identity)?)?;
    if let Some(needed) = escrow::missing(&held, &keyring.epochs()) {
        return Err(BackupProblem::OtherEpoch { needed });
    }
    let rng = Rng::system();
    if !escrow::put_back(&held, &settings.keys_dir, &settings.root, &rng)? {
        return Err(BackupProblem::OtherRoot);
    }
    keyring.complete_ledger(&settings.keys_dir)?;
    Ok((keyring, Keys::open_from(&settings.keys_dir, &settings.root, &rng)?.fingerprint()))
}

/// Whoever has no key any more was erased since; starting has erased those whom the ledger knows, these are the rest.
/// Answers how many members there are in the end.
async fn finished(services: &Services, keyless: &[MemberId]) -> Result<i64, Fault> {
    for member in keyless {
        services.erase_one_again(*member, services.now()).await?;
    }
    // Whatever was deleted is cleared from the file's log, too; erasures that have become due meanwhile are carried out.
    services.erase_due().await?;
    services.db.read(|tx| Box::pin(async move { Ok(data::members(tx).await?) })).await
}

/// An instant as part of a file's name: `20261122T170405` (Vietnamese time).
fn stamp(at: Timestamp) -> String {
    let (hour, minute) = at.clock_in_vietnam();
    let second = at.micros().div_euclid(1_000_000).rem_euclid(60);
    format!("{}T{hour:02}{minute:02}{second:02}", at.date_in_vietnam().iso().replace('-', ""))
}
