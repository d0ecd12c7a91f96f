//! Imports' rows: the job, the lines of its file, and their outcomes.

pub mod coercive_acts;
mod ending;
mod listed;
pub mod records;

pub use ending::{applied_untold, cancel, finish, lock};
pub use listed::page;

use super::model::{
    Cancellation, Counts, Import, ImportFormat, ImportKind, ImportState, Line, OnConflict, RowFault, RowOutcome,
    RowResult, Source,
};
use super::table::charset::Charset;
use crate::db::page::PageOf;
use crate::db::{Tx, View};
use crate::domain::ids::{AccountId, AgencyId, EntryId, ImportId};
use crate::domain::values::Passage;
use crate::problem::Problem;
use crate::schema::{import_job as job, import_row as row, journal_pending};
use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Jsonb, Nullable, Text, Uuid as SqlUuid};
use serde_json::Value;

/// Rows are kept so many at a time.
const KEPT_AT_ONCE: usize = 1_000;

#[derive(HasQuery)]
#[diesel(table_name = job)]
struct Job {
    agency_id: AgencyId,
    id: ImportId,
    kind: ImportKind,
    state: ImportState,
    dry_run: bool,
    on_conflict: OnConflict,
    account_id: AccountId,
    format: ImportFormat,
    charset: Charset,
    header: Vec<String>,
    bytes: i64,
    rows: i32,
    accepted: i32,
    unchanged: i32,
    rejected: i32,
    warnings: i32,
    failure: Option<String>,
    version: i64,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    progressed_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    cancelled_at: Option<DateTime<Utc>>,
    cancelled_by: Option<AccountId>,
    cancelled_because: Option<Passage>,
}

impl From<Job> for Import {
    fn from(job: Job) -> Self {
        let Job { rows, accepted, unchanged, rejected, warnings, .. } = job;
        let cancelled = job.cancelled_because.zip(job.cancelled_by).zip(job.cancelled_at);
        Self {
            id: job.id,
            agency: job.agency_id,
            kind: job.kind,
            state: job.state,
            dry_run: job.dry_run,
            on_conflict: job.on_conflict,
            account: job.account_id,
            source: Source { format: job.format, charset: job.charset, header: job.header, bytes: job.bytes },
            worked: job.started_at.zip(job.progressed_at),
            counts: Counts { rows, accepted, unchanged, rejected, warnings },
            failure: job.failure,
            cancellation: cancelled.map(|((reason, account), at)| Cancellation { reason, account, at }),
            version: job.version,
            entry_id: job.entry_id,
            recorded_at: job.recorded_at,
            finished_at: job.finished_at,
        }
    }
}

pub fn find(view: &mut View, id: ImportId) -> Result<Import, Problem> {
    let visible = view.agencies.clone();
    let found: Job = Job::query().filter(job::agency_id.eq_any(visible).and(job::id.eq(id))).first(view.conn())?;
    Ok(found.into())
}

const GOING_ON: [ImportState; 2] = [ImportState::Queued, ImportState::Running];

/// The oldest import of any agency that still has work to do.
pub fn oldest_unfinished(view: &mut View) -> Result<Option<Import>, Problem> {
    let visible = view.agencies.clone();
    let found: Option<Job> = Job::query()
        .filter(job::agency_id.eq_any(visible).and(job::state.eq_any(GOING_ON)))
        .order((job::recorded_at, job::id))
        .first(view.conn())
        .optional()?;
    Ok(found.map(Import::from))
}

