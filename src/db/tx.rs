//! A transaction as the slices see it: [`View`] reads, [`Tx`] also records.

use super::constraint;
use crate::domain::actor::{Actor, Reach};
use crate::domain::day::legal_date;
use crate::domain::enforcement::NightHours;
use crate::domain::ids::{AgencyId, EntryId};
use crate::journal::entry::Entry;
use crate::journal::store as journal;
use crate::problem::Problem;
use crate::schema::agency;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;
use std::ops::{Deref, DerefMut};
use uuid::{NoContext, Timestamp, Uuid};

/// A transaction that reads. It sees the rows of `agencies`, the actor's own first.
pub struct View<'c> {
    conn: &'c mut PgConnection,
    pub actor: Actor,
    /// One instant per transaction.
    pub now: DateTime<Utc>,
    /// The agencies whose rows the actor may read. Queries state them; row-level security repeats them.
    pub agencies: Vec<AgencyId>,
}

impl<'c> View<'c> {
    pub(super) fn enter(conn: &'c mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> Result<Self, Problem> {
        let mut agencies = vec![actor.agency];
        if actor.reach() != Reach::Own {
            let readable: Vec<AgencyId> = diesel::select(readable_agencies()).get_result(conn)?;
            agencies.extend(readable);
            agencies.dedup();
        }
        Ok(Self { conn, actor: actor.clone(), now, agencies })
    }

    pub fn conn(&mut self) -> &mut PgConnection {
        self.conn
    }

    /// Looks at one agency only. An agency that the actor does not see is not found.
    pub fn narrow(&mut self, code: Option<&str>) -> Result<(), Problem> {
        let Some(code) = code else { return Ok(()) };
        let visible = self.agencies.clone();
        let found: AgencyId = agency::table
            .filter(agency::code.eq(code).and(agency::id.eq_any(visible)).and(agency::level.ne("deployment")))
            .select(agency::id)
            .first(self.conn)?;
        self.agencies = vec![found];
        Ok(())
    }

    /// Today's legal date.
    pub fn today(&self) -> NaiveDate {
        legal_date(self.now)
    }

    /// A new UUIDv7 of the transaction's instant.
    pub fn mint(&self) -> Uuid {
        let seconds = u64::try_from(self.now.timestamp()).unwrap_or_default();
        Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, self.now.timestamp_subsec_nanos()))
    }
}

#[diesel::declare_sql_function]
extern "SQL" {
    #[sql_name = "anjuan.readable_agencies"]
    fn readable_agencies() -> Array<SqlUuid>;
}

/// A transaction that writes rows of one agency and records what it did.
pub struct Tx<'c> {
    view: View<'c>,
    log_origin: String,
    night: NightHours,
    next_entry: EntryId,
}

/// Proof that the transaction recorded what it did. Only [`Tx`] makes one, and a write does not commit without it.
#[must_use]
pub struct Recorded<T> {
    value: T,
}

impl<T> Recorded<T> {
    pub fn value(&self) -> &T {
        &self.value
    }

    pub(super) fn into_value(self) -> T {
        self.value
    }
}

impl<'c> Tx<'c> {
    pub(super) fn new(view: View<'c>, log_origin: &str, night: NightHours) -> Self {
        let next_entry = EntryId::from_uuid(view.mint());
        Self { view, log_origin: log_origin.to_owned(), night, next_entry }
    }

    /// 夜间: the hours in which nothing is enforced.
    pub fn night(&self) -> NightHours {
        self.night
    }

    /// The journal entry that this act will be recorded under; every row it writes carries it.
    pub fn entry_id(&self) -> EntryId {
        self.next_entry
    }

    /// Records the act in the journal.
    pub fn record<T>(&mut self, entry: Entry, value: T) -> Result<Recorded<T>, Problem> {
        let entry_id = self.next_entry;
        let (actor, now, origin) = (self.view.actor.clone(), self.view.now, self.log_origin.clone());
        journal::append(self.view.conn, &origin, &actor, now, entry_id, entry)?;
        self.next_entry = EntryId::from_uuid(self.view.mint());
        Ok(Recorded { value })
    }

    /// The act was done before, or changes nothing: there is nothing to record.
    pub fn unchanged<T>(&self, value: T) -> Recorded<T> {
        Recorded { value }
    }

    /// Runs a part that may fail by itself: its writes go, those before it stay.
    pub fn attempt<T>(&mut self, part: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        self.batch("SAVEPOINT part")?;
        match part(self) {
            Ok(value) => self.batch("RELEASE SAVEPOINT part").map(|()| value),
            Err(problem) => {
                self.batch("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part")?;
                self.next_entry = EntryId::from_uuid(self.view.mint());
                Err(problem)
            }
        }
    }

    fn batch(&mut self, statements: &str) -> Result<(), Problem> {
        self.view.conn.batch_execute(statements).map_err(constraint::problem_of)
    }
}

impl<'c> Deref for Tx<'c> {
    type Target = View<'c>;

    fn deref(&self) -> &View<'c> {
        &self.view
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.view
    }
}
