//! The end of a time limit on the wire.

use super::model;
use crate::acts::calendar::in_force;
use crate::auth::Authorized;
use crate::db::Db;
use crate::domain::calendar::{Calendar, DayKind, DayRole, ExplainedDay};
use crate::domain::deadline::{DueDate, Rolls, TimeLimit, TimeUnit};
use crate::domain::permission::may::ReadCalendar;
use crate::domain::values::Title;
use crate::http::{Query, Refusals, Reply};
use crate::problem::Problem;
use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A time limit.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DueDateQuery {
    /// The day of the trigger. It does not count: day 1 is the day after.
    start: NaiveDate,
    /// How many of `unit`: at most a hundred years.
    #[param(minimum = 1, maximum = 36500)]
    days: i64,
    /// What is counted. Months and years end on the corresponding day, or on the last of a month that has none.
    #[param(inline)]
    unit: TimeUnit,
    /// What becomes of a last day that is an off-day: `forward` when left out.
    #[serde(default)]
    #[param(inline)]
    rolls: Option<Rolls>,
    /// Tells every day and why it counts or not: `day_by_day`. At most 3660 days.
    #[serde(default)]
    explain: Option<bool>,
}

/// 期限届满日
#[derive(Debug, Serialize, ToSchema)]
pub struct DueDateReply {
    start: NaiveDate,
    days: u32,
    unit: TimeUnit,
    rolls: Rolls,
    /// Where the count ends.
    last_day: NaiveDate,
    /// Whether the last day was an off-day and the limit therefore ends later.
    rolled: bool,
    /// The last day in time.
    due_date: NaiveDate,
    /// Off-days that did not count or were rolled over, in order.
    skipped: Vec<NaiveDate>,
    /// What the count rests on; that a law's days are working days is for that law to say.
    #[schema(example = "民法典 第二百零一条; 国务院办公厅关于节假日安排的通知")]
    legal_basis: String,
    /// Every day from the trigger to the end, when `explain` asks for it.
    day_by_day: Option<Vec<CountedDayReply>>,
}

/// One day of the count.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountedDayReply {
    date: NaiveDate,
    /// Which day of the limit it is; null for a day that does not count, or when months or years are counted.
    number: Option<u32>,
    role: DayRole,
    /// Null where the year's notice is not loaded, and was not needed.
    kind: Option<DayKind>,
    /// 节日: what the notice calls the day.
    holiday: Option<Title>,
}

impl From<ExplainedDay> for CountedDayReply {
    fn from(day: ExplainedDay) -> Self {
        Self { date: day.date, number: day.number, role: day.role, kind: day.kind, holiday: day.holiday }
    }
}

/// 期限届满日: the last day of a time limit, by the holiday notices that are loaded.
///
/// Every day that had to be looked at needs the notice of its year: without it 422 `calendar_not_published` names the
/// year, and nothing is guessed. Limits in hours run from the event itself and end at an instant; they are not asked here.
#[utoipa::path(tag = "calendar", operation_id = "calendar_due_date_get", security(("bearer" = [])), params(DueDateQuery),
    responses((status = 200, body = DueDateReply), Refusals))]
#[get("/calendar/due-date")]
pub async fn show(
    db: Data<Db>,
    caller: Authorized<ReadCalendar>,
    Query(asked): Query<DueDateQuery>,
) -> Result<Reply, Problem> {
    let limit = asked.limit()?;
    db.read(&caller.actor, move |view| {
        let calendar = in_force(view)?;
        let due = model::due(&calendar, asked.start, limit)?;
        Reply::answer(&reply_of(&due, &calendar, asked.explain.unwrap_or_default())?)
    })
    .await
}

impl DueDateQuery {
    fn limit(&self) -> Result<TimeLimit, Problem> {
        let length = model::length(self.days, self.unit)?;
        Ok(TimeLimit::new(length, self.unit, self.rolls.unwrap_or(Rolls::Forward)))
    }
}

fn reply_of(due: &DueDate, calendar: &Calendar, explain: bool) -> Result<DueDateReply, Problem> {
    if explain {
        model::may_be_explained(due)?;
    }
    let told = || due.day_by_day(calendar).into_iter().map(CountedDayReply::from).collect();
    Ok(DueDateReply {
        start: due.start,
        days: due.limit.length,
        unit: due.limit.unit,
        rolls: due.limit.rolls,
        last_day: due.last_day,
        rolled: due.is_rolled(),
        due_date: due.due_date,
        skipped: due.skipped.clone(),
        legal_basis: due.legal_basis().join("; "),
        day_by_day: explain.then(told),
    })
}
