//! The count of days once more, as slowly and plainly as a clerk does it with a wall calendar: a table of day and
//! make-up dates as text, one day after another. The engine is held against it.

use super::{Calendar, DayRole, Notice, NoticeDay};
use crate::domain::day::Period;
use crate::domain::deadline::{DueDateFault, Rolls, TimeLimit, TimeUnit};
use crate::domain::values::Title;
use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// What hangs on the wall.
struct WallCalendar {
    years: BTreeSet<i32>,
    off: HashMap<String, bool>,
}

impl WallCalendar {
    fn shipped() -> Self {
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../../../data/public-holidays.json")).expect("JSON");
        let years = file["published_years"].as_array().expect("years").iter();
        let days = file["days"].as_array().expect("days").iter();
        Self {
            years: years.map(|year| i32::try_from(year.as_i64().expect("a year")).expect("a year")).collect(),
            off: days
                .map(|day| (day["date"].as_str().expect("a date").to_owned(), day["off"].as_bool().expect("a flag")))
                .collect(),
        }
    }

    fn works(&self, (year, month, day): (i32, u32, u32)) -> Option<bool> {
        if !self.years.contains(&year) {
            return None;
        }
        let told = self.off.get(&format!("{year:04}-{month:02}-{day:02}")).map(|off| !off);
        Some(told.unwrap_or(day_of_week(year, month, day) < 5))
    }
}

/// Monday is 0 (Zeller).
fn day_of_week(year: i32, month: u32, day: u32) -> u32 {
    let (m, y) = if month < 3 { (month + 12, year - 1) } else { (month, year) };
    let (k, j) = (u32::try_from(y % 100).expect("small"), u32::try_from(y / 100).expect("small"));
    (day + 13 * (m + 1) / 5 + k + k / 4 + j / 4 + 5 * j + 5) % 7
}

