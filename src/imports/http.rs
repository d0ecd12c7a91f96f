//! Imports on the wire.

use super::kinds::AnyForm;
use super::model::{Import, ImportKind, ImportState, OnConflict, RowFault, RowOutcome};
use super::receipt::{Asked, receive};
use super::spool::{FILE_BYTES_MAX, Spooled};
use super::store::{self, ReportedRow, RowFilter};
use super::worker::Importer;
use crate::auth::Authorized;
use crate::db::Db;
use crate::db::page::PageOf;
use crate::domain::actor::{Actor, DEPLOYMENT};
use crate::domain::ids::{AccountId, EntryId, ImportId};
use crate::domain::permission::may;
use crate::http::body::must_fit;
use crate::http::query::PageQuery;
use crate::http::{Query, Refusals, Reply, page_reply, request_id};
use crate::problem::{Code, Problem};
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// What the rows are.
    kind: ImportKind,
    /// Only say what would become of the rows; nothing stays.
    #[serde(default)]
    dry_run: bool,
    /// What becomes of a row whose key was imported before with other content; `reject` when left out.
    #[serde(default)]
    on_conflict: Option<OnConflict>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RowQuery {
    #[serde(default)]
    outcome: Option<RowOutcome>,
    /// Only rows with (or without) warnings.
    #[serde(default)]
    warnings: Option<bool>,
    /// Rows of a page: 1 to 200, 50 when left out.
    #[serde(default)]
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where the page before ended: its `next_cursor`.
    #[serde(default)]
    cursor: Option<String>,
}

/// 批量导入
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportReply {
    id: ImportId,
    kind: ImportKind,
    state: ImportState,
    dry_run: bool,
    on_conflict: OnConflict,
    /// Rows of the file; blank lines are none.
    rows: i32,
    accepted: i32,
    unchanged: i32,
    rejected: i32,
    /// Rows with at least one warning.
    warnings: i32,
    /// Why the work could not go on; null unless it failed.
    failure: Option<String>,
    /// Who asked.
    account_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
}

/// 导入行
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportRowReply {
    /// The line of the file, counted from 1.
    row: i32,
    /// Null until the row has been worked off.
    outcome: Option<RowOutcome>,
    /// Why it was rejected: all reasons at once.
    faults: Vec<RowFault>,
    /// What somebody should look at although it was accepted.
    warnings: Vec<RowFault>,
    /// The journal entry that recorded the row.
    entry_id: Option<EntryId>,
}

page_reply!(ImportPage of ImportReply);
page_reply!(ImportRowPage of ImportRowReply);

impl From<&Import> for ImportReply {
    fn from(import: &Import) -> Self {
        Self {
            id: import.id,
            kind: import.kind,
            state: import.state,
            dry_run: import.dry_run,
            on_conflict: import.on_conflict,
            rows: import.counts.rows,
            accepted: import.counts.accepted,
            unchanged: import.counts.unchanged,
            rejected: import.counts.rejected,
            warnings: import.counts.warnings,
            failure: import.failure.clone(),
            account_id: import.account,
            entry_id: import.entry_id,
            recorded_at: import.recorded_at,
            finished_at: import.finished_at,
        }
    }
}

impl From<ReportedRow> for ImportRowReply {
    fn from(row: ReportedRow) -> Self {
        let ReportedRow { row_number, outcome, faults, warnings, entry_id } = row;
        Self { row: row_number, outcome, faults, warnings, entry_id }
    }
}

/// 批量导入: one JSON object a line, each of the form of its kind. Every row stands alone, a bad one never blocks the rest,
/// and the same file again changes nothing. An import is known by its rows: no Idempotency-Key is needed.
#[utoipa::path(tag = "imports", operation_id = "imports_create", security(("bearer" = [])), params(ImportQuery),
    request_body(content = AnyForm, content_type = "application/x-ndjson", description = "One row per line, at most 1 MiB each, 512 MiB in all"),
    responses((status = 202, body = ImportReply, headers(("Location" = String))), Refusals))]
