//! What recorded steps bar, and what a decision must find recorded. Decisions and `next-steps` ask the same.

use crate::cases::collective_discussions::CollectiveDiscussion;
use crate::cases::deadlines::ends_from;
use crate::cases::file::CaseFile;
use crate::cases::hearing_requests::{HearingRequest, is_pending};
use crate::cases::hearings::Hearing;
use crate::cases::investigation_conclusions::InvestigationConclusion;
use crate::cases::legal_reviews::{LegalReview, ReviewOutcome};
use crate::cases::proofs_of_service::served;
use crate::cases::signatures::standing::against_unsigned;
use crate::cases::statements::Statement;
use crate::cases::{coercive_measures, evidence, parties, recusals, suspensions, transfers};
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::decision::{Penalty, not_heavier_than_told, within_summary_limits};
use crate::domain::hearing::HearingOutcome;
use crate::domain::penalty::{Outcome, Procedure};
use crate::domain::procedure_rule::{AmountLimitOf, Threshold, ThresholdPurpose};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::{Stage, Step};
use chrono::NaiveDate;

/// What stands against any decision, whatever it will say.
pub fn against_deciding(file: &CaseFile, refusals: &mut Refusals) {
    coercive_measures::against_deciding(file, refusals);
    suspensions::against_suspended(file, refusals);
    transfers::against_deciding(file, refusals);
    recusals::against_deciding(file, refusals);
    against_unsigned(file, refusals);
    if is_pending(file) {
        refusals.add(Refusal::of(Rule::HearingPending));
    }
    review_lets_decide(file, refusals);
    if file.case.procedure == Procedure::Ordinary && file.case.stage == Stage::Investigating {
        is_investigated(file, refusals);
    }
}

/// 行政处罚法 第五十四条, 第五十七条: the head looks at an investigation that is over.
fn is_investigated(file: &CaseFile, refusals: &mut Refusals) {
    let last = |step: Step| file.done.iter().rposition(|done| done.step == step);
    match (last(Step::Investigate), last(Step::ConcludeInvestigation)) {
        (None, _) => refusals.add(Refusal::of(Rule::InvestigationMissing)),
        (act, concluded) if concluded < act.max(last(Step::CollectEvidence)) => {
            refusals.add(Refusal::of(Rule::ConclusionMissing))
        }
        _ => {}
    }
}

/// 行政处罚法 第五十八条: a review that was made binds.
fn review_lets_decide(file: &CaseFile, refusals: &mut Refusals) {
    let Some((_, review)) = file.last::<LegalReview>() else { return };
    if !review.outcome.lets_decide() {
        let zh = format!("法制审核意见为“{}”，不能作出决定", review.outcome.label_zh());
        let en = format!("The legal review says {}, and so there is no decision", review.outcome);
        refusals.add(Refusal::new(Rule::ReviewNotPassed, Text::new(zh, en)));
    }
    if review.file_digest.is_some_and(|reviewed| reviewed != file.digest()) {
        refusals.add(Refusal::of(Rule::ReviewOutdated));
    }
}

/// What stands against an outcome on that day, whatever else the decision says.
pub fn against_outcome(file: &CaseFile, outcome: Outcome, on: NaiveDate, refusals: &mut Refusals) {
    if outcome == Outcome::Penalty {
        evidence::against_penalty(file, refusals);
        transfers::against_penalty(file, refusals);
        parties::against_penalty(file, refusals);
        is_told_and_heard(file, on, refusals);
        is_reviewed_and_discussed(file, refusals);
    }
    let review = file.last::<LegalReview>().map(|(_, review)| review.outcome);
    if review == Some(ReviewOutcome::Transfer) && outcome != Outcome::Transferred {
        let zh = "法制审核建议移送：应当移送或者重新审核";
        let en = "The legal review asks for a transfer: transfer the case, or have it reviewed again";
        refusals.add(Refusal::new(Rule::ReviewNotPassed, Text::new(zh, en)).at("/outcome"));
    }
    match discussed(file) {
        Some(discussed) if discussed.outcome == outcome => concluded_may_be_said(file, &discussed, refusals),
        Some(_) => refusals.add(Refusal::of(Rule::DecisionContradictsDiscussion).at("/outcome")),
        None => {}
    }
}

/// What the heads have concluded is what a decision with that outcome will say.
fn concluded_may_be_said(file: &CaseFile, discussed: &CollectiveDiscussion, refusals: &mut Refusals) {
    let mut concluded = Refusals::default();
    against_penalties(file, &discussed.penalties, &mut concluded);
    let here = |refusal: Refusal| refusal.at("");
    refusals.check_all(concluded.into_result().map_err(|all| all.into_iter().map(here).collect()));
}

/// 行政处罚法 第四十五条, 第五十一条, 第六十三条: no heavier than what was told, nothing that wants a hearing unless it was offered, and on the
/// spot nothing but what is small.
fn against_penalties(file: &CaseFile, penalties: &[Penalty], refusals: &mut Refusals) {
    if let Some((_, notice)) = file.notice() {
        refusals.check_all(not_heavier_than_told(&notice.intended_penalties, penalties));
        let offer = notice.hearing_offer_of(file, penalties).fits(notice.hearing_offered);
        refusals.check(offer.map_err(|refusal| refusal.at("/penalties")));
    }
    if file.case.procedure == Procedure::Summary {
        let party = file.case.party.kind;
        let most = file.rules.amount_limit(AmountLimitOf::summary_fine(party), file.case.filed_on);
        refusals.check_all(within_summary_limits(party, most, penalties));
    }
}

