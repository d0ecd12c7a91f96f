//! Inspection objects on the wire.

use super::model::{Object, ObjectFilters, ObjectKind, ObjectOrder};
use super::store;
use crate::auth::Authorized;
use crate::db::page::Sort;
use crate::db::{Db, Tx, View};
use crate::domain::ids::{EntryId, ObjectId};
use crate::domain::origin::Origin;
use crate::domain::permission::Permission;
use crate::domain::permission::may::{ReadObjects, RegisterObjects};
use crate::domain::refusal::Text;
use crate::domain::values::{CreditCode, ResidentId, Title, ValueFault};
use crate::http::patch::{Patch, patched};
use crate::http::{
    IdempotencyKeyHeader, IfMatch, IfMatchHeader, Json, ListQuery, Listed, Once, Refusals, Reply, again, digest,
    page_reply,
};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Fault, Problem};
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 检查对象登记
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewObject {
    /// Minted by the client, or left to the server.
    #[serde(default)]
    id: Option<ObjectId>,
    kind: ObjectKind,
    name: Title,
    /// Of organisations and sole traders.
    #[serde(default)]
    credit_code: Option<CreditCode>,
    /// Of individuals.
    #[serde(default)]
    resident_id: Option<ResidentId>,
    #[serde(default)]
    address: Option<Title>,
}

/// 检查对象变更: members left out stay, null clears.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectChange {
    #[serde(default)]
    kind: Option<ObjectKind>,
    #[serde(default)]
    name: Option<Title>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<CreditCode>)]
    credit_code: Patch<CreditCode>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<ResidentId>)]
    resident_id: Patch<ResidentId>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<Title>)]
    address: Patch<Title>,
}

/// 检查对象
#[derive(Debug, Serialize, ToSchema)]
pub struct ObjectReply {
    id: ObjectId,
    kind: ObjectKind,
    name: Title,
    credit_code: Option<CreditCode>,
    /// Masked (`3504**********1234`), but in full when somebody who may see identifiers looks the object up.
    resident_id: Option<String>,
    address: Option<Title>,
    /// Worth a second look; none of them hinders the registration.
    warnings: Vec<WarningReply>,
    origin: Origin,
    /// The journal entry that last changed the object.
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

/// Something odd that was accepted all the same.
#[derive(Debug, Serialize, ToSchema)]
pub struct WarningReply {
    /// JSON pointer to the member.
    pointer: &'static str,
    code: &'static str,
    detail_zh: &'static str,
    detail_en: &'static str,
}

page_reply!(ObjectPage of ObjectReply);

/// What leaves with every write, and what the journal keeps: never the whole number.
fn masked(object: &Object) -> ObjectReply {
    let warning = |(pointer, fault): (&'static str, ValueFault)| WarningReply {
        pointer,
        code: fault.code,
        detail_zh: fault.zh,
        detail_en: fault.en,
    };
    ObjectReply {
        id: object.id,
        kind: object.kind,
        name: object.name.clone(),
        credit_code: object.credit_code.clone(),
        resident_id: object.resident_id.as_ref().map(ResidentId::masked),
        address: object.address.clone(),
        warnings: object.warnings().into_iter().map(warning).collect(),
        origin: object.origin,
        entry_id: object.entry_id,
        recorded_at: object.recorded_at,
    }
}

/// What a reader sees: the whole number only when the role may.
fn seen(view: &View, object: &Object) -> ObjectReply {
    let mut reply = masked(object);
    if view.actor.may(Permission::SeeIdentifiers) {
        reply.resident_id = object.resident_id.as_ref().map(|number| number.as_str().to_owned());
    }
    reply
}

/// 登记检查对象
#[utoipa::path(tag = "inspection objects", operation_id = "inspection_objects_create", security(("bearer" = [])),
    request_body = NewObject, params(IdempotencyKeyHeader),
    responses((status = 201, body = ObjectReply), (status = 200, body = ObjectReply), Refusals))]
#[post("/inspection-objects")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<RegisterObjects>,
    once: Once<NewObject>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, |tx, new| {
        let object = object_of(tx, new)?;
        if let Some(existing) = store::find_optional(tx, object.id)? {
            let same = existing.content_digest == object.content_digest && may_compare(tx, &existing)?;
            let reply = Reply::one(existing.version, &masked(&existing))?;
            return again(tx, same, reply);
        }
        store::insert(tx, &object)?;
        let reply = masked(&object);
        let location = format!("/api/v1/inspection-objects/{}", object.id);
        let entry = Entry::new(Kind::ObjectRegistered, object.id.uuid(), &reply);
        tx.record(entry, Reply::created(location, object.version, &reply)?)
    })
    .await
}

