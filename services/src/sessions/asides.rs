//! Work a page does not wait for. It is never lost sight of: a failure is logged, and closing waits for all of it.

use crate::fault::{self, Fault};
use std::sync::Arc;
use tokio::sync::{Semaphore, TryAcquireError};

/// At most so many at once; beyond that the work is left out, because the next request will ask for it again.
const AT_ONCE: u32 = 256;

/// Work on the side.
#[derive(Clone)]
pub struct Asides(Arc<Semaphore>);

impl Default for Asides {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE as usize)))
    }
}

impl Asides {
    /// Does `work` on the side; `name` is told to the log if it fails.
    pub(crate) fn spawn(&self, name: &'static str, work: impl Future<Output = Result<(), Fault>> + Send + 'static) {
        match Arc::clone(&self.0).try_acquire_owned() {
            Ok(permit) => {
                tokio::spawn(async move {
                    if let Err(fault) = work.await {
                        tracing::warn!(aside = name, cause = fault::describe(&fault), "work on the side failed");
                    }
                    drop(permit);
                });
            }
            Err(TryAcquireError::NoPermits) => {
                tracing::warn!(aside = name, "work on the side was left out: too much of it");
            }
            Err(TryAcquireError::Closed) => {}
        }
    }

    /// Waits until nothing is under way.
    pub async fn finished(&self) {
        // All permits together are free only when no work holds one. The gate is never closed.
        drop(self.0.acquire_many(AT_ONCE).await);
    }
}
