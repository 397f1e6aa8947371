//! The services' own settings, read out of the configuration.

use crate::config::{Config, Origin};
use domain::controller::Controller;
use domain::inactivity::InactiveAfter;
use domain::sessions::SessionRules;
use services::{
    Argon2Settings, LetterSettings, Settings, SmsSettings, db::DatabaseUrl, keys::RootSource, secret::Secret,
};
use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Settings for this configuration and this public address.
///
/// # Errors
/// A sentence, when a value cannot be read.
pub fn of(config: &Config, origin: &Origin) -> Result<Settings, String> {
    let database = DatabaseUrl::parse(config.database.reveal())
        .ok_or("The configuration key database must be sqlite:PATH or postgres://….")?;
    let folder = config.letters.folder.0.clone();
    let letters = match (&config.letters.smtp_url, &config.letters.from) {
        (Some(url), Some(from)) => LetterSettings::Smtp { url: Secret::new(url.reveal()), from: from.clone(), folder },
        _ => LetterSettings::Files(folder),
    };
    let passwords = &config.passwords;
    let argon2 = Argon2Settings { memory_kib: passwords.memory_kib, passes: passwords.passes, lanes: passwords.lanes };
    let root = match (&config.root_key.value, config.root_key.command.as_slice()) {
        (Some(key), _) => RootSource::Given(Secret::new(key.reveal())),
        (None, []) => RootSource::File,
        (None, words) => RootSource::Command(words.to_vec()),
    };
    let sms = match (&config.sms.url, &config.sms.token) {
        (Some(url), Some(token)) => Some(SmsSettings { url: url.clone(), token: Secret::new(token.reveal()) }),
        _ => None,
    };
    Ok(Settings {
        sms,
        webhooks_to_loopback: config.webhooks.allow_loopback,
        root,
        argon2,
        hash_permits: (passwords.permits > 0).then_some(passwords.permits),
        hash_queue: passwords.queue,
        closure_grace_days: config.closure.grace_days,
        inactive_after: InactiveAfter::days(config.closure.inactive_days),
        password_min_length: passwords.min_length,
        sessions: sessions(config),
        controller: controller(config),
        witness: config.audit.witness.clone(),
        ..Settings::new(database, config.keys.clone(), letters, origin.as_str().to_owned())
    })
}

fn controller(config: &Config) -> Controller {
    let crate::config::Controller { name, address, email, phone, contact } = config.controller.clone();
    Controller { name, address, email, phone, contact }
}

fn sessions(config: &Config) -> SessionRules {
    let sessions = &config.sessions;
    SessionRules {
        idle: Duration::from_secs(sessions.idle_minutes.saturating_mul(MINUTE)),
        absolute: Duration::from_secs(sessions.absolute_hours.saturating_mul(HOUR)),
        kept: Duration::from_secs(sessions.kept_days.saturating_mul(DAY)),
        fresh: Duration::from_secs(sessions.fresh_minutes.saturating_mul(MINUTE)),
    }
}
