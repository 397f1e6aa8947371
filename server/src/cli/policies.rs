//! What is done about the privacy policy.

use super::Options;
use clap::Subcommand;
use std::path::PathBuf;

/// What is done with versions of the privacy policy.
#[derive(Debug, Subcommand)]
pub enum Policies {
    /// Add a version after those there are. It is in force from its day on, on every machine, and stays for good.
    /// The same one twice is added once. docs/operating.md says what stands in the file.
    Add {
        /// The description of the version (TOML): its text, its day, what it changes.
        file: PathBuf,
        /// Who adds it; kept beside the version.
        #[arg(long, value_name = "NAME")]
        by: String,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
    /// List every version: its day, where it stands, its check value, who added it and when.
    List(Options),
}
