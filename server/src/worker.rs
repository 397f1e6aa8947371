//! Does what was written down to be done later: letters, erasures, what has expired. (house rule 12)

use crate::desk::Desk;
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::timeout};

/// Between two rounds when no act rings: short enough that a letter after a crash is not missed by its reader.
const ROUND: Duration = Duration::from_secs(5);

/// Works until told to stop. A round that has begun is finished: its jobs are safe to repeat, but need not be.
pub async fn work(desk: Arc<Desk>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow_and_update() {
        if let Err(fault) = desk.services.run_due_jobs().await {
            services::fault::report(&fault);
        }
        tokio::select! {
            // Either is a reason for another round; the pause only bounds the wait.
            _rung_or_time = timeout(ROUND, desk.jobs.notified()) => {}
            _stop = stopped.changed() => {}
        }
    }
}
