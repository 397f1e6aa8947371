//! The memory hashes are made in: 19 MiB each, by default.
//!
//! While visitors wait in line a piece goes from one hash to the next, so that no time is lost on getting it from the
//! system. When nobody waits it is given back. Measured without this (512 sign-ins, glibc): each of the threads that ever
//! made a hash kept its piece for later, 2.5 GB in all.

use argon2::Block;
use std::sync::{Mutex, PoisonError};

/// Blocks of 1 KiB that a piece has room for at least. What is larger than 32 MiB glibc asks the system for and gives
/// back to it, each time (mallopt(3), `M_MMAP_THRESHOLD`); room that is never written to costs nothing.
const ROOM: usize = 33 * 1024;

/// Pieces that wait for the next hash: at most one for each hash at a time.
#[derive(Default)]
pub(super) struct Spare(Mutex<Vec<Vec<Block>>>);

impl Spare {
    /// A piece of so many blocks.
    pub(super) fn take(&self, blocks: usize) -> Vec<Block> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut piece = kept.unwrap_or_else(|| Vec::with_capacity(blocks.max(ROOM)));
        piece.resize(blocks, Block::default());
        piece
    }

    /// Takes a piece back: for the next in line, or for the system if there is none.
    pub(super) fn put_back(&self, piece: Vec<Block>, somebody_waits: bool) {
        let mut pieces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if somebody_waits {
            pieces.push(piece);
        } else {
            pieces.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(spare: &Spare) -> usize {
        spare.0.lock().unwrap().len()
    }

    #[test]
    fn memory_goes_to_the_next_in_line_and_back_to_the_system_when_nobody_waits() {
        let spare = Spare::default();
        let (one, two) = (spare.take(8), spare.take(8));
        spare.put_back(one, true);
        assert_eq!(kept(&spare), 1);
        let again = spare.take(16);
        assert_eq!((again.len(), kept(&spare)), (16, 0));
        spare.put_back(again, true);
        spare.put_back(two, false);
        assert_eq!(kept(&spare), 0);
    }
}
