//! The commands an operator types.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

mod kept;
mod policies;
mod webhooks;
pub use kept::{Backup, Erasure, Keys};
pub use policies::Policies;
pub use webhooks::Webhooks;

/// Metiz Member Centre: the server.
///
/// Without a configuration it serves http://localhost:3000 from a SQLite file in var/, and writes letters to var/letters.
#[derive(Debug, Parser)]
#[expect(clippy::doc_markdown, reason = "printed as help, where marks would be in the way")]
#[command(name = "server", after_help = AFTER)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const AFTER: &str = "\
Every key of the configuration file can be set in the environment, too: [limits] body_bytes is METIZ_LIMITS_BODY_BYTES.
docs/operating.md lists all keys. Secrets belong into the file or the environment, never on the command line.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the site until a signal (Ctrl-C, SIGTERM) asks to stop. Brings the database up to date first.
    Serve(Options),
    /// Bring the database up to date and stop.
    Migrate(Options),
    /// Look at configuration, database, keys and letters, and say what is wrong. Changes nothing that is in order.
    Doctor(Options),
    /// Do work that is waiting: letters, events, erasures, what has expired.
    Jobs {
        /// How often.
        #[command(subcommand)]
        how: Jobs,
    },
    /// Look whether anything is kept for longer than was promised. Changes nothing.
    Retention(Options),
    /// How the keys stand, and changing them.
    Keys {
        /// What to do.
        #[command(subcommand)]
        what: Keys,
    },
    /// Back up data and keys, look at a backup, or put one back.
    Backup {
        /// What to do.
        #[command(subcommand)]
        what: Backup,
    },
    /// Look into what became of an erasure.
    Erasure {
        /// What to do.
        #[command(subcommand)]
        what: Erasure,
    },
    /// Keys of other systems, such as the booking site.
    ApiKey {
        /// What to do.
        #[command(subcommand)]
        what: ApiKeys,
    },
    /// Members who call for help.
    Members {
        /// What to do.
        #[command(subcommand)]
        what: Members,
    },
    /// Sessions of members.
    Sessions {
        /// What to do.
        #[command(subcommand)]
        what: Sessions,
    },
    /// Addresses of other systems that hear of each change of what they may do with a member.
    Webhooks {
        /// What to do.
        #[command(subcommand)]
        what: Webhooks,
    },
    /// Hold the ledger of decisions against itself and against its witness.
    Audit {
        /// What to do.
        #[command(subcommand)]
        what: Audits,
    },
    /// Look at receipts of decisions.
    Receipt {
        /// What to do.
        #[command(subcommand)]
        what: Receipts,
    },
    /// Bring over members, and orders of the years before, from a file. Can be stopped and repeated.
    Import {
        /// What to do.
        #[command(subcommand)]
        what: Import,
    },
    /// Numbers that want no advertising.
    DoNotCall {
        /// What to do.
        #[command(subcommand)]
        what: DoNotCall,
    },
    /// Versions of the privacy policy.
    Policy {
        /// What to do.
        #[command(subcommand)]
        what: Policies,
    },
    /// Print what the books keep of a fiscal year's orders, as CSV: document number, day, amount, tax. It names nobody.
    OrderFacts {
        /// The fiscal year.
        year: i32,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
    /// Print the version.
    Version,
}

