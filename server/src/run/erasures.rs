//! What became of an erasure, for whoever brings its certificate.

use super::{Sentence, open_without_port, say};
use crate::cli::{Erasure, Options};
use domain::calendar::Timestamp;
use services::closure::verify::{KeyBackups, VerifiedErasure};
use std::process::ExitCode;

pub(super) async fn command(what: Erasure) -> Result<ExitCode, Sentence> {
    let Erasure::Verify { number, options } = what;
    verify(&number, &options).await
}

async fn verify(number: &str, options: &Options) -> Result<ExitCode, Sentence> {
    let (_config, services) = open_without_port(options).await?;
    let found = services.verify_erasure(number).await.map_err(|fault| {
        format!("It could not be looked up; the log says why under {}.", services::fault::report(&fault))
    })?;
    services.close_database().await;
    let found = found.ok_or(
        "There was no erasure under this number, and nothing is held under it. A certificate's number has 32 digits and \
         letters a to f; certificates from before numbers were given have none.",
    )?;
    for line in lines(&found) {
        say(&line);
    }
    Ok(if found.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is said of it, a line each; the last one is the verdict.
fn lines(found: &VerifiedErasure) -> Vec<String> {
    let at = |instant: Timestamp| format!("{} {}", instant.date_in_vietnam().iso(), "(date in Vietnam)");
    let mut lines = Vec::new();
    match found.erased_at {
        Some(erased_at) => lines.push(format!("erased on {}", at(erased_at))),
        None => lines.push("the erasure is under way: the ledger has no line of it yet".to_owned()),
    }
    lines.extend(found.counts.iter().map(|(table, rows)| format!("  {table}: {rows} erased")));
    for (table, rows) in &found.left {
        lines.push(format!("STILL THERE: {rows} rows in {table}"));
    }
    if found.letters > 0 {
        lines.push(format!("STILL THERE: {} letters as files, in letters.folder", found.letters));
    }
    if found.left.is_empty() && found.letters == 0 {
        let looked = "looked through every table and the letters that lie as files now: no row of this member, no letter, and no key";
        lines.push(looked.to_owned());
    }
    lines.push(found.scrubbed_at.map_or_else(
        || "STILL TO DO: what the engine keeps of deleted rows is not cleared yet".to_owned(),
        |scrubbed_at| format!("what the engine keeps of deleted rows was cleared on {}", at(scrubbed_at)),
    ));
    let beside = if found.is_in_the_file {
        "the ledger beside the keys has it: no backup brings the member back"
    } else {
        "MISSING: the ledger beside the keys does not have it; start the server once, which writes it down"
    };
    lines.push(beside.to_owned());
    if found.erased_at.is_some() {
        lines.push(of_key_backups(found.backups).to_owned());
    }
    lines.push(match found.proofs {
        Some((count, until)) => format!("kept without a name: {count} proofs of consent, until {}", at(until)),
        None => "no proofs of consent are kept".to_owned(),
    });
    let verdict = if found.is_whole() { "The erasure is whole." } else { "The erasure is NOT whole; see above." };
    lines.push(verdict.to_owned());
    lines
}

fn of_key_backups(backups: KeyBackups) -> &'static str {
    match backups {
        KeyBackups::OpenNothing => {
            "backups of the keys from before open nothing any more: the epoch they were made in has ended"
        }
        KeyBackups::UntilTheTurn => {
            "STILL TO DO: backups of the keys from before still open until the epoch turns: within a day, or now with server keys rotate"
        }
        KeyBackups::UntilTheNextBackup => {
            "STILL TO DO: the backup of the epoch still opens backups of the keys from before; server backup create replaces it"
        }
        KeyBackups::FromBeforeEpochs => {
            "erased before keys had epochs: delete every backup of the keys from before that day, if there still is one"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found() -> VerifiedErasure {
        let at = Timestamp::from_micros(1_795_316_640_000_000);
        VerifiedErasure {
            erased_at: Some(at),
            counts: [("sessions".to_owned(), 2)].into(),
            scrubbed_at: Some(at),
            is_in_the_file: true,
            left: Vec::new(),
            letters: 0,
            proofs: Some((5, at)),
            backups: KeyBackups::OpenNothing,
        }
    }

    #[test]
    fn a_whole_erasure_says_so_last() {
        let lines = lines(&found());
        assert_eq!(lines.last().map(String::as_str), Some("The erasure is whole."));
        assert!(lines.iter().any(|line| line == "  sessions: 2 erased"), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("5 proofs of consent, until 2026-11-22")), "{lines:?}");
    }

    #[test]
    fn whatever_is_missing_is_said_and_the_verdict_is_no() {
        let cases = [
            VerifiedErasure { left: vec![("profiles", 1)], ..found() },
            VerifiedErasure { scrubbed_at: None, ..found() },
            VerifiedErasure { is_in_the_file: false, ..found() },
            VerifiedErasure { erased_at: None, ..found() },
            VerifiedErasure { backups: KeyBackups::UntilTheTurn, ..found() },
            VerifiedErasure { backups: KeyBackups::UntilTheNextBackup, ..found() },
        ];
        for case in cases {
            let lines = lines(&case);
            assert_eq!(lines.last().map(String::as_str), Some("The erasure is NOT whole; see above."), "{lines:?}");
        }
    }
}
