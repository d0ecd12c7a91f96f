//! The sequencer: the one writer that gives entries their dense positions, in batches.
//!
//! It lives on its own thread with its own connection. A session lock keeps a second sequencer waiting; an epoch,
//! raised at every take-over, fences one that was paused and wakes up late.

use crate::clock::Clock;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Timestamptz};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// `anjuan` in ASCII: the advisory lock of the one writer.
const WRITER_LOCK: i64 = 0x0061_6e6a_7561_6e00;
const BATCH_MAX: i32 = 4_096;
const TICK: Duration = Duration::from_millis(250);
const RETRY: Duration = Duration::from_millis(500);
/// Whoever looks every [`TICK`] and has not been heard for so long is stuck, whatever the last word was.
const SILENCE_MAX: Duration = Duration::from_secs(10);

/// Tells the sequencer that something has been committed. Ringing is cheap and never waits for it.
#[derive(Debug, Clone, Default)]
pub struct Wake {
    bell: Arc<(Mutex<Bell>, Condvar)>,
}

#[derive(Debug, Default)]
struct Bell {
    rung: bool,
    stopped: bool,
}

impl Wake {
    pub fn ring(&self) {
        self.bell.0.lock().unwrap_or_else(PoisonError::into_inner).rung = true;
        self.bell.1.notify_one();
    }

    fn stop(&self) {
        self.bell.0.lock().unwrap_or_else(PoisonError::into_inner).stopped = true;
        self.bell.1.notify_all();
    }

    /// Waits for a ring, at most `patience`; false once stopped.
    fn wait(&self, patience: Duration) -> bool {
        let bell = self.bell.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut bell, _) = self
            .bell
            .1
            .wait_timeout_while(bell, patience, |bell| !bell.rung && !bell.stopped)
            .unwrap_or_else(PoisonError::into_inner);
        bell.rung = false;
        !bell.stopped
    }
}

/// How the journal stands, for `/readyz` and metrics.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Standing {
    /// Entries placed so far.
    pub size: i64,
    /// Entries waiting for a place.
    pub pending: i64,
    /// Age of the oldest waiting entry.
    pub lag_ms: i64,
    /// This process holds the writer's lock.
    pub writing: bool,
    /// The sequencer has reached its database within the last round, and was heard not long ago.
    pub alive: bool,
}

/// The sequencer's last word, and when it came.
#[derive(Debug, Clone, Copy)]
struct Heard {
    standing: Standing,
    at: Instant,
}

impl Heard {
    fn now(standing: Standing) -> Self {
        Self { standing, at: Instant::now() }
    }

    /// What may be believed of it after so long: entries that waited then wait still.
    fn after(self, silence: Duration) -> Standing {
        let Standing { pending, lag_ms, alive, .. } = self.standing;
        let longer = i64::try_from(silence.as_millis()).unwrap_or(i64::MAX);
        let lag_ms = if pending > 0 { lag_ms.saturating_add(longer) } else { lag_ms };
        Standing { lag_ms, alive: alive && silence < SILENCE_MAX, ..self.standing }
    }
}

/// How the sequencer reaches its database.
pub type Connect = Box<dyn Fn() -> ConnectionResult<PgConnection> + Send>;

pub struct Sequencer {
    wake: Wake,
    heard: Arc<Mutex<Heard>>,
    thread: Option<JoinHandle<()>>,
}

impl Sequencer {
    /// `connect` opens a connection in the sequencer's own role.
    pub fn start(connect: Connect, clock: Clock, wake: Wake) -> std::io::Result<Self> {
        let heard = Arc::new(Mutex::new(Heard::now(Standing::default())));
        let work = Work { connect, clock, wake: wake.clone(), heard: Arc::clone(&heard) };
        let thread = std::thread::Builder::new().name("sequencer".into()).spawn(move || work.run())?;
        Ok(Self { wake, heard, thread: Some(thread) })
    }

    pub fn standing(&self) -> Standing {
        let heard = *self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.after(heard.at.elapsed())
    }
}

