//! Devices an account was used on. (MC-5.3a; security.md G10)
//!
//! A known device has a lane of its own while strangers are held up, and a sign-in from an unknown one is told to the member.

use super::rows;
use crate::Services;
use crate::clock::token_hash;
use crate::db::Tx;
use crate::fault::Accident;
use crate::keys::MemberKey;
use crate::members::MemberId;
use crate::secret::Secret;
use domain::calendar::Timestamp;

const TABLE: &str = "devices";
const COLUMN: &str = "device";

/// Whether this token's device was used for the account before. The statement runs without a token too.
pub(crate) async fn is_known(tx: &mut Tx<'_>, member: MemberId, token: Option<&str>) -> sqlx::Result<Option<[u8; 32]>> {
    let hash = token_hash(token.unwrap_or_default());
    let found = rows::device(tx, member, &hash).await?;
    Ok((found && token.is_some()).then_some(hash))
}

/// Remembers a new device and answers its token.
pub(crate) async fn remember(
    services: &Services,
    tx: &mut Tx<'_>,
    key: &MemberKey,
    (member, device): (MemberId, &str),
    now: Timestamp,
) -> Result<Secret, Accident> {
    let token = services.rng.token();
    let hash = token_hash(token.reveal());
    let place = [member.bytes().as_slice(), &hash].concat();
    let sealed = key.seal(TABLE, COLUMN, &place, device.as_bytes());
    rows::insert_device(tx, member, &hash, &sealed, now).await?;
    Ok(token)
}

/// A sign-in from a known device.
pub(crate) async fn seen_again(tx: &mut Tx<'_>, member: MemberId, hash: &[u8; 32], now: Timestamp) -> sqlx::Result<()> {
    rows::see_device(tx, member, hash, now).await
}

/// The device counts as unknown from now on.
pub(crate) async fn forget(tx: &mut Tx<'_>, member: MemberId, hash: &[u8; 32]) -> sqlx::Result<()> {
    rows::forget_device(tx, member, hash).await
}

/// Every device of the member counts as unknown from now on.
pub(crate) async fn forget_all(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    rows::forget_devices(tx, member).await
}
