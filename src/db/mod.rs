//! The only way to the database: [`Db::read`] and [`Db::write`]. Each runs one closure in one transaction, inside the
//! scope of the actor's agency, on a blocking thread; nothing else in the service can see the pool.

pub mod constraint;
pub mod embedded;
pub mod page;
mod pool;
pub mod start;
pub mod tables;
mod tx;

pub use pool::{DbRole, PoolSettings, connect};
pub use tx::{Recorded, Tx, View};

use crate::clock::Clock;
use crate::domain::actor::Actor;
use crate::journal::sequencer::Wake;
use crate::problem::{Code, Problem};
use actix_web::web;
use diesel::connection::SimpleConnection;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use pool::{Manager, Pooled};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// How often a transaction that PostgreSQL aborted for the sake of another one is tried again.
const CONFLICT_TRIES_MAX: u32 = 3;

#[derive(Clone)]
pub struct Db {
    shared: Arc<Shared>,
}

struct Shared {
    pool: r2d2::Pool<Manager>,
    pool_size: u32,
    clock: Clock,
    log_origin: OnceLock<String>,
    wake: Wake,
}

impl Db {
    pub fn new(url: String, pool: PoolSettings, clock: Clock, wake: Wake) -> Self {
        let log_origin = OnceLock::new();
        let shared = Shared { pool: pool::build(url, pool), pool_size: pool.size, clock, log_origin, wake };
        Self { shared: Arc::new(shared) }
    }

    /// Names the log that every leaf is bound to. Said once, before the first act.
    pub fn bind_to_log(&self, origin: String) {
        let _ = self.shared.log_origin.set(origin);
    }

