//! 集体讨论 (collective discussion): the heads of the agency discuss a complex or grave case before it is decided.
//! 行政处罚法 第五十七条.

use super::file::CaseFile;
use super::hearing_requests::is_pending;
use super::recusals::Official;
use super::steps::{StepContent, step_noun};
use crate::domain::act::{Earlier, in_order};
use crate::domain::decision::{Penalty, consistent};
use crate::domain::penalty::Outcome;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::ToSchema;

/// A head who took part, and what they said.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscussionMember {
    name: PersonName,
    /// 职务
    post: Title,
    /// 发表的意见
    #[serde(default)]
    opinion: Option<Passage>,
    /// 同意结论
    #[serde(default = "yes")]
    agrees: bool,
    /// 签名
    #[serde(default = "yes")]
    signed: bool,
}

fn yes() -> bool {
    true
}

/// Who was there without a voice: 汇报人、列席人
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscussionGuest {
    name: PersonName,
    post: Title,
}

step_noun! {
    /// 集体讨论笔录
    ///
    /// 行政处罚法 第五十七条第二款: a case that is complex, or an unlawful act that is grave, is discussed by the heads together. The decision is
    /// what they concluded; another conclusion takes another discussion.
    CollectiveDiscussion, CollectiveDiscussionReply, CollectiveDiscussionPage, Discuss by DecideCases
    at "/cases/{case_id}/collective-discussions"
    as "collective discussions", "collective_discussions_create", "collective_discussions_list" {
        discussed_on: NaiveDate,
        place: Title,
        /// 主持人
        chair: PersonName,
        /// 记录人
        recorder: PersonName,
        /// 参加讨论的负责人
        #[schema(min_items = 1, max_items = 50)]
        members: Vec<DiscussionMember>,
        /// 列席人员
        #[serde(default)]
        #[schema(max_items = 50)]
        guests: Vec<DiscussionGuest>,
        /// 案情和处理建议的汇报
        report: Passage,
        /// 讨论的理由: why the case is complex or grave
        grounds: Passage,
        /// 结论性意见
        conclusion: Passage,
        outcome: Outcome,
        /// Each kind once; empty unless the outcome is a penalty.
        #[serde(default)]
        #[schema(max_items = 14)]
        penalties: Vec<Penalty>,
        /// 附件
        #[serde(default)]
        #[schema(max_items = 50)]
        attachments: Vec<Title>,
    }
}

impl CollectiveDiscussion {
    /// Whether a decision is what was concluded, in whatever order its penalties stand.
    pub fn concluded(&self, outcome: Outcome, penalties: &[Penalty]) -> bool {
        let alike = self.penalties.len() == penalties.len() && self.penalties.iter().all(|one| penalties.contains(one));
        self.outcome == outcome && alike
    }
}

impl StepContent for CollectiveDiscussion {
    const STEP: Step = Step::Discuss;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.discussed_on, "/discussed_on")
    }

    fn officials(&self) -> Vec<Official> {
        let members = self.members.iter().enumerate().map(|(place, one)| (&one.name, format!("/members/{place}/name")));
        let chair = [(&self.chair, "/chair".to_owned()), (&self.recorder, "/recorder".to_owned())];
        let all = members.chain(chair);
        all.map(|(name, pointer)| Official { name: name.clone(), officer: None, pointer }).collect()
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if is_pending(file) {
            refusals.add(Refusal::of(Rule::HearingPending));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(last) = file.material().map(|done| done.on).max() {
            refusals.check(in_order(Earlier::step_before(last), self.discussed_on, "/discussed_on"));
        }
        let different: HashSet<&PersonName> = self.members.iter().map(|member| &member.name).collect();
        if different.len() < 2 || different.len() < self.members.len() {
            refusals.add(Refusal::of(Rule::DiscussionTooSmall).at("/members"));
        }
        for (place, member) in self.members.iter().enumerate() {
            if member.opinion.is_none() {
                refusals.add(Refusal::of(Rule::DiscussionOpinionMissing).at(format!("/members/{place}/opinion")));
            }
        }
        refusals.check_all(consistent(self.outcome, &self.penalties));
    }
}
