//! 预演: what would become of the rows of a file, without its happening. All rows of an agency are applied in one transaction
//! that is taken back in the end, so that each row sees those before it, however long the file is. What became of them is
//! written down meanwhile, beside that transaction: progress shows, and a crash or a cancellation leaves what is known.

use super::kinds::Form;
use super::model::RowResult;
use super::store;
use super::window::{Desk, ReadRows, apply_rows, by_kind};
use super::worker::{Work, own};
use crate::db::Tx;
use crate::domain::ids::AgencyId;
use crate::problem::Problem;
use std::collections::HashSet;

/// Rows that are read, applied and told at once.
const ROWS_AT_ONCE: usize = 200;

/// The rows of one agency, in the order of the file, and which of them are told already.
struct Group {
    agency: AgencyId,
    numbers: Vec<i32>,
    told: HashSet<i32>,
}

pub(super) fn rehearse(work: &Work, desk: &Desk) -> Result<(), Problem> {
    by_kind!(desk.import.kind, F => rehearse_as::<F>(work, desk))
}

fn rehearse_as<F: Form>(work: &Work, desk: &Desk) -> Result<(), Problem> {
    let Some(groups) = sorted_out::<F>(work, desk)? else { return Ok(()) };
    for group in groups.iter().filter(|group| group.told.len() < group.numbers.len()) {
        let actor = desk.import.worker_for(group.agency);
        let is_through = desk.db.rehearse_now(&actor, |tx| perform::<F>(work, desk, group, tx))?;
        if !is_through {
            break;
        }
    }
    Ok(())
}

/// Which rows belong to which agency. Rows of none, and those that are no forms, are rejected at once. None when nobody
/// wants to know any more.
fn sorted_out<F: Form>(work: &Work, desk: &Desk) -> Result<Option<Vec<Group>>, Problem> {
    let (import, mut groups, mut behind) = (desk.import, Vec::<Group>::new(), 0);
    loop {
        if !work.is_wanted(import)? {
            return Ok(None);
        }
        let most = i64::try_from(ROWS_AT_ONCE).unwrap_or(i64::MAX);
        let page = desk.db.read_now(&own(import), |view| store::rows_to_rehearse(view, import, behind, most))?;
        let Some((last, _)) = page.last() else { return Ok(Some(groups)) };
        behind = last.number;
        let told: HashSet<i32> = page.iter().filter(|(_, told)| *told).map(|(line, _)| line.number).collect();
        let lines: Vec<_> = page.into_iter().map(|(line, _)| line).collect();
        let ReadRows { rows, rejected: mut results, names } = desk.read::<F>(&lines);
        for (agency, rows) in desk.by_agency(rows, &mut results)? {
            let place = groups.iter().position(|group| group.agency == agency).unwrap_or(groups.len());
            if place == groups.len() {
                groups.push(Group { agency, numbers: Vec::new(), told: HashSet::new() });
            }
            for row in rows {
                groups[place].numbers.push(row.number);
                groups[place].told.extend(told.get(&row.number));
            }
        }
        names.tell(&mut results);
        settle_untold(work, desk, results, &told)?;
    }
}

/// Applies the rows of a group one after the other; false when nobody wants to know any more.
fn perform<F: Form>(work: &Work, desk: &Desk, group: &Group, tx: &mut Tx) -> Result<bool, Problem> {
    let import = desk.import;
    for numbers in group.numbers.chunks(ROWS_AT_ONCE) {
        if !work.is_wanted(import)? {
            return Ok(false);
        }
        let lines = desk.db.read_now(&own(import), |view| store::rows_numbered(view, import, numbers))?;
        let ReadRows { rows, names, .. } = desk.read::<F>(&lines);
        let mut results = apply_rows(tx, import, &rows)?;
        names.tell(&mut results);
        settle_untold(work, desk, results, &group.told)?;
    }
    Ok(true)
}

/// Writes what became of rows that were not told before. The entries they made are gone with the transaction.
fn settle_untold(work: &Work, desk: &Desk, results: Vec<RowResult>, told: &HashSet<i32>) -> Result<(), Problem> {
    let untold = results.into_iter().filter(|result| !told.contains(&result.row_number));
    let untold: Vec<_> = untold.map(|result| RowResult { entry: None, ..result }).collect();
    if untold.is_empty() { Ok(()) } else { work.settle(desk.import, &untold) }
}
