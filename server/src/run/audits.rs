//! `server audit verify`: whether the ledger of decisions is whole.

use super::{Sentence, open_without_port, say};
use crate::cli::Audits;
use services::audit::verify::{Audited, TOLD};
use std::process::ExitCode;

pub(super) async fn command(what: &Audits) -> Result<ExitCode, Sentence> {
    let Audits::Verify(options) = what;
    let (_config, services) = open_without_port(options).await?;
    let audited = services.audit().await.map_err(|fault| {
        format!("The ledger could not be looked at; the log says why under {}.", services::fault::report(&fault))
    })?;
    services.close_database().await;
    for line in lines(&audited) {
        say(&line);
    }
    Ok(if audited.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is said of it, a line each; the last one is the verdict.
fn lines(audited: &Audited) -> Vec<String> {
    let Audited { entries, proofs, leaves, released, waiting, witnessed, count, findings } = audited;
    let mut lines = vec![
        format!("{entries} decisions of members, {proofs} kept without a name"),
        format!("{leaves} in the log, {waiting} waiting for their place, {released} whose time is over"),
        format!("{witnessed} checkpoints of the witness"),
    ];
    if *witnessed == 0 && *leaves > 0 {
        lines.push("NO WITNESS: a whole older state of the database could not be told from this one".to_owned());
    }
    lines.extend(findings.iter().map(|finding| format!("WRONG  {finding}")));
    if *count > TOLD as u64 {
        lines.push(format!("WRONG  and {} more", count - TOLD as u64));
    }
    let verdict = if audited.is_whole() { "The ledger is whole." } else { "The ledger is NOT whole; see above." };
    lines.push(verdict.to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_ledger_says_so_last_and_a_broken_one_says_where() {
        let whole = Audited { entries: 3, leaves: 3, witnessed: 1, ..Audited::default() };
        assert_eq!(lines(&whole).last().map(String::as_str), Some("The ledger is whole."));
        let broken = Audited { count: 2, findings: vec!["audit_leaves 7: it was changed".to_owned()], ..whole.clone() };
        assert!(lines(&broken).contains(&"WRONG  audit_leaves 7: it was changed".to_owned()));
        assert_eq!(lines(&broken).last().map(String::as_str), Some("The ledger is NOT whole; see above."));
        assert!(lines(&Audited { witnessed: 0, ..whole }).iter().any(|line| line.starts_with("NO WITNESS")));
        let many = Audited { count: 107, ..Audited::default() };
        assert!(lines(&many).contains(&"WRONG  and 7 more".to_owned()));
    }
}
