//! Replaying the ledger gives the standing the database answers, for any history, on both engines. (law C5–C7; D-7)
//!
//! Where a purpose stands is asked of SQL in three places: before a decision (the end of the record), on the page of purposes, and
//! by whoever writes to members (the last entry of each). Each is held against the entries read one after the other, and those
//! against what the member was told.

use crate::contact::mailing;
use crate::import::{line, take};
use crate::profile::form;
use crate::world::{DEVICE, NETWORK, PASSWORD, World, day, on_every_engine};
use domain::calendar::Date;
use domain::consent::{Bilingual, Change, Channel, ConsentRefusal, Decision, Entry, Purpose, PurposeCode, Standing};
use domain::contact::ContactRefusal;
use domain::import::MemberColumn;
use domain::lang::Lang;
use domain::member_reference::MemberReference;
use domain::policy::Proposal;
use domain::profile::ProfileForm;
use services::api_keys::System;
use services::clock::Rng;
use services::consent::Wish;
use services::fault::Fault;
use services::sessions::SignedIn;
use std::collections::HashMap;

const SEED: u64 = 20_261_129;
/// Acts of each member. With everything asked after each of them it takes seconds.
const ACTS: usize = 30;
/// Versions of the policy at most; each changes the words of one purpose.
const VERSIONS: u32 = 4;

type About = (Purpose, Channel);

fn everything() -> impl Iterator<Item = About> {
    Purpose::ALL.iter().flat_map(|purpose| Channel::ALL.iter().map(|channel| (*purpose, *channel)))
}

/// A member, what they were told last about each, and how their account is.
struct History<'w> {
    world: &'w World,
    system: &'w System,
    name: &'static str,
    who: SignedIn,
    reference: MemberReference,
    said: HashMap<About, Decision>,
    frozen: bool,
    closing: bool,
}

impl<'w> History<'w> {
    async fn of_who_joined(world: &'w World, system: &'w System, name: &'static str) -> Self {
        let member = world.a_member(name).await;
        let who = world.who(&member.session).await;
        world.services.correct(&who, &ProfileForm { phone: "0905123456", ..form(&member) }, 1).await.unwrap();
        Self::begins(world, system, (name, who), HashMap::new()).await
    }

