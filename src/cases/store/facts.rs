//! What the rows of a case say for the figures.

use crate::cases::file::CaseFile;
use crate::cases::model::Case;
use crate::cases::steps::figures;
use crate::db::View;
use crate::domain::day::legal_date;
use crate::domain::decision::Penalty;
use crate::domain::ids::DecisionId;
use crate::domain::origin::Origin;
use crate::domain::penalty::{Outcome, PenaltyKind};
use crate::domain::posting::{CaseFacts, DecisionFacts, EarlierDecision};
use crate::domain::stage::Step;
use crate::domain::values::Fen;
use crate::problem::Problem;
use crate::schema::{case_decision, decision_penalty, imported_case};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;

/// Everything that a case contributes to the figures: what was imported, and what happened since.
pub fn facts(view: &mut View, file: &CaseFile) -> Result<CaseFacts, Problem> {
    facts_with_decision(view, file, None)
}

/// The same with the decision that the file ends with, where it is not written yet.
pub fn facts_with_decision(
    view: &mut View,
    file: &CaseFile,
    new: Option<(DecisionId, DecisionFacts)>,
) -> Result<CaseFacts, Problem> {
    let case = &file.case;
    let filed = CaseFacts::filed(case.procedure, case.filed_on, case.is_tagged());
    let known = match case.origin {
        Origin::Live => filed,
        Origin::Import => imported_facts(view, case)?.unwrap_or(filed),
    };
    let written = file
        .done
        .iter()
        .any(|done| done.step == Step::Decide && new.as_ref().is_none_or(|(id, _)| id.uuid() != done.id));
    let decisions = if written { decisions(view, case)? } else { Vec::new() };
    let valid = decisions.into_iter().chain(new).filter(|(id, _)| !file.is_voided(id.uuid()));
    let known = decided(known, valid.map(|(_, decision)| decision).collect());
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

type DecisionRow = (DecisionId, Outcome, DateTime<Utc>, Option<Value>, Option<(PenaltyKind, Option<Fen>)>);

/// Every decision that was made here, oldest first.
fn decisions(view: &mut View, case: &Case) -> Result<Vec<(DecisionId, DecisionFacts)>, Problem> {
    let of = decision_penalty::agency_id
        .eq(case_decision::agency_id)
        .and(decision_penalty::decision_id.eq(case_decision::id));
    let rows: Vec<DecisionRow> = case_decision::table
        .left_join(decision_penalty::table.on(of))
        .filter(case_decision::agency_id.eq(case.agency).and(case_decision::case_id.eq(case.id)))
        .order((case_decision::nth, decision_penalty::kind))
        .select((
            case_decision::id,
            case_decision::outcome,
            case_decision::decided_at,
            case_decision::leniency,
            (decision_penalty::kind, decision_penalty::amount_fen).nullable(),
        ))
        .load(view.conn())?;
    let mut all: Vec<(DecisionId, DecisionFacts)> = Vec::new();
    for (id, outcome, decided_at, leniency, penalty) in rows {
        if all.last().is_none_or(|(last, _)| *last != id) {
            let is_mitigated = leniency.is_some_and(|one| one["kind"] == "reduced");
            let decided_on = legal_date(decided_at);
            all.push((id, DecisionFacts { outcome, decided_on, is_mitigated, penalties: Vec::new() }));
        }
        if let (Some((_, decision)), Some((kind, amount_fen))) = (all.last_mut(), penalty) {
            decision.penalties.push(Penalty { kind, amount_fen });
        }
    }
    Ok(all)
}
