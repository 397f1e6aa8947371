//! Keys, and what is sealed with them. (MC-3.1, Law art. 5, Decree 356 art. 10)
//!
//! The root key wraps the key of the epoch, which changes every day; the epoch key wraps each member's own data key, and
//! each personal value is an envelope under that. An envelope is bound to its place: moved to another row or column it does
//! not open; where a value can be replaced it is bound to when it was written, too, and put back later it does not open. What does not open is a fault, never an empty value. Look-ups are keyed hashes.
//!
//! What waits to leave, and belongs to no key of a member's, is sealed under the epoch (`keys/passing.rs`).
//!
//! Root and epoch keys lie in a folder of their own, never in the database. When an epoch has turned its key is destroyed:
//! a member's wrapped key in an older backup opens with nothing any more (decision 0016).

mod envelope;
pub(crate) mod epochs;
mod files;
pub(crate) mod hex;
pub(crate) mod passing;
mod ring;
pub(crate) mod root;
pub(crate) mod rows;
mod standing;
mod turning;

pub use envelope::{KeyFault, SealingKey};
pub use epochs::EPOCHS_FILE;
pub use root::{RootProblem, RootSource};
pub use standing::KeyStanding;
pub use turning::{EPOCH, Turned};

use crate::clock::Rng;
use crate::db::Tx;
use crate::db::many::Cell;
use crate::fault::Accident;
use crate::members::MemberId;
use crate::receipts::ReceiptKey;
use domain::calendar::Timestamp;
use epochs::Held;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use ring::{Ring, ring_of};
use sha2::Sha256;
use std::path::{Path, PathBuf};
use std::sync::RwLock;
use zeroize::Zeroizing;

/// Where wrapped keys lie.
const TABLE: &str = "member_keys";
const YEARS: &str = "year_keys";
const COLUMN: &str = "wrapped";

/// A 256-bit key that is wiped when dropped.
pub(crate) type KeyBytes = Zeroizing<[u8; 32]>;

/// What a keyed hash is looked up by. Each has a key of its own, so that two columns cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// The folded username.
    Username,
    /// The canonical email address.
    Email,
    /// The phone number in E.164.
    Phone,
}

/// The key of one member's personal columns. Destroying its wrapped form erases them all.
pub struct MemberKey(SealingKey);

impl std::fmt::Debug for MemberKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemberKey")
    }
}

impl MemberKey {
    /// Seals `plain` for one place: it opens only there. `row` is the row's key as bytes.
    pub fn seal(&self, table: &'static str, column: &'static str, row: &[u8], plain: &[u8]) -> Vec<u8> {
        self.0.seal(table, column, row, plain)
    }

    /// Opens what [`MemberKey::seal`] made for the same place.
    ///
    /// # Errors
    /// [`KeyFault`] if the envelope was cut, changed, moved, or made under another key.
    pub fn open(
        &self,
        table: &'static str,
        column: &'static str,
        row: &[u8],
        envelope: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
        self.0.open(table, column, row, envelope)
    }
}

/// Where a value lies that can be replaced: table, column, and the row's key as bytes.
pub type Place<'a> = (&'static str, &'static str, &'a [u8]);

impl MemberKey {
    /// Seals `plain` for a place whose value can be replaced, and for the instant that the row will say it was written at.
    pub fn seal_dated(&self, place: Place<'_>, written: Timestamp, plain: &[u8]) -> Vec<u8> {
        self.0.seal_dated(place, written.micros(), plain)
    }

    /// Opens what [`MemberKey::seal_dated`] made for the same place, if the row says the same instant (microseconds UTC).
    ///
    /// # Errors
    /// [`KeyFault`] as [`MemberKey::open`], and for an older value that was put back.
    pub fn open_dated(&self, place: Place<'_>, written: i64, envelope: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
        self.0.open_dated(place, written, envelope)
    }
}

/// A member's key as it is stored.
pub(crate) struct WrappedKey {
    member: MemberId,
    id: [u8; 4],
    wrapped: Vec<u8>,
    epoch: u32,
}

impl WrappedKey {
    pub(crate) async fn store(&self, tx: &mut Tx<'_>, now: Timestamp) -> sqlx::Result<()> {
        rows::insert(tx, self.member, (&self.id, &self.wrapped), self.epoch, now.micros()).await
    }

    /// The row that [`Self::store`] would write.
    pub(crate) fn row(self, now: Timestamp) -> Vec<Cell> {
        vec![
            Cell::Member(self.member),
            Cell::Bytes(self.id.to_vec()),
            Cell::Bytes(self.wrapped),
            Cell::Int(self.epoch.into()),
            Cell::Int(now.micros()),
        ]
    }
}

