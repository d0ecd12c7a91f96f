//! Writing benchmarks; they are read by whoever decides, in `acts::discretion`.

use crate::db::{Tx, View};
use crate::domain::actor::DEPLOYMENT;
use crate::domain::day::Period;
use crate::domain::discretion::{Benchmark, FineRange};
use crate::domain::ids::{AgencyId, DiscretionBenchmarkId};
use crate::domain::penalty::PenaltyKind;
use crate::domain::values::Code;
use crate::problem::Problem;
use crate::schema::{agency, discretion_benchmark as benchmark, discretion_step as step};
use diesel::prelude::*;
use std::collections::HashMap;

pub fn insert(tx: &mut Tx, new: &Benchmark) -> Result<(), Problem> {
    diesel::insert_into(benchmark::table)
        .values((
            benchmark::id.eq(new.id),
            benchmark::matter_id.eq(new.matter),
            benchmark::issuer_id.eq(new.issuer),
            benchmark::document.eq(&new.document),
            benchmark::valid.eq(new.valid.to_range()),
            benchmark::content_digest.eq(&new.content_digest),
            benchmark::entry_id.eq(new.entry_id),
            benchmark::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    let places = (0_i32..).zip(&new.steps);
    let rows: Vec<_> = places
        .map(|(place, one)| {
            let (amount, share) = match &one.fine {
                Some(FineRange::Amount { min, max }) => (Some((*min, *max)), None),
                Some(FineRange::Share { of, min_percent, max_percent }) => {
                    (None, Some((of, *min_percent, *max_percent)))
                }
                None => (None, None),
            };
            (
                step::id.eq(one.id),
                step::benchmark_id.eq(new.id),
                step::place.eq(place),
                step::severity.eq(one.severity),
                step::circumstances.eq(&one.circumstances),
                step::penalty_kinds.eq(one.kinds.iter().map(PenaltyKind::as_str).collect::<Vec<_>>()),
                step::fine_min_fen.eq(amount.map(|(min, _)| min)),
                step::fine_max_fen.eq(amount.map(|(_, max)| max)),
                step::fine_base.eq(share.map(|(of, ..)| of)),
                step::fine_min_percent.eq(share.map(|(_, min, _)| min)),
                step::fine_max_percent.eq(share.map(|(.., max)| max)),
            )
        })
        .collect();
    diesel::insert_into(step::table).values(rows).execute(tx.conn())?;
    Ok(())
}

/// Ends a benchmark earlier than it was going to.
pub fn cut_short(tx: &mut Tx, id: DiscretionBenchmarkId, valid: Period) -> Result<(), Problem> {
    let entry = tx.entry_id();
    diesel::update(benchmark::table.find(id))
        .set((benchmark::valid.eq(valid.to_range()), benchmark::entry_id.eq(entry)))
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
