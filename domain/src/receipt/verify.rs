//! What a receipt proves. Needs nothing but the receipt and the public keys: the same code runs in the centre, in its command
//! for files, and in the browser of whoever was shown a receipt.

use super::canonical::canonical;
use super::{Heard, Logged, Proved, Unproved, log};
use crate::calendar::{Date, Timestamp};
use crate::consent::{Channel, Method, Purpose};
use crate::hex;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Where the signature stands in a receipt; it covers everything else.
pub const PROOF: &str = "proof";
/// Where the proof stands that the decision is in the log, if there is one. (RFC 6962; decision 0017)
pub const LOG: &str = "log";
/// The one way receipts are signed.
pub const ALGORITHM: &str = "Ed25519";
/// Bytes of a receipt at most; ours have about four thousand.
pub const RECEIPT_MOST: usize = 12 * 1024;

/// The public keys receipts are checked against, by their names.
#[derive(Clone, Debug, Default)]
pub struct PublicKeys(BTreeMap<String, VerifyingKey>);

impl PublicKeys {
    /// Reads the document of `/.well-known/metiz-receipt-keys.json` (a JWK set, RFC 7517 and 8037).
    pub fn read(document: &str) -> Option<Self> {
        let document: Value = serde_json::from_str(document).ok()?;
        let mut keys = Self::default();
        for key in document["keys"].as_array()? {
            let bytes = URL_SAFE_NO_PAD.decode(key["x"].as_str()?).ok()?;
            keys.add(key["kid"].as_str()?, &bytes)?;
        }
        Some(keys)
    }

    /// Every key.
    pub fn each(&self) -> impl Iterator<Item = &VerifyingKey> {
        self.0.values()
    }

    /// Adds a key of 32 bytes; `None` if these are none, or another name than theirs.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Option<()> {
        let key = VerifyingKey::from_bytes(bytes.try_into().ok()?).ok().filter(|_| name == name_of(bytes))?;
        self.0.insert(name.to_owned(), key);
        Some(())
    }
}

/// A public key's name: the first bytes of its SHA-256, hexadecimal.
pub fn name_of(key: &[u8]) -> String {
    hex::written(&Sha256::digest(key)[..8])
}

/// The words of the Data Privacy Vocabulary.
pub const fn word(heard: Heard) -> &'static str {
    match heard {
        Heard::Given => "dpv:ConsentGiven",
        Heard::Refused => "dpv:ConsentRefused",
        Heard::Withdrawn => "dpv:ConsentWithdrawn",
    }
}

/// Whether this text is a receipt one of these keys signed, and what it says then.
///
/// White space around and between its parts is no change; everything else is, the order of its parts too, so that no two
/// readers can understand one receipt differently.
///
/// # Errors
/// [`Unproved`].
pub fn verify(text: &str, keys: &PublicKeys) -> Result<Proved, Unproved> {
    if text.len() > RECEIPT_MOST {
        return Err(Unproved::NotAReceipt);
    }
    let Ok(Value::Object(mut receipt)) = serde_json::from_str::<Value>(text) else {
        return Err(Unproved::NotAReceipt);
    };
    let whole = canonical(&Value::Object(receipt.clone())).ok_or(Unproved::NotAReceipt)?;
    if whole != without_space(text) {
        return Err(Unproved::NotAReceipt);
    }
    let Some(Value::Object(proof)) = receipt.remove(PROOF) else { return Err(Unproved::NotAReceipt) };
    let (key, signature) = signature(&proof).ok_or(Unproved::NotAReceipt)?;
    let receipt = Value::Object(receipt);
    let signed = canonical(&receipt).ok_or(Unproved::NotAReceipt)?;
    let public = keys.0.get(key).ok_or(Unproved::KeyUnknown)?;
    public.verify_strict(signed.as_bytes(), &signature).map_err(|_| Unproved::Changed)?;
    let said = said(&receipt, key).ok_or(Unproved::NotAReceipt)?;
    let logged = match &receipt[LOG] {
        Value::Null => None,
        proof => Some(logged(proof, &said.entry_hash, keys).ok_or(Unproved::NotInTheLog)?),
    };
    Ok(Proved { logged, ..said })
}

/// Where the decision is in the log, if the proof leads from its hash to the root of a checkpoint one of these keys signed.
fn logged(proof: &Value, entry: &str, keys: &PublicKeys) -> Option<Logged> {
    let checkpoint = log::open(proof["checkpoint"].as_str()?, keys)?;
    let leaf = proof["leaf"].as_u64()?;
    let hash = |text: &Value| STANDARD.decode(text.as_str()?).ok()?.try_into().ok();
    let path: Option<Vec<[u8; 32]>> = proof["path"].as_array()?.iter().map(hash).collect();
    let root = log::root_by_path(leaf, checkpoint.size, log::leaf(&hex::array::<32>(entry)?), &path?)?;
    (root == checkpoint.root).then_some(Logged { leaf, size: checkpoint.size })
}

/// The name of the key and the signature; nothing else may stand beside them, since it would not be covered.
fn signature(proof: &Map<String, Value>) -> Option<(&str, Signature)> {
    let (key, value) = (proof.get("kid")?.as_str()?, proof.get("signature")?.as_str()?);
    let alone = proof.len() == 3 && proof.get("type")?.as_str()? == ALGORITHM;
    let bytes: [u8; 64] = URL_SAFE_NO_PAD.decode(value).ok()?.try_into().ok()?;
    alone.then(|| (key, Signature::from_bytes(&bytes)))
}

fn said(receipt: &Value, key: &str) -> Option<Proved> {
    let processing = receipt["pii_processing"].get(0)?;
    let event = receipt["event_information"].get(0)?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let until = match &event["validity_duration"] {
        Value::Null => None,
        ending => Some(Date::from_iso(ending["last_day"].as_str()?)?),
    };
    Some(Proved {
        number: text(&receipt["record_id"])?,
        member: text(&receipt["pii_principal_id"])?,
        purpose: Purpose::parse(processing["purpose"]["code"].as_str()?)?,
        channel: Channel::parse(processing["channel"].as_str()?)?,
        heard: Heard::ALL.iter().copied().find(|heard| event["event_state"] == word(*heard))?,
        at: Timestamp::from_rfc3339(event["event_time"].as_str()?)?,
        until,
        method: Method::parse(event["method"].as_str()?)?,
        wording: text(&processing["purpose"]["wording"])?,
        wording_version: processing["purpose"]["wording_version"].as_i64()?,
        wording_hash: text(&processing["purpose"]["wording_sha256"])?,
        policy_version: processing["privacy_notice"]["version"].as_i64()?,
        entry_hash: text(&receipt["chain"]["entry_sha256"])?,
        key: key.to_owned(),
        logged: None,
    })
}

/// The text without the white space that stands outside of its strings.
fn without_space(text: &str) -> String {
    let (mut inside, mut escaped) = (false, false);
    text.chars()
        .filter(|char| {
            if inside {
                match char {
                    _ if escaped => escaped = false,
                    '\\' => escaped = true,
                    '"' => inside = false,
                    _ => {}
                }
                return true;
            }
            inside = *char == '"';
            !matches!(char, ' ' | '\t' | '\n' | '\r')
        })
        .collect()
}
