//! What recorded steps bar. Decisions, closures and `next-steps` ask the same.

use crate::cases::closures::model::ClosureReason;
use crate::cases::collective_discussions::CollectiveDiscussion;
use crate::cases::file::CaseFile;
use crate::cases::hearing_requests::is_pending;
use crate::cases::legal_reviews::{LegalReview, ReviewOutcome};
use crate::cases::prior_notices::PriorNotice;
use crate::cases::{coercive_measures, suspensions, transfers};
use crate::domain::decision::{Penalty, not_heavier_than_told};
use crate::domain::penalty::{Outcome, Procedure};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
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
    if is_pending(file) {
        refusals.add(Refusal::of(Rule::HearingPending));
    }
    review_lets_decide(file, refusals);
}

/// 行政处罚法 第五十八条: a review that was made binds.
fn review_lets_decide(file: &CaseFile, refusals: &mut Refusals) {
    let Some((_, review)) = file.last::<LegalReview>() else { return };
    if !review.outcome.lets_decide() {
        let zh = format!("法制审核意见为“{}”,不能作出决定", review.outcome.label_zh());
        let en = format!("The legal review says {}: there is no decision", review.outcome);
        refusals.add(Refusal::new(Rule::ReviewNotPassed, Text::new(zh, en)));
    }
    if review.file_digest.is_some_and(|reviewed| reviewed != file.digest()) {
        refusals.add(Refusal::of(Rule::ReviewOutdated));
    }
}

/// What stands against this decision.
pub fn against_decision(file: &CaseFile, outcome: Outcome, penalties: &[Penalty], refusals: &mut Refusals) {
    against_deciding(file, refusals);
    if outcome == Outcome::Penalty {
        transfers::against_penalty(file, refusals);
    }
    if let Some((_, notice)) = file.last::<PriorNotice>() {
        refusals.check_all(not_heavier_than_told(&notice.intended_penalties, penalties));
    }
    let review = file.last::<LegalReview>().map(|(_, review)| review.outcome);
    if review == Some(ReviewOutcome::Transfer) && outcome != Outcome::Transferred {
        let zh = "法制审核建议移送,应当移送或者重新审核";
        let en = "The legal review asks for a transfer: transfer the case, or have it reviewed again";
        refusals.add(Refusal::new(Rule::ReviewNotPassed, Text::new(zh, en)).at("/outcome"));
    }
    if let Some((_, discussed)) = file.last::<CollectiveDiscussion>()
        && !discussed.concluded(outcome, penalties)
    {
        refusals.add(Refusal::of(Rule::DecisionContradictsDiscussion).at("/outcome"));
    }
}

/// What stands against any closure.
pub fn against_closing(file: &CaseFile, reason: Option<ClosureReason>, refusals: &mut Refusals) {
    coercive_measures::against_closing(file, refusals);
    let is_for_transfer = reason.map(|reason| reason == ClosureReason::Transferred);
    transfers::against_closing(file, is_for_transfer, refusals);
}
