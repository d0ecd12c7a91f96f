//! Evaluations' rows.

use super::model::{Drawing, DrawnCase, Evaluation};
use crate::db::page::{At, PageOf, Place};
use crate::db::{Tx, View};
use crate::domain::ids::{AccountId, AgencyId, CaseId, EntryId, EvaluationId};
use crate::domain::stage::Stage;
use crate::problem::Problem;
use crate::schema::{case_evaluation as evaluation, case_evaluation_drawing as drawing, case_file};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;

#[derive(HasQuery)]
#[diesel(table_name = evaluation)]
struct Row {
    agency_id: AgencyId,
    id: EvaluationId,
    plan: Value,
    content_digest: Vec<u8>,
    author_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

#[derive(HasQuery)]
#[diesel(table_name = drawing)]
struct DrawingRow {
    agency_id: AgencyId,
    evaluation_id: EvaluationId,
    population: i32,
    population_digest: String,
    drawn: Value,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

/// Evaluations of the visible agencies, the newest first, from a place on.
pub fn page(view: &mut View, asked: &PageOf<Place>) -> Result<Vec<Evaluation>, Problem> {
    let mut rows = Row::query().filter(evaluation::agency_id.eq_any(view.agencies.clone())).into_boxed();
    if let Some(Place { at: At::Instant(at), id, agency }) = &asked.after {
        let (id, agency) = (EvaluationId::from_uuid(*id), AgencyId::from_uuid(*agency));
        let later = evaluation::id.lt(id).or(evaluation::id.eq(id).and(evaluation::agency_id.lt(agency)));
        rows = rows.filter(evaluation::recorded_at.lt(*at).or(evaluation::recorded_at.eq(*at).and(later)));
    }
    let newest = rows.order((evaluation::recorded_at.desc(), evaluation::id.desc(), evaluation::agency_id.desc()));
    let rows: Vec<Row> = newest.limit(asked.fetch()).load(view.conn())?;
    with_drawings(view, rows)
}

/// Those of the visible agencies that have this id.
pub fn evaluations(view: &mut View, id: EvaluationId) -> Result<Vec<Evaluation>, Problem> {
    let of_id = evaluation::agency_id.eq_any(view.agencies.clone()).and(evaluation::id.eq(id));
    let rows: Vec<Row> = Row::query().filter(of_id).load(view.conn())?;
    with_drawings(view, rows)
}

fn with_drawings(view: &mut View, rows: Vec<Row>) -> Result<Vec<Evaluation>, Problem> {
    let visible = view.agencies.clone();
    let ids: Vec<EvaluationId> = rows.iter().map(|row| row.id).collect();
    let drawn: Vec<DrawingRow> = DrawingRow::query()
        .filter(drawing::agency_id.eq_any(visible).and(drawing::evaluation_id.eq_any(ids)))
        .load(view.conn())?;
    let whole = |row: Row| {
        let found = drawn.iter().find(|one| (one.agency_id, one.evaluation_id) == (row.agency_id, row.id));
        let drawing = found.map(|one| {
            let cases = serde_json::from_value(one.drawn.clone()).map_err(Problem::internal)?;
            let (population, population_digest) = (one.population, one.population_digest.clone());
            let (entry_id, recorded_at) = (one.entry_id, one.recorded_at);
            Ok::<_, Problem>(Drawing { population, population_digest, drawn: cases, entry_id, recorded_at })
        });
        Ok(Evaluation {
            id: row.id,
            agency: row.agency_id,
            plan: serde_json::from_value(row.plan).map_err(Problem::internal)?,
            content_digest: row.content_digest,
            author: row.author_id,
            entry_id: row.entry_id,
            recorded_at: row.recorded_at,
            drawing: drawing.transpose()?,
        })
    };
    rows.into_iter().map(whole).collect()
}

/// The actor's own.
pub fn find_own(tx: &mut Tx, id: EvaluationId) -> Result<Option<Evaluation>, Problem> {
    let own = tx.actor.agency;
    Ok(evaluations(tx, id)?.into_iter().find(|one| one.agency == own))
}

pub fn insert(tx: &mut Tx, new: &Evaluation) -> Result<(), Problem> {
    diesel::insert_into(evaluation::table)
        .values((
            evaluation::agency_id.eq(new.agency),
            evaluation::id.eq(new.id),
            evaluation::plan.eq(serde_json::to_value(&new.plan).map_err(Problem::internal)?),
            evaluation::content_digest.eq(&new.content_digest),
            evaluation::author_id.eq(new.author),
            evaluation::entry_id.eq(new.entry_id),
            evaluation::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The closed cases of these agencies that the plan draws from.
pub fn population(view: &mut View, of: &Evaluation, agencies: Vec<AgencyId>) -> Result<Vec<DrawnCase>, Problem> {
    let rows: Vec<(AgencyId, CaseId)> = case_file::table
        .filter(case_file::agency_id.eq_any(agencies).and(case_file::stage.eq(Stage::Closed)))
        .filter(case_file::closed_on.ge(of.plan.closed_from).and(case_file::closed_on.le(of.plan.closed_to)))
        .order((case_file::agency_id, case_file::id))
        .select((case_file::agency_id, case_file::id))
        .load(view.conn())?;
    Ok(rows.into_iter().map(|(agency, case)| DrawnCase { agency, case }).collect())
}

pub fn draw(tx: &mut Tx, of: EvaluationId, new: &Drawing) -> Result<(), Problem> {
    diesel::insert_into(drawing::table)
        .values((
            drawing::agency_id.eq(tx.actor.agency),
            drawing::evaluation_id.eq(of),
            drawing::population.eq(new.population),
            drawing::population_digest.eq(&new.population_digest),
            drawing::drawn.eq(serde_json::to_value(&new.drawn).map_err(Problem::internal)?),
            drawing::entry_id.eq(new.entry_id),
            drawing::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}
