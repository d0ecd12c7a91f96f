//! The list of imports.

use super::Job;
use crate::db::View;
use crate::db::page::{Asked, Page, Place, in_sight, sorted};
use crate::domain::day::{begins, is_over};
use crate::imports::listing::{ImportFilters, ImportOrder};
use crate::imports::model::Import;
use crate::problem::Problem;
use crate::schema::import_job as job;
use diesel::pg::Pg;
use diesel::prelude::*;

pub fn page(view: &mut View, wanted: &ImportFilters, asked: &Asked<ImportOrder>) -> Result<Page<Import>, Problem> {
    let mut rows = matching(view, wanted);
    sorted!(rows, asked, (job::id, job::agency_id), {
        ImportOrder::RecordedAt => job::recorded_at as Instant,
        ImportOrder::FinishedAt => job::finished_at as Instant / "null",
        ImportOrder::Rows => job::rows as Count,
        ImportOrder::Rejected => job::rejected as Count,
    });
    let found: Vec<Job> = rows.select(Job::as_select()).limit(asked.page.fetch()).load(view.conn())?;
    let total = asked.counts.then(|| matching(view, wanted).count().get_result(view.conn())).transpose()?;
    let by = asked.sort.by;
    Ok(asked.cut(found.into_iter().map(Import::from).collect(), total, |one: &Import| Place {
        at: one.at(by),
        id: one.id.uuid(),
        agency: one.agency.uuid(),
    }))
}

fn matching(view: &View, wanted: &ImportFilters) -> job::BoxedQuery<'static, Pg> {
    let mut rows: job::BoxedQuery<'static, Pg> = in_sight!(job, view);
    if let Some(kind) = wanted.kind {
        rows = rows.filter(job::kind.eq(kind));
    }
    if let Some(state) = wanted.state {
        rows = rows.filter(job::state.eq(state));
    }
    if let Some(dry_run) = wanted.dry_run {
        rows = rows.filter(job::dry_run.eq(dry_run));
    }
    rows = match wanted.has_rejected {
        Some(true) => rows.filter(job::rejected.gt(0)),
        Some(false) => rows.filter(job::rejected.eq(0)),
        None => rows,
    };
    if let Some(id) = wanted.account_id {
        rows = rows.filter(job::account_id.eq(id));
    }
    if let Some(day) = wanted.from {
        rows = rows.filter(job::recorded_at.ge(begins(day)));
    }
    if let Some(day) = wanted.to {
        rows = rows.filter(job::recorded_at.lt(is_over(day)));
    }
    rows
}
