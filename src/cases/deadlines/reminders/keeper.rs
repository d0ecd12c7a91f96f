//! The keeper: one thread of one process looks at what ends soon. What it has done is in the database, so a stop, or a second process,
//! changes nothing but who does the rest.

use super::store::{self, Reminder};
use crate::cases::deadlines::reply::DeadlineReply;
use crate::cases::deadlines::standing::{Deadline, Standing, all};
use crate::cases::deadlines::store as outlook;
use crate::cases::file::CaseFile;
use crate::cases::steps::store as steps;
use crate::cases::store as cases;
use crate::db::{Db, Recorded, Tx, take_lock};
use crate::domain::actor::Actor;
use crate::domain::ids::{AgencyId, CaseId, DeadlineReminderId};
use crate::domain::origin::Origin;
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// `anj-due` in ASCII: the advisory lock of the one keeper.
const KEEPER_LOCK: i64 = 0x0061_6e6a_2d64_7565;
const EVERY: Duration = Duration::from_secs(60);
/// Cases that are looked at in one transaction: few enough that nobody waits long for any of them.
const CASES: i64 = 100;

/// How the keeper reaches the connection that holds its lock.
pub type Connect = Box<dyn Fn() -> ConnectionResult<PgConnection> + Send>;

/// The thread of this process. Dropped, it finishes the case at hand and ends.
pub struct Reminders {
    stop: Option<Sender<()>>,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Reminders {
    /// `days`: how many before the last day; `None`: nobody is reminded, and outlooks are kept all the same.
    pub fn start(db: Db, connect: Connect, days: Option<Vec<u32>>) -> std::io::Result<Self> {
        let (stop, told) = channel();
        let stopped = Arc::new(AtomicBool::new(false));
        let keeper = Keeper { db, days, stopped: Arc::clone(&stopped) };
        let work = move || keeper.run(&connect, &told);
        let thread = std::thread::Builder::new().name("deadlines".into()).spawn(work)?;
        Ok(Self { stop: Some(stop), stopped, thread: Some(thread) })
    }
}

impl Drop for Reminders {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join(); // one that panicked has said so in the log
        }
    }
}

struct Keeper {
    db: Db,
    days: Option<Vec<u32>>,
    stopped: Arc<AtomicBool>,
}

impl Keeper {
    fn run(&self, connect: &Connect, told: &Receiver<()>) {
        while told.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
            if let Err(error) = self.alone(connect) {
                tracing::warn!(%error, "time limits could not be looked at; trying again");
            }
        }
    }

    /// One round, unless another process is at it.
    fn alone(&self, connect: &Connect) -> Result<(), Box<dyn std::error::Error>> {
        let mut conn = connect()?;
        if take_lock(&mut conn, KEEPER_LOCK)? {
            self.round()?;
        }
        Ok(())
    }

    fn round(&self) -> Result<usize, Problem> {
        let most = self.days.iter().flatten().max().copied().unwrap_or_default();
        let mut reminded = 0;
        let until = |today: NaiveDate| today.checked_add_days(Days::new(most.into())).unwrap_or(NaiveDate::MAX);
        let agencies = self.db.read_now(&Actor::everywhere(), |view| outlook::waiting(view, until(view.today())))?;
        for agency in agencies {
            let actor = Actor::everywhere().on_behalf_of(agency);
            let actor = Actor { roles: Vec::new(), ..actor };
            let mut last: Vec<CaseId> = Vec::new();
            while !self.stopped.load(Ordering::Relaxed) {
                let found = self.db.read_now(&actor, |view| outlook::to_look_at(view, until(view.today()), CASES))?;
                if found.is_empty() || found == last {
                    break; // what stays is looked at in the next round
                }
                reminded += self.looked_at(&actor, agency, &found);
                last = found;
            }
        }
        Ok(reminded)
    }

    /// Together, or where that fails each by itself: one that cannot be looked at keeps no other from it.
    fn looked_at(&self, actor: &Actor, agency: AgencyId, cases: &[CaseId]) -> usize {
        let days = self.days.as_deref();
        match self.db.write_now(actor, |tx| look_at(tx, cases, days)) {
            Ok(reminded) => reminded,
            Err(_) if cases.len() > 1 => cases.iter().map(|case| self.looked_at(actor, agency, &[*case])).sum(),
            Err(problem) => {
                tracing::warn!(%agency, case = ?cases, %problem, "a case could not be looked at; trying again");
                0
            }
        }
    }
}

