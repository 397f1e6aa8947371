//! The defaults. Origins: deadlines and limits, security.md section 6; password cost, OWASP's floor; sessions and
//! grace days, product.md and security.md "Decisions already taken".

use super::{
    Api, Audit, Backup, Closure, Config, Controller, Deadlines, Letters, Limits, Log, LogFormat, Passwords, RootKey,
    SecretText, Sessions, Sms, Webhooks,
};
use std::{net::SocketAddr, path::PathBuf};

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            public_url: None,
            site: PathBuf::from("target/site"),
            database: SecretText::new("sqlite:var/metiz.db"),
            keys: PathBuf::from("var/keys"),
            root_key: RootKey::default(),
            trusted_proxies: Vec::new(),
            security_contact: None,
            controller: Controller::default(),
            audit: Audit::default(),
            letters: Letters::default(),
            sms: Sms::default(),
            webhooks: Webhooks::default(),
            passwords: Passwords::default(),
            sessions: Sessions::default(),
            closure: Closure::default(),
            backup: Backup::default(),
            deadlines: Deadlines::default(),
            limits: Limits::default(),
            api: Api::default(),
            log: Log::default(),
        }
    }
}

impl Default for Passwords {
    fn default() -> Self {
        // 60 hashes are about 1.5 s of work on two cores (security.md section 7).
        Self { min_length: 8, memory_kib: 19_456, passes: 2, lanes: 1, permits: 0, queue: 60 }
    }
}

impl Default for Sessions {
    fn default() -> Self {
        Self { idle_minutes: 30, absolute_hours: 12, kept_days: 30, fresh_minutes: 10 }
    }
}

impl Default for Closure {
    fn default() -> Self {
        Self { grace_days: 7, inactive_days: 0 }
    }
}

impl Default for Deadlines {
    fn default() -> Self {
        Self { first_byte: 5.0, header: 10.0, body: 15.0, handler: 10.0, idle: 15.0, write_stall: 60.0, shutdown: 30.0 }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 2_000,
            connections_per_network: 50,
            header_bytes: 16 * 1024,
            header_fields: 64,
            uri_bytes: 2 * 1024,
            body_bytes: 16 * 1024,
        }
    }
}

impl Default for Api {
    fn default() -> Self {
        // A hundred orders of the longest kind are about 200 KiB; a busy evening of one cinema is a few calls a minute.
        Self { body_bytes: 256 * 1024, calls_per_minute: 600, burst: 60 }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { filter: "info".to_owned(), format: LogFormat::Text }
    }
}
