//! A long random walk through recovery, change and confirmation: whatever order things happen in, a link, a password and
//! a session open what the rules say and nothing else. (security.md G6, lessons 1, 4, 16, 17)
//!
//! The model knows, for each member, which password counts, which address is confirmed, which session is alive, which
//! links work and which are dead. Each step asks the services and compares. The seed is fixed, so a failure comes again.
//! `METIZ_WALK_STEPS` sets another number of steps for each engine.

mod person;

use crate::profile::form;
use crate::recovery::opens;
use crate::world::{DEVICE, World, on_every_engine};
use domain::lang::Lang;
use domain::profile::ProfileForm;
use person::{Link, Person, Undo, person, token_in};
use services::clock::Rng;
use services::fault::Fault;
use services::sign_in::Attempt;

/// On each engine.
const STEPS: usize = 10_000;
const SEED: u64 = 20_261_122;

struct Walk<'w> {
    world: &'w World,
    rng: Rng,
    second: u64,
    made: usize,
}

impl Walk<'_> {
    fn another(&mut self, what: &str) -> String {
        self.made += 1;
        format!("{what} {}", self.made)
    }

    fn link(&self, token: String, minutes: u64) -> Link {
        Link { token, ends: self.second + minutes * 60 }
    }

    fn wait(&mut self, seconds: u64) {
        self.world.wait(seconds);
        self.second += seconds;
    }

    async fn step(&mut self, person: &mut Person) {
        self.wait(1);
        person.bury_what_is_over(self.second);
        // Whoever is shut out mostly wants back in; otherwise half of the walk would find every door shut.
        match (self.rng.below(2), &person.password, person.alive) {
            (0, None, _) if person.recoveries.is_empty() => self.asks_for_a_link(person).await,
            (0, None, _) => self.uses_a_link(person).await,
            (0, Some(_), false) => self.signs_in(person).await,
            _ => self.anything(person).await,
        }
        let found = self.world.services.find(person.session.token()).await.unwrap();
        assert_eq!(found.is_some(), person.alive, "the session of {}", person.name);
        self.world.services.settled().await;
    }

    async fn anything(&mut self, person: &mut Person) {
        match self.rng.below(12) {
            0 => self.asks_for_a_link(person).await,
            1 => self.uses_a_link(person).await,
            2 | 3 => self.tries_the_dead(person).await,
            4 => self.changes_the_password(person).await,
            5 => self.asks_for_another_address(person).await,
            6 => self.confirms(person).await,
            7 => self.signs_in(person).await,
            8 => self.tries_the_password_before(person).await,
            9 => self.says_not_me(person).await,
            10 => self.takes_back(person).await,
            _ => self.lets_time_pass().await,
        }
    }

    /// Some minutes; now and then half a day, after which addresses may be written to again.
    async fn lets_time_pass(&mut self) {
        let seconds = if self.rng.below(6) == 0 { 43_200 } else { self.rng.below(300) as u64 };
        self.wait(seconds);
        self.world.services.run_due_jobs().await.unwrap();
        self.world.letters().await;
    }

    async fn asks_for_a_link(&mut self, person: &mut Person) {
        let network = format!("10.0.0.{}/32", self.made);
        self.made += 1;
        self.world.services.recover_password(&person.name, (Lang::Vi, DEVICE), &network).await.unwrap();
        let letters = self.world.letters().await;
        assert!(letters.iter().all(|letter| letter.to == person.address), "to the confirmed address only");
        let token = token_in(&letters, &person.address, "/recovery/");
        person.recoveries.extend(token.map(|token| self.link(token, 10)));
    }

    async fn uses_a_link(&mut self, person: &mut Person) {
        if person.recoveries.is_empty() {
            return;
        }
        let token = person.recoveries[self.rng.below(person.recoveries.len())].token.clone();
        let password = self.another("thuyền về bến vắng");
        self.world.services.set_password(&token, &password, DEVICE).await.expect("a link that works");
        assert_eq!(self.world.letters().await.len(), 1, "one notice");
        person.password_is(Some(password));
        person.alive = false;
    }

    async fn tries_the_dead(&mut self, person: &Person) {
        let Some(last) = person.dead.len().checked_sub(1) else { return };
        let token = &person.dead[self.rng.below(last + 1)];
        let services = &self.world.services;
        if let Some(who) = services.find(person.session.token()).await.unwrap() {
            assert!(matches!(services.confirm_email(&who, token).await, Err(Fault::Refused(_))));
        }
        assert!(matches!(services.set_password(token, "mưa hoa dại trắng", DEVICE).await, Err(Fault::Refused(_))));
        assert!(matches!(services.undo_change(token).await, Err(Fault::Refused(_))));
        assert!(self.world.letters().await.is_empty());
    }

    async fn changes_the_password(&mut self, person: &mut Person) {
        let Some(who) = self.world.services.find(person.session.token()).await.unwrap() else { return };
        let Some(fresh) = who.freshly() else { return };
        let password = self.another("gió lùa qua cửa sổ");
        person.session = self.world.services.change_password(&fresh, &password).await.unwrap();
        self.world.letter_to(&person.address).await;
        person.password_is(Some(password));
    }

    async fn asks_for_another_address(&mut self, person: &mut Person) {
        let Some(who) = self.world.services.find(person.session.token()).await.unwrap() else { return };
        if who.freshly().is_none() {
            return;
        }
        let new = format!("{}.{}@example.com", person.name, self.made);
        self.made += 1;
        let version = self.world.services.profile_of(&who).await.unwrap().version;
        let change = ProfileForm { email: &new, ..form(&person.member) };
        self.world.services.correct(&who, &change, version).await.unwrap();
        let letters = self.world.letters().await;
        person.bury_waiting();
        let token = token_in(&letters, &new, "/email/confirm/").expect("the new address is asked");
        person.waiting = Some((self.link(token, 24 * 60), new));
    }

    async fn confirms(&mut self, person: &mut Person) {
        let Some(who) = self.world.services.find(person.session.token()).await.unwrap() else { return };
        let Some((link, new)) = person.waiting.take() else { return };
        self.world.services.confirm_email(&who, &link.token).await.expect("a link that works");
        person.dead.push(link.token);
        person.bury_recoveries();
        let old = std::mem::replace(&mut person.address, new);
        let token = token_in(&self.world.letters().await, &old, "/email/undo/").expect("the old address is told");
        person.undos.push(Undo { link: self.link(token, 48 * 60), old });
    }

    async fn signs_in(&mut self, person: &mut Person) {
        let Some(password) = person.password.clone() else { return };
        let network = format!("10.1.0.{}/32", self.made);
        self.made += 1;
        let token = person.session.device_token().or(person.member.session.device_token()).map(ToOwned::to_owned);
        let attempt = Attempt {
            kept: true,
            network: &network,
            device_token: token.as_deref(),
            ..self.world.attempt(&person.name, &password)
        };
        match self.world.services.sign_in(attempt).await {
            Ok(entered) => (person.session, person.alive) = (entered.session().unwrap(), true),
            Err(Fault::TooManyTries { .. }) => {}
            other => panic!("the password is right: {other:?}"),
        }
        self.world.letters().await;
    }

    async fn tries_the_password_before(&mut self, person: &Person) {
        let before = person.before.clone();
        assert!(!opens(self.world, &person.member, &person.name, &before).await, "an old password opens nothing");
    }

    async fn says_not_me(&mut self, person: &mut Person) {
        // Now and then only: it ends everything the other steps are about.
        let who = self.world.services.find(person.session.token()).await.unwrap();
        let Some(who) = who.filter(|_| self.rng.below(3) == 0) else { return };
        self.world.services.not_me(&who).await.unwrap();
        self.is_shut_out(person).await;
    }

    async fn takes_back(&mut self, person: &mut Person) {
        if person.undos.is_empty() {
            return;
        }
        let chosen = self.rng.below(person.undos.len());
        self.world.services.undo_change(&person.undos[chosen].link.token).await.expect("a link that works");
        person.address.clone_from(&person.undos[chosen].old);
        // The changes since are gone with it; the links of earlier ones still work.
        let gone: Vec<Undo> = person.undos.drain(chosen..).collect();
        person.dead.extend(gone.into_iter().map(|undo| undo.link.token));
        self.is_shut_out(person).await;
    }

    async fn is_shut_out(&mut self, person: &mut Person) {
        person.password_is(None);
        person.alive = false;
        let letter = self.world.letter_to(&person.address).await;
        let token = token_in(std::slice::from_ref(&letter), &person.address, "/recovery/").unwrap();
        person.recoveries.push(self.link(token, 10));
    }
}

#[test]
fn ten_thousand_steps_of_recovery_and_change_make_no_illegal_one() {
    let steps = std::env::var_os("METIZ_WALK_STEPS").map_or(STEPS, |steps| {
        steps.to_str().and_then(|steps| steps.parse().ok()).expect("METIZ_WALK_STEPS is a number")
    });
    on_every_engine(async |world| {
        let mut people = [person(world, "lan.anh").await, person(world, "minh").await, person(world, "chau").await];
        let mut walk = Walk { world, rng: Rng::seeded(SEED), second: 0, made: 0 };
        for _ in 0..steps {
            let whose = walk.rng.below(people.len());
            walk.step(&mut people[whose]).await;
        }
        let tried: usize = people.iter().map(|person| person.dead.len()).sum();
        assert!(tried > steps / 20, "the walk went through many links: {tried}");
    });
}
