//! 强制执行的前提: what stands between a decision that is not performed and its enforcement. 行政强制法 第三十四条, 第五十三条.

use super::demands::Demand;
use super::file::CaseFile;
use super::proofs_of_service;
use super::standing::{self, Remedy, counted, due, in_force, last_instalment, less, owed, pay_by, received_on};
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::enforcement::JUDGMENT_APPLICATION;
use crate::domain::ids::CaseStepId;
use crate::domain::penalty::{PenaltyKind, Procedure};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::remedy::RemedyResult;
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
    let pay_by = pay_by(file, received).ok()?.due_date;
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

impl Unpaid {
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
    let mut remedies = standing::reconsiderations(file).into_iter().chain(standing::lawsuits(file));
    if remedies.any(|one| one.is_pending() && one.suspends_execution) {
        refusals.add(Refusal::of(Rule::ExecutionSuspended));
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
    let Some(received) = received_on(file) else { return Ok(()) };
    let until = pay_by(file, received).map(|due| due.due_date).ok();
    let deferred = standing::deferred(file).into_iter().find(|period| period.contains(on)).and_then(|period| period.to);
    let Some(until) = until.filter(|day| on <= *day).or(deferred) else { return Ok(()) };
    let zh = format!("履行期限至 {until},尚未届满");
    let en = format!("The party has until {until}");
    Err(Refusal::new(Rule::PerformanceTermRuns, Text::new(zh, en)).at(pointer))
}

/// 救济期限: the last day on which the party may still turn to somebody, and whether a court has judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemediesEnd {
    pub on: NaiveDate,
    pub judged: bool,
}

/// 行政复议法 第二十条, 行政诉讼法 第四十五条, 第四十六条. That a decision made on the spot goes to reconsideration first (行政复议法 第二十三条) and
/// so is final after its sixty days is our reading.
pub fn remedies_end(file: &CaseFile) -> Result<RemediesEnd, Refusal> {
    let about_it = |all: Vec<Remedy>| all.into_iter().rfind(|one| one.place >= file.since_decision());
    let (reconsidered, sued) = (about_it(standing::reconsiderations(file)), about_it(standing::lawsuits(file)));
    if [&reconsidered, &sued].into_iter().flatten().any(Remedy::is_pending) {
        return Err(Refusal::of(Rule::RemedyPending));
    }
    if let Some((result, on)) = sued.and_then(|one| one.result) {
        return Ok(RemediesEnd { on, judged: result != RemedyResult::Withdrawn });
    }
    let received = received_on(file).ok_or_else(|| Refusal::of(Rule::ReceiptUnknown))?;
    let on_the_spot = file.case.procedure == Procedure::Summary;
    let at_first = if on_the_spot { DeadlineRule::Reconsideration } else { DeadlineRule::Lawsuit };
    let at_first = due(file, received, at_first)?;
    let on = match reconsidered.filter(Remedy::was_taken_up).and_then(|one| one.result) {
        None => at_first,
        Some((RemedyResult::Withdrawn, on)) => at_first.max(on),
        Some((_, on)) => due(file, on, DeadlineRule::LawsuitAfterReconsideration)?,
    };
    Ok(RemediesEnd { on, judged: false })
}

/// 当事人在法定期限内不申请行政复议或者提起行政诉讼: the time for it is over.
pub fn remedies_are_over(file: &CaseFile, on: NaiveDate, pointer: &str) -> Result<(), Refusal> {
    let end = remedies_end(file).map_err(|refusal| refusal.at(pointer))?;
    if end.judged || on > end.on {
        return Ok(());
    }
    let zh = format!("当事人在 {} 前仍可申请复议或者提起诉讼", end.on);
    let en = format!("The party may ask for a remedy until {}", end.on);
    Err(Refusal::new(Rule::RemediesOpen, Text::new(zh, en)).at(pointer))
}

/// 申请期限 (行政强制法 第五十三条, 行政处罚法 第七十二条): three months from the end of the time for remedies, or of a deferral.
pub fn application_due_on(file: &CaseFile) -> Result<NaiveDate, Refusal> {
    let end = remedies_end(file)?;
    if end.judged {
        return counted(file, end.on, JUDGMENT_APPLICATION);
    }
    let begins = last_instalment(file).map_or(end.on, |day| day.max(end.on));
    due(file, begins, DeadlineRule::CourtApplication)
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
    let surcharge_most = unpaid.surcharge.max(unpaid.surcharge_on_unpaid);
    for (asked, most, pointer, zh) in [
        (fine, unpaid.fine, "/fine_fen", "罚款"),
        (confiscation, unpaid.confiscation, "/confiscation_fen", "没收款"),
        (surcharge, surcharge_most, "/surcharge_fen", "加处罚款"),
    ] {
        if asked > most {
            let zh = format!("{zh}尚未缴纳 {} 分", most.get());
            let en = format!("{} fen of it are unpaid", most.get());
            refusals.add(Refusal::new(Rule::EnforcedBeyondDebt, Text::new(zh, en)).at(pointer));
        }
    }
}
