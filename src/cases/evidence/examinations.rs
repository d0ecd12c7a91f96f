//! 审查核实 (examination of evidence): whether it is true. 行政处罚法 第四十一条, 第四十六条.

use super::{EvidenceStanding, standings};
use crate::cases::file::CaseFile;
use crate::cases::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::ids::{CaseStepId, OfficerId};
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::Passage;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 审查结论
    pub enum ExaminationResult {
        Verified = "verified" "查证属实",
        Doubtful = "doubtful" "存疑",
    }
}

/// 电子技术监控设备记录的审核 (行政处罚法 第四十一条第二款)
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceRecordFindings {
    /// 真实
    is_true: bool,
    /// 清晰
    is_clear: bool,
    /// 完整
    is_complete: bool,
    /// 准确
    is_accurate: bool,
}

step_noun! {
    /// 审查证据
    ///
    /// 行政处罚法 第四十六条第二款: evidence is verified before facts are found by it. It may be examined again; the last examination counts. What a
    /// monitoring device recorded is besides examined for being true, clear, complete and accurate (第四十一条第二款).
    EvidenceExamination, EvidenceExaminationReply, EvidenceExaminationPage, ExamineEvidence by WorkCases
    at "/cases/{case_id}/evidence-examinations"
    as "evidence", "evidence_examinations_create", "evidence_examinations_list" {
        evidence_id: CaseStepId,
        examined_on: NaiveDate,
        /// Exactly two, each certified on that day.
        #[schema(min_items = 1, max_items = 2)]
        officer_ids: Vec<OfficerId>,
        /// 审查的方法: what it was compared with, who was asked.
        method: Passage,
        /// 真实性
        is_authentic: bool,
        /// 合法性
        is_lawful: bool,
        /// 关联性
        is_relevant: bool,
        /// Asked of a device's record, and only of it.
        #[serde(default)]
        device_record: Option<DeviceRecordFindings>,
        /// `verified` when every finding is good, and only then.
        result: ExaminationResult,
        opinion: Passage,
        /// 当事人的质证意见
        #[serde(default)]
        party_opinion: Option<Passage>,
    }
}

/// Nothing to examine or exclude.
pub fn there_is_evidence(file: &CaseFile, refusals: &mut Refusals) {
    if !standings(file).iter().any(|one| !one.excluded) {
        refusals.add(Refusal::of(Rule::EvidenceNone));
    }
}

/// The evidence of this case that is meant and not excluded.
pub fn live(file: &CaseFile, id: CaseStepId, refusals: &mut Refusals) -> Option<EvidenceStanding> {
    let found = standings(file).into_iter().find(|one| one.id == id.uuid());
    match found {
        None => refusals.add(Refusal::of(Rule::EvidenceUnknown).at("/evidence_id")),
        Some(ref one) if one.excluded => refusals.add(Refusal::of(Rule::EvidenceExcluded).at("/evidence_id")),
        Some(_) => return found,
    }
    None
}

impl StepContent for EvidenceExamination {
    const STEP: Step = Step::ExamineEvidence;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.examined_on, "/examined_on")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        there_is_evidence(file, refusals);
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let Some(one) = live(file, self.evidence_id, refusals) else { return };
        refusals.check(in_order(one.on, self.examined_on, "/examined_on"));
        if one.evidence.is_of_device() != self.device_record.is_some() {
            refusals.add(Refusal::of(Rule::DeviceRecordUnexamined).at("/device_record"));
        }
        if (self.result == ExaminationResult::Verified) != self.finds_nothing_wrong() {
            refusals.add(Refusal::of(Rule::ExaminationContradicts).at("/result"));
        }
    }
}

impl EvidenceExamination {
    fn finds_nothing_wrong(&self) -> bool {
        let record = self.device_record.is_none_or(|of| of.is_true && of.is_clear && of.is_complete && of.is_accurate);
        self.is_authentic && self.is_lawful && self.is_relevant && record
    }
}
