//! What was told of time limits, and when the next one of a case ends, as rows.

use super::standing::Deadline;
use crate::cases::file::CaseFile;
use crate::cases::steps::store::files;
use crate::cases::store::{self as cases, Key};
use crate::db::{Tx, View};
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::ids::{AgencyId, CaseId, EntryId};
use crate::domain::stage::Stage;
use crate::problem::Problem;
use crate::schema::{case_deadline_outlook as outlook, case_deadline_told as told_row, case_file};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Date, Nullable, Record, Text, Timestamptz, Uuid as SqlUuid};
use diesel::upsert::excluded;
use uuid::Uuid;

/// A due date as it was told when a step was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldDue {
    pub rule: DeadlineRule,
    pub started_by: Option<Uuid>,
    pub due_on: NaiveDate,
    pub told_at: DateTime<Utc>,
    pub entry_id: EntryId,
}

pub type ToldShown = Record<(Text, Nullable<SqlUuid>, Date, Timestamptz, SqlUuid)>;
pub type FoundTold = (DeadlineRule, Option<Uuid>, NaiveDate, DateTime<Utc>, EntryId);

/// What was told of the statement's `case_file`.
pub const TOLD: &str = "SELECT ROW(t.rule, t.started_by, t.due_on, t.told_at, t.entry_id) \
    FROM anjuan.case_deadline_told t \
    WHERE t.agency_id = case_file.agency_id AND t.case_id = case_file.id ORDER BY t.seq";

impl From<FoundTold> for ToldDue {
    fn from((rule, started_by, due_on, told_at, entry_id): FoundTold) -> Self {
        Self { rule, started_by, due_on, told_at, entry_id }
    }
}

/// Keeps due dates as they are told now, under the entry that is about to be recorded.
pub fn tell(tx: &mut Tx, file: &CaseFile, new: &[(&Deadline, NaiveDate)]) -> Result<Vec<ToldDue>, Problem> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let (agency, entry_id, told_at) = (tx.actor.agency, tx.entry_id(), tx.now);
    let first = i32::try_from(file.told.len()).map_err(Problem::internal)? + 1;
    let row = |(seq, (deadline, due_on)): (i32, &(&Deadline, NaiveDate))| {
        (
            told_row::agency_id.eq(agency),
            told_row::case_id.eq(file.case.id),
            told_row::seq.eq(seq),
            told_row::rule.eq(deadline.period.rule),
            told_row::started_by.eq(deadline.period.started.step),
            told_row::started_on.eq(deadline.period.started.on),
            told_row::due_on.eq(*due_on),
            told_row::entry_id.eq(entry_id),
            told_row::told_at.eq(told_at),
        )
    };
    let rows: Vec<_> = (first..).zip(new).map(row).collect();
    diesel::insert_into(told_row::table).values(rows).execute(tx.conn())?;
    let told = |(deadline, due_on): &(&Deadline, NaiveDate)| ToldDue {
        rule: deadline.period.rule,
        started_by: deadline.period.started.step,
        due_on: *due_on,
        told_at,
        entry_id,
    };
    Ok(new.iter().map(told).collect())
}

/// By what an outlook was worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    /// The notice that was loaded last.
    pub calendar: Option<EntryId>,
    /// The time limit that was set last.
    pub rules: Option<EntryId>,
}

pub fn basis(view: &mut View) -> Result<Basis, Problem> {
    let calendar = crate::acts::calendar::store::newest(view)?.map(|(_, entry)| entry);
    let rules = crate::acts::procedure_rules::newest_limit(view)?;
    Ok(Basis { calendar, rules })
}

/// When the next time limit of a case ends, by its file.
pub type Outlook<'f> = (&'f CaseFile, Option<NaiveDate>);

