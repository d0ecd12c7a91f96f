//! An act of supervision as it leaves.

use super::evaluations::model::EvaluationSheet;
use super::model::{
    FollowUpVerdict, NewFollowUp, NewSupervisionAnswer, Said, SupervisionAct, SupervisionContent, SupervisionKind,
    SupervisionState,
};
use super::store;
use crate::db::View;
use crate::domain::ids::{AccountId, AgencyId, CaseId, EntryId, SupervisionActId, SupervisionReplyId};
use crate::domain::values::{Passage, PersonName, Title};
use crate::http::page_reply;
use crate::problem::Problem;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// An act of supervision with what was said after it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupervisionActReply {
    id: SupervisionActId,
    kind: SupervisionKind,
    supervisor_code: String,
    supervisor_name: String,
    agency_code: String,
    agency_name: String,
    case_id: Option<CaseId>,
    subject: Title,
    findings: Passage,
    demands: Passage,
    legal_bases: Vec<Title>,
    document_number: Option<Title>,
    issued_by: PersonName,
    issued_on: NaiveDate,
    /// By when the next answer is due, or was.
    due_on: NaiveDate,
    state: SupervisionState,
    /// 逾期未答复
    overdue: bool,
    /// 逾期答复: the last answer came late.
    late: bool,
    /// 评分表: of an evaluation, otherwise null.
    sheet: Option<EvaluationSheet>,
    answers: Vec<SupervisionAnswerReply>,
    follow_ups: Vec<FollowUpReply>,
    author_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

/// 答复
#[derive(Debug, Serialize, ToSchema)]
pub struct SupervisionAnswerReply {
    id: SupervisionReplyId,
    answered_on: NaiveDate,
    answer: Passage,
    measures: Option<Passage>,
    answered_by: PersonName,
    attachments: Vec<Title>,
    author_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

/// 复查
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowUpReply {
    id: SupervisionReplyId,
    checked_on: NaiveDate,
    verdict: FollowUpVerdict,
    note: Passage,
    due_on: Option<NaiveDate>,
    author_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(SupervisionActPage of SupervisionActReply);

pub type Names = HashMap<AgencyId, (String, String)>;

pub fn shown(act: SupervisionAct, names: &Names, today: NaiveDate) -> SupervisionActReply {
    let (state, due_on) = (act.state(), act.due());
    let (overdue, late) = (act.is_overdue(today), act.was_late());
    let name = |id: AgencyId| names.get(&id).cloned().unwrap_or_default();
    let ((supervisor_code, supervisor_name), (agency_code, agency_name)) = (name(act.supervisor), name(act.addressee));
    let (mut answers, mut follow_ups) = (Vec::new(), Vec::new());
    for reply in act.replies {
        let (id, author_id, entry_id, recorded_at) = (reply.id, reply.author, reply.entry_id, reply.recorded_at);
        match reply.said {
            Said::Answer(NewSupervisionAnswer { answered_on, answer, measures, answered_by, attachments, .. }) => {
                answers.push(SupervisionAnswerReply {
                    id,
                    answered_on,
                    answer,
                    measures,
                    answered_by,
                    attachments,
                    author_id,
                    entry_id,
                    recorded_at,
                });
            }
            Said::FollowUp(NewFollowUp { checked_on, verdict, note, due_on, .. }) => {
                follow_ups.push(FollowUpReply {
                    id,
                    checked_on,
                    verdict,
                    note,
                    due_on,
                    author_id,
                    entry_id,
                    recorded_at,
                });
            }
        }
    }
    let SupervisionContent { subject, findings, demands, legal_bases, document_number, issued_by, sheet } = act.content;
    SupervisionActReply {
        id: act.id,
        kind: act.kind,
        supervisor_code,
        supervisor_name,
        agency_code,
        agency_name,
        case_id: act.case,
        subject,
        findings,
        demands,
        legal_bases,
        document_number,
        issued_by,
        issued_on: act.issued_on,
        due_on,
        state,
        overdue,
        late,
        sheet,
        answers,
        follow_ups,
        author_id: act.author,
        entry_id: act.entry_id,
        recorded_at: act.recorded_at,
    }
}

pub fn reply_of(view: &mut View, act: SupervisionAct) -> Result<SupervisionActReply, Problem> {
    let names = store::names(view, &[act.supervisor, act.addressee])?;
    Ok(shown(act, &names, view.today()))
}
