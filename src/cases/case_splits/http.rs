//! Splits of cases on the wire.

use super::{CaseSplit, SplitRole, store};
use crate::auth::Authorized;
use crate::cases::file::CaseFile;
use crate::cases::reply;
use crate::cases::steps::store::Taken;
use crate::cases::steps::{self, Opened};
use crate::db::{Db, Recorded, Tx};
use crate::domain::ids::{AccountId, CaseId, CaseStepId, CertificateId, EntryId, OfficerId};
use crate::domain::permission::may::{DecideCases, ReadCases};
use crate::domain::values::{Passage, PersonName, Title};
use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply, page_reply};
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// 分案
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseSplitReply {
    id: CaseStepId,
    case_id: CaseId,
    /// The new case; read in the new case, the one it comes from.
    other_case_id: Option<CaseId>,
    role: SplitRole,
    place: u32,
    split_on: NaiveDate,
    officer_ids: Vec<OfficerId>,
    /// The certificates that qualified them, in the same order.
    certificate_ids: Vec<CertificateId>,
    summary: Passage,
    reason: Passage,
    decided_by: PersonName,
    post: Title,
    decided_on: NaiveDate,
    author_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

/// What the journal says of a case that arose from another.
#[derive(Serialize)]
struct ArisenFact {
    #[serde(flatten)]
    split: CaseSplitReply,
    case: Value,
}

page_reply!(CaseSplitPage of CaseSplitReply);

impl From<(Taken, CaseSplit, &CaseFile)> for CaseSplitReply {
    fn from((taken, split, _): (Taken, CaseSplit, &CaseFile)) -> Self {
        Self {
            id: taken.id,
            case_id: taken.case,
            role: split.role(),
            other_case_id: split.other_case_id,
            place: split.place,
            split_on: split.split_on,
            officer_ids: split.officer_ids,
            certificate_ids: taken.certificates,
            summary: split.summary,
            reason: split.reason,
            decided_by: split.decided_by,
            post: split.post,
            decided_on: split.decided_on,
            author_id: taken.author,
            entry_id: taken.entry_id,
            recorded_at: taken.recorded_at,
        }
    }
}

/// 分案
///
/// The party gets a new case, filed on the same day; both keep the link.
#[utoipa::path(tag = "case splits", operation_id = "case_splits_create", security(("bearer" = [])),
    request_body = CaseSplit, params(("case_id" = inline(CaseId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = CaseSplitReply), (status = 200, body = CaseSplitReply), Refusals))]
#[post("/cases/{case_id}/case-splits")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<DecideCases>,
    case: Path<CaseId>,
    once: Once<CaseSplit>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| split(tx, *case, new)).await
}

fn split(tx: &mut Tx, case: CaseId, new: &CaseSplit) -> Result<Recorded<Reply>, Problem> {
    let file = match steps::opened::<CaseSplit, CaseSplitReply>(tx, case, new)? {
        Opened::Now(file) => file,
        Opened::Before(answer) => return Ok(answer),
    };
    let given = store::give(tx, &file, new)?;
    let reply = CaseSplitReply::from((given.taken.clone(), given.content.clone(), &file));
    let recorded = steps::record(tx, &given.taken, &reply)?;
    let arisen = store::arise(tx, &file, &given, new)?;
    let filed = reply::masked(tx, &arisen.file)?.fact()?;
    let split = CaseSplitReply::from((arisen.taken.clone(), arisen.content, &file));
    let _arisen = steps::record(tx, &arisen.taken, &ArisenFact { split, case: filed })?;
    Ok(recorded)
}

/// 案件的分案, in the order in which they were recorded.
#[utoipa::path(tag = "case splits", operation_id = "case_splits_list", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path)), responses((status = 200, body = CaseSplitPage), Refusals))]
#[get("/cases/{case_id}/case-splits")]
pub async fn list(db: Data<Db>, caller: Authorized<ReadCases>, case: Path<CaseId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| steps::list::<CaseSplit, CaseSplitReply>(view, *case)).await
}