/// 行政处罚法 第四十四条, 第四十五条, 第六十二条: no penalty before the party was told, and was heard or could be.
fn is_told_and_heard(file: &CaseFile, on: NaiveDate, refusals: &mut Refusals) {
    let Some((done, notice)) = file.notice() else { return refusals.add(untold(file)) };
    let told = file.done.iter().position(|one| one.id == done.id).unwrap_or_default();
    let reached_on = served(file, done.id).map_or(notice.notified_on, |(on, _)| on);
    let statements: Vec<Statement> = file.done.iter().skip(told).filter_map(|done| done.read()).collect();
    let over = |limit: DeadlineRule| is_over(file, limit, reached_on, on);
    if statements.iter().all(Statement::leaves_open) {
        let on_the_spot = file.case.procedure == Procedure::Summary;
        let open = Err(Refusal::of(Rule::StatementPending));
        refusals.check(if on_the_spot { open } else { over(DeadlineRule::Statement) });
    }
    let waived = statements.iter().any(|one| one.hearing_waived);
    let asked = file.done.iter().skip(told).any(|done| done.read::<HearingRequest>().is_some());
    if notice.offers_hearing() && !waived && !asked {
        refusals.check(over(DeadlineRule::HearingRequest));
    }
}

/// 行政处罚法 第四十四条. A notice of before told of the decision that was annulled.
fn untold(file: &CaseFile) -> Refusal {
    if !file.has(Step::Notify) {
        return Refusal::of(Rule::NoticeMissing);
    }
    let zh = "原决定已被撤销：重新作出处罚决定前，应当重新告知当事人";
    let en = "The earlier decision is gone: give the party a new notice before a new penalty";
    Refusal::new(Rule::NoticeMissing, Text::new(zh, en))
}

/// 集体讨论 of the decision that is to be made: one about a decision that is gone binds nobody.
fn discussed(file: &CaseFile) -> Option<CollectiveDiscussion> {
    file.towards_decision().iter().rev().find_map(|done| done.read())
}

/// The party's time has ended by that day.
fn is_over(file: &CaseFile, limit: DeadlineRule, told: NaiveDate, on: NaiveDate) -> Result<(), Refusal> {
    let ends = ends_from(file, limit, told)?;
    if ends.is_over_on(on) {
        return Ok(());
    }
    let (open, zh, en) = match limit {
        DeadlineRule::Statement => (
            Rule::StatementPending,
            "尚未听取陈述申辩，期限至",
            "The party has not been heard and may state its case until",
        ),
        _ => (Rule::HearingPeriodRunning, "当事人可以申请听证，期限至", "The party may still ask for a hearing until"),
    };
    let (until, until_en) = (ends.told_zh(), ends.told_en());
    Err(Refusal::new(open, Text::new(format!("{zh} {until}"), format!("{en} {until_en}"))))
}

/// 行政处罚法 第五十七条第二款, 第五十八条: where the report of the investigation or a hearing asks for it, or the party was told of a
/// large amount.
fn is_reviewed_and_discussed(file: &CaseFile, refusals: &mut Refusals) {
    // Every report counts: a later one does not take back what an earlier one asked for.
    let reports: Vec<InvestigationConclusion> = file.all::<InvestigationConclusion>().map(|(_, one)| one).collect();
    let heard = file.all::<Hearing>().any(|(_, one)| one.outcome == HearingOutcome::Held);
    let named = reports.iter().any(|one| !one.review_grounds.is_empty());
    if (heard || named || is_large(file, ThresholdPurpose::LegalReview)) && !file.has(Step::ReviewLegally) {
        refusals.add(Refusal::of(Rule::ReviewMissing));
    }
    let grave = reports.iter().any(|one| one.grave_or_complex);
    if (grave || is_large(file, ThresholdPurpose::CollectiveDiscussion)) && discussed(file).is_none() {
        refusals.add(Refusal::of(Rule::DiscussionMissing));
    }
}

/// 较大数额 of what the party was told last, by the rule of that day.
fn is_large(file: &CaseFile, purpose: ThresholdPurpose) -> bool {
    let Some((_, notice)) = file.notice() else { return false };
    let (party, told) = (file.case.party.kind, &notice.intended_penalties);
    matches!(file.rules.large(purpose, notice.notified_on, party, None, told), Threshold::Reached(_))
}

/// What stands against this decision.
pub fn against_decision(
    file: &CaseFile,
    outcome: Outcome,
    penalties: &[Penalty],
    on: NaiveDate,
    refusals: &mut Refusals,
) {
    against_deciding(file, refusals);
    against_outcome(file, outcome, on, refusals);
    let discussed = discussed(file);
    if discussed.as_ref().is_some_and(|one| one.concluded(outcome, penalties)) {
        return; // what stands against it stands against the outcome
    }
    against_penalties(file, penalties, refusals);
    if discussed.is_some_and(|one| one.outcome == outcome) {
        refusals.add(Refusal::of(Rule::DecisionContradictsDiscussion).at("/penalties"));
    }
}
