//! Looking at a password: the same work whoever is named, and every look is counted. (MC-5.1b; security.md G5, G9, G10)
//!
//! First, one transaction finds who is named, judges the tries so far, and counts this one. Then one hash is compared,
//! against nobody's if nobody is named. If it is wrong, one transaction lengthens the row of failures and notes it in the
//! trail, which for nobody runs and writes nothing; if it is right, the caller's own transaction takes the count back
//! (`Services::settle`).

mod again;
mod lane;
mod new;
mod strength;

pub(crate) use strength::Estimates;

pub use again::Given;
pub(crate) use lane::{Lane, allowed, forgive};
pub(crate) use new::{Known, new_password};

use crate::Services;
use crate::db::Tx;
use crate::fault::{Accident, Fault, Never};
use crate::hashing::Typed;
use crate::import;
use crate::keys::{Lookup, MemberKey};
use crate::limits::{self, CountedSignIn};
use crate::members::{MemberId, rows};
use crate::sessions;
use crate::trail;
use domain::calendar::Timestamp;
use domain::sessions::SessionId;
use domain::sign_in::Identifier;
use domain::throttle;
use domain::trail::{TrailDetail, TrailKind};
use std::sync::Arc;
use std::time::Duration;
use zeroize::Zeroizing;

const TABLE: &str = "members";
const COLUMN: &str = "password";

/// Whose password is given.
#[derive(Clone)]
pub(crate) enum Whose {
    /// Whoever has this name; the keyed hash of the name, and what it is counted under if nobody has it.
    Name { lookup: Named, counted: [u8; 32] },
    /// The member who is signed in, in this session.
    Member(MemberId, SessionId),
}

/// The two kinds of names.
#[derive(Clone, Copy)]
pub(crate) enum Named {
    Username([u8; 32]),
    Email([u8; 32]),
}

/// One look at a password.
#[derive(Clone)]
pub(crate) struct Look {
    pub(crate) whose: Whose,
    pub(crate) device: String,
    pub(crate) device_token: Option<String>,
    /// What the visitor's network is counted under.
    pub(crate) network: [u8; 32],
    pub(crate) now: Timestamp,
}

/// What the first transaction found.
struct Begun {
    member: MemberId,
    key: MemberKey,
    phc: Option<Zeroizing<String>>,
    password_since: i64,
    counted: CountedSignIn,
    known_device: Option<[u8; 32]>,
    /// What a no has to take.
    no_takes: Duration,
}

/// The password was right; what the caller's transaction needs.
pub(crate) struct Right {
    pub(crate) member: MemberId,
    pub(crate) key: MemberKey,
    pub(crate) password_since: i64,
    pub(crate) known_device: Option<[u8; 32]>,
    counted: CountedSignIn,
    /// The same password hashed at today's cost, if it was hashed at a lower one, and when.
    rehashed: Option<(Vec<u8>, Timestamp)>,
}

impl Services {
    /// Looks at a password. `None`: it is not the one, and that has been noted.
    pub(crate) async fn look(&self, look: Look, password: &str) -> Result<Option<Right>, Fault> {
        let place = self.hasher.enter()?;
        let (services, asked) = (self.clone(), look.clone());
        let begun = self
            .db
            .write(move |tx| {
                let (services, asked) = (services.clone(), asked.clone());
                Box::pin(async move { services.begin(tx, &asked).await })
            })
            .await?;
        let typed = Typed::new(password);
        let verdict = self.hasher.verify(place, begun.phc.clone(), &typed, begun.no_takes).await?;
        if !verdict.right {
            self.fail(look, begun).await?;
            return Ok(None);
        }
        let rehashed = if verdict.outdated { self.rehashed(&begun, typed.composed(), look.now).await } else { None };
        let Begun { member, key, password_since, counted, known_device, .. } = begun;
        Ok(Some(Right { member, key, password_since, known_device, counted, rehashed }))
    }

