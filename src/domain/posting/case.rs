//! What cases contribute, live and imported alike.

use super::{Contribution, Counter, Quantity};
use crate::domain::day::Period;
use crate::domain::decision::Penalty;
use crate::domain::penalty::{Outcome, PenaltyKind, PenaltySet, Procedure};
use crate::domain::values::Fen;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The trait bit of a decision that reconsideration or a court annulled (S5); the fourteen bits below it are the kinds
/// of penalty.
pub const ANNULLED: i32 = 1 << 14;

/// Everything of a case that figures are made of. Kept as it is for imported cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFacts {
    pub procedure: Procedure,
    pub filed_on: NaiveDate,
    pub is_tagged: bool,
    pub decision: Option<DecisionFacts>,
    pub annulled_on: Option<NaiveDate>,
    /// Decisions that are gone because a new one was made, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierDecision>,
    pub closed_on: Option<NaiveDate>,
    pub legal_review: Option<Examined>,
    pub hearing_held_on: Option<NaiveDate>,
    pub reconsideration: Option<Examined>,
    pub lawsuit: Option<Examined>,
    pub transferred_on: Option<NaiveDate>,
    pub transfer_accepted_on: Option<NaiveDate>,
    pub paid: Vec<Paid>,
    /// 已并入其他案件: one case with the other, which counts for both.
    #[serde(default)]
    pub is_merged: bool,
}

/// 决定
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionFacts {
    pub outcome: Outcome,
    /// The legal date of `decided_at` (S1).
    pub decided_on: NaiveDate,
    /// 减轻处罚
    pub is_mitigated: bool,
    pub penalties: Vec<Penalty>,
}

/// 被撤销后重新作出: a decision in whose place there is a new one, with what it was tried by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierDecision {
    pub decision: DecisionFacts,
    pub reconsideration: Option<Examined>,
    pub lawsuit: Option<Examined>,
}

/// Somebody looked at the case again, and found fault with it or not: 法制审核, 行政复议, 行政诉讼.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examined {
    /// The day of the review, of the request, of the filing of the suit.
    pub on: NaiveDate,
    /// 纠错, 败诉
    pub found_wrong: bool,
}

/// 缴款
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    pub on: NaiveDate,
    pub amount_fen: Fen,
}

impl CaseFacts {
    /// A case that has been filed, and no more.
    pub fn filed(procedure: Procedure, filed_on: NaiveDate, is_tagged: bool) -> Self {
        Self {
            procedure,
            filed_on,
            is_tagged,
            decision: None,
            annulled_on: None,
            earlier: Vec::new(),
            closed_on: None,
            legal_review: None,
            hearing_held_on: None,
            reconsideration: None,
            lawsuit: None,
            transferred_on: None,
            transfer_accepted_on: None,
            paid: Vec::new(),
            is_merged: false,
        }
    }
}

pub fn of_case(case: &CaseFacts) -> Contribution {
    let mut posts = Contribution::default();
    let since_filed = Period { from: case.filed_on, to: None };
    if !case.is_merged {
        posts.count(Counter::CasesFiled, case.filed_on);
        posts.stock(Counter::CasesTotal, since_filed);
    }
    if case.is_tagged && !case.is_merged {
        posts.stock(Counter::CasesTagged, since_filed);
    }
    for earlier in &case.earlier {
        post_decision(&mut posts, case.procedure, &earlier.decision, ANNULLED);
        post_examined(
            &mut posts,
            Counter::Reconsiderations,
            Counter::ReconsiderationsCorrected,
            earlier.reconsideration,
        );
        post_examined(&mut posts, Counter::Lawsuits, Counter::LawsuitsLost, earlier.lawsuit);
    }
    if let Some(decision) = &case.decision {
        post_decision(&mut posts, case.procedure, decision, if case.annulled_on.is_some() { ANNULLED } else { 0 });
    }
    let transferred_on = case.transferred_on.or_else(|| day_of_transfer(case));
    let once = [
        (Counter::CasesClosed, case.closed_on.filter(|_| !case.is_merged)),
        (Counter::HearingsHeld, case.hearing_held_on),
        (Counter::TransfersToJustice, transferred_on),
        (Counter::TransfersAccepted, case.transfer_accepted_on),
    ];
    for (counter, day) in once {
        day.into_iter().for_each(|day| posts.count(counter, day));
    }
    let examined = [
        (Counter::LegalReviews, Counter::LegalReviewsCorrected, case.legal_review),
        (Counter::Reconsiderations, Counter::ReconsiderationsCorrected, case.reconsideration),
        (Counter::Lawsuits, Counter::LawsuitsLost, case.lawsuit),
    ];
    for (all, wrong, examined) in examined {
        post_examined(&mut posts, all, wrong, examined);
    }
    for paid in &case.paid {
        posts.post(Counter::FinesCollected, paid.on, 0, Quantity { count: 1, amount_fen: paid.amount_fen.get() });
    }
    posts
}

