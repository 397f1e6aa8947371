//! `server import`: members and orders of the years before, from a file.
//!
//! The file is read line by line and never held as a whole. What is refused goes to a report that names line, column and
//! reason, never the value; only this account may read it. Stopped anywhere, the same command goes on where it stopped.

pub mod files;
mod progress;
mod report;

use super::{Sentence, open_without_port, say};
use crate::cli::{Import, ImportOptions};
use domain::{
    api_key::SystemName,
    import::{LineProblem, MemberColumn, MemberLine, OrderLine},
    orders::{OrderField, OrderProblem},
};
use files::{Lines, Read};
use progress::Progress;
use report::Report;
use services::{
    Services,
    fault::Fault,
    import::{BATCH, Taken},
};
use std::{
    env,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Duration,
};

/// Another writer is given so many seconds to finish before an import gives up.
const PATIENCE: u32 = 60;

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Lines that are here now.
    pub imported: u64,
    /// Lines that were here already.
    pub known: u64,
    /// Lines of which nothing was kept.
    pub refused: u64,
    /// Lines of which a part was left behind.
    pub in_part: u64,
}

/// What to do with which file.
#[derive(Clone, Debug)]
pub struct Task {
    /// The file.
    pub file: PathBuf,
    /// Where refused lines are written.
    pub report: PathBuf,
    /// The system it comes from.
    pub source: SystemName,
    /// Nothing is changed.
    pub dry_run: bool,
}

/// What keeps memory flat over millions of lines. An idle server is better off without (`.cargo/config.toml`).
const FLAT: [(&str, &str); 2] = [("MIMALLOC_DISALLOW_ARENA_ALLOC", "0"), ("MIMALLOC_ARENA_EAGER_COMMIT", "0")];

/// Begins this very command anew with memory that stays flat: the allocator reads its settings before `main`. Where that cannot
/// be done the import runs all the same, and takes 24 bytes more for each line.
fn begin_flat() {
    if FLAT.iter().all(|(name, _)| env::var_os(name).is_some()) {
        return;
    }
    if let Ok(program) = env::current_exe() {
        let _only_if_it_failed = Command::new(program).args(env::args_os().skip(1)).envs(FLAT).exec();
    }
}

pub(super) async fn command(what: Import) -> Result<ExitCode, Sentence> {
    begin_flat();
    let (task, tally) = match what {
        Import::Members { file, import, options } => {
            let task = task(file, import)?;
            let (_config, services) = open_without_port(&options).await?;
            let done = members(&services, &task).await;
            services.close_database().await;
            (task, done?)
        }
        Import::Orders { file, members_of, import, options } => {
            let members_of = members_of.map(|name| system(&name)).transpose()?;
            let task = task(file, import)?;
            let (_config, services) = open_without_port(&options).await?;
            let done = orders(&services, &task, members_of).await;
            services.close_database().await;
            (task, done?)
        }
    };
    let Tally { imported, known, refused, in_part } = tally;
    let dry = if task.dry_run { "Dry run, nothing was changed. " } else { "" };
    say(&format!(
        "{dry}{imported} lines imported, {known} known before, {refused} refused, {in_part} without a part that cannot be proved."
    ));
    say(&format!("Lines, columns and reasons: {}", task.report.display()));
    Ok(ExitCode::SUCCESS)
}

fn task(file: PathBuf, import: ImportOptions) -> Result<Task, Sentence> {
    let ImportOptions { source, dry_run, report } = import;
    let report = report.unwrap_or_else(|| {
        let mut name = file.clone().into_os_string();
        name.push(".report.csv");
        name.into()
    });
    Ok(Task { file, report, source: system(&source)?, dry_run })
}

fn system(name: &str) -> Result<SystemName, Sentence> {
    SystemName::parse(name).ok_or_else(|| {
        "A system is named by 2 to 40 small letters, digits and dashes, beginning with a letter; by no card number."
            .to_owned()
    })
}

/// Takes members in. Memory does not grow with the file.
///
/// # Errors
/// A sentence: the file or the report cannot be used, or the database gave up; what was done until then stays done.
pub async fn members(services: &Services, task: &Task) -> Result<Tally, Sentence> {
    let mut import = services.import_members(task.source.clone(), task.dry_run);
    let mut frame = Frame::<MemberLine>::open(task)?;
    while let Some(lines) = frame.next()? {
        let mut taken = import.take(&lines).await;
        for _ in 0..PATIENCE {
            if !is_busy(&taken).await {
                break;
            }
            taken = import.take(&lines).await;
        }
        let code = |problem: &LineProblem| (problem.column.map(MemberColumn::code), problem.code());
        frame.told(&taken.map_err(|fault| stopped(&fault))?, code)?;
    }
    frame.end()
}

