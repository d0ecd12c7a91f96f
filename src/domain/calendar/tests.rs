use super::*;
use TimeUnit::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn due(start: &str, length: u32, unit: TimeUnit, rolls: Rolls) -> Result<DueDate, DueDateFault> {
    Calendar::shipped().due_date(day(start), length, unit, rolls)
}

#[test]
fn working_days_end_where_the_notices_say() {
    for (start, length, end) in [
        ("2023-09-25", 5, "2023-10-08"),
        ("2023-09-27", 7, "2023-10-12"),
        ("2024-02-05", 5, "2024-02-18"),
        ("2024-04-30", 5, "2024-05-10"),
        ("2024-09-12", 7, "2024-09-24"),
        ("2025-01-24", 7, "2025-02-10"),
        ("2025-09-28", 20, "2025-10-31"),
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-09-23", 7, "2026-10-10"),
        ("2025-09-26", 5, "2025-10-10"),
        ("2025-04-25", 10, "2025-05-13"),
        ("2024-02-07", 7, "2024-02-22"),
        ("2025-04-30", 3, "2025-05-08"),
        ("2025-12-26", 7, "2026-01-07"),
        ("2025-12-05", 20, "2026-01-05"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2025-09-30", 2, "2025-10-10"),
    ] {
        for rolls in [Rolls::Forward, Rolls::None] {
            let found = due(start, length, WorkingDays, rolls).unwrap();
            assert_eq!((found.due_date, found.is_rolled()), (day(end), false), "{start} + {length}");
        }
    }
}

#[test]
fn calendar_periods_end_on_their_day_and_roll_when_told() {
    for (start, length, unit, end, rolled) in [
        ("2025-09-17", 15, Days, "2025-10-02", "2025-10-09"),
        ("2023-07-03", 90, Days, "2023-10-01", "2023-10-07"),
        ("2025-08-05", 60, Days, "2025-10-04", "2025-10-09"),
        ("2024-09-16", 15, Days, "2024-10-01", "2024-10-08"),
        ("2026-09-20", 15, Days, "2026-10-05", "2026-10-08"),
        ("2025-03-10", 6, Months, "2025-09-10", "2025-09-10"),
        ("2025-09-10", 3, Months, "2025-12-10", "2025-12-10"),
        ("2025-08-31", 6, Months, "2026-02-28", "2026-02-28"),
        ("2024-02-29", 1, Years, "2025-02-28", "2025-02-28"),
    ] {
        let strict = due(start, length, unit, Rolls::None).unwrap();
        assert_eq!((strict.due_date, strict.skipped.len()), (day(end), 0), "{start} + {length} {unit}");
        let found = due(start, length, unit, Rolls::Forward).unwrap();
        assert_eq!((found.last_day, found.due_date), (day(end), day(rolled)), "{start} + {length} {unit}");
    }
}

#[test]
fn a_year_without_a_notice_is_refused_when_it_must_be_looked_at() {
    let refused = Err(DueDateFault::NotPublished(CalendarNotPublished { year: 2027 }));
    assert_eq!(due("2026-12-30", 5, WorkingDays, Rolls::Forward), refused);
    assert_eq!(due("2026-12-30", 5, Days, Rolls::Forward), refused);
    assert_eq!(due("2026-12-30", 5, Days, Rolls::None).unwrap().due_date, day("2027-01-04"));
    assert_eq!(due("2026-12-30", 1, WorkingDays, Rolls::Forward).unwrap().due_date, day("2026-12-31"));
    assert!(Calendar::shipped().is_working_day(day("2006-12-29")).is_err());
    assert_eq!(Calendar::shipped().ends_on(day("2024-05-01")), Some(day("2026-12-31")));
    assert_eq!(Calendar::shipped().ends_on(day("2027-01-01")), None);
}

#[test]
fn skipped_days_are_named_in_order() {
    let found = due("2025-09-17", 15, Days, Rolls::Forward).unwrap();
    let skipped: Vec<_> = (2..=8).map(|of_october| NaiveDate::from_ymd_opt(2025, 10, of_october).unwrap()).collect();
    assert_eq!(found.skipped, skipped);
    assert_eq!(found.legal_basis(), ["民法典 第二百零一条", "民法典 第二百零三条", "国务院办公厅关于节假日安排的通知"]);
    let found = due("2024-09-12", 7, WorkingDays, Rolls::Forward).unwrap();
    let skipped = ["2024-09-15", "2024-09-16", "2024-09-17", "2024-09-21", "2024-09-22"];
    assert_eq!(found.skipped, skipped.map(day));
}

#[test]
fn limits_beyond_sense_are_refused() {
    assert_eq!(due("2023-01-01", 0, Days, Rolls::None), Err(DueDateFault::ZeroLength));
    for unit in [Days, Months, Years] {
        assert_eq!(due("2023-01-01", u32::MAX, unit, Rolls::None), Err(DueDateFault::OutOfRange), "{unit}");
    }
}

#[test]
fn each_year_has_its_number_of_working_days() {
    let calendar = Calendar::shipped();
    let years =
        [(2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)];
    for (year, expected) in years {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let days = first.iter_days().take_while(|day| day.year() == year);
        let working = days.filter(|day| calendar.is_working_day(*day).unwrap()).count();
        assert_eq!(working, expected, "{year}");
    }
}

#[test]
fn make_up_days_are_those_of_the_notices() {
    let calendar = Calendar::shipped();
    let make_up: Vec<String> = day("2023-01-01")
        .iter_days()
        .take_while(|day| day.year() <= 2026)
        .filter(|day| calendar.kind(*day) == Ok(DayKind::MakeUpDay))
        .map(|day| day.format("%y%m%d").to_string())
        .collect();
    let expected = "230128 230129 230423 230506 230625 231007 231008 240204 240218 240407 240428 240511 240914 240929 \
                    241012 250126 250208 250427 250928 251011 260104 260214 260228 260509 260920 261010";
    assert_eq!(make_up.join(" "), expected);
}

#[test]
fn full_working_days_lie_between_notice_and_hearing() {
    let calendar = Calendar::shipped();
    let between = |notice, act| calendar.full_working_days_between(day(notice), day(act));
    assert_eq!(between("2023-09-25", "2023-10-09"), Ok(5));
    assert_eq!(between("2023-09-25", "2023-09-26"), Ok(0));
    assert_eq!(between("2023-09-26", "2023-09-25"), Ok(0));
    assert_eq!(between("2026-12-30", "2027-01-05"), Err(CalendarNotPublished { year: 2027 }));
}

#[test]
fn a_statutory_holiday_is_less_than_a_day_off() {
    let (calendar, statutory) = (Calendar::shipped(), StatutoryHolidays::shipped());
    assert_eq!(statutory.contains(day("2023-10-03")), Ok(true));
    assert_eq!(statutory.contains(day("2023-10-04")), Ok(false));
    assert_eq!(calendar.kind(day("2023-10-04")), Ok(DayKind::DayOff));
    assert_eq!(statutory.contains(day("2025-01-28")), Ok(true));
    assert_eq!(statutory.contains(day("2024-02-09")), Ok(false));
    assert_eq!(statutory.contains(day("2013-10-01")), Err(CalendarNotPublished { year: 2013 }));
    // 中秋节 falls on 国庆节: nobody says which day makes up for it.
    assert_eq!(statutory.contains(day("2020-10-01")), Err(CalendarNotPublished { year: 2020 }));
    assert_eq!(statutory.contains(day("2028-10-03")), Err(CalendarNotPublished { year: 2028 }));
    assert_eq!(statutory.contains(day("2014-01-31")), Ok(true));
    assert_eq!(statutory.contains(day("2014-01-30")), Ok(false), "除夕 is one only since 2025");
    assert_eq!(statutory.contains(day("2030-02-02")), Ok(true));
    for year in (2014..=2030).filter(|year| !matches!(year, 2020 | 2028)) {
        assert_eq!(statutory.of_year(year).count(), if year < 2025 { 11 } else { 13 }, "{year}");
    }
    let days = day("2014-01-01").iter_days().take_while(|day| day.year() <= 2026);
    for holiday in days.filter(|day| statutory.contains(*day) == Ok(true)) {
        assert_eq!(calendar.kind(holiday), Ok(DayKind::DayOff), "{holiday}");
    }
}

#[test]
fn an_inconsistent_calendar_is_not_loaded() {
    let twice = r#"{"published_years":[2024],"days":[{"date":"2024-01-01","name":"元旦","off":true},
                    {"date":"2024-01-01","name":"元旦","off":false}]}"#;
    assert_eq!(Calendar::from_json(twice), Err(CalendarFault::DayTwice(day("2024-01-01"))));
    assert!(matches!(Calendar::from_json("{}"), Err(CalendarFault::Malformed(_))));
    let short = r#"{"rules":[{"valid_from":"2014-01-01","valid_to":null,"days":11}],"days":["2024-01-01"]}"#;
    let fault = CalendarFault::StatutoryCount { year: 2024, expected: 11, listed: 1 };
    assert_eq!(StatutoryHolidays::from_json(short), Err(fault));
    let early = r#"{"rules":[],"days":["2024-01-01"]}"#;
    assert_eq!(StatutoryHolidays::from_json(early), Err(CalendarFault::NoStatutoryRule(2024)));
}

