//! What the rows of a case say for the figures.

use crate::cases::model::Case;
use crate::cases::steps::{figures, store as steps};
use crate::db::View;
use crate::domain::day::legal_date;
use crate::domain::decision::Penalty;
use crate::domain::ids::DecisionId;
use crate::domain::origin::Origin;
use crate::domain::penalty::{Outcome, PenaltyKind};
use crate::domain::posting::{CaseFacts, DecisionFacts};
use crate::domain::values::Fen;
use crate::problem::Problem;
use crate::schema::{case_decision, decision_penalty, imported_case};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;

/// Everything that a case contributes to the figures, from its rows: what was imported, and what happened since.
pub fn facts(view: &mut View, case: &Case) -> Result<CaseFacts, Problem> {
    let filed = CaseFacts::filed(case.procedure, case.filed_on, case.is_tagged());
    let known = match case.origin {
        Origin::Live => filed,
        Origin::Import => imported_facts(view, case)?.unwrap_or(filed),
    };
    let decision = decision_facts(view, case)?.or(known.decision.clone());
    let known = CaseFacts { is_tagged: case.is_tagged(), decision, closed_on: case.closed_on, ..known };
    Ok(figures::with_steps(known, &steps::file(view, case.clone())?))
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

fn decision_facts(view: &mut View, case: &Case) -> Result<Option<DecisionFacts>, Problem> {
    let found: Option<(DecisionId, Outcome, DateTime<Utc>, Option<Value>)> = case_decision::table
        .filter(case_decision::agency_id.eq(case.agency).and(case_decision::case_id.eq(case.id)))
        .select((case_decision::id, case_decision::outcome, case_decision::decided_at, case_decision::leniency))
        .first(view.conn())
        .optional()?;
    let Some((id, outcome, decided_at, leniency)) = found else { return Ok(None) };
    let penalties: Vec<(PenaltyKind, Option<Fen>)> = decision_penalty::table
        .filter(decision_penalty::agency_id.eq(case.agency).and(decision_penalty::decision_id.eq(id)))
        .select((decision_penalty::kind, decision_penalty::amount_fen))
        .load(view.conn())?;
    let penalties = penalties.into_iter().map(|(kind, amount_fen)| Penalty { kind, amount_fen }).collect();
    let is_mitigated = leniency.is_some_and(|one| one["kind"] == "reduced");
    Ok(Some(DecisionFacts { outcome, decided_on: legal_date(decided_at), is_mitigated, penalties }))
}
