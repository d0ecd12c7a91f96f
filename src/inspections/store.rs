//! Inspections' rows.

mod listed;
mod parts;

use super::model::{Content, Inspection, Shown};
use crate::db::{Tx, View};
use crate::domain::ids::{AccountId, AgencyId, CaseId, EntryId, InspectionId, ObjectId};
use crate::domain::inspection::{InspectionKind, InspectionResult, InspectionState};
use crate::domain::origin::Origin;
use crate::domain::values::{Code, Passage, Title};
use crate::problem::Problem;
use crate::schema::{case_file, inspection, inspection_object};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use serde_json::Value;

pub use listed::page;
pub use parts::enter;

#[derive(HasQuery)]
#[diesel(table_name = inspection)]
struct Row {
    agency_id: AgencyId,
    id: InspectionId,
    state: InspectionState,
    author_id: AccountId,
    draft: Option<Value>,
    kind: Option<InspectionKind>,
    method: Option<Title>,
    reason: Option<Passage>,
    inspected_on: Option<NaiveDate>,
    object_id: Option<ObjectId>,
    findings: Option<Passage>,
    result: Option<InspectionResult>,
    rectify_by: Option<NaiveDate>,
    is_complete: Option<bool>,
    led_to_case: Option<Code>,
    supersedes: Option<InspectionId>,
    external_id: Option<Code>,
    origin: Origin,
    submitted_at: Option<DateTime<Utc>>,
    content_digest: Vec<u8>,
    version: i64,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl TryFrom<Row> for Inspection {
    type Error = Problem;

    /// Officers and matters of a submitted inspection stand in tables of their own: [`parts::with`] adds them.
    fn try_from(row: Row) -> Result<Self, Problem> {
        let submitted = Content {
            kind: row.kind,
            method: row.method,
            reason: row.reason,
            inspected_on: row.inspected_on,
            object: row.object_id,
            findings: row.findings,
            result: row.result,
            rectify_by: row.rectify_by,
            led_to_case: row.led_to_case,
            supersedes: row.supersedes,
            ..Content::default()
        };
        let draft = row.draft.map(serde_json::from_value).transpose().map_err(Problem::internal)?;
        Ok(Self {
            agency: row.agency_id,
            id: row.id,
            state: row.state,
            author: row.author_id,
            content: draft.unwrap_or(submitted),
            is_complete: row.is_complete.unwrap_or_default(),
            external_id: row.external_id,
            origin: row.origin,
            submitted_at: row.submitted_at,
            content_digest: row.content_digest,
            version: row.version,
            entry_id: row.entry_id,
            recorded_at: row.recorded_at,
        })
    }
}

pub fn find(view: &mut View, id: InspectionId) -> Result<Shown, Problem> {
    find_optional(view, id)?.ok_or_else(Problem::not_found)
}

pub fn find_optional(view: &mut View, id: InspectionId) -> Result<Option<Shown>, Problem> {
    let visible = view.agencies.clone();
    let row: Option<Row> = Row::query()
        .filter(inspection::agency_id.eq_any(visible).and(inspection::id.eq(id)))
        .first(view.conn())
        .optional()?;
    let found = row.map(Inspection::try_from).transpose()?;
    Ok(parts::with(view, found.into_iter().collect())?.pop())
}

/// The inspection of the actor's own agency, locked until the transaction ends.
pub fn lock(tx: &mut Tx, id: InspectionId) -> Result<Inspection, Problem> {
    let agency = tx.actor.agency;
    let row: Row = Row::query()
        .filter(inspection::agency_id.eq(agency).and(inspection::id.eq(id)))
        .for_update()
        .first(tx.conn())?;
    row.try_into()
}

/// The submitted inspection that another one is to correct, and whether one has done so already.
pub fn submitted(tx: &mut Tx, id: InspectionId) -> Result<Option<(Inspection, bool)>, Problem> {
    let agency = tx.actor.agency;
    let row: Option<Row> = Row::query()
        .filter(inspection::agency_id.eq(agency).and(inspection::id.eq(id)))
        .filter(inspection::state.eq(InspectionState::Submitted))
        .first(tx.conn())
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let corrections = inspection::table.filter(inspection::agency_id.eq(agency).and(inspection::supersedes.eq(id)));
    let is_superseded = diesel::select(exists(corrections)).get_result(tx.conn())?;
    Ok(Some((row.try_into()?, is_superseded)))
}

pub fn knows_object(tx: &mut Tx, id: ObjectId) -> Result<bool, Problem> {
    let agency = tx.actor.agency;
    Ok(diesel::select(exists(inspection_object::table.find((agency, id)))).get_result(tx.conn())?)
}

pub fn knows_case(tx: &mut Tx, id: CaseId) -> Result<bool, Problem> {
    let agency = tx.actor.agency;
    Ok(diesel::select(exists(case_file::table.find((agency, id)))).get_result(tx.conn())?)
}

/// Begins a draft. Day and object stand in columns too, so that lists can ask for them.
pub fn insert_draft(tx: &mut Tx, new: &Inspection) -> Result<(), Problem> {
    diesel::insert_into(inspection::table)
        .values((
            inspection::agency_id.eq(tx.actor.agency),
            inspection::id.eq(new.id),
            inspection::state.eq(InspectionState::Draft),
            inspection::author_id.eq(new.author),
            inspection::draft.eq(Some(draft_of(&new.content)?)),
            inspection::inspected_on.eq(new.content.inspected_on),
            inspection::object_id.eq(new.content.object),
            inspection::origin.eq(new.origin),
            inspection::content_digest.eq(&new.content_digest),
            inspection::entry_id.eq(new.entry_id),
            inspection::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes a changed draft back; the caller holds the row's lock and has checked the version.
pub fn redraft(tx: &mut Tx, changed: &Inspection) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    diesel::update(inspection::table.find((agency, changed.id)))
        .set((
            inspection::draft.eq(Some(draft_of(&changed.content)?)),
            inspection::inspected_on.eq(changed.content.inspected_on),
            inspection::object_id.eq(changed.content.object),
            inspection::version.eq(changed.version),
            inspection::entry_id.eq(changed.entry_id),
        ))
        .execute(tx.conn())?;
    Ok(())
}

fn draft_of(content: &Content) -> Result<Value, Problem> {
    serde_json::to_value(content).map_err(Problem::internal)
}

/// Writes an inspection that was never a draft here. [`enter`] adds its parts and its place in the figures.
pub fn insert_submitted(tx: &mut Tx, new: &Inspection) -> Result<(), Problem> {
    let content = &new.content;
    diesel::insert_into(inspection::table)
        .values((
            inspection::agency_id.eq(tx.actor.agency),
            inspection::id.eq(new.id),
            inspection::state.eq(InspectionState::Submitted),
            inspection::author_id.eq(new.author),
            inspection::kind.eq(content.kind),
            inspection::method.eq(&content.method),
            inspection::reason.eq(&content.reason),
            inspection::inspected_on.eq(content.inspected_on),
            inspection::object_id.eq(content.object),
            inspection::findings.eq(&content.findings),
            inspection::result.eq(content.result),
            inspection::rectify_by.eq(content.rectify_by),
            inspection::is_complete.eq(Some(new.is_complete)),
            inspection::led_to_case.eq(&content.led_to_case),
            inspection::supersedes.eq(content.supersedes),
            inspection::external_id.eq(&new.external_id),
            inspection::origin.eq(new.origin),
            inspection::submitted_at.eq(new.submitted_at),
            inspection::content_digest.eq(&new.content_digest),
            inspection::entry_id.eq(new.entry_id),
            inspection::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Turns a draft into what it will say for ever; the caller holds the row's lock. [`enter`] adds the rest.
pub fn freeze(tx: &mut Tx, submitted: &Inspection) -> Result<(), Problem> {
    let (agency, content) = (tx.actor.agency, &submitted.content);
    diesel::update(inspection::table.find((agency, submitted.id)))
        .set((
            inspection::state.eq(InspectionState::Submitted),
            inspection::draft.eq(None::<Value>),
            inspection::kind.eq(content.kind),
            inspection::method.eq(&content.method),
            inspection::reason.eq(&content.reason),
            inspection::inspected_on.eq(content.inspected_on),
            inspection::object_id.eq(content.object),
            inspection::findings.eq(&content.findings),
            inspection::result.eq(content.result),
            inspection::rectify_by.eq(content.rectify_by),
            inspection::is_complete.eq(Some(submitted.is_complete)),
            inspection::led_to_case.eq(&content.led_to_case),
            inspection::supersedes.eq(content.supersedes),
            inspection::submitted_at.eq(submitted.submitted_at),
            inspection::version.eq(submitted.version),
            inspection::entry_id.eq(submitted.entry_id),
        ))
        .execute(tx.conn())?;
    Ok(())
}
