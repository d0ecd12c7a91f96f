//! 决定的现状: what the decision of a case demands now, what was done about it, and which remedies are open.

use super::deadlines::{self, Due, Fact, last_day_from, stands};
use super::executions;
use super::file::CaseFile;
use super::lawsuits::Lawsuit;
use super::lawsuits::results::LawsuitResult;
use super::payment_plans::PaymentPlan;
use super::payments::Payment;
use super::proofs_of_service::served;
use super::reconsiderations::Reconsideration;
use super::reconsiderations::acceptances::ReconsiderationAcceptance;
use super::reconsiderations::results::ReconsiderationResult;
use super::withdrawals::{Withdrawal, WithdrawalKind};
use crate::domain::day::Period;
use crate::domain::deadline::DueDateFault;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::decision::{Penalty, not_heavier_than_told};
use crate::domain::penalty::{PenaltyKind, Procedure};
use crate::domain::posting::{Examined, Paid};
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::remedy::RemedyResult;
use crate::domain::stage::{Stage, Step};
use crate::domain::surcharge::{Late, Surcharge, SurchargeRule};
use crate::domain::values::Fen;
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

/// The decision as it stands after everything that changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub decided_on: NaiveDate,
    pub penalties: Vec<Penalty>,
    pub annulled_on: Option<NaiveDate>,
}

#[derive(Deserialize)]
struct Decided {
    penalties: Vec<Penalty>,
}

/// `None` where the file holds no decision: before it, and of cases whose decision was imported.
pub fn standing(file: &CaseFile) -> Option<Standing> {
    let (_, done) = file.decided()?;
    let decided: Decided = serde_json::from_value(done.content.clone()).ok()?;
    let restated = effects(file).into_iter().rfind(|one| !one.penalties.is_empty());
    Some(Standing {
        decided_on: done.on,
        penalties: restated.map_or(decided.penalties, |one| one.penalties),
        annulled_on: annulled_on(file),
    })
}

/// What was done to the decision that counts.
struct Effect {
    on: NaiveDate,
    annuls: bool,
    /// The penalties that remain; empty where nothing is said of them.
    penalties: Vec<Penalty>,
}

/// A result belongs to the decision that its request was about, also when it comes after a new one.
fn effects(file: &CaseFile) -> Vec<Effect> {
    let (mut asked, mut sued, mut all) = (false, false, Vec::new());
    for done in &file.done[file.since_decision()..] {
        asked |= done.step == Step::Reconsider;
        sued |= done.step == Step::Sue;
        let effect = |annuls, penalties| Effect { on: done.on, annuls, penalties };
        if let Some(one) = done.read::<Withdrawal>() {
            all.push(effect(one.kind == WithdrawalKind::Withdrawn, one.new_penalties));
        }
        if let Some(one) = done.read::<ReconsiderationResult>().filter(|_| asked) {
            all.push(effect(one.result.annuls(), one.new_penalties));
        }
        if let Some(one) = done.read::<LawsuitResult>().filter(|_| sued) {
            all.push(effect(one.result.annuls(), one.new_penalties));
        }
    }
    all
}

/// Since when the decision that counts is gone.
pub fn annulled_on(file: &CaseFile) -> Option<NaiveDate> {
    effects(file).into_iter().filter(|one| one.annuls).map(|one| one.on).min()
}

/// 责令重新作出: what orders a new decision leads back to the investigation, also a closed case. What is about an earlier decision than the
/// one that counts leads nowhere.
pub fn reopened(file: &CaseFile, request: Option<&Remedy>, lawful: Stage) -> Stage {
    let is_about_it = request.is_some_and(|one| one.place >= file.since_decision());
    if is_about_it { Stage::Investigating } else { lawful }
}

/// 行政复议法 第六十四条, 行政诉讼法 第七十条: only where what was decided is annulled, a new decision is ordered.
pub fn redecision_may_be_ordered(result: RemedyResult, ordered: bool) -> Result<(), Refusal> {
    let annulled = matches!(result, RemedyResult::Annulled | RemedyResult::PartlyAnnulled);
    if annulled || !ordered {
        return Ok(());
    }
    Err(Refusal::of(Rule::RedecisionUnfounded).at("/redecision_ordered"))
}

/// Nothing is asked of, or done about, a decision that was never made.
pub fn is_decided(file: &CaseFile, refusals: &mut Refusals) {
    if file.case.decided_on.is_none() {
        refusals.add(Refusal::of(Rule::DecisionMissing));
    }
}

/// 行政复议法 第六十三条, 行政诉讼法 第七十七条: what a decision is changed to, at `/new_penalties`, is no heavier than what it was. Of what the
/// agency itself changes no law says so.
pub fn no_heavier(file: &CaseFile, changed: &[Penalty], basis: &'static str, refusals: &mut Refusals) {
    let Some(before) = standing(file).filter(|_| !changed.is_empty()) else { return };
    if not_heavier_than_told(&before.penalties, changed).is_err() {
        refusals.add(Refusal::of(Rule::MadeHeavier).resting_on(basis).at("/new_penalties"));
    }
}

