//! Agencies on the wire.

use super::model::{self, Agency, AgencyFilters, AgencyOrder, Level, Parent};
use super::store;
use crate::auth::Authorized;
use crate::db::page::Sort;
use crate::db::{Db, Tx};
use crate::domain::act::Power;
use crate::domain::ids::{AgencyId, EntryId};
use crate::domain::permission::may::{ManageAgencies, ReadAgencies};
use crate::domain::refusal::Text;
use crate::domain::values::{Code, CreditCode, Title};
use crate::http::patch::{Patch, patched};
use crate::http::query::SharedListQuery;
use crate::http::{
    IdempotencyKeyHeader, IfMatch, IfMatchHeader, Json, Listed, Once, Refusals, Reply, digest, page_reply,
};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Code as ProblemCode, Fault, Problem};
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 执法主体登记
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAgency {
    #[serde(default)]
    id: Option<AgencyId>,
    /// Opaque and unique; usually the division code.
    code: Code,
    name: Title,
    #[serde(default)]
    parent_code: Option<Code>,
    level: Level,
    /// 上线日期
    #[serde(default)]
    go_live_on: Option<NaiveDate>,
    /// Left out: penalty and inspection for a town, all but detention above.
    #[serde(default)]
    #[schema(max_items = 13)]
    powers: Option<Vec<Power>>,
    #[serde(default)]
    credit_code: Option<CreditCode>,
}

/// 执法主体变更: members left out stay, null clears.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgencyChange {
    #[serde(default)]
    name: Option<Title>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<Code>)]
    parent_code: Patch<Code>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<NaiveDate>)]
    go_live_on: Patch<NaiveDate>,
    #[serde(default)]
    #[schema(max_items = 13)]
    powers: Option<Vec<Power>>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<CreditCode>)]
    credit_code: Patch<CreditCode>,
}

/// 执法主体
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyReply {
    id: AgencyId,
    code: Code,
    name: Title,
    parent_code: Option<Code>,
    level: Level,
    go_live_on: Option<NaiveDate>,
    powers: Vec<Power>,
    credit_code: Option<CreditCode>,
    /// The journal entry that last changed the agency.
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

/// 执法权: every kind of act, and whether the agency may do it at all.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyPowersReply {
    /// Code of the agency.
    agency: Code,
    powers: Vec<AgencyPowerReply>,
}

/// One kind of act. What an agency has no power for is "not applicable" in its figures, not zero.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyPowerReply {
    power: Power,
    label: &'static str,
    has: bool,
}

page_reply!(AgencyPage of AgencyReply);

impl From<&Agency> for AgencyReply {
    fn from(agency: &Agency) -> Self {
        Self {
            id: agency.id,
            code: agency.code.clone(),
            name: agency.name.clone(),
            parent_code: agency.parent.as_ref().map(|parent| parent.code.clone()),
            level: agency.level,
            go_live_on: agency.go_live_on,
            powers: agency.powers.clone(),
            credit_code: agency.credit_code.clone(),
            entry_id: agency.entry_id,
            recorded_at: agency.recorded_at,
        }
    }
}

/// 登记执法主体
#[utoipa::path(tag = "agencies", operation_id = "agencies_create", security(("bearer" = [])), request_body = NewAgency,
    params(IdempotencyKeyHeader), responses((status = 201, body = AgencyReply), (status = 200, body = AgencyReply), Refusals))]
#[post("/agencies")]
pub async fn create(db: Data<Db>, caller: Authorized<ManageAgencies>, once: Once<NewAgency>) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, |tx, new| {
        if let Some(existing) = earlier(tx, new)? {
            return Ok(tx.unchanged(shown(&existing)?));
        }
        let agency = agency_of(tx, new)?;
        store::insert(tx, &agency)?;
        let reply = AgencyReply::from(&agency);
        let location = format!("/api/v1/agencies/{}", agency.code);
        let entry = Entry::new(Kind::AgencyRegistered, agency.id.uuid(), &reply);
        tx.record(entry, Reply::created(location, agency.version, &reply)?)
    })
    .await
}

/// What the id already names, when it was asked for in the same words.
fn earlier(tx: &mut Tx, new: &NewAgency) -> Result<Option<Agency>, Problem> {
    let existing = new.id.map(|id| store::find_optional(tx, id)).transpose()?.flatten();
    match existing {
        Some(agency) if agency.content_digest != digest(new)? => Err(Problem::new(ProblemCode::IdExists)),
        known => Ok(known),
    }
}

fn agency_of(tx: &mut Tx, new: &NewAgency) -> Result<Agency, Problem> {
    let parent = new.parent_code.as_ref().map(|code| parent_of(tx, code)).transpose()?;
    Ok(Agency {
        id: new.id.unwrap_or_else(|| AgencyId::from_uuid(tx.mint())),
        code: new.code.clone(),
        name: new.name.clone(),
        parent,
        level: new.level,
        credit_code: new.credit_code.clone(),
        go_live_on: new.go_live_on,
        powers: model::powers(new.level, new.powers.as_deref())?,
        content_digest: digest(new)?,
        version: 1,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    })
}

