//! Claims on the wire.

use super::listing::{ClaimFilters, ClaimOrder};
use super::model::{self, Claim};
use super::store;
use crate::acts;
use crate::auth::Authorized;
use crate::db::page::Sort;
use crate::db::{Db, Tx};
use crate::domain::act::not_in_the_future;
use crate::domain::ids::{ClaimId, EntryId};
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

/// 事项认领
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClaim {
    #[serde(default)]
    id: Option<ClaimId>,
    matter_code: Code,
    /// First day on which the matter is the agency's.
    valid_from: NaiveDate,
    /// Last such day.
    #[serde(default)]
    valid_to: Option<NaiveDate>,
    /// The paper the claim rests on.
    basis: Title,
}

/// 事项交回
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReturn {
    /// From this day on the matter is no longer the agency's.
    on: NaiveDate,
    reason: Title,
}

/// 事项认领
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimReply {
    id: ClaimId,
    matter_code: Code,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    /// False when it was returned before it began: then it holds on no day.
    ever_held: bool,
    /// The last day it holds; earlier than `valid_to` when it was returned.
    holds_to: Option<NaiveDate>,
    basis: Option<Title>,
    returned_on: Option<NaiveDate>,
    return_reason: Option<Title>,
    origin: Origin,
    /// The journal entry that last changed the claim.
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(ClaimPage of ClaimReply);

impl From<&Claim> for ClaimReply {
    fn from(claim: &Claim) -> Self {
        Self {
            id: claim.id,
            matter_code: claim.matter_code.clone(),
            valid_from: claim.valid.from,
            valid_to: claim.valid.to,
            ever_held: claim.holds.is_some(),
            holds_to: claim.holds.and_then(|holds| holds.to),
            basis: claim.basis.clone(),
            returned_on: claim.returned.as_ref().map(|(day, _)| *day),
            return_reason: claim.returned.as_ref().map(|(_, reason)| reason.clone()),
            origin: claim.origin,
            entry_id: claim.entry_id,
            recorded_at: claim.recorded_at,
        }
    }
}

/// 认领事项
#[utoipa::path(tag = "matter claims", operation_id = "matter_claims_create", security(("bearer" = [])),
    request_body = NewClaim, params(("code" = inline(Code), Path), IdempotencyKeyHeader),
    responses((status = 201, body = ClaimReply), (status = 200, body = ClaimReply), Refusals))]
#[post("/agencies/{code}/matter-claims")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<ClaimMatters>,
    agency: Path<Code>,
    once: Once<NewClaim>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        acts::own_agency(tx, &agency)?;
        if let Some(existing) = earlier(tx, new)? {
            return Ok(tx.unchanged(shown(&existing)?));
        }
        let claim = claim_of(tx, new)?;
        store::insert(tx, &claim)?;
        let reply = ClaimReply::from(&claim);
        let location = format!("/api/v1/agencies/{agency}/matter-claims/{}", claim.id);
        let entry = Entry::new(Kind::MatterClaimed, claim.id.uuid(), &reply);
        tx.record(entry, Reply::created(location, claim.version, &reply)?)
    })
    .await
}

/// What the id already names, when it was asked for in the same words.
fn earlier(tx: &mut Tx, new: &NewClaim) -> Result<Option<Claim>, Problem> {
    let existing = new.id.map(|id| store::find_optional(tx, id)).transpose()?.flatten();
    match existing {
        Some(claim) if claim.content_digest != digest(new)? => Err(Problem::new(ProblemCode::IdExists)),
        known => Ok(known),
    }
}

fn claim_of(tx: &mut Tx, new: &NewClaim) -> Result<Claim, Problem> {
    let valid = model::valid(new.valid_from, new.valid_to)?;
    let matter = acts::known_matter(tx, &new.matter_code, new.valid_from, "/matter_code")?;
    Ok(Claim {
        id: new.id.unwrap_or_else(|| ClaimId::from_uuid(tx.mint())),
        matter: matter.matter,
        matter_code: new.matter_code.clone(),
        valid,
        holds: Some(valid),
        basis: Some(new.basis.clone()),
        returned: None,
        origin: Origin::Live,
        content_digest: digest(new)?,
        version: 1,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    })
}

/// 认领事项列表
#[utoipa::path(tag = "matter claims", operation_id = "matter_claims_list", security(("bearer" = [])),
    params(("code" = inline(Code), Path), SharedListQuery, ClaimFilters),
    responses((status = 200, body = ClaimPage, headers(("Link" = String))), Refusals))]
#[get("/agencies/{code}/matter-claims")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadClaims>,
    agency: Path<Code>,
    Listed(list, wanted): Listed<ClaimFilters, SharedListQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        view.narrow(Some(agency.as_str()))?;
        let asked = list.asked(wanted.sort.unwrap_or(Sort::rising(ClaimOrder::MatterCode)))?;
        let page = store::page(view, &wanted, &asked)?;
        Reply::listed(&page.map(|claim| ClaimReply::from(&claim)))
    })
    .await
}

/// 事项认领
#[utoipa::path(tag = "matter claims", operation_id = "matter_claims_get", security(("bearer" = [])),
    params(("code" = inline(Code), Path), ("claim_id" = inline(ClaimId), Path)),
    responses((status = 200, body = ClaimReply, headers(("ETag" = String))), (status = 304), Refusals))]
#[get("/agencies/{code}/matter-claims/{claim_id}")]
pub async fn show(db: Data<Db>, caller: Authorized<ReadClaims>, path: Path<(Code, ClaimId)>) -> Result<Reply, Problem> {
    let (agency, id) = path.into_inner();
    db.read(&caller.actor, move |view| {
        view.narrow(Some(agency.as_str()))?;
        shown(&store::find(view, id)?)
    })
    .await
}

fn shown(claim: &Claim) -> Result<Reply, Problem> {
    Reply::one(claim.version, &ClaimReply::from(claim))
}

/// 交回事项: what was done under the claim before stays lawful.
#[utoipa::path(tag = "matter claims", operation_id = "matter_claim_returns_create", security(("bearer" = [])),
    request_body = NewReturn, params(("code" = inline(Code), Path), ("claim_id" = inline(ClaimId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = ClaimReply), Refusals))]
#[post("/agencies/{code}/matter-claims/{claim_id}/returns")]
pub async fn give_back(
    db: Data<Db>,
    caller: Authorized<ClaimMatters>,
    path: Path<(Code, ClaimId)>,
    once: Once<NewReturn>,
) -> Result<Reply, Problem> {
    let (agency, id) = path.into_inner();
    once.write(&db, &caller.actor, move |tx, new| {
        acts::own_agency(tx, &agency)?;
        let claim = store::lock(tx, id)?;
        let returned = returned(tx, claim, new)?;
        store::give_back(tx, &returned)?;
        let reply = ClaimReply::from(&returned);
        let location = format!("/api/v1/agencies/{agency}/matter-claims/{id}");
        let entry = Entry::new(Kind::ClaimReturned, id.uuid(), &reply);
        tx.record(entry, Reply::created(location, returned.version, &reply)?)
    })
    .await
}

fn returned(tx: &Tx, claim: Claim, new: &NewReturn) -> Result<Claim, Problem> {
    not_in_the_future(new.on, tx.today(), "/on")?;
    Ok(Claim {
        holds: claim.held_until(new.on)?,
        returned: Some((new.on, new.reason.clone())),
        version: claim.version + 1,
        entry_id: tx.entry_id(),
        ..claim
    })
}
