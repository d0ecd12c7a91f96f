//! Which time limits can be asked for.

use crate::domain::calendar::Calendar;
use crate::domain::deadline::{DueDate, DueDateFault, TimeLimit, TimeUnit};
use crate::domain::refusal::Text;
use crate::problem::{Fault, Problem};
use chrono::NaiveDate;

/// A hundred years; no law knows a longer limit.
const YEARS_MAX: u32 = 100;
/// A longer time is not told day by day.
const EXPLAINED_DAYS_MAX: i64 = 3_660;

/// The length of a limit, unless it is beyond sense.
pub fn length(asked: i64, unit: TimeUnit) -> Result<u32, Problem> {
    let most = match unit {
        TimeUnit::WorkingDays | TimeUnit::Days => YEARS_MAX * 365,
        TimeUnit::Months => YEARS_MAX * 12,
        TimeUnit::Years => YEARS_MAX,
    };
    let fits = |length: &u32| (1..=most).contains(length);
    u32::try_from(asked).ok().filter(fits).ok_or_else(|| {
        let detail = Text::new(format!("应为 1 至 {most}"), format!("From 1 to {most}"));
        Problem::invalid(vec![Fault::new("/query/days", "out_of_range", detail)])
    })
}

/// The end of the limit; what stands against it is told where it was asked.
pub fn due(calendar: &Calendar, start: NaiveDate, limit: TimeLimit) -> Result<DueDate, Problem> {
    limit.due(start, calendar).map_err(|fault| match fault {
        DueDateFault::NotPublished(missing) => {
            let mut problem = Problem::from(missing);
            problem.errors.iter_mut().for_each(|fault| "/query/start".clone_into(&mut fault.pointer));
            problem
        }
        DueDateFault::ZeroLength | DueDateFault::OutOfRange | DueDateFault::Stopped => {
            let detail = Text::new("届满日超出日历范围", "The last day lies beyond every calendar");
            Problem::invalid(vec![Fault::new("/query/start", "out_of_range", detail)])
        }
    })
}

/// A few thousand days can be told one by one, not more.
pub fn may_be_explained(due: &DueDate) -> Result<(), Problem> {
    if (due.due_date - due.start).num_days() <= EXPLAINED_DAYS_MAX {
        return Ok(());
    }
    let detail = Text::new(
        format!("超过 {EXPLAINED_DAYS_MAX} 日的期限不逐日说明"),
        format!("A limit of more than {EXPLAINED_DAYS_MAX} days is not told day by day"),
    );
    Err(Problem::invalid(vec![Fault::new("/query/explain", "too_long", detail)]))
}
