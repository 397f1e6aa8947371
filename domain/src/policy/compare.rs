//! Two versions of the policy beside each other. (MC-0; law D-9)

use super::Kind;

/// A run of words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Run {
    /// In both versions.
    Same(String),
    /// In the first only.
    Gone(String),
    /// In the second only.
    New(String),
}

/// A passage of one version or of both.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// What it is, in the second version if it is there.
    pub kind: Kind,
    /// Its line in the first version's file.
    pub before: Option<usize>,
    /// Its line in the second version's file.
    pub after: Option<usize>,
    /// Its words.
    pub runs: Vec<Run>,
}

impl Compared {
    /// Whether it is word for word the same in both.
    pub fn is_same(&self) -> bool {
        self.runs.iter().all(|run| matches!(run, Run::Same(_)))
    }

    /// The words of one of the versions.
    pub fn words(&self, second: bool) -> String {
        let in_it = |run: &&Run| match run {
            Run::Same(_) => true,
            Run::Gone(_) => !second,
            Run::New(_) => second,
        };
        self.runs
            .iter()
            .filter(in_it)
            .map(|run| match run {
                Run::Same(words) | Run::Gone(words) | Run::New(words) => words.as_str(),
            })
            .collect()
    }
}

/// What somebody reads who holds two versions beside each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// The version before.
    pub before: u32,
    /// The version after.
    pub after: u32,
    /// Every passage of either, in order.
    pub passages: Vec<Compared>,
}
