//! What a service answers when it does not do what was asked.
//!
//! A refusal is a value: the member reads a sentence about it. An accident is ours: it is logged once, with an
//! incident number, and carries codes only, never what somebody typed.

use crate::db::takes_nobody;
use std::error::Error;

/// No refusal is possible: only accidents and a full house are.
pub type Never = std::convert::Infallible;

/// Something broke that no member can mend. Printed into the log, so it must not carry personal data.
pub type Accident = Box<dyn Error + Send + Sync>;

/// Why a service did not do what was asked. `R` is the feature's own refusal, a closed list of codes.
#[derive(Debug)]
pub enum Fault<R = Never> {
    /// The rules say no. Nothing was changed but what the rules say about refusals (a counter, a trail entry).
    Refused(R),
    /// Too much work is waiting; asking again after `wait_s` seconds makes sense. Nothing was done.
    Busy {
        /// Seconds until another try makes sense.
        wait_s: u32,
    },
    /// Too many tries with this name or from this network. Nothing was done.
    TooManyTries {
        /// Seconds until another try is looked at.
        wait_s: u32,
    },
    /// So many tries in a row were wrong that waiting helps no more: a known device, or a new password by letter. Nothing was done.
    KnownDeviceOnly,
    /// The session that asks has ended since the request came. Nothing was done.
    SessionEnded,
    /// The account is closing, perhaps only since the request came, and this is not for accounts that are. Nothing was done.
    AccountClosing,
    /// An accident. Whether anything was done is unknown only if the commit itself failed.
    Internal(Accident),
}

impl<R> Fault<R> {
    /// An accident described by our own words.
    pub fn broken(sentence: &'static str) -> Self {
        Self::Internal(sentence.into())
    }

    /// What was refused; or the fault that is none of the rules'.
    ///
    /// # Errors
    /// Every fault but a refusal.
    pub fn refusal<S>(self) -> Result<R, Fault<S>> {
        Err(match self {
            Self::Refused(refusal) => return Ok(refusal),
            Self::Busy { wait_s } => Fault::Busy { wait_s },
            Self::TooManyTries { wait_s } => Fault::TooManyTries { wait_s },
            Self::KnownDeviceOnly => Fault::KnownDeviceOnly,
            Self::SessionEnded => Fault::SessionEnded,
            Self::AccountClosing => Fault::AccountClosing,
            Self::Internal(accident) => Fault::Internal(accident),
        })
    }

    /// The same fault where the refusal has become another type.
    pub fn map<S>(self, refusal: impl FnOnce(R) -> S) -> Fault<S> {
        self.refusal().map_or_else(|fault| fault, |reason| Fault::Refused(refusal(reason)))
    }

    /// The same fault where nothing can be refused: a refusal all the same is an accident, described by our own words.
    pub fn unrefused<S>(self, sentence: &'static str) -> Fault<S> {
        self.refusal().map_or_else(|fault| fault, |_refusal| Fault::broken(sentence))
    }
}

impl Fault<Never> {
    /// The same fault where a refusal would have been possible.
    pub fn widen<R>(self) -> Fault<R> {
        self.map(|never| match never {})
    }
}

impl<R> From<Accident> for Fault<R> {
    fn from(accident: Accident) -> Self {
        match accident.downcast::<sqlx::Error>() {
            Ok(error) => Self::from(*error),
            Err(other) => Self::Internal(other),
        }
    }
}

impl<R> From<crate::keys::KeyFault> for Fault<R> {
    fn from(fault: crate::keys::KeyFault) -> Self {
        Self::Internal(Box::new(fault))
    }
}

impl<R> From<sqlx::Error> for Fault<R> {
    fn from(error: sqlx::Error) -> Self {
        match error {
            // All connections were in use for the whole waiting time: overload, not an accident.
            sqlx::Error::PoolTimedOut => Self::Busy { wait_s: 2 },
            // Nor is a server that is away: whoever asks comes back when it has.
            error if takes_nobody(&error) => Self::Busy { wait_s: 2 },
            other => Self::Internal(Box::new(other)),
        }
    }
}

/// What may be said about a fault in a log: codes and our own sentences, never a value.
pub(crate) fn describe<R>(fault: &Fault<R>) -> String {
    match fault {
        Fault::Refused(_) => "refused".to_owned(),
        Fault::Busy { .. } => "busy".to_owned(),
        Fault::TooManyTries { .. } => "too_many_tries".to_owned(),
        Fault::KnownDeviceOnly => "known_device_only".to_owned(),
        Fault::SessionEnded => "session_ended".to_owned(),
        Fault::AccountClosing => "account_closing".to_owned(),
        Fault::Internal(accident) => describe_accident(accident),
    }
}

fn describe_accident(accident: &Accident) -> String {
    match accident.downcast_ref::<sqlx::Error>() {
        // The engine's text could quote a value; its code and our name of the constraint cannot.
        Some(sqlx::Error::Database(error)) => {
            format!(
                "database code {} constraint {}",
                error.code().unwrap_or_default(),
                error.constraint().unwrap_or("none")
            )
        }
        Some(sqlx::Error::Io(error)) => format!("database connection: {:?}", error.kind()),
        Some(sqlx::Error::RowNotFound) => "database: a row is missing".to_owned(),
        Some(sqlx::Error::ColumnDecode { index, .. }) => format!("database: column {index} cannot be read"),
        Some(_) => "database: other error".to_owned(),
        None => accident.to_string(),
    }
}

/// Logs a fault once and answers the number it can be found by, for the page to show.
pub fn report<R>(fault: &Fault<R>) -> String {
    let mut incident = uuid::Uuid::new_v4().simple().to_string();
    // Twelve digits are read out on the phone more easily, and 48 bits do not collide within a log.
    incident.truncate(12);
    tracing::error!(incident, cause = describe(fault), "a fault of ours");
    incident
}

/// What an operator who asked by hand is told about a fault: codes and our own sentences.
pub fn sentence(fault: &Fault) -> String {
    describe(fault)
}

#[cfg(test)]
mod tests {
    use super::{Fault, Never};
    use std::io::{Error, ErrorKind};

    #[test]
    fn whoever_finds_the_database_away_is_asked_to_come_back() {
        let fault = |kind: ErrorKind| Fault::<Never>::from(sqlx::Error::Io(Error::from(kind)));
        assert!(matches!(fault(ErrorKind::ConnectionRefused), Fault::Busy { .. }));
        assert!(matches!(fault(ErrorKind::BrokenPipe), Fault::Internal(_)), "what was under way may have happened");
    }
}
