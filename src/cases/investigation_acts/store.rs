//! Acts of investigation: their rows.

use super::model::{InvestigationAct, InvestigationKind};
use crate::cases::deadlines;
use crate::cases::file::CaseFile;
use crate::cases::model::Case;
use crate::cases::steps::store::{self as steps, Taken};
use crate::db::{Tx, View};
use crate::domain::day::legal_date;
use crate::domain::ids::{CaseId, CaseStepId, CertificateId, EntryId, InvestigationActId, OfficerId};
use crate::domain::stage::{Stage, Step};
use crate::domain::values::{Passage, Title};
use crate::problem::Problem;
use crate::schema::investigation_act as act;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::{Value, json};

#[derive(HasQuery)]
#[diesel(table_name = act)]
struct Row {
    id: InvestigationActId,
    case_id: CaseId,
    kind: InvestigationKind,
    performed_at: DateTime<Utc>,
    place: Option<Title>,
    summary: Passage,
    officer_a: OfficerId,
    officer_b: OfficerId,
    certificate_a: CertificateId,
    certificate_b: CertificateId,
    content_digest: Vec<u8>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
    details: Value,
    further_officers: Vec<OfficerId>,
    further_certificates: Vec<CertificateId>,
}

impl TryFrom<Row> for InvestigationAct {
    type Error = Problem;

    fn try_from(row: Row) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            case: row.case_id,
            kind: row.kind,
            performed_at: row.performed_at,
            place: row.place,
            summary: row.summary,
            officers: [vec![row.officer_a, row.officer_b], row.further_officers].concat(),
            certificates: [vec![row.certificate_a, row.certificate_b], row.further_certificates].concat(),
            details: serde_json::from_value(row.details).map_err(Problem::internal)?,
            content_digest: row.content_digest,
            entry_id: row.entry_id,
            recorded_at: row.recorded_at,
        })
    }
}

/// Of the actor's own agency: a write rests on nobody else's rows.
pub fn find_own(tx: &mut Tx, id: InvestigationActId) -> Result<Option<InvestigationAct>, Problem> {
    let agency = tx.actor.agency;
    let found = Row::query().filter(act::agency_id.eq(agency).and(act::id.eq(id)));
    found.first::<Row>(tx.conn()).optional()?.map(InvestigationAct::try_from).transpose()
}

/// All acts of a case, oldest first.
pub fn of_case(view: &mut View, case: &Case) -> Result<Vec<InvestigationAct>, Problem> {
    let rows: Vec<Row> = Row::query()
        .filter(act::agency_id.eq(case.agency).and(act::case_id.eq(case.id)))
        .order((act::performed_at, act::id))
        .load(view.conn())?;
    rows.into_iter().map(InvestigationAct::try_from).collect()
}

/// The act, the case that it moves, and the due dates that it tells.
pub fn insert(tx: &mut Tx, file: CaseFile, stage: Stage, new: &InvestigationAct) -> Result<(), Problem> {
    let ([first, second, others @ ..], [first_card, second_card, other_cards @ ..]) =
        (new.officers.as_slice(), new.certificates.as_slice())
    else {
        return Err(Problem::internal("an act that passed its rules has two officers"));
    };
    diesel::insert_into(act::table)
        .values((
            act::agency_id.eq(tx.actor.agency),
            act::id.eq(new.id),
            act::case_id.eq(new.case),
            act::kind.eq(new.kind),
            act::performed_at.eq(new.performed_at),
            act::place.eq(&new.place),
            act::summary.eq(&new.summary),
            act::details.eq(serde_json::to_value(&new.details).map_err(Problem::internal)?),
            act::officer_a.eq(first),
            act::officer_b.eq(second),
            act::certificate_a.eq(first_card),
            act::certificate_b.eq(second_card),
            act::further_officers.eq(others),
            act::further_certificates.eq(other_cards),
            act::content_digest.eq(&new.content_digest),
            act::entry_id.eq(new.entry_id),
            act::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    let step = Taken {
        stage,
        happened_on: legal_date(new.performed_at),
        certificates: new.certificates.clone(),
        content: json!({ "kind": new.kind, "officer_ids": new.officers, "items": new.details.kept_items(),
            "signature": new.details.signature() }),
        content_digest: new.content_digest.clone(),
        ..Taken::by_actor(tx, Step::Investigate, CaseStepId::from_uuid(new.id.uuid()), &file.case)
    };
    let moved = Case { stage, ..file.case.clone() };
    steps::insert(tx, &file, &moved, &step)?;
    deadlines::tell(tx, &mut file.with_step(moved, &step))
}
