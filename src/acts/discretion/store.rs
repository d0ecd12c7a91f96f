//! Benchmarks and their steps, as rows.

use crate::db::View;
use crate::domain::day::Period;
use crate::domain::discretion::{Benchmark, FineRange, Step, ViolationSeverity};
use crate::domain::ids::{AgencyId, DiscretionBenchmarkId, DiscretionStepId, EntryId, MatterId};
use crate::domain::penalty::PenaltyKind;
use crate::domain::values::{Code, Fen, Passage, Title};
use crate::problem::Problem;
use crate::schema::{discretion_benchmark as benchmark, discretion_step as step, matter};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Uuid as SqlUuid};
use std::collections::HashMap;
use std::ops::Bound;

/// No division tree is deeper; a loop would be a bug, and ends here.
const LEVELS_MAX: i32 = 16;

#[derive(Queryable, Selectable)]
#[diesel(table_name = benchmark)]
struct Row {
    id: DiscretionBenchmarkId,
    matter_id: MatterId,
    issuer_id: AgencyId,
    document: Title,
    valid: (Bound<NaiveDate>, Bound<NaiveDate>),
    content_digest: Vec<u8>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

#[derive(HasQuery)]
#[diesel(table_name = step)]
struct StepRow {
    id: DiscretionStepId,
    benchmark_id: DiscretionBenchmarkId,
    severity: ViolationSeverity,
    circumstances: Passage,
    penalty_kinds: Vec<PenaltyKind>,
    fine_min_fen: Option<Fen>,
    fine_max_fen: Option<Fen>,
    fine_base: Option<Title>,
    fine_min_percent: Option<i32>,
    fine_max_percent: Option<i32>,
}

impl From<StepRow> for Step {
    fn from(row: StepRow) -> Self {
        let amount = row.fine_min_fen.zip(row.fine_max_fen).map(|(min, max)| FineRange::Amount { min, max });
        let share = row.fine_base.zip(row.fine_min_percent.zip(row.fine_max_percent));
        let share = share.map(|(of, (min_percent, max_percent))| FineRange::Share { of, min_percent, max_percent });
        Self {
            id: row.id,
            severity: row.severity,
            circumstances: row.circumstances,
            kinds: row.penalty_kinds.into_iter().collect(),
            fine: amount.or(share),
        }
    }
}

/// The benchmarks of some matters that are in force on any of the days, whoever issued them.
pub fn in_force(view: &mut View, matters: &[MatterId], days: &[NaiveDate]) -> Result<Vec<Benchmark>, Problem> {
    let all = of_matters(view, matters)?;
    Ok(all.into_iter().filter(|one| days.iter().any(|day| one.valid.contains(*day))).collect())
}

/// All benchmarks of some matters, by matter, then the oldest first.
pub fn of_matters(view: &mut View, matters: &[MatterId]) -> Result<Vec<Benchmark>, Problem> {
    let rows: Vec<(Row, Code)> = benchmark::table
        .inner_join(matter::table.on(matter::id.eq(benchmark::matter_id)))
        .filter(benchmark::matter_id.eq_any(matters))
        .order((matter::code, benchmark::valid, benchmark::id))
        .select((Row::as_select(), matter::code))
        .load(view.conn())?;
    with_steps(view, rows)
}

pub fn find(view: &mut View, id: DiscretionBenchmarkId) -> Result<Option<Benchmark>, Problem> {
    let row: Option<(Row, Code)> = benchmark::table
        .inner_join(matter::table.on(matter::id.eq(benchmark::matter_id)))
        .filter(benchmark::id.eq(id))
        .select((Row::as_select(), matter::code))
        .first(view.conn())
        .optional()?;
    Ok(with_steps(view, row.into_iter().collect())?.pop())
}

fn with_steps(view: &mut View, rows: Vec<(Row, Code)>) -> Result<Vec<Benchmark>, Problem> {
    let ids: Vec<_> = rows.iter().map(|(row, _)| row.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let steps: Vec<StepRow> =
        StepRow::query().filter(step::benchmark_id.eq_any(ids)).order(step::place).load(view.conn())?;
    let mut of: HashMap<DiscretionBenchmarkId, Vec<Step>> = HashMap::new();
    for row in steps {
        of.entry(row.benchmark_id).or_default().push(row.into());
    }
    let whole = |(row, matter_code): (Row, Code)| {
        Ok(Benchmark {
            id: row.id,
            matter: row.matter_id,
            matter_code,
            issuer: row.issuer_id,
            document: row.document,
            valid: Period::of_range(row.valid).ok_or_else(|| Problem::internal("a benchmark without days"))?,
            steps: of.remove(&row.id).unwrap_or_default(),
            content_digest: row.content_digest,
            entry_id: row.entry_id,
            recorded_at: row.recorded_at,
        })
    };
    rows.into_iter().map(whole).collect()
}

/// An agency and those above it, the nearest first.
#[expect(clippy::disallowed_methods, reason = "the query language has no recursion")]
pub fn line_of(view: &mut View, id: AgencyId) -> Result<Vec<AgencyId>, Problem> {
    let query = "WITH RECURSIVE line AS (
        SELECT a.id, a.parent_id, 1 AS level FROM anjuan.agency a WHERE a.id = $1
        UNION ALL SELECT a.id, a.parent_id, l.level + 1 FROM line l JOIN anjuan.agency a ON a.id = l.parent_id
            WHERE l.level < $2)
        SELECT id FROM line ORDER BY level";
    let line: Vec<Level> =
        diesel::sql_query(query).bind::<SqlUuid, _>(id).bind::<Integer, _>(LEVELS_MAX).load(view.conn())?;
    if line.is_empty() { Err(Problem::not_found()) } else { Ok(line.into_iter().map(|level| level.id).collect()) }
}

#[derive(QueryableByName)]
struct Level {
    #[diesel(sql_type = SqlUuid)]
    id: AgencyId,
}
