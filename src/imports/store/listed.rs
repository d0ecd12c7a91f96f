//! The list of imports.

use super::Job;
use crate::db::View;
use crate::db::page::{Asked, Page, Place, in_sight, narrowed, sorted};
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
    narrowed!(rows, {
        kind in wanted.kind => job::kind.eq(kind),
        state in wanted.state => job::state.eq(state),
        dry_run in wanted.dry_run => job::dry_run.eq(dry_run),
    });
    rows = match wanted.has_rejected {
        Some(true) => rows.filter(job::rejected.gt(0)),
        Some(false) => rows.filter(job::rejected.eq(0)),
        None => rows,
    };
    narrowed!(rows, {
        id in wanted.account_id => job::account_id.eq(id),
        day in wanted.from => job::recorded_at.ge(begins(day)),
        day in wanted.to => job::recorded_at.lt(is_over(day)),
    });
    rows
}
