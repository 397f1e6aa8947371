//! What the walk knows of one member: which password counts, which address, which session, which links.

use crate::world::{Member, PASSWORD, Received, World};
use services::sessions::NewSession;
use services::sign_in::Attempt;

/// What a link does, and until which second it does it.
pub(super) struct Link {
    pub(super) token: String,
    pub(super) ends: u64,
}

/// A change of address that can be taken back.
pub(super) struct Undo {
    pub(super) link: Link,
    pub(super) old: String,
}

pub(super) struct Person {
    pub(super) member: Member,
    pub(super) name: String,
    pub(super) address: String,
    /// `None`: thrown away.
    pub(super) password: Option<String>,
    pub(super) before: String,
    pub(super) session: NewSession,
    pub(super) alive: bool,
    pub(super) recoveries: Vec<Link>,
    pub(super) waiting: Option<(Link, String)>,
    /// The earliest change first.
    pub(super) undos: Vec<Undo>,
    pub(super) dead: Vec<String>,
}

/// The token of the link of this kind in a letter to this address.
pub(super) fn token_in(letters: &[Received], to: &str, path: &str) -> Option<String> {
    let letter = letters.iter().find(|letter| letter.to == to && letter.link().contains(path))?;
    Some(letter.token().to_owned())
}

impl Person {
    pub(super) fn bury_recoveries(&mut self) {
        self.dead.extend(self.recoveries.drain(..).map(|link| link.token));
    }

    pub(super) fn bury_waiting(&mut self) {
        self.dead.extend(self.waiting.take().map(|(link, _)| link.token));
    }

    /// A new password, or none: what was asked for under the one before is over.
    pub(super) fn password_is(&mut self, password: Option<String>) {
        if let Some(old) = std::mem::replace(&mut self.password, password) {
            self.before = old;
        }
        self.bury_recoveries();
        self.bury_waiting();
    }

    pub(super) fn bury_what_is_over(&mut self, second: u64) {
        let over = |link: &Link| link.ends <= second;
        let (gone, kept) = self.recoveries.drain(..).partition(over);
        self.recoveries = kept;
        self.dead.extend(gone.into_iter().map(|link: Link| link.token));
        if self.waiting.as_ref().is_some_and(|(link, _)| over(link)) {
            self.bury_waiting();
        }
        let (gone, kept): (Vec<Undo>, _) = self.undos.drain(..).partition(|undo| over(&undo.link));
        self.undos = kept;
        self.dead.extend(gone.into_iter().map(|undo| undo.link.token));
    }
}

pub(super) async fn person(world: &World, name: &str) -> Person {
    let member = world.a_member(name).await;
    let attempt = Attempt { kept: true, device_token: member.session.device_token(), ..world.attempt(name, PASSWORD) };
    let session = world.services.sign_in(attempt).await.unwrap().session().unwrap();
    Person {
        name: name.to_owned(),
        address: member.email.clone(),
        password: Some(PASSWORD.to_owned()),
        before: "never was one".to_owned(),
        session,
        alive: true,
        recoveries: Vec::new(),
        waiting: None,
        undos: Vec::new(),
        dead: Vec::new(),
        member,
    }
}
