//! How an import ends: by itself, or because somebody cancelled it.

use super::{GOING_ON, Job, faults_in};
use crate::db::{Tx, View};
use crate::domain::ids::{AgencyId, EntryId, ImportId};
use crate::imports::model::{Import, ImportState, RowOutcome, RowResult};
use crate::problem::Problem;
use crate::schema::{import_job as job, import_row as row, imported_record as record};
use diesel::dsl::count_star;
use diesel::prelude::*;
use serde_json::Value;

/// An import of the actor's own agency, locked until the transaction ends.
pub fn lock(tx: &mut Tx, id: ImportId) -> Result<Import, Problem> {
    let agency = tx.actor.agency;
    let found: Job =
        Job::query().filter(job::agency_id.eq(agency).and(job::id.eq(id))).for_update().first(tx.conn())?;
    Ok(found.into())
}

/// Writes that somebody cancelled it.
pub fn cancel(tx: &mut Tx, import: &Import) -> Result<(), Problem> {
    let Some(told) = &import.cancellation else { return Ok(()) };
    diesel::update(job::table.find((import.agency, import.id)))
        .set((
            job::state.eq(import.state),
            job::cancelled_at.eq(told.at),
            job::cancelled_by.eq(told.account),
            job::cancelled_because.eq(&told.reason),
            job::finished_at.eq(import.finished_at),
            job::version.eq(import.version),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Ends an import. Its counts are taken from the rows once more: they are what is reported. One that was cancelled while it
/// waited has ended already.
pub fn finish(tx: &mut Tx, import: &Import, failure: Option<&str>) -> Result<(), Problem> {
    let of_import = row::agency_id.eq(import.agency).and(row::import_id.eq(import.id));
    let by_outcome: Vec<(Option<RowOutcome>, i64)> =
        row::table.filter(of_import).group_by(row::outcome).select((row::outcome, count_star())).load(tx.conn())?;
    let warned: i64 = row::table.filter(of_import.and(row::has_warnings)).count().get_result(tx.conn())?;
    let of = |outcome| by_outcome.iter().find(|(one, _)| *one == outcome).map_or(0, |(_, n)| fits(*n));
    let state = match failure {
        Some(_) => ImportState::Failed,
        None if of(None) > 0 => ImportState::Cancelled,
        None => ImportState::Completed,
    };
    let now = tx.now;
    diesel::update(job::table.find((import.agency, import.id)))
        .filter(job::state.eq_any(GOING_ON))
        .set((
            job::state.eq(state),
            job::accepted.eq(of(Some(RowOutcome::Accepted))),
            job::unchanged.eq(of(Some(RowOutcome::Unchanged))),
            job::rejected.eq(of(Some(RowOutcome::Rejected))),
            job::warnings.eq(fits(warned)),
            job::failure.eq(failure),
            job::finished_at.eq(now),
            job::version.eq(job::version + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

fn fits(n: i64) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// Rows that were applied although their outcome was not written: the work was interrupted between the two. Whoever ends
/// the import without going on writes them first, so that nothing that happened is left untold.
pub fn applied_untold(view: &mut View, import: &Import) -> Result<Vec<RowResult>, Problem> {
    let visible = view.agencies.clone();
    let untold = row::table
        .filter(row::agency_id.eq(import.agency).and(row::import_id.eq(import.id)).and(row::outcome.is_null()))
        .select(row::row_number);
    let found: Vec<(i32, AgencyId, EntryId, Option<Value>)> = record::table
        .filter(record::agency_id.eq_any(visible).and(record::import_id.eq(import.id)))
        .filter(record::row_number.eq_any(untold))
        .select((record::row_number, record::agency_id, record::entry_id, record::warnings))
        .load(view.conn())?;
    let result = |(row_number, agency, entry, warnings)| {
        let (outcome, entry) = (RowOutcome::Accepted, Some((agency, entry)));
        Ok(RowResult { row_number, outcome, faults: Vec::new(), warnings: faults_in(warnings)?, entry })
    };
    found.into_iter().map(result).collect()
}