    /// Somebody of an earlier system, with yeses of this morning.
    async fn of_who_was_brought(world: &'w World, system: &'w System, (name, rng): (&'static str, &Rng)) -> Self {
        let proved: Vec<About> = everything().filter(|_| rng.below(2) == 0).collect();
        let joined = |cell: &dyn Fn(&About) -> String| proved.iter().map(cell).collect::<Vec<_>>().join(";");
        let mut brought = line(name);
        for (column, text) in [
            (MemberColumn::ConsentPurpose, joined(&|about| about.0.code().to_owned())),
            (MemberColumn::ConsentChannel, joined(&|about| about.1.code().to_owned())),
            (MemberColumn::ConsentDecidedAt, joined(&|_| format!("2026-11-22T08:{:02}:00+07:00", rng.below(60)))),
            (MemberColumn::ConsentWording, joined(&|_| "1".to_owned())),
            (MemberColumn::ConsentEvidence, joined(&|_| "Phiếu 0042".to_owned())),
        ] {
            brought.put(column, &text);
        }
        take(world, &[brought]).await;
        let who = signed_in(world, name).await;
        let said = proved.into_iter().map(|about| (about, Decision::Grant)).collect();
        Self::begins(world, system, (name, who), said).await
    }

    async fn begins(
        world: &'w World,
        system: &'w System,
        (name, who): (&'static str, SignedIn),
        said: HashMap<About, Decision>,
    ) -> Self {
        let reference = world.services.profile_of(&who).await.unwrap().reference.unwrap();
        Self { world, system, name, who, reference, said, frozen: false, closing: false }
    }

    async fn entries(&self) -> Vec<Entry> {
        self.world.services.consent_of(&self.who).await.unwrap().entries().to_vec()
    }

    /// The record, one entry after the other.
    async fn replayed(&self) -> HashMap<About, Entry> {
        self.entries().await.into_iter().map(|entry| ((entry.purpose, entry.channel), entry)).collect()
    }

    fn stands(&self, last: Option<&Entry>) -> Standing {
        let today = self.world.now().date_in_vietnam();
        match last.map(|entry| (entry.decision, entry)) {
            None => Standing::NeverAsked,
            Some((Decision::Withdraw, entry)) => Standing::Withdrawn { since: entry.at },
            Some((Decision::Grant, Entry { until: Some(on), .. })) if *on < today => Standing::Ended { on: *on },
            Some((Decision::Grant, Entry { at, wording, until, .. })) => {
                Standing::Granted { since: *at, wording: *wording, until: *until }
            }
        }
    }

    /// The rule that says no to a message, as far as decisions, freeze and closing say it.
    fn forbids(&self, purpose: Purpose, standing: Standing) -> Option<ContactRefusal> {
        let purposes = self.world.services.purposes();
        let counts = |version| purposes.newest(purpose.into()).unwrap().counts(version);
        match standing {
            _ if self.closing => Some(ContactRefusal::Unknown),
            _ if self.frozen => Some(ContactRefusal::Frozen),
            Standing::NeverAsked => Some(ContactRefusal::NeverAsked),
            Standing::Withdrawn { .. } => Some(ContactRefusal::Withdrawn),
            Standing::Ended { .. } => Some(ContactRefusal::Ended),
            Standing::Granted { wording, .. } => (!counts(wording.version)).then_some(ContactRefusal::Reworded),
        }
    }

    async fn agrees_with_its_replay(&self, after: &str) {
        let services = &self.world.services;
        assert_eq!(services.verify_consents(&self.who).await.unwrap(), None, "{after}");
        let replayed = self.replayed().await;
        let said = replayed.iter().map(|(about, entry)| (*about, entry.decision)).collect::<HashMap<_, _>>();
        assert_eq!(said, self.said, "{} after {after}", self.name);
        let page = services.consent_page_of(&self.who, 1).await.unwrap().standings;
        assert_eq!(page.len(), everything().count());
        for (purpose, channel, shown) in page {
            let standing = self.stands(replayed.get(&(purpose, channel)));
            let which = format!("{} {purpose:?} {channel:?} after {after}", self.name);
            assert_eq!(shown, standing, "{which}");
            let about = (PurposeCode::from(purpose), channel);
            let asker = self.system.asker().unwrap();
            let answer = services.may_contact(&asker, &self.reference, about).await.unwrap();
            // Hours pass; what stands does not.
            let why = answer.err().map(|no| no.why).filter(|why| !why.passes());
            assert_eq!(why, self.forbids(purpose, standing), "{which}");
        }
    }

    async fn decides(&mut self, rng: &Rng) -> &'static str {
        let about = everything().nth(rng.below(12)).unwrap();
        let decision = if rng.below(5) < 3 { Decision::Grant } else { Decision::Withdraw };
        let until = (rng.below(3) == 0).then(|| self.in_days(rng.below(40)));
        let current = self.world.services.wording_in_force(about.0).unwrap().version;
        let old_page = rng.below(6) == 0;
        let version = if old_page { current + 1 } else { current };
        let wish = Wish::new(decision, Lang::Vi, DEVICE).until(until);
        let told = self.world.services.decide_consent(&self.who, (about.0, about.1, version), wish).await;
        match told {
            Err(Fault::Refused(ConsentRefusal::Reworded)) if old_page && decision == Decision::Grant => "an old page",
            Ok(told) => {
                self.said.insert(about, decision);
                let replayed = self.replayed().await;
                assert_eq!(told, self.stands(replayed.get(&about)), "what the member is told");
                "a decision"
            }
            other => panic!("{other:?}"),
        }
    }

    fn in_days(&self, days: usize) -> Date {
        self.world.now().date_in_vietnam().plus_days(i64::try_from(days).unwrap())
    }

    async fn decides_everything(&mut self, decision: Decision) -> &'static str {
        let wordings = crate::consent::wordings(self.world);
        self.world.services.decide_all(&self.who, decision, &wordings, Lang::Vi, DEVICE).await.unwrap();
        self.said = everything().map(|about| (about, decision)).collect();
        "a decision about everything"
    }