/// All keys of this installation.
pub struct Keys {
    rng: Rng,
    folder: PathBuf,
    source: RootSource,
    /// A root key that comes from no file is asked for once.
    root: Option<KeyBytes>,
    base: KeyBytes,
    ring: RwLock<Ring>,
    fingerprint: [u8; 16],
    wrap: SealingKey,
    /// What letters were sealed under before they were sealed under epochs.
    outbox: SealingKey,
    unsubscribe: SealingKey,
    webhooks: SealingKey,
    copy_links: SealingKey,
    lookups: [KeyBytes; 3],
    pseudonyms: KeyBytes,
    pepper: KeyBytes,
    flash: KeyBytes,
    receipts: ReceiptKey,
}

impl Keys {
    /// Reads the root key from `folder/root.key`, making it if the folder has none, and the epoch keys beside it.
    ///
    /// # Errors
    /// [`RootProblem`], a sentence for the operator, if the file can be read by others or is not a key.
    pub fn open(folder: &Path, rng: &Rng) -> Result<Self, RootProblem> {
        Self::open_from(folder, &RootSource::File, rng)
    }

    /// The same with a root key from elsewhere.
    ///
    /// # Errors
    /// As [`Keys::open`].
    pub fn open_from(folder: &Path, source: &RootSource, rng: &Rng) -> Result<Self, RootProblem> {
        let root = source.read_or_make(folder, rng)?;
        let found = turning::finish_new_root(folder, source, root, rng)?;
        Self::from_root(folder, source, found, rng)
    }

    /// The same as they lie: nothing is made and nothing is finished. `None`: there is no root key.
    pub(crate) fn look(folder: &Path, source: &RootSource, rng: &Rng) -> Result<Option<Self>, RootProblem> {
        let Some(root) = source.read(folder)? else { return Ok(None) };
        let found = turning::found_root(folder, source, root, rng)?;
        Self::from_root(folder, source, found, rng).map(Some)
    }

    fn from_root(
        folder: &Path,
        source: &RootSource,
        (root, held): (KeyBytes, Option<Held>),
        rng: &Rng,
    ) -> Result<Self, RootProblem> {
        // Before the first epoch everything was derived from the root key itself, and stays so.
        let held = held.unwrap_or(Held { base: root.clone(), epochs: Vec::new() });
        let base = &held.base;
        let derive = |what: &str| derive(base, what);
        let mut fingerprint = [0; 16];
        fingerprint.copy_from_slice(&derive("fingerprint")?[..16]);
        let id = [fingerprint[0], fingerprint[1], fingerprint[2], fingerprint[3]];
        Ok(Self {
            rng: rng.clone(),
            folder: folder.to_owned(),
            source: source.clone(),
            root: (!matches!(source, RootSource::File)).then_some(root),
            ring: RwLock::new(ring_of(&held.epochs, rng)),
            fingerprint,
            wrap: SealingKey::new(id, derive("wrap")?, rng),
            outbox: SealingKey::new(id, derive("outbox")?, rng),
            unsubscribe: SealingKey::new(id, derive("unsubscribe")?, rng),
            webhooks: SealingKey::new(id, derive("webhooks")?, rng),
            copy_links: SealingKey::new(id, derive("copy_links")?, rng),
            lookups: [derive("lookup/username")?, derive("lookup/email")?, derive("lookup/phone")?],
            pseudonyms: derive("pseudonyms")?,
            pepper: derive("pepper")?,
            flash: derive("flash")?,
            receipts: ReceiptKey::of(&*derive("receipts")?),
            base: held.base,
        })
    }

    /// Names the installation's first root key without saying anything about it.
    pub fn fingerprint(&self) -> [u8; 16] {
        self.fingerprint
    }

    /// The keyed hash under which `value` is found again. `value` is already canonical.
    pub fn lookup(&self, kind: Lookup, value: &str) -> [u8; 32] {
        let key = match kind {
            Lookup::Username => &self.lookups[0],
            Lookup::Email => &self.lookups[1],
            Lookup::Phone => &self.lookups[2],
        };
        keyed_hash(key, value.as_bytes())
    }

    /// The keyed hash that stands for a thing where the thing itself must not lie: a network, a name, a device, an erased
    /// member. `what` is our own word and keeps the kinds apart.
    pub fn pseudonym(&self, what: &'static str, value: &[u8]) -> [u8; 32] {
        let message = [&(what.len() as u64).to_be_bytes(), what.as_bytes(), value].concat();
        keyed_hash(&self.pseudonyms, &message)
    }

    /// A key nobody has: what is sealed under it is lost. Work for a name nobody has is done with it.
    pub(crate) fn nobodys_key(&self) -> MemberKey {
        MemberKey(SealingKey::new(self.rng.bytes(), Zeroizing::new(self.rng.bytes()), &self.rng))
    }

