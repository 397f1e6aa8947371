//! A decision made ahead of its write. (optimistic concurrency control)
//!
//! What it goes by is read, and the entry made, before its turn to write comes. One statement then writes it only if all of that is
//! still so. The one writer of SQLite is needed for one trip instead of two; PostgreSQL is asked twice instead of five times.

use super::{Act, Link, Open, Wish, open, rows};
use crate::Services;
use crate::fault::Fault;
use crate::keys::MemberKey;
use crate::sessions::SignedIn;
use crate::trail;
use domain::consent::{Channel, ConsentRefusal, Purpose, Standing};
use std::sync::Arc;

impl Services {
    /// Writes the decision if nothing is in its way, and answers where the purpose stands in the channel now. `None` if anything is
    /// otherwise than it mostly is: then nothing is written, and the way with the locks says what it is.
    pub(super) async fn decide_ahead(
        &self,
        who: &SignedIn,
        (purpose, channel, wording): (Purpose, Channel, u32),
        wish: &Wish,
    ) -> Result<Option<Standing>, Fault<ConsentRefusal>> {
        let (act, key) = (Act::of(who, self.now()), who.key());
        let Some(mut open) = self.read_ahead(act, &key, (purpose, channel)).await? else { return Ok(None) };
        let Ok(Some(next)) = self.next_entry(act, &open, wish, (purpose, channel, wording)) else { return Ok(None) };
        open.record.append(next.0.entry.clone());
        let standing = open.record.standing(purpose, channel, act.now);
        Ok(self.follow(who, act, next).await?.then_some(standing))
    }

    /// The end of the record; `None` where it is empty, or where other systems have to hear of what follows.
    async fn read_ahead<'k>(
        &self,
        act: Act,
        key: &'k Arc<MemberKey>,
        about: (Purpose, Channel),
    ) -> Result<Option<Open<'k>>, Fault<ConsentRefusal>> {
        let reader = Arc::clone(key);
        let read = self.db.read(move |tx| {
            Box::pin(async move { Ok::<_, Fault<ConsentRefusal>>(rows::tail(tx, act.member, &reader, about).await?) })
        });
        let tail = read.await?;
        let last = tail.trail.filter(|_| !tail.listened);
        Ok(last.map(|last| open(act.member, key, &tail.links, last)))
    }

    async fn follow(&self, who: &SignedIn, act: Act, next: (Link, trail::Line)) -> Result<bool, Fault<ConsentRefusal>> {
        let (services, key, session, next) = (self.clone(), who.key(), who.session(), Arc::new(next));
        let done = self.db.write_at_once(move |tx| {
            let (services, key, next) = (services.clone(), Arc::clone(&key), Arc::clone(&next));
            Box::pin(async move {
                let (link, told) = &*next;
                let new = rows::Appending { member: act.member, key: &key, link, told, now: act.now };
                Ok(rows::follow(tx, &new, (session, services.now())).await?)
            })
        });
        Ok(done.await?.unwrap_or(false))
    }
}

#[cfg(test)]
mod tests;
