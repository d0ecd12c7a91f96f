//! Inspections, cases and coercive acts made again.

use super::Recomputed;
use crate::cases::steps::store as steps;
use crate::cases::store as case_rows;
use crate::db::View;
use crate::domain::coercion::CoercionKind;
use crate::domain::day::legal_date;
use crate::domain::ids::{CaseId, InspectionId};
use crate::domain::inspection::{InspectionState, Standing};
use crate::domain::posting::{Subject, SubjectKind, of_case, of_coercive_act, of_inspection, of_recording};
use crate::problem::Problem;
use crate::schema::{case_file, coercive_act, inspection, recording};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use std::collections::HashSet;
use uuid::Uuid;

type InspectionRow =
    (InspectionId, Option<NaiveDate>, Option<Uuid>, Option<bool>, Option<String>, Option<InspectionId>);

/// A corrected inspection has left its place to its correction.
pub fn inspections(view: &mut View) -> Result<Recomputed, Problem> {
    let agency = view.actor.agency;
    let rows: Vec<InspectionRow> = inspection::table
        .filter(inspection::agency_id.eq(agency).and(inspection::state.eq(InspectionState::Submitted)))
        .select((
            inspection::id,
            inspection::inspected_on,
            inspection::object_id,
            inspection::is_complete,
            inspection::led_to_case,
            inspection::supersedes,
        ))
        .load(view.conn())?;
    let corrected: HashSet<InspectionId> = rows.iter().filter_map(|row| row.5).collect();
    let mut recomputed = Recomputed::new();
    for (id, day, object, is_complete, led_to_case, _) in rows {
        let standing = Standing {
            state: InspectionState::Submitted,
            is_superseded: corrected.contains(&id),
            has_object: object.is_some(),
            is_complete: is_complete.unwrap_or_default(),
        };
        let day = day.ok_or_else(|| Problem::internal("submitted without a day"))?;
        let subject = Subject { kind: SubjectKind::Inspection, id: id.uuid() };
        recomputed.insert(subject, of_inspection(standing, led_to_case.is_some(), day));
    }
    Ok(recomputed)
}

/// Case by case: what a case contributes stands in many tables.
pub fn cases(view: &mut View) -> Result<Recomputed, Problem> {
    let agency = view.actor.agency;
    let ids: Vec<CaseId> =
        case_file::table.filter(case_file::agency_id.eq(agency)).select(case_file::id).load(view.conn())?;
    let mut recomputed = Recomputed::new();
    for id in ids {
        let case = case_rows::find(view, id)?;
        let file = steps::file(view, case)?;
        let facts = case_rows::facts(view, &file)?;
        recomputed.insert(Subject { kind: SubjectKind::Case, id: id.uuid() }, of_case(&facts));
    }
    Ok(recomputed)
}

/// Of imported ones the newest revision counts; those of live cases are steps.
pub fn coercive_acts(view: &mut View) -> Result<Recomputed, Problem> {
    let agency = view.actor.agency;
    let rows: Vec<(Uuid, CoercionKind, NaiveDate)> = coercive_act::table
        .filter(coercive_act::agency_id.eq(agency))
        .distinct_on(coercive_act::id)
        .order((coercive_act::id, coercive_act::revision.desc()))
        .select((coercive_act::id, coercive_act::kind, coercive_act::performed_on))
        .load(view.conn())?;
    let of = |(id, kind, on)| (Subject { kind: SubjectKind::CoerciveAct, id }, of_coercive_act(kind, on));
    let taken = steps::coercive_acts(view)?;
    Ok(rows.into_iter().chain(taken).map(of).collect())
}

pub fn recordings(view: &mut View) -> Result<Recomputed, Problem> {
    let agency = view.actor.agency;
    let rows: Vec<(Uuid, DateTime<Utc>)> = recording::table
        .filter(recording::agency_id.eq(agency))
        .select((recording::id, recording::occurred_at))
        .load(view.conn())?;
    let of = |(id, at)| (Subject { kind: SubjectKind::Recording, id }, of_recording(legal_date(at)));
    Ok(rows.into_iter().map(of).collect())
}
