//! The only way to the database: [`Db::read`] and [`Db::write`]. Each runs one closure in one transaction, inside the
//! scope of the actor's agency, on a database thread; nothing else in the service can see a connection.

mod ask;
mod connect;
pub mod constraint;
pub mod embedded;
pub mod page;
mod seat;
pub mod start;
pub mod tables;
mod threads;
mod tx;

pub use ask::Question;
pub use connect::{DbRole, connect, reach, take_lock, with_manners};
pub use threads::{PoolSettings, Standing};
pub use tx::{Recorded, Tx, View};

use crate::clock::Clock;
use crate::domain::actor::Actor;
use crate::domain::enforcement::NightHours;
use crate::journal::sequencer::Wake;
use crate::problem::{Code, Problem};
use ask::InScope;
use diesel::PgConnection;
use diesel::query_dsl::methods::LoadQuery;
use seat::{Mode, Seat};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use threads::Threads;

/// How often a transaction that PostgreSQL aborted for the sake of another one is tried again.
const CONFLICT_TRIES_MAX: u32 = 3;

#[derive(Clone)]
pub struct Db {
    shared: Arc<Shared>,
}

struct Shared {
    threads: Threads,
    /// Where callers that are blocking already sit: commands and background work, seldom more than one at once.
    spare: Mutex<Vec<Seat>>,
    url: String,
    wait: Duration,
    context: Arc<Context>,
}

/// What every transaction needs besides its connection.
struct Context {
    clock: Clock,
    log_origin: OnceLock<String>,
    night: OnceLock<NightHours>,
    wake: Wake,
}

impl Db {
    pub fn new(url: String, pool: PoolSettings, clock: Clock, wake: Wake) -> std::io::Result<Self> {
        let context = Arc::new(Context { clock, log_origin: OnceLock::new(), night: OnceLock::new(), wake });
        let threads = Threads::start(&url, pool)?;
        Ok(Self { shared: Arc::new(Shared { threads, spare: Mutex::default(), url, wait: pool.wait, context }) })
    }

    /// Names the log that every leaf is bound to. Said once, before the first act.
    pub fn bind_to_log(&self, origin: String) {
        let _ = self.shared.context.log_origin.set(origin);
    }

    /// Says in which hours nothing is enforced. Said once, before the first act.
    pub fn keep_nights(&self, night: NightHours) {
        let _ = self.shared.context.night.set(night);
    }

    pub fn clock(&self) -> &Clock {
        &self.shared.context.clock
    }

    /// How the line to the database stands, for metrics.
    pub fn standing(&self) -> Standing {
        self.shared.threads.standing()
    }

