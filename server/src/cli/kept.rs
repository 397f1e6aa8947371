//! The commands about what is kept: keys, erasures, backups.

use super::Options;
use clap::Subcommand;
use std::path::PathBuf;

/// What is done with the keys of members' data.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Print the epoch, its age, how many keys each epoch has, where the root key comes from, and what is due.
    Status(Options),
    /// Turn the epoch now: wrap every member's key anew and destroy the key of the epoch before. `serve` does it daily.
    Rotate {
        /// Replace the root key instead: the epoch keys are wrapped under a new one.
        #[arg(long)]
        root: bool,
        /// The new root key: a file of mode 0600 with 64 hexadecimal digits. Needed where the root key comes from elsewhere.
        #[arg(long, value_name = "FILE", requires = "root")]
        new: Option<PathBuf>,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
}

/// What is done about erasures.
#[derive(Debug, Subcommand)]
pub enum Erasure {
    /// Say what was erased under a certificate's number, what is still kept and until when, and look through every table
    /// for what should be gone. Changes nothing.
    Verify {
        /// The number in the member's letter.
        number: String,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
}

/// What is done with backups.
#[derive(Debug, Subcommand)]
pub enum Backup {
    /// Back up while the server runs: the data, the members' keys and the key of the epoch, each into a sealed file.
    Create {
        /// Put the data's file into this folder, under a name with the time.
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
        /// Put the keys' file into this folder, under a name with the time. Not beside the data.
        #[arg(long, value_name = "FOLDER")]
        keys_to: PathBuf,
        /// Put the epoch's file into this folder, over the one that is there: older ones must not be kept, nor snapshots.
        #[arg(long, value_name = "FOLDER")]
        epoch_to: PathBuf,
        /// Seal to this age recipient (age1…), besides those of the configuration. Can be given several times.
        #[arg(long, value_name = "RECIPIENT")]
        recipient: Vec<String>,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
    /// Open a backup of the data and look at all of it.
    Verify {
        /// The file.
        file: PathBuf,
        /// The file age-keygen wrote.
        #[arg(long, value_name = "FILE")]
        identity: PathBuf,
    },
    /// Put a backup back, and erase again whoever was erased since it was made. Stop the server first.
    Restore {
        /// The data's file.
        file: PathBuf,
        /// The newest keys' file.
        #[arg(long, value_name = "FILE")]
        keys: PathBuf,
        /// The file of the epoch.
        #[arg(long, value_name = "FILE")]
        epoch: PathBuf,
        /// The file age-keygen wrote.
        #[arg(long, value_name = "FILE")]
        identity: PathBuf,
        /// Put it in the place of the file that is there; that one is kept beside it. Not on PostgreSQL, which needs an empty database.
        #[arg(long)]
        replace: bool,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
}
