//! Joining. (MC-1.1a, MC-5.1b; law M1, M5)
//!
//! Everything a new member is made of is one transaction: it is there entirely or not at all. Whether somebody has
//! confirmed the address before makes no difference to the page, to the work or to the new member's copy; only the letter
//! differs, and only who reads the address reads it. That a username is taken cannot be hidden, so the tries are counted.

use crate::Services;
use crate::clock::token_hash;
use crate::db::Tx;
use crate::email::{self, Why};
use crate::fault::{Accident, Fault};
use crate::keys::{self, Lookup, MemberKey};
use crate::letters;
use crate::limits::{self, Kind, Try};
use crate::members::{MemberId, rows};
use crate::password::allowed;
use crate::profile;
use crate::sessions::{self, Beginning, NewSession};
use crate::trail;
use domain::calendar::Timestamp;
use domain::form::{Field, Problem, Reason};
use domain::lang::Lang;
use domain::password::{Password, PasswordProblem};
use domain::sign_up::{self as rules, NewMember, SignUpForm};
use domain::throttle;
use domain::trail::{TrailDetail, TrailKind};
use std::sync::Arc;

/// What the last transaction of a sign-up needs.
struct Joining {
    new: NewMember,
    phc: String,
    lang: Lang,
    device: String,
    now: Timestamp,
}

impl Services {
    /// Joins and signs in.
    ///
    /// # Errors
    /// Every problem of the form at once, in its order; [`Reason::UsernameTaken`]; [`Fault::TooManyTries`] for the
    /// network; [`Fault::Busy`]. Nothing is kept then but the counted try.
    pub async fn join(
        &self,
        form: &SignUpForm<'_>,
        lang: Lang,
        device: &str,
        network: &str,
    ) -> Result<NewSession, Fault<Vec<Problem>>> {
        let now = self.clock.now();
        let new = self.checked(form, now).map_err(Fault::Refused)?;
        let place = self.hasher.enter()?;
        let username = self.keys.lookup(Lookup::Username, &new.username.folded());
        let tried = Try {
            kind: Kind::SignUp,
            subject: self.keys.pseudonym("network", network.as_bytes()),
            at: now,
            id: self.rng.id(),
        };
        let taken = self
            .db
            .write(move |tx| Box::pin(async move { count_and_ask(tx, tried, &username).await }))
            .await
            .map_err(Fault::widen)?;
        if taken {
            return Err(Fault::Refused(vec![USERNAME_TAKEN]));
        }
        let phc = self.hasher.hash(place, new.password.as_str()).await?;
        let joining = Arc::new(Joining { new, phc, lang, device: device.to_owned(), now });
        let services = self.clone();
        self.db
            .write(move |tx| {
                let (services, joining) = (services.clone(), Arc::clone(&joining));
                Box::pin(async move { services.join_in(tx, &joining, &username).await })
            })
            .await
    }

    /// The form's own rules, and that not everybody has this password.
    fn checked(&self, form: &SignUpForm<'_>, now: Timestamp) -> Result<NewMember, Vec<Problem>> {
        let min = self.settings.password_min_length;
        let read = rules::check(form, now.date_in_vietnam(), min);
        let well_formed = Password::parse(form.password, min).is_ok();
        if !well_formed || !self.facts.is_common(form.password) {
            return read;
        }
        let common = Problem { field: Some(Field::Password), reason: Reason::Password(PasswordProblem::Common) };
        let mut problems = read.err().unwrap_or_default();
        if !problems.iter().any(|problem| problem.field == Some(Field::Password)) {
            let after_username =
                usize::from(problems.first().is_some_and(|problem| problem.field == Some(Field::Username)));
            problems.insert(after_username, common);
        }
        Err(problems)
    }

    async fn join_in(
        &self,
        tx: &mut Tx<'_>,
        joining: &Joining,
        username: &[u8; 32],
    ) -> Result<NewSession, Fault<Vec<Problem>>> {
        let Joining { new, phc, lang, device, now } = joining;
        let (member, now) = (MemberId::new(self.rng.id()), *now);
        // The key is made before the row it belongs to, because the row holds an envelope already.
        let epoch = keys::rows::epoch_to_write_in(tx).await?;
        let (key, wrapped) = self.keys.new_member_key(member, epoch)?;
        let password = Self::seal_password(&key, member, phc, now);
        rows::insert(tx, member, *lang, self.policy().version.number, &password, now).await?;
        wrapped.store(tx, now).await?;
        if !rows::take_username(tx, username, member).await? {
            return Err(Fault::Refused(vec![USERNAME_TAKEN]));
        }
        insert_profile(tx, &key, member, new, now).await?;
        let beginning = Beginning { member, epoch: 0, kept: false, device, now };
        let (session, begun) = self.begin_session(tx, &key, beginning).await?;
        self.give_reference(tx, &key, member).await?;
        let token = sessions::remember(self, tx, &key, (member, device), now).await?;
        let detail = TrailDetail::none().on(device).in_session(session);
        trail::note(tx, &key, member, now, (TrailKind::Joined, &detail)).await?;
        self.write_to(tx, (member, &key), joining).await?;
        Ok(begun.on_new_device(token))
    }

    /// The one letter: to confirm the address, or to tell its owner. Both are the same statements.
    async fn write_to(
        &self,
        tx: &mut Tx<'_>,
        (member, key): (MemberId, &MemberKey),
        joining: &Joining,
    ) -> Result<(), Accident> {
        let Joining { new, lang, now, .. } = joining;
        let known = rows::email_known(tx, &self.keys.lookup(Lookup::Email, &new.email.canonical())).await?;
        if !self.one_more_letter(tx, &new.email, *now).await?.is_go() {
            // The address has had its share of letters today; the member can ask for one later.
            return Ok(());
        }
        if !known {
            return self.ask_confirmation(tx, (member, key), &new.email, (Why::Joined, *lang), *now).await;
        }
        // A link nobody is told of. The row is there, and as long, as it would be for an unknown address: the new member
        // takes a copy of it.
        let unsaid = token_hash(self.rng.token().reveal());
        email::rows::ask(tx, member, key, (&unsaid, &new.email), (*now, now.plus(email::WORKS_FOR))).await?;
        self.post(tx, Some(member), &new.email, letters::address_in_use(*lang, &self.page("/sign-in"))).await
    }
}

const USERNAME_TAKEN: Problem = Problem { field: Some(Field::Username), reason: Reason::UsernameTaken };

/// Counts the try against its network, and answers whether the name is taken.
async fn count_and_ask(tx: &mut Tx<'_>, tried: Try, username: &[u8; 32]) -> Result<bool, Fault> {
    tx.alone(&[&tried.subject]).await?;
    let earlier = limits::tries(tx, tried.kind, &tried.subject, throttle::SIGN_UPS, tried.at).await?;
    allowed(throttle::sign_up(&earlier, tried.at))?;
    limits::count(tx, tried).await?;
    Ok(rows::username_taken(tx, username).await?)
}

async fn insert_profile(
    tx: &mut Tx<'_>,
    key: &MemberKey,
    member: MemberId,
    new: &NewMember,
    now: Timestamp,
) -> sqlx::Result<()> {
    let seal = |column, value: &str| profile::rows::sealed(key, member, column, value, now);
    let row = rows::NewRow {
        username: &key.seal("profiles", "username", member.bytes(), new.username.as_str().as_bytes()),
        full_name: &seal("full_name", new.full_name.as_str()),
        birth: &seal("birth", &new.birth.stored()),
        email: &seal("email", new.email.as_str()),
    };
    rows::insert_profile(tx, member, &row, now).await
}
