//! What the software is started with. Each setting has a meaning, a unit, and a default with its origin.

use crate::db::{DatabaseUrl, DbProblem};
use crate::keys::{RootProblem, RootSource};
use crate::secret::Secret;
use domain::closure::{GRACE_DAYS, GRACE_DAYS_MOST};
use domain::controller::Controller;
use domain::inactivity::InactiveAfter;
use domain::password::Password;
use domain::sessions::SessionRules;
use std::path::PathBuf;

/// The settings of the services. [`Settings::new`] has the defaults.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the data lies.
    pub database: DatabaseUrl,
    /// The folder of `root.key` and `epochs.keys`, readable by this account only.
    pub keys_dir: PathBuf,
    /// Where the root key comes from.
    pub root: RootSource,
    /// The file every checkpoint of the log of decisions is written into; `None`: `consents.witness` beside the root key.
    pub witness: Option<PathBuf>,
    /// Who answers for the data, as far as the operator said.
    pub controller: Controller,
    /// Where letters go.
    pub letters: LetterSettings,
    /// The gateway text messages leave by; `None`: none are sent, and phone numbers are not confirmed.
    pub sms: Option<SmsSettings>,
    /// Whether endpoints of other systems may lie on this machine, by plain http, too: for trying things out.
    pub webhooks_to_loopback: bool,
    /// The address members reach the centre at, without a slash at its end; letters link to nothing else.
    pub public_url: String,
    /// The cost of a password hash.
    pub argon2: Argon2Settings,
    /// Hashes at the same time; `None`: one a core, in a quarter of the memory at most.
    pub hash_permits: Option<usize>,
    /// Hashes that may wait. 60 are about 1.5 s of work on two cores (security.md section 7).
    pub hash_queue: usize,
    /// Days in which a closing can be taken back, 0 to 14.
    pub closure_grace_days: u8,
    /// After how long without use members are told, twice, and then closed; `None`: never.
    pub inactive_after: Option<InactiveAfter>,
    /// The shortest password in code points, 8 to 64; 15 is strict NIST SP 800-63B-4.
    pub password_min_length: usize,
    /// How long sessions last.
    pub sessions: SessionRules,
}

/// The cost of a password hash; raising it re-hashes each member's password at their next sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Settings {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Argon2Settings {
    /// OWASP's floor (password storage cheat sheet): 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, lanes: 1 }
    }
}

/// Where letters go.
#[derive(Clone, Debug)]
pub enum LetterSettings {
    /// One `.eml` file each, into this folder: for trying things out, or for another program that sends them.
    Files(PathBuf),
    /// To a mail server.
    Smtp {
        /// `smtps://user:password@host` or `smtp://…?tls=required`; without TLS only to this machine.
        url: Secret,
        /// The sender: `Metiz Cinema <no-reply@…>`.
        from: String,
        /// Where letters were written before there was a mail server: what is left there goes in its time.
        folder: PathBuf,
    },
}

/// The gateway text messages leave by. docs/operating.md has its contract.
#[derive(Clone, Debug)]
pub struct SmsSettings {
    /// `https://…`; plain http to this machine only.
    pub url: String,
    /// What it knows us by, sent as `Authorization: Bearer`.
    pub token: Secret,
}

impl Settings {
    /// The defaults around what has none.
    pub fn new(database: DatabaseUrl, keys_dir: PathBuf, letters: LetterSettings, public_url: String) -> Self {
        Self {
            database,
            keys_dir,
            root: RootSource::default(),
            witness: None,
            controller: Controller::default(),
            letters,
            sms: None,
            webhooks_to_loopback: false,
            public_url,
            argon2: Argon2Settings::default(),
            hash_permits: None,
            hash_queue: 60,
            closure_grace_days: GRACE_DAYS,
            inactive_after: None,
            password_min_length: Password::MIN,
            sessions: SessionRules::default(),
        }
    }

    pub(crate) fn check(&self) -> Result<(), OpenProblem> {
        let refuse = |sentence| Err(OpenProblem::Setting(sentence));
        if self.closure_grace_days > GRACE_DAYS_MOST {
            return refuse("closure.grace_days is 0 to 14");
        }
        if !(Password::MIN..=64).contains(&self.password_min_length) {
            return refuse("password.min_length is 8 to 64");
        }
        let url = &self.public_url;
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        if !host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ', '\r', '\n'])) {
            return refuse("public_url is https:// and a host name, without a path or a slash at its end");
        }
        if self.hash_permits == Some(0) {
            return refuse("hash_permits is at least 1");
        }
        Ok(())
    }
}

/// Why the services do not start; each is a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenProblem {
    /// A setting that cannot be.
    #[error("a setting is wrong: {0}")]
    Setting(&'static str),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] RootProblem),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbProblem),
    /// The mail server or folder.
    #[error("letters cannot be sent: {0}")]
    Letters(String),
    /// The gateway of text messages.
    #[error("text messages cannot be sent: {0}")]
    TextMessages(&'static str),
    /// A file of `data/` that does not fit the software it was built into.
    #[error("the data built into this program is wrong: {0}")]
    Facts(String),
    /// Anything else at the start.
    #[error("the first look into the database failed: {0}")]
    Start(String),
}