/// "The same content" would confirm a guessed identity number to who may not see it; whoever registered it knows it.
fn may_compare(tx: &mut Tx, existing: &Object) -> Result<bool, Problem> {
    let is_open = existing.resident_id.is_none() || tx.actor.may(Permission::SeeIdentifiers);
    if is_open { Ok(true) } else { store::is_own(tx, existing.id) }
}

fn object_of(tx: &Tx, new: &NewObject) -> Result<Object, Problem> {
    let object = Object {
        id: new.id.unwrap_or_else(|| ObjectId::from_uuid(tx.mint())),
        kind: new.kind,
        name: new.name.clone(),
        credit_code: new.credit_code.clone(),
        resident_id: new.resident_id.clone(),
        address: new.address.clone(),
        origin: Origin::Live,
        content_digest: digest(new)?,
        version: 1,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    };
    faultless(tx, object)
}

fn faultless(tx: &Tx, object: Object) -> Result<Object, Problem> {
    let faults = object.faults(tx.today());
    if faults.is_empty() {
        return Ok(object);
    }
    let told = |(pointer, fault): (&str, ValueFault)| Fault::new(pointer, fault.code, Text::new(fault.zh, fault.en));
    Err(Problem::invalid(faults.into_iter().map(told).collect()))
}

/// 检查对象列表
#[utoipa::path(tag = "inspection objects", operation_id = "inspection_objects_list", security(("bearer" = [])),
    params(ListQuery, ObjectFilters),
    responses((status = 200, body = ObjectPage, headers(("Link" = String))), Refusals))]
#[get("/inspection-objects")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadObjects>,
    Listed(list, wanted): Listed<ObjectFilters>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let asked = list.asked(view, wanted.sort.unwrap_or(Sort::rising(ObjectOrder::Name)))?;
        let page = store::page(view, &wanted, &asked)?;
        Reply::listed(&page.map(|object| seen(view, &object)))
    })
    .await
}

/// 检查对象
#[utoipa::path(tag = "inspection objects", operation_id = "inspection_objects_get", security(("bearer" = [])),
    params(("object_id" = inline(ObjectId), Path)),
    responses((status = 200, body = ObjectReply, headers(("ETag" = String))), (status = 304), Refusals))]
#[get("/inspection-objects/{object_id}")]
pub async fn show(db: Data<Db>, caller: Authorized<ReadObjects>, id: Path<ObjectId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let object = store::find(view, *id)?;
        Reply::one(object.version, &seen(view, &object))
    })
    .await
}

/// 变更检查对象
#[utoipa::path(tag = "inspection objects", operation_id = "inspection_objects_update", security(("bearer" = [])),
    request_body = ObjectChange, params(("object_id" = inline(ObjectId), Path), IfMatchHeader),
    responses((status = 200, body = ObjectReply, headers(("ETag" = String))), Refusals))]
#[patch("/inspection-objects/{object_id}")]
pub async fn update(
    db: Data<Db>,
    caller: Authorized<RegisterObjects>,
    id: Path<ObjectId>,
    if_match: IfMatch,
    Json(change): Json<ObjectChange>,
) -> Result<Reply, Problem> {
    db.write(&caller.actor, move |tx| {
        let object = store::lock(tx, *id)?;
        if_match.require(object.version)?;
        let object = changed(tx, object, &change)?;
        store::change(tx, &object)?;
        let reply = masked(&object);
        tx.record(Entry::new(Kind::ObjectChanged, object.id.uuid(), &reply), Reply::one(object.version, &reply)?)
    })
    .await
}

fn changed(tx: &Tx, object: Object, change: &ObjectChange) -> Result<Object, Problem> {
    let object = Object {
        kind: change.kind.unwrap_or(object.kind),
        name: change.name.clone().unwrap_or(object.name),
        credit_code: change.credit_code.applied_to(object.credit_code),
        resident_id: change.resident_id.applied_to(object.resident_id),
        address: change.address.applied_to(object.address),
        version: object.version + 1,
        entry_id: tx.entry_id(),
        ..object
    };
    faultless(tx, object)
}