fn post_examined(posts: &mut Contribution, all: Counter, wrong: Counter, examined: Option<Examined>) {
    let Some(Examined { on, found_wrong }) = examined else { return };
    posts.count(all, on);
    if found_wrong {
        posts.count(wrong, on);
    }
}

/// S1, S2, S4: one decision is one case, on the day of the decision, with the amount fixed in it.
fn post_decision(posts: &mut Contribution, procedure: Procedure, decision: &DecisionFacts, annulled: i32) {
    let mut post = |counter, traits, amount_fen| {
        posts.post(counter, decision.decided_on, traits, Quantity { count: 1, amount_fen });
    };
    match decision.outcome {
        Outcome::NoPenaltyMinor | Outcome::NoPenaltyUnfounded => post(Counter::NoPenaltyDecisions, annulled, 0),
        Outcome::Transferred => {}
        Outcome::Penalty => {
            let kinds: PenaltySet = decision.penalties.iter().map(|penalty| penalty.kind).collect();
            let traits = i32::from(kinds.bits()) | annulled;
            let total = amount_of(decision, |kind| kind.may_carry_amount());
            post(Counter::PenaltyDecisions, traits, total);
            post(by_procedure(procedure), annulled, total);
            if decision.is_mitigated {
                post(Counter::MitigatedDecisions, annulled, total);
            }
            for (counter, counts) in [(Counter::FinesImposed, true), (Counter::ConfiscationsImposed, false)] {
                let of_sort = |kind: PenaltyKind| kind.may_carry_amount() && (kind == PenaltyKind::Fine) == counts;
                if kinds.iter().any(of_sort) {
                    post(counter, annulled, amount_of(decision, of_sort));
                }
            }
        }
    }
}

fn amount_of(decision: &DecisionFacts, counts: impl Fn(PenaltyKind) -> bool) -> i64 {
    let counted = decision.penalties.iter().filter(|penalty| counts(penalty.kind));
    counted.filter_map(|penalty| penalty.amount_fen).map(Fen::get).sum()
}

const fn by_procedure(procedure: Procedure) -> Counter {
    match procedure {
        Procedure::Ordinary => Counter::DecisionsOrdinaryProcedure,
        Procedure::Summary => Counter::DecisionsSummaryProcedure,
    }
}

