//! How long a signed-in member stays signed in. (MC-5.1b, MC-5.3a; `security.md`, "Decisions already taken" and G7)
//!
//! A session has two ends. The absolute end is fixed when it starts and nothing ever moves it; the idle end moves on
//! with each request, up to the absolute one. Sensitive acts also need a password proved only minutes ago.

use std::time::Duration;

use crate::calendar::Timestamp;
use crate::member::id;

id! {
    /// The number of a session: what lists and the trail name it by. It opens nothing; only the token in the cookie does.
    SessionId
}

/// For how long the token a session had before is still told from one that never was. It opens nothing: a second press that was on
/// its way while the first gave the session another token is led where the first one leads. (Ours: a slow answer on a phone.)
pub const FORMER_TOKEN_KNOWN_FOR: Duration = Duration::from_secs(30);

/// The periods of a session. The default is the decided one; an operator may set others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SessionRules {
    /// Without a request for this long, an ordinary session is over. 30 minutes (`security.md`, decisions).
    pub idle: Duration,
    /// An ordinary session is over after this, however busy. 12 hours (`security.md`, decisions).
    pub absolute: Duration,
    /// With "keep me signed in": absolute and idle period alike. 30 days (`security.md`, decisions).
    pub kept: Duration,
    /// For how long a proved password opens sensitive acts. 10 minutes (`security.md`, decisions).
    pub fresh: Duration,
}

impl Default for SessionRules {
    fn default() -> Self {
        Self {
            idle: Duration::from_mins(30),
            absolute: Duration::from_hours(12),
            kept: Duration::from_hours(30 * 24),
            fresh: Duration::from_mins(10),
        }
    }
}

impl SessionRules {
    /// The absolute end of a session that starts now. Store it; nothing may move it later.
    pub fn ends(&self, now: Timestamp, kept: bool) -> Timestamp {
        now.plus(if kept { self.kept } else { self.absolute })
    }

    /// The idle end of a session that is used now, before the absolute end is looked at.
    pub fn idle_ends(&self, now: Timestamp, kept: bool) -> Timestamp {
        now.plus(if kept { self.kept } else { self.idle })
    }

    /// The idle end to store after a request: later than before, but never later than the absolute end.
    pub fn touched(&self, ends_at: Timestamp, now: Timestamp, kept: bool) -> Timestamp {
        self.idle_ends(now, kept).min(ends_at)
    }

    /// Whether a session with these two ends may still be used. At the very instant of an end it is over.
    pub fn is_alive(&self, ends_at: Timestamp, idle_ends_at: Timestamp, now: Timestamp) -> bool {
        now < ends_at && now < idle_ends_at
    }

    /// Whether the password was proved recently enough for a sensitive act.
    ///
    /// A proof from the future (a clock set back) is not fresh: it would stay so for as long as the clock is wrong.
    pub fn is_fresh(&self, proved_at: Timestamp, now: Timestamp) -> bool {
        proved_at <= now && now < proved_at.plus(self.fresh)
    }
}

/// What was proved in a session, and when: the password, and the second factor or a passkey if they ever were.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Proved {
    /// The password.
    pub password_at: Timestamp,
    /// The second factor.
    pub factor_at: Option<Timestamp>,
    /// A passkey, after its device had verified the person: two factors in one.
    pub passkey_at: Option<Timestamp>,
}

