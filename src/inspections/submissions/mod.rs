//! 提交: what must hold before an inspection is fixed for ever, all of it told at once.

mod http;

use super::model::{Content, Inspection, Parts};
use super::reply::InspectionReply;
use super::store;
use crate::acts;
use crate::db::{Recorded, Tx};
use crate::domain::act::{ActingAgency, Power, not_in_the_future};
use crate::domain::ids::{EntryId, InspectionId};
use crate::domain::inspection::InspectionState;
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::http::Reply;
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Fault, Problem, Verdicts};
use chrono::NaiveDate;
use std::collections::HashSet;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create);
}

/// Submits a draft: `write` puts its row down, as a new one or over the draft's.
pub fn submit(
    tx: &mut Tx,
    draft: Inspection,
    write: impl Fn(&mut Tx, &Inspection) -> Result<(), Problem>,
) -> Result<Recorded<Reply>, Problem> {
    let (parts, corrected) = lawful(tx, &draft.content)?;
    let submitted = Inspection {
        state: InspectionState::Submitted,
        is_complete: draft.content.is_complete(),
        submitted_at: Some(tx.now),
        entry_id: tx.entry_id(),
        ..draft
    };
    write(tx, &submitted)?;
    store::enter(tx, &submitted, &parts)?;
    let written = store::find(tx, submitted.id)?;
    let reply = InspectionReply::from(&written);
    let location = format!("/api/v1/inspections/{}", submitted.id);
    let entry = Entry::new(Kind::InspectionSubmitted, submitted.id.uuid(), &reply);
    let entry = entry.referring_to(corrected.into_iter().collect());
    tx.record(entry, Reply::created(location, written.version(), &reply)?)
}

/// Everything that stands in the way, at once; else the officers' certificates, the matters' versions, and the entry
/// of the inspection that is corrected.
fn lawful(tx: &mut Tx, content: &Content) -> Result<(Parts, Option<EntryId>), Problem> {
    let agency = tx.actor.agency;
    let agency = acts::store::acting_agency(tx, agency)?;
    let mut verdicts = Verdicts::default();
    let day = verdicts.check(day_and_kind(content));
    verdicts.check(may_inspect(&agency));
    verdicts.check(content.dates_run_forward());
    verdicts.check(references_exist(tx, content));
    let corrected = verdicts.check(correctable(tx, content.supersedes)).flatten();
    let mut parts = Parts::default();
    if let Some(day) = day {
        verdicts.check(not_in_the_future(day, tx.today(), "/inspected_on"));
        let certificates = verdicts.check(acts::two_officers(tx, &content.officers, day, "/officer_ids"));
        let matters = verdicts.check(acts::claimed_matters(tx, &content.matter_codes, day, "/matter_codes"));
        let certificates = certificates.unwrap_or_default().into_iter().map(Some);
        parts.officers = content.officers.iter().copied().zip(certificates).collect();
        parts.matters = matters.unwrap_or_default().into_iter().map(|one| (one.matter, one.version)).collect();
    }
    verdicts.into_result().map(|()| (parts, corrected))
}

/// Without them nothing else can be judged.
fn day_and_kind(content: &Content) -> Result<NaiveDate, Problem> {
    let mut missing = Vec::new();
    for (pointer, is_there) in [("/kind", content.kind.is_some()), ("/inspected_on", content.inspected_on.is_some())] {
        if !is_there {
            let detail = Text::new("提交前须填写", "Must be filled in before submission");
            missing.push(Fault::new(pointer, "member_missing", detail));
        }
    }
    content.inspected_on.filter(|_| missing.is_empty()).ok_or_else(|| Problem::invalid(missing))
}

fn may_inspect(agency: &ActingAgency) -> Result<(), Refusal> {
    if agency.has_power(Power::Inspection).is_ok() {
        return Ok(());
    }
    let zh = format!("{}没有行政检查权", agency.name);
    let detail = Text::new(zh, format!("{} has no power to inspect", agency.name));
    Err(Refusal::new(Rule::InspectionOfAgencyWithoutPower, detail))
}

/// What a draft or a submission points to is there, in the agency itself; and no matter is named twice.
pub(super) fn references_exist(tx: &mut Tx, content: &Content) -> Result<(), Problem> {
    let mut faults = Vec::new();
    if let Some(object) = content.object
        && !store::knows_object(tx, object)?
    {
        let detail = Text::new("没有该检查对象", "There is no such inspection object");
        faults.push(Fault::new("/object_id", "unknown_object", detail));
    }
    if let Some(case) = content.led_to_case.as_ref().and_then(|code| code.as_str().parse().ok())
        && !store::knows_case(tx, case)?
    {
        faults.push(Fault::new("/led_to_case_id", "unknown_case", Text::new("没有该案件", "There is no such case")));
    }
    let mut named = HashSet::new();
    for (place, code) in content.matter_codes.iter().enumerate().filter(|(_, code)| !named.insert(code.as_str())) {
        let detail = Text::new(format!("事项 {code} 重复"), format!("The matter {code} is named twice"));
        faults.push(Fault::new(format!("/matter_codes/{place}"), "repeated_item", detail));
    }
    if faults.is_empty() { Ok(()) } else { Err(Problem::invalid(faults)) }
}

/// 更正: only what was submitted is corrected, and only once.
fn correctable(tx: &mut Tx, corrected: Option<InspectionId>) -> Result<Option<EntryId>, Problem> {
    let Some(id) = corrected else { return Ok(None) };
    let Some((inspection, is_superseded)) = store::submitted(tx, id)? else {
        let detail = Text::new("没有该已提交的检查记录", "There is no such submitted inspection");
        return Err(Problem::invalid(vec![Fault::new("/supersedes", "unknown_inspection", detail)]));
    };
    if is_superseded {
        let detail = Text::new("该检查记录已被更正", "The inspection has already been corrected");
        return Err(Refusal::new(Rule::InspectionSuperseded, detail).at("/supersedes").into());
    }
    Ok(Some(inspection.entry_id))
}
