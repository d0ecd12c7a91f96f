//! Officers on the wire.

use super::model::{self, Officer, OfficerFilters, OfficerOrder, Origin};
use super::store;
use crate::auth::Authorized;
use crate::db::page::Sort;
use crate::db::{Db, Tx};
use crate::domain::day::Period;
use crate::domain::ids::{EntryId, OfficerId};
use crate::domain::permission::may::{ReadOfficers, RegisterOfficers};
use crate::domain::values::{Code, PersonName, Title};
use crate::http::patch::{Patch, patched};
use crate::http::{IfMatch, Json, ListQuery, Listed, Once, Refusals, Reply, again, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 执法人员登记
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOfficer {
    /// Minted by the client, or left to the server.
    #[serde(default)]
    id: Option<OfficerId>,
    name: PersonName,
    /// The person's key in the agency's own register.
    #[serde(default)]
    external_id: Option<Code>,
    /// 职务
    #[serde(default)]
    post: Option<Title>,
    /// First day in post (到岗).
    in_post_from: NaiveDate,
    /// Last day in post (离岗).
    #[serde(default)]
    in_post_to: Option<NaiveDate>,
}

/// 执法人员变更: members left out stay, null clears.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficerChange {
    #[serde(default)]
    name: Option<PersonName>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<Title>)]
    post: Patch<Title>,
    #[serde(default)]
    in_post_from: Option<NaiveDate>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<NaiveDate>)]
    in_post_to: Patch<NaiveDate>,
}

/// 执法人员
#[derive(Debug, Serialize, ToSchema)]
pub struct OfficerReply {
    id: OfficerId,
    name: PersonName,
    external_id: Option<Code>,
    post: Option<Title>,
    in_post_from: NaiveDate,
    in_post_to: Option<NaiveDate>,
    origin: Origin,
    /// The journal entry that last changed the officer.
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(OfficerPage of OfficerReply);

impl From<&Officer> for OfficerReply {
    fn from(officer: &Officer) -> Self {
        Self {
            id: officer.id,
            name: officer.name.clone(),
            external_id: officer.external_id.clone(),
            post: officer.post.clone(),
            in_post_from: officer.in_post.from,
            in_post_to: officer.in_post.to,
            origin: officer.origin,
            entry_id: officer.entry_id,
            recorded_at: officer.recorded_at,
        }
    }
}

/// 登记执法人员
#[utoipa::path(tag = "officers", operation_id = "officers_create", security(("bearer" = [])), request_body = NewOfficer,
    params(crate::http::IdempotencyKeyHeader), responses((status = 201, body = OfficerReply), (status = 200, body = OfficerReply), Refusals))]
#[post("/officers")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<RegisterOfficers>,
    once: Once<NewOfficer>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, |tx, new| {
        let officer = officer_of(tx, new)?;
        if let Some(existing) = store::find_optional(tx, officer.id)? {
            let same = existing.content_digest == officer.content_digest;
            return again(tx, same, shown(&existing)?);
        }
        store::insert(tx, &officer)?;
        let reply = OfficerReply::from(&officer);
        let location = format!("/api/v1/officers/{}", officer.id);
        let entry = Entry::new(Kind::OfficerRegistered, officer.id.uuid(), &reply);
        tx.record(entry, Reply::created(location, officer.version, &reply)?)
    })
    .await
}

fn officer_of(tx: &Tx, new: &NewOfficer) -> Result<Officer, Problem> {
    Ok(Officer {
        agency: tx.actor.agency,
        id: new.id.unwrap_or_else(|| OfficerId::from_uuid(tx.mint())),
        external_id: new.external_id.clone(),
        name: new.name.clone(),
        post: new.post.clone(),
        in_post: model::in_post(new.in_post_from, new.in_post_to)?,
        origin: Origin::Live,
        content_digest: digest(new)?,
        version: 1,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    })
}

/// 执法人员列表
#[utoipa::path(tag = "officers", operation_id = "officers_list", security(("bearer" = [])), params(ListQuery, OfficerFilters),
    responses((status = 200, body = OfficerPage, headers(("Link" = String))), Refusals))]
#[get("/officers")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadOfficers>,
    Listed(list, wanted): Listed<OfficerFilters>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let asked = list.asked(view, wanted.sort.unwrap_or(Sort::rising(OfficerOrder::Name)))?;
        let page = store::page(view, &wanted, &asked)?;
        Reply::listed(&page.map(|officer| OfficerReply::from(&officer)))
    })
    .await
}

/// 执法人员
#[utoipa::path(tag = "officers", operation_id = "officers_get", security(("bearer" = [])),
    params(("officer_id" = inline(OfficerId), Path)), responses((status = 200, body = OfficerReply, headers(("ETag" = String))),
    (status = 304), Refusals))]
#[get("/officers/{officer_id}")]
pub async fn show(db: Data<Db>, caller: Authorized<ReadOfficers>, id: Path<OfficerId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| shown(&store::find(view, *id)?)).await
}

fn shown(officer: &Officer) -> Result<Reply, Problem> {
    Reply::one(officer.version, &OfficerReply::from(officer))
}

/// 变更执法人员
#[utoipa::path(tag = "officers", operation_id = "officers_update", security(("bearer" = [])), request_body = OfficerChange,
    params(("officer_id" = inline(OfficerId), Path), crate::http::IfMatchHeader),
    responses((status = 200, body = OfficerReply, headers(("ETag" = String))), Refusals))]
#[patch("/officers/{officer_id}")]
pub async fn update(
    db: Data<Db>,
    caller: Authorized<RegisterOfficers>,
    id: Path<OfficerId>,
    if_match: IfMatch,
    Json(change): Json<OfficerChange>,
) -> Result<Reply, Problem> {
    db.write(&caller.actor, move |tx| {
        let officer = store::lock(tx, *id)?;
        if_match.require(officer.version)?;
        let officer = changed(tx, officer, &change)?;
        store::change(tx, &officer)?;
        let reply = OfficerReply::from(&officer);
        tx.record(Entry::new(Kind::OfficerChanged, officer.id.uuid(), &reply), Reply::one(officer.version, &reply)?)
    })
    .await
}

fn changed(tx: &Tx, officer: Officer, change: &OfficerChange) -> Result<Officer, Problem> {
    let Period { from, to } = officer.in_post;
    Ok(Officer {
        name: change.name.clone().unwrap_or(officer.name),
        post: change.post.applied_to(officer.post),
        in_post: model::in_post(change.in_post_from.unwrap_or(from), change.in_post_to.applied_to(to))?,
        version: officer.version + 1,
        entry_id: tx.entry_id(),
        ..officer
    })
}
