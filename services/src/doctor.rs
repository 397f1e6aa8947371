//! Whether the centre is well: questions an operator asks, answered from the running thing itself.

use crate::Services;
use crate::fault::{Fault, describe};
use crate::{keys, outbox};
use domain::calendar::Timestamp;
use std::time::Duration;

/// A letter older than this waits for longer than a mail server is usually away.
const LETTERS_LATE_AFTER: Duration = Duration::from_hours(1);

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// All is well here.
    pub ok: bool,
    /// In words, for the operator.
    pub sentence: String,
}

impl Services {
    /// Looks at the engine's promises, the keys and the letters.
    pub async fn doctor(&self) -> Vec<Finding> {
        let mut findings = match self.db.promises().await {
            Ok(promises) => promises.into_iter().map(|(ok, sentence)| Finding { ok, sentence }).collect(),
            Err(fault) => vec![bad(&fault, "the database does not answer")],
        };
        findings.push(self.root_key().await.unwrap_or_else(|fault| bad(&fault, "the root key cannot be compared")));
        findings.push(self.epoch().await.unwrap_or_else(|fault| bad(&fault, "the epoch of the keys cannot be read")));
        findings
            .push(self.letters().await.unwrap_or_else(|fault| bad(&fault, "the waiting letters cannot be counted")));
        findings
    }

    async fn root_key(&self) -> Result<Finding, Fault> {
        let known = self.db.read(|tx| Box::pin(async move { Ok::<_, Fault>(keys::rows::root(tx).await?) })).await?;
        let ok = known.is_some_and(|known| known == self.keys.fingerprint());
        let sentence = if ok {
            "the root key is the one this database was made with"
        } else {
            "the root key is not this database's"
        };
        Ok(Finding { ok, sentence: sentence.to_owned() })
    }

    async fn epoch(&self) -> Result<Finding, Fault> {
        let row = self.db.read(|tx| Box::pin(async move { Ok::<_, Fault>(keys::rows::epoch(tx).await?) })).await?;
        let age = self.clock.now().since(Timestamp::from_micros(row.began_at));
        let sentence = format!("epoch {} of the keys began {} hours ago", row.number, age.as_secs() / 3600);
        Ok(Finding { ok: age < 2 * keys::EPOCH, sentence })
    }

    async fn letters(&self) -> Result<Finding, Fault> {
        let (oldest, waiting) =
            self.db.read(|tx| Box::pin(async move { Ok::<_, Fault>(outbox::rows::oldest(tx).await?) })).await?;
        let age = oldest.map_or(Duration::ZERO, |posted_at| self.clock.now().since(Timestamp::from_micros(posted_at)));
        let sentence = match oldest {
            None => "no letter is waiting".to_owned(),
            Some(_) => format!("{waiting} letters are waiting, the oldest for {} minutes", age.as_secs() / 60),
        };
        Ok(Finding { ok: age < LETTERS_LATE_AFTER, sentence })
    }
}

fn bad(fault: &Fault, sentence: &str) -> Finding {
    Finding { ok: false, sentence: format!("{sentence}: {}", describe(fault)) }
}
