//! Receipts: each decision as a signed document its member can keep, print and show to anybody. (law C2, C5–C7; D-7; security.md section 5)
//!
//! A receipt says what ISO/IEC TS 27560 and Kantara's Consent Receipt 1.1 say of a decision, as canonical JSON with an
//! Ed25519 signature. It is made anew each time from the member's record, under a number and a time of its own: nothing is
//! stored for it but the public half of the key. The key follows from the root key; a public key stays published after the root key has
//! changed, so that an old receipt can be checked for good.

mod content;
pub(crate) mod rows;

pub use domain::receipt::canonical;
pub use domain::receipt::verify::{PublicKeys, RECEIPT_MOST, verify};

use crate::Services;
use crate::audit::{self, Proof};
use crate::consent::rows::Link;
use crate::consent::{rows as consents, wording_of};
use crate::fault::{Accident, Fault};
use crate::keys::Keys;
use crate::members::references;
use crate::sessions::SignedIn;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::consent::{Channel, Decision, Entry, Purpose};
use domain::member_reference::MemberReference;
use domain::receipt::verify::{ALGORITHM, PROOF, name_of};
use domain::receipt::{Heard, Proved, Unproved};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// A receipt of one decision.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The decision's place in the member's record, from 1.
    pub seq: i64,
    /// The document.
    pub text: String,
    /// What it says.
    pub says: Proved,
}

/// The key receipts are signed with.
pub(crate) struct ReceiptKey {
    key: SigningKey,
    name: String,
}

impl ReceiptKey {
    /// The key that follows from these 32 bytes.
    pub(crate) fn of(seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let name = name_of(key.verifying_key().as_bytes());
        Self { key, name }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    pub(crate) fn sign_bytes(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(bytes).to_bytes()
    }

    /// The receipt with its signature, as text.
    fn sign(&self, mut receipt: Value) -> Option<String> {
        let signed = canonical::canonical(&receipt)?;
        let signature = URL_SAFE_NO_PAD.encode(self.sign_bytes(signed.as_bytes()));
        receipt[PROOF] = json!({ "type": ALGORITHM, "kid": self.name, "signature": signature });
        canonical::canonical(&receipt)
    }
}

impl Services {
    /// Receipts of decisions the member made, the newest first: of the last `limit`, or of the last before the one at the place
    /// `before`. And where the older ones begin, if there are any. They carry no proofs.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn receipts_of(
        &self,
        who: &SignedIn,
        before: Option<i64>,
        limit: u32,
    ) -> Result<(Vec<Receipt>, Option<i64>), Fault> {
        let (key, member) = (who.key(), who.member());
        let read = self.db.read(move |tx| {
            Box::pin(async move {
                let chain = consents::chain(tx, member, &key).await?;
                Ok::<_, Fault>((chain, references::of(tx, &key, member).await?))
            })
        });
        let (chain, reference) = read.await?;
        // Places count from 1 without a gap, or the chain is broken.
        let until =
            before.map_or(i64::MAX, |before| before.saturating_sub(1)).min(chain.last().map_or(0, |last| last.seq));
        let from = until.saturating_sub(i64::from(limit) - 1).max(1);
        let mut receipts = self.receipts(&chain, (reference.as_ref(), &BTreeMap::new()), from..=until)?;
        receipts.reverse();
        Ok((receipts, (from > 1 && from <= until).then_some(from)))
    }

