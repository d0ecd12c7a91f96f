//! Certificates on the wire: each thing that happens to one is a noun.

use super::model::{self, Certificate, CertificateEnd, CertificateKind, CertificateStatus};
use super::store;
use crate::auth::Authorized;
use crate::db::{Db, Recorded, Tx};
use crate::domain::day::Period;
use crate::domain::ids::{CertificateId, EntryId, OfficerId};
use crate::domain::permission::may::{ReadOfficers, RegisterOfficers};
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::values::{Code, Title};
use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply, again, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::officers::store as officers;
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// 证件核发或换发
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCertificate {
    #[serde(default)]
    id: Option<CertificateId>,
    #[serde(default)]
    kind: Option<CertificateKind>,
    number: Code,
    valid_from: NaiveDate,
    /// The last valid day.
    valid_to: NaiveDate,
    /// Why it was issued: 首次核发, 到期换发, …
    reason: Title,
}

/// 证件暂扣
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSuspension {
    /// First day on which the certificate does not count.
    from: NaiveDate,
    /// Last such day; left out, it goes on until a reinstatement.
    #[serde(default)]
    to: Option<NaiveDate>,
    reason: Title,
}

/// 证件恢复
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReinstatement {
    /// First day on which the certificate counts again.
    on: NaiveDate,
    reason: Title,
}

/// 证件终止
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEnding {
    kind: CertificateEnd,
    /// From this day on the certificate does not count.
    on: NaiveDate,
    reason: Title,
}

/// 执法证件
#[derive(Debug, Serialize, ToSchema)]
pub struct CertificateReply {
    id: CertificateId,
    officer_id: OfficerId,
    kind: CertificateKind,
    number: Code,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    /// Today's status.
    status: CertificateStatus,
    /// The last day it holds; earlier than `valid_to` when it was revoked, returned or lost; null when it never held.
    holds_to: Option<NaiveDate>,
    suspended: Vec<SuspensionReply>,
    end_kind: Option<CertificateEnd>,
    end_reason: Option<Title>,
    reason: Title,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

/// Days on which a certificate does not count.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuspensionReply {
    from: NaiveDate,
    to: Option<NaiveDate>,
}

page_reply!(CertificatePage of CertificateReply);

fn reply_of(certificate: &Certificate, today: NaiveDate) -> CertificateReply {
    CertificateReply {
        id: certificate.id,
        officer_id: certificate.officer,
        kind: certificate.kind,
        number: certificate.number.clone(),
        valid_from: certificate.printed.from,
        valid_to: certificate.printed.to,
        status: certificate.status_on(today),
        holds_to: certificate.holds.and_then(|holds| holds.to),
        suspended: certificate.suspended.iter().map(|days| SuspensionReply { from: days.from, to: days.to }).collect(),
        end_kind: certificate.ended.as_ref().map(|(kind, _)| *kind),
        end_reason: certificate.ended.as_ref().map(|(_, reason)| reason.clone()),
        reason: certificate.reason.clone(),
        entry_id: certificate.entry_id,
        recorded_at: certificate.recorded_at,
    }
}

/// 核发证件: also the way to renew one; the periods of one officer never overlap.
#[utoipa::path(tag = "certificates", operation_id = "certificates_create", security(("bearer" = [])),
    request_body = NewCertificate, params(("officer_id" = inline(OfficerId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = CertificateReply), (status = 200, body = CertificateReply), Refusals))]
#[post("/officers/{officer_id}/certificates")]
pub async fn issue(
    db: Data<Db>,
    caller: Authorized<RegisterOfficers>,
    officer: Path<OfficerId>,
    once: Once<NewCertificate>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        officers::lock(tx, *officer)?;
        let certificate = certificate_of(tx, *officer, new)?;
        if let Some(existing) = store::find_optional(tx, certificate.id)? {
            let same = existing.content_digest == certificate.content_digest && existing.officer == *officer;
            let reply = Reply::one(existing.version, &reply_of(&existing, tx.today()))?;
            return again(tx, same, reply);
        }
        store::insert(tx, &certificate)?;
        officers::settle(tx, *officer)?;
        let reply = reply_of(&certificate, tx.today());
        let location = format!("/api/v1/officers/{officer}/certificates");
        let entry = Entry::new(Kind::CertificateIssued, certificate.id.uuid(), &reply);
        tx.record(entry, Reply::created(location, 1, &reply)?)
    })
    .await
}

fn certificate_of(tx: &Tx, officer: OfficerId, new: &NewCertificate) -> Result<Certificate, Problem> {
    let printed = model::printed(new.valid_from, new.valid_to)?;
    Ok(Certificate {
        id: new.id.unwrap_or_else(|| CertificateId::from_uuid(tx.mint())),
        officer,
        kind: new.kind.unwrap_or(CertificateKind::Enforcement),
        number: new.number.clone(),
        printed,
        holds: Some(printed),
        suspended: Vec::new(),
        ended: None,
        reason: new.reason.clone(),
        content_digest: digest(new)?,
        version: 1,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    })
}