fn days_of_month(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn next((year, month, day): (i32, u32, u32)) -> (i32, u32, u32) {
    match (month, day) {
        (12, 31) => (year + 1, 1, 1),
        (month, day) if day == days_of_month(year, month) => (year, month + 1, 1),
        _ => (year, month, day + 1),
    }
}

fn later(start: (i32, u32, u32), months: u32) -> (i32, u32, u32) {
    let (mut year, mut month, day) = start;
    for _ in 0..months {
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    (year, month, day.min(days_of_month(year, month)))
}

/// The due date; none where a day had to be looked at whose year does not hang on the wall.
fn counted(wall: &WallCalendar, start: NaiveDate, length: u32, unit: TimeUnit, rolls: Rolls) -> Option<NaiveDate> {
    let start = (start.year(), start.month(), start.day());
    let mut day = start;
    match unit {
        TimeUnit::WorkingDays => {
            let mut left = length;
            while left > 0 {
                day = next(day);
                left -= u32::from(wall.works(day)?);
            }
        }
        TimeUnit::Days => (0..length).for_each(|_| day = next(day)),
        TimeUnit::Months => day = later(start, length),
        TimeUnit::Years => day = later(start, 12 * length),
    }
    while rolls == Rolls::Forward && !wall.works(day)? {
        day = next(day);
    }
    NaiveDate::from_ymd_opt(day.0, day.1, day.2)
}

fn agrees(wall: &WallCalendar, calendar: &Calendar, asked: (NaiveDate, u32, TimeUnit, Rolls)) {
    let (start, length, unit, rolls) = asked;
    let found = match calendar.due_date(start, length, unit, rolls) {
        Ok(due) => {
            let days = due.day_by_day(calendar);
            assert_eq!((days[0].date, days[days.len() - 1].date), (start, due.due_date), "{asked:?}");
            let last = days.iter().filter_map(|day| day.number).next_back();
            let counts = matches!(unit, TimeUnit::Days | TimeUnit::WorkingDays);
            assert_eq!(last, counts.then_some(length), "{asked:?}");
            Some(due.due_date)
        }
        Err(DueDateFault::NotPublished(_)) => None,
        Err(fault) => panic!("{asked:?}: {fault}"),
    };
    assert_eq!(found, counted(wall, start, length, unit, rolls), "{asked:?}");
}

fn limits() -> impl Strategy<Value = (u32, TimeUnit, Rolls)> {
    let unit = prop_oneof![
        (1u32..400).prop_map(|length| (length, TimeUnit::WorkingDays)),
        (1u32..800).prop_map(|length| (length, TimeUnit::Days)),
        (1u32..40).prop_map(|length| (length, TimeUnit::Months)),
        (1u32..6).prop_map(|length| (length, TimeUnit::Years)),
    ];
    (unit, prop::bool::ANY)
        .prop_map(|((length, unit), rolls)| (length, unit, if rolls { Rolls::Forward } else { Rolls::None }))
}

fn first_of(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).expect("New Year")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn the_engine_counts_as_a_clerk_does(offset in 0u64..7_700, (length, unit, rolls) in limits()) {
        thread_local! { static KNOWN: (WallCalendar, Calendar) = (WallCalendar::shipped(), Calendar::shipped()); }
        let start = first_of(2006) + Days::new(offset);
        KNOWN.with(|(wall, calendar)| agrees(wall, calendar, (start, length, unit, rolls)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_loaded_notice_is_counted_by_as_a_clerk_does(
        swapped in prop::collection::btree_set(0u64..365, 0..60),
        asked in prop::collection::vec((0u64..700, limits()), 20),
    ) {
        let (mut wall, calendar) = (WallCalendar::shipped(), Calendar::shipped());
        // What the notice may not touch is off in it, whatever else it swaps.
        let named: BTreeSet<NaiveDate> = calendar.statutory().of_year(2027).collect();
        let swapped = swapped.iter().map(|offset| first_of(2027) + Days::new(*offset));
        let dates: BTreeSet<NaiveDate> = swapped.chain(named.iter().copied()).collect();
        let works = |date: &NaiveDate| {
            named.contains(date) || day_of_week(date.year(), date.month(), date.day()) < 5
        };
        let name = || Title::parse("节日").expect("a name");
        let days: Vec<_> = dates.iter().map(|date| NoticeDay { date: *date, name: name(), off: works(date) }).collect();
        prop_assert_eq!(Notice::faults(2027, &days, None, &calendar), []);
        wall.years.insert(2027);
        wall.off.extend(days.iter().map(|day| (day.date.to_string(), day.off)));
        let calendar = calendar.with(Notice { year: 2027, days, statutory: None });
        for (offset, (length, unit, rolls)) in asked {
            agrees(&wall, &calendar, (first_of(2026) + Days::new(offset), length, unit, rolls));
        }
    }
}

/// The clerk crosses out the days on which the limit stands still, and counts the others.
fn counted_without(
    wall: &WallCalendar,
    asked: (NaiveDate, u32, TimeUnit),
    stops: &[(NaiveDate, NaiveDate)],
) -> Option<NaiveDate> {
    let (start, length, unit) = asked;
    let (mut day, mut left) = (start, length);
    while left > 0 {
        day = day + Days::new(1);
        let stands_still = stops.iter().any(|(from, to)| *from <= day && day <= *to);
        let counts = match unit {
            _ if stands_still => false,
            TimeUnit::WorkingDays => wall.works((day.year(), day.month(), day.day()))?,
            _ => true,
        };
        left -= u32::from(counts);
    }
    Some(day)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn days_on_which_a_limit_stands_still_do_not_count(
        offset in 0u64..6_500,
        length in 1u32..120,
        in_working_days in prop::bool::ANY,
        stops in prop::collection::vec((0u64..150, 0u64..40), 0..4),
    ) {
        thread_local! { static KNOWN: (WallCalendar, Calendar) = (WallCalendar::shipped(), Calendar::shipped()); }
        let start = first_of(2007) + Days::new(offset);
        let unit = if in_working_days { TimeUnit::WorkingDays } else { TimeUnit::Days };
        let stops: Vec<_> = stops.iter().map(|(from, days)| {
            let from = start + Days::new(*from);
            (from, from + Days::new(*days))
        }).collect();
        let periods: Vec<Period> = stops.iter().map(|(from, to)| Period { from: *from, to: Some(*to) }).collect();
        KNOWN.with(|(wall, calendar)| {
            let limit = TimeLimit::new(length, unit, Rolls::None);
            let found = limit.due_without(start, &periods, calendar);
            let expected = counted_without(wall, (start, length, unit), &stops);
            assert_eq!(found.as_ref().ok().map(|due| due.due_date), expected, "{start} {limit:?} {stops:?}");
            if let Ok(due) = found {
                let days = due.day_by_day(calendar);
                assert_eq!(days.iter().filter_map(|day| day.number).next_back(), Some(length));
                let stood = days.iter().filter(|day| day.role == DayRole::Stopped).count();
                assert_eq!(stood, due.stopped.len());
            }
        });
    }
}
