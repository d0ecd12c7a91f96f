//! What a row says of a case for the figures, and what its days and penalties must agree on. Pure.

use super::CaseForm;
use crate::domain::act::not_in_the_future;
use crate::domain::day::legal_date;
use crate::domain::decision::{Penalty, consistent};
use crate::domain::penalty::Outcome;
use crate::domain::posting::{CaseFacts, DecisionFacts, Examined, Paid};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Stage;
use crate::imports::kinds::runs_forward;
use chrono::NaiveDate;

/// The days of a case must lie in the past and run forward; its penalties must agree with its outcome. In which order
/// the steps between filing and closure were taken is not asked of the past.
pub fn refusals(form: &CaseForm, today: NaiveDate) -> Vec<Refusal> {
    let mut refusals = Refusals::default();
    for (pointer, day) in days(form) {
        refusals.check(not_in_the_future(day, today, &pointer));
        refusals.check(runs_forward(Some(form.filed_on), Some(day), &pointer));
    }
    let decided_on = form.decided_at.map(legal_date);
    refusals.check(runs_forward(decided_on, form.closed_on, "/closed_on"));
    refusals.check(runs_forward(decided_on, form.annulled_on, "/annulled_on"));
    refusals.check(runs_forward(form.transferred_on, form.transfer_accepted_on, "/transfer_accepted_on"));
    match form.outcome {
        Some(outcome) => {
            refusals.check_all(consistent(outcome, &penalties(form)));
        }
        None if !form.penalties.is_empty() => {
            let detail = Text::new("没有处理结果却写明了处罚", "Penalties without an outcome");
            refusals.add(Refusal::new(Rule::OutcomeContradictsPenalties, detail).at("/outcome"));
        }
        None => {}
    }
    refusals.into_result().err().unwrap_or_default()
}

/// Every day that the row names, with its place.
fn days(form: &CaseForm) -> Vec<(String, NaiveDate)> {
    let mut days = vec![("/filed_on".to_owned(), Some(form.filed_on))];
    let named = [
        ("/decided_at", form.decided_at.map(legal_date)),
        ("/legal_review/reviewed_on", form.legal_review.as_ref().map(|review| review.reviewed_on)),
        ("/hearing_held_on", form.hearing_held_on),
        ("/closed_on", form.closed_on),
        ("/annulled_on", form.annulled_on),
        ("/reconsideration/requested_on", form.reconsideration.as_ref().map(|one| one.requested_on)),
        ("/lawsuit/filed_on", form.lawsuit.as_ref().map(|suit| suit.filed_on)),
        ("/transferred_on", form.transferred_on),
        ("/transfer_accepted_on", form.transfer_accepted_on),
    ];
    days.extend(named.map(|(pointer, day)| (pointer.to_owned(), day)));
    let paid = form.paid.iter().flatten().enumerate();
    days.extend(paid.map(|(place, paid)| (format!("/paid/{place}/on"), Some(paid.on))));
    days.into_iter().filter_map(|(pointer, day)| Some((pointer, day?))).collect()
}

/// A kind that takes no amount may be given with 0.
fn penalties(form: &CaseForm) -> Vec<Penalty> {
    let plain = |penalty: &Penalty| {
        let is_nothing = penalty.amount_fen.is_some_and(|fen| fen.is_zero()) && !penalty.kind.may_carry_amount();
        Penalty { amount_fen: penalty.amount_fen.filter(|_| !is_nothing), ..*penalty }
    };
    form.penalties.iter().map(plain).collect()
}

/// The day of the decision; a transfer that names none was decided on the day it was made.
pub fn decided_on(form: &CaseForm) -> Option<NaiveDate> {
    let of_transfer = form.transferred_on.filter(|_| form.outcome == Some(Outcome::Transferred));
    form.decided_at.map(legal_date).or(of_transfer)
}

pub fn stage(form: &CaseForm) -> Stage {
    match (form.closed_on, form.outcome) {
        (Some(_), _) => Stage::Closed,
        (None, Some(_)) => Stage::Decided,
        (None, None) => Stage::Filed,
    }
}

pub fn of(form: &CaseForm) -> CaseFacts {
    let decision = form.outcome.zip(decided_on(form)).map(|(outcome, decided_on)| DecisionFacts {
        outcome,
        decided_on,
        is_mitigated: form.mitigated.unwrap_or_default(),
        penalties: penalties(form),
    });
    let examined = |on: NaiveDate, found_wrong: bool| Examined { on, found_wrong };
    CaseFacts {
        procedure: form.procedure,
        filed_on: form.filed_on,
        is_tagged: !form.matter_codes.is_empty(),
        decision,
        annulled_on: form.annulled_on,
        earlier: Vec::new(),
        closed_on: form.closed_on,
        legal_review: form.legal_review.as_ref().map(|review| examined(review.reviewed_on, review.corrected)),
        hearing_held_on: form.hearing_held_on,
        reconsideration: form.reconsideration.as_ref().map(|one| examined(one.requested_on, one.corrected)),
        lawsuit: form.lawsuit.as_ref().map(|suit| examined(suit.filed_on, suit.lost)),
        transferred_on: form.transferred_on,
        transfer_accepted_on: form.transfer_accepted_on,
        paid: form.paid.iter().flatten().map(|paid| Paid { on: paid.on, amount_fen: paid.amount_fen }).collect(),
        is_merged: false,
    }
}
