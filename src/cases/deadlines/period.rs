//! A period: one fact set a time limit running, and perhaps another one ended it.

use crate::cases::file::Done;
use crate::domain::day::legal_date;
use crate::domain::deadline_rule::DeadlineRule;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// A fact that sets a limit running or ends one: its legal date, its instant where hours count, its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    pub on: NaiveDate,
    pub at: Option<DateTime<Utc>>,
    /// `None`: the filing.
    pub step: Option<Uuid>,
}

impl Fact {
    pub const fn on(on: NaiveDate) -> Self {
        Self { on, at: None, step: None }
    }

    pub fn at(at: DateTime<Utc>) -> Self {
        Self { on: legal_date(at), at: Some(at), step: None }
    }

    pub const fn of_step(self, step: Uuid) -> Self {
        Self { step: Some(step), ..self }
    }
}

impl From<&Done> for Fact {
    fn from(done: &Done) -> Self {
        Self::on(done.on).of_step(done.id)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    pub rule: DeadlineRule,
    pub started: Fact,
    pub done: Option<Fact>,
    /// Where the fact itself says how long.
    pub length: Option<u32>,
    /// 延长
    pub extended_by: u32,
    /// 延期、分期: the last day lies here, unless it is later anyway.
    pub deferred_to: Option<NaiveDate>,
    /// The fact that sets it running was not recorded; it is counted from the one before it.
    pub start_assumed: bool,
}

impl Period {
    pub const fn of(rule: DeadlineRule, started: Fact) -> Self {
        Self { rule, started, done: None, length: None, extended_by: 0, deferred_to: None, start_assumed: false }
    }

    /// The first of these facts ends it; those before its start do not.
    pub fn ended_by(self, facts: impl IntoIterator<Item = Option<Fact>>) -> Self {
        let later = facts.into_iter().flatten().filter(|fact| fact.on >= self.started.on);
        Self { done: later.min_by_key(|fact| (fact.on, fact.at)), ..self }
    }
}