pub fn insert(tx: &mut Tx, new: &Import) -> Result<(), Problem> {
    let roles: Vec<&str> = tx.actor.roles.iter().map(|role| role.as_str()).collect();
    diesel::insert_into(job::table)
        .values((
            job::agency_id.eq(new.agency),
            job::id.eq(new.id),
            job::kind.eq(new.kind),
            job::state.eq(new.state),
            job::dry_run.eq(new.dry_run),
            job::on_conflict.eq(new.on_conflict),
            job::account_id.eq(new.account),
            job::roles.eq(roles),
            job::rows.eq(new.counts.rows),
            job::format.eq(new.source.format),
            job::charset.eq(new.source.charset),
            job::header.eq(&new.source.header),
            job::bytes.eq(new.source.bytes),
            job::entry_id.eq(new.entry_id),
            job::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Keeps every line of a file, and counts them.
pub fn keep_rows(
    tx: &mut Tx,
    import: ImportId,
    lines: impl Iterator<Item = std::io::Result<Line>>,
) -> Result<Counts, Problem> {
    let mut counts = Counts::default();
    let mut waiting = Vec::with_capacity(KEPT_AT_ONCE);
    for line in lines {
        let line = line.map_err(Problem::internal)?;
        counts.rows += 1;
        counts.rejected += i32::from(!line.faults.is_empty());
        waiting.push(line);
        if waiting.len() == KEPT_AT_ONCE {
            keep(tx, import, &waiting)?;
            waiting.clear();
        }
    }
    keep(tx, import, &waiting)?;
    Ok(counts)
}

fn keep(tx: &mut Tx, import: ImportId, lines: &[Line]) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    let values = |line: &Line| {
        let faults = none_or(&line.faults);
        (
            row::agency_id.eq(agency),
            row::import_id.eq(import),
            row::row_number.eq(line.number),
            row::file_line.eq(line.file_line),
            row::content.eq(line.text.clone()),
            row::outcome.eq(faults.as_ref().map(|_| RowOutcome::Rejected)),
            row::faults.eq(faults),
        )
    };
    diesel::insert_into(row::table).values(lines.iter().map(values).collect::<Vec<_>>()).execute(tx.conn())?;
    Ok(())
}

/// Writes the counts back.
pub fn count(tx: &mut Tx, import: &Import) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    diesel::update(job::table.find((agency, import.id)))
        .set((job::rows.eq(import.counts.rows), job::rejected.eq(import.counts.rejected)))
        .execute(tx.conn())?;
    Ok(())
}

/// The next rows without an outcome, in the order of the file.
pub fn rows_to_do(view: &mut View, import: &Import, most: usize) -> Result<Vec<Line>, Problem> {
    let rows: Vec<Kept> = row::table
        .filter(row::agency_id.eq(import.agency).and(row::import_id.eq(import.id)).and(row::outcome.is_null()))
        .order(row::row_number)
        .limit(i64::try_from(most).unwrap_or(i64::MAX))
        .select((row::row_number, row::file_line, row::content))
        .load(view.conn())?;
    Ok(rows.into_iter().map(line_of).collect())
}

/// The next rows behind one that were not rejected so far, each with whether its outcome is written.
pub fn rows_to_rehearse(
    view: &mut View,
    import: &Import,
    behind: i32,
    most: i64,
) -> Result<Vec<(Line, bool)>, Problem> {
    let rows: Vec<(Kept, Option<RowOutcome>)> = row::table
        .filter(row::agency_id.eq(import.agency).and(row::import_id.eq(import.id)).and(row::row_number.gt(behind)))
        .filter(row::outcome.is_distinct_from(RowOutcome::Rejected))
        .order(row::row_number)
        .limit(most)
        .select(((row::row_number, row::file_line, row::content), row::outcome))
        .load(view.conn())?;
    Ok(rows.into_iter().map(|(kept, outcome)| (line_of(kept), outcome.is_some())).collect())
}

/// Some rows by their numbers, in the order of the file.
pub fn rows_numbered(view: &mut View, import: &Import, numbers: &[i32]) -> Result<Vec<Line>, Problem> {
    let rows: Vec<Kept> = row::table
        .filter(row::agency_id.eq(import.agency).and(row::import_id.eq(import.id)))
        .filter(row::row_number.eq_any(numbers))
        .order(row::row_number)
        .select((row::row_number, row::file_line, row::content))
        .load(view.conn())?;
    Ok(rows.into_iter().map(line_of).collect())
}

type Kept = (i32, Option<i32>, String);

fn line_of((number, line, text): Kept) -> Line {
    Line { number, file_line: line.unwrap_or(number), text, faults: Vec::new() }
}

/// Writes what became of rows. One statement: a file may have a hundred thousand of them.
#[expect(clippy::disallowed_methods, reason = "an update from arrays has no word in the query language")]
pub fn settle_rows(tx: &mut Tx, import: &Import, results: &[RowResult]) -> Result<(), Problem> {
    let numbers: Vec<i32> = results.iter().map(|one| one.row_number).collect();
    let outcomes: Vec<&str> = results.iter().map(|one| one.outcome.as_str()).collect();
    let warned: Vec<bool> = results.iter().map(|one| !one.warnings.is_empty()).collect();
    let faults: Vec<Option<Value>> = results.iter().map(|one| none_or(&one.faults)).collect();
    let warnings: Vec<Option<Value>> = results.iter().map(|one| none_or(&one.warnings)).collect();
    let agencies: Vec<Option<AgencyId>> = results.iter().map(|one| one.entry.map(|(agency, _)| agency)).collect();
    let entries: Vec<Option<EntryId>> = results.iter().map(|one| one.entry.map(|(_, entry)| entry)).collect();
    diesel::sql_query(
        "UPDATE anjuan.import_row r SET outcome = n.outcome, has_warnings = n.warned, faults = n.faults, \
         warnings = n.warnings, row_agency_id = n.agency, row_entry_id = n.entry \
         FROM unnest($3, $4, $5, $6, $7, $8, $9) AS n (row_number, outcome, warned, faults, warnings, agency, entry) \
         WHERE r.agency_id = $1 AND r.import_id = $2 AND r.row_number = n.row_number AND r.outcome IS NULL",
    )
    .bind::<SqlUuid, _>(import.agency)
    .bind::<SqlUuid, _>(import.id)
    .bind::<Array<Integer>, _>(numbers)
    .bind::<Array<Text>, _>(outcomes)
    .bind::<Array<Bool>, _>(warned)
    .bind::<Array<Nullable<Jsonb>>, _>(faults)
    .bind::<Array<Nullable<Jsonb>>, _>(warnings)
    .bind::<Array<Nullable<SqlUuid>>, _>(agencies)
    .bind::<Array<Nullable<SqlUuid>>, _>(entries)
    .execute(tx.conn())?;
    progress(tx, import, results)
}

fn progress(tx: &mut Tx, import: &Import, results: &[RowResult]) -> Result<(), Problem> {
    let of = |outcome| i32::try_from(results.iter().filter(|one| one.outcome == outcome).count()).unwrap_or(i32::MAX);
    let warned = i32::try_from(results.iter().filter(|one| !one.warnings.is_empty()).count()).unwrap_or(i32::MAX);
    let now = tx.now;
    diesel::update(job::table.find((import.agency, import.id)))
        .set((
            job::state.eq(ImportState::Running),
            job::accepted.eq(job::accepted + of(RowOutcome::Accepted)),
            job::unchanged.eq(job::unchanged + of(RowOutcome::Unchanged)),
            job::rejected.eq(job::rejected + of(RowOutcome::Rejected)),
            job::warnings.eq(job::warnings + warned),
            job::progressed_at.eq(now),
            job::version.eq(job::version + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Says that the work has begun. Begun again after an interruption, it counts from the first time.
pub fn start(tx: &mut Tx, import: &Import) -> Result<(), Problem> {
    let now = tx.now;
    diesel::update(job::table.find((import.agency, import.id)))
        .filter(job::started_at.is_null().and(job::state.eq_any(GOING_ON)))
        .set((job::state.eq(ImportState::Running), job::started_at.eq(now), job::version.eq(job::version + 1)))
        .execute(tx.conn())?;
    Ok(())
}

/// Whether an entry of the import still waits for its position.
pub fn waits_for_positions(view: &mut View, import: &Import) -> Result<bool, Problem> {
    let of_import = row::table
        .filter(row::agency_id.eq(import.agency).and(row::import_id.eq(import.id)))
        .filter(row::row_agency_id.eq(journal_pending::agency_id.nullable()))
        .filter(row::row_entry_id.eq(journal_pending::entry_id.nullable()));
    diesel::select(exists(journal_pending::table.filter(exists(of_import))))
        .get_result(view.conn())
        .map_err(Problem::from)
}

fn json_of(faults: &[RowFault]) -> Value {
    serde_json::to_value(faults).unwrap_or_default()
}

fn none_or(faults: &[RowFault]) -> Option<Value> {
    (!faults.is_empty()).then(|| json_of(faults))
}

/// A row as it is reported.
#[derive(Debug)]
pub struct ReportedRow {
    pub row_number: i32,
    pub file_line: i32,
    pub content: String,
    pub outcome: Option<RowOutcome>,
    pub faults: Vec<RowFault>,
    pub warnings: Vec<RowFault>,
    pub entry_id: Option<EntryId>,
}

/// Which rows of an import are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct RowFilter {
    pub outcome: Option<RowOutcome>,
    pub has_warnings: Option<bool>,
}

type Reported = (i32, Option<i32>, String, Option<RowOutcome>, Option<Value>, Option<Value>, Option<EntryId>);

pub fn rows(
    view: &mut View,
    import: &Import,
    filter: RowFilter,
    page: &PageOf<i32>,
) -> Result<(Vec<ReportedRow>, Option<String>), Problem> {
    let mut query = matching(import, filter);
    if let Some(after) = page.after {
        query = query.filter(row::row_number.gt(after));
    }
    let selected =
        (row::row_number, row::file_line, row::content, row::outcome, row::faults, row::warnings, row::row_entry_id);
    let rows: Vec<Reported> = query.select(selected).order(row::row_number).limit(page.fetch()).load(view.conn())?;
    let rows = rows.into_iter().map(reported).collect::<Result<_, _>>()?;
    Ok(page.cut(rows, |row: &ReportedRow| row.row_number))
}

/// How many rows are asked for in all.
pub fn count_rows(view: &mut View, import: &Import, filter: RowFilter) -> Result<i64, Problem> {
    matching(import, filter).count().get_result(view.conn()).map_err(Problem::from)
}

fn matching(import: &Import, filter: RowFilter) -> row::BoxedQuery<'static, Pg> {
    let of_import = row::agency_id.eq(import.agency).and(row::import_id.eq(import.id));
    let mut query = row::table.filter(of_import).into_boxed();
    if let Some(outcome) = filter.outcome {
        query = query.filter(row::outcome.eq(outcome));
    }
    if let Some(has_warnings) = filter.has_warnings {
        query = query.filter(row::has_warnings.eq(has_warnings));
    }
    query
}

fn reported(row: Reported) -> Result<ReportedRow, Problem> {
    let (row_number, line, content, outcome, faults, warnings, entry_id) = row;
    let (faults, warnings, file_line) = (faults_in(faults)?, faults_in(warnings)?, line.unwrap_or(row_number));
    Ok(ReportedRow { row_number, file_line, content, outcome, faults, warnings, entry_id })
}

fn faults_in(kept: Option<Value>) -> Result<Vec<RowFault>, Problem> {
    kept.map_or(Ok(Vec::new()), |kept| serde_json::from_value(kept).map_err(Problem::internal))
}
