//! Many visitors at once, each waiting for its answer before it asks again, for a time that is set.

use crate::{
    client::Line,
    usage::{Cpu, Used},
};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::{task::JoinSet, time::sleep};

/// How many come, how long, and how hasty they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Crowd {
    /// Keep-alive connections at once.
    pub(crate) connections: usize,
    /// Asked but not counted, so that caches and connections are as in the middle of a day.
    pub(crate) warm_up: Duration,
    /// How long answers are counted.
    pub(crate) time: Duration,
    /// Between an answer and the next request.
    pub(crate) pause: Duration,
}

/// What the crowd met.
#[derive(Debug, Default)]
pub(crate) struct Met {
    /// From the request to the whole answer, of answers with status 200, in microseconds, sorted.
    pub(crate) good_us: Vec<u32>,
    /// Good answers, with those of the warm-up and those that came late.
    pub(crate) good_ever: u32,
    /// The same as `good_us` of refusals for want of room: 429 and 503.
    pub(crate) refused_us: Vec<u32>,
    /// Anything else, by status; 0 is a connection that broke.
    pub(crate) odd: BTreeMap<u16, u32>,
    /// How long was counted.
    pub(crate) time: Duration,
    /// Processor time meanwhile.
    pub(crate) used: Used,
}

impl Met {
    /// Good answers in a second.
    pub(crate) fn rate(&self) -> f64 {
        count(&self.good_us) / self.time.as_secs_f64()
    }

    /// The server's processor time for one good answer, in microseconds.
    pub(crate) fn cost_us(&self) -> f64 {
        self.used.server * 1e6 / count(&self.good_us).max(1.0)
    }

    /// Which part of the machine other programs had meanwhile, in percent.
    pub(crate) fn others_percent(&self) -> f64 {
        let processors = std::thread::available_parallelism()
            .map_or(1.0, |count| f64::from(u32::try_from(count.get()).unwrap_or(1)));
        100.0 * self.used.others / (self.time.as_secs_f64() * processors)
    }

    fn add(&mut self, other: Self) {
        self.good_us.extend(other.good_us);
        self.good_ever += other.good_ever;
        self.refused_us.extend(other.refused_us);
        for (status, times) in other.odd {
            *self.odd.entry(status).or_default() += times;
        }
    }

    fn note(&mut self, status: u16, took: Duration) {
        let us = u32::try_from(took.as_micros()).unwrap_or(u32::MAX);
        match status {
            200 => self.good_us.push(us),
            429 | 503 => self.refused_us.push(us),
            odd => *self.odd.entry(odd).or_default() += 1,
        }
    }
}

/// The time within which the given share of sorted answers came, in milliseconds; `NaN` for none.
pub(crate) fn within_ms(sorted_us: &[u32], percent: usize) -> f64 {
    let last = sorted_us.len().saturating_sub(1);
    sorted_us.get((sorted_us.len() * percent / 100).min(last)).map_or(f64::NAN, |us| f64::from(*us) / 1000.0)
}

fn count(list: &[u32]) -> f64 {
    f64::from(u32::try_from(list.len()).unwrap_or(u32::MAX))
}

/// Lets the crowd in. `script` makes for each connection what writes its next request.
pub(crate) async fn drive<S>(server: (SocketAddr, u32), crowd: Crowd, script: impl Fn(usize) -> S) -> Met
where
    S: FnMut(&mut Vec<u8>) + Send + 'static,
{
    let (address, process) = server;
    let began = Instant::now() + crowd.warm_up;
    let mut visitors = JoinSet::new();
    for connection in 0..crowd.connections {
        visitors.spawn(visit(address, crowd, began, script(connection)));
    }
    sleep(crowd.warm_up).await;
    let before = Cpu::now(process);
    sleep(crowd.time).await;
    let used = Cpu::now(process).since(&before);
    let mut met = Met { time: crowd.time, used, ..Met::default() };
    while let Some(visitor) = visitors.join_next().await {
        met.add(visitor.unwrap_or_default());
    }
    met.good_us.sort_unstable();
    met.refused_us.sort_unstable();
    met
}

async fn visit(address: SocketAddr, crowd: Crowd, began: Instant, mut script: impl FnMut(&mut Vec<u8>)) -> Met {
    let end = began + crowd.time;
    let (mut met, mut request, mut line) = (Met::default(), Vec::new(), None);
    while Instant::now() < end {
        request.clear();
        script(&mut request);
        let asked = Instant::now();
        let status = ask(&mut line, address, &request).await;
        let answered = Instant::now();
        met.good_ever += u32::from(status == 200);
        // Answers that come after the end belong to no second that is counted.
        if (began..end).contains(&answered) {
            met.note(status, answered - asked);
        }
        if !crowd.pause.is_zero() {
            sleep(crowd.pause).await;
        }
    }
    met
}

/// The status, or 0 when the connection broke; the next request then opens another.
async fn ask(line: &mut Option<Line>, address: SocketAddr, request: &[u8]) -> u16 {
    if line.is_none() {
        *line = Line::dial(address).await.ok();
    }
    let Some(open) = line else { return 0 };
    match open.ask(request).await {
        Ok(reply) => reply.status,
        Err(_broken) => {
            *line = None;
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_measured_times() {
        let sorted: Vec<u32> = (1..=100).map(|ms| ms * 1000).collect();
        assert!((within_ms(&sorted, 50) - 51.0).abs() < 1e-9);
        assert!((within_ms(&sorted, 99) - 100.0).abs() < 1e-9);
        assert!((within_ms(&sorted, 100) - 100.0).abs() < 1e-9);
        assert!(within_ms(&[], 99).is_nan());
    }
}
