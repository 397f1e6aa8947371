//! Numbers that want no advertising, read in from a file.

use super::{Sentence, open_without_port, say};
use crate::cli::DoNotCall;
use domain::contact::List;
use services::contact::{Imported, NotNumbers};
use std::process::ExitCode;

/// Lines named at most.
const NAMED_MOST: usize = 10;

pub(super) async fn command(what: &DoNotCall) -> Result<ExitCode, Sentence> {
    let DoNotCall::Import { file, list, whole, dry_run, options } = what;
    let list = List::parse(list).ok_or("There is no such list. There are: register, own.")?;
    let text = std::fs::read_to_string(file).map_err(|_| "The file cannot be read as text.")?;
    let (_config, services) = open_without_port(options).await?;
    let numbers = services.read_numbers(&text).map_err(|wrong| not_numbers(&wrong))?;
    if numbers.hashes.is_empty() {
        return Err("The file holds no number a member can have. Nothing was changed.".to_owned());
    }
    let skipped = numbers.skipped;
    let done = services.import_numbers(list, numbers, (*whole, *dry_run)).await.map_err(|fault| {
        format!("That could not be done; the log says why under {}.", services::fault::report(&fault))
    })?;
    services.close_database().await;
    say(&told(done, skipped, *dry_run));
    Ok(ExitCode::SUCCESS)
}

fn told(Imported { added, kept, taken_off }: Imported, skipped: usize, dry: bool) -> String {
    let would = if dry { "Nothing was changed. It would be: " } else { "" };
    format!(
        "{would}{added} added, {kept} there already, {taken_off} taken off, {skipped} skipped (no mobile number of Vietnam)."
    )
}

/// The places, never what stands there.
fn not_numbers(NotNumbers(lines): &NotNumbers) -> Sentence {
    let named: Vec<String> = lines.iter().take(NAMED_MOST).map(usize::to_string).collect();
    let more = if lines.len() > NAMED_MOST { " and others" } else { "" };
    format!("Nothing was changed: no telephone number stands in line {}{more}.", named.join(", "))
}
