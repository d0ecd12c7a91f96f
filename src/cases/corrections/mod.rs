//! 责令改正 (correction): the party is ordered to correct what is unlawful, by when, and somebody looks again. 行政处罚法 第二十八条.

pub mod rechecks;

use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::ids::OfficerId;
use crate::domain::refusal::Refusals;
use crate::domain::stage::Step;
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;

step_noun! {
    /// 责令(限期)改正
    ///
    /// 行政处罚法 第二十八条: it goes with every penalty, and may come long before. It is served at `proofs-of-service`, and whether it was
    /// followed is told at `correction-rechecks`.
    Correction, CorrectionReply, CorrectionPage, OrderCorrection by WorkCases at "/cases/{case_id}/corrections"
    as "corrections", "corrections_create", "corrections_list" {
        ordered_on: NaiveDate,
        /// 责令(限期)改正通知书文号
        #[serde(default)]
        document_number: Option<Title>,
        /// 违法事实
        facts: Passage,
        /// 依据
        #[schema(min_items = 1, max_items = 50)]
        legal_bases: Vec<Title>,
        /// 改正内容和要求
        requirement: Passage,
        /// 改正期限: the last day; null when it is to be corrected at once.
        #[serde(default)]
        due_on: Option<NaiveDate>,
        /// Two or more, each certified on that day.
        #[schema(min_items = 1, max_items = 10)]
        officer_ids: Vec<OfficerId>,
    }
}

impl StepContent for Correction {
    const STEP: Step = Step::OrderCorrection;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.ordered_on, "/ordered_on")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn may_be_taken(_: &CaseFile, _: &mut Refusals) {}

    fn judge(&self, _: &CaseFile, refusals: &mut Refusals) {
        if let Some(due_on) = self.due_on {
            refusals.check(in_order(self.ordered_on, due_on, "/due_on"));
        }
    }
}
