//! The list of cases.

use super::Row;
use crate::cases::listing::{CaseFilters, CaseOrder, as_printed};
use crate::cases::model::Case;
use crate::db::View;
use crate::db::page::{Asked, Page, Place, begins_with, containing, in_sight, narrowed, sorted};
use crate::domain::origin::Origin;
use crate::domain::party::PartyKind;
use crate::domain::penalty::Outcome;
use crate::domain::permission::Permission;
use crate::domain::values::PersonName;
use crate::problem::Problem;
use crate::schema::{case_decision, case_file, case_officer, case_tag, imported_case, matter, matter_version, officer};
use diesel::dsl::{exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;

type Rows = case_file::BoxedQuery<'static, Pg>;

pub fn page(view: &mut View, wanted: &CaseFilters, asked: &Asked<CaseOrder>) -> Result<Page<Case>, Problem> {
    let mut rows = matching(view, wanted);
    sorted!(rows, asked, (case_file::id, case_file::agency_id), {
        CaseOrder::FiledOn => case_file::filed_on as Day,
        CaseOrder::DecidedOn => case_file::decided_on as Day / "null",
        CaseOrder::ClosedOn => case_file::closed_on as Day / "null",
        CaseOrder::CaseNumber => case_file::case_number as Text / "null",
        CaseOrder::PartyName => case_file::party_name as Text,
        CaseOrder::RecordedAt => case_file::recorded_at as Instant,
    });
    let found: Vec<Row> = rows.select(Row::as_select()).limit(asked.page.fetch()).load(view.conn())?;
    let total = asked.counts.then(|| matching(view, wanted).count().get_result(view.conn())).transpose()?;
    let cases = found.into_iter().map(Case::try_from).collect::<Result<_, _>>()?;
    let by = asked.sort.by;
    Ok(asked.cut(cases, total, |case: &Case| Place { at: case.at(by), id: case.id.uuid(), agency: case.agency.uuid() }))
}

fn matching(view: &View, wanted: &CaseFilters) -> Rows {
    let rows: Rows = in_sight!(case_file, view);
    let rows = by_its_own_words(rows, wanted);
    let rows = by_days(rows, wanted);
    let rows = by_party(view, rows, wanted);
    let rows = by_people_and_matters(rows, wanted);
    match wanted.outcome {
        Some(outcome) => by_outcome(rows, outcome),
        None => rows,
    }
}

fn by_its_own_words(mut rows: Rows, wanted: &CaseFilters) -> Rows {
    narrowed!(rows, {
        stage in wanted.stage => case_file::stage.eq(stage),
        procedure in wanted.procedure => case_file::procedure.eq(procedure),
        source in wanted.source => case_file::source.eq(source),
        origin in wanted.origin => case_file::origin.eq(origin),
        external_id in wanted.external_id.clone() => case_file::external_id.eq(external_id),
        number in &wanted.case_number => begins_with!(case_file::case_number, as_printed(number.as_str())),
    });
    if let Some(text) = &wanted.q {
        let numbered = case_file::case_number.like(containing(&as_printed(text.as_str()))).assume_not_null();
        rows = rows.filter(case_file::party_name.ilike(containing(text.as_str())).or(numbered));
    }
    rows
}

fn by_days(mut rows: Rows, wanted: &CaseFilters) -> Rows {
    narrowed!(rows, {
        day in wanted.from => case_file::filed_on.ge(day),
        day in wanted.to => case_file::filed_on.le(day),
        day in wanted.decided_from => case_file::decided_on.ge(day),
        day in wanted.decided_to => case_file::decided_on.le(day),
        day in wanted.closed_from => case_file::closed_on.ge(day),
        day in wanted.closed_to => case_file::closed_on.le(day),
    });
    rows
}

/// Who may not see identity numbers learns nothing about them by asking, either.
fn by_party(view: &View, mut rows: Rows, wanted: &CaseFilters) -> Rows {
    narrowed!(rows, {
        kind in wanted.party_kind => case_file::party_kind.eq(kind),
        name in &wanted.party_name => case_file::party_name.ilike(containing(name.as_str())),
    });
    if let Some(code) = &wanted.party_code {
        rows = rows.filter(case_file::party_code.eq(code.as_str().to_ascii_uppercase()));
        if !view.actor.may(Permission::SeeIdentifiers) {
            rows = rows.filter(case_file::party_kind.ne(PartyKind::Individual));
        }
    }
    rows
}

fn by_people_and_matters(mut rows: Rows, wanted: &CaseFilters) -> Rows {
    let handling = case_officer::agency_id.eq(case_file::agency_id).and(case_officer::case_id.eq(case_file::id));
    let handling = handling.and(case_officer::revision.eq(case_file::officer_revision));
    if let Some(id) = wanted.officer_id {
        rows = rows.filter(exists(case_officer::table.filter(handling.and(case_officer::officer_id.eq(id)))));
    }
    if let Some(name) = &wanted.officer_name {
        let person = officer::agency_id.eq(case_officer::agency_id).and(officer::id.eq(case_officer::officer_id));
        let named = officer::name.ilike(containing(PersonName::as_str(name)));
        let people = case_officer::table.inner_join(officer::table.on(person));
        rows = rows.filter(exists(people.filter(handling.and(named))));
    }
    let tagged = case_tag::agency_id
        .eq(case_file::agency_id)
        .and(case_tag::case_id.eq(case_file::id))
        .and(case_tag::revision.eq(case_file::tag_revision));
    if let Some(code) = wanted.matter_code.clone() {
        let matters = case_tag::table.inner_join(matter::table.on(matter::id.eq(case_tag::matter_id)));
        rows = rows.filter(exists(matters.filter(tagged.and(matter::code.eq(code)))));
    }
    if let Some(name) = &wanted.matter_name {
        let version = matter_version::id.nullable().eq(case_tag::matter_version_id);
        let versions = case_tag::table.inner_join(matter_version::table.on(version));
        rows = rows.filter(exists(versions.filter(tagged.and(matter_version::name.like(containing(name.as_str()))))));
    }
    rows
}

/// A decision made here counts before one that an import states; of statements the newest counts.
fn by_outcome(rows: Rows, outcome: Outcome) -> Rows {
    use imported_case::{agency_id, case_id, facts, revision};
    let newer = diesel::alias!(imported_case as newer_statement);
    let decided =
        case_decision::agency_id.eq(case_file::agency_id).and(case_file::decision_id.eq(case_decision::id.nullable()));
    let here = exists(case_decision::table.filter(decided.and(case_decision::outcome.eq(outcome))));
    let undecided_here = case_file::decision_id.is_null();
    let superseded = newer.filter(
        newer
            .field(agency_id)
            .eq(agency_id)
            .and(newer.field(case_id).eq(case_id))
            .and(newer.field(revision).gt(revision)),
    );
    let told = facts.retrieve_as_object("decision").retrieve_as_text("outcome").eq(outcome.as_str());
    let stated = imported_case::table
        .filter(agency_id.eq(case_file::agency_id).and(case_id.eq(case_file::id)))
        .filter(not(exists(superseded)))
        .filter(told);
    let imported = case_file::origin.eq(Origin::Import).and(undecided_here).and(exists(stated));
    rows.filter(here.or(imported))
}
