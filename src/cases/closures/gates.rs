//! What a closure must find recorded. Closures and `next-steps` ask the same. 行政处罚法 第四十七条, 第六十一条, 第六十六条.

use super::model::{ClosureReason, PhaseWaiver};
use crate::cases::enforcement::surcharge_asked;
use crate::cases::file::CaseFile;
use crate::cases::payments::handovers;
use crate::cases::proofs_of_service::served;
use crate::cases::standing::{annulled_on, less, owed};
use crate::cases::{
    coercive_measures, corrections, court_applications, executions, preservation_dispositions, transfers, voidings,
};
use crate::domain::origin::Origin;
use crate::domain::penalty::Outcome;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Stage;
use crate::domain::values::{AmountUnit, Fen};
use crate::recordings::model::Phase;

/// What stands against any closure.
pub fn against_closing(file: &CaseFile, refusals: &mut Refusals) {
    coercive_measures::against_closing(file, refusals);
    preservation_dispositions::against_closing(file, refusals);
    transfers::against_closing(file, refusals);
    court_applications::results::against_closing(file, refusals);
    executions::against_closing(file, refusals);
    corrections::rechecks::against_closing(file, refusals);
    voidings::against_closing(file, refusals);
    handovers::against_closing(file, refusals);
    is_served(file, refusals);
}

/// What stands against closing for that reason.
pub fn against_reason(file: &CaseFile, reason: ClosureReason, refusals: &mut Refusals) {
    if !fits(file, reason) {
        let zh = format!("案件情况与结案原因“{}”不符", reason.label_zh());
        let en = format!("What the case holds does not fit the reason {reason}");
        refusals.add(Refusal::new(Rule::ClosureReasonUnfit, Text::new(zh, en)).at("/reason"));
    }
    if reason == ClosureReason::ExecutionEnded && !is_execution_over(file) {
        refusals.add(Refusal::of(Rule::ExecutionNotEnded).at("/reason"));
    }
    if matches!(reason, ClosureReason::Performed | ClosureReason::Other) && annulled_on(file).is_none() {
        is_paid(file, refusals);
    }
}

fn fits(file: &CaseFile, reason: ClosureReason) -> bool {
    let went = transfers::standings(file).iter().any(|one| one.stands() && one.accepted_on.is_some());
    let is_with_others = file.case.stage == Stage::Transferred || decided(file) == Some(Outcome::Transferred);
    let is_terminated = file.case.stage == Stage::Terminated;
    match reason {
        ClosureReason::Terminated => is_terminated,
        ClosureReason::Transferred => went,
        _ if is_terminated => false,
        _ if is_with_others => false,
        ClosureReason::Annulled => annulled_on(file).is_some(),
        ClosureReason::Other => true,
        ClosureReason::NoPenalty => {
            decided(file).is_none_or(|one| matches!(one, Outcome::NoPenaltyMinor | Outcome::NoPenaltyUnfounded))
        }
        ClosureReason::Performed | ClosureReason::ExecutionEnded => {
            decided(file).is_none_or(|one| one == Outcome::Penalty) && annulled_on(file).is_none()
        }
    }
}

/// 执行终结: a court has executed or ended it, or refused for good; or the agency has ended an execution of its own (行政强制法 第四十条). What was
/// decided elsewhere may have been enforced there.
fn is_execution_over(file: &CaseFile) -> bool {
    let decided_elsewhere = file.case.origin == Origin::Import && file.decided().is_none();
    decided_elsewhere || court_applications::results::is_over(file) || executions::is_ended(file)
}

/// `None` where the file holds no decision: of cases whose decision was imported.
fn decided(file: &CaseFile) -> Option<Outcome> {
    let (_, decision) = file.decided()?;
    serde_json::from_value(decision.content["outcome"].clone()).ok()
}

/// 行政处罚法 第六十一条. A transfer goes to the other body, not to the party.
fn is_served(file: &CaseFile, refusals: &mut Refusals) {
    let Some((_, decision)) = file.decided() else { return };
    // What was announced is served when its thirty days are over.
    let is_served = served(file, decision.id).is_some_and(|(on, _)| on <= file.today);
    if !is_served && decided(file) != Some(Outcome::Transferred) {
        refusals.add(Refusal::of(Rule::DecisionNotServed));
    }
}

/// 行政处罚法 第六十六条, 第七十二条: a receipt for every fen, also of a surcharge that was asked for.
fn is_paid(file: &CaseFile, refusals: &mut Refusals) {
    let asked = surcharge_asked(file);
    let surcharge = owed(file).map(|owed| less(asked, owed.surcharge_paid)).filter(|unpaid| !unpaid.is_zero());
    if let Some(unpaid) = surcharge {
        let zh = format!("加处罚款尚有 {} 元没有缴款记录", yuan(unpaid));
        let en = format!("Of the surcharge that was asked for, {} yuan have no record of payment", yuan(unpaid));
        refusals.add(Refusal::new(Rule::SurchargeUnpaid, Text::new(zh, en)));
    }
    let unpaid = owed(file).map(|owed| owed.unpaid()).filter(|unpaid| !unpaid.is_zero());
    if let Some(unpaid) = unpaid {
        let zh = format!("罚没款尚有 {} 元没有缴款记录", yuan(unpaid));
        let en = format!("Of what was imposed, {} yuan have no record of payment", yuan(unpaid));
        refusals.add(Refusal::new(Rule::PenaltyUnpaid, Text::new(zh, en)));
    }
}

fn yuan(fen: Fen) -> String {
    fen.display(AmountUnit::Yuan, 2)
}

/// 行政处罚法 第四十七条: each phase that the case went through was recorded, or it is said why not. Records of before were not kept here.
pub fn is_recorded(file: &CaseFile, recorded: &[Phase], waived: &[PhaseWaiver]) -> Result<(), Vec<Refusal>> {
    let mut refusals = Refusals::default();
    let excused = |phase: &Phase| recorded.contains(phase) || waived.iter().any(|one| one.phase == *phase);
    let missing = phases_of(file).into_iter().filter(|phase| !excused(phase));
    for phase in missing.filter(|_| file.case.origin == Origin::Live) {
        let zh = format!(
            "{}环节（{phase}）没有全过程记录：请补充记录，或者在 phases_without_recording 写明理由",
            phase.label_zh()
        );
        let en = format!(
            "Nothing of the phase {phase} was recorded: add a recording, or say why in phases_without_recording"
        );
        refusals.add(Refusal::new(Rule::RecordingPhaseMissing, Text::new(zh, en)).at("/phases_without_recording"));
    }
    refusals.into_result()
}

/// The phases that a case went through.
fn phases_of(file: &CaseFile) -> Vec<Phase> {
    let outcome = decided(file);
    let was_served = outcome.is_some_and(|one| one != Outcome::Transferred);
    let all = [
        (Phase::Initiation, true),
        (Phase::Investigation, true),
        (Phase::Review, outcome.is_some()),
        (Phase::Decision, outcome.is_some()),
        (Phase::Service, was_served),
        (Phase::Execution, outcome == Some(Outcome::Penalty) && annulled_on(file).is_none()),
    ];
    all.into_iter().filter(|(_, passed)| *passed).map(|(phase, _)| phase).collect()
}
