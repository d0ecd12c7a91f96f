//! A case: what is filed, where it stands, and which step may come next.

use crate::domain::act::MatterOnDay;
use crate::domain::ids::{
    AccountId, AgencyId, CaseId, CertificateId, DecisionId, EntryId, MatterId, MatterVersionId, OfficerId,
};
use crate::domain::origin::Origin;
use crate::domain::party::Party;
use crate::domain::penalty::Procedure;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::{Stage, Step};
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, Passage, PersonName, Title};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use std::collections::BTreeMap;

text_enum! {
    /// 案源: how the agency came to know.
    pub enum CaseSource {
        Complaint = "complaint" "投诉举报",
        Assigned = "assigned" "上级交办、转办",
        RandomCheck = "random_check" "双随机抽查",
        SpecialCheck = "special_check" "专项检查",
        KeyCheck = "key_check" "重点检查",
        RoutineCheck = "routine_check" "日常检查",
        HandedOver = "handed_over" "移送",
        Patrol = "patrol" "巡查",
        SelfCheck = "self_check" "自查",
        Media = "media" "媒体",
        DataLead = "data_lead" "数据线索",
    }
}

/// 案件
#[derive(Debug, Clone)]
pub struct Case {
    /// An id is unique within its agency only.
    pub agency: AgencyId,
    pub id: CaseId,
    pub procedure: Procedure,
    pub stage: Stage,
    /// Known of every case filed here; historic records may lack source and summary.
    pub source: Option<CaseSource>,
    pub summary: Option<Passage>,
    pub place: Option<Title>,
    pub party: Party,
    pub filed_on: NaiveDate,
    /// The decision that counts, where it was made here.
    pub decision: Option<DecisionId>,
    pub decided_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
    pub case_number: Option<String>,
    /// Which set of tags counts; 0 while there is none.
    pub tag_revision: i32,
    pub author: AccountId,
    pub external_id: Option<Code>,
    pub origin: Origin,
    pub content_digest: Vec<u8>,
    pub version: i64,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
    /// Which set of handling officers counts.
    pub officer_revision: i32,
    /// Which set of parties counts; 0 while the case's own party is all that is known.
    pub party_revision: i32,
    /// 立案审批
    pub approval: Option<FilingApproval>,
}

/// 立案审批: the head or the squad's leader, and the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilingApproval {
    pub by: PersonName,
    pub on: NaiveDate,
}

/// 承办人员, with the certificate that qualified the officer on the day of filing.
#[derive(Debug, Clone, Deserialize)]
pub struct HandlingOfficer {
    pub officer: OfficerId,
    pub name: PersonName,
    pub certificate: Option<CertificateId>,
}

/// 标签: a matter that the case is about, in the version of the day it was filed.
#[derive(Debug, Clone, Deserialize)]
pub struct Tag {
    pub matter: MatterId,
    pub code: Code,
    pub version: Option<MatterVersionId>,
    /// In the words of that version, as they stood when the case was tagged.
    pub name: Option<Title>,
    pub legal_bases: Vec<Title>,
}

/// What a case refers to.
#[derive(Debug, Clone, Default)]
pub struct References {
    pub officers: Vec<HandlingOfficer>,
    pub tags: Vec<Tag>,
}

impl Case {
    pub fn is_tagged(&self) -> bool {
        self.tag_revision > 0
    }

    /// The stage that a step leads to, or everything that stands against it.
    pub fn after(&self, step: Step) -> Result<Stage, Vec<Refusal>> {
        let mut refusals = Refusals::default();
        let stage = refusals.check_all(self.stage.take(step, self.procedure));
        if step == Step::Decide && !self.is_tagged() {
            let detail = Text::new("案件尚未打标：应当先打标", "The case has no tagged matter: tag it first");
            refusals.add(Refusal::new(Rule::CaseUntagged, detail));
        }
        refusals.into_result()?;
        Ok(stage.unwrap_or(self.stage))
    }

    /// 打标: until the decision, which rests on the tags.
    pub fn may_be_tagged(&self) -> Result<(), Refusal> {
        let refuse = |rule: Rule, zh: &str, en: &str| Err(Refusal::new(rule, Text::new(zh, en)));
        match self.stage {
            Stage::Filed | Stage::Investigating => Ok(()),
            Stage::Decided => {
                refuse(Rule::StepUnlawful, "案件已决定，不能再打标", "The case has been decided on its tags")
            }
            Stage::Transferred => {
                refuse(Rule::StepUnlawful, "案件已移送，不能再打标", "Another body has taken the case over")
            }
            Stage::Terminated => {
                refuse(Rule::StepUnlawful, "案件已终止调查，不能再打标", "The investigation has been terminated")
            }
            Stage::Closed => refuse(Rule::CaseClosed, "案件已结案，不能再打标", "The case is closed"),
        }
    }
}

/// Tags in the form in which they are kept: each matter once.
pub fn tags_of(matters: &[MatterOnDay]) -> Vec<(MatterId, Option<MatterVersionId>)> {
    let tags: BTreeMap<_, _> = matters.iter().map(|matter| (matter.matter, matter.version)).collect();
    tags.into_iter().collect()
}
