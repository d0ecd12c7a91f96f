//! 法院对强制执行申请的答复: what the court says, the agency's objection, and what came of it. 行政强制法 第五十六条至第五十八条.

use crate::cases::deadlines::{ends_from, last_day_from};
use crate::cases::file::{CaseFile, Done};
use crate::cases::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;
use uuid::Uuid;

text_enum! {
    /// 法院的答复及其后续
    pub enum CourtAnswer {
        /// 第五十六条
        Accepted = "accepted" "受理",
        NotAccepted = "not_accepted" "不予受理",
        /// 第五十七条
        Granted = "granted" "裁定准予执行",
        /// 第五十八条
        Denied = "denied" "裁定不予执行",
        /// By the agency, to the court above.
        Objected = "objected" "向上一级人民法院申请复议",
        Executed = "executed" "执行完毕",
        Ended = "ended" "终结执行",
        /// By the agency.
        Withdrawn = "withdrawn" "撤回申请",
    }
}

impl CourtAnswer {
    /// Nothing more is to come, unless the agency objects in time.
    const fn refuses(self) -> bool {
        matches!(self, Self::NotAccepted | Self::Denied)
    }

    const fn is_last(self) -> bool {
        matches!(self, Self::Executed | Self::Ended | Self::Withdrawn)
    }
}

step_noun! {
    /// 法院对强制执行申请的答复
    ///
    /// In the order in which it comes: accepted or not (行政强制法 第五十六条, five working days), enforcement granted or denied (第五十七条,
    /// 第五十八条, seven working days, or thirty days when it is examined), executed or ended. Against a refusal the agency may turn to the
    /// court above within fifteen days, once.
    CourtApplicationResult, CourtApplicationResultReply, CourtApplicationResultPage, AnswerApplication by RecordRemedies
    at "/cases/{case_id}/court-application-results"
    as "court applications", "court_application_results_create", "court_application_results_list" {
        application_id: CaseStepId,
        answer: CourtAnswer,
        /// The day on which the agency received it, objected, or withdrew.
        answered_on: NaiveDate,
        /// 裁定书文号、案号
        #[serde(default)]
        document_number: Option<Title>,
        /// 理由: needed of a refusal, an objection, an end and a withdrawal.
        #[serde(default)]
        reasons: Option<Passage>,
    } shows {
        /// 裁定的期限: seven working days from the acceptance.
        ruling_due_on: Option<NaiveDate> = ruling_due_on,
        /// 申请复议的期限: fifteen days from a refusal.
        objection_due_on: Option<NaiveDate> = objection_due_on,
    }
}

fn ruling_due_on(result: &CourtApplicationResult, file: &CaseFile) -> Option<NaiveDate> {
    let accepted = result.answer == CourtAnswer::Accepted;
    accepted.then(|| last_day_from(file, DeadlineRule::CourtRuling, result.answered_on)).flatten()
}

fn objection_due_on(result: &CourtApplicationResult, file: &CaseFile) -> Option<NaiveDate> {
    result.answer.refuses().then(|| last_day_from(file, DeadlineRule::CourtObjection, result.answered_on)).flatten()
}

impl StepContent for CourtApplicationResult {
    const STEP: Step = Step::AnswerApplication;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.answered_on, "/answered_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if standings(file).iter().all(|one| one.may_come_next(one.last_on(), file).is_empty()) {
            refusals.add(Refusal::of(Rule::CourtApplicationNone));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let needs_reason = self.answer.refuses()
            || matches!(self.answer, CourtAnswer::Objected | CourtAnswer::Ended | CourtAnswer::Withdrawn);
        if needs_reason && self.reasons.is_none() {
            refusals.add(Refusal::of(Rule::ReasonMissing).at("/reasons"));
        }
        let Some(standing) = standings(file).into_iter().find(|one| one.id == self.application_id.uuid()) else {
            refusals.add(Refusal::of(Rule::CourtApplicationUnknown).at("/application_id"));
            return;
        };
        refusals.check(in_order(standing.last_on(), self.answered_on, "/answered_on"));
        if standing.may_come_next(self.answered_on, file).contains(&self.answer) {
            return;
        }
        let was = standing.answers.last().map(|(answer, _)| *answer);
        if self.answer == CourtAnswer::Objected && was.is_some_and(CourtAnswer::refuses) && !standing.has_objected() {
            refusals.add(Refusal::of(Rule::CourtObjectionLate).at("/answered_on"));
            return;
        }
        let zh = format!("申请{}后不能{}", was.map_or("提出", CourtAnswer::label_zh), self.answer.label_zh());
        let en = format!("After {} there is no {}", was.map_or("applied", CourtAnswer::as_str), self.answer);
        refusals.add(Refusal::new(Rule::CourtAnswerUnfit, Text::new(zh, en)).at("/answer"));
    }
}

