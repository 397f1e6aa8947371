//! The tree, the checkpoint and the witness against the leaves.

use super::super::rows::Signed;
use super::super::tree::{Hash, Peaks, WIDTH, fold};
use super::check::Check;
use super::{note, rows};
use crate::db::Tx;
use crate::fault::Accident;
use crate::receipts::PublicKeys;

/// Computes the tree anew and holds what is stored and what was seen against it.
pub(super) async fn tree(
    tx: &mut Tx<'_>,
    check: &mut Check,
    signed: Option<Signed>,
    witness: &[String],
    keys: &PublicKeys,
) -> Result<(), Accident> {
    let leaves: Vec<Hash> = check.tree_leaves().collect();
    let seen = seen(check, signed.as_ref(), witness, keys);
    roots(check, &leaves, seen);
    newest(check, signed.as_ref(), witness, keys);
    tiles(tx, check, leaves).await
}

/// A checkpoint and where it was found.
struct Seen {
    place: String,
    size: u64,
    root: Hash,
}

/// Every checkpoint there is, the smallest log first.
fn seen(check: &mut Check, signed: Option<&Signed>, witness: &[String], keys: &PublicKeys) -> Vec<Seen> {
    let mut seen = Vec::with_capacity(witness.len() + 1);
    if let Some(signed) = signed {
        let row = || "audit_checkpoint".to_owned();
        match note::open(&signed.note, keys) {
            Some(opened) if opened.size == signed.size && opened.root[..] == signed.root[..] => {
                seen.push(Seen { place: row(), size: opened.size, root: opened.root });
            }
            Some(_) => check.audited.found(row, "it was changed: it says something else than its note"),
            None => check.audited.found(row, "its note was not signed by us"),
        }
    }
    check.audited.witnessed = witness.len() as u64;
    for (line, text) in (1..).zip(witness) {
        let place = format!("witness, checkpoint {line}");
        match note::said(text) {
            Some(said) => seen.push(Seen { place, size: said.size, root: said.root }),
            None => check.audited.found(|| place.clone(), "it is no checkpoint"),
        }
    }
    seen.sort_by_key(|seen| seen.size);
    seen
}

/// Every checkpoint must be the root of the log as it was then.
fn roots(check: &mut Check, leaves: &[Hash], seen: Vec<Seen>) {
    let (mut peaks, mut size) = (Peaks::default(), 0);
    for one in seen {
        while size < one.size && size < leaves.len() as u64 {
            if let Some(leaf) = leaves.get(usize::try_from(size).unwrap_or(usize::MAX)) {
                peaks.push(*leaf);
            }
            size += 1;
        }
        if one.size > leaves.len() as u64 {
            check.audited.found(|| one.place.clone(), &format!(
                "it has seen {} decisions and the log has {}: the end of the log is missing, or an older database was put back",
                one.size,
                leaves.len()
            ));
        } else if peaks.root() != one.root {
            let what = "the log was another one then: leaves were changed, taken out, moved or put in";
            check.audited.found(|| one.place.clone(), what);
        }
    }
}

/// The witness ends in a checkpoint of ours, and has not seen more than the database.
fn newest(check: &mut Check, signed: Option<&Signed>, witness: &[String], keys: &PublicKeys) {
    let Some(last) = witness.last() else { return };
    let row = || "witness, last checkpoint".to_owned();
    let Some(opened) = note::open(last, keys) else {
        return check.audited.found(row, "it was not signed by us");
    };
    if signed.is_none_or(|signed| signed.size < opened.size) {
        check
            .audited
            .found(|| "audit_checkpoint".to_owned(), "it is older than what the witness has seen: it was put back");
    }
}

/// The rows of the tree, each computed anew.
async fn tiles(tx: &mut Tx<'_>, check: &mut Check, leaves: Vec<Hash>) -> Result<(), Accident> {
    let (mut level, mut hashes, mut next) = (0, leaves, 0_usize);
    let mut after = (-1, 0);
    loop {
        let page = rows::tiles(tx, after).await?;
        let Some((last_level, last_idx, _)) = page.last() else { break };
        after = (*last_level, *last_idx);
        for (stored_level, idx, stored) in page {
            while level < stored_level && !hashes.is_empty() {
                missing(check, level, next, &hashes);
                (level, hashes, next) = (level + 1, above(&hashes), 0);
            }
            let row = || format!("audit_tiles level {stored_level} row {idx}");
            let place = usize::try_from(idx).unwrap_or(usize::MAX);
            if level == stored_level && place > next {
                check.audited.found(row, "the row before it is missing");
            }
            next = place.saturating_add(1);
            let computed = hashes.chunks(WIDTH).nth(place).filter(|_| level == stored_level);
            if computed.map(<[Hash]>::as_flattened) != Some(&stored[..]) {
                check.audited.found(row, "it was changed: it does not fit the leaves below it");
            }
        }
    }
    while !hashes.is_empty() {
        missing(check, level, next, &hashes);
        (level, hashes, next) = (level + 1, above(&hashes), 0);
    }
    Ok(())
}

fn missing(check: &mut Check, level: i64, next: usize, hashes: &[Hash]) {
    if next < hashes.len().div_ceil(WIDTH) {
        check.audited.found(|| format!("audit_tiles level {level} row {next}"), "it is missing");
    }
}

/// The hashes of full rows: what the next level holds.
fn above(hashes: &[Hash]) -> Vec<Hash> {
    hashes.chunks_exact(WIDTH).map(fold).collect()
}