    /// The receipt of the decision at this place of the member's record, with its proof; `None` if there is none.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn receipt_of(&self, who: &SignedIn, seq: i64) -> Result<Option<Receipt>, Fault> {
        let (key, member) = (who.key(), who.member());
        let read = self.db.read(move |tx| {
            Box::pin(async move {
                let chain = consents::chain(tx, member, &key).await?;
                let asked: Vec<_> = chain.iter().filter(|link| link.seq == seq).map(|link| link.hash).collect();
                let proofs = audit::proofs(tx, &asked).await?;
                Ok::<_, Fault>((chain, references::of(tx, &key, member).await?, proofs))
            })
        });
        let (chain, reference, proofs) = read.await?;
        Ok(self.receipts(&chain, (reference.as_ref(), &proofs), seq..=seq)?.pop())
    }

    /// A receipt of each entry of this record at these places, with these proofs that they are in the log.
    pub(crate) fn receipts(
        &self,
        chain: &[Link],
        (reference, proofs): (Option<&MemberReference>, &BTreeMap<[u8; 32], Proof>),
        places: RangeInclusive<i64>,
    ) -> Result<Vec<Receipt>, Accident> {
        let mut last: BTreeMap<(Purpose, Channel), &Entry> = BTreeMap::new();
        let mut public = PublicKeys::default();
        let signing = self.keys.receipts();
        public.add(signing.name(), &signing.public()).ok_or("the key of receipts is no key")?;
        let known = self.policies();
        let mut receipts = Vec::new();
        for link in chain {
            let entry = &link.entry;
            let grant = entry.decision == Decision::Grant;
            let before = last.insert((entry.purpose, entry.channel), entry);
            let before = before.is_some_and(|before| before.leaves(entry.at).is_granted());
            if !places.contains(&link.seq) {
                continue;
            }
            let notice = known.wordings().worded(entry.purpose.into(), entry.wording.version);
            // A wording that was never published proves nothing; `verify_consents` tells of such an entry.
            let Some(notice) = notice.filter(|notice| wording_of(notice) == entry.wording) else { continue };
            let heard = Heard::of(grant, before);
            let content = content::of(self, link, notice, (heard, reference, proofs.get(&link.hash)));
            let text = signing.sign(content).ok_or("a receipt cannot be written")?;
            let says = verify(&text, &public).map_err(|_| "a receipt of ours does not hold")?;
            receipts.push(Receipt { seq: link.seq, text, says });
        }
        Ok(receipts)
    }

    /// Every key that ever signed a receipt here, as a JWK set (RFC 7517, 8037).
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn receipt_keys(&self) -> Result<String, Fault> {
        let keys = self.published().await?;
        let keys: Vec<Value> = keys
            .iter()
            .map(|(name, public)| {
                let x = URL_SAFE_NO_PAD.encode(public);
                json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": name, "x": x })
            })
            .collect();
        canonical::canonical(&json!({ "keys": keys })).ok_or_else(|| Fault::broken("the public keys cannot be written"))
    }

    /// Whether this text is a receipt of ours, and what it proves then. Nothing is looked up about anybody.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn check_receipt(&self, text: &str) -> Result<Result<Proved, Unproved>, Fault> {
        Ok(verify(text, &self.public_keys().await?))
    }

    /// The keys that are published: those whose rows this server wrote, and today's, whatever became of its row.
    pub(crate) async fn published(&self) -> Result<Vec<(String, Vec<u8>)>, Fault> {
        let rows = self.key_rows().await?;
        let own = rows.into_iter().filter(|row| wrote(&self.keys, row)).map(|row| (row.name, row.public_key));
        let mut keys: Vec<_> = own.collect();
        let today = self.keys.receipts();
        if keys.iter().all(|(name, _)| name != today.name()) {
            keys.push((today.name().to_owned(), today.public().to_vec()));
        }
        Ok(keys)
    }

    /// [`doubtful`] of the rows as they stand.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub(crate) async fn doubtful_keys(&self) -> Result<Vec<String>, Fault> {
        Ok(doubtful(&self.keys, self.key_rows().await?))
    }

    async fn key_rows(&self) -> Result<Vec<rows::KeyRow>, Fault> {
        self.db.read(|tx| Box::pin(async move { Ok::<_, Fault>(rows::all(tx).await?) })).await
    }

    /// Publishes the key of today, if it is not published yet. Should its row have been changed, it is put right.
    pub(crate) async fn publish_receipt_key(&self) -> Result<(), Fault> {
        let (services, now) = (self.clone(), self.now());
        self.db
            .write(move |tx| {
                let services = services.clone();
                Box::pin(async move {
                    let (today, rows) = (services.keys.receipts(), rows::all(tx).await?);
                    let there = rows.iter().find(|row| row.name == today.name());
                    if there.is_some_and(|row| wrote(&services.keys, row)) {
                        return Ok(());
                    }
                    if there.is_some_and(|row| row.mark.is_some()) {
                        tracing::error!(
                            key = today.name(),
                            "the published key of receipts had been changed and was put right"
                        );
                    }
                    let mark = key_mark(&services.keys, &today.public(), now.micros());
                    Ok(rows::publish(tx, (today.name(), &today.public()), now, &mark).await?)
                })
            })
            .await
    }
}

/// The rows nobody may trust: the names of keys this server did not publish, or not like that, and of its own if it is gone.
pub(crate) fn doubtful(keys: &Keys, rows: Vec<rows::KeyRow>) -> Vec<String> {
    let (own, doubtful): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| wrote(keys, row));
    let mut doubtful: Vec<String> = doubtful.into_iter().map(|row| row.name).collect();
    let today = keys.receipts().name();
    if own.iter().all(|row| row.name != today) && !doubtful.iter().any(|name| name == today) {
        doubtful.push(today.to_owned());
    }
    doubtful
}

/// Whether this row is as a server with our root key wrote it.
fn wrote(keys: &Keys, row: &rows::KeyRow) -> bool {
    row.name == name_of(&row.public_key)
        && row.mark.as_deref() == Some(&key_mark(keys, &row.public_key, row.published_at)[..])
}

fn key_mark(keys: &Keys, public: &[u8], published_at: i64) -> [u8; 32] {
    keys.pseudonym("published key", &[&published_at.to_be_bytes()[..], public].concat())
}