/// How one application stands.
pub struct Standing {
    /// Of the application in the file.
    place: usize,
    pub id: Uuid,
    applied_on: NaiveDate,
    answers: Vec<(CourtAnswer, NaiveDate)>,
}

impl Standing {
    /// Something more is to come from the court.
    pub fn is_pending(&self) -> bool {
        self.answers.last().is_none_or(|(answer, _)| !answer.refuses() && !answer.is_last())
    }

    fn last_on(&self) -> NaiveDate {
        self.answers.last().map_or(self.applied_on, |(_, on)| *on)
    }

    fn has_objected(&self) -> bool {
        self.answers.iter().any(|(answer, _)| *answer == CourtAnswer::Objected)
    }

    fn may_come_next(&self, on: NaiveDate, file: &CaseFile) -> Vec<CourtAnswer> {
        use CourtAnswer::{Accepted, Denied, Ended, Executed, Granted, NotAccepted, Objected, Withdrawn};
        match self.answers.last() {
            None => vec![Accepted, NotAccepted, Withdrawn],
            Some((Accepted, _)) => vec![Granted, Denied, Withdrawn],
            Some((Granted, _)) => vec![Executed, Ended, Withdrawn],
            Some((Objected, _)) => vec![Accepted, NotAccepted, Granted, Denied, Withdrawn],
            Some((NotAccepted | Denied, since)) => {
                let ends = ends_from(file, DeadlineRule::CourtObjection, *since);
                let in_time = ends.is_ok_and(|ends| !ends.is_over_on(on));
                if in_time && !self.has_objected() { vec![Objected] } else { Vec::new() }
            }
            Some((Executed | Ended | Withdrawn, _)) => Vec::new(),
        }
    }
}

/// The applications of the case, also about a decision that is gone.
pub fn standings(file: &CaseFile) -> Vec<Standing> {
    let results: Vec<CourtApplicationResult> = file.all::<CourtApplicationResult>().map(|(_, one)| one).collect();
    let standing = |(place, done): (usize, &Done)| {
        let of_it = results.iter().filter(|one| one.application_id.uuid() == done.id);
        let answers = of_it.map(|one| (one.answer, one.answered_on)).collect();
        Standing { place, id: done.id, applied_on: done.on, answers }
    };
    let applied = file.done.iter().enumerate().filter(|(_, done)| done.step == Step::ApplyToCourt);
    applied.map(standing).collect()
}

/// The court has executed or ended it, or refused, and nobody can object to that any more: of the decision that counts.
pub fn is_over(file: &CaseFile) -> bool {
    let is_over = |one: &Standing| match one.answers.last() {
        Some((CourtAnswer::Executed | CourtAnswer::Ended, _)) => true,
        Some((answer, _)) => answer.refuses() && one.may_come_next(file.today, file).is_empty(),
        None => false,
    };
    standings(file).iter().filter(|one| one.place >= file.since_decision()).any(is_over)
}

/// One application at a time, and nothing else beside it.
pub fn none_pending(file: &CaseFile, refusals: &mut Refusals) {
    if standings(file).iter().any(Standing::is_pending) {
        refusals.add(Refusal::of(Rule::CourtApplicationPending));
    }
}

/// A case is not closed while a court has it.
pub fn against_closing(file: &CaseFile, refusals: &mut Refusals) {
    none_pending(file, refusals);
}
