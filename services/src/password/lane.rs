//! What a try is counted under, and whether there may be one more. (MC-5.3a; security.md G10)

use super::{Look, Whose};
use crate::Services;
use crate::db::Tx;
use crate::fault::Fault;
use crate::limits::{self, CountedSignIn, Kind};
use crate::members::MemberId;
use domain::calendar::Timestamp;
use domain::sessions::SessionId;
use domain::throttle::{self, AccountTries, Verdict};

/// What tries are counted under: one device or session, or all strangers' on an account together.
#[derive(Clone, Copy)]
pub(crate) struct Lane {
    pub(super) kind: Kind,
    pub(crate) subject: [u8; 32],
}

impl Services {
    /// Judges the tries so far, and counts this one in its lane and on its network.
    pub(crate) async fn counted(
        &self,
        tx: &mut Tx<'_>,
        Lane { kind, subject }: Lane,
        network: [u8; 32],
        now: Timestamp,
    ) -> Result<CountedSignIn, Fault> {
        let budget = if kind == Kind::Device { throttle::KNOWN_DEVICE } else { throttle::ACCOUNT };
        tx.alone(&[&subject, &network]).await?;
        let before = limits::sign_in_tries(tx, (kind, &subject, budget), &network, now).await?;
        let (failures, in_a_row) = (before.lane, before.in_a_row);
        let account = match kind {
            Kind::Device => AccountTries::KnownDevice { failures },
            _ => AccountTries::Unknown { failures, in_a_row },
        };
        allowed(throttle::sign_in(&account, &before.network, now))?;
        let (id, network_id) = (self.rng.id(), self.rng.id());
        let counted = CountedSignIn { lane: kind, subject, id, network, network_id, at: now, in_a_row };
        limits::count_sign_in(tx, &counted).await?;
        Ok(counted)
    }

    /// What a try is counted under: a device or a session known to the account, otherwise the account, for all the
    /// spellings of its names; a name without an account is counted like one with an account.
    pub(super) fn lane(&self, look: &Look, member: MemberId, known_device: Option<[u8; 32]>) -> Lane {
        match (&look.whose, known_device) {
            (Whose::Member(_, session), _) => self.lane_of_session(*session),
            (Whose::Name { counted, .. }, None) if member == MemberId::NOBODY => {
                Lane { kind: Kind::Account, subject: *counted }
            }
            (Whose::Name { .. }, device) => self.lane_of(member, device),
        }
    }

    /// The lane of a member who signs in.
    pub(crate) fn lane_of(&self, member: MemberId, known_device: Option<[u8; 32]>) -> Lane {
        match known_device {
            Some(device) => Lane { kind: Kind::Device, subject: self.keys.pseudonym("device", &device) },
            None => Lane { kind: Kind::Account, subject: self.keys.pseudonym("account", member.bytes()) },
        }
    }

    /// The lane of a member who is signed in.
    pub(crate) fn lane_of_session(&self, session: SessionId) -> Lane {
        Lane { kind: Kind::Device, subject: self.keys.pseudonym("session", session.bytes()) }
    }
}

/// The sign-in was right in all that is asked: it is taken back, and the row of failures it ends, if there was one.
pub(crate) async fn forgive(tx: &mut Tx<'_>, counted: &CountedSignIn) -> sqlx::Result<()> {
    limits::forgive_sign_in(tx, counted).await?;
    if counted.in_a_row > 0 {
        limits::row_ends(tx, &counted.subject).await?;
    }
    Ok(())
}

/// A refusal of the throttle as the fault that says so.
pub(crate) fn allowed<R>(verdict: Verdict) -> Result<(), Fault<R>> {
    match verdict {
        Verdict::Go => Ok(()),
        Verdict::Wait { seconds } => Err(Fault::TooManyTries { wait_s: seconds }),
        Verdict::KnownDeviceOnly => Err(Fault::KnownDeviceOnly),
    }
}
