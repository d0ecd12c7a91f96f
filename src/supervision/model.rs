//! One act of supervision with its answers, and what may come next.

use super::evaluations::model::EvaluationSheet;
use crate::db::page::{At, Place};
use crate::domain::act::{in_order, not_in_the_future};
use crate::domain::ids::{AccountId, AgencyId, CaseId, EntryId, SupervisionActId, SupervisionReplyId};
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 监督方式
    pub enum SupervisionKind {
        /// 监督意见
        Opinion = "opinion" "监督意见",
        /// 督办: on a case
        Order = "order" "督办",
        /// 案卷评查
        Evaluation = "evaluation" "案卷评查",
    }
}

text_enum! {
    /// 办理状态
    pub enum SupervisionState {
        /// 待答复: by the agency
        Open = "open" "待答复",
        /// 已答复: the supervisor has to look at it
        Answered = "answered" "已答复",
        /// 已办结
        Settled = "settled" "已办结",
    }
}

text_enum! {
    /// 复查结果
    pub enum FollowUpVerdict {
        /// 予以办结
        Settled = "settled" "予以办结",
        /// 退回重新办理: with a new due date
        Insufficient = "insufficient" "退回重新办理",
        /// 撤回
        Withdrawn = "withdrawn" "撤回",
    }
}

text_enum! {
    /// What is said after an act of supervision.
    pub enum SupervisionReplyKind {
        Answer = "answer" "答复",
        FollowUp = "follow_up" "复查",
    }
}

/// What an act of supervision says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SupervisionContent {
    pub subject: Title,
    pub findings: Passage,
    pub demands: Passage,
    pub legal_bases: Vec<Title>,
    pub document_number: Option<Title>,
    pub issued_by: PersonName,
    /// 评分表 of an evaluation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<EvaluationSheet>,
}

/// 监督意见, 督办, 评查结果
#[derive(Debug, Clone)]
pub struct SupervisionAct {
    pub id: SupervisionActId,
    /// Whose act it is.
    pub supervisor: AgencyId,
    pub kind: SupervisionKind,
    pub addressee: AgencyId,
    pub case: Option<CaseId>,
    pub issued_on: NaiveDate,
    /// By when the agency answers, as first set.
    pub due_on: NaiveDate,
    pub content: SupervisionContent,
    pub content_digest: Vec<u8>,
    pub author: AccountId,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
    /// In the order in which they were recorded.
    pub replies: Vec<SupervisionReply>,
}

/// 答复
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSupervisionAnswer {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<SupervisionReplyId>,
    pub answered_on: NaiveDate,
    /// 答复意见
    pub answer: Passage,
    /// 整改情况
    #[serde(default)]
    pub measures: Option<Passage>,
    pub answered_by: PersonName,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub attachments: Vec<Title>,
}

/// 复查
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFollowUp {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<SupervisionReplyId>,
    pub checked_on: NaiveDate,
    pub verdict: FollowUpVerdict,
    pub note: Passage,
    /// By when it is answered anew; asked of what is sent back, and only of it.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
}

/// What was said after it.
#[derive(Debug, Clone)]
pub enum Said {
    Answer(NewSupervisionAnswer),
    FollowUp(NewFollowUp),
}

#[derive(Debug, Clone)]
pub struct SupervisionReply {
    pub id: SupervisionReplyId,
    pub said: Said,
    pub content_digest: Vec<u8>,
    pub author: AccountId,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

impl Said {
    pub fn kind(&self) -> SupervisionReplyKind {
        match self {
            Said::Answer(_) => SupervisionReplyKind::Answer,
            Said::FollowUp(_) => SupervisionReplyKind::FollowUp,
        }
    }

    pub fn on(&self) -> (NaiveDate, &'static str) {
        match self {
            Said::Answer(answer) => (answer.answered_on, "/answered_on"),
            Said::FollowUp(check) => (check.checked_on, "/checked_on"),
        }
    }
}

impl SupervisionAct {
    /// Its place in a list, the newest first.
    pub fn place(&self) -> Place {
        Place { at: At::Day(self.issued_on), id: self.id.uuid(), agency: self.supervisor.uuid() }
    }

    pub fn state(&self) -> SupervisionState {
        match self.replies.last().map(|reply| &reply.said) {
            None => SupervisionState::Open,
            Some(Said::Answer(_)) => SupervisionState::Answered,
            Some(Said::FollowUp(check)) if check.verdict == FollowUpVerdict::Insufficient => SupervisionState::Open,
            Some(Said::FollowUp(_)) => SupervisionState::Settled,
        }
    }

    /// By when the next answer is due, or was.
    pub fn due(&self) -> NaiveDate {
        let sent_back = self.replies.iter().rev().find_map(|reply| match &reply.said {
            Said::FollowUp(check) => check.due_on,
            Said::Answer(_) => None,
        });
        sent_back.unwrap_or(self.due_on)
    }

    /// 逾期未答复
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.state() == SupervisionState::Open && self.due() < today
    }

    /// 逾期答复: the last answer came after its day.
    pub fn was_late(&self) -> bool {
        let answered = self.replies.iter().rposition(|reply| matches!(reply.said, Said::Answer(_)));
        let Some(place) = answered else { return false };
        let before = Self { replies: self.replies[..place].to_vec(), ..self.clone() };
        self.replies[place].said.on().0 > before.due()
    }

    /// What stands against this answer or this check.
    pub fn judge(&self, said: &Said, today: NaiveDate, refusals: &mut Refusals) {
        let (on, at) = said.on();
        refusals.check(not_in_the_future(on, today, at));
        let last = self.replies.last().map_or(self.issued_on, |reply| reply.said.on().0);
        refusals.check(in_order(last, on, at));
        match (said, self.state()) {
            (_, SupervisionState::Settled) => refusals.add(Refusal::of(Rule::SupervisionSettled)),
            (Said::Answer(_), SupervisionState::Answered) => refusals.add(Refusal::of(Rule::SupervisionAnswered)),
            (Said::FollowUp(check), SupervisionState::Open) if check.verdict != FollowUpVerdict::Withdrawn => {
                refusals.add(Refusal::of(Rule::SupervisionUnanswered));
            }
            _ => {}
        }
        if let Said::FollowUp(check) = said {
            let sends_back = check.verdict == FollowUpVerdict::Insufficient;
            if sends_back != check.due_on.is_some() {
                refusals.add(Refusal::of(Rule::SupervisionDueUnfit).at("/due_on"));
            }
            if let Some(due) = check.due_on {
                refusals.check(in_order(check.checked_on, due, "/due_on"));
            }
        }
    }
}
