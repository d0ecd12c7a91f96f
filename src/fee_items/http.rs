//! Fee items on the wire.

use super::model::{self, FeeItem, FeeItemFilters, FeeItemOrder};
use super::store;
use crate::acts;
use crate::auth::Authorized;
use crate::db::page::Sort;
use crate::db::{Db, Tx};
use crate::domain::ids::{EntryId, FeeItemId};
use crate::domain::origin::Origin;
use crate::domain::permission::may::{ClaimMatters, ReadClaims};
use crate::domain::values::{Code, Title};
use crate::http::query::SharedListQuery;
use crate::http::{IdempotencyKeyHeader, Listed, Once, Refusals, Reply, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Code as ProblemCode, Problem};
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 收费项目配置
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFeeItem {
    #[serde(default)]
    id: Option<FeeItemId>,
    /// A penalty matter that the agency holds on `configured_on`.
    matter_code: Code,
    /// Code of the item in the non-tax revenue catalogue.
    fee_code: Code,
    name: Title,
    configured_on: NaiveDate,
}

/// 收费项目
#[derive(Debug, Serialize, ToSchema)]
pub struct FeeItemReply {
    id: FeeItemId,
    matter_code: Code,
    fee_code: Code,
    name: Title,
    configured_on: NaiveDate,
    origin: Origin,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(FeeItemPage of FeeItemReply);

impl From<&FeeItem> for FeeItemReply {
    fn from(item: &FeeItem) -> Self {
        Self {
            id: item.id,
            matter_code: item.matter_code.clone(),
            fee_code: item.fee_code.clone(),
            name: item.name.clone(),
            configured_on: item.configured_on,
            origin: item.origin,
            entry_id: item.entry_id,
            recorded_at: item.recorded_at,
        }
    }
}

/// 配置收费项目
#[utoipa::path(tag = "fee items", operation_id = "fee_items_create", security(("bearer" = [])),
    request_body = NewFeeItem, params(("code" = inline(Code), Path), IdempotencyKeyHeader),
    responses((status = 201, body = FeeItemReply), (status = 200, body = FeeItemReply), Refusals))]
#[post("/agencies/{code}/fee-items")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<ClaimMatters>,
    agency: Path<Code>,
    once: Once<NewFeeItem>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        acts::own_agency(tx, &agency)?;
        if let Some(existing) = earlier(tx, new)? {
            return Ok(tx.unchanged(shown(&existing)?));
        }
        let item = item_of(tx, new)?;
        store::insert(tx, &item)?;
        let reply = FeeItemReply::from(&item);
        let location = format!("/api/v1/agencies/{agency}/fee-items/{}", item.id);
        let entry = Entry::new(Kind::FeeItemConfigured, item.id.uuid(), &reply);
        tx.record(entry, Reply::created(location, item.version, &reply)?)
    })
    .await
}

/// What the id already names, when it was asked for in the same words.
fn earlier(tx: &mut Tx, new: &NewFeeItem) -> Result<Option<FeeItem>, Problem> {
    let existing = new.id.map(|id| store::find_optional(tx, id)).transpose()?.flatten();
    match existing {
        Some(item) if item.content_digest != digest(new)? => Err(Problem::new(ProblemCode::IdExists)),
        known => Ok(known),
    }
}

fn item_of(tx: &mut Tx, new: &NewFeeItem) -> Result<FeeItem, Problem> {
    let matter = acts::known_matter(tx, &new.matter_code, new.configured_on, "/matter_code")?;
    model::may_be_configured(&matter, new.configured_on, tx.today())?;
    Ok(FeeItem {
        id: new.id.unwrap_or_else(|| FeeItemId::from_uuid(tx.mint())),
        matter: matter.matter,
        matter_code: new.matter_code.clone(),
        fee_code: new.fee_code.clone(),
        name: new.name.clone(),
        configured_on: new.configured_on,
        origin: Origin::Live,
        content_digest: digest(new)?,
        version: 1,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    })
}

/// 收费项目列表
#[utoipa::path(tag = "fee items", operation_id = "fee_items_list", security(("bearer" = [])),
    params(("code" = inline(Code), Path), SharedListQuery, FeeItemFilters),
    responses((status = 200, body = FeeItemPage, headers(("Link" = String))), Refusals))]
#[get("/agencies/{code}/fee-items")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadClaims>,
    agency: Path<Code>,
    Listed(list, wanted): Listed<FeeItemFilters, SharedListQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        view.narrow(Some(agency.as_str()))?;
        let asked = list.asked(wanted.sort.unwrap_or(Sort::rising(FeeItemOrder::MatterCode)))?;
        let page = store::page(view, &wanted, &asked)?;
        Reply::listed(&page.map(|item| FeeItemReply::from(&item)))
    })
    .await
}

/// 收费项目
#[utoipa::path(tag = "fee items", operation_id = "fee_items_get", security(("bearer" = [])),
    params(("code" = inline(Code), Path), ("fee_item_id" = inline(FeeItemId), Path)),
    responses((status = 200, body = FeeItemReply, headers(("ETag" = String))), (status = 304), Refusals))]
#[get("/agencies/{code}/fee-items/{fee_item_id}")]
pub async fn show(
    db: Data<Db>,
    caller: Authorized<ReadClaims>,
    path: Path<(Code, FeeItemId)>,
) -> Result<Reply, Problem> {
    let (agency, id) = path.into_inner();
    db.read(&caller.actor, move |view| {
        view.narrow(Some(agency.as_str()))?;
        shown(&store::find(view, id)?)
    })
    .await
}

fn shown(item: &FeeItem) -> Result<Reply, Problem> {
    Reply::one(item.version, &FeeItemReply::from(item))
}
