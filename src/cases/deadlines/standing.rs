//! How each period of a case stands: where it ends, and whether what was to be done was done in time.

use super::facts;
use super::ledger::{DeadlineStop, stops};
use super::period::{Fact, Period};
use crate::cases::file::CaseFile;
use crate::domain::day::{self, legal_date};
use crate::domain::deadline::{DueDate, DueDateFault, Rolls, TimeLimit};
use crate::domain::deadline_rule::{DeadlineRule, MissedEffect};
use crate::domain::hearing::DaysBefore;
use crate::domain::procedure_rule::LimitInForce;
use crate::domain::refusal::{Refusal, Rule};
use crate::domain::text_enum::text_enum;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

text_enum! {
    /// 期限状态
    pub enum Standing {
        /// 进行中
        Running = "running" "进行中",
        /// 按期完成; of a wait: it is over.
        Met = "met" "按期完成",
        /// 逾期: not done in time; `done_on` tells when it was done all the same.
        Missed = "missed" "逾期",
        /// 中止: it stands still.
        Suspended = "suspended" "中止",
        /// 届满: a right that was not used in time.
        Lapsed = "lapsed" "期限届满",
        /// 放假安排未公布, 不能计算
        Unknown = "unknown" "放假安排未公布",
    }
}

/// Where a period ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last day in time.
    pub on: NaiveDate,
    /// Where the count ends, before it rolls and before any deferral.
    pub last_day: NaiveDate,
    /// The instant, where hours count.
    pub at: Option<DateTime<Utc>>,
    /// How days were counted; `None` where hours are.
    pub counted: Option<DueDate>,
}

/// 期限
#[derive(Debug, Clone)]
pub struct Deadline {
    pub period: Period,
    /// The rule as it held on the day on which the period began.
    pub in_force: LimitInForce,
    pub stops: Vec<DeadlineStop>,
    pub due: Result<Due, DueDateFault>,
    pub standing: Standing,
}

impl Deadline {
    /// Whether something still has to be done, or may be.
    pub fn is_open(&self) -> bool {
        let waits = self.period.rule.missed() == MissedEffect::WaitEnds;
        self.period.done.is_none() && !waits && !matches!(self.standing, Standing::Lapsed | Standing::Met)
    }
}

/// Where a period ends, for a gate: what is in time by it and what is late. It is the count that the board shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// The last day in time; `None`: it stands still, and nobody knows until when.
    pub on: Option<NaiveDate>,
    /// The instant, where hours count.
    pub at: Option<DateTime<Utc>>,
    /// The first day on which what waits for it may be done.
    pub opens_on: Option<NaiveDate>,
}

impl Ends {
    /// Whether a day lies after it.
    pub fn is_over_on(self, day: NaiveDate) -> bool {
        self.on.is_some_and(|last| day > last)
    }

    /// The same of an instant, where hours count.
    pub fn is_over_at(self, instant: DateTime<Utc>) -> bool {
        self.at.is_some_and(|last| instant > last)
    }

    /// 等待期: what waits for it may be done on that day.
    pub fn is_open_on(self, day: NaiveDate) -> bool {
        self.opens_on.is_some_and(|first| day >= first)
    }

    pub fn told_zh(self) -> String {
        self.on.map_or_else(|| "恢复计算后的届满日".to_owned(), |day| day.to_string())
    }

    pub fn told_en(self) -> String {
        self.on.map_or_else(|| "the day on which it ends once it runs again".to_owned(), |day| day.to_string())
    }
}

/// Where a period ends, by the rule of the day on which it began, without what does not count of it. Every gate asks here.
pub fn ends(file: &CaseFile, period: Period) -> Result<Ends, Refusal> {
    let deadline = stands(file, period);
    match &deadline.due {
        Ok(due) => Ok(Ends { on: Some(due.on), at: due.at, opens_on: opens_on(due.on, deadline.in_force.reading) }),
        Err(DueDateFault::Stopped) => Ok(Ends { on: None, at: None, opens_on: None }),
        Err(fault) => Err(Refusal::new(Rule::WorkingDaysUnknown, fault.text())),
    }
}

/// The same of a limit that began on a day and that nothing extends.
pub fn ends_from(file: &CaseFile, rule: DeadlineRule, start: NaiveDate) -> Result<Ends, Refusal> {
    ends(file, Period::of(rule, Fact::on(start)))
}

/// The last day, for whoever is told of it; `None` while nobody can tell.
pub fn last_day_from(file: &CaseFile, rule: DeadlineRule, start: NaiveDate) -> Option<NaiveDate> {
    ends_from(file, rule, start).ok()?.on
}

