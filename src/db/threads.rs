//! The database threads: a few, each with the connection it lives with. Requests wait in one bounded line; whoever
//! waits too long, or finds the line full, is told so at once.

use super::seat::{RETRY_AFTER_S, Seat, unavailable};
use crate::problem::{Code, Problem};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Limits of the line to the database.
#[derive(Debug, Clone, Copy)]
pub struct PoolSettings {
    /// Threads, and so connections.
    pub size: u32,
    /// Requests that may wait; the next one is answered 503.
    pub queue_max: u32,
    /// How long a request waits for its turn before it is answered 503.
    pub wait: Duration,
    /// How long work that was begun may take before its request is answered without it.
    pub answer: Duration,
}

/// How the line to the database stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Threads, each with a connection of its own.
    pub size: u32,
    /// Threads that work on a request.
    pub in_use: u32,
    /// Requests that wait for a thread.
    pub waiting: u32,
}

pub(super) struct Threads {
    line: Arc<Line>,
    wait: Duration,
    answer: Duration,
    threads: Vec<JoinHandle<()>>,
}

impl Threads {
    pub fn start(url: &str, settings: PoolSettings) -> std::io::Result<Self> {
        let line = Arc::new(Line::new(usize::try_from(settings.queue_max).unwrap_or(usize::MAX)));
        let mut threads = Self { line, wait: settings.wait, answer: settings.answer, threads: Vec::new() };
        for n in 0..settings.size {
            let (line, url) = (Arc::clone(&threads.line), url.to_owned());
            let thread =
                std::thread::Builder::new().name(format!("db-{n}")).spawn(move || line.serve(Seat::new(url)))?;
            threads.threads.push(thread);
        }
        Ok(threads)
    }

    pub fn standing(&self) -> Standing {
        let queue = self.line.queue();
        let waiting = queue.waiting.iter().filter(|job| job.turn.waits()).count();
        Standing {
            size: u32::try_from(self.threads.len()).unwrap_or(u32::MAX),
            in_use: queue.in_use,
            waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
        }
    }

    /// Runs the work on a database thread. It is not begun when nobody waits for it any more: the time is up, or the
    /// future was dropped because the client has gone. Once begun it is finished, but nobody waits for a database that
    /// has fallen silent: `late` is what the request is told then.
    pub async fn run<T: Send + 'static>(
        &self,
        late: Code,
        work: impl FnOnce(&mut Seat, Instant) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (tell, mut told) = oneshot::channel();
        let turn = Arc::new(Turn::default());
        let waiting = Waiting(Arc::clone(&turn));
        let work = Box::new(move |seat: &mut Seat, deadline| {
            let _ = tell.send(work(seat, deadline)); // nobody listens when the client has gone
        });
        self.line.join(Job { turn, deadline: Instant::now() + self.wait, work })?;
        let outcome = match tokio::time::timeout(self.wait, &mut told).await {
            Ok(outcome) => outcome,
            Err(_) if waiting.0.give_up() => return Err(unavailable(&"waited too long for a database thread")),
            Err(_) => match tokio::time::timeout(self.answer, told).await {
                Ok(outcome) => outcome,
                Err(_) => return Err(silent(late)),
            },
        };
        outcome.unwrap_or_else(|_| Err(Problem::internal("the work on a database thread panicked")))
    }
}

fn silent(late: Code) -> Problem {
    Problem { cause: Some("the database did not answer".into()), ..Problem::new(late) }.retry_after(RETRY_AFTER_S)
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.line.close();
        for thread in self.threads.drain(..) {
            let _ = thread.join(); // a thread outlives every panic of its work
        }
    }
}

/// One request's turn: it waits, then either is taken by a thread or given up, never both.
#[derive(Debug, Default)]
struct Turn(AtomicU8);

impl Turn {
    const WAITS: u8 = 0;
    const TAKEN: u8 = 1;
    const GIVEN_UP: u8 = 2;

    fn waits(&self) -> bool {
        self.0.load(Ordering::Acquire) == Self::WAITS
    }

    fn take(&self) -> bool {
        self.leave_for(Self::TAKEN)
    }

    fn give_up(&self) -> bool {
        self.leave_for(Self::GIVEN_UP)
    }

    fn leave_for(&self, next: u8) -> bool {
        self.0.compare_exchange(Self::WAITS, next, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

/// Gives the turn up when its future is dropped.
struct Waiting(Arc<Turn>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

struct Job {
    turn: Arc<Turn>,
    deadline: Instant,
    work: Box<dyn FnOnce(&mut Seat, Instant) + Send>,
}

struct Line {
    queue: Mutex<Queue>,
    bell: Condvar,
    queue_max: usize,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Job>,
    in_use: u32,
    idle: u32,
    closed: bool,
}

impl Line {
    fn new(queue_max: usize) -> Self {
        Self { queue: Mutex::default(), bell: Condvar::new(), queue_max }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn join(&self, job: Job) -> Result<(), Problem> {
        let mut queue = self.queue();
        if queue.waiting.len() >= self.queue_max {
            queue.waiting.retain(|job| job.turn.waits());
        }
        if queue.waiting.len() >= self.queue_max && queue.idle == 0 {
            return Err(unavailable(&"too many requests wait for a database thread"));
        }
        queue.waiting.push_back(job);
        let somebody_sleeps = queue.idle > 0;
        drop(queue);
        if somebody_sleeps {
            self.bell.notify_one();
        }
        Ok(())
    }

    fn serve(&self, mut seat: Seat) {
        while let Some(job) = self.next(&mut seat) {
            let done = catch_unwind(AssertUnwindSafe(|| (job.work)(&mut seat, job.deadline)));
            if done.is_err() {
                tracing::error!("work on a database thread panicked; its connection was closed");
            }
            self.queue().in_use -= 1;
        }
    }

    /// The next job that somebody still waits for; none once closed. A thread that must wait settles its connection
    /// first: nobody sleeps on a snapshot.
    fn next(&self, seat: &mut Seat) -> Option<Job> {
        let mut queue = self.queue();
        loop {
            if let Some(job) = queue.waiting.pop_front() {
                if job.turn.take() {
                    queue.in_use += 1;
                    return Some(job);
                }
            } else if queue.closed {
                return None;
            } else if !seat.is_settled() {
                drop(queue);
                seat.settle();
                queue = self.queue();
            } else {
                queue.idle += 1;
                queue = self.bell.wait(queue).unwrap_or_else(PoisonError::into_inner);
                queue.idle -= 1;
            }
        }
    }

    fn close(&self) {
        self.queue().closed = true;
        self.bell.notify_all();
    }
}
