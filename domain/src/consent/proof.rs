//! The bytes that stand for an entry when it is hashed. (Law C5, C6)

use super::Entry;
use crate::lang::Lang;
use crate::member::MemberId;

/// The layout below. A new one gets a new number; entries hashed under an old one are checked under it.
const LAYOUT: &str = "metiz consent entry 1";
/// The same with one part more at its end: the last day of a yes.
const LAYOUT_WITH_END: &str = "metiz consent entry 2";
const START: &str = "metiz consent chain 1";

/// The bytes whose SHA-256 a member's first entry follows: they bind the whole chain to the member.
pub fn chain_start(member: MemberId) -> Vec<u8> {
    let mut bytes = Vec::new();
    part(&mut bytes, START.as_bytes());
    part(&mut bytes, member.bytes());
    bytes
}

/// The bytes of an entry, to be hashed with SHA-256.
///
/// Each part is preceded by its length (four bytes, the highest first), so no two different entries have the same bytes.
/// The device is left out: it is erased when the account closes, and the proof has to outlive it.
pub fn entry_bytes(entry: &Entry) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    part(&mut bytes, if entry.until.is_some() { LAYOUT_WITH_END } else { LAYOUT }.as_bytes());
    part(&mut bytes, &entry.previous);
    part(&mut bytes, entry.purpose.code().as_bytes());
    part(&mut bytes, entry.channel.code().as_bytes());
    part(&mut bytes, entry.decision.code().as_bytes());
    part(&mut bytes, &entry.wording.version.to_be_bytes());
    part(&mut bytes, &entry.wording.hash);
    part(&mut bytes, Lang::code(entry.lang).as_bytes());
    part(&mut bytes, entry.method.code().as_bytes());
    part(&mut bytes, &entry.policy_version.to_be_bytes());
    part(&mut bytes, &entry.at.micros().to_be_bytes());
    if let Some(day) = entry.until {
        part(&mut bytes, day.iso().as_bytes());
    }
    bytes
}

/// Appends one part behind its length. Parts are our own codes and numbers, far below 4 GiB.
pub(super) fn part(bytes: &mut Vec<u8>, value: &[u8]) {
    let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(value);
}
