//! 排除证据 (exclusion of evidence): what was collected unlawfully, or did not turn out true, proves nothing. 行政处罚法 第四十六条第三款.

use super::examinations::{live, there_is_evidence};
use crate::cases::file::CaseFile;
use crate::cases::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::Refusals;
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;

text_enum! {
    /// 排除的理由
    pub enum ExclusionGround {
        /// 第四十六条第三款
        UnlawfulMeans = "unlawful_means" "以非法手段取得",
        /// 第四十六条第二款
        Untrue = "untrue" "查证不实",
        /// 第四十一条
        DeviceUnfit = "device_unfit" "电子技术监控设备或者其记录不符合要求",
        Irrelevant = "irrelevant" "与案件事实无关",
        Other = "other" "其他",
    }
}

step_noun! {
    /// 排除证据
    ///
    /// 行政处罚法 第四十六条第三款: evidence obtained by unlawful means is no basis for finding facts. What is excluded stays in the file and is
    /// cited by nobody. It is for good: what turns out otherwise is collected again.
    EvidenceExclusion, EvidenceExclusionReply, EvidenceExclusionPage, ExcludeEvidence by ExcludeEvidence
    at "/cases/{case_id}/evidence-exclusions"
    as "evidence", "evidence_exclusions_create", "evidence_exclusions_list" {
        evidence_id: CaseStepId,
        excluded_on: NaiveDate,
        /// 决定排除的人员
        excluded_by: PersonName,
        /// 其职务
        #[serde(default)]
        post: Option<Title>,
        ground: ExclusionGround,
        /// 理由: the facts on which the ground rests.
        reason: Passage,
        /// 当事人的意见
        #[serde(default)]
        party_opinion: Option<Passage>,
    }
}

impl StepContent for EvidenceExclusion {
    const STEP: Step = Step::ExcludeEvidence;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.excluded_on, "/excluded_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        there_is_evidence(file, refusals);
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(one) = live(file, self.evidence_id, refusals) {
            refusals.check(in_order(one.on, self.excluded_on, "/excluded_on"));
        }
    }
}
