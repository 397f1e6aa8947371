//! Does what was written down to be done later: letters, erasures, what has expired. (house rule 12)

use crate::desk::Desk;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

/// Between two rounds of everything: short enough that a letter after a crash is not missed by its reader.
const ROUND: Duration = Duration::from_secs(5);

/// Works until told to stop. A round that has begun is finished: its jobs are safe to repeat, but need not be.
///
/// After an act only letters are looked for, because somebody waits for them. What expires does not hurry, and a round of
/// everything is about ten writes.
pub async fn work(desk: Arc<Desk>, mut stopped: watch::Receiver<bool>) {
    let mut round = interval(ROUND);
    round.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !*stopped.borrow_and_update() {
        let done = tokio::select! {
            _stop = stopped.changed() => Ok(()),
            _time = round.tick() => desk.services.run_due_jobs().await.map(drop),
            () = desk.jobs.notified() => desk.services.deliver_letters().await.map(drop),
        };
        if let Err(fault) = done {
            services::fault::report(&fault);
        }
    }
}