/// What a decision that is gone cannot carry any more.
pub fn in_force(file: &CaseFile, refusals: &mut Refusals) {
    if annulled_on(file).is_some() {
        refusals.add(Refusal::of(Rule::DecisionNotInForce));
    }
}

/// 应缴与已缴
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// 罚款
    pub fine: Fen,
    /// 罚款 and 没收 of an amount
    pub principal: Fen,
    pub paid: Vec<Paid>,
    pub paid_in_all: Fen,
    /// What was paid of it, and what an agreement waives (行政强制法 第四十二条).
    pub surcharge_paid: Fen,
}

impl Owed {
    pub fn unpaid(&self) -> Fen {
        less(self.principal, self.paid_in_all)
    }

    /// What is paid counts for the confiscation last.
    pub fn unpaid_fine(&self) -> Fen {
        less(self.fine, self.paid_in_all)
    }
}

/// Never less than nothing.
pub fn less(amount: Fen, taken: Fen) -> Fen {
    Fen::new(amount.get() - taken.get()).unwrap_or(Fen::ZERO)
}

/// `None` where the file holds no decision.
pub fn owed(file: &CaseFile) -> Option<Owed> {
    let penalties = standing(file)?.penalties;
    let sum = |of: fn(PenaltyKind) -> bool| {
        let amounts = penalties.iter().filter(|one| of(one.kind)).filter_map(|one| one.amount_fen);
        Fen::checked_sum(amounts).unwrap_or(Fen::MAX)
    };
    let paid = paid_since(file, file.since_decision());
    let surcharges_paid = file.since::<Payment>().map(|(_, one)| one.surcharge_fen);
    let waived = executions::standings(file).into_iter().filter(|one| one.place >= file.since_decision());
    let waived = waived.map(|one| one.waived());
    let total = |amounts: Vec<Fen>| Fen::checked_sum(amounts).unwrap_or(Fen::MAX);
    Some(Owed {
        fine: sum(|kind| kind == PenaltyKind::Fine),
        principal: sum(PenaltyKind::may_carry_amount),
        paid_in_all: total(paid.iter().map(|one| one.amount_fen).collect()),
        surcharge_paid: total(surcharges_paid.chain(waived).collect()),
        paid,
    })
}

/// What was paid of fines and confiscations; the surcharge is none of either.
pub fn paid(file: &CaseFile) -> Vec<Paid> {
    paid_since(file, 0)
}

/// What was paid under a decision that is gone is paid back: it counts for none that follows.
fn paid_since(file: &CaseFile, place: usize) -> Vec<Paid> {
    let payments = file.done[place..].iter().filter_map(|done| Some((done, done.read::<Payment>()?)));
    let payments = payments.map(|(done, one)| Paid { on: done.on, amount_fen: one.amount_fen });
    payments.filter(|one| !one.amount_fen.is_zero()).collect()
}

/// When the party received the decision: the day of its service by law (行政处罚法 第六十一条), of several proofs the first; one that was
/// made on the spot is handed over there (第五十二条).
pub fn received_on(file: &CaseFile) -> Option<NaiveDate> {
    received(file).map(|(on, _)| on)
}

/// The same, with the step that shows it.
pub fn received(file: &CaseFile) -> Option<(NaiveDate, Uuid)> {
    let (_, decided) = file.decided()?;
    let on_the_spot = file.case.procedure == Procedure::Summary && file.decisions().count() == 1;
    served(file, decided.id).or(on_the_spot.then_some((decided.on, decided.id)))
}

/// The last day of a deferral or of instalments that were approved by that day.
pub fn last_instalment(file: &CaseFile, by: NaiveDate) -> Option<NaiveDate> {
    let approved = file.since::<PaymentPlan>().filter(|(done, _)| done.on <= by);
    approved.filter_map(|(_, plan)| plan.instalments.iter().map(|one| one.due_on).max()).max()
}

/// 行政处罚法 第六十七条: fifteen days from receipt, whatever was deferred afterwards: days of a deferral bear no surcharge. That they roll
/// forward is our reading, in favour of the party.
pub fn pay_by(file: &CaseFile, received_on: NaiveDate) -> Result<Due, DueDateFault> {
    stands(file, deadlines::Period::of(DeadlineRule::Pay, Fact::on(received_on))).due
}

/// 加处罚款 as it stands at the end of that day.
pub fn surcharge(file: &CaseFile, owed: &Owed, rule: SurchargeRule, pay_by: NaiveDate, on: NaiveDate) -> Surcharge {
    let (pending, deferred) = (pending(file), deferred(file));
    let late = Late { fine: owed.fine, pay_by, paid: &owed.paid, pending: &pending, deferred: &deferred };
    rule.of(&late, on)
}