    /// The member's key, unwrapped. In a write, no other write of this member runs beside it from here on.
    ///
    /// # Errors
    /// [`KeyFault::Missing`] in the accident if the member has been erased; any other [`KeyFault`] if the row was tampered with.
    pub async fn member_key(&self, tx: &mut Tx<'_>, member: MemberId) -> Result<MemberKey, Accident> {
        let Some((id, wrapped)) = rows::wrapped(tx, member).await? else {
            return Err(Box::new(KeyFault::Missing));
        };
        Ok(self.unwrap_member_key(member, &id, &wrapped)?)
    }

    /// The member's key from a row that a caller has read together with others.
    ///
    /// # Errors
    /// [`KeyFault`] if the row was tampered with.
    pub fn unwrap_member_key(&self, member: MemberId, id: &[u8], wrapped: &[u8]) -> Result<MemberKey, KeyFault> {
        let plain = self.unwrapped(member, wrapped)?;
        let bytes = <[u8; 32]>::try_from(plain.as_slice()).map_err(|_| KeyFault::Malformed)?;
        let id = <[u8; 4]>::try_from(id).map_err(|_| KeyFault::Malformed)?;
        Ok(MemberKey(SealingKey::new(id, Zeroizing::new(bytes), &self.rng)))
    }

    /// A fiscal year's key, its name, and its wrapped form to be stored in the same transaction as the first fact.
    pub(crate) fn new_year_key(&self, year: i64) -> (SealingKey, [u8; 4], Vec<u8>) {
        let (id, key) = (self.rng.bytes::<4>(), Zeroizing::new(self.rng.bytes::<32>()));
        let wrapped = self.wrap.seal(YEARS, COLUMN, &year.to_be_bytes(), key.as_slice());
        (SealingKey::new(id, key, &self.rng), id, wrapped)
    }

    /// The key of a fiscal year from its row.
    ///
    /// # Errors
    /// [`KeyFault`] if the row was tampered with.
    pub(crate) fn unwrap_year_key(&self, year: i64, id: &[u8], wrapped: &[u8]) -> Result<SealingKey, KeyFault> {
        let plain = self.wrap.open(YEARS, COLUMN, &year.to_be_bytes(), wrapped)?;
        let bytes = <[u8; 32]>::try_from(plain.as_slice()).map_err(|_| KeyFault::Malformed)?;
        let id = <[u8; 4]>::try_from(id).map_err(|_| KeyFault::Malformed)?;
        Ok(SealingKey::new(id, Zeroizing::new(bytes), &self.rng))
    }

    /// The key receipts of decisions are signed with.
    pub(crate) fn receipts(&self) -> &ReceiptKey {
        &self.receipts
    }

    /// The key of the codes in links that stop messages.
    pub(crate) fn unsubscribe(&self) -> &SealingKey {
        &self.unsubscribe
    }

    /// The key of what is kept about endpoints of other systems.
    pub(crate) fn webhooks(&self) -> &SealingKey {
        &self.webhooks
    }

    /// The key of the codes by which a session takes its copy.
    pub(crate) fn copy_links(&self) -> &SealingKey {
        &self.copy_links
    }

    /// The secret part of every password hash.
    pub(crate) fn pepper(&self) -> &KeyBytes {
        &self.pepper
    }

    /// The key for one flash, which only the holder of its token can make again.
    pub(crate) fn flash(&self, token: &str) -> SealingKey {
        let id = [self.fingerprint[0], self.fingerprint[1], self.fingerprint[2], self.fingerprint[3]];
        SealingKey::new(id, Zeroizing::new(keyed_hash(&self.flash, token.as_bytes())), &self.rng)
    }
}

/// HMAC-SHA256.
fn keyed_hash(key: &KeyBytes, message: &[u8]) -> [u8; 32] {
    // HMAC pads a short key with zeros to one block (RFC 2104); doing it here leaves no length that could be wrong.
    let mut block = Zeroizing::new([0_u8; 64]);
    block[..32].copy_from_slice(key.as_slice());
    Hmac::<Sha256>::new((&*block).into()).chain_update(message).finalize().into_bytes().into()
}

fn derive(root: &KeyBytes, what: &str) -> Result<KeyBytes, RootProblem> {
    let mut key = Zeroizing::new([0; 32]);
    let info = format!("metiz/1/{what}");
    Hkdf::<Sha256>::new(None, root.as_slice())
        .expand(info.as_bytes(), key.as_mut_slice())
        .map_err(|_| RootProblem::Malformed)?;
    Ok(key)
}
