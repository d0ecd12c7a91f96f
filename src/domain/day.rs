//! Legal dates: days in Asia/Shanghai, and periods whose last day is valid.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};
use std::ops::Bound;

const SHANGHAI_OFFSET_S: i32 = 8 * 3600;

/// Asia/Shanghai. China has had one time zone without summer time since 1992; legal dates are counted in it.
pub fn shanghai() -> FixedOffset {
    FixedOffset::east_opt(SHANGHAI_OFFSET_S).expect("eight hours are a valid offset")
}

/// The legal date of an instant.
pub fn legal_date(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&shanghai()).date_naive()
}

/// The first instant of a legal date.
pub fn begins(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::seconds(i64::from(SHANGHAI_OFFSET_S))
}

/// The first instant after a legal date.
pub fn is_over(day: NaiveDate) -> DateTime<Utc> {
    begins(day) + TimeDelta::days(1)
}

/// A period of whole days, both ends valid; without an end it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}

impl Period {
    /// `None` when it would run backwards.
    pub fn new(from: NaiveDate, to: Option<NaiveDate>) -> Option<Self> {
        to.is_none_or(|to| from <= to).then_some(Self { from, to })
    }

    /// From a range as PostgreSQL keeps it: `[from, day after the last)`. `None` when it is empty.
    pub fn of_range(range: (Bound<NaiveDate>, Bound<NaiveDate>)) -> Option<Self> {
        let from = match range.0 {
            Bound::Included(day) => day,
            Bound::Excluded(day) => day.succ_opt()?,
            Bound::Unbounded => NaiveDate::MIN,
        };
        let to = match range.1 {
            Bound::Included(day) => Some(day),
            Bound::Excluded(day) => Some(day.pred_opt()?),
            Bound::Unbounded => None,
        };
        Self::new(from, to)
    }

    pub fn to_range(self) -> (Bound<NaiveDate>, Bound<NaiveDate>) {
        (Bound::Included(self.from), self.to.map_or(Bound::Unbounded, Bound::Included))
    }

    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| self.from <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_legal_date_is_counted_in_shanghai() {
        let midnight: DateTime<Utc> = "2023-12-31T16:00:00Z".parse().expect("an instant");
        assert_eq!(legal_date(midnight), day("2024-01-01"));
        assert_eq!(legal_date(midnight - chrono::Duration::minutes(1)), day("2023-12-31"));
    }

    #[test]
    fn a_legal_date_runs_from_its_first_instant_to_that_of_the_next() {
        let first = begins(day("2024-01-01"));
        assert_eq!((legal_date(first), is_over(day("2023-12-31"))), (day("2024-01-01"), first));
    }

    #[test]
    fn the_last_day_of_a_period_is_valid() {
        let period = Period::new(day("2023-01-01"), Some(day("2023-06-30"))).expect("runs forward");
        assert!(period.contains(day("2023-06-30")) && !period.contains(day("2023-07-01")));
        assert!(!period.overlaps(&Period { from: day("2023-07-01"), to: None }));
        assert!(period.overlaps(&Period { from: day("2023-06-30"), to: None }));
        assert!(Period::new(day("2023-02-01"), Some(day("2023-01-31"))).is_none());
    }
}
