//! How often another system may ask: an even pace with room for a burst. (MC-5.3a; security.md T27)

use std::time::Duration;

use super::Verdict;
use crate::calendar::Timestamp;

/// An even pace with room for a burst (the generic cell rate algorithm: one instant is all there is to remember).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// So many a minute in the long run; at least 1.
    pub per_minute: u32,
    /// So many at once after a pause; at least 1.
    pub burst: u32,
}

impl Pace {
    /// Whether one more fits in now. `paid_until` is what the last call answered, `None` before the first; answers the
    /// new one, to be kept.
    pub fn one_more(&self, paid_until: Option<Timestamp>, now: Timestamp) -> (Verdict, Timestamp) {
        let each = Duration::from_mins(1) / self.per_minute.max(1);
        let paid_until = paid_until.map_or(now, |paid_until| paid_until.max(now));
        let after = paid_until.plus(each);
        let allowed = each * self.burst.max(1);
        if after.since(now) <= allowed {
            (Verdict::Go, after)
        } else {
            (Verdict::until(after.minus(allowed), now), paid_until)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{prop_assert, proptest};

    const PACE: Pace = Pace { per_minute: 60, burst: 5 };

    fn at(millis: u64) -> Timestamp {
        Timestamp::from_micros(1_795_316_640_000_000).plus(Duration::from_millis(millis))
    }

    #[test]
    fn a_burst_passes_and_then_the_pace_holds() {
        let mut paid = None;
        let mut ask = |now| {
            let (verdict, until) = PACE.one_more(paid, now);
            paid = Some(until);
            verdict
        };
        for _ in 0..5 {
            assert_eq!(ask(at(0)), Verdict::Go);
        }
        assert_eq!(ask(at(0)), Verdict::Wait { seconds: 1 });
        assert_eq!(ask(at(500)), Verdict::Wait { seconds: 1 });
        assert_eq!(ask(at(1_000)), Verdict::Go);
        assert_eq!(ask(at(1_001)), Verdict::Wait { seconds: 1 });
        // After a long pause there is a burst again, and no more than that.
        for _ in 0..5 {
            assert_eq!(ask(at(3_600_000)), Verdict::Go);
        }
        assert!(!ask(at(3_600_000)).is_go());
    }

    proptest! {
        #[test]
        fn no_way_of_asking_gets_more_than_the_pace_and_one_burst(gaps in proptest::collection::vec(0_u64..3_000, 1..200)) {
            let (mut paid, mut now, mut passed) = (None, 0, 0_u64);
            for gap in gaps {
                now += gap;
                let (verdict, until) = PACE.one_more(paid, at(now));
                paid = Some(until);
                passed += u64::from(verdict.is_go());
            }
            prop_assert!(passed <= 5 + now / 1_000, "{passed} in {now} ms");
        }
    }
}
