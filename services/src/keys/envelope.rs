//! The envelope: suite (1 byte) | key id (4) | nonce (24) | ciphertext and tag.
//!
//! Suites 2 and 3 are XChaCha20-Poly1305: its nonce is long enough to be drawn at random for every value (security.md section 5).
//! The tag of suite 2 covers where the value lies: enough where a value is written once. That of suite 3 also covers when it was
//! written, as the row says: where a value is replaced, the one before does not open in its place again (decision 0027).

use super::KeyBytes;
use crate::clock::Rng;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

const SUITE: u8 = 2;
const DATED: u8 = 3;
const KEY_ID: usize = 4;
const NONCE: usize = 24;
const HEADER: usize = 1 + KEY_ID + NONCE;
const TAG: usize = 16;

/// Why an envelope stays closed. Says nothing about its contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// There is no key: the member has been erased.
    #[error("there is no key for this member")]
    Missing,
    /// Too short, or of a suite nobody knows.
    #[error("this is not an envelope")]
    Malformed,
    /// Wrapped in an epoch whose key is not there.
    #[error("the key of this epoch is not in the folder of keys")]
    NoEpoch,
    /// Made under another key.
    #[error("the envelope names another key")]
    OtherKey,
    /// Changed, cut, or moved from its place.
    #[error("the envelope does not open")]
    Refused,
}

/// A key and its name.
pub struct SealingKey {
    id: [u8; KEY_ID],
    key: KeyBytes,
    rng: Rng,
}

impl SealingKey {
    pub(crate) fn new(id: [u8; KEY_ID], key: KeyBytes, rng: &Rng) -> Self {
        Self { id, key, rng: rng.clone() }
    }

    pub(super) fn id(&self) -> [u8; KEY_ID] {
        self.id
    }

    /// Seals `plain` for one place.
    ///
    /// # Panics
    /// If `plain` is longer than 256 GiB, the cipher's limit.
    pub fn seal(&self, table: &str, column: &str, row: &[u8], plain: &[u8]) -> Vec<u8> {
        self.sealed(SUITE, &[table.as_bytes(), column.as_bytes(), row], plain)
    }

    /// Seals `plain` for one place that is written more than once, as it is `written` now.
    ///
    /// # Panics
    /// As [`SealingKey::seal`].
    pub fn seal_dated(&self, place: (&str, &str, &[u8]), written: i64, plain: &[u8]) -> Vec<u8> {
        let (table, column, row) = place;
        self.sealed(DATED, &[table.as_bytes(), column.as_bytes(), row, &written.to_be_bytes()], plain)
    }

    fn sealed(&self, suite: u8, place: &[&[u8]], plain: &[u8]) -> Vec<u8> {
        let nonce = self.rng.bytes::<NONCE>();
        let bound = bound_to(suite, self.id, place);
        let payload = Payload { msg: plain, aad: &bound };
        let Ok(sealed) = self.cipher().encrypt(&XNonce::from(nonce), payload) else {
            panic!("a value longer than the cipher's limit");
        };
        let mut envelope = Vec::with_capacity(HEADER + sealed.len());
        envelope.push(suite);
        envelope.extend_from_slice(&self.id);
        envelope.extend_from_slice(&nonce);
        envelope.extend_from_slice(&sealed);
        envelope
    }

    /// Opens what [`SealingKey::seal`] made for the same place.
    ///
    /// # Errors
    /// [`KeyFault`] if it was cut, changed, moved, or made under another key.
    pub fn open(&self, table: &str, column: &str, row: &[u8], envelope: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
        self.opened(SUITE, &[table.as_bytes(), column.as_bytes(), row], envelope)
    }

    /// Opens what [`SealingKey::seal_dated`] made for the same place and the same instant. What was sealed before values were
    /// dated opens as it did, until it is written again.
    ///
    /// # Errors
    /// [`KeyFault`] as [`SealingKey::open`], and if it is an older one that was put back.
    pub fn open_dated(
        &self,
        place: (&str, &str, &[u8]),
        written: i64,
        envelope: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
        let (table, column, row) = place;
        if envelope.first() == Some(&SUITE) {
            return self.open(table, column, row, envelope);
        }
        self.opened(DATED, &[table.as_bytes(), column.as_bytes(), row, &written.to_be_bytes()], envelope)
    }

    fn opened(&self, suite: u8, place: &[&[u8]], envelope: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
        if envelope.len() < HEADER + TAG || envelope[0] != suite {
            return Err(KeyFault::Malformed);
        }
        let (header, sealed) = envelope.split_at(HEADER);
        if header[1..=KEY_ID] != self.id {
            return Err(KeyFault::OtherKey);
        }
        let nonce = <[u8; NONCE]>::try_from(&header[1 + KEY_ID..]).map_err(|_| KeyFault::Malformed)?;
        let bound = bound_to(suite, self.id, place);
        let payload = Payload { msg: sealed, aad: &bound };
        self.cipher().decrypt(&XNonce::from(nonce), payload).map(Zeroizing::new).map_err(|_| KeyFault::Refused)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.key).into())
    }
}

