//! What happens to accounts and sessions by itself: when sessions were last seen is written down, sessions that time has
//! ended are ended and later removed, and accounts that nobody uses, or whose last day is over, are disabled.

use super::model::{Account, AccountState};
use super::{http, store};
use crate::auth::activity::WRITTEN_EVERY;
use crate::auth::sessions::store as sessions;
use crate::auth::{self, Auth};
use crate::config::AuthConfig;
use crate::db::{Db, Recorded, Tx};
use crate::domain::actor::Actor;
use crate::domain::ids::AccountId;
use crate::domain::session_end::SessionEnd;
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use actix_web::web::Data;
use chrono::Duration;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;

/// Everything but writing down what was seen is done once in so many rounds: a minute.
const ROUNDS_BETWEEN: u32 = 12;
/// Ended sessions are kept so long, so that a refresh token that comes back late is still recognised.
const KEPT_DAYS: i64 = 1;

/// One thread of the process. Dropped, it writes down what was seen and ends.
pub struct Caretaker {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Caretaker {
    pub fn start(db: Db, auth: Data<Auth>) -> std::io::Result<Self> {
        let (stop, stopped) = channel();
        let work = Work { db, auth };
        let thread = std::thread::Builder::new().name("accounts".into()).spawn(move || work.run(&stopped))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Caretaker {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join(); // one that panicked has said so in the log
        }
    }
}

struct Work {
    db: Db,
    auth: Data<Auth>,
}

impl Work {
    fn run(&self, stopped: &Receiver<()>) {
        let every = WRITTEN_EVERY.to_std().unwrap_or_default();
        let mut round = 0_u32;
        while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
            self.told(self.write_down());
            if round.is_multiple_of(ROUNDS_BETWEEN) {
                self.told(tidy(&self.db, &self.auth.config));
            }
            round = round.wrapping_add(1);
        }
        self.told(self.write_down());
    }

    fn told(&self, outcome: Result<(), Problem>) {
        if let Err(problem) = outcome {
            tracing::warn!(%problem, "accounts and sessions could not be looked after; trying again");
        }
    }

    fn write_down(&self) -> Result<(), Problem> {
        let mut seen = self.auth.activity.take();
        if seen.is_empty() {
            return Ok(());
        }
        seen.sort_unstable(); // two processes take the rows in one order
        let written = self.db.write_now(&Actor::everywhere(), |tx| {
            auth::store::note_seen(tx, &seen)?;
            Ok(tx.unchanged(()))
        });
        if written.is_err() {
            seen.into_iter().for_each(|(session, at)| self.auth.activity.touch(session, at));
        }
        written
    }
}

/// One round of everything that time brings about.
pub fn tidy(db: &Db, config: &AuthConfig) -> Result<(), Problem> {
    db.write_now(&Actor::everywhere(), |tx| {
        let counted_from = tx.now - Duration::from_std(config.lock).map_err(Problem::internal)?;
        sessions::end_overdue(tx)?;
        sessions::remove_ended(tx, tx.now - Duration::days(KEPT_DAYS))?;
        sessions::forget_old_failures(tx, counted_from)?;
        Ok(tx.unchanged(()))
    })?;
    let unused = config.unused_days.map(|days| Duration::days(i64::from(days)));
    let overdue = db.read_now(&Actor::everywhere(), |view| {
        let then = unused.map(|unused| view.now - unused);
        store::overdue(view, then, view.today())
    })?;
    for id in overdue {
        db.write_now(&Actor::everywhere(), |tx| disable_overdue(tx, config, id))?;
    }
    Ok(())
}

/// Disables one account, unless somebody has used or changed it meanwhile, or it is the last of its administration.
fn disable_overdue(tx: &mut Tx, config: &AuthConfig, id: AccountId) -> Result<Recorded<()>, Problem> {
    let account = store::lock(tx, id)?;
    let is_over = account.valid_until.is_some_and(|last| last < tx.today());
    let is_unused = account.unused_until(config.unused_days).is_some_and(|until| until <= tx.now);
    if account.state != AccountState::Active || !(is_over || is_unused) {
        return Ok(tx.unchanged(()));
    }
    let (roles, officer) = (account.roles.clone(), account.officer);
    let after = Account { version: account.version + 1, entry_id: tx.entry_id(), ..account.clone() };
    let after = after.with_rights(roles, AccountState::Disabled, officer);
    if http::keeps_administrators(tx, &account, &after).is_err() {
        tracing::warn!(account = %id, "nobody uses the last account of an administration; it stays enabled");
        return Ok(tx.unchanged(()));
    }
    store::change(tx, &after)?;
    auth::store::end_sessions(tx, id, SessionEnd::AccountDisabled, None)?;
    tracing::info!(account = %id, is_over, "an account that nobody used, or whose last day is over, was disabled");
    tx.record(Entry::new(Kind::AccountChanged, id.uuid(), &http::AccountReply::of(&after, config)), ())
}
