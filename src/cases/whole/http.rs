//! A case with what belongs to it, on the wire.

use super::kept::KeptAnswers;
use super::store::{Found, Whole, WholeCase};
use crate::acts::{calendar, procedure_rules};
use crate::auth::Authorized;
use crate::cases::decisions::DecisionReply;
use crate::cases::reply::CaseReply;
use crate::db::{Db, View};
use crate::domain::actor::Actor;
use crate::domain::calendar::Calendar;
use crate::domain::day::legal_date;
use crate::domain::ids::CaseId;
use crate::domain::permission::Permission;
use crate::domain::permission::may::ReadCases;
use crate::domain::procedure_rule::ProcedureRules;
use crate::domain::text_enum::text_enum;
use crate::http::meter::Meter;
use crate::http::query::Commas;
use crate::http::{Query, Refusals, Reply};
use crate::problem::Problem;
use crate::recordings::RecordingReply;
use actix_web::get;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

text_enum! {
    /// What a case is shown with.
    pub enum CasePart {
        Procedure = "procedure" "当事人、关联案件、期限、下一步、案卷摘要",
        Decision = "decision" "处理决定",
        Recordings = "recordings" "最近的全过程记录",
    }
}

/// What the case is shown with.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WholeCaseQuery {
    /// Separated by commas, `procedure` alone when left out: `procedure` shows `parties`, `links`, `deadlines`, `next_steps` and
    /// `file_digest`; `decision` the decision with its penalties; `recordings` the last 20 in the order in which they happened.
    #[serde(default)]
    #[param(inline, value_type = Option<Vec<CasePart>>, style = Form, explode = false, example = json!(["decision", "recordings"]))]
    include: Option<Commas<CasePart>>,
}

impl WholeCaseQuery {
    fn of(&self, id: CaseId) -> WholeCase {
        let includes = |part| self.include.as_ref().is_some_and(|named| named.0.contains(&part));
        WholeCase {
            id,
            procedure: self.include.is_none() || includes(CasePart::Procedure),
            decision: includes(CasePart::Decision),
            recordings: includes(CasePart::Recordings),
        }
    }
}

/// 案件
///
/// With what `include` names. The ETag also covers what the day changes (time limits, next steps), and with `include=recordings` the
/// recordings shown; for `If-Match` it names the case's version.
#[utoipa::path(tag = "cases", operation_id = "cases_get", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path), WholeCaseQuery),
    responses((status = 200, body = CaseReply, headers(("ETag" = String))), (status = 304), Refusals))]
#[get("/cases/{case_id}")]
pub async fn show(
    db: Data<Db>,
    answers: Data<KeptAnswers>,
    meter: Data<Meter>,
    caller: Authorized<ReadCases>,
    id: Path<CaseId>,
    Query(asked): Query<WholeCaseQuery>,
) -> Result<Reply, Problem> {
    let asked = asked.of(*id);
    if asked.recordings && !caller.actor.may(Permission::ReadRecordings) {
        return Err(Problem::not_permitted(Permission::ReadRecordings));
    }
    let kept = answers.standing(&db, &caller.actor, asked).await?;
    meter.case_answer(if kept.is_some() { "kept" } else { "composed" });
    let kept = match kept {
        // Composed all the same: this finds an act that changes an answer without an entry of its case.
        Some(reply) if cfg!(debug_assertions) => Some(reply),
        Some(reply) => return Ok(reply),
        None => None,
    };
    let whole = db.ask(&caller.actor, asked, |found: Found| Whole::try_from(found)).await?;
    let reply = answer(&db, &caller.actor, asked, &whole).await?;
    answers.keep(&caller.actor, asked, &whole, &reply);
    Ok(kept.unwrap_or(reply))
}

async fn answer(db: &Db, reader: &Actor, asked: WholeCase, whole: &Whole) -> Result<Reply, Problem> {
    let (calendar, rules) = terms(db, reader, whole).await?;
    let file = whole.file(calendar, rules, legal_date(db.clock().now()));
    let mut reply = CaseReply::seen(reader, &whole.case, whole.references.clone());
    if asked.decision {
        reply.decision = Some(whole.decision.as_ref().map(|one| DecisionReply::of(one, &file)));
    }
    if asked.recordings {
        reply.recordings = Some(whole.recordings.iter().map(RecordingReply::from).collect());
    }
    if asked.procedure {
        reply = reply.with_procedure(reader, &file);
        if reader.may(Permission::SeeIdentifiers) {
            reply = reply.with_parties_in_full(&file);
        }
    }
    let tagged = reply.tagged(whole.case.version)?;
    Ok(if asked.recordings { tagged.tagged_by_content() } else { tagged })
}

/// The calendar and the rules that the case's answer names; read where this process does not know them yet.
async fn terms(db: &Db, reader: &Actor, whole: &Whole) -> Result<(Arc<Calendar>, Arc<ProcedureRules>), Problem> {
    if let Some(known) = calendar::kept(whole.newest_notice).zip(procedure_rules::of_everybody(whole.newest_rule)) {
        return Ok(known);
    }
    let agency = whole.case.agency;
    let read = move |view: &mut View| Ok((calendar::in_force(view)?, procedure_rules::in_force(view, agency)?));
    db.read(reader, read).await
}
