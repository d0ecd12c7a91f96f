//! Due dates are told when a step is recorded, and kept as they were told: a later notice or rule moves nothing silently.

use super::standing::{Deadline, all};
use super::store;
use crate::cases::file::CaseFile;
use crate::db::Tx;
use crate::problem::Problem;
use chrono::NaiveDate;

/// With a step, before it is recorded: keeps each due date that was not told before, or was told otherwise, and notes when the next
/// one comes. The file is as the step leaves it.
pub fn tell(tx: &mut Tx, file: &mut CaseFile) -> Result<(), Problem> {
    let deadlines = all(file);
    let last_told = |deadline: &Deadline| {
        let same =
            |one: &&store::ToldDue| (one.rule, one.started_by) == (deadline.period.rule, deadline.period.started.step);
        file.told.iter().rfind(same).map(|one| one.due_on)
    };
    let begun = |one: &&Deadline| one.period.done.is_none() && one.period.started.on <= file.today;
    let due = deadlines.iter().filter(begun).filter_map(|one| Some((one, one.due.as_ref().ok()?.on)));
    let new: Vec<(&Deadline, NaiveDate)> = due.filter(|(one, on)| last_told(one) != Some(*on)).collect();
    let told = store::tell(tx, file, &new)?;
    file.told.extend(told);
    store::look_ahead(tx, &[(file, deadlines)], None)
}
