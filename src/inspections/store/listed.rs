//! The list of inspections.

use super::{Row, parts};
use crate::db::View;
use crate::db::page::{Asked, Page, Place, containing, in_sight, narrowed, sorted};
use crate::domain::inspection::InspectionState;
use crate::inspections::listing::{InspectionFilters, InspectionOrder};
use crate::inspections::model::{Inspection, Shown};
use crate::problem::Problem;
use crate::schema::{
    inspection, inspection_matter as inspected, inspection_object as object, inspection_officer as acting, matter,
    matter_version, officer,
};
use diesel::dsl::{exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;

type Rows = inspection::BoxedQuery<'static, Pg>;

pub fn page(
    view: &mut View,
    wanted: &InspectionFilters,
    asked: &Asked<InspectionOrder>,
) -> Result<Page<Shown>, Problem> {
    let mut rows = matching(view, wanted);
    sorted!(rows, asked, (inspection::id, inspection::agency_id), {
        InspectionOrder::RecordedAt => inspection::recorded_at as Instant,
        InspectionOrder::InspectedOn => inspection::inspected_on as Day / "null",
        InspectionOrder::SubmittedAt => inspection::submitted_at as Instant / "null",
    });
    let found: Vec<Row> = rows.select(Row::as_select()).limit(asked.page.fetch()).load(view.conn())?;
    let total = asked.counts.then(|| matching(view, wanted).count().get_result(view.conn())).transpose()?;
    let found = found.into_iter().map(Inspection::try_from).collect::<Result<_, _>>()?;
    let by = asked.sort.by;
    let place = |one: &Inspection| Place { at: one.at(by), id: one.id.uuid(), agency: one.agency.uuid() };
    asked.cut(found, total, place).replace(|inspections| parts::with(view, inspections))
}

fn matching(view: &View, wanted: &InspectionFilters) -> Rows {
    let rows = by_its_own_words(in_sight!(inspection, view), wanted);
    let rows = by_object(rows, wanted);
    let rows = by_people_and_matters(rows, wanted);
    match wanted.countable {
        Some(countable) => by_counting(rows, countable),
        None => rows,
    }
}

fn by_its_own_words(mut rows: Rows, wanted: &InspectionFilters) -> Rows {
    narrowed!(rows, {
        state in wanted.state => inspection::state.eq(state),
        kind in wanted.kind => inspection::kind.eq(kind),
        result in wanted.result => inspection::result.eq(result),
        origin in wanted.origin => inspection::origin.eq(origin),
        external_id in wanted.external_id.clone() => inspection::external_id.eq(external_id),
        day in wanted.from => inspection::inspected_on.ge(day),
        day in wanted.to => inspection::inspected_on.le(day),
    });
    rows
}

fn by_object(mut rows: Rows, wanted: &InspectionFilters) -> Rows {
    if let Some(id) = wanted.object_id {
        rows = rows.filter(inspection::object_id.eq(id));
    }
    if let Some(name) = &wanted.object_name {
        let same = object::agency_id.eq(inspection::agency_id).and(object::id.nullable().eq(inspection::object_id));
        let named = object::name.ilike(containing(name.as_str()));
        rows = rows.filter(exists(object::table.filter(same.and(named))));
    }
    rows
}

fn by_people_and_matters(mut rows: Rows, wanted: &InspectionFilters) -> Rows {
    let who = acting::agency_id.eq(inspection::agency_id).and(acting::inspection_id.eq(inspection::id));
    if let Some(id) = wanted.officer_id {
        rows = rows.filter(exists(acting::table.filter(who.and(acting::officer_id.eq(id)))));
    }
    if let Some(name) = &wanted.officer_name {
        let person = officer::agency_id.eq(acting::agency_id).and(officer::id.eq(acting::officer_id));
        let named = officer::name.ilike(containing(name.as_str()));
        let people = acting::table.inner_join(officer::table.on(person));
        rows = rows.filter(exists(people.filter(who.and(named))));
    }
    let what = inspected::agency_id.eq(inspection::agency_id).and(inspected::inspection_id.eq(inspection::id));
    if let Some(code) = wanted.matter_code.clone() {
        let matters = inspected::table.inner_join(matter::table.on(matter::id.eq(inspected::matter_id)));
        rows = rows.filter(exists(matters.filter(what.and(matter::code.eq(code)))));
    }
    if let Some(name) = &wanted.matter_name {
        let version = matter_version::id.nullable().eq(inspected::matter_version_id);
        let versions = inspected::table.inner_join(matter_version::table.on(version));
        rows = rows.filter(exists(versions.filter(what.and(matter_version::name.like(containing(name.as_str()))))));
    }
    rows
}

/// The rule of `domain::inspection::uncounted`, as a question to the rows.
fn by_counting(rows: Rows, countable: bool) -> Rows {
    let correction = diesel::alias!(inspection as correction);
    let corrects = correction
        .field(inspection::agency_id)
        .eq(inspection::agency_id)
        .and(correction.field(inspection::supersedes).eq(inspection::id.nullable()));
    let is_whole = inspection::object_id.is_not_null().and(inspection::is_complete.is_not_distinct_from(true));
    let counts =
        inspection::state.eq(InspectionState::Submitted).and(is_whole).and(not(exists(correction.filter(corrects))));
    if countable { rows.filter(counts) } else { rows.filter(not(counts)) }
}