/// One round of everything that is due, whoever else is at it: for the command line and for tests.
pub fn round(db: &Db, days: Option<&[u32]>) -> Result<usize, Problem> {
    Keeper { db: db.clone(), days: days.map(<[u32]>::to_vec), stopped: Arc::default() }.round()
}

/// What a reminder says: the time limit as it stands.
#[derive(Serialize)]
struct Told<'r> {
    id: DeadlineReminderId,
    days_before: Option<i32>,
    deadline: &'r DeadlineReply,
}

/// Reminds of what is due in some cases, and notes that they were looked at today. A case that somebody works on comes in the next round.
fn look_at(tx: &mut Tx, cases: &[CaseId], days: Option<&[u32]>) -> Result<Recorded<usize>, Problem> {
    let free = cases::lock_free(tx, cases)?;
    let known = store::of_cases(tx, cases)?;
    let files = steps::files(tx, free)?;
    let (mut reminders, mut outlooks) = (Vec::new(), Vec::new());
    for file in &files {
        let deadlines = all(file);
        if let Some(days) = days.filter(|_| file.case.origin == Origin::Live) {
            remind(tx, file, &deadlines, days, &known, &mut reminders)?;
        }
        outlooks.push((file, deadlines));
    }
    let today = tx.today();
    store::insert(tx, &reminders)?;
    outlook::look_ahead(tx, &outlooks, Some(today))?;
    Ok(tx.unchanged(reminders.len())) // each reminder has its entry
}

/// Records what is due in one case and was not said before.
fn remind(
    tx: &mut Tx,
    file: &CaseFile,
    deadlines: &[Deadline],
    days: &[u32],
    known: &[Reminder],
    reminders: &mut Vec<Reminder>,
) -> Result<(), Problem> {
    for deadline in deadlines {
        let Some((due_on, before)) = due(file, deadline, days) else { continue };
        let reminder = reminder(tx, file, deadline, due_on, before);
        if known.iter().any(|one| one.says(&reminder)) {
            continue;
        }
        let told = Told { id: reminder.id, days_before: before, deadline: &DeadlineReply::of(file, deadline) };
        let entry = Entry::new(Kind::DeadlineReminded, reminder.id.uuid(), &told).in_case(file.case.id);
        let _recorded = tx.record(entry, ())?;
        reminders.push(reminder);
    }
    Ok(())
}

/// Whether it is time to remind of a deadline today: its last day, and how many days before it, or that it is over.
fn due(file: &CaseFile, deadline: &Deadline, days: &[u32]) -> Option<(NaiveDate, Option<i32>)> {
    let due_on = deadline.due.as_ref().ok().map(|due| due.on).filter(|_| deadline.is_open())?;
    if deadline.standing == Standing::Missed {
        return Some((due_on, None));
    }
    let left = (due_on - file.today).num_days();
    let soon = days.iter().filter(|days| left <= i64::from(**days)).min()?;
    let begun = deadline.period.started.on <= file.today && left >= 0;
    (begun && deadline.standing == Standing::Running).then_some((due_on, i32::try_from(*soon).ok()))
}

fn reminder(tx: &Tx, file: &CaseFile, deadline: &Deadline, due_on: NaiveDate, days_before: Option<i32>) -> Reminder {
    Reminder {
        id: DeadlineReminderId::from_uuid(tx.mint()),
        case: file.case.id,
        rule: deadline.period.rule,
        started_by: deadline.period.started.step.unwrap_or(file.case.id.uuid()),
        due_on,
        days_before,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    }
}