/// Keeps the outlooks of cases of the actor's own agency. `looked_on`: reminders were thought of on that day.
pub fn look_ahead(tx: &mut Tx, all: &[Outlook<'_>], looked_on: Option<NaiveDate>) -> Result<(), Problem> {
    if all.is_empty() {
        return Ok(());
    }
    let agency = tx.actor.agency;
    let row = |(file, next_due_on): &Outlook<'_>| {
        (
            outlook::agency_id.eq(agency),
            outlook::case_id.eq(file.case.id),
            outlook::case_version.eq(file.case.version),
            outlook::calendar_entry.eq(file.newest_notice),
            outlook::rules_entry.eq(file.rules.newest_limit()),
            outlook::next_due_on.eq(*next_due_on),
            outlook::looked_on.eq(looked_on),
        )
    };
    let rows: Vec<_> = all.iter().map(row).collect();
    diesel::insert_into(outlook::table)
        .values(rows)
        .on_conflict((outlook::agency_id, outlook::case_id))
        .do_update()
        .set((
            outlook::case_version.eq(excluded(outlook::case_version)),
            outlook::calendar_entry.eq(excluded(outlook::calendar_entry)),
            outlook::rules_entry.eq(excluded(outlook::rules_entry)),
            outlook::next_due_on.eq(excluded(outlook::next_due_on)),
            outlook::looked_on.eq(excluded(outlook::looked_on)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Open cases with their outlooks.
macro_rules! open_cases {
    () => {
        case_file::table
            .left_join(
                outlook::table.on(outlook::agency_id.eq(case_file::agency_id).and(outlook::case_id.eq(case_file::id))),
            )
            .filter(case_file::stage.ne(Stage::Closed))
    };
}

/// Of which nobody knows: the outlook is missing, or was worked out from another version or by other notices or rules.
macro_rules! outdated {
    ($basis:expr) => {
        outlook::case_version
            .nullable()
            .is_distinct_from(case_file::version.nullable())
            .or(outlook::calendar_entry.nullable().is_distinct_from($basis.calendar))
            .or(outlook::rules_entry.nullable().is_distinct_from($basis.rules))
    };
}

/// Something ends by that day.
macro_rules! ends_by {
    ($until:expr) => {
        outlook::next_due_on.nullable().is_not_null().and(outlook::next_due_on.nullable().le($until))
    };
}

/// Files of open cases in which something may end by that day: those known to, and those of which nobody knows.
pub fn ending(view: &mut View, until: NaiveDate) -> Result<Vec<CaseFile>, Problem> {
    let (basis, seen) = (basis(view)?, view.agencies.clone());
    let ids: Vec<Key> = open_cases!()
        .filter(case_file::agency_id.eq_any(seen))
        .filter(outdated!(basis).or(ends_by!(until)))
        .select((case_file::agency_id, case_file::id))
        .load(view.conn())?;
    let found = cases::several(view, &ids)?;
    files(view, found)
}

/// Agencies in whose open cases something is to be looked at.
pub fn waiting(view: &mut View, until: NaiveDate) -> Result<Vec<AgencyId>, Problem> {
    let (basis, today, seen) = (basis(view)?, view.today(), view.agencies.clone());
    let not_today = outlook::looked_on.nullable().is_distinct_from(today);
    open_cases!()
        .filter(case_file::agency_id.eq_any(seen))
        .filter(outdated!(basis).or(ends_by!(until).and(not_today)))
        .select(case_file::agency_id)
        .distinct()
        .load(view.conn())
        .map_err(Problem::from)
}

/// Open cases of the actor's own agency of which nobody knows, or that were not looked at today and in which something ends by that day.
pub fn to_look_at(view: &mut View, until: NaiveDate, most: i64) -> Result<Vec<CaseId>, Problem> {
    let (basis, today, agency) = (basis(view)?, view.today(), view.actor.agency);
    let not_today = outlook::looked_on.nullable().is_distinct_from(today);
    open_cases!()
        .filter(case_file::agency_id.eq(agency))
        .filter(outdated!(basis).or(ends_by!(until).and(not_today)))
        .order(case_file::id)
        .limit(most)
        .select(case_file::id)
        .load(view.conn())
        .map_err(Problem::from)
}
