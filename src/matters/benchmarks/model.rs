//! What a benchmark must say to be one.

use crate::domain::day::Period;
use crate::domain::discretion::FineRange;
use crate::domain::ids::DiscretionBenchmarkId;
use crate::domain::penalty::{PenaltyKind, PenaltySet};
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::values::{Fen, Title};
use crate::matters::model;
use crate::problem::Fault;

/// The two ways to say a range, as they come in.
#[derive(Debug, Clone, Copy)]
pub struct Stated<'a> {
    pub min_fen: Option<Fen>,
    pub max_fen: Option<Fen>,
    pub base: Option<&'a Title>,
    pub min_percent: Option<i32>,
    pub max_percent: Option<i32>,
}

/// The range of a step that names a fine; none of one that does not. `at` points to the step.
pub fn range(kinds: PenaltySet, stated: Stated, at: &str) -> Result<Option<FineRange>, Vec<Fault>> {
    let fault = |member: &str, code: &'static str, zh: &str, en: &str| {
        vec![Fault::new(format!("{at}/{member}"), code, Text::new(zh, en))]
    };
    let amount = stated.min_fen.zip(stated.max_fen).map(|(min, max)| FineRange::Amount { min, max });
    let share = stated
        .base
        .zip(stated.min_percent.zip(stated.max_percent))
        .map(|(of, (min_percent, max_percent))| FineRange::Share { of: of.clone(), min_percent, max_percent });
    let given = [stated.min_fen.is_some(), stated.max_fen.is_some(), stated.base.is_some()];
    let given_percent = [stated.min_percent.is_some(), stated.max_percent.is_some()];
    let count = given.iter().chain(&given_percent).filter(|one| **one).count();
    let fined = kinds.contains(PenaltyKind::Fine);
    match (fined, amount, share) {
        (false, None, None) if count == 0 => Ok(None),
        (false, ..) => Err(fault(
            "penalty_kinds",
            "fine_not_named",
            "写明了罚款幅度，处罚种类中却没有罚款",
            "A range is given, but no fine named",
        )),
        (true, Some(range), None) if count == 2 => forward(range, at).map(Some),
        (true, None, Some(range)) if count == 3 => forward(range, at).map(Some),
        _ => Err(fault(
            "fine_max_fen",
            "fine_range_unclear",
            "罚款幅度应当写明最低和最高金额，或者基数和最低、最高百分比，二者取一",
            "A fine has either both amounts, or a base with both percentages",
        )),
    }
}

fn forward(range: FineRange, at: &str) -> Result<FineRange, Vec<Fault>> {
    let (runs, member) = match &range {
        FineRange::Amount { min, max } => (min <= max, "fine_max_fen"),
        FineRange::Share { min_percent, max_percent, .. } => (min_percent <= max_percent, "fine_max_percent"),
    };
    if runs {
        return Ok(range);
    }
    let detail = Text::new("罚款幅度的下限高于上限", "The lower bound lies above the upper one");
    Err(vec![Fault::new(format!("{at}/{member}"), "fine_range_backwards", detail)])
}

/// What a new benchmark does to the same issuer's others: as with versions of a matter.
pub fn succession(
    existing: &[(DiscretionBenchmarkId, Period)],
    new: Period,
) -> Result<Option<(DiscretionBenchmarkId, Period)>, Refusal> {
    model::succession(existing, new).map_err(|refusal| Refusal { rule: Rule::BenchmarksOverlap, ..refusal })
}
