//! What a mail server's refusal means: this one receiver, or us. (RFC 5321 section 4.2; RFC 3463)
//!
//! A password that was changed, a sender that is not allowed, a server that does not relay: they are refused with 5xx, too,
//! they hit every letter, and the operator mends them. Only what can be about nobody but the receiver is final at once.

use super::{Next, NotSent, Why};
use lettre::transport::smtp::Error;
use std::error::Error as _;
use std::sync::atomic::{AtomicBool, Ordering};

/// Refusals of a mailbox: not there, not here, not a name. The same numbers refuse senders.
const OF_A_MAILBOX: [&str; 3] = ["550", "551", "553"];
/// RFC 3463, RFC 7505: the address is wrong, has moved, or takes no mail; the mailbox is shut.
const OF_THE_RECEIVER: [&str; 6] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];
/// The server ends the conversation, or wants another password.
const OF_ALL: [&str; 6] = ["421", "454", "530", "534", "535", "538"];

/// Whether a refusal that does not say why is about the receiver: it is if the same server takes other letters of ours
/// before this one is refused again.
#[derive(Default)]
pub(super) struct Doubt {
    /// The last thing heard was that a letter was taken.
    takes: AtomicBool,
}

impl Doubt {
    pub(super) fn one_was_taken(&self) {
        self.takes.store(true, Ordering::SeqCst);
    }

    /// What this failure means; `again`: the letter was tried before.
    pub(super) fn judge(&self, error: &Error, again: bool) -> NotSent {
        let Some(status) = error.status().map(|status| status.to_string()) else {
            // Nobody answers, or nobody can be trusted; or this letter asks for something the server cannot do.
            let next = if error.is_client() { Next::Later } else { Next::WayIsShut };
            return NotSent { code: "no_connection".to_owned(), next };
        };
        // The words of the answer quote the address; of them only the number goes on.
        let reason = error.source().and_then(|words| reason_in(&words.to_string()));
        let next = self.next_of(&status, reason.as_deref(), again);
        NotSent { code: reason.map_or(status.clone(), |reason| format!("{status} {reason}")), next }
    }

    fn next_of(&self, status: &str, reason: Option<&str>, again: bool) -> Next {
        if OF_ALL.contains(&status) {
            return Next::WayIsShut;
        }
        if !OF_A_MAILBOX.contains(&status) {
            return Next::Later;
        }
        match reason {
            Some(reason) if OF_THE_RECEIVER.contains(&reason) => Next::Never(Why::Refused),
            None if self.takes.swap(false, Ordering::SeqCst) && again => Next::Never(Why::Refused),
            Some(_) | None => Next::Later,
        }
    }
}

/// The number of three parts that an answer may begin with.
fn reason_in(words: &str) -> Option<String> {
    let first = words.split_whitespace().next()?;
    let parts: Vec<&str> = first.split('.').collect();
    let digits = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    (parts.len() == 3 && parts.iter().all(digits)).then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refused_receiver_is_final_at_once() {
        let doubt = Doubt::default();
        for again in [false, true] {
            assert_eq!(doubt.next_of("550", Some("5.1.1"), again), Next::Never(Why::Refused));
            for reason in ["5.1.8", "5.7.1", "5.4.4"] {
                assert_eq!(doubt.next_of("550", Some(reason), again), Next::Later, "{reason}");
            }
            for status in ["450", "500", "501", "503", "552", "554"] {
                assert_eq!(doubt.next_of(status, None, again), Next::Later, "{status}");
            }
            assert_eq!(doubt.next_of("535", Some("5.7.8"), again), Next::WayIsShut);
        }
    }

    #[test]
    fn a_refusal_without_a_reason_is_believed_when_others_were_taken_since() {
        let doubt = Doubt::default();
        assert_eq!(doubt.next_of("550", None, true), Next::Later);
        doubt.one_was_taken();
        // Refused for the first time: the sender may have become unwelcome just now.
        assert_eq!(doubt.next_of("550", None, false), Next::Later);
        assert_eq!(doubt.next_of("550", None, true), Next::Later);
        doubt.one_was_taken();
        assert_eq!(doubt.next_of("550", None, true), Next::Never(Why::Refused));
    }

    #[test]
    fn of_an_answer_only_a_number_is_read() {
        assert_eq!(reason_in("5.1.1 <lan.anh@example.com> unknown").as_deref(), Some("5.1.1"));
        for words in ["", "lan.anh.x@example.com unknown", "5.1 short", "5.1.1.1 long", "5.1.1234", "a.b.c", "5..1"] {
            assert_eq!(reason_in(words), None, "{words}");
        }
    }
}
