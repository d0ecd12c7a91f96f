//! 强制执行的前提: what stands between a decision that is not performed and its enforcement. 行政强制法 第三十四条, 第五十三条.

use super::deadlines::{Ends, application, ends, performance, remedies_end};
use super::demands::Demand;
use super::executions::Execution;
use super::file::CaseFile;
use super::proofs_of_service;
use super::standing::{self, in_force, less, owed, pay_by, received_on};
use crate::domain::enforcement::ExecutionKind;
use crate::domain::ids::CaseStepId;
use crate::domain::penalty::PenaltyKind;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::surcharge::{SurchargeBase, SurchargeRule};
use crate::domain::values::Fen;
use chrono::NaiveDate;

/// 尚未履行的金钱给付
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unpaid {
    pub fine: Fen,
    pub confiscation: Fen,
    /// On the whole fine.
    pub surcharge: Fen,
    /// On what of the fine is unpaid: so many count it.
    pub surcharge_on_unpaid: Fen,
}

/// What is unpaid at the end of a day; `None` before the decision was received.
pub fn unpaid(file: &CaseFile, on: NaiveDate) -> Option<Unpaid> {
    let (owed, received) = (owed(file)?, received_on(file)?);
    let pay_by = pay_by(file, received).ok()?.on;
    let surcharge = |base| {
        let rule = SurchargeRule { base, ..file.rules.surcharge(pay_by).0 };
        less(standing::surcharge(file, &owed, rule, pay_by, on).amount, owed.surcharge_paid)
    };
    Some(Unpaid {
        fine: owed.unpaid_fine(),
        confiscation: less(owed.unpaid(), owed.unpaid_fine()),
        surcharge: surcharge(SurchargeBase::WholeFine),
        surcharge_on_unpaid: surcharge(SurchargeBase::Unpaid),
    })
}

/// 加处罚款的天数: for so many days it has run by then; those of a remedy or of a deferral do not count (行政处罚法 第七十二条, 第七十三条).
pub fn overdue_days(file: &CaseFile, on: NaiveDate) -> Option<u32> {
    let (owed, received) = (owed(file)?, received_on(file)?);
    let pay_by = pay_by(file, received).ok()?.on;
    Some(standing::surcharge(file, &owed, file.rules.surcharge(pay_by).0, pay_by, on).overdue_days)
}

/// 加处罚款 that the party was asked for, by a demand or a decision: the agency may ask for none (行政处罚法 第七十二条).
pub fn surcharge_asked(file: &CaseFile) -> Fen {
    let demanded = file.since::<Demand>().map(|(_, one)| one.surcharge_fen);
    let added = file.since::<Execution>().filter(|(_, one)| one.kind == ExecutionKind::LatePaymentSurcharge);
    demanded.chain(added.map(|(_, one)| one.surcharge_fen)).max().unwrap_or(Fen::ZERO)
}

impl Unpaid {
    /// By the reading that yields more.
    pub fn surcharge_most(&self) -> Fen {
        self.surcharge.max(self.surcharge_on_unpaid)
    }

    fn is_nothing(&self) -> bool {
        [self.fine, self.confiscation, self.surcharge].iter().all(|fen| fen.is_zero())
    }
}

/// What is asked of every enforcement, whatever it will be: a decision in force, received, not performed, and not suspended.
pub fn may_be_enforced(file: &CaseFile, refusals: &mut Refusals) {
    in_force(file, refusals);
    if received_on(file).is_none() {
        refusals.add(Refusal::of(Rule::ReceiptUnknown));
    }
    if is_performed(file) {
        refusals.add(Refusal::of(Rule::NothingOwed));
    }
    for (remedies, basis) in [
        (standing::reconsiderations(file), "行政复议法 第四十二条"),
        (standing::lawsuits(file), "行政诉讼法 第五十六条"),
    ] {
        if remedies.iter().any(|one| one.is_pending() && one.suspends_execution) {
            refusals.add(Refusal::of(Rule::ExecutionSuspended).resting_on(basis));
        }
    }
    refusals.check(term_is_over(file, file.today, ""));
}

