//! 行政强制执行: its kinds, and the hours in which nothing is enforced. 行政强制法 第十二条, 第三十四条至第六十条.

use super::calendar::Calendar;
use super::coercion::CoercionKind;
use super::day::shanghai;
use super::refusal::{Refusal, Rule, Text};
use super::text_enum::text_enum;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

text_enum! {
    /// 行政强制执行的方式 (行政强制法 第十二条)
    pub enum ExecutionKind {
        LatePaymentSurcharge = "late_payment_surcharge" "加处罚款或者滞纳金",
        TransferDeposits = "transfer_deposits" "划拨存款、汇款",
        Auction = "auction" "拍卖或者依法处理查封、扣押的财物",
        RestoreOriginalState = "restore_original_state" "排除妨碍、恢复原状",
        SubstitutePerformance = "substitute_performance" "代履行",
        OtherExecution = "other_execution" "其他强制执行方式",
    }
}

impl ExecutionKind {
    pub const fn coercion(self) -> CoercionKind {
        match self {
            Self::LatePaymentSurcharge => CoercionKind::LatePaymentSurcharge,
            Self::TransferDeposits => CoercionKind::TransferDeposits,
            Self::Auction => CoercionKind::Auction,
            Self::RestoreOriginalState => CoercionKind::RestoreOriginalState,
            Self::SubstitutePerformance => CoercionKind::SubstitutePerformance,
            Self::OtherExecution => CoercionKind::OtherExecution,
        }
    }

    /// Something is done at a place, at an hour.
    pub const fn is_done_on_the_spot(self) -> bool {
        matches!(self, Self::RestoreOriginalState | Self::SubstitutePerformance | Self::OtherExecution)
    }

    /// 第四十六条: money is taken.
    pub const fn takes_money(self) -> bool {
        matches!(self, Self::TransferDeposits | Self::Auction)
    }
}

/// 行政强制法 第三十九条: what was stopped for so long is not resumed.
pub const STOPPED_YEARS_MAX: u32 = 3;

/// 夜间: the hours in which nothing is enforced (行政强制法 第四十三条). The law names none: they are a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NightHours {
    from: NaiveTime,
    to: NaiveTime,
}

/// An execution that begins at this hour or later is warned of.
const EVENING: u32 = 20;

impl NightHours {
    /// From ten in the evening to six in the morning.
    pub fn usual() -> Self {
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN);
        Self { from: at(22), to: at(6) }
    }

    /// `22:00-06:00`
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
        let (from, to) = (time(from)?, time(to)?);
        (from != to).then_some(Self { from, to })
    }

    /// Whether any of the time from `start` to `end` is night.
    pub fn touch(self, start: DateTime<Utc>, end: DateTime<Utc>) -> bool {
        let local = |at: DateTime<Utc>| at.with_timezone(&shanghai()).naive_local();
        let (start, end) = (local(start), local(end));
        let first = start.date().checked_sub_days(Days::new(1)).unwrap_or(start.date());
        first.iter_days().take_while(|day| *day <= end.date()).any(|day| {
            let ends_on = if self.to > self.from { day } else { day.succ_opt().unwrap_or(day) };
            let (begins, ends) = (day.and_time(self.from), ends_on.and_time(self.to));
            start < ends && (end > begins || start >= begins)
        })
    }
}

text_enum! {
    /// 提醒: lawful, but to be justified.
    pub enum ExecutionWarning {
        /// Whether a weekend falls under the ban of 第四十三条 is disputed.
        OffDay = "off_day" "休息日实施",
        Evening = "evening" "晚间实施",
    }
}

/// The days that an execution touches.
fn days(start: DateTime<Utc>, end: DateTime<Utc>) -> impl Iterator<Item = NaiveDate> {
    let local = |at: DateTime<Utc>| at.with_timezone(&shanghai()).date_naive();
    let last = local(end);
    local(start).iter_days().take_while(move |day| *day <= last)
}

