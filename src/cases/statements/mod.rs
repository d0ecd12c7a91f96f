//! 陈述申辩 (statement and defence): what the party says to the notice, and what the agency finds of each point.
//! 行政处罚法 第四十五条.

use super::file::CaseFile;
use super::prior_notices::PriorNotice;
use super::steps::{StepContent, step_noun};
use crate::domain::act::{Earlier, in_order};
use crate::domain::ids::OfficerId;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::values::Passage;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One point that the party makes, and what re-examining it showed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatementPoint {
    /// 事实、理由或者证据
    point: Passage,
    /// 复核意见
    finding: Passage,
    /// 采纳
    accepted: bool,
}

step_noun! {
    /// 陈述申辩
    ///
    /// 行政处罚法 第四十五条: every point is re-examined; what holds is accepted; the penalty never grows because of it. An explicit
    /// waiver ends the time for it at once.
    Statement, StatementReply, StatementPage, HearStatement by WorkCases at "/cases/{case_id}/statements"
    as "statements", "statements_create", "statements_list" {
        /// The day on which the party spoke, wrote, or waived.
        stated_on: NaiveDate,
        /// 放弃: the party says that it makes no statement.
        #[serde(default)]
        waived: bool,
        /// 放弃听证: the party says that it asks for no hearing. Alone, it ends that time only.
        #[serde(default)]
        hearing_waived: bool,
        /// Empty when the party waives.
        #[serde(default)]
        #[schema(max_items = 100)]
        points: Vec<StatementPoint>,
        /// Who heard it: two or more, each certified on that day.
        #[schema(min_items = 1, max_items = 10)]
        officer_ids: Vec<OfficerId>,
    }
}

impl Statement {
    /// Whether the party said anything in its defence.
    pub fn makes_points(&self) -> bool {
        !self.points.is_empty()
    }

    /// 只放弃听证: the party has said nothing yet to what it was told.
    pub fn leaves_open(&self) -> bool {
        !self.waived && self.points.is_empty()
    }
}

impl StepContent for Statement {
    const STEP: Step = Step::HearStatement;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.stated_on, "/stated_on")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if !file.has(Step::Notify) {
            refusals.add(Refusal::of(Rule::NoticeMissing));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some((_, notice)) = file.last::<PriorNotice>() {
            refusals.check(in_order(Earlier::notice(notice.notified_on), self.stated_on, "/stated_on"));
        }
        match (self.waived, self.points.is_empty()) {
            (true, false) => refusals.add(Refusal::of(Rule::WaiverWithPoints).at("/points")),
            (false, true) if !self.hearing_waived => {
                let zh = "既没有陈述申辩意见，也没有写明放弃：请在 points 逐项写明，或者写明放弃（waived 为 true）";
                let en = "There are neither points nor a waiver: give points, or waived: true";
                refusals.add(Refusal::new(Rule::StatementUnanswered, Text::new(zh, en)).at("/points"));
            }
            _ => {}
        }
    }
}
