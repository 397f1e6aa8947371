//! Why a backup was not made, does not open, or was not put back.

use crate::OpenProblem;
use crate::keys::RootProblem;
use std::path::PathBuf;

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
    /// The two belong to different days.
    #[error(
        "the backup of the keys needs the key of epoch {needed}, and the file of the epoch has another; take the backup of \
         the keys that was made with this file of the epoch"
    )]
    OtherEpoch {
        /// The epoch the keys were wrapped in.
        needed: i64,
    },
    /// Another installation's keys.
    #[error("the folder of keys is another installation's than the backup; nothing was changed")]
    OtherRoot,
    /// Members are on the server already.
    #[error("there are members in this PostgreSQL database already; make an empty one (createdb) and name that")]
    OccupiedServer,
    /// A file of SQLite for PostgreSQL, or the other way round.
    #[error(
        "the backup is of the other kind of database: what was backed up from SQLite goes back to SQLite, from PostgreSQL to PostgreSQL"
    )]
    OtherEngine,
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
