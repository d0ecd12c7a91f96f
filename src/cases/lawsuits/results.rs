//! 诉讼结果: what the lawsuit came to, and what becomes of the decision. 行政诉讼法 第六十九条至第七十七条.

use crate::cases::file::CaseFile;
use crate::cases::standing::{lawsuits, no_heavier, publicity_due_on, redecision_may_be_ordered, reopened};
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
    /// 诉讼结果
    ///
    /// 行政诉讼法 第六十九条至第七十七条: the judgment that took effect. What is changed names the penalties that remain; what is annulled
    /// or void ends the decision. The figures keep the original and count the case as lost.
    LawsuitResult, LawsuitResultReply, LawsuitResultPage, ResolveLawsuit by RecordRemedies at "/cases/{case_id}/lawsuit-results"
    as "lawsuits", "lawsuit_results_create", "lawsuit_results_list" {
        result: RemedyResult,
        /// 生效日
        effective_on: NaiveDate,
        /// 裁判文书号
        #[serde(default)]
        document_number: Option<Title>,
        /// 裁判要旨
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
        /// 撤回、更正公示的期限: three working days, when the case was lost.
        publicity_due_on: Option<NaiveDate> = publicity,
    }
}

fn publicity(result: &LawsuitResult, file: &CaseFile) -> Option<NaiveDate> {
    result.result.finds_fault().then(|| publicity_due_on(file, result.effective_on)).flatten()
}

impl StepContent for LawsuitResult {
    const STEP: Step = Step::ResolveLawsuit;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.effective_on, "/effective_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if !lawsuits(file).last().is_some_and(|last| last.is_pending()) {
            refusals.add(Refusal::of(Rule::LawsuitMissing));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(last) = lawsuits(file).last() {
            refusals.check(in_order(last.requested_on, self.effective_on, "/effective_on"));
        }
        refusals.check_all(restated(self.result.restates(), &self.new_penalties));
        no_heavier(file, &self.new_penalties, refusals);
        refusals.check(redecision_may_be_ordered(self.result, self.redecision_ordered));
    }

    fn leads_to(&self, file: &CaseFile, lawful: Stage) -> Stage {
        if self.redecision_ordered { reopened(file, lawsuits(file).last(), lawful) } else { lawful }
    }
}