/// 行政强制法 第四十三条: not at night nor on a statutory holiday, unless it is urgent.
pub fn at_a_lawful_hour(
    (start, end): (DateTime<Utc>, DateTime<Utc>),
    night: NightHours,
    calendar: &Calendar,
    pointer: &str,
) -> Result<(), Vec<Refusal>> {
    let mut refusals = Vec::new();
    if night.touch(start, end) {
        refusals.push(Refusal::of(Rule::ExecutionAtNight).at(pointer));
    }
    for day in days(start, end).take(400) {
        match calendar.statutory().contains(day) {
            Ok(false) => {}
            Ok(true) => {
                let text = Text::new(format!("{day} 是法定节假日"), format!("{day} is a statutory holiday"));
                refusals.push(Refusal::new(Rule::ExecutionOnHoliday, text).at(pointer));
            }
            Err(year) => {
                let text = year.to_string();
                refusals.push(Refusal::new(Rule::WorkingDaysUnknown, Text::new(text.clone(), text)).at(pointer));
                break;
            }
        }
    }
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// What is told of an hour that is lawful.
pub fn warned_of(start: DateTime<Utc>, end: DateTime<Utc>, calendar: &Calendar) -> Vec<ExecutionWarning> {
    use chrono::Timelike as _;
    let mut warnings = Vec::new();
    if days(start, end).take(400).any(|day| calendar.is_working_day(day) == Ok(false)) {
        warnings.push(ExecutionWarning::OffDay);
    }
    let hour = |at: DateTime<Utc>| at.with_timezone(&shanghai()).hour();
    if hour(start) >= EVENING || hour(end) >= EVENING {
        warnings.push(ExecutionWarning::Evening);
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}:00+08:00").parse().expect("an instant")
    }

    #[test]
    fn night_is_from_ten_to_six_unless_it_is_set_otherwise() {
        let night = NightHours::usual();
        for (start, end, touches) in [
            ("2023-10-10T09:00", "2023-10-10T17:00", false),
            ("2023-10-10T21:00", "2023-10-10T22:00", false),
            ("2023-10-10T21:00", "2023-10-10T22:01", true),
            ("2023-10-10T22:00", "2023-10-10T22:00", true),
            ("2023-10-10T05:59", "2023-10-10T07:00", true),
            ("2023-10-10T06:00", "2023-10-10T07:00", false),
            ("2023-10-10T09:00", "2023-10-11T09:00", true),
        ] {
            assert_eq!(night.touch(at(start), at(end)), touches, "{start} to {end}");
        }
        let early = NightHours::parse("00:00-05:00").expect("hours");
        assert!(!early.touch(at("2023-10-10T23:00"), at("2023-10-10T23:30")));
        assert!(early.touch(at("2023-10-10T23:00"), at("2023-10-11T00:30")));
        assert!(NightHours::parse("22-6").is_none() && NightHours::parse("06:00-06:00").is_none());
    }

    #[test]
    fn statutory_holidays_are_refused_and_other_off_days_told() {
        let calendar = Calendar::shipped();
        let refused = |day: &str| {
            let (start, end) = (at(&format!("{day}T09:00")), at(&format!("{day}T10:00")));
            let verdict = at_a_lawful_hour((start, end), NightHours::usual(), &calendar, "/starts_at");
            (verdict.err().map(|all| all[0].rule), warned_of(start, end, &calendar))
        };
        assert_eq!(refused("2023-10-01"), (Some(Rule::ExecutionOnHoliday), vec![ExecutionWarning::OffDay]));
        assert_eq!(refused("2023-10-05"), (None, vec![ExecutionWarning::OffDay]), "swapped, but not statutory");
        assert_eq!(refused("2023-10-07"), (None, vec![]), "a Saturday that is worked");
        assert_eq!(refused("2023-10-14"), (None, vec![ExecutionWarning::OffDay]));
        assert_eq!(refused("2099-01-05").0, Some(Rule::WorkingDaysUnknown));
    }
}
