//! Whether an installation is well: questions an operator asks, answered from what lies there.
//!
//! Nothing is made, finished or brought up to date: in a wrong folder, or with a newer program than the one that serves, the
//! answer is a finding and the installation is what it was.

use crate::clock::Rng;
use crate::closure::ledger::Ledger;
use crate::db::look::{Look, Schema};
use crate::db::{DatabaseUrl, Tx};
use crate::fault::{Fault, Never, describe};
use crate::gateway::Gateway;
use crate::keys::{self, Keys};
use crate::mail::Mail;
use crate::outbox;
use crate::receipts;
use crate::settings::Settings;
use domain::calendar::Timestamp;
use std::path::Path;
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

impl Finding {
    fn new(ok: bool, sentence: impl Into<String>) -> Self {
        Self { ok, sentence: sentence.into() }
    }

    fn bad(sentence: impl Into<String>) -> Self {
        Self::new(false, sentence)
    }
}

/// Looks at settings, keys, database and letters, and changes nothing.
pub async fn look(settings: &Settings, now: Timestamp) -> Vec<Finding> {
    let mut findings = of_settings(settings);
    let keys = match Keys::look(&settings.keys_dir, &settings.root, &Rng::system()) {
        Ok(Some(keys)) => Some(keys),
        Ok(None) => {
            findings.push(Finding::bad(format!(
                "there is no root key in {}; the first start makes one, in a new installation only",
                settings.keys_dir.display()
            )));
            None
        }
        Err(problem) => {
            findings.push(Finding::bad(problem.to_string()));
            None
        }
    };
    findings.push(of_ledger(&settings.keys_dir));
    match Look::at(&settings.database).await {
        Ok(Some(mut database)) => {
            findings.extend(of_database(&mut database, keys.as_ref(), now).await);
            if let Err(error) = database.close().await {
                findings.push(unanswered("the database does not let go", error));
            }
        }
        Ok(None) => findings.push(Finding::bad(missing(&settings.database))),
        Err(error) => findings.push(unanswered("the database cannot be opened", error)),
    }
    findings
}

fn missing(database: &DatabaseUrl) -> String {
    match database {
        DatabaseUrl::Sqlite(path) => format!("there is no database at {}", path.display()),
        DatabaseUrl::Postgres(_) => "there is no database".to_owned(),
    }
}

fn unanswered(sentence: &str, error: sqlx::Error) -> Finding {
    Finding::bad(format!("{sentence}: {}", describe(&Fault::<Never>::from(error))))
}

fn of_settings(settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    let gateway = settings.sms.as_ref().map_or(Ok(()), |sms| Gateway::open(sms).map(drop));
    for problem in [settings.check(), gateway].into_iter().filter_map(Result::err) {
        findings.push(Finding::bad(problem.to_string()));
    }
    match Mail::with(&settings.letters, &settings.public_url) {
        Err(problem) => findings.push(Finding::bad(problem.to_string())),
        Ok(mail) if mail.misses_its_tray() => {
            findings.push(Finding::bad("the folder of letters is not there; a start makes it"));
        }
        Ok(mail) if mail.tray().is_open_to_others() => {
            findings.push(Finding::bad("other accounts can look into the folder of letters; run: chmod 700 on it"));
        }
        Ok(_) => {}
    }
    findings
}

fn of_ledger(keys: &Path) -> Finding {
    match Ledger::in_folder(keys).entries() {
        Ok(entries) => Finding::new(true, format!("the ledger beside the keys has {} erasures", entries.len())),
        Err(error) => Finding::bad(format!("the ledger beside the keys cannot be read: {error}")),
    }
}

