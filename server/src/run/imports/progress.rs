//! How far an import is: a bar that moves on a terminal, else a line now and then. Counts only.

use super::{Sentence, Tally, cannot};
use std::{
    io::{self, IsTerminal as _, Write as _},
    path::Path,
    time::{Duration, Instant},
};

/// On a terminal the bar moves so often; into a file one line is enough so often.
const ON_TERMINAL: Duration = Duration::from_millis(250);
const INTO_FILE: Duration = Duration::from_secs(10);
const WIDTH: u64 = 30;

pub(super) struct Progress {
    bytes: u64,
    began: Instant,
    shown: Option<Instant>,
    on_terminal: bool,
}

impl Progress {
    pub(super) fn of(file: &Path) -> Result<Self, Sentence> {
        let bytes = std::fs::metadata(file).map_err(|problem| cannot("read", file, &problem))?.len();
        Ok(Self { bytes, began: Instant::now(), shown: None, on_terminal: io::stderr().is_terminal() })
    }

    /// So many bytes of the file are behind us.
    pub(super) fn at(&mut self, bytes: u64, tally: &Tally) {
        let every = if self.on_terminal { ON_TERMINAL } else { INTO_FILE };
        if self.shown.unwrap_or(self.began).elapsed() >= every {
            self.shown = Some(Instant::now());
            self.show(bytes, tally);
        }
    }

    /// All of it is.
    pub(super) fn end(&self, tally: &Tally) {
        self.show(self.bytes, tally);
        if self.on_terminal {
            // Nobody watches a closed terminal.
            let _ = writeln!(io::stderr());
        }
    }

    fn show(&self, bytes: u64, tally: &Tally) {
        let line = line(bytes, self.bytes, tally, self.began.elapsed());
        let mut out = io::stderr();
        let _ = if self.on_terminal {
            write!(out, "\r{}", bar(bytes, self.bytes) + &line)
        } else {
            writeln!(out, "{line}")
        };
    }
}

fn bar(done: u64, all: u64) -> String {
    let full = done.min(all).saturating_mul(WIDTH) / all.max(1);
    let full = usize::try_from(full).unwrap_or(0);
    let width = usize::try_from(WIDTH).unwrap_or(0);
    format!("[{}{}] ", "#".repeat(full), ".".repeat(width - full))
}

fn line(done: u64, all: u64, tally: &Tally, took: Duration) -> String {
    let percent = done.min(all).saturating_mul(100) / all.max(1);
    let a_second = tally.lines().saturating_mul(1000) / u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
    format!("{percent:>3} %  {} lines, {} refused, {a_second} a second   ", tally.lines(), tally.refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_as_the_file_is_read_and_never_overflows() {
        assert_eq!(bar(0, 0), format!("[{}] ", ".".repeat(30)));
        assert_eq!(bar(50, 100), format!("[{}{}] ", "#".repeat(15), ".".repeat(15)));
        assert_eq!(bar(200, 100), format!("[{}] ", "#".repeat(30)));
    }

    #[test]
    fn the_line_holds_counts_only() {
        let tally = Tally { imported: 150, known: 40, refused: 10, in_part: 3 };
        assert_eq!(
            line(25, 100, &tally, Duration::from_secs(2)).trim_end(),
            " 25 %  200 lines, 10 refused, 100 a second"
        );
    }
}
