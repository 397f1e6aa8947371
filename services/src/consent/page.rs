//! What `/consent` shows, in as few trips to the database as it has kinds of rows. (MC-2.1, MC-2.2)

use super::rows;
use crate::Services;
use crate::contact::{Sent, do_not_call, sent};
use crate::db::on;
use crate::fault::{Fault, Never};
use crate::profile::rows as profiles;
use crate::sessions::SignedIn;
use domain::calendar::Timestamp;
use domain::consent::{Channel, Purpose, Standing};
use domain::contact::List;

// The record with what is shown around it, in one trip. What most members do not have is only asked for here, so that it costs a trip
// of its own only where there is some.
pub(crate) const PAGE: &str = "select e.seq, e.purpose, e.channel, e.decision, e.wording_version, e.wording_hash, e.lang, e.method, \
     e.policy_version, e.decided_at, e.until, e.device, e.previous_hash, e.entry_hash, p.phone, p.phone_since, \
     (select f.frozen_since from freezes f where f.member_id = p.member_id and f.lifted_at is null) as frozen_since, \
     exists (select 1 from contacts c where c.member_id = p.member_id) as was_written_to \
     from profiles p left join consent_entries e on e.member_id = p.member_id where p.member_id = $1 order by e.seq";

/// A member's decisions, and all that is shown around them.
#[derive(Clone, Debug)]
pub struct ConsentPage {
    /// Where each purpose stands, in each channel it uses.
    pub standings: Vec<(Purpose, Channel, Standing)>,
    /// Where a yes no longer counts, because what is asked means something else now.
    pub asked_again: Vec<(Purpose, Channel)>,
    /// Since when the use of the data is frozen, if it is.
    pub frozen_since: Option<Timestamp>,
    /// The do-not-call lists the member's number is on, and since when; `None` without a number.
    pub lists: Option<Vec<(List, Timestamp)>>,
    /// What was sent under a purpose, the newest first.
    pub sent: Vec<Sent>,
}

#[derive(sqlx::FromRow)]
struct PageRow {
    #[sqlx(flatten)]
    entry: rows::MaybeEntry,
    #[sqlx(flatten)]
    around: AroundRow,
}

#[derive(sqlx::FromRow)]
struct AroundRow {
    phone: Option<Vec<u8>>,
    phone_since: Option<i64>,
    frozen_since: Option<i64>,
    was_written_to: bool,
}

impl Services {
    /// The member's decisions with the freeze, the lists their number is on, and the latest `limit` messages.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn consent_page_of(&self, who: &SignedIn, limit: u32) -> Result<ConsentPage, Fault> {
        let (services, key, member, now) = (self.clone(), who.key(), who.member(), self.now());
        self.db
            .read(move |tx| {
                Box::pin(async move {
                    let page: Vec<PageRow> = on!(&mut *tx, |c| sqlx::query_as(PAGE).bind(member).fetch_all(c).await)?;
                    let (mut chain, mut found) = (Vec::with_capacity(page.len()), None);
                    for PageRow { entry, around } in page {
                        chain.extend(entry.link(member, &key)?);
                        found = Some(around);
                    }
                    let around = found.ok_or_else(|| Fault::<Never>::broken("a member has no profile"))?;
                    let phone = around.phone.as_ref().zip(around.phone_since);
                    let open =
                        |(sealed, since): (&Vec<u8>, i64)| profiles::opened(&key, member, "phone", (sealed, since));
                    let phone = phone.map(open).transpose()?;
                    let lists = match phone {
                        Some(phone) => Some(do_not_call::lists_of(&mut *tx, &services.number(&phone)).await?),
                        None => None,
                    };
                    let sent = if around.was_written_to { sent(tx, member, &key, limit).await? } else { Vec::new() };
                    let frozen_since = around.frozen_since.map(Timestamp::from_micros);
                    let record = rows::record(&chain);
                    let standings = services.standings(&record, now);
                    let asked_again = services.purposes().asked_again(&record, now);
                    Ok(ConsentPage { standings, asked_again, frozen_since, lists, sent })
                })
            })
            .await
    }
}
