//! 终止调查: an investigation that no decision can end, because there is nobody left to decide against, or nothing to investigate.

use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use super::transfers::open;
use crate::domain::party::PartyKind;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;

text_enum! {
    /// 终止调查的情形: of sector rules, no law lists them.
    pub enum TerminationGround {
        PartyDied = "party_died" "涉嫌违法的公民死亡",
        PartyDissolved = "party_dissolved" "涉嫌违法的法人或者其他组织终止,没有权利义务承受人",
        /// 撤销立案
        FiledInError = "filed_in_error" "不应当立案,撤销立案",
        Other = "other" "其他应当终止调查的情形",
    }
}

step_noun! {
    /// 终止调查
    ///
    /// With the approval of the head; measures are lifted and what was preserved is returned afterwards, and the case is closed as
    /// `terminated`. Where the facts are not established, or the time to punish has passed, the case is decided instead (行政处罚法
    /// 第五十七条).
    Termination, TerminationReply, TerminationPage, Terminate by DecideCases at "/cases/{case_id}/terminations"
    as "terminations", "terminations_create", "terminations_list" {
        terminated_on: NaiveDate,
        ground: TerminationGround,
        /// 事实和理由, with the papers that show it.
        reason: Passage,
        /// 依据: the rule of the field that names the ground.
        #[serde(default)]
        basis: Option<Title>,
        /// 行政机关负责人
        approved_by: PersonName,
        /// 终止调查决定书、撤销立案审批表文号
        #[serde(default)]
        document_number: Option<Title>,
    }
}

impl StepContent for Termination {
    const STEP: Step = Step::Terminate;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.terminated_on, "/terminated_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if !open(file).is_empty() {
            refusals.add(Refusal::of(Rule::TransferUnanswered));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let fits = match self.ground {
            TerminationGround::PartyDied => file.case.party.kind != PartyKind::Organisation,
            TerminationGround::PartyDissolved => file.case.party.kind != PartyKind::Individual,
            TerminationGround::FiledInError | TerminationGround::Other => true,
        };
        if !fits {
            refusals.add(Refusal::of(Rule::TerminationGroundUnfit).at("/ground"));
        }
        if let Some(last) = file.done.iter().map(|done| done.on).max() {
            refusals.check(crate::domain::act::in_order(last, self.terminated_on, "/terminated_on"));
        }
    }
}
