//! Other systems of the cinema: who they are, what their key opens. (MC-2.1a, MC-5.2c; security.md T5)
//!
//! A key is 256 bits of chance. It is printed once, when the operator makes it; only its SHA-256 is kept, so that whoever
//! reads the database cannot ask in a system's name. Whoever calls a service is a [`System`], which only this module makes.

pub(crate) mod answers;
pub(crate) mod rows;

pub use answers::Repeat;

use crate::Services;
use crate::clock::token_hash;
use crate::contact::{Asker, ContactWriter};
use crate::fault::Fault;
use crate::orders::OrderWriter;
use crate::secret::Secret;
use domain::api_key::{Scope, SystemName};
use domain::calendar::Timestamp;
use std::time::Duration;
use uuid::Uuid;

/// What a key begins with, so that a scanner of leaked secrets knows it.
const PREFIX: &str = "metiz_";
/// That a key was used is written down at most so often.
const USED_EVERY: Duration = Duration::from_mins(1);

/// Proof that another system asks: made from a living key, for one request.
#[derive(Clone, Debug)]
pub struct System {
    key: Uuid,
    name: SystemName,
    scopes: Vec<Scope>,
}

impl System {
    /// The key it came with, by the id that opens nothing.
    pub fn key(&self) -> Uuid {
        self.key
    }

    /// Its name.
    pub fn name(&self) -> &SystemName {
        &self.name
    }

    /// The right to ask whether members may be written to, if its key has the scope.
    pub fn asker(&self) -> Option<Asker> {
        self.scopes.contains(&Scope::ContactsAsk).then_some(Asker { key: self.key })
    }

    /// The right to report what was sent, if its key has the scope.
    pub fn contact_writer(&self) -> Option<ContactWriter> {
        let (system, key) = (self.name.clone(), self.key);
        self.scopes.contains(&Scope::ContactsWrite).then_some(ContactWriter { system, key })
    }

    /// The right to hand in orders, if its key has the scope.
    pub fn order_writer(&self) -> Option<OrderWriter> {
        self.scopes.contains(&Scope::OrdersWrite).then(|| OrderWriter::of_system(self.name.clone(), self.key))
    }
}

/// A key as the operator's list shows it.
#[derive(Clone, Debug)]
pub struct ApiKey {
    /// Its id.
    pub id: Uuid,
    /// The system it was made for.
    pub name: SystemName,
    /// What it opens.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl Services {
    /// Makes a key. What it answers is the only time the key itself is seen.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn make_api_key(&self, name: &SystemName, scopes: &[Scope]) -> Result<(Uuid, Secret), Fault> {
        let (id, now) = (self.rng.id(), self.now());
        let key = Secret::new(format!("{PREFIX}{}", self.rng.token().reveal()));
        let row = rows::NewRow { id, name: name.clone(), hash: token_hash(key.reveal()), scopes: scopes.to_vec(), now };
        self.db
            .write(move |tx| {
                let row = row.clone();
                Box::pin(async move { Ok(rows::insert(tx, &row).await?) })
            })
            .await?;
        Ok((id, key))
    }

    /// Every key there ever was, the oldest first.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn api_keys(&self) -> Result<Vec<ApiKey>, Fault> {
        self.db.read(|tx| Box::pin(async move { Ok(rows::all(tx).await?) })).await
    }

    /// Revokes a key; it opens nothing from then on. Answers whether there was such a key and it was not revoked before.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn revoke_api_key(&self, id: Uuid) -> Result<bool, Fault> {
        let now = self.now();
        self.db.write(move |tx| Box::pin(async move { Ok(rows::revoke(tx, id, now).await?) })).await
    }

    /// The system with this key; `None` for a key that was revoked, or that nobody ever had.
    ///
    /// # Errors
    /// [`Fault`] only.
    pub async fn system_of(&self, key: &str) -> Result<Option<System>, Fault> {
        let (hash, now) = (token_hash(key), self.now());
        let found =
            self.db.read(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::living(tx, &hash).await?) })).await?;
        let Some(found) = found else { return Ok(None) };
        if found.last_used_at.is_none_or(|at| at.plus(USED_EVERY) <= now) {
            let id = found.id;
            self.db.write(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::use_now(tx, id, now).await?) })).await?;
        }
        Ok(Some(System { key: found.id, name: found.name, scopes: found.scopes }))
    }
}
