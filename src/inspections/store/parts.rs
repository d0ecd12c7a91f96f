//! Officers and matters of submitted inspections, and their place in the figures.

use crate::db::{Tx, View};
use crate::domain::ids::{AgencyId, CertificateId, InspectionId, MatterId, MatterVersionId, OfficerId};
use crate::domain::inspection::InspectionState;
use crate::domain::posting::{Contribution, Subject, SubjectKind, of_inspection};
use crate::domain::values::{Code, PersonName, Title};
use crate::inspections::model::{Inspection, MatterShown, OfficerShown, Parts, Shown};
use crate::ledger;
use crate::problem::Problem;
use crate::schema::{certificate, inspection, inspection_matter, inspection_officer, matter, matter_version, officer};
use diesel::prelude::*;
use std::collections::HashMap;

/// An id is unique within its agency only.
type Key = (AgencyId, InspectionId);

/// Adds the parts of a submitted inspection and gives it its place in the figures; one that it corrects loses its own.
pub fn enter(tx: &mut Tx, submitted: &Inspection, parts: &Parts) -> Result<(), Problem> {
    insert(tx, submitted.id, parts)?;
    if let Some(corrected) = submitted.content.supersedes {
        ledger::settle(tx, subject(corrected), &Contribution::default())?;
    }
    let Some(day) = submitted.content.inspected_on else { return Err(Problem::internal("submitted without a day")) };
    let led_to_case = submitted.content.led_to_case.is_some();
    ledger::open(tx, subject(submitted.id), &of_inspection(submitted.standing(false), led_to_case, day))
}

fn subject(id: InspectionId) -> Subject {
    Subject { kind: SubjectKind::Inspection, id: id.uuid() }
}

fn insert(tx: &mut Tx, id: InspectionId, parts: &Parts) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    let officers = parts.officers.iter().map(|(officer, certificate)| {
        (
            inspection_officer::agency_id.eq(agency),
            inspection_officer::inspection_id.eq(id),
            inspection_officer::officer_id.eq(officer),
            inspection_officer::certificate_id.eq(certificate),
        )
    });
    diesel::insert_into(inspection_officer::table).values(officers.collect::<Vec<_>>()).execute(tx.conn())?;
    let matters = parts.matters.iter().map(|(matter, version)| {
        (
            inspection_matter::agency_id.eq(agency),
            inspection_matter::inspection_id.eq(id),
            inspection_matter::matter_id.eq(matter),
            inspection_matter::matter_version_id.eq(version),
        )
    });
    diesel::insert_into(inspection_matter::table).values(matters.collect::<Vec<_>>()).execute(tx.conn())?;
    Ok(())
}

/// The inspections, each with its parts.
pub(super) fn with(view: &mut View, inspections: Vec<Inspection>) -> Result<Vec<Shown>, Problem> {
    let ids: Vec<InspectionId> = inspections.iter().map(|one| one.id).collect();
    let (mut officers, mut matters) = (officers(view, &ids)?, matters(view, &ids)?);
    let corrections = corrections(view, &ids)?;
    let shown = |mut inspection: Inspection| {
        let key = (inspection.agency, inspection.id);
        if inspection.state == InspectionState::Draft {
            return drafted(inspection);
        }
        let (officers, matters) = (officers.remove(&key).unwrap_or_default(), matters.remove(&key).unwrap_or_default());
        inspection.content.officers = officers.iter().map(|one| one.officer).collect();
        inspection.content.matter_codes = matters.iter().map(|one| one.code.clone()).collect();
        Shown { inspection, officers, matters, superseded_by: corrections.get(&key).copied() }
    };
    Ok(inspections.into_iter().map(shown).collect())
}

/// A draft names officers and matters; whether they exist is asked when it is submitted.
fn drafted(inspection: Inspection) -> Shown {
    let officer =
        |id: &OfficerId| OfficerShown { officer: *id, name: None, certificate: None, certificate_number: None };
    let matter = |code: &Code| MatterShown { code: code.clone(), name: None, matter: None, version: None };
    let officers = inspection.content.officers.iter().map(officer).collect();
    let matters = inspection.content.matter_codes.iter().map(matter).collect();
    Shown { inspection, officers, matters, superseded_by: None }
}

type OfficerRow = (AgencyId, InspectionId, OfficerId, PersonName, Option<CertificateId>, Option<Code>);

fn officers(view: &mut View, ids: &[InspectionId]) -> Result<HashMap<Key, Vec<OfficerShown>>, Problem> {
    use inspection_officer as acting;
    let visible = view.agencies.clone();
    let person = officer::agency_id.eq(acting::agency_id).and(officer::id.eq(acting::officer_id));
    let card = certificate::agency_id.eq(acting::agency_id).and(certificate::id.nullable().eq(acting::certificate_id));
    let rows: Vec<OfficerRow> = acting::table
        .inner_join(officer::table.on(person))
        .left_join(certificate::table.on(card))
        .filter(acting::agency_id.eq_any(visible).and(acting::inspection_id.eq_any(ids)))
        .order((acting::inspection_id, officer::name, acting::officer_id))
        .select((
            acting::agency_id,
            acting::inspection_id,
            acting::officer_id,
            officer::name,
            acting::certificate_id,
            certificate::number.nullable(),
        ))
        .load(view.conn())?;
    let mut found: HashMap<Key, Vec<OfficerShown>> = HashMap::new();
    for (agency, inspection, officer, name, certificate, certificate_number) in rows {
        let shown = OfficerShown { officer, name: Some(name), certificate, certificate_number };
        found.entry((agency, inspection)).or_default().push(shown);
    }
    Ok(found)
}

type MatterRow = (AgencyId, InspectionId, MatterId, Code, Option<MatterVersionId>, Option<Title>);

fn matters(view: &mut View, ids: &[InspectionId]) -> Result<HashMap<Key, Vec<MatterShown>>, Problem> {
    use inspection_matter as inspected;
    let visible = view.agencies.clone();
    let version = matter_version::id.nullable().eq(inspected::matter_version_id);
    let rows: Vec<MatterRow> = inspected::table
        .inner_join(matter::table.on(matter::id.eq(inspected::matter_id)))
        .left_join(matter_version::table.on(version))
        .filter(inspected::agency_id.eq_any(visible).and(inspected::inspection_id.eq_any(ids)))
        .order((inspected::inspection_id, matter::code))
        .select((
            inspected::agency_id,
            inspected::inspection_id,
            matter::id,
            matter::code,
            inspected::matter_version_id,
            matter_version::name.nullable(),
        ))
        .load(view.conn())?;
    let mut found: HashMap<Key, Vec<MatterShown>> = HashMap::new();
    for (agency, inspection, matter, code, version, name) in rows {
        let shown = MatterShown { code, name, matter: Some(matter), version };
        found.entry((agency, inspection)).or_default().push(shown);
    }
    Ok(found)
}

/// Which inspection corrects which.
fn corrections(view: &mut View, ids: &[InspectionId]) -> Result<HashMap<Key, InspectionId>, Problem> {
    let visible = view.agencies.clone();
    let rows: Vec<(AgencyId, Option<InspectionId>, InspectionId)> = inspection::table
        .filter(inspection::agency_id.eq_any(visible).and(inspection::supersedes.eq_any(ids)))
        .select((inspection::agency_id, inspection::supersedes, inspection::id))
        .load(view.conn())?;
    Ok(rows.into_iter().filter_map(|(agency, corrected, by)| Some(((agency, corrected?), by))).collect())
}
