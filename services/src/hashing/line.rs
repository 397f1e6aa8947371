//! The line for a hash, and the threads that make them. (security.md G9, G24)
//!
//! As many threads as hashes are made at a time, which do nothing else: the next in line is taken by the thread that has
//! just become free, so that no processor waits for a task to be woken. A visitor who hangs up leaves the line; work that
//! has begun is finished.
//!
//! Each thread keeps the memory of its hash, 19 MiB by default, for the next in line, and gives it back to the system when
//! nobody waits.

use argon2::Block;
use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// Blocks of 1 KiB that a thread's memory has room for at least. What is larger than 32 MiB glibc asks the system for and
/// gives back to it, each time (mallopt(3), `M_MMAP_THRESHOLD`); room that is never written to costs nothing.
const ROOM: usize = 33 * 1024;

/// Hands the answer over, once the place of the work is free again.
type Answer = Box<dyn FnOnce() + Send>;
type Work = Box<dyn FnOnce(&mut Vec<Block>) -> Answer + Send>;

struct Order {
    place: Arc<Taken>,
    work: Work,
}

/// A place in the line or at work; given up once.
struct Taken {
    inside: Arc<AtomicUsize>,
    /// The work has begun, or whoever asked has left.
    taken: AtomicBool,
}

impl Taken {
    /// Whether it is this caller's to take.
    fn take(&self) -> bool {
        !self.taken.swap(true, Ordering::SeqCst)
    }

