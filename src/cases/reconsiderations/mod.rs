//! 行政复议 (reconsideration): the party's request. Whether it is accepted and what it comes to are steps of their own.
//! 行政复议法 第二十条.

pub mod acceptances;
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
    /// 行政复议申请
    ///
    /// 行政复议法 第二十条. Whether it comes in time is for the reconsideration body to say. The decision is not suspended by it
    /// (行政处罚法 第七十三条), but no surcharge accrues until its result.
    Reconsideration, ReconsiderationReply, ReconsiderationPage, Reconsider by RecordRemedies at "/cases/{case_id}/reconsiderations"
    as "reconsiderations", "reconsiderations_create", "reconsiderations_list" {
        requested_on: NaiveDate,
        /// 申请人, when it is not the party.
        #[serde(default)]
        applicant: Option<Title>,
        /// 复议机关
        body: Title,
        /// 复议请求
        claims: Passage,
        /// 事实和理由
        #[serde(default)]
        grounds: Option<Passage>,
    }
}

impl StepContent for Reconsideration {
    const STEP: Step = Step::Reconsider;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.requested_on, "/requested_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        is_decided(file, refusals);
        no_remedy_pending(file, refusals);
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(decided_on) = file.case.decided_on {
            refusals.check(in_order(Earlier::decision(decided_on), self.requested_on, "/requested_on"));
        }
    }
}
