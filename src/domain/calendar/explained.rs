use super::{Calendar, DayKind};
use crate::domain::deadline::{DueDate, TimeUnit};
use crate::domain::text_enum::text_enum;
use crate::domain::values::Title;
use chrono::NaiveDate;

text_enum! {
    /// 期日作用: what a day was to the count of a time limit
    pub enum DayRole {
        /// The day of the trigger does not count (民法典 第二百零一条).
        Trigger = "trigger" "起算当日,不计入",
        Counted = "counted" "计入期限",
        /// Only working days count.
        OffDay = "off_day" "休息日,不计入工作日",
        /// 中止、鉴定等: the limit stood still.
        Stopped = "stopped" "不计入期限的期间",
        /// The limit would end here, on an off-day, or was moved on to this off-day (民法典 第二百零三条).
        RolledOver = "rolled_over" "届满日为休息日,顺延",
        /// The working day after them.
        RolledTo = "rolled_to" "顺延后的届满日",
    }
}

/// One day of a count, and why it counts or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedDay {
    pub date: NaiveDate,
    /// Which day of the limit it is; none for a day that does not count, or when months or years are counted.
    pub number: Option<u32>,
    pub role: DayRole,
    /// None where no notice is loaded, and none was needed.
    pub kind: Option<DayKind>,
    /// 节日: what the notice calls it.
    pub holiday: Option<Title>,
}

impl DueDate {
    /// Every day from the trigger to the end.
    pub fn day_by_day(&self, calendar: &Calendar) -> Vec<ExplainedDay> {
        let mut number = 0;
        let days = self.start.iter_days().take_while(|day| *day <= self.due_date);
        let explained = days.map(|date| {
            let role = self.role_of(date);
            let counts = role == DayRole::Counted || (role == DayRole::RolledOver && date == self.last_day);
            number += u32::from(counts);
            ExplainedDay {
                date,
                number: (counts && self.counts_days()).then_some(number),
                role,
                kind: calendar.kind(date).ok(),
                holiday: calendar.settled_day(date).map(|day| day.name.clone()),
            }
        });
        explained.collect()
    }

    fn counts_days(&self) -> bool {
        matches!(self.limit.unit, TimeUnit::Days | TimeUnit::WorkingDays)
    }

    fn role_of(&self, date: NaiveDate) -> DayRole {
        if date == self.start {
            DayRole::Trigger
        } else if self.stopped.binary_search(&date).is_ok() {
            DayRole::Stopped
        } else if self.is_rolled() && date == self.due_date {
            DayRole::RolledTo
        } else if self.is_rolled() && date >= self.last_day {
            DayRole::RolledOver
        } else if self.limit.unit == TimeUnit::WorkingDays && self.skipped.binary_search(&date).is_ok() {
            DayRole::OffDay
        } else {
            DayRole::Counted
        }
    }
}
