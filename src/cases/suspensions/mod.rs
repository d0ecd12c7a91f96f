//! 中止 (suspensions): of the case, and of the period of a measure while something is examined.

use super::coercive_measure_extensions::may_go_on;
use super::coercive_measure_liftings::MeasureLifting;
use super::coercive_measures::{Standing as MeasureStanding, known, standings};
use super::file::CaseFile;
use super::resumptions::Resumption;
use super::steps::{StepContent, step_noun};
use crate::domain::act::{Earlier, in_order};
use crate::domain::day::legal_date;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;

text_enum! {
    /// 中止的对象
    pub enum SuspensionOf {
        /// 案件调查
        Case = "case" "案件调查",
        /// 查封、扣押期限: 行政强制法 第二十五条
        Measure = "measure" "查封、扣押期限",
    }
}

text_enum! {
    /// 中止的情形: a case is suspended by sector rules; a measure while something is examined.
    pub enum SuspensionGround {
        /// 须以相关案件的裁判结果或者其他行政决定为依据
        AwaitingRuling = "awaiting_ruling" "等待其他裁判或者决定",
        /// 送请有权机关解释或者确认
        LegalQuestion = "legal_question" "送请法律解释",
        ForceMajeure = "force_majeure" "不可抗力",
        PartyUnreachable = "party_unreachable" "当事人下落不明",
        /// 检测、检验、检疫或者技术鉴定
        Examination = "examination" "检测、检验、检疫或者技术鉴定",
        Other = "other" "其他",
    }
}

step_noun! {
    /// 中止
    ///
    /// Of the case: nothing is decided until it is resumed. Whether the time for handling it (行政处罚法 第六十条) stops is not in the
    /// law; who says so names the rule. Of a measure: the days of an examination do not count; the period is fixed, and the party is
    /// told in writing (行政强制法 第二十五条).
    Suspension, CaseSuspensionReply, CaseSuspensionPage, Suspend by DecideCases at "/cases/{case_id}/suspensions"
    as "suspensions", "suspensions_create", "suspensions_list" {
        of: SuspensionOf,
        /// Of a measure only.
        #[serde(default)]
        measure_id: Option<CaseStepId>,
        ground: SuspensionGround,
        reason: Passage,
        /// The first day that does not count.
        from: NaiveDate,
        /// The last one, where it is known; a measure's always is.
        #[serde(default)]
        to: Option<NaiveDate>,
        /// 书面告知当事人
        #[serde(default)]
        told_on: Option<NaiveDate>,
        /// 不计入办案期限
        #[serde(default)]
        stops_case_term: bool,
        /// The rule by which the case's term stops.
        #[serde(default)]
        basis: Option<Title>,
        /// 中止决定书文号
        #[serde(default)]
        document_number: Option<Title>,
    }
}

impl StepContent for Suspension {
    const STEP: Step = Step::Suspend;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.from, "/from")
    }

    fn days(&self) -> Vec<(NaiveDate, &'static str)> {
        self.told_on.into_iter().map(|day| (day, "/told_on")).collect()
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if !standings(file).iter().any(|one| may_be_examined(file, one).is_ok()) {
            against_suspended(file, refusals);
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(to) = self.to {
            refusals.check(in_order(self.from, to, "/to"));
        }
        if self.stops_case_term && self.basis.is_none() {
            refusals.add(Refusal::of(Rule::SuspensionBasisMissing).at("/basis"));
        }
        if self.of == SuspensionOf::Case {
            self.stops_what_runs(file, refusals);
        }
        match (self.of, self.measure_id) {
            (SuspensionOf::Case, None) => against_suspended(file, refusals),
            (SuspensionOf::Case, Some(_)) => refusals.add(Refusal::of(Rule::MeasureUnknown).at("/measure_id")),
            (SuspensionOf::Measure, None) => refusals.add(Refusal::of(Rule::MeasureUnknown).at("/measure_id")),
            (SuspensionOf::Measure, Some(id)) => self.of_measure(file, id, refusals),
        }
    }
}

impl Suspension {
    /// A case that went on was not suspended, and a term that was over is not stopped any more.
    fn stops_what_runs(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(last) = file.done.iter().map(|done| done.on).max() {
            refusals.check(in_order(Earlier::step_before(last), self.from, "/from"));
        }
        let told = file.told.iter().rev().find(|told| told.rule == DeadlineRule::Handling);
        if self.stops_case_term && told.is_some_and(|told| told.due_on < self.from) {
            refusals.add(Refusal::of(Rule::SuspensionAfterTerm).at("/stops_case_term"));
        }
    }

    /// 行政强制法 第二十五条: only an examination, whose period is fixed and told.
    fn of_measure(&self, file: &CaseFile, id: CaseStepId, refusals: &mut Refusals) {
        let missing = [
            (self.to.is_none(), "/to"),
            (self.told_on.is_none(), "/told_on"),
            (self.ground != SuspensionGround::Examination, "/ground"),
        ];
        for (_, at) in missing.into_iter().filter(|(is_missing, _)| *is_missing) {
            refusals.add(Refusal::of(Rule::SuspensionUntold).at(at));
        }
        let Some(standing) = known(file, id, refusals) else { return };
        refusals.check(may_be_examined(file, &standing).map_err(|refusal| refusal.at("/measure_id")));
        refusals.check(in_order(legal_date(standing.measure.imposed_at), self.from, "/from"));
        refusals.check(standing.still_runs(file, self.from).map_err(|refusal| refusal.at("/from")));
    }
}

/// Suspensions that were not resumed. Of a measure that was lifted there is nothing to resume.
pub fn open(file: &CaseFile) -> Vec<(CaseStepId, Suspension)> {
    let ended: Vec<CaseStepId> = file.all::<Resumption>().map(|(_, one)| one.suspension_id).collect();
    let lifted: Vec<CaseStepId> = file.all::<MeasureLifting>().map(|(_, one)| one.measure_id).collect();
    let all = file.all::<Suspension>().map(|(done, one)| (CaseStepId::from_uuid(done.id), one));
    let is_open = |(id, one): &(CaseStepId, Suspension)| {
        !ended.contains(id) && one.measure_id.is_none_or(|measure| !lifted.contains(&measure))
    };
    all.filter(is_open).collect()
}

/// 行政强制法 第二十五条: an approved measure in force, one examination at a time.
fn may_be_examined(file: &CaseFile, standing: &MeasureStanding) -> Result<(), Refusal> {
    if !standing.is_in_force() {
        return Err(Refusal::of(Rule::MeasureAlreadyLifted));
    }
    may_go_on(standing)?;
    let examined = open(file).iter().any(|(_, one)| one.measure_id == Some(standing.id));
    if examined { Err(Refusal::of(Rule::MeasureExamined)) } else { Ok(()) }
}

/// A suspended case is not decided, nor suspended again.
pub fn against_suspended(file: &CaseFile, refusals: &mut Refusals) {
    if open(file).iter().any(|(_, one)| one.of == SuspensionOf::Case) {
        refusals.add(Refusal::of(Rule::CaseSuspended));
    }
}
