//! Imports on the wire.

use super::kinds::AnyForm;
use super::listing::{ImportFilters, ImportOrder};
use super::model::{Cancellation, Import, ImportFormat, ImportKind, ImportState, OnConflict, Progress};
use super::receipt::{Asked, FileAsked, receive};
use super::spool::{FILE_BYTES_MAX, Spooled};
use super::store;
use super::table::charset::Charset;
use super::worker::Importer;
use crate::auth::Authorized;
use crate::db::Db;
use crate::db::page::Sort;
use crate::domain::actor::{Actor, DEPLOYMENT};
use crate::domain::ids::{AccountId, EntryId, ImportId};
use crate::domain::permission::may;
use crate::domain::values::Passage;
use crate::http::body::must_fit;
use crate::http::shapes::Shapes;
use crate::http::{ListQuery, Listed, Query, Refusals, Reply, page_reply, request_id};
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

/// 导入进度
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportProgress {
    /// Rows that have their outcome.
    done: i32,
    /// Of all rows, 0 to 1.
    fraction: f64,
    /// Since the work began; null until there is something to measure.
    rows_per_second: Option<f64>,
    /// At that pace; null when it is not known, or nothing is left.
    seconds_left: Option<i64>,
}

/// 取消导入
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportCancellationReply {
    reason: Passage,
    account_id: AccountId,
    recorded_at: DateTime<Utc>,
}

impl From<&Cancellation> for ImportCancellationReply {
    fn from(one: &Cancellation) -> Self {
        Self { reason: one.reason.clone(), account_id: one.account, recorded_at: one.at }
    }
}

/// 批量导入
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportReply {
    id: ImportId,
    kind: ImportKind,
    state: ImportState,
    dry_run: bool,
    on_conflict: OnConflict,
    format: ImportFormat,
    /// In which letters the file was read: as told, else as its bytes showed.
    charset: Charset,
    /// The columns as the file names them; null unless it is CSV.
    columns: Option<Vec<String>>,
    /// The size of the file.
    bytes: i64,
    /// Rows of the file; blank lines are none.
    rows: i32,
    accepted: i32,
    unchanged: i32,
    rejected: i32,
    /// Rows with at least one warning.
    warnings: i32,
    progress: ImportProgress,
    /// Why the work could not go on; null unless it failed.
    failure: Option<String>,
    /// Who wanted it to stop, and why; null unless it was cancelled. While `state` is `running`, the rows at hand are
    /// finished first; when no row was left by then, it ends as `completed` all the same.
    cancellation: Option<ImportCancellationReply>,
    /// Who asked.
    account_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
}

page_reply!(ImportPage of ImportReply);

impl From<Progress> for ImportProgress {
    fn from(progress: Progress) -> Self {
        let Progress { done, fraction, rows_per_second, seconds_left } = progress;
        Self { done, fraction, rows_per_second, seconds_left }
    }
}

impl From<&Import> for ImportReply {
    fn from(import: &Import) -> Self {
        Self {
            id: import.id,
            kind: import.kind,
            state: import.state,
            dry_run: import.dry_run,
            on_conflict: import.on_conflict,
            format: import.source.format,
            charset: import.source.charset,
            columns: (import.source.format == ImportFormat::Csv).then(|| import.source.header.clone()),
            bytes: import.source.bytes,
            rows: import.counts.rows,
            accepted: import.counts.accepted,
            unchanged: import.counts.unchanged,
            rejected: import.counts.rejected,
            warnings: import.counts.warnings,
            progress: ImportProgress::from(import.progress()),
            failure: import.failure.clone(),
            cancellation: import.cancellation.as_ref().map(ImportCancellationReply::from),
            account_id: import.account,
            entry_id: import.entry_id,
            recorded_at: import.recorded_at,
            finished_at: import.finished_at,
        }
    }
}