/// What is done with keys of other systems.
#[derive(Debug, Subcommand)]
pub enum ApiKeys {
    /// Make a key and print it. This is the only time it is seen.
    Create {
        /// The system it is for: small letters, digits and dashes. Members read it beside what the system did.
        #[arg(long)]
        name: String,
        /// What it opens; may be given several times.
        #[arg(long, required = true, value_name = "SCOPE")]
        scope: Vec<String>,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
    /// List every key there ever was, without the keys themselves.
    List(Options),
    /// Revoke a key; it opens nothing from then on.
    Revoke {
        /// Its id, as the list shows it.
        id: String,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
}

/// What is done for members who call for help.
#[derive(Debug, Subcommand)]
pub enum Members {
    /// Show an account, masked: whether it is open, where letters go, what its member signs in with. The member reads in their
    /// history who looked, under which case and why.
    Show {
        /// The member's number, as their profile and other systems name it.
        #[arg(long)]
        member: String,
        /// Your name or desk.
        #[arg(long)]
        by: String,
        /// The number of the case the member opened.
        #[arg(long)]
        case: String,
        /// Why you look, in a sentence.
        #[arg(long)]
        reason: String,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
}

/// What is done with sessions of members.
#[derive(Debug, Subcommand)]
pub enum Sessions {
    /// End every session of one member, or of everybody, at once. They sign in again; nothing else changes.
    End {
        /// The member's number, as their profile and other systems name it.
        #[arg(long, required_unless_present = "all", conflicts_with = "all")]
        member: Option<String>,
        /// Of everybody.
        #[arg(long)]
        all: bool,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
}

/// What is done about the ledger of decisions.
#[derive(Debug, Subcommand)]
pub enum Audits {
    /// Compute everything anew and say which row was changed, taken out, moved or put back, if any was. Changes nothing.
    Verify(Options),
}

/// What is done with receipts.
#[derive(Debug, Subcommand)]
pub enum Receipts {
    /// Say whether a file is a receipt of this centre, and what it proves. Needs no database and no network.
    Verify {
        /// The receipt.
        file: PathBuf,
        /// The public keys, as /.well-known/metiz-receipt-keys.json has them.
        #[arg(long, value_name = "FILE")]
        keys: PathBuf,
    },
}

/// What is brought over.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Members, from CSV or JSON Lines (.jsonl). docs/operating.md lists the columns.
    Members {
        /// The file.
        file: PathBuf,
        /// How.
        #[command(flatten)]
        import: ImportOptions,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
    /// Paid orders, by the rules of POST /api/v1/orders.
    Orders {
        /// The file.
        file: PathBuf,
        /// The column member holds what this system, named at the import of members, calls them; else member references.
        #[arg(long, value_name = "SYSTEM")]
        members_of: Option<String>,
        /// How.
        #[command(flatten)]
        import: ImportOptions,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
}

/// What is done with numbers that want no advertising.
#[derive(Debug, Subcommand)]
pub enum DoNotCall {
    /// Read numbers in, one a line. Only keyed hashes of them are kept. Twice is the same as once.
    Import {
        /// The file.
        file: PathBuf,
        /// Which list it is: register (the national one) or own.
        #[arg(long, value_name = "LIST", default_value = "register")]
        list: String,
        /// The file is the whole list: numbers that are not in it are taken off.
        #[arg(long)]
        whole: bool,
        /// Say what would change, and change nothing.
        #[arg(long)]
        dry_run: bool,
        /// Where the database is.
        #[command(flatten)]
        options: Options,
    },
}

/// Options of every import.
#[derive(Args, Clone, Debug)]
pub struct ImportOptions {
    /// The system the file comes from: small letters, digits and dashes. Always the same word for the same system.
    #[arg(long, value_name = "SYSTEM")]
    pub source: String,
    /// Change nothing; write the report that a real run would write.
    #[arg(long)]
    pub dry_run: bool,
    /// Write refused lines here instead of beside the file.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// How jobs are done by hand.
#[derive(Debug, Subcommand)]
pub enum Jobs {
    /// Do what is due now, then stop. `serve` does this every few seconds by itself.
    Once(Options),
}

/// Options of every command that opens the database.
#[derive(Args, Clone, Debug)]
#[expect(clippy::doc_markdown, reason = "printed as help, where marks would be in the way")]
pub struct Options {
    /// Read this configuration file (TOML).
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Use this database instead of the configured one: sqlite:PATH or postgres://USER@HOST/NAME. A URL with a password
    /// is refused here, because other users of the machine can read it; set METIZ_DATABASE instead.
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
}

impl Options {
    /// The database named on the command line, unless it tells a secret.
    ///
    /// # Errors
    /// A sentence, when the URL holds a password.
    pub fn database(&self) -> Result<Option<&str>, String> {
        match self.database.as_deref() {
            Some(url) if holds_password(url) => {
                Err("--database must not hold a password: other users of this machine \
                 can read it. Set METIZ_DATABASE, or METIZ_DATABASE=@FILE with the URL in that file."
                    .to_owned())
            }
            url => Ok(url),
        }
    }
}

fn holds_password(url: &str) -> bool {
    let authority = url.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
    let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
    user.contains(':') || url.contains("password=")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_password_on_the_command_line_is_refused() {
        assert!(holds_password("postgres://metiz:secret@localhost/metiz"));
        assert!(holds_password("postgres://localhost/metiz?password=secret"));
        for fine in ["postgres://metiz@localhost:5432/metiz", "sqlite:var/metiz.db", "sqlite:/a:b@c"] {
            assert!(!holds_password(fine), "{fine}");
        }
    }
}