impl SessionRules {
    /// Whether enough was proved recently enough for a sensitive act: the password, and the second factor too where the
    /// account has one, or a passkey. Password and second factor never stand in for each other; a passkey is both.
    pub fn is_fresh_enough(&self, proved: Proved, has_factor: bool, now: Timestamp) -> bool {
        let factor = proved.factor_at.is_some_and(|at| self.is_fresh(at, now));
        let passkey = proved.passkey_at.is_some_and(|at| self.is_fresh(at, now));
        passkey || (self.is_fresh(proved.password_at, now) && (factor || !has_factor))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn a_session_ends_after_half_an_idle_hour() {
        let rules = SessionRules::default();
        let idle_ends_at = rules.touched(rules.ends(at(0), false), at(0), false);
        assert!(rules.is_alive(at(43_200), idle_ends_at, at(30 * 60 - 1)));
        assert!(!rules.is_alive(at(43_200), idle_ends_at, at(30 * 60)));
    }

    #[test]
    fn a_busy_session_ends_after_twelve_hours_all_the_same() {
        let rules = SessionRules::default();
        let ends_at = rules.ends(at(0), false);
        let eleven_fifty_nine = at(12 * 3600 - 60);
        let idle_ends_at = rules.touched(ends_at, eleven_fifty_nine, false);
        assert_eq!(idle_ends_at, ends_at);
        assert!(!rules.is_alive(ends_at, idle_ends_at, at(12 * 3600)));
    }

    #[test]
    fn keeping_me_signed_in_lasts_thirty_days_idle_or_not() {
        let rules = SessionRules::default();
        let ends_at = rules.ends(at(0), true);
        let idle_ends_at = rules.touched(ends_at, at(0), true);
        assert!(rules.is_alive(ends_at, idle_ends_at, at(30 * 86_400 - 1)));
        assert!(!rules.is_alive(ends_at, rules.touched(ends_at, at(29 * 86_400), true), at(30 * 86_400)));
    }

    #[test]
    fn a_proved_password_is_fresh_for_ten_minutes() {
        let rules = SessionRules::default();
        assert!(rules.is_fresh(at(0), at(599)));
        assert!(!rules.is_fresh(at(0), at(600)));
    }

    #[test]
    fn a_proof_from_the_future_is_not_fresh() {
        assert!(!SessionRules::default().is_fresh(at(10), at(9)));
    }

    proptest! {
        #[test]
        fn where_there_is_a_factor_nothing_is_fresh_without_it(password in 0_i64..2_000, factor in proptest::option::of(0_i64..2_000), now in 0_i64..2_000) {
            let rules = SessionRules::default();
            let proved = Proved { password_at: at(password), factor_at: factor.map(at), passkey_at: None };
            if rules.is_fresh_enough(proved, true, at(now)) {
                prop_assert!(rules.is_fresh(at(password), at(now)));
                prop_assert!(factor.is_some_and(|factor| rules.is_fresh(at(factor), at(now))));
            }
            prop_assert_eq!(rules.is_fresh_enough(proved, false, at(now)), rules.is_fresh(at(password), at(now)));
        }

        // ASVS: V7.3.2
        #[test]
        fn a_passkey_is_both_factors_for_ten_minutes_and_nothing_after(passkey in 0_i64..2_000, now in 0_i64..2_000, has_factor: bool) {
            let rules = SessionRules::default();
            let proved = Proved { password_at: at(i64::MIN / 4_000_000), factor_at: None, passkey_at: Some(at(passkey)) };
            prop_assert_eq!(rules.is_fresh_enough(proved, has_factor, at(now)), passkey <= now && now < passkey + 600);
        }

        #[test]
        fn no_row_of_requests_extends_the_absolute_end(
            kept: bool,
            steps in proptest::collection::vec(0_i64..200_000, 0..60),
        ) {
            let rules = SessionRules::default();
            let ends_at = rules.ends(at(0), kept);
            let mut idle_ends_at = rules.touched(ends_at, at(0), kept);
            let mut now = 0;
            for step in steps {
                now += step;
                if !rules.is_alive(ends_at, idle_ends_at, at(now)) {
                    break;
                }
                idle_ends_at = rules.touched(ends_at, at(now), kept);
                prop_assert!(idle_ends_at <= ends_at);
                prop_assert!(at(now) < ends_at);
            }
            prop_assert!(!rules.is_alive(ends_at, idle_ends_at, ends_at));
        }
    }
}
