//! What a reader needs of the log of all decisions: the hashes of its tree, and its signed checkpoints. (RFC 6962; RFC 9162;
//! C2SP tlog-checkpoint in a signed note; decision 0017)

use super::verify::PublicKeys;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest as _, Sha256};

/// SHA-256 of a leaf or of what stands above two nodes.
pub type Hash = [u8; 32];

/// What a line with a signature begins with: an em dash and a space.
pub const SIGNED: &str = "\u{2014} ";
/// The kind of signature, as signed notes name it: Ed25519.
pub const ED25519: u8 = 1;
/// The end of every origin of ours, behind the host.
pub const NAME: &str = "/consent-log";

/// The state of the log at one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log it is: the centre's address without its scheme, and the log's name.
    pub origin: String,
    /// Leaves.
    pub size: u64,
    /// The root above them.
    pub root: Hash,
}

/// What stands in the tree for a leaf.
pub fn leaf(data: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(data).finalize().into()
}

/// What stands above two nodes.
pub fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root that follows from a leaf's place and its proof; `None` if the proof has another length. (RFC 9162 section 2.1.3.2)
pub fn root_by_path(place: u64, size: u64, leaf: Hash, path: &[Hash]) -> Option<Hash> {
    if place >= size {
        return None;
    }
    let (mut at, mut last, mut hash) = (place, size - 1, leaf);
    for beside in path {
        if last == 0 {
            return None;
        }
        if at % 2 == 1 || at == last {
            hash = node(beside, &hash);
            while at.is_multiple_of(2) && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            hash = node(&hash, beside);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    (last == 0).then_some(hash)
}

/// The first four bytes of the hash of name and key: how a note says which key it means.
pub fn key_id(name: &str, public: &[u8; 32]) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', ED25519]).chain_update(public).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

/// What a note says, whoever signed it.
pub fn said(note: &str) -> Option<Checkpoint> {
    Some(parts(note)?.0)
}

/// What a note says, if one of these keys signed it. Exactly one signature, and nothing else around it.
pub fn open(note: &str, keys: &PublicKeys) -> Option<Checkpoint> {
    let (said, body, id, signature) = parts(note)?;
    let holds = |key: &VerifyingKey| {
        key_id(&said.origin, key.as_bytes()) == id && key.verify_strict(body.as_bytes(), &signature).is_ok()
    };
    keys.each().any(holds).then_some(said)
}

/// What is said, the text that was signed, the key it names, the signature.
fn parts(note: &str) -> Option<(Checkpoint, &str, [u8; 4], Signature)> {
    let end = note.find("\n\n")? + 1;
    let (body, signed) = (&note[..end], &note[end + 1..]);
    let (name, signature) = signed.strip_prefix(SIGNED)?.strip_suffix('\n')?.split_once(' ')?;
    let mut lines = body.lines();
    let (origin, written, root) = (lines.next()?, lines.next()?, lines.next()?);
    let size: u64 = written.parse().ok()?;
    if lines.next().is_some() || origin != name || !origin.ends_with(NAME) || size.to_string() != written {
        return None;
    }
    let root = STANDARD.decode(root).ok()?.try_into().ok()?;
    let bytes = STANDARD.decode(signature).ok()?;
    let (id, signature) = bytes.split_first_chunk::<4>()?;
    let signature = Signature::from_bytes(signature.try_into().ok()?);
    Some((Checkpoint { origin: origin.to_owned(), size, root }, body, *id, signature))
}
