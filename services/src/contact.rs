//! May this member be written to, for this, this way, now? And what was sent to them. (MC-2.2, MC-5.2a; law D-11, D-23)
//!
//! The rules are `domain::contact`; here they get what is so. Nothing is remembered between two questions: a decision, a
//! freeze or a closing that was acknowledged is seen by every question that comes after. Whoever asks learns yes, or the
//! rule that says no, and nothing else about anybody.

pub(crate) mod asked;
pub(crate) mod do_not_call;
#[cfg(test)]
mod pace;
mod record;
pub(crate) mod rows;

pub use asked::Questioned;
pub(crate) use asked::{Questions, latest as questions};
pub use do_not_call::{Imported, NotNumbers, Numbers};
pub(crate) use record::sent;
pub use record::{ContactsRefusal, Reported, Sent, SentDetail};

use crate::Services;
use crate::consent::wording_of;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::members::MemberId;
use crate::profile::rows::opened;
use domain::api_key::SystemName;
use domain::birth::Birth;
use domain::calendar::Timestamp;
use domain::consent::{Channel, PurposeCode, Standing};
use domain::contact::{ContactRefusal, Facts, No, Question, Template, TemplateRefusal, may_contact};
use domain::email::Email;
use domain::member_reference::MemberReference;
use rows::{FoundRow, Recent};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Members looked up in one statement.
const CHUNK: usize = 500;
/// Everything there is, whatever another machine's clock said when it was written down.
const ALL_THERE_IS: Timestamp = Timestamp::from_micros(i64::MAX);

/// The right to ask whether members may be written to.
#[derive(Clone, Debug)]
pub struct Asker {
    /// The key it came with.
    pub(crate) key: Uuid,
}

/// The right to report what was sent.
#[derive(Clone, Debug)]
pub struct ContactWriter {
    pub(crate) system: SystemName,
    /// The key it came with.
    pub(crate) key: Uuid,
}

/// A yes, for the message that leaves now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permit {
    /// The address that stops messages of this purpose by this channel, for the message to carry (RFC 8058); none where
    /// there is no yes to take back.
    pub unsubscribe: Option<String>,
}

/// What is asked about each of some members.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) purpose: PurposeCode,
    pub(crate) channel: Channel,
    /// When the message goes out, or went out.
    pub(crate) at: Timestamp,
    /// What became so later does not count.
    pub(crate) known: Timestamp,
}

/// When advertising was permitted that nobody can have reported yet, by number or address.
type Given = HashMap<[u8; 32], Vec<Timestamp>>;

/// The answer about one member, and what a report of the message needs to know.
pub(crate) struct Looked {
    pub(crate) member: Option<MemberId>,
    pub(crate) verdict: Result<(), No>,
    /// When the member agreed, if there is a yes.
    pub(crate) agreed_at: Option<Timestamp>,
    /// What advertising to this number or address is counted under.
    pub(crate) recipient: Option<[u8; 32]>,
}

impl Looked {
    /// No open account has the reference.
    fn nobody() -> Self {
        Self { member: None, verdict: Err(ContactRefusal::Unknown.into()), agreed_at: None, recipient: None }
    }
}

impl Services {
    /// Every rule that says no to messages with this text; none if it may be used. Nothing of it is kept.
    pub fn template_problems(&self, template: &Template<'_>) -> Vec<TemplateRefusal> {
        template.problems(self.contact_rules().of(template.channel), &self.settings.controller)
    }

    /// Whether the member with this reference may be written to now.
    ///
    /// # Errors
    /// [`Fault`] only; a no is an answer.
    pub async fn may_contact(
        &self,
        who: &Asker,
        member: &MemberReference,
        about: (PurposeCode, Channel),
    ) -> Result<Result<Permit, No>, Fault> {
        let answers = self.audience(who, std::slice::from_ref(member), about).await?;
        Ok(answers.into_iter().next().unwrap_or(Err(ContactRefusal::Unknown.into())))
    }

