//! Historic cases: what a row of an import states, revision by revision; the newest counts.

use super::{add_officers, add_tags, insert, settle};
use crate::cases::model::Case;
use crate::db::{Tx, View};
use crate::domain::ids::{CaseId, CertificateId, EntryId, MatterId, MatterVersionId, OfficerId};
use crate::domain::party::PartyCode;
use crate::domain::posting::CaseFacts;
use crate::domain::values::Code;
use crate::problem::{Code as ProblemCode, Problem};
use crate::schema::{case_file, case_tag, imported_case};
use diesel::dsl::max;
use diesel::prelude::*;

/// A historic case as one row of an import states it.
#[derive(Debug, Clone)]
pub struct Historic {
    pub case: Case,
    pub officers: Vec<(OfficerId, Option<CertificateId>)>,
    pub tags: Vec<(MatterId, Option<MatterVersionId>)>,
    pub facts: CaseFacts,
}

/// The case that another system called so.
pub fn find_by_external_id(view: &mut View, external_id: &Code) -> Result<Option<CaseId>, Problem> {
    let agency = view.actor.agency;
    let cases = case_file::table.filter(case_file::agency_id.eq(agency).and(case_file::external_id.eq(external_id)));
    cases.select(case_file::id).first(view.conn()).optional().map_err(Problem::from)
}

/// A historic case that is new here.
pub fn import(tx: &mut Tx, new: &Historic) -> Result<(), Problem> {
    let Historic { case, officers, tags, facts } = new;
    insert(tx, case, officers, tags, facts)?;
    state(tx, case.id, 1, facts)
}

/// A corrected row: the case is restated under its id, what it stated before stays readable. A case that went on here
/// is corrected here, not by the old system.
pub fn restate(tx: &mut Tx, corrected: &Historic) -> Result<(), Problem> {
    let Historic { case, officers, tags, facts } = corrected;
    let seen = super::lock(tx, case.id)?;
    if went_on_here(tx, &seen)? {
        let (zh, en) = ("该案件已在本系统继续办理", "The case has gone on here since it was imported");
        return Err(Problem::new(ProblemCode::Conflict).detail(zh, en));
    }
    let tag_revision = if tags.is_empty() { 0 } else { last_tags(tx, case.id)? + 1 };
    change(tx, &Case { tag_revision, version: seen.version + 1, ..case.clone() })?;
    add_officers(tx, case.id, seen.officer_revision, officers)?;
    add_tags(tx, case.id, tag_revision, tags)?;
    let revision = last_statement(tx, case.id)? + 1;
    state(tx, case.id, revision, facts)?;
    settle(tx, case.id, facts)
}

fn state(tx: &mut Tx, case: CaseId, revision: i32, facts: &CaseFacts) -> Result<(), Problem> {
    diesel::insert_into(imported_case::table)
        .values((
            imported_case::agency_id.eq(tx.actor.agency),
            imported_case::case_id.eq(case),
            imported_case::revision.eq(revision),
            imported_case::facts.eq(serde_json::to_value(facts).map_err(Problem::internal)?),
            imported_case::entry_id.eq(tx.entry_id()),
            imported_case::recorded_at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

fn change(tx: &mut Tx, changed: &Case) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    diesel::update(case_file::table.find((agency, changed.id)))
        .set((
            case_file::procedure.eq(changed.procedure),
            case_file::stage.eq(changed.stage),
            case_file::party_kind.eq(changed.party.kind),
            case_file::party_name.eq(&changed.party.name),
            case_file::party_code.eq(changed.party.code.as_ref().map(PartyCode::in_full)),
            case_file::filed_on.eq(changed.filed_on),
            case_file::decided_on.eq(changed.decided_on),
            case_file::closed_on.eq(changed.closed_on),
            case_file::case_number.eq(&changed.case_number),
            case_file::tag_revision.eq(changed.tag_revision),
            case_file::content_digest.eq(&changed.content_digest),
            case_file::version.eq(changed.version),
            case_file::entry_id.eq(tx.entry_id()),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Every step writes its entry into the case: a case whose entry is not its last statement's has gone on.
fn went_on_here(tx: &mut Tx, seen: &Case) -> Result<bool, Problem> {
    let agency = tx.actor.agency;
    let stated =
        imported_case::table.filter(imported_case::agency_id.eq(agency).and(imported_case::case_id.eq(seen.id)));
    let newest = stated.order(imported_case::revision.desc()).select(imported_case::entry_id);
    let newest: Option<EntryId> = newest.first(tx.conn()).optional()?;
    Ok(newest != Some(seen.entry_id))
}

fn last_tags(tx: &mut Tx, case: CaseId) -> Result<i32, Problem> {
    let agency = tx.actor.agency;
    let tags = case_tag::table.filter(case_tag::agency_id.eq(agency).and(case_tag::case_id.eq(case)));
    let last: Option<i32> = tags.select(max(case_tag::revision)).first(tx.conn())?;
    Ok(last.unwrap_or_default())
}

fn last_statement(tx: &mut Tx, case: CaseId) -> Result<i32, Problem> {
    let agency = tx.actor.agency;
    let stated = imported_case::table.filter(imported_case::agency_id.eq(agency).and(imported_case::case_id.eq(case)));
    let last: Option<i32> = stated.select(max(imported_case::revision)).first(tx.conn())?;
    Ok(last.unwrap_or_default())
}
