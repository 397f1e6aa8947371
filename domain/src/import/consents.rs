//! An earlier yes, with what proves it. (Law C5: that this person agreed, when, to what content; D-10)

use super::{ImportRefusal, LineProblem, MemberColumn, MemberLine};
use crate::calendar::Timestamp;
use crate::card_number::looks_like_card;
use crate::consent::{Channel, Purpose, Purposes};
use crate::form::Reason;
use crate::text;

/// Characters of an evidence reference at most.
const EVIDENCE_MOST: usize = 200;
/// Nothing was proved to this cinema before. (Ours: the first year any of its systems kept members.)
const EARLIEST: &str = "2010-01-01T00:00:00+07:00";
/// Yeses of one line at most: every purpose in every channel, and once again.
const MOST: usize = 24;
const SEPARATOR: char = ';';
const COLUMNS: [MemberColumn; 5] = [
    MemberColumn::ConsentPurpose,
    MemberColumn::ConsentChannel,
    MemberColumn::ConsentDecidedAt,
    MemberColumn::ConsentWording,
    MemberColumn::ConsentEvidence,
];

/// A yes that can be proved.
#[derive(Clone, PartialEq, Eq)]
pub struct ProvedConsent {
    /// What for.
    pub purpose: Purpose,
    /// Which way.
    pub channel: Channel,
    /// When.
    pub at: Timestamp,
    /// To which published version of the wording.
    pub wording: u32,
    /// Where the evidence lies: a form's number, a recording's name.
    pub evidence: String,
}

/// The instant, if it lies between the earliest there can be and now.
pub(super) fn past(text: &str, now: Timestamp) -> Option<Timestamp> {
    let earliest = Timestamp::from_rfc3339(EARLIEST)?;
    Timestamp::from_rfc3339(text.trim()).filter(|at| *at >= earliest && *at <= now)
}

/// What was agreed to and can be proved, the oldest first; and what cannot be.
///
/// # Errors
/// Where something holds a card number: such a line is refused as a whole.
pub(super) fn check(
    line: &MemberLine,
    purposes: &Purposes,
    now: Timestamp,
) -> Result<(Vec<ProvedConsent>, Vec<LineProblem>), LineProblem> {
    for column in COLUMNS {
        if looks_like_card(line.cell(column)) {
            return Err(LineProblem::value(column, Reason::CardNumber));
        }
    }
    if COLUMNS.into_iter().all(|column| line.is_empty(column)) {
        return Ok((Vec::new(), Vec::new()));
    }
    let [wanted, channels, instants, wordings, evidence] =
        COLUMNS.map(|column| line.cell(column).split(SEPARATOR).map(str::trim).collect::<Vec<_>>());
    let count = wanted.len();
    // Which yes the evidence belongs to cannot be told: none of them is proved.
    if count > MOST || [&channels, &instants, &wordings, &evidence].iter().any(|list| list.len() != count) {
        return Ok((Vec::new(), vec![unproved(MemberColumn::ConsentPurpose)]));
    }
    let (mut proved, mut left_behind) = (Vec::new(), Vec::new());
    for number in 0..count {
        let one = [wanted[number], channels[number], instants[number], wordings[number], evidence[number]];
        match read(one, purposes, now) {
            Ok(consent) => proved.push(consent),
            Err(column) => left_behind.push(unproved(column)),
        }
    }
    proved.sort_by_key(|consent| consent.at);
    Ok((proved, left_behind))
}

fn read(
    [purpose, channel, at, wording, evidence]: [&str; 5],
    purposes: &Purposes,
    now: Timestamp,
) -> Result<ProvedConsent, MemberColumn> {
    let purpose = Purpose::parse(purpose).ok_or(MemberColumn::ConsentPurpose)?;
    let wording = wording.parse().map_err(|_| MemberColumn::ConsentWording)?;
    // What the words were can be shown only if they were published.
    let notice = purposes.worded(purpose.into(), wording).ok_or(MemberColumn::ConsentWording)?;
    let channel = Channel::parse(channel)
        .filter(|channel| notice.channels.contains(channel))
        .ok_or(MemberColumn::ConsentChannel)?;
    // Nobody agrees to words that nobody could read yet.
    let readable = |at: &Timestamp| *at >= notice.published_at;
    let at = past(at, now).filter(readable).ok_or(MemberColumn::ConsentDecidedAt)?;
    let evidence = text::tidy(evidence);
    if evidence.is_empty() || evidence.chars().count() > EVIDENCE_MOST || text::has_forbidden(&evidence) {
        return Err(MemberColumn::ConsentEvidence);
    }
    Ok(ProvedConsent { purpose, channel, at, wording, evidence })
}

const fn unproved(column: MemberColumn) -> LineProblem {
    LineProblem::at(column, ImportRefusal::NotProvable)
}
