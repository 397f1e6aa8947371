//! The one error that travels to a browser. It carries codes and our own values, never what was typed:
//! it may end up in a log.

use domain::form::Problem;
use leptos::prelude::FromServerFnError;
use leptos::server_fn::{codec::JsonEncoding, error::ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Why an act was not carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PageError {
    /// Nobody is signed in, or the session has ended.
    SignInNeeded,
    /// The act asks for a password given within the last minutes.
    FreshSignInNeeded,
    /// The rules refused it; each problem names its field where there is one.
    Refused(Vec<Problem>),
    /// Too many attempts; the wait in seconds.
    TooManyTries {
        /// Seconds until the next attempt is looked at.
        wait_s: u32,
    },
    /// So many attempts in a row were wrong that waiting helps no more: a known device, or a new password by letter.
    KnownDeviceOnly,
    /// The server has no room for this now; the wait in seconds.
    Busy {
        /// Seconds after which it is worth trying again.
        wait_s: u32,
    },
    /// More was sent than any form of ours holds.
    TooLarge,
    /// Not there, or not yours: the same answer for both.
    NotFound,
    /// A fault of ours, logged under this number.
    Broken {
        /// The number under which the fault is in the log.
        incident: String,
    },
    /// The server could not be reached, or its answer could not be read.
    Unreachable,
}

impl FromServerFnError for PageError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::NotFound
            }
            _ => Self::Unreachable,
        }
    }
}
