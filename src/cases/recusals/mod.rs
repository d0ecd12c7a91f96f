//! 回避 (recusals): who has an interest in the case does not act in it. The party asks, or the officer does; the head decides.
//! 行政处罚法 第四十三条.

pub mod decisions;
mod standing;
pub mod store;

pub use standing::{Official, against_acting, against_author, against_deciding, open, recused, standings};

use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use crate::domain::ids::{AccountId, OfficerId};
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 谁提出
    pub enum RecusalBy {
        /// 当事人申请
        Party = "party" "当事人",
        /// 执法人员自行回避
        Officer = "officer" "执法人员",
        /// 行政机关指令
        Agency = "agency" "行政机关",
    }
}

text_enum! {
    /// 回避情形 (行政处罚法 第四十三条第一款)
    pub enum RecusalGround {
        /// 与案件有直接利害关系
        DirectInterest = "direct_interest" "与案件有直接利害关系",
        /// 有其他关系可能影响公正执法
        OtherRelation = "other_relation" "有其他关系可能影响公正执法",
    }
}

text_enum! {
    /// 被申请回避的人在本案中的身份
    pub enum RecusalCapacity {
        Investigator = "investigator" "调查人员",
        LegalReviewer = "legal_reviewer" "法制审核人员",
        HearingOfficial = "hearing_official" "听证主持人、听证员",
        DecisionMaker = "decision_maker" "行政机关负责人",
        Recorder = "recorder" "记录人",
        Expert = "expert" "鉴定人",
        Interpreter = "interpreter" "翻译人员",
    }
}

/// 被申请回避的人: an officer by their id, somebody who only has an account by that, everybody by their name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecusalPerson {
    pub name: PersonName,
    pub capacity: RecusalCapacity,
    /// Where it is an officer of the agency.
    #[serde(default)]
    pub officer_id: Option<OfficerId>,
    /// Where it is known by which account the person works, as for a head or a reviewer who is no officer.
    #[serde(default)]
    pub account_id: Option<AccountId>,
}

step_noun! {
    /// 申请回避
    ///
    /// 行政处罚法 第四十三条: whoever has a direct interest in the case, or another relation that may affect fairness, is recused; the party
    /// may ask for it. The head decides at `recusal-decisions`. Until then the investigation goes on, but nothing is decided.
    Recusal, RecusalReply, RecusalPage, RequestRecusal by RecuseCases at "/cases/{case_id}/recusals"
    as "recusals", "recusals_create", "recusals_list" {
        requested_on: NaiveDate,
        requested_by: RecusalBy,
        /// 申请人: the party or its agent, or the officer.
        requester: PersonName,
        /// 被申请回避的人
        concerned: RecusalPerson,
        ground: RecusalGround,
        /// 事实和理由
        reasons: Passage,
        /// 接收人
        received_by: PersonName,
        /// 申请书等材料
        #[serde(default)]
        #[schema(max_items = 50)]
        attachments: Vec<Title>,
    }
}

impl StepContent for Recusal {
    const STEP: Step = Step::RequestRecusal;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.requested_on, "/requested_on")
    }

    fn named_officers(&self) -> Vec<(OfficerId, String)> {
        self.concerned.officer_id.into_iter().map(|id| (id, "/concerned/officer_id".to_owned())).collect()
    }

    fn may_be_taken(_: &CaseFile, _: &mut Refusals) {}

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let concerned = &self.concerned;
        let is_known = match concerned.capacity {
            RecusalCapacity::Investigator => concerned.officer_id.is_some(),
            RecusalCapacity::LegalReviewer | RecusalCapacity::DecisionMaker => {
                concerned.officer_id.is_some() || concerned.account_id.is_some()
            }
            _ => true,
        };
        if !is_known {
            refusals.add(Refusal::of(Rule::RecusedUnknown).at("/concerned"));
        }
        let handler = file.handlers.iter().find(|(id, _)| concerned.officer_id == Some(*id));
        if handler.is_some_and(|(_, name)| *name != concerned.name) {
            refusals.add(Refusal::of(Rule::StatedOtherwise).at("/concerned/name"));
        }
    }
}
