//! Working days (工作日) as the yearly holiday notices settle them.
//!
//! A weekday may be a day off and a weekend a working day, so a year without its notice is never guessed: it is
//! refused. Days are keyed by date because a notice can settle days of the neighbouring year.

mod explained;
mod notice;
mod statutory;

pub use explained::{DayRole, ExplainedDay};
pub use notice::{Notice, NoticeDay, NoticeFault};
pub use statutory::StatutoryHolidays;

use super::day::Period;
use super::deadline::{DueDate, DueDateFault, Rolls, TimeLimit, TimeUnit};
use super::refusal::Text;
use super::text_enum::text_enum;
use chrono::{Datelike, Months, NaiveDate, Weekday};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// RFC 3339 knows no later years.
const LAST_YEAR: i32 = 9999;

/// The notices published when this version was made; administrators load later ones.
const SHIPPED_NOTICES: &str = include_str!("../../data/public-holidays.json");

/// The holiday notice (放假安排) of that year is not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{year}年放假安排尚未公布或尚未载入 (the holiday notice of {year} is not loaded)")]
pub struct CalendarNotPublished {
    pub year: i32,
}

impl CalendarNotPublished {
    /// The same, each language by itself.
    pub fn text(self) -> Text {
        Text::new(
            format!("{}年放假安排尚未公布或者尚未载入", self.year),
            format!("The holiday notice of {} is not published or not loaded yet", self.year),
        )
    }
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

/// All loaded notices, and the statutory holidays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// By the year that each is for.
    notices: BTreeMap<i32, Vec<NoticeDay>>,
    /// What the notices settle together.
    days: BTreeMap<NaiveDate, NoticeDay>,
    statutory: StatutoryHolidays,
}

/// How the days of a year divide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearCount {
    pub working_days: u32,
    /// 调休上班; they are among the working days.
    pub make_up_days: u32,
    /// Days off by a notice, on whatever day of the week.
    pub days_off: u32,
}