/// The most that may be collected as surcharge by that day: what has accrued. Until the decision was received, nothing has.
pub fn surcharge_most(file: &CaseFile, owed: &Owed, on: NaiveDate) -> Fen {
    let known = received_on(file).and_then(|day| pay_by(file, day).ok());
    let by_rule = |pay_by: NaiveDate| surcharge(file, owed, file.rules.surcharge(pay_by).0, pay_by, on).amount;
    let accrued = known.map(|due| by_rule(due.on));
    less(accrued.unwrap_or_default(), owed.surcharge_paid)
}

/// 批准延期、分期的期间: from the approval to the last instalment.
pub fn deferred(file: &CaseFile) -> Vec<Period> {
    let granted = file.since::<PaymentPlan>().filter_map(|(done, plan)| {
        let last = plan.instalments.iter().map(|one| one.due_on).max()?;
        Period::new(done.on, Some(last))
    });
    granted.collect()
}

/// 复议、诉讼期间: from the request to its result; what was not accepted stops nothing.
pub fn pending(file: &CaseFile) -> Vec<Period> {
    let all = reconsiderations(file).into_iter().chain(lawsuits(file));
    let counted = all.filter(|one| one.place >= file.since_decision() && one.was_taken_up());
    counted.filter_map(|one| Period::new(one.requested_on, one.result.map(|(_, on)| on))).collect()
}

/// One reconsideration or lawsuit, with what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remedy {
    /// Of the request in the file: it is about the decision that counted then.
    pub place: usize,
    pub requested_on: NaiveDate,
    pub answer: Option<Answer>,
    pub result: Option<(RemedyResult, NaiveDate)>,
    /// The step that tells it.
    pub result_step: Option<Uuid>,
    /// 收到复议决定书之日, where it was recorded.
    pub result_received_on: Option<NaiveDate>,
    /// 停止执行
    pub suspends_execution: bool,
}

/// 受理或者不予受理
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    pub accepted: bool,
    pub on: NaiveDate,
    pub step: Uuid,
}

impl Remedy {
    pub fn is_pending(&self) -> bool {
        self.result.is_none() && self.was_taken_up()
    }

    /// It was accepted, or nobody has said otherwise.
    pub fn was_taken_up(&self) -> bool {
        self.answer.is_none_or(|answer| answer.accepted)
    }

    /// For the figures, by the day of the request.
    pub fn examined(&self) -> Examined {
        Examined { on: self.requested_on, found_wrong: self.result.is_some_and(|(result, _)| result.finds_fault()) }
    }

    fn requested(place: usize, on: NaiveDate, suspends_execution: bool) -> Self {
        let (result, result_step, result_received_on) = (None, None, None);
        Self { place, requested_on: on, answer: None, result, result_step, result_received_on, suspends_execution }
    }
}

/// In the order of the requests.
pub fn reconsiderations(file: &CaseFile) -> Vec<Remedy> {
    let mut all: Vec<Remedy> = Vec::new();
    for (place, done) in file.done.iter().enumerate() {
        if done.read::<Reconsideration>().is_some() {
            all.push(Remedy::requested(place, done.on, false));
        }
        let Some(last) = all.last_mut() else { continue };
        if let Some(answer) = done.read::<ReconsiderationAcceptance>() {
            last.answer = Some(Answer { accepted: answer.accepted, on: done.on, step: done.id });
            last.suspends_execution = answer.execution_suspended;
        }
        if let Some(result) = done.read::<ReconsiderationResult>() {
            last.result = Some((result.result, done.on));
            (last.result_step, last.result_received_on) = (Some(done.id), result.received_on);
        }
    }
    all
}

/// In the order in which they were filed.
pub fn lawsuits(file: &CaseFile) -> Vec<Remedy> {
    let mut all: Vec<Remedy> = Vec::new();
    for (place, done) in file.done.iter().enumerate() {
        if let Some(filed) = done.read::<Lawsuit>() {
            all.push(Remedy::requested(place, done.on, filed.execution_suspended));
        }
        let Some(last) = all.last_mut() else { continue };
        if let Some(result) = done.read::<LawsuitResult>() {
            last.result = Some((result.result, done.on));
            last.result_step = Some(done.id);
        }
    }
    all
}

/// 行政复议法 第二十九条, 行政诉讼法 第四十四条: one way after the other.
pub fn no_remedy_pending(file: &CaseFile, refusals: &mut Refusals) {
    if reconsiderations(file).into_iter().chain(lawsuits(file)).any(|one| one.is_pending()) {
        refusals.add(Refusal::of(Rule::RemedyPending));
    }
}

/// 公示信息三个工作日内撤回、更正 (行政处罚法 第四十八条、第八十五条); `None` where that year's notice is not loaded.
pub fn publicity_due_on(file: &CaseFile, changed_on: NaiveDate) -> Option<NaiveDate> {
    last_day_from(file, DeadlineRule::PublicityWithdrawal, changed_on)
}