/// 批量导入: NDJSON, one JSON object a line, each of the form of its kind; or CSV, a header with the same names and a row
/// below it for each object. Every row stands alone, a bad one never blocks the rest, and the same file again changes
/// nothing. An import is known by its rows: no Idempotency-Key is needed.
///
/// CSV (`text/csv`, with `charset=utf-8` or `gb18030` when it is known; else a byte order mark or the bytes themselves
/// tell): nested members have dotted names (`party.name`), items of lists of objects numbered ones
/// (`penalties.1.kind`), several values of one cell stand between `|` or `;`; any such cell may hold JSON instead. An
/// empty cell is an absent member; a column whose name begins with `#` is a note. Columns that are unknown, doubled or
/// missing refuse the file at once.
#[utoipa::path(tag = "imports", operation_id = "imports_create", security(("bearer" = [])), params(ImportQuery),
    request_body(description = "At most 1 MiB a row, 512 MiB in all",
        content((AnyForm = "application/x-ndjson"), (String = "text/csv"))),
    responses((status = 202, body = ImportReply, headers(("Location" = String))), Refusals))]
#[post("/imports")]
pub async fn create(
    db: Data<Db>,
    importer: Data<Importer>,
    shapes: Data<Shapes>,
    caller: Authorized<may::Import>,
    Query(asked): Query<ImportQuery>,
    request: HttpRequest,
    body: Payload,
) -> Result<Reply, Problem> {
    let asked = asked_by(&caller.actor, &asked, &request)?;
    must_fit(&request, FILE_BYTES_MAX)?;
    let file = Spooled::receive(&importer.spool, &request_id::of(&request).to_string(), body).await?;
    let import = db.write(&caller.actor, move |tx| receive(tx, asked, file.arrived(), &shapes)).await?;
    importer.ring();
    Ok(Reply::created(format!("/api/v1/imports/{}", import.id), 1, &ImportReply::from(&import))?.with_status(202))
}

fn asked_by(actor: &Actor, query: &ImportQuery, request: &HttpRequest) -> Result<Asked, Problem> {
    let ImportQuery { kind, dry_run, on_conflict } = *query;
    if kind.is_of_deployment() && actor.agency != DEPLOYMENT {
        return Err(Problem::new(Code::NotPermitted).detail(
            format!("只有系统管理员可以导入{}", kind.label_zh()),
            format!("Only a platform administrator imports {kind}"),
        ));
    }
    let (format, charset) = format_of(request)?;
    let on_conflict = on_conflict.unwrap_or(OnConflict::Reject);
    Ok(Asked { file: FileAsked { kind, format, charset }, dry_run, on_conflict })
}

/// What the media type says of the file.
pub(super) fn format_of(request: &HttpRequest) -> Result<(ImportFormat, Option<Charset>), Problem> {
    let told = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let unsupported = |zh: &str, en: &str| Problem::new(Code::MediaTypeUnsupported).detail(zh, en);
    let mut parts = told.split(';');
    let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset =
        parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    let charset = match charset {
        None => None,
        Some((_, label)) => Some(
            Charset::of_label(label)
                .ok_or_else(|| unsupported("字符编码应为 utf-8 或 gb18030", "The charset is utf-8 or gb18030"))?,
        ),
    };
    match (essence.as_str(), charset) {
        ("application/x-ndjson", None | Some(Charset::Utf8)) => Ok((ImportFormat::Ndjson, charset)),
        ("application/x-ndjson", _) => Err(unsupported("NDJSON 只能是 UTF-8", "NDJSON is UTF-8")),
        ("text/csv", charset) => Ok((ImportFormat::Csv, charset)),
        _ => Err(unsupported("应为 application/x-ndjson 或 text/csv", "Send application/x-ndjson or text/csv")),
    }
}

/// 批量导入列表
#[utoipa::path(tag = "imports", operation_id = "imports_list", security(("bearer" = [])), params(ListQuery, ImportFilters),
    responses((status = 200, body = ImportPage, headers(("Link" = String))), Refusals))]
#[get("/imports")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<may::Import>,
    Listed(list, wanted): Listed<ImportFilters>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let asked = list.asked(view, wanted.sort.unwrap_or(Sort::falling(ImportOrder::RecordedAt)))?;
        let page = store::page(view, &wanted, &asked)?;
        Reply::listed(&page.map(|import| ImportReply::from(&import)))
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
