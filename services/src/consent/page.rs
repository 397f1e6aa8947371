//! What `/consent` shows, in as few trips to the database as it has kinds of rows. (MC-2.1, MC-2.2)

use super::rows;
use crate::Services;
use crate::contact::{Sent, do_not_call, sent};
use crate::db::on;
use crate::fault::Fault;
use crate::profile::rows as profiles;
use crate::sessions::SignedIn;
use domain::calendar::Timestamp;
use domain::consent::{Channel, Purpose, Standing};
use domain::contact::List;

// What most members do not have is asked for here, so that it costs a trip of its own only where there is some.
pub(crate) const AROUND: &str = "select p.phone, p.phone_since, \
     (select f.frozen_since from freezes f where f.member_id = p.member_id and f.lifted_at is null) as frozen_since, \
     exists (select 1 from contacts c where c.member_id = p.member_id) as was_written_to \
     from profiles p where p.member_id = $1";

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
                    let chain = rows::chain(&mut *tx, member, &key).await?;
                    let around: AroundRow = on!(&mut *tx, |c| sqlx::query_as(AROUND).bind(member).fetch_one(c).await)?;
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
