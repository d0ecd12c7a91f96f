//! Deadlines of a case on the wire.

use super::reply::DeadlineReply;
use super::standing::deadlines;
use crate::auth::Authorized;
use crate::cases::steps::store as steps;
use crate::cases::store as cases;
use crate::db::Db;
use crate::domain::ids::CaseId;
use crate::domain::permission::may::ReadCases;
use crate::domain::text_enum::text_enum;
use crate::http::{Query, Refusals, Reply, page_reply};
use crate::problem::Problem;
use actix_web::get;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use utoipa::IntoParams;

page_reply!(DeadlinePage of DeadlineReply);

text_enum! {
    /// What is explained of deadlines.
    pub enum DeadlineExplanation {
        Days = "days" "逐日说明",
    }
}

/// How the deadlines of a case are told.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CaseDeadlinesQuery {
    /// `days`: each day of each count, with why it counts or not.
    #[serde(default)]
    #[param(inline)]
    explain: Option<DeadlineExplanation>,
}

/// 案件的期限
///
/// Every time limit that the facts of the case set running, oldest first: running, met, missed, suspended, lapsed. Each with its rule as
/// it held on the day on which it began, what does not count, and what was told of it before.
#[utoipa::path(tag = "deadlines", operation_id = "case_deadlines_list", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path), CaseDeadlinesQuery),
    responses((status = 200, body = DeadlinePage), Refusals))]
#[get("/cases/{case_id}/deadlines")]
pub async fn of_case(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    id: Path<CaseId>,
    Query(asked): Query<CaseDeadlinesQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let case = cases::find(view, *id)?;
        let file = steps::file(view, case)?;
        let told = if asked.explain.is_some() { DeadlineReply::explained } else { DeadlineReply::of };
        let all: Vec<_> = deadlines(&file).iter().map(|deadline| told(&file, deadline)).collect();
        Reply::page(&all, None)
    })
    .await
}
