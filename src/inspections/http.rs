//! Inspections on the wire.

use super::listing::{InspectionFilters, InspectionOrder};
use super::model::{Content, Inspection};
use super::reply::{InspectionPage, InspectionReply, shown};
use super::{store, submissions};
use crate::auth::Authorized;
use crate::db::page::Sort;
use crate::db::{Db, Recorded, Tx};
use crate::domain::ids::{CaseId, InspectionId, ObjectId, OfficerId};
use crate::domain::inspection::{InspectionKind, InspectionResult, InspectionState};
use crate::domain::origin::Origin;
use crate::domain::permission::may::{Inspect, ReadInspections};
use crate::domain::values::{Code, Passage, Title};
use crate::http::patch::{Patch, patched};
use crate::http::{
    IdempotencyKeyHeader, IfMatch, IfMatchHeader, Json, ListQuery, Listed, Once, Refusals, Reply, again, digest,
};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 检查记录: begun as a draft, in which anything may still be missing, or submitted at once.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInspection {
    /// Minted by the client, or left to the server.
    #[serde(default)]
    id: Option<InspectionId>,
    /// A draft when left out.
    #[serde(default)]
    state: Option<InspectionState>,
    #[serde(default)]
    kind: Option<InspectionKind>,
    /// 检查方式
    #[serde(default)]
    method: Option<Title>,
    /// 检查事由
    #[serde(default)]
    reason: Option<Passage>,
    /// The day of the inspection.
    #[serde(default)]
    inspected_on: Option<NaiveDate>,
    /// None for a patrol, which does not count.
    #[serde(default)]
    object_id: Option<ObjectId>,
    #[serde(default)]
    #[schema(value_type = BTreeSet<Code>, max_items = 50)]
    matter_codes: Vec<Code>,
    /// At least two to submit.
    #[serde(default)]
    #[schema(max_items = 20)]
    officer_ids: Vec<OfficerId>,
    /// 检查情况
    #[serde(default)]
    findings: Option<Passage>,
    #[serde(default)]
    result: Option<InspectionResult>,
    /// 整改期限, when rectification was ordered.
    #[serde(default)]
    rectify_by: Option<NaiveDate>,
    /// The case that the inspection led to.
    #[serde(default)]
    led_to_case_id: Option<CaseId>,
    /// The submitted inspection that this one corrects.
    #[serde(default)]
    supersedes: Option<InspectionId>,
}

/// 修改草稿: members left out stay, null clears.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectionChange {
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<InspectionKind>)]
    kind: Patch<InspectionKind>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<Title>)]
    method: Patch<Title>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<Passage>)]
    reason: Patch<Passage>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<NaiveDate>)]
    inspected_on: Patch<NaiveDate>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<ObjectId>)]
    object_id: Patch<ObjectId>,
    #[serde(default)]
    #[schema(value_type = Option<BTreeSet<Code>>, max_items = 50)]
    matter_codes: Option<Vec<Code>>,
    #[serde(default)]
    #[schema(max_items = 20)]
    officer_ids: Option<Vec<OfficerId>>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<Passage>)]
    findings: Patch<Passage>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<InspectionResult>)]
    result: Patch<InspectionResult>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<NaiveDate>)]
    rectify_by: Patch<NaiveDate>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<CaseId>)]
    led_to_case_id: Patch<CaseId>,
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<InspectionId>)]
    supersedes: Patch<InspectionId>,
}

/// 登记检查: a draft, or submitted at once.
#[utoipa::path(tag = "inspections", operation_id = "inspections_create", security(("bearer" = [])),
    request_body = NewInspection, params(IdempotencyKeyHeader),
    responses((status = 201, body = InspectionReply), (status = 200, body = InspectionReply), Refusals))]
#[post("/inspections")]
pub async fn create(db: Data<Db>, caller: Authorized<Inspect>, once: Once<NewInspection>) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, |tx, new| {
        let draft = draft_of(tx, new)?;
        if let Some(existing) = store::find_optional(tx, draft.id)? {
            let same = existing.inspection.content_digest == draft.content_digest;
            return again(tx, same, shown(&existing)?);
        }
        if new.state == Some(InspectionState::Submitted) {
            return submissions::submit(tx, draft, store::insert_submitted);
        }
        submissions::references_exist(tx, &draft.content)?;
        store::insert_draft(tx, &draft)?;
        created(tx, Kind::InspectionDrafted, draft.id)
    })
    .await
}

fn created(tx: &mut Tx, kind: Kind, id: InspectionId) -> Result<Recorded<Reply>, Problem> {
    let written = store::find(tx, id)?;
    let reply = InspectionReply::from(&written);
    let location = format!("/api/v1/inspections/{id}");
    tx.record(Entry::new(kind, id.uuid(), &reply), Reply::created(location, written.version(), &reply)?)
}

