//! 移送受理 (acceptances): the other body takes the case over.

use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use super::transfers::{open, standings};
use crate::domain::act::in_order;
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::values::Title;
use chrono::NaiveDate;

step_noun! {
    /// 移送受理
    ///
    /// The justice organ files the case, or the other agency takes it over: with us it ends, unless it comes back.
    TransferAcceptance, TransferAcceptanceReply, TransferAcceptancePage, AcceptTransfer by WorkCases
    at "/cases/{case_id}/transfer-acceptances"
    as "transfers", "transfer_acceptances_create", "transfer_acceptances_list" {
        transfer_id: CaseStepId,
        accepted_on: NaiveDate,
        /// 立案通知书或者受理文书
        document: Title,
        /// 移交涉案物品: within 3 days of the notice (行政执法机关移送涉嫌犯罪案件的规定 第十二条); told later at
        /// `transfer-follow-ups` when they go later.
        #[serde(default)]
        things_handed_over_on: Option<NaiveDate>,
    }
}

impl StepContent for TransferAcceptance {
    const STEP: Step = Step::AcceptTransfer;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.accepted_on, "/accepted_on")
    }

    fn days(&self) -> Vec<(NaiveDate, &'static str)> {
        self.things_handed_over_on.into_iter().map(|day| (day, "/things_handed_over_on")).collect()
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if open(file).is_empty() {
            refusals.add(Refusal::of(Rule::TransferNone));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let Some(one) = standings(file).into_iter().find(|one| one.id == self.transfer_id) else {
            return refusals.add(Refusal::of(Rule::TransferUnknown).at("/transfer_id"));
        };
        if one.accepted_on.is_some() || one.is_returned {
            refusals.add(Refusal::of(Rule::TransferAnswered).at("/transfer_id"));
        }
        refusals.check(in_order(one.sent_on, self.accepted_on, "/accepted_on"));
    }
}
