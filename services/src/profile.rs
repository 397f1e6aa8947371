//! What the cinema holds about a member, and how the member corrects it. (MC-1.1, MC-4.1, MC-4.2; law R1, R5)
//!
//! A correction names the version of the profile it was made on, so that an old page cannot undo a newer correction.
//! Only what really changes is written. A new email address is not written at all: it waits with its link (`email`).

pub(crate) mod rows;

use crate::Services;
use crate::db::Tx;
use crate::email;
use crate::fault::{Accident, Fault};
use crate::keys::MemberKey;
use crate::members::MemberId;
use crate::phone::{self, PhoneStanding};
use crate::sessions::{FreshlySignedIn, SignedIn};
use crate::trail;
use domain::calendar::Timestamp;
use domain::form::{Problem, Reason};
use domain::id_number::{IdNumber, IdNumberNote};
use domain::lang::Lang;
use domain::member_reference::MemberReference;
use domain::profile::{self as rules, Item, Profile, ProfileChange, ProfileForm, ProfileRefusal};
use domain::trail::{TrailDetail, TrailKind};
use domain::username::Username;
use std::time::Duration;

/// How long a former value stays to be seen: a year, in which a stranger's correction will have been noticed.
pub(crate) const FORMER_KEPT: Duration = Duration::from_hours(365 * 24);

/// The profile as its page shows it. It has no `Debug`.
pub struct ProfilePage {
    /// The name the member signs in by.
    pub username: Username,
    /// Every item. The ID number is not among them: the page has it masked, see `id_masked`.
    pub profile: Profile,
    /// The number other systems name the member by; none until the next sign-in of whoever joined before there were such.
    pub reference: Option<MemberReference>,
    /// To be sent back with a correction.
    pub version: i64,
    /// Since when each item says what it says. An optional item that was never given is not listed.
    pub since: Vec<(Item, Timestamp)>,
    /// Whether the phone number is proved; none: numbers are not proved here, or none is held.
    pub phone_standing: Option<PhoneStanding>,
    /// The ID number with its middle hidden, if one is held.
    pub id_masked: Option<String>,
    /// What is worth a look about that number.
    pub id_note: Option<IdNumberNote>,
}

impl ProfilePage {
    /// Since when an item says what it says.
    pub fn since(&self, item: Item) -> Option<Timestamp> {
        self.since.iter().find(|(of, _)| *of == item).map(|(_, at)| *at)
    }
}

