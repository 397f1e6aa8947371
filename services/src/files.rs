//! Files, where waiting for them harms nobody: a disk that hangs must not hold the threads members are served by.

use crate::fault::Fault;
use std::io;

/// Does this where it may take its time.
///
/// # Errors
/// [`Fault::Internal`] with what went wrong.
pub(crate) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Fault> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|error| Fault::Internal(error.into())),
        Err(_) => Err(Fault::broken("work on a file panicked")),
    }
}
