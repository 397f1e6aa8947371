//! Does what was written down to be done later: letters, events, erasures, what has expired. (house rule 12)

use crate::desk::Desk;
use services::{fault::Fault, jobs::Delivered, webhooks::EndpointId};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::{Interval, MissedTickBehavior, interval},
};

/// Between two rounds of everything: short enough that a letter after a crash is not missed by its reader.
const ROUND: Duration = Duration::from_secs(5);

/// Between two looks for events. They are many at times and nobody waits at a screen, so no bell is rung for each.
const LOOK: Duration = Duration::from_secs(1);

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
/// Letters, text messages and events have loops of their own: a mail server, a gateway or an endpoint that hangs holds up no
/// erasure and nothing that expires, and neither of them another.
pub async fn work(desk: Arc<Desk>, stopped: watch::Receiver<bool>) {
    let (letters, texts) = (letters(&desk, stopped.clone()), texts(&desk, stopped.clone()));
    tokio::join!(jobs(&desk, stopped.clone()), letters, texts, webhooks(&desk, stopped));
}

async fn jobs(desk: &Desk, mut stopped: watch::Receiver<bool>) {
    let mut round = rounds(ROUND);
    while !*stopped.borrow_and_update() {
        told(tokio::select! {
            _stop = stopped.changed() => Ok(()),
            _time = round.tick() => desk.services.run_due_jobs().await.map(drop),
        });
    }
}

/// After an act at once, because somebody waits for what it wrote.
async fn letters(desk: &Desk, mut stopped: watch::Receiver<bool>) {
    let mut round = rounds(ROUND);
    while !*stopped.borrow_and_update() {
        told(tokio::select! {
            _stop = stopped.changed() => Ok(()),
            _time = round.tick() => desk.services.deliver_letters().await.map(drop),
            () = desk.jobs.letters.notified() => desk.services.deliver_letters().await.map(drop),
        });
    }
}

/// Without a gateway, too: what waits from a day when there was one is thrown away.
async fn texts(desk: &Desk, mut stopped: watch::Receiver<bool>) {
    let mut round = rounds(ROUND);
    while !*stopped.borrow_and_update() {
        told(tokio::select! {
            _stop = stopped.changed() => Ok(()),
            _time = round.tick() => desk.services.deliver_texts().await.map(drop),
            () = desk.jobs.texts.notified(), if desk.services.confirms_phones() => desk.services.deliver_texts().await.map(drop),
        });
    }
}

/// Each endpoint is served by a task of its own: one that hangs delays no other.
async fn webhooks(desk: &Desk, mut stopped: watch::Receiver<bool>) {
    let (mut round, mut served) = (rounds(LOOK), BTreeSet::new());
    let mut under_way: JoinSet<(EndpointId, Result<Delivered, Fault>)> = JoinSet::new();
    let serve = |endpoint: EndpointId| {
        let services = desk.services.clone();
        async move { (endpoint, services.deliver_webhooks_to(endpoint).await) }
    };
    while !*stopped.borrow_and_update() {
        tokio::select! {
            _stop = stopped.changed() => {}
            Some(done) = under_way.join_next() => match done {
                Ok((endpoint, Ok(delivered))) if delivered.goes_well() => drop(under_way.spawn(serve(endpoint))),
                Ok((endpoint, outcome)) => {
                    served.remove(&endpoint);
                    told(outcome.map(drop));
                }
                // Nobody can say whose it was: all are looked at anew.
                Err(_) => served.clear(),
            },
            _time = round.tick() => match desk.services.webhooks_due().await {
                Ok(due) => {
                    for endpoint in due.into_iter().filter(|endpoint| served.insert(*endpoint)) {
                        under_way.spawn(serve(endpoint));
                    }
                }
                Err(fault) => told(Err(fault)),
            },
        }
    }
    // What was begun is ended, so that it is not sent twice.
    while under_way.join_next().await.is_some() {}
}

fn rounds(every: Duration) -> Interval {
    let mut round = interval(every);
    round.set_missed_tick_behavior(MissedTickBehavior::Delay);
    round
}

fn told(done: Result<(), Fault>) {
    if let Err(fault) = done {
        services::fault::report(&fault);
    }
}