impl Services {
    /// The member's profile.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn profile_of(&self, who: &SignedIn) -> Result<ProfilePage, Fault> {
        let (key, member) = (who.key(), who.member());
        let read = self.db.read(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::page(tx, member, &key).await?) }));
        let (kept, link, reference) = read.await?;
        let phone_standing = self.phone_standing(member, &kept).await?;
        let pending = link.filter(|link| link.is_open(self.now())).map(|link| link.address);
        let mut profile = kept.profile;
        let number = profile.id_number.take();
        profile.pending_email = pending.filter(|address| address.canonical() != profile.email.canonical());
        Ok(ProfilePage {
            username: kept.username,
            reference,
            profile,
            version: kept.version,
            since: kept.since,
            phone_standing,
            id_masked: number.as_ref().map(IdNumber::masked),
            id_note: number.as_ref().and_then(IdNumber::note),
        })
    }

    /// Corrects the profile; answers what really changed, a new email address among it. Nothing changed is no error.
    ///
    /// `seen` is the version of the profile on the page the member typed into.
    ///
    /// # Errors
    /// Every problem of the form at once; [`ProfileRefusal::ChangedElsewhere`] if the page was old;
    /// [`ProfileRefusal::ProofNeeded`] if how the member is reached would change and `who` is not fresh;
    /// [`Fault::TooManyTries`] if too many letters went to the new address. Nothing is written then.
    pub async fn correct(
        &self,
        who: &SignedIn,
        form: &ProfileForm<'_>,
        seen: i64,
    ) -> Result<Vec<Item>, Fault<Vec<Problem>>> {
        let now = self.now();
        let change = rules::check(form, self.places(), now.date_in_vietnam()).map_err(Fault::Refused)?;
        let (services, act, fresh) = (self.clone(), Act::of(who, now), who.freshly().is_some());
        self.act(who, move |tx| {
            let (services, change) = (services.clone(), change.clone());
            Box::pin(async move { services.correct_in(tx, act, &change, (seen, fresh)).await })
        })
        .await
    }

    async fn correct_in(
        &self,
        tx: &mut Tx<'_>,
        act: Act,
        change: &ProfileChange,
        (seen, fresh): (i64, bool),
    ) -> Result<Vec<Item>, Fault<Vec<Problem>>> {
        let Act { member, now, .. } = act;
        let key = self.keys.member_key(tx, member).await?;
        let kept = rows::kept(tx, member, &key).await?;
        let waiting = email::rows::open_request(tx, member, &key, now).await?;
        let mut changed = rules::changed_items(&kept.profile, change);
        // The same new address once more: its letter is on its way already.
        let asked_already = waiting.is_some_and(|waiting| waiting.canonical() == change.email.canonical());
        changed.retain(|item| *item != Item::Email || !asked_already);
        if changed.is_empty() {
            return Ok(changed);
        }
        if kept.version != seen {
            return Err(Fault::Refused(vec![Problem::of_form(Reason::Profile(ProfileRefusal::ChangedElsewhere))]));
        }
        if rules::needs_proof(&changed) && !fresh {
            return Err(Fault::Refused(vec![Problem::of_form(Reason::Profile(ProfileRefusal::ProofNeeded))]));
        }
        let corrected: Vec<Item> = changed.iter().copied().filter(|item| *item != Item::Email).collect();
        for item in &corrected {
            write_item(tx, act, &key, &kept, (*item, rows::wanted(change, *item))).await?;
        }
        if !corrected.is_empty() {
            rows::raise_version(tx, member).await?;
            trail::note(tx, &key, member, now, (TrailKind::ProfileCorrected, &TrailDetail::items(&corrected))).await?;
        }
        if changed.contains(&Item::Email) {
            self.change_email(tx, act, &key, (&kept.profile, &change.email)).await?;
        }
        Ok(changed)
    }

    /// Clears one optional item at once. Clearing what is empty changes nothing.
    ///
    /// # Errors
    /// [`ProfileRefusal::CannotClear`] for an item the account needs; [`ProfileRefusal::ProofNeeded`] as for
    /// [`Services::correct`].
    pub async fn clear(&self, who: &SignedIn, item: Item) -> Result<(), Fault<ProfileRefusal>> {
        rules::clear(item).map_err(Fault::Refused)?;
        if rules::needs_proof(&[item]) && who.freshly().is_none() {
            return Err(Fault::Refused(ProfileRefusal::ProofNeeded));
        }
        let (services, act) = (self.clone(), Act::of(who, self.now()));
        self.act(who, move |tx| {
            let services = services.clone();
            Box::pin(async move { services.clear_in(tx, act, item).await.map_err(Fault::widen) })
        })
        .await
    }

    async fn clear_in(&self, tx: &mut Tx<'_>, act: Act, item: Item) -> Result<(), Fault> {
        let key = self.keys.member_key(tx, act.member).await?;
        let kept = rows::kept(tx, act.member, &key).await?;
        if rows::stored(&kept.profile, item).is_none() {
            return Ok(());
        }
        write_item(tx, act, &key, &kept, (item, None)).await?;
        rows::raise_version(tx, act.member).await?;
        trail::note(tx, &key, act.member, act.now, (TrailKind::ProfileCleared, &TrailDetail::items(&[item]))).await?;
        Ok(())
    }

    /// The whole ID number, for a member who has just given the password. The trail remembers that it was shown.
    ///
    /// # Errors
    /// [`Fault`] only; nothing held is `None`, and nothing is noted then.
    pub async fn show_id_number(&self, who: &FreshlySignedIn<'_>) -> Result<Option<IdNumber>, Fault> {
        let (services, act) = (self.clone(), Act::of(who, self.now()));
        self.act(who, move |tx| {
            let services = services.clone();
            Box::pin(async move {
                let key = services.keys.member_key(tx, act.member).await?;
                let number = rows::kept(tx, act.member, &key).await?.profile.id_number;
                if number.is_some() {
                    let detail = TrailDetail::items(&[Item::IdNumber]);
                    trail::note(tx, &key, act.member, act.now, (TrailKind::IdNumberShown, &detail)).await?;
                }
                Ok(number)
            })
        })
        .await
    }
}

/// Who acts, and when.
#[derive(Clone, Copy)]
pub(crate) struct Act {
    pub(crate) member: MemberId,
    /// The language of their letters.
    pub(crate) lang: Lang,
    pub(crate) now: Timestamp,
}

impl Act {
    pub(crate) fn of(who: &SignedIn, now: Timestamp) -> Self {
        Self { member: who.member(), lang: who.lang(), now }
    }
}

/// Writes one item, and what it said before. What is cleared is gone with all it said before; an ID number leaves no trace.
async fn write_item(
    tx: &mut Tx<'_>,
    act: Act,
    key: &MemberKey,
    kept: &rows::Kept,
    (item, value): (Item, Option<String>),
) -> Result<(), Accident> {
    rows::set(tx, act.member, key, item, value.as_deref(), act.now).await?;
    if item == Item::Phone {
        // A code that waits was sent to the number before.
        phone::call_off(tx, act.member).await?;
    }
    match (rows::stored(&kept.profile, item), value) {
        (_, None) => rows::forget_item(tx, act.member, item).await?,
        (Some(before), Some(_)) if item != Item::IdNumber => {
            let former = rows::Former { version: kept.version, item, value: before, corrected_at: act.now };
            rows::keep_former(tx, act.member, key, &former).await?;
        }
        (_, Some(_)) => {}
    }
    Ok(())
}
