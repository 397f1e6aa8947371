//! That a decision is in the log, for its receipt. (RFC 6962 section 2.1.1)

use super::tree::{Hash, Tiles};
use super::{fetch, rows, tree};
use crate::db::Tx;
use crate::fault::Accident;
use domain::receipt::log::root_by_path;
use std::collections::BTreeMap;

/// That a decision is in the log: its place, what stands beside it, and the checkpoint it leads to.
#[derive(Clone, Debug)]
pub(crate) struct Proof {
    pub(crate) leaf: u64,
    pub(crate) path: Vec<Hash>,
    pub(crate) note: String,
}

/// The proofs of these decisions, as far as the newest checkpoint covers them.
pub(crate) async fn proofs(tx: &mut Tx<'_>, entries: &[Hash]) -> Result<BTreeMap<Hash, Proof>, Accident> {
    let mut proofs = BTreeMap::new();
    if entries.is_empty() {
        return Ok(proofs);
    }
    let Some(signed) = rows::checkpoint(tx).await? else { return Ok(proofs) };
    let mut tiles = Tiles::default();
    for entry in entries {
        let Some(leaf) = rows::place_of(tx, entry).await?.filter(|leaf| *leaf < signed.size) else { continue };
        fetch(tx, &mut tiles, tree::needed_for_path(leaf, signed.size)).await?;
        let root = |path: &[Hash]| root_by_path(leaf, signed.size, tree::leaf(entry), path);
        let leads = |path: &Vec<Hash>| root(path).is_some_and(|root| root[..] == signed.root[..]);
        if let Some(path) = tiles.path(leaf, signed.size).filter(leads) {
            proofs.insert(*entry, Proof { leaf, path, note: signed.note.clone() });
        } else {
            // The receipt stands on its signature all the same; `server audit verify` says what is wrong.
            tracing::error!(code = "log_broken", leaf, "a decision has no proof: run server audit verify");
        }
    }
    Ok(proofs)
}
