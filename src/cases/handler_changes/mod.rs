//! 承办人变更 (handler changes): who handles the case from now on. What was done before keeps its officers.
//! 行政处罚法 第四十二条.

use super::file::CaseFile;
use super::model::Case;
use super::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::ids::OfficerId;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;
use std::collections::HashSet;

text_enum! {
    /// 变更原因
    pub enum HandlerChangeReason {
        /// 回避: 行政处罚法 第四十三条
        Recusal = "recusal" "回避",
        PostChanged = "post_changed" "工作岗位变动",
        Absence = "absence" "休假、病假等不能履职",
        CertificateEnded = "certificate_ended" "执法证件失效",
        Workload = "workload" "工作安排",
        Other = "other" "其他",
    }
}

step_noun! {
    /// 变更承办人
    ///
    /// The head or the squad's leader says who handles the case from a day on: two officers at least, each in post and certified that
    /// day (行政处罚法 第四十二条), none of them recused. They are all who handle it then; acts of before keep their officers.
    HandlerChange, HandlerChangeReply, HandlerChangePage, ChangeHandlers by AssignCases
    at "/cases/{case_id}/handler-changes"
    as "handler changes", "handler_changes_create", "handler_changes_list" {
        /// From this day on.
        from: NaiveDate,
        /// 承办人员: all who handle the case from then on.
        #[schema(min_items = 1, max_items = 10)]
        officer_ids: Vec<OfficerId>,
        /// 原承办人员: worked out from the file; left out, or the same.
        #[serde(default)]
        #[schema(max_items = 10)]
        previous_officer_ids: Vec<OfficerId>,
        /// 原承办人员的姓名: told from the file, whatever is sent.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schema(max_items = 10)]
        previous_names: Vec<PersonName>,
        reason: HandlerChangeReason,
        /// 说明
        explanation: Passage,
        /// 批准人
        decided_by: PersonName,
        /// 职务
        post: Title,
        decided_on: NaiveDate,
        /// 案卷材料交接
        #[serde(default)]
        handover: Option<Passage>,
        /// 告知当事人
        #[serde(default)]
        party_told_on: Option<NaiveDate>,
    }
}

impl StepContent for HandlerChange {
    const STEP: Step = Step::ChangeHandlers;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.from, "/from")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn days(&self) -> Vec<(NaiveDate, &'static str)> {
        let told = self.party_told_on.into_iter().map(|day| (day, "/party_told_on"));
        told.chain([(self.decided_on, "/decided_on")]).collect()
    }

    fn may_be_taken(_: &CaseFile, _: &mut Refusals) {}

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let handling: HashSet<OfficerId> = file.handlers.iter().map(|(officer, _)| *officer).collect();
        let chosen: HashSet<OfficerId> = self.officer_ids.iter().copied().collect();
        if handling == chosen {
            refusals.add(Refusal::of(Rule::HandlersUnchanged).at("/officer_ids"));
        }
        let stated: HashSet<OfficerId> = self.previous_officer_ids.iter().copied().collect();
        if !stated.is_empty() && stated != handling {
            refusals.add(Refusal::of(Rule::StatedOtherwise).at("/previous_officer_ids"));
        }
        refusals.check(in_order(self.decided_on, self.from, "/from"));
        if let Some((before, _)) = file.last::<Self>() {
            refusals.check(in_order(before.on, self.from, "/from"));
        }
    }

    fn moves(&self, _: &CaseFile, case: Case) -> Case {
        Case { officer_revision: case.officer_revision + 1, ..case }
    }

    fn completed(self, file: &CaseFile) -> Self {
        let (previous_officer_ids, previous_names) = file.handlers.iter().cloned().unzip();
        Self { previous_officer_ids, previous_names, ..self }
    }
}