    async fn begin(&self, tx: &mut Tx<'_>, look: &Look) -> Result<Begun, Fault> {
        let row = match &look.whose {
            Whose::Name { lookup: Named::Username(lookup), .. } => rows::by_username(tx, lookup).await?,
            Whose::Name { lookup: Named::Email(lookup), .. } => rows::by_email(tx, lookup).await?,
            Whose::Member(member, _) => rows::by_id(tx, *member).await?,
        };
        // After the grace time nobody signs in any more, whether or not the erasure has run.
        let row = row.filter(|row| row.closing_ends_at.is_none_or(|ends| look.now < Timestamp::from_micros(ends)));
        let member = row.as_ref().map_or(MemberId::NOBODY, |row| row.id);
        let known_device = sessions::is_known(tx, member, look.device_token.as_deref()).await?;
        let counted = self.counted(tx, self.lane(look, member, known_device), look.network, look.now).await?;
        let no_takes = import::no_takes(tx).await?;
        let (key, phc, password_since) = match row {
            None => (self.keys.nobodys_key(), None, 0),
            Some(row) => {
                let key = self.keys.unwrap_member_key(row.id, &row.key_id, &row.wrapped)?;
                let written = row.rehashed_at.unwrap_or(row.password_since);
                let phc = key.open_dated((TABLE, COLUMN, row.id.bytes()), written, &row.password)?;
                let phc = String::from_utf8(phc.to_vec()).map_err(|_| Fault::broken("a stored hash is no text"))?;
                (key, Some(Zeroizing::new(phc)), row.password_since)
            }
        };
        Ok(Begun { member, key, phc, password_since, counted, known_device, no_takes })
    }

    async fn fail(&self, look: Look, begun: Begun) -> Result<(), Fault> {
        let begun = Arc::new(begun);
        self.db
            .write(move |tx| {
                let (look, begun) = (look.clone(), Arc::clone(&begun));
                Box::pin(async move {
                    let subject = &begun.counted.subject;
                    limits::fail_again(tx, subject, look.now).await?;
                    let in_a_row = limits::in_a_row(tx, subject).await?;
                    let detail = TrailDetail::none().on(&look.device);
                    trail::note(tx, &begun.key, begun.member, look.now, (TrailKind::SignInFailed, &detail)).await?;
                    if in_a_row >= throttle::DEVICE_FORGOTTEN_AFTER {
                        shut_lane(tx, &look.whose, &begun).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// A sign-in must not fail because its hash could not be renewed: the next one will try again.
    async fn rehashed(&self, begun: &Begun, password: &str, now: Timestamp) -> Option<(Vec<u8>, Timestamp)> {
        let place = self.hasher.enter::<Never>().ok()?;
        let phc = self.hasher.hash::<Never>(place, password).await.ok()?;
        Some((Self::seal_password(&begun.key, begun.member, &phc, now), now))
    }

    /// Takes the counted try back and ends the row of failures; writes the renewed hash. In the caller's transaction.
    pub(crate) async fn settle(&self, tx: &mut Tx<'_>, right: &Right) -> Result<(), Accident> {
        forgive(tx, &right.counted).await?;
        self.renew_hash(tx, right).await
    }

    /// The same where the password alone is not enough: the row of failures goes on until the second factor was right
    /// too, or whoever knows the password could guess codes for ever.
    pub(crate) async fn settle_password(&self, tx: &mut Tx<'_>, right: &Right) -> Result<(), Accident> {
        limits::forgive_sign_in(tx, &right.counted).await?;
        self.renew_hash(tx, right).await
    }

    async fn renew_hash(&self, tx: &mut Tx<'_>, right: &Right) -> Result<(), Accident> {
        let Some((password, rehashed_at)) = &right.rehashed else { return Ok(()) };
        rows::rehash(tx, right.member, (password, *rehashed_at), right.password_since).await?;
        Ok(import::hash_replaced(tx, right.member).await?)
    }

    /// The envelope of a password's hash that is made now.
    pub(crate) fn seal_password(key: &MemberKey, member: MemberId, phc: &str, now: Timestamp) -> Vec<u8> {
        key.seal_dated((TABLE, COLUMN, member.bytes()), now, phc.as_bytes())
    }

    /// What a typed name is looked up and counted by. What can be no name at all is looked up all the same.
    pub(crate) fn whose(&self, typed: &str) -> Whose {
        let counted = self.keys.pseudonym("name", throttle::counter_name(typed).as_bytes());
        let lookup = match Identifier::parse(typed) {
            Some(Identifier::Username(name)) => Named::Username(self.keys.lookup(Lookup::Username, &name.folded())),
            Some(Identifier::Email(address)) => Named::Email(self.keys.lookup(Lookup::Email, &address.canonical())),
            None => Named::Username(counted),
        };
        Whose::Name { lookup, counted }
    }
}

/// A lane of its own is for owners who mistype, not for whoever holds their device: too many failures in a row shut it.
/// The device counts as unknown from then on, the session is over.
async fn shut_lane(tx: &mut Tx<'_>, whose: &Whose, begun: &Begun) -> sqlx::Result<()> {
    if let Whose::Member(member, session) = whose {
        sessions::rows::end(tx, *member, *session).await?;
    }
    if let Some(device) = &begun.known_device {
        sessions::forget(tx, begun.member, device).await?;
    }
    Ok(())
}
