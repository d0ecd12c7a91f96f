//! What recorded steps bar. Decisions, closures and `next-steps` ask the same.

use crate::cases::closures::model::ClosureReason;
use crate::cases::file::CaseFile;
use crate::cases::{coercive_measures, suspensions, transfers};
use crate::domain::penalty::{Outcome, Procedure};
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::{Stage, Step};

/// What stands against any decision, whatever it will say.
pub fn against_deciding(file: &CaseFile, refusals: &mut Refusals) {
    coercive_measures::against_deciding(file, refusals);
    suspensions::against_suspended(file, refusals);
    transfers::against_deciding(file, refusals);
    let came_back = file.case.stage == Stage::Investigating && file.case.procedure == Procedure::Ordinary;
    if came_back && !file.has(Step::Investigate) {
        refusals.add(Refusal::of(Rule::InvestigationMissing));
    }
}

/// What stands against this decision.
pub fn against_decision(file: &CaseFile, outcome: Outcome, refusals: &mut Refusals) {
    against_deciding(file, refusals);
    if outcome == Outcome::Penalty {
        transfers::against_penalty(file, refusals);
    }
}

/// What stands against any closure.
pub fn against_closing(file: &CaseFile, reason: Option<ClosureReason>, refusals: &mut Refusals) {
    coercive_measures::against_closing(file, refusals);
    let is_for_transfer = reason.map(|reason| reason == ClosureReason::Transferred);
    transfers::against_closing(file, is_for_transfer, refusals);
}
