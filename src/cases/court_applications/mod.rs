//! 申请法院强制执行 (court application): an agency without the power asks the court to enforce. 行政强制法 第五十三条至第六十条.

pub mod results;

use super::deadlines::{ends_from, last_day_from};
use super::enforcement::{
    a_demand_was_served, application_due_on, demand_served, may_be_enforced, remedies_are_over, within_what_is_unpaid,
};
use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use crate::domain::coercion::CoercionKind;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Fen, Passage, PersonName, Title};
use chrono::NaiveDate;

text_enum! {
    /// 申请材料 (行政强制法 第五十五条)
    pub enum CourtPaper {
        Application = "application" "强制执行申请书",
        /// 及作出决定的事实、理由和依据
        Decision = "decision" "行政决定书及作出决定的事实、理由和依据",
        PartyOpinionAndDemand = "party_opinion_and_demand" "当事人的意见及行政机关催告情况",
        ConditionOfObject = "condition_of_object" "申请强制执行标的情况",
        /// 法律、行政法规规定的其他材料
        Other = "other" "其他材料",
    }
}

step_noun! {
    /// 申请法院强制执行
    ///
    /// 行政强制法 第五十三条: the party neither used its remedies nor performed; within three months of the end of the time for them. 第五十四条:
    /// ten working days after the demand was served. 第五十五条: the papers, signed by the head and sealed.
    CourtApplication, CourtApplicationReply, CourtApplicationPage, ApplyToCourt by DecideCases
    at "/cases/{case_id}/court-applications"
    as "court applications", "court_applications_create", "court_applications_list" {
        applied_on: NaiveDate,
        /// 申请书文号
        #[serde(default)]
        document_number: Option<Title>,
        /// 有管辖权的人民法院: of the place of the agency; of an immovable thing, of where it is.
        court: Title,
        /// 执行对象是不动产
        #[serde(default)]
        concerns_immovable: bool,
        /// The last demand that was served at least ten working days before.
        demand_id: CaseStepId,
        #[schema(min_items = 1, max_items = 5)]
        papers: Vec<CourtPaper>,
        /// 其他材料的名称
        #[serde(default)]
        #[schema(max_items = 50)]
        further_papers: Vec<Title>,
        /// 行政机关负责人签名
        signed_by: PersonName,
        /// 加盖行政机关印章
        sealed: bool,
        /// 事实、理由和依据
        grounds: Passage,
        /// 当事人的意见
        party_opinion: Passage,
        /// 申请强制执行标的情况
        object_condition: Passage,
        /// 请求执行的罚款
        #[serde(default)]
        fine_fen: Fen,
        /// 没收款
        #[serde(default)]
        confiscation_fen: Fen,
        /// 加处罚款
        #[serde(default)]
        surcharge_fen: Fen,
        /// 其他执行请求
        #[serde(default)]
        further_request: Option<Passage>,
        /// 逾期申请的正当理由: needed after the three months.
        #[serde(default)]
        late_reason: Option<Passage>,
        /// 第五十九条: 情况紧急,为保障公共安全, immediate enforcement is asked for.
        #[serde(default)]
        urgency: Option<Passage>,
    } shows {
        /// 法院受理的期限: five working days.
        acceptance_due_on: Option<NaiveDate> = acceptance_due_on,
    }
}

fn acceptance_due_on(application: &CourtApplication, file: &CaseFile) -> Option<NaiveDate> {
    last_day_from(file, DeadlineRule::CourtAcceptance, application.applied_on)
}

impl StepContent for CourtApplication {
    const STEP: Step = Step::ApplyToCourt;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.applied_on, "/applied_on")
    }

    fn coercion(&self) -> Option<CoercionKind> {
        Some(CoercionKind::CourtApplication)
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        may_be_enforced(file, refusals);
        a_demand_was_served(file, refusals);
        refusals.check(remedies_are_over(file, file.today, ""));
        results::none_pending(file, refusals);
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if remedies_are_over(file, file.today, "").is_ok() {
            refusals.check(remedies_are_over(file, self.applied_on, "/applied_on"));
        }
        self.is_in_time(file, refusals);
        self.waited_for_the_party(file, refusals);
        self.papers_are_whole(refusals);
        let asked = (self.fine_fen, self.confiscation_fen, self.surcharge_fen);
        within_what_is_unpaid(file, self.applied_on, asked, refusals);
    }
}

impl CourtApplication {
    /// 行政强制法 第五十三条; a good reason opens the court after it (诉讼法解释 第一百五十六条).
    fn is_in_time(&self, file: &CaseFile, refusals: &mut Refusals) {
        match application_due_on(file) {
            Ok(ends) if ends.is_over_on(self.applied_on) && self.late_reason.is_none() => {
                let zh = format!("申请期限至 {}：逾期申请应当说明正当理由", ends.told_zh());
                let en = format!("The time for it ended on {}: state the good reason", ends.told_en());
                refusals.add(Refusal::new(Rule::CourtApplicationLate, Text::new(zh, en)).at("/late_reason"));
            }
            Err(refusal) if refusal.rule == Rule::WorkingDaysUnknown => refusals.add(refusal.at("/applied_on")),
            _ => {}
        }
    }

    /// 行政强制法 第五十四条
    fn waited_for_the_party(&self, file: &CaseFile, refusals: &mut Refusals) {
        let Some((_, served_on)) = demand_served(file, self.demand_id, refusals) else { return };
        match ends_from(file, DeadlineRule::Demand, served_on) {
            Ok(ends) if !ends.is_over_on(self.applied_on) => {
                let zh = format!("催告书 {served_on} 送达：应当在 {} 之后，当事人仍未履行的，才申请", ends.told_zh());
                let en = format!("The demand was served on {served_on}: apply to the court after {}", ends.told_en());
                refusals.add(Refusal::new(Rule::DemandTermRuns, Text::new(zh, en)).at("/applied_on"));
            }
            Err(refusal) => refusals.add(refusal.at("/applied_on")),
            Ok(_) => {}
        }
    }

    /// 行政强制法 第五十五条
    fn papers_are_whole(&self, refusals: &mut Refusals) {
        let needed = CourtPaper::ALL.iter().filter(|paper| **paper != CourtPaper::Other);
        for paper in needed.filter(|paper| !self.papers.contains(paper)) {
            let detail = Text::new(format!("缺少{}", paper.label_zh()), format!("The paper {paper} is missing"));
            refusals.add(Refusal::new(Rule::CourtPapersMissing, detail).at("/papers"));
        }
        if self.papers.contains(&CourtPaper::Other) == self.further_papers.is_empty() {
            let detail = Text::new("其他材料应当写明名称", "Further papers are named, and only they");
            refusals.add(Refusal::new(Rule::CourtPapersMissing, detail).at("/further_papers"));
        }
        if !self.sealed {
            let detail = Text::new("申请书未加盖行政机关印章", "The application bears no seal");
            refusals.add(Refusal::new(Rule::CourtPapersMissing, detail).at("/sealed"));
        }
    }
}
