//! A setting that may hold a password.

use super::ConfigProblem;
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

/// Text that prints as `***`. A value `@PATH` means: the first line of that file, so that a secret can be mounted
/// instead of written.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct SecretText(String);

impl SecretText {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that opens a connection with it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Replaces `@PATH` by the first line of that file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn resolve(&mut self, key: &'static str) -> Result<(), ConfigProblem> {
        if let Some(path) = self.0.strip_prefix('@') {
            let text = std::fs::read_to_string(path)
                .map_err(|source| ConfigProblem::Unusable { key, why: format!("{path} cannot be read: {source}") })?;
            text.lines().next().unwrap_or_default().trim().clone_into(&mut self.0);
        }
        Ok(())
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Serialize for SecretText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("***")
    }
}