fn parent_of(tx: &mut Tx, code: &Code) -> Result<Parent, Problem> {
    let found = store::find_by_code_optional(tx, code)?.ok_or_else(|| {
        let detail = Text::new(format!("没有执法主体 {code}"), format!("There is no agency {code}"));
        Problem::invalid(vec![Fault::new("/parent_code", "unknown_agency", detail)])
    })?;
    Ok(Parent { id: found.id, code: found.code })
}

/// 执法主体列表
#[utoipa::path(tag = "agencies", operation_id = "agencies_list", security(("bearer" = [])), params(SharedListQuery, AgencyFilters),
    responses((status = 200, body = AgencyPage, headers(("Link" = String))), Refusals))]
#[get("/agencies")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadAgencies>,
    Listed(list, wanted): Listed<AgencyFilters, SharedListQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let asked = list.asked(wanted.sort.unwrap_or(Sort::rising(AgencyOrder::Code)))?;
        let page = store::page(view, &wanted, &asked)?;
        Reply::listed(&page.map(|agency| AgencyReply::from(&agency)))
    })
    .await
}

/// 执法主体
#[utoipa::path(tag = "agencies", operation_id = "agencies_get", security(("bearer" = [])),
    params(("code" = inline(Code), Path)), responses((status = 200, body = AgencyReply, headers(("ETag" = String))),
    (status = 304), Refusals))]
#[get("/agencies/{code}")]
pub async fn show(db: Data<Db>, caller: Authorized<ReadAgencies>, code: Path<Code>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| shown(&store::find_by_code(view, &code)?)).await
}

fn shown(agency: &Agency) -> Result<Reply, Problem> {
    Reply::one(agency.version, &AgencyReply::from(agency))
}

/// 执法主体的执法权
#[utoipa::path(tag = "agencies", operation_id = "agency_powers_get", security(("bearer" = [])),
    params(("code" = inline(Code), Path)),
    responses((status = 200, body = AgencyPowersReply, headers(("ETag" = String))), (status = 304), Refusals))]
#[get("/agencies/{code}/powers")]
pub async fn powers(db: Data<Db>, caller: Authorized<ReadAgencies>, code: Path<Code>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let agency = store::find_by_code(view, &code)?;
        let held = |power: Power| agency.powers.contains(&power);
        let powers =
            Power::ALL.iter().map(|&power| AgencyPowerReply { power, label: power.label_zh(), has: held(power) });
        Reply::one(agency.version, &AgencyPowersReply { agency: agency.code.clone(), powers: powers.collect() })
    })
    .await
}

/// 变更执法主体
#[utoipa::path(tag = "agencies", operation_id = "agencies_update", security(("bearer" = [])), request_body = AgencyChange,
    params(("code" = inline(Code), Path), IfMatchHeader),
    responses((status = 200, body = AgencyReply, headers(("ETag" = String))), Refusals))]
#[patch("/agencies/{code}")]
pub async fn update(
    db: Data<Db>,
    caller: Authorized<ManageAgencies>,
    code: Path<Code>,
    if_match: IfMatch,
    Json(change): Json<AgencyChange>,
) -> Result<Reply, Problem> {
    db.write(&caller.actor, move |tx| {
        let agency = store::lock(tx, &code)?;
        if_match.require(agency.version)?;
        let agency = changed(tx, agency, &change)?;
        store::change(tx, &agency)?;
        let reply = AgencyReply::from(&agency);
        tx.record(Entry::new(Kind::AgencyChanged, agency.id.uuid(), &reply), Reply::one(agency.version, &reply)?)
    })
    .await
}

fn changed(tx: &mut Tx, agency: Agency, change: &AgencyChange) -> Result<Agency, Problem> {
    let parent = match &change.parent_code {
        Patch::Set(code) => Some(moved_below(tx, agency.id, code)?),
        Patch::Keep => agency.parent,
        Patch::Clear => None,
    };
    Ok(Agency {
        name: change.name.clone().unwrap_or(agency.name),
        parent,
        go_live_on: change.go_live_on.applied_to(agency.go_live_on),
        powers: model::powers(agency.level, Some(change.powers.as_ref().unwrap_or(&agency.powers)))?,
        credit_code: change.credit_code.applied_to(agency.credit_code),
        version: agency.version + 1,
        entry_id: tx.entry_id(),
        ..agency
    })
}

fn moved_below(tx: &mut Tx, agency: AgencyId, code: &Code) -> Result<Parent, Problem> {
    let parent = parent_of(tx, code)?;
    let above = store::line_upwards(tx, parent.id)?;
    model::may_stand_below(agency, &above)?;
    Ok(parent)
}
