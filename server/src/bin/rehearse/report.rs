//! The table that comes out.

use crate::load::{Met, within_ms};
use std::{
    fmt::Write as _,
    io::{self, Write},
};

/// Rows in the order they were measured.
#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    what: String,
    measured: String,
    goal: &'static str,
    beside: String,
}

impl Report {
    /// One figure. `goal` is empty where none was set.
    pub(crate) fn row(&mut self, what: impl Into<String>, measured: String, goal: &'static str, beside: String) {
        self.rows.push(Row { what: what.into(), measured, goal, beside });
    }

    /// The rate of a crowd, with what is needed to judge it.
    pub(crate) fn rate(&mut self, what: impl Into<String>, met: &Met, goal: &'static str) {
        let measured = format!(
            "{:.0}/s, p50 {:.1} ms, p99 {:.1} ms",
            met.rate(),
            within_ms(&met.good_us, 50),
            within_ms(&met.good_us, 99)
        );
        self.row(what, measured, goal, beside(met));
    }

    /// Prints what there is as Markdown.
    pub(crate) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "| What | Measured | Goal | Beside it |\n|---|---|---|---|")?;
        for Row { what, measured, goal, beside } in &self.rows {
            let goal = if goal.is_empty() { "–" } else { goal };
            writeln!(out, "| {what} | {measured} | {goal} | {beside} |")?;
        }
        Ok(())
    }
}

/// Processor time for one answer, the machine's other work, and whatever was not answered as it should be.
pub(crate) fn beside(met: &Met) -> String {
    let mut text = format!(
        "server {:.0} µs of processor each; visitors had {:.2} processors, other programs {:.0} % of the machine",
        met.cost_us(),
        met.used.visitors / met.time.as_secs_f64(),
        met.others_percent()
    );
    // Writing to a string cannot fail.
    if !met.refused_us.is_empty() {
        let _ = write!(text, "; {} refused", met.refused_us.len());
    }
    for (status, times) in &met.odd {
        let _ = write!(text, "; **{times} × {status}**");
    }
    text
}
