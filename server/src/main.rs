//! The server's command line; everything else is in the library beside it.

use clap::Parser;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server::run::command(server::cli::Cli::parse().command).await
}