    fn log_origin(&self) -> &str {
        self.shared.log_origin.get().map_or("", String::as_str)
    }

    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Runs a question. PostgreSQL itself refuses a write.
    pub async fn read<T, F>(&self, actor: &Actor, question: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnMut(&mut View) -> Result<T, Problem> + Send + 'static,
    {
        let (db, actor) = (self.clone(), actor.clone());
        on_blocking_thread(move || db.read_now(&actor, question)).await
    }

    /// Runs an act. It commits only with its journal entry: the closure must return what [`Tx::record`] gave it.
    /// The closure may run again when PostgreSQL aborted it for the sake of another transaction.
    pub async fn write<T, F>(&self, actor: &Actor, act: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx) -> Result<Recorded<T>, Problem> + Send + 'static,
    {
        let (db, actor) = (self.clone(), actor.clone());
        on_blocking_thread(move || db.write_now(&actor, act)).await
    }

    /// [`Db::read`] for callers that are blocking already: commands and background work.
    pub fn read_now<T>(
        &self,
        actor: &Actor,
        mut question: impl FnMut(&mut View) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.transaction(actor, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", |mut view, _| question(&mut view))
    }

    /// [`Db::write`] for callers that are blocking already.
    pub fn write_now<T>(
        &self,
        actor: &Actor,
        mut act: impl FnMut(&mut Tx) -> Result<Recorded<T>, Problem>,
    ) -> Result<T, Problem> {
        let mut tries_left = CONFLICT_TRIES_MAX;
        let value = loop {
            let outcome = self.transaction(actor, "BEGIN", |view, origin| {
                let mut tx = Tx::new(view, origin);
                act(&mut tx).map(Recorded::into_value)
            });
            match outcome {
                Err(problem) if constraint::lost_to_another(&problem) && tries_left > 0 => tries_left -= 1,
                settled => break settled?,
            }
        };
        self.shared.wake.ring();
        Ok(value)
    }

    /// Runs an act and takes it back: what would happen, without its happening.
    pub fn rehearse_now<T>(
        &self,
        actor: &Actor,
        act: impl FnOnce(&mut Tx) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut pooled = self.open(actor, "BEGIN")?;
        let outcome = match View::enter(&mut pooled.pg, actor, self.shared.clock.now()) {
            Ok(view) => act(&mut Tx::new(view, self.log_origin())),
            Err(problem) => Err(problem),
        };
        close(&mut pooled, "ROLLBACK")?;
        outcome
    }

    fn transaction<T>(
        &self,
        actor: &Actor,
        begin: &str,
        run: impl FnOnce(View, &str) -> Result<T, Problem>,
    ) -> Result<T, Problem>
where {
        let mut pooled = self.open(actor, begin)?;
        let outcome =
            View::enter(&mut pooled.pg, actor, self.shared.clock.now()).and_then(|view| run(view, self.log_origin()));
        match outcome {
            Ok(value) => close(&mut pooled, "COMMIT").map(|()| value),
            Err(problem) => {
                let _ = close(&mut pooled, "ROLLBACK"); // a connection that cannot roll back is not lent again
                Err(problem)
            }
        }
    }

    /// Begins a transaction and enters the actor's scope in one round trip. Connections that died since they were
    /// last used are thrown away here: nothing has been asked of them yet, so trying the next one is safe.
    fn open(&self, actor: &Actor, begin: &str) -> Result<r2d2::PooledConnection<Manager>, Problem> {
        let opening = opening_of(actor, begin, self.shared.clock.now());
        for _ in 0..=self.shared.pool_size {
            #[expect(clippy::disallowed_methods, reason = "the one place that takes a connection")]
            let mut pooled = self.shared.pool.get().map_err(|error| busy(&error))?;
            pooled.in_transaction = true;
            match pooled.pg.batch_execute(&opening) {
                Ok(()) => return Ok(pooled),
                Err(error) if is_lost_connection(&error) => continue,
                Err(error) => return Err(constraint::problem_of(error)),
            }
        }
        Err(Problem::new(Code::Unavailable))
    }
}

/// UUIDs and the names of reaches are ours and typed, so they may be written into the batch.
fn opening_of(actor: &Actor, begin: &str, now: chrono::DateTime<chrono::Utc>) -> String {
    let mut batch =
        format!("{begin}; SELECT anjuan.enter_scope('{}'::uuid, '{}')", actor.agency, actor.reach().as_str());
    if let Some(session) = actor.session {
        let (id, rights) = (session.id, session.rights_version);
        batch +=
            &format!("; SELECT anjuan.require_session('{id}'::uuid, {rights}, '{}'::timestamptz)", now.to_rfc3339());
    }
    batch
}

fn close(pooled: &mut Pooled, end: &str) -> Result<(), Problem> {
    match pooled.pg.batch_execute(end) {
        Ok(()) => {
            pooled.in_transaction = false;
            Ok(())
        }
        // The answer to COMMIT was lost: it may have happened. The same Idempotency-Key tells.
        Err(error) if end == "COMMIT" && is_lost_connection(&error) => {
            Err(Problem { cause: Some(error.to_string()), ..Problem::new(Code::OutcomeUnknown) })
        }
        Err(error) => {
            pooled.in_transaction = is_lost_connection(&error);
            Err(constraint::problem_of(error)) // a deferred constraint refused; PostgreSQL has rolled back
        }
    }
}

fn is_lost_connection(error: &DieselError) -> bool {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _) => {
            true
        }
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, told) => {
            let told = told.message();
            told.contains("server closed the connection") || told.contains("terminating connection")
        }
        DieselError::BrokenTransactionManager => true,
        _ => false,
    }
}

fn busy(error: &r2d2::Error) -> Problem {
    Problem { cause: Some(error.to_string()), ..Problem::new(Code::Unavailable) }.retry_after(2)
}

#[expect(clippy::disallowed_methods, reason = "the one place that leaves the async threads")]
async fn on_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    web::block(work).await.unwrap_or_else(|error| Err(Problem::internal(error)))
}

/// How long a request waits for a connection by default.
pub const POOL_WAIT: Duration = Duration::from_secs(2);
