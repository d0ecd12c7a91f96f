//! 复议结果: what the reconsideration came to, and what becomes of the decision. 行政复议法 第六十二条至第七十三条.

use crate::cases::file::CaseFile;
use crate::cases::standing::{no_heavier, publicity_due_on, reconsiderations, redecision_may_be_ordered, reopened};
use crate::cases::steps::{StepContent, step_noun};
use crate::cases::withdrawals::restated;
use crate::domain::act::in_order;
use crate::domain::decision::Penalty;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::remedy::RemedyResult;
use crate::domain::stage::{Stage, Step};
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;

step_noun! {
    /// 复议结果
    ///
    /// 行政复议法 第六十二条至第七十三条. What is changed names the penalties that remain; what is annulled or void ends the decision. The
    /// figures keep the original and count the fault.
    ReconsiderationResult, ReconsiderationResultReply, ReconsiderationResultPage,
    ResolveReconsideration by RecordRemedies at "/cases/{case_id}/reconsideration-results"
    as "reconsiderations", "reconsideration_results_create", "reconsideration_results_list" {
        result: RemedyResult,
        decided_on: NaiveDate,
        /// 复议决定书文号
        #[serde(default)]
        document_number: Option<Title>,
        /// 理由、内容
        summary: Passage,
        /// 变更后的处罚: of what is changed or annulled in part, and only of it.
        #[serde(default)]
        #[schema(max_items = 14)]
        new_penalties: Vec<Penalty>,
        /// 责令重新作出: of what is annulled, whole or in part. The case goes back to the investigation, and a new decision takes the place
        /// of the whole earlier one.
        #[serde(default)]
        redecision_ordered: bool,
    } shows {
        /// 撤回、更正公示的期限: three working days, when the result finds fault.
        publicity_due_on: Option<NaiveDate> = publicity,
    }
}

fn publicity(result: &ReconsiderationResult, file: &CaseFile) -> Option<NaiveDate> {
    result.result.finds_fault().then(|| publicity_due_on(file, result.decided_on)).flatten()
}

impl StepContent for ReconsiderationResult {
    const STEP: Step = Step::ResolveReconsideration;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.decided_on, "/decided_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if !reconsiderations(file).last().is_some_and(|last| last.is_pending()) {
            refusals.add(Refusal::of(Rule::ReconsiderationMissing));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(last) = reconsiderations(file).last() {
            let since = last.answer.map_or(last.requested_on, |answer| answer.on);
            refusals.check(in_order(since, self.decided_on, "/decided_on"));
            // An application may be taken back before anybody has looked at it.
            if last.answer.is_none() && self.result != RemedyResult::Withdrawn {
                refusals.add(Refusal::of(Rule::ReconsiderationNotAccepted).at("/result"));
            }
        }
        refusals.check_all(restated(self.result.restates(), &self.new_penalties));
        no_heavier(file, &self.new_penalties, refusals);
        refusals.check(redecision_may_be_ordered(self.result, self.redecision_ordered));
    }

    fn leads_to(&self, file: &CaseFile, lawful: Stage) -> Stage {
        if self.redecision_ordered { reopened(file, reconsiderations(file).last(), lawful) } else { lawful }
    }
}
