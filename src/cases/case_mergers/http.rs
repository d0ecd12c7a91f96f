//! Mergers of cases on the wire.

use super::{CaseMerger, MergerRole, store};
use crate::auth::Authorized;
use crate::cases::file::CaseFile;
use crate::cases::steps::store::Taken;
use crate::cases::steps::{self, Opened};
use crate::db::{Db, Recorded, Tx};
use crate::domain::ids::{AccountId, CaseId, CaseStepId, EntryId};
use crate::domain::permission::may::{DecideCases, ReadCases};
use crate::domain::values::{Passage, PersonName, Title};
use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply, page_reply};
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// 并案
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseMergerReply {
    id: CaseStepId,
    case_id: CaseId,
    other_case_id: CaseId,
    role: MergerRole,
    merged_on: NaiveDate,
    reason: Passage,
    legal_basis: Option<Title>,
    decided_by: PersonName,
    post: Title,
    decided_on: NaiveDate,
    author_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(CaseMergerPage of CaseMergerReply);

impl From<(Taken, CaseMerger, &CaseFile)> for CaseMergerReply {
    fn from((taken, merger, _): (Taken, CaseMerger, &CaseFile)) -> Self {
        Self {
            id: taken.id,
            case_id: taken.case,
            role: merger.role(),
            other_case_id: merger.other_case_id,
            merged_on: merger.merged_on,
            reason: merger.reason,
            legal_basis: merger.legal_basis,
            decided_by: merger.decided_by,
            post: merger.post,
            decided_on: merger.decided_on,
            author_id: taken.author,
            entry_id: taken.entry_id,
            recorded_at: taken.recorded_at,
        }
    }
}

/// 并案
///
/// The other case is merged into this one and closed; its tags and parties go over. Each of the two keeps the link.
#[utoipa::path(tag = "case mergers", operation_id = "case_mergers_create", security(("bearer" = [])),
    request_body = CaseMerger, params(("case_id" = inline(CaseId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = CaseMergerReply), (status = 200, body = CaseMergerReply), Refusals))]
#[post("/cases/{case_id}/case-mergers")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<DecideCases>,
    case: Path<CaseId>,
    once: Once<CaseMerger>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| merge(tx, *case, new)).await
}

fn merge(tx: &mut Tx, case: CaseId, new: &CaseMerger) -> Result<Recorded<Reply>, Problem> {
    let file = match steps::opened::<CaseMerger, CaseMergerReply>(tx, case, new)? {
        Opened::Now(file) => file,
        Opened::Before(answer) => return Ok(answer),
    };
    let merged = store::merge(tx, &file, new)?;
    let reply = CaseMergerReply::from((merged.taken.clone(), new.clone(), &file));
    let recorded = steps::record(tx, &merged.taken, &reply)?;
    store::close_other(tx, &file, merged, new, |taken, mirrored| CaseMergerReply::from((taken, mirrored, &file)))?;
    Ok(recorded)
}

/// 案件的并案, in the order in which they were recorded.
#[utoipa::path(tag = "case mergers", operation_id = "case_mergers_list", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path)), responses((status = 200, body = CaseMergerPage), Refusals))]
#[get("/cases/{case_id}/case-mergers")]
pub async fn list(db: Data<Db>, caller: Authorized<ReadCases>, case: Path<CaseId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| steps::list::<CaseMerger, CaseMergerReply>(view, *case)).await
}