    /// Runs a question. PostgreSQL itself refuses a write. The closure may run again when its connection was lost.
    pub async fn read<T, F>(&self, actor: &Actor, mut question: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnMut(&mut View) -> Result<T, Problem> + Send + 'static,
    {
        let (context, actor) = (Arc::clone(&self.shared.context), actor.clone());
        self.shared
            .threads
            .run(Code::Unavailable, move |seat, deadline| context.read(seat, &actor, deadline, &mut question))
            .await
    }

    /// Asks a question that is one statement, in one round trip. 404 when it finds no row.
    pub async fn ask<Q, Row, T>(
        &self,
        actor: &Actor,
        question: Q,
        tell: impl FnOnce(Row) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem>
    where
        Q: Question,
        Row: Send + 'static,
        T: Send + 'static,
        InScope<Q>: for<'q> LoadQuery<'q, PgConnection, Row>,
    {
        let (context, actor) = (Arc::clone(&self.shared.context), actor.clone());
        let found = self.shared.threads.run(Code::Unavailable, move |seat, deadline| {
            let scoped = InScope::new(question, &actor, context.clock.now())?;
            seat.ask(scoped, deadline)
        });
        tell(found.await?)
    }

    /// Runs an act. It commits only with its journal entry: the closure must return what [`Tx::record`] gave it.
    /// The closure may run again when PostgreSQL aborted it for the sake of another transaction.
    pub async fn write<T, F>(&self, actor: &Actor, mut act: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx) -> Result<Recorded<T>, Problem> + Send + 'static,
    {
        let (context, actor) = (Arc::clone(&self.shared.context), actor.clone());
        self.shared
            .threads
            .run(Code::OutcomeUnknown, move |seat, deadline| context.write(seat, &actor, deadline, &mut act))
            .await
    }

    /// [`Db::read`] for callers that are blocking already: commands and background work.
    pub fn read_now<T>(
        &self,
        actor: &Actor,
        mut question: impl FnMut(&mut View) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.on_spare_seat(|seat, deadline| self.shared.context.read(seat, actor, deadline, &mut question))
    }

    /// [`Db::write`] for callers that are blocking already.
    pub fn write_now<T>(
        &self,
        actor: &Actor,
        mut act: impl FnMut(&mut Tx) -> Result<Recorded<T>, Problem>,
    ) -> Result<T, Problem> {
        self.on_spare_seat(|seat, deadline| self.shared.context.write(seat, actor, deadline, &mut act))
    }

    /// Runs an act and takes it back: what would happen, without its happening.
    pub fn rehearse_now<T>(
        &self,
        actor: &Actor,
        act: impl FnOnce(&mut Tx) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.on_spare_seat(|seat, deadline| self.shared.context.rehearse(seat, actor, deadline, act))
    }

    fn on_spare_seat<T>(&self, work: impl FnOnce(&mut Seat, Instant) -> Result<T, Problem>) -> Result<T, Problem> {
        let spare = || self.shared.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = spare().pop();
        let mut seat = kept.unwrap_or_else(|| Seat::new(self.shared.url.clone()));
        let outcome = work(&mut seat, Instant::now() + self.shared.wait);
        seat.settle();
        spare().push(seat);
        outcome
    }
}

impl Context {
    fn log_origin(&self) -> &str {
        self.log_origin.get().map_or("", String::as_str)
    }

    fn night(&self) -> NightHours {
        self.night.get().copied().unwrap_or_else(NightHours::usual)
    }

    fn read<T>(
        &self,
        seat: &mut Seat,
        actor: &Actor,
        deadline: Instant,
        question: &mut impl FnMut(&mut View) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let outcome = self.ask(seat, actor, deadline, question);
        // Asking again changes nothing, so a connection that was lost on the way is no reason to fail.
        if outcome.is_err() && !seat.has_link() && Instant::now() < deadline {
            return self.ask(seat, actor, deadline, question);
        }
        outcome
    }

    fn ask<T>(
        &self,
        seat: &mut Seat,
        actor: &Actor,
        deadline: Instant,
        question: &mut impl FnMut(&mut View) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let now = self.clock.now();
        let mut link = seat.begin(actor, Mode::Read, now, deadline)?;
        let outcome = View::enter(&mut link.pg, actor, now).and_then(|mut view| question(&mut view));
        if outcome.is_ok() {
            link.answered()
        } else {
            link.roll_back()
        }
        seat.keep(link);
        outcome
    }

    fn write<T>(
        &self,
        seat: &mut Seat,
        actor: &Actor,
        deadline: Instant,
        act: &mut impl FnMut(&mut Tx) -> Result<Recorded<T>, Problem>,
    ) -> Result<T, Problem> {
        let mut tries_left = CONFLICT_TRIES_MAX;
        let value = loop {
            match self.act(seat, actor, deadline, act) {
                Err(problem) if constraint::lost_to_another(&problem) && tries_left > 0 => tries_left -= 1,
                settled => break settled?,
            }
        };
        self.wake.ring();
        Ok(value)
    }

    fn act<T>(
        &self,
        seat: &mut Seat,
        actor: &Actor,
        deadline: Instant,
        act: &mut impl FnMut(&mut Tx) -> Result<Recorded<T>, Problem>,
    ) -> Result<T, Problem> {
        let now = self.clock.now();
        let mut link = seat.begin(actor, Mode::Write, now, deadline)?;
        let done = View::enter(&mut link.pg, actor, now)
            .and_then(|view| act(&mut Tx::new(view, self.log_origin(), self.night())));
        let outcome = match done {
            Ok(recorded) => link.commit().map(|()| recorded.into_value()),
            Err(problem) => {
                link.roll_back();
                Err(problem)
            }
        };
        seat.keep(link);
        outcome
    }

    fn rehearse<T>(
        &self,
        seat: &mut Seat,
        actor: &Actor,
        deadline: Instant,
        act: impl FnOnce(&mut Tx) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let now = self.clock.now();
        let mut link = seat.begin(actor, Mode::Write, now, deadline)?;
        let outcome = View::enter(&mut link.pg, actor, now)
            .and_then(|view| act(&mut Tx::new(view, self.log_origin(), self.night())));
        link.roll_back();
        seat.keep(link);
        outcome
    }
}