    /// The same for each of these members, in their order. Each answer is as new as the moment its part was looked up. Each
    /// yes to advertising counts for those that come after it: who has a number in common does not get more together than
    /// the number may.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn audience(
        &self,
        who: &Asker,
        members: &[MemberReference],
        (purpose, channel): (PurposeCode, Channel),
    ) -> Result<Vec<Result<Permit, No>>, Fault> {
        let mut answers = Vec::with_capacity(members.len());
        let mut given = Given::new();
        for chunk in members.chunks(CHUNK) {
            let lookups: Vec<[u8; 32]> = chunk.iter().map(|member| self.reference_lookup(member)).collect();
            let asked = Asked { purpose, channel, at: self.now(), known: ALL_THERE_IS };
            let (services, mut so_far) = (self.clone(), given);
            let gate = self.db.read(move |tx| {
                Box::pin(async move {
                    let looked = services.gate(tx, asked, &lookups, &mut so_far).await?;
                    Ok::<_, Fault>((looked, so_far))
                })
            });
            let looked;
            (looked, given) = gate.await?;
            tell_of_listed(who, &looked);
            let found = looked.iter().filter_map(|one| one.member);
            self.questions.count(found, (who.key, purpose, channel), asked.at);
            answers.extend(looked.into_iter().map(|one| self.permit(&one, purpose, channel)));
        }
        Ok(answers)
    }

    fn permit(&self, looked: &Looked, purpose: PurposeCode, channel: Channel) -> Result<Permit, No> {
        looked.verdict?;
        let link = |(purpose, member)| self.unsubscribe_link(member, purpose, channel);
        Ok(Permit { unsubscribe: purpose.switch().zip(looked.member).map(link) })
    }

    /// Two statements however many members: what is so about them, and about the numbers of those nothing else forbids. Each
    /// is judged as if those before had their message, `given` among them, and is added to it.
    pub(crate) async fn gate(
        &self,
        tx: &mut Tx<'_>,
        asked: Asked,
        lookups: &[[u8; 32]],
        given: &mut Given,
    ) -> Result<Vec<Looked>, Accident> {
        let known = self.policies();
        let purposes = known.purposes_at(asked.at);
        let notice = purposes.newest(asked.purpose).ok_or("a purpose of the list is missing")?;
        let wordings: Vec<_> = purposes.counting(notice).map(wording_of).collect();
        let question = Question { notice, wordings: &wordings, channel: asked.channel, at: asked.at };
        let rows = rows::found(tx, lookups, asked, question.counted_from()).await?;
        let mut people = BTreeMap::new();
        for row in rows {
            let person = self.person(&question, asked.known, &row)?;
            people.insert(row.lookup, person);
        }
        // Whom nothing forbids for good: a number on a list is one, at night, too.
        let may_be = |person: &&Person| {
            self.judge(&question, person, (&Recent::default(), &[])).map_or_else(|no| no.why.passes(), |()| true)
        };
        let candidates: Vec<&Person> = people.values().filter(may_be).collect();
        let recent = if question.is_advertising() && !candidates.is_empty() {
            self.recent(tx, asked, &candidates).await?
        } else {
            Recent::default()
        };
        let looked = |lookup: &[u8; 32]| {
            let Some(person) = people.get(lookup.as_slice()) else { return Looked::nobody() };
            let recipient = person.recipient.filter(|_| question.is_advertising());
            let before = recipient.and_then(|recipient| given.get(&recipient));
            let verdict = self.judge(&question, person, (&recent, before.map_or(&[], Vec::as_slice)));
            if let Some(recipient) = recipient.filter(|_| verdict.is_ok()) {
                given.entry(recipient).or_default().push(asked.at);
            }
            let agreed_at = match person.standing {
                Standing::Granted { since, .. } => Some(since),
                Standing::NeverAsked | Standing::Ended { .. } | Standing::Withdrawn { .. } => None,
            };
            Looked { member: Some(person.member), verdict, agreed_at, recipient }
        };
        Ok(lookups.iter().map(looked).collect())
    }

    async fn recent(&self, tx: &mut Tx<'_>, asked: Asked, people: &[&Person]) -> Result<Recent, Accident> {
        let since = asked.at.minus(self.contact_rules().of(asked.channel).within);
        // Each once: whoever has one in common must not find its messages several times.
        let once = |of: fn(&Person) -> Option<[u8; 32]>| {
            let set: BTreeSet<_> = people.iter().filter_map(|person| of(person)).collect();
            set.into_iter().collect::<Vec<_>>()
        };
        let (recipients, numbers) = (once(|person| person.recipient), once(|person| person.number));
        Ok(rows::recent(tx, &recipients, &numbers, (since, asked.known)).await?)
    }

    fn judge(
        &self,
        question: &Question<'_>,
        person: &Person,
        (recent, given): (&Recent, &[Timestamp]),
    ) -> Result<(), No> {
        let sent = person.recipient.and_then(|recipient| recent.sent.get(recipient.as_slice()));
        let to_recipient: Vec<Timestamp> = sent.into_iter().flatten().chain(given).copied().collect();
        let facts = Facts {
            frozen_since: person.frozen_since,
            standing: person.standing,
            birth: &person.birth,
            reachable: person.reachable,
            listed: person.number.is_some_and(|number| recent.listed.contains(number.as_slice())),
            to_recipient: &to_recipient,
            under_purpose: person.under_purpose,
        };
        may_contact(question, Some(&facts), self.contact_rules())
    }

    /// Opens what the question needs of a row, and no more of it.
    fn person(&self, question: &Question<'_>, known: Timestamp, row: &FoundRow) -> Result<Person, Accident> {
        let key = self.keys.unwrap_member_key(row.member_id, &row.key_id, &row.wrapped)?;
        let open = |column, sealed: &[u8], since| opened(&key, row.member_id, column, (sealed, since));
        let birth = Birth::from_stored(&open("birth", &row.birth, row.birth_since)?)
            .ok_or("a stored birth date cannot be read")?;
        let is_later = |at: i64| at > known.micros();
        let since = match question.channel {
            Channel::Email => Some(row.email_since),
            Channel::Sms | Channel::Call | Channel::Zalo => row.phone_since,
        };
        // Where the message went is another address or number than today's, and which one nobody keeps.
        let replaced = since.is_some_and(is_later);
        let address = match question.channel {
            _ if replaced => None,
            Channel::Email if row.email_confirmed_at.is_none_or(is_later) => None,
            Channel::Email => Some(Email::from_stored(open("email", &row.email, row.email_since)?).canonical()),
            Channel::Sms | Channel::Call | Channel::Zalo => {
                let phone = row.phone.as_ref().zip(row.phone_since);
                phone.map(|(phone, since)| open("phone", phone, since)).transpose()?
            }
        };
        let recipient = address.as_ref().map(|address| self.recipient(question.channel, address));
        let number = address.filter(|_| question.channel != Channel::Email).map(|number| self.number(&number));
        Ok(Person {
            member: row.member_id,
            standing: row.standing(question.at)?,
            frozen_since: row.frozen_since.map(Timestamp::from_micros),
            birth,
            reachable: replaced || recipient.is_some(),
            recipient,
            number,
            under_purpose: u32::try_from(row.sent)?,
        })
    }

    /// What messages to this number or address by this channel are counted under.
    fn recipient(&self, channel: Channel, address: &str) -> [u8; 32] {
        self.keys.pseudonym("recipient", format!("{} {address}", channel.code()).as_bytes())
    }

    /// What a number is found under on the lists of those that want no advertising.
    pub(crate) fn number(&self, number: &str) -> [u8; 32] {
        self.keys.pseudonym("do not call", number.as_bytes())
    }
}

/// Staff should know when a yes cannot be used, because its number is on a list (law D-23). Who it is stands in the answer.
fn tell_of_listed(who: &Asker, looked: &[Looked]) {
    let listed = looked.iter().filter(|one| one.verdict.is_err_and(|no| no.why == ContactRefusal::DoNotCall)).count();
    if listed > 0 {
        tracing::warn!(key = %who.key, listed, "numbers on a do-not-call list were kept from advertising their members agreed to");
    }
}

/// What a question needs to know about a member.
struct Person {
    member: MemberId,
    standing: Standing,
    frozen_since: Option<Timestamp>,
    birth: Birth,
    reachable: bool,
    recipient: Option<[u8; 32]>,
    number: Option<[u8; 32]>,
    under_purpose: u32,
}
