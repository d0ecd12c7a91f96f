//! 转为普通程序: a case that outgrows the summary procedure is filed as an ordinary one, and goes on. 行政处罚法 第五十一条, 第五十四条.

use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::ids::OfficerId;
use crate::domain::refusal::Refusals;
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;

text_enum! {
    /// 不适用简易程序的情形
    pub enum ProcedureChangeGround {
        /// 第五十一条
        BeyondLimits = "beyond_limits" "拟处罚的种类、数额超出当场处罚的限度",
        FactsUnclear = "facts_unclear" "违法事实尚未查清",
        CannotDecideOnTheSpot = "cannot_decide_on_the_spot" "不能当场作出决定",
        Other = "other" "其他不适用简易程序的情形",
    }
}

step_noun! {
    /// 转为普通程序
    ///
    /// 行政处罚法 第五十一条, 第五十四条: what cannot be punished on the spot is filed, with the approval of the head, and investigated. It never
    /// goes back. What was done before stays in the file; the time for handling the case runs from this day.
    ProcedureChange, ProcedureChangeReply, ProcedureChangePage, ChangeProcedure by WorkCases
    at "/cases/{case_id}/procedure-changes"
    as "procedure changes", "procedure_changes_create", "procedure_changes_list" {
        changed_on: NaiveDate,
        ground: ProcedureChangeGround,
        reason: Passage,
        /// Two or more, each certified on that day.
        #[schema(min_items = 1, max_items = 10)]
        officer_ids: Vec<OfficerId>,
        /// 立案审批: by the head.
        approved_by: PersonName,
        approved_on: NaiveDate,
        /// 立案审批表文号
        #[serde(default)]
        document_number: Option<Title>,
    }
}

impl StepContent for ProcedureChange {
    const STEP: Step = Step::ChangeProcedure;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.changed_on, "/changed_on")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn days(&self) -> Vec<(NaiveDate, &'static str)> {
        vec![(self.approved_on, "/approved_on")]
    }

    fn may_be_taken(_: &CaseFile, _: &mut Refusals) {}

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        refusals.check(in_order(file.case.filed_on, self.approved_on, "/approved_on"));
        refusals.check(in_order(self.approved_on, self.changed_on, "/changed_on"));
    }
}
