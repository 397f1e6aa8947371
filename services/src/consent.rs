//! What a member has agreed to, and when they changed their mind. (MC-1.2c, MC-2.2; law C1–C7, A1, A2, R7)
//!
//! Each decision is a new entry, in one transaction with its line in the trail; no entry is ever changed. Each names the
//! hash of the one before, so that a gap or a swap shows. Two phones at once cannot both write the same place.

mod ahead;
pub(crate) mod imported;
pub(crate) mod page;
pub(crate) mod rows;

pub use page::ConsentPage;

use crate::Services;
use crate::db::Tx;
use crate::fault::Fault;
use crate::keys::MemberKey;
use crate::members::MemberId;
use crate::profile::Act;
use crate::sessions::SignedIn;
use crate::trail;
use domain::calendar::{Date, Timestamp};
use domain::consent::{
    Channel, ConsentRecord, ConsentRefusal, Decision, Method, Purpose, PurposeCode, PurposeNotice, Request, Standing,
    Wording, chain_start, entry_bytes,
};
use domain::lang::Lang;
use domain::trail::{EntrySeq, TrailDetail, TrailKind};
use rows::Link;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// What a member says, and what showed them the question.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Yes or no.
    pub decision: Decision,
    /// The last day of a yes that is to end by itself; nothing to a no.
    pub until: Option<Date>,
    /// The language they read.
    pub lang: Lang,
    /// The device in words.
    pub device: String,
}

impl Wish {
    /// A no, or a yes for good.
    pub fn new(decision: Decision, lang: Lang, device: &str) -> Self {
        Self { decision, until: None, lang, device: device.to_owned() }
    }

    /// The same with this as the last day of the yes.
    #[must_use]
    pub fn until(self, until: Option<Date>) -> Self {
        Self { until, ..self }
    }
}

/// The record while entries are added.
pub(crate) struct Open<'k> {
    key: &'k MemberKey,
    record: ConsentRecord,
    seq: i64,
    hash: [u8; 32],
    /// The last place on the trail.
    trail: EntrySeq,
    /// Whether other systems may listen to changes. Who does not know says yes.
    listened: bool,
}

impl Open<'_> {
    /// The same where it was looked whether other systems listen.
    pub(crate) fn where_listened(self, listened: bool) -> Self {
        Self { listened, ..self }
    }

    /// The place of the last entry.
    pub(crate) fn last_place(&self) -> i64 {
        self.seq
    }

    fn append(&mut self, link: Link, trail: EntrySeq) {
        (self.seq, self.hash, self.trail) = (link.seq, link.hash, trail);
        self.record.append(link.entry);
    }
}

