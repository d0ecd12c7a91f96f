//! 移送退回 (returns): the other body does not file the case, or gives it back. 行政执法机关移送涉嫌犯罪案件的规定 第八条至第十条.

use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use super::transfers::standings;
use crate::domain::act::in_order;
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;

text_enum! {
    /// 退回的情形
    pub enum TransferReturnGround {
        /// 不予立案
        NotFiled = "not_filed" "不予立案",
        /// 不属于其管辖
        NotCompetent = "not_competent" "不属于其管辖",
        /// 不予追究刑事责任: 行政处罚法 第二十七条
        NotProsecuted = "not_prosecuted" "不追究或者免予刑事处罚",
        Other = "other" "其他",
    }
}

step_noun! {
    /// 移送退回
    ///
    /// The case comes back, before it was accepted or afterwards, and goes on here (行政执法机关移送涉嫌犯罪案件的规定 第十条; 行政处罚法 第二十七条).
    /// What was begun on the spot goes on in the ordinary procedure: it has to be investigated before it is decided.
    TransferReturn, TransferReturnReply, TransferReturnPage, ReturnTransfer by WorkCases
    at "/cases/{case_id}/transfer-returns"
    as "transfers", "transfer_returns_create", "transfer_returns_list" {
        transfer_id: CaseStepId,
        returned_on: NaiveDate,
        ground: TransferReturnGround,
        /// 说明的理由
        reason: Passage,
        /// 不予立案通知书等
        #[serde(default)]
        document: Option<Title>,
        /// 退回案卷材料
        papers_returned: bool,
        /// 提请复议: asked for within 3 days of the notice (第九条); told later at `transfer-follow-ups` when it comes later.
        #[serde(default)]
        objected_on: Option<NaiveDate>,
    }
}

impl StepContent for TransferReturn {
    const STEP: Step = Step::ReturnTransfer;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.returned_on, "/returned_on")
    }

    fn days(&self) -> Vec<(NaiveDate, &'static str)> {
        self.objected_on.into_iter().map(|day| (day, "/objected_on")).collect()
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if !standings(file).iter().any(|one| one.stands()) {
            refusals.add(Refusal::of(Rule::TransferNone));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let Some(one) = standings(file).into_iter().find(|one| one.id == self.transfer_id) else {
            return refusals.add(Refusal::of(Rule::TransferUnknown).at("/transfer_id"));
        };
        if one.is_returned {
            refusals.add(Refusal::of(Rule::TransferAnswered).at("/transfer_id"));
        }
        refusals.check(in_order(one.accepted_on.unwrap_or(one.sent_on), self.returned_on, "/returned_on"));
    }
}
