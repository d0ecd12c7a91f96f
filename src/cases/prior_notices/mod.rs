//! 事先告知 (prior notice): what the agency intends, and the party's rights, told before an unfavourable decision.
//! 行政处罚法 第四十四条, 第六十二条.

use super::file::{CaseFile, Done};
use super::hearings::Hearing;
use super::statements::Statement;
use super::steps::{StepContent, step_noun};
use crate::domain::decision::{Penalty, consistent, not_heavier_than_told};
use crate::domain::hearing::{HearingOffer, HearingOutcome};
use crate::domain::ids::OfficerId;
use crate::domain::penalty::Outcome;
use crate::domain::procedure_rule::ThresholdPurpose;
use crate::domain::refusal::Refusals;
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;

text_enum! {
    /// 告知方式
    pub enum NoticeForm {
        /// 书面
        Written = "written" "书面",
        /// 口头: 当场处罚
        Oral = "oral" "口头",
    }
}

step_noun! {
    /// 事先告知
    ///
    /// 行政处罚法 第四十四条: content, facts, reasons and basis of the intended penalty, and the rights that the party has.
    /// A later notice takes the place of an earlier one.
    PriorNotice, PriorNoticeReply, PriorNoticePage, Notify by WorkCases at "/cases/{case_id}/prior-notices"
    as "prior notices", "prior_notices_create", "prior_notices_list" {
        form: NoticeForm,
        /// The day on which the party was told, or received the paper.
        notified_on: NaiveDate,
        /// Two or more, each certified on that day.
        #[schema(min_items = 1, max_items = 10)]
        officer_ids: Vec<OfficerId>,
        /// 拟作出的处罚: each kind once.
        #[schema(min_items = 1, max_items = 14)]
        intended_penalties: Vec<Penalty>,
        /// 事实、理由
        facts: Passage,
        /// 依据
        #[schema(min_items = 1, max_items = 50)]
        legal_bases: Vec<Title>,
        /// 听证告知: whether the party was told of the right to a hearing. Needed `true` before the kinds of 行政处罚法 第六十三条; where sums
        /// are at stake and nothing says which are large, it has to be said either way.
        #[serde(default)]
        hearing_offered: Option<bool>,
    }
}

impl PriorNotice {
    pub fn offers_hearing(&self) -> bool {
        self.hearing_offered == Some(true)
    }

    /// Whether such penalties want a hearing to be offered, by the rules of the day of this notice.
    pub fn hearing_offer_of(&self, file: &CaseFile, penalties: &[Penalty]) -> HearingOffer {
        let case = &file.case;
        let large = file.rules.large(ThresholdPurpose::Hearing, self.notified_on, case.party.kind, None, penalties);
        HearingOffer::of(case.procedure, penalties, &large)
    }
}

/// 行政处罚法 第四十五条: the notice on which the party defended itself or was heard, unless new evidence was taken since and reported.
/// What is told after it is no heavier because the party spoke.
fn heard(file: &CaseFile) -> Option<PriorNotice> {
    let done = file.towards_decision();
    let defended = |one: &Done| one.read::<Statement>().is_some_and(|one| one.makes_points());
    let held = |one: &Done| one.read::<Hearing>().is_some_and(|one| one.outcome == HearingOutcome::Held);
    let spoken = done.iter().rposition(|one| defended(one) || held(one))?;
    let reported = done.iter().rposition(|one| one.step == Step::ConcludeInvestigation);
    let since = reported.and_then(|reported| done.get(spoken..reported)).unwrap_or_default();
    let is_new = since.iter().any(|one| matches!(one.step, Step::Investigate | Step::CollectEvidence));
    done[..spoken].iter().rev().find_map(Done::read::<PriorNotice>).filter(|_| !is_new)
}

impl StepContent for PriorNotice {
    const STEP: Step = Step::Notify;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.notified_on, "/notified_on")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn may_be_taken(_: &CaseFile, _: &mut Refusals) {}

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let offer = self.hearing_offer_of(file, &self.intended_penalties);
        refusals.check(offer.fits(self.hearing_offered).map_err(|refusal| refusal.at("/hearing_offered")));
        let verdict = consistent(Outcome::Penalty, &self.intended_penalties);
        let here = |mut refusal: crate::domain::refusal::Refusal| {
            refusal.pointer = refusal.pointer.replacen("/penalties", "/intended_penalties", 1);
            refusal
        };
        refusals.check_all(verdict.map_err(|all| all.into_iter().map(here).collect()));
        if let Some(heard) = heard(file) {
            let no_heavier = not_heavier_than_told(&heard.intended_penalties, &self.intended_penalties);
            refusals.check_all(no_heavier.map_err(|all| all.into_iter().map(here).collect()));
        }
    }
}
