//! Closures on the wire.

use super::model::{Closure, ClosureReason};
use super::store;
use crate::auth::Authorized;
use crate::cases::model::Case;
use crate::cases::steps::{gates, store as steps};
use crate::cases::store as cases;
use crate::db::{Db, Tx};
use crate::domain::act::{in_order, not_in_the_future};
use crate::domain::ids::{CaseId, ClosureId, EntryId};
use crate::domain::permission::may::{CloseCases, ReadCases};
use crate::domain::refusal::Refusals as Refused;
use crate::domain::stage::{Stage, Step};
use crate::domain::values::Passage;
use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Code as ProblemCode, Problem};
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
}

/// 结案
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosureReply {
    id: ClosureId,
    case_id: CaseId,
    reason: ClosureReason,
    closed_on: NaiveDate,
    summary: Passage,
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
            entry_id: closure.entry_id,
            recorded_at: closure.recorded_at,
        }
    }
}

/// 结案: after the decision, or after another body has taken the case over; every measure has been lifted or dealt with.
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
            return if same { Ok(tx.unchanged(reply)) } else { Err(Problem::new(ProblemCode::IdExists)) };
        }
        let (stage, closure) = closure_of(tx, &case, new)?;
        store::close(tx, &case, stage, &closure)?;
        let reply = ClosureReply::from(&closure);
        let entry = Entry::new(Kind::CaseClosed, closure.id.uuid(), &reply).in_case(case.id);
        tx.record(entry, Reply::created(format!("/api/v1/cases/{}/closures", case.id), 1, &reply)?)
    })
    .await
}

fn closure_of(tx: &mut Tx, case: &Case, new: &NewClosure) -> Result<(Stage, Closure), Problem> {
    let mut refusals = Refused::default();
    let stage = refusals.check_all(case.after(Step::Close));
    gates::against_closing(&steps::file(tx, case.clone())?, Some(new.reason), &mut refusals);
    refusals.check(not_in_the_future(new.closed_on, tx.today(), "/closed_on"));
    if let Some(decided_on) = case.decided_on {
        refusals.check(in_order(decided_on, new.closed_on, "/closed_on"));
    }
    refusals.into_result()?;
    let closure = Closure {
        id: new.id.unwrap_or_else(|| ClosureId::from_uuid(tx.mint())),
        case: case.id,
        reason: new.reason,
        closed_on: new.closed_on,
        summary: new.summary.clone(),
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
