//! Which benchmarks bind a decision: for each matter those in force, of the nearest issuer above the deciding agency.

pub mod store;

use crate::db::View;
use crate::domain::actor::DEPLOYMENT;
use crate::domain::discretion::Benchmark;
use crate::domain::ids::{AgencyId, MatterId};
use crate::problem::Problem;
use chrono::NaiveDate;

/// The benchmarks that apply to an agency in some matters, on any of the days: what was in force then or is in force now.
pub fn applicable(
    view: &mut View,
    agency: AgencyId,
    matters: &[MatterId],
    days: &[NaiveDate],
) -> Result<Vec<Benchmark>, Problem> {
    let in_force = store::in_force(view, matters, days)?;
    if in_force.is_empty() {
        return Ok(in_force);
    }
    let mut line = store::line_of(view, agency)?;
    line.push(DEPLOYMENT);
    Ok(nearest(in_force, &line, days))
}

/// Keeps, for each matter and day, the one benchmark of the issuer that stands first in the line.
fn nearest(in_force: Vec<Benchmark>, line: &[AgencyId], days: &[NaiveDate]) -> Vec<Benchmark> {
    let rank = |one: &Benchmark| line.iter().position(|agency| *agency == one.issuer);
    let best = |matter: MatterId, day: NaiveDate| {
        let rivals = in_force.iter().filter(|one| one.matter == matter && one.valid.contains(day));
        rivals.filter_map(|one| Some((rank(one)?, one.id))).min().map(|(_, id)| id)
    };
    let applies = |one: &&Benchmark| days.iter().any(|day| best(one.matter, *day) == Some(one.id));
    in_force.iter().filter(applies).cloned().collect()
}
