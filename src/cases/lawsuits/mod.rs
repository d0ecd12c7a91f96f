//! 行政诉讼 (lawsuit): the party's action against the decision. 行政诉讼法 第四十五条, 第四十六条.

pub mod results;

use super::file::CaseFile;
use super::standing::{is_decided, no_remedy_pending};
use super::steps::{StepContent, step_noun};
use crate::domain::act::{Earlier, in_order};
use crate::domain::refusal::Refusals;
use crate::domain::stage::Step;
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;

step_noun! {
    /// 行政诉讼
    ///
    /// 行政诉讼法 第四十五条, 第四十六条. Whether it comes in time is for the court to say. The decision is not suspended by it
    /// (行政处罚法 第七十三条), but no surcharge accrues until its result.
    Lawsuit, LawsuitReply, LawsuitPage, Sue by RecordRemedies at "/cases/{case_id}/lawsuits"
    as "lawsuits", "lawsuits_create", "lawsuits_list" {
        filed_on: NaiveDate,
        /// 原告, when it is not the party.
        #[serde(default)]
        plaintiff: Option<Title>,
        court: Title,
        /// 案号
        #[serde(default)]
        court_case_number: Option<Title>,
        /// 诉讼请求
        claims: Passage,
        /// 停止执行 (行政诉讼法 第五十六条): until the result nothing is enforced.
        #[serde(default)]
        execution_suspended: bool,
    }
}

impl StepContent for Lawsuit {
    const STEP: Step = Step::Sue;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.filed_on, "/filed_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        is_decided(file, refusals);
        no_remedy_pending(file, refusals);
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(decided_on) = file.case.decided_on {
            refusals.check(in_order(Earlier::decision(decided_on), self.filed_on, "/filed_on"));
        }
    }
}
