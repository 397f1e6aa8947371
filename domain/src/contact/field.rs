//! What other systems send when they ask or report: a closed list of fields. The interface and its document are written
//! from it.

use std::time::Duration;

use super::AUDIENCE_MOST;
use crate::calendar::Timestamp;
use crate::card_number::looks_like_card;
use crate::codes::codes;
use crate::consent::{Channel, PurposeCode};
use crate::member_reference::MemberReference;
use crate::orders::Shape;

/// Clocks of two machines differ by less than this.
const CLOCKS_DIFFER: Duration = Duration::from_mins(5);
/// A message is reported within this time: later nobody can say any more what was so when it went out. (Ours.)
const REPORTED_WITHIN: Duration = Duration::from_hours(7 * 24);
/// The longest name of a campaign.
const CAMPAIGN_MOST: usize = 60;

codes! {
    /// A field, by its name in the interface.
    ContactField {
        /// One member's reference.
        Member = "member",
        /// Several members' references.
        Members = "members",
        /// What for.
        Purpose = "purpose",
        /// Which way.
        Channel = "channel",
        /// When a message went out.
        SentAt = "sent_at",
        /// The campaign or text it belonged to.
        Campaign = "campaign",
        /// The sender's name.
        Brand = "brand",
        /// The subject of an email.
        Subject = "subject",
        /// The text of a message.
        Body = "body",
    }
}

impl ContactField {
    /// What it looks like.
    pub const fn shape(self) -> Shape {
        match self {
            Self::Member => Shape::Text(20),
            Self::Members => Shape::Texts(AUDIENCE_MOST, 20),
            Self::Purpose => Shape::OneOf(&[
                "service",
                "transaction",
                "security",
                "support",
                "legal",
                "news",
                "promotions",
                "loyalty",
            ]),
            Self::Channel => Shape::OneOf(&["email", "sms", "call", "zalo"]),
            Self::SentAt => Shape::Instant,
            Self::Campaign => Shape::Text(CAMPAIGN_MOST),
            Self::Brand => Shape::Text(40),
            Self::Subject => Shape::Text(200),
            Self::Body => Shape::Text(20_000),
        }
    }
}

codes! {
    /// Why a field was refused. Codes only: what stood in it is never repeated.
    CallRefusal {
        /// The field is needed and is not there.
        Missing = "missing",
        /// There is no such field.
        UnknownField = "unknown_field",
        /// The field is there, but not as the document of the interface says.
        WrongType = "wrong_type",
        /// The field is there more than once.
        Repeated = "repeated",
        /// Nothing stands in it.
        Empty = "empty",
        /// Too much stands in it.
        TooLong = "too_long",
        /// It has characters that the field does not accept, or not the shape this one has.
        Malformed = "malformed",
        /// None of the words the document lists.
        UnknownWord = "unknown_word",
        /// Not an instant with its offset.
        NotAnInstant = "not_an_instant",
        /// It says that something happened that is still to come, or happened too long ago.
        OutOfTime = "out_of_time",
        /// It holds what looks like the number of a payment card.
        CardNumber = "card_number",
    }
}

/// A refusal and the field it is about; `None` for one about the whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct CallProblem {
    /// Its place in the list that was sent, from 0.
    pub at: Option<usize>,
    /// The field.
    pub field: Option<ContactField>,
    /// What is wrong with it.
    pub why: CallRefusal,
}

impl CallProblem {
    /// A problem of this field.
    pub const fn of(field: ContactField, why: CallRefusal) -> Self {
        Self { at: None, field: Some(field), why }
    }

    /// The same, of the thing at this place.
    #[must_use]
    pub const fn at(self, place: usize) -> Self {
        Self { at: Some(place), ..self }
    }
}

/// A message that went out, as it is reported.
#[derive(Clone)]
pub struct NewContact {
    /// To whom.
    pub member: MemberReference,
    /// What for.
    pub purpose: PurposeCode,
    /// Which way.
    pub channel: Channel,
    /// When.
    pub sent_at: Timestamp,
    /// The campaign or text it belonged to.
    pub campaign: String,
}

/// The purpose of this code.
///
/// # Errors
/// [`CallRefusal::UnknownWord`].
pub fn purpose(code: &str) -> Result<PurposeCode, CallProblem> {
    PurposeCode::parse(code).ok_or(CallProblem::of(ContactField::Purpose, CallRefusal::UnknownWord))
}

/// The channel of this code.
///
/// # Errors
/// [`CallRefusal::UnknownWord`].
pub fn channel(code: &str) -> Result<Channel, CallProblem> {
    Channel::parse(code).ok_or(CallProblem::of(ContactField::Channel, CallRefusal::UnknownWord))
}

/// The member's reference, as people write it.
///
/// # Errors
/// [`CallRefusal::Malformed`]: mistyped, before anybody was looked for.
pub fn member(field: ContactField, typed: &str) -> Result<MemberReference, CallProblem> {
    MemberReference::parse(typed).ok_or(CallProblem::of(field, CallRefusal::Malformed))
}

/// The message, if it may be kept.
///
/// # Errors
/// Every problem there is, in the order of the fields.
pub fn check(
    [typed, for_what, by, sent_at, campaign]: [&str; 5],
    now: Timestamp,
) -> Result<NewContact, Vec<CallProblem>> {
    let read = (
        member(ContactField::Member, typed),
        purpose(for_what),
        channel(by),
        instant(sent_at, now),
        campaign_name(campaign),
    );
    match read {
        (Ok(member), Ok(purpose), Ok(channel), Ok(sent_at), Ok(campaign)) => {
            Ok(NewContact { member, purpose, channel, sent_at, campaign })
        }
        (member, purpose, channel, sent_at, campaign) => {
            Err([member.err(), purpose.err(), channel.err(), sent_at.err(), campaign.err()]
                .into_iter()
                .flatten()
                .collect())
        }
    }
}

fn instant(text: &str, now: Timestamp) -> Result<Timestamp, CallProblem> {
    let wrong = |why| CallProblem::of(ContactField::SentAt, why);
    let at = Timestamp::from_rfc3339(text).ok_or(wrong(CallRefusal::NotAnInstant))?;
    let fits = at <= now.plus(CLOCKS_DIFFER) && at > now.minus(REPORTED_WITHIN);
    if fits { Ok(at) } else { Err(wrong(CallRefusal::OutOfTime)) }
}

/// A name members will read: a word or some of the operator's, letters, digits and few signs, no number of a card.
fn campaign_name(text: &str) -> Result<String, CallProblem> {
    let wrong = |why| Err(CallProblem::of(ContactField::Campaign, why));
    let text = crate::text::nfc(text.trim());
    if text.is_empty() {
        return wrong(CallRefusal::Empty);
    }
    if text.chars().count() > CAMPAIGN_MOST {
        return wrong(CallRefusal::TooLong);
    }
    if looks_like_card(&text) {
        return wrong(CallRefusal::CardNumber);
    }
    let plain = |char: char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_' | '.' | '/' | '&' | '%' | '+');
    if text.chars().all(plain) { Ok(text) } else { wrong(CallRefusal::Malformed) }
}
