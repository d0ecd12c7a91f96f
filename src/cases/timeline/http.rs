//! The timeline on the wire.

use super::store::{self, Happening};
use crate::auth::Authorized;
use crate::cases::store as cases;
use crate::db::Db;
use crate::db::page::PageOf;
use crate::domain::ids::{AccountId, CaseId, EntryId};
use crate::domain::permission::may::ReadCases;
use crate::domain::stage::Step;
use crate::http::query::PageQuery;
use crate::http::{Query, Refusals, Reply, page_reply};
use crate::problem::Problem;
use actix_web::get;
use actix_web::web::{Data, Path};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One thing that happened to a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct HappeningReply {
    entry_id: EntryId,
    /// What happened, e.g. `case.filed`; further kinds may come.
    kind: &'static str,
    label: &'static str,
    /// The step of the procedure that was taken; null for what is none.
    step: Option<Step>,
    /// 步骤名称
    step_name: Option<&'static str>,
    /// The same in English.
    step_name_en: Option<String>,
    /// Where what was recorded of the step is found.
    resource: Option<String>,
    /// What it is about: the case, or one of its acts.
    subject_id: Option<Uuid>,
    /// Its place in the case, from 0, without gaps.
    case_seq: Option<i32>,
    recorded_at: DateTime<Utc>,
    /// Its place in the journal; null for the moment until it is given one.
    pos: Option<i64>,
    account_id: AccountId,
    account_name: Option<String>,
}

page_reply!(Timeline of HappeningReply);

impl HappeningReply {
    fn of(case: CaseId, happening: &Happening) -> Self {
        Self {
            entry_id: happening.entry_id,
            kind: happening.kind.as_str(),
            label: happening.kind.label_zh(),
            step: happening.step(),
            step_name: happening.step().map(Step::label_zh),
            step_name_en: happening.step().map(Step::name_en),
            resource: happening.step().map(|step| format!("/api/v1/cases/{case}/{}", step.resource())),
            subject_id: happening.subject_id,
            case_seq: happening.case_seq,
            recorded_at: happening.recorded_at,
            pos: happening.pos,
            account_id: happening.account_id,
            account_name: happening.account_name.clone(),
        }
    }
}

/// 案件时间线: everything recorded about the case, in order.
#[utoipa::path(tag = "cases", operation_id = "case_timeline_list", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path), PageQuery),
    responses((status = 200, body = Timeline, headers(("Link" = String))), Refusals))]
#[get("/cases/{case_id}/timeline")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    id: Path<CaseId>,
    Query(asked): Query<PageQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        view.narrow(asked.agency.as_deref())?;
        let page = PageOf::parse(asked.cursor.as_deref(), asked.limit)?;
        let case = cases::find(view, *id)?;
        let (happenings, next_cursor) = store::page(view, &case, &page)?;
        let shown = happenings.iter().map(|happening| HappeningReply::of(case.id, happening));
        Reply::page(&shown.collect::<Vec<_>>(), next_cursor)
    })
    .await
}
