//! The tree above the log: RFC 6962 hashing, kept in rows of up to 256 hashes. Nothing here reads a database.

pub(crate) use domain::receipt::log::{Hash, leaf, node};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Levels of the tree in one row: a full row holds 2^8 hashes.
const HEIGHT: u32 = 8;
/// Hashes in a full row.
pub(crate) const WIDTH: usize = 1 << HEIGHT;

/// The root above no leaf at all.
fn of_nothing() -> Hash {
    Sha256::digest([]).into()
}

/// The root above what these hashes are roots of: complete subtrees, each higher than the next.
fn above(subtrees: impl DoubleEndedIterator<Item = Hash>) -> Option<Hash> {
    subtrees.rev().reduce(|right, left| node(&left, &right))
}

/// The name of a row: how many rows above the leaves, and its place from the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TileId {
    pub(crate) level: u32,
    pub(crate) idx: u64,
}

/// A complete subtree: 2^`height` leaves, `place` such subtrees from the left.
#[derive(Clone, Copy)]
struct Subtree {
    height: u32,
    place: u64,
}

impl Subtree {
    /// Where its lowest stored hashes are: the row, and the first of them in it.
    fn stored(self) -> (TileId, usize) {
        let (level, rest) = (self.height / HEIGHT, self.height % HEIGHT);
        let first = self.place << rest;
        let within = usize::try_from(first % WIDTH as u64).unwrap_or(0);
        (TileId { level, idx: first / WIDTH as u64 }, within)
    }
}

/// The complete subtrees that cover the leaves from `from` up to before `until`, the highest first. `from` has to be the
/// beginning of a subtree that is at least as high as any of them.
fn covering(mut from: u64, until: u64) -> Vec<Subtree> {
    let mut subtrees = Vec::new();
    while from < until {
        let height = (until - from).ilog2();
        subtrees.push(Subtree { height, place: from >> height });
        from += 1 << height;
    }
    subtrees
}

/// What a proof for the leaf at `place` in a tree of `size` names, the lowest first. (RFC 6962 section 2.1.1)
fn beside(place: u64, size: u64) -> Vec<Vec<Subtree>> {
    let (mut from, mut until, mut ranges) = (0, size, Vec::new());
    while until - from > 1 {
        let middle = from + (1 << (until - from - 1).ilog2());
        if place < middle {
            ranges.push(covering(middle, until));
            until = middle;
        } else {
            ranges.push(covering(from, middle));
            from = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// Rows, as far as they were fetched.
#[derive(Debug, Default)]
pub(crate) struct Tiles(BTreeMap<TileId, Vec<u8>>);

impl Tiles {
    pub(crate) fn put(&mut self, id: TileId, hashes: Vec<u8>) {
        self.0.insert(id, hashes);
    }

    pub(crate) fn holds(&self, id: TileId) -> bool {
        self.0.contains_key(&id)
    }

    /// The root of the first `size` leaves; `None` if a row is missing or too short.
    pub(crate) fn root(&self, size: u64) -> Option<Hash> {
        if size == 0 { Some(of_nothing()) } else { self.over(&covering(0, size)) }
    }

    /// The proof that the leaf at `place` is in the tree of the first `size`; `None` if a row is missing or too short.
    pub(crate) fn path(&self, place: u64, size: u64) -> Option<Vec<Hash>> {
        (place < size).then(|| beside(place, size).iter().map(|range| self.over(range)).collect())?
    }

    fn over(&self, subtrees: &[Subtree]) -> Option<Hash> {
        let roots: Option<Vec<Hash>> = subtrees.iter().map(|subtree| self.subtree(*subtree)).collect();
        above(roots?.into_iter())
    }

    fn subtree(&self, subtree: Subtree) -> Option<Hash> {
        let (id, first) = subtree.stored();
        let count = 1_usize << (subtree.height % HEIGHT);
        let (hashes, _cut) = self.0.get(&id)?.as_chunks::<32>();
        Some(fold(hashes.get(first..first + count)?))
    }
}

/// The root above 1, 2, 4, … 256 hashes.
pub(crate) fn fold(hashes: &[Hash]) -> Hash {
    match hashes {
        [one] => *one,
        [] => of_nothing(),
        many => {
            let (left, right) = many.split_at(many.len() / 2);
            node(&fold(left), &fold(right))
        }
    }
}

/// The rows the root of the first `size` leaves is made of.
pub(crate) fn needed_for_root(size: u64) -> BTreeSet<TileId> {
    covering(0, size).into_iter().map(|subtree| subtree.stored().0).collect()
}

/// The rows a proof is made of.
pub(crate) fn needed_for_path(place: u64, size: u64) -> BTreeSet<TileId> {
    if place >= size {
        return BTreeSet::new();
    }
    beside(place, size).into_iter().flatten().map(|subtree| subtree.stored().0).collect()
}

/// The rows at the right edge of a tree of `size` leaves that are not full: those that grow next.
pub(crate) fn edge(size: u64) -> Vec<TileId> {
    let mut rows = Vec::new();
    let (mut hashes, mut level) = (size, 0);
    while hashes > 0 {
        if !hashes.is_multiple_of(WIDTH as u64) {
            rows.push(TileId { level, idx: hashes / WIDTH as u64 });
        }
        (hashes, level) = (hashes / WIDTH as u64, level + 1);
    }
    rows
}

/// Adds leaves to a tree whose right edge is in `tiles`. Answers the rows that changed.
pub(crate) fn grow(tiles: &mut Tiles, size: u64, leaves: impl IntoIterator<Item = Hash>) -> BTreeSet<TileId> {
    let mut changed = BTreeSet::new();
    for (place, leaf) in (size..).zip(leaves) {
        let (mut level, mut place, mut hash) = (0, place, leaf);
        loop {
            let id = TileId { level, idx: place / WIDTH as u64 };
            let row = tiles.0.entry(id).or_default();
            row.extend_from_slice(&hash);
            changed.insert(id);
            if row.len() < WIDTH * 32 {
                break;
            }
            hash = fold(row.as_chunks::<32>().0);
            (level, place) = (level + 1, id.idx);
        }
    }
    changed
}

impl Tiles {
    /// The bytes of a row.
    pub(crate) fn row(&self, id: TileId) -> &[u8] {
        self.0.get(&id).map_or(&[], Vec::as_slice)
    }
}

/// The complete subtrees of a tree that grows leaf by leaf: its root at each size costs a few hashes.
#[derive(Default)]
pub(crate) struct Peaks(Vec<(u32, Hash)>);

impl Peaks {
    pub(crate) fn push(&mut self, leaf: Hash) {
        let (mut height, mut hash) = (0, leaf);
        while let Some((_, left)) = self.0.pop_if(|(peak, _)| *peak == height) {
            (height, hash) = (height + 1, node(&left, &hash));
        }
        self.0.push((height, hash));
    }

    pub(crate) fn root(&self) -> Hash {
        above(self.0.iter().map(|(_, hash)| *hash)).unwrap_or_else(of_nothing)
    }
}

#[cfg(test)]
mod tests;
