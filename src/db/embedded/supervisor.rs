//! Keeping the server alive (看护): one thread starts it, watches it, starts it again when it dies, and stops it.
//!
//! The thread that spawned the server must outlive it, for the kernel takes the thread's end for the program's end. So all spawning,
//! signalling and reaping happens here, which also rules out a signal to a process id that has passed to somebody else.

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::launch::{Running, Server};
use super::leftovers;
use super::place::Lock;
use super::space::{Ballast, ended_for_want_of_room};
use super::{Health, StartError};

/// A server that dies more often than this is not helped by starting it once more.
const RESTARTS_PER_MINUTE_MAX: usize = 5;
const WATCH_POLL_MS: u64 = 100;
const READY_POLL_MS: u64 = 20;
/// How often a disk that was full is looked at.
const ROOM_POLL_MS: u64 = 500;
/// Without any sign of life from a server that is starting.
const SILENCE_SECONDS_MAX: u64 = 60;
/// Recovery after a crash answers "the database system is starting up" and may take long.
const RECOVERY_SECONDS_MAX: u64 = 30 * 60;
/// Longer than the ladder of ever harder signals takes.
const STOP_WAIT_SECONDS_MAX: u64 = 60;

#[derive(Debug)]
pub struct Supervisor {
    board: Arc<Board>,
}

impl Supervisor {
    /// Returns when the server accepts connections. The lock is given free when the server has ended.
    pub fn start(server: Server, lock: Lock) -> Result<Self, StartError> {
        let board = Arc::new(Board::default());
        let (report, first_start) = mpsc::channel();
        let ballast = Ballast::of(&server.place.data_dir);
        let watch = Watch { server, ballast, board: Arc::clone(&board) };
        let keep_alive = move || {
            let end = watch.run(report);
            watch.server.place.close_socket_directory();
            drop(lock);
            watch.board.update(|state| (state.phase, state.pid) = (end, None));
        };
        thread::Builder::new().name("postgresql".into()).spawn(keep_alive).map_err(StartError::NoThread)?;
        let ended_early = |_| Err(StartError::NoThread(io::Error::other("the thread ended before the server was up")));
        first_start.recv().unwrap_or_else(ended_early).map(|()| Self { board })
    }

    pub fn health(&self) -> Health {
        match &self.board.lock().phase {
            Phase::Running => Health::Running,
            Phase::Starting => Health::Restarting,
            Phase::Stopped => Health::Failed("the private PostgreSQL was stopped".into()),
            Phase::Failed(reason) => Health::Failed(reason.clone()),
        }
    }

    pub fn server_pid(&self) -> Option<i32> {
        self.board.lock().pid
    }

    pub fn stop(&self) {
        self.board.update(|state| state.stop_wanted = true);
        let patience = Duration::from_secs(STOP_WAIT_SECONDS_MAX);
        let not_ended = |state: &mut State| matches!(state.phase, Phase::Starting | Phase::Running);
        let waited = self.board.changed.wait_timeout_while(self.board.lock(), patience, not_ended);
        if waited.unwrap_or_else(PoisonError::into_inner).1.timed_out() {
            tracing::error!("the private PostgreSQL has not stopped in {STOP_WAIT_SECONDS_MAX} s");
        }
    }
}

/// What the thread and its owner tell each other.
#[derive(Debug, Default)]
struct Board {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    phase: Phase,
    pid: Option<i32>,
    stop_wanted: bool,
}

#[derive(Debug, Default)]
enum Phase {
    #[default]
    Starting,
    Running,
    Stopped,
    Failed(String),
}

impl Board {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    /// Sleeps, but no longer than until a stop is wanted. Tells whether it is.
    fn stop_wanted_within(&self, time: Duration) -> bool {
        let waited = self.changed.wait_timeout_while(self.lock(), time, |state| !state.stop_wanted);
        waited.unwrap_or_else(PoisonError::into_inner).0.stop_wanted
    }
}

struct Watch {
    server: Server,
    ballast: Ballast,
    board: Arc<Board>,
}

/// Why a server that was started is no longer there.
enum End {
    Wanted,
    Died(String),
}

