//! 回避决定: the head of the agency says whether the person is recused. 行政处罚法 第四十三条第三款.

use super::{open, standings};
use crate::cases::file::CaseFile;
use crate::cases::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::actor::Actor;
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;

step_noun! {
    /// 回避决定
    ///
    /// 行政处罚法 第四十三条: the head examines the request and decides. Whom it concerns does not decide it; where that is the head,
    /// another head or the superior does. From that day on who is recused takes no step in the case.
    RecusalDecision, RecusalDecisionReply, RecusalDecisionPage, DecideRecusal by DecideCases
    at "/cases/{case_id}/recusal-decisions"
    as "recusals", "recusal_decisions_create", "recusal_decisions_list" {
        recusal_id: CaseStepId,
        decided_on: NaiveDate,
        /// 同意回避
        granted: bool,
        /// 作出决定的负责人
        decided_by: PersonName,
        /// 职务
        post: Title,
        /// 审查意见和理由
        reasons: Passage,
        /// 告知申请人
        #[serde(default)]
        told_on: Option<NaiveDate>,
        /// 回避决定书文号
        #[serde(default)]
        document_number: Option<Title>,
    }
}

impl StepContent for RecusalDecision {
    const STEP: Step = Step::DecideRecusal;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.decided_on, "/decided_on")
    }

    fn days(&self) -> Vec<(NaiveDate, &'static str)> {
        self.told_on.into_iter().map(|day| (day, "/told_on")).collect()
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if open(file).is_empty() {
            refusals.add(Refusal::of(Rule::RecusalNone));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let Some(one) = standings(file).into_iter().find(|one| one.id == self.recusal_id) else {
            return refusals.add(Refusal::of(Rule::RecusalUnknown).at("/recusal_id"));
        };
        if one.decision.is_some() {
            refusals.add(Refusal::of(Rule::RecusalDecided).at("/recusal_id"));
        }
        if one.recusal.concerned.name == self.decided_by {
            refusals.add(Refusal::of(Rule::RecusalByOneConcerned).at("/decided_by"));
        }
        refusals.check(in_order(one.recusal.requested_on, self.decided_on, "/decided_on"));
        if let Some(told_on) = self.told_on {
            refusals.check(in_order(self.decided_on, told_on, "/told_on"));
        }
    }

    /// Nobody decides while a request about themselves waits.
    fn judge_author(file: &CaseFile, author: &Actor, refusals: &mut Refusals) {
        if open(file).iter().any(|one| one.recusal.concerned.is_author(author)) {
            refusals.add(Refusal::of(Rule::RecusalByOneConcerned));
        }
    }
}
