//! What is done about addresses of other systems.

use super::Options;
use clap::Subcommand;

/// What is done with addresses that hear of changes.
#[derive(Debug, Subcommand)]
pub enum Webhooks {
    /// Add an address and print the secret its messages are signed with. This is the only time the secret is seen.
    Add {
        /// The address: https only. docs/operating.md says what is sent there.
        url: String,
        /// A word for it, for the list.
        #[arg(long)]
        name: Option<String>,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
    /// List every address: how many events wait, when it last took one, how it last failed.
    List(Options),
    /// Remove an address, with whatever waits for it.
    Remove {
        /// Its id, as the list shows it.
        id: String,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
    /// Send the events since a moment again, those that were given up, too. Each comes under the id it had.
    Replay {
        /// Its id, as the list shows it.
        id: String,
        /// The moment: 2026-11-22T10:04:00+07:00. Events are kept for 30 days.
        #[arg(long, value_name = "TIME")]
        since: String,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
    /// Send one event of the kind webhook.test at once, and say what was answered.
    Test {
        /// Its id, as the list shows it.
        id: String,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
}