    fn give_up(&self) {
        self.inside.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A visitor's place, also while they do what comes before their work. Dropped before the work has begun, it is free for another.
pub(crate) struct Place(Arc<Taken>);

impl Drop for Place {
    fn drop(&mut self) {
        if self.0.take() {
            self.0.give_up();
        }
    }
}

#[derive(Default)]
struct Orders {
    line: VecDeque<Order>,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    orders: Mutex<Orders>,
    come: Condvar,
}

impl Shared {
    fn orders(&self) -> MutexGuard<'_, Orders> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next order; `None` when the line is closed. Gives `memory` back before it waits for one.
    fn next(&self, memory: &mut Vec<Block>) -> Option<Order> {
        let mut orders = self.orders();
        loop {
            if let Some(order) = orders.line.pop_front() {
                return Some(order);
            }
            if orders.closed {
                return None;
            }
            if memory.capacity() > 0 {
                drop(orders);
                *memory = Vec::new();
                orders = self.orders();
            } else {
                orders = self.come.wait(orders).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }
}

/// Lets everything else go first where there are fewer processors than work: an answer that needs no hash, a refusal above
/// all, does not wait until somebody's is made.
fn step_back() {
    const NICE: i32 = 5;
    // On Linux this is the priority of the calling thread alone. Where it is refused, hashes go on as they would have.
    let _ = rustix::process::setpriority_process(None, NICE);
}

pub(super) struct Line {
    shared: Arc<Shared>,
    /// How many wait or are worked for.
    inside: Arc<AtomicUsize>,
    threads: usize,
    room: usize,
}

impl Line {
    /// Starts so many threads; so many more may wait.
    pub(super) fn open(threads: usize, room: usize) -> io::Result<Self> {
        let line = Self { shared: Arc::default(), inside: Arc::default(), threads, room };
        for _ in 0..threads {
            let shared = Arc::clone(&line.shared);
            std::thread::Builder::new().name("hash".to_owned()).spawn(move || {
                step_back();
                keep_working(&shared);
            })?;
        }
        Ok(line)
    }

    /// Whether work would begin at once.
    pub(super) fn is_free(&self) -> bool {
        self.inside.load(Ordering::SeqCst) < self.threads
    }

    /// Takes a place, at work or in the line; `None` when too many have one already.
    pub(super) fn enter(&self) -> Option<Place> {
        let before = self.inside.fetch_add(1, Ordering::SeqCst);
        let taken = Taken { inside: Arc::clone(&self.inside), taken: AtomicBool::new(false) };
        if before < self.threads + self.room {
            return Some(Place(Arc::new(taken)));
        }
        taken.give_up();
        None
    }

    /// Has the work done by one of the threads; `None` if it panicked or the line is closed.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        place: Place,
        work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
    ) -> Option<T> {
        let (answer, answered) = oneshot::channel();
        let work = Box::new(move |memory: &mut Vec<Block>| -> Answer {
            let made = work(memory);
            // Whoever asked may have hung up.
            Box::new(move || drop(answer.send(made)))
        });
        self.shared.orders().line.push_back(Order { place: Arc::clone(&place.0), work });
        self.shared.come.notify_one();
        answered.await.ok()
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.shared.orders().closed = true;
        self.shared.come.notify_all();
    }
}

fn keep_working(shared: &Shared) {
    let mut memory = Vec::new();
    while let Some(Order { place, work }) = shared.next(&mut memory) {
        if !place.take() {
            continue;
        }
        // A panic ends this piece of work, not the thread: its answer is never sent, and whoever waits is told so.
        let answer = catch_unwind(AssertUnwindSafe(|| work(&mut memory)));
        place.give_up();
        if let Ok(answer) = answer {
            answer();
        }
    }
}

/// The memory for a hash of so many blocks.
pub(super) fn sized(memory: &mut Vec<Block>, blocks: usize) -> &mut [Block] {
    if memory.capacity() == 0 {
        memory.reserve_exact(blocks.max(ROOM));
    }
    memory.resize(blocks, Block::default());
    memory
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    /// Work that begins, says so, and ends when it is told to.
    fn held(line: &Arc<Line>) -> (mpsc::Sender<()>, tokio::task::JoinHandle<Option<()>>) {
        let (begun, has_begun) = mpsc::channel();
        let (end, ended) = mpsc::channel();
        let own = Arc::clone(line);
        let task = tokio::spawn(async move {
            own.work(own.enter().unwrap(), move |_| {
                begun.send(()).unwrap();
                ended.recv().unwrap();
            })
            .await
        });
        // On a thread of its own kind: the test's runtime has two.
        tokio::task::block_in_place(|| has_begun.recv().unwrap());
        (end, task)
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn beyond_the_line_visitors_are_turned_away_and_who_leaves_makes_room() {
        let line = Arc::new(Line::open(1, 1).unwrap());
        let (end, first) = held(&line);
        assert!(!line.is_free());
        let mut second = Box::pin(line.work(line.enter().unwrap(), |_| 2));
        assert!(futures_poll(&mut second).await.is_none());
        assert!(line.enter().is_none());
        drop(second);
        let mut third = Box::pin(line.work(line.enter().unwrap(), |_| 3));
        assert!(futures_poll(&mut third).await.is_none());
        end.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Some(()));
        assert_eq!(third.await, Some(3));
        assert!(line.is_free());
    }

    #[tokio::test]
    async fn a_place_is_kept_while_its_visitor_gets_ready_and_is_free_when_they_leave() {
        let line = Line::open(1, 1).unwrap();
        let (at_work, in_line) = (line.enter().unwrap(), line.enter().unwrap());
        assert!(line.enter().is_none());
        drop(at_work);
        let next = line.enter().unwrap();
        assert_eq!((line.work(in_line, |_| 1).await, line.work(next, |_| 2).await), (Some(1), Some(2)));
        assert!(line.is_free());
    }

    /// Polls once.
    async fn futures_poll<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        std::future::poll_fn(|context| {
            std::task::Poll::Ready(match std::pin::Pin::new(&mut *future).poll(context) {
                std::task::Poll::Ready(done) => Some(done),
                std::task::Poll::Pending => None,
            })
        })
        .await
    }

    #[tokio::test]
    async fn work_that_panics_is_broken_and_the_next_is_done() {
        let line = Line::open(1, 4).unwrap();
        let broken: Option<()> = line.work(line.enter().unwrap(), |_| panic!("on purpose")).await;
        assert_eq!(broken, None);
        assert_eq!(line.work(line.enter().unwrap(), |_| 1).await, Some(1));
        assert!(line.is_free());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn memory_goes_to_the_next_in_line_and_back_to_the_system_when_nobody_waits() {
        let line = Arc::new(Line::open(1, 4).unwrap());
        let (end, first) = held(&line);
        let mut sizing = Box::pin(line.work(line.enter().unwrap(), |memory| sized(memory, 8).len()));
        let mut next = Box::pin(line.work(line.enter().unwrap(), |memory| memory.capacity()));
        assert!(futures_poll(&mut sizing).await.is_none() && futures_poll(&mut next).await.is_none());
        end.send(()).unwrap();
        first.await.unwrap().unwrap();
        assert_eq!(sizing.await, Some(8));
        assert_eq!(next.await, Some(ROOM));
        // Nobody waited after it: what the thread finds now is new, whether or not it had slept in between.
        let mut kept = ROOM;
        while kept != 0 {
            kept = line.work(line.enter().unwrap(), |memory| memory.capacity()).await.unwrap();
            tokio::task::yield_now().await;
        }
    }
}
