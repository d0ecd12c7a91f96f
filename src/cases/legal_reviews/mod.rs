//! 法制审核 (legal review): whether the agency may decide as it means to, said by somebody who handled nothing of the case.
//! 行政处罚法 第五十八条.

use super::file::CaseFile;
use super::hearing_requests::is_pending;
use super::hearings::Hearing;
use super::recusals::Official;
use super::signatures::standing::against_unsigned;
use super::steps::{StepContent, step_noun};
use crate::domain::act::{Earlier, in_order};
use crate::domain::actor::Actor;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 审核意见
    pub enum ReviewOutcome {
        Agree = "agree" "同意",
        Correct = "correct" "建议纠正",
        Supplement = "supplement" "补充调查",
        Return = "return" "退回",
        Transfer = "transfer" "移送",
    }
}

impl ReviewOutcome {
    /// Whether a decision may follow; after `transfer` only the transfer.
    pub const fn lets_decide(self) -> bool {
        matches!(self, Self::Agree | Self::Transfer)
    }
}

text_enum! {
    /// 审核情形 (行政处罚法 第五十八条第一款)
    pub enum ReviewGround {
        PublicInterest = "public_interest" "涉及重大公共利益",
        HeardRights = "heard_rights" "直接关系当事人或者第三人重大权益,经过听证程序",
        Complex = "complex" "案件情况疑难复杂、涉及多个法律关系",
        Statutory = "statutory" "法律、法规规定的其他情形",
        /// 本机关规定: no case of the law, but the agency has it reviewed
        Voluntary = "voluntary" "本机关规定应当审核的其他案件",
    }
}

text_enum! {
    /// 审核事项
    pub enum ReviewItem {
        Standing = "standing" "执法主体和人员资格",
        Competence = "competence" "管辖和职权",
        Facts = "facts" "事实",
        Evidence = "evidence" "证据",
        Law = "law" "适用法律、法规、规章",
        Discretion = "discretion" "裁量",
        Procedure = "procedure" "程序",
        Documents = "documents" "文书",
        Crime = "crime" "是否涉嫌犯罪需要移送",
    }
}

text_enum! {
    /// 审核人员资格
    pub enum ReviewerQualification {
        /// 法律职业资格
        LegalProfession = "legal_profession" "取得法律职业资格",
        /// 2018-01-01 (or the day that a rule sets) 前已从事审核: not a first-time reviewer
        EarlierReviewer = "earlier_reviewer" "此前已从事法制审核",
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewFinding {
    item: ReviewItem,
    /// 合法、适当
    sound: bool,
    #[serde(default)]
    remark: Option<Passage>,
}

step_noun! {
    /// 法制审核意见书
    ///
    /// 行政处罚法 第五十八条: what is not reviewed, or not passed, is not decided. The review holds for the file that was reviewed: when anything
    /// is added to it afterwards, it is reviewed again.
    LegalReview, LegalReviewReply, LegalReviewPage, ReviewLegally by ReviewCases at "/cases/{case_id}/legal-reviews"
    as "legal reviews", "legal_reviews_create", "legal_reviews_list" {
        /// 送审日期
        received_on: NaiveDate,
        reviewed_on: NaiveDate,
        /// 审核人员
        reviewer: PersonName,
        qualification: ReviewerQualification,
        /// 法律职业资格证书编号; needed with `legal_profession`.
        #[serde(default)]
        qualification_number: Option<Title>,
        /// Since when the reviewer has reviewed; needed with `earlier_reviewer`, and before 2018-01-01 or the day that a rule sets.
        #[serde(default)]
        reviewing_since: Option<NaiveDate>,
        /// 审核情形
        #[schema(min_items = 1, max_items = 5)]
        grounds: Vec<ReviewGround>,
        /// 拟作出的处理
        proposal: Passage,
        #[schema(min_items = 1, max_items = 9)]
        findings: Vec<ReviewFinding>,
        outcome: ReviewOutcome,
        /// 审核意见
        opinion: Passage,
        /// 案卷摘要: the digest of the file that was reviewed, as the case shows it. Left out, it is the file as it is now.
        #[serde(default)]
        #[schema(pattern = "^[0-9a-f]{64}$")]
        file_digest: Option<String>,
        /// 附件
        #[serde(default)]
        #[schema(max_items = 50)]
        attachments: Vec<Title>,
    }
}

impl LegalReview {
    fn reviewer_is_qualified(&self, file: &CaseFile) -> Result<(), Refusal> {
        let required_from = file.rules.reviewers_qualify_from(self.reviewed_on);
        let (is_there, pointer) = match self.qualification {
            ReviewerQualification::LegalProfession => (self.qualification_number.is_some(), "/qualification_number"),
            ReviewerQualification::EarlierReviewer => {
                (self.reviewing_since.is_some_and(|since| since < required_from), "/reviewing_since")
            }
        };
        if is_there { Ok(()) } else { Err(Refusal::of(Rule::ReviewerNotQualified).at(pointer)) }
    }

    /// To agree, everything has to be sound; what asks for a correction names what is not.
    fn fits_its_findings(&self) -> Result<(), Refusal> {
        let is_sound = self.findings.iter().all(|finding| finding.sound);
        match self.outcome {
            ReviewOutcome::Agree if !is_sound => Err(Refusal::of(Rule::ReviewContradictsFindings).at("/outcome")),
            ReviewOutcome::Correct if is_sound => Err(Refusal::of(Rule::ReviewContradictsFindings).at("/findings")),
            _ => Ok(()),
        }
    }
}

impl StepContent for LegalReview {
    const STEP: Step = Step::ReviewLegally;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.reviewed_on, "/reviewed_on")
    }

    fn officials(&self) -> Vec<Official> {
        vec![Official { name: self.reviewer.clone(), officer: None, pointer: "/reviewer".into() }]
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        against_unsigned(file, refusals);
        if is_pending(file) {
            refusals.add(Refusal::of(Rule::ReviewBeforeHearingEnds));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        refusals.check(in_order(self.received_on, self.reviewed_on, "/reviewed_on"));
        if let Some(last) = file.material().map(|done| done.on).max() {
            refusals.check(in_order(Earlier::step_before(last), self.reviewed_on, "/reviewed_on"));
        }
        refusals.check(self.reviewer_is_qualified(file));
        refusals.check(self.fits_its_findings());
        if self.grounds.contains(&ReviewGround::HeardRights)
            && !file.all::<Hearing>().any(|(_, one)| one.outcome.ends_it())
        {
            let text = Text::new("本案没有经过听证程序", "There was no hearing in this case");
            refusals.add(Refusal::new(Rule::ReviewBeforeHearingEnds, text).at("/grounds"));
        }
        if file.was_handled_by_one_named(&self.reviewer) {
            refusals.add(Refusal::of(Rule::ReviewerHandledCase).at("/reviewer"));
        }
        if self.file_digest.as_ref().is_some_and(|reviewed| *reviewed != file.digest()) {
            refusals.add(Refusal::of(Rule::ReviewedFileChanged).at("/file_digest"));
        }
    }

    fn judge_author(file: &CaseFile, author: &Actor, refusals: &mut Refusals) {
        let worked = author.officer.is_some_and(|officer| file.was_worked_on_by(officer));
        if worked || file.was_recorded_by(author.account) {
            refusals.add(Refusal::of(Rule::ReviewerHandledCase));
        }
    }

    fn completed(self, file: &CaseFile) -> Self {
        Self { file_digest: Some(file.digest()), ..self }
    }
}