impl Watch {
    fn run(&self, report: Sender<Result<(), StartError>>) -> Phase {
        let mut report = Some(report);
        let mut deaths = Deaths::default();
        loop {
            let end = match (self.bring_up(), report.take()) {
                (Ok(Some(running)), first) => {
                    // The owner is waiting in `start` for exactly this, and cannot be gone.
                    let _ = first.map(|report| report.send(Ok(())));
                    self.watch(running)
                }
                (Ok(None), _) => End::Wanted,
                (Err(error), None) => End::Died(error.to_string()),
                (Err(error), Some(report)) => {
                    let reason = error.to_string();
                    let _ = report.send(Err(error));
                    return Phase::Failed(reason);
                }
            };
            let End::Died(reason) = end else { return Phase::Stopped };
            tracing::error!(reason, "the private PostgreSQL died");
            self.board.update(|state| (state.phase, state.pid) = (Phase::Starting, None));
            if ended_for_want_of_room(&reason) {
                if self.wait_for_room() {
                    continue;
                }
                return Phase::Stopped;
            }
            if deaths.too_many_with_one_at(Instant::now()) {
                return Phase::Failed(format!("PostgreSQL died again and again; its last words:\n{reason}"));
            }
        }
    }

    /// Gives back what was kept for this, and waits until there is room to recover in. False when a stop was wanted meanwhile.
    fn wait_for_room(&self) -> bool {
        self.ballast.throw_off();
        let mut wanted = false;
        while !wanted {
            wanted = self.board.stop_wanted_within(Duration::from_millis(ROOM_POLL_MS));
            if self.ballast.leaves_room_to_start() {
                break;
            }
        }
        !wanted
    }

    /// Starts the server and waits until it accepts connections; nothing when a stop was wanted meanwhile.
    fn bring_up(&self) -> Result<Option<Running>, StartError> {
        leftovers::wait_until_gone(&self.server.place.cluster)?;
        let mut running = self.server.spawn()?;
        self.board.update(|state| state.pid = Some(running.pid()));
        let ready = self.await_ready(&mut running).and_then(|ready| {
            if ready { self.server.create_database_unless_there().map(|()| true) } else { Ok(false) }
        });
        match ready {
            Ok(true) => {
                self.board.update(|state| state.phase = Phase::Running);
                self.ballast.take_in();
                Ok(Some(running))
            }
            not_ready => {
                running.stop();
                not_ready.map(|_| None)
            }
        }
    }

    /// False when a stop was wanted meanwhile.
    fn await_ready(&self, running: &mut Running) -> Result<bool, StartError> {
        let log = &self.server.place.log;
        let begun = Instant::now();
        let mut last_sign_of_life = begun;
        while let Err(reason) = self.server.knock() {
            if running.has_ended() {
                return Err(StartError::exited(running.log.last_words(), log));
            }
            if says_it_is_starting(&reason) {
                last_sign_of_life = Instant::now();
            }
            let (silence, whole) = (last_sign_of_life.elapsed().as_secs(), begun.elapsed().as_secs());
            if silence > SILENCE_SECONDS_MAX || whole > RECOVERY_SECONDS_MAX {
                return Err(StartError::Silent { seconds: whole, reason, path: log.clone() });
            }
            if self.board.stop_wanted_within(Duration::from_millis(READY_POLL_MS)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn watch(&self, mut running: Running) -> End {
        while !self.board.stop_wanted_within(Duration::from_millis(WATCH_POLL_MS)) {
            if running.has_ended() {
                return End::Died(running.log.last_words());
            }
        }
        running.stop();
        End::Wanted
    }
}

/// The answers of a server that is up but has not finished replaying its log.
fn says_it_is_starting(reason: &str) -> bool {
    ["starting up", "not yet accepting", "recovery mode"].iter().any(|sign| reason.contains(sign))
}

/// When the server died lately.
#[derive(Default)]
struct Deaths {
    at: VecDeque<Instant>,
}

impl Deaths {
    fn too_many_with_one_at(&mut self, now: Instant) -> bool {
        self.at.push_back(now);
        self.at.retain(|&death| now.duration_since(death) < Duration::from_secs(60));
        self.at.len() > RESTARTS_PER_MINUTE_MAX
    }
}