#[post("/imports")]
pub async fn create(
    db: Data<Db>,
    importer: Data<Importer>,
    caller: Authorized<may::Import>,
    Query(asked): Query<ImportQuery>,
    request: HttpRequest,
    body: Payload,
) -> Result<Reply, Problem> {
    let asked = asked_by(&caller.actor, &asked)?;
    is_ndjson(&request)?;
    must_fit(&request, FILE_BYTES_MAX)?;
    let file = Spooled::receive(&importer.spool, &request_id::of(&request).to_string(), body).await?;
    let import = db.write(&caller.actor, move |tx| receive(tx, asked, &file.sha256, file.lines()?)).await?;
    importer.ring();
    Ok(Reply::created(format!("/api/v1/imports/{}", import.id), 1, &ImportReply::from(&import))?.with_status(202))
}

fn asked_by(actor: &Actor, query: &ImportQuery) -> Result<Asked, Problem> {
    let ImportQuery { kind, dry_run, on_conflict } = *query;
    if kind.is_of_deployment() && actor.agency != DEPLOYMENT {
        return Err(Problem::new(Code::NotPermitted).detail(
            format!("只有系统管理员可以导入{}", kind.label_zh()),
            format!("Only a platform administrator imports {kind}"),
        ));
    }
    Ok(Asked { kind, dry_run, on_conflict: on_conflict.unwrap_or(OnConflict::Reject) })
}

fn is_ndjson(request: &HttpRequest) -> Result<(), Problem> {
    let told = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = told.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/x-ndjson") {
        return Ok(());
    }
    Err(Problem::new(Code::MediaTypeUnsupported).detail("应为 application/x-ndjson", "Send application/x-ndjson"))
}

/// 批量导入列表, newest first.
#[utoipa::path(tag = "imports", operation_id = "imports_list", security(("bearer" = [])), params(PageQuery),
    responses((status = 200, body = ImportPage, headers(("Link" = String))), Refusals))]
#[get("/imports")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<may::Import>,
    Query(asked): Query<PageQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        view.narrow(asked.agency.as_deref())?;
        let page = PageOf::parse(asked.cursor.as_deref(), asked.limit)?;
        let (imports, next_cursor) = store::page(view, &page)?;
        Reply::page(&imports.iter().map(ImportReply::from).collect::<Vec<_>>(), next_cursor)
    })
    .await
}

/// 批量导入: `completed` once every row has its outcome and what was accepted counts in statistics.
#[utoipa::path(tag = "imports", operation_id = "imports_get", security(("bearer" = [])),
    params(("import_id" = inline(ImportId), Path)),
    responses((status = 200, body = ImportReply, headers(("ETag" = String))), (status = 304), Refusals))]
#[get("/imports/{import_id}")]
pub async fn show(db: Data<Db>, caller: Authorized<may::Import>, id: Path<ImportId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let import = store::find(view, *id)?;
        Reply::one(import.version, &ImportReply::from(&import))
    })
    .await
}

/// 导入结果: what became of each row, in the order of the file.
#[utoipa::path(tag = "imports", operation_id = "import_rows_list", security(("bearer" = [])),
    params(("import_id" = inline(ImportId), Path), RowQuery),
    responses((status = 200, body = ImportRowPage, headers(("Link" = String))), Refusals))]
#[get("/imports/{import_id}/rows")]
pub async fn rows(
    db: Data<Db>,
    caller: Authorized<may::Import>,
    id: Path<ImportId>,
    Query(asked): Query<RowQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let import = store::find(view, *id)?;
        let page = PageOf::parse(asked.cursor.as_deref(), asked.limit)?;
        let filter = RowFilter { outcome: asked.outcome, has_warnings: asked.warnings };
        let (rows, next_cursor) = store::rows(view, &import, filter, &page)?;
        Reply::page(&rows.into_iter().map(ImportRowReply::from).collect::<Vec<_>>(), next_cursor)
    })
    .await
}