/// A case whose outcome is the transfer was transferred on the day of that decision.
fn day_of_transfer(case: &CaseFacts) -> Option<NaiveDate> {
    case.decision
        .as_ref()
        .filter(|decision| decision.outcome == Outcome::Transferred)
        .map(|decision| decision.decided_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn decided(penalties: &[(PenaltyKind, Option<i64>)]) -> CaseFacts {
        let penalty = |(kind, fen): &(PenaltyKind, Option<i64>)| Penalty {
            kind: *kind,
            amount_fen: fen.map(|fen| Fen::new(fen).expect("an amount")),
        };
        let decision = DecisionFacts {
            outcome: Outcome::Penalty,
            decided_on: day("2023-04-01"),
            is_mitigated: false,
            penalties: penalties.iter().map(penalty).collect(),
        };
        let filed = CaseFacts::filed(Procedure::Ordinary, day("2023-03-01"), true);
        CaseFacts { decision: Some(decision), ..filed }
    }

    fn posted(facts: &CaseFacts, counter: Counter) -> Vec<(NaiveDate, i32, i64, i64)> {
        let all = of_case(facts);
        let of = all.iter().filter(|(place, _)| place.counter == counter);
        of.map(|(place, quantity)| (place.on, place.traits, quantity.count, quantity.amount_fen)).collect()
    }

    #[test]
    fn several_kinds_in_one_decision_are_one_case_with_all_its_amounts() {
        let kinds = [
            (PenaltyKind::Fine, Some(200_00)),
            (PenaltyKind::ConfiscationOfGains, Some(50)),
            (PenaltyKind::ConfiscationOfProperty, None),
        ];
        let facts = decided(&kinds);
        let bits: PenaltySet = kinds.iter().map(|(kind, _)| *kind).collect();
        let (on, bits) = (day("2023-04-01"), i32::from(bits.bits()));
        assert_eq!(posted(&facts, Counter::PenaltyDecisions), [(on, bits, 1, 200_50)]);
        assert_eq!(posted(&facts, Counter::FinesImposed), [(on, 0, 1, 200_00)]);
        assert_eq!(posted(&facts, Counter::ConfiscationsImposed), [(on, 0, 1, 50)]);
        assert_eq!(posted(&facts, Counter::DecisionsOrdinaryProcedure), [(on, 0, 1, 200_50)]);
    }

    #[test]
    fn an_annulled_decision_stays_and_is_marked() {
        let facts = CaseFacts { annulled_on: Some(day("2023-09-01")), ..decided(&[(PenaltyKind::Warning, None)]) };
        assert_eq!(posted(&facts, Counter::PenaltyDecisions), [(day("2023-04-01"), 1 | ANNULLED, 1, 0)]);
    }

    #[test]
    fn a_new_decision_in_the_place_of_one_that_is_gone_counts_besides_it() {
        let of = |kinds| decided(kinds).decision.expect("decided");
        let gone = EarlierDecision {
            decision: of(&[(PenaltyKind::Fine, Some(500_00))]),
            reconsideration: None,
            lawsuit: Some(Examined { on: day("2023-05-01"), found_wrong: true }),
        };
        let new = DecisionFacts { decided_on: day("2024-02-01"), ..of(&[(PenaltyKind::Fine, Some(200_00))]) };
        let facts = CaseFacts { earlier: vec![gone], decision: Some(new), ..decided(&[]) };
        let old = (day("2023-04-01"), ANNULLED, 1, 500_00);
        assert_eq!(posted(&facts, Counter::FinesImposed), [old, (day("2024-02-01"), 0, 1, 200_00)]);
        assert_eq!(posted(&facts, Counter::LawsuitsLost), [(day("2023-05-01"), 0, 1, 0)]);
        assert_eq!(posted(&facts, Counter::CasesFiled).len(), 1);
    }

    #[test]
    fn an_untagged_case_counts_among_all_but_not_among_the_tagged() {
        let facts = CaseFacts::filed(Procedure::Summary, day("2023-03-01"), false);
        assert_eq!(posted(&facts, Counter::CasesTotal).len(), 1);
        assert!(posted(&facts, Counter::CasesTagged).is_empty());
    }

    #[test]
    fn a_transfer_is_counted_once_on_its_own_day() {
        let mut facts = decided(&[]);
        facts.decision.as_mut().expect("decided").outcome = Outcome::Transferred;
        assert_eq!(posted(&facts, Counter::TransfersToJustice), [(day("2023-04-01"), 0, 1, 0)]);
        facts.transferred_on = Some(day("2023-04-03"));
        assert_eq!(posted(&facts, Counter::TransfersToJustice), [(day("2023-04-03"), 0, 1, 0)]);
        assert!(posted(&facts, Counter::PenaltyDecisions).is_empty());
    }
}