impl Drop for Sequencer {
    /// Places what is waiting, then ends.
    fn drop(&mut self) {
        self.wake.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join(); // a sequencer that panicked has said so in the log
        }
    }
}

struct Work {
    connect: Connect,
    clock: Clock,
    wake: Wake,
    heard: Arc<Mutex<Heard>>,
}

impl Work {
    fn run(&self) {
        loop {
            if let Err(error) = self.serve() {
                tracing::warn!(%error, "sequencer lost its database; trying again");
                self.tell(Standing { alive: false, writing: false, ..self.last() });
            }
            if !self.wake.wait(RETRY) {
                return;
            }
        }
    }

    /// Serves until stopped or until the connection fails.
    fn serve(&self) -> Result<(), Box<dyn std::error::Error>> {
        let mut conn = (self.connect)()?;
        let mut epoch = None;
        let mut go_on = true;
        while go_on {
            if epoch.is_none() && take_lock(&mut conn)? {
                epoch = Some(raise_epoch(&mut conn)?);
            }
            if let Some(epoch) = epoch {
                while place_batch(&mut conn, epoch, &self.clock)? > 0 {
                    self.tell(self.last()); // many batches are no silence
                }
            }
            self.tell(look(&mut conn, &self.clock, epoch.is_some())?);
            go_on = self.wake.wait(TICK);
        }
        if let Some(epoch) = epoch {
            while place_batch(&mut conn, epoch, &self.clock)? > 0 {}
        }
        Ok(())
    }

    fn last(&self) -> Standing {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).standing
    }

    fn tell(&self, standing: Standing) {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Heard::now(standing);
    }
}

// The sequencer speaks four fixed statements; they are written out because they are functions and locks, not queries.

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = Bool)]
    locked: bool,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Look {
    #[diesel(sql_type = BigInt)]
    size: i64,
    #[diesel(sql_type = BigInt)]
    pending: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    oldest: Option<chrono::DateTime<chrono::Utc>>,
}

#[expect(clippy::disallowed_methods, reason = "a lock is not a query")]
fn take_lock(conn: &mut PgConnection) -> QueryResult<bool> {
    let row: Locked = diesel::sql_query("SELECT pg_try_advisory_lock($1) AS locked")
        .bind::<BigInt, _>(WRITER_LOCK)
        .get_result(conn)?;
    Ok(row.locked)
}

#[expect(clippy::disallowed_methods, reason = "the head has one row and one writer")]
fn raise_epoch(conn: &mut PgConnection) -> QueryResult<i64> {
    let row: Count =
        diesel::sql_query("UPDATE anjuan.journal_head SET epoch = epoch + 1 RETURNING epoch AS n").get_result(conn)?;
    Ok(row.n)
}

#[expect(clippy::disallowed_methods, reason = "a function call")]
fn place_batch(conn: &mut PgConnection, epoch: i64, clock: &Clock) -> QueryResult<i64> {
    let row: Count = diesel::sql_query("SELECT anjuan.sequence_batch($1, $2, $3) AS n")
        .bind::<BigInt, _>(epoch)
        .bind::<Integer, _>(BATCH_MAX)
        .bind::<Timestamptz, _>(clock.now())
        .get_result(conn)?;
    Ok(row.n)
}

#[expect(clippy::disallowed_methods, reason = "three figures in one round trip")]
fn look(conn: &mut PgConnection, clock: &Clock, writing: bool) -> QueryResult<Standing> {
    let row: Look = diesel::sql_query(
        "SELECT h.size, q.pending, q.oldest FROM anjuan.journal_head h, \
         (SELECT count(*) AS pending, min(recorded_at) AS oldest FROM anjuan.journal_pending) q",
    )
    .get_result(conn)?;
    let lag_ms = row.oldest.map_or(0, |oldest| (clock.now() - oldest).num_milliseconds().max(0));
    Ok(Standing { size: row.size, pending: row.pending, lag_ms, writing, alive: true })
}
