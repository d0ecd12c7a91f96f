//! 备案 (report-back): a decision made on the spot is reported to the agency. 行政处罚法 第五十二条.

use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use crate::domain::act::{Earlier, in_order};
use crate::domain::ids::{CaseStepId, OfficerId};
use crate::domain::penalty::Procedure;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;

step_noun! {
    /// 当场处罚决定备案
    ///
    /// 行政处罚法 第五十二条: the officers report every decision that they made on the spot. The law names no number of days.
    ReportBack, ReportBackReply, ReportBackPage, ReportBack by WorkCases at "/cases/{case_id}/report-backs"
    as "report-backs", "report_backs_create", "report_backs_list" {
        reported_on: NaiveDate,
        /// 所属行政机关
        reported_to: Title,
        /// 接收人
        received_by: PersonName,
        /// 备案登记号
        #[serde(default)]
        register_number: Option<Title>,
        /// Told here: the decision that is reported.
        #[serde(default)]
        decision_id: Option<CaseStepId>,
        /// Two or more, each certified on that day.
        #[schema(min_items = 1, max_items = 10)]
        officer_ids: Vec<OfficerId>,
        #[serde(default)]
        remark: Option<Passage>,
    }
}

impl StepContent for ReportBack {
    const STEP: Step = Step::ReportBack;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.reported_on, "/reported_on")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if file.case.procedure != Procedure::Summary {
            refusals.add(Refusal::of(Rule::ReportBackOfOrdinary));
        }
        if file.since::<ReportBack>().next().is_some() {
            refusals.add(Refusal::of(Rule::ReportedBack));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(decided_on) = file.case.decided_on {
            refusals.check(in_order(Earlier::decision(decided_on), self.reported_on, "/reported_on"));
        }
    }

    fn completed(self, file: &CaseFile) -> Self {
        let decision_id = file.decided().map(|(_, done)| CaseStepId::from_uuid(done.id));
        Self { decision_id, ..self }
    }
}
