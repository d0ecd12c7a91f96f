//! 移送 (transfers): to a justice organ when a crime is suspected, or to the agency that is competent. 行政处罚法 第二十五条, 第二十七条;
//! 行政执法机关移送涉嫌犯罪案件的规定.

mod standing;

pub use standing::{against_closing, against_deciding, against_penalty, open, standings};

use super::coercive_measures::{Standing as MeasureStanding, standings as measures};
use super::deadlines::{Fact, Period, ends, ends_from};
use super::file::CaseFile;
use super::incoming_transfers::hand_over;
use super::steps::store::Taken;
use super::steps::{StepContent, step_noun};
use crate::db::Tx;
use crate::domain::act::{Earlier, in_order};
use crate::domain::day::legal_date;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::ids::OfficerId;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, Passage, PersonName, Title};
use crate::problem::Problem;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 移送对象
    pub enum TransferTo {
        /// 司法机关: 行政处罚法 第二十七条
        Justice = "justice" "司法机关",
        /// 有管辖权的其他机关: 行政处罚法 第二十五条
        Agency = "agency" "其他行政机关",
    }
}

text_enum! {
    /// 移送材料 (行政执法机关移送涉嫌犯罪案件的规定 第六条)
    pub enum TransferPaper {
        Letter = "letter" "案件移送书",
        InvestigationReport = "investigation_report" "案件情况的调查报告",
        ListOfThings = "list_of_things" "涉案物品清单",
        ExpertOpinion = "expert_opinion" "检验报告或者鉴定结论",
        Other = "other" "其他材料",
    }
}

/// 指定管辖
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JurisdictionDesignation {
    /// 共同的上一级行政机关
    pub superior: Title,
    pub document_number: Title,
    pub designated_on: NaiveDate,
}

step_noun! {
    /// 移送
    ///
    /// To a justice organ: two officers verify and report in writing, the head decides within 3 days and the case is sent within 24 hours;
    /// later needs a reason. No penalty takes its place while it stands. To another agency: because that one is competent.
    Transfer, TransferReply, TransferPage, Transfer by DecideCases at "/cases/{case_id}/transfers"
    as "transfers", "transfers_create", "transfers_list" {
        to: TransferTo,
        /// 受移送机关
        recipient: Title,
        /// Where the recipient is an agency of this system: it finds the case at `incoming-transfers`.
        #[serde(default)]
        recipient_agency_code: Option<Code>,
        /// 指定管辖 (行政处罚法 第二十五条): what the common superior decided.
        #[serde(default)]
        designation: Option<JurisdictionDesignation>,
        /// 涉嫌的罪名, or why the other agency is competent.
        ground: Passage,
        #[schema(min_items = 1, max_items = 50)]
        legal_bases: Vec<Title>,
        /// 核实并提出书面报告: two or more, each certified on the day of the transfer.
        #[schema(min_items = 1, max_items = 10)]
        officer_ids: Vec<OfficerId>,
        /// 书面报告
        report: Passage,
        reported_on: NaiveDate,
        /// 批准: by the head.
        approved_by: PersonName,
        approved_at: DateTime<Utc>,
        sent_at: DateTime<Utc>,
        /// Why it was decided or sent late.
        #[serde(default)]
        late_reason: Option<Passage>,
        /// 移送书文号
        #[serde(default)]
        document_number: Option<Title>,
        #[schema(min_items = 1, max_items = 5)]
        papers: Vec<TransferPaper>,
        /// 一并移送的涉案物品
        #[serde(default)]
        #[schema(max_items = 500)]
        things: Vec<Title>,
        /// 书面告知当事人: when sealed things go along (行政强制法 第二十一条).
        #[serde(default)]
        party_told_on: Option<NaiveDate>,
        /// 回执: who signed for it.
        #[serde(default)]
        received_by: Option<PersonName>,
        #[serde(default)]
        received_on: Option<NaiveDate>,
    }
}

