//! What the rows of a case say for the figures.

use crate::cases::file::{CaseFile, Done};
use crate::cases::model::Case;
use crate::cases::steps::{figures, store as steps};
use crate::db::View;
use crate::domain::day::legal_date;
use crate::domain::decision::Penalty;
use crate::domain::ids::DecisionId;
use crate::domain::origin::Origin;
use crate::domain::penalty::{Outcome, PenaltyKind};
use crate::domain::posting::{CaseFacts, DecisionFacts, EarlierDecision};
use crate::domain::values::Fen;
use crate::problem::Problem;
use crate::schema::{case_decision, decision_penalty, imported_case};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;

/// Everything that a case contributes to the figures, from its rows: what was imported, and what happened since.
pub fn facts(view: &mut View, case: &Case) -> Result<CaseFacts, Problem> {
    let file = steps::file(view, case.clone())?;
    let decisions = decisions(view, case)?;
    of(view, &file, decisions)
}

/// The same with a decision that is about to be made: `done` is its place in the file.
pub fn facts_with_decision(
    view: &mut View,
    case: &Case,
    done: Done,
    decision: DecisionFacts,
) -> Result<CaseFacts, Problem> {
    let mut file = steps::file(view, case.clone())?;
    let mut decisions = decisions(view, case)?;
    decisions.push((DecisionId::from_uuid(done.id), decision));
    file.done.push(done);
    of(view, &file, decisions)
}

fn of(view: &mut View, file: &CaseFile, decisions: Vec<(DecisionId, DecisionFacts)>) -> Result<CaseFacts, Problem> {
    let case = &file.case;
    let filed = CaseFacts::filed(case.procedure, case.filed_on, case.is_tagged());
    let known = match case.origin {
        Origin::Live => filed,
        Origin::Import => imported_facts(view, case)?.unwrap_or(filed),
    };
    let valid = decisions.into_iter().filter(|(id, _)| !file.is_voided(id.uuid())).map(|(_, decision)| decision);
    let known = decided(known, valid.collect());
    let known = CaseFacts { is_tagged: case.is_tagged(), closed_on: case.closed_on, ..known };
    Ok(figures::with_steps(known, file))
}

/// With the decisions that were made here: the last one counts, those before it are gone.
fn decided(known: CaseFacts, live: Vec<DecisionFacts>) -> CaseFacts {
    let mut all: Vec<DecisionFacts> = known.decision.iter().cloned().chain(live).collect();
    let decision = all.pop();
    let mut earlier: Vec<_> =
        all.into_iter().map(|decision| EarlierDecision { decision, reconsideration: None, lawsuit: None }).collect();
    match (&known.decision, earlier.first_mut()) {
        (Some(_), Some(imported)) => {
            (imported.reconsideration, imported.lawsuit) = (known.reconsideration, known.lawsuit);
            CaseFacts { decision, earlier, annulled_on: None, reconsideration: None, lawsuit: None, ..known }
        }
        _ => CaseFacts { decision, earlier, ..known },
    }
}

fn imported_facts(view: &mut View, case: &Case) -> Result<Option<CaseFacts>, Problem> {
    let newest: Option<serde_json::Value> = imported_case::table
        .filter(imported_case::agency_id.eq(case.agency).and(imported_case::case_id.eq(case.id)))
        .order(imported_case::revision.desc())
        .select(imported_case::facts)
        .first(view.conn())
        .optional()?;
    newest.map(serde_json::from_value).transpose().map_err(Problem::internal)
}

/// Every decision that was made here, oldest first.
fn decisions(view: &mut View, case: &Case) -> Result<Vec<(DecisionId, DecisionFacts)>, Problem> {
    let found: Vec<(DecisionId, Outcome, DateTime<Utc>, Option<Value>)> = case_decision::table
        .filter(case_decision::agency_id.eq(case.agency).and(case_decision::case_id.eq(case.id)))
        .order(case_decision::nth)
        .select((case_decision::id, case_decision::outcome, case_decision::decided_at, case_decision::leniency))
        .load(view.conn())?;
    let ids: Vec<DecisionId> = found.iter().map(|(id, ..)| *id).collect();
    let penalties: Vec<(DecisionId, PenaltyKind, Option<Fen>)> = decision_penalty::table
        .filter(decision_penalty::agency_id.eq(case.agency).and(decision_penalty::decision_id.eq_any(ids)))
        .select((decision_penalty::decision_id, decision_penalty::kind, decision_penalty::amount_fen))
        .load(view.conn())?;
    let facts = |(id, outcome, decided_at, leniency): (DecisionId, Outcome, DateTime<Utc>, Option<Value>)| {
        let of_it = penalties.iter().filter(|(decision, ..)| *decision == id);
        let penalties = of_it.map(|(_, kind, amount_fen)| Penalty { kind: *kind, amount_fen: *amount_fen }).collect();
        (
            id,
            DecisionFacts {
                outcome,
                decided_on: legal_date(decided_at),
                is_mitigated: leniency.is_some_and(|one| one["kind"] == "reduced"),
                penalties,
            },
        )
    };
    Ok(found.into_iter().map(facts).collect())
}
