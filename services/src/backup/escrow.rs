//! The key of the epoch as it is backed up: the one small file of which no older copy may be kept.
//!
//! It holds the epoch's key and what look-ups are derived from, not the root key: whoever puts it back wraps it under the
//! root key of the machine it comes to.

use super::BackupProblem;
use crate::clock::Rng;
use crate::keys::epochs::{Alone, Epoch, Held};
use crate::keys::{RootSource, hex, root};
use domain::calendar::Timestamp;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;

const HEAD: &str = "metiz-epoch 1";

pub(super) fn write(held: &Held, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEAD}\nbase {}", *hex::written(held.base.as_slice()))?;
    for epoch in &held.epochs {
        writeln!(out, "epoch {} {} {}", epoch.number, epoch.began.micros(), *hex::written(epoch.key.as_slice()))?;
    }
    writeln!(out, "end {}", held.epochs.len())
}

pub(super) fn read(text: &str) -> Result<Held, BackupProblem> {
    parsed(text).ok_or_else(|| BackupProblem::Broken("the key of the epoch is not written as it should be".to_owned()))
}

fn parsed(text: &str) -> Option<Held> {
    let mut lines = text.lines();
    if lines.next()? != HEAD {
        return None;
    }
    let base = hex::key(lines.next()?.strip_prefix("base ")?)?;
    let mut epochs = Vec::new();
    for line in lines {
        if let Some(count) = line.strip_prefix("end ") {
            return (count.parse() == Ok(epochs.len())).then_some(Held { base, epochs });
        }
        let mut words = line.strip_prefix("epoch ")?.split(' ');
        let (number, began) = (words.next()?.parse().ok()?, Timestamp::from_micros(words.next()?.parse().ok()?));
        epochs.push(Epoch { number, began, key: hex::key(words.next()?)? });
    }
    None
}

/// Whether these open keys that were wrapped in all of those epochs; if not, which epoch is missing.
pub(super) fn missing(held: &Held, needed: &BTreeSet<i64>) -> Option<i64> {
    needed.iter().copied().find(|needed| {
        // 0 is from before there were epochs, and needs no key of one.
        *needed != 0 && !held.epochs.iter().any(|epoch| i64::from(epoch.number) == *needed)
    })
}

/// Puts the epochs into the folder, beside those that are there. Answers whether the folder belongs to this installation.
pub(super) fn put_back(held: &Held, folder: &Path, source: &RootSource, rng: &Rng) -> Result<bool, BackupProblem> {
    let is_new = !root::is_there(folder);
    let root = source.read_or_make(folder, rng)?;
    let _alone = Alone::wait(folder)?;
    let Some(mut here) = Held::read(folder, &root, rng)? else {
        // A root key of before the epochs, or another installation's: a file that was there must be the one all comes from.
        let belongs = is_new || !matches!(source, RootSource::File) || root == held.base;
        if belongs {
            held.write(folder, &root, rng)?;
        }
        return Ok(belongs);
    };
    if here.base != held.base {
        return Ok(false);
    }
    for epoch in &held.epochs {
        match here.epochs.iter().find(|known| known.number == epoch.number) {
            Some(known) if known.key != epoch.key => return Ok(false),
            Some(_) => {}
            None => here.epochs.push(epoch.clone()),
        }
    }
    here.epochs.sort_by_key(|epoch| epoch.number);
    here.write(folder, &root, rng)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    #[test]
    fn what_was_written_is_read_again_and_what_was_cut_short_is_not() {
        let epoch = Epoch::made(4, Timestamp::from_micros(9), &Rng::seeded(1));
        let held = Held { base: Zeroizing::new([3; 32]), epochs: vec![epoch.clone()] };
        let mut text = Vec::new();
        write(&held, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let again = read(&text).unwrap();
        assert!(again.base == held.base && again.epochs[0].key == epoch.key && again.epochs[0].began == epoch.began);
        assert_eq!(
            (missing(&again, &BTreeSet::from([0, 4])), missing(&again, &BTreeSet::from([4, 5]))),
            (None, Some(5))
        );
        for end in 0..text.len() - 1 {
            assert!(read(&text[..end]).is_err(), "{end}");
        }
    }
}
