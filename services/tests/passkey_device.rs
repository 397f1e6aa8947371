//! A member's device with passkeys in it: makes keys, signs with them, and lies when a story tells it to.
//!
//! By its own reading of WebAuthn level 3: ES256 keys, attestation "none", CBOR written by hand.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const BACKED_UP: u8 = 0x18;
const WITH_KEY: u8 = 0x40;

/// How the device answers; a story changes what it wants to lie about.
#[derive(Clone, Copy)]
pub(crate) struct Manner<'a> {
    pub(crate) origin: &'a str,
    pub(crate) site: &'a str,
    pub(crate) verified: bool,
    /// Flips one bit of the signature.
    pub(crate) forged: bool,
}

pub(crate) const HONEST: Manner<'static> =
    Manner { origin: "https://members.example", site: "members.example", verified: true, forged: false };

/// A passkey in its device.
#[derive(Clone)]
pub(crate) struct Passkey {
    pub(crate) id: Vec<u8>,
    pub(crate) handle: Vec<u8>,
    /// The counter of the next use; 0 for good, as synced passkeys have it.
    pub(crate) counter: Option<u32>,
    key: SigningKey,
}

pub(crate) fn options(text: &str) -> Value {
    serde_json::from_str(text).expect("options are JSON")
}

fn of(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().expect("text")).expect("base64url")
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn client_data(kind: &str, asked: &Value, manner: Manner<'_>) -> Vec<u8> {
    let challenge = asked["challenge"].as_str().expect("a challenge");
    json!({ "type": kind, "challenge": challenge, "origin": manner.origin, "crossOrigin": false })
        .to_string()
        .into_bytes()
}

fn authenticator_data(manner: Manner<'_>, flags: u8, counter: u32) -> Vec<u8> {
    let verified = if manner.verified { VERIFIED } else { 0 };
    let mut data = Sha256::digest(manner.site.as_bytes()).to_vec();
    data.push(PRESENT | BACKED_UP | verified | flags);
    data.extend(counter.to_be_bytes());
    data
}

/// The byte string of CBOR.
fn byte_string(bytes: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(bytes.len()).expect("short").to_be_bytes();
    [&[0x59, high, low], bytes].concat()
}

impl Passkey {
    /// Makes a passkey as it was asked to; the answer for the server.
    pub(crate) fn made(asked: &Value, manner: Manner<'_>) -> (Self, String) {
        static MADE: AtomicU64 = AtomicU64::new(1);
        let number = MADE.fetch_add(1, Ordering::SeqCst);
        let secret = Sha256::digest(number.to_be_bytes());
        let key = SigningKey::from_slice(&secret).expect("a key");
        let id = Sha256::digest(secret).to_vec();
        let made = Self { id, handle: of(&asked["user"]["id"]), counter: None, key };
        let answer = made.offered(asked, manner);
        (made, answer)
    }

    /// Hands itself over as if it were new.
    pub(crate) fn offered(&self, asked: &Value, manner: Manner<'_>) -> String {
        let client = client_data("webauthn.create", asked, manner);
        let object = self.attestation(manner);
        json!({
            "id": text(&self.id),
            "rawId": text(&self.id),
            "type": "public-key",
            "response": { "clientDataJSON": text(&client), "attestationObject": text(&object), "transports": ["internal", "new"] },
            "clientExtensionResults": { "credProps": { "rk": true } },
        })
        .to_string()
    }

    fn attestation(&self, manner: Manner<'_>) -> Vec<u8> {
        let mut data = authenticator_data(manner, WITH_KEY, 0);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).expect("short").to_be_bytes());
        data.extend(&self.id);
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        // {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(x);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(y);
        // {"fmt": "none", "attStmt": {}, "authData": …}
        [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData".as_slice(), &byte_string(&data)].concat()
    }

    /// Signs what it was asked; the answer for the server.
    pub(crate) fn used(&mut self, asked: &Value, manner: Manner<'_>) -> String {
        let counter = self.counter.unwrap_or_default();
        self.counter = self.counter.map(|counter| counter + 1);
        let client = client_data("webauthn.get", asked, manner);
        let data = authenticator_data(manner, 0, counter);
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature: Signature = self.key.sign(&signed);
        let mut signature = signature.to_der().as_bytes().to_vec();
        if manner.forged {
            *signature.last_mut().expect("a signature") ^= 1;
        }
        json!({
            "id": text(&self.id),
            "rawId": text(&self.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": text(&client),
                "authenticatorData": text(&data),
                "signature": text(&signature),
                "userHandle": text(&self.handle),
            },
            "clientExtensionResults": {},
        })
        .to_string()
    }
}