/// The name of the key an envelope was made under, if it is one.
pub(super) fn key_id(envelope: &[u8]) -> Option<[u8; KEY_ID]> {
    let header = envelope.get(..HEADER).filter(|header| header[0] == SUITE)?;
    header[1..=KEY_ID].try_into().ok()
}

/// What the tag covers besides the ciphertext. Each part carries its length, so that no two places read the same.
fn bound_to(suite: u8, key_id: [u8; KEY_ID], place: &[&[u8]]) -> Vec<u8> {
    let mut bound = vec![suite];
    bound.extend_from_slice(&key_id);
    for part in place {
        bound.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bound.extend_from_slice(part);
    }
    bound
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

    fn key(seed: u64) -> SealingKey {
        let rng = Rng::seeded(seed);
        SealingKey::new(rng.bytes(), Zeroizing::new(rng.bytes()), &rng)
    }

    fn opened(key: &SealingKey, row: &[u8], envelope: &[u8]) -> Result<Vec<u8>, KeyFault> {
        key.open("profiles", "phone", row, envelope).map(|plain| plain.to_vec())
    }

    #[test]
    fn the_same_value_never_looks_the_same_twice() {
        let key = key(1);
        assert_ne!(key.seal("t", "c", b"r", b"same"), key.seal("t", "c", b"r", b"same"));
    }

    #[test]
    fn an_envelope_opens_nowhere_but_in_its_place() {
        let key = key(1);
        let envelope = key.seal("profiles", "phone", b"row", b"0905");
        assert!(opened(&key, b"row", &envelope).is_ok());
        assert_eq!(opened(&key, b"other", &envelope), Err(KeyFault::Refused));
        assert_eq!(key.open("profiles", "email", b"row", &envelope), Err(KeyFault::Refused));
        assert_eq!(key.open("outbox", "phone", b"row", &envelope), Err(KeyFault::Refused));
        // Moving a letter from one part of the place to the next must not give the same place.
        let envelope = key.seal("ab", "c", b"d", b"x");
        assert_eq!(key.open("a", "bc", b"d", &envelope), Err(KeyFault::Refused));
    }

    #[test]
    fn an_older_value_of_the_same_place_does_not_open_again() {
        let (key, place) = (key(1), ("profiles", "phone", b"row".as_slice()));
        let (before, after) = (key.seal_dated(place, 1, b"0905"), key.seal_dated(place, 2, b"0912"));
        assert_eq!(key.open_dated(place, 2, &after).map(|plain| plain.to_vec()), Ok(b"0912".to_vec()));
        assert_eq!(key.open_dated(place, 2, &before), Err(KeyFault::Refused));
        // One that is not dated opens in its place, and a dated one nowhere as one that is not.
        let old = key.seal("profiles", "phone", b"row", b"0905");
        assert!(key.open_dated(place, 2, &old).is_ok());
        assert_eq!(opened(&key, b"row", &after), Err(KeyFault::Malformed));
        let (mut undated, mut dated) = (after, old);
        (undated[0], dated[0]) = (SUITE, DATED);
        assert_eq!(key.open_dated(place, 2, &undated), Err(KeyFault::Refused));
        assert_eq!(key.open_dated(place, 2, &dated), Err(KeyFault::Refused));
    }

    #[test]
    fn another_members_key_does_not_open_it() {
        let envelope = key(1).seal("profiles", "phone", b"row", b"0905");
        assert_eq!(opened(&key(2), b"row", &envelope), Err(KeyFault::OtherKey));
    }

    #[test]
    fn an_empty_value_is_sealed_and_an_empty_envelope_is_a_fault() {
        let key = key(1);
        assert_eq!(opened(&key, b"row", &key.seal("profiles", "phone", b"row", b"")), Ok(Vec::new()));
        assert_eq!(opened(&key, b"row", b""), Err(KeyFault::Malformed));
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens(value in proptest::collection::vec(any::<u8>(), 0..300), row in proptest::collection::vec(any::<u8>(), 0..40)) {
            let key = key(3);
            let envelope = key.seal("profiles", "phone", &row, &value);
            prop_assert_eq!(opened(&key, &row, &envelope), Ok(value));
        }

        #[test]
        fn a_flipped_bit_anywhere_is_refused(value in proptest::collection::vec(any::<u8>(), 0..60), at: prop::sample::Index, bit in 0_u8..8) {
            let key = key(4);
            let mut envelope = key.seal("profiles", "phone", b"row", &value);
            let at = at.index(envelope.len());
            envelope[at] ^= 1 << bit;
            prop_assert!(opened(&key, b"row", &envelope).is_err());
        }

        #[test]
        fn a_cut_or_longer_envelope_is_refused(value in proptest::collection::vec(any::<u8>(), 0..60), at: prop::sample::Index) {
            let key = key(5);
            let mut envelope = key.seal("profiles", "phone", b"row", &value);
            let at = at.index(envelope.len());
            prop_assert!(opened(&key, b"row", &envelope[..at]).is_err());
            envelope.push(0);
            prop_assert!(opened(&key, b"row", &envelope).is_err());
        }
    }
}
