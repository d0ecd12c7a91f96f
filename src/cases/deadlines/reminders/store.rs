//! Reminders, as rows.

use crate::db::page::{PageOf, narrowed};
use crate::db::{Tx, View};
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::ids::{AgencyId, CaseId, DeadlineReminderId, EntryId};
use crate::problem::Problem;
use crate::schema::{case_deadline_reminder as reminder, case_file};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// 期限提醒
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Reminder {
    pub id: DeadlineReminderId,
    pub case: CaseId,
    pub rule: DeadlineRule,
    /// The step that set it running; of the filing, the case.
    pub started_by: Uuid,
    pub due_on: NaiveDate,
    /// `None`: it is over.
    pub days_before: Option<i32>,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

impl Reminder {
    /// Whether this one said it already: of the same limit, as late or later.
    pub fn says(&self, other: &Self) -> bool {
        let of = |one: &Self| (one.case, one.rule, one.started_by, one.due_on);
        let same = of(self) == of(other);
        let left = |one: &Self| one.days_before.unwrap_or(-1);
        same && left(self) <= left(other)
    }
}

/// What was reminded of in cases of the actor's own agency.
pub fn of_cases(view: &mut View, cases: &[CaseId]) -> Result<Vec<Reminder>, Problem> {
    let of = reminder::agency_id.eq(view.actor.agency).and(reminder::case_id.eq_any(cases));
    reminder::table.filter(of).select(columns()).load(view.conn()).map_err(Problem::from)
}

type Columns = (
    reminder::id,
    reminder::case_id,
    reminder::rule,
    reminder::started_by,
    reminder::due_on,
    reminder::days_before,
    reminder::entry_id,
    reminder::recorded_at,
);

const fn columns() -> Columns {
    (
        reminder::id,
        reminder::case_id,
        reminder::rule,
        reminder::started_by,
        reminder::due_on,
        reminder::days_before,
        reminder::entry_id,
        reminder::recorded_at,
    )
}

pub fn insert(tx: &mut Tx, new: &[Reminder]) -> Result<(), Problem> {
    if new.is_empty() {
        return Ok(());
    }
    let agency = tx.actor.agency;
    let row = |one: &Reminder| {
        (
            reminder::agency_id.eq(agency),
            reminder::id.eq(one.id),
            reminder::case_id.eq(one.case),
            reminder::rule.eq(one.rule),
            reminder::started_by.eq(one.started_by),
            reminder::due_on.eq(one.due_on),
            reminder::days_before.eq(one.days_before),
            reminder::entry_id.eq(one.entry_id),
            reminder::recorded_at.eq(one.recorded_at),
        )
    };
    let rows: Vec<_> = new.iter().map(row).collect();
    diesel::insert_into(reminder::table).values(rows).execute(tx.conn())?;
    Ok(())
}

/// The place of a reminder in the list: the newest first.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReminderPlace {
    pub recorded_at: DateTime<Utc>,
    pub id: Uuid,
}

/// The newest reminders first, each with the number of its case.
pub fn page(
    view: &mut View,
    case: Option<CaseId>,
    rule: Option<DeadlineRule>,
    asked: &PageOf<ReminderPlace>,
) -> Result<Vec<(Reminder, Option<String>)>, Problem> {
    let of = case_file::agency_id.eq(reminder::agency_id).and(case_file::id.eq(reminder::case_id));
    let agencies: Vec<AgencyId> = view.agencies.clone();
    let rows = reminder::table.inner_join(case_file::table.on(of));
    let mut rows = rows.filter(reminder::agency_id.eq_any(agencies)).into_boxed();
    narrowed!(rows, {
        case in case => reminder::case_id.eq(case),
        rule in rule => reminder::rule.eq(rule),
    });
    if let Some(place) = &asked.after {
        let earlier = reminder::recorded_at.lt(place.recorded_at);
        let same = reminder::recorded_at.eq(place.recorded_at);
        rows = rows.filter(earlier.or(same.and(reminder::id.lt(DeadlineReminderId::from_uuid(place.id)))));
    }
    rows.order((reminder::recorded_at.desc(), reminder::id.desc()))
        .limit(asked.fetch())
        .select((columns(), case_file::case_number))
        .load(view.conn())
        .map_err(Problem::from)
}
