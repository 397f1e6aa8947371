//! Keeps the time of one connection: who is waiting for whom, and since when. (security.md finding 1, G25)
//!
//! hyper alone closes neither a connection that never says a word nor one that never takes its answer, and it counts
//! the pause between two requests as the reading of a header. So the socket is watched here: the watched socket and
//! the service note each step in a [`Pace`], and the connection's task cuts the connection when a step lasts too long.

use crate::headers;
use hyper::rt::{Read, ReadBufCursor, Write};
use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicU64, Ordering::Relaxed},
    },
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::Instant;

/// How long each step may last.
#[derive(Clone, Copy, Debug)]
pub struct Allowed {
    /// Until the first byte of the connection.
    pub first_byte: Duration,
    /// From the first byte of a header to its last.
    pub header: Duration,
    /// Between two requests.
    pub idle: Duration,
    /// While the visitor takes none of the answer.
    pub write_stall: Duration,
}

const FRESH: u8 = 0;
const HEADER: u8 = 1;
const ANSWERING: u8 = 2;
const IDLE: u8 = 3;

/// The step a connection is in. Shared by its socket, its service and its task; never contended.
#[derive(Debug)]
pub struct Pace {
    born: Instant,
    step: AtomicU8,
    step_since_ms: AtomicU64,
    /// Zero: nothing is stuck.
    stuck_since_ms: AtomicU64,
}

impl Pace {
    /// A connection that was accepted just now.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            born: Instant::now(),
            step: AtomicU8::new(FRESH),
            step_since_ms: AtomicU64::new(0),
            stuck_since_ms: AtomicU64::new(0),
        })
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn enter(&self, step: u8) {
        self.step_since_ms.store(self.now_ms(), Relaxed);
        self.step.store(step, Relaxed);
    }

    /// The header is complete; from here the service keeps its own deadlines until the guard is dropped with the answer.
    pub fn answering(self: &Arc<Self>) -> Answering {
        self.enter(ANSWERING);
        Answering(Arc::clone(self))
    }

    /// Whether nobody would miss this connection: no request has begun and no answer is on its way.
    pub fn is_quiet(&self) -> bool {
        matches!(self.step.load(Relaxed), FRESH | IDLE) && self.stuck_since_ms.load(Relaxed) == 0
    }

    /// When to look again, or `None` when a step has lasted too long and the connection is to be cut.
    ///
    /// A step that begins later cannot end before `now` plus the shortest allowance, so looking at the earlier of the
    /// two is exact without being woken at every step.
    pub fn look_again(&self, allowed: &Allowed) -> Option<Instant> {
        let now = self.now_ms();
        let shortest = allowed.header.min(allowed.idle).min(allowed.write_stall).min(allowed.first_byte);
        let mut next = now.saturating_add(millis(shortest).max(1));
        let stuck = self.stuck_since_ms.load(Relaxed);
        let of_step = match self.step.load(Relaxed) {
            FRESH => Some(allowed.first_byte),
            HEADER => Some(allowed.header),
            // An answer that is stuck is not an idle visitor: it has its own, longer allowance.
            IDLE if stuck == 0 => Some(allowed.idle),
            _ => None,
        };
        let ends = [
            of_step.map(|allowance| self.step_since_ms.load(Relaxed).saturating_add(millis(allowance))),
            (stuck != 0).then(|| stuck.saturating_add(millis(allowed.write_stall))),
        ];
        for end in ends.into_iter().flatten() {
            if end <= now {
                return None;
            }
            next = next.min(end);
        }
        Some(self.born + Duration::from_millis(next))
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Held while a request is being answered; dropping it makes the connection idle.
#[derive(Debug)]
pub struct Answering(Arc<Pace>);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.enter(IDLE);
    }
}

/// A socket that notes in a [`Pace`] what happens on it.
#[derive(Debug)]
pub struct Watched<S> {
    socket: S,
    pace: Arc<Pace>,
    /// Our own words for a refusal of hyper's, and how many bytes hyper believes to have written with them.
    instead: Option<(Vec<u8>, usize, usize)>,
}

impl<S> Watched<S> {
    /// Watches the socket.
    pub fn new(socket: S, pace: Arc<Pace>) -> Self {
        Self { socket, pace, instead: None }
    }

    fn note<T>(&self, written: &Poll<io::Result<T>>) {
        if written.is_ready() {
            self.pace.stuck_since_ms.store(0, Relaxed);
        } else if self.pace.stuck_since_ms.load(Relaxed) == 0 {
            self.pace.stuck_since_ms.store(self.pace.now_ms().max(1), Relaxed);
        }
    }
}

impl<S: Read + Unpin> Read for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, mut buf: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        // A lent `ReadBufCursor` does not come back, so what arrived could not be counted: hence a buffer of our own.
        let mut lent = [std::mem::MaybeUninit::<u8>::uninit(); CHUNK];
        let room = buf.remaining().min(CHUNK);
        let mut part = hyper::rt::ReadBuf::uninit(&mut lent[..room]);
        ready!(Pin::new(&mut self.socket).poll_read(cx, part.unfilled()))?;
        let bytes = part.filled();
        buf.put_slice(bytes);
        if !bytes.is_empty() && matches!(self.pace.step.load(Relaxed), FRESH | IDLE) {
            self.pace.enter(HEADER);
        }
        Poll::Ready(Ok(()))
    }
}

/// A whole header of the usual size comes with one read; a longer one with a few.
const CHUNK: usize = 4096;

impl<S: Write + Unpin> Watched<S> {
    /// Writes our own words for hyper's; reports hyper's length once all of ours are out.
    fn poll_instead(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        while let Some((words, sent, believed)) = &mut self.instead {
            if *sent == words.len() {
                let believed = *believed;
                self.instead = None;
                return Poll::Ready(Ok(believed));
            }
            let written = Pin::new(&mut self.socket).poll_write(cx, &words[*sent..]);
            if let Poll::Ready(Ok(bytes)) = &written {
                *sent += bytes;
            }
            self.note(&written);
            if ready!(written)? == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
        }
        Poll::Ready(Ok(0))
    }
}

impl<S: Write + Unpin> Write for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.instead.is_none()
            && self.pace.step.load(Relaxed) == HEADER
            && let Some(words) = headers::instead_of(buf)
        {
            self.instead = Some((words, 0, buf.len()));
        }
        if self.instead.is_some() {
            return self.poll_instead(cx);
        }
        let written = Pin::new(&mut self.socket).poll_write(cx, buf);
        self.note(&written);
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        // A refusal of hyper's must arrive here as one slice; pages are flattened anyway, they are one buffer.
        false
    }
}
