//! The settings of one server: a TOML file, overridden by the environment, checked before anything is opened.
//!
//! Every key has a default with which a stranger's first start works. A key that does not exist is refused: a
//! misspelt deadline must not be a silent default. Secrets come from the file or the environment, never from the
//! command line, and print as `***`. `docs/operating.md` lists every key; a test compares that table with this file.

mod environment;
pub mod origin;
mod secret;
mod tables;

pub use origin::Origin;
pub use secret::SecretText;
pub use tables::{
    Api, Audit, Backup, Closure, Controller, Deadlines, LetterFolder, Letters, Limits, Log, LogFormat, Passwords,
    RootKey, Sessions, Sms, Webhooks,
};

use domain::controller::is_line;
use domain::inactivity::InactiveAfter;
use domain::retention::{Held, Period};
use serde::{Deserialize, Serialize};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

/// All settings. Field names are the keys of the file; a nested struct is a `[table]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// The address members type, without a path. Absent: `http://localhost` with the port listened on.
    pub public_url: Option<String>,
    /// Folder with the built site: `assets.json`, `pkg/` and the public files.
    pub site: PathBuf,
    /// `sqlite:PATH` or `postgres://…`.
    pub database: SecretText,
    /// Folder of the root key file and the epoch keys. It must not lie beside the database's backups.
    pub keys: PathBuf,
    /// Where the root key comes from, if not from a file in the folder of keys.
    pub root_key: RootKey,
    /// Networks of reverse proxies whose `X-Forwarded-For` is believed, as `ADDRESS` or `ADDRESS/BITS`.
    pub trusted_proxies: Vec<String>,
    /// `mailto:` or `https:` address for reports of security holes, shown in `/.well-known/security.txt`.
    pub security_contact: Option<String>,
    /// Who answers for the data.
    pub controller: Controller,
    /// The log of decisions.
    pub audit: Audit,
    /// Where letters go.
    pub letters: Letters,
    /// Where text messages go.
    pub sms: Sms,
    /// Where other systems hear of changes.
    pub webhooks: Webhooks,
    /// How passwords are judged and hashed.
    pub passwords: Passwords,
    /// How long a sign-in lasts.
    pub sessions: Sessions,
    /// How closing an account runs.
    pub closure: Closure,
    /// Whom backups are sealed to.
    pub backup: Backup,
    /// How long a visitor may keep a connection waiting.
    pub deadlines: Deadlines,
    /// How much a visitor may send or hold.
    pub limits: Limits,
    /// How much another system may send and ask.
    pub api: Api,
    /// What is written to the log.
    pub log: Log,
}

/// Why the settings cannot be used. Prints one sentence that says what to change, and never a secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigProblem {
    /// The file cannot be read.
    #[error("The configuration file {path} cannot be read: {source}.")]
    Unreadable {
        /// The file asked for.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The file or the environment does not fit the table of keys.
    #[error("The configuration does not fit: {0} docs/operating.md lists every key.")]
    Misfit(String),
    /// A value fits its type but cannot work.
    #[error("The configuration key {key} cannot be used: {why}.")]
    Unusable {
        /// The key, with its table.
        key: &'static str,
        /// The reason and the way out, without a full stop.
        why: String,
    },
}

impl Config {
    /// Reads the file, if one is named, then the environment over it, and checks the result.
    ///
    /// # Errors
    /// [`ConfigProblem`] when the file cannot be read, a key is unknown, or a value cannot work.
    pub fn load(file: Option<&Path>, environment: &[(String, String)]) -> Result<Self, ConfigProblem> {
        let text = match file {
            None => String::new(),
            Some(path) => std::fs::read_to_string(path)
                .map_err(|source| ConfigProblem::Unreadable { path: path.to_owned(), source })?,
        };
        let mut config = environment::overlaid(&text, environment)?;
        config.database.resolve("database")?;
        if let Some(url) = &mut config.letters.smtp_url {
            url.resolve("letters.smtp_url")?;
        }
        if let Some(token) = &mut config.sms.token {
            token.resolve("sms.token")?;
        }
        if let Some(key) = &mut config.root_key.value {
            key.resolve("root_key.value")?;
        }
        config.check()?;
        Ok(config)
    }

