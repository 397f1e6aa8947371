//! The server's command line; everything else is in the library beside it.

use clap::Parser;
use std::process::ExitCode;

/// Rendering a page is thousands of small allocations; the system's allocator made a fifth of its time. (decision 0008)
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    server::run::command(server::cli::Cli::parse().command).await
}
