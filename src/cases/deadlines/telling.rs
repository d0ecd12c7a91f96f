//! Due dates are told when a step is recorded, and kept as they were told: a later notice or rule moves nothing silently.

use super::standing::{Deadline, all};
use super::store;
use crate::cases::file::CaseFile;
use crate::db::Tx;
use crate::domain::deadline_rule::MissedEffect;
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
    store::look_ahead(tx, &[(file, next_due_on(&deadlines))], None)
}

/// The first last day of what is still to be done, those among it that begin later.
pub fn next_due_on(deadlines: &[Deadline]) -> Option<NaiveDate> {
    let waits = |one: &&Deadline| one.period.rule.missed() == MissedEffect::WaitEnds;
    let open = deadlines.iter().filter(|one| one.is_open() && !waits(one));
    open.filter_map(|one| one.due.as_ref().ok()).map(|due| due.on).min()
}
