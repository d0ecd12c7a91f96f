//! D11, D17, D24: what is made public and taken back; and the time to decide again. That something was published is not recorded yet: what
//! has to be is told, and a decision that is gone has not.

use crate::cases::coercive_measures::standings;
use crate::cases::deadlines::period::{Fact, Period};
use crate::cases::executions::Execution;
use crate::cases::file::{CaseFile, Done};
use crate::cases::lawsuits::results::LawsuitResult;
use crate::cases::reconsiderations::results::ReconsiderationResult;
use crate::cases::withdrawals::{Withdrawal, WithdrawalKind};
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::penalty::Outcome;
use crate::domain::stage::Step;

/// What a step does to the decision before it.
struct Undoing {
    /// 撤销、确认无效: nothing of it is left.
    annuls: bool,
    /// 责令重新作出, and when the agency knew.
    orders_another: Option<Fact>,
}

fn undoing(done: &Done) -> Option<Undoing> {
    let ordered = |is_ordered: bool, on| is_ordered.then(|| Fact::on(on).of_step(done.id));
    if let Some(one) = done.read::<Withdrawal>() {
        let annuls = one.kind == WithdrawalKind::Withdrawn;
        return Some(Undoing { annuls, orders_another: ordered(one.redecision, done.on) });
    }
    if let Some(one) = done.read::<ReconsiderationResult>().filter(|one| one.result.finds_fault()) {
        let orders_another = ordered(one.redecision_ordered, one.received_on.unwrap_or(done.on));
        return Some(Undoing { annuls: one.result.annuls(), orders_another });
    }
    let one = done.read::<LawsuitResult>().filter(|one| one.result.finds_fault())?;
    Some(Undoing { annuls: one.result.annuls(), orders_another: ordered(one.redecision_ordered, done.on) })
}

fn is_penalty(done: &Done) -> bool {
    done.content["outcome"].as_str() == Some(Outcome::Penalty.as_str())
}

/// 公示: each penalty, until it is gone.
pub fn publicity(file: &CaseFile) -> Vec<Period> {
    let period = |(place, decided): (usize, &Done)| {
        let later =
            file.done[place + 1..].iter().take_while(|done| done.step != Step::Decide || file.is_voided(done.id));
        let mut gone = later.filter(|done| undoing(done).is_some_and(|one| one.annuls));
        Period::of(DeadlineRule::Publicity, Fact::from(decided)).ended_by([gone.next().map(Fact::from)])
    };
    file.decisions().filter(|(_, decided)| is_penalty(decided)).map(period).collect()
}

/// 撤回、更正公示: whenever a penalty is changed, annulled, or found unlawful or void.
pub fn withdrawals(file: &CaseFile) -> Vec<Period> {
    let Some((first, _)) = file.decisions().find(|(_, decided)| is_penalty(decided)) else { return Vec::new() };
    let undone = file.done[first..].iter().filter(|done| undoing(done).is_some());
    undone.map(|done| Period::of(DeadlineRule::PublicityWithdrawal, Fact::from(done))).collect()
}

/// 主动公开: decisions on measures and executions.
pub fn disclosures(file: &CaseFile) -> Vec<Period> {
    let measures = standings(file).into_iter().map(|one| Fact::at(one.measure.imposed_at).of_step(one.id.uuid()));
    let executions = file.all::<Execution>().map(|(done, _)| Fact::from(done));
    measures.chain(executions).map(|started| Period::of(DeadlineRule::Disclosure, started)).collect()
}

/// 重新作出决定: from each order until the next decision.
pub fn redecisions(file: &CaseFile) -> Vec<Period> {
    let period = |(place, done): (usize, &Done)| {
        let ordered = undoing(done)?.orders_another?;
        let next = file.decisions().find(|(at, _)| *at > place).map(|(_, decided)| Fact::from(decided));
        Some(Period::of(DeadlineRule::Redecision, ordered).ended_by([next]))
    };
    file.done.iter().enumerate().filter_map(period).collect()
}
