use super::{CalendarFault, CalendarNotPublished};
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const SHIPPED_HOLIDAYS: &str = include_str!("../../../data/statutory-holidays.json");

/// 法定节假日: only the days named in 全国年节及纪念日放假办法 第二条, not the swapped days around them. On these days
/// no execution may take place, save in an emergency (行政强制法 第四十三条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatutoryHolidays {
    rules: Vec<HolidayRule>,
    days: BTreeSet<NaiveDate>,
}

#[derive(Deserialize)]
struct HolidaysFile {
    rules: Vec<HolidayRule>,
    days: Vec<NaiveDate>,
}

/// How many statutory holidays a year has, while the rule is in force.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct HolidayRule {
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    days: usize,
}

impl StatutoryHolidays {
    /// The days that come with this version.
    pub fn shipped() -> Self {
        Self::from_json(SHIPPED_HOLIDAYS).expect("a test reads the shipped holidays")
    }

    /// A year is taken only when it lists as many days as the rule of that year says.
    pub fn from_json(json: &str) -> Result<Self, CalendarFault> {
        let file: HolidaysFile =
            serde_json::from_str(json).map_err(|fault| CalendarFault::Malformed(fault.to_string()))?;
        let mut days = BTreeSet::new();
        for &day in &file.days {
            if !days.insert(day) {
                return Err(CalendarFault::DayTwice(day));
            }
        }
        check_counts(&file.rules, &days)?;
        Ok(Self { rules: file.rules, days })
    }

    /// The days of a year in the place of those known before.
    pub fn with(mut self, year: i32, days: BTreeSet<NaiveDate>) -> Self {
        self.days.retain(|day| day.year() != year);
        self.days.extend(days);
        self
    }

    /// The days of a year, in order; empty while they are not known.
    pub fn of_year(&self, year: i32) -> impl Iterator<Item = NaiveDate> {
        self.days.iter().copied().filter(move |day| day.year() == year)
    }

    /// How many there are in a year by the 年节办法 that is in force then.
    pub fn expected(&self, year: i32) -> Option<usize> {
        self.rules.iter().find(|rule| rule.covers(year)).map(|rule| rule.days)
    }

    pub fn contains(&self, date: NaiveDate) -> Result<bool, CalendarNotPublished> {
        let year = date.year();
        if self.days.iter().any(|day| day.year() == year) {
            Ok(self.days.contains(&date))
        } else {
            Err(CalendarNotPublished { year })
        }
    }
}

fn check_counts(rules: &[HolidayRule], days: &BTreeSet<NaiveDate>) -> Result<(), CalendarFault> {
    let mut counts = BTreeMap::new();
    for day in days {
        *counts.entry(day.year()).or_insert(0) += 1;
    }
    for (year, listed) in counts {
        let rule = rules.iter().find(|rule| rule.covers(year)).ok_or(CalendarFault::NoStatutoryRule(year))?;
        if rule.days != listed {
            return Err(CalendarFault::StatutoryCount { year, expected: rule.days, listed });
        }
    }
    Ok(())
}

impl HolidayRule {
    fn covers(&self, year: i32) -> bool {
        self.valid_from.year() <= year && self.valid_to.is_none_or(|end| year <= end.year())
    }
}
