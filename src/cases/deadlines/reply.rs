//! A deadline as it is told.

use super::ledger::DeadlineStop;
use super::standing::{Deadline, Standing, deadlines};
use crate::cases::file::CaseFile;
use crate::domain::calendar::{DayKind, DayRole, ExplainedDay};
use crate::domain::deadline::Rolls;
use crate::domain::deadline_rule::{Bound, DeadlineRule, LimitUnit, MissedEffect};
use crate::domain::ids::{EntryId, ProcedureRuleId};
use crate::domain::stage::Step;
use crate::domain::values::Title;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// 期限: a time limit of a case, and how it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeadlineReply {
    rule: DeadlineRule,
    name: &'static str,
    name_en: &'static str,
    /// Whose time it is.
    bound: Bound,
    standing: Standing,
    /// 起算的事实
    starts_with: &'static str,
    starts_with_en: &'static str,
    /// 完成的事实
    ends_with: &'static str,
    ends_with_en: &'static str,
    /// What it means when the time is over.
    when_missed: MissedEffect,
    started_on: NaiveDate,
    /// The instant, where hours count.
    started_at: Option<DateTime<Utc>>,
    /// The step that set it running; null for the filing.
    started_by: Option<Uuid>,
    /// The fact that sets it running was not recorded: it is counted from the one before it, such as from the day of a decision on a
    /// reconsideration whose receipt nobody noted.
    start_assumed: bool,
    /// In all, extensions among it.
    length: u32,
    /// 延长 of it.
    extended_by: u32,
    unit: LimitUnit,
    rolls: Rolls,
    /// Where the count ends; null while the holiday notice of a year that it needs is not loaded, or while it stands still.
    last_day: Option<NaiveDate>,
    /// The last day in time: `last_day`, or the working day that it rolls to.
    due_on: Option<NaiveDate>,
    /// The instant, where hours count.
    due_at: Option<DateTime<Utc>>,
    /// 延期、分期: the day that was agreed.
    deferred_to: Option<NaiveDate>,
    /// The day on which what was to be done was done, late or not.
    done_on: Option<NaiveDate>,
    done_at: Option<DateTime<Utc>>,
    done_by: Option<Uuid>,
    /// Off-days that did not count.
    skipped: Vec<NaiveDate>,
    /// 不计入期限的期间
    stops: Vec<DeadlineStop>,
    /// Days on which it stood still.
    stopped: Vec<NaiveDate>,
    /// What was told of `due_on` before, the last one last. When a later notice or rule changes the count, both are here.
    told: Vec<ToldDueReply>,
    /// `due_on` differs from what was told last.
    differs_from_told: bool,
    legal_basis: &'static str,
    /// The rule that an administrator set; null: as shipped.
    rule_id: Option<ProcedureRuleId>,
    rule_source: Option<Title>,
    /// What the count of days rests on.
    counted_by: Vec<&'static str>,
    /// With `explain=days`: each day with why it counts or not; null without it, and where hours count.
    day_by_day: Option<Vec<DeadlineDay>>,
}

/// A due date as it was told.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ToldDueReply {
    due_on: NaiveDate,
    told_at: DateTime<Utc>,
    /// The entry of the step with which it was told.
    entry_id: EntryId,
}

/// One day of a deadline's count.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeadlineDay {
    date: NaiveDate,
    /// Which day of the limit it is; null for one that does not count, or when months or years are counted.
    number: Option<u32>,
    role: DayRole,
    /// Null where no notice is loaded, and none was needed.
    kind: Option<DayKind>,
    /// 节日: what the notice calls it.
    holiday: Option<Title>,
}

impl From<ExplainedDay> for DeadlineDay {
    fn from(day: ExplainedDay) -> Self {
        Self { date: day.date, number: day.number, role: day.role, kind: day.kind, holiday: day.holiday }
    }
}

/// Every deadline of a case, as it is told.
pub fn shown(file: &CaseFile) -> Vec<DeadlineReply> {
    deadlines(file).iter().map(|deadline| DeadlineReply::of(file, deadline)).collect()
}

/// By when a step has to be taken: the first last day of those limits that it ends.
pub fn next_due(deadlines: &[DeadlineReply], step: Step) -> Option<NaiveDate> {
    let ends = |one: &&DeadlineReply| one.done_on.is_none() && one.rule.steps().contains(&step);
    let waits = |one: &DeadlineReply| one.when_missed == MissedEffect::WaitEnds;
    let runs = |one: &&DeadlineReply| one.standing != Standing::Lapsed && !waits(one);
    deadlines.iter().filter(ends).filter(runs).filter_map(|one| one.due_on).min()
}

impl DeadlineReply {
    pub fn of(file: &CaseFile, deadline: &Deadline) -> Self {
        let (period, due, limit) = (&deadline.period, deadline.due.as_ref().ok(), deadline.in_force.limit);
        let (counted, row) = (due.and_then(|due| due.counted.as_ref()), deadline.in_force.row.as_ref());
        let told = told(file, deadline);
        let due_on = due.map(|due| due.on);
        Self {
            rule: period.rule,
            name: period.rule.label_zh(),
            name_en: period.rule.label_en(),
            bound: period.rule.bound(),
            standing: deadline.standing,
            starts_with: period.rule.starts(),
            starts_with_en: period.rule.starts_en(),
            ends_with: period.rule.ends(),
            ends_with_en: period.rule.ends_en(),
            when_missed: period.rule.missed(),
            started_on: period.started.on,
            started_at: period.started.at.filter(|_| limit.unit == LimitUnit::Hours),
            started_by: period.started.step,
            start_assumed: period.start_assumed,
            length: period.length.unwrap_or(limit.length).saturating_add(period.extended_by),
            extended_by: period.extended_by,
            unit: limit.unit,
            rolls: limit.rolls,
            last_day: due.map(|due| due.last_day),
            due_on,
            due_at: due.and_then(|due| due.at),
            deferred_to: period.deferred_to,
            done_on: period.done.map(|done| done.on),
            done_at: period.done.and_then(|done| done.at),
            done_by: period.done.and_then(|done| done.step),
            skipped: counted.map(|due| due.skipped.clone()).unwrap_or_default(),
            stops: deadline.stops.clone(),
            stopped: counted.map(|due| due.stopped.clone()).unwrap_or_default(),
            differs_from_told: told.last().is_some_and(|last| due_on.is_some_and(|now| now != last.due_on)),
            told,
            legal_basis: period.rule.legal_basis(),
            rule_id: row.map(|row| row.id),
            rule_source: row.map(|row| row.source.clone()),
            counted_by: counted.map(|due| due.legal_basis()).unwrap_or_default(),
            day_by_day: None,
        }
    }

    /// With each day of its count.
    pub fn explained(file: &CaseFile, deadline: &Deadline) -> Self {
        let counted = deadline.due.as_ref().ok().and_then(|due| due.counted.as_ref());
        let days = counted.map(|due| due.day_by_day(&file.calendar).into_iter().map(DeadlineDay::from).collect());
        Self { day_by_day: days, ..Self::of(file, deadline) }
    }
}

fn told(file: &CaseFile, deadline: &Deadline) -> Vec<ToldDueReply> {
    let of = (deadline.period.rule, deadline.period.started.step);
    let same = file.told.iter().filter(|one| (one.rule, one.started_by) == of);
    same.map(|one| ToldDueReply { due_on: one.due_on, told_at: one.told_at, entry_id: one.entry_id }).collect()
}
