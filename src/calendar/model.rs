//! A year of the calendar as it is known, and what may take its place.

use crate::acts::calendar::LoadedNotice;
use crate::domain::calendar::{Calendar, Notice, NoticeDay, YearCount};
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::problem::{Fault, Problem, Verdicts};
use chrono::NaiveDate;

/// Years for which a notice may be loaded.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// A year whose days are known.
#[derive(Debug)]
pub struct KnownYear {
    pub year: i32,
    pub count: YearCount,
    pub days: Vec<NoticeDay>,
    /// Empty while nobody has said which they are.
    pub statutory: Vec<NaiveDate>,
    /// None: the notice came with the program.
    pub loaded: Option<LoadedNotice>,
}

impl KnownYear {
    /// `loaded` is the newest notice that was loaded for the year.
    pub fn of(calendar: &Calendar, year: i32, loaded: Option<LoadedNotice>) -> Option<Self> {
        let days = calendar.notice(year)?.to_vec();
        let count = calendar.count(year).ok()?;
        let statutory = calendar.statutory().of_year(year).collect();
        Some(Self { year, count, days, statutory, loaded })
    }

    /// 0 stands for what comes with the program.
    pub fn version(&self) -> i32 {
        self.loaded.as_ref().map_or(0, |notice| notice.version)
    }
}

/// A notice as it was sent.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    pub year: i32,
    pub published_on: NaiveDate,
    pub days: &'a [NoticeDay],
    pub statutory: Option<&'a [NaiveDate]>,
    pub has_reason: bool,
}

/// Whether the notice may stand for its year, which is known already when it `corrects`. All faults are told at once.
pub fn may_be_loaded(sent: Sent, calendar: &Calendar, corrects: bool, today: NaiveDate) -> Result<(), Problem> {
    let mut faults = Vec::new();
    if !YEARS.contains(&sent.year) {
        let (first, last) = (YEARS.start(), YEARS.end());
        let detail = Text::new(format!("应为 {first} 至 {last} 年"), format!("From {first} to {last}"));
        return Err(Problem::invalid(vec![Fault::new("/path/year", "out_of_range", detail)]));
    }
    let told = Notice::faults(sent.year, sent.days, sent.statutory, calendar);
    faults.extend(told.into_iter().map(|fault| Fault::new(fault.pointer, fault.code, fault.detail)));
    if corrects && !sent.has_reason {
        let detail = Text::new("更正已载入的放假安排须说明理由", "A correction of what is known gives its reason");
        faults.push(Fault::new("/reason", "member_missing", detail));
    }
    let mut verdicts = Verdicts::default();
    verdicts.check(if faults.is_empty() { Ok(()) } else { Err(Problem::invalid(faults)) });
    verdicts.check(is_published(sent.published_on, today));
    verdicts.into_result()
}

fn is_published(published_on: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    if published_on <= today {
        return Ok(());
    }
    let detail = Text::new("公布日期晚于今天", "The notice would be published after today");
    Err(Refusal::new(Rule::DateInTheFuture, detail).at("/published_on"))
}