impl Services {
    /// Everything the member ever decided.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn consent_of(&self, who: &SignedIn) -> Result<ConsentRecord, Fault> {
        Ok(rows::record(&self.chain(who).await?))
    }

    async fn chain(&self, who: &SignedIn) -> Result<Vec<Link>, Fault> {
        let (key, member) = (who.key(), who.member());
        self.db.read(move |tx| Box::pin(async move { Ok(rows::chain(tx, member, &key).await?) })).await
    }

    /// Writes the decision down, unless it changes nothing. Answers where the purpose stands in the channel now.
    ///
    /// `wording` is the version on the page the member decided on.
    ///
    /// # Errors
    /// [`ConsentRefusal`]; a no is never refused.
    pub async fn decide_consent(
        &self,
        who: &SignedIn,
        (purpose, channel, wording): (Purpose, Channel, u32),
        wish: Wish,
    ) -> Result<Standing, Fault<ConsentRefusal>> {
        if let Some(standing) = self.decide_ahead(who, (purpose, channel, wording), &wish).await? {
            return Ok(standing);
        }
        let (services, act, session) = (self.clone(), Act::of(who, self.now()), who.session());
        let (key, readers) = (who.key(), who.key());
        // The session brought the key, and is looked at together with the record: a decision waits for every trip of those
        // before it.
        self.act_on(
            move |tx| {
                let key = Arc::clone(&readers);
                Box::pin(async move {
                    Ok(rows::tail_of_session(tx, (act.member, session), &key, (purpose, channel)).await?)
                })
            },
            move |tx, tail| {
                let (services, wish, key) = (services.clone(), wish.clone(), Arc::clone(&key));
                Box::pin(async move {
                    let last = if let Some(last) = tail.trail {
                        last
                    } else {
                        // Nothing decided yet, or nobody there any more, which the key says.
                        services.keys.member_key(tx, act.member).await?;
                        trail::rows::last(tx, act.member).await?
                    };
                    let mut open = open(act.member, &key, &tail.links, last).where_listened(tail.listened);
                    services.decide(tx, act, &mut open, &wish, (purpose, channel, wording)).await?;
                    Ok(open.record.standing(purpose, channel, act.now))
                })
            },
        )
        .await
    }

    /// One decision for every purpose and channel: each gets an entry of its own, all in one transaction.
    ///
    /// A yes covers the purposes named in `wordings` with the version the page showed, in the channels they use.
    /// A no covers everything, whatever the page showed.
    ///
    /// # Errors
    /// [`ConsentRefusal::Reworded`] if one of the wordings changed after the member read it; nothing is written then.
    pub async fn decide_all(
        &self,
        who: &SignedIn,
        decision: Decision,
        wordings: &[(Purpose, u32)],
        lang: Lang,
        device: &str,
    ) -> Result<ConsentRecord, Fault<ConsentRefusal>> {
        let wish = Wish::new(decision, lang, device);
        let (services, act, wordings) = (self.clone(), Act::of(who, self.now()), wordings.to_vec());
        self.act(who, move |tx| {
            let (services, wish, wordings) = (services.clone(), wish.clone(), wordings.clone());
            Box::pin(async move {
                let key = services.keys.member_key(tx, act.member).await?;
                let chain = rows::chain(tx, act.member, &key).await?;
                let last = trail::rows::last(tx, act.member).await?;
                let mut open = open(act.member, &key, &chain, last);
                let all = services.purposes().deciding_all(decision, &wordings, &open.record, wording_of, act.now);
                for asked in all {
                    services.decide(tx, act, &mut open, &wish, asked).await?;
                }
                Ok(open.record)
            })
        })
        .await
    }

    pub(crate) async fn decide(
        &self,
        tx: &mut Tx<'_>,
        act: Act,
        open: &mut Open<'_>,
        wish: &Wish,
        asked: (Purpose, Channel, u32),
    ) -> Result<(), Fault<ConsentRefusal>> {
        let Some((link, told)) = self.next_entry(act, open, wish, asked)? else { return Ok(()) };
        let new = rows::Appending { member: act.member, key: open.key, link: &link, told: &told, now: act.now };
        rows::append(tx, &new, open.listened).await?;
        open.append(link, told.seq);
        Ok(())
    }

    /// The entry a wish makes and its line in the trail, unless it changes nothing.
    fn next_entry(
        &self,
        act: Act,
        open: &Open<'_>,
        wish: &Wish,
        (purpose, channel, wording): (Purpose, Channel, u32),
    ) -> Result<Option<(Link, trail::Line)>, Fault<ConsentRefusal>> {
        let known = self.policies();
        let notice = known.purposes_at(act.now).deciding(purpose, channel, wish.decision).map_err(Fault::Refused)?;
        let request = Request {
            purpose,
            channel,
            decision: wish.decision,
            wording,
            lang: wish.lang,
            method: Method::Web,
            policy_version: known.editions.number_at(act.now),
            until: wish.until,
            device: wish.device.clone(),
        };
        let Some(draft) = open.record.decide(request, wording_of(notice), act.now).map_err(Fault::Refused)? else {
            return Ok(None);
        };
        let entry = draft.following(open.hash);
        let link = Link { seq: open.seq + 1, hash: Sha256::digest(entry_bytes(&entry)).into(), entry };
        let kind = match wish.decision {
            Decision::Grant => TrailKind::ConsentGranted,
            Decision::Withdraw => TrailKind::ConsentWithdrawn,
        };
        let detail = TrailDetail::consent(purpose, channel).until(link.entry.until);
        let told = trail::line(open.key, act.member, open.trail, (kind, &detail))?;
        Ok(Some((link, told)))
    }

    /// Checks the member's record against its own hashes and the wordings we published. Answers the place of the first
    /// entry that does not fit; `None` is a whole chain.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn verify_consents(&self, who: &SignedIn) -> Result<Option<i64>, Fault> {
        let chain = self.chain(who).await?;
        let published = (1..).zip(&chain).find(|(_, link)| !self.was_published(link)).map(|(place, _)| place);
        Ok([broken_at(who.member(), &chain), published].into_iter().flatten().min())
    }

    fn was_published(&self, link: &Link) -> bool {
        let wording = link.entry.wording;
        let known = self.policies();
        let notice = known.wordings().worded(link.entry.purpose.into(), wording.version);
        notice.is_some_and(|notice| wording_of(notice) == wording)
    }

    /// Where each purpose stands, in each channel it uses.
    pub(crate) fn standings(&self, record: &ConsentRecord, now: Timestamp) -> Vec<(Purpose, Channel, Standing)> {
        let purposes = self.purposes();
        let of = |purpose: Purpose| {
            let channels = purposes.newest(purpose.into()).map_or(&[][..], |notice| notice.channels.as_slice());
            channels.iter().map(move |channel| (purpose, *channel, record.standing(purpose, *channel, now)))
        };
        Purpose::ALL.iter().copied().flat_map(of).collect()
    }

    /// The versions of the policy to hold beside each other to see why these are asked again, if it was the policy that
    /// changed what they mean.
    pub fn changed_between(&self, asked_again: &[(Purpose, Channel)]) -> Option<(u32, u32)> {
        let codes: Vec<PurposeCode> = asked_again.iter().map(|(purpose, _)| (*purpose).into()).collect();
        self.policies().editions.since_changed(&codes, self.now())
    }

    /// The version of a purpose's wording in force, to be sent back with a decision about it.
    pub fn wording_in_force(&self, purpose: Purpose) -> Option<Wording> {
        self.purposes().newest(purpose.into()).map(wording_of)
    }
}

/// The record from its end, or from all of it.
pub(crate) fn open<'k>(member: MemberId, key: &'k MemberKey, chain: &[Link], trail: EntrySeq) -> Open<'k> {
    let (seq, hash) = chain.last().map_or((0, start(member)), |last| (last.seq, last.hash));
    Open { key, record: rows::record(chain), seq, hash, trail, listened: true }
}

/// The place of the first entry that does not follow the one before it, if the chain is broken.
pub(crate) fn broken_at(member: MemberId, chain: &[Link]) -> Option<i64> {
    let mut previous = start(member);
    (1..).zip(chain).find_map(|(place, link)| {
        let hash: [u8; 32] = Sha256::digest(entry_bytes(&link.entry)).into();
        let follows = link.seq == place && link.entry.previous == previous && link.hash == hash;
        previous = hash;
        (!follows).then_some(place)
    })
}

/// What the first entry of a member follows.
pub(crate) fn start(member: MemberId) -> [u8; 32] {
    Sha256::digest(chain_start(domain::member::MemberId::from_bytes(*member.bytes()))).into()
}

/// A wording by version and hash.
pub(crate) fn wording_of(notice: &PurposeNotice) -> Wording {
    Wording { version: notice.version, hash: Sha256::digest(notice.wording_bytes()).into() }
}
