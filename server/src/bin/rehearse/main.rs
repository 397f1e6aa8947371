//! The dress rehearsal: how much the release build carries on this machine, measured from outside over loopback.
//!
//! It starts `server serve` itself in a folder of its own, with the settings a stranger's first start has; only the
//! port and the folders differ, and this machine is named as a trusted proxy, so that each visitor can come from a
//! network of their own as on a real site and no throttle had to be widened. It is bounded in time and in count, and
//! stops by itself.
//!
//! The visitors run on one thread of this process and share the processors with the server: what they and other
//! programs took is printed beside each figure.

mod client;
mod hashes;
mod load;
mod members;
mod process;
mod report;
mod rounds;
mod scale;
mod timing;
mod usage;

use clap::{Parser, ValueEnum};
use std::{io, path::PathBuf, process::ExitCode, time::Duration};

/// Why the rehearsal could not go on: a sentence.
type Sentence = String;

/// Measures the release build on this machine and prints a Markdown table.
#[derive(Debug, Parser)]
#[command(name = "rehearse")]
struct Options {
    /// The program to start.
    #[arg(long, default_value = "target/release/server")]
    server: PathBuf,
    /// The built site.
    #[arg(long, default_value = "target/site")]
    site: PathBuf,
    /// An empty PostgreSQL database, `postgres://USER@HOST:PORT/NAME`; without it only SQLite is measured.
    #[arg(long)]
    postgres: Option<String>,
    /// Seconds for each measurement, 1 to 120.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=120))]
    seconds: u64,
    /// Measure only this.
    #[arg(long)]
    only: Option<Part>,
    /// How many members the part `scale` brings over, with five orders each.
    #[arg(long, default_value_t = 1_000_000)]
    members: u64,
}

/// What is measured.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Part {
    /// How long a start takes, and what memory the server then holds.
    Start,
    /// Sign-ins, beside the bare rate of the same hash.
    SignIns,
    /// Pages of a signed-in member.
    Pages,
    /// Durable consent decisions.
    Decisions,
    /// Refusals while far too many sign in.
    Flood,
    /// Whether a clock tells members from nobody.
    Timing,
    /// Bringing many members over, and pages and decisions among them. Half an hour; only when it is asked for.
    Scale,
}

impl Options {
    fn time(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    fn wants(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = Options::parse();
    let mut report = report::Report::default();
    let outcome = rounds::all(&options, &mut report).await;
    // What was measured before a failure is still true.
    let printed = report.print(&mut io::stdout());
    match outcome.and_then(|()| printed.map_err(|problem| problem.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            use io::Write as _;
            let _ = writeln!(io::stderr(), "rehearse: {sentence}");
            ExitCode::FAILURE
        }
    }
}
