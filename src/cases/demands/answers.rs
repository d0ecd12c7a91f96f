//! 催告后的陈述申辩: what the party says to a demand, and what the agency finds of each point. 行政强制法 第三十六条.

use super::Demand;
use crate::cases::enforcement::a_demand_was_served;
use crate::cases::file::CaseFile;
use crate::cases::statements::StatementPoint;
use crate::cases::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::ids::{CaseStepId, OfficerId};
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use chrono::NaiveDate;

step_noun! {
    /// 催告后的陈述申辩
    ///
    /// 行政强制法 第三十六条: heard in full, recorded and re-examined point by point; what holds is accepted.
    DemandAnswer, DemandAnswerReply, DemandAnswerPage, AnswerDemand by WorkCases at "/cases/{case_id}/demand-answers"
    as "demands", "demand_answers_create", "demand_answers_list" {
        demand_id: CaseStepId,
        answered_on: NaiveDate,
        /// 放弃: the party says that it makes no statement.
        #[serde(default)]
        waived: bool,
        /// Empty when the party waives.
        #[serde(default)]
        #[schema(max_items = 100)]
        points: Vec<StatementPoint>,
        /// Who heard it: two or more, each certified on that day.
        #[schema(min_items = 1, max_items = 10)]
        officer_ids: Vec<OfficerId>,
    }
}

impl StepContent for DemandAnswer {
    const STEP: Step = Step::AnswerDemand;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.answered_on, "/answered_on")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        a_demand_was_served(file, refusals);
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        match file.since::<Demand>().find(|(done, _)| done.id == self.demand_id.uuid()) {
            None => refusals.add(Refusal::of(Rule::DemandUnknown).at("/demand_id")),
            Some((done, _)) => refusals.check(in_order(done.on, self.answered_on, "/answered_on")),
        }
        if self.waived && !self.points.is_empty() {
            refusals.add(Refusal::of(Rule::WaiverWithPoints).at("/points"));
        }
        if !self.waived && self.points.is_empty() {
            refusals.add(Refusal::of(Rule::DemandAnswerUnexamined).at("/points"));
        }
    }
}
