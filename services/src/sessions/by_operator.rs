//! Sessions ended by whoever runs the centre: of one member who calls for help, or of everybody. (ASVS V7.4.5; security.md G7)

use super::rows;
use crate::Services;
use crate::closure;
use crate::db::Tx;
use crate::fault::{Accident, Fault};
use crate::members::{MemberId, references};
use crate::trail;
use domain::calendar::Timestamp;
use domain::closure::ClosureState;
use domain::member_reference::MemberReference;
use domain::trail::{TrailDetail, TrailKind};

/// Sessions in one transaction.
const AT_ONCE: i64 = 100;

impl Services {
    /// Ends every session of the member with this number, whether their account is open or closing. Answers how many there
    /// were; `None` if nobody has this number.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn end_sessions_of(&self, reference: &MemberReference) -> Result<Option<u64>, Fault> {
        let (services, lookup, now) = (self.clone(), self.reference_lookup(reference), self.clock.now());
        self.db
            .write(move |tx| {
                let services = services.clone();
                Box::pin(async move {
                    let Some(member) = references::member(tx, &lookup).await? else { return Ok(None) };
                    Ok::<_, Fault>(Some(services.end_all_of(tx, member, now).await?))
                })
            })
            .await
    }

    /// Ends every session there is, some members at a time: whoever stops it half-way does it again. Answers how many there were.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn end_every_session(&self) -> Result<u64, Fault> {
        let (mut all, mut after, now) = (0, MemberId::NOBODY, self.clock.now());
        loop {
            let services = self.clone();
            let (last, ended) = self
                .db
                .write(move |tx| {
                    let services = services.clone();
                    Box::pin(async move {
                        let mut members = rows::with_sessions(tx, after, AT_ONCE).await?;
                        members.dedup();
                        let mut ended = 0;
                        for member in &members {
                            ended += services.end_all_of(tx, *member, now).await?;
                        }
                        Ok::<_, Fault>((members.pop(), ended))
                    })
                })
                .await?;
            all += ended;
            match last {
                Some(last) => after = last,
                None => return Ok(all),
            }
        }
    }

    async fn end_all_of(&self, tx: &mut Tx<'_>, member: MemberId, now: Timestamp) -> Result<u64, Accident> {
        // Alone with the member; an account that is being erased has no key to tell it under.
        let account = closure::rows::account(tx, member).await?;
        let ended = rows::end_all(tx, member).await?;
        if ended > 0 && account.is_some_and(|account| account.state != ClosureState::Closed) {
            let key = self.keys.member_key(tx, member).await?;
            let count = TrailDetail::count(u32::try_from(ended).unwrap_or(u32::MAX));
            trail::note(tx, &key, member, now, (TrailKind::SessionsEndedByOperator, &count)).await?;
        }
        Ok(ended)
    }
}
