//! Freezing the use of one's data, and lifting it. (Law art. 10; law R8, D-18)
//!
//! A freeze counts from its commit: whoever asks afterwards whether a member may be written to hears no. Each one stays on
//! record with its beginning and its end; pressing twice changes nothing.

pub(crate) mod rows;

use crate::Services;
use crate::db::Tx;
use crate::fault::Fault;
use crate::letters;
use crate::profile::Act;
use crate::sessions::SignedIn;
use crate::trail;
use domain::calendar::Timestamp;
use domain::trail::{TrailDetail, TrailKind};

/// Where the member sees and lifts it.
const PAGE: &str = "/consent";

impl Services {
    /// Freezes the use of the member's data. Answers since when it is frozen; a second press does not move that.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn freeze(&self, who: &SignedIn) -> Result<Timestamp, Fault> {
        let (services, act) = (self.clone(), Act::of(who, self.now()));
        self.act(who, move |tx| {
            let services = services.clone();
            Box::pin(async move { services.freeze_in(tx, act).await })
        })
        .await
    }

    async fn freeze_in(&self, tx: &mut Tx<'_>, act: Act) -> Result<Timestamp, Fault> {
        let key = self.keys.member_key(tx, act.member).await?;
        if let Some(since) = rows::holds(tx, act.member).await? {
            return Ok(since);
        }
        rows::begin(tx, act.member, act.now).await?;
        trail::note(tx, &key, act.member, act.now, (TrailKind::Frozen, &TrailDetail::none())).await?;
        self.tell(tx, act, &key, letters::frozen(act.lang, act.now, &self.page(PAGE))).await?;
        Ok(act.now)
    }

    /// Lifts the freeze: from then on data is used again as far as the member's decisions allow.
    ///
    /// # Errors
    /// [`Fault`] only; where nothing is frozen nothing happens.
    pub async fn unfreeze(&self, who: &SignedIn) -> Result<(), Fault> {
        let (services, act) = (self.clone(), Act::of(who, self.now()));
        self.act(who, move |tx| {
            let services = services.clone();
            Box::pin(async move { services.unfreeze_in(tx, act).await })
        })
        .await
    }

    async fn unfreeze_in(&self, tx: &mut Tx<'_>, act: Act) -> Result<(), Fault> {
        let key = self.keys.member_key(tx, act.member).await?;
        let Some(since) = rows::holds(tx, act.member).await? else { return Ok(()) };
        // A clock that was set back must not make an end before the beginning.
        rows::end(tx, act.member, act.now.max(since)).await?;
        trail::note(tx, &key, act.member, act.now, (TrailKind::Unfrozen, &TrailDetail::none())).await?;
        self.tell(tx, act, &key, letters::unfrozen(act.lang, act.now, &self.page(PAGE))).await
    }
}
