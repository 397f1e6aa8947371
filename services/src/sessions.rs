//! Who is signed in. (MC-5.1b; security.md G7, T4)
//!
//! The cookie holds a token of 256 bits; the database holds its hash. A [`SignedIn`] is made here and nowhere else, from
//! a row that was read for this very request: a session that has been ended is refused on the next one.

mod acting;
mod asides;
mod by_operator;
mod known_devices;
pub(crate) mod rows;
mod who;

pub use asides::Asides;
pub(crate) use known_devices::{forget, forget_all, is_known, remember, seen_again};
pub use who::{FreshlySignedIn, NewSession, SignedIn, Standing};

use crate::Services;
use crate::clock::token_hash;
use crate::db::Tx;
use crate::fault::{Accident, Fault, Never};
use crate::keys::MemberKey;
use crate::members::MemberId;
use crate::trail;
use domain::calendar::Timestamp;
use domain::hex;
use domain::lang::Lang;
use domain::sessions::Proved;
pub use domain::sessions::SessionId;
use domain::trail::{TrailDetail, TrailKind};
use std::sync::Arc;
use std::time::Duration;

pub(crate) const TABLE: &str = "sessions";
pub(crate) const COLUMN: &str = "device";
/// How exactly the last use is known. Finer would be a write for each page.
const SEEN_EVERY: Duration = Duration::from_mins(1);

/// A line in the member's list of sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionLine {
    /// Names the session; opens nothing.
    pub session: SessionId,
    /// The device in words.
    pub device: String,
    /// When it began.
    pub first: Timestamp,
    /// When it was last used, to the minute.
    pub last: Timestamp,
    /// Until when, if "keep me signed in" was chosen.
    pub kept_until: Option<Timestamp>,
    /// The one that asks.
    pub current: bool,
}

/// Ends the session a browser had before somebody came in on it anew, so that none is left behind that nobody sees. It may
/// be another member's. (ASVS 5.0.0, 7.2.4)
pub(crate) async fn end_earlier(tx: &mut Tx<'_>, earlier: &SignedIn, now: Timestamp) -> Result<(), Accident> {
    let SignedIn { member, session, key, .. } = earlier;
    // From here on no other write of its member runs beside this one.
    if rows::life(tx, *member, *session).await?.is_some() && rows::end(tx, *member, *session).await? {
        let detail = TrailDetail::none().in_session(*session);
        trail::note(tx, key, *member, now, (TrailKind::SignedOut, &detail)).await?;
    }
    Ok(())
}

/// What a token stands for.
pub enum Found {
    /// A session that is good.
    SignedIn(Box<SignedIn>),
    /// A session of this member that nobody used for too long, or that is over. It opens nothing: what was typed in it may
    /// wait for this member alone.
    Lapsed(MemberId),
    /// The token a session had until moments ago, before it was given another: of a press that was on its way then. It opens
    /// nothing either; the browser may hold the new one by now.
    Former,
    /// Nothing that is known any more.
    Nobody,
}

/// What a session begins with.
#[derive(Clone, Copy)]
pub(crate) struct Beginning<'a> {
    pub(crate) member: MemberId,
    pub(crate) epoch: i64,
    pub(crate) kept: bool,
    pub(crate) device: &'a str,
    pub(crate) now: Timestamp,
}

impl Services {
    /// The member whose session this token opens; `None` for a token that opens none.
    ///
    /// # Errors
    /// [`Fault::Busy`] or [`Fault::Internal`].
    pub async fn find(&self, token: &str) -> Result<Option<SignedIn>, Fault> {
        Ok(match self.look_up(token).await? {
            Found::SignedIn(who) => Some(*who),
            Found::Lapsed(_) | Found::Former | Found::Nobody => None,
        })
    }

