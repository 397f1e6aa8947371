//! Backups: the data in one sealed file, the keys in another, neither of use without the operator's identity. (MC-3.2, MC-5.1a)
//!
//! The data holds ciphertext and no member's key; the keys are the root key and each member's wrapped key. Of the keys only
//! the newest backup is kept: whoever was erased since is missing in it, so that no older backup of the data opens for them.
//! Files are sealed with age to recipients (X25519); who opens them holds the identity, and the server never does.
//!
//! SQLite only: PostgreSQL's own tools back up its data, and `docs/operating.md` says how; its keys are backed up here.

mod data;
mod keyring;
mod seal;

pub use data::Contents;
pub use seal::{Identity, Recipient};

use crate::clock::{Clock, Rng};
use crate::db::DatabaseUrl;
use crate::fault::{Fault, describe};
use crate::keys::{Keys, RootProblem};
use crate::members::MemberId;
use crate::{OpenProblem, Services, Settings};
use domain::calendar::Timestamp;
use keyring::Keyring;
use std::fs;
use std::path::{Path, PathBuf};

/// The keys' file in its folder. There is one: an older one must not be kept.
pub const KEYS_FILE: &str = "metiz-keys.age";

/// Why a backup was not made, does not open, or was not put back; each is a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum BackupProblem {
    /// Nobody could open it.
    #[error("a backup needs at least one recipient (age1…): set backup.recipients, or name one with --recipient")]
    NoRecipient,
    /// Not a recipient.
    #[error("this is no age recipient: {0}; age-keygen prints one that begins with age1")]
    Recipient(String),
    /// Not an identity.
    #[error("the identity file holds no line that begins with AGE-SECRET-KEY-1")]
    Identity,
    /// Sealed to somebody else, or damaged.
    #[error("the backup does not open with this identity, or it is damaged: {0}")]
    Sealed(String),
    /// Opened, and not in order.
    #[error("the backup opens, but it is not in order: {0}")]
    Broken(String),
    /// A database is there already.
    #[error(
        "{0} exists already; stop the server and say --replace to put the backup in its place (the old file is kept beside it)"
    )]
    Occupied(PathBuf),
    /// The keys are older than the data.
    #[error(
        "the backup of the keys is older than the backup of the data, so members who joined in between could not be read; \
         use the newest backup of the keys"
    )]
    OldKeys,
    /// Another installation's keys.
    #[error("the folder of keys holds another root key than the backup; nothing was changed")]
    OtherRoot,
    /// PostgreSQL.
    #[error("PostgreSQL's data is backed up with its own tools: docs/operating.md, \"Backups\", has the commands")]
    Postgres,
    /// The keys themselves.
    #[error(transparent)]
    Root(#[from] RootProblem),
    /// The services, started on what was put back.
    #[error("what was put back cannot be started: {0}")]
    Open(#[from] OpenProblem),
    /// The database.
    #[error("the database refuses: {0}")]
    Database(#[from] sqlx::Error),
    /// The file system.
    #[error("a file cannot be read or written: {0}")]
    File(#[from] std::io::Error),
}

/// A backup that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The data; none on PostgreSQL.
    pub data: Option<(PathBuf, Contents)>,
    /// The keys, and how many members' keys are in it.
    pub keys: (PathBuf, u64),
}

/// What came of putting a backup back.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What the backup held.
    pub contents: Contents,
    /// Members who had been erased since, and were erased again.
    pub erased_again: i64,
    /// Where the database that was there before lies now.
    pub set_aside: Option<PathBuf>,
}

impl Services {
    /// Backs up data and keys while the server runs. What lies in `folder` and `keys_folder` afterwards is sealed; a copy
    /// that was being made when the machine failed is removed by the next run.
    ///
    /// # Errors
    /// [`BackupProblem`]. The backup of the keys that was there stays until the new one is complete.
    pub async fn back_up(
        &self,
        folder: &Path,
        keys_folder: &Path,
        recipients: &[Recipient],
    ) -> Result<Made, BackupProblem> {
        if recipients.is_empty() {
            return Err(BackupProblem::NoRecipient);
        }
        let now = self.now();
        let data = match &self.settings.database {
            DatabaseUrl::Sqlite(database) => Some(data::create(database, folder, now, recipients).await?),
            DatabaseUrl::Postgres(_) => None,
        };
        // The keys after the data: whoever joined in between has a key too many, and nobody one too few.
        let keyring = Keyring::of(self, now).await?;
        let path = keys_folder.join(KEYS_FILE);
        seal::private_folder(keys_folder)?;
        seal::write(&path, recipients, |out| keyring.write(out))?;
        Ok(Made { data, keys: (path, keyring.len()) })
    }
}

/// Opens a backup of the data and looks at all of it: the engine's own check, every chain of decisions, how much is there.
///
/// # Errors
/// [`BackupProblem`]: it does not open, or is not in order.
pub async fn verify(file: &Path, identity: &Identity) -> Result<Contents, BackupProblem> {
    let folder = seal::PrivateFolder::beside(file)?;
    let opened = folder.path().join("opened.db");
    seal::open(file, identity, &opened)?;
    data::looked_at(&opened).await
}

/// Puts a backup back where `settings` say the database and the keys lie, and erases again whoever was erased since it
/// was made. The server must not be running.
///
/// # Errors
/// [`BackupProblem`]; until everything was opened and found in order, nothing that was there is touched.
pub async fn restore(
    file: &Path,
    keys_file: &Path,
    identity: &Identity,
    (settings, clock): (Settings, Clock),
    replace: bool,
) -> Result<Restored, BackupProblem> {
    let DatabaseUrl::Sqlite(database) = settings.database.clone() else { return Err(BackupProblem::Postgres) };
    let occupied = fs::metadata(&database).is_ok_and(|found| found.len() > 0);
    if occupied && !replace {
        return Err(BackupProblem::Occupied(database));
    }
    let folder = seal::PrivateFolder::beside(&database)?;
    let draft = folder.path().join("restored.db");
    seal::open(file, identity, &draft)?;
    let contents = data::looked_at(&draft).await?;
    let keyring = Keyring::read(&seal::opened(keys_file, identity)?)?;
    if keyring.taken_at < contents.taken_at {
        return Err(BackupProblem::OldKeys);
    }
    if !keyring.put_back(&settings.keys_dir)? {
        return Err(BackupProblem::OtherRoot);
    }
    let fingerprint = Keys::open(&settings.keys_dir, &Rng::system())?.fingerprint();
    let keyless = data::made_ready(&draft, &keyring, fingerprint).await?;
    let set_aside = if occupied { Some(data::set_aside(&database)?) } else { None };
    data::moved_into_place(&draft, &database)?;
    let services = Services::open(settings, clock, Rng::system()).await?;
    let left = finished(&services, &keyless).await;
    services.close_database().await;
    let erased_again = contents.members.saturating_sub(left.map_err(|fault| BackupProblem::Broken(describe(&fault)))?);
    Ok(Restored { contents, erased_again, set_aside })
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
