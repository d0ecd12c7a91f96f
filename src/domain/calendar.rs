//! Working days (工作日) as the yearly holiday notices settle them.
//!
//! A weekday may be a day off and a weekend a working day, so a year without its notice is never guessed: it is
//! refused. Days are keyed by date because a notice can settle days of the neighbouring year.

mod statutory;

pub use statutory::StatutoryHolidays;

use super::deadline::{DueDate, DueDateFault, Rolls, TimeLimit, TimeUnit};
use super::text_enum::text_enum;
use chrono::{Datelike, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The notices published when this version was made; administrators load later ones.
const SHIPPED_NOTICES: &str = include_str!("../../data/public-holidays.json");

/// The holiday notice (放假安排) of that year is not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{year}年放假安排尚未公布或尚未载入 (the holiday notice of {year} is not loaded)")]
pub struct CalendarNotPublished {
    pub year: i32,
}

/// Why a calendar cannot be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarFault {
    #[error("放假安排格式有误: {0} (the calendar is not of its documented form)")]
    Malformed(String),
    #[error("{0} 重复 (the day is listed twice)")]
    DayTwice(NaiveDate),
    #[error("{year}年应有{expected}个法定节假日,列出{listed}个 (wrong number of statutory holidays)")]
    StatutoryCount { year: i32, expected: usize, listed: usize },
    #[error("{0}年没有适用的放假办法 (no rule says how many statutory holidays that year has)")]
    NoStatutoryRule(i32),
}

text_enum! {
    /// 日期类型: what a day is to the count of working days
    pub enum DayKind {
        WorkingDay = "working_day" "工作日",
        /// 调休上班: a Saturday or Sunday that the notice makes a working day
        MakeUpDay = "make_up_day" "调休工作日",
        Weekend = "weekend" "周末",
        /// 放假: a day off by the notice
        DayOff = "day_off" "放假",
    }
}

impl DayKind {
    pub const fn is_working(self) -> bool {
        matches!(self, DayKind::WorkingDay | DayKind::MakeUpDay)
    }
}

/// One day that a notice settles: off, or a working day to make up for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeDay {
    pub date: NaiveDate,
    /// 节日: the holiday it belongs to
    pub name: String,
    /// `true`: day off; `false`: make-up working day
    pub off: bool,
}

/// All loaded notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    published_years: BTreeSet<i32>,
    days: BTreeMap<NaiveDate, NoticeDay>,
}

#[derive(Deserialize)]
struct NoticesFile {
    published_years: BTreeSet<i32>,
    days: Vec<NoticeDay>,
}

impl Calendar {
    /// The notices that come with this version.
    pub fn shipped() -> Self {
        Self::from_json(SHIPPED_NOTICES).expect("a test reads the shipped notices")
    }

    pub fn from_json(json: &str) -> Result<Self, CalendarFault> {
        let file: NoticesFile =
            serde_json::from_str(json).map_err(|fault| CalendarFault::Malformed(fault.to_string()))?;
        Self::from_days(file.published_years, file.days)
    }

    pub fn from_days(
        published_years: impl IntoIterator<Item = i32>,
        days: impl IntoIterator<Item = NoticeDay>,
    ) -> Result<Self, CalendarFault> {
        let mut keyed = BTreeMap::new();
        for day in days {
            if let Some(twice) = keyed.insert(day.date, day) {
                return Err(CalendarFault::DayTwice(twice.date));
            }
        }
        Ok(Self { published_years: published_years.into_iter().collect(), days: keyed })
    }

    pub fn published_years(&self) -> impl Iterator<Item = i32> {
        self.published_years.iter().copied()
    }

    /// Every day that a notice settles, in order.
    pub fn days(&self) -> impl Iterator<Item = &NoticeDay> {
        self.days.values()
    }

    /// The last day that can be counted; 60 days before it the next notice is due to be asked for.
    pub fn ends_on(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(*self.published_years.last()?, 12, 31)
    }