    /// Whose session this token opens, or opened a while ago.
    ///
    /// # Errors
    /// [`Fault::Busy`] or [`Fault::Internal`].
    pub async fn look_up(&self, token: &str) -> Result<Found, Fault> {
        let (hash, moment) = (token_hash(token), self.db.moment());
        let row = self.db.read(|tx| Box::pin(async move { Ok::<_, Fault>(rows::find(tx, &hash).await?) })).await?;
        let now = self.clock.now();
        let Some(row) = row else {
            let former =
                self.db.read(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::is_former(tx, &hash, now).await?) }));
            return Ok(if former.await? { Found::Former } else { Found::Nobody });
        };
        if !self.is_alive(&row.life, now) {
            return Ok(Found::Lapsed(row.member_id));
        }
        let session = SessionId::from_bytes(row.id.into_bytes());
        if now.since(Timestamp::from_micros(row.seen_at)) >= SEEN_EVERY {
            self.see(row.member_id, session, &row, now);
        }
        let lang = Lang::parse(&row.language)
            .ok_or_else(|| Fault::<Never>::broken("a member speaks a language nobody knows"))?;
        let standing = row
            .life
            .closing_ends_at
            .map_or(Standing::Open, |ends| Standing::Closing { ends: Timestamp::from_micros(ends) });
        let proved = Proved {
            password_at: Timestamp::from_micros(row.proved_at),
            factor_at: row.factor_proved_at.map(Timestamp::from_micros),
            passkey_at: row.passkey_proved_at.map(Timestamp::from_micros),
        };
        let fresh = self.settings.sessions.is_fresh_enough(proved, row.factor_since.is_some(), now);
        let key = self.keys.unwrap_member_key(row.member_id, &row.key_id, &row.wrapped)?;
        let who = SignedIn { member: row.member_id, session, standing, fresh, lang, key: Arc::new(key), moment };
        Ok(Found::SignedIn(Box::new(who)))
    }

    /// Whether the session is still good. A page asks when it is ready to leave: the session may have been ended while the
    /// page was made, and then it goes to nobody. (security.md G7)
    ///
    /// # Errors
    /// [`Fault::Busy`] or [`Fault::Internal`].
    pub async fn still_stands(&self, who: &SignedIn) -> Result<bool, Fault> {
        if who.moment.is_some() && who.moment == self.db.moment() {
            // Nothing was written meanwhile: a trip to the database saved, which a page feels.
            return Ok(true);
        }
        let (member, session) = (who.member, who.session);
        let life =
            self.db.read(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::life(tx, member, session).await?) }));
        let life = life.await?;
        Ok(life.is_some_and(|life| self.is_alive(&life, self.now())))
    }

    fn is_alive(&self, life: &rows::Life, now: Timestamp) -> bool {
        let at = Timestamp::from_micros;
        // After the grace time the account is as good as erased, whether or not the erasure has run.
        let open = life.closing_ends_at.is_none_or(|ends| now < at(ends));
        open && life.closed_at.is_none()
            && life.epoch == life.session_epoch
            && self.settings.sessions.is_alive(at(life.ends_at), at(life.idle_ends_at), now)
    }

    /// Remembers that the session was used. The page does not wait for the disk.
    fn see(&self, member: MemberId, session: SessionId, row: &rows::FindRow, now: Timestamp) {
        let idle_ends = self.settings.sessions.touched(Timestamp::from_micros(row.life.ends_at), now, row.kept != 0);
        let (db, seen_before) = (self.db.clone(), row.seen_at);
        self.asides.spawn("session_seen", async move {
            db.write(move |tx| {
                Box::pin(
                    async move { Ok::<_, Fault>(rows::see(tx, member, session, seen_before, (now, idle_ends)).await?) },
                )
            })
            .await
        });
    }

    /// Ends the session. Ending it twice is the same as once.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn sign_out(&self, who: &SignedIn) -> Result<(), Fault> {
        match self.end(who, who.session).await {
            Err(Fault::SessionEnded) => Ok(()),
            ended => ended,
        }
    }

    async fn end(&self, who: &SignedIn, session: SessionId) -> Result<(), Fault> {
        let (services, member, now) = (self.clone(), who.member, self.clock.now());
        self.act_even_closing(who, move |tx| {
            let services = services.clone();
            Box::pin(async move {
                if rows::end(tx, member, session).await? {
                    let key = services.keys.member_key(tx, member).await?;
                    trail::note(
                        tx,
                        &key,
                        member,
                        now,
                        (TrailKind::SignedOut, &TrailDetail::none().in_session(session)),
                    )
                    .await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// The member's living sessions: the one that asks first, then the one used last.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn sessions_of(&self, who: &SignedIn) -> Result<Vec<SessionLine>, Fault> {
        let (key, member, now) = (who.key(), who.member, self.clock.now());
        let mut lines = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let rows = rows::living(tx, member, now).await?;
                    rows.into_iter().map(|row| Ok(row.line(&key)?)).collect::<Result<Vec<_>, Fault>>()
                })
            })
            .await?;
        for line in &mut lines {
            line.current = line.session == who.session;
        }
        lines.sort_by_key(|line| (!line.current, std::cmp::Reverse(line.last)));
        Ok(lines)
    }

    /// Ends one of the member's sessions. Somebody else's number, or one that never was, ends nothing and looks the same.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn end_session(&self, who: &SignedIn, id: &str) -> Result<(), Fault> {
        let Some(session) = session_id(id) else { return Ok(()) };
        self.end(who, session).await
    }

    /// Ends all the member's sessions but the one that asks, at once.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn end_other_sessions(&self, who: &SignedIn) -> Result<(), Fault> {
        let (services, member, session, now) = (self.clone(), who.member, who.session, self.clock.now());
        self.act_even_closing(who, move |tx| {
            let services = services.clone();
            Box::pin(async move {
                let ended = rows::end_others(tx, member, session).await?;
                if ended > 0 {
                    let key = services.keys.member_key(tx, member).await?;
                    let count = TrailDetail::count(u32::try_from(ended).unwrap_or(u32::MAX));
                    trail::note(tx, &key, member, now, (TrailKind::OtherSessionsEnded, &count)).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Begins a session in the running transaction.
    pub(crate) async fn begin_session(
        &self,
        tx: &mut Tx<'_>,
        key: &MemberKey,
        beginning: Beginning<'_>,
    ) -> Result<(SessionId, NewSession), Accident> {
        let Beginning { member, epoch, kept, device, now } = beginning;
        let (id, token) = (self.rng.id(), self.rng.token());
        let ends = self.settings.sessions.ends(now, kept);
        let row = rows::NewRow {
            member,
            id,
            token_hash: &token_hash(token.reveal()),
            epoch,
            kept,
            now,
            idle_ends: self.settings.sessions.touched(ends, now, kept),
            ends,
            device: &key.seal(TABLE, COLUMN, id.as_bytes(), device.as_bytes()),
        };
        rows::insert(tx, &row).await?;
        Ok((SessionId::from_bytes(id.into_bytes()), NewSession::new(token, ends, kept, now)))
    }

    /// Gives the session another token and remembers that the password was proved. `None` if it has ended meanwhile.
    pub(crate) async fn rotate(
        &self,
        tx: &mut Tx<'_>,
        member: MemberId,
        session: SessionId,
        now: Timestamp,
    ) -> sqlx::Result<Option<NewSession>> {
        let token = self.rng.token();
        let rotated = rows::rotate(tx, member, session, &token_hash(token.reveal()), now).await?;
        Ok(rotated.map(|(ends, kept)| NewSession::new(token, Timestamp::from_micros(ends), kept != 0, now)))
    }

    /// Gives the session another token and remembers that a passkey was used. `None` if it has ended meanwhile.
    pub(crate) async fn rotate_by_passkey(
        &self,
        tx: &mut Tx<'_>,
        member: MemberId,
        session: SessionId,
        now: Timestamp,
    ) -> sqlx::Result<Option<NewSession>> {
        let token = self.rng.token();
        let rotated = rows::rotate_by_passkey(tx, member, session, &token_hash(token.reveal()), now).await?;
        Ok(rotated.map(|(ends, kept)| NewSession::new(token, Timestamp::from_micros(ends), kept != 0, now)))
    }

    /// Takes the session along into the member's newest epoch, under another token. `None` if it has ended meanwhile.
    pub(crate) async fn renew(
        &self,
        tx: &mut Tx<'_>,
        member: MemberId,
        session: SessionId,
        now: Timestamp,
    ) -> sqlx::Result<Option<NewSession>> {
        let token = self.rng.token();
        let renewed = rows::renew(tx, member, session, &token_hash(token.reveal()), now).await?;
        Ok(renewed.map(|(ends, kept)| NewSession::new(token, Timestamp::from_micros(ends), kept != 0, now)))
    }
}

/// The id written as 32 hexadecimal digits, as lists show it.
fn session_id(text: &str) -> Option<SessionId> {
    hex::array(text).map(SessionId::from_bytes)
}
