//! The work: transactions, SQL, hashes, keys and letters. Server only.
//!
//! Whoever acts is an argument: an act takes a [`sessions::SignedIn`], which only this crate can make, so that
//! "forgot to check who is asking" does not compile. A change, its trail entry and its letters are one transaction.

#[cfg(target_arch = "wasm32")]
compile_error!("services never reaches the browser: call it from the body of a server function only");

// The floor the features stand on.
pub mod clock;
#[cfg(test)]
mod crowd;
pub mod db;
pub mod facts;
pub mod fault;
mod files;
mod gateway;
pub mod hashing;
pub mod keys;
pub mod letters;
mod limits;
mod mail;
pub mod members;
mod outbox;
pub mod paces;
pub mod secret;
mod settings;
pub mod statements;
pub mod trail;

// The features.
pub mod activity;
pub mod api_keys;
pub mod audit;
pub mod closure;
pub mod consent;
pub mod contact;
pub mod copy;
pub mod email;
pub mod factors;
mod flash;
mod freeze;
pub mod inactivity;
pub mod look;
pub mod orders;
pub mod overview;
pub mod passkeys;
pub mod password;
pub mod phone;
pub mod policy;
pub mod profile;
pub mod receipts;
mod recovery;
mod report;
pub mod retention;
pub mod sessions;
pub mod sign_in;
mod sign_up;
pub mod unsubscribe;
pub mod webhooks;

// What runs by itself, and what an operator asks.
pub mod backup;
pub mod doctor;
pub mod import;
pub mod jobs;

pub use settings::{Argon2Settings, LetterSettings, OpenProblem, Settings, SmsSettings};

use clock::{Clock, Rng};
use db::Db;
use facts::Facts;
use gateway::Gateway;
use hashing::Hasher;
use keys::{Keys, RootProblem};
use mail::Mail;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Everything the member centre can do. Cheap to clone: all clones are one.
#[derive(Clone)]
pub struct Services {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) rng: Rng,
    pub(crate) keys: Arc<Keys>,
    pub(crate) hasher: Hasher,
    pub(crate) mail: Mail,
    pub(crate) gateway: Option<Gateway>,
    pub(crate) sender: webhooks::Sender,
    pub(crate) facts: Arc<Facts>,
    pub(crate) policy: Arc<policy::Shelf>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) asides: sessions::Asides,
    pub(crate) ledger: closure::ledger::Ledger,
    pub(crate) log: Arc<audit::Log>,
    pub(crate) copies: Arc<tokio::sync::Semaphore>,
    pub(crate) site: passkeys::Site,
    pub(crate) questions: contact::Questions,
    pub(crate) estimates: Arc<password::Estimates>,
    pub(crate) posted: Arc<AtomicU64>,
}

impl Services {
    /// Opens keys and database, brings the schema up to date, and checks what the engine promises.
    ///
    /// # Errors
    /// [`OpenProblem`]: a sentence that tells the operator what to do.
    pub async fn open(settings: Settings, clock: Clock, rng: Rng) -> Result<Self, OpenProblem> {
        settings.check()?;
        let keys = Keys::open_from(&settings.keys_dir, &settings.root, &rng)?;
        let db = Db::open(&settings.database).await?;
        remember_root_key(&db, &keys, &clock).await?;
        let ledger = closure::ledger::Ledger::in_folder(&settings.keys_dir);
        let witness = audit::witness::Witness::at(settings.witness.as_deref(), &settings.keys_dir);
        let hasher = Hasher::new(&settings, keys.pepper(), &rng)?;
        let mail = Mail::open(&settings.letters, &settings.public_url)?;
        let gateway = settings.sms.as_ref().map(Gateway::open).transpose()?;
        let sender = webhooks::Sender::new(settings.webhooks_to_loopback);
        let facts = Facts::built_in()?;
        let first = policy::Shelf::new(facts.policy.clone(), &facts.purposes);
        let services = Self {
            policy: Arc::new(first.map_err(|problem| OpenProblem::Facts(problem.to_string()))?),
            facts,
            db,
            clock,
            rng,
            keys: Arc::new(keys),
            hasher,
            mail,
            gateway,
            sender,
            site: passkeys::Site::at(&settings.public_url),
            settings: Arc::new(settings),
            asides: sessions::Asides::default(),
            ledger,
            log: Arc::new(audit::Log::new(witness)),
            copies: Arc::new(tokio::sync::Semaphore::new(copy::AT_ONCE)),
            questions: contact::Questions::default(),
            estimates: Arc::new(password::Estimates::new()),
            posted: Arc::default(),
        };
        services.read_policies().await.map_err(at_the_start)?;
        services.epochs_at_the_start().await.map_err(at_the_start)?;
        services.publish_receipt_key().await.map_err(|fault| OpenProblem::Start(fault::describe(&fault)))?;
        services.erase_again().await.map_err(|fault| OpenProblem::Start(fault::describe(&fault)))?;
        Ok(services)
    }

    /// What the software was started with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The time all rules go by.
    pub fn now(&self) -> domain::calendar::Timestamp {
        self.clock.now()
    }

    /// The hashes made so far, for watching the load.
    pub fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// Waits for what pages have left to be done on the side.
    pub async fn settled(&self) {
        self.asides.finished().await;
    }

    /// Finishes what is under way and closes the database. Nothing can be asked afterwards.
    pub async fn close_database(&self) {
        self.asides.finished().await;
        if let Err(fault) = self.write_questions_down().await {
            tracing::warn!(cause = fault::describe(&fault), "questions of the last seconds were not written down");
        }
        self.db.close().await;
    }
}

/// A problem of the keys has a sentence of its own.
fn at_the_start(fault: fault::Fault) -> OpenProblem {
    match fault {
        fault::Fault::Internal(accident) => match accident.downcast::<RootProblem>() {
            Ok(problem) => OpenProblem::Keys(*problem),
            Err(accident) => OpenProblem::Start(fault::describe(&fault::Fault::<fault::Never>::Internal(accident))),
        },
        other => OpenProblem::Start(fault::describe(&other)),
    }
}

/// A database that was written under another root key would answer nothing but faults: better not to start.
async fn remember_root_key(db: &Db, keys: &Keys, clock: &Clock) -> Result<(), OpenProblem> {
    let (fingerprint, now) = (keys.fingerprint(), clock.now().micros());
    let known = db
        .write(move |tx| {
            Box::pin(async move {
                if let Some(known) = keys::rows::root(tx).await? {
                    return Ok(known);
                }
                keys::rows::insert_root(tx, &fingerprint, now).await?;
                Ok::<_, fault::Fault>(fingerprint.to_vec())
            })
        })
        .await
        .map_err(|fault| OpenProblem::Start(fault::describe(&fault)))?;
    if known == fingerprint { Ok(()) } else { Err(OpenProblem::Keys(RootProblem::OtherDatabase)) }
}
