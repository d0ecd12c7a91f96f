use super::Calendar;
use crate::domain::refusal::Text;
use crate::domain::values::Title;
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One day that a notice settles: off, or a working day to make up for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeDay {
    pub date: NaiveDate,
    /// 节日: the holiday it belongs to
    pub name: Title,
    /// `true`: day off; `false`: make-up working day
    pub off: bool,
}

/// 放假安排: what the notice of one year settles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub year: i32,
    pub days: Vec<NoticeDay>,
    /// The year's statutory holidays; those known before stay when it does not say.
    pub statutory: Option<BTreeSet<NaiveDate>>,
}

/// One thing that is wrong with a notice; the pointer leads into its days or statutory days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeFault {
    pub pointer: String,
    pub code: &'static str,
    pub detail: Text,
}

impl NoticeFault {
    fn new(pointer: impl Into<String>, code: &'static str, zh: String, en: String) -> Self {
        Self { pointer: pointer.into(), code, detail: Text::new(zh, en) }
    }
}

impl NoticeDay {
    /// The year whose notice settles the day: the last days of December round New Year belong to the next one.
    pub(super) fn year_of_notice(&self) -> i32 {
        self.date.year() + i32::from(self.date.month() == 12 && self.name.as_str().contains("元旦"))
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

impl Notice {
    /// Everything that is wrong with the days of a notice for `year`, held against all that `calendar` knows.
    pub fn faults(
        year: i32,
        days: &[NoticeDay],
        statutory: Option<&[NaiveDate]>,
        calendar: &Calendar,
    ) -> Vec<NoticeFault> {
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        for (place, day) in days.iter().enumerate() {
            faults.extend(day_faults(year, place, day, calendar));
            if !seen.insert(day.date) {
                faults.push(twice(format!("/days/{place}/date"), day.date));
            }
        }
        let notice = Self { year, days: days.to_vec(), statutory: None };
        let settled = calendar.clone().with(notice);
        match statutory {
            Some(given) => faults.extend(statutory_faults(year, given, days, &settled)),
            None => {
                let known: Vec<NaiveDate> = calendar.statutory().of_year(year).collect();
                faults.extend(known.iter().filter_map(|day| unsettled("/days".into(), *day, days, &settled)));
                if known.is_empty() && settled.statutory().expected(year).is_some() {
                    faults.push(NoticeFault::new(
                        "/statutory",
                        "statutory_missing",
                        format!("{year}年的法定节假日尚未知晓：请一并列出（年节办法 第二条）"),
                        format!("The statutory holidays of {year} are not known yet: list them, too (年节办法 第二条)"),
                    ));
                }
            }
        }
        faults
    }
}

fn day_faults(year: i32, place: usize, day: &NoticeDay, calendar: &Calendar) -> Vec<NoticeFault> {
    let (date, mut faults) = (day.date, Vec::new());
    let is_near = date.year() == year
        || (date.year() == year - 1 && date.month() == 12)
        || (date.year() == year + 1 && date.month() == 1);
    if !is_near {
        faults.push(NoticeFault::new(
            format!("/days/{place}/date"),
            "day_of_another_year",
            format!("{date} 不属于{year}年，也不在上年12月或者下年1月"),
            format!("{date} is neither in {year} nor in the December before or the January after"),
        ));
    }
    if !day.off && !is_weekend(date) {
        faults.push(NoticeFault::new(
            format!("/days/{place}/off"),
            "make_up_day_not_weekend",
            format!("{date} 不是周六或者周日，不能调休上班"),
            format!("{date} is no Saturday or Sunday, so it cannot be a make-up working day"),
        ));
    }
    let others = [year - 1, year + 1].map(|other| calendar.notice(other).unwrap_or_default());
    let differs = |known: &&NoticeDay| known.date == date && known.off != day.off;
    if others.into_iter().flatten().any(|known| differs(&known)) {
        faults.push(NoticeFault::new(
            format!("/days/{place}/off"),
            "settled_by_another_notice",
            format!("相邻年度的放假安排对 {date} 另有规定"),
            format!("The notice of the neighbouring year settles {date} otherwise"),
        ));
    }
    faults
}

fn statutory_faults(year: i32, given: &[NaiveDate], days: &[NoticeDay], settled: &Calendar) -> Vec<NoticeFault> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for (place, &date) in given.iter().enumerate() {
        let pointer = format!("/statutory/{place}");
        if date.year() != year {
            faults.push(NoticeFault::new(
                pointer,
                "day_of_another_year",
                format!("{date} 不属于{year}年"),
                format!("{date} is not in {year}"),
            ));
        } else if seen.insert(date) {
            faults.extend(unsettled(pointer, date, days, settled));
        } else {
            faults.push(twice(pointer, date));
        }
    }
    match settled.statutory().expected(year) {
        Some(expected) if expected == seen.len() => {}
        // 中秋节 on a day of 国庆节: two of those named are one day.
        Some(expected) if expected == seen.len() + 1 && days.iter().any(is_of_two) => {}
        Some(expected) => faults.push(NoticeFault::new(
            "/statutory",
            "statutory_count",
            format!("{year}年应有{expected}个法定节假日（年节办法 第二条），列出{}个", seen.len()),
            format!("{year} has {expected} statutory holidays (年节办法 第二条); {} are listed", seen.len()),
        )),
        None => faults.push(NoticeFault::new(
            "/statutory",
            "statutory_rule_unknown",
            format!("{year}年没有适用的年节办法：请勿列出法定节假日"),
            format!("No rule is known for the statutory holidays of {year}; leave them out"),
        )),
    }
    faults
}

fn is_of_two(day: &NoticeDay) -> bool {
    day.off && ["国庆", "中秋"].iter().all(|name| day.name.as_str().contains(name))
}

/// A notice settles its whole year: every statutory holiday is off, and it says so.
fn unsettled(pointer: String, date: NaiveDate, days: &[NoticeDay], settled: &Calendar) -> Option<NoticeFault> {
    if settled.is_working_day(date).is_ok_and(|works| works) {
        return Some(NoticeFault::new(
            pointer,
            "statutory_day_not_off",
            format!("{date} 是法定节假日，但按该安排上班"),
            format!("{date} is a statutory holiday, but the notice lets it be a working day"),
        ));
    }
    let is_listed = days.iter().any(|day| day.date == date && day.off);
    (!is_listed).then(|| {
        NoticeFault::new(
            pointer,
            "holiday_missing",
            format!("{date} 是法定节假日，该安排没有列出；放假安排应当完整"),
            format!("{date} is a statutory holiday that the notice does not list; a notice settles its whole year"),
        )
    })
}

fn twice(pointer: String, date: NaiveDate) -> NoticeFault {
    NoticeFault::new(pointer, "day_twice", format!("{date} 重复"), format!("{date} is listed twice"))
}
