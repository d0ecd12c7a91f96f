//! Submissions on the wire.

use super::submit;
use crate::auth::Authorized;
use crate::db::Db;
use crate::domain::ids::InspectionId;
use crate::domain::permission::may::Inspect;
use crate::http::{IdempotencyKeyHeader, NoBody, Once, Refusals, Reply};
use crate::inspections::model::Inspection;
use crate::inspections::reply::InspectionReply;
use crate::inspections::store;
use crate::problem::Problem;
use actix_web::post;
use actix_web::web::{Data, Path};

/// 提交检查: from now on it never changes; a correction is a new inspection that supersedes it.
#[utoipa::path(tag = "inspections", operation_id = "inspection_submissions_create", security(("bearer" = [])),
    request_body = NoBody, params(("inspection_id" = inline(InspectionId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = InspectionReply), Refusals))]
#[post("/inspections/{inspection_id}/submissions")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<Inspect>,
    id: Path<InspectionId>,
    once: Once<NoBody>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, _| {
        let draft = store::lock(tx, *id)?;
        draft.may_be_changed_by(tx.actor.account)?;
        let version = draft.version + 1;
        submit(tx, Inspection { version, ..draft }, store::freeze)
    })
    .await
}