/// Only money was asked for, and all of it was paid.
fn is_performed(file: &CaseFile) -> bool {
    let Some(standing) = standing::standing(file) else { return false };
    let is_money = |kind: PenaltyKind| kind.may_carry_amount() && kind != PenaltyKind::ConfiscationOfProperty;
    let ends_by_itself = |kind| matches!(kind, PenaltyKind::Warning | PenaltyKind::PublicCriticism);
    let only_money = standing.penalties.iter().all(|one| is_money(one.kind) || ends_by_itself(one.kind));
    only_money && unpaid(file, file.today).is_some_and(|unpaid| unpaid.is_nothing())
}

/// 当事人在行政机关决定的期限内不履行义务 (行政强制法 第三十四条): the time for payment is over, and no deferral runs.
pub fn term_is_over(file: &CaseFile, on: NaiveDate, pointer: &str) -> Result<(), Refusal> {
    let Some(period) = performance(file, on) else { return Ok(()) };
    let term = ends(file, period).map_err(|refusal| refusal.at(pointer))?;
    if term.is_over_on(on) {
        return Ok(());
    }
    let zh = format!("履行期限至 {}，尚未届满", term.told_zh());
    let en = format!("The party has until {}", term.told_en());
    Err(Refusal::new(Rule::PerformanceTermRuns, Text::new(zh, en)).at(pointer))
}

/// 当事人在法定期限内不申请行政复议或者提起行政诉讼: the time for it is over.
pub fn remedies_are_over(file: &CaseFile, on: NaiveDate, pointer: &str) -> Result<(), Refusal> {
    let end = remedies_end(file).map_err(|refusal| refusal.at(pointer))?;
    if end.judged || on > end.on {
        return Ok(());
    }
    let mut zh = format!("当事人在 {} 前仍可申请复议或者提起诉讼", end.on);
    let mut en = format!("The party may ask for a remedy until {}", end.on);
    if end.assumed {
        zh += "：未记录收到复议决定书之日，暂自作出之日起算";
        en += ", counted from the day of the reconsideration decision because nobody recorded its receipt";
    }
    Err(Refusal::new(Rule::RemediesOpen, Text::new(zh, en)).at(pointer))
}

/// 申请期限 (行政强制法 第五十三条, 行政处罚法 第七十二条): from the end of the time for remedies, or of a deferral; of a judgment, from its effect.
pub fn application_due_on(file: &CaseFile) -> Result<Ends, Refusal> {
    ends(file, application(file)?)
}

/// A demand about the decision that counts, and the day on which it was served.
pub fn demand_served(file: &CaseFile, id: CaseStepId, refusals: &mut Refusals) -> Option<(Demand, NaiveDate)> {
    let Some((done, demand)) = file.since::<Demand>().find(|(done, _)| done.id == id.uuid()) else {
        refusals.add(Refusal::of(Rule::DemandUnknown).at("/demand_id"));
        return None;
    };
    let served = proofs_of_service::served(file, done.id).map(|(on, _)| on);
    if served.is_none() {
        refusals.add(Refusal::of(Rule::DemandUnserved).at("/demand_id"));
    }
    Some((demand, served?))
}

/// What any enforcement by demand asks: there is one, and it was served.
pub fn a_demand_was_served(file: &CaseFile, refusals: &mut Refusals) {
    let mut demands = file.since::<Demand>().peekable();
    if demands.peek().is_none() {
        refusals.add(Refusal::of(Rule::DemandMissing));
    } else if !demands.any(|(done, _)| proofs_of_service::served(file, done.id).is_some()) {
        refusals.add(Refusal::of(Rule::DemandUnserved));
    }
}

/// Nothing is enforced beyond what is unpaid.
pub fn within_what_is_unpaid(
    file: &CaseFile,
    on: NaiveDate,
    (fine, confiscation, surcharge): (Fen, Fen, Fen),
    refusals: &mut Refusals,
) {
    let Some(unpaid) = unpaid(file, on) else { return };
    for (asked, most, pointer, zh) in [
        (fine, unpaid.fine, "/fine_fen", "罚款"),
        (confiscation, unpaid.confiscation, "/confiscation_fen", "没收款"),
        (surcharge, unpaid.surcharge_most(), "/surcharge_fen", "加处罚款"),
    ] {
        if asked > most {
            let zh = format!("{zh}尚未缴纳 {} 分", most.get());
            let en = format!("{} fen of it are unpaid", most.get());
            refusals.add(Refusal::new(Rule::EnforcedBeyondDebt, Text::new(zh, en)).at(pointer));
        }
    }
}
