//! The rows by which one agency hands a case to another. Each reads what is addressed to it; each writes its own.

use super::{Incoming, Letter, LetterParty};
use crate::cases::file::CaseFile;
use crate::cases::parties::model::CaseParty;
use crate::cases::transfers::Transfer;
use crate::db::{Tx, View};
use crate::domain::day::legal_date;
use crate::domain::ids::{AgencyId, CaseId, CaseStepId, EntryId};
use crate::domain::party::PartyCode;
use crate::domain::refusal::{Refusal, Rule};
use crate::domain::values::Code;
use crate::problem::Problem;
use crate::schema::{agency, case_handover as handover, case_takeover as takeover};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::Value;
use std::collections::HashMap;

/// The agency of this system that has this code; not one's own, not the deployment.
pub fn recipient(view: &mut View, code: &Code) -> Result<Option<AgencyId>, Problem> {
    let own = view.actor.agency;
    let found = agency::table.filter(agency::code.eq(code.as_str()).and(agency::level.ne("deployment")));
    let id: Option<AgencyId> = found.select(agency::id).first(view.conn()).optional()?;
    Ok(id.filter(|id| *id != own))
}

/// What the other agency is to read of the case.
pub fn hand_over(
    tx: &mut Tx,
    file: &CaseFile,
    id: CaseStepId,
    transfer: &Transfer,
    entry: EntryId,
) -> Result<(), Problem> {
    let Some(code) = &transfer.recipient_agency_code else { return Ok(()) };
    let Some(to) = recipient(tx, code)? else {
        return Err(Refusal::of(Rule::TransferRecipientUnknown).at("/recipient_agency_code").into());
    };
    let party = |one: &CaseParty| LetterParty {
        kind: one.party.kind,
        name: one.party.name.clone(),
        code: one.party.code.as_ref().map(|code| PartyCode::in_full(code).to_owned()),
        details: one.details.clone(),
    };
    let letter = Letter {
        ground: transfer.ground.clone(),
        legal_bases: transfer.legal_bases.clone(),
        report: transfer.report.clone(),
        things: transfer.things.clone(),
        document_number: transfer.document_number.clone(),
        filed_on: file.case.filed_on,
        summary: file.case.summary.clone(),
        place: file.case.place.clone(),
        parties: file.parties.iter().map(party).collect(),
    };
    diesel::insert_into(handover::table)
        .values((
            handover::agency_id.eq(tx.actor.agency),
            handover::transfer_id.eq(id),
            handover::case_id.eq(file.case.id),
            handover::recipient_agency_id.eq(to),
            handover::sent_on.eq(legal_date(transfer.sent_at)),
            handover::letter.eq(serde_json::to_value(&letter).map_err(Problem::internal)?),
            handover::entry_id.eq(entry),
            handover::recorded_at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

type Row = (CaseStepId, AgencyId, String, String, CaseId, NaiveDate, Value);

/// What was handed over to the actor's agency, or by it, the newest first.
pub fn handed(view: &mut View, incoming: bool) -> Result<Vec<Incoming>, Problem> {
    let own = view.actor.agency;
    let mut asked = handover::table.inner_join(agency::table.on(agency::id.eq(handover::agency_id))).into_boxed();
    asked = if incoming {
        asked.filter(handover::recipient_agency_id.eq(own))
    } else {
        asked.filter(handover::agency_id.eq(own))
    };
    let rows: Vec<Row> = asked
        .order((handover::sent_on.desc(), handover::transfer_id.desc()))
        .select((
            handover::transfer_id,
            handover::agency_id,
            agency::code,
            agency::name,
            handover::case_id,
            handover::sent_on,
            handover::letter,
        ))
        .limit(1000)
        .load(view.conn())?;
    let taken = taken(view, incoming)?;
    let one = |(transfer, sender, sender_code, sender_name, sender_case, sent_on, letter): Row| {
        let letter = serde_json::from_value(letter).map_err(Problem::internal)?;
        let taken = taken.get(&(sender, transfer)).copied();
        Ok(Incoming { transfer, sender, sender_code, sender_name, sender_case, sent_on, letter, taken })
    };
    rows.into_iter().map(one).collect()
}

fn taken(view: &mut View, incoming: bool) -> Result<HashMap<(AgencyId, CaseStepId), (CaseId, NaiveDate)>, Problem> {
    let own = view.actor.agency;
    let mut asked = takeover::table.into_boxed();
    asked = if incoming {
        asked.filter(takeover::agency_id.eq(own))
    } else {
        asked.filter(takeover::sender_agency_id.eq(own))
    };
    let rows: Vec<(AgencyId, CaseStepId, CaseId, NaiveDate)> = asked
        .select((takeover::sender_agency_id, takeover::transfer_id, takeover::case_id, takeover::taken_on))
        .load(view.conn())?;
    Ok(rows.into_iter().map(|(sender, transfer, case, on)| ((sender, transfer), (case, on))).collect())
}

/// 受理: the case that it becomes here.
pub fn take_over(tx: &mut Tx, incoming: &Incoming, case: CaseId, on: NaiveDate) -> Result<(), Problem> {
    diesel::insert_into(takeover::table)
        .values((
            takeover::agency_id.eq(tx.actor.agency),
            takeover::transfer_id.eq(incoming.transfer),
            takeover::sender_agency_id.eq(incoming.sender),
            takeover::sender_case_id.eq(incoming.sender_case),
            takeover::case_id.eq(case),
            takeover::taken_on.eq(on),
            takeover::entry_id.eq(tx.entry_id()),
            takeover::recorded_at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    Ok(())
}