async fn of_database(database: &mut Look, keys: Option<&Keys>, now: Timestamp) -> Vec<Finding> {
    let mut findings: Vec<Finding> = match database.promises().await {
        Ok(promises) => promises.into_iter().map(|(ok, sentence)| Finding { ok, sentence }).collect(),
        Err(error) => return vec![unanswered("the database does not answer", error)],
    };
    let schema = match database.schema().await {
        Ok(schema) => schema,
        Err(error) => {
            findings.push(unanswered("the schema cannot be read", error));
            return findings;
        }
    };
    findings.push(of_schema(schema));
    // What this program asks is about the schema it knows.
    if !matches!(schema, Schema::Current(_)) {
        return findings;
    }
    let tx = &mut database.tx();
    if let Some(keys) = keys {
        findings.push(
            root_key(tx, keys).await.unwrap_or_else(|error| unanswered("the root key cannot be compared", error)),
        );
        findings.push(
            receipt_keys(tx, keys)
                .await
                .unwrap_or_else(|error| unanswered("the keys of receipts cannot be read", error)),
        );
        let epoch = epoch(tx, keys, now).await;
        findings.push(epoch.unwrap_or_else(|error| unanswered("the epoch of the keys cannot be read", error)));
    }
    findings.push(
        letters(tx, now).await.unwrap_or_else(|error| unanswered("the waiting letters cannot be counted", error)),
    );
    let dead = dead_letters(tx, now).await;
    findings.push(dead.unwrap_or_else(|error| unanswered("the letters given up cannot be counted", error)));
    findings
}

fn of_schema(schema: Schema) -> Finding {
    match schema {
        Schema::Current(changes) => Finding::new(true, format!("the schema is up to date, after {changes} changes")),
        Schema::Missing => Finding::bad("the database is empty; a start, or server migrate, makes its tables"),
        Schema::Behind(changes) => Finding::bad(format!(
            "the schema is {changes} changes behind this program; a start, or server migrate, makes them"
        )),
        Schema::Ahead => Finding::bad("the database belongs to a newer program than this one"),
        Schema::Other(version) => {
            Finding::bad(format!("change {version} of the schema is not the one this program knows"))
        }
    }
}

async fn root_key(tx: &mut Tx<'_>, keys: &Keys) -> sqlx::Result<Finding> {
    let ok = keys::rows::root(tx).await?.is_some_and(|known| known == keys.fingerprint());
    let sentence =
        if ok { "the root key is the one this database was made with" } else { "the root key is not this database's" };
    Ok(Finding::new(ok, sentence))
}

async fn receipt_keys(tx: &mut Tx<'_>, keys: &Keys) -> sqlx::Result<Finding> {
    let doubtful = receipts::doubtful(keys, receipts::rows::all(tx).await?);
    let sentence = if doubtful.is_empty() {
        "the published keys of receipts are this centre's own".to_owned()
    } else {
        format!("keys of receipts were put there, changed or taken out past the server: {}", doubtful.join(", "))
    };
    Ok(Finding::new(doubtful.is_empty(), sentence))
}

async fn epoch(tx: &mut Tx<'_>, keys: &Keys, now: Timestamp) -> sqlx::Result<Finding> {
    let row = keys::rows::epoch(tx).await?;
    let held = keys.newest_epoch();
    if i64::from(held) < row.number {
        let sentence =
            format!("the members' keys are under epoch {}, and epochs.keys ends with epoch {held}", row.number);
        return Ok(Finding::bad(sentence));
    }
    let age = now.since(Timestamp::from_micros(row.began_at));
    let sentence = format!("epoch {} of the keys began {} hours ago", row.number, age.as_secs() / 3600);
    Ok(Finding::new(age < 2 * keys::EPOCH, sentence))
}

async fn letters(tx: &mut Tx<'_>, now: Timestamp) -> sqlx::Result<Finding> {
    let (oldest, waiting) = outbox::rows::oldest(tx).await?;
    let age = oldest.map_or(Duration::ZERO, |posted_at| now.since(Timestamp::from_micros(posted_at)));
    let sentence = match oldest {
        None => "no letter is waiting".to_owned(),
        Some(_) => format!("{waiting} letters are waiting, the oldest for {} minutes", age.as_secs() / 60),
    };
    Ok(Finding::new(age < LETTERS_LATE_AFTER, sentence))
}

/// A mailbox that is not there is its owner's matter; a way that was shut for two days is the operator's.
async fn dead_letters(tx: &mut Tx<'_>, now: Timestamp) -> sqlx::Result<Finding> {
    let buried = outbox::dead::counted(tx).await?;
    if buried.is_empty() {
        return Ok(Finding::new(true, "no letter was given up"));
    }
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
    Ok(Finding::new(ok, format!("letters given up within {days} days: {}", lines.join("; "))))
}
