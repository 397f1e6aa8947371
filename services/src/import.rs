//! Members and orders another system kept before this one. (MC-1.1, MC-1.3; law C5, C12, D-10)
//!
//! Lines are taken in batches, each one transaction: whatever is stopped goes on where it stopped when the same file is
//! handed in again, and a file handed in twice changes nothing. A line is known by a keyed hash of what the earlier system
//! names its member by; it stays when the member leaves, so that an old file brings nobody back.
//! A dry run does the same work and undoes it. So that it finds what a real run would find, it remembers sixteen bytes
//! for each name it has met; a real run remembers nothing.

mod members;
mod orders;
pub(crate) mod rows;

pub use members::MembersImport;
pub use orders::OrdersImport;

use crate::db::Tx;
use crate::members::MemberId;
use std::time::Duration;

/// Lines of one transaction: on a slow disk a sync costs as much as some hundred of them.
pub const BATCH: usize = 512;

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken<P> {
    /// It is here now, but for these parts that cannot be proved.
    Imported(Vec<P>),
    /// It was here already; nothing was changed. The parts are those that were left behind then.
    Known(Vec<P>),
    /// Nothing of it was kept.
    Refused(Vec<P>),
}

/// How long a no to a password takes while hashes of other systems are waiting for their first sign-in: twice the slowest
/// of them, so that a busy machine does not show the difference.
pub(crate) async fn no_takes(tx: &mut Tx<'_>) -> sqlx::Result<Duration> {
    let slowest = rows::slowest_hash(tx).await?.unwrap_or(0);
    Ok(Duration::from_millis(u64::try_from(slowest).unwrap_or(0).saturating_mul(2)))
}

/// The member's hash is ours from now on.
pub(crate) async fn hash_replaced(tx: &mut Tx<'_>, member: MemberId) -> sqlx::Result<()> {
    rows::hash_replaced(tx, member).await
}
