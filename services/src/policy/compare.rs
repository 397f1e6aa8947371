//! Which words two versions of the policy share. (law D-9)

use domain::policy::{Compared, Comparison, Paragraph, Policy, Run};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Two passages of which less than a third is shared are two passages and not one that was changed.
const ALIKE: f32 = 1.0 / 3.0;
/// Where so many pairs are possible in one place, nothing is paired: it is another text.
const MOST_PAIRS: usize = 10_000;

/// Every passage of either version in order, each with what was taken out and what was put in.
pub(super) fn compare(before: &Policy, after: &Policy) -> Comparison {
    let (old, new) = (&before.paragraphs, &after.paragraphs);
    let mut passages = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &texts(old), &texts(new)) {
        let (from, to) = (&old[op.old_range()], &new[op.new_range()]);
        match op {
            DiffOp::Equal { .. } => {
                passages.extend(from.iter().zip(to).map(|(one, other)| compared(Some(one), Some(other))));
            }
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                passages.extend(pairs(from, to).into_iter().map(|(one, other)| compared(one, other)));
            }
        }
    }
    Comparison { before: before.version.number, after: after.version.number, passages }
}

fn texts(all: &[Paragraph]) -> Vec<&str> {
    all.iter().map(|one| one.text.as_str()).collect()
}

type Pair<'a> = (Option<&'a Paragraph>, Option<&'a Paragraph>);

/// Passages that were changed beside what became of them, the others alone, both in their order: of all ways to pair
/// them the one in which the pairs share most.
fn pairs<'a>(old: &'a [Paragraph], new: &'a [Paragraph]) -> Vec<Pair<'a>> {
    let (rows, columns) = (old.len(), new.len());
    if rows * columns > MOST_PAIRS {
        let (gone, put) = (old.iter().map(|one| (Some(one), None)), new.iter().map(|one| (None, Some(one))));
        return gone.chain(put).collect();
    }
    let alike: Vec<Vec<f32>> = old.iter().map(|one| new.iter().map(|other| likeness(one, other)).collect()).collect();
    // best[i][j]: what the pairs of old[i..] and new[j..] share at most.
    let mut best = vec![vec![0.0_f32; columns + 1]; rows + 1];
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            let paired = if alike[i][j] >= ALIKE { alike[i][j] + best[i + 1][j + 1] } else { 0.0 };
            best[i][j] = paired.max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while i < rows || j < columns {
        let one_alone = i < rows && best[i][j] <= best[i + 1][j];
        if one_alone || j == columns {
            found.push((Some(&old[i]), None));
            i += 1;
        } else if i == rows || best[i][j] <= best[i][j + 1] {
            found.push((None, Some(&new[j])));
            j += 1;
        } else {
            found.push((Some(&old[i]), Some(&new[j])));
            (i, j) = (i + 1, j + 1);
        }
    }
    found
}

/// How much of two passages is the same words, from 0 to 1.
fn likeness(one: &Paragraph, other: &Paragraph) -> f32 {
    let (one, other) = (tokens(&one.text), tokens(&other.text));
    similar::diff_ratio(&capture_diff_slices(Algorithm::Myers, &one, &other), one.len(), other.len())
}

fn compared(before: Option<&Paragraph>, after: Option<&Paragraph>) -> Compared {
    let text = |one: Option<&Paragraph>| one.map_or(String::new(), |one| one.text.clone());
    let kind = after.or(before).map_or(domain::policy::Kind::Text, |one| one.kind);
    Compared {
        kind,
        before: before.map(|one| one.line),
        after: after.map(|one| one.line),
        runs: runs(&text(before), &text(after)),
    }
}

/// Words and what stands between them, in turn, so that nothing is lost.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let in_word = first.is_alphanumeric();
        let end = rest.find(|one: char| one.is_alphanumeric() != in_word).unwrap_or(rest.len());
        let (token, more) = rest.split_at(end);
        found.push(token);
        rest = more;
    }
    found
}

fn runs(before: &str, after: &str) -> Vec<Run> {
    let (old, new) = (tokens(before), tokens(after));
    let mut told = Telling::default();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (gone, put) = (old[op.old_range()].concat(), new[op.new_range()].concat());
        match op {
            DiffOp::Equal { .. } => told.same(&gone),
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => told.changed(&gone, &put),
        }
    }
    told.told()
}

/// Puts runs together. A space or a comma between two changes belongs to both: whole phrases are easier to read than
/// word, word, word.
#[derive(Default)]
struct Telling {
    runs: Vec<Run>,
    gone: String,
    new: String,
    /// What both versions have after the change that is being put together.
    between: String,
}

impl Telling {
    fn same(&mut self, words: &str) {
        let changing = !(self.gone.is_empty() && self.new.is_empty());
        if changing && !words.chars().any(char::is_alphanumeric) {
            self.between.push_str(words);
        } else {
            self.close();
            self.runs.push(Run::Same(words.to_owned()));
        }
    }

    fn changed(&mut self, gone: &str, new: &str) {
        let between = std::mem::take(&mut self.between);
        self.gone.push_str(&between);
        self.new.push_str(&between);
        self.gone.push_str(gone);
        self.new.push_str(new);
    }

    fn close(&mut self) {
        let [gone, new, between] = [&mut self.gone, &mut self.new, &mut self.between].map(std::mem::take);
        let told = [Run::Gone(gone), Run::New(new), Run::Same(between)];
        let empty =
            |run: &Run| matches!(run, Run::Same(words) | Run::Gone(words) | Run::New(words) if words.is_empty());
        self.runs.extend(told.into_iter().filter(|run| !empty(run)));
    }

    fn told(mut self) -> Vec<Run> {
        self.close();
        // A space kept from a change and the words after it are one run.
        self.runs.into_iter().fold(Vec::new(), |mut all, run| {
            match (all.last_mut(), run) {
                (Some(Run::Same(last)), Run::Same(more)) => last.push_str(&more),
                (_, run) => all.push(run),
            }
            all
        })
    }
}
