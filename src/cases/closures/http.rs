//! Closures on the wire.

use super::model::{Closure, ClosureReason, PhaseWaiver};
use super::{gates, store};
use crate::auth::Authorized;
use crate::cases::file::CaseFile;
use crate::cases::recusals;
use crate::cases::steps::store as steps;
use crate::cases::store as cases;
use crate::db::{Db, Tx};
use crate::domain::act::{Earlier, in_order, not_in_the_future};
use crate::domain::ids::{CaseId, ClosureId, EntryId};
use crate::domain::permission::may::{CloseCases, ReadCases};
use crate::domain::refusal::Refusals as Refused;
use crate::domain::stage::{Stage, Step};
use crate::domain::values::Passage;
use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply, again, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use crate::recordings::store as recordings;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 结案
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClosure {
    #[serde(default)]
    id: Option<ClosureId>,
    reason: ClosureReason,
    closed_on: NaiveDate,
    summary: Passage,
    /// Phases of which nothing was recorded, each with the reason (行政处罚法 第四十七条).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 6)]
    phases_without_recording: Vec<PhaseWaiver>,
}

/// 结案
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosureReply {
    id: ClosureId,
    case_id: CaseId,
    reason: ClosureReason,
    closed_on: NaiveDate,
    summary: Passage,
    phases_without_recording: Vec<PhaseWaiver>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(ClosurePage of ClosureReply);

impl From<&Closure> for ClosureReply {
    fn from(closure: &Closure) -> Self {
        Self {
            id: closure.id,
            case_id: closure.case,
            reason: closure.reason,
            closed_on: closure.closed_on,
            summary: closure.summary.clone(),
            phases_without_recording: closure.phases_without_recording.clone(),
            entry_id: closure.entry_id,
            recorded_at: closure.recorded_at,
        }
    }
}

/// 结案
///
/// After the decision, or after another body has taken the case over. The decision has been served (行政处罚法 第六十一条) and what it
/// imposes performed with a receipt for every fen, every measure has been lifted or dealt with, and every phase was recorded (第四十七条)
/// or the closure says why not.
#[utoipa::path(tag = "closures", operation_id = "closures_create", security(("bearer" = [])),
    request_body = NewClosure, params(("case_id" = inline(CaseId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = ClosureReply), (status = 200, body = ClosureReply), Refusals))]
#[post("/cases/{case_id}/closures")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<CloseCases>,
    case: Path<CaseId>,
    once: Once<NewClosure>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        let case = cases::lock(tx, *case)?;
        if let Some(existing) = new.id.map(|id| store::find_own(tx, id)).transpose()?.flatten() {
            let same = existing.content_digest == digest(new)? && existing.case == case.id;
            let reply = Reply::one(1, &ClosureReply::from(&existing))?;
            return again(tx, same, reply);
        }
        let file = steps::file(tx, case)?;
        let (stage, closure) = closure_of(tx, &file, new)?;
        store::close(tx, file, stage, &closure)?;
        let reply = ClosureReply::from(&closure);
        let entry = Entry::new(Kind::CaseClosed, closure.id.uuid(), &reply).in_case(closure.case);
        tx.record(entry, Reply::created(format!("/api/v1/cases/{}/closures", closure.case), 1, &reply)?)
    })
    .await
}

fn closure_of(tx: &mut Tx, file: &CaseFile, new: &NewClosure) -> Result<(Stage, Closure), Problem> {
    let (mut refusals, case) = (Refused::default(), &file.case);
    let stage = refusals.check_all(file.after(Step::Close));
    gates::against_closing(file, &mut refusals);
    gates::against_reason(file, new.reason, &mut refusals);
    let recorded = recordings::phases_of_case(tx, case.id)?;
    refusals.check_all(gates::is_recorded(file, &recorded, &new.phases_without_recording));
    if let Some(last) = file.done.iter().map(|done| done.on).max() {
        refusals.check(in_order(Earlier::step_before(last), new.closed_on, "/closed_on"));
    }
    recusals::against_author(file, &tx.actor, &mut refusals);
    refusals.check(not_in_the_future(new.closed_on, tx.today(), "/closed_on"));
    if let Some(decided_on) = case.decided_on {
        refusals.check(in_order(Earlier::decision(decided_on), new.closed_on, "/closed_on"));
    }
    refusals.into_result()?;
    let closure = Closure {
        id: new.id.unwrap_or_else(|| ClosureId::from_uuid(tx.mint())),
        case: case.id,
        reason: new.reason,
        closed_on: new.closed_on,
        summary: new.summary.clone(),
        phases_without_recording: new.phases_without_recording.clone(),
        content_digest: digest(new)?,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    };
    Ok((stage.unwrap_or(case.stage), closure))
}

/// 案件的结案
#[utoipa::path(tag = "closures", operation_id = "closures_list", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path)), responses((status = 200, body = ClosurePage), Refusals))]
#[get("/cases/{case_id}/closures")]
pub async fn list(db: Data<Db>, caller: Authorized<ReadCases>, case: Path<CaseId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let case = cases::find(view, *case)?;
        let closures: Vec<_> = store::of_case(view, &case)?.iter().map(ClosureReply::from).collect();
        Reply::page(&closures, None)
    })
    .await
}