/// Takes orders in. `members_of` names the system whose own names for members stand in the file.
///
/// # Errors
/// As [`members`].
pub async fn orders(services: &Services, task: &Task, members_of: Option<SystemName>) -> Result<Tally, Sentence> {
    let mut import = services.import_orders(task.source.clone(), members_of, task.dry_run);
    let mut frame = Frame::<OrderLine>::open(task)?;
    while let Some(lines) = frame.next()? {
        let mut taken = import.take(&lines).await;
        for _ in 0..PATIENCE {
            if !is_busy(&taken).await {
                break;
            }
            taken = import.take(&lines).await;
        }
        let code = |problem: &OrderProblem| (problem.field.map(OrderField::code), problem.why.code().to_owned());
        frame.told(&taken.map_err(|fault| stopped(&fault))?, code)?;
    }
    frame.end()
}

/// What both imports do around the taking: the next lines, and what is said of each.
struct Frame<L: files::Line> {
    lines: Lines<L>,
    report: Report,
    tally: Tally,
    progress: Progress,
    /// Of the batch under way: the numbers of the lines that could be read, and those that could not.
    numbers: Vec<u64>,
    unreadable: Vec<(u64, LineProblem)>,
}

impl<L: files::Line> Frame<L> {
    fn open(task: &Task) -> Result<Self, Sentence> {
        Ok(Self {
            lines: Lines::open(&task.file)?,
            report: Report::open(&task.report)?,
            tally: Tally::default(),
            progress: Progress::of(&task.file)?,
            numbers: Vec::with_capacity(BATCH),
            unreadable: Vec::new(),
        })
    }

    fn next(&mut self) -> Result<Option<Vec<L>>, Sentence> {
        let batch = self.lines.batch(BATCH)?;
        if batch.is_empty() {
            return Ok(None);
        }
        let mut ready = Vec::with_capacity(batch.len());
        self.numbers.clear();
        self.unreadable.clear();
        for Read { number, line } in batch {
            match line {
                Ok(line) => {
                    self.numbers.push(number);
                    ready.push(line);
                }
                Err(why) => self.unreadable.push((number, why)),
            }
        }
        Ok(Some(ready))
    }

    fn told<P>(
        &mut self,
        taken: &[Taken<P>],
        code: impl Fn(&P) -> (Option<&'static str>, String),
    ) -> Result<(), Sentence> {
        let mut entries: Vec<_> =
            self.unreadable.iter().map(|(number, why)| (*number, "refused", None, why.code())).collect();
        self.tally.refused += self.unreadable.len() as u64;
        for (number, taken) in self.numbers.iter().zip(taken) {
            let (word, problems) = self.tally.count(taken);
            entries.extend(problems.iter().map(&code).map(|(column, reason)| (*number, word, column, reason)));
        }
        entries.sort_by_key(|(number, ..)| *number);
        for (number, outcome, column, reason) in entries {
            self.report.line(number, outcome, column, &reason)?;
        }
        self.progress.at(self.lines.bytes(), &self.tally);
        Ok(())
    }

    fn end(self) -> Result<Tally, Sentence> {
        self.report.close()?;
        self.progress.end(&self.tally);
        Ok(self.tally)
    }
}

impl Tally {
    /// Lines there were.
    pub fn lines(&self) -> u64 {
        self.imported + self.known + self.refused
    }

    fn count<'t, P>(&mut self, taken: &'t Taken<P>) -> (&'static str, &'t [P]) {
        let (counter, word, problems) = match taken {
            Taken::Imported(parts) => (&mut self.imported, "without", parts),
            Taken::Known(parts) => (&mut self.known, "without", parts),
            Taken::Refused(problems) => (&mut self.refused, "refused", problems),
        };
        *counter += 1;
        self.in_part += u64::from(word == "without" && !problems.is_empty());
        (word, problems)
    }
}

/// Whether another writer is in the way; then a moment has passed.
async fn is_busy<T>(taken: &Result<T, Fault>) -> bool {
    let Err(Fault::Busy { wait_s }) = taken else { return false };
    tokio::time::sleep(Duration::from_secs(u64::from(*wait_s))).await;
    true
}

fn stopped(fault: &Fault) -> Sentence {
    format!(
        "The import stopped; the log says why under {}. What was imported stays; the same command goes on from there.",
        services::fault::report(fault)
    )
}

fn cannot(what: &str, path: &Path, problem: &std::io::Error) -> Sentence {
    format!("{} cannot be {what}: {problem}.", path.display())
}