#[derive(Deserialize)]
struct NoticesFile {
    published_years: BTreeSet<i32>,
    #[serde(default)]
    notices: BTreeMap<i32, Vec<String>>,
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
        let mut notices: BTreeMap<i32, Vec<NoticeDay>> =
            published_years.into_iter().map(|year| (year, vec![])).collect();
        let mut seen = BTreeSet::new();
        for day in days {
            if !seen.insert(day.date) {
                return Err(CalendarFault::DayTwice(day.date));
            }
            notices.entry(day.year_of_notice()).or_default().push(day);
        }
        let calendar = Self { notices, days: BTreeMap::new(), statutory: StatutoryHolidays::shipped() };
        Ok(calendar.settled())
    }

    /// The notice in the place of what was known of its year.
    pub fn with(mut self, notice: Notice) -> Self {
        if let Some(statutory) = notice.statutory {
            self.statutory = self.statutory.with(notice.year, statutory);
        }
        self.notices.insert(notice.year, notice.days);
        self.settled()
    }

    fn settled(mut self) -> Self {
        let days = self.notices.values().flatten();
        self.days = days.map(|day| (day.date, day.clone())).collect();
        self
    }

    /// Where the notice of a year that comes with this version was published.
    pub fn shipped_source(year: i32) -> Option<String> {
        let file: NoticesFile = serde_json::from_str(SHIPPED_NOTICES).ok()?;
        file.notices.get(&year).map(|sources| sources.join(" "))
    }

    pub fn published_years(&self) -> impl Iterator<Item = i32> {
        self.notices.keys().copied()
    }

    /// What the notice of a year settles, in order; none when it is not loaded.
    pub fn notice(&self, year: i32) -> Option<&[NoticeDay]> {
        self.notices.get(&year).map(Vec::as_slice)
    }

    /// What a notice says of a day, if one does.
    pub fn settled_day(&self, date: NaiveDate) -> Option<&NoticeDay> {
        self.days.get(&date)
    }

    pub fn statutory(&self) -> &StatutoryHolidays {
        &self.statutory
    }

    /// The last day that can be counted from `day` on without a gap; 60 days before it the next notice is due to be
    /// asked for. None when not even the year of `day` is loaded.
    pub fn ends_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        let last = (day.year()..=LAST_YEAR).take_while(|year| self.notices.contains_key(year)).last()?;
        NaiveDate::from_ymd_opt(last, 12, 31)
    }

    /// How many days can still be counted after `day`; below zero when the calendar ended before it.
    pub fn days_left(&self, day: NaiveDate) -> Option<i64> {
        let ended = || self.published_years().filter(|year| *year < day.year()).last();
        let ended = || ended().and_then(|year| NaiveDate::from_ymd_opt(year, 12, 31));
        self.ends_on(day).or_else(ended).map(|end| (end - day).num_days())
    }

    pub fn count(&self, year: i32) -> Result<YearCount, CalendarNotPublished> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).ok_or(CalendarNotPublished { year })?;
        let mut count = YearCount { working_days: 0, make_up_days: 0, days_off: 0 };
        for day in first.iter_days().take_while(|day| day.year() == year) {
            let kind = self.kind(day)?;
            count.working_days += u32::from(kind.is_working());
            count.make_up_days += u32::from(kind == DayKind::MakeUpDay);
            count.days_off += u32::from(kind == DayKind::DayOff);
        }
        Ok(count)
    }

    pub fn kind(&self, date: NaiveDate) -> Result<DayKind, CalendarNotPublished> {
        if !self.notices.contains_key(&date.year()) {
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
        self.due_date_without(start, TimeLimit::new(length, unit, rolls), &[])
    }

    /// The same when the limit stands still on some days: they do not count, whatever they are.
    pub fn due_date_without(
        &self,
        start: NaiveDate,
        limit: TimeLimit,
        stopped: &[Period],
    ) -> Result<DueDate, DueDateFault> {
        if limit.length == 0 {
            return Err(DueDateFault::ZeroLength);
        }
        let mut walk = Walk { stopped, held: Vec::new(), skipped: Vec::new() };
        let last_day = match limit.unit {
            TimeUnit::WorkingDays => self.nth_working_day(start, limit.length, &mut walk)?,
            unit => walk.pushed(start, calendar_end(start, limit.length, unit)?)?,
        };
        let due_date = match limit.rolls {
            Rolls::Forward => self.roll_forward(last_day, &mut walk.skipped)?,
            Rolls::None => last_day,
        };
        Ok(DueDate { start, limit, last_day, due_date, skipped: walk.skipped, stopped: walk.held })
    }

    /// How many full working days lie between two acts, neither act's own day counted: "seven days before the hearing"
    /// holds on the safe reading when at least seven do.
    pub fn full_working_days_between(&self, notice: NaiveDate, act: NaiveDate) -> Result<u32, CalendarNotPublished> {
        let between = notice.iter_days().skip(1).take_while(|day| *day < act);
        between.map(|day| self.is_working_day(day)).try_fold(0, |count, works| Ok(count + u32::from(works?)))
    }

    fn nth_working_day(&self, start: NaiveDate, length: u32, walk: &mut Walk) -> Result<NaiveDate, DueDateFault> {
        let (mut day, mut counted) = (start, 0);
        while counted < length {
            day = day.succ_opt().ok_or(DueDateFault::OutOfRange)?;
            if walk.stands_still(day)? {
                continue;
            }
            if self.is_working_day(day)? {
                counted += 1;
            } else {
                walk.skipped.push(day);
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

/// A count on its way: what did not count so far.
struct Walk<'s> {
    stopped: &'s [Period],
    held: Vec<NaiveDate>,
    skipped: Vec<NaiveDate>,
}

impl Walk<'_> {
    /// Whether the limit stands still on that day; a fault when nobody knows until when.
    fn stands_still(&mut self, day: NaiveDate) -> Result<bool, DueDateFault> {
        let mut over = self.stopped.iter().filter(|period| period.contains(day)).peekable();
        if over.peek().is_none() {
            return Ok(false);
        }
        if over.any(|period| period.to.is_none()) {
            return Err(DueDateFault::Stopped);
        }
        self.held.push(day);
        Ok(true)
    }

    /// An end by the calendar, later by each day on which the limit stood still.
    fn pushed(&mut self, start: NaiveDate, planned: NaiveDate) -> Result<NaiveDate, DueDateFault> {
        let next = |day: NaiveDate| day.succ_opt().ok_or(DueDateFault::OutOfRange);
        let (mut day, mut end) = (start, planned);
        while day < end && !self.stopped.is_empty() {
            day = next(day)?;
            if self.stands_still(day)? {
                end = next(end)?;
            }
        }
        Ok(end)
    }
}

/// Months and years end on the corresponding day, or on the month's last day when it has none (民法典 第二百零二条).
fn calendar_end(start: NaiveDate, length: u32, unit: TimeUnit) -> Result<NaiveDate, DueDateFault> {
    let end = match unit {
        TimeUnit::WorkingDays | TimeUnit::Days => start.checked_add_days(chrono::Days::new(length.into())),
        TimeUnit::Months => start.checked_add_months(Months::new(length)),
        TimeUnit::Years => length.checked_mul(12).and_then(|months| start.checked_add_months(Months::new(months))),
    };
    end.filter(|day| day.year() <= LAST_YEAR).ok_or(DueDateFault::OutOfRange)
}

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
