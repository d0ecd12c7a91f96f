//! Time limits (期限): how long, counted how. They belong to a rule of law, never to whoever asks.

use super::calendar::{Calendar, CalendarNotPublished};
use super::day::Period;
use super::refusal::Text;
use super::text_enum::text_enum;
use chrono::NaiveDate;

text_enum! {
    /// 期限单位: what a time limit counts. Limits in hours run from the event itself and end at an instant, so they
    /// are no matter for a calendar (民法典 第二百零一条).
    pub enum TimeUnit {
        WorkingDays = "working_days" "工作日",
        Days = "days" "日",
        Months = "months" "月",
        Years = "years" "年",
    }
}

text_enum! {
    /// 期限末日遇休息日: what happens to a last day that is an off-day
    pub enum Rolls {
        /// 顺延: to the next working day (民法典 第二百零三条)
        Forward = "forward" "顺延至下一工作日",
        None = "none" "不顺延",
    }
}

/// 期限: one time limit of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeLimit {
    pub length: u32,
    pub unit: TimeUnit,
    pub rolls: Rolls,
}

impl TimeLimit {
    pub const fn new(length: u32, unit: TimeUnit, rolls: Rolls) -> Self {
        Self { length, unit, rolls }
    }

    pub fn due(self, start: NaiveDate, calendar: &Calendar) -> Result<DueDate, DueDateFault> {
        self.due_without(start, &[], calendar)
    }

    /// Days of `stopped` do not count.
    pub fn due_without(
        self,
        start: NaiveDate,
        stopped: &[Period],
        calendar: &Calendar,
    ) -> Result<DueDate, DueDateFault> {
        calendar.due_date_without(start, self, stopped)
    }
}

/// The end of a time limit and how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDate {
    /// The day of the trigger; day 1 is the day after (民法典 第二百零一条).
    pub start: NaiveDate,
    pub limit: TimeLimit,
    /// Where the count ends. Shown beside `due_date` when they differ.
    pub last_day: NaiveDate,
    /// The last day in time: `last_day`, or the working day it rolls to.
    pub due_date: NaiveDate,
    /// Off-days that did not count, in order.
    pub skipped: Vec<NaiveDate>,
    /// 不计入期限的期间: days on which the limit stood still, in order.
    pub stopped: Vec<NaiveDate>,
}

impl DueDate {
    pub fn is_rolled(&self) -> bool {
        self.due_date != self.last_day
    }

    /// What the count rests on. That a law's days are working days (行政处罚法 第八十五条, 行政强制法 第六十九条) is
    /// for the rule itself to cite.
    pub fn legal_basis(&self) -> Vec<&'static str> {
        let mut sources = vec!["民法典 第二百零一条"];
        if matches!(self.limit.unit, TimeUnit::Months | TimeUnit::Years) {
            sources.push("民法典 第二百零二条");
        }
        if self.is_rolled() {
            sources.push("民法典 第二百零三条");
        }
        if self.is_rolled() || self.limit.unit == TimeUnit::WorkingDays {
            sources.push("国务院办公厅关于节假日安排的通知");
        }
        sources
    }
}

/// Why a due date cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DueDateFault {
    #[error(transparent)]
    NotPublished(#[from] CalendarNotPublished),
    #[error("期限至少为1 (a time limit is at least 1)")]
    ZeroLength,
    #[error("期限末日超出日历范围 (the last day lies beyond every calendar)")]
    OutOfRange,
    #[error("期限中止,尚未恢复 (the limit stands still, and nobody knows until when)")]
    Stopped,
}

impl DueDateFault {
    /// The same, each language by itself.
    pub fn text(self) -> Text {
        match self {
            Self::NotPublished(fault) => fault.text(),
            Self::ZeroLength => Text::new("期限至少为1", "A time limit is at least 1"),
            Self::OutOfRange => Text::new("期限末日超出日历范围", "The last day lies beyond every calendar"),
            Self::Stopped => Text::new("期限中止，尚未恢复", "The limit stands still, and nobody knows until when"),
        }
    }
}
