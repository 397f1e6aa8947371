//! Whether the centre is well: questions an operator asks, answered from the running thing itself.

use crate::Services;
use crate::fault::{Fault, describe};
use crate::{keys, outbox};
use domain::calendar::Timestamp;
use std::time::Duration;

/// A letter older than this waits for longer than a mail server is usually away.
const LETTERS_LATE_AFTER: Duration = Duration::from_hours(1);

/// A letter that was given up less long ago than this is news.
const DEAD_LETTERS_ARE_NEWS_FOR: Duration = Duration::from_hours(24);

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
        findings.push(
            self.dead_letters().await.unwrap_or_else(|fault| bad(&fault, "the letters given up cannot be counted")),
        );
        if self.mail.tray().is_open_to_others() {
            let sentence = "other accounts can look into the folder of letters; run: chmod 700 on it".to_owned();
            findings.push(Finding { ok: false, sentence });
        }
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

    /// A mailbox that is not there is its owner's matter; a way that was shut for two days is the operator's.
    async fn dead_letters(&self) -> Result<Finding, Fault> {
        let buried =
            self.db.read(|tx| Box::pin(async move { Ok::<_, Fault>(outbox::dead::counted(tx).await?) })).await?;
        if buried.is_empty() {
            return Ok(Finding { ok: true, sentence: "no letter was given up".to_owned() });
        }
        let now = self.clock.now();
        let is_news = |buried: &outbox::dead::Buried| now.since(buried.last) < DEAD_LETTERS_ARE_NEWS_FOR;
        let lines: Vec<String> = buried
            .iter()
            .map(|buried| {
                let hours = now.since(buried.last).as_secs() / 3600;
                format!("{} {} ({}), the last one {hours} hours ago", buried.count, buried.why, buried.code)
            })
            .collect();
        let days = outbox::dead::remembered_for().as_secs() / 86_400;
        let ok = buried.iter().all(|buried| buried.refused || !is_news(buried));
        Ok(Finding { ok, sentence: format!("letters given up within {days} days: {}", lines.join("; ")) })
    }
}

fn bad(fault: &Fault, sentence: &str) -> Finding {
    Finding { ok: false, sentence: format!("{sentence}: {}", describe(fault)) }
}
