//! 程序规则, as rows.

pub use crate::acts::discretion::store::line_of;

use crate::db::View;
use crate::domain::day::Period;
use crate::domain::ids::{AccountId, AgencyId, EntryId, ProcedureRuleId};
use crate::domain::procedure_rule::{ProcedureRule, ProcedureRuleKind, ProcedureTerms};
use crate::domain::values::Title;
use crate::problem::Problem;
use crate::schema::procedure_rule as rule;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde_json::Value;
use std::ops::Bound;

#[derive(HasQuery)]
#[diesel(table_name = rule)]
struct Row {
    id: ProcedureRuleId,
    number: i64,
    kind: ProcedureRuleKind,
    issuer_id: AgencyId,
    valid: (Bound<NaiveDate>, Bound<NaiveDate>),
    source: Title,
    terms: Value,
    author_id: AccountId,
    content_digest: Vec<u8>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl TryFrom<Row> for ProcedureRule {
    type Error = Problem;

    fn try_from(row: Row) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            number: row.number,
            issuer: row.issuer_id,
            valid: Period::of_range(row.valid).ok_or_else(|| Problem::internal("a rule without days"))?,
            source: row.source,
            terms: terms(row.kind, row.terms).map_err(Problem::internal)?,
            author: row.author_id,
            content_digest: row.content_digest,
            entry_id: row.entry_id,
            recorded_at: row.recorded_at,
        })
    }
}

fn terms(kind: ProcedureRuleKind, terms: Value) -> serde_json::Result<ProcedureTerms> {
    Ok(match kind {
        ProcedureRuleKind::TimeLimit => ProcedureTerms::TimeLimit(serde_json::from_value(terms)?),
        ProcedureRuleKind::Surcharge => ProcedureTerms::Surcharge(serde_json::from_value(terms)?),
        ProcedureRuleKind::ReviewerQualification => ProcedureTerms::Reviewer(serde_json::from_value(terms)?),
        ProcedureRuleKind::AmountThreshold => ProcedureTerms::Threshold(serde_json::from_value(terms)?),
        ProcedureRuleKind::ReconsiderationFirst => ProcedureTerms::ReconsiderationFirst(serde_json::from_value(terms)?),
        ProcedureRuleKind::AmountLimit => ProcedureTerms::AmountLimit(serde_json::from_value(terms)?),
        ProcedureRuleKind::FirstOffence => ProcedureTerms::FirstOffence(serde_json::from_value(terms)?),
    })
}

/// The entry of the rule that was set last, as a part of a question that opens its own `scope`.
pub const NEWEST_ENTRY: &str = "(SELECT procedure_rule.entry_id FROM anjuan.procedure_rule \
    WHERE scope.agencies IS NOT NULL ORDER BY procedure_rule.number DESC LIMIT 1)";

/// The same as a part of a statement in a scope that is open.
pub const NEWEST: &str =
    "(SELECT procedure_rule.entry_id FROM anjuan.procedure_rule ORDER BY procedure_rule.number DESC LIMIT 1)";

/// The rule that was set last: its number and its entry.
pub fn newest(view: &mut View) -> Result<Option<(i64, EntryId)>, Problem> {
    let last = rule::table.order(rule::number.desc()).select((rule::number, rule::entry_id));
    last.first(view.conn()).optional().map_err(Problem::from)
}

/// Every rule up to a number, in the order in which they were set.
pub fn up_to(view: &mut View, number: i64) -> Result<Vec<ProcedureRule>, Problem> {
    let rows: Vec<Row> = Row::query().filter(rule::number.le(number)).order(rule::number).load(view.conn())?;
    rows.into_iter().map(ProcedureRule::try_from).collect()
}

pub fn find(view: &mut View, id: ProcedureRuleId) -> Result<Option<ProcedureRule>, Problem> {
    let row: Option<Row> = Row::query().filter(rule::id.eq(id)).first(view.conn()).optional()?;
    row.map(ProcedureRule::try_from).transpose()
}
