//! The worker: one thread of one process works off all imports of a deployment, in the order they came. It commits what
//! rows became and then their outcomes, a window at a time, so that a crash loses nothing and does nothing twice.

use super::model::{Import, ImportFormat, RowResult};
use super::receipt::shape_of;
use super::rehearsal;
use super::spool::SpoolFolder;
use super::store;
use super::table::columns::Columns;
use super::window::Desk;
use crate::auth;
use crate::db::embedded::{Reserve, Use};
use crate::db::{Db, Tx, View, take_lock};
use crate::domain::actor::{Actor, DEPLOYMENT};
use crate::domain::permission::{Permission, Role};
use crate::http::shapes::Shapes;
use crate::problem::{Code, Problem};
use diesel::prelude::*;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// `anj-imp` in ASCII: the advisory lock of the one worker.
const WORKER_LOCK: i64 = 0x0061_6e6a_2d69_6d70;
/// Rows of one window. Each is a few writes, and a window's outcomes are one more transaction.
const WINDOW_ROWS: usize = 200;
/// Another process may have received a file: look without being told.
const TICK: Duration = Duration::from_secs(1);
const RETRY: Duration = Duration::from_millis(500);
/// How often it looks whether the last entries have their positions.
const POSITIONS_TICK: Duration = Duration::from_millis(10);
/// How often a window that fails is tried again before the import is called failed.
const TRIES_MAX: u32 = 20;

/// How the worker reaches the connection that holds its lock.
pub type Connect = Box<dyn Fn() -> ConnectionResult<PgConnection> + Send>;

/// The imports of this process: where files are received, and who works them off.
pub struct Importer {
    pub spool: SpoolFolder,
    bell: SyncSender<()>,
    stopped: Arc<AtomicBool>,
    unstarted: Mutex<Option<Work>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Importer {
    pub fn open(data_dir: &Path, db: Db, connect: Connect, reserve: Reserve) -> std::io::Result<Self> {
        let (bell, rung) = sync_channel(1);
        let stopped = Arc::new(AtomicBool::new(false));
        let work = Work { db, connect, reserve, rung, stopped: Arc::clone(&stopped) };
        let (unstarted, thread) = (Mutex::new(Some(work)), Mutex::default());
        Ok(Self { spool: SpoolFolder::open(data_dir)?, bell, stopped, unstarted, thread })
    }

    /// Starts working. `shapes` are the published forms. Done once; again, it does nothing.
    pub fn start(&self, shapes: Shapes) -> std::io::Result<()> {
        let unstarted = self.unstarted.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(work) = unstarted else { return Ok(()) };
        let thread = std::thread::Builder::new().name("imports".into()).spawn(move || work.run(&shapes))?;
        *self.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
        Ok(())
    }

    /// Says that a file has been received. Never waits.
    pub fn ring(&self) {
        let _ = self.bell.try_send(()); // a bell that is ringing already is heard
    }
}

impl Drop for Importer {
    /// Finishes the window at hand, then ends; the rest is done after the next start.
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        self.ring();
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = thread.join(); // a worker that panicked has said so in the log
        }
    }
}

pub(super) struct Work {
    db: Db,
    connect: Connect,
    reserve: Reserve,
    rung: Receiver<()>,
    stopped: Arc<AtomicBool>,
}

