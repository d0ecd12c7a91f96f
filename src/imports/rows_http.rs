//! What became of the rows of an import, and templates for new ones, on the wire.

use super::model::{ImportFormat, ImportKind, RowFault, RowOutcome};
use super::receipt::shape_of;
use super::store::{self, ReportedRow, RowFilter};
use super::table::{report, template};
use crate::auth::Authorized;
use crate::db::Db;
use crate::db::page::Page;
use crate::domain::ids::{EntryId, ImportId};
use crate::domain::permission::{Permission, may};
use crate::http::language::Language;
use crate::http::query::SharedListQuery;
use crate::http::shapes::Shapes;
use crate::http::{FileFormat, Listed, Query, Refusals, Reply, csv, page_reply};
use crate::problem::{Code, Problem};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which rows of an import are shown.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RowQuery {
    /// What became of them.
    #[serde(default)]
    outcome: Option<RowOutcome>,
    /// Only rows with (or without) warnings.
    #[serde(default)]
    warnings: Option<bool>,
    /// As the `Accept` header says when left out.
    #[serde(default)]
    #[param(inline)]
    format: Option<FileFormat>,
}

/// 导入行
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportRowReply {
    /// Of NDJSON the line of the file, counted from 1; of CSV the row as a spreadsheet counts it, the header being row 1.
    row: i32,
    /// The line of the file on which the row begins.
    line: i32,
    /// Null until the row has been worked off.
    outcome: Option<RowOutcome>,
    /// Why it was rejected: all reasons at once.
    faults: Vec<RowFault>,
    /// What somebody should look at although it was accepted.
    warnings: Vec<RowFault>,
    /// The journal entry that recorded the row.
    entry_id: Option<EntryId>,
}

page_reply!(ImportRowPage of ImportRowReply);

impl From<ReportedRow> for ImportRowReply {
    fn from(row: ReportedRow) -> Self {
        let ReportedRow { row_number, file_line, content: _, outcome, faults, warnings, entry_id } = row;
        Self { row: row_number, line: file_line, outcome, faults, warnings, entry_id }
    }
}

/// 导入结果: what became of each row, in the order of the file. As CSV (`format=csv`, or `Accept: text/csv`) all rows that
/// are asked for in one file: notes in columns that begin with `#`, and the row as it was sent, to be mended in a
/// spreadsheet and sent again.
#[utoipa::path(tag = "imports", operation_id = "import_rows_list", security(("bearer" = [])),
    params(("import_id" = inline(ImportId), Path), SharedListQuery, RowQuery),
    responses((status = 200, headers(("Link" = String)),
        content((ImportRowPage = "application/json"), (String = "text/csv"))), Refusals))]
#[get("/imports/{import_id}/rows")]
pub async fn rows(
    db: Data<Db>,
    shapes: Data<Shapes>,
    caller: Authorized<may::Import>,
    id: Path<ImportId>,
    Listed(list, asked): Listed<RowQuery, SharedListQuery>,
    request: HttpRequest,
) -> Result<Reply, Problem> {
    let language = Language::of(request.headers());
    let as_csv = asked.format.unwrap_or_else(|| FileFormat::accepted(&request)) == FileFormat::Csv;
    db.read(&caller.actor, move |view| {
        let import = store::find(view, *id)?;
        // Rows as they were sent hold whole identity numbers.
        if as_csv && import.account != view.actor.account && !view.actor.may(Permission::SeeIdentifiers) {
            return Err(Problem::new(Code::NotPermitted));
        }
        let filter = RowFilter { outcome: asked.outcome, has_warnings: asked.warnings };
        if as_csv {
            let file = report::of(view, &import, filter, &shapes, language)?;
            return Ok(Reply::file(csv::CONTENT_TYPE, &format!("import-{}.csv", import.id), file));
        }
        let (items, next_place) = store::rows(view, &import, filter, &list.page()?)?;
        let total = list.counts().then(|| store::count_rows(view, &import, filter)).transpose()?;
        Reply::listed(&Page { items, next_place, total }.map(ImportRowReply::from))
    })
    .await
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TemplateQuery {
    /// `csv` when left out.
    #[serde(default)]
    #[param(inline)]
    format: Option<ImportFormat>,
}

/// 导入模板: the columns of a kind with one example row below them, to be filled in; or one example line of NDJSON. The
/// example says in `#说明` that it is one, and is rejected as `example_row` when it is sent.
#[utoipa::path(tag = "imports", operation_id = "import_templates_get", security(("bearer" = [])),
    params(("kind" = inline(ImportKind), Path), TemplateQuery),
    responses((status = 200, content((String = "text/csv"), (Value = "application/x-ndjson"))), Refusals))]
#[get("/imports/templates/{kind}")]
pub async fn show_template(
    shapes: Data<Shapes>,
    _: Authorized<may::Import>,
    kind: Path<ImportKind>,
    Query(asked): Query<TemplateQuery>,
) -> Result<Reply, Problem> {
    let (kind, shape) = (*kind, shape_of(*kind, &shapes)?);
    match asked.format.unwrap_or(ImportFormat::Csv) {
        ImportFormat::Csv => Ok(Reply::file(csv::CONTENT_TYPE, &format!("{kind}.csv"), template::csv(kind, &shape)?)),
        ImportFormat::Ndjson => {
            Ok(Reply::file("application/x-ndjson", &format!("{kind}.ndjson"), template::ndjson(kind)))
        }
    }
}
