//! Members by the thousand, for measurements: their rows go in a few trips, for one by one they take longer than what is measured.

use crate::Services;
use crate::consent::rows as consents;
use crate::db::Tx;
use crate::db::many::{Cell, write_many};
use crate::fault::Accident;
use crate::keys::{self, MemberKey};
use crate::members::{self, MemberId, references};
use crate::{profile, trail};
use domain::calendar::Timestamp;
use domain::consent::{Entry, entry_bytes};
use domain::lang::Lang;
use sha2::{Digest as _, Sha256};

/// Members written in one transaction.
pub(crate) const AT_ONCE: usize = 1000;

const DECIDED: &str = "insert into consent_entries (member_id, seq, purpose, channel, decision, wording_version, wording_hash, lang, \
     method, policy_version, decided_at, device, previous_hash, entry_hash) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const QUEUED: &str = "insert into audit_queue (entry_hash) values ($1)";

/// The rows of some members.
pub(crate) struct Crowd {
    epoch: u32,
    now: Timestamp,
    members: Vec<Vec<Cell>>,
    keys: Vec<Vec<Cell>>,
    pub(crate) profiles: Vec<Vec<Cell>>,
    pub(crate) references: Vec<Vec<Cell>>,
    entries: Vec<Vec<Cell>>,
    queue: Vec<Vec<Cell>>,
    pub(crate) trail: Vec<Vec<Cell>>,
}

impl Crowd {
    pub(crate) async fn begin(tx: &mut Tx<'_>, now: Timestamp) -> Result<Self, Accident> {
        let epoch = keys::rows::epoch_to_write_in(tx).await?;
        let [members, keys, profiles, references, entries, queue, trail] = [const { Vec::new() }; 7];
        Ok(Self { epoch, now, members, keys, profiles, references, entries, queue, trail })
    }

    /// Somebody new, and their key.
    pub(crate) fn member(&mut self, services: &Services) -> Result<(MemberId, MemberKey), Accident> {
        let member = MemberId::new(services.rng.id());
        let (key, wrapped) = services.keys.new_member_key(member, self.epoch)?;
        let (language, password) = (Cell::Text(Lang::Vi.code()), Cell::Bytes(b"sealed".to_vec()));
        self.members.push(vec![Cell::Member(member), language, Cell::Int(self.now.micros()), Cell::Int(1), password]);
        self.keys.push(wrapped.row(self.now));
        Ok((member, key))
    }

    /// What they decided, at this place. Answers its hash, which the next one follows.
    pub(crate) fn decided(&mut self, (member, key): (MemberId, &MemberKey), seq: i64, entry: &Entry) -> [u8; 32] {
        let hash: [u8; 32] = Sha256::digest(entry_bytes(entry)).into();
        self.queue.push(vec![Cell::Bytes(hash.to_vec())]);
        self.entries.push(vec![
            Cell::Member(member),
            Cell::Int(seq),
            Cell::Text(entry.purpose.code()),
            Cell::Text(entry.channel.code()),
            Cell::Text(entry.decision.code()),
            Cell::Int(entry.wording.version.into()),
            Cell::Bytes(entry.wording.hash.to_vec()),
            Cell::Text(entry.lang.code()),
            Cell::Text(entry.method.code()),
            Cell::Int(entry.policy_version.into()),
            Cell::Int(entry.at.micros()),
            Cell::Bytes(consents::sealed_device(key, member, seq, &entry.device)),
            Cell::Bytes(entry.previous.to_vec()),
            Cell::Bytes(hash.to_vec()),
        ]);
        hash
    }

    pub(crate) async fn write(self, tx: &mut Tx<'_>) -> Result<(), Accident> {
        write_many(tx, members::rows::INSERT, self.members).await?;
        write_many(tx, keys::rows::INSERT, self.keys).await?;
        write_many(tx, profile::rows::INSERT_WHOLE, self.profiles).await?;
        write_many(tx, references::GIVE, self.references).await?;
        write_many(tx, DECIDED, self.entries).await?;
        write_many(tx, QUEUED, self.queue).await?;
        write_many(tx, trail::rows::APPEND_MANY, self.trail).await?;
        Ok(())
    }
}
