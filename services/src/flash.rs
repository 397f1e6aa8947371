//! What a refused form without script leaves for the page it came from: shown once, then gone.
//!
//! The body is sealed under a key made from the token in the visitor's cookie: the database alone cannot read it.

pub(crate) mod rows;

use crate::Services;
use crate::clock::token_hash;
use crate::fault::Fault;
use domain::calendar::Timestamp;
use std::time::Duration;

const TABLE: &str = "flashes";
const COLUMN: &str = "body";
/// Long enough for a slow page, short enough that a forgotten form is not kept. (The retention table says the same.)
const KEPT_FOR: Duration = Duration::from_mins(10);

impl Services {
    /// Keeps `body` for ten minutes and answers the token it is taken by.
    ///
    /// # Errors
    /// [`Fault::Busy`] or [`Fault::Internal`].
    pub async fn keep_flash(&self, body: &[u8]) -> Result<String, Fault> {
        let token = self.rng.token();
        let hash = token_hash(token.reveal());
        let sealed = self.keys.flash(token.reveal()).seal(TABLE, COLUMN, &hash, body);
        let now = self.clock.now();
        self.db
            .write(move |tx| {
                let sealed = sealed.clone();
                Box::pin(async move { Ok::<_, Fault>(rows::keep(tx, &hash, &sealed, now).await?) })
            })
            .await?;
        Ok(token.reveal().to_owned())
    }

    /// Takes what was kept under `token`; a second time there is nothing.
    ///
    /// # Errors
    /// [`Fault::Busy`] or [`Fault::Internal`].
    pub async fn take_flash(&self, token: &str) -> Result<Option<Vec<u8>>, Fault> {
        let hash = token_hash(token);
        let row =
            self.db.write(move |tx| Box::pin(async move { Ok::<_, Fault>(rows::take(tx, &hash).await?) })).await?;
        let Some((sealed, kept_at)) = row else { return Ok(None) };
        if self.clock.now().since(Timestamp::from_micros(kept_at)) >= KEPT_FOR {
            return Ok(None);
        }
        // What does not open was put there by somebody else: the same as nothing, but it is not silent.
        match self.keys.flash(token).open(TABLE, COLUMN, &hash, &sealed) {
            Ok(body) => Ok(Some(body.to_vec())),
            Err(fault) => Err(Fault::Internal(Box::new(fault))),
        }
    }
}