impl StepContent for Transfer {
    const STEP: Step = Step::Transfer;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (legal_date(self.sent_at), "/sent_at")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn moments(&self) -> Vec<(DateTime<Utc>, &'static str)> {
        vec![(self.approved_at, "/approved_at"), (self.sent_at, "/sent_at")]
    }

    fn days(&self) -> Vec<(NaiveDate, &'static str)> {
        let received = self.received_on.into_iter().map(|day| (day, "/received_on"));
        received.chain(self.party_told_on.into_iter().map(|day| (day, "/party_told_on"))).collect()
    }

    fn follows(&self, tx: &mut Tx, file: &CaseFile, taken: &Taken) -> Result<(), Problem> {
        hand_over(tx, file, taken.id, self, taken.entry_id)
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if !open(file).is_empty() {
            refusals.add(Refusal::of(Rule::TransferUnanswered));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        refusals.check(in_order(Earlier::filing(file.case.filed_on), self.reported_on, "/reported_on"));
        self.is_in_order(refusals);
        if self.to == TransferTo::Justice && (self.recipient_agency_code.is_some() || self.designation.is_some()) {
            refusals.add(Refusal::of(Rule::TransferRecipientUnfit).at("/recipient_agency_code"));
        }
        if let Some(designation) = &self.designation {
            let sent_on = legal_date(self.sent_at);
            refusals.check(in_order(designation.designated_on, sent_on, "/designation/designated_on"));
        }
        if self.to == TransferTo::Justice {
            self.is_in_time(file, refusals);
            self.papers_are_whole(refusals);
        }
        let sealed = measures(file).iter().any(MeasureStanding::is_in_force) && !self.things.is_empty();
        if sealed && self.party_told_on.is_none() {
            refusals.add(Refusal::of(Rule::TransferPartyUntold).at("/party_told_on"));
        }
    }
}

impl Transfer {
    fn is_in_order(&self, refusals: &mut Refusals) {
        refusals.check(in_order(self.reported_on, legal_date(self.approved_at), "/approved_at"));
        if self.sent_at < self.approved_at {
            let detail = Text::new("移送早于批准", "It was sent before it was approved");
            refusals.add(Refusal::new(Rule::DatesRunBackwards, detail).at("/sent_at"));
        }
        if let Some(received_on) = self.received_on {
            refusals.check(in_order(legal_date(self.sent_at), received_on, "/received_on"));
        }
    }

    /// 移送规定 第五条
    fn is_in_time(&self, file: &CaseFile, refusals: &mut Refusals) {
        let to_decide = ends_from(file, DeadlineRule::TransferApproval, self.reported_on);
        let to_send = ends(file, Period::of(DeadlineRule::TransferSending, Fact::at(self.approved_at)));
        let late = match (to_decide, to_send) {
            (Ok(decide), Ok(send)) => decide.is_over_on(legal_date(self.approved_at)) || send.is_over_at(self.sent_at),
            (decide, send) => {
                return [decide, send]
                    .into_iter()
                    .for_each(|one| refusals.check(one.map(drop).map_err(|no| no.at("/sent_at"))));
            }
        };
        if late && self.late_reason.is_none() {
            refusals.add(Refusal::of(Rule::TransferLate).at("/late_reason"));
        }
    }

    /// 移送规定 第六条
    fn papers_are_whole(&self, refusals: &mut Refusals) {
        let needed = [TransferPaper::Letter, TransferPaper::InvestigationReport, TransferPaper::ListOfThings];
        for paper in needed.into_iter().filter(|paper| !self.papers.contains(paper)) {
            if paper == TransferPaper::ListOfThings && self.things.is_empty() {
                continue;
            }
            let detail = Text::new(format!("缺少{}", paper.label_zh()), format!("The paper {paper} is missing"));
            refusals.add(Refusal::new(Rule::TransferPapersMissing, detail).at("/papers"));
        }
    }
}
