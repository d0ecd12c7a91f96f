//! Writing rules; they are read by whoever applies them, in `acts::procedure_rules`.

use crate::acts::procedure_rules::store as read;
use crate::db::{Tx, View};
use crate::domain::actor::DEPLOYMENT;
use crate::domain::ids::AgencyId;
use crate::domain::procedure_rule::{ProcedureRule, ProcedureTerms};
use crate::domain::values::Code;
use crate::problem::Problem;
use crate::schema::{agency, procedure_rule as rule};
use diesel::prelude::*;
use std::collections::HashMap;

/// Rules are set one after another. The number of this one is returned.
pub fn take_turn(tx: &mut Tx) -> Result<i64, Problem> {
    let _turn: AgencyId = agency::table.find(DEPLOYMENT).select(agency::id).for_no_key_update().first(tx.conn())?;
    Ok(read::newest(tx)?.map_or(1, |(number, _)| number + 1))
}

pub fn insert(tx: &mut Tx, new: &ProcedureRule) -> Result<(), Problem> {
    let terms = match &new.terms {
        ProcedureTerms::TimeLimit(terms) => serde_json::to_value(terms),
        ProcedureTerms::Surcharge(terms) => serde_json::to_value(terms),
        ProcedureTerms::Reviewer(terms) => serde_json::to_value(terms),
        ProcedureTerms::Threshold(terms) => serde_json::to_value(terms),
        ProcedureTerms::ReconsiderationFirst(terms) => serde_json::to_value(terms),
        ProcedureTerms::AmountLimit(terms) => serde_json::to_value(terms),
        ProcedureTerms::FirstOffence(terms) => serde_json::to_value(terms),
    };
    diesel::insert_into(rule::table)
        .values((
            rule::id.eq(new.id),
            rule::number.eq(new.number),
            rule::kind.eq(new.terms.kind()),
            rule::issuer_id.eq(new.issuer),
            rule::valid.eq(new.valid.to_range()),
            rule::source.eq(&new.source),
            rule::terms.eq(terms.map_err(Problem::internal)?),
            rule::author_id.eq(new.author),
            rule::content_digest.eq(&new.content_digest),
            rule::entry_id.eq(new.entry_id),
            rule::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The agency of a code; none when the tree has no such.
pub fn agency_of(view: &mut View, code: &Code) -> Result<Option<AgencyId>, Problem> {
    let known = agency::table.filter(agency::code.eq(code).and(agency::id.ne(DEPLOYMENT)));
    known.select(agency::id).first(view.conn()).optional().map_err(Problem::from)
}

/// The codes of issuers; the deployment has none.
pub fn codes(view: &mut View, issuers: &[AgencyId]) -> Result<HashMap<AgencyId, Code>, Problem> {
    let known = agency::table.filter(agency::id.eq_any(issuers).and(agency::id.ne(DEPLOYMENT)));
    let rows: Vec<(AgencyId, Code)> = known.select((agency::id, agency::code)).load(view.conn())?;
    Ok(rows.into_iter().collect())
}