fn draft_of(tx: &Tx, new: &NewInspection) -> Result<Inspection, Problem> {
    let content = Content {
        kind: new.kind,
        method: new.method.clone(),
        reason: new.reason.clone(),
        inspected_on: new.inspected_on,
        object: new.object_id,
        matter_codes: new.matter_codes.clone(),
        officers: new.officer_ids.clone(),
        findings: new.findings.clone(),
        result: new.result,
        rectify_by: new.rectify_by,
        led_to_case: new.led_to_case_id.map(case_code).transpose()?,
        supersedes: new.supersedes,
    };
    Ok(Inspection {
        agency: tx.actor.agency,
        id: new.id.unwrap_or_else(|| InspectionId::from_uuid(tx.mint())),
        state: InspectionState::Draft,
        author: tx.actor.account,
        content,
        is_complete: false,
        external_id: None,
        origin: Origin::Live,
        submitted_at: None,
        content_digest: digest(new)?,
        version: 1,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    })
}

fn case_code(case: CaseId) -> Result<Code, Problem> {
    Code::parse(&case.to_string()).map_err(Problem::internal)
}

/// 检查列表
#[utoipa::path(tag = "inspections", operation_id = "inspections_list", security(("bearer" = [])),
    params(ListQuery, InspectionFilters),
    responses((status = 200, body = InspectionPage, headers(("Link" = String))), Refusals))]
#[get("/inspections")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadInspections>,
    Listed(list, wanted): Listed<InspectionFilters>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let asked = list.asked(view, wanted.sort.unwrap_or(Sort::falling(InspectionOrder::RecordedAt)))?;
        let page = store::page(view, &wanted, &asked)?;
        Reply::listed(&page.map(|shown| InspectionReply::from(&shown)))
    })
    .await
}

/// 检查记录
#[utoipa::path(tag = "inspections", operation_id = "inspections_get", security(("bearer" = [])),
    params(("inspection_id" = inline(InspectionId), Path)),
    responses((status = 200, body = InspectionReply, headers(("ETag" = String))), (status = 304), Refusals))]
#[get("/inspections/{inspection_id}")]
pub async fn show(db: Data<Db>, caller: Authorized<ReadInspections>, id: Path<InspectionId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| shown(&store::find(view, *id)?)).await
}

/// 修改检查草稿: by its author, until it is submitted.
#[utoipa::path(tag = "inspections", operation_id = "inspections_update", security(("bearer" = [])),
    request_body = InspectionChange, params(("inspection_id" = inline(InspectionId), Path), IfMatchHeader),
    responses((status = 200, body = InspectionReply, headers(("ETag" = String))), Refusals))]
#[patch("/inspections/{inspection_id}")]
pub async fn update(
    db: Data<Db>,
    caller: Authorized<Inspect>,
    id: Path<InspectionId>,
    if_match: IfMatch,
    Json(change): Json<InspectionChange>,
) -> Result<Reply, Problem> {
    db.write(&caller.actor, move |tx| {
        let draft = store::lock(tx, *id)?;
        draft.may_be_changed_by(tx.actor.account)?;
        if_match.require(draft.version)?;
        let draft = changed(tx, draft, &change)?;
        submissions::references_exist(tx, &draft.content)?;
        store::redraft(tx, &draft)?;
        let written = store::find(tx, draft.id)?;
        let entry = Entry::new(Kind::InspectionRedrafted, draft.id.uuid(), &InspectionReply::from(&written));
        tx.record(entry, shown(&written)?)
    })
    .await
}

fn changed(tx: &Tx, draft: Inspection, change: &InspectionChange) -> Result<Inspection, Problem> {
    let was = draft.content;
    let led_to_case = match change.led_to_case_id {
        Patch::Keep => was.led_to_case,
        Patch::Clear => None,
        Patch::Set(case) => Some(case_code(case)?),
    };
    let content = Content {
        kind: change.kind.applied_to(was.kind),
        method: change.method.applied_to(was.method),
        reason: change.reason.applied_to(was.reason),
        inspected_on: change.inspected_on.applied_to(was.inspected_on),
        object: change.object_id.applied_to(was.object),
        matter_codes: change.matter_codes.clone().unwrap_or(was.matter_codes),
        officers: change.officer_ids.clone().unwrap_or(was.officers),
        findings: change.findings.applied_to(was.findings),
        result: change.result.applied_to(was.result),
        rectify_by: change.rectify_by.applied_to(was.rectify_by),
        led_to_case,
        supersedes: change.supersedes.applied_to(was.supersedes),
    };
    Ok(Inspection { content, version: draft.version + 1, entry_id: tx.entry_id(), ..draft })
}