    /// The names of variables that look like ours but are no key; worth a warning, since a typo hides there.
    pub fn strangers(environment: &[(String, String)]) -> Vec<String> {
        environment::strangers(environment)
    }

    fn check(&self) -> Result<(), ConfigProblem> {
        let unusable = |key, why: &str| Err(ConfigProblem::Unusable { key, why: why.to_owned() });
        if !(8..=64).contains(&self.passwords.min_length) {
            return unusable("passwords.min_length", "it must lie between 8 and 64");
        }
        if self.sessions.fresh_minutes > 10 {
            return unusable("sessions.fresh_minutes", "it must lie between 0 and 10");
        }
        if self.closure.grace_days > 14 {
            return unusable("closure.grace_days", "it must lie between 0 and 14");
        }
        if self.closure.inactive_days > 0 && InactiveAfter::days(self.closure.inactive_days).is_none() {
            return unusable("closure.inactive_days", "it must be at least 365, or 0 for never");
        }
        for (key, value, most) in self.controller.all() {
            if value.is_some_and(|value| !is_line(value, most)) {
                return Err(ConfigProblem::Unusable {
                    key,
                    why: format!("it must be one line of 1 to {most} characters"),
                });
            }
        }
        // What members read about sessions must stay true.
        let published = match Held::Sessions.rule().period {
            Period::UntilItEnds { hours } => u64::from(hours),
            _ => u64::MAX,
        };
        if self.sessions.kept_days == 0 || self.sessions.kept_days.saturating_mul(24) > published {
            return unusable("sessions.kept_days", "it must lie between 1 and the 30 days that /policy publishes");
        }
        if self.sessions.absolute_hours == 0 || self.sessions.absolute_hours > published {
            return unusable("sessions.absolute_hours", "it must lie between 1 and the 30 days that /policy publishes");
        }
        if self.letters.smtp_url.is_some() && self.letters.from.is_none() {
            return unusable("letters.from", "a mail server is named, so the sender is needed");
        }
        if self.sms.url.is_some() != self.sms.token.is_some() {
            return unusable("sms.token", "sms.url and sms.token belong together; name both or neither");
        }
        if self.root_key.value.is_some() && !self.root_key.command.is_empty() {
            return unusable("root_key.command", "root_key.value is set, too; name one of them");
        }
        if self.limits.connections == 0 {
            return unusable("limits.connections", "it must be at least 1");
        }
        if self.limits.header_bytes < 1024 || self.limits.header_bytes > 64 * 1024 {
            return unusable("limits.header_bytes", "it must lie between 1024 and 65536");
        }
        if self.api.calls_per_minute == 0 || self.api.burst == 0 {
            return unusable("api.calls_per_minute", "it and api.burst must be at least 1");
        }
        for (key, seconds) in self.deadlines.all() {
            if !(0.01..=3600.0).contains(&seconds) {
                return unusable(key, "it must lie between 0.01 and 3600 seconds");
            }
        }
        self.origin(self.listen.port())?;
        crate::networks::Networks::parse(&self.trusted_proxies)
            .map_err(|why| ConfigProblem::Unusable { key: "trusted_proxies", why })?;
        Ok(())
    }

    /// The address members type; `port` is the one really listened on.
    ///
    /// # Errors
    /// [`ConfigProblem::Unusable`] when `public_url` is no origin, or is plain http elsewhere than on this machine.
    pub fn origin(&self, port: u16) -> Result<Origin, ConfigProblem> {
        match &self.public_url {
            None => Ok(Origin::on_this_machine(port)),
            Some(url) => Origin::parse(url).map_err(|why| ConfigProblem::Unusable { key: "public_url", why }),
        }
    }
}

/// Seconds of the configuration, already checked to be sensible, as a duration.
pub fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::ZERO)
}

mod defaults;