    pub fn kind(&self, date: NaiveDate) -> Result<DayKind, CalendarNotPublished> {
        if !self.published_years.contains(&date.year()) {
            return Err(CalendarNotPublished { year: date.year() });
        }
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        Ok(match (self.days.get(&date).map(|day| day.off), weekend) {
            (Some(true), _) => DayKind::DayOff,
            (Some(false), true) => DayKind::MakeUpDay,
            (None, true) => DayKind::Weekend,
            (Some(false) | None, false) => DayKind::WorkingDay,
        })
    }

    pub fn is_working_day(&self, date: NaiveDate) -> Result<bool, CalendarNotPublished> {
        self.kind(date).map(DayKind::is_working)
    }

    /// The last day of a time limit that `start` set running. Day 1 is the day after `start` (民法典 第二百零一条).
    /// Every day that must be looked at needs a published year.
    pub fn due_date(
        &self,
        start: NaiveDate,
        length: u32,
        unit: TimeUnit,
        rolls: Rolls,
    ) -> Result<DueDate, DueDateFault> {
        if length == 0 {
            return Err(DueDateFault::ZeroLength);
        }
        let mut skipped = Vec::new();
        let last_day = match unit {
            TimeUnit::WorkingDays => self.nth_working_day(start, length, &mut skipped)?,
            TimeUnit::Days | TimeUnit::Months | TimeUnit::Years => calendar_end(start, length, unit)?,
        };
        let due_date = match rolls {
            Rolls::Forward => self.roll_forward(last_day, &mut skipped)?,
            Rolls::None => last_day,
        };
        let limit = TimeLimit::new(length, unit, rolls);
        Ok(DueDate { start, limit, last_day, due_date, skipped })
    }

    /// How many full working days lie between two acts, neither act's own day counted: "seven days before the hearing"
    /// holds on the safe reading when at least seven do.
    pub fn full_working_days_between(&self, notice: NaiveDate, act: NaiveDate) -> Result<u32, CalendarNotPublished> {
        let between = notice.iter_days().skip(1).take_while(|day| *day < act);
        between.map(|day| self.is_working_day(day)).try_fold(0, |count, works| Ok(count + u32::from(works?)))
    }

    fn nth_working_day(
        &self,
        start: NaiveDate,
        length: u32,
        skipped: &mut Vec<NaiveDate>,
    ) -> Result<NaiveDate, DueDateFault> {
        let (mut day, mut counted) = (start, 0);
        while counted < length {
            day = day.succ_opt().ok_or(DueDateFault::OutOfRange)?;
            if self.is_working_day(day)? {
                counted += 1;
            } else {
                skipped.push(day);
            }
        }
        Ok(day)
    }

    /// A last day on an off-day moves to the next working day (民法典 第二百零三条).
    fn roll_forward(&self, last_day: NaiveDate, skipped: &mut Vec<NaiveDate>) -> Result<NaiveDate, DueDateFault> {
        let mut day = last_day;
        while !self.is_working_day(day)? {
            skipped.push(day);
            day = day.succ_opt().ok_or(DueDateFault::OutOfRange)?;
        }
        Ok(day)
    }
}

/// Months and years end on the corresponding day, or on the month's last day when it has none (民法典 第二百零二条).
fn calendar_end(start: NaiveDate, length: u32, unit: TimeUnit) -> Result<NaiveDate, DueDateFault> {
    let end = match unit {
        TimeUnit::WorkingDays | TimeUnit::Days => start.checked_add_days(chrono::Days::new(length.into())),
        TimeUnit::Months => start.checked_add_months(Months::new(length)),
        TimeUnit::Years => length.checked_mul(12).and_then(|months| start.checked_add_months(Months::new(months))),
    };
    end.ok_or(DueDateFault::OutOfRange)
}

#[cfg(test)]
mod tests;
