//! Checkpoints of the log, as anybody can read and check them: C2SP tlog-checkpoint in a signed note.
//!
//! Three lines (whose log, how many leaves, the root), an empty line, a signature. The key is the one receipts are signed with: a
//! receipt is JSON, a checkpoint never begins like it, so neither can be taken for the other.

use super::tree::Hash;
use crate::receipts::ReceiptKey;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
pub use domain::receipt::log::Checkpoint;
use domain::receipt::log::{ED25519, NAME, SIGNED, key_id};
pub(crate) use domain::receipt::log::{open, said};

/// The origin of the log of the centre at this address.
pub(crate) fn origin(public_url: &str) -> String {
    let host = public_url.split_once("://").map_or(public_url, |(_, host)| host);
    format!("{host}{NAME}")
}

/// The checkpoint, signed.
pub(crate) fn sign(key: &ReceiptKey, origin: &str, size: u64, root: &Hash) -> String {
    let body = format!("{origin}\n{size}\n{}\n", STANDARD.encode(root));
    let signature = [&key_id(origin, &key.public())[..], &key.sign_bytes(body.as_bytes())].concat();
    format!("{body}\n{SIGNED}{origin} {}\n", STANDARD.encode(signature))
}

/// The public key as tools for signed notes want it: `name+id+key`.
pub(crate) fn verifier_key(origin: &str, public: &[u8; 32]) -> String {
    let id = u32::from_be_bytes(key_id(origin, public));
    format!("{origin}+{id:08x}+{}", STANDARD.encode([&[ED25519][..], public].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receipts::PublicKeys;

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
