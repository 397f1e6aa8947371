//! Whether what has a period is gone when it is over, for an operator and an auditor.

use super::{Sentence, open_without_port, say};
use crate::cli::Options;
use domain::calendar::Timestamp;
use services::retention::RetentionReport;
use std::process::ExitCode;

pub(super) async fn report(options: &Options) -> Result<ExitCode, Sentence> {
    let (_config, services) = open_without_port(options).await?;
    let looks = services.settings().inactive_after.is_some();
    let report = services.retention_report().await.map_err(|fault| {
        format!("It could not be looked up; the log says why under {}.", services::fault::report(&fault))
    })?;
    services.close_database().await;
    for line in lines(&report, looks) {
        say(&line);
    }
    Ok(if report.is_kept() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is said of it, a line each; the last one is the verdict.
fn lines(report: &RetentionReport, looks: bool) -> Vec<String> {
    let day = |at: Timestamp| at.date_in_vietnam().iso();
    let mut lines: Vec<_> = report
        .lines
        .iter()
        .map(|line| match (line.ends, line.overdue) {
            (None, _) => format!("ok       {}: there is none", line.held.code()),
            (Some(ends), false) => format!("ok       {}: the oldest goes on {}", line.held.code(), day(ends)),
            (Some(ends), true) => {
                format!("OVERDUE  {}: the oldest should be gone since {}", line.held.code(), day(ends))
            }
        })
        .collect();
    lines.push(match (looks, report.sweep) {
        (false, _) => "unused accounts: are not looked for (closure.inactive_days is 0)".to_owned(),
        (true, None) => "unused accounts: nobody has looked for them yet".to_owned(),
        (true, Some(last)) => {
            let ended = last.ended_at.map_or("goes on".to_owned(), |at| format!("ended on {}", day(at)));
            let sweep = last.sweep;
            format!(
                "unused accounts: looked for since {}, {ended}: {} members looked at, {} told, {} closed, {} stay because \
                 they cannot be told, {} because they are frozen",
                day(last.began_at), sweep.looked_at, sweep.told, sweep.closed, sweep.unreachable, sweep.frozen
            )
        }
    });
    let verdict = "Nothing is kept for longer than was promised.";
    let late = "Something is kept for LONGER than was promised: is the server running? server jobs once does it now.";
    lines.push(if report.is_kept() { verdict } else { late }.to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::retention::Held;
    use services::retention::RetentionLine;

    const AT: Timestamp = Timestamp::from_micros(1_795_316_640_000_000);

    fn report(overdue: bool) -> RetentionReport {
        let lines = vec![
            RetentionLine { held: Held::Sessions, ends: Some(AT), overdue },
            RetentionLine { held: Held::Flashes, ends: None, overdue: false },
        ];
        RetentionReport { lines, sweep: None }
    }

    #[test]
    fn what_is_late_is_named_and_the_verdict_says_so() {
        let lines = lines(&report(true), true);
        assert_eq!(lines[0], "OVERDUE  sessions: the oldest should be gone since 2026-11-22");
        assert!(lines.last().unwrap().contains("LONGER"), "{lines:?}");
    }

    #[test]
    fn when_all_is_kept_the_verdict_says_so_and_unused_accounts_have_their_line() {
        let lines = lines(&report(false), false);
        assert_eq!(lines[1], "ok       flashes: there is none");
        assert!(lines[2].contains("are not looked for"), "{lines:?}");
        assert_eq!(lines[3], "Nothing is kept for longer than was promised.");
    }
}
