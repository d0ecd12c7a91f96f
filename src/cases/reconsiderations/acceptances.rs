//! 复议受理: whether the reconsideration body takes the request. 行政复议法 第三十条.

use crate::cases::file::CaseFile;
use crate::cases::standing::reconsiderations;
use crate::cases::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;

step_noun! {
    /// 复议受理或者不予受理
    ///
    /// 行政复议法 第三十条. A request that is not accepted ends there and stops no surcharge.
    ReconsiderationAcceptance, ReconsiderationAcceptanceReply, ReconsiderationAcceptancePage,
    AnswerReconsideration by RecordRemedies at "/cases/{case_id}/reconsideration-acceptances"
    as "reconsiderations", "reconsideration_acceptances_create", "reconsideration_acceptances_list" {
        accepted: bool,
        answered_on: NaiveDate,
        /// 受理通知书、不予受理决定书文号
        #[serde(default)]
        document_number: Option<Title>,
        /// 不予受理的理由
        #[serde(default)]
        reason: Option<Passage>,
        /// 停止执行 (行政复议法 第四十二条): until the result nothing is enforced.
        #[serde(default)]
        execution_suspended: bool,
    }
}

impl StepContent for ReconsiderationAcceptance {
    const STEP: Step = Step::AnswerReconsideration;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.answered_on, "/answered_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        match reconsiderations(file).last() {
            None => refusals.add(Refusal::of(Rule::ReconsiderationMissing)),
            Some(last) if last.answer.is_some() => refusals.add(Refusal::of(Rule::ReconsiderationAnswered)),
            Some(last) if last.result.is_some() => refusals.add(Refusal::of(Rule::ReconsiderationMissing)),
            Some(_) => {}
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(last) = reconsiderations(file).last() {
            refusals.check(in_order(last.requested_on, self.answered_on, "/answered_on"));
        }
        if !self.accepted && self.reason.is_none() {
            refusals.add(Refusal::of(Rule::ReasonMissing).at("/reason"));
        }
    }
}