/// 执法人员的证件, oldest first, past ones included.
#[utoipa::path(tag = "certificates", operation_id = "certificates_list", security(("bearer" = [])),
    params(("officer_id" = inline(OfficerId), Path)), responses((status = 200, body = CertificatePage), Refusals))]
#[get("/officers/{officer_id}/certificates")]
pub async fn list(db: Data<Db>, caller: Authorized<ReadOfficers>, officer: Path<OfficerId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        officers::find(view, *officer)?;
        let today = view.today();
        let held: Vec<_> = store::of_officer(view, *officer)?.iter().map(|one| reply_of(one, today)).collect();
        Reply::page(&held, None)
    })
    .await
}

/// 暂扣证件
#[utoipa::path(tag = "certificates", operation_id = "certificate_suspensions_create", security(("bearer" = [])),
    request_body = NewSuspension,
    params(("officer_id" = inline(OfficerId), Path), ("certificate_id" = inline(CertificateId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = CertificateReply), Refusals))]
#[post("/officers/{officer_id}/certificates/{certificate_id}/suspensions")]
pub async fn suspend(
    db: Data<Db>,
    caller: Authorized<RegisterOfficers>,
    path: Path<(OfficerId, CertificateId)>,
    once: Once<NewSuspension>,
) -> Result<Reply, Problem> {
    let (officer, id) = path.into_inner();
    once.write(&db, &caller.actor, move |tx, new| {
        let certificate = store::lock(tx, officer, id)?;
        let days = Period::new(new.from, new.to).ok_or_else(|| backwards("/to"))?;
        store::suspend(tx, id, days, &new.reason)?;
        happened(tx, Kind::CertificateSuspended, &certificate, &new.reason)
    })
    .await
}

/// 恢复证件
#[utoipa::path(tag = "certificates", operation_id = "certificate_reinstatements_create", security(("bearer" = [])),
    request_body = NewReinstatement,
    params(("officer_id" = inline(OfficerId), Path), ("certificate_id" = inline(CertificateId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = CertificateReply), Refusals))]
#[post("/officers/{officer_id}/certificates/{certificate_id}/reinstatements")]
pub async fn reinstate(
    db: Data<Db>,
    caller: Authorized<RegisterOfficers>,
    path: Path<(OfficerId, CertificateId)>,
    once: Once<NewReinstatement>,
) -> Result<Reply, Problem> {
    let (officer, id) = path.into_inner();
    once.write(&db, &caller.actor, move |tx, new| {
        let certificate = store::lock(tx, officer, id)?;
        let last_suspended = new.on.pred_opt().ok_or_else(|| backwards("/on"))?;
        let current = certificate.suspended.iter().find(|days| days.contains(new.on) && days.from < new.on);
        let current = *current.ok_or_else(|| backwards("/on"))?;
        store::reinstate(tx, id, current, last_suspended)?;
        happened(tx, Kind::CertificateReinstated, &certificate, &new.reason)
    })
    .await
}

/// 终止证件: 吊销, 收回, 遗失. What was done with it before stays lawful.
#[utoipa::path(tag = "certificates", operation_id = "certificate_endings_create", security(("bearer" = [])),
    request_body = NewEnding,
    params(("officer_id" = inline(OfficerId), Path), ("certificate_id" = inline(CertificateId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = CertificateReply), Refusals))]
#[post("/officers/{officer_id}/certificates/{certificate_id}/endings")]
pub async fn end(
    db: Data<Db>,
    caller: Authorized<RegisterOfficers>,
    path: Path<(OfficerId, CertificateId)>,
    once: Once<NewEnding>,
) -> Result<Reply, Problem> {
    let (officer, id) = path.into_inner();
    once.write(&db, &caller.actor, move |tx, new| {
        let certificate = store::lock(tx, officer, id)?;
        let holds = certificate.held_until(new.on)?;
        let ended = Certificate { holds, ended: Some((new.kind, new.reason.clone())), ..certificate.clone() };
        store::end(tx, &ended)?;
        happened(tx, Kind::CertificateEnded, &certificate, &new.reason)
    })
    .await
}

/// Settles the figures, records what happened, and shows the certificate as it is now.
fn happened(tx: &mut Tx, kind: Kind, before: &Certificate, reason: &Title) -> Result<Recorded<Reply>, Problem> {
    store::touch(tx, before)?;
    officers::settle(tx, before.officer)?;
    let after = store::find_optional(tx, before.id)?.ok_or_else(Problem::not_found)?;
    let reply = reply_of(&after, tx.today());
    let location = format!("/api/v1/officers/{}/certificates", before.officer);
    let body = json!({"certificate": reply, "reason": reason});
    tx.record(Entry::new(kind, before.id.uuid(), &body), Reply::created(location, after.version, &reply)?)
}

fn backwards(pointer: &str) -> Refusal {
    let detail = Text::new("日期与证件的暂扣期不符", "The day does not fit the certificate's suspension");
    Refusal::new(Rule::DatesRunBackwards, detail).at(pointer)
}