    /// By the link in a message, if one may be sent.
    async fn presses_the_link(&mut self, rng: &Rng) -> &'static str {
        let (purpose, channel) = everything().nth(rng.below(12)).unwrap();
        let asker = self.system.asker().unwrap();
        let answer = self.world.services.may_contact(&asker, &self.reference, (purpose.into(), channel)).await.unwrap();
        let Ok(permit) = answer else { return "no message" };
        let link = permit.unsubscribe.unwrap();
        assert!(self.world.services.unsubscribe(link.rsplit('/').next().unwrap()).await.unwrap());
        self.said.insert((purpose, channel), Decision::Withdraw);
        "the link in a message"
    }

    async fn freezes_or_lifts(&mut self) -> &'static str {
        if self.frozen {
            self.world.services.unfreeze(&self.who).await.unwrap();
        } else {
            self.world.services.freeze(&self.who).await.unwrap();
        }
        self.frozen = !self.frozen;
        "a freeze or its end"
    }

    async fn stays_away(&mut self, rng: &Rng) -> &'static str {
        self.world.wait(day(1 + u64::try_from(rng.below(30)).unwrap()));
        self.who = signed_in(self.world, self.name).await;
        "some days"
    }

    async fn closes_and_reopens(&mut self) -> &'static str {
        self.world.services.close(&self.who, PASSWORD, NETWORK).await.unwrap();
        self.who = signed_in(self.world, self.name).await;
        self.closing = true;
        self.agrees_with_its_replay("closing").await;
        self.world.services.reopen(&self.who).await.unwrap();
        self.who = signed_in(self.world, self.name).await;
        self.closing = false;
        "closing and reopening"
    }

    async fn reads_other_words(&self, rng: &Rng) -> &'static str {
        let known = self.world.services.policies();
        let number = known.editions.newest().number();
        if number > VERSIONS {
            return "no further version";
        }
        let words = format!("Tôi đồng ý nhận tin của Metiz Cinema, bản {number}.");
        let change = if rng.below(2) == 0 { Change::Meaning } else { Change::Wording };
        let purpose = Purpose::ALL[rng.below(Purpose::ALL.len())];
        let both = |text: &str| Bilingual { vi: text.to_owned(), en: text.to_owned() };
        let first = &known.editions.first().policy.version;
        let proposal = Proposal {
            in_force_on: self.world.now().date_in_vietnam(),
            text: first.text.replace("tự nguyện", &format!("tự nguyện, bản {number},")),
            translation: String::new(),
            summary: both("Nói rõ hơn."),
            purposes: vec![(purpose.into(), change, Some(both(&words)))],
            by: "Đặng Thị Ánh Nguyệt".to_owned(),
        };
        self.world.services.add_policy(proposal).await.unwrap();
        self.world.wait(11);
        "other words"
    }

    async fn acts(&mut self, rng: &Rng) -> &'static str {
        let act = match rng.below(20) {
            0..=10 => self.decides(rng).await,
            11 => self.decides_everything(Decision::Grant).await,
            12 => self.decides_everything(Decision::Withdraw).await,
            13 | 14 => self.presses_the_link(rng).await,
            15 => self.freezes_or_lifts().await,
            16 | 17 => self.stays_away(rng).await,
            18 => self.closes_and_reopens().await,
            _ => self.reads_other_words(rng).await,
        };
        self.world.letters().await;
        self.world.wait(1);
        act
    }
}

async fn signed_in(world: &World, name: &str) -> SignedIn {
    let session = world.services.sign_in(world.attempt(name, PASSWORD)).await.unwrap().session().unwrap();
    world.letters().await;
    world.who(&session).await
}

#[test]
fn replaying_the_ledger_gives_the_standing_the_database_answers() {
    on_every_engine(async |world| {
        let (system, rng) = (mailing(world).await, Rng::seeded(SEED));
        let mut histories = vec![
            History::of_who_was_brought(world, &system, ("hmo", &rng)).await,
            History::of_who_joined(world, &system, "lananh").await,
            History::of_who_joined(world, &system, "minh").await,
        ];
        let mut kinds = HashMap::new();
        for history in &mut histories {
            // The others may have waited for weeks meanwhile.
            history.who = signed_in(world, history.name).await;
            history.agrees_with_its_replay("the beginning").await;
            for _ in 0..ACTS {
                let act = history.acts(&rng).await;
                *kinds.entry(act).or_insert(0) += 1;
                history.agrees_with_its_replay(act).await;
            }
        }
        // Nobody's history moved anybody else's.
        for history in &mut histories {
            history.who = signed_in(world, history.name).await;
            history.agrees_with_its_replay("everybody's").await;
        }
        assert!(kinds.len() >= 9, "a history of everything: {kinds:?}");
    });
}
