//! A case with what belongs to it, on the wire.

use super::store::{Found, Whole, WholeCase};
use crate::acts::{calendar, procedure_rules};
use crate::auth::Authorized;
use crate::cases::decisions::DecisionReply;
use crate::cases::reply::CaseReply;
use crate::db::{Db, View};
use crate::domain::day::legal_date;
use crate::domain::ids::CaseId;
use crate::domain::permission::Permission;
use crate::domain::permission::may::ReadCases;
use crate::domain::text_enum::text_enum;
use crate::http::query::Commas;
use crate::http::{Query, Refusals, Reply};
use crate::problem::{Code, Problem};
use crate::recordings::RecordingReply;
use actix_web::get;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use utoipa::IntoParams;

text_enum! {
    /// What a case is shown with on request.
    pub enum CasePart {
        Decision = "decision" "处理决定",
        Recordings = "recordings" "最近的全过程记录",
    }
}

/// What the case is shown with.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WholeCaseQuery {
    /// Separated by commas: `decision` with its penalties; `recordings`, the last 20 in the order in which they happened.
    #[serde(default)]
    #[param(inline, value_type = Option<Vec<CasePart>>, style = Form, explode = false, example = json!(["decision", "recordings"]))]
    include: Commas<CasePart>,
}

/// 案件
///
/// `include` adds what belongs to the case. The ETag also covers what the day changes (time limits, next steps), and with
/// `include=recordings` the recordings shown; for `If-Match` it names the case's version.
#[utoipa::path(tag = "cases", operation_id = "cases_get", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path), WholeCaseQuery),
    responses((status = 200, body = CaseReply, headers(("ETag" = String))), (status = 304), Refusals))]
#[get("/cases/{case_id}")]
pub async fn show(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    id: Path<CaseId>,
    Query(asked): Query<WholeCaseQuery>,
) -> Result<Reply, Problem> {
    let includes = |part| asked.include.0.contains(&part);
    let wanted =
        WholeCase { id: *id, decision: includes(CasePart::Decision), recordings: includes(CasePart::Recordings) };
    if wanted.recordings && !caller.actor.may(Permission::ReadRecordings) {
        return Err(Problem::new(Code::NotPermitted));
    }
    let whole = db.ask(&caller.actor, wanted, |found: Found| Whole::try_from(found)).await?;
    let known = calendar::kept(whole.newest_notice).zip(procedure_rules::of_everybody(whole.newest_rule));
    let (calendar, rules) = match known {
        Some(known) => known,
        None => {
            let agency = whole.case.agency;
            let read = move |view: &mut View| Ok((calendar::in_force(view)?, procedure_rules::in_force(view, agency)?));
            db.read(&caller.actor, read).await?
        }
    };
    let file = whole.file(calendar, rules, legal_date(db.clock().now()));
    let mut reply = CaseReply::seen(&caller.actor, &file.case, whole.references).with_procedure(&file);
    if caller.actor.may(Permission::SeeIdentifiers) {
        reply = reply.with_parties_in_full(&file);
    }
    reply.decision = wanted.decision.then(|| whole.decision.as_ref().map(|one| DecisionReply::of(one, &file.calendar)));
    reply.recordings = wanted.recordings.then(|| whole.recordings.iter().map(RecordingReply::from).collect());
    let answer = reply.tagged(file.case.version)?;
    Ok(if wanted.recordings { answer.tagged_by_content() } else { answer })
}
