//! The cancellation of an import on the wire.

use crate::auth::Authorized;
use crate::db::{Db, Tx};
use crate::domain::ids::ImportId;
use crate::domain::permission::may;
use crate::domain::values::Passage;
use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply};
use crate::imports::http::ImportReply;
use crate::imports::model::{Cancellation, Import};
use crate::imports::store;
use crate::imports::worker::Importer;
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use actix_web::post;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

/// 取消导入
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewImportCancellation {
    reason: Passage,
}

/// 取消导入: the rows that were applied by then stay, each with its outcome; the others are not applied. An import that
/// waits ends at once as `cancelled`. One that runs finishes the rows at hand first: `cancellation` says that it was
/// asked to stop, `state` when it has stopped. A dry run leaves nothing either way.
#[utoipa::path(tag = "imports", operation_id = "import_cancellations_create", security(("bearer" = [])),
    request_body = NewImportCancellation, params(("import_id" = inline(ImportId), Path), IdempotencyKeyHeader),
    responses((status = 202, body = ImportReply, headers(("Location" = String))), Refusals))]
#[post("/imports/{import_id}/cancellations")]
pub async fn create(
    db: Data<Db>,
    importer: Data<Importer>,
    caller: Authorized<may::Import>,
    id: Path<ImportId>,
    once: Once<NewImportCancellation>,
) -> Result<Reply, Problem> {
    let reply = once.write(&db, &caller.actor, move |tx, new| {
        let import = store::lock(tx, *id)?;
        if import.cancellation.is_some() && import.goes_on() {
            return Ok(tx.unchanged(told(&import)?)); // somebody else was quicker
        }
        let import = import.cancelled(cancellation(tx, new))?;
        store::cancel(tx, &import)?;
        let body = json!({"import_id": import.id, "state": import.state, "reason": new.reason});
        tx.record(Entry::new(Kind::ImportCancelled, import.id.uuid(), &body), told(&import)?)
    });
    let reply = reply.await?;
    importer.ring();
    Ok(reply)
}

fn cancellation(tx: &Tx, new: &NewImportCancellation) -> Cancellation {
    Cancellation { reason: new.reason.clone(), account: tx.actor.account, at: tx.now }
}

fn told(import: &Import) -> Result<Reply, Problem> {
    let location = format!("/api/v1/imports/{}", import.id);
    Ok(Reply::created(location, import.version, &ImportReply::from(import))?.with_status(202))
}
