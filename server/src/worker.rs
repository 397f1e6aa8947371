//! Does what was written down to be done later: letters, erasures, what has expired. (house rule 12)

use crate::desk::Desk;
use services::fault::Fault;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{Notify, watch},
    time::{Interval, MissedTickBehavior, interval},
};

/// Between two rounds of everything: short enough that a letter after a crash is not missed by its reader.
const ROUND: Duration = Duration::from_secs(5);

/// Rung by whoever wrote something down to be done later.
#[derive(Default)]
pub struct Bell {
    letters: Notify,
    texts: Notify,
}

impl Bell {
    /// Letters and text messages can leave at once.
    pub fn ring(&self) {
        self.letters.notify_one();
        self.texts.notify_one();
    }
}

/// Works until told to stop. A round that has begun is finished: its jobs are safe to repeat, but need not be.
///
/// Text messages have a loop of their own: a gateway that hangs holds up no letter, no erasure and nothing that expires.
pub async fn work(desk: Arc<Desk>, stopped: watch::Receiver<bool>) {
    tokio::join!(jobs(&desk, stopped.clone()), texts(&desk, stopped));
}

/// After an act only letters are looked for, because somebody waits for them. What expires does not hurry, and a round of
/// everything is about ten writes.
async fn jobs(desk: &Desk, mut stopped: watch::Receiver<bool>) {
    let mut round = rounds();
    while !*stopped.borrow_and_update() {
        told(tokio::select! {
            _stop = stopped.changed() => Ok(()),
            _time = round.tick() => desk.services.run_due_jobs().await.map(drop),
            () = desk.jobs.letters.notified() => desk.services.deliver_letters().await.map(drop),
        });
    }
}

/// Without a gateway, too: what waits from a day when there was one is thrown away.
async fn texts(desk: &Desk, mut stopped: watch::Receiver<bool>) {
    let mut round = rounds();
    while !*stopped.borrow_and_update() {
        told(tokio::select! {
            _stop = stopped.changed() => Ok(()),
            _time = round.tick() => desk.services.deliver_texts().await.map(drop),
            () = desk.jobs.texts.notified(), if desk.services.confirms_phones() => desk.services.deliver_texts().await.map(drop),
        });
    }
}

fn rounds() -> Interval {
    let mut round = interval(ROUND);
    round.set_missed_tick_behavior(MissedTickBehavior::Delay);
    round
}

fn told(done: Result<(), Fault>) {
    if let Err(fault) = done {
        services::fault::report(&fault);
    }
}
