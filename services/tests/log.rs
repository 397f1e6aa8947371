//! What this process logs, at every level and by every crate in it, while somebody listens.

use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, set_global_default};
use tracing::{Event, Metadata, Subscriber};

static LISTENING: AtomicBool = AtomicBool::new(false);
static LOG: Mutex<String> = Mutex::new(String::new());

/// From here on everything is written down.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| set_global_default(Ears).expect("nobody else listens"));
    LISTENING.store(true, Ordering::SeqCst);
}

/// What was logged since.
pub(crate) fn heard() -> Vec<u8> {
    LOG.lock().unwrap_or_else(PoisonError::into_inner).clone().into_bytes()
}

struct Ears;

/// Every field of a line, as whoever logs it lets it be read.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Writing to a string does not fail.
        let _ = write!(self.0, "{field}={value:?} ");
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let _ = write!(self.0, "{field}={value} ");
    }
}

fn written(work: impl FnOnce(&mut Line)) {
    let mut line = Line(String::new());
    work(&mut line);
    let mut log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    log.push_str(&line.0);
    log.push('\n');
}

impl Subscriber for Ears {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }

    fn enabled(&self, _: &Metadata<'_>) -> bool {
        LISTENING.load(Ordering::Relaxed)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        written(|line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        written(|line| values.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        written(|line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
