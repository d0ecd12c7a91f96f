//! 调查终结 (conclusion of the investigation): what was found, on which evidence, and what is proposed. 行政处罚法 第四十六条, 第五十七条.

use super::evidence;
use super::file::CaseFile;
use super::legal_reviews::ReviewGround;
use super::steps::{StepContent, step_noun};
use super::suspensions::against_suspended;
use crate::domain::evidence::EvidenceKind;
use crate::domain::ids::{CaseStepId, OfficerId};
use crate::domain::penalty::Outcome;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::values::{Passage, Title};
use crate::domain::violation::Violation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One piece of evidence.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeighedEvidence {
    kind: EvidenceKind,
    name: Title,
    /// 证明的事实
    proves: Passage,
    /// 经查证属实
    is_verified: bool,
    /// 排除的理由: of what is not verified, or was collected unlawfully.
    #[serde(default)]
    excluded_because: Option<Passage>,
}

step_noun! {
    /// 调查终结
    ///
    /// The report of the investigation: the facts, the evidence that was verified or excluded (行政处罚法 第四十六条), and what the officers
    /// propose (第五十七条). The investigation may go on after it, and be concluded again.
    InvestigationConclusion, InvestigationConclusionReply, InvestigationConclusionPage, ConcludeInvestigation by WorkCases
    at "/cases/{case_id}/investigation-conclusions"
    as "investigation conclusions", "investigation_conclusions_create", "investigation_conclusions_list" {
        concluded_on: NaiveDate,
        /// Two or more, each certified on that day.
        #[schema(min_items = 1, max_items = 10)]
        officer_ids: Vec<OfficerId>,
        /// 案件来源和调查经过
        course: Passage,
        /// 违法事实
        facts: Passage,
        /// 违法行为的时间
        violation: Violation,
        /// Evidence in words: left out where all of it is cited. May be empty, or wholly excluded, only where the facts are not established (`no_penalty_unfounded`).
        #[serde(default)]
        #[schema(max_items = 200)]
        evidence: Vec<WeighedEvidence>,
        /// 认定事实的证据: evidence of this case that was verified, neither excluded nor inadmissible.
        #[serde(default)]
        #[schema(max_items = 200)]
        evidence_ids: Vec<CaseStepId>,
        /// 定性和处理依据
        #[schema(min_items = 1, max_items = 50)]
        legal_bases: Vec<Title>,
        /// 自由裁量的情节
        #[serde(default)]
        circumstances: Option<Passage>,
        /// 情节复杂或者重大违法行为: a penalty is then decided by the heads together (行政处罚法 第五十七条).
        #[serde(default)]
        grave_or_complex: bool,
        /// 应当法制审核的情形 (行政处罚法 第五十八条): a penalty is then decided only after the review. A case with a hearing is reviewed anyway.
        #[serde(default)]
        #[schema(max_items = 5)]
        review_grounds: Vec<ReviewGround>,
        /// 拟处理
        proposed_outcome: Outcome,
        /// 处理意见
        proposal: Passage,
    }
}

impl StepContent for InvestigationConclusion {
    const STEP: Step = Step::ConcludeInvestigation;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.concluded_on, "/concluded_on")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        against_suspended(file, refusals);
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let runs = self.violation.runs_forward(file.case.filed_on);
        let here = |mut refusal: Refusal| {
            refusal.pointer.insert_str(0, "/violation");
            refusal
        };
        refusals.check_all(runs.map_err(|all| all.into_iter().map(here).collect()));
        for (place, one) in self.evidence.iter().enumerate() {
            if one.is_verified == one.excluded_because.is_some() {
                refusals.add(Refusal::of(Rule::EvidenceUnjudged).at(format!("/evidence/{place}")));
            }
        }
        evidence::cited(file, &self.evidence_ids, "/evidence_ids", refusals);
        let proves_something = self.proposed_outcome != Outcome::NoPenaltyUnfounded;
        let is_proved = !self.evidence_ids.is_empty() || self.evidence.iter().any(|one| one.is_verified);
        if proves_something && !is_proved {
            refusals.add(Refusal::of(Rule::EvidenceUnjudged).at("/evidence"));
        }
    }
}
