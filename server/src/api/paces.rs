//! How often other systems may ask, and how often somebody may try keys.

use crate::config::Api;
use domain::{
    calendar::Timestamp,
    throttle::{Pace, Verdict},
};
use services::paces::Counted;
use std::net::IpAddr;

/// Wrong keys from one network. A key has 256 bits: this is about load and noise, not about guessing. (Ours.)
const WRONG_KEYS: Pace = Pace { per_minute: 30, burst: 10 };

/// What is counted at the doors of the interface.
#[derive(Debug)]
pub struct Doors {
    calls: Counted<u128>,
    wrong_keys: Counted<IpAddr>,
}

impl Doors {
    /// Doors with this configuration.
    pub fn new(config: &Api) -> Self {
        let calls = Pace { per_minute: config.calls_per_minute, burst: config.burst };
        Self { calls: Counted::new(calls), wrong_keys: Counted::new(WRONG_KEYS) }
    }

    /// Counts one call with this key.
    pub(crate) fn call(&self, key: u128, now: Timestamp) -> Verdict {
        self.calls.one_more(key, now)
    }

    /// Whether this network may show one more key.
    pub(crate) fn may_try(&self, network: IpAddr, now: Timestamp) -> Verdict {
        self.wrong_keys.look(&network, now)
    }

    /// Counts a wrong key from this network.
    pub(crate) fn wrong_key(&self, network: IpAddr, now: Timestamp) {
        self.wrong_keys.one_more(network, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_a_pace_of_its_own() {
        let doors = Doors::new(&Api { body_bytes: 1, calls_per_minute: 60, burst: 2 });
        let now = Timestamp::from_micros(1_795_316_640_000_000);
        assert!(doors.call(1, now).is_go() && doors.call(1, now).is_go());
        assert_eq!(doors.call(1, now), Verdict::Wait { seconds: 1 });
        assert!(doors.call(2, now).is_go());
    }

    #[test]
    fn looking_at_the_pace_of_wrong_keys_costs_nothing() {
        let doors = Doors::new(&Api::default());
        let (now, network) = (Timestamp::from_micros(1_795_316_640_000_000), IpAddr::from([198, 51, 100, 1]));
        for _ in 0..100 {
            assert!(doors.may_try(network, now).is_go());
        }
        for _ in 0..WRONG_KEYS.burst {
            doors.wrong_key(network, now);
        }
        assert!(!doors.may_try(network, now).is_go());
        assert!(doors.may_try(IpAddr::from([198, 51, 100, 2]), now).is_go());
    }
}
