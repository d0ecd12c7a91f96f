//! Acts of investigation on the wire.

use super::details::{Details, ExpertOpinion, Inquiry, Preservation, Sampling, SiteInspection};
use super::model::{InvestigationAct, InvestigationKind};
use super::{judged, store};
use crate::acts::officers_of_act;
use crate::auth::Authorized;
use crate::cases::file::CaseFile;
use crate::cases::recusals;
use crate::cases::steps::store as steps;
use crate::cases::store as cases;
use crate::db::{Db, Tx};
use crate::domain::act::{Earlier, in_order, moment_not_in_the_future};
use crate::domain::day::legal_date;
use crate::domain::ids::{CaseId, CertificateId, EntryId, InvestigationActId, OfficerId};
use crate::domain::permission::may::{ReadCases, WorkCases};
use crate::domain::refusal::Refusals as Refused;
use crate::domain::stage::{Stage, Step};
use crate::domain::values::{Passage, Title};
use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply, again, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 调查取证
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvestigationAct {
    #[serde(default)]
    id: Option<InvestigationActId>,
    kind: InvestigationKind,
    performed_at: DateTime<Utc>,
    /// Two or more, each certified on that day.
    #[schema(min_items = 1, max_items = 10)]
    officer_ids: Vec<OfficerId>,
    #[serde(default)]
    place: Option<Title>,
    summary: Passage,
    /// 询问笔录: asked of every act of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inquiry: Option<Inquiry>,
    /// 现场检查(勘验)笔录: asked of every act of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    site_inspection: Option<SiteInspection>,
    /// 抽样取证: asked of every act of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sampling: Option<Sampling>,
    /// 先行登记保存: asked of every act of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    preservation: Option<Preservation>,
    /// 鉴定意见: asked of every act of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expert_opinion: Option<ExpertOpinion>,
}

impl NewInvestigationAct {
    fn details(&self) -> Details {
        Details {
            inquiry: self.inquiry.clone(),
            site_inspection: self.site_inspection.clone(),
            sampling: self.sampling.clone(),
            preservation: self.preservation.clone(),
            expert_opinion: self.expert_opinion.clone(),
        }
    }
}

/// 调查取证
#[derive(Debug, Serialize, ToSchema)]
pub struct InvestigationActReply {
    id: InvestigationActId,
    case_id: CaseId,
    kind: InvestigationKind,
    performed_at: DateTime<Utc>,
    officer_ids: Vec<OfficerId>,
    /// The certificates that qualified them, in the same order.
    certificate_ids: Vec<CertificateId>,
    place: Option<Title>,
    summary: Passage,
    /// 询问笔录
    inquiry: Option<Inquiry>,
    /// 现场检查(勘验)笔录
    site_inspection: Option<SiteInspection>,
    /// 抽样取证
    sampling: Option<Sampling>,
    /// 先行登记保存
    preservation: Option<Preservation>,
    /// 鉴定意见
    expert_opinion: Option<ExpertOpinion>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(InvestigationActPage of InvestigationActReply);

impl From<&InvestigationAct> for InvestigationActReply {
    fn from(act: &InvestigationAct) -> Self {
        Self {
            id: act.id,
            case_id: act.case,
            kind: act.kind,
            performed_at: act.performed_at,
            officer_ids: act.officers.clone(),
            certificate_ids: act.certificates.clone(),
            place: act.place.clone(),
            summary: act.summary.clone(),
            inquiry: act.details.inquiry.clone(),
            site_inspection: act.details.site_inspection.clone(),
            sampling: act.details.sampling.clone(),
            preservation: act.details.preservation.clone(),
            expert_opinion: act.details.expert_opinion.clone(),
            entry_id: act.entry_id,
            recorded_at: act.recorded_at,
        }
    }
}

/// 记录调查取证
///
/// 行政处罚法 第五十四条; by two certified officers (第四十二条). An act holds what its statutory document asks for, in the member of its kind:
/// an `inquiry` or a `site_inspection` its record with the certificates that were shown (第五十五条), and so on. Only
/// `evidence_collection` has none.
#[utoipa::path(tag = "investigation acts", operation_id = "investigation_acts_create", security(("bearer" = [])),
    request_body = NewInvestigationAct, params(("case_id" = inline(CaseId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = InvestigationActReply), (status = 200, body = InvestigationActReply), Refusals))]
#[post("/cases/{case_id}/investigation-acts")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<WorkCases>,
    case: Path<CaseId>,
    once: Once<NewInvestigationAct>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        let case = cases::lock(tx, *case)?;
        if let Some(existing) = new.id.map(|id| store::find_own(tx, id)).transpose()?.flatten() {
            let same = existing.content_digest == digest(new)? && existing.case == case.id;
            let reply = Reply::one(1, &InvestigationActReply::from(&existing))?;
            return again(tx, same, reply);
        }
        let file = steps::file(tx, case)?;
        let (stage, act) = act_of(tx, &file, new)?;
        store::insert(tx, file, stage, &act)?;
        let reply = InvestigationActReply::from(&act);
        let entry = Entry::new(Kind::CaseInvestigated, act.id.uuid(), &reply).in_case(act.case);
        tx.record(entry, Reply::created(format!("/api/v1/cases/{}/investigation-acts", act.case), 1, &reply)?)
    })
    .await
}

fn act_of(tx: &mut Tx, file: &CaseFile, new: &NewInvestigationAct) -> Result<(Stage, InvestigationAct), Problem> {
    let (mut refusals, day, case) = (Refused::default(), legal_date(new.performed_at), &file.case);
    let stage = refusals.check_all(file.after(Step::Investigate));
    refusals.check(moment_not_in_the_future(new.performed_at, tx.now, "/performed_at"));
    refusals.check(in_order(Earlier::filing(case.filed_on), day, "/performed_at"));
    let certificates = officers_of_act(tx, &new.officer_ids, day, &mut refusals)?;
    let details = new.details();
    judged::judge(new.kind, &details, new.performed_at, tx.now, &mut refusals);
    recusals::against_acting(file, &new.officer_ids, &[], day, &mut refusals);
    recusals::against_author(file, &tx.actor, &mut refusals);
    refusals.into_result()?;
    let act = InvestigationAct {
        id: new.id.unwrap_or_else(|| InvestigationActId::from_uuid(tx.mint())),
        case: case.id,
        kind: new.kind,
        performed_at: new.performed_at,
        place: new.place.clone(),
        summary: new.summary.clone(),
        details,
        officers: new.officer_ids.clone(),
        certificates,
        content_digest: digest(new)?,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    };
    Ok((stage.unwrap_or(case.stage), act))
}

/// 案件的调查取证, oldest first.
#[utoipa::path(tag = "investigation acts", operation_id = "investigation_acts_list", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path)), responses((status = 200, body = InvestigationActPage), Refusals))]
#[get("/cases/{case_id}/investigation-acts")]
pub async fn list(db: Data<Db>, caller: Authorized<ReadCases>, case: Path<CaseId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let case = cases::find(view, *case)?;
        let acts: Vec<_> = store::of_case(view, &case)?.iter().map(InvestigationActReply::from).collect();
        Reply::page(&acts, None)
    })
    .await
}
