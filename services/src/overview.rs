//! The first page of a signed-in member: what is held, where each purpose stands, what happened lately, what waits for an answer.

use crate::Services;
use crate::consent;
use crate::email;
use crate::fault::Fault;
use crate::freeze;
use crate::profile::rows as profiles;
use crate::sessions::SignedIn;
use crate::trail::{self, TrailEntry};
use domain::calendar::Timestamp;
use domain::consent::{Channel, Purpose, Standing};
use domain::profile::Item;

/// Entries of the history on the first page.
const LATEST: u32 = 3;

/// The first page. It has no `Debug`.
pub struct Overview {
    /// What the member is called.
    pub given_name: String,
    /// The items that are filled, in the order of the profile.
    pub held: Vec<Item>,
    /// Where each purpose stands, in each channel it uses.
    pub standings: Vec<(Purpose, Channel, Standing)>,
    /// Where a yes no longer counts, because what is asked means something else now.
    pub asked_again: Vec<(Purpose, Channel)>,
    /// The versions of the policy between which its meaning changed, if a version of the policy changed it.
    pub changed_between: Option<(u32, u32)>,
    /// Since when the use of their data is frozen, if it is.
    pub frozen_since: Option<Timestamp>,
    /// What happened lately, the newest first.
    pub latest: Vec<TrailEntry>,
    /// What waits for the member.
    pub open: Option<OpenQuestion>,
}

/// Something only the member can answer. None of it is urgent, and silence about consent stays a no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenQuestion {
    /// The address was never proved: its letter waits.
    EmailUnconfirmed,
    /// A new address waits for its letter to be answered.
    NewEmailWaits,
}

impl Services {
    /// The first page of a signed-in member.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn overview_of(&self, who: &SignedIn) -> Result<Overview, Fault> {
        let (services, key, member, now) = (self.clone(), who.key(), who.member(), self.now());
        self.db
            .snapshot(move |tx| {
                Box::pin(async move {
                    let kept = profiles::kept(tx, member, &key).await?;
                    let chain = consent::rows::chain(tx, member, &key).await?;
                    let latest = trail::latest(tx, &key, member, LATEST).await?;
                    let waiting = email::rows::open_request(tx, member, &key, now).await?;
                    let frozen_since = freeze::rows::holds(tx, member).await?;
                    let waits = waiting.is_some_and(|waiting| waiting.canonical() != kept.profile.email.canonical());
                    let record = consent::rows::record(&chain);
                    let standings = services.standings(&record, now);
                    let open = open_question(kept.profile.email_confirmed, waits);
                    let filled =
                        |item: &Item| *item == Item::Username || profiles::stored(&kept.profile, *item).is_some();
                    let asked_again = services.purposes().asked_again(&record, now);
                    Ok(Overview {
                        given_name: kept.profile.full_name.given_name().to_owned(),
                        held: Item::ALL.iter().copied().filter(filled).collect(),
                        standings,
                        changed_between: services.changed_between(&asked_again),
                        asked_again,
                        frozen_since,
                        latest,
                        open,
                    })
                })
            })
            .await
    }
}

fn open_question(confirmed: bool, waits: bool) -> Option<OpenQuestion> {
    match (confirmed, waits) {
        (_, true) => Some(OpenQuestion::NewEmailWaits),
        (false, false) => Some(OpenQuestion::EmailUnconfirmed),
        (true, false) => None,
    }
}
