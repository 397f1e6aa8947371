//! The tables of the file.

use super::SecretText;
use domain::controller::{ADDRESS_MOST, LINE_MOST};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `[controller]`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Controller {
    /// The name in law of whoever answers for the data. Absent: Metiz Cinema.
    pub name: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Its address for letters about personal data.
    pub email: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// The person or unit that looks after personal data.
    pub contact: Option<String>,
}

impl Controller {
    /// Every key with its value and the most characters of one.
    pub(super) fn all(&self) -> [(&'static str, Option<&str>, usize); 5] {
        [
            ("controller.name", self.name.as_deref(), LINE_MOST),
            ("controller.address", self.address.as_deref(), ADDRESS_MOST),
            ("controller.email", self.email.as_deref(), LINE_MOST),
            ("controller.phone", self.phone.as_deref(), LINE_MOST),
            ("controller.contact", self.contact.as_deref(), LINE_MOST),
        ]
    }
}

/// `[letters]`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Letters {
    /// Folder to which letters are written as files when no mail server is named.
    pub folder: LetterFolder,
    /// `smtps://user:password@host` or `smtp://host`; absent: letters go to the folder.
    pub smtp_url: Option<SecretText>,
    /// The sender, needed with `smtp_url`.
    pub from: Option<String>,
}

/// `[sms]`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sms {
    /// `https://…` of the gateway text messages leave by; plain http to this machine only. Absent: none are sent.
    pub url: Option<String>,
    /// What the gateway knows us by, needed with `url`.
    pub token: Option<SecretText>,
}

/// `[webhooks]`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Webhooks {
    /// Whether endpoints may lie on this machine, by plain http, too: for trying things out.
    pub allow_loopback: bool,
}

/// A folder whose default is `var/letters`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(transparent)]
pub struct LetterFolder(pub PathBuf);

impl Default for LetterFolder {
    fn default() -> Self {
        Self(PathBuf::from("var/letters"))
    }
}

/// `[root_key]`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct RootKey {
    /// 64 hexadecimal digits. Absent: see `command`; neither: the file `root.key` in the folder of keys.
    pub value: Option<SecretText>,
    /// A program and its arguments that writes the 64 digits to its standard output.
    pub command: Vec<String>,
}

/// `[passwords]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Passwords {
    /// Fewest code points of a new password (8 to 64). 15 is NIST SP 800-63B-4 without a second factor.
    pub min_length: usize,
    /// argon2id memory in KiB. The default is OWASP's floor.
    pub memory_kib: u32,
    /// argon2id passes.
    pub passes: u32,
    /// argon2id lanes.
    pub lanes: u32,
    /// How many passwords are hashed at once. 0: one per processor.
    pub permits: usize,
    /// How many hashes may wait for a permit before the rest is asked to come back.
    pub queue: usize,
}

/// `[sessions]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sessions {
    /// A session nobody uses ends after so many minutes.
    pub idle_minutes: u64,
    /// A session ends after so many hours, used or not.
    pub absolute_hours: u64,
    /// "Keep me signed in" lasts so many days.
    pub kept_days: u64,
    /// For so many minutes after the password was typed, sensitive acts do not ask for it again.
    pub fresh_minutes: u64,
}

/// `[closure]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Closure {
    /// Days in which a closed account can be opened again (0 to 14).
    pub grace_days: u8,
    /// After so many days without use members are told, twice, and then closed; 0: never.
    pub inactive_days: u16,
}

/// `[audit]`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Audit {
    /// File into which every checkpoint of the log of decisions is written; absent: `consents.witness` beside the root key.
    pub witness: Option<PathBuf>,
}

/// `[backup]`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Backup {
    /// age recipients (`age1…`) that backups are sealed to.
    pub recipients: Vec<String>,
}

/// `[deadlines]`, in seconds; fractions are allowed.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Deadlines {
    /// From the connection to its first byte.
    pub first_byte: f64,
    /// From a request's first byte to the end of its header.
    pub header: f64,
    /// From the end of the header to the end of the body.
    pub body: f64,
    /// For the server's own work on one request.
    pub handler: f64,
    /// Between two requests on one connection.
    pub idle: f64,
    /// For a visitor who does not take the answer.
    pub write_stall: f64,
    /// From the signal to stop until the last connection is cut.
    pub shutdown: f64,
}

/// `[limits]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Connections open at once.
    pub connections: u32,
    /// Connections open at once from one IPv4 address or one IPv6 /64. Loopback and trusted proxies are exempt.
    pub connections_per_network: u32,
    /// Bytes of a request's header.
    pub header_bytes: usize,
    /// Fields of a request's header.
    pub header_fields: usize,
    /// Bytes of a request's path and query.
    pub uri_bytes: usize,
    /// Bytes of a request's body.
    pub body_bytes: usize,
}

/// `[api]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Api {
    /// Bytes of a call's body.
    pub body_bytes: usize,
    /// Calls a minute with one key, in the long run.
    pub calls_per_minute: u32,
    /// Calls at once with one key, after a pause.
    pub burst: u32,
}

/// `[log]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// What is written: a level (`error`, `warn`, `info`, `debug`, `trace`) or a list of `target=level`.
    pub filter: String,
    /// `text` for people, `json` for machines.
    pub format: LogFormat,
}

/// How a log line is written.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One readable line.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl Deadlines {
    /// Every deadline with its key.
    pub(super) fn all(&self) -> [(&'static str, f64); 7] {
        [
            ("deadlines.first_byte", self.first_byte),
            ("deadlines.header", self.header),
            ("deadlines.body", self.body),
            ("deadlines.handler", self.handler),
            ("deadlines.idle", self.idle),
            ("deadlines.write_stall", self.write_stall),
            ("deadlines.shutdown", self.shutdown),
        ]
    }
}