impl Work {
    fn run(&self, shapes: &Shapes) {
        while !self.is_stopped() {
            if let Err(error) = self.serve(shapes) {
                tracing::warn!(%error, "imports lost their database; trying again");
                std::thread::sleep(RETRY);
            }
        }
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Works while it holds the lock; waits for its turn while another process does.
    fn serve(&self, shapes: &Shapes) -> Result<(), Box<dyn std::error::Error>> {
        let mut conn = (self.connect)()?;
        let mut has_lock = false;
        while !self.is_stopped() {
            has_lock = has_lock || take_lock(&mut conn, WORKER_LOCK)?;
            if has_lock {
                is_alive(&mut conn)?;
                if self.finish_one(shapes)? {
                    continue;
                }
            }
            if let Err(RecvTimeoutError::Disconnected) = self.rung.recv_timeout(TICK) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Works off the oldest import; false when there is none.
    fn finish_one(&self, shapes: &Shapes) -> Result<bool, Problem> {
        let Some(import) = self.db.read_now(&Actor::everywhere(), store::oldest_unfinished)? else { return Ok(false) };
        let failure = self.begin(&import, shapes).and_then(|columns| {
            self.work_off(&Desk { db: &self.db, shapes, import: &import, columns: columns.as_ref() })
        });
        if self.is_stopped() {
            return Ok(true);
        }
        let failure = failure.err();
        self.tried(|| self.tell_what_was_applied(&import))?;
        if let Some(problem) = &failure {
            tracing::error!(import = %import.id, %problem, "an import could not go on");
        }
        let told = failure.map(|problem| if problem.code == Code::NotPermitted { WITHDRAWN } else { FAILED });
        self.own(&import, |tx| store::finish(tx, &import, told))?;
        Ok(true)
    }

    /// The columns of a file that has them are what they were when it was received.
    fn begin(&self, import: &Import, shapes: &Shapes) -> Result<Option<Columns>, Problem> {
        self.tried(|| self.own(import, |tx| store::start(tx, import)))?;
        if import.source.format == ImportFormat::Ndjson {
            return Ok(None);
        }
        Columns::of(import.kind.into(), &shape_of(import.kind, shapes)?, &import.source.header).map(Some)
    }

    fn work_off(&self, desk: &Desk) -> Result<(), Problem> {
        if desk.import.dry_run {
            return self.tried(|| rehearsal::rehearse(self, desk));
        }
        while !self.is_stopped() && self.tried(|| self.work_window(desk))? {}
        while !self.is_stopped() && self.tried(|| self.waits_for_positions(desk.import))? {
            std::thread::sleep(POSITIONS_TICK);
        }
        Ok(())
    }

    /// One window; false when no row is left, or somebody cancelled the import. What was applied before an error is settled
    /// all the same.
    fn work_window(&self, desk: &Desk) -> Result<bool, Problem> {
        let import = desk.import;
        if !self.is_wanted(import)? {
            return Ok(false);
        }
        let lines = self.db.read_now(&own(import), |view| store::rows_to_do(view, import, WINDOW_ROWS))?;
        if lines.is_empty() {
            return Ok(false);
        }
        let (results, outcome) = desk.work(&lines);
        self.settle(import, &results)?;
        outcome.map(|()| true)
    }

    /// Whether to go on: not when the program stops or somebody has cancelled the import. There must be room, and whoever
    /// sent the file must still be allowed to.
    pub(super) fn is_wanted(&self, import: &Import) -> Result<bool, Problem> {
        if self.is_stopped() {
            return Ok(false);
        }
        if !self.reserve.has_room_for(Use::Act) {
            return Err(Problem::new(Code::StorageFull));
        }
        if !self.db.read_now(&Actor::everywhere(), |view| may_go_on(view, import))? {
            return Err(Problem::new(Code::NotPermitted));
        }
        let cancellation = self.db.read_now(&own(import), |view| store::find(view, import.id))?.cancellation;
        Ok(cancellation.is_none())
    }

    pub(super) fn settle(&self, import: &Import, results: &[RowResult]) -> Result<(), Problem> {
        self.own(import, |tx| store::settle_rows(tx, import, results))
    }

    /// Before an import ends with rows left: those that an interruption kept from being told.
    fn tell_what_was_applied(&self, import: &Import) -> Result<(), Problem> {
        let untold = self.db.read_now(&Actor::everywhere(), |view| store::applied_untold(view, import))?;
        if untold.is_empty() { Ok(()) } else { self.settle(import, &untold) }
    }

    /// The import counts as completed only when all that it recorded has its place in the journal.
    fn waits_for_positions(&self, import: &Import) -> Result<bool, Problem> {
        self.db.read_now(&Actor::everywhere(), |view| store::waits_for_positions(view, import))
    }

    /// Bookkeeping of the import itself. The facts have their entries; this is only how far the work has come.
    fn own(&self, import: &Import, mut write: impl FnMut(&mut Tx) -> Result<(), Problem>) -> Result<(), Problem> {
        self.db.write_now(&own(import), |tx| {
            write(tx)?;
            Ok(tx.unchanged(()))
        })
    }

    /// Tries again when the database was busy or away.
    fn tried<T>(&self, part: impl Fn() -> Result<T, Problem>) -> Result<T, Problem> {
        let mut tries = 0;
        loop {
            match part() {
                Err(problem) if problem.code.retryable() && tries < TRIES_MAX && !self.is_stopped() => {
                    tries += u32::from(problem.code != Code::StorageFull); // a full disk may last
                    tracing::warn!(%problem, tries, "an import waits");
                    std::thread::sleep(RETRY);
                }
                outcome => return outcome,
            }
        }
    }
}

/// What a client is told; the log has the cause.
const FAILED: &str =
    "系统内部错误,导入未能继续;未处理的行没有生效 (internal error; rows without an outcome were not applied)";

/// What a client is told whose rights have changed meanwhile.
const WITHDRAWN: &str = "账号已停用或者已无导入权限;未处理的行没有生效 (the account was disabled or may not import any more; \
                         rows without an outcome were not applied)";

/// Whether whoever sent the file may still import. The operator of the machine always may.
fn may_go_on(view: &mut View, import: &Import) -> Result<bool, Problem> {
    if import.account.uuid() == DEPLOYMENT.uuid() {
        return Ok(true);
    }
    let (account, _) = auth::store::account(view, import.account)?;
    let is_over = account.valid_until.is_some_and(|last| last < view.today());
    let is_here = account.agency == import.agency || account.roles.contains(&Role::PlatformAdmin);
    Ok(account.is_active && !is_over && is_here && Permission::Import.granted_to(&account.roles))
}

pub(super) fn own(import: &Import) -> Actor {
    import.worker_for(import.agency)
}

/// The lock lives as long as its connection.
#[expect(clippy::disallowed_methods, reason = "asks nothing")]
fn is_alive(conn: &mut PgConnection) -> QueryResult<usize> {
    diesel::sql_query("SELECT 1").execute(conn)
}