/// The day after a wait, or its last day where the looser reading holds.
fn opens_on(last: NaiveDate, reading: DaysBefore) -> Option<NaiveDate> {
    match reading {
        DaysBefore::FullDays => last.succ_opt(),
        DaysBefore::NthDay => Some(last),
    }
}

/// How each period that has begun stands today, the oldest first.
pub fn deadlines(file: &CaseFile) -> Vec<Deadline> {
    all(file).into_iter().filter(|one| one.period.started.on <= file.today).collect()
}

/// The same with those that are known to begin later.
pub fn all(file: &CaseFile) -> Vec<Deadline> {
    let mut periods = facts::periods(file);
    periods.sort_by_key(|period| (period.started.on, period.rule as u8));
    periods.into_iter().map(|period| stands(file, period)).collect()
}

pub fn stands(file: &CaseFile, period: Period) -> Deadline {
    let in_force = file.rules.limit(period.rule, period.started.on);
    let stops = stops(file, &period, &in_force.not_counted);
    let due = due(file, &period, &in_force, &stops);
    let standing = standing(file, &period, &due, &stops, in_force.reading);
    Deadline { period, in_force, stops, due, standing }
}

fn due(file: &CaseFile, period: &Period, in_force: &LimitInForce, stops: &[DeadlineStop]) -> Result<Due, DueDateFault> {
    let limit = in_force.limit;
    let length = period.length.unwrap_or(limit.length).saturating_add(period.extended_by);
    let Some(unit) = limit.unit.of_calendar() else {
        let at = period.started.at.unwrap_or_else(|| day::is_over(period.started.on));
        let at = at.checked_add_signed(TimeDelta::hours(length.into())).ok_or(DueDateFault::OutOfRange)?;
        let on = legal_date(at);
        return Ok(Due { on, last_day: on, at: Some(at), counted: None });
    };
    let stopped: Vec<day::Period> = stops.iter().filter_map(DeadlineStop::days).collect();
    let counted = TimeLimit::new(length, unit, limit.rolls).due_without(period.started.on, &stopped, &file.calendar)?;
    let deferred = period.deferred_to.filter(|day| *day > counted.due_date);
    let on = match deferred {
        // A deferral ends on a day that was agreed; in favour of the party it rolls as the limit does.
        Some(day) if limit.rolls == Rolls::Forward => next_working_day(file, day),
        Some(day) => day,
        None => counted.due_date,
    };
    Ok(Due { on, last_day: deferred.unwrap_or(counted.last_day), at: None, counted: Some(counted) })
}

/// The day itself where the calendar does not reach so far: what was agreed stands.
fn next_working_day(file: &CaseFile, day: NaiveDate) -> NaiveDate {
    let works = |one: &NaiveDate| file.calendar.is_working_day(*one).unwrap_or(true);
    day.iter_days().find(works).unwrap_or(day)
}

fn standing(
    file: &CaseFile,
    period: &Period,
    due: &Result<Due, DueDateFault>,
    stops: &[DeadlineStop],
    reading: DaysBefore,
) -> Standing {
    let waits = period.rule.missed() == MissedEffect::WaitEnds;
    let due = match (due, period.done) {
        (Ok(due), _) => due,
        (Err(_), Some(_)) => return Standing::Met,
        (Err(DueDateFault::Stopped), None) => return Standing::Suspended,
        (Err(_), None) => return Standing::Unknown,
    };
    let is_over = file.today > due.on;
    match period.done {
        Some(done) if waits && opens_on(due.on, reading).is_none_or(|first| done.on < first) => Standing::Missed,
        Some(_) if waits && !is_over => Standing::Running,
        Some(_) if waits => Standing::Met,
        Some(done) if done.at.zip(due.at).map_or(done.on <= due.on, |(done, due)| done <= due) => Standing::Met,
        Some(_) => Standing::Missed,
        None if !is_over && stands_still(file.today, stops) => Standing::Suspended,
        None if !is_over => Standing::Running,
        None if waits => Standing::Met,
        None if period.rule.missed() == MissedEffect::RightLapses => Standing::Lapsed,
        None => Standing::Missed,
    }
}

fn stands_still(today: NaiveDate, stops: &[DeadlineStop]) -> bool {
    stops.iter().filter_map(DeadlineStop::days).any(|days| days.contains(today))
}

/// 办案期限的届满日: `None` where the case has none, or nobody can tell yet.
pub fn handling_due_on(file: &CaseFile) -> Option<NaiveDate> {
    ends(file, facts::handling(file)?).ok()?.on
}
