//! Events, written down in the transaction of the change they tell about.

use super::rows;
use crate::Services;
use crate::db::Tx;
use crate::fault::Accident;
use crate::keys::{self, passing::Passing};
use crate::members::{MemberId, references};
use domain::calendar::Timestamp;
use domain::member_reference::MemberReference;
use domain::webhooks::WebhookEvent;
use uuid::Uuid;

/// Writes the event down for every endpoint there is; of a member whom no other system can name, nothing.
///
/// Decisions are written by the statement that keeps them (`consent::rows`), since they are by far the most.
pub(crate) async fn tell(
    tx: &mut Tx<'_>,
    member: MemberId,
    event: WebhookEvent,
    now: Timestamp,
) -> Result<(), Accident> {
    if rows::count(tx, member).await? {
        rows::add(tx, member, event, now).await?;
    }
    Ok(())
}

impl Services {
    /// Writes down that the account was erased. It stands under a random number in the member's place and holds the reference
    /// itself, because nothing else of the member will be left.
    pub(crate) async fn tell_of_erasure(
        &self,
        tx: &mut Tx<'_>,
        member: MemberId,
        erased_at: Timestamp,
    ) -> Result<(), Accident> {
        if !rows::count(tx, member).await? {
            return Ok(());
        }
        // An account that cannot be opened any more is erased all the same.
        let reference = match self.reference_of(tx, member).await {
            Ok(Some(reference)) => reference,
            Err(accident) if accident.is::<sqlx::Error>() => return Err(accident),
            Ok(None) | Err(_) => return Ok(()),
        };
        let (nobody, epoch) = (MemberId::new(self.rng.id()), keys::rows::epoch_to_write_in(tx).await?);
        let sealed = self.keys.seal_passing(Passing::Erased, nobody.bytes(), reference.as_str().as_bytes(), epoch)?;
        // What is under way at this moment is over by then, so that nothing of the member comes after it.
        let due = self.now().plus(super::delivery::LEASE);
        Ok(rows::add_erasure(tx, (member, nobody), (&sealed, epoch), erased_at, due).await?)
    }

    async fn reference_of(&self, tx: &mut Tx<'_>, member: MemberId) -> Result<Option<MemberReference>, Accident> {
        let key = self.keys.member_key(tx, member).await?;
        references::of(tx, &key, member).await
    }

    /// The reference an event is about; `None` if the member's key is gone.
    pub(super) fn told_reference(&self, row: &rows::DueRow) -> Result<MemberReference, Accident> {
        if let Some(sealed) = &row.reference {
            let plain = self.keys.open_passing(Passing::Erased, row.member_id.bytes(), sealed)?;
            return Ok(MemberReference::from_stored(String::from_utf8(plain.to_vec())?));
        }
        let (Some(id), Some(wrapped), Some(sealed)) = (&row.key_id, &row.wrapped, &row.sealed) else {
            return Err("an event about a member without a reference is stored".into());
        };
        let key = self.keys.unwrap_member_key(row.member_id, id, wrapped)?;
        references::open(&key, row.member_id, sealed)
    }

    /// The id under which receivers know an event: the same for each try and each endpoint, and of nobody else's making.
    pub(super) fn event_id(&self, reference: &MemberReference, row: &rows::DueRow) -> String {
        let [seq, at] = [row.seq, row.at].map(i64::to_be_bytes);
        let told = [reference.as_str().as_bytes(), &seq, &at, row.kind.as_bytes()].concat();
        let [bytes @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = self.keys.pseudonym("webhook", &told);
        name_of(&Uuid::from_bytes(bytes))
    }
}

/// `msg_…`, as Standard Webhooks proposes.
pub(super) fn name_of(id: &Uuid) -> String {
    format!("msg_{}", id.simple())
}
