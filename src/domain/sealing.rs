//! 查封、扣押期限: a budget of days that examinations interrupt (行政强制法 第二十五条).

use super::day::Period;
use super::refusal::{Refusal, Rule, Text};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// 三十日, and as many again by extensions, unless a law or an administrative regulation says otherwise.
pub const DAYS_MAX: u32 = 30;

/// 情况紧急: the approval is made up within so many hours (行政强制法 第十九条).
pub const URGENT_APPROVAL_HOURS: i64 = 24;

/// The last day of a measure. Day 1 is the day after it was imposed; days of an examination do not count.
pub fn last_day(imposed_on: NaiveDate, days: u32, examined: &[Period]) -> Option<NaiveDate> {
    let (mut day, mut left) = (imposed_on, days);
    while left > 0 {
        day = day.succ_opt()?;
        match examined.iter().find(|period| period.contains(day)) {
            None => left -= 1,
            Some(period) => day = period.to?,
        }
    }
    Some(day)
}

/// No more days than the law gives, unless another law is cited.
pub fn within_term(days: u32, has_special_basis: bool, pointer: &str) -> Result<(), Refusal> {
    if days <= DAYS_MAX || has_special_basis {
        return Ok(());
    }
    let zh = format!("共 {days} 日,超过 {DAYS_MAX} 日且未写明法律、行政法规的特别规定");
    let en = format!("{days} days in all are more than {DAYS_MAX}, and no law is cited that allows them");
    Err(Refusal::new(Rule::SealingTermExceeded, Text::new(zh, en)).at(pointer))
}

/// Whether an urgent measure was approved in time.
pub fn approved_in_time(imposed_at: DateTime<Utc>, approved_at: DateTime<Utc>) -> bool {
    approved_at - imposed_at <= TimeDelta::hours(URGENT_APPROVAL_HOURS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn examinations_stand_outside_the_days() {
        let imposed = day("2023-03-20");
        assert_eq!(last_day(imposed, 30, &[]), Some(day("2023-04-19")));
        let examined = Period::new(day("2023-03-25"), Some(day("2023-03-29"))).expect("runs forward");
        assert_eq!(last_day(imposed, 30, &[examined]), Some(day("2023-04-24")));
        let overlapping = Period::new(day("2023-03-28"), Some(day("2023-03-31"))).expect("runs forward");
        assert_eq!(last_day(imposed, 30, &[examined, overlapping]), Some(day("2023-04-26")));
        let later = Period::new(day("2023-05-01"), Some(day("2023-05-02"))).expect("runs forward");
        assert_eq!(last_day(imposed, 30, &[later]), Some(day("2023-04-19")));
        assert_eq!(last_day(imposed, 30, &[Period { from: day("2023-04-01"), to: None }]), None);
    }

    #[test]
    fn thirty_days_are_within_the_term_and_one_more_needs_a_law() {
        assert!(within_term(30, false, "/days").is_ok() && within_term(31, true, "/days").is_ok());
        assert_eq!(within_term(31, false, "/days").expect_err("refused").rule, Rule::SealingTermExceeded);
    }

    #[test]
    fn the_twenty_fourth_hour_is_in_time() {
        let imposed: DateTime<Utc> = "2023-03-20T09:00:00+08:00".parse().expect("an instant");
        assert!(approved_in_time(imposed, imposed + TimeDelta::hours(24)));
        assert!(!approved_in_time(imposed, imposed + TimeDelta::hours(24) + TimeDelta::seconds(1)));
    }
}
