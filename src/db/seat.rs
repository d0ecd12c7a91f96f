//! One connection and whoever sits at it: opens transactions in one round trip, and throws the connection away when
//! nobody can say what is open on it.

use super::connect::{DbRole, connect};
use super::constraint;
use crate::domain::actor::Actor;
use crate::problem::{Code, Problem};
use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::query_dsl::methods::LoadQuery;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use std::time::{Duration, Instant};

/// A connection is renewed after so long, so that a server that was moved or reconfigured is noticed.
const LIFE: Duration = Duration::from_secs(30 * 60);
/// How long to wait before the next attempt to reach a database that does not answer.
const RECONNECT_PAUSE: Duration = Duration::from_millis(50);
/// How long a client is asked to wait before it tries again.
pub(super) const RETRY_AFTER_S: u32 = 2;

/// The two openings of a transaction, parsed and planned once for each connection.
const PREPARED: &str = "PREPARE enter_scope (uuid, text) AS SELECT anjuan.enter_scope($1, $2); \
     PREPARE enter_session (uuid, text, uuid, int, timestamptz) AS SELECT anjuan.enter_session($1, $2, $3, $4, $5)";

/// PostgreSQL answers a COMMIT of an aborted transaction with ROLLBACK, which the driver calls success. The question
/// before it is refused there, and the COMMIT is not even read.
const COMMIT: &str = "SELECT; COMMIT";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Read,
    Write,
}

impl Mode {
    fn begin(self) -> &'static str {
        match self {
            Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
            Mode::Write => "BEGIN",
        }
    }
}

/// What may be open on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    /// A question that was answered. It changed nothing, so its COMMIT travels with the next opening.
    Answered,
    /// A transaction in somebody's scope: nobody else may ever be lent this connection.
    Transaction,
}

pub(super) struct Link {
    pub pg: PgConnection,
    opened_at: Instant,
    open: Open,
}

/// Where work sits down. Its connection comes and goes; there is one at most.
pub(super) struct Seat {
    url: String,
    link: Option<Link>,
}

impl Seat {
    pub fn new(url: String) -> Self {
        Self { url, link: None }
    }

    /// Begins a transaction in the actor's scope. Connections that died since they were last used are replaced:
    /// nothing has been asked of them yet. The link is taken out: if the work panics, its connection goes with it.
    pub fn begin(&mut self, actor: &Actor, mode: Mode, now: DateTime<Utc>, deadline: Instant) -> Result<Link, Problem> {
        let opening = opening_of(actor, mode, now);
        loop {
            let mut link = self.take(deadline)?;
            match link.enter(&opening) {
                Ok(()) => return Ok(link),
                Err(error) if !is_lost_connection(&error) => {
                    link.roll_back();
                    self.keep(link);
                    return Err(constraint::problem_of(error));
                }
                Err(error) if Instant::now() >= deadline => return Err(unavailable(&error)),
                Err(_) => continue,
            }
        }
    }

    /// The one row of a statement that is its own transaction. It reads, so it is sent again on a new connection when the old
    /// one was lost.
    pub fn ask<Q, Row>(&mut self, question: Q, deadline: Instant) -> Result<Row, Problem>
    where
        Q: for<'q> LoadQuery<'q, PgConnection, Row> + Clone,
    {
        self.settle();
        loop {
            let mut link = self.take(deadline)?;
            match question.clone().get_result(&mut link.pg) {
                Err(error) if is_lost_connection(&error) && Instant::now() >= deadline => {
                    return Err(unavailable(&error));
                }
                Err(error) if is_lost_connection(&error) => continue,
                outcome => {
                    self.keep(link);
                    return outcome.map_err(constraint::problem_of);
                }
            }
        }
    }

    fn take(&mut self, deadline: Instant) -> Result<Link, Problem> {
        match self.link.take().filter(|link| link.opened_at.elapsed() < LIFE) {
            Some(link) => Ok(link),
            None => Link::connect(&self.url, deadline),
        }
    }

    /// Takes the link back, unless something may still be open on it.
    pub fn keep(&mut self, link: Link) {
        if link.open != Open::Transaction {
            self.link = Some(link);
        }
    }

