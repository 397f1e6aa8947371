//! Checkpoints of the log, as anybody can read and check them: C2SP tlog-checkpoint in a signed note.
//!
//! Three lines (whose log, how many leaves, the root), an empty line, a signature. The key is the one receipts are signed with: a
//! receipt is JSON, a checkpoint never begins like it, so neither can be taken for the other.

use super::tree::Hash;
use crate::receipts::{PublicKeys, ReceiptKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest as _, Sha256};

/// What a line with a signature begins with: an em dash and a space.
const SIGNED: &str = "\u{2014} ";
/// The kind of signature, as signed notes name it: Ed25519.
const ED25519: u8 = 1;
/// The end of every origin of ours, behind the host.
const LOG: &str = "/consent-log";

/// The state of the log at one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log it is: the centre's address without its scheme, and the log's name.
    pub origin: String,
    /// Leaves.
    pub size: u64,
    /// The root above them.
    pub root: [u8; 32],
}

/// The origin of the log of the centre at this address.
pub(crate) fn origin(public_url: &str) -> String {
    let host = public_url.split_once("://").map_or(public_url, |(_, host)| host);
    format!("{host}{LOG}")
}

/// The checkpoint, signed.
pub(crate) fn sign(key: &ReceiptKey, origin: &str, size: u64, root: &Hash) -> String {
    let body = format!("{origin}\n{size}\n{}\n", STANDARD.encode(root));
    let signature = [&key_id(origin, &key.public())[..], &key.sign_bytes(body.as_bytes())].concat();
    format!("{body}\n{SIGNED}{origin} {}\n", STANDARD.encode(signature))
}

/// The first four bytes of the hash of name and key: how a note says which key it means.
fn key_id(name: &str, public: &[u8; 32]) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', ED25519]).chain_update(public).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

/// The public key as tools for signed notes want it: `name+id+key`.
pub(crate) fn verifier_key(origin: &str, public: &[u8; 32]) -> String {
    let id = u32::from_be_bytes(key_id(origin, public));
    format!("{origin}+{id:08x}+{}", STANDARD.encode([&[ED25519][..], public].concat()))
}

/// What a note says, whoever signed it.
pub(crate) fn said(note: &str) -> Option<Checkpoint> {
    Some(parts(note)?.0)
}

/// What a note says, if one of these keys signed it. Exactly one signature, and nothing else around it.
pub(crate) fn open(note: &str, keys: &PublicKeys) -> Option<Checkpoint> {
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
    if lines.next().is_some() || origin != name || !origin.ends_with(LOG) || size.to_string() != written {
        return None;
    }
    let root = STANDARD.decode(root).ok()?.try_into().ok()?;
    let bytes = STANDARD.decode(signature).ok()?;
    let (id, signature) = bytes.split_first_chunk::<4>()?;
    let signature = Signature::from_bytes(signature.try_into().ok()?);
    Some((Checkpoint { origin: origin.to_owned(), size, root }, body, *id, signature))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(key: &ReceiptKey) -> PublicKeys {
        let mut keys = PublicKeys::default();
        keys.add(key.name(), &key.public()).unwrap();
        keys
    }

    #[test]
    fn a_note_of_ours_is_read_back_and_no_byte_of_it_can_change() {
        let key = ReceiptKey::of(&[7; 32]);
        let note = sign(&key, &origin("https://members.example"), 20_852_163, &[9; 32]);
        let read = open(&note, &keys(&key)).unwrap();
        assert_eq!(
            read,
            Checkpoint { origin: "members.example/consent-log".to_owned(), size: 20_852_163, root: [9; 32] }
        );
        for place in 0..note.len() {
            let mut bytes = note.clone().into_bytes();
            bytes[place] ^= 1;
            let changed = String::from_utf8_lossy(&bytes).into_owned();
            assert_eq!(open(&changed, &keys(&key)), None, "byte {place}");
        }
        assert_eq!(open(&note, &keys(&ReceiptKey::of(&[8; 32]))), None, "another key");
        assert_eq!(open(&note, &PublicKeys::default()), None);
        for whole in [format!("{note}{note}"), format!("{note}\n"), note.trim_end().to_owned(), String::new()] {
            assert_eq!(open(&whole, &keys(&key)), None, "{whole}");
        }
    }

    #[test]
    fn the_verifier_key_is_written_as_signed_notes_want_it() {
        // The example of golang.org/x/mod/sumdb/note, whose key is public.
        let key = STANDARD.decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
        let public: [u8; 32] = key[1..].try_into().unwrap();
        assert_eq!(
            verifier_key("PeterNeumann", &public),
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        );
    }
}