fn notice(days: &[(&str, bool)]) -> Vec<NoticeDay> {
    let name = || crate::domain::values::Title::parse("元旦").unwrap();
    days.iter().map(|(date, off)| NoticeDay { date: day(date), name: name(), off: *off }).collect()
}

#[test]
fn every_fault_of_a_notice_is_told() {
    let calendar = Calendar::shipped();
    let told = |days: &[(&str, bool)], statutory: Option<&[&str]>| {
        let statutory: Option<Vec<NaiveDate>> = statutory.map(|days| days.iter().map(|one| day(one)).collect());
        let faults = Notice::faults(2027, &notice(days), statutory.as_deref(), &calendar);
        faults.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect::<Vec<_>>()
    };
    let whole = |more: &[(&'static str, bool)]| {
        let named = calendar.statutory().of_year(2027).map(|day| (day.to_string(), true));
        let more = more.iter().map(|(date, off)| ((*date).to_owned(), *off));
        more.chain(named).collect::<Vec<(String, bool)>>()
    };
    let told_whole = |more: &[(&'static str, bool)]| {
        let days = whole(more);
        told(&days.iter().map(|(date, off)| (date.as_str(), *off)).collect::<Vec<_>>(), None)
    };
    assert!(told_whole(&[("2026-12-31", true), ("2027-01-03", false)]).is_empty());
    let days =
        [("2027-01-04", false), ("2027-05-04", true), ("2027-05-04", true), ("2026-11-30", true), ("2028-02-01", true)];
    let expected = [
        "/days/0/off make_up_day_not_weekend",
        "/days/2/date day_twice",
        "/days/3/date day_of_another_year",
        "/days/4/date day_of_another_year",
    ];
    assert_eq!(told_whole(&days), expected);
    let of_new_year = told(&[("2026-12-31", true), ("2027-01-01", true)], None);
    let missing = of_new_year.iter().filter(|one| *one == "/days holiday_missing").count();
    assert_eq!((of_new_year.len(), missing), (12, 6), "one holiday is no year: {of_new_year:?}");
    let statutory = ["2027-01-01", "2027-01-01", "2027-01-04", "2026-12-31"];
    let expected = [
        "/statutory/1 day_twice",
        "/statutory/2 statutory_day_not_off",
        "/statutory/3 day_of_another_year",
        "/statutory statutory_count",
    ];
    assert_eq!(told(&[("2027-01-01", true)], Some(&statutory)), expected);
    let of_2026 = Notice::faults(2026, &notice(&[("2026-01-01", true)]), None, &calendar);
    let not_off = of_2026.iter().filter(|fault| fault.code == "statutory_day_not_off").count();
    assert_eq!((of_2026.len(), not_off), (12, 9), "{of_2026:?}");
    let of_2028 = Notice::faults(2028, &notice(&[("2028-01-01", true)]), None, &calendar);
    assert!(of_2028.iter().any(|fault| fault.code == "statutory_missing"), "{of_2028:?}");
    assert_eq!(
        Notice::faults(2013, &notice(&[("2013-01-01", true)]), Some(&[day("2013-01-01")]), &calendar)[0].code,
        "statutory_rule_unknown"
    );
}

#[test]
fn a_correction_takes_the_place_of_the_whole_notice() {
    let calendar = Calendar::shipped();
    let before = calendar.count(2022).unwrap().working_days;
    let corrected =
        calendar.clone().with(Notice { year: 2023, days: notice(&[("2023-01-02", true)]), statutory: None });
    assert_eq!(corrected.kind(day("2022-12-31")), Ok(DayKind::Weekend), "it came with the notice of 2023");
    assert_eq!(corrected.count(2022).unwrap().working_days, before);
    assert_eq!(corrected.kind(day("2023-10-02")), Ok(DayKind::WorkingDay));
    assert_eq!(corrected.kind(day("2024-10-02")), Ok(DayKind::DayOff));
    assert_eq!(corrected.statutory().contains(day("2023-10-02")), Ok(true));
}

#[test]
fn what_is_left_of_the_calendar_is_counted_to_the_first_gap() {
    let calendar = Calendar::shipped().with(Notice { year: 2029, days: vec![], statutory: None });
    assert_eq!(calendar.days_left(day("2026-11-01")), Some(60));
    assert_eq!(calendar.days_left(day("2027-01-10")), Some(-10));
    assert_eq!(calendar.days_left(day("2029-12-30")), Some(1));
    assert_eq!(calendar.days_left(day("2006-01-01")), None);
}

#[test]
fn each_day_says_why_it_counts_or_not() {
    let calendar = Calendar::shipped();
    let told = |start: &str, length, unit| {
        let due = calendar.due_date(day(start), length, unit, Rolls::Forward).unwrap();
        let days = due.day_by_day(&calendar);
        days.iter().map(|one| format!("{} {}", one.number.unwrap_or_default(), one.role)).collect::<Vec<_>>()
    };
    let expected = ["0 trigger", "1 counted", "0 off_day", "0 off_day", "2 counted"];
    assert_eq!(told("2024-09-12", 2, WorkingDays)[..2], expected[..2]);
    assert_eq!(told("2023-03-09", 2, WorkingDays), expected);
    assert_eq!(
        told("2023-03-09", 2, Days),
        ["0 trigger", "1 counted", "2 rolled_over", "0 rolled_over", "0 rolled_to"]
    );
    assert_eq!(told("2023-03-09", 1, Months).len(), 33, "9 April 2023 is a Sunday: rolled to Monday");
}

proptest! {
    #[test]
    fn a_due_date_is_the_nth_working_day(offset in 0u64..6_000, length in 1u32..60) {
        let calendar = Calendar::shipped();
        let start = day("2008-01-01") + chrono::Days::new(offset);
        let found = calendar.due_date(start, length, WorkingDays, Rolls::None).unwrap();
        prop_assert!(calendar.is_working_day(found.due_date).unwrap());
        prop_assert_eq!(calendar.full_working_days_between(start, found.due_date), Ok(length - 1));
        prop_assert_eq!((found.due_date - start).num_days(), i64::from(length) + found.skipped.len() as i64);
    }

    #[test]
    fn rolling_never_shortens_and_ends_on_a_working_day(offset in 0u64..6_000, length in 1u32..400) {
        let calendar = Calendar::shipped();
        let start = day("2008-01-01") + chrono::Days::new(offset);
        let found = calendar.due_date(start, length, Days, Rolls::Forward).unwrap();
        prop_assert!(found.due_date >= found.last_day);
        prop_assert!(calendar.is_working_day(found.due_date).unwrap());
        prop_assert_eq!((found.due_date - found.last_day).num_days(), found.skipped.len() as i64);
    }
}