    pub fn has_link(&self) -> bool {
        self.link.is_some()
    }

    /// Whether an answered question still holds its snapshot.
    pub fn is_settled(&self) -> bool {
        self.link.as_ref().is_none_or(|link| link.open == Open::Nothing)
    }

    /// Sends the COMMIT of an answered question by itself, because no opening follows that could carry it.
    pub fn settle(&mut self) {
        if let Some(link) = self.link.as_mut().filter(|link| link.open == Open::Answered)
            && link.pg.batch_execute("COMMIT").is_ok()
        {
            link.open = Open::Nothing;
        } else if !self.is_settled() {
            self.link = None;
        }
    }
}

impl Link {
    fn connect(url: &str, deadline: Instant) -> Result<Self, Problem> {
        loop {
            let connected = connect(url, DbRole::App).map_err(|error| error.to_string());
            let prepared = connected.and_then(|mut pg| match pg.batch_execute(PREPARED) {
                Ok(()) => Ok(pg),
                Err(error) => Err(error.to_string()),
            });
            match prepared {
                Ok(pg) => return Ok(Self { pg, opened_at: Instant::now(), open: Open::Nothing }),
                Err(error) if Instant::now() + RECONNECT_PAUSE >= deadline => {
                    tracing::warn!(error, "no connection to the database");
                    return Err(unavailable(&error));
                }
                Err(_) => std::thread::sleep(RECONNECT_PAUSE),
            }
        }
    }

    fn enter(&mut self, opening: &str) -> QueryResult<()> {
        let owed = self.open == Open::Answered;
        self.open = Open::Transaction;
        if owed { self.pg.batch_execute(&format!("COMMIT; {opening}")) } else { self.pg.batch_execute(opening) }
    }

    /// The question is answered; nothing was changed, so nobody waits for the COMMIT.
    pub fn answered(&mut self) {
        self.open = Open::Answered;
    }

    pub fn commit(&mut self) -> Result<(), Problem> {
        match self.pg.batch_execute(COMMIT) {
            Ok(()) => {
                self.open = Open::Nothing;
                Ok(())
            }
            // The answer to COMMIT was lost: it may have happened. The same Idempotency-Key tells.
            // So it is whenever the connection does not answer any more, whatever the error says.
            Err(error) if is_lost_connection(&error) || self.pg.batch_execute("ROLLBACK").is_err() => {
                Err(Problem { cause: Some(error.to_string()), ..Problem::new(Code::OutcomeUnknown) })
            }
            Err(error) => {
                self.open = Open::Nothing;
                Err(constraint::problem_of(error)) // a deferred constraint refused; PostgreSQL has rolled back
            }
        }
    }

    /// A connection that cannot roll back is not kept.
    pub fn roll_back(&mut self) {
        if self.pg.batch_execute("ROLLBACK").is_ok() {
            self.open = Open::Nothing;
        }
    }
}

/// UUIDs, instants and the names of reaches are ours and typed, so they may be written into the batch.
fn opening_of(actor: &Actor, mode: Mode, now: DateTime<Utc>) -> String {
    let (begin, agency, reach) = (mode.begin(), actor.agency, actor.reach().as_str());
    match actor.session {
        None => format!("{begin}; EXECUTE enter_scope ('{agency}', '{reach}')"),
        Some(session) => {
            let (id, rights, now) = (session.id, session.rights_version, now.to_rfc3339());
            format!("{begin}; EXECUTE enter_session ('{agency}', '{reach}', '{id}', {rights}, '{now}')")
        }
    }
}

pub(super) fn unavailable(cause: &impl ToString) -> Problem {
    Problem { cause: Some(cause.to_string()), ..Problem::new(Code::Unavailable) }.retry_after(RETRY_AFTER_S)
}

fn is_lost_connection(error: &DieselError) -> bool {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _) => {
            true
        }
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, told) => constraint::is_lost_connection(told.message()),
        DieselError::BrokenTransactionManager => true,
        _ => false,
    }
}
