//! Declared figures on the wire.

use super::model::{self, DeclaredFigure, DeclaredFigureFilters, DeclaredFigureOrder};
use super::store;
use crate::auth::Authorized;
use crate::db::page::Sort;
use crate::db::{Db, Tx};
use crate::domain::ids::{AccountId, DeclaredFigureId, EntryId};
use crate::domain::origin::Origin;
use crate::domain::permission::may::{DeclareFigures, ReadStatistics};
use crate::domain::values::{Code, Fen, Title};
use crate::http::{IdempotencyKeyHeader, ListQuery, Listed, Once, Refusals, Reply, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Code as ProblemCode, Fault, Problem};
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 申报
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDeclaredFigure {
    #[serde(default)]
    id: Option<DeclaredFigureId>,
    /// A declared measure of `GET /statistics/measures`.
    measure: Code,
    period_from: NaiveDate,
    period_to: NaiveDate,
    #[schema(minimum = 0, maximum = 9007199254740991_i64)]
    value: i64,
    /// Only for measures that carry an amount.
    #[serde(default)]
    amount_fen: Option<Fen>,
    /// The document it rests on.
    document: Title,
}

/// 申报数
#[derive(Debug, Serialize, ToSchema)]
pub struct DeclaredFigureReply {
    id: DeclaredFigureId,
    measure: Code,
    period_from: NaiveDate,
    period_to: NaiveDate,
    /// The first declaration is 1; each correction is the next.
    revision: i32,
    value: i64,
    amount_fen: Option<Fen>,
    document: Title,
    declarer_id: AccountId,
    origin: Origin,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(DeclaredFigurePage of DeclaredFigureReply);

impl From<&DeclaredFigure> for DeclaredFigureReply {
    fn from(figure: &DeclaredFigure) -> Self {
        Self {
            id: figure.id,
            measure: figure.measure.clone(),
            period_from: figure.period_from,
            period_to: figure.period_to,
            revision: figure.revision,
            value: figure.value,
            amount_fen: figure.amount_fen,
            document: figure.document.clone(),
            declarer_id: figure.declarer,
            origin: figure.origin,
            entry_id: figure.entry_id,
            recorded_at: figure.recorded_at,
        }
    }
}

/// 申报数据: the first declaration for a measure and period, or its correction.
#[utoipa::path(tag = "declared figures", operation_id = "declared_figures_create", security(("bearer" = [])),
    request_body = NewDeclaredFigure, params(IdempotencyKeyHeader),
    responses((status = 201, body = DeclaredFigureReply), (status = 200, body = DeclaredFigureReply), Refusals))]
#[post("/declared-figures")]
pub async fn create(
    db: Data<Db>,
    clerk: Authorized<DeclareFigures>,
    once: Once<NewDeclaredFigure>,
) -> Result<Reply, Problem> {
    once.write(&db, &clerk.actor, |tx, new| {
        if let Some(existing) = earlier(tx, new)? {
            return Ok(tx.unchanged(shown(&existing)?));
        }
        let figure = figure_of(tx, new)?;
        store::insert(tx, &figure)?;
        let reply = DeclaredFigureReply::from(&figure);
        let location = format!("/api/v1/declared-figures/{}", figure.id);
        let entry = Entry::new(Kind::FigureDeclared, figure.id.uuid(), &reply);
        tx.record(entry, Reply::created(location, figure.revision.into(), &reply)?)
    })
    .await
}

/// What the id already names, when it was asked for in the same words.
fn earlier(tx: &mut Tx, new: &NewDeclaredFigure) -> Result<Option<DeclaredFigure>, Problem> {
    let existing = new.id.map(|id| store::find_optional(tx, id)).transpose()?.flatten();
    match existing {
        Some(figure) if figure.content_digest != digest(new)? => Err(Problem::new(ProblemCode::IdExists)),
        known => Ok(known),
    }
}

fn figure_of(tx: &mut Tx, new: &NewDeclaredFigure) -> Result<DeclaredFigure, Problem> {
    let faults = model::faults(&new.measure, new.amount_fen);
    if !faults.is_empty() {
        let told = faults.into_iter().map(|(pointer, code, detail)| Fault::new(pointer, code, detail));
        return Err(Problem::invalid(told.collect()));
    }
    model::period_may_be_declared(new.period_from, new.period_to, tx.today())?;
    Ok(DeclaredFigure {
        id: new.id.unwrap_or_else(|| DeclaredFigureId::from_uuid(tx.mint())),
        measure: new.measure.clone(),
        period_from: new.period_from,
        period_to: new.period_to,
        revision: store::next_revision(tx, &new.measure, new.period_from, new.period_to)?,
        value: new.value,
        amount_fen: new.amount_fen,
        document: new.document.clone(),
        declarer: tx.actor.account,
        origin: Origin::Live,
        content_digest: digest(new)?,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    })
}

/// 申报数据列表
#[utoipa::path(tag = "declared figures", operation_id = "declared_figures_list", security(("bearer" = [])),
    params(ListQuery, DeclaredFigureFilters), responses((status = 200, body = DeclaredFigurePage, headers(("Link" = String))),
    Refusals))]
#[get("/declared-figures")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadStatistics>,
    Listed(list, wanted): Listed<DeclaredFigureFilters>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let asked = list.asked(view, wanted.sort.unwrap_or(Sort::falling(DeclaredFigureOrder::RecordedAt)))?;
        let page = store::page(view, &wanted, &asked)?;
        Reply::listed(&page.map(|figure| DeclaredFigureReply::from(&figure)))
    })
    .await
}

/// 申报数
#[utoipa::path(tag = "declared figures", operation_id = "declared_figures_get", security(("bearer" = [])),
    params(("figure_id" = inline(DeclaredFigureId), Path)), responses((status = 200, body = DeclaredFigureReply,
    headers(("ETag" = String))), (status = 304), Refusals))]
#[get("/declared-figures/{figure_id}")]
pub async fn show(
    db: Data<Db>,
    caller: Authorized<ReadStatistics>,
    id: Path<DeclaredFigureId>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let figure = store::find_optional(view, *id)?.ok_or_else(Problem::not_found)?;
        shown(&figure)
    })
    .await
}

fn shown(figure: &DeclaredFigure) -> Result<Reply, Problem> {
    Reply::one(figure.revision.into(), &DeclaredFigureReply::from(figure))
}
